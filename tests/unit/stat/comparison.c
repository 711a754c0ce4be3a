/* comparison.c -- tests of the intervals for a difference, a ratio and an odds ratio of shares.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/comparison.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "oracle.h"
#include "random.h"
#include "stat/comparison.h"

#include <check.h>

/* hits_a, n_a, hits_b, n_b. */
typedef struct four {
    int64_t v[4];
} four;

static coop_comparison independent(const char *method, four t, double level)
{
    coop_comparison out = {NAN, NAN, NAN};
    coop_error err;
    coop_status status =
        coop_comparison_interval(method, t.v[0], t.v[1], t.v[2], t.v[3], level, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", method, err.message);
    return out;
}

/* Of a difference the distance to the estimate carries the error, or the estimate itself. */
static void check_limit(const char *what, four t, double estimate, double got, double want,
                        coop_comparison_measure measure)
{
    const double tolerance = 4e-15;
    bool met = got == want;
    if (!met && measure == COOP_COMPARISON_DIFFERENCE) {
        met = fabs(got - want) <= tolerance * fmax(fabs(want), fabs(want - estimate));
    } else if (!met) {
        met = fabs(got / want - 1.0) <= tolerance;
    }
    ck_assert_msg(met, "%s %lld %lld %lld %lld: %.17g, want %.17g", what, (long long)t.v[0],
                  (long long)t.v[1], (long long)t.v[2], (long long)t.v[3], got, want);
}

/* The counts, the level, and two limits a method, in the order of the registry; NaN: refused. */
static void limits_row(const double *v, int n_methods)
{
    four t = {{(int64_t)v[0], (int64_t)v[1], (int64_t)v[2], (int64_t)v[3]}};
    for (int i = 0; i < n_methods; i++) {
        const coop_comparison_method *m = &coop_comparison_methods()[i];
        coop_comparison got = {NAN, NAN, NAN};
        const double *want = v + 5 + 2 * i;
        if (isnan(want[0])) {
            ck_assert_int_eq(
                coop_comparison_interval(m->name, t.v[0], t.v[1], t.v[2], t.v[3], v[4], &got, NULL),
                COOP_UNDEFINED);
            continue;
        }
        got = independent(m->name, t, v[4]);
        check_limit(m->name, t, got.estimate, got.low, want[0], m->measure);
        check_limit(m->name, t, got.estimate, got.high, want[1], m->measure);
    }
}

static void five_methods_row(const double *v)
{
    limits_row(v, 5);
}

START_TEST(table_of_five_differences_is_met)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/proportions/diff_ci.csv", 15, five_methods_row), 30);
}
END_TEST

static void all_methods_row(const double *v)
{
    limits_row(v, 9);
}

START_TEST(every_method_agrees_with_its_definition_up_to_n_9e15)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/proportions/comparison.csv", 23, all_methods_row),
                     70);
}
END_TEST

static void check_published(const char *method, four t, double low, double high)
{
    coop_comparison got = independent(method, t, 0.95);
    ck_assert_msg(fabs(got.low - low) <= 5.01e-5 && fabs(got.high - high) <= 5.01e-5,
                  "%s: %.17g %.17g, want %g %g", method, got.low, got.high, low, high);
}

START_TEST(published_differences_are_met_to_their_four_decimals)
{
    char path[512];
    FILE *file = fopen(
        source_path("tests/oracle/proportions/published_newcombe1998_diff.csv", path, sizeof path),
        "r");
    ck_assert_ptr_nonnull(file);
    int met = 0;
    char line[200];
    while (fgets(line, sizeof line, file) != NULL) {
        long long v[4];
        char method[32];
        double low, high;
        if (sscanf(line, "%lld,%lld,%lld,%lld,%31[^,],%lf,%lf", &v[0], &v[1], &v[2], &v[3], method,
                   &low, &high) == 7 &&
            strcmp(method, "wald") != 0) {
            const char *name = strcmp(method, "newcombe10") == 0     ? "newcombe"
                               : strcmp(method, "newcombe11cc") == 0 ? "newcombe_cc"
                                                                     : method;
            check_published(name, (four){{v[0], v[1], v[2], v[3]}}, low, high);
            met++;
        }
    }
    fclose(file);
    ck_assert_int_eq(met, 12);
}
END_TEST

/* Fagerland, Lydersen & Laake 2017, chapter 4. */
START_TEST(textbook_values_are_met_to_four_decimals)
{
    check_published("miettinen_nurminen", (four){{0, 16, 15, 72}}, -0.3164, -0.0056);
    check_published("mee", (four){{7, 34, 1, 34}}, 0.0284, 0.3439);
    check_published("newcombe", (four){{7, 34, 1, 34}}, 0.0189, 0.3404);
    check_published("agresti_caffo", (four){{7, 34, 1, 34}}, 0.0116, 0.3217);
    check_published("koopman", (four){{7, 34, 1, 34}}, 1.2209, 42.5757);
    check_published("miettinen_nurminen_ratio", (four){{7, 34, 1, 34}}, 1.2086, 43.0330);
    check_published("miettinen_nurminen_odds", (four){{9, 13, 4, 14}}, 1.0934, 28.9419);
    check_published("cornfield", (four){{0, 16, 15, 72}}, 0.0, 0.9532);
}
END_TEST

/* Cases in which other software is known to be wrong, and 0 of n against 0 of n. */
START_TEST(known_differences_to_eight_decimals)
{
    static const struct {
        four t;
        double low;
        double high;
    } known[] = {
        {{{0, 10, 0, 20}}, -0.16576023, 0.28438134},    {{{7, 34, 1, 34}}, 0.02704163, 0.34529122},
        {{{20, 101, 10, 105}}, 0.00640517, 0.20291719}, {{{0, 1, 0, 1}}, -0.88483134, 0.88483134},
        {{{5, 5, 5, 5}}, -0.46052602, 0.46052602},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        coop_comparison got = independent("miettinen_nurminen", known[i].t, 0.95);
        ck_assert_double_le(fabs(got.low - known[i].low), 5.1e-9);
        ck_assert_double_le(fabs(got.high - known[i].high), 5.1e-9);
    }
}
END_TEST

static int64_t below(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

/* Sizes over all orders of magnitude up to 10^digits; no and all hits often. */
static void random_group(uint64_t *state, int digits, int64_t *hits, int64_t *n)
{
    int64_t most = 1;
    for (int64_t i = below(state, digits + 1); i > 0; i--) {
        most *= 10;
    }
    *n = 1 + below(state, most);
    int64_t kind = below(state, 6);
    int64_t few = below(state, *n < 4 ? *n + 1 : 5);
    *hits = kind == 0   ? 0
            : kind == 1 ? *n
            : kind == 2 ? few
            : kind == 3 ? *n - few
                        : below(state, *n + 1);
}

static four random_groups(uint64_t *state, int digits)
{
    four t;
    random_group(state, digits, &t.v[0], &t.v[1]);
    random_group(state, digits, &t.v[2], &t.v[3]);
    return t;
}

static bool is_defined(coop_comparison_measure measure, four t)
{
    bool no_hits = t.v[0] == 0 && t.v[2] == 0;
    bool no_misses = t.v[0] == t.v[1] && t.v[2] == t.v[3];
    return measure == COOP_COMPARISON_DIFFERENCE ||
           (!no_hits && (measure == COOP_COMPARISON_RATIO || !no_misses));
}

static double lowest_of(coop_comparison_measure measure)
{
    return measure == COOP_COMPARISON_DIFFERENCE ? -1.0 : 0.0;
}

static double highest_of(coop_comparison_measure measure)
{
    return measure == COOP_COMPARISON_DIFFERENCE ? 1.0 : INFINITY;
}

static void check_shape(const char *method, coop_comparison_measure measure, four t,
                        coop_comparison got)
{
    bool inside = got.low >= lowest_of(measure) && got.high <= highest_of(measure);
    bool around = (got.low <= got.estimate && got.estimate <= got.high) ||
                  strcmp(method, "agresti_caffo") == 0;
    ck_assert_msg(inside && around && got.low <= got.high,
                  "%s %lld/%lld %lld/%lld: %.17g in %.17g %.17g", method, (long long)t.v[0],
                  (long long)t.v[1], (long long)t.v[2], (long long)t.v[3], got.estimate, got.low,
                  got.high);
}

/* At levels near 0 the limits are the estimate, rounded in two ways. */
static bool is_nested(coop_comparison outer, coop_comparison inner)
{
    double ulps = 4.0 * DBL_EPSILON;
    return outer.low <= inner.low + ulps * fabs(inner.low) &&
           inner.high <= outer.high + ulps * fabs(outer.high);
}

START_TEST(limits_are_in_range_around_the_estimate_and_nested_in_level)
{
    static const double levels[] = {1e-300, 1e-9, 0.5, 0.9, 0.95, 0.999999, 1.0 - DBL_EPSILON / 2};
    uint64_t state = 1;
    for (const coop_comparison_method *m = coop_comparison_methods(); m->name != NULL; m++) {
        for (int i = 0; i < 3000; i++) {
            four t = random_groups(&state, 15);
            if (!is_defined(m->measure, t)) {
                continue;
            }
            coop_comparison inner = independent(m->name, t, levels[0]);
            for (int k = 1; k < 7; k++) {
                coop_comparison outer = independent(m->name, t, levels[k]);
                check_shape(m->name, m->measure, t, outer);
                ck_assert(is_nested(outer, inner));
                inner = outer;
            }
        }
    }
}
END_TEST

static bool is_inverse(double x, double y)
{
    if (x == 0.0 || isinf(x)) {
        return y == (x == 0.0 ? INFINITY : 0.0);
    }
    return fabs(x * y - 1.0) <= 4e-15;
}

START_TEST(swapping_the_groups_mirrors_the_interval)
{
    uint64_t state = 3;
    for (const coop_comparison_method *m = coop_comparison_methods(); m->name != NULL; m++) {
        for (int i = 0; i < 3000; i++) {
            four t = random_groups(&state, 15);
            if (!is_defined(m->measure, t)) {
                continue;
            }
            coop_comparison x = independent(m->name, t, 0.9);
            coop_comparison y = independent(m->name, (four){{t.v[2], t.v[3], t.v[0], t.v[1]}}, 0.9);
            if (m->measure == COOP_COMPARISON_DIFFERENCE) {
                ck_assert(y.estimate == -x.estimate && y.low == -x.high && y.high == -x.low);
            } else {
                ck_assert(is_inverse(x.estimate, y.estimate));
                ck_assert(is_inverse(x.low, y.high) && is_inverse(x.high, y.low));
            }
        }
    }
}
END_TEST

static four complement_of(four t)
{
    return (four){{t.v[1] - t.v[0], t.v[1], t.v[3] - t.v[2], t.v[3]}};
}

START_TEST(counting_misses_instead_of_hits_mirrors_differences_and_odds_ratios)
{
    uint64_t state = 4;
    for (const coop_comparison_method *m = coop_comparison_methods(); m->name != NULL; m++) {
        for (int i = 0; i < 3000; i++) {
            four t = random_groups(&state, 15);
            if (m->measure == COOP_COMPARISON_RATIO || !is_defined(m->measure, t)) {
                continue;
            }
            coop_comparison x = independent(m->name, t, 0.9);
            coop_comparison y = independent(m->name, complement_of(t), 0.9);
            if (m->measure == COOP_COMPARISON_DIFFERENCE) {
                double scale = 1e-15 * fmax(x.high - x.low, fabs(x.estimate));
                ck_assert_double_le(fabs(x.low + y.high), scale);
                ck_assert_double_le(fabs(x.high + y.low), scale);
            } else {
                ck_assert(is_inverse(x.low, y.high) && is_inverse(x.high, y.low));
            }
        }
    }
}
END_TEST

/* The shares that are most likely under a restriction, by halving where the derivative of the log
 * likelihood changes its sign: no formula of the library is used. value is the difference, ratio
 * or odds ratio; the result is the share of b. */
typedef struct shares {
    long double a;
    long double b;
} shares;

static shares shares_at(coop_comparison_measure measure, long double value, long double b)
{
    long double a = measure == COOP_COMPARISON_DIFFERENCE ? b + value
                    : measure == COOP_COMPARISON_RATIO    ? b * value
                                                          : b * value / (1.0L - b + b * value);
    return (shares){a, b};
}

/* Derivative by the share of b of hits log p + misses log q; none of a count of 0. */
static long double pull(int64_t hits, int64_t n, long double p)
{
    long double up = hits > 0 ? (long double)hits / p : 0.0L;
    long double down = n > hits ? (long double)(n - hits) / (1.0L - p) : 0.0L;
    return up - down;
}

static shares restricted(coop_comparison_measure measure, long double value, four t)
{
    bool is_difference = measure == COOP_COMPARISON_DIFFERENCE;
    long double low = is_difference && value < 0.0L ? -value : 0.0L;
    long double high = is_difference && value > 0.0L ? 1.0L - value : 1.0L;
    if (measure == COOP_COMPARISON_RATIO && value > 1.0L) {
        high = 1.0L / value;
    }
    for (int i = 0; i < 300; i++) {
        long double middle = 0.5L * (low + high);
        shares s = shares_at(measure, value, middle);
        long double by_b = is_difference ? 1.0L
                           : measure == COOP_COMPARISON_RATIO
                               ? value
                               : s.a * (1.0L - s.a) / (s.b * (1.0L - s.b));
        bool rises = by_b * pull(t.v[0], t.v[1], s.a) + pull(t.v[2], t.v[3], s.b) > 0.0L;
        *(rises ? &low : &high) = middle;
    }
    return shares_at(measure, value, 0.5L * (low + high));
}

/* p of the score test of the value. */
static double score_p(coop_comparison_measure measure, double value, four t, bool unbiased)
{
    long double n_a = (long double)t.v[1];
    long double n_b = (long double)t.v[3];
    long double a = (long double)t.v[0] / n_a;
    long double b = (long double)t.v[2] / n_b;
    shares s = restricted(measure, value, t);
    long double v_a = s.a * (1.0L - s.a);
    long double v_b = s.b * (1.0L - s.b);
    long double distance = a - b - value;
    long double variance = v_a / n_a + v_b / n_b;
    if (measure == COOP_COMPARISON_RATIO) {
        distance = a - value * b;
        variance = v_a / n_a + (long double)value * value * v_b / n_b;
    } else if (measure == COOP_COMPARISON_ODDS_RATIO) {
        distance = (a - s.a) / v_a - (b - s.b) / v_b;
        variance = 1.0L / (n_a * v_a) + 1.0L / (n_b * v_b);
    }
    if (unbiased) {
        variance *= (n_a + n_b) / (n_a + n_b - 1.0L);
    }
    return erfc((double)(fabsl(distance) / sqrtl(2.0L * variance)));
}

static bool is_score(const char *method)
{
    return strstr(method, "newcombe") == NULL && strcmp(method, "agresti_caffo") != 0;
}

START_TEST(score_tests_give_1_minus_level_at_the_limits)
{
    uint64_t state = 6;
    int limits = 0;
    for (const coop_comparison_method *m = coop_comparison_methods(); m->name != NULL; m++) {
        bool unbiased = strstr(m->name, "miettinen_nurminen") != NULL;
        for (int i = 0; i < 300 && is_score(m->name); i++) {
            four t = random_groups(&state, 5);
            double level = i % 2 == 0 ? 0.95 : 0.6;
            if (!is_defined(m->measure, t)) {
                continue;
            }
            coop_comparison got = independent(m->name, t, level);
            double ends[] = {got.low, got.high};
            for (int k = 0; k < 2; k++) {
                if (ends[k] > lowest_of(m->measure) && ends[k] < highest_of(m->measure)) {
                    double p = score_p(m->measure, ends[k], t, unbiased);
                    ck_assert_msg(fabs(p - (1.0 - level)) <= 1e-9,
                                  "%s %lld/%lld %lld/%lld at %.17g: p %.17g", m->name,
                                  (long long)t.v[0], (long long)t.v[1], (long long)t.v[2],
                                  (long long)t.v[3], ends[k], p);
                    limits++;
                }
            }
        }
    }
    ck_assert_int_gt(limits, 1500);
}
END_TEST

/* The level at which chi-square just rejects equality is the level at which the interval of the
 * score method just touches it. */
START_TEST(score_intervals_end_at_equality_when_pearson_just_rejects_it)
{
    uint64_t state = 8;
    for (int i = 0; i < 2000; i++) {
        four t = {{0}};
        t.v[1] = 5 + below(&state, 300);
        t.v[3] = 5 + below(&state, 300);
        t.v[0] = below(&state, t.v[1] + 1);
        t.v[2] = below(&state, t.v[3] + 1);
        double hits = (double)(t.v[0] + t.v[2]);
        double n = (double)(t.v[1] + t.v[3]);
        double cross = (double)(t.v[0] * (t.v[3] - t.v[2]) - t.v[2] * (t.v[1] - t.v[0]));
        double chi_square =
            n * cross * cross / ((double)t.v[1] * (double)t.v[3] * hits * (n - hits));
        if (cross == 0.0 || chi_square > 20.0) {
            continue;
        }
        double level = erf(sqrt(0.5 * chi_square));
        coop_comparison mee = independent("mee", t, level);
        coop_comparison koopman = independent("koopman", t, level);
        coop_comparison cornfield = independent("cornfield", t, level);
        ck_assert_double_le(fabs(cross > 0.0 ? mee.low : mee.high), 1e-9);
        ck_assert_double_le(fabs((cross > 0.0 ? koopman.low : koopman.high) - 1.0), 1e-9);
        ck_assert_double_le(fabs((cross > 0.0 ? cornfield.low : cornfield.high) - 1.0), 1e-9);
    }
}
END_TEST

START_TEST(unknown_ends_are_exact)
{
    for (const coop_comparison_method *m = coop_comparison_methods(); m->name != NULL; m++) {
        coop_comparison all_to_none = independent(m->name, (four){{10, 10, 0, 20}}, 0.95);
        coop_comparison none_to_some = independent(m->name, (four){{0, 10, 3, 20}}, 0.95);
        if (m->measure == COOP_COMPARISON_DIFFERENCE) {
            ck_assert(all_to_none.estimate == 1.0 && all_to_none.high == 1.0);
            ck_assert(all_to_none.low > 0.5 && all_to_none.low < 1.0);
        } else {
            ck_assert(isinf(all_to_none.estimate) && isinf(all_to_none.high));
            ck_assert(all_to_none.low > 1.0 && isfinite(all_to_none.low));
            ck_assert(none_to_some.estimate == 0.0 && none_to_some.low == 0.0);
            ck_assert(none_to_some.high > 0.0 && isfinite(none_to_some.high));
        }
    }
    /* One of one and all of a: an odds ratio has no end, a ratio has. */
    ck_assert(isinf(independent("cornfield", (four){{3, 3, 1, 2}}, 0.95).high));
    ck_assert(isfinite(independent("koopman", (four){{3, 3, 1, 2}}, 0.95).high));
    ck_assert(independent("koopman", (four){{3, 3, 4, 4}}, 0.95).estimate == 1.0);
    /* With no hit at all the score limit is Wilson's: z^2 / (n + z^2). */
    double square = 1.9599639845400538 * 1.9599639845400538;
    coop_comparison none = independent("mee", (four){{0, 10, 0, 20}}, 0.95);
    ck_assert_double_le(fabs(none.low + square / (20.0 + square)), 1e-16);
    ck_assert_double_le(fabs(none.high - square / (10.0 + square)), 1e-16);
}
END_TEST

static const coop_comparison untouched = {42.0, 43.0, 44.0};

static bool is_untouched(const coop_comparison *out)
{
    return out->estimate == 42.0 && out->low == 43.0 && out->high == 44.0;
}

static void refuse(const char *method, four t, double level, coop_status want, const char *text)
{
    coop_comparison out = untouched;
    coop_error err = {0};
    ck_assert_int_eq(
        coop_comparison_interval(method, t.v[0], t.v[1], t.v[2], t.v[3], level, &out, &err), want);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, text) != NULL, "\"%s\" lacks \"%s\"", err.message, text);
    ck_assert(is_untouched(&out));
    ck_assert_int_eq(
        coop_comparison_interval(method, t.v[0], t.v[1], t.v[2], t.v[3], level, &out, NULL), want);
}

START_TEST(counts_and_levels_out_of_range_are_refused)
{
    const int64_t most = 9000000000000000;
    refuse("mee", (four){{-1, 5, 1, 5}}, 0.95, COOP_RANGE, "hits_a is -1, need 0 to 5");
    refuse("mee", (four){{6, 5, 1, 5}}, 0.95, COOP_RANGE, "hits_a is 6");
    refuse("mee", (four){{1, 5, -1, 5}}, 0.95, COOP_RANGE, "hits_b is -1");
    refuse("mee", (four){{1, 5, 6, 5}}, 0.95, COOP_RANGE, "hits_b is 6");
    refuse("mee", (four){{1, -5, 1, 5}}, 0.95, COOP_RANGE, "n_a is -5");
    refuse("mee", (four){{1, most + 1, 1, 5}}, 0.95, COOP_RANGE, "n_a is 9000000000000001");
    refuse("mee", (four){{1, 5, 1, most + 1}}, 0.95, COOP_RANGE, "n_b is 9000000000000001");
    refuse("mee", (four){{1, 5, 1, INT64_MAX}}, 0.95, COOP_RANGE, "n_b is 9223372036854775807");
    refuse("mee", (four){{0, 0, 1, 5}}, 0.95, COOP_EMPTY, "n_a is 0");
    refuse("mee", (four){{1, 5, 0, 0}}, 0.95, COOP_EMPTY, "n_b is 0");
    refuse("mee", (four){{1, 5, 1, 5}}, 0.0, COOP_RANGE, "level is 0,");
    refuse("mee", (four){{1, 5, 1, 5}}, 1.0, COOP_RANGE, "level is 1,");
    refuse("mee", (four){{1, 5, 1, 5}}, -0.5, COOP_RANGE, "level is -0.5");
    refuse("mee", (four){{1, 5, 1, 5}}, NAN, COOP_RANGE, "level is nan");
    for (const coop_comparison_method *m = coop_comparison_methods(); m->name != NULL; m++) {
        four large = {{most, most, 0, most}};
        check_shape(m->name, m->measure, large, independent(m->name, large, 0.95));
    }
}
END_TEST

START_TEST(ratios_of_nothing_are_undefined)
{
    refuse("koopman", (four){{0, 5, 0, 7}}, 0.95, COOP_UNDEFINED, "any ratio fits");
    refuse("miettinen_nurminen_ratio", (four){{0, 5, 0, 7}}, 0.95, COOP_UNDEFINED, "any ratio");
    refuse("cornfield", (four){{0, 5, 0, 7}}, 0.95, COOP_UNDEFINED, "any ratio fits");
    refuse("cornfield", (four){{5, 5, 7, 7}}, 0.95, COOP_UNDEFINED, "any odds ratio fits");
    refuse("miettinen_nurminen_odds", (four){{5, 5, 7, 7}}, 0.95, COOP_UNDEFINED, "any odds");
}
END_TEST

START_TEST(unknown_methods_are_named_and_the_known_ones_listed)
{
    refuse("wald", (four){{1, 5, 1, 5}}, 0.95, COOP_NOT_FOUND, "there is no \"wald\"");
    refuse("", (four){{1, 5, 1, 5}}, 0.95, COOP_NOT_FOUND, "newcombe, newcombe_cc, miettinen_nurm");
    coop_error err;
    ck_assert_int_eq(coop_comparison_interval("mee", 1, 5, 1, 5, 0.95, NULL, &err), COOP_ARGUMENT);
    coop_comparison by_default = independent(NULL, (four){{1, 5, 2, 5}}, 0.95);
    coop_comparison named = independent("newcombe", (four){{1, 5, 2, 5}}, 0.95);
    ck_assert(by_default.low == named.low && by_default.high == named.high);
}
END_TEST

START_TEST(an_error_is_written_on_failure_only)
{
    coop_error err = {.code = 77};
    coop_comparison out;
    ck_assert_int_eq(coop_comparison_interval("mee", 1, 5, 2, 5, 0.95, &out, &err), COOP_OK);
    ck_assert_int_eq(err.code, 77);
}
END_TEST

START_TEST(registry_names_every_method_once_with_its_paper)
{
    const coop_comparison_method *list = coop_comparison_methods();
    int n = 0;
    for (const coop_comparison_method *m = list; m->name != NULL; m++, n++) {
        ck_assert(m->meaning[strlen(m->meaning) - 1] == '.' && strlen(m->origin) > 20);
        for (const coop_comparison_method *other = list; other < m; other++) {
            ck_assert_str_ne(m->name, other->name);
        }
    }
    ck_assert_int_eq(n, 9);
}
END_TEST

typedef struct counted {
    int calls;
} counted;

/* A signed square root of the log: Newton's step leads to the mirrored point, for ever. */
static coop__residual mirroring(const void *ctx, double at)
{
    ((counted *)(uintptr_t)ctx)->calls++;
    double u = log(at);
    double root = sqrt(fabs(u));
    return (coop__residual){u < 0.0 ? -root : root, 0.5 / root, 0.0};
}

/* A fall that begins at n, as the score of no hits among n does: next to its 0 there is only the
 * rounding of the share, far from any 0. */
static const double begin = 56948.0;

static coop__residual late(const void *ctx, double at)
{
    ((counted *)(uintptr_t)ctx)->calls++;
    double a = at / begin;
    double value = a > 1.0 ? log((a - 1.0) * begin / 3.84) : -INFINITY;
    return (coop__residual){value, a > 1.0 ? a / (a - 1.0) : 0.0, 0.0};
}

static coop__residual never(const void *ctx, double at)
{
    (void)at;
    ((counted *)(uintptr_t)ctx)->calls++;
    return (coop__residual){-INFINITY, 0.0, 0.0};
}

START_TEST(root_search_neither_cycles_nor_lingers)
{
    counted count = {0};
    double root = coop__rising_root(mirroring, &count, 1e-300, 1e300, 3.0, 1e-12);
    ck_assert_double_le(fabs(root - 1.0), 1e-12);
    ck_assert_int_le(count.calls, 99);
    count.calls = 0;
    root = coop__rising_root(late, &count, 2.0, 2.0 * begin, sqrt(begin), 1e-12);
    ck_assert_double_le(fabs(root - begin - 3.84), 4e-11);
    ck_assert_int_le(count.calls, 60);
    count.calls = 0;
    root = coop__rising_root(never, &count, 0.5, 2.0, 1.0, 1e-12);
    ck_assert(root > 1.0 && root <= 2.0);
    ck_assert_int_le(count.calls, 100);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("comparison");
    TCase *c = tcase_create("comparison");
    tcase_set_timeout(c, 60.0);
    tcase_add_test(c, table_of_five_differences_is_met);
    tcase_add_test(c, every_method_agrees_with_its_definition_up_to_n_9e15);
    tcase_add_test(c, published_differences_are_met_to_their_four_decimals);
    tcase_add_test(c, textbook_values_are_met_to_four_decimals);
    tcase_add_test(c, known_differences_to_eight_decimals);
    tcase_add_test(c, limits_are_in_range_around_the_estimate_and_nested_in_level);
    tcase_add_test(c, swapping_the_groups_mirrors_the_interval);
    tcase_add_test(c, counting_misses_instead_of_hits_mirrors_differences_and_odds_ratios);
    tcase_add_test(c, score_tests_give_1_minus_level_at_the_limits);
    tcase_add_test(c, score_intervals_end_at_equality_when_pearson_just_rejects_it);
    tcase_add_test(c, unknown_ends_are_exact);
    tcase_add_test(c, counts_and_levels_out_of_range_are_refused);
    tcase_add_test(c, ratios_of_nothing_are_undefined);
    tcase_add_test(c, unknown_methods_are_named_and_the_known_ones_listed);
    tcase_add_test(c, an_error_is_written_on_failure_only);
    tcase_add_test(c, registry_names_every_method_once_with_its_paper);
    tcase_add_test(c, root_search_neither_cycles_nor_lingers);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
