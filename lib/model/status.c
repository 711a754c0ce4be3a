/* status.c -- the status of an agreement as of any day, as known on any day, from its events.
 * Two scales keep their own last word: legal is the furthest status reached, work is that of the
 * last event that speaks of work. An event whose date is imprecise makes the status a set while the
 * day lies inside it, and while it may stand before or behind another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "dataset.h"

static const coop__event_word event_words[] = {
    {"announced", COOP__LEGAL_ANNOUNCED, -1, COOP__END_NONE, false, false},
    {"negotiation", COOP__LEGAL_NEGOTIATING, -1, COOP__END_NONE, false, false},
    {"initialled", COOP__LEGAL_NEGOTIATING, -1, COOP__END_NONE, false, false},
    {"negotiating", COOP__LEGAL_NEGOTIATING, -1, COOP__END_NONE, false, false},
    {"signed", COOP__LEGAL_SIGNED, -1, COOP__END_NONE, false, false},
    {"ratified_partial", COOP__LEGAL_RATIFIED_PARTIAL, -1, COOP__END_NONE, false, false},
    {"ratified", COOP__LEGAL_RATIFIED, -1, COOP__END_NONE, false, true},
    {"in_force", COOP__LEGAL_IN_FORCE, -1, COOP__END_NONE, false, false},
    {"domestic_procedure", -1, -1, COOP__END_NONE, false, false},
    {"report", -1, -1, COOP__END_NONE, false, false},
    {"milestone", -1, COOP__WORK_STARTED, COOP__END_NONE, true, false},
    {"implementation_start", -1, COOP__WORK_STARTED, COOP__END_NONE, true, false},
    {"implementing", COOP__LEGAL_SIGNED, COOP__WORK_STARTED, COOP__END_NONE, false, false},
    {"started", COOP__LEGAL_SIGNED, COOP__WORK_STARTED, COOP__END_NONE, false, false},
    {"completed", COOP__LEGAL_SIGNED, COOP__WORK_COMPLETED, COOP__END_NONE, false, false},
    {"operational", COOP__LEGAL_SIGNED, COOP__WORK_OPERATIONAL, COOP__END_NONE, false, false},
    {"stalled", COOP__LEGAL_SIGNED, COOP__WORK_STALLED, COOP__END_NONE, false, false},
    {"suspended", COOP__LEGAL_SIGNED, COOP__WORK_SUSPENDED, COOP__END_NONE, false, false},
    {"not_started", -1, COOP__WORK_NOT_STARTED, COOP__END_NONE, false, false},
    {"cancelled", -1, -1, COOP__END_CANCELLED, false, false},
    {"superseded", -1, -1, COOP__END_SUPERSEDED, false, false},
    {"expired", -1, -1, COOP__END_EXPIRED, false, false},
    {"unknown", -1, COOP__WORK_UNKNOWN, COOP__END_NONE, false, false},
};

const coop__event_word *coop__event_word_find(const char *word, size_t n)
{
    for (size_t i = 0; i < sizeof event_words / sizeof event_words[0]; i++) {
        if (coop__text_is(word, n, event_words[i].word)) {
            return &event_words[i];
        }
    }
    return NULL;
}

const char *coop__word_of(const coop__entry *entry, const char *column, int64_t row)
{
    const coop__column *c = coop__table_column(entry->table, column);
    bool is_there = c != NULL && c->type == COOP_TYPE_CODE && coop__is_valid(c, row);
    return is_there ? c->words.words[coop__code_at(c, row)] : NULL;
}

/* ---- the index ---- */

/* The columns of an event table; those that may be missing are NULL. */
typedef struct event_columns {
    const coop__entry *entry;
    const coop__link *agreement;
    const coop__column *status, *date, *known, *party;
} event_columns;

static const coop__column *column_of_type(const coop__entry *entry, const char *name,
                                          coop_type type, coop_type other)
{
    const coop__column *column = coop__table_column(entry->table, name);
    return column != NULL && (column->type == type || column->type == other) ? column : NULL;
}

static bool find_columns(const coop_dataset *data, event_columns *out)
{
    int64_t index = coop__catalog_find(&data->catalog, "event");
    if (index < 0 || data->agreement == NULL) {
        return false;
    }
    const coop__entry *entry = &data->catalog.entries[index];
    int64_t agreement = coop_table_find(entry->table, "agreement");
    out->entry = entry;
    out->agreement = agreement < 0 ? NULL : coop__entry_link(entry, agreement);
    out->status = column_of_type(entry, "status", COOP_TYPE_CODE, COOP_TYPE_CODE);
    out->date = column_of_type(entry, "date", COOP_TYPE_SPAN, COOP_TYPE_DATE);
    out->known = column_of_type(entry, "known", COOP_TYPE_SPAN, COOP_TYPE_DATE);
    out->party = column_of_type(entry, "party", COOP_TYPE_CODE, COOP_TYPE_CODE);
    return out->agreement != NULL && out->status != NULL && out->date != NULL;
}

static coop_span span_of(const coop__column *column, int64_t row)
{
    coop_span open = {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST};
    if (!coop__is_valid(column, row)) {
        return open;
    }
    return coop__value_at(column, row).of.span;
}

/* Place of an event's party among the agreement's parties. */
static int64_t party_place(const coop_dataset *data, const event_columns *columns, int64_t row,
                           int64_t agreement)
{
    const coop__column *parties = data->parties;
    if (columns->party == NULL || !coop__is_valid(columns->party, row)) {
        return COOP__PARTY_NONE;
    }
    if (parties == NULL || !coop__is_valid(parties, agreement)) {
        return COOP__PARTY_OTHER;
    }
    const char *party = columns->party->words.words[coop__code_at(columns->party, row)];
    coop_words words = coop__words_at(parties, agreement);
    for (int64_t i = 0; i < words.n; i++) {
        if (strcmp(words.words[words.codes[i]], party) == 0) {
            return i;
        }
    }
    return COOP__PARTY_OTHER;
}

static coop__event event_of(const coop_dataset *data, const event_columns *columns, int64_t row,
                            int64_t agreement)
{
    coop__event event = {.date = span_of(columns->date, row), .place = row};
    event.known = columns->known != NULL ? span_of(columns->known, row) : event.date;
    event.party = party_place(data, columns, row, agreement);
    if (coop__is_valid(columns->status, row)) {
        uint32_t code = coop__code_at(columns->status, row);
        event.word = coop__event_word_find(columns->status->words.words[code],
                                           columns->status->words.lengths[code]);
    }
    return event;
}

static bool is_before(const coop__event *a, const coop__event *b)
{
    return a->date.first != b->date.first ? a->date.first < b->date.first
                                          : a->date.last < b->date.last;
}

/* Stable insertion by date: an agreement has few events, and they come nearly sorted. */
static void insert_event(coop__event *events, int64_t n, coop__event event)
{
    int64_t place = n;
    while (place > 0 && is_before(&event, &events[place - 1])) {
        events[place] = events[place - 1];
        place--;
    }
    events[place] = event;
}

coop_status coop__status_index(coop_dataset *data, coop_error *err)
{
    event_columns columns;
    if (data->agreement == NULL) {
        return COOP_OK;
    }
    data->instrument =
        column_of_type(data->agreement, "instrument", COOP_TYPE_CODE, COOP_TYPE_CODE);
    data->parties = column_of_type(data->agreement, "parties", COOP_TYPE_SET, COOP_TYPE_SET);
    int64_t n = data->agreement->table->n_rows;
    bool has_events = find_columns(data, &columns);
    int64_t n_events = has_events ? columns.entry->table->n_rows : 0;
    int64_t *first = coop__arena_alloc(&data->arena, (size_t)n + 2, sizeof *first);
    coop__event *events = coop__arena_alloc(&data->arena, (size_t)n_events, sizeof *events);
    int64_t *filled = coop__arena_alloc(&data->arena, (size_t)n + 1, sizeof *filled);
    if (first == NULL || events == NULL || filled == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t row = 0; row < n_events; row++) {
        int64_t agreement = coop__link_row(columns.entry, columns.agreement, row);
        first[agreement >= 0 ? agreement + 1 : n + 1]++;
    }
    for (int64_t i = 0; i < n; i++) {
        first[i + 1] += first[i];
    }
    for (int64_t row = 0; row < n_events; row++) {
        int64_t agreement = coop__link_row(columns.entry, columns.agreement, row);
        if (agreement >= 0) {
            insert_event(events + first[agreement], filled[agreement]++,
                         event_of(data, &columns, row, agreement));
        }
    }
    data->first_event = first;
    data->events = events;
    return COOP_OK;
}

/* ---- the events at a moment ---- */

/* The events of one agreement, seen from a moment. An event is out when it surely lies behind the
 * day, or was surely not known; sure when the opposite is so. */
typedef struct view {
    const coop__event *events;
    int64_t n;
    coop__moment moment;
    int64_t n_parties;
    bool is_institution;
} view;

static bool is_possible(const view *v, const coop__event *event)
{
    return event->date.first <= v->moment.as_of && event->known.first <= v->moment.as_known;
}

static bool is_sure(const view *v, const coop__event *event)
{
    return event->date.last <= v->moment.as_of && event->known.last <= v->moment.as_known;
}

/* ---- legal: the furthest status reached, in whatever order ---- */

static bool is_of_party(const coop__event *event)
{
    return event->word != NULL && event->word->is_by_party && event->party != COOP__PARTY_NONE;
}

/* True if every party of the agreement has ratified: by a sure event, or by `also`, or (with
 * `maybe`) by a possible one. */
static bool all_ratified(const view *v, const coop__event *also, bool maybe)
{
    for (int64_t party = 0; party < v->n_parties; party++) {
        bool has = false;
        for (int64_t i = 0; i < v->n && !has; i++) {
            const coop__event *event = &v->events[i];
            has = is_of_party(event) && event->party == party &&
                  (is_sure(v, event) || event == also || (maybe && is_possible(v, event)));
        }
        if (!has) {
            return false;
        }
    }
    return v->n_parties > 0;
}

/* The status that an event reaches together with what is sure, 0 for none. */
static int legal_reach(const view *v, const coop__event *event)
{
    if (event->word == NULL || event->word->legal < 0) {
        return COOP__LEGAL_NONE;
    }
    if (!is_of_party(event)) {
        return event->word->legal;
    }
    return all_ratified(v, event, false) ? COOP__LEGAL_RATIFIED : COOP__LEGAL_RATIFIED_PARTIAL;
}

static uint32_t legal_at(const view *v)
{
    int least = COOP__LEGAL_NONE;
    bool has_parties = false;
    for (int64_t i = 0; i < v->n; i++) {
        int reach = is_sure(v, &v->events[i]) ? legal_reach(v, &v->events[i]) : COOP__LEGAL_NONE;
        least = reach > least ? reach : least;
        has_parties = has_parties || is_of_party(&v->events[i]);
    }
    uint32_t mask = COOP__BIT(least);
    for (int64_t i = 0; i < v->n; i++) {
        int reach = is_possible(v, &v->events[i]) ? legal_reach(v, &v->events[i])
                                                  : COOP__LEGAL_NONE;
        mask |= reach > least ? COOP__BIT(reach) : 0;
    }
    /* Several ratifications that are only possible may complete the list together. */
    bool may_all = has_parties && least < COOP__LEGAL_RATIFIED && all_ratified(v, NULL, true);
    return mask | (may_all ? COOP__BIT(COOP__LEGAL_RATIFIED) : 0);
}

/* ---- work and ends: the last word ---- */

/* What an event says on a scale. */
typedef struct saying {
    int sets;       /* the status that it sets whatever was before, -1: none */
    uint32_t moves; /* the statuses that it moves on to started, 0: none */
} saying;

static saying of_work(const view *v, const coop__event *event)
{
    const uint32_t done = COOP__BIT(COOP__WORK_COMPLETED) | COOP__BIT(COOP__WORK_OPERATIONAL);
    /* An institution that is open has begun to work, unless more than that was reported. */
    const uint32_t quiet = COOP__BIT(COOP__WORK_UNREPORTED) | COOP__BIT(COOP__WORK_UNKNOWN) |
                           COOP__BIT(COOP__WORK_NOT_STARTED);
    const coop__event_word *word = event->word;
    saying says = {-1, 0};
    if (word != NULL && word->work >= 0) {
        says.sets = word->is_step ? -1 : word->work;
        says.moves = word->is_step ? ~(done | COOP__BIT(COOP__WORK_STARTED)) : 0;
    } else if (word != NULL && v->is_institution && word->legal == COOP__LEGAL_IN_FORCE) {
        says.moves = quiet;
    }
    return says;
}

static saying of_end(const view *v, const coop__event *event)
{
    (void)v;
    bool ends = event->word != NULL && event->word->end != COOP__END_NONE;
    saying says = {ends ? event->word->end : -1, 0};
    return says;
}

/* Days, with the place in the table to tell two events of one day apart. */
static bool is_earlier(int64_t day, int64_t place, int64_t other_day, int64_t other_place)
{
    return day < other_day || (day == other_day && place < other_place);
}

static int64_t latest_day(const view *v, const coop__event *event)
{
    return event->date.last < v->moment.as_of ? event->date.last : v->moment.as_of;
}

typedef saying says_function(const view *v, const coop__event *event);

/* The statuses that are possible when `last` is the last event that sets one (NULL: none does).
 * On its latest day it has most other events before it, on its earliest one most behind it. */
static uint32_t after_setter(const view *v, says_function *says, const coop__event *last)
{
    int64_t late = last != NULL ? latest_day(v, last) : INT64_MIN;
    int64_t early = last != NULL ? last->date.first : INT64_MIN;
    int64_t place = last != NULL ? last->place : -1;
    int status = last != NULL ? says(v, last).sets : 0;
    bool may_rest = true;
    for (int64_t i = 0; i < v->n; i++) {
        const coop__event *event = &v->events[i];
        saying s = says(v, event);
        if (event == last || !is_sure(v, event) ||
            (s.sets < 0 && (s.moves & COOP__BIT(status)) == 0)) {
            continue;
        }
        bool may_precede = is_earlier(event->date.first, event->place, late, place);
        if (s.sets < 0) {
            may_rest = may_rest && may_precede;
            continue;
        }
        if (!may_precede) {
            return 0;
        }
        int64_t bound = (int64_t)event->date.first + (event->place > place ? 1 : 0);
        early = bound > early ? bound : early;
    }
    uint32_t mask = may_rest ? COOP__BIT(status) : 0;
    for (int64_t i = 0; i < v->n; i++) {
        const coop__event *event = &v->events[i];
        bool moves = (says(v, event).moves & COOP__BIT(status)) != 0 && is_possible(v, event);
        if (moves && is_earlier(early, place, latest_day(v, event), event->place)) {
            mask |= COOP__BIT(COOP__WORK_STARTED);
        }
    }
    return mask;
}

static uint32_t last_word(const view *v, says_function *says)
{
    uint32_t mask = after_setter(v, says, NULL);
    for (int64_t i = 0; i < v->n; i++) {
        if (is_possible(v, &v->events[i]) && says(v, &v->events[i]).sets >= 0) {
            mask |= after_setter(v, says, &v->events[i]);
        }
    }
    return mask;
}

static coop_date last_report(const view *v)
{
    coop_date last = COOP_DATE_NONE;
    for (int64_t i = 0; i < v->n; i++) {
        bool is_newer = is_sure(v, &v->events[i]) && v->events[i].date.last > last;
        last = is_newer ? v->events[i].date.last : last;
    }
    return last;
}

coop__status_sets coop__status_at(const coop_dataset *data, int64_t row, coop__moment moment)
{
    const coop__column *parties = data->parties;
    bool has_instrument = data->instrument != NULL && coop__is_valid(data->instrument, row);
    const char *instrument =
        has_instrument ? data->instrument->words.words[coop__code_at(data->instrument, row)] : NULL;
    bool has_parties = parties != NULL && coop__is_valid(parties, row);
    view v = {.events = data->events + data->first_event[row],
              .n = data->first_event[row + 1] - data->first_event[row],
              .moment = moment,
              .n_parties = has_parties ? coop__words_at(parties, row).n : 0,
              .is_institution = instrument != NULL && strcmp(instrument, "institution") == 0};
    /* Nothing that comes behind the day takes part; events are sorted by their first day. */
    while (v.n > 0 && v.events[v.n - 1].date.first > moment.as_of) {
        v.n--;
    }
    coop__status_sets sets = {legal_at(&v), last_word(&v, of_work), last_word(&v, of_end),
                              last_report(&v)};
    return sets;
}

/* ---- when something first happened ---- */

bool coop__is_completion(const coop__event_word *word)
{
    return word->work >= COOP__WORK_COMPLETED;
}

bool coop__is_end(const coop__event_word *word)
{
    return word->end != COOP__END_NONE;
}

bool coop__is_entry_into_force(const coop__event_word *word)
{
    return word->legal == COOP__LEGAL_IN_FORCE;
}

coop__window coop__first_event_of(const coop_dataset *data, int64_t row, coop__moment moment,
                                  coop__is_of_kind *is_it)
{
    coop__window first = {COOP_DATE_OPEN_LAST, COOP_DATE_OPEN_LAST};
    for (int64_t i = data->first_event[row]; i < data->first_event[row + 1]; i++) {
        const coop__event *event = &data->events[i];
        if (event->word == NULL || !is_it(event->word) ||
            event->known.first > moment.as_known) {
            continue;
        }
        bool is_sure = event->known.last <= moment.as_known;
        first.first = event->date.first < first.first ? event->date.first : first.first;
        first.last = is_sure && event->date.last < first.last ? event->date.last : first.last;
    }
    return first;
}

/* ---- as columns ---- */

static const char *const legal_words[] = {"none",     "announced", "negotiating",
                                          "signed",   "ratified_partial", "ratified",
                                          "in_force", NULL};
const char *const coop__work_words[] = {"unreported", "unknown",   "not_started",
                                         "started",    "stalled",   "suspended",
                                         "completed",  "operational", NULL};
const char *const coop__end_words[] = {"no", "cancelled", "superseded", "expired", NULL};

static uint32_t legal_mask(const void *model, int64_t row, coop__moment moment)
{
    return coop__status_at(model, row, moment).legal;
}

static uint32_t work_mask(const void *model, int64_t row, coop__moment moment)
{
    return coop__status_at(model, row, moment).work;
}

static uint32_t end_mask(const void *model, int64_t row, coop__moment moment)
{
    return coop__status_at(model, row, moment).end;
}

const coop__computed coop__status_columns[] = {
    {"agreement", "legal", "furthest legal status as of the day", legal_words, legal_mask},
    {"agreement", "work", "status of the work as of the day", coop__work_words, work_mask},
    {"agreement", "ended", "whether and how it ended by the day", coop__end_words, end_mask},
    {NULL, NULL, NULL, NULL, NULL},
};
