/* beta.c -- tests of the beta tails and quantiles and of the normal quantile.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <string.h>

#include "shared.h"
#include "stat/beta.h"
#include "stat/normal.h"

#include <check.h>

static double relative(double got, double want)
{
    return want == 0.0 ? fabs(got) : fabs(got / want - 1.0);
}

static double lower_of(double a, double b, double x)
{
    coop__beta beta = coop__beta_of(a, b);
    return coop__beta_tails(&beta, coop__point_of(x)).lower;
}

/* Calls row for each line of five numbers of an oracle table; returns how many there were. */
static int each_row(const char *relative_path, void (*row)(const double v[5]))
{
    char path[512];
    size_t size = 0;
    char *text = file_read(source_path(relative_path, path, sizeof path), &size);
    ck_assert_msg(text != NULL, "cannot read %s", path);
    int rows = 0;
    for (char *line = text; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        if (*line != '#' && *line != 'a') {
            double v[5];
            char *at = line;
            for (int i = 0; i < 5; i++) {
                v[i] = strtod(at, &at);
                ck_assert(*at == (i < 4 ? ',' : '\n'));
                at += 1;
            }
            row(v);
            rows++;
        }
        line = end != NULL ? end + 1 : NULL;
    }
    free(text);
    return rows;
}

static void check_tails(const double v[5])
{
    coop__beta beta = coop__beta_of(v[0], v[1]);
    coop__tails tails = coop__beta_tails(&beta, coop__point_of(v[2]));
    ck_assert_msg(relative(tails.lower, v[3]) < 5e-14 && relative(tails.upper, v[4]) < 5e-14,
                  "a %.17g b %.17g x %.17g: %.17g %.17g, want %.17g %.17g", v[0], v[1], v[2],
                  tails.lower, tails.upper, v[3], v[4]);
}

START_TEST(tails_agree_with_the_table_up_to_n_9e15)
{
    ck_assert_int_eq(each_row("tests/oracle/proportions/beta_tails.csv", check_tails), 209);
}
END_TEST

static void check_quantiles(const double v[5])
{
    coop__point low = coop__beta_lower_quantile(v[0], v[1], v[2]);
    coop__point high = coop__beta_upper_quantile(v[0], v[1], v[2]);
    ck_assert_msg(relative(low.x, v[3]) < 1e-13 && relative(high.x, v[4]) < 1e-13,
                  "a %.17g b %.17g tail %.17g: %.17g %.17g, want %.17g %.17g", v[0], v[1], v[2],
                  low.x, high.x, v[3], v[4]);
}

/* Among them the cases in which GSL 2.7.1 gives NaN, never ends, or is off without a word. */
START_TEST(quantiles_agree_with_r_up_to_n_1e9)
{
    ck_assert_int_eq(each_row("tests/oracle/proportions/beta_quantiles.csv", check_quantiles), 110);
}
END_TEST

START_TEST(quantiles_have_the_weight_that_was_asked_for)
{
    static const double parameters[] = {0.5, 1.0, 1.5, 2.0,    17.5,   400.0,
                                        1e3, 1e5, 1e7, 2.5e12, 4.5e15, 9e15};
    static const double tails[] = {1e-100, DBL_EPSILON / 4,   1e-9, 0.005, 0.025,
                                   0.3,    0.4999999999999995};
    enum { n = sizeof parameters / sizeof parameters[0], k = sizeof tails / sizeof tails[0] };
    for (int i = 0; i < n * n * k; i++) {
        double a = parameters[i % n];
        double b = parameters[i / n % n];
        double tail = tails[i / n / n];
        coop__beta beta = coop__beta_of(a, b);
        coop__point low = coop__beta_lower_quantile(a, b, tail);
        coop__tails at = coop__beta_tails(&beta, low);
        /* One unit in the last place of the smaller of x and y changes the tail by this much. */
        double unit = at.slope * DBL_EPSILON / fmax(low.x, low.y);
        double rounding = fmax(1e-14, 2.0 * DBL_EPSILON * fabs(log(tail)));
        ck_assert_msg(fabs(at.lower - tail) <= rounding * tail + 4.0 * unit,
                      "a %g b %g tail %g: %.17g at %.17g", a, b, tail, at.lower, low.x);
        coop__point high = coop__beta_upper_quantile(b, a, tail);
        ck_assert(high.x == low.y && high.y == low.x);
    }
}
END_TEST

START_TEST(closed_forms_are_met)
{
    for (double tail = 0.001; tail < 1.0; tail += 0.037) {
        ck_assert_double_le(
            relative(coop__beta_lower_quantile(1.0, 1e9, tail).x, -expm1(log1p(-tail) / 1e9)),
            1e-15);
        ck_assert_double_le(
            relative(coop__beta_lower_quantile(40.0, 1.0, tail).x, pow(tail, 1.0 / 40.0)), 1e-15);
        double sine = sin(1.57079632679489661923 * tail);
        ck_assert_double_le(relative(coop__beta_lower_quantile(0.5, 0.5, tail).x, sine * sine),
                            4e-15);
        ck_assert_double_le(relative(lower_of(3.0, 1.0, tail), tail * tail * tail), 4e-15);
        ck_assert_double_le(relative(lower_of(2.0, 2.0, tail), tail * tail * (3.0 - 2.0 * tail)),
                            4e-15);
    }
}
END_TEST

START_TEST(ends_are_closed_and_nothing_is_nan)
{
    static const double odd[] = {-INFINITY, -1.0, 0.0, 5e-324,   1e-300,
                                 0.5,       1.0,  2.0, INFINITY, NAN};
    static const double parameters[] = {0.5, 1.0, 3.0, 1e4, 1e16};
    for (int i = 0; i < 10 * 5 * 5; i++) {
        double x = odd[i % 10];
        double a = parameters[i / 10 % 5];
        double b = parameters[i / 50];
        coop__beta beta = coop__beta_of(a, b);
        coop__tails tails = coop__beta_tails(&beta, coop__point_of(x));
        ck_assert(tails.lower >= 0.0 && tails.lower <= 1.0);
        ck_assert(tails.upper >= 0.0 && tails.upper <= 1.0);
        ck_assert(tails.slope >= 0.0);
        coop__point low = coop__beta_lower_quantile(a, b, x);
        ck_assert(low.x >= 0.0 && low.x <= 1.0 && low.y >= 0.0 && low.y <= 1.0);
    }
    ck_assert(lower_of(3.0, 5.0, 0.0) == 0.0 && lower_of(3.0, 5.0, 1.0) == 1.0);
    ck_assert(lower_of(3.0, 5.0, NAN) == 0.0);
    ck_assert(coop__beta_lower_quantile(3.0, 5.0, 0.0).x == 0.0);
    ck_assert(coop__beta_lower_quantile(3.0, 5.0, 1.0).y == 0.0);
    ck_assert(coop__beta_lower_quantile(3.0, 5.0, NAN).x == 0.0);
    ck_assert(coop__beta_upper_quantile(3.0, 5.0, 0.0).x == 1.0);
}
END_TEST

/* Fraction and quadrature meet at parameter 2000 and at 1.5 standard deviations: no step there. */
START_TEST(methods_of_evaluation_join)
{
    static const double parameters[] = {1999.5, 2000.5, 1e5, 1e9};
    for (int i = 0; i < 4; i++) {
        double a = parameters[i];
        double b = 3.0 * a;
        double deviation = sqrt(a / (a + b) * (b / (a + b)) / (a + b));
        double last = lower_of(a, b, a / (a + b) - 1.51 * deviation);
        for (double z = -1.50999; z < -1.49; z += 1e-5) {
            double x = a / (a + b) + z * deviation;
            coop__beta beta = coop__beta_of(a, b);
            coop__tails at = coop__beta_tails(&beta, coop__point_of(x));
            double expected = at.slope / (x * (1.0 - x)) * 1e-5 * deviation;
            ck_assert_msg(fabs((at.lower - last) / expected - 1.0) < 1e-4, "a %g z %g", a, z);
            last = at.lower;
        }
    }
}
END_TEST

typedef struct counted {
    int calls;
} counted;

static coop__residual jump_at_third(const void *ctx, coop__point at)
{
    ((counted *)(uintptr_t)ctx)->calls++;
    return (coop__residual){at.x < 1.0 / 3.0 ? -1.0 : 1.0, 0.0, 0.0};
}

static coop__residual never(const void *ctx, coop__point at)
{
    (void)at;
    ((counted *)(uintptr_t)ctx)->calls++;
    return (coop__residual){-1.0, 1e-9, 0.0};
}

START_TEST(zero_search_is_bounded)
{
    counted count = {0};
    coop__point zero = {0.0, 1.0};
    coop__point one = {1.0, 0.0};
    coop__point found =
        coop__rising_zero(jump_at_third, &count, zero, one, coop__point_of(1e-12), 0.0);
    ck_assert_double_le(fabs(found.x - 1.0 / 3.0), 1e-15);
    ck_assert_int_le(count.calls, 100);
    count.calls = 0;
    found = coop__rising_zero(never, &count, zero, one, coop__point_of(0.5), 0.0);
    ck_assert(found.x > 0.5 && found.x <= 1.0);
    ck_assert_int_le(count.calls, 100);
}
END_TEST

START_TEST(normal_quantile_at_ordinary_and_extreme_levels)
{
    static const struct {
        double level;
        double z;
    } known[] = {
        {0.95, 1.9599639845400538556},        {0.9, 1.6448536269514728225},
        {0.99, 2.5758293035489004539},        {0.8, 1.2815515655446005935},
        {0.5, 0.6744897501960817432},         {0.999, 3.2905267314918945433},
        {0.3, 0.38532046640756760882},        {0.49999, 0.67447401595416905718},
        {0.51, 0.69030882393303398434},       {0.7, 1.0364333894937894845},
        {0.6827, 1.00002171332299911},        {0.9999, 3.8905918864131206894},
        {1e-8, 1.2533141373155003102e-8},     {1e-15, 1.2533141373155003486e-15},
        {1.0 - 1e-15, 8.0269570180338918552}, {1.0 - 0x1p-53, 8.2923610758135955382},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        ck_assert_msg(relative(coop__normal_two_sided(known[i].level), known[i].z) < 1e-15,
                      "level %.17g: %.17g", known[i].level, coop__normal_two_sided(known[i].level));
    }
    ck_assert(coop__normal_two_sided(0.0) == 0.0 && coop__normal_two_sided(-1.0) == 0.0);
    ck_assert(coop__normal_two_sided(NAN) == 0.0);
    ck_assert(isinf(coop__normal_two_sided(1.0)) && isinf(coop__normal_two_sided(2.0)));
    ck_assert(coop__normal_two_sided(5e-324) >= 0.0);
}
END_TEST

/* The stored quantiles are those that the iteration finds next to them. */
START_TEST(normal_quantile_of_usual_levels_joins_its_neighbours)
{
    static const double levels[] = {0.5, 0.8, 0.9, 0.95, 0.99};
    for (int i = 0; i < 5; i++) {
        double below = coop__normal_two_sided(nextafter(levels[i], 0.0));
        double at = coop__normal_two_sided(levels[i]);
        double above = coop__normal_two_sided(nextafter(levels[i], 1.0));
        ck_assert_double_le(at - below, 8e-15);
        ck_assert_double_le(above - at, 8e-15);
        ck_assert_double_ge(at - below, -1e-15);
        ck_assert_double_ge(above - at, -1e-15);
    }
    ck_assert_double_le(fabs(coop__normal_rough(0.025) - 1.95996398454), 5e-4);
    ck_assert_double_le(fabs(coop__normal_rough(0.975) + 1.95996398454), 5e-4);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("beta");
    TCase *c = tcase_create("beta");
    tcase_add_test(c, tails_agree_with_the_table_up_to_n_9e15);
    tcase_add_test(c, quantiles_agree_with_r_up_to_n_1e9);
    tcase_add_test(c, quantiles_have_the_weight_that_was_asked_for);
    tcase_add_test(c, closed_forms_are_met);
    tcase_add_test(c, ends_are_closed_and_nothing_is_nan);
    tcase_add_test(c, methods_of_evaluation_join);
    tcase_add_test(c, zero_search_is_bounded);
    tcase_add_test(c, normal_quantile_at_ordinary_and_extreme_levels);
    tcase_add_test(c, normal_quantile_of_usual_levels_joins_its_neighbours);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
