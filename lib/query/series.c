/* series.c -- a query as of a series of days.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "engine.h"

#define DAYS_MOST 1024

typedef struct unit {
    const char *name;
    int32_t months;
} unit;

static const unit units[] = {{"month", 1}, {"quarter", 3}, {"year", 12}};

static coop_status find_unit(const char *text, const unit **out, coop_error *err)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(units[i].name, text) == 0) {
            *out = &units[i];
            return COOP_OK;
        }
    }
    return coop__fail(err, COOP_FORMAT, "as_of: a series goes by month, quarter or year, not by "
                                        "'%s'", text);
}

/* One end of a series: an ISO date of any precision, or a quarter as 2024-Q1. */
static coop_status parse_end(const char *text, size_t n, coop_span *out, coop_error *err)
{
    coop_error inner;
    bool is_quarter = n == 7 && text[4] == '-' && text[5] == 'Q' && text[6] >= '1' &&
                      text[6] <= '4';
    coop_status status = coop__span_parse(text, is_quarter ? 4 : n, out, &inner);
    if (status != COOP_OK) {
        return coop__fail(err, status, "as_of: %s", inner.message);
    }
    if (out->first == COOP_DATE_OPEN_FIRST || out->last == COOP_DATE_OPEN_LAST) {
        return coop__fail(err, COOP_RANGE, "as_of: a series has two ends");
    }
    if (is_quarter) {
        int32_t year = coop__civil_of_date(out->first).year;
        int32_t last = 3 * (text[6] - '0');
        out->first = coop__date_of_civil(year, last - 2, 1);
        out->last = coop__date_of_civil(year, last, coop__month_length(year, last));
    }
    return COOP_OK;
}

static coop_status parse_ends(const char *text, size_t n, coop_span *out, coop_error *err)
{
    const char *slash = memchr(text, '/', n);
    if (slash == NULL) {
        return parse_end(text, n, out, err);
    }
    coop_span last;
    size_t n_first = (size_t)(slash - text);
    COOP__TRY(parse_end(text, n_first, out, err));
    COOP__TRY(parse_end(slash + 1, n - n_first - 1, &last, err));
    out->last = last.last;
    return COOP_OK;
}

/* The last day of the period of so many months that the month is in. */
static coop_date period_end(int32_t year, int32_t month, int32_t months)
{
    int32_t last = (month - 1) / months * months + months;
    return coop__date_of_civil(year, last, coop__month_length(year, last));
}

coop_status coop__series_parse(coop__arena *arena, const char *text, coop_date **out, int64_t *n,
                               coop_error *err)
{
    const char *by = strstr(text, " by ");
    const unit *step = NULL;
    coop_span ends;
    COOP__TRY(find_unit(by + 4, &step, err));
    COOP__TRY(parse_ends(text, (size_t)(by - text), &ends, err));
    coop_date *days = coop__arena_alloc(arena, DAYS_MOST, sizeof *days);
    if (days == NULL) {
        return coop__no_memory(err);
    }
    coop__civil at = coop__civil_of_date(ends.first);
    int64_t n_days = 0;
    for (;;) {
        coop_date day = period_end(at.year, at.month, step->months);
        if (day > ends.last) {
            break;
        }
        if (n_days == DAYS_MOST) {
            return coop__fail(err, COOP_LIMIT, "as_of: a series has at most %d days", DAYS_MOST);
        }
        days[n_days++] = day;
        at = coop__civil_of_date(day);
        if (at.year == 9999 && at.month == 12) {
            break;
        }
        at = coop__civil_of_date(day + 1);
    }
    if (n_days == 0) {
        return coop__fail(err, COOP_RANGE, "as_of: no %s ends in '%.*s'", step->name,
                          (int)(by - text), text);
    }
    *out = days;
    *n = n_days;
    return COOP_OK;
}

coop_status coop__name_day(coop__frame *frame, coop__result *result, coop_error *err)
{
    const coop__output day = {"as_of", COOP_TYPE_DATE, 0};
    coop__output *outputs =
        coop__arena_alloc(frame->arena, (size_t)result->n_outputs + 1, sizeof *outputs);
    if (outputs == NULL) {
        return coop__no_memory(err);
    }
    outputs[0] = day;
    memcpy(outputs + 1, result->outputs, (size_t)result->n_outputs * sizeof *outputs);
    result->outputs = outputs;
    result->n_outputs++;
    result->is_swept = true;
    return COOP_OK;
}

coop_status coop__add_day(coop__frame *frame, const coop__result *one, coop__result *all,
                          coop_error *err)
{
    coop__result joined = {.outputs = one->outputs, .n_outputs = one->n_outputs};
    COOP__TRY(coop__name_day(frame, &joined, err));
    int64_t n_outputs = joined.n_outputs;
    COOP__TRY(coop__result_new(frame, n_outputs, all->n_rows + one->n_rows, &joined, err));
    joined.is_swept = false;
    if (all->n_rows > 0) {
        memcpy(joined.values, all->values,
               (size_t)(all->n_rows * n_outputs) * sizeof *joined.values);
        memcpy(joined.sample, all->sample, (size_t)all->n_rows * sizeof *joined.sample);
    }
    for (int64_t r = 0; r < one->n_rows; r++) {
        coop__value *row = joined.values + (all->n_rows + r) * n_outputs;
        row->kind = COOP__SPAN;
        row->of.span.first = frame->scope.moment.as_of;
        row->of.span.last = frame->scope.moment.as_of;
        memcpy(row + 1, one->values + r * one->n_outputs,
               (size_t)one->n_outputs * sizeof *one->values);
        joined.sample[all->n_rows + r] = one->sample[r];
    }
    *all = joined;
    return COOP_OK;
}
