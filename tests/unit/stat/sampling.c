/* sampling.c -- tests of intervals from a finite list, and with weights and clusters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/sampling.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"
#include "stat/hypergeometric.h"
#include "stat/sampling.h"

static coop_interval census_of(const char *method, int64_t hits, int64_t n, int64_t population,
                               double level)
{
    coop_interval out = {-1.0, -1.0};
    coop_error err = {0};
    coop_status status = coop_census_interval(method, hits, n, population, level, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return out;
}

static coop_interval binomial_of(const char *method, int64_t hits, int64_t n, double level)
{
    coop_interval out = {-1.0, -1.0};
    ck_assert_int_eq(coop_proportion_interval(method, hits, n, level, &out, NULL), COOP_OK);
    return out;
}

/* ---- a sample from a list ---- */

static void expect_counts(const double *v, double low, double high)
{
    coop_interval got = census_of(NULL, (int64_t)v[0], (int64_t)v[1], (int64_t)v[2], v[3]);
    ck_assert_msg(got.low == low / v[2] && got.high == high / v[2],
                  "%.0f/%.0f of %.0f at %g: %.17g %.17g, want %.17g %.17g", v[0], v[1], v[2], v[3],
                  got.low, got.high, low / v[2], high / v[2]);
}

static void census_row(const double *v)
{
    expect_counts(v, v[4], v[5]);
    coop_interval got =
        census_of("wilson_finite", (int64_t)v[0], (int64_t)v[1], (int64_t)v[2], v[3]);
    ck_assert_double_le(relative_error(got.low, v[6]), 1e-12); /* R subtracts what we do not */
    ck_assert_double_le(relative_error(got.high, v[7]), 1e-13);
}

START_TEST(limits_agree_with_a_loop_over_phyper)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/sampling/census.csv", 8, census_row), 634);
}
END_TEST

static void exact_row(const double *v)
{
    expect_counts(v, v[4], v[5]);
}

START_TEST(limits_agree_with_exact_fractions_ties_included)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/sampling/census_exact.csv", 7, exact_row), 815);
}
END_TEST

START_TEST(published_vectors_of_a_census_are_met)
{
    coop_interval vector = census_of("hypergeometric", 16, 20, 52, 0.95);
    ck_assert_double_le(fabs(vector.low - 0.61538), 5e-6);
    ck_assert_double_le(fabs(vector.high - 0.90385), 5e-6);
    coop_interval none = census_of("hypergeometric", 0, 10, 30, 0.95);
    ck_assert(none.low == 0.0);
    ck_assert_double_le(fabs(none.high - 0.23333), 5e-6);
}
END_TEST

START_TEST(a_whole_list_is_a_point)
{
    for (const coop_interval_method *m = coop_census_methods(); m->name != NULL; m++) {
        for (int64_t hits = 0; hits <= 7; hits++) {
            coop_interval i = census_of(m->name, hits, 7, 7, 0.95);
            ck_assert(i.low == (double)hits / 7.0 && i.high == i.low);
        }
        coop_interval large = census_of(m->name, 1, 9000000000000000, 9000000000000000, 0.95);
        ck_assert(large.low == 1.0 / 9e15 && large.high == large.low);
    }
}
END_TEST

typedef struct draw {
    int64_t hits;
    int64_t n;
    int64_t population;
    double level;
} draw;

static int64_t below(uint64_t *state, int64_t end)
{
    return (int64_t)(next_random(state) % (uint64_t)end);
}

static double uniform(uint64_t *state)
{
    return (double)(next_random(state) >> 1) * 0x1p-52;
}

/* Sizes of every order of magnitude, samples often near all or nothing, levels often extreme. */
static draw next_draw(uint64_t *state, int64_t most)
{
    static const double levels[] = {1e-15, 0.001, 0.5, 0.9, 0.95, 0.99, 1.0 - 1e-9, 1.0 - 0x1p-53};
    draw d;
    d.population = 1 + (below(state, most) >> below(state, 50));
    int64_t part = 1 + (below(state, d.population) >> below(state, 50));
    d.n = below(state, 4) == 0 ? d.population - part + 1 : part;
    int64_t few = below(state, d.n + 1) >> below(state, 50);
    d.hits = below(state, 2) == 0 ? d.n - few : few;
    d.level = below(state, 2) == 0 ? levels[below(state, 8)] : fmax(uniform(state), DBL_MIN);
    return d;
}

static void check_draw(const char *method, draw d)
{
    coop_interval i = census_of(method, d.hits, d.n, d.population, d.level);
    coop_interval mirror = census_of(method, d.n - d.hits, d.n, d.population, d.level);
    double wider = d.level + 0.3 * (1.0 - d.level);
    coop_interval wide = wider < 1.0 ? census_of(method, d.hits, d.n, d.population, wider)
                                     : (coop_interval){0.0, 1.0};
    double population = (double)d.population;
    double misses = (double)(d.n - d.hits);
    bool possible = i.low >= (double)d.hits / population &&
                    i.high <= (population - misses) / population && i.low <= i.high;
    bool ends = (d.hits > 0 || i.low == 0.0) && (d.hits < d.n || i.high == 1.0);
    bool mirrored =
        fabs(mirror.low - (1.0 - i.high)) <= 1e-15 && fabs(mirror.high - (1.0 - i.low)) <= 1e-15;
    bool nested = wide.low <= i.low * (1.0 + 1e-14) && wide.high >= i.high * (1.0 - 1e-14);
    ck_assert_msg(possible && ends && mirrored && nested,
                  "%s %lld/%lld of %lld level %.17g: %.17g %.17g (possible %d ends %d mirrored %d "
                  "nested %d)",
                  method, (long long)d.hits, (long long)d.n, (long long)d.population, d.level,
                  i.low, i.high, possible, ends, mirrored, nested);
}

START_TEST(census_intervals_keep_their_promises)
{
    uint64_t state = 5150;
    for (int k = 0; k < 4000; k++) {
        draw d = next_draw(&state, k % 2 == 0 ? 9000000000000000 : 60);
        for (const coop_interval_method *m = coop_census_methods(); m->name != NULL; m++) {
            check_draw(m->name, d);
        }
    }
}
END_TEST

static double log_upper(int64_t population, int64_t marked, int64_t n, int64_t x)
{
    coop__hypergeometric h = {population, marked, n};
    return coop__hypergeometric_upper(&h, x).log_tail;
}

/* By definition, at the limit and one case beside it, for lists too long for a loop. */
START_TEST(limits_are_the_first_and_last_that_pass_in_long_lists)
{
    uint64_t state = 77;
    for (int k = 0; k < 3000; k++) {
        draw d = next_draw(&state, 4000000000000);
        double target = log(0.5 * (1.0 - d.level)) + 1e-12;
        coop_interval i = census_of(NULL, d.hits, d.n, d.population, d.level);
        int64_t least = llround(i.low * (double)d.population);
        int64_t misses = d.n - d.hits;
        int64_t most = d.population - llround(i.high * (double)d.population);
        ck_assert(log_upper(d.population, least, d.n, d.hits) > target);
        ck_assert(log_upper(d.population, most, d.n, misses) > target);
        ck_assert(least == 0 || log_upper(d.population, least - 1, d.n, d.hits) <= target);
        ck_assert(most == 0 || log_upper(d.population, most - 1, d.n, misses) <= target);
    }
}
END_TEST

START_TEST(long_lists_come_to_the_binomial_intervals)
{
    static const int64_t samples[][2] = {{0, 1},   {1, 1},    {0, 20},    {1, 30},
                                         {12, 15}, {80, 100}, {255, 279}, {999, 1000}};
    for (int k = 0; k < 16; k++) {
        int64_t hits = samples[k % 8][0];
        int64_t n = samples[k % 8][1];
        double level = k < 8 ? 0.95 : 0.6;
        coop_interval exact = binomial_of("clopper_pearson", hits, n, level);
        coop_interval score = binomial_of("wilson", hits, n, level);
        coop_interval last = {1.0, 0.0};
        for (int64_t population = n; population <= 9000000000000000 / 8; population *= 8) {
            coop_interval whole = census_of(NULL, hits, n, population, level);
            coop_interval finite = census_of("wilson_finite", hits, n, population, level);
            double step = 1.0 / (double)population;
            /* Wilson's: wider and wider, always inside what an endless list gives. The exact
             * limits need not be: for one hit, P(X >= 1) is larger without replacement. */
            ck_assert(finite.low <= last.low && finite.high >= last.high);
            ck_assert(finite.low >= score.low * (1.0 - 1e-14));
            ck_assert(finite.high <= score.high * (1.0 + 1e-14));
            double near = 2.0 * (double)n * step + 1e-12;
            ck_assert_double_le(fabs(whole.low - exact.low), near);
            ck_assert_double_le(fabs(whole.high - exact.high), near);
            ck_assert_double_le(fabs(finite.low - score.low), near);
            ck_assert_double_le(fabs(finite.high - score.high), near);
            last = finite;
        }
    }
}
END_TEST

/* Coverage over all lists of 40 cases: never below the level. */
START_TEST(the_exact_interval_covers_at_least_at_its_level)
{
    enum { population = 40 };
    for (int64_t n = 1; n < population; n += 3) {
        coop_interval of[population + 1];
        for (int64_t x = 0; x <= n; x++) {
            of[x] = census_of(NULL, x, n, population, 0.9);
        }
        for (int64_t marked = 0; marked <= population; marked++) {
            double covered = 0.0;
            for (int64_t x = 0; x <= n; x++) {
                coop__hypergeometric h = {population, marked, n};
                double share = (double)marked / population;
                covered += of[x].low <= share && share <= of[x].high
                               ? exp(coop__hypergeometric_upper(&h, x).log_mass)
                               : 0.0;
            }
            ck_assert_double_ge(covered, 0.9 - 1e-12);
        }
    }
}
END_TEST

static void expect_census_failure(coop_status want, const char *part, const char *method,
                                  int64_t hits, int64_t n, int64_t population, double level)
{
    coop_interval out = {7.0, 8.0};
    coop_error err = {0};
    ck_assert_int_eq(coop_census_interval(method, hits, n, population, level, &out, &err), want);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, part) != NULL, "\"%s\" lacks \"%s\"", err.message, part);
    ck_assert_int_eq(coop_census_interval(method, hits, n, population, level, &out, NULL), want);
    ck_assert(out.low == 7.0 && out.high == 8.0);
}

START_TEST(a_bad_census_is_refused_with_its_reason)
{
    int64_t most = 9000000000000000;
    for (const coop_interval_method *m = coop_census_methods(); m->name != NULL; m++) {
        expect_census_failure(COOP_EMPTY, "n is 0", m->name, 0, 0, 5, 0.95);
        expect_census_failure(COOP_RANGE, "population is 0, need 1 to", m->name, 0, 0, 0, 0.95);
        expect_census_failure(COOP_RANGE, "population is -3", m->name, 0, 1, -3, 0.95);
        expect_census_failure(COOP_RANGE, "population is 9000000000000001", m->name, 0, 1, most + 1,
                              0.95);
        expect_census_failure(COOP_RANGE, "n is 6, need 1 to the population, 5", m->name, 0, 6, 5,
                              0.95);
        expect_census_failure(COOP_RANGE, "n is -1", m->name, 0, -1, 5, 0.95);
        expect_census_failure(COOP_RANGE, "hits is 4, need 0 to 3", m->name, 4, 3, 5, 0.95);
        expect_census_failure(COOP_RANGE, "hits is -1, need 0 to 3", m->name, -1, 3, 5, 0.95);
        expect_census_failure(COOP_RANGE, "level is 0", m->name, 1, 3, 5, 0.0);
        expect_census_failure(COOP_RANGE, "level is 1", m->name, 1, 3, 5, 1.0);
        expect_census_failure(COOP_RANGE, "level is nan", m->name, 1, 3, 5, NAN);
        expect_census_failure(COOP_NOT_FOUND, m->name, "wilson", 1, 3, 5, 0.95);
        census_of(m->name, 0, 1, 1, 0.95);
        census_of(m->name, 1, 1, most, 0.95);
        census_of(m->name, most - 1, most - 1, most, 0.95);
        census_of(m->name, 1, 3, 5, nextafter(0.0, 1.0));
        census_of(m->name, 1, 3, 5, nextafter(1.0, 0.0));
    }
    coop_error err = {0};
    ck_assert_int_eq(coop_census_interval(NULL, 1, 3, 5, 0.95, NULL, &err), COOP_ARGUMENT);
    coop_interval named = census_of("hypergeometric", 11, 20, 64, 0.9);
    coop_interval unnamed = census_of(NULL, 11, 20, 64, 0.9);
    ck_assert(named.low == unnamed.low && named.high == unnamed.high);
}
END_TEST

START_TEST(every_question_and_method_says_what_it_is)
{
    const coop_interval_question *q = coop_interval_questions();
    ck_assert_str_eq(q[0].name, "process");
    ck_assert_str_eq(q[1].name, "census");
    ck_assert_ptr_null(q[2].name);
    for (; q->name != NULL; q++) {
        ck_assert_int_eq(q->question[strlen(q->question) - 1], '?');
        ck_assert_ptr_nonnull(strstr(q->answered_by, "coop_"));
    }
    const coop_interval_method *m = coop_census_methods();
    ck_assert_str_eq(m[0].name, "hypergeometric");
    ck_assert_str_eq(m[1].name, "wilson_finite");
    ck_assert_ptr_null(m[2].name);
    for (; m->name != NULL; m++) {
        ck_assert_int_eq(m->meaning[strlen(m->meaning) - 1], '.');
        ck_assert_ptr_nonnull(strpbrk(m->origin, "12"));
        ck_assert_str_eq(coop__census_find(m->name)->public_face.meaning, m->meaning);
    }
}
END_TEST

/* ---- quantiles ---- */

static void student_row(const double *v)
{
    double got = coop__student_two_sided(v[0], v[1]);
    ck_assert_msg(relative_error(got, v[2]) <= 1e-12, "level %g df %g: %.17g, want %.17g", v[0],
                  v[1], got, v[2]);
}

START_TEST(quantiles_of_t_agree_with_r)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/sampling/student.csv", 3, student_row), 77);
    /* df = 1 is Cauchy's distribution: t = tan(pi level / 2); df = 2 has a closed form too. */
    const double half_pi = 1.57079632679489662;
    static const double levels[] = {1e-90, 1e-9, 0.3, 0.5, 0.500001, 0.9, 0.999999};
    for (int i = 0; i < 7; i++) {
        double level = levels[i];
        double one = level < 0.5 ? tan(half_pi * level) : 1.0 / tan(half_pi * (1.0 - level));
        double two = level * sqrt(2.0 / ((1.0 - level) * (1.0 + level)));
        ck_assert_double_le(relative_error(coop__student_two_sided(level, 1.0), one), 1e-13);
        ck_assert_double_le(relative_error(coop__student_two_sided(level, 2.0), two), 1e-13);
    }
    ck_assert_double_ge(coop__student_two_sided(5e-324, 3.0), 0.0);
}
END_TEST

static void fractional_row(const double *v)
{
    coop_interval got = coop__clopper_pearson(v[0], v[1], v[2]);
    ck_assert_msg(relative_error(got.low, v[3]) <= 5e-13 && relative_error(got.high, v[4]) <= 1e-13,
                  "%g %g at %g: %.17g %.17g, want %.17g %.17g", v[0], v[1], v[2], got.low, got.high,
                  v[3], v[4]);
}

START_TEST(clopper_pearson_for_parts_of_cases_agrees_with_40_digits)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/sampling/fractional.csv", 5, fractional_row), 48);
    coop_interval tiny = coop__clopper_pearson(1e-300, 5.0, 0.95);
    coop_interval none = coop__clopper_pearson(0.0, 5.0, 0.95);
    ck_assert(tiny.low == 0.0 && none.low == 0.0);
    ck_assert_double_le(relative_error(tiny.high, none.high), 1e-14);
    coop_interval all = coop__clopper_pearson(0.25, 0.0, 0.95);
    ck_assert(all.high == 1.0);
    ck_assert_double_le(relative_error(all.low, pow(0.025, 4.0)), 1e-13);
}
END_TEST

/* ---- weights and clusters ---- */

static coop_weighted_result weighted_of(const coop_weighted_sample *sample, double level)
{
    coop_weighted_result out = COOP_WEIGHTED_RESULT_INIT;
    coop_error err = {0};
    coop_status status = coop_weighted_proportion(sample, level, NULL, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return out;
}

static bool is_same(const coop_weighted_result *a, const coop_weighted_result *b)
{
    return a->value == b->value && a->variance == b->variance && a->n_kish == b->n_kish &&
           a->n_eff == b->n_eff && a->n_eff_exact == b->n_eff_exact &&
           a->wilson.low == b->wilson.low && a->wilson.high == b->wilson.high &&
           a->korn_graubard.low == b->korn_graubard.low &&
           a->korn_graubard.high == b->korn_graubard.high && a->n_used == b->n_used &&
           a->n_clusters == b->n_clusters;
}

enum { ROWS = 1024 };

typedef struct rows {
    double weights[ROWS];
    uint8_t hits[ROWS];
    int64_t clusters[ROWS];
    int64_t n;
} rows;

static coop_weighted_sample view(const rows *r, bool with_clusters)
{
    return (coop_weighted_sample){r->weights, r->hits, with_clusters ? r->clusters : NULL, r->n};
}

/* The data of weighted.csv. */
static rows made(int64_t n, int64_t modulus, int64_t h)
{
    rows r = {.n = n};
    for (int64_t i = 0; i < n; i++) {
        int64_t group = h > 0 ? (i * 7) % h : i;
        r.weights[i] = (double)(1 + i * 7 % 11) / 4.0;
        r.clusters[i] = group;
        r.hits[i] = (i * i * 3 + group * 13 + i) % modulus < modulus / 3 + group % 3;
    }
    return r;
}

/* survey's svyciprop(method = "beta") where n_eff_exact is not cut to the number of rows. */
static int met_by_survey;

static void weighted_row(const double *v)
{
    rows r = made((int64_t)v[0], (int64_t)v[1], (int64_t)v[2]);
    coop_weighted_sample sample = view(&r, v[2] > 0.0);
    coop_weighted_result got = weighted_of(&sample, v[3]);
    const double have[] = {got.value,
                           got.variance,
                           got.n_kish,
                           got.n_eff,
                           got.wilson.low,
                           got.wilson.high,
                           got.korn_graubard.low,
                           got.korn_graubard.high};
    for (int i = 0; i < 8; i++) {
        ck_assert_msg(relative_error(have[i], v[4 + i]) <= 1e-11,
                      "n %g modulus %g clusters %g level %g: field %d is %.17g, want %.17g", v[0],
                      v[1], v[2], v[3], i, have[i], v[4 + i]);
    }
    ck_assert_int_eq(got.n_clusters, (int64_t)v[2]);
    if (!isnan(v[12]) && got.n_eff_exact < v[0]) {
        ck_assert_double_le(relative_error(got.korn_graubard.low, v[12]), 1e-11);
        ck_assert_double_le(relative_error(got.korn_graubard.high, v[13]), 1e-11);
        met_by_survey++;
    }
}

START_TEST(weights_and_clusters_agree_with_the_survey_package)
{
    met_by_survey = 0;
    ck_assert_int_eq(oracle_rows("tests/oracle/sampling/weighted.csv", 18, weighted_row), 240);
    ck_assert_int_ge(met_by_survey, 150);
}
END_TEST

static rows random_rows(uint64_t *state)
{
    rows r = {.n = 2 + below(state, 200)};
    int64_t h = 2 + below(state, 20);
    for (int64_t i = 0; i < r.n; i++) {
        r.weights[i] = below(state, 10) == 0 ? 0.0 : exp(6.0 * uniform(state) - 3.0);
        r.hits[i] = below(state, 3) == 0;
        r.clusters[i] = (below(state, h) - 3) * 1000000007;
    }
    r.weights[0] = r.weights[1] = 1.25;
    r.clusters[0] = INT64_MIN;
    r.clusters[1] = INT64_MAX;
    return r;
}

START_TEST(equal_weights_give_the_unweighted_intervals_bit_by_bit)
{
    static const double weights[] = {1.0, 0.1, 1e300, 3e-300, 5e-324};
    for (int k = 0; k < 5 * 40; k++) {
        rows r = {.n = 1 + k % 40};
        int64_t hits = (k * 7) % (r.n + 1);
        for (int64_t i = 0; i < r.n; i++) {
            r.weights[i] = weights[k / 40];
            r.hits[i] = i < hits;
        }
        coop_weighted_sample sample = view(&r, false);
        coop_weighted_result got = weighted_of(&sample, 0.95);
        coop_interval wilson = binomial_of("wilson", hits, r.n, 0.95);
        coop_interval exact = binomial_of("clopper_pearson", hits, r.n, 0.95);
        ck_assert(got.value == (double)hits / (double)r.n && got.n_eff == (double)r.n);
        ck_assert(got.wilson.low == wilson.low && got.wilson.high == wilson.high);
        ck_assert(got.korn_graubard.low == exact.low && got.korn_graubard.high == exact.high);
        sample.weights = NULL;
        coop_weighted_result plain = weighted_of(&sample, 0.95);
        ck_assert(is_same(&got, &plain));
    }
}
END_TEST

START_TEST(weights_count_only_relative_to_each_other)
{
    uint64_t state = 424242;
    for (int k = 0; k < 400; k++) {
        rows r = random_rows(&state);
        rows twice = r;
        rows other = r;
        for (int64_t i = 0; i < r.n; i++) {
            twice.weights[i] = ldexp(r.weights[i], k - 200);
            other.weights[i] = 0.3 * r.weights[i];
        }
        coop_weighted_sample samples[3] = {view(&r, k % 2 == 0), view(&twice, k % 2 == 0),
                                           view(&other, k % 2 == 0)};
        coop_weighted_result a = weighted_of(&samples[0], 0.9);
        coop_weighted_result b = weighted_of(&samples[1], 0.9);
        coop_weighted_result c = weighted_of(&samples[2], 0.9);
        ck_assert(is_same(&a, &b));
        ck_assert_double_le(relative_error(c.value, a.value), 1e-13);
        ck_assert_double_le(relative_error(c.n_eff, a.n_eff), 1e-12);
        ck_assert_double_le(fabs(c.wilson.low - a.wilson.low), 1e-13);
        ck_assert_double_le(fabs(c.korn_graubard.high - a.korn_graubard.high), 1e-13);
    }
}
END_TEST

static void swap_rows(rows *r, int64_t i, int64_t j)
{
    double weight = r->weights[i];
    r->weights[i] = r->weights[j];
    r->weights[j] = weight;
    uint8_t hit = r->hits[i];
    r->hits[i] = r->hits[j];
    r->hits[j] = hit;
    int64_t cluster = r->clusters[i];
    r->clusters[i] = r->clusters[j];
    r->clusters[j] = cluster;
}

START_TEST(the_order_of_rows_and_rows_of_no_weight_change_no_bit)
{
    uint64_t state = 99;
    for (int k = 0; k < 400; k++) {
        bool with_clusters = k % 2 == 0;
        rows r = random_rows(&state);
        coop_weighted_sample sample = view(&r, with_clusters);
        coop_weighted_result before = weighted_of(&sample, 0.95);
        rows more = r;
        for (int i = 0; i < 20; i++, more.n++) {
            more.weights[more.n] = 0.0;
            more.hits[more.n] = (uint8_t)below(&state, 2);
            more.clusters[more.n] = below(&state, 1000);
        }
        for (int64_t i = more.n - 1; i > 0; i--) {
            swap_rows(&more, i, below(&state, i + 1));
        }
        sample = view(&more, with_clusters);
        coop_weighted_result after = weighted_of(&sample, 0.95);
        ck_assert(is_same(&before, &after));
    }
}
END_TEST

START_TEST(weighted_intervals_mirror_nest_and_contain_the_share)
{
    uint64_t state = 31337;
    for (int k = 0; k < 600; k++) {
        rows r = random_rows(&state);
        rows not = r;
        for (int64_t i = 0; i < r.n; i++) {
            not .hits[i] = 1 - r.hits[i];
        }
        coop_weighted_sample sample = view(&r, k % 2 == 0);
        coop_weighted_sample mirror = view(&not, k % 2 == 0);
        coop_weighted_result a = weighted_of(&sample, 0.9);
        coop_weighted_result b = weighted_of(&mirror, 0.9);
        coop_weighted_result wide = weighted_of(&sample, 0.99);
        ck_assert_double_le(fabs(a.value + b.value - 1.0), 1e-15);
        ck_assert_double_le(fabs(a.wilson.low + b.wilson.high - 1.0), 1e-14);
        ck_assert_double_le(fabs(a.korn_graubard.low + b.korn_graubard.high - 1.0), 1e-13);
        ck_assert(wide.wilson.low <= a.wilson.low && wide.wilson.high >= a.wilson.high);
        ck_assert(wide.korn_graubard.low <= a.korn_graubard.low);
        ck_assert(wide.korn_graubard.high >= a.korn_graubard.high);
        ck_assert(a.wilson.low <= a.value * (1.0 + 1e-15) &&
                  a.value <= a.wilson.high * (1.0 + 1e-15));
        ck_assert(a.korn_graubard.low <= a.value && a.value <= a.korn_graubard.high);
        ck_assert(a.n_kish >= 1.0 && a.n_kish <= (double)a.n_used);
        ck_assert(a.n_eff <= (double)a.n_used && a.n_eff_exact <= (double)a.n_used);
    }
}
END_TEST

START_TEST(clusters_of_one_row_are_rows_with_one_degree_less)
{
    enum { n = 40 };
    rows r = {.n = n};
    for (int64_t i = 0; i < n; i++) {
        r.weights[i] = 2.0;
        r.hits[i] = i < 13;
        r.clusters[i] = i % 2 == 0 ? i : -i;
    }
    coop_weighted_sample sample = view(&r, true);
    coop_weighted_result got = weighted_of(&sample, 0.95);
    ck_assert_double_le(relative_error(got.n_eff, n - 1.0), 1e-14);
    ck_assert_double_le(relative_error(got.n_eff_exact, n - 1.0), 1e-14);
    ck_assert_double_le(relative_error(got.variance, 13.0 * 27.0 / (n * n * (n - 1.0))), 1e-14);
    ck_assert_int_eq(got.n_clusters, n);
}
END_TEST

/* Every cluster has the same share: the variance is 0, and n_eff stops at the number of rows. */
START_TEST(clusters_that_are_all_alike_count_as_independent_rows)
{
    rows r = {.n = 12};
    for (int64_t i = 0; i < 12; i++) {
        r.weights[i] = 0.1;
        r.hits[i] = i % 3 == 0;
        r.clusters[i] = i / 3;
    }
    coop_weighted_sample sample = view(&r, true);
    coop_weighted_result got = weighted_of(&sample, 0.95);
    ck_assert_double_le(got.variance, 1e-30);
    ck_assert(got.n_eff == 12.0 && got.n_eff_exact == 12.0 && got.n_clusters == 4);
    coop_interval exact = binomial_of("clopper_pearson", 4, 12, 0.95);
    ck_assert_double_le(fabs(got.korn_graubard.low - exact.low), 1e-14);
    ck_assert(got.wilson.low < binomial_of("wilson", 4, 12, 0.95).low);
}
END_TEST

START_TEST(shares_of_none_or_all_rest_on_kish)
{
    rows r = {.n = 9};
    for (int64_t i = 0; i < 9; i++) {
        r.weights[i] = (double)(1 + i);
        r.clusters[i] = i % 3;
    }
    for (int all = 0; all < 2; all++) {
        memset(r.hits, all, sizeof r.hits);
        coop_weighted_sample sample = view(&r, true);
        coop_weighted_result got = weighted_of(&sample, 0.95);
        double kish = 45.0 * 45.0 / 285.0;
        double ratio = 2.3060041352041676 / 4.3026527297494637; /* t of 8 over t of 2 degrees */
        ck_assert(got.value == all && got.variance == 0.0);
        ck_assert_double_le(relative_error(got.n_eff, kish), 1e-14);
        ck_assert_double_le(relative_error(got.n_eff_exact, kish * ratio * ratio), 1e-12);
        ck_assert(all == 0 ? got.wilson.low == 0.0 && got.korn_graubard.low == 0.0
                           : got.wilson.high == 1.0 && got.korn_graubard.high == 1.0);
        double open = -expm1(log(0.025) / got.n_eff_exact);
        ck_assert_double_le(
            fabs((all == 0 ? got.korn_graubard.high : 1.0 - got.korn_graubard.low) - open), 1e-13);
    }
}
END_TEST

static void expect_weighted_failure(coop_status want, const char *part,
                                    const coop_weighted_sample *sample, double level)
{
    coop_weighted_result out;
    memset(&out, 'x', sizeof out);
    out.struct_size = sizeof out;
    coop_weighted_result before = out;
    coop_error err = {0};
    ck_assert_int_eq(coop_weighted_proportion(sample, level, NULL, &out, &err), want);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, part) != NULL, "\"%s\" lacks \"%s\"", err.message, part);
    ck_assert_int_eq(coop_weighted_proportion(sample, level, NULL, &out, NULL), want);
    ck_assert_mem_eq(&out, &before, sizeof out);
}

START_TEST(a_bad_weighted_sample_is_refused_with_its_reason)
{
    double weights[3] = {1.0, 2.0, 3.0};
    uint8_t hits[3] = {0, 1, 1};
    int64_t clusters[3] = {4, 4, 4};
    coop_weighted_sample sample = {weights, hits, NULL, 3};
    expect_weighted_failure(COOP_ARGUMENT, "sample is NULL", NULL, 0.95);
    expect_weighted_failure(COOP_RANGE, "level is 1", &sample, 1.0);
    expect_weighted_failure(COOP_RANGE, "level is 0", &sample, 0.0);
    static const double bad[] = {-1.0, -5e-324, NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 5; i++) {
        weights[1] = bad[i];
        expect_weighted_failure(COOP_RANGE, "weights[1] is ", &sample, 0.95);
    }
    memset(weights, 0, sizeof weights);
    expect_weighted_failure(COOP_RANGE, "weights are all 0", &sample, 0.95);
    weights[2] = 5e-324;
    ck_assert(weighted_of(&sample, 0.95).value == 1.0);
    hits[0] = 2;
    expect_weighted_failure(COOP_RANGE, "hits[0] is 2, need 0 or 1", &sample, 0.95);
    hits[0] = 0;
    sample.n_rows = 0;
    expect_weighted_failure(COOP_EMPTY, "n_rows is 0", &sample, 0.95);
    sample.n_rows = -1;
    expect_weighted_failure(COOP_RANGE, "n_rows is -1", &sample, 0.95);
    sample.n_rows = 3;
    sample.hits = NULL;
    expect_weighted_failure(COOP_ARGUMENT, "hits is NULL, need 3", &sample, 0.95);
    sample.hits = hits;
    sample.clusters = clusters;
    expect_weighted_failure(COOP_UNDEFINED, "one cluster", &sample, 0.95);
    clusters[0] = 1; /* of no weight: there is still one */
    expect_weighted_failure(COOP_UNDEFINED, "one cluster", &sample, 0.95);
    weights[0] = 1.0;
    ck_assert_int_eq(weighted_of(&sample, 0.95).n_clusters, 2);
}
END_TEST

START_TEST(a_smaller_result_is_filled_as_far_as_it_goes)
{
    uint8_t hits[3] = {0, 1, 1};
    coop_weighted_sample sample = {NULL, hits, NULL, 3};
    coop_weighted_result out;
    memset(&out, 'x', sizeof out);
    out.struct_size = offsetof(coop_weighted_result, n_kish);
    coop_error err = {0};
    ck_assert_int_eq(coop_weighted_proportion(&sample, 0.95, NULL, &out, &err), COOP_OK);
    ck_assert(out.value == 2.0 / 3.0 && out.struct_size == offsetof(coop_weighted_result, n_kish));
    unsigned char untouched[sizeof out.n_kish];
    memset(untouched, 'x', sizeof untouched);
    ck_assert_mem_eq(&out.n_kish, untouched, sizeof untouched);
    out.struct_size = sizeof(size_t) - 1;
    ck_assert_int_eq(coop_weighted_proportion(&sample, 0.95, NULL, &out, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_weighted_proportion(&sample, 0.95, NULL, NULL, &err), COOP_ARGUMENT);
}
END_TEST

START_TEST(memory_is_asked_for_only_to_sort_and_its_lack_is_reported)
{
    rows r = made(30, 7, 5);
    coop_weighted_sample sample = view(&r, true);
    meter m = {0};
    coop_allocator allocator = metered(&m);
    coop_run run = COOP_RUN_INIT;
    run.allocator = &allocator;
    coop_weighted_result out = COOP_WEIGHTED_RESULT_INIT;
    ck_assert_int_eq(coop_weighted_proportion(&sample, 0.95, &run, &out, NULL), COOP_OK);
    ck_assert_int_eq(m.calls, 2);
    ck_assert_uint_eq(m.live, 0);
    coop_weighted_result before = out;
    for (m.fail_at = 1; m.fail_at <= 2; m.fail_at++) {
        m.calls = 0;
        coop_error err = {0};
        ck_assert_int_eq(coop_weighted_proportion(&sample, 0.5, &run, &out, &err), COOP_MEMORY);
        ck_assert_int_eq(err.code, COOP_MEMORY);
        ck_assert_uint_eq(m.live, 0);
        ck_assert_mem_eq(&out, &before, sizeof out);
    }
    m = (meter){0};
    for (int64_t i = 0; i < r.n; i++) {
        r.clusters[i] = i / 6;
    }
    ck_assert_int_eq(coop_weighted_proportion(&sample, 0.95, &run, &out, NULL), COOP_OK);
    ck_assert_int_eq(m.calls, 0);
}
END_TEST

static TCase *weighted_cases(void)
{
    TCase *c = tcase_create("weighted");
    tcase_set_timeout(c, 60.0);
    tcase_add_test(c, quantiles_of_t_agree_with_r);
    tcase_add_test(c, clopper_pearson_for_parts_of_cases_agrees_with_40_digits);
    tcase_add_test(c, weights_and_clusters_agree_with_the_survey_package);
    tcase_add_test(c, equal_weights_give_the_unweighted_intervals_bit_by_bit);
    tcase_add_test(c, weights_count_only_relative_to_each_other);
    tcase_add_test(c, the_order_of_rows_and_rows_of_no_weight_change_no_bit);
    tcase_add_test(c, weighted_intervals_mirror_nest_and_contain_the_share);
    tcase_add_test(c, clusters_of_one_row_are_rows_with_one_degree_less);
    tcase_add_test(c, clusters_that_are_all_alike_count_as_independent_rows);
    tcase_add_test(c, shares_of_none_or_all_rest_on_kish);
    tcase_add_test(c, a_bad_weighted_sample_is_refused_with_its_reason);
    tcase_add_test(c, a_smaller_result_is_filled_as_far_as_it_goes);
    tcase_add_test(c, memory_is_asked_for_only_to_sort_and_its_lack_is_reported);
    return c;
}

static Suite *suite(void)
{
    Suite *s = suite_create("sampling");
    TCase *c = tcase_create("census");
    tcase_set_timeout(c, 60.0);
    tcase_add_test(c, limits_agree_with_a_loop_over_phyper);
    tcase_add_test(c, limits_agree_with_exact_fractions_ties_included);
    tcase_add_test(c, published_vectors_of_a_census_are_met);
    tcase_add_test(c, a_whole_list_is_a_point);
    tcase_add_test(c, census_intervals_keep_their_promises);
    tcase_add_test(c, limits_are_the_first_and_last_that_pass_in_long_lists);
    tcase_add_test(c, long_lists_come_to_the_binomial_intervals);
    tcase_add_test(c, the_exact_interval_covers_at_least_at_its_level);
    tcase_add_test(c, a_bad_census_is_refused_with_its_reason);
    tcase_add_test(c, every_question_and_method_says_what_it_is);
    suite_add_tcase(s, c);
    suite_add_tcase(s, weighted_cases());
    return s;
}

#include "check_main.h"
