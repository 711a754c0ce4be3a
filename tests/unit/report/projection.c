/* projection.c -- tests of lib/report/projection.c: against PROJ, and what is refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/projection.h"

#include <math.h>

#include "oracle.h"

static void check_row(const double *v)
{
    coop__projection p;
    double xy[2];
    ck_assert_int_eq(coop__projection_of("conic", v, v + 2, &p, NULL), COOP_OK);
    coop__project(&p, v[4], v[5], xy);
    for (int i = 0; i < 2; i++) {
        ck_assert_msg(fabs(xy[i] - v[6 + i]) <= 1e-12 * fmax(1, fabs(v[6 + i])), "%g, %g: %.17g",
                      v[4], v[5], xy[i]);
    }
}

START_TEST(cones_are_those_of_proj)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/projection/conic.csv", 8, check_row), 64);
}
END_TEST

START_TEST(equirectangular_maps_squeeze_by_the_middle)
{
    const double lon[] = {10, 20};
    const double lat[] = {50, 70};
    coop__projection p;
    double xy[2];
    ck_assert_int_eq(coop__projection_of("equirectangular", lon, lat, &p, NULL), COOP_OK);
    coop__project(&p, 90, -45, xy);
    ck_assert_double_eq_tol(xy[0], 3.14159265358979323846 / 4, 1e-15); /* cos 60 is a half */
    ck_assert_double_eq_tol(xy[1], -3.14159265358979323846 / 4, 1e-15);
    ck_assert(p.parallel[0] == 60 && p.parallel[1] == 60);
}
END_TEST

START_TEST(cones_stay_on_their_side_of_the_globe)
{
    const double lon[] = {10, 20};
    static const double limits[][2] = {{0, 89},    {-89, 0},  {-0.5, 40},
                                       {-40, 0.5}, {0, 89.5}, {-89.5, 0}};
    for (int i = 0; i < 6; i++) {
        coop__projection p;
        coop_status status = coop__projection_of("conic", lon, limits[i], &p, NULL);
        ck_assert_int_eq(status, i < 2 ? COOP_OK : COOP_RANGE);
    }
    coop__projection p;
    ck_assert_int_eq(coop__projection_of("mercator", lon, limits[0], &p, NULL), COOP_NOT_FOUND);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report/projection");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, cones_are_those_of_proj);
    tcase_add_test(all, equirectangular_maps_squeeze_by_the_middle);
    tcase_add_test(all, cones_stay_on_their_side_of_the_globe);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
