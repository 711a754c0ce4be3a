/* lasting.c -- from the dates of a register to the time that each row took, or has lasted so far.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "lasting.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"

static const coop__window never = {COOP_DATE_OPEN_LAST, COOP_DATE_OPEN_LAST};

coop_status coop__time_options(const coop_time_options *options, coop_time_options *out,
                               coop_error *err)
{
    *out = (coop_time_options)COOP_TIME_OPTIONS_INIT;
    if (options == NULL) {
        return COOP_OK;
    }
    if (options->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld, need sizeof",
                          (long long)options->struct_size);
    }
    memcpy(out, options,
           options->struct_size < sizeof *out ? options->struct_size : sizeof *out);
    return COOP_OK;
}

/* ---- opening ---- */

static coop_status bind_one(coop__lastings *l, const char *clause, const char *text,
                            coop__kind kind, coop__program **out, coop_error *err)
{
    coop__item *items = NULL;
    int64_t n = 0;
    *out = NULL;
    if (text == NULL) {
        return COOP_OK;
    }
    COOP__TRY(coop__parse(l->frame.arena, clause, text, NULL, NULL, &items, &n, err));
    if (n != 1) {
        return coop__fail(err, COOP_SYNTAX, "%s: need one expression, found %lld", clause,
                          (long long)n);
    }
    COOP__TRY(coop__bind(items[0].programs, &l->frame.scope, err));
    if (items[0].programs->kind != kind) {
        return coop__fail(err, COOP_TYPE, "%s: need a %s, found a %s", clause,
                          kind == COOP__SPAN ? "date" : "test",
                          coop__kind_name(items[0].programs->kind));
    }
    *out = items[0].programs;
    return COOP_OK;
}

static coop_status read_days(const char *text, int *out, coop_error *err)
{
    static const char *const names[] = {"first", "middle", "last"};
    for (int i = 0; i < 3; i++) {
        if (text == NULL || strcmp(names[i], text) == 0) {
            *out = text == NULL ? 0 : i - 1;
            return COOP_OK;
        }
    }
    return coop__fail(err, COOP_ARGUMENT, "days is '%s', not first, middle or last", text);
}

/* What an agreement has by itself must be said of other tables. */
static coop_status fill_dates(coop__lastings *l, coop_error *err)
{
    coop_time_options *o = &l->options;
    if (l->is_agreement) {
        l->is_from_force = o->start != NULL && strcmp(o->start, "in_force") == 0 &&
                           coop__table_column(l->data->agreement->table, "in_force") == NULL;
        o->start = l->is_from_force ? NULL : o->start == NULL ? "signed" : o->start;
        o->due = o->due != NULL ? o->due : "due";
        o->end = NULL;
        o->completed = NULL;
        o->cancelled = NULL;
        o->cancelled_on = NULL;
    }
    o->due = l->is_delay ? o->due : NULL;
    l->tells_cancelled = l->is_agreement || o->cancelled != NULL;
    const char *missing = l->is_agreement                       ? NULL
                          : o->start == NULL && !l->is_delay    ? "start"
                          : o->end == NULL                      ? "end"
                          : l->is_delay && o->due == NULL       ? "due"
                                                                : NULL;
    return missing != NULL ? coop__fail(err, COOP_ARGUMENT, "options->%s is NULL: table %s does not "
                                                            "tell by itself", missing,
                                        l->frame.scope.entry->name)
                           : COOP_OK;
}

static coop_status bind_dates(coop__lastings *l, coop_error *err)
{
    const coop_time_options *o = &l->options;
    COOP__TRY(bind_one(l, "start", o->start, COOP__SPAN, &l->start, err));
    COOP__TRY(bind_one(l, "end", o->end, COOP__SPAN, &l->end, err));
    COOP__TRY(bind_one(l, "completed", o->completed, COOP__TRUTH, &l->completed, err));
    COOP__TRY(bind_one(l, "cancelled", o->cancelled, COOP__TRUTH, &l->cancelled, err));
    COOP__TRY(bind_one(l, "cancelled_on", o->cancelled_on, COOP__SPAN, &l->cancelled_on, err));
    return bind_one(l, "due", o->due, COOP__SPAN, &l->due, err);
}

coop_status coop__lastings_open(coop__lastings *l, const coop_dataset *data,
                                const coop_time_options *options, bool is_delay, coop_error *err)
{
    coop_query query = COOP_QUERY_INIT;
    coop__selection selection;
    memset(l, 0, sizeof *l);
    l->data = data;
    l->options = *options;
    l->is_delay = is_delay;
    l->arena = (coop__arena){.a = &data->allocator};
    l->run = (coop_run)COOP_RUN_INIT;
    l->run.allocator = &data->allocator;
    query.from = options->from != NULL ? options->from : "agreement";
    query.where = options->where;
    query.by = options->by;
    query.as_of = options->as_of;
    query.as_known = options->as_known;
    l->query = query;
    l->registry = coop__registry_of(data);
    COOP__TRY(read_days(options->days, &l->days, err));
    COOP__TRY(coop__frame_open(&l->frame, &l->arena, &data->catalog, &l->registry, &l->query, err));
    l->is_agreement = data->agreement != NULL && l->frame.scope.entry == data->agreement;
    COOP__TRY(fill_dates(l, err));
    COOP__TRY(bind_dates(l, err));
    COOP__TRY(coop__bind_by(&l->frame, &l->by, &l->n_by, err));
    COOP__TRY(coop__select(&l->frame, &selection, err));
    return coop__group(&l->frame, l->by, l->n_by, &selection, &l->groups, err);
}

void coop__lastings_close(coop__lastings *l)
{
    coop__arena_free(&l->arena);
}

/* ---- one row ---- */

/* When a row began, was completed, ended otherwise. */
typedef struct facts {
    coop__window zero, start, done, end;
    bool has_zero, has_start;
    bool is_undated_done, is_undated_end, is_perhaps, is_unknown;
} facts;

static bool date_of(const coop__lastings *l, const coop__program *program, int64_t row,
                    coop__window *out)
{
    coop__value value = {.is_null = true};
    if (program != NULL) {
        value = coop__evaluate(program, &l->frame.scope, row);
    }
    if (!value.is_null) {
        out->first = value.of.span.first;
        out->last = value.of.span.last;
    }
    return !value.is_null;
}

static coop__truth truth_of(const coop__lastings *l, const coop__program *program, int64_t row)
{
    coop__value value = coop__evaluate(program, &l->frame.scope, row);
    return value.is_null ? COOP__UNKNOWN : value.of.truth;
}

static void read_events(const coop__lastings *l, int64_t row, facts *f)
{
    coop__moment moment = l->frame.scope.moment;
    uint32_t work = coop__status_at(l->data, row, moment).work;
    f->done = coop__first_event_of(l->data, row, moment, coop__is_completion);
    f->end = coop__first_event_of(l->data, row, moment, coop__is_end);
    f->is_unknown = (work & COOP__BIT(COOP__WORK_UNKNOWN)) != 0;
}

static void read_columns(const coop__lastings *l, int64_t row, facts *f)
{
    bool has_end = date_of(l, l->end, row, &f->done);
    coop__truth done = l->completed != NULL ? truth_of(l, l->completed, row)
                       : has_end            ? COOP__TRUE
                                            : COOP__FALSE;
    coop__truth ended = l->cancelled != NULL && done != COOP__TRUE ? truth_of(l, l->cancelled, row)
                                                                   : COOP__FALSE;
    f->is_perhaps = done == COOP__MAYBE || ended == COOP__MAYBE;
    /* A date without a last day is not known: it has come all the same. */
    bool is_dated = has_end && f->done.last != COOP_DATE_OPEN_LAST;
    f->is_undated_done = done == COOP__TRUE && !is_dated;
    f->done = done == COOP__TRUE && is_dated ? f->done : never;
    bool has_stop = date_of(l, l->cancelled_on, row, &f->end) &&
                    f->end.last != COOP_DATE_OPEN_LAST;
    f->is_undated_end = ended == COOP__TRUE && !has_stop;
    f->end = ended == COOP__TRUE && has_stop ? f->end : never;
}

static facts facts_of(const coop__lastings *l, int64_t row)
{
    facts f = {.done = never, .end = never};
    if (l->is_from_force) {
        f.start = coop__first_event_of(l->data, row, l->frame.scope.moment,
                                       coop__is_entry_into_force);
        f.has_start = f.start.last != COOP_DATE_OPEN_LAST;
    } else {
        f.has_start = date_of(l, l->start, row, &f.start);
    }
    f.zero = f.start;
    f.has_zero = l->is_delay ? date_of(l, l->due, row, &f.zero) : f.has_start;
    f.has_zero = f.has_zero && f.zero.first != COOP_DATE_OPEN_FIRST &&
                 f.zero.last != COOP_DATE_OPEN_LAST;
    if (l->is_agreement) {
        read_events(l, row, &f);
    } else {
        read_columns(l, row, &f);
    }
    /* What has a start was not completed before it. */
    if (f.has_start && f.done.first < f.start.first && f.done.last >= f.start.first) {
        f.done.first = f.start.first;
    }
    return f;
}

static double day_of(const coop__lastings *l, const coop__window *window)
{
    return l->days < 0   ? (double)window->first
           : l->days > 0 ? (double)window->last
                         : ((double)window->first + (double)window->last) / 2.0;
}

static bool is_wide(const coop__window *window)
{
    return window->first != window->last;
}

/* Days as they are taken, and how the row ended on them. */
static void set_time(const coop__lastings *l, const facts *f, coop__lasting *out)
{
    double as_of = (double)l->frame.scope.moment.as_of;
    double done = day_of(l, &f->done);
    double end = day_of(l, &f->end);
    const coop__window *stop = done <= as_of && done <= end ? &f->done
                               : end <= as_of               ? &f->end
                                                            : NULL;
    out->cause = stop == NULL       ? COOP__CAUSE_NONE
                 : stop == &f->done ? COOP__CAUSE_COMPLETED
                                    : COOP__CAUSE_CANCELLED;
    out->time = (stop != NULL ? day_of(l, stop) : as_of) - day_of(l, &f->zero);
    out->until_due = day_of(l, &f->zero) - as_of;
    out->planned = l->is_delay && f->has_start ? day_of(l, &f->zero) - day_of(l, &f->start) : NAN;
    out->is_imprecise = is_wide(&f->zero) || is_wide(&f->done) || is_wide(&f->end);
    if (l->is_delay) {
        return;
    }
    if (stop != NULL && stop->last < f->zero.first) {
        out->how = COOP__BEFORE_START;
    }
    out->time = out->time > 0 ? out->time : 0;
}

/* Whole days, so that "a to b days" is (a - 1, b]. */
static void set_interval(const coop__lastings *l, const facts *f, coop__lasting *out)
{
    double as_of = (double)l->frame.scope.moment.as_of;
    double least = l->is_delay ? -INFINITY : -1.0;
    double first = (double)f->done.first - (double)f->zero.last;
    double last = (double)f->done.last - (double)f->zero.first;
    double so_far = as_of - (double)f->zero.last;
    bool is_done = (double)f->done.last <= as_of && f->done.last <= f->end.first;
    bool is_not = (double)f->done.first > as_of ||
                  ((double)f->end.last <= as_of && f->end.last < f->done.first);
    out->has_interval = true;
    out->high = is_done ? last : INFINITY;
    out->low = is_not ? so_far : is_done && first == last ? first : first - 1.0;
    out->low = out->low > least ? out->low : least;
}

static void set_undated(const coop__lastings *l, const facts *f, coop__lasting *out)
{
    double own = (double)l->data->as_of - (double)f->zero.first;
    double least = l->is_delay ? -INFINITY : -1.0;
    out->how = COOP__UNDATED;
    out->has_interval = f->is_undated_end || own > least;
    out->low = f->is_undated_end ? (double)l->frame.scope.moment.as_of - (double)f->zero.last
                                 : least;
    out->high = f->is_undated_end ? INFINITY : own;
}

/* Agreements are counted as in rates, rows of other tables as they are. */
static coop__presence presence(const coop__lastings *l, int64_t row, uint16_t flags)
{
    if (!l->is_agreement) {
        return (flags & COOP__POSSIBLE) != 0 ? COOP__MAYBE_IN : COOP__IN;
    }
    return !coop__is_commitment(NULL, l->data->agreement, row) ||
                   (flags & COOP__WHOLE_COUNTED_SURE) != 0             ? COOP__OUT
           : (flags & (COOP__WHOLE_COUNTED | COOP__POSSIBLE)) != 0 ? COOP__MAYBE_IN
                                                                   : COOP__IN;
}

coop__lasting coop__lasting_of(const coop__lastings *l, int64_t row, uint16_t flags)
{
    coop__lasting out = {.how = COOP__FOLLOWED, .planned = NAN};
    coop__presence in = presence(l, row, flags);
    if (in == COOP__OUT) {
        out.how = COOP__FOLLOWED_END;
        return out;
    }
    facts f = facts_of(l, row);
    bool has_begun = l->is_delay ||
                     day_of(l, &f.zero) <= (double)l->frame.scope.moment.as_of;
    if (!f.has_zero) {
        out.how = COOP__NO_START;
    } else if (in != COOP__IN || f.is_perhaps || !has_begun) {
        out.how = COOP__PERHAPS;
    } else if (f.is_undated_done || f.is_undated_end) {
        set_undated(l, &f, &out);
    } else {
        set_time(l, &f, &out);
        if (f.is_unknown && out.cause == COOP__CAUSE_NONE) {
            out.how = COOP__LOOKED_FOR;
        } else if (out.how == COOP__FOLLOWED) {
            set_interval(l, &f, &out);
        }
    }
    return out;
}

void coop__lasting_count(coop__lasting_counts *counts, const coop__lasting *one)
{
    if (one->how == COOP__FOLLOWED_END) {
        return;
    }
    counts->by[one->how]++;
    if (one->how == COOP__FOLLOWED) {
        counts->n++;
        counts->completed += one->cause == COOP__CAUSE_COMPLETED ? 1 : 0;
        counts->cancelled += one->cause == COOP__CAUSE_CANCELLED ? 1 : 0;
        counts->open += one->cause == COOP__CAUSE_NONE ? 1 : 0;
        counts->imprecise += one->is_imprecise ? 1 : 0;
    }
}

coop__value coop__count_cell(int64_t count)
{
    coop__value value = {.kind = COOP__INTEGER, .most = count};
    value.of.integer = count;
    return value;
}

coop__value coop__number_cell(double number)
{
    coop__value value = {.kind = COOP__NUMBER, .is_null = !isfinite(number)};
    value.of.number = number;
    return value;
}
