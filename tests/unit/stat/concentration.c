/* concentration.c -- tests of indices of concentration, their parts, states and the Lorenz curve.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <coopstat/concentration.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

#include <check.h>

enum { most = 200 };

typedef struct sample {
    double values[most];
    int64_t weights[most], groups[most], n, n_groups;
} sample;

static coop_concentration_data view(const sample *s)
{
    return (coop_concentration_data){s->values, s->weights, s->n};
}

static coop_status try_index(const coop_concentration_data *data, const char *name,
                             double parameter, double *out)
{
    coop_concentration result = COOP_CONCENTRATION_INIT;
    coop_status status = coop_concentration_value(data, name, parameter, NULL, &result, NULL);
    *out = status == COOP_OK ? result.value : NAN;
    return status;
}

static double value_of(const sample *s, const char *name, double parameter)
{
    coop_concentration_data data = view(s);
    double out;
    ck_assert_msg(try_index(&data, name, parameter, &out) == COOP_OK, "%s", name);
    return out;
}

/* Amounts of hundredths, many of them equal; zeros when `zeros`. */
static sample random_sample(uint64_t *state, bool zeros)
{
    sample s = {.n = 2 + (int64_t)(next_random(state) % (most / 2 - 2))};
    s.n_groups = 1 + (int64_t)(next_random(state) % 6);
    double scale = next_random(state) % 2 == 0 ? 100.0 : 1e7;
    for (int64_t i = 0; i < s.n; i++) {
        double u = (double)(1 + next_random(state) % 1000) / 1000.0;
        s.values[i] = floor(scale * u * u * u) + (zeros ? 0.0 : 1.0);
        s.weights[i] = 1 + (int64_t)(next_random(state) % 3);
        s.groups[i] = (int64_t)(next_random(state) % (uint64_t)s.n_groups);
    }
    s.values[0] = scale;
    return s;
}

static void near(double got, double want, double tolerance, const char *what)
{
    ck_assert_msg(fabs(got - want) <= tolerance * fmax(fabs(want), 1e-300) || got == want,
                  "%s: %.17g, wanted %.17g", what, got, want);
}

/* ---- oracle ---- */

static sample oracle_sample(const char *name, bool weighted)
{
    char path[512];
    size_t size = 0;
    sample s = {0};
    char *text =
        file_read(source_path("tests/oracle/inequality/input.csv", path, sizeof path), &size);
    ck_assert_ptr_nonnull(text);
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char key[32];
        int at;
        double x;
        int w;
        if (sscanf(line, "%31[^,],%d,%lf,%d", key, &at, &x, &w) == 4 && strcmp(key, name) == 0) {
            s.values[s.n] = x;
            s.weights[s.n++] = weighted ? w : 1;
        }
    }
    free(text);
    return s;
}

static void cell_check(const sample *s, const char *index, double parameter, const char *cell,
                       bool is_cv)
{
    if (strncmp(cell, "NA", 2) == 0) {
        return;
    }
    coop_concentration_data data = view(s);
    double got;
    coop_status status = try_index(&data, index, parameter, &got);
    if (strncmp(cell, "Inf", 3) == 0) {
        ck_assert_int_eq(status, COOP_UNDEFINED);
        return;
    }
    ck_assert_int_eq(status, COOP_OK);
    near(is_cv ? sqrt(2.0 * got) : got, strtod(cell, NULL), 1e-14, index);
}

static int oracle_check(const char *file, bool weighted)
{
    static const struct {
        const char *index;
        double parameter;
    } columns[] = {{"gini", NAN}, {"gini_small_sample", NAN}, {"theil_t", NAN}, {"theil_l", NAN},
                   {"ge", 2},     {"atkinson", 0.5},          {"atkinson", 1},  {"hhi", NAN},
                   {"hhi_normalised", NAN}, {"ge", 2}};
    char path[512];
    size_t size = 0;
    char *text = file_read(source_path(file, path, sizeof path), &size);
    ck_assert_ptr_nonnull(text);
    int rows = 0;
    char *mark = NULL;
    for (char *line = strtok_r(text, "\n", &mark); line != NULL;
         line = strtok_r(NULL, "\n", &mark)) {
        if (*line == '#' || strncmp(line, "dataset,", 8) == 0) {
            continue;
        }
        rows++;
        char *rest = NULL;
        sample s = oracle_sample(strtok_r(line, ",", &rest), weighted);
        ck_assert_int_eq(s.n, strtoll(strtok_r(NULL, ",", &rest), NULL, 10));
        strtok_r(NULL, ",", &rest); /* the mean */
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
            const char *cell = strtok_r(NULL, ",", &rest);
            ck_assert_ptr_nonnull(cell);
            cell_check(&s, columns[i].index, columns[i].parameter, cell, i == 9);
        }
    }
    free(text);
    return rows;
}

START_TEST(indices_agree_with_exact_and_50_digit_values)
{
    ck_assert_int_eq(oracle_check("tests/oracle/inequality/expected.csv", false), 6);
    ck_assert_int_eq(oracle_check("tests/oracle/inequality/expected_weighted.csv", true), 6);
}
END_TEST

START_TEST(published_values_are_met)
{
    sample s = {.values = {100, 200, 0, 400, 1200, 50}, .weights = {1, 1, 1, 1, 1, 1}, .n = 6};
    near(value_of(&s, "gini", NAN), 11.0 / 18.0, 1e-15, "laeken, without weights");
    int64_t weights[] = {1, 2, 1, 1, 1, 3};
    memcpy(s.weights, weights, sizeof weights);
    near(value_of(&s, "gini", NAN), 28.0 / 45.0, 1e-15, "laeken, with weights");
    sample ineq = oracle_sample("ineq_pkg_example", false);
    near(value_of(&ineq, "gini", NAN), 0.4620911, 1e-7, "R ineq");
}
END_TEST

static double slow_gini(const sample *s)
{
    long double differences = 0.0L;
    long double sum = 0.0L;
    long double n = 0.0L;
    for (int64_t i = 0; i < s->n; i++) {
        n += (long double)s->weights[i];
        sum += (long double)s->weights[i] * s->values[i];
        for (int64_t j = 0; j < s->n; j++) {
            differences += (long double)s->weights[i] * (long double)s->weights[j] *
                           fabsl((long double)s->values[i] - s->values[j]);
        }
    }
    return (double)(differences / (2.0L * n * sum));
}

static double slow_atkinson(const sample *s, double epsilon)
{
    long double mean = 0.0L;
    long double n = 0.0L;
    long double powers = 0.0L;
    for (int64_t i = 0; i < s->n; i++) {
        n += (long double)s->weights[i];
        mean += (long double)s->weights[i] * s->values[i];
        powers += (long double)s->weights[i] * powl(s->values[i], 1.0L - epsilon);
    }
    return (double)(1.0L - powl(powers / n, 1.0L / (1.0L - epsilon)) / (mean / n));
}

START_TEST(indices_agree_with_their_definitions)
{
    uint64_t state = 67;
    for (int round = 0; round < 100; round++) {
        sample s = random_sample(&state, false);
        near(value_of(&s, "gini", NAN), slow_gini(&s), 1e-14, "gini");
        double epsilon = 0.2 + 0.02 * round;
        if (round != 40) { /* epsilon 1 */
            near(value_of(&s, "atkinson", epsilon), slow_atkinson(&s, epsilon), 1e-13, "atkinson");
        }
    }
}
END_TEST

/* ---- edges ---- */

START_TEST(nothing_and_all_zeros_have_no_index)
{
    sample s = {.values = {0, 0, 0}, .weights = {1, 1, 1}, .n = 0};
    double out;
    for (const coop_concentration_index *at = coop_concentration_indices(); at->name != NULL;
         at++) {
        coop_concentration_data data = view(&s);
        ck_assert_int_eq(try_index(&data, at->name, NAN, &out), COOP_EMPTY);
        data.n = 3;
        ck_assert_int_eq(try_index(&data, at->name, NAN, &out), COOP_UNDEFINED);
        int64_t none[3] = {0, 0, 0};
        data.weights = none;
        ck_assert_int_eq(try_index(&data, at->name, NAN, &out), COOP_EMPTY);
    }
}
END_TEST

START_TEST(one_value_is_whole_concentration_and_no_inequality)
{
    sample s = {.values = {0.1}, .weights = {1}, .n = 1};
    coop_concentration_data data = view(&s);
    ck_assert_double_eq(value_of(&s, "hhi", NAN), 1.0);
    ck_assert_double_eq(value_of(&s, "effective_number", NAN), 1.0);
    ck_assert_double_eq(value_of(&s, "cr", 3), 1.0);
    ck_assert_double_eq(value_of(&s, "shannon", NAN), 0.0);
    static const char *const undefined[] = {"hhi_normalised", "hhi_unctad", "gini_small_sample"};
    double out;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(try_index(&data, undefined[i], NAN, &out), COOP_UNDEFINED);
    }
    s.weights[0] = 49; /* the same value 49 times: equal, though the mean is not exactly 0.1 */
    for (const coop_concentration_index *at = coop_concentration_indices(); at->name != NULL;
         at++) {
        if (at->is_inequality) {
            ck_assert_double_eq(value_of(&s, at->name, NAN), 0.0);
        }
    }
    ck_assert_double_eq(value_of(&s, "hhi_normalised", NAN), 0.0);
    ck_assert_double_eq(value_of(&s, "hhi_unctad", NAN), 0.0);
}
END_TEST

START_TEST(bounds_of_values_weights_and_parameters_are_kept)
{
    double out;
    static const double bad[] = {-1, -0x1p-1000, 0x1p-1000, 1.1e100, INFINITY, NAN, 9e-101};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double values[] = {1, bad[i]};
        coop_concentration_data data = {values, NULL, 2};
        ck_assert_int_eq(try_index(&data, "gini", NAN, &out), COOP_RANGE);
    }
    double good[] = {1e-100, 1e100, -0.0};
    coop_concentration_data data = {good, NULL, 3};
    ck_assert_int_eq(try_index(&data, "gini", NAN, &out), COOP_OK);
    int64_t weights[] = {1, (int64_t)1 << 53, 0};
    data.weights = weights;
    ck_assert_int_eq(try_index(&data, "gini", NAN, &out), COOP_RANGE);
    weights[0] = 0;
    ck_assert_int_eq(try_index(&data, "gini", NAN, &out), COOP_OK);
    weights[2] = -1;
    ck_assert_int_eq(try_index(&data, "gini", NAN, &out), COOP_RANGE);
    data.weights = NULL;
    ck_assert_int_eq(try_index(&data, "none", NAN, &out), COOP_NOT_FOUND);
    ck_assert_int_eq(try_index(&data, NULL, NAN, &out), COOP_ARGUMENT);
    ck_assert_int_eq(try_index(NULL, "gini", NAN, &out), COOP_ARGUMENT);
    ck_assert_int_eq(try_index(&data, "cr", 1.5, &out), COOP_RANGE);
    ck_assert_int_eq(try_index(&data, "cr", 0, &out), COOP_RANGE);
    ck_assert_int_eq(try_index(&data, "atkinson", 0, &out), COOP_RANGE);
    ck_assert_int_eq(try_index(&data, "atkinson", 10.5, &out), COOP_RANGE);
    data.n = -1;
    ck_assert_int_eq(try_index(&data, "gini", NAN, &out), COOP_RANGE);
}
END_TEST

START_TEST(zeros_leave_no_log_and_an_atkinson_of_1)
{
    sample s = {.values = {0, 3, 5}, .weights = {1, 1, 1}, .n = 3};
    coop_concentration_data data = view(&s);
    double out;
    ck_assert_int_eq(try_index(&data, "theil_l", NAN, &out), COOP_UNDEFINED);
    ck_assert_int_eq(try_index(&data, "ge", 0, &out), COOP_UNDEFINED);
    ck_assert_int_eq(try_index(&data, "ge", -1, &out), COOP_UNDEFINED);
    ck_assert_int_eq(try_index(&data, "ge", 0.5, &out), COOP_OK);
    ck_assert_double_eq(value_of(&s, "atkinson", 1), 1.0);
    ck_assert_double_eq(value_of(&s, "atkinson", 2), 1.0);
    ck_assert_double_lt(value_of(&s, "atkinson", 0.9), 1.0);
}
END_TEST

/* ---- properties, over the registry ---- */

static double parameter_of(const coop_concentration_index *index, uint64_t *state)
{
    double u = (double)(next_random(state) % 1000) / 999.0;
    if (index->parameter == NULL) {
        return NAN;
    }
    return strcmp(index->name, "cr") == 0
               ? 1.0 + (double)(next_random(state) % 20)
               : fmin(index->most, fmax(index->least, -2.0 + 5.0 * u));
}

static void shuffle(sample *s, uint64_t *state)
{
    for (int64_t i = s->n - 1; i > 0; i--) {
        int64_t j = (int64_t)(next_random(state) % (uint64_t)(i + 1));
        sample was = *s;
        s->values[i] = was.values[j];
        s->weights[i] = was.weights[j];
        s->groups[i] = was.groups[j];
        s->values[j] = was.values[i];
        s->weights[j] = was.weights[i];
        s->groups[j] = was.groups[i];
    }
}

START_TEST(order_and_splitting_of_rows_do_not_change_a_bit)
{
    uint64_t state = 7;
    for (int round = 0; round < 60; round++) {
        sample s = random_sample(&state, false);
        sample other = s;
        other.weights[0]--; /* one of the first row's members in a row of its own */
        other.values[other.n] = s.values[0];
        other.weights[other.n] = 1;
        other.groups[other.n++] = s.groups[0];
        shuffle(&other, &state);
        for (const coop_concentration_index *at = coop_concentration_indices(); at->name != NULL;
             at++) {
            double parameter = parameter_of(at, &state);
            double a = value_of(&s, at->name, parameter);
            double b = value_of(&other, at->name, parameter);
            ck_assert_msg(memcmp(&a, &b, sizeof a) == 0, "%s", at->name);
        }
    }
}
END_TEST

START_TEST(scale_and_replication_do_not_matter)
{
    uint64_t state = 11;
    for (int round = 0; round < 60; round++) {
        sample s = random_sample(&state, false);
        sample twice = s;
        sample scaled = s;
        for (int64_t i = 0; i < s.n; i++) {
            twice.weights[i] *= 7;
            scaled.values[i] *= 0.01;
        }
        for (const coop_concentration_index *at = coop_concentration_indices(); at->name != NULL;
             at++) {
            double parameter = parameter_of(at, &state);
            double a = value_of(&s, at->name, parameter);
            near(value_of(&scaled, at->name, parameter), a, 1e-12, at->name);
            if (at->is_inequality) {
                near(value_of(&twice, at->name, parameter), a, 1e-13, at->name);
            }
        }
        near(value_of(&twice, "hhi", NAN), value_of(&s, "hhi", NAN) / 7.0, 1e-14, "hhi");
    }
}
END_TEST

START_TEST(a_transfer_from_rich_to_poor_lowers_inequality)
{
    uint64_t state = 13;
    for (int round = 0; round < 100; round++) {
        sample s = random_sample(&state, false);
        for (int64_t i = 0; i < s.n; i++) {
            s.weights[i] = 1;
        }
        s.values[1] = s.values[0] / 3.0;
        sample after = s;
        double moved = s.values[0] / 8.0;
        after.values[0] -= moved;
        after.values[1] += moved;
        for (const coop_concentration_index *at = coop_concentration_indices(); at->name != NULL;
             at++) {
            double parameter = parameter_of(at, &state);
            double before = value_of(&s, at->name, parameter);
            double then = value_of(&after, at->name, parameter);
            /* Atkinson's may hang on the poorest alone and not move. */
            ck_assert_msg(!at->is_inequality || then <= before, "%s: %.17g, then %.17g", at->name,
                          before, then);
        }
        ck_assert_double_lt(value_of(&after, "hhi", NAN), value_of(&s, "hhi", NAN));
    }
}
END_TEST

START_TEST(indices_keep_within_their_bounds)
{
    uint64_t state = 17;
    for (int round = 0; round < 100; round++) {
        sample s = random_sample(&state, round % 2 == 0);
        double n = 0.0;
        for (int64_t i = 0; i < s.n; i++) {
            n += (double)s.weights[i];
        }
        double hhi = value_of(&s, "hhi", NAN);
        ck_assert(hhi >= (1.0 - 1e-15) / n && hhi <= 1.0);
        near(value_of(&s, "effective_number", NAN) * hhi, 1.0, 1e-15, "effective_number");
        near(value_of(&s, "hhi_normalised", NAN), (hhi - 1.0 / n) / (1.0 - 1.0 / n), 1e-12, "norm");
        near(value_of(&s, "hhi_unctad", NAN),
             (sqrt(hhi) - sqrt(1.0 / n)) / (1.0 - sqrt(1.0 / n)), 1e-12, "unctad");
        ck_assert(value_of(&s, "shannon", NAN) <= log(n) * (1.0 + 1e-15));
        ck_assert(value_of(&s, "cr", 1) >= 1.0 / n && value_of(&s, "cr", 1e15) == 1.0);
        for (double k = 1; k < n; k++) {
            ck_assert(value_of(&s, "cr", k) <= value_of(&s, "cr", k + 1));
        }
        ck_assert(value_of(&s, "gini_small_sample", NAN) <= 1.0);
        ck_assert(value_of(&s, "atkinson", 0.5) < value_of(&s, "atkinson", 0.9));
        near(value_of(&s, "ge", 1), value_of(&s, "theil_t", NAN), 0.0, "theil_t is ge 1");
        near(value_of(&s, "ge", 1 + 1e-9), value_of(&s, "theil_t", NAN), 1e-7, "ge near 1");
    }
}
END_TEST

START_TEST(near_equality_keeps_its_digits)
{
    /* d = 2^-20: T = L = ge = d^2/2 + O(d^4), Gini = d/2, exactly two values 1 - d and 1 + d. */
    double d = 0x1p-20;
    sample s = {.values = {1 - d, 1 + d}, .weights = {1, 1}, .n = 2};
    near(value_of(&s, "theil_t", NAN), d * d / 2 + d * d * d * d / 12, 1e-15, "theil_t");
    near(value_of(&s, "theil_l", NAN), d * d / 2 + d * d * d * d / 4, 1e-15, "theil_l");
    near(value_of(&s, "ge", 2), d * d / 2, 1e-15, "ge 2");
    near(value_of(&s, "gini", NAN), d / 2, 1e-15, "gini");
    near(value_of(&s, "hhi_normalised", NAN), d * d, 1e-15, "hhi_normalised");
    near(value_of(&s, "atkinson", 1), -expm1(0.5 * log1p(-d * d)), 1e-14, "atkinson 1");
    near(value_of(&s, "atkinson", 2), d * d, 1e-14, "atkinson 2: 1 - harmonic mean");
    s.values[0] = 1e-100;
    s.values[1] = 1;
    near(value_of(&s, "shannon", NAN), 1e-100 * (1 + 100 * log(10)), 1e-13, "shannon");
}
END_TEST

/* ---- parts ---- */

static coop_concentration_parts parts_of(const sample *s, const char *index, double parameter,
                                         coop_concentration_group *groups)
{
    coop_concentration_data data = view(s);
    coop_concentration_split split = {s->groups, s->n_groups, index, parameter};
    coop_concentration_parts out = COOP_CONCENTRATION_PARTS_INIT;
    coop_error err = {0};
    ck_assert_msg(coop_concentration_decompose(&data, &split, NULL, &out, groups, &err) == COOP_OK,
                  "%s: %s", index, err.message);
    return out;
}

START_TEST(parts_add_up_to_the_whole)
{
    uint64_t state = 19;
    for (int round = 0; round < 200; round++) {
        sample s = random_sample(&state, false);
        for (const coop_concentration_index *at = coop_concentration_indices(); at->name != NULL;
             at++) {
            if (!at->has_parts) {
                continue;
            }
            double parameter = parameter_of(at, &state);
            coop_concentration_group groups[6];
            coop_concentration_parts p = parts_of(&s, at->name, parameter, groups);
            near(p.total, value_of(&s, at->name, parameter), 0.0, at->name);
            near(p.within + p.between + p.rest, p.total, 1e-13, at->name);
            ck_assert(p.within >= 0.0 && p.between >= 0.0);
            ck_assert(strcmp(at->name, "gini") == 0 ? p.rest >= 0.0 : p.rest <= 0.0);
            double within = 0.0;
            double share = 0.0;
            for (int64_t g = 0; g < s.n_groups; g++) {
                within += groups[g].within;
                share += groups[g].share;
            }
            near(within, p.within, 1e-13, at->name);
            near(share, 1.0, 1e-14, at->name);
            shuffle(&s, &state);
            coop_concentration_parts q = parts_of(&s, at->name, parameter, groups);
            ck_assert_int_eq(memcmp(&p, &q, sizeof p), 0);
        }
    }
}
END_TEST

/* Rows of one group alone, or, for g < 0, the means of groups with their numbers. */
static sample members(const sample *s, const coop_concentration_group *groups, int64_t g)
{
    sample m = {.n = 0};
    for (int64_t i = 0; i < (g < 0 ? s->n_groups : s->n); i++) {
        if (g >= 0 && s->groups[i] == g) {
            m.values[m.n] = s->values[i];
            m.weights[m.n++] = s->weights[i];
        } else if (g < 0 && groups[i].n > 0) {
            m.values[m.n] = groups[i].total / (double)groups[i].n;
            m.weights[m.n++] = groups[i].n;
        }
    }
    return m;
}

START_TEST(parts_are_the_index_of_groups_and_of_their_means)
{
    static const struct {
        const char *name;
        double parameter, alpha;
    } indices[] = {{"theil_t", NAN, 1}, {"theil_l", NAN, 0}, {"ge", 2, 2}, {"ge", -1.5, -1.5},
                   {"gini", NAN, NAN}};
    uint64_t state = 61;
    for (int round = 0; round < 50; round++) {
        sample s = random_sample(&state, false);
        for (size_t i = 0; i < sizeof indices / sizeof *indices; i++) {
            coop_concentration_group groups[6];
            coop_concentration_parts p =
                parts_of(&s, indices[i].name, indices[i].parameter, groups);
            sample means = members(&s, groups, -1);
            double between = value_of(&means, indices[i].name, indices[i].parameter);
            near(between, p.between, 1e-13, indices[i].name);
            for (int64_t g = 0; g < s.n_groups; g++) {
                sample m = members(&s, groups, g);
                if (m.n == 0) {
                    ck_assert_int_eq(groups[g].is_missing, 1);
                    continue;
                }
                double value = value_of(&m, indices[i].name, indices[i].parameter);
                double mean = groups[g].share / groups[g].share_n;
                double factor = isnan(indices[i].alpha) ? groups[g].share
                                                        : pow(mean, indices[i].alpha);
                ck_assert(value == groups[g].value);
                near(groups[g].within, groups[g].share_n * factor * value, 1e-13, "within");
            }
        }
    }
}
END_TEST

START_TEST(hhi_is_the_sum_of_squared_shares_times_those_of_groups)
{
    uint64_t state = 23;
    sample s = random_sample(&state, true);
    coop_concentration_group groups[6];
    coop_concentration_parts p = parts_of(&s, "hhi", NAN, groups);
    double sum = 0.0;
    for (int64_t g = 0; g < s.n_groups; g++) {
        sum += groups[g].share * groups[g].share * groups[g].value;
    }
    near(sum, p.total, 1e-14, "hhi");
}
END_TEST

START_TEST(groups_apart_do_not_overlap_and_alike_are_not_between)
{
    sample s = {.values = {1, 2, 3, 10, 20, 30}, .weights = {1, 1, 1, 1, 1, 1},
                .groups = {0, 0, 0, 2, 2, 2}, .n = 6, .n_groups = 4};
    coop_concentration_group groups[4];
    coop_concentration_parts p = parts_of(&s, "gini", NAN, groups);
    ck_assert_double_eq(p.rest, 0.0);
    ck_assert_int_eq(p.n_groups, 2);
    ck_assert_int_eq(groups[1].is_missing, 1);
    ck_assert_int_eq(groups[0].is_missing, 0);
    int64_t alike[] = {0, 1, 2, 0, 1, 2};
    double values[] = {1, 1, 1, 5, 5, 5};
    memcpy(s.groups, alike, sizeof alike);
    memcpy(s.values, values, sizeof values);
    p = parts_of(&s, "theil_t", NAN, NULL);
    ck_assert_double_eq(p.between, 0.0);
    near(p.within, p.total, 1e-15, "all within");
    double zeros[] = {0, 0, 0, 0, 5, 5}; /* every group has a 0, group 0 nothing else */
    memcpy(s.values, zeros, sizeof zeros);
    p = parts_of(&s, "atkinson", 1, groups);
    ck_assert_double_eq(p.total, 1.0);
    near(p.within + p.between + p.rest, 1.0, 1e-15, "atkinson with zeros");
    ck_assert_int_eq(groups[0].is_missing, 1);
}
END_TEST

START_TEST(bad_splits_are_refused_and_outputs_left)
{
    sample s = {.values = {1, 2}, .weights = {1, 1}, .groups = {0, 1}, .n = 2, .n_groups = 2};
    coop_concentration_data data = view(&s);
    coop_concentration_parts out = COOP_CONCENTRATION_PARTS_INIT;
    out.total = 42;
    const struct {
        coop_concentration_split split;
        coop_status status;
    } cases[] = {
        {{s.groups, 1, "gini", NAN}, COOP_RANGE},    {{s.groups, 0, "gini", NAN}, COOP_RANGE},
        {{s.groups, 1000001, "gini", NAN}, COOP_RANGE}, {{NULL, 2, "gini", NAN}, COOP_ARGUMENT},
        {{s.groups, 2, "cr", NAN}, COOP_UNSUPPORTED}, {{s.groups, 2, "x", NAN}, COOP_NOT_FOUND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(coop_concentration_decompose(&data, &cases[i].split, NULL, &out, NULL,
                                                      NULL), cases[i].status);
    }
    ck_assert_int_eq(coop_concentration_decompose(&data, NULL, NULL, &out, NULL, NULL),
                     COOP_ARGUMENT);
    ck_assert_double_eq(out.total, 42);
}
END_TEST

/* ---- curve and states ---- */

START_TEST(area_below_the_lorenz_curve_is_that_of_gini)
{
    uint64_t state = 29;
    for (int round = 0; round < 50; round++) {
        sample s = random_sample(&state, true);
        coop_concentration_data data = view(&s);
        double x[most + 1];
        double y[most + 1];
        int64_t n;
        ck_assert_int_eq(coop_concentration_lorenz(&data, NULL, x, y, &n, NULL), COOP_OK);
        ck_assert(x[0] == 0.0 && y[0] == 0.0 && x[n - 1] == 1.0 && y[n - 1] == 1.0);
        double area = 0.0;
        for (int64_t i = 1; i < n; i++) {
            ck_assert(x[i] > x[i - 1] && y[i] >= y[i - 1] && y[i] <= x[i]);
            area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]);
        }
        near(1.0 - area, value_of(&s, "gini", NAN), 1e-13, "gini");
    }
}
END_TEST

static coop_concentration_data merged(const coop_concentration_data *a,
                                      const coop_concentration_data *b, sample *room)
{
    int64_t n;
    ck_assert_int_eq(coop_concentration_merge(a, b, room->values, room->weights, &n, NULL),
                     COOP_OK);
    return (coop_concentration_data){room->values, room->weights, n};
}

START_TEST(states_merge_in_any_order_to_the_same_bytes)
{
    uint64_t state = 31;
    for (int round = 0; round < 200; round++) {
        sample all = random_sample(&state, true);
        all.values[1] = -0.0;
        sample shards[3];
        memset(shards, 0, sizeof shards);
        for (int64_t i = 0; i < all.n; i++) {
            sample *to = &shards[next_random(&state) % 3];
            to->values[to->n] = all.values[i];
            to->weights[to->n++] = all.weights[i];
        }
        coop_concentration_data parts[3];
        for (int i = 0; i < 3; i++) {
            ck_assert_int_eq(coop_concentration_state(shards[i].values, shards[i].weights,
                                                      &shards[i].n, NULL), COOP_OK);
            parts[i] = view(&shards[i]);
        }
        static sample rooms[4];
        coop_concentration_data ab = merged(&parts[0], &parts[1], &rooms[0]);
        coop_concentration_data abc = merged(&ab, &parts[2], &rooms[1]);
        coop_concentration_data cb = merged(&parts[2], &parts[1], &rooms[2]);
        coop_concentration_data cba = merged(&cb, &parts[0], &rooms[3]);
        ck_assert_int_eq(coop_concentration_state(all.values, all.weights, &all.n, NULL), COOP_OK);
        size_t bytes = (size_t)abc.n * sizeof(double);
        ck_assert(abc.n == cba.n && abc.n == all.n);
        ck_assert_int_eq(memcmp(abc.values, cba.values, bytes), 0);
        ck_assert_int_eq(memcmp(abc.weights, cba.weights, bytes), 0);
        ck_assert_int_eq(memcmp(abc.values, all.values, bytes), 0);
        ck_assert_int_eq(memcmp(abc.weights, all.weights, bytes), 0);
    }
}
END_TEST

START_TEST(what_is_no_state_is_not_merged)
{
    double values[] = {1, 2, 2};
    int64_t weights[] = {1, 1, 1};
    double out[6];
    int64_t counts[6];
    int64_t n = 42;
    coop_concentration_data a = {values, weights, 3};
    coop_concentration_data b = {values, weights, 2};
    coop_concentration_data none = {NULL, NULL, 0};
    ck_assert_int_eq(coop_concentration_merge(&a, &b, out, counts, &n, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_concentration_merge(&b, &a, out, counts, &n, NULL), COOP_RANGE);
    ck_assert_int_eq(n, 42);
    ck_assert_int_eq(coop_concentration_merge(&none, &b, out, counts, &n, NULL), COOP_OK);
    ck_assert_int_eq(n, 2);
    ck_assert_int_eq(coop_concentration_merge(&none, &none, out, counts, &n, NULL), COOP_OK);
    ck_assert_int_eq(n, 0);
    weights[1] = (int64_t)1 << 52;
    ck_assert_int_eq(coop_concentration_merge(&b, &b, out, counts, &n, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_concentration_merge(&b, NULL, out, counts, &n, NULL), COOP_ARGUMENT);
    n = -1;
    ck_assert_int_eq(coop_concentration_state(values, weights, &n, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_concentration_state(values, weights, NULL, NULL), COOP_ARGUMENT);
}
END_TEST

START_TEST(memory_is_one_block_given_back_and_none_for_a_state)
{
    double values[] = {3, 1, 2};
    double x[4];
    double y[4];
    int64_t n;
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    run.allocator = &a;
    coop_concentration_data data = {values, NULL, 3};
    coop_concentration out = COOP_CONCENTRATION_INIT;
    ck_assert_int_eq(coop_concentration_value(&data, "gini", NAN, &run, &out, NULL), COOP_OK);
    ck_assert(m.calls == 1 && m.live == 0 && m.peak == 48);
    m.fail_at = 2;
    m.for_ever = true;
    out.value = 42;
    ck_assert_int_eq(coop_concentration_value(&data, "gini", NAN, &run, &out, NULL), COOP_MEMORY);
    ck_assert_double_eq(out.value, 42);
    ck_assert_int_eq(coop_concentration_lorenz(&data, &run, x, y, &n, NULL), COOP_MEMORY);
    int64_t groups[] = {0, 0, 0};
    coop_concentration_split split = {groups, 1, "gini", NAN};
    coop_concentration_parts parts = COOP_CONCENTRATION_PARTS_INIT;
    ck_assert_int_eq(coop_concentration_decompose(&data, &split, &run, &parts, NULL, NULL),
                     COOP_MEMORY);
    double sorted[] = {1, 2, 3};
    data.values = sorted;
    ck_assert_int_eq(coop_concentration_value(&data, "gini", NAN, &run, &out, NULL), COOP_OK);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("concentration");
    TCase *t = tcase_create("concentration");
    tcase_add_test(t, indices_agree_with_exact_and_50_digit_values);
    tcase_add_test(t, published_values_are_met);
    tcase_add_test(t, indices_agree_with_their_definitions);
    tcase_add_test(t, nothing_and_all_zeros_have_no_index);
    tcase_add_test(t, one_value_is_whole_concentration_and_no_inequality);
    tcase_add_test(t, bounds_of_values_weights_and_parameters_are_kept);
    tcase_add_test(t, zeros_leave_no_log_and_an_atkinson_of_1);
    tcase_add_test(t, order_and_splitting_of_rows_do_not_change_a_bit);
    tcase_add_test(t, scale_and_replication_do_not_matter);
    tcase_add_test(t, a_transfer_from_rich_to_poor_lowers_inequality);
    tcase_add_test(t, indices_keep_within_their_bounds);
    tcase_add_test(t, near_equality_keeps_its_digits);
    tcase_add_test(t, parts_add_up_to_the_whole);
    tcase_add_test(t, parts_are_the_index_of_groups_and_of_their_means);
    tcase_add_test(t, hhi_is_the_sum_of_squared_shares_times_those_of_groups);
    tcase_add_test(t, groups_apart_do_not_overlap_and_alike_are_not_between);
    tcase_add_test(t, bad_splits_are_refused_and_outputs_left);
    tcase_add_test(t, area_below_the_lorenz_curve_is_that_of_gini);
    tcase_add_test(t, states_merge_in_any_order_to_the_same_bytes);
    tcase_add_test(t, what_is_no_state_is_not_merged);
    tcase_add_test(t, memory_is_one_block_given_back_and_none_for_a_state);
    suite_add_tcase(s, t);
    return s;
}

#include "check_main.h"
