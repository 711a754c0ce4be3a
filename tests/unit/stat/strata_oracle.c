/* strata_oracle.c -- the comparisons over strata against tables, published and known answers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <coopstat/proportion.h>

#include "shared.h"
#include "strata_cases.h"

#include <check.h>

enum { most_cases = 32 };

/* Calls row with the fields of each line that is neither a comment nor the heading. */
static int each_row(const char *name, int n_fields, void (*row)(char **fields, void *ctx),
                    void *ctx)
{
    char path[512];
    char relative_path[64];
    size_t size = 0;
    snprintf(relative_path, sizeof relative_path, "tests/oracle/strata/%s", name);
    char *text = file_read(source_path(relative_path, path, sizeof path), &size);
    ck_assert_msg(text != NULL, "cannot read %s", path);
    int rows = -1;
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n');
        ck_assert_ptr_nonnull(end);
        *end = '\0';
        if (*line != '#' && ++rows > 0) {
            char *fields[8];
            int n = 0;
            for (char *at = line; at != NULL && n < 8; n++) {
                fields[n] = at;
                at = strchr(at, ',');
                if (at != NULL) {
                    *at++ = '\0';
                }
            }
            ck_assert_msg(n == n_fields, "%d fields in %s", n, line);
            row(fields, ctx);
        }
        line = end + 1;
    }
    free(text);
    return rows;
}

typedef struct cases {
    table tables[most_cases];
    int n;
} cases;

static void case_row(char **fields, void *ctx)
{
    cases *all = ctx;
    if (all->n == 0 || strcmp(all->tables[all->n - 1].name, fields[0]) != 0) {
        ck_assert_int_lt(all->n, most_cases);
        snprintf(all->tables[all->n].name, sizeof all->tables[0].name, "%s", fields[0]);
        all->n++;
    }
    add(&all->tables[all->n - 1], strtoll(fields[1], NULL, 10), strtoll(fields[2], NULL, 10),
        strtoll(fields[3], NULL, 10), strtoll(fields[4], NULL, 10));
}

static cases *cases_read(void)
{
    cases *all = calloc(1, sizeof *all);
    ck_assert_ptr_nonnull(all);
    ck_assert_int_eq(each_row("strata.csv", 5, case_row, all), 336);
    ck_assert_int_eq(all->n, 18);
    return all;
}

static const table *case_named(const cases *all, const char *name)
{
    for (int i = 0; i < all->n; i++) {
        if (strcmp(all->tables[i].name, name) == 0) {
            return &all->tables[i];
        }
    }
    ck_abort_msg("there is no case %s", name);
    return NULL;
}

typedef struct asked {
    const cases *all;
    const char *tolerance; /* "exact": as the header promises; else relative 1e-12 */
    char name[24];
    double level;
    answers a;
} asked;

static bool is_p(const char *quantity)
{
    size_t n = strlen(quantity);
    const char *last = quantity + n - 2;
    return strcmp(last, ".p") == 0 || strcmp(last, "_p") == 0 ||
           strstr(quantity, "p_corrected") != NULL;
}

static double tolerance_of(const char *quantity, double want, const char *tolerance)
{
    if (is_p(quantity) || strcmp(tolerance, "exact") != 0) {
        return 1e-12 * fabs(want);
    }
    bool is_limit =
        strstr(quantity, "difference.low") != NULL || strstr(quantity, "difference.high") != NULL;
    return fmax(1e-13 * fabs(want), is_limit ? 1e-15 : 0.0);
}

static void answer_row(char **fields, void *ctx)
{
    asked *now = ctx;
    double level = strtod(fields[1], NULL);
    double in_use = level == 0.0 ? 0.95 : level;
    if (strcmp(now->name, fields[0]) != 0 || now->level != in_use) {
        snprintf(now->name, sizeof now->name, "%s", fields[0]);
        now->level = in_use;
        now->a = ask(case_named(now->all, fields[0]), in_use);
    }
    const char *quantity = fields[2];
    coop_status status = status_of(&now->a, quantity);
    if (strcmp(fields[3], "UNDEFINED") == 0) {
        ck_assert_msg(status == COOP_UNDEFINED, "%s %s", fields[0], quantity);
        return;
    }
    ck_assert_msg(status == COOP_OK, "%s %s: %d", fields[0], quantity, status);
    double want = strtod(fields[3], NULL);
    want = is_p(quantity) ? fmax(want, DBL_MIN) : want;
    double got = member(&now->a, quantity);
    ck_assert_msg(fabs(got - want) <= tolerance_of(quantity, want, now->tolerance),
                  "%s %s %s: %.17g, want %.17g (relative %.2g)", fields[0], fields[1], quantity,
                  got, want, got / want - 1.0);
}

/* Zero cells, flat and missing strata, 200 pairs, counts of 1e9 and 1e12, a reversal. */
START_TEST(all_measures_agree_with_exact_fractions)
{
    cases *all = cases_read();
    asked now = {.all = all, .tolerance = "exact"};
    ck_assert_int_eq(each_row("exact.csv", 4, answer_row, &now), 2644);
    free(all);
}
END_TEST

START_TEST(measures_agree_with_r_metafor_and_epir)
{
    cases *all = cases_read();
    asked now = {.all = all, .tolerance = "r"};
    ck_assert_int_eq(each_row("r.csv", 4, answer_row, &now), 197);
    free(all);
}
END_TEST

static void tail_row(char **fields, void *ctx)
{
    (void)ctx;
    double x = strtod(fields[0], NULL);
    int64_t df = strtoll(fields[1], NULL, 10);
    double want = fmax(strtod(fields[2], NULL), DBL_MIN);
    double got = coop__chi_square_tail(x, df);
    ck_assert_msg(relative(got, want) < 3e-13, "%s, %s: %.17g, want %.17g", fields[0], fields[1],
                  got, want);
}

START_TEST(chi_square_tails_agree_with_the_table_up_to_1e6_degrees)
{
    ck_assert_int_eq(each_row("chi_square.csv", 3, tail_row, NULL), 228);
}
END_TEST

START_TEST(chi_square_tails_fall_and_stay_inside_their_range)
{
    static const int64_t degrees[] = {1, 2, 3, 4, 9, 50, 1001, 40000};
    for (int i = 0; i < 8; i++) {
        double last = coop__chi_square_tail(0.0, degrees[i]);
        ck_assert(last == 1.0);
        for (double x = 1e-3; x < 1e17; x *= 1.1) {
            double tail = coop__chi_square_tail(x, degrees[i]);
            ck_assert_msg(tail <= last * (1.0 + 1e-13) && tail >= DBL_MIN, "%g", x);
            last = tail;
        }
        ck_assert(last == DBL_MIN);
    }
}
END_TEST

/* Digits of the catalogue of methods, of R's help page and of its answer for UCBAdmissions. */
START_TEST(known_answers_are_met)
{
    cases *all = cases_read();
    answers three = ask(case_named(all, "three"), 0.95);
    ck_assert_double_le(fabs(three.odds_ratio.value - 2.96551724), 5e-9);
    ck_assert_double_le(fabs(three.odds_ratio.low - 1.22065246), 5e-9);
    ck_assert_double_le(fabs(three.odds_ratio.high - 7.20458348), 5e-9);
    ck_assert_double_le(fabs(three.cmh.statistic - 5.80991721), 5e-9);
    ck_assert_str_eq(three.odds_ratio.method, "robins-breslow-greenland");
    ck_assert_str_eq(three.risk_ratio.method, "greenland-robins");
    ck_assert_str_eq(three.risk_difference.method, "klingenberg");
    answers rabbits = ask(case_named(all, "rabbits"), 0.95);
    ck_assert_double_le(fabs(rabbits.cmh.statistic_corrected - 3.9286), 5e-5);
    ck_assert_double_le(fabs(rabbits.cmh.p_corrected - 0.04747), 5e-6);
    ck_assert(rabbits.odds_ratio.value == 7.0);
    ck_assert_double_le(fabs(rabbits.odds_ratio.low - 1.026713), 5e-7);
    ck_assert_double_le(fabs(rabbits.odds_ratio.high - 47.725133), 5e-7);
    ck_assert_int_eq(rabbits.odds_ratio.n_used, 3);
    ck_assert_int_eq(rabbits.odds_ratio.n_uninformative, 2);
    ck_assert_int_eq(rabbits.risk_ratio.n_used, 4);
    ck_assert_int_eq(rabbits.risk_difference.n_used, 5);
    ck_assert_int_eq(rabbits.cmh.observed, 14);
    answers berkeley = ask(case_named(all, "berkeley"), 0.95);
    ck_assert_double_le(fabs(berkeley.cmh.statistic_corrected - 1.4269), 5e-5);
    ck_assert_double_le(fabs(berkeley.cmh.p_corrected - 0.2323), 5e-5);
    ck_assert_double_le(fabs(berkeley.odds_ratio.value - 0.9046968), 5e-8);
    ck_assert_int_eq(berkeley.homogeneity.df, 5);
    answers titanic = ask(case_named(all, "titanic"), 0.95);
    ck_assert_int_eq(titanic.cmh.n_missing, 1);
    ck_assert_int_eq(titanic.cmh.n_uninformative, 2);
    ck_assert_int_eq(titanic.cmh.n_used, 5);
    free(all);
}
END_TEST

START_TEST(a_single_stratum_gives_the_crude_measures)
{
    uint64_t state = 5;
    for (int i = 0; i < n_sizes * rounds; i++) {
        int64_t most = sizes[i % n_sizes];
        table t = {.n = 0};
        int64_t n_a = 2 + below(&state, most);
        int64_t n_b = 2 + below(&state, most);
        add(&t, 1 + below(&state, n_a - 1), n_a, 1 + below(&state, n_b - 1), n_b);
        answers x = ask(&t, 0.95);
        double a = (double)t.hits_a[0];
        double c = (double)t.hits_b[0];
        double p = a / (double)n_a;
        double q = c / (double)n_b;
        double b = (double)(n_a - t.hits_a[0]);
        double d = (double)(n_b - t.hits_b[0]);
        ck_assert(is_close(x.odds_ratio.value, a / b * (d / c), 1e-15, 0.0));
        ck_assert(is_close(x.odds_ratio.std_error, sqrt(1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d),
                           1e-14, 0.0)); /* Woolf's */
        ck_assert(is_close(x.risk_ratio.value, p / q, 1e-15, 0.0));
        ck_assert(is_close(x.risk_ratio.std_error, sqrt(b / a / (double)n_a + d / c / (double)n_b),
                           1e-14, 0.0));
        ck_assert(is_close(x.risk_difference.value, p - q, 0.0, 2e-16));
        ck_assert(
            is_close(x.risk_difference.std_error,
                     sqrt(p * b / (double)n_a / (double)n_a + q * d / (double)n_b / (double)n_b),
                     1e-13, 0.0));
        ck_assert(x.compare.crude == x.compare.crude_used);
        ck_assert(is_close(x.compare.crude, x.compare.stratified, 1e-15, 0.0));
        ck_assert_int_eq(x.compare.reversed, 0);
        ck_assert(x.parts.composition == 0.0 && x.parts.rate == x.parts.difference);
        coop_interval wilson;
        ck_assert_int_eq(coop_proportion_interval("wilson", t.hits_a[0], n_a, 0.95, &wilson, NULL),
                         COOP_OK);
        ck_assert(x.pooled.a.value == p && x.pooled.b.value == q);
        ck_assert(is_close(x.pooled.a.low, wilson.low, 1e-14, 0.0));
        ck_assert(is_close(x.pooled.a.high, wilson.high, 1e-15, 0.0));
        ck_assert(x.weighted.a.high == x.pooled.a.high);
    }
}
END_TEST

/* The interval of one difference: Newcombe 1998, table II, method 10. */
START_TEST(newcombes_published_differences_are_met)
{
    static const struct {
        int64_t v[4];
        double low;
        double high;
    } published[] = {
        {{56, 70, 48, 80}, 0.0524, 0.3339}, {{9, 10, 3, 10}, 0.1705, 0.8090},
        {{6, 7, 2, 7}, 0.0582, 0.8062},     {{5, 56, 0, 29}, -0.0381, 0.1926},
        {{0, 10, 0, 20}, -0.1611, 0.2775},  {{0, 10, 0, 10}, -0.2775, 0.2775},
        {{10, 10, 0, 20}, 0.6791, 1.0},     {{10, 10, 0, 10}, 0.6075, 1.0},
    };
    for (int i = 0; i < 8; i++) {
        const int64_t *v = published[i].v;
        table t = {.n = 0};
        add(&t, v[0], v[1], v[2], v[3]);
        answers x = ask(&t, 0.95);
        ck_assert_msg(fabs(x.pooled.difference.low - published[i].low) <= 5.1e-5 &&
                          fabs(x.pooled.difference.high - published[i].high) <= 5.1e-5,
                      "%d: %.6f %.6f", i, x.pooled.difference.low, x.pooled.difference.high);
    }
}
END_TEST

/* Strata that agree exactly: odds ratio 6, risk ratio 2, difference 1/4. */
START_TEST(homogeneous_strata_give_their_common_value)
{
    table odds = {.n = 0};
    add(&odds, 6, 8, 3, 9);     /* 3 : 1/2 */
    add(&odds, 12, 13, 20, 30); /* 12 : 2 */
    add(&odds, 50, 75, 7, 28);  /* 2 : 1/3 */
    add(&odds, 600000000, 700000000, 900000000, 1800000000);
    answers x = ask(&odds, 0.95);
    ck_assert_double_le(relative(x.odds_ratio.value, 6.0), 1e-15);
    ck_assert_double_le(x.homogeneity.breslow_day, 1e-20);
    ck_assert(x.homogeneity.breslow_day_p > 1.0 - 1e-12);
    table risk = {.n = 0};
    add(&risk, 6, 10, 3, 10);
    add(&risk, 14, 20, 7, 20);
    add(&risk, 2, 300, 1, 300);
    x = ask(&risk, 0.95);
    ck_assert_double_le(relative(x.risk_ratio.value, 2.0), 1e-15);
    table apart = {.n = 0};
    add(&apart, 6, 8, 5, 10);
    add(&apart, 1, 4, 0, 17);
    add(&apart, 999, 999, 3, 4);
    x = ask(&apart, 0.95);
    ck_assert(x.risk_difference.value == 0.25);
    ck_assert(x.compare.stratified == 0.25);
    ck_assert_int_eq(x.compare.n_ahead, 3);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("strata_oracle");
    TCase *c = tcase_create("strata_oracle");
    tcase_add_test(c, all_measures_agree_with_exact_fractions);
    tcase_add_test(c, measures_agree_with_r_metafor_and_epir);
    tcase_add_test(c, chi_square_tails_agree_with_the_table_up_to_1e6_degrees);
    tcase_add_test(c, chi_square_tails_fall_and_stay_inside_their_range);
    tcase_add_test(c, known_answers_are_met);
    tcase_add_test(c, a_single_stratum_gives_the_crude_measures);
    tcase_add_test(c, newcombes_published_differences_are_met);
    tcase_add_test(c, homogeneous_strata_give_their_common_value);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
