/* oracle.h -- tables of reference numbers below tests/oracle.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_ORACLE_H
#define COOP_TEST_ORACLE_H

#include <math.h>

#include "shared.h"

#include <check.h>

enum { ORACLE_FIELDS = 32 };

/* Hands each row of a table to `row`, as numbers; NA is NaN. Lines that begin with # and the line
 * of names are passed over. Fails the test when the table is not there or a row has not n fields.
 * Returns the number of rows. */
static inline int oracle_rows(const char *relative, int n_fields, void (*row)(const double *v))
{
    char path[512];
    size_t size = 0;
    char *text = file_read(source_path(relative, path, sizeof path), &size);
    ck_assert_msg(text != NULL, "cannot read %s", path);
    int rows = 0;
    int lines = 0;
    for (char *at = text; *at != '\0';) {
        char *end = at + strcspn(at, "\n");
        if (*at != '#' && lines++ > 0) {
            double v[ORACLE_FIELDS];
            for (int i = 0; i < n_fields; i++) {
                char *stop = at;
                v[i] = strncmp(at, "NA", 2) == 0 ? NAN : strtod(at, &stop);
                stop = stop == at && isnan(v[i]) ? at + 2 : stop;
                ck_assert_msg(stop > at && *stop == (i + 1 < n_fields ? ',' : '\n'),
                              "%s, row %d, field %d", path, lines - 1, i + 1);
                at = stop + 1;
            }
            row(v);
            rows++;
        }
        at = *end == '\0' ? end : end + 1;
    }
    free(text);
    return rows;
}

static inline double relative_error(double got, double want)
{
    return got == want ? 0.0 : fabs(got - want) / fabs(want);
}

#endif
