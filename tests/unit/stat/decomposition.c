/* decomposition.c -- tests of Kitagawa's and Das Gupta's parts and of the flag of a reversal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "random.h"
#include "shared.h"
#include "stat/strata.h"

#include <check.h>

enum { most_values = COOP_FACTORS_MAX * 64, most_strata = 64 };

static int64_t below(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

static bool is_close(double x, double y, double relative_bound, double absolute_bound)
{
    return fabs(x - y) <= fmax(relative_bound * fmax(fabs(x), fabs(y)), absolute_bound);
}

/* One line of a table of factors: numbers apart by blanks, lists by commas. */
typedef struct line {
    int64_t n_factors, n_strata;
    double a[most_values], b[most_values];
    double tail[2 + COOP_FACTORS_MAX];
    int n_tail;
} line;

static int list_read(char **at, double *out, int most)
{
    int n = 0;
    while (**at != ',' && **at != '\n') {
        ck_assert_int_lt(n, most);
        char *end;
        out[n++] = strtod(*at, &end);
        ck_assert(end != *at);
        *at = end;
    }
    *at += **at == ',' ? 1 : 0;
    return n;
}

static void line_read(char *at, line *out)
{
    double size;
    ck_assert_int_eq(list_read(&at, &size, 1), 1);
    out->n_factors = (int64_t)size;
    ck_assert_int_eq(list_read(&at, &size, 1), 1);
    out->n_strata = (int64_t)size;
    int n = (int)(out->n_factors * out->n_strata);
    ck_assert_int_eq(list_read(&at, out->a, most_values), n);
    ck_assert_int_eq(list_read(&at, out->b, most_values), n);
    out->n_tail = 0;
    while (*at != '\n') {
        out->n_tail += list_read(&at, out->tail + out->n_tail, 2 + COOP_FACTORS_MAX - out->n_tail);
    }
}

static int each_line(const char *relative_path, void (*check)(const line *))
{
    char path[512];
    size_t size = 0;
    char *text = file_read(source_path(relative_path, path, sizeof path), &size);
    ck_assert_msg(text != NULL, "cannot read %s", path);
    int n = 0;
    line read;
    for (char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
        if (*at >= '0' && *at <= '9') {
            line_read(at, &read);
            check(&read);
            n++;
        }
    }
    free(text);
    return n;
}

static coop_factors_decomposition decomposed(const line *l, double *parts)
{
    coop_factors factors = {l->a, l->b, l->n_factors, l->n_strata};
    coop_factors_decomposition out = {.struct_size = sizeof out};
    ck_assert_int_eq(coop_factors_decompose(&factors, &out, parts, NULL), COOP_OK);
    return out;
}

static void check_exact(const line *l)
{
    coop_factors_decomposition x = decomposed(l, NULL);
    ck_assert_int_eq(l->n_tail, 2 + l->n_factors);
    ck_assert(x.value_a == l->tail[0] && x.value_b == l->tail[1]);
    for (int f = 0; f < l->n_factors; f++) {
        ck_assert_msg(x.effects[f] == l->tail[2 + f], "%d of %d: %.17g, want %.17g", f,
                      (int)l->n_factors, x.effects[f], l->tail[2 + f]);
    }
    for (int64_t f = l->n_factors; f < COOP_FACTORS_MAX; f++) {
        ck_assert(x.effects[f] == 0.0);
    }
}

/* The table takes the mean over all orders of replacement, in exact fractions. */
START_TEST(effects_are_the_exact_ones_rounded_once)
{
    ck_assert_int_eq(each_line("tests/oracle/strata/das_gupta.csv", check_exact), 24);
}
END_TEST

static void check_published(const line *l)
{
    coop_factors_decomposition x = decomposed(l, NULL);
    ck_assert_int_eq(l->n_tail, 1 + l->n_factors);
    for (int f = 0; f < l->n_factors; f++) {
        ck_assert_msg(fabs(x.effects[f] - l->tail[1 + f]) <= 0.51 * l->tail[0], "%.17g, want %g",
                      x.effects[f], l->tail[1 + f]);
    }
}

START_TEST(das_guptas_own_examples_are_met)
{
    ck_assert_int_eq(each_line("tests/oracle/strata/das_gupta_published.csv", check_published), 5);
}
END_TEST

static double real(uint64_t *state)
{
    double unit = (double)next_random(state) / 0x1p+53;
    switch (below(state, 4)) {
    case 0:
        return unit;
    case 1:
        return 200.0 * unit - 100.0;
    case 2:
        return ldexp(unit - 0.5, (int)below(state, 120) - 60);
    default:
        return (double)below(state, 5) - 2.0;
    }
}

static void draw(line *l, uint64_t *state)
{
    l->n_factors = 2 + below(state, COOP_FACTORS_MAX - 1);
    l->n_strata = 1 + below(state, 9);
    for (int64_t i = 0; i < l->n_factors * l->n_strata; i++) {
        l->a[i] = real(state);
        l->b[i] = below(state, 8) == 0 ? l->a[i] : real(state);
    }
}

static double ulp_of(double x)
{
    return nextafter(fabs(x), DBL_MAX) - fabs(x);
}

/* Each effect and the difference is rounded once: half a unit in the last place of each. */
START_TEST(effects_add_up_to_the_difference)
{
    uint64_t state = 1993;
    for (int i = 0; i < 4000; i++) {
        line l;
        draw(&l, &state);
        coop_factors_decomposition x = decomposed(&l, NULL);
        coop__exact_sum sum = {0};
        double bound = ulp_of(x.difference);
        for (int f = 0; f < l.n_factors; f++) {
            coop__exact_sum_add(&sum, x.effects[f]);
            bound += ulp_of(x.effects[f]);
        }
        coop__exact_sum_add(&sum, -x.difference);
        ck_assert_msg(fabs(coop__exact_sum_result(&sum)) <= 0.5 * bound, "round %d", i);
    }
}
END_TEST

START_TEST(parts_of_the_strata_add_up_to_the_effects)
{
    uint64_t state = 1994;
    for (int i = 0; i < 1000; i++) {
        line l;
        double parts[most_values];
        draw(&l, &state);
        coop_factors_decomposition x = decomposed(&l, parts);
        for (int f = 0; f < l.n_factors; f++) {
            coop__exact_sum sum = {0};
            double bound = ulp_of(x.effects[f]);
            for (int64_t s = 0; s < l.n_strata; s++) {
                coop__exact_sum_add(&sum, parts[f * l.n_strata + s]);
                bound += ulp_of(parts[f * l.n_strata + s]);
            }
            coop__exact_sum_add(&sum, -x.effects[f]);
            ck_assert(fabs(coop__exact_sum_result(&sum)) <= 0.5 * bound);
        }
    }
}
END_TEST

START_TEST(factors_and_strata_may_come_in_any_order)
{
    uint64_t state = 41;
    for (int i = 0; i < 1000; i++) {
        line l;
        line m;
        draw(&l, &state);
        m = l;
        int64_t turn = 1 + below(&state, l.n_factors - 1);
        for (int64_t f = 0; f < l.n_factors; f++) {
            for (int64_t s = 0; s < l.n_strata; s++) {
                int64_t from = f * l.n_strata + s;
                int64_t to = (f + turn) % l.n_factors * l.n_strata + l.n_strata - 1 - s;
                m.a[to] = l.a[from];
                m.b[to] = l.b[from];
            }
        }
        coop_factors_decomposition x = decomposed(&l, NULL);
        coop_factors_decomposition y = decomposed(&m, NULL);
        double unit = 0.0;
        for (int64_t f = 0; f < l.n_factors; f++) {
            unit = fmax(unit, fabs(x.effects[f]));
        }
        for (int64_t f = 0; f < l.n_factors; f++) {
            ck_assert(
                is_close(x.effects[f], y.effects[(f + turn) % l.n_factors], 3e-16, 1e-20 * unit));
        }
        ck_assert(is_close(x.difference, y.difference, 3e-16, 1e-20 * unit));
    }
}
END_TEST

START_TEST(exchanged_populations_change_signs_only)
{
    uint64_t state = 43;
    for (int i = 0; i < 1000; i++) {
        line l;
        line m;
        draw(&l, &state);
        m = l;
        memcpy(m.a, l.b, sizeof m.a);
        memcpy(m.b, l.a, sizeof m.b);
        coop_factors_decomposition x = decomposed(&l, NULL);
        coop_factors_decomposition y = decomposed(&m, NULL);
        ck_assert(x.difference == -y.difference && x.value_a == y.value_b);
        double unit = 0.0;
        for (int64_t f = 0; f < l.n_factors; f++) {
            unit = fmax(unit, fabs(x.effects[f]));
        }
        for (int64_t f = 0; f < l.n_factors; f++) {
            ck_assert(is_close(x.effects[f], -y.effects[f], 3e-16, 1e-20 * unit));
        }
    }
}
END_TEST

START_TEST(a_factor_that_does_not_differ_has_no_effect)
{
    line l = {.n_factors = 3,
              .n_strata = 2,
              .a = {2.0, 3.0, 0.1, 0.3, 5.0, 7.0},
              .b = {4.0, 1.0, 0.1, 0.3, 5.5, 2.0}};
    coop_factors_decomposition x = decomposed(&l, NULL);
    ck_assert(x.effects[1] == 0.0 && x.effects[0] != 0.0 && x.effects[2] != 0.0);
    memcpy(l.b, l.a, sizeof l.b);
    x = decomposed(&l, NULL);
    ck_assert(x.difference == 0.0 && x.effects[0] == 0.0 && x.effects[2] == 0.0);
}
END_TEST

static void refused(const coop_factors *factors, coop_status want, const char *message)
{
    coop_factors_decomposition out = {.struct_size = sizeof out, .difference = -7.0};
    double parts[16] = {-7.0, -7.0};
    coop_error err = {.code = -1};
    ck_assert_int_eq(coop_factors_decompose(factors, &out, parts, &err), want);
    ck_assert_msg(strcmp(err.message, message) == 0, "%s", err.message);
    ck_assert_int_eq(err.code, want);
    ck_assert(out.difference == -7.0 && parts[0] == -7.0 && parts[1] == -7.0);
    ck_assert_int_eq(coop_factors_decompose(factors, &out, NULL, NULL), want);
}

START_TEST(factors_out_of_range_are_named)
{
    static const double one[12] = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
    static const double bad[12] = {1.0, 1.0, 1.0, INFINITY};
    static const double nan[12] = {NAN};
    static const double large[12] = {1e200, 1.0, 1e200, 1.0};
    static const double half[12] = {1.5e308, 1.5e308, 1.0, 1.0};
    static const double third[12] = {0.5e308, 0.5e308, 1.0, 1.0};
    static const double minus[12] = {-0.5e308, -0.5e308, 1.0, 1.0};
    static const double fall[12] = {1.6e154, 1.6e154, 1e153, 1e153};
    static const double rise[12] = {1e153, 1e153, 1.6e154, 1.6e154};
    refused(&(coop_factors){one, one, 1, 2}, COOP_RANGE, "n_factors is 1, need 2 to 5");
    refused(&(coop_factors){one, one, 6, 2}, COOP_RANGE, "n_factors is 6, need 2 to 5");
    refused(&(coop_factors){one, one, 2, -1}, COOP_RANGE, "n_strata is -1, need 1 or more");
    refused(&(coop_factors){NULL, NULL, 2, 0}, COOP_EMPTY, "there is no stratum");
    refused(&(coop_factors){NULL, one, 2, 2}, COOP_ARGUMENT, "factors->a is NULL");
    refused(&(coop_factors){one, NULL, 2, 2}, COOP_ARGUMENT, "factors->b is NULL");
    refused(NULL, COOP_ARGUMENT, "factors is NULL");
    refused(&(coop_factors){bad, one, 2, 2}, COOP_RANGE, "a[3] is inf, need a finite value");
    refused(&(coop_factors){one, nan, 2, 2}, COOP_RANGE, "b[0] is nan, need a finite value");
    static const char beyond[] = "products of the factors pass the largest number";
    refused(&(coop_factors){large, one, 2, 2}, COOP_RANGE, beyond); /* a product */
    refused(&(coop_factors){one, large, 2, 2}, COOP_RANGE, beyond);
    refused(&(coop_factors){half, one, 2, 2}, COOP_RANGE, beyond); /* the sum of two */
    refused(&(coop_factors){one, half, 2, 2}, COOP_RANGE, beyond);
    refused(&(coop_factors){third, minus, 2, 2}, COOP_RANGE, beyond); /* the difference */
    refused(&(coop_factors){fall, rise, 2, 2}, COOP_RANGE, beyond);   /* the effects alone */
    coop_error err = {0};
    coop_factors fine = {one, one, 5, 2};
    ck_assert_int_eq(coop_factors_decompose(&fine, NULL, NULL, &err), COOP_ARGUMENT);
    coop_factors_decomposition out = {.struct_size = 0};
    ck_assert_int_eq(coop_factors_decompose(&fine, &out, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out->struct_size is 0, need sizeof(coop_factors_decomposition)");
    out.struct_size = sizeof out;
    ck_assert_int_eq(coop_factors_decompose(&fine, &out, NULL, &err), COOP_OK);
    ck_assert(out.value_a == 2.0);
}
END_TEST

typedef struct table {
    int64_t hits_a[most_strata], n_a[most_strata], hits_b[most_strata], n_b[most_strata];
    int64_t n;
} table;

static coop_strata view(const table *t)
{
    return (coop_strata){t->hits_a, t->n_a, t->hits_b, t->n_b, t->n};
}

static void add(table *t, int64_t hits_a, int64_t n_a, int64_t hits_b, int64_t n_b)
{
    t->hits_a[t->n] = hits_a;
    t->n_a[t->n] = n_a;
    t->hits_b[t->n] = hits_b;
    t->n_b[t->n] = n_b;
    t->n++;
}

static coop_strata_comparison compared(const table *t, coop_strata_part *parts)
{
    coop_strata s = view(t);
    coop_strata_comparison out = {.struct_size = sizeof out};
    ck_assert_int_eq(coop_strata_compare(&s, &out, parts, NULL), COOP_OK);
    return out;
}

static coop_strata_decomposition parted(const table *t, coop_strata_part *parts)
{
    coop_strata s = view(t);
    coop_strata_decomposition out = {.struct_size = sizeof out};
    ck_assert_int_eq(coop_strata_decompose(&s, &out, parts, NULL), COOP_OK);
    return out;
}

static void strata_draw(table *t, uint64_t *state, int64_t most)
{
    int64_t n = 1 + below(state, 12);
    t->n = 0;
    add(t, 1, 2, 1, 2);
    for (int64_t i = 1; i < n; i++) {
        int64_t n_a = below(state, 5) == 0 ? 0 : below(state, most + 1);
        int64_t n_b = below(state, 5) == 0 ? 0 : below(state, most + 1);
        add(t, below(state, n_a + 1), n_a, below(state, n_b + 1), n_b);
    }
}

/* Admissions at Berkeley, men against women, by department: men are ahead by 14 points in all, and
 * behind by 2 once departments are compared with themselves. The mix of departments makes it. */
START_TEST(berkeley_is_a_reversal)
{
    table t = {.n = 0};
    add(&t, 512, 825, 89, 108);
    add(&t, 353, 560, 17, 25);
    add(&t, 120, 325, 202, 593);
    add(&t, 138, 417, 131, 375);
    add(&t, 53, 191, 94, 393);
    add(&t, 22, 373, 24, 341);
    coop_strata_part parts[6];
    coop_strata_comparison x = compared(&t, parts);
    ck_assert_int_eq(x.reversed, 1);
    ck_assert_int_eq(x.reversed_used, 1);
    ck_assert(is_close(x.crude, 1198.0 / 2691.0 - 557.0 / 1835.0, 1e-14, 0.0));
    ck_assert(is_close(x.stratified, -0.018425196190852510501, 1e-15, 0.0));
    ck_assert(is_close(x.composition, 0.1776739111522425, 1e-15, 0.0));
    ck_assert(is_close(x.rate, -0.03602848290570063, 1e-15, 0.0));
    ck_assert_int_eq(x.n_ahead, 2);
    ck_assert_int_eq(x.n_behind, 4);
    ck_assert_int_eq(x.n_level + x.n_missing, 0);
    ck_assert_int_eq(x.n_used, 6);
    static const int32_t directions[] = {-1, -1, 1, -1, 1, -1};
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(parts[i].direction, directions[i]);
        ck_assert_int_eq(parts[i].is_missing, 0);
        ck_assert(parts[0].stratified <= parts[i].stratified);
        ck_assert(parts[0].centred >= parts[i].centred);
    }
}
END_TEST

/* Both groups do better where a has few cases: -24 points by the mix, +10 by the rates. */
START_TEST(the_catalogues_simpson_case_is_met)
{
    table t = {.n = 0};
    add(&t, 18, 20, 64, 80);
    add(&t, 40, 80, 8, 20);
    coop_strata_decomposition x = parted(&t, NULL);
    ck_assert(x.rate_a == 0.58 && x.rate_b == 0.72);
    ck_assert(is_close(x.difference, -0.14, 1e-15, 0.0));
    ck_assert(is_close(x.composition, -0.24, 1e-15, 0.0));
    ck_assert(is_close(x.rate, 0.1, 1e-15, 0.0));
    ck_assert(x.interaction == 0.0 && x.rate_low == x.rate && x.rate_high == x.rate);
    coop_strata_comparison y = compared(&t, NULL);
    ck_assert_int_eq(y.reversed, 1);
    ck_assert_int_eq(y.n_ahead, 2);
}
END_TEST

static const int64_t sizes[] = {1, 4, 60, 5000, 1000000000, 1000000000000};
enum { n_sizes = sizeof sizes / sizeof sizes[0], rounds = 300 };

START_TEST(composition_and_rate_add_up_to_the_crude_difference)
{
    uint64_t state = 1955;
    for (int i = 0; i < n_sizes * rounds; i++) {
        table t;
        coop_strata_part parts[most_strata];
        strata_draw(&t, &state, sizes[i % n_sizes]);
        coop_strata_decomposition x = parted(&t, parts);
        coop__exact_sum sum = {0};
        coop__exact_sum_add(&sum, x.composition);
        coop__exact_sum_add(&sum, x.rate);
        coop__exact_sum_add(&sum, -x.difference);
        double bound = ulp_of(x.composition) + ulp_of(x.rate) + ulp_of(x.difference);
        ck_assert(fabs(coop__exact_sum_result(&sum)) <= 0.5 * bound);
        ck_assert(x.rate_low <= x.rate && x.rate <= x.rate_high);
        ck_assert_int_eq(x.n_used + x.n_missing, t.n);
        double composition = 0.0;
        double centred = 0.0;
        double rate = 0.0;
        double size = 1e-300;
        for (int64_t k = 0; k < t.n; k++) {
            composition += parts[k].composition;
            centred += parts[k].centred;
            rate += parts[k].rate;
            size += fabs(parts[k].composition) + fabs(parts[k].centred) + fabs(parts[k].rate);
        }
        ck_assert(is_close(composition, x.composition, 0.0, 1e-15 * size));
        ck_assert(is_close(centred, x.composition, 0.0, 1e-15 * size));
        ck_assert(is_close(rate, x.rate, 0.0, 1e-15 * size));
    }
}
END_TEST

START_TEST(stratified_parts_add_up_and_agree_with_their_directions)
{
    uint64_t state = 1959;
    for (int i = 0; i < n_sizes * rounds; i++) {
        table t;
        coop_strata_part parts[most_strata];
        strata_draw(&t, &state, sizes[i % n_sizes]);
        coop_strata_comparison x = compared(&t, parts);
        double sum = 0.0;
        double size = 1e-300;
        int64_t counts[4] = {0};
        for (int64_t k = 0; k < t.n; k++) {
            bool is_missing = t.n_a[k] == 0 || t.n_b[k] == 0;
            ck_assert_int_eq(parts[k].is_missing, is_missing ? 1 : 0);
            ck_assert_int_eq(parts[k].direction,
                             (parts[k].stratified > 0.0) - (parts[k].stratified < 0.0));
            ck_assert(!is_missing || (parts[k].direction == 0 && parts[k].rate == 0.0));
            counts[is_missing ? 3 : 1 + parts[k].direction]++;
            sum += parts[k].stratified;
            size += fabs(parts[k].stratified);
        }
        ck_assert(is_close(sum, x.stratified, 0.0, 1e-15 * size));
        ck_assert_int_eq(counts[0], x.n_behind);
        ck_assert_int_eq(counts[1], x.n_level);
        ck_assert_int_eq(counts[2], x.n_ahead);
        ck_assert_int_eq(counts[3], x.n_missing);
        ck_assert(x.reversed == (x.crude * x.stratified < 0.0 ? 1 : 0));
        ck_assert(x.reversed_used == (x.crude_used * x.stratified < 0.0 ? 1 : 0));
        coop_strata_decomposition y = parted(&t, NULL);
        ck_assert(x.composition == y.composition && x.rate == y.rate && x.crude == y.difference);
    }
}
END_TEST

/* With shares and rates as factors Das Gupta's effects are Kitagawa's parts. */
START_TEST(two_factors_are_kitagawas)
{
    uint64_t state = 1960;
    for (int i = 0; i < 600; i++) {
        table t;
        strata_draw(&t, &state, sizes[i % 5]);
        line l = {.n_factors = 2, .n_strata = t.n};
        double n_a = 0.0;
        double n_b = 0.0;
        for (int64_t k = 0; k < t.n; k++) {
            n_a += (double)t.n_a[k];
            n_b += (double)t.n_b[k];
        }
        for (int64_t k = 0; k < t.n; k++) {
            l.a[k] = (double)t.n_a[k] / n_a;
            l.b[k] = (double)t.n_b[k] / n_b;
            double a = t.n_a[k] > 0 ? (double)t.hits_a[k] / (double)t.n_a[k] : -1.0;
            double b = t.n_b[k] > 0 ? (double)t.hits_b[k] / (double)t.n_b[k] : -1.0;
            l.a[t.n + k] = a >= 0.0 ? a : fmax(b, 0.0);
            l.b[t.n + k] = b >= 0.0 ? b : fmax(a, 0.0);
        }
        coop_factors_decomposition x = decomposed(&l, NULL);
        coop_strata_decomposition y = parted(&t, NULL);
        ck_assert(is_close(x.effects[0], y.composition, 0.0, 1e-15));
        ck_assert(is_close(x.effects[1], y.rate, 0.0, 1e-15));
    }
}
END_TEST

/* a has no case in the second stratum, b none in the third: whatever the missing rates x and y, the
 * rate part lies between the bounds, which x and y at 0 and 1 reach. */
START_TEST(missing_rates_bound_the_rate_part)
{
    table t = {.n = 0};
    add(&t, 3, 10, 2, 8);
    add(&t, 0, 0, 9, 12);
    add(&t, 4, 5, 0, 0);
    add(&t, 0, 0, 0, 0);
    coop_strata_part parts[4];
    coop_strata_decomposition x = parted(&t, parts);
    double low = 1.0;
    double high = -1.0;
    for (int k = 0; k < 4; k++) {
        double missing_a = k & 1;
        double missing_b = k >> 1;
        double rate = (3.0 / 10.0 - 2.0 / 8.0) * (10.0 / 15.0 + 8.0 / 20.0) / 2.0 +
                      (missing_a - 9.0 / 12.0) * (12.0 / 20.0) / 2.0 +
                      (4.0 / 5.0 - missing_b) * (5.0 / 15.0) / 2.0;
        low = fmin(low, rate);
        high = fmax(high, rate);
    }
    ck_assert(is_close(x.rate_low, low, 1e-14, 0.0) && is_close(x.rate_high, high, 1e-14, 0.0));
    ck_assert_int_eq(x.n_missing, 3);
    ck_assert(parts[1].rate == 0.0 && is_close(parts[1].composition, -9.0 / 20.0, 1e-15, 0.0));
    ck_assert(parts[2].rate == 0.0 && is_close(parts[2].composition, 4.0 / 15.0, 1e-15, 0.0));
    ck_assert(parts[3].composition == 0.0 && parts[3].is_missing == 1);
}
END_TEST

/* A stratum that only one group has turns the crude difference round: not a reversal among those
 * that can be compared. */
START_TEST(a_reversal_by_missing_strata_is_told_apart)
{
    table t = {.n = 0};
    add(&t, 6, 10, 5, 10);
    add(&t, 0, 10, 0, 0);
    coop_strata_comparison x = compared(&t, NULL);
    ck_assert(x.crude < 0.0 && x.crude_used > 0.0 && x.stratified > 0.0);
    ck_assert_int_eq(x.reversed, 1);
    ck_assert_int_eq(x.reversed_used, 0);
}
END_TEST

/* 1/p + 1/q - (p + q)/(p q) = 0, which the sum of the doubles misses, e.g. for 3 and 11. */
START_TEST(a_stratified_difference_of_nothing_is_zero)
{
    ck_assert(1.0 / 3.0 + 1.0 / 11.0 - 14.0 / 33.0 != 0.0);
    for (int64_t p = 3; p < 60; p += 2) {
        for (int64_t q = p + 2; q < 60; q += 2) {
            table t = {.n = 0};
            add(&t, 1, p - 1, 0, 1);
            add(&t, 1, q - 1, 0, 1);
            add(&t, 0, p + q, 1, p * q - p - q);
            coop_strata_comparison x = compared(&t, NULL);
            ck_assert(x.stratified == 0.0 && x.crude != 0.0);
            ck_assert_int_eq(x.reversed, 0);
            add(&t, 500000000001, 1000000000000, 500000000000, 1000000000000);
            x = compared(&t, NULL);
            ck_assert(is_close(x.stratified, 1e-12, 1e-8, 0.0));
        }
    }
}
END_TEST

/* 1 - 1/n against 1 - 1/(n - 1) with n = 1e12: the rates are the same double. */
START_TEST(signs_are_those_of_the_exact_counts)
{
    table t = {.n = 0};
    add(&t, 500000000000, 1000000000000, 499999999999, 999999999998);
    coop_strata_comparison x = compared(&t, NULL);
    ck_assert(x.crude == 0.0 && x.stratified == 0.0);
    ck_assert_int_eq(x.n_level, 1);
    t.n = 0;
    add(&t, 999999999999, 1000000000000, 999999999998, 999999999999);
    x = compared(&t, NULL);
    ck_assert(is_close(x.crude, 1e-12 / 999999999999.0, 1e-15, 0.0));
    ck_assert(is_close(x.crude, x.stratified, 1e-15, 0.0));
    ck_assert_int_eq(x.n_ahead, 1);
}
END_TEST

START_TEST(strata_results_keep_their_struct_size)
{
    table t = {.n = 0};
    add(&t, 3, 10, 2, 8);
    coop_strata s = view(&t);
    coop_strata_comparison x = {.struct_size = offsetof(coop_strata_comparison, reversed),
                                .n_used = -7};
    ck_assert_int_eq(coop_strata_compare(&s, &x, NULL, NULL), COOP_OK);
    ck_assert(x.rate_a == 0.3 && x.n_used == -7);
    coop_strata_decomposition y = {.struct_size = sizeof(size_t)};
    ck_assert_int_eq(coop_strata_decompose(&s, &y, NULL, NULL), COOP_OK);
    ck_assert(y.rate_a == 0.0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("decomposition");
    TCase *c = tcase_create("decomposition");
    tcase_add_test(c, effects_are_the_exact_ones_rounded_once);
    tcase_add_test(c, das_guptas_own_examples_are_met);
    tcase_add_test(c, effects_add_up_to_the_difference);
    tcase_add_test(c, parts_of_the_strata_add_up_to_the_effects);
    tcase_add_test(c, factors_and_strata_may_come_in_any_order);
    tcase_add_test(c, exchanged_populations_change_signs_only);
    tcase_add_test(c, a_factor_that_does_not_differ_has_no_effect);
    tcase_add_test(c, factors_out_of_range_are_named);
    tcase_add_test(c, berkeley_is_a_reversal);
    tcase_add_test(c, the_catalogues_simpson_case_is_met);
    tcase_add_test(c, composition_and_rate_add_up_to_the_crude_difference);
    tcase_add_test(c, stratified_parts_add_up_and_agree_with_their_directions);
    tcase_add_test(c, two_factors_are_kitagawas);
    tcase_add_test(c, missing_rates_bound_the_rate_part);
    tcase_add_test(c, a_reversal_by_missing_strata_is_told_apart);
    tcase_add_test(c, a_stratified_difference_of_nothing_is_zero);
    tcase_add_test(c, signs_are_those_of_the_exact_counts);
    tcase_add_test(c, strata_results_keep_their_struct_size);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
