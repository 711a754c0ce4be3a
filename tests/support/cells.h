/* cells.h -- cells of a result, compared but for the last digits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_CELLS_H
#define COOP_TEST_CELLS_H

#include <math.h>

#include <check.h>

#include <coopstat/table.h>

/* NaN for a cell without a value. */
static inline double number_at(const coop_table *table, int64_t row, const char *column)
{
    double value = 0;
    coop_error err = {0};
    coop_status status = coop_table_number(table, row, column, &value, &err);
    if (status == COOP_EMPTY) {
        return NAN;
    }
    ck_assert_msg(status == COOP_OK, "%s: %s", column, err.message);
    return value;
}

/* NaN expects that there is no value. */
static inline void check_near(const coop_table *table, int64_t row, const char *column,
                              double expected)
{
    double got = number_at(table, row, column);
    ck_assert_msg(got == expected || (isnan(got) && isnan(expected)) ||
                      fabs(got - expected) <= 1e-12 * fabs(expected),
                  "%s is %.17g, not %.17g", column, got, expected);
}

#endif
