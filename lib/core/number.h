/* number.h -- numbers as text, both ways, without the locale.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__NUMBER_H
#define COOP__NUMBER_H

#include <stdbool.h>

#include <coopstat/base.h>

/* Text buffer that any double fits in. */
#define COOP__NUMBER_SIZE 32

/* The double nearest to a decimal text of any length (ties to even), under any rounding mode:
 * [-+]? (digits | digits . digits | . digits) ([eE] [-+]? digits)?, the whole text used. No point
 * without a digit behind it, no hex, inf, nan, blanks, or thousands marks: FORMAT. A value beyond
 * the largest double is RANGE. Underflow gives 0 or the nearest subnormal, as IEEE 754 rounds it.
 * out untouched on failure. */
coop_status coop__number_parse(const char *text, size_t n, double *out, coop_error *err);

/* Shortest decimal text that parses back to the same double, the nearest of the shortest ones:
 * plain digits for exponents -5..20 (1e-05 is 0.00001), else d.ddde+XX. "nan", "inf", "-inf", "-0".
 * Returns the length, out is zero-terminated. */
size_t coop__number_format(double value, char out[COOP__NUMBER_SIZE]);

/* value rounded half to even (on its exact binary value) to 0..17 digits behind the point (others
 * are taken as 0 or 17); text of any double up to and with 1e21 in size, else as
 * coop__number_format. What is rounded to 0 has no minus. Returns the length. */
size_t coop__number_format_fixed(double value, int digits, char out[64]);

/* Integer text: [-+]? digits, the whole text used. FORMAT, or RANGE when it does not fit. */
coop_status coop__integer_parse(const char *text, size_t n, int64_t *out, coop_error *err);
size_t coop__integer_format(int64_t value, char out[COOP__NUMBER_SIZE]);

/* Decimal text (as above, of any length) as integer times 10^-scale, rounded half to even; *rounded
 * tells whether digits other than 0 were lost. FORMAT, or RANGE when the rounded value does not fit
 * int64. Outputs untouched on failure. Callers have checked that scale is 0..6, here and below. */
coop_status coop__money_parse(const char *text, size_t n, int scale, int64_t *out, bool *rounded,
                              coop_error *err);
/* value x 10^-scale with exactly scale digits behind the point (none for scale 0). */
size_t coop__money_format(int64_t value, int scale, char out[COOP__NUMBER_SIZE]);

#endif
