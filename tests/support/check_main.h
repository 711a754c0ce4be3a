/* check_main.h -- main() of a Check program: runs every case of one suite and prints TAP.
 * Include it last, after defining `static Suite *suite(void)`.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_MAIN_H
#define COOP_TEST_MAIN_H

#include <check.h>
#include <stdlib.h>

int main(void)
{
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
