/* shrinkage.c -- tests of shrunk rates, rank probabilities and the order that can be told.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <coopstat/shrinkage.h>

#include "meter.h"
#include "random.h"
#include "shared.h"
#include "stat/beta.h"
#include "stat/shrinkage.h"

#include <check.h>

enum { most_groups = 64 };

typedef struct sample {
    int64_t hits[most_groups], n[most_groups], n_groups;
} sample;

typedef struct answers {
    coop_shrinkage_result all;
    coop_shrinkage_rate rates[most_groups];
    double ranks[most_groups * most_groups];
    double ahead[most_groups * most_groups];
} answers;

static coop_shrinkage_groups view(const sample *s)
{
    return (coop_shrinkage_groups){s->hits, s->n, s->n_groups};
}

static void estimate(const sample *s, double level, answers *out)
{
    coop_shrinkage_groups groups = view(s);
    out->all = (coop_shrinkage_result)COOP_SHRINKAGE_RESULT_INIT;
    coop_error err = {0};
    coop_status status =
        coop_shrinkage_estimate(&groups, level, NULL, &out->all, out->rates, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
}

static void rank(const sample *s, answers *out)
{
    coop_shrinkage_groups groups = view(s);
    coop_error err = {0};
    coop_status status = coop_shrinkage_ranks(&groups, NULL, out->ranks, out->ahead, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
}

static answers *answers_new(void)
{
    answers *a = calloc(1, sizeof *a);
    ck_assert_ptr_nonnull(a);
    return a;
}

static void near(double got, double wanted, double tolerance, const char *what, int64_t i)
{
    ck_assert_msg(fabs(got - wanted) <= tolerance, "%s of %lld: %.15g, wanted %.15g", what,
                  (long long)i, got, wanted);
}

/* A line of the table: case, group, quantity, value. */
typedef struct row {
    char name[16], quantity[24];
    int group;
    double value;
} row;

static int table_read(row *rows, int most)
{
    char path[512];
    size_t size = 0;
    char *text = file_read(
        source_path("tests/oracle/shrinkage/posterior.csv", path, sizeof path), &size);
    ck_assert_msg(text != NULL, "cannot read %s", path);
    int n = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (line[0] != '#' && strncmp(line, "case,", 5) != 0) {
            ck_assert_int_lt(n, most);
            row *r = &rows[n++];
            ck_assert_int_eq(sscanf(line, "%15[^,],%d,%23[^,],%lf", r->name, &r->group,
                                    r->quantity, &r->value), 4);
        }
    }
    free(text);
    return n;
}

static sample sample_named(const row *rows, int n, const char *name)
{
    sample s = {0};
    for (int i = 0; i < n; i++) {
        if (strcmp(rows[i].name, name) == 0 && rows[i].group >= 0) {
            s.n_groups = rows[i].group + 1;
            if (strcmp(rows[i].quantity, "hits") == 0) {
                s.hits[rows[i].group] = (int64_t)rows[i].value;
            } else if (strcmp(rows[i].quantity, "n") == 0) {
                s.n[rows[i].group] = (int64_t)rows[i].value;
            }
        }
    }
    return s;
}

static void row_check(const row *r, const answers *a, int64_t n)
{
    const coop_shrinkage_rate *rate = &a->rates[r->group < 0 ? 0 : r->group];
    const struct {
        const char *name;
        double got, tolerance;
    } all[] = {
        {"mean", a->all.mean, 1e-9},
        {"rho", a->all.rho, 1e-9},
        {"rho_std_error", a->all.rho_std_error, 1e-9},
        {"value", rate->value, 1e-9},
        {"std_error", rate->std_error, 1e-9},
        {"shrinkage", rate->shrinkage, 1e-9},
        {"low", rate->low, 2e-6},
        {"high", rate->high, 2e-6},
    };
    /* Rates within 1e-16 of 1 are tied in R and decided here. */
    double allowed = strcmp(r->name, "mixed") == 0 ? 2e-5 : 1e-6;
    int64_t other = 0;
    if (strncmp(r->quantity, "rank_", 5) == 0) {
        other = strtoll(r->quantity + 5, NULL, 10) - 1;
        near(a->ranks[r->group * n + other], r->value, allowed, r->name, r->group);
        return;
    }
    if (strncmp(r->quantity, "ahead_", 6) == 0) {
        other = strtoll(r->quantity + 6, NULL, 10);
        near(a->ahead[r->group * n + other], r->value, allowed, r->name, r->group);
        return;
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(all[i].name, r->quantity) == 0) {
            near(all[i].got, r->value, all[i].tolerance, r->quantity, r->group);
            return;
        }
    }
    ck_assert_msg(strcmp(r->quantity, "hits") == 0 || strcmp(r->quantity, "n") == 0, "%s",
                  r->quantity);
}

START_TEST(r_agrees_on_estimates_limits_and_ranks)
{
    static row rows[512];
    int n = table_read(rows, 512);
    ck_assert_int_eq(n, 298);
    answers *a = answers_new();
    sample s = {0};
    for (int i = 0; i < n; i++) {
        if (i == 0 || strcmp(rows[i].name, rows[i - 1].name) != 0) {
            s = sample_named(rows, n, rows[i].name);
            estimate(&s, 0.95, a);
            rank(&s, a);
        }
        row_check(&rows[i], a, s.n_groups);
    }
    free(a);
}
END_TEST

/* log of the likelihood times 1, term by term as the model is written. */
static double plain_log(const sample *s, double mu, double rho)
{
    double sum = 0.0;
    for (int64_t g = 0; g < s->n_groups; g++) {
        for (int64_t j = 0; j < s->n[g]; j++) {
            sum -= log(1.0 - rho + (double)j * rho);
            sum += j < s->hits[g] ? log(mu * (1.0 - rho) + (double)j * rho)
                                  : log((1.0 - mu) * (1.0 - rho) + (double)(j - s->hits[g]) * rho);
        }
    }
    return sum;
}

START_TEST(a_plain_grid_of_1000_by_1000_agrees)
{
    enum { side = 1000 };
    sample s = {{2, 4, 1, 3}, {5, 6, 4, 4}, 4};
    answers *a = answers_new();
    estimate(&s, 0.95, a);
    double top = plain_log(&s, 0.5, 0.1);
    double total = 0.0, mean = 0.0, rho_mean = 0.0, values[4] = {0};
    for (int i = 0; i < side; i++) {
        double rho = (i + 0.5) / side;
        double size = (1.0 - rho) / rho;
        for (int j = 0; j < side; j++) {
            double mu = (j + 0.5) / side;
            double w = exp(plain_log(&s, mu, rho) - top);
            total += w;
            mean += w * mu;
            rho_mean += w * rho;
            for (int g = 0; g < 4; g++) {
                values[g] += w * (size * mu + (double)s.hits[g]) / (size + (double)s.n[g]);
            }
        }
    }
    near(a->all.mean, mean / total, 1e-6, "mean", 0);
    near(a->all.rho, rho_mean / total, 1e-6, "rho", 0);
    for (int g = 0; g < 4; g++) {
        near(a->rates[g].value, values[g] / total, 1e-6, "value", g);
    }
    free(a);
}
END_TEST

START_TEST(closed_forms_hold_where_there_are_any)
{
    /* One case each and no hits: the likelihood is (1 - mu)^3, and rho keeps its prior. */
    sample ones = {{0}, {1, 1, 1}, 3};
    answers *a = answers_new();
    estimate(&ones, 0.95, a);
    near(a->all.mean, 0.2, 1e-10, "mean", 0);
    near(a->all.mean_std_error, sqrt(4.0 / 150.0), 1e-10, "spread of the mean", 0);
    near(a->all.rho, 0.5, 1e-10, "rho", 0);
    near(a->all.rho_std_error, sqrt(1.0 / 12.0), 1e-9, "spread of rho", 0);
    near(a->rates[0].value, 0.2 * 0.5, 1e-10, "value", 0);
    near(a->rates[0].shrinkage, 0.5, 1e-10, "shrinkage", 0);
    /* With many cases a group keeps its own rate and its own beta interval. */
    sample many = {{100000, 500000, 400000}, {1000000, 1000000, 1000000}, 3};
    estimate(&many, 0.95, a);
    for (int g = 0; g < 3; g++) {
        double p = (double)many.hits[g] / 1e6;
        near(a->rates[g].value, p, 2e-6, "value", g);
        near(a->rates[g].std_error, sqrt(p * (1.0 - p) / 1e6), 1e-8, "std_error", g);
        near((a->rates[g].high - a->rates[g].low) / a->rates[g].std_error, 2 * 1.959964, 1e-4,
             "width", g);
    }
    free(a);
}
END_TEST

START_TEST(components_given_mu_and_rho_are_beta_distributions)
{
    sample s = {{3, 8, 0, 5}, {10, 12, 0, 5}, 4};
    coop_shrinkage_groups groups = view(&s);
    coop__arena arena = {.a = coop__allocator_of(NULL)};
    coop__shrinkage *p = NULL;
    ck_assert_int_eq(coop__shrinkage_of(&groups, 10, &arena, &p, NULL), COOP_OK);
    double total = 0.0;
    double means[4] = {0};
    for (int k = 0; k < coop__shrinkage_slices; k++) {
        const coop__shrinkage_slice *slice = &p->slices[k];
        near(slice->rho * (1.0 + slice->size), 1.0, 1e-14, "size", k);
        for (int i = 0; i < coop__shrinkage_nodes; i++) {
            double mu = coop__share_of(slice->first + i * slice->step).mu;
            total += slice->weights[i];
            for (int g = 0; g < 4; g++) {
                means[g] += slice->weights[i] * (slice->size * mu + (double)s.hits[g]) /
                            (slice->size + (double)s.n[g]);
            }
        }
    }
    near(total, 1.0, 1e-12, "weights", 0);
    answers *a = answers_new();
    estimate(&s, 0.9, a);
    for (int g = 0; g < 4; g++) {
        near(a->rates[g].value, means[g], 1e-12, "value", g);
    }
    coop__arena_free(&arena);
    free(a);
}
END_TEST

static double uniform(uint64_t *state)
{
    return ((double)next_random(state) + 0.5) * 0x1p-53;
}

/* log(p / (1 - p)) of a beta draw: by the quantile, or with a small parameter by Johnk's way,
 * U^(1/a) over U^(1/a) + V^(1/b) where that sum is at most 1, in logarithms. */
static double beta_log_odds(double a, double b, uint64_t *state)
{
    if (a >= 0.5 && b >= 0.5) {
        coop__point at = coop__beta_lower_quantile(a, b, uniform(state));
        return log(at.x / at.y);
    }
    for (;;) {
        double u = log(uniform(state)) / a;
        double v = log(uniform(state)) / b;
        if (fmax(u, v) + log1p(exp(-fabs(u - v))) <= 0.0) {
            return u - v;
        }
    }
}

/* Keeps mu, rho and rates drawn from the prior where binomial draws give the counts. */
START_TEST(a_simulation_of_the_whole_model_agrees)
{
    enum { draws = 1000000 };
    sample s = {{1, 2, 0}, {2, 2, 1}, 3};
    answers *a = answers_new();
    estimate(&s, 0.8, a);
    rank(&s, a);
    uint64_t state = 20240607;
    double kept = 0.0, ahead = 0.0, values[3] = {0}, inside[3] = {0}, first[3] = {0};
    for (int i = 0; i < draws; i++) {
        double mu = uniform(&state), size = 1.0 / uniform(&state) - 1.0, u[3];
        bool fits = true;
        for (int g = 0; g < 3 && fits; g++) {
            u[g] = beta_log_odds(size * mu, size * (1.0 - mu), &state);
            int64_t hits = 0;
            for (int64_t j = 0; j < s.n[g]; j++) {
                hits += uniform(&state) < 1.0 / (1.0 + exp(-u[g]));
            }
            fits = hits == s.hits[g];
        }
        for (int g = 0; g < 3 && fits; g++) {
            double p = 1.0 / (1.0 + exp(-u[g]));
            values[g] += p;
            inside[g] += p > a->rates[g].low && p < a->rates[g].high;
            first[g] += u[g] >= fmax(u[0], fmax(u[1], u[2]));
        }
        kept += fits;
        ahead += fits && u[0] > u[1];
    }
    ck_assert(kept > 10000.0);
    for (int g = 0; g < 3; g++) {
        near(a->rates[g].value, values[g] / kept, 0.015, "value", g);
        near(0.8, inside[g] / kept, 0.015, "inside", g);
        near(a->ranks[g * 3], first[g] / kept, 0.015, "first", g);
    }
    near(a->ahead[1], ahead / kept, 0.015, "ahead", 0);
    free(a);
}
END_TEST

static sample random_sample(uint64_t *state, int64_t n_groups, uint64_t most)
{
    sample s = {.n_groups = n_groups};
    for (int64_t g = 0; g < n_groups; g++) {
        s.n[g] = (int64_t)(next_random(state) % (most + 1)) + (g < 3);
        s.hits[g] = (int64_t)(next_random(state) % ((uint64_t)s.n[g] + 1));
    }
    return s;
}

START_TEST(order_of_the_groups_changes_no_bit)
{
    uint64_t state = 77;
    answers *a = answers_new();
    answers *b = answers_new();
    for (int round = 0; round < 4; round++) {
        sample s = random_sample(&state, 6, 6);
        s.hits[5] = s.hits[1];
        s.n[5] = s.n[1];
        sample t = s;
        int64_t from[6] = {0, 1, 2, 3, 4, 5};
        for (int64_t i = 5; i > 0; i--) {
            int64_t j = (int64_t)(next_random(&state) % (uint64_t)(i + 1));
            int64_t kept = from[i];
            from[i] = from[j];
            from[j] = kept;
        }
        for (int i = 0; i < 6; i++) {
            t.hits[i] = s.hits[from[i]];
            t.n[i] = s.n[from[i]];
        }
        estimate(&s, 0.9, a);
        estimate(&t, 0.9, b);
        rank(&s, a);
        rank(&t, b);
        ck_assert(memcmp(&a->all, &b->all, sizeof a->all) == 0);
        for (int i = 0; i < 6; i++) {
            ck_assert(memcmp(&a->rates[from[i]], &b->rates[i], sizeof a->rates[0]) == 0);
            for (int k = 0; k < 6; k++) {
                ck_assert(b->ranks[i * 6 + k] == a->ranks[from[i] * 6 + k]);
                ck_assert(b->ahead[i * 6 + k] == a->ahead[from[i] * 6 + from[k]]);
            }
        }
        ck_assert(memcmp(&a->rates[5], &a->rates[1], sizeof a->rates[0]) == 0);
        ck_assert(a->ahead[6 + 5] == 0.5);
    }
    free(a);
    free(b);
}
END_TEST

START_TEST(hits_and_misses_exchanged_mirror_everything)
{
    sample s = {{3, 8, 12, 0, 5}, {10, 12, 20, 0, 5}, 5};
    sample t = s;
    for (int i = 0; i < 5; i++) {
        t.hits[i] = s.n[i] - s.hits[i];
    }
    answers *a = answers_new();
    answers *b = answers_new();
    estimate(&s, 0.9, a);
    estimate(&t, 0.9, b);
    rank(&s, a);
    rank(&t, b);
    for (int i = 0; i < 5; i++) {
        near(a->rates[i].value, 1.0 - b->rates[i].value, 1e-10, "value", i);
        near(a->rates[i].low, 1.0 - b->rates[i].high, 1e-6, "low", i);
        for (int k = 0; k < 5; k++) {
            near(a->ranks[i * 5 + k], b->ranks[i * 5 + 4 - k], 1e-7, "rank", i);
        }
    }
    free(a);
    free(b);
}
END_TEST

START_TEST(ranks_add_up_and_agree_with_pairs)
{
    uint64_t state = 4242;
    answers *a = answers_new();
    for (int round = 0; round < 6; round++) {
        int64_t n = round == 5 ? 12 : 3 + round;
        sample s = random_sample(&state, n, round % 2 == 0 ? 4 : 200);
        rank(&s, a);
        for (int64_t i = 0; i < n; i++) {
            double over_ranks = 0.0, over_groups = 0.0, expected = 0.0, behind = 1.0;
            for (int64_t k = 0; k < n; k++) {
                ck_assert(a->ranks[i * n + k] >= 0.0 && a->ranks[i * n + k] <= 1.0);
                over_ranks += a->ranks[i * n + k];
                over_groups += a->ranks[k * n + i];
                expected += (double)(k + 1) * a->ranks[i * n + k];
                behind += k == i ? 0.0 : a->ahead[k * n + i];
                near(a->ahead[i * n + k] + a->ahead[k * n + i], 1.0, 1e-15, "pair", i);
            }
            near(over_ranks, 1.0, 1e-7, "row", i);
            near(over_groups, 1.0, 1e-7, "column", i);
            near(expected, behind, 1e-6, "expected rank", i);
        }
    }
    free(a);
}
END_TEST

START_TEST(rates_move_to_the_mean_and_less_with_more_data)
{
    answers *a = answers_new();
    double before[4] = {1.0, 1.0, 1.0, 1.0};
    for (int64_t times = 1; times <= 1000; times *= 10) {
        sample s = {{2 * times, 4 * times, 6 * times, 8 * times},
                    {10 * times, 10 * times, 10 * times, 10 * times}, 4};
        estimate(&s, 0.95, a);
        for (int g = 0; g < 4; g++) {
            double raw = (double)s.hits[g] / (double)s.n[g];
            double value = a->rates[g].value;
            ck_assert((value - raw) * (0.5 - raw) > 0.0);
            ck_assert(fabs(value - 0.5) < fabs(raw - 0.5));
            ck_assert(fabs(value - raw) < before[g]);
            before[g] = fabs(value - raw);
            ck_assert(a->rates[g].low < value && value < a->rates[g].high);
        }
    }
    sample uneven = {{3, 30, 5, 60}, {10, 100, 10, 120}, 4};
    estimate(&uneven, 0.95, a);
    ck_assert(a->rates[1].shrinkage < a->rates[0].shrinkage);
    ck_assert(a->rates[0].value > a->rates[1].value);
    free(a);
}
END_TEST

START_TEST(intervals_are_nested_in_the_level)
{
    static const double levels[] = {0.01, 0.5, 0.8, 0.95, 0.99, 0.9999};
    sample s = {{3, 8, 12, 0, 5}, {10, 12, 20, 0, 5}, 5};
    answers *a = answers_new();
    double low[5], high[5];
    for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
        estimate(&s, levels[k], a);
        for (int g = 0; g < 5; g++) {
            ck_assert(a->rates[g].low >= 0.0 && a->rates[g].high <= 1.0);
            ck_assert(k == 0 || (a->rates[g].low < low[g] && a->rates[g].high > high[g]));
            low[g] = a->rates[g].low;
            high[g] = a->rates[g].high;
        }
    }
    free(a);
}
END_TEST

START_TEST(equal_rates_are_pooled_and_rho_is_small)
{
    answers *a = answers_new();
    sample s = {.n_groups = 20};
    for (int i = 0; i < 20; i++) {
        s.hits[i] = 30;
        s.n[i] = 60;
    }
    estimate(&s, 0.95, a);
    ck_assert(a->all.rho < 0.01);
    ck_assert(a->all.rho_moments == 0.0);
    ck_assert(a->rates[0].shrinkage > 0.7);
    near(a->rates[0].value, 0.5, 1e-10, "value", 0);
    ck_assert(a->rates[0].std_error < 0.5 * sqrt(0.25 / 60.0));
    free(a);
}
END_TEST

START_TEST(moments_estimate_is_that_of_kleinman)
{
    /* p = 1/2, S = 10 (0.09 + 0.01 + 0.01 + 0.09) = 2: (2 - 3/4) / ((40 - 10 - 3) / 4) */
    sample s = {{2, 4, 6, 8, 0}, {10, 10, 10, 10, 0}, 5};
    answers *a = answers_new();
    estimate(&s, 0.95, a);
    near(a->all.rho_moments, 1.25 / 6.75, 1e-14, "rho_moments", 0);
    ck_assert_int_eq(a->all.n_used, 4);
    ck_assert_int_eq(a->all.n_empty, 1);
    ck_assert(a->all.crude == 0.5);
    ck_assert_int_eq(a->rates[4].is_prior, 1);
    ck_assert_int_eq(a->rates[3].is_prior, 0);
    near(a->rates[4].value, a->all.mean, 1e-12, "value without cases", 4);
    ck_assert(a->rates[4].shrinkage == 1.0);
    free(a);
}
END_TEST

START_TEST(an_order_is_given_only_where_it_is_certain)
{
    sample s = {{90, 88, 50, 10, 52}, {100, 100, 100, 100, 100}, 5};
    coop_shrinkage_groups groups = view(&s);
    int64_t places[5], n = 0;
    ck_assert_int_eq(coop_shrinkage_order(&groups, 0.0, NULL, places, &n, NULL), COOP_OK);
    ck_assert_int_eq(n, 3);
    static const int64_t wanted[] = {1, 1, 2, 3, 2};
    ck_assert_mem_eq(places, wanted, sizeof wanted);
    ck_assert_int_eq(coop_shrinkage_order(&groups, 0.5, NULL, places, &n, NULL), COOP_OK);
    ck_assert_int_eq(n, 5);
    sample even = {{5, 6, 4, 5}, {10, 10, 10, 0}, 4};
    even.hits[3] = 0;
    groups = view(&even);
    ck_assert_int_eq(coop_shrinkage_order(&groups, 0.9, NULL, places, NULL, NULL), COOP_OK);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(places[i], 1);
    }
}
END_TEST

START_TEST(places_are_apart_with_more_than_the_threshold)
{
    uint64_t state = 99;
    answers *a = answers_new();
    for (int round = 0; round < 5; round++) {
        sample s = random_sample(&state, 6, 60);
        coop_shrinkage_groups groups = view(&s);
        rank(&s, a);
        double threshold = 0.6 + 0.08 * round;
        int64_t places[6], n = 0;
        ck_assert_int_eq(coop_shrinkage_order(&groups, threshold, NULL, places, &n, NULL), COOP_OK);
        for (int i = 0; i < 6; i++) {
            ck_assert(places[i] >= 1 && places[i] <= n);
            for (int j = 0; j < 6; j++) {
                ck_assert(places[i] >= places[j] || a->ahead[i * 6 + j] > threshold);
            }
        }
    }
    free(a);
}
END_TEST

typedef struct refusal {
    sample s;
    coop_status status;
    const char *text;
} refusal;

START_TEST(bad_counts_are_refused_with_a_name)
{
    static const refusal all[] = {
        {{{0}, {0}, 0}, COOP_EMPTY, "there are no groups"},
        {{{0}, {0}, -1}, COOP_RANGE, "n_groups is -1, need 0 or more"},
        {{{0}, {0, 0, 0}, 3}, COOP_EMPTY, "no group has any cases"},
        {{{1}, {2, 0, 0}, 3}, COOP_UNDEFINED,
         "1 group has cases, need 3: how much groups differ is not identified"},
        {{{1, 1}, {2, 3, 0}, 3}, COOP_UNDEFINED,
         "2 groups have cases, need 3: how much groups differ is not identified"},
        {{{1, 4}, {2, 3, 1}, 3}, COOP_RANGE, "hits[1] is 4, need 0 to n[1] = 3"},
        {{{1, -1}, {2, 3, 1}, 3}, COOP_RANGE, "hits[1] is -1, need 0 to n[1] = 3"},
        {{{1, 1, 0}, {2, 3, -1}, 3}, COOP_RANGE, "n[2] is -1, need 0 or more"},
        {{{0}, {999999999, 1, 1}, 3}, COOP_LIMIT,
         "the groups up to 2 have more than 1000000000 cases"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        coop_shrinkage_groups groups = view(&all[i].s);
        coop_shrinkage_result out = COOP_SHRINKAGE_RESULT_INIT;
        coop_shrinkage_rate rates[3] = {{.value = 7.0}};
        double ranks[9] = {7.0};
        int64_t places[3] = {7};
        coop_error err = {0};
        ck_assert_int_eq(coop_shrinkage_estimate(&groups, 0.95, NULL, &out, rates, &err),
                         all[i].status);
        ck_assert_str_eq(err.message, all[i].text);
        ck_assert_int_eq(coop_shrinkage_ranks(&groups, NULL, ranks, NULL, &err), all[i].status);
        ck_assert_int_eq(coop_shrinkage_order(&groups, 0, NULL, places, NULL, NULL),
                         all[i].status);
        ck_assert(out.mean == 0.0 && rates[0].value == 7.0 && ranks[0] == 7.0 && places[0] == 7);
    }
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
    sample s = {{1, 2, 3}, {5, 5, 5}, 3};
    coop_shrinkage_groups groups = view(&s);
    coop_shrinkage_groups no_hits = {NULL, s.n, 3}, no_n = {s.hits, NULL, 3};
    coop_shrinkage_groups many = {s.hits, s.n, COOP_SHRINKAGE_GROUPS_MAX + 1};
    coop_shrinkage_groups some = {s.hits, s.n, COOP_SHRINKAGE_RANKS_MAX + 1};
    coop_shrinkage_result out = COOP_SHRINKAGE_RESULT_INIT, unset = {0};
    coop_shrinkage_rate rates[3];
    double ranks[9];
    int64_t places[3];
    ck_assert_int_eq(coop_shrinkage_estimate(NULL, 0.9, NULL, &out, rates, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_shrinkage_estimate(&no_hits, 0.9, NULL, &out, rates, NULL),
                     COOP_ARGUMENT);
    ck_assert_int_eq(coop_shrinkage_estimate(&no_n, 0.9, NULL, &out, rates, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_shrinkage_estimate(&groups, 0.9, NULL, NULL, rates, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_shrinkage_estimate(&groups, 0.9, NULL, &out, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_shrinkage_estimate(&groups, 0.9, NULL, &unset, rates, NULL),
                     COOP_ARGUMENT);
    ck_assert_int_eq(coop_shrinkage_estimate(&many, 0.9, NULL, &out, rates, NULL), COOP_LIMIT);
    ck_assert_int_eq(coop_shrinkage_ranks(&some, NULL, ranks, NULL, NULL), COOP_LIMIT);
    ck_assert_int_eq(coop_shrinkage_ranks(&groups, NULL, NULL, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_shrinkage_order(&groups, 0, NULL, NULL, NULL, NULL), COOP_ARGUMENT);
    static const double levels[] = {0.0, 1.0, -0.1, 1.1, NAN};
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(coop_shrinkage_estimate(&groups, levels[i], NULL, &out, rates, NULL),
                         COOP_RANGE);
    }
    static const double thresholds[] = {0.49, 1.0, -0.1, NAN};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(coop_shrinkage_order(&groups, thresholds[i], NULL, places, NULL, NULL),
                         COOP_RANGE);
    }
    ck_assert_int_eq(coop_shrinkage_order(&groups, 0.5, NULL, places, NULL, NULL), COOP_OK);
}
END_TEST

START_TEST(each_failing_allocation_is_met)
{
    sample s = {{1, 2, 3}, {5, 5, 5}, 3};
    coop_shrinkage_groups groups = view(&s);
    for (int which = 0; which < 3; which++) {
        coop_status status = COOP_MEMORY;
        int64_t at = 0;
        while (status == COOP_MEMORY) {
            meter m = {.fail_at = ++at};
            coop_allocator allocator = metered(&m);
            coop_run run = COOP_RUN_INIT;
            run.allocator = &allocator;
            coop_shrinkage_result out = COOP_SHRINKAGE_RESULT_INIT;
            coop_shrinkage_rate rates[3];
            double ranks[9];
            int64_t places[3];
            status = which == 0 ? coop_shrinkage_estimate(&groups, 0.9, &run, &out, rates, NULL)
                     : which == 1 ? coop_shrinkage_ranks(&groups, &run, ranks, NULL, NULL)
                                  : coop_shrinkage_order(&groups, 0, &run, places, NULL, NULL);
            ck_assert_uint_eq(m.live, 0);
            ck_assert_uint_lt(m.peak, 600000);
        }
        ck_assert_int_eq(status, COOP_OK);
        ck_assert_int_gt(at, 2);
    }
}
END_TEST

/* Counts far apart in size, no hits, all hits, many groups: finite, inside, in order. */
START_TEST(extremes_stay_inside)
{
    static const sample all[] = {
        {{0, 0, 0}, {1, 1, 1}, 3},
        {{1, 1, 1}, {1, 1, 1}, 3},
        {{0, 0, 0, 0}, {1000000, 1, 30, 0}, 4},
        {{0, 1000000, 0, 1}, {1000000, 1000000, 1, 1}, 4},
        {{0, 100, 0, 100}, {100, 100, 100, 100}, 4},
        {{1, 500000, 2}, {2, 999999, 3}, 3},
        {{300000000, 300000001, 150000000}, {333333333, 333333333, 333333333}, 3},
        {{500000, 500000, 500000}, {1000000, 1000000, 1000000}, 3},
    };
    answers *a = answers_new();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int64_t n = all[i].n_groups;
        estimate(&all[i], 0.95, a);
        rank(&all[i], a);
        for (int64_t g = 0; g < n; g++) {
            const coop_shrinkage_rate *r = &a->rates[g];
            ck_assert_msg(r->low >= 0.0 && r->low < r->high && r->high <= 1.0, "%zu", i);
            ck_assert_msg(r->value > 0.0 && r->value < 1.0 && r->std_error > 0.0, "%zu", i);
            double sum = 0.0;
            for (int64_t k = 0; k < n; k++) {
                sum += a->ranks[g * n + k];
            }
            near(sum, 1.0, 1e-7, "row", (int64_t)i);
        }
    }
    free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("shrinkage");
    TCase *c = tcase_create("shrinkage");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, r_agrees_on_estimates_limits_and_ranks);
    tcase_add_test(c, a_plain_grid_of_1000_by_1000_agrees);
    tcase_add_test(c, closed_forms_hold_where_there_are_any);
    tcase_add_test(c, components_given_mu_and_rho_are_beta_distributions);
    tcase_add_test(c, a_simulation_of_the_whole_model_agrees);
    tcase_add_test(c, order_of_the_groups_changes_no_bit);
    tcase_add_test(c, hits_and_misses_exchanged_mirror_everything);
    tcase_add_test(c, ranks_add_up_and_agree_with_pairs);
    tcase_add_test(c, rates_move_to_the_mean_and_less_with_more_data);
    tcase_add_test(c, intervals_are_nested_in_the_level);
    tcase_add_test(c, equal_rates_are_pooled_and_rho_is_small);
    tcase_add_test(c, moments_estimate_is_that_of_kleinman);
    tcase_add_test(c, an_order_is_given_only_where_it_is_certain);
    tcase_add_test(c, places_are_apart_with_more_than_the_threshold);
    tcase_add_test(c, bad_counts_are_refused_with_a_name);
    tcase_add_test(c, bad_arguments_are_refused);
    tcase_add_test(c, each_failing_allocation_is_met);
    tcase_add_test(c, extremes_stay_inside);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
