/* date.c -- calendar arithmetic, ISO 8601 days, and EDTF level 1 spans.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "date.h"

#include <string.h>

#include "error.h"
#include "text.h"

/* ---- the calendar ---- */

static bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t coop__month_length(int32_t year, int32_t month)
{
    static const int8_t lengths[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month];
}

/* Days are counted in 400-year eras of years that begin on 1 March, so that the leap day is last.
 */
coop_date coop__date_of_civil(int32_t year, int32_t month, int32_t day)
{
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = (y >= 0 ? y : y - 399) / 400;
    int32_t year_of_era = y - era * 400;
    int32_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

coop__civil coop__civil_of_date(coop_date date)
{
    int32_t shifted = date + 719468;
    int32_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int32_t day_of_era = shifted - era * 146097;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month_from_march = (5 * day_of_year + 2) / 153;
    coop__civil civil;
    civil.day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    civil.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
    return civil;
}

coop_status coop_date_of(int32_t year, int32_t month, int32_t day, coop_date *out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    if (year < 1 || year > 9999) {
        return coop__fail(err, COOP_RANGE, "year is %d, need 1 to 9999", (int)year);
    }
    if (month < 1 || month > 12) {
        return coop__fail(err, COOP_RANGE, "month is %d, need 1 to 12", (int)month);
    }
    if (day < 1 || day > coop__month_length(year, month)) {
        return coop__fail(err, COOP_RANGE, "day is %d, month %04d-%02d has 1 to %d", (int)day,
                          (int)year, (int)month, (int)coop__month_length(year, month));
    }
    *out = coop__date_of_civil(year, month, day);
    return COOP_OK;
}

/* ---- reading ---- */

/* The fixed number of digits at text[0..n) as a number, or -1. */
static int32_t digits(const char *text, size_t n)
{
    int32_t value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* Bytes of an input that a message shows. */
#define SHOWN 60

static coop_status not_a_date(const char *text, size_t n, const char *wanted, coop_error *err)
{
    return coop__fail(err, COOP_FORMAT, "'%.*s' is no date, need %s",
                      (int)coop__utf8_cut(text, n, SHOWN), text, wanted);
}

/* YYYY, YYYY-MM or YYYY-MM-DD as the span of days that it names. */
static coop_status calendar_parse(const char *text, size_t n, coop_span *out, coop_error *err)
{
    static const char wanted[] = "YYYY, YYYY-MM or YYYY-MM-DD";
    bool has_form =
        n == 4 || (n == 7 && text[4] == '-') || (n == 10 && text[4] == '-' && text[7] == '-');
    if (!has_form || digits(text, 4) < 0) {
        return not_a_date(text, n, wanted, err);
    }
    int32_t year = digits(text, 4);
    int32_t month = n >= 7 ? digits(text + 5, 2) : 1;
    int32_t day = n == 10 ? digits(text + 8, 2) : 1;
    if (month < 0 || day < 0) {
        return not_a_date(text, n, wanted, err);
    }
    coop_span span;
    COOP__TRY(coop_date_of(year, month, day, &span.first, err));
    int32_t last_month = n == 4 ? 12 : month;
    int32_t last_day = n == 10 ? day : coop__month_length(year, last_month);
    span.last = coop__date_of_civil(year, last_month, last_day);
    *out = span;
    return COOP_OK;
}

coop_status coop__date_parse(const char *text, size_t n, coop_date *out, coop_error *err)
{
    if (n != 10) {
        return not_a_date(text, n, "YYYY-MM-DD", err);
    }
    coop_span span;
    COOP__TRY(calendar_parse(text, n, &span, err));
    *out = span.first;
    return COOP_OK;
}

/* One end of a span, with its marks of doubt: they say that the source is unsure, not how much. */
static coop_status end_parse(const char *text, size_t n, coop_span *out, coop_error *err)
{
    if (n > 0 && (text[n - 1] == '~' || text[n - 1] == '?' || text[n - 1] == '%')) {
        n--;
    }
    return calendar_parse(text, n, out, err);
}

static bool is_open(const char *text, size_t n)
{
    return n == 0 || coop__text_is(text, n, "..");
}

coop_status coop__span_parse(const char *text, size_t n, coop_span *out, coop_error *err)
{
    const char *slash = n > 0 ? memchr(text, '/', n) : NULL;
    if (slash == NULL) {
        return end_parse(text, n, out, err);
    }
    size_t n_first = (size_t)(slash - text);
    size_t n_last = n - n_first - 1;
    coop_span first = {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_FIRST};
    coop_span last = {COOP_DATE_OPEN_LAST, COOP_DATE_OPEN_LAST};
    if (!is_open(text, n_first)) {
        COOP__TRY(end_parse(text, n_first, &first, err));
    }
    if (!is_open(slash + 1, n_last)) {
        COOP__TRY(end_parse(slash + 1, n_last, &last, err));
    }
    if (last.last < first.first) {
        return coop__fail(err, COOP_RANGE, "'%.*s' ends before it starts",
                          (int)coop__utf8_cut(text, n, SHOWN), text);
    }
    coop_span span = {first.first, last.last};
    *out = span;
    return COOP_OK;
}

coop_status coop_date_parse(const char *text, coop_date *out, coop_error *err)
{
    if (text == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", text == NULL ? "text" : "out");
    }
    return coop__date_parse(text, strlen(text), out, err);
}

coop_status coop_span_parse(const char *text, coop_span *out, coop_error *err)
{
    if (text == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", text == NULL ? "text" : "out");
    }
    return coop__span_parse(text, strlen(text), out, err);
}

/* Months of the periods that a precision word names; 0 for a day, -1 for another word. */
static int32_t months_of(const char *precision, size_t n)
{
    static const struct {
        const char *word;
        int32_t months;
    } rows[] = {{"", 0}, {"day", 0}, {"month", 1}, {"quarter", 3}, {"year", 12}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (coop__text_is(precision, n, rows[i].word)) {
            return rows[i].months;
        }
    }
    return -1;
}

static bool in_calendar(coop_date date)
{
    return date >= COOP__DATE_MIN && date <= COOP__DATE_MAX;
}

coop_status coop__span_widen(coop_span span, const char *precision, size_t n, coop_span *out,
                             coop_error *err)
{
    int32_t months = months_of(precision, n);
    if (months < 0) {
        return coop__fail(err, COOP_FORMAT,
                          "'%.*s' is no precision, need day, month, quarter or year",
                          (int)coop__utf8_cut(precision, n, SHOWN), precision);
    }
    /* Each end goes to that of its own period; an open end stays open. */
    if (months > 0 && in_calendar(span.first)) {
        coop__civil civil = coop__civil_of_date(span.first);
        int32_t month = (civil.month - 1) / months * months + 1;
        span.first = coop__date_of_civil(civil.year, month, 1);
    }
    if (months > 0 && in_calendar(span.last)) {
        coop__civil civil = coop__civil_of_date(span.last);
        int32_t month = (civil.month - 1) / months * months + months;
        span.last = coop__date_of_civil(civil.year, month, coop__month_length(civil.year, month));
    }
    *out = span;
    return COOP_OK;
}

/* ---- writing ---- */

/* Writes value with leading zeros to exactly `width` digits. */
static char *put_digits(char *out, int32_t value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + width;
}

/* The civil date cut to n characters: 4 year, 7 month, 10 day. */
static char *put_date(char *out, coop_date date, int n)
{
    coop__civil civil = coop__civil_of_date(date);
    out = put_digits(out, civil.year, 4);
    if (n >= 7) {
        *out++ = '-';
        out = put_digits(out, civil.month, 2);
    }
    if (n >= 10) {
        *out++ = '-';
        out = put_digits(out, civil.day, 2);
    }
    return out;
}

coop_status coop_date_format(coop_date date, char out[11], coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    if (!in_calendar(date)) {
        return coop__fail(err, COOP_RANGE, "day %d is outside the years 1 to 9999", (int)date);
    }
    *put_date(out, date, 10) = '\0';
    return COOP_OK;
}

/* The fewest characters that name a period which starts, or ends, on the day: 4 for a year. */
static int short_first(coop_date date)
{
    coop__civil civil = coop__civil_of_date(date);
    return civil.day != 1 ? 10 : civil.month != 1 ? 7 : 4;
}

static int short_last(coop_date date)
{
    coop__civil civil = coop__civil_of_date(date);
    bool is_month_end = civil.day == coop__month_length(civil.year, civil.month);
    return !is_month_end ? 10 : civil.month != 12 ? 7 : 4;
}

static bool is_one_period(coop_span span, int n)
{
    coop__civil a = coop__civil_of_date(span.first);
    coop__civil b = coop__civil_of_date(span.last);
    bool same_year = a.year == b.year;
    return n == 4   ? same_year && short_first(span.first) == 4 && short_last(span.last) == 4
           : n == 7 ? same_year && a.month == b.month && short_first(span.first) <= 7 &&
                          short_last(span.last) <= 7
                    : span.first == span.last;
}

static char *put_end(char *out, coop_date date, int n, bool is_known)
{
    if (is_known) {
        return put_date(out, date, n);
    }
    memcpy(out, "..", 2);
    return out + 2;
}

coop_status coop_span_format(coop_span span, char out[24], coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    bool has_first = span.first != COOP_DATE_OPEN_FIRST;
    bool has_last = span.last != COOP_DATE_OPEN_LAST;
    if ((has_first && !in_calendar(span.first)) || (has_last && !in_calendar(span.last)) ||
        span.last < span.first) {
        return coop__fail(err, COOP_RANGE, "span %d to %d is no span of the years 1 to 9999",
                          (int)span.first, (int)span.last);
    }
    for (int n = 4; has_first && has_last && n <= 10; n += 3) {
        if (is_one_period(span, n)) {
            *put_date(out, span.first, n) = '\0';
            return COOP_OK;
        }
    }
    /* Both ends in the finer precision of the two: 2025/2025-05 would be read in two ways. */
    int n_first = has_first ? short_first(span.first) : 4;
    int n_last = has_last ? short_last(span.last) : 4;
    int n = n_first > n_last ? n_first : n_last;
    char *end = put_end(out, span.first, n, has_first);
    *end++ = '/';
    end = put_end(end, span.last, n, has_last);
    *end = '\0';
    return COOP_OK;
}
