/* proportion.c -- tests of the intervals for one proportion.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/proportion.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "shared.h"
#include "stat/beta.h"
#include "stat/proportion.h"

#include <check.h>

static coop_interval interval_of(const char *method, int64_t hits, int64_t n, double level)
{
    coop_interval out = {-1.0, -1.0};
    coop_error err = {0};
    coop_status status = coop_proportion_interval(method, hits, n, level, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", method, err.message);
    return out;
}

static double relative(double got, double want)
{
    return want == 0.0 ? fabs(got) : fabs(got / want - 1.0);
}

static void expect(const char *method, int64_t hits, int64_t n, double level, double low,
                   double high, double tolerance)
{
    coop_interval got = interval_of(method, hits, n, level);
    ck_assert_msg(relative(got.low, low) <= tolerance && relative(got.high, high) <= tolerance,
                  "%s %lld/%lld %.17g: %.17g %.17g, want %.17g %.17g", method, (long long)hits,
                  (long long)n, level, got.low, got.high, low, high);
}

/* An oracle table without its comments, or the test fails. Caller frees. */
static char *table(const char *relative_path)
{
    char path[512];
    size_t size = 0;
    char *text = file_read(source_path(relative_path, path, sizeof path), &size);
    ck_assert_msg(text != NULL, "cannot read %s", path);
    char *to = text;
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n');
        size_t length = end != NULL ? (size_t)(end - line) + 1 : strlen(line);
        if (*line != '#') {
            memmove(to, line, length);
            to += length;
        }
        line += length;
    }
    *to = '\0';
    return text;
}

/* Next field of a row as a number; *at is left behind the separator. */
static double number(char **at)
{
    double value = strtod(*at, at);
    ck_assert(**at == ',' || **at == '\n');
    *at += 1;
    return value;
}

START_TEST(table_of_five_methods_is_met)
{
    static const struct {
        const char *name;
        double tolerance;
    } columns[] = {{"wilson", 1e-14},
                   {"wilson_cc", 1e-14},
                   {"clopper_pearson", 1e-13},
                   {"jeffreys", 1e-13},
                   {"agresti_coull", 1e-14}};
    char *text = table("tests/oracle/proportions/prop_ci.csv");
    char *at = strchr(text, '\n') + 1;
    int rows = 0;
    while (*at != '\0') {
        int64_t x = (int64_t)number(&at);
        int64_t n = (int64_t)number(&at);
        double level = number(&at);
        for (int i = 0; i < 5; i++) {
            double low = fmax(number(&at), 0.0);
            double high = fmin(number(&at), 1.0);
            expect(columns[i].name, x, n, level, low, high, columns[i].tolerance);
        }
        rows++;
    }
    free(text);
    ck_assert_int_eq(rows, 93);
}
END_TEST

START_TEST(mid_p_and_blaker_agree_with_the_definition)
{
    char *text = table("tests/oracle/proportions/blaker_midp.csv");
    char *at = strchr(text, '\n') + 1;
    int rows = 0;
    int without_blaker = 0;
    while (*at != '\0') {
        int64_t x = (int64_t)number(&at);
        int64_t n = (int64_t)number(&at);
        double level = number(&at);
        double low = number(&at);
        expect("mid_p", x, n, level, low, number(&at), 1e-13);
        if (*at == 'N') {
            at = strchr(at, '\n') + 1;
            without_blaker++;
        } else {
            low = number(&at);
            expect("blaker", x, n, level, low, number(&at), 1e-13);
        }
        rows++;
    }
    free(text);
    ck_assert_int_eq(rows, 108);
    ck_assert_int_eq(without_blaker, 4);
}
END_TEST

START_TEST(published_table_is_met_to_its_four_decimals)
{
    char *text = table("tests/oracle/proportions/published_newcombe1998_single.csv");
    char *at = strchr(text, '\n') + 1;
    int rows = 0;
    while (*at != '\0') {
        int64_t x = (int64_t)number(&at);
        int64_t n = (int64_t)number(&at);
        size_t length = strcspn(at, ",");
        char method[32] = "";
        ck_assert_uint_lt(length, sizeof method);
        memcpy(method, at, length);
        at += length + 1;
        double low = number(&at);
        double high = number(&at);
        const char *ours = strcmp(method, "midp") == 0 ? "mid_p" : method;
        if (coop__interval_find(ours) != NULL) { /* the table has Wald's as well; we do not */
            coop_interval got = interval_of(ours, x, n, 0.95);
            ck_assert_double_le(fabs(got.low - low), 0.00005 + 1e-9);
            ck_assert_double_le(fabs(got.high - high), 0.00005 + 1e-9);
            rows++;
        }
    }
    free(text);
    ck_assert_int_eq(rows, 8);
}
END_TEST

START_TEST(known_values_to_eight_decimals)
{
    static const struct {
        const char *method;
        int64_t hits;
        int64_t n;
        double low;
        double high;
        double within;
    } known[] = {
        {"wilson", 80, 100, .71117083, .86663307, 5e-9},
        {"wilson", 12, 15, .54814551, .92952451, 5e-9},
        {"wilson", 0, 10, 0.0, .27753280, 5e-9},
        {"wilson_cc", 80, 100, .70567703, .87075179, 5e-9},
        {"wilson_cc", 12, 15, .51373185, .94685456, 5e-9},
        {"wilson_cc", 0, 10, 0.0, .34453722, 5e-9},
        {"mid_p", 12, 15, .54651790, .94646226, 5e-9},
        {"mid_p", 0, 10, 0.0, .25886555, 5e-9},
        {"agresti_coull", 12, 15, .54049, .93718, 5e-6},
        {"agresti_coull_plus4", 12, 15, .53884, .93484, 5e-6},
        {"wilson", 255, 279, .875, .942, 5e-4},
        {"wilson", 269, 279, .935, .980, 5e-4},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        coop_interval got = interval_of(known[i].method, known[i].hits, known[i].n, 0.95);
        ck_assert_msg(fabs(got.low - known[i].low) <= known[i].within * 1.01 &&
                          fabs(got.high - known[i].high) <= known[i].within * 1.01,
                      "%s %lld/%lld: %.9f %.9f", known[i].method, (long long)known[i].hits,
                      (long long)known[i].n, got.low, got.high);
    }
}
END_TEST

/* With 38 of 38 and 0 of 77 the plain formula leaves [0, 1] by a rounding error. */
START_TEST(wilson_stays_inside_the_unit_interval)
{
    ck_assert(interval_of("wilson", 38, 38, 0.95).high == 1.0);
    ck_assert(interval_of("wilson", 0, 77, 0.95).low == 0.0);
    for (int64_t n = 1; n <= 2000; n++) {
        coop_interval none = interval_of("wilson", 0, n, 0.95);
        coop_interval all = interval_of("wilson", n, n, 0.95);
        ck_assert(none.low == 0.0 && none.high > 0.0 && none.high < 1.0);
        ck_assert(all.high == 1.0 && all.low > 0.0 && all.low < 1.0);
    }
}
END_TEST

START_TEST(closed_ends_follow_their_formulas)
{
    static const int64_t sizes[] = {1, 2, 17, 1000, 1000000000, 9000000000000000};
    static const double levels[] = {0.5, 0.95, 0.999999};
    for (int i = 0; i < 18; i++) {
        int64_t n = sizes[i % 6];
        double level = levels[i / 6];
        double per_draw = log((1.0 - level) / 2.0) / (double)n;
        expect("clopper_pearson", 0, n, level, 0.0, -expm1(per_draw), 1e-15);
        expect("clopper_pearson", n, n, level, exp(per_draw), 1.0, 1e-15);
        double mid = log(1.0 - level) / (double)n;
        expect("mid_p", 0, n, level, 0.0, -expm1(mid), 1e-15);
        expect("mid_p", n, n, level, exp(mid), 1.0, 1e-15);
        expect("jeffreys_modified", 0, n, level, 0.0, -expm1(per_draw), 1e-15);
        expect("jeffreys_modified", n, n, level, exp(per_draw), 1.0, 1e-15);
    }
}
END_TEST

START_TEST(modified_jeffreys_differs_only_next_to_the_ends)
{
    enum { n = 12 };
    for (int64_t x = 0; x <= n; x++) {
        coop_interval plain = interval_of("jeffreys", x, n, 0.95);
        coop_interval changed = interval_of("jeffreys_modified", x, n, 0.95);
        ck_assert(changed.low == (x == 1 ? 0.0 : x == n ? changed.low : plain.low));
        ck_assert(changed.high == (x == n - 1 ? 1.0 : x == 0 ? changed.high : plain.high));
    }
    expect("jeffreys_modified", 1, 2, 0.95, 0.0, 1.0, 0.0);
    expect("jeffreys_modified", 0, 1, 0.95, 0.0, 0.975, 1e-15);
    expect("jeffreys_modified", 1, 1, 0.95, 0.025, 1.0, 2e-15);
}
END_TEST

/* Reference values from 50-digit arithmetic on the doubles nearest to these levels. */
START_TEST(extreme_levels_keep_their_digits)
{
    double near_one = 1.0 - 1e-15;
    expect("wilson", 3, 10, near_one, 0.012955657119796249949, 0.93330404427510424429, 1e-14);
    expect("clopper_pearson", 3, 10, near_one, 1.6087246700193203668e-6, 0.99670693631001644842,
           1e-13);
    expect("wilson", 0, 10, 1e-15, 0.0, 1.5707963267948968634e-31, 1e-14);
    expect("mid_p", 0, 10, 1e-15, 0.0, 1.0000000000000005277e-16, 1e-14);
    expect("clopper_pearson", 0, 10, 1e-15, 0.0, 0.066967008463192677322, 1e-14);
    ck_assert_double_le(
        relative(interval_of("clopper_pearson", 3, 10, 1e-15).low, 0.25857472328496303739), 1e-13);
}
END_TEST

/* At a level near 0 both limits round to the share or next to it; they may not pass it. */
START_TEST(tiny_levels_keep_the_share_inside)
{
    for (int64_t n = 1; n <= 60; n++) {
        for (int64_t x = 0; x <= n; x++) {
            double share = (double)x / (double)n;
            coop_interval score = interval_of("wilson", x, n, 5e-324);
            coop_interval adjusted = interval_of("agresti_coull", x, n, 5e-324);
            ck_assert(score.low <= share && share <= score.high);
            ck_assert(adjusted.low <= share && share <= adjusted.high);
            ck_assert_double_le(score.high - score.low, 2.0 * DBL_EPSILON);
        }
    }
}
END_TEST

static void expect_failure(coop_status want, const char *part, const char *method, int64_t hits,
                           int64_t n, double level)
{
    coop_interval out = {7.0, 8.0};
    coop_error err = {0};
    ck_assert_int_eq(coop_proportion_interval(method, hits, n, level, &out, &err), want);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, part) != NULL, "\"%s\" lacks \"%s\"", err.message, part);
    ck_assert(out.low == 7.0 && out.high == 8.0);
    ck_assert_int_eq(coop_proportion_interval(method, hits, n, level, &out, NULL), want);
    ck_assert(out.low == 7.0 && out.high == 8.0);
}

START_TEST(counts_out_of_range_are_refused)
{
    for (const coop_interval_method *m = coop_interval_methods(); m->name != NULL; m++) {
        expect_failure(COOP_EMPTY, "n is 0", m->name, 0, 0, 0.95);
        expect_failure(COOP_RANGE, "hits is 1, need 0 to 0", m->name, 1, 0, 0.95);
        expect_failure(COOP_RANGE, "hits is -1, need 0 to 5", m->name, -1, 5, 0.95);
        expect_failure(COOP_RANGE, "hits is 6, need 0 to 5", m->name, 6, 5, 0.95);
        expect_failure(COOP_RANGE, "n is -1", m->name, 0, -1, 0.95);
        expect_failure(COOP_RANGE, "n is 9000000000000001, need 1 to 9000000000000000", m->name, 0,
                       9000000000000001, 0.95);
        expect_failure(COOP_RANGE, "n is -9223372036854775808", m->name, INT64_MIN, INT64_MIN,
                       0.95);
        interval_of(m->name, 0, 9000000000000000, 0.95);
        interval_of(m->name, 9000000000000000, 9000000000000000, 0.95);
        interval_of(m->name, 0, 1, 0.95);
    }
}
END_TEST

START_TEST(levels_out_of_range_are_refused)
{
    for (const coop_interval_method *m = coop_interval_methods(); m->name != NULL; m++) {
        expect_failure(COOP_RANGE, "level is 0, need a value inside (0, 1)", m->name, 1, 5, 0.0);
        expect_failure(COOP_RANGE, "level is 1, need", m->name, 1, 5, 1.0);
        expect_failure(COOP_RANGE, "level is 1.5, need", m->name, 1, 5, 1.5);
        expect_failure(COOP_RANGE, "level is -1, need", m->name, 1, 5, -1.0);
        expect_failure(COOP_RANGE, "level is nan, need", m->name, 1, 5, NAN);
        expect_failure(COOP_RANGE, "level is inf, need", m->name, 1, 5, INFINITY);
        expect_failure(COOP_RANGE, "level is -inf, need", m->name, 1, 5, -INFINITY);
        interval_of(m->name, 1, 5, nextafter(0.0, 1.0));
        interval_of(m->name, 1, 5, nextafter(1.0, 0.0));
    }
}
END_TEST

START_TEST(unknown_methods_are_named_and_the_known_ones_listed)
{
    expect_failure(COOP_NOT_FOUND, "\"wald\"", "wald", 1, 5, 0.95);
    expect_failure(COOP_NOT_FOUND, "\"\"", "", 1, 5, 0.95);
    expect_failure(COOP_NOT_FOUND, "\"Wilson\"", "Wilson", 1, 5, 0.95);
    for (const coop_interval_method *m = coop_interval_methods(); m->name != NULL; m++) {
        expect_failure(COOP_NOT_FOUND, m->name, "wilso", 1, 5, 0.95);
    }
    char long_name[2000];
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    expect_failure(COOP_NOT_FOUND, "blaker; there is no \"xxx", long_name, 1, 5, 0.95);
}
END_TEST

START_TEST(null_out_is_refused_and_null_method_is_wilson)
{
    coop_error err = {0};
    ck_assert_int_eq(coop_proportion_interval("wilson", 1, 5, 0.95, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(err.code, COOP_ARGUMENT);
    ck_assert_int_eq(coop_proportion_interval("wilson", 1, 5, 0.95, NULL, NULL), COOP_ARGUMENT);
    coop_interval named = interval_of("wilson", 17, 40, 0.9);
    coop_interval unnamed = interval_of(NULL, 17, 40, 0.9);
    ck_assert(named.low == unnamed.low && named.high == unnamed.high);
}
END_TEST

START_TEST(an_error_is_written_on_failure_only)
{
    coop_error err;
    memset(&err, 'e', sizeof err);
    coop_error before = err;
    coop_interval out;
    ck_assert_int_eq(coop_proportion_interval("blaker", 3, 9, 0.95, &out, &err), COOP_OK);
    ck_assert_mem_eq(&err, &before, sizeof err);
}
END_TEST

START_TEST(registry_names_every_method_once)
{
    static const char *const names[] = {
        "wilson",        "wilson_cc",           "clopper_pearson", "jeffreys", "jeffreys_modified",
        "agresti_coull", "agresti_coull_plus4", "mid_p",           "blaker"};
    const coop_interval_method *m = coop_interval_methods();
    for (int i = 0; i < 9; i++) {
        ck_assert_str_eq(m[i].name, names[i]);
        const coop__interval_entry *entry = coop__interval_find(names[i]);
        ck_assert_ptr_nonnull(entry);
        ck_assert_str_eq(entry->public_face.name, names[i]);
        ck_assert_str_eq(entry->public_face.meaning, m[i].meaning);
        ck_assert_str_eq(entry->public_face.origin, m[i].origin);
        ck_assert_int_eq(m[i].meaning[strlen(m[i].meaning) - 1], '.');
        ck_assert_ptr_nonnull(strpbrk(m[i].origin, "12"));
    }
    ck_assert_ptr_null(m[9].name);
    ck_assert_ptr_null(coop__interval_find("wald"));
    ck_assert_ptr_eq(coop__interval_find(NULL), coop__interval_find("wilson"));
}
END_TEST

typedef struct draws {
    uint64_t state;
} draws;

/* xorshift64, uniform on [0, 1). */
static double uniform(draws *d)
{
    d->state ^= d->state << 13;
    d->state ^= d->state >> 7;
    d->state ^= d->state << 17;
    return (double)(d->state >> 11) * 0x1p-53;
}

typedef struct example {
    int64_t hits;
    int64_t n;
    double level;
} example;

/* Sizes of every order of magnitude, counts often at and next to the ends, levels often extreme. */
static example next_example(draws *d, double most)
{
    static const double levels[] = {5e-324, 1e-15, 1e-6,       0.5,         0.8,
                                    0.95,   0.99,  1.0 - 1e-9, 1.0 - 1e-15, 1.0 - 0x1p-53};
    example e;
    e.n = (int64_t)exp(uniform(d) * log(most));
    double kind = uniform(d);
    double share = kind < 0.7 ? exp(uniform(d) * log((double)e.n)) : uniform(d) * (double)e.n;
    e.hits = kind < 0.1 ? 0 : kind < 0.2 ? 1 : (int64_t)share;
    e.hits = e.hits < e.n ? e.hits : e.n;
    e.hits = uniform(d) < 0.4 ? e.n - e.hits : e.hits;
    e.level = uniform(d) < 0.4 ? levels[(int)(uniform(d) * 10.0)] : fmax(uniform(d), DBL_MIN);
    return e;
}

/* Methods whose interval has the observed share in it at every level. The others are built round
 * a shrunken share or a median and may miss it at low levels. */
static bool has_share(const char *method)
{
    static const char *const names[] = {"wilson", "wilson_cc", "clopper_pearson", "agresti_coull",
                                        "blaker"};
    for (int i = 0; i < 5; i++) {
        if (strcmp(method, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void check_example(const char *method, example e)
{
    coop_interval i = interval_of(method, e.hits, e.n, e.level);
    coop_interval mirror = interval_of(method, e.n - e.hits, e.n, e.level);
    double wider = e.level + 0.3 * (1.0 - e.level);
    coop_interval wide =
        wider < 1.0 ? interval_of(method, e.hits, e.n, wider) : (coop_interval){0.0, 1.0};
    double share = (double)e.hits / (double)e.n;
    bool ordered = i.low >= 0.0 && i.low <= i.high && i.high <= 1.0;
    bool around = !has_share(method) || (i.low <= share && share <= i.high);
    bool ends = (e.hits > 0 || i.low == 0.0) && (e.hits < e.n || i.high == 1.0);
    bool mirrored =
        fabs(mirror.low - (1.0 - i.high)) <= 1e-15 && fabs(mirror.high - (1.0 - i.low)) <= 1e-15;
    bool nested = wide.low <= i.low * (1.0 + 1e-13) && wide.high >= i.high * (1.0 - 1e-13);
    ck_assert_msg(ordered && around && ends && mirrored && nested,
                  "%s %lld/%lld level %.17g: %.17g %.17g (ordered %d around %d ends %d mirrored %d "
                  "nested %d)",
                  method, (long long)e.hits, (long long)e.n, e.level, i.low, i.high, ordered,
                  around, ends, mirrored, nested);
}

START_TEST(every_method_keeps_the_common_promises)
{
    draws d = {20240607};
    for (int k = 0; k < 3000; k++) {
        example e = next_example(&d, k % 2 == 0 ? 9e15 : 300.0);
        for (const coop_interval_method *m = coop_interval_methods(); m->name != NULL; m++) {
            check_example(m->name, e);
        }
    }
}
END_TEST

START_TEST(limits_never_fall_when_hits_rise)
{
    static const int64_t sizes[] = {1, 2, 3, 10, 37, 200};
    static const double levels[] = {0.01, 0.5, 0.9, 0.95, 0.999};
    for (const coop_interval_method *m = coop_interval_methods(); m->name != NULL; m++) {
        for (int k = 0; k < 30; k++) {
            int64_t n = sizes[k % 6];
            coop_interval last = {0.0, 0.0};
            for (int64_t x = 0; x <= n; x++) {
                coop_interval i = interval_of(m->name, x, n, levels[k / 6]);
                ck_assert_msg(i.low >= last.low && i.high >= last.high, "%s %lld/%lld %g", m->name,
                              (long long)x, (long long)n, levels[k / 6]);
                last = i;
            }
        }
    }
}
END_TEST

START_TEST(blaker_and_mid_p_lie_inside_clopper_pearson)
{
    draws d = {99};
    for (int k = 0; k < 6000; k++) {
        example e = next_example(&d, k % 2 == 0 ? 9e15 : 300.0);
        coop_interval exact = interval_of("clopper_pearson", e.hits, e.n, e.level);
        coop_interval blaker = interval_of("blaker", e.hits, e.n, e.level);
        coop_interval mid = interval_of("mid_p", e.hits, e.n, e.level);
        ck_assert(blaker.low >= exact.low && blaker.high <= exact.high);
        ck_assert(mid.low >= exact.low * (1.0 - 1e-14) && mid.high <= exact.high * (1.0 + 1e-14));
    }
}
END_TEST

/* P(X >= k) or P(X <= k) for X binomial, by its own route through the beta tails. */
static double at_least(int64_t k, int64_t n, double p)
{
    coop__beta beta = coop__beta_of((double)k, (double)(n - k) + 1.0);
    return k <= 0 ? 1.0 : coop__beta_tails(&beta, coop__point_of(p)).lower;
}

static double at_most(int64_t k, int64_t n, double p)
{
    if (k < 0 || k >= n) {
        return k < 0 ? 0.0 : 1.0;
    }
    coop__beta beta = coop__beta_of((double)k + 1.0, (double)(n - k));
    return coop__beta_tails(&beta, coop__point_of(p)).upper;
}

/* Blaker's acceptability at a p left of the median of the distribution, from the definition. */
static double acceptability(int64_t hits, int64_t n, double p)
{
    double up = at_least(hits, n, p);
    int64_t low = -1;
    int64_t high = hits;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        *(at_most(middle, n, p) <= up ? &low : &high) = middle;
    }
    return up + at_most(low, n, p);
}

/* The acceptability is at most alpha on a grid left of the limit and above alpha right of it. */
START_TEST(blaker_limits_are_first_crossings_for_large_n)
{
    static const int64_t counts[][2] = {
        {3, 50000},          {400, 1000000},          {500000, 1000000},
        {12345, 1000000000}, {800000000, 1000000000}, {999999990, 1000000000}};
    for (int k = 0; k < 18; k++) {
        int64_t hits = counts[k % 6][0];
        int64_t n = counts[k % 6][1];
        double level = k < 6 ? 0.95 : k < 12 ? 0.8 : 0.999;
        double alpha = 1.0 - level;
        double exact = interval_of("clopper_pearson", hits, n, level).low;
        double limit = interval_of("blaker", hits, n, level).low;
        ck_assert_double_gt(limit, exact);
        ck_assert_double_gt(acceptability(hits, n, limit * (1.0 + 1e-12)), alpha);
        for (int i = 0; i <= 200; i++) {
            double p = exact + (limit * (1.0 - 1e-12) - exact) * i / 200.0;
            ck_assert_msg(acceptability(hits, n, p) <= alpha * (1.0 + 1e-11),
                          "%lld/%lld %g at %.17g", (long long)hits, (long long)n, level, p);
        }
    }
}
END_TEST

enum { BULK = 2000 };

/* Rows of every order of magnitude. */
static void bulk_rows(int64_t *hits, int64_t *n)
{
    draws d = {314159};
    for (int i = 0; i < BULK; i++) {
        example e = next_example(&d, i % 2 == 0 ? 9e15 : 300.0);
        hits[i] = e.hits;
        n[i] = e.n;
    }
}

START_TEST(bulk_intervals_are_the_single_ones_bit_by_bit)
{
    static const double levels[] = {5e-324, 0.3, 0.937, 0.95, 1.0 - 0x1p-53};
    static int64_t hits[BULK];
    static int64_t n[BULK];
    static double low[BULK];
    static double high[BULK];
    bulk_rows(hits, n);
    for (const coop_interval_method *m = coop_interval_methods(); m->name != NULL; m++) {
        for (int k = 0; k < 5; k++) {
            int64_t count = BULK / (k + 1);
            coop_error err = {0};
            coop_status status =
                coop_proportion_intervals(m->name, hits, n, count, levels[k], low, high, &err);
            ck_assert_msg(status == COOP_OK, "%s", err.message);
            for (int64_t i = 0; i < count; i++) {
                coop_interval one = interval_of(m->name, hits[i], n[i], levels[k]);
                ck_assert(low[i] == one.low && high[i] == one.high);
            }
        }
    }
}
END_TEST

static void expect_bulk_failure(coop_status want, const char *part, const char *method,
                                const int64_t *hits, const int64_t *n, int64_t count, double level)
{
    double low[3] = {7.0, 7.0, 7.0};
    double high[3] = {8.0, 8.0, 8.0};
    coop_error err = {0};
    ck_assert_int_eq(coop_proportion_intervals(method, hits, n, count, level, low, high, &err),
                     want);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, part) != NULL, "\"%s\" lacks \"%s\"", err.message, part);
    ck_assert_int_eq(coop_proportion_intervals(method, hits, n, count, level, low, high, NULL),
                     want);
    for (int i = 0; i < 3; i++) {
        ck_assert(low[i] == 7.0 && high[i] == 8.0);
    }
}

START_TEST(one_bad_row_fails_the_bulk_and_is_named)
{
    static const int64_t n[3] = {5, 6, 7};
    static const int64_t hits[3] = {1, 2, 3};
    static const int64_t too_many[3] = {1, 7, 8};
    static const int64_t below_zero[3] = {1, 2, -1};
    static const int64_t empty[3] = {5, 6, 0};
    static const int64_t huge[3] = {9000000000000001, 6, 7};
    for (const coop_interval_method *m = coop_interval_methods(); m->name != NULL; m++) {
        expect_bulk_failure(COOP_RANGE, "hits[1] is 7, need 0 to 6", m->name, too_many, n, 3, 0.95);
        expect_bulk_failure(COOP_RANGE, "hits[2] is -1", m->name, below_zero, n, 3, 0.95);
        expect_bulk_failure(COOP_RANGE, "n[0] is 9000000000000001", m->name, hits, huge, 3, 0.95);
        expect_bulk_failure(COOP_RANGE, "hits[2] is 3, need 0 to 0", m->name, hits, empty, 3, 0.95);
        expect_bulk_failure(COOP_EMPTY, "n[2] is 0", m->name, (int64_t[]){1, 2, 0}, empty, 3, 0.95);
        expect_bulk_failure(COOP_RANGE, "count is -1", m->name, hits, n, -1, 0.95);
        expect_bulk_failure(COOP_RANGE, "level is 1", m->name, hits, n, 3, 1.0);
        expect_bulk_failure(COOP_ARGUMENT, "need 3 elements", m->name, NULL, n, 3, 0.95);
        expect_bulk_failure(COOP_ARGUMENT, "need 3 elements", m->name, hits, NULL, 3, 0.95);
    }
    expect_bulk_failure(COOP_NOT_FOUND, "\"wald\"", "wald", hits, n, 3, 0.95);
    double limits[3];
    coop_error err = {0};
    ck_assert_int_eq(coop_proportion_intervals(NULL, hits, n, 3, 0.95, NULL, limits, &err),
                     COOP_ARGUMENT);
    ck_assert_int_eq(coop_proportion_intervals(NULL, hits, n, 3, 0.95, limits, NULL, &err),
                     COOP_ARGUMENT);
    ck_assert_int_eq(coop_proportion_intervals(NULL, NULL, NULL, 0, 0.95, NULL, NULL, &err),
                     COOP_OK);
    /* bad rows behind the count are not looked at */
    ck_assert_int_eq(
        coop_proportion_intervals(NULL, too_many, n, 1, 0.95, limits, limits + 1, &err), COOP_OK);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("proportion");
    TCase *c = tcase_create("proportion");
    tcase_set_timeout(c, 60.0);
    tcase_add_test(c, table_of_five_methods_is_met);
    tcase_add_test(c, mid_p_and_blaker_agree_with_the_definition);
    tcase_add_test(c, published_table_is_met_to_its_four_decimals);
    tcase_add_test(c, known_values_to_eight_decimals);
    tcase_add_test(c, wilson_stays_inside_the_unit_interval);
    tcase_add_test(c, closed_ends_follow_their_formulas);
    tcase_add_test(c, modified_jeffreys_differs_only_next_to_the_ends);
    tcase_add_test(c, extreme_levels_keep_their_digits);
    tcase_add_test(c, tiny_levels_keep_the_share_inside);
    tcase_add_test(c, counts_out_of_range_are_refused);
    tcase_add_test(c, levels_out_of_range_are_refused);
    tcase_add_test(c, unknown_methods_are_named_and_the_known_ones_listed);
    tcase_add_test(c, null_out_is_refused_and_null_method_is_wilson);
    tcase_add_test(c, an_error_is_written_on_failure_only);
    tcase_add_test(c, registry_names_every_method_once);
    tcase_add_test(c, every_method_keeps_the_common_promises);
    tcase_add_test(c, limits_never_fall_when_hits_rise);
    tcase_add_test(c, blaker_and_mid_p_lie_inside_clopper_pearson);
    tcase_add_test(c, blaker_limits_are_first_crossings_for_large_n);
    tcase_add_test(c, bulk_intervals_are_the_single_ones_bit_by_bit);
    tcase_add_test(c, one_bad_row_fails_the_bulk_and_is_named);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
