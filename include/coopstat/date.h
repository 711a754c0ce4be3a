/* coopstat/date.h -- days, and spans of days: a date that is known only by year stays a year.
 *
 * A day is a count from 1970-01-01 in the proleptic Gregorian calendar, years 0001 to 9999.
 * A span is a closed interval of days; its ends may be open. Text is ISO 8601 for days, and for
 * spans these forms of EDTF level 1 (ISO 8601-2): `2023`, `2023-05`, `2023-05-18`, `2023-05~`,
 * `2023?`, `2023%`, `2023/2024`, `../2023-05`, `2023/..`.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_DATE_H
#define COOP_DATE_H

#include <coopstat/base.h>

COOP_BEGIN

/** Days since 1970-01-01. */
typedef int32_t coop_date;
/** No day. */
#define COOP_DATE_NONE INT32_MIN
/** The open first end of a span: any day before. */
#define COOP_DATE_OPEN_FIRST (INT32_MIN + 1)
/** The open last end of a span: any day after. */
#define COOP_DATE_OPEN_LAST INT32_MAX

/** An imprecise date: it lies somewhere from first to last, both included. */
typedef struct coop_span {
    coop_date first; /**< earliest day, or COOP_DATE_OPEN_FIRST */
    coop_date last;  /**< latest day, or COOP_DATE_OPEN_LAST */
} coop_span;

/**
 * Day of a calendar date.
 *
 * @param year  1 to 9999.
 * @param month 1 to 12.
 * @param day   1 to the length of that month.
 * @param out   Filled on success; not NULL.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_RANGE for a date that is not in the calendar; COOP_ARGUMENT for NULL.
 * Cost: constant, no allocation.
 * C-only: bindings have dates of their own.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_date_of(int32_t year, int32_t month, int32_t day, coop_date *out, coop_error *err);

/**
 * Day written as `2025-06-17`, nothing before or behind it.
 *
 * @param text Zero-terminated; not NULL.
 * @param out  Filled on success; not NULL.
 * @param err  May be NULL.
 * @return COOP_OK; COOP_FORMAT for another form; COOP_RANGE for 31 June; COOP_ARGUMENT for NULL.
 * Cost: constant, no allocation.
 * C-only: bindings have dates of their own.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_date_parse(const char *text, coop_date *out, coop_error *err);

/**
 * Writes a day as `2025-06-17` and a zero byte.
 *
 * @param date A day of the years 1 to 9999.
 * @param out  At least 11 bytes; not NULL.
 * @param err  May be NULL.
 * @return COOP_OK; COOP_RANGE outside the calendar; COOP_ARGUMENT for NULL.
 * Cost: constant, no allocation.
 * C-only: bindings have dates of their own.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_date_format(coop_date date, char out[11], coop_error *err);

/**
 * Span written in EDTF. `~`, `?` and `%` (approximate, uncertain, both) change nothing: the span
 * is what is certain, and no width is invented for them. An end that is left out is open. A span
 * whose last day is before its first is refused.
 *
 * @param text Zero-terminated; not NULL.
 * @param out  Filled on success; not NULL.
 * @param err  May be NULL.
 * @return COOP_OK; COOP_FORMAT; COOP_RANGE for a day that is not in the calendar or an end before
 *         the start; COOP_ARGUMENT for NULL.
 * Cost: constant, no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_span_parse(const char *text, coop_span *out, coop_error *err);

/**
 * Writes a span in its shortest EDTF form, two ends in one precision (`2023`, `2023-05`,
 * `2023-05-18`, `2023-01/2024-02`, `../2023`, `../..`), and a zero byte. coop_span_parse of it
 * gives the same span.
 *
 * @param span first <= last.
 * @param out  At least 24 bytes; not NULL.
 * @param err  May be NULL.
 * @return COOP_OK; COOP_RANGE for an end before the start or outside the calendar; COOP_ARGUMENT.
 * Cost: constant, no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_span_format(coop_span span, char out[24], coop_error *err);

COOP_END
#endif
