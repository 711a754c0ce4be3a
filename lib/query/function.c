/* function.c -- functions of the query language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../core/date.h"
#include "expression.h"

static coop__kind type_of_span(const coop__kind *kinds, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (kinds[i] != COOP__SPAN) {
            return COOP__NULL;
        }
    }
    return COOP__INTEGER;
}

static coop__kind type_of_number(const coop__kind *kinds, int64_t n)
{
    (void)n;
    bool is_number = kinds[0] == COOP__INTEGER || kinds[0] == COOP__NUMBER ||
                     kinds[0] == COOP__MONEY;
    return is_number ? kinds[0] : COOP__NULL;
}

static coop__kind type_of_text(const coop__kind *kinds, int64_t n)
{
    (void)n;
    return kinds[0] == COOP__TEXT ? COOP__TEXT : COOP__NULL;
}

static coop__kind type_of_same(const coop__kind *kinds, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        if (kinds[i] != kinds[0]) {
            return COOP__NULL;
        }
    }
    return kinds[0];
}

static coop__value null_of(coop__kind kind)
{
    coop__value value = {.kind = kind, .is_null = true};
    return value;
}

static coop__value integers(int64_t least, int64_t most)
{
    coop__value value = {.kind = COOP__INTEGER, .most = most};
    value.of.integer = least;
    return value;
}

static bool is_open(coop_span span)
{
    return span.first == COOP_DATE_OPEN_FIRST || span.last == COOP_DATE_OPEN_LAST;
}

static int32_t year_of(coop_date day)
{
    return coop__civil_of_date(day).year;
}

static int32_t quarter_of(coop_date day)
{
    return (coop__civil_of_date(day).month - 1) / 3 + 1;
}

static int32_t month_of(coop_date day)
{
    return coop__civil_of_date(day).month;
}

/* A part of the calendar that a span touches; the whole cycle when it goes round. */
static coop__value call_part(const coop__value *x, int32_t cycle, int32_t (*of_day)(coop_date))
{
    coop_span span = x->of.span;
    if (x->is_null) {
        return null_of(COOP__INTEGER);
    }
    if (is_open(span)) {
        return integers(1, cycle);
    }
    return year_of(span.first) == year_of(span.last)
               ? integers(of_day(span.first), of_day(span.last)) : integers(1, cycle);
}

/* An open end reaches to the end of the calendar. */
static coop_span closed(coop_span span)
{
    span.first = span.first == COOP_DATE_OPEN_FIRST ? COOP__DATE_MIN : span.first;
    span.last = span.last == COOP_DATE_OPEN_LAST ? COOP__DATE_MAX : span.last;
    return span;
}

static coop__value call_year(const coop__value *x, int64_t n)
{
    (void)n;
    if (x->is_null) {
        return null_of(COOP__INTEGER);
    }
    coop_span span = closed(x->of.span);
    return integers(year_of(span.first), year_of(span.last));
}

static coop__value call_quarter(const coop__value *x, int64_t n)
{
    (void)n;
    return call_part(x, 4, quarter_of);
}

static coop__value call_month(const coop__value *x, int64_t n)
{
    (void)n;
    return call_part(x, 12, month_of);
}

/* Days from the first date to the second: least and most over both spans. */
static coop__value call_days(const coop__value *x, int64_t n)
{
    (void)n;
    if (x[0].is_null || x[1].is_null) {
        return null_of(COOP__INTEGER);
    }
    coop_span a = closed(x[0].of.span);
    coop_span b = closed(x[1].of.span);
    return integers((int64_t)b.first - a.last, (int64_t)b.last - a.first);
}

static coop__value call_coalesce(const coop__value *x, int64_t n)
{
    int64_t i = 0;
    while (i < n - 1 && x[i].is_null) {
        i++;
    }
    coop__value value = x[i];
    value.is_period = false; /* it stands for a date that is missing, which is one day of them */
    return value;
}

static coop__value call_abs(const coop__value *x, int64_t n)
{
    (void)n;
    coop__value value = *x;
    if (value.kind == COOP__NUMBER) {
        value.of.number = value.of.number < 0 ? -value.of.number : value.of.number;
        return value;
    }
    int64_t least = value.of.integer;
    int64_t most = value.kind == COOP__MONEY ? least : value.most;
    if (value.is_null || least == INT64_MIN) {
        return null_of(value.kind); /* the size of the least integer does not fit */
    }
    if (most <= 0) {
        value.of.integer = -most;
        value.most = -least;
    } else if (least < 0) {
        value.of.integer = 0;
        value.most = -least > most ? -least : most;
    }
    return value;
}

static coop__value make_lower(const coop__value *x, coop__arena *arena)
{
    coop__value value = *x;
    if (x->is_null || !coop__utf8_has_capital(x->of.text.bytes, x->of.text.n)) {
        return value;
    }
    char *small = coop__arena_alloc(arena, x->of.text.n + 1, 1);
    if (small == NULL) {
        return null_of(COOP__TEXT);
    }
    value.of.text.n = coop__utf8_lower(x->of.text.bytes, x->of.text.n, small);
    value.of.text.bytes = small;
    return value;
}

const coop__function coop__functions[] = {
    {.name = "abs", .meaning = "size of a number", .least = 1, .most = 1, .type = type_of_number,
     .call = call_abs},
    {.name = "coalesce", .meaning = "the first value that is there", .least = 1, .most = 8,
     .shape = COOP__FIRST_THERE, .type = type_of_same, .call = call_coalesce},
    {.name = "days", .meaning = "days from the first date to the second", .least = 2, .most = 2,
     .takes_dates = true, .shape = COOP__DIFFERENCE, .type = type_of_span, .call = call_days},
    {.name = "lower", .meaning = "a text in small letters (Latin, Greek and Cyrillic)", .least = 1,
     .most = 1, .type = type_of_text, .make = make_lower},
    {.name = "month", .meaning = "month of a date, 1 to 12", .least = 1, .most = 1,
     .takes_dates = true, .type = type_of_span, .call = call_month, .of_day = month_of},
    {.name = "quarter", .meaning = "quarter of a date, 1 to 4", .least = 1, .most = 1,
     .takes_dates = true, .type = type_of_span, .call = call_quarter, .of_day = quarter_of},
    {.name = "year", .meaning = "year of a date", .least = 1, .most = 1, .takes_dates = true,
     .type = type_of_span, .call = call_year, .of_day = year_of},
    {.name = NULL},
};
