/* date.h -- calendar arithmetic and EDTF on text with a length.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__DATE_H
#define COOP__DATE_H

#include <stdbool.h>

#include <coopstat/date.h>

#define COOP__DATE_MIN (-719162) /* 0001-01-01 */
#define COOP__DATE_MAX 2932896   /* 9999-12-31 */

typedef struct coop__civil {
    int32_t year, month, day;
} coop__civil;

coop_date coop__date_of_civil(int32_t year, int32_t month, int32_t day); /* arguments valid */
coop__civil coop__civil_of_date(coop_date date);                         /* inside MIN..MAX */
int32_t coop__month_length(int32_t year, int32_t month);

coop_status coop__date_parse(const char *text, size_t n, coop_date *out, coop_error *err);
coop_status coop__span_parse(const char *text, size_t n, coop_span *out, coop_error *err);

/* Widens the span of a date text to a precision word (day, month, quarter, year), both ends of it:
 * digits beyond are dropped. An open end stays open, an empty word changes nothing. FORMAT for
 * another word. */
coop_status coop__span_widen(coop_span span, const char *precision, size_t n, coop_span *out,
                             coop_error *err);

#endif
