/* exposure_rate.c -- completions per year that agreements stood open: events over time at risk.
 * An agreement stands open from the day it was made to the day on which it is completed or ended,
 * or to the day of the question. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <coopstat/proportion.h>

#include "../core/error.h"
#include "rate.h"

#define DAYS_A_YEAR 365.25

/* One agreement: whether it was completed, and the days it stood open, at both ends. */
typedef struct stretch {
    coop__verdict done; /* COOP__APART: it does not tell when it was made */
    int64_t least, most;
    int64_t moved;      /* least, if it was completed right after its last report */
    bool is_endless;    /* it was made on any day */
    bool is_known;
    bool is_doubtful;   /* perhaps no row of the total */
    bool is_stale;
} stretch;

static bool made_on(const coop__case *c, coop_span *out)
{
    const coop__column *made = coop__table_column(c->data->agreement->table, "signed");
    bool is_date = made != NULL && (made->type == COOP_TYPE_SPAN || made->type == COOP_TYPE_DATE);
    if (!is_date || !coop__is_valid(made, c->row)) {
        return false;
    }
    *out = coop__value_at(made, c->row).of.span;
    return true;
}

/* The first day on which some event of a kind may have happened, and by which one surely had;
 * beyond the day of the question: none had. */
typedef struct first_event {
    int64_t may, must;
} first_event;

typedef bool is_of_kind(const coop__event_word *word);

static bool is_completion(const coop__event_word *word)
{
    return word->work >= COOP__WORK_COMPLETED;
}

static bool is_end(const coop__event_word *word)
{
    return word->end != COOP__END_NONE;
}

static first_event first_of(const coop__case *c, is_of_kind *is_it)
{
    first_event first = {(int64_t)c->moment.as_of + 1, (int64_t)c->moment.as_of + 1};
    const int64_t *starts = &c->data->first_event[c->row];
    for (int64_t i = starts[0]; i < starts[1]; i++) {
        const coop__event *event = &c->data->events[i];
        if (event->word == NULL || !is_it(event->word) ||
            event->known.first > c->moment.as_known) {
            continue;
        }
        bool is_sure = event->known.last <= c->moment.as_known;
        first.may = event->date.first < first.may ? event->date.first : first.may;
        first.must = is_sure && event->date.last < first.must ? event->date.last : first.must;
    }
    return first;
}

/* Completed by the day, and no later than it ended. */
static coop__verdict verdict_of(coop_date as_of, const first_event *done, const first_event *end)
{
    return done->must <= as_of && done->must <= end->may  ? COOP__HIT
           : done->may <= as_of && done->may <= end->must ? COOP__UNCLEAR
                                                          : COOP__MISS;
}

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Days from one day to another that is not before it. */
static int64_t days_to(int64_t from, int64_t to)
{
    return to > from ? to - from : 0;
}

static stretch stretch_of(const coop__judged *judged)
{
    const coop__case *c = &judged->c;
    int64_t as_of = c->moment.as_of;
    coop_span made;
    if (!made_on(c, &made)) {
        return (stretch){.done = COOP__APART};
    }
    first_event done = first_of(c, is_completion);
    first_event end = first_of(c, is_end);
    int64_t first_stop = least_of(as_of, least_of(done.may, end.may));
    int64_t last_stop = least_of(as_of, least_of(done.must, end.must));
    stretch s = {.done = verdict_of(c->moment.as_of, &done, &end),
                 .least = days_to(made.last, first_stop),
                 .most = days_to(made.first, last_stop),
                 .is_endless = made.first == COOP_DATE_OPEN_FIRST,
                 .is_doubtful = judged->verdict == COOP__UNCLEAR};
    /* Looked for and not found: it may have been completed at once. */
    if (s.done != COOP__HIT && (c->sets.work & COOP__BIT(COOP__WORK_UNKNOWN)) != 0) {
        s.done = COOP__UNCLEAR;
        s.least = 0;
    }
    s.is_stale = s.done == COOP__MISS && judged->is_stale;
    s.moved = s.is_stale ? days_to(made.last, least_of(first_stop, c->sets.last_report)) : s.least;
    s.is_known = s.done != COOP__UNCLEAR && !s.is_endless && !s.is_doubtful;
    return s;
}

/* ---- over the agreements ---- */

typedef struct time_sums {
    coop__tally counted;
    int64_t done, twice_days;             /* of known agreements, days in the middle */
    int64_t least_done, most_done;
    int64_t least_days, most_days, moved_days;
    bool is_endless;
} time_sums;

static void add_stretch(time_sums *sums, const coop__judged *judged, const stretch *s)
{
    coop__judged counted = *judged;
    counted.verdict = s->done == COOP__APART || s->is_known ? s->done : COOP__UNCLEAR;
    counted.is_stale = counted.verdict == COOP__MISS && s->is_stale;
    coop__tally_add(&sums->counted, &counted);
    if (s->done == COOP__APART) {
        return;
    }
    sums->done += s->is_known && s->done == COOP__HIT ? 1 : 0;
    sums->twice_days += s->is_known ? s->least + s->most : 0;
    sums->least_done += s->done == COOP__HIT && !s->is_doubtful ? 1 : 0;
    sums->most_done += s->done != COOP__MISS ? 1 : 0;
    sums->least_days += s->is_doubtful ? 0 : s->least;
    sums->moved_days += s->is_doubtful ? 0 : s->moved;
    sums->most_days += s->most;
    sums->is_endless = sums->is_endless || s->is_endless;
}

/* Events a year, over `days` that may be as many as `most`. Events without time have no upper
 * limit; without either there is no rate. */
static double per_year(int64_t events, int64_t days, int64_t most)
{
    return events > 0 && days == 0 ? INFINITY
           : most > 0              ? (double)events * DAYS_A_YEAR / (double)(days > 0 ? days : 1)
                                   : NAN;
}

/* Garwood's limits for a count are those of Clopper and Pearson for as many hits in endless draws:
 * of 9e15 draws they differ by less than 1 in 1e12 for a thousand events. */
static coop_status set_interval(const coop__frame *frame, const time_sums *sums, coop_rate *out,
                                coop_error *err)
{
    const int64_t draws = 9000000000000000;
    coop_interval limits;
    COOP__TRY(coop_proportion_interval("clopper_pearson", sums->done, draws,
                                       coop__level_of(frame), &limits, err));
    double years = (double)sums->twice_days / (2 * DAYS_A_YEAR);
    out->low = years > 0 ? limits.low * (double)draws / years : NAN;
    out->high = years > 0 ? limits.high * (double)draws / years : NAN;
    return COOP_OK;
}

coop_status coop__fold_exposure(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                                coop_error *err)
{
    time_sums sums = {.counted = {.apart = tally->apart, .unlisted = tally->unlisted}};
    for (int64_t i = 0; i < tally->n_cases; i++) {
        stretch s = stretch_of(&tally->cases[i]);
        add_stretch(&sums, &tally->cases[i], &s);
    }
    coop__rate_counts(&sums.counted, out);
    if (sums.counted.total == 0) {
        return coop__fail(err, COOP_EMPTY, "definition 'exposure' finds no date of signature here");
    }
    int64_t moved = sums.most_done + sums.counted.stale;
    int64_t most = sums.most_days;
    out->value = sums.twice_days > 0 ? 2 * per_year(sums.done, sums.twice_days, most) : NAN;
    out->worst = sums.is_endless ? 0 : per_year(sums.least_done, most, most);
    out->best = per_year(sums.most_done, sums.least_days, most);
    out->worst_last_report = out->worst;
    out->best_last_report = per_year(moved, sums.moved_days, most);
    /* An entry without a row may have stood open for ever, or have been completed at once. */
    out->worst_listed = tally->unlisted > 0 ? 0 : out->worst;
    out->best_listed = per_year(moved + tally->unlisted, sums.moved_days, most);
    return set_interval(frame, &sums, out, err);
}
