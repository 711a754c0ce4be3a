/* status.c -- the status of an agreement as of any day, as known on any day, from its events.
 * Two scales keep their own last word: legal is the furthest status reached, work is that of the
 * last event that speaks of work. An event whose date is imprecise makes the status a set while the
 * day lies inside it.
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

/* Place of an event's party among the agreement's parties, -1 when it names none of them. */
static int64_t party_place(const coop_dataset *data, const event_columns *columns, int64_t row,
                           int64_t agreement)
{
    const coop__column *parties = column_of_type(data->agreement, "parties", COOP_TYPE_SET,
                                                 COOP_TYPE_SET);
    if (columns->party == NULL || parties == NULL || !coop__is_valid(columns->party, row) ||
        !coop__is_valid(parties, agreement)) {
        return -1;
    }
    const char *party = columns->party->words.words[coop__code_at(columns->party, row)];
    coop_words words = coop__words_at(parties, agreement);
    for (int64_t i = 0; i < words.n; i++) {
        if (strcmp(words.words[words.codes[i]], party) == 0) {
            return i;
        }
    }
    return -1;
}

static coop__event event_of(const coop_dataset *data, const event_columns *columns, int64_t row,
                            int64_t agreement)
{
    coop__event event = {.date = span_of(columns->date, row)};
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

/* ---- the status at a moment ---- */

static uint32_t raise_legal(uint32_t mask, int legal)
{
    uint32_t below = COOP__BIT(legal) - 1;
    return (mask & ~below) | ((mask & below) != 0 ? COOP__BIT(legal) : 0);
}

static uint32_t set_work(uint32_t mask, const coop__event_word *word)
{
    uint32_t done = COOP__BIT(COOP__WORK_COMPLETED) | COOP__BIT(COOP__WORK_OPERATIONAL);
    if (!word->is_step) {
        return COOP__BIT(word->work);
    }
    return (mask & done) | ((mask & ~done) != 0 ? COOP__BIT(word->work) : 0);
}

/* An institution that is open has begun to work, unless more than that was reported. */
static uint32_t open_institution(uint32_t mask)
{
    uint32_t quiet = COOP__BIT(COOP__WORK_UNREPORTED) | COOP__BIT(COOP__WORK_UNKNOWN) |
                     COOP__BIT(COOP__WORK_NOT_STARTED);
    return (mask & ~quiet) | ((mask & quiet) != 0 ? COOP__BIT(COOP__WORK_STARTED) : 0);
}

typedef struct replay {
    coop__status_sets sets;
    uint64_t surely_ratified, maybe_ratified; /* a bit for each party of the list */
    bool is_institution;
} replay;

static coop__status_sets after_event(const replay *r, const coop__event *event)
{
    coop__status_sets sets = r->sets;
    const coop__event_word *word = event->word;
    bool is_part = word->is_by_party && event->party >= 0;
    int legal = is_part ? COOP__LEGAL_RATIFIED_PARTIAL : word->legal;
    if (legal >= 0) {
        sets.legal = raise_legal(sets.legal, legal);
    }
    if (word->work >= 0) {
        sets.work = set_work(sets.work, word);
    }
    if (r->is_institution && word->legal == COOP__LEGAL_IN_FORCE) {
        sets.work = open_institution(sets.work);
    }
    if (word->end != COOP__END_NONE) {
        sets.end = COOP__BIT(word->end);
    }
    return sets;
}

static void replay_event(replay *r, const coop__event *event, bool is_sure)
{
    if (is_sure && event->date.last > r->sets.last_report) {
        r->sets.last_report = event->date.last;
    }
    if (event->word == NULL) {
        return;
    }
    coop__status_sets next = after_event(r, event);
    r->sets.legal = is_sure ? next.legal : r->sets.legal | next.legal;
    r->sets.work = is_sure ? next.work : r->sets.work | next.work;
    r->sets.end = is_sure ? next.end : r->sets.end | next.end;
    if (event->word->is_by_party && event->party >= 0 && event->party < 64) {
        uint64_t bit = (uint64_t)1 << event->party;
        r->maybe_ratified |= bit;
        r->surely_ratified |= is_sure ? bit : 0;
    }
}

/* Ratified by all parties is ratified. */
static void finish_ratification(replay *r, int64_t n_parties)
{
    if (n_parties < 1 || n_parties > 64) {
        return;
    }
    uint64_t all = n_parties == 64 ? UINT64_MAX : ((uint64_t)1 << n_parties) - 1;
    if (r->surely_ratified == all) {
        r->sets.legal = raise_legal(r->sets.legal, COOP__LEGAL_RATIFIED);
    } else if (r->maybe_ratified == all) {
        r->sets.legal |= raise_legal(r->sets.legal, COOP__LEGAL_RATIFIED);
    }
}

coop__status_sets coop__status_at(const coop_dataset *data, int64_t row, coop__moment moment)
{
    replay r = {.sets = {COOP__BIT(COOP__LEGAL_NONE), COOP__BIT(COOP__WORK_UNREPORTED),
                         COOP__BIT(COOP__END_NONE), COOP_DATE_NONE}};
    const char *instrument = coop__word_of(data->agreement, "instrument", row);
    r.is_institution = instrument != NULL && strcmp(instrument, "institution") == 0;
    for (int64_t i = data->first_event[row]; i < data->first_event[row + 1]; i++) {
        const coop__event *event = &data->events[i];
        if (event->date.first > moment.as_of || event->known.first > moment.as_known) {
            continue;
        }
        replay_event(&r, event, event->date.last <= moment.as_of &&
                                    event->known.last <= moment.as_known);
    }
    const coop__column *parties =
        column_of_type(data->agreement, "parties", COOP_TYPE_SET, COOP_TYPE_SET);
    bool has_parties = parties != NULL && coop__is_valid(parties, row);
    finish_ratification(&r, has_parties ? coop__words_at(parties, row).n : 0);
    return r.sets;
}

/* ---- as columns ---- */

static const char *const legal_words[] = {"none",     "announced", "negotiating",
                                          "signed",   "ratified_partial", "ratified",
                                          "in_force", NULL};
static const char *const work_words[] = {"unreported", "unknown",   "not_started",
                                         "started",    "stalled",   "suspended",
                                         "completed",  "operational", NULL};
static const char *const end_words[] = {"no", "cancelled", "superseded", "expired", NULL};

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
    {"agreement", "work", "status of the work as of the day", work_words, work_mask},
    {"agreement", "ended", "whether and how it ended by the day", end_words, end_mask},
    {NULL, NULL, NULL, NULL, NULL},
};
