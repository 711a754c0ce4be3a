/* dataset.h -- a register as the model sees it: tables, and indexes over events and relations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__DATASET_H
#define COOP__DATASET_H

#include <coopstat/dataset.h>

#include "../query/engine.h"

/* ---- status ---- */

enum { /* bit numbers in a status mask of the legal scale, in order */
    COOP__LEGAL_NONE,
    COOP__LEGAL_ANNOUNCED,
    COOP__LEGAL_NEGOTIATING,
    COOP__LEGAL_SIGNED,
    COOP__LEGAL_RATIFIED_PARTIAL,
    COOP__LEGAL_RATIFIED,
    COOP__LEGAL_IN_FORCE
};
enum { /* of the work scale */
    COOP__WORK_UNREPORTED, /* nothing was reported since it began */
    COOP__WORK_UNKNOWN,    /* it was looked for and not found */
    COOP__WORK_NOT_STARTED,
    COOP__WORK_STARTED,
    COOP__WORK_STALLED,
    COOP__WORK_SUSPENDED,
    COOP__WORK_COMPLETED,
    COOP__WORK_OPERATIONAL
};
enum { /* of the ends */
    COOP__END_NONE,
    COOP__END_CANCELLED,
    COOP__END_SUPERSEDED,
    COOP__END_EXPIRED
};
#define COOP__BIT(n) ((uint32_t)1 << (n))

/* What an event means. */
typedef struct coop__event_word {
    const char *word;
    int8_t legal; /* furthest status it reaches, -1: says nothing of it */
    int8_t work;  /* status it sets, -1: says nothing of it */
    int8_t end;   /* COOP__END_NONE: no end */
    bool is_step; /* sets work only where it is not completed or operational */
    bool is_by_party; /* with a party named, one party's part of it */
} coop__event_word;

/* An event, dates and knowledge as spans. */
enum { COOP__PARTY_NONE = -1, COOP__PARTY_OTHER = -2 };
typedef struct coop__event {
    coop_span date, known;
    const coop__event_word *word; /* NULL: a word of no meaning here */
    int64_t party; /* place of the party in the agreement's list; NONE named, or OTHER than those */
    int64_t place; /* row of the event table: of two events on one day the later one comes last */
} coop__event;

/* Status sets of an agreement at a moment: a bit for every status that it may have. */
typedef struct coop__status_sets {
    uint32_t legal, work, end;
    coop_date last_report; /* last day of the newest event that surely happened, NONE: no event */
} coop__status_sets;

/* How amounts stand to each other. Rows that measure one thing (alternative, same) are one thing,
 * and relations hold between things: a part of a thing is a part of each measurement of it. */
typedef struct coop__relations {
    int64_t n_things;
    int64_t *thing_of;              /* by row of investment, -1: a row without relations */
    int64_t *first_member, *member; /* rows of a thing: n_things + 1 starts, and rows */
    int64_t *first_up, *up;         /* its wholes, and what it refinances */
    int64_t *first_down, *down;     /* its parts */
    int64_t (*overlaps)[2];         /* pairs of things */
    int64_t n_overlaps;
} coop__relations;

/* Members of a descriptor that only describe, as JSON: "title": "...", "licenses": [...] */
typedef struct coop__field_about {
    const char *members; /* of the field */
    const char *own;     /* of its extension */
} coop__field_about;
typedef struct coop__table_about {
    const char *members;
    const char *key;           /* primary key of several fields, "": none */
    coop__field_about *fields; /* by column */
} coop__table_about;
typedef struct coop__about {
    const char *package;
    coop__table_about *tables; /* by entry; NULL: tables that the caller built */
} coop__about;

struct coop_dataset {
    coop_allocator allocator;
    coop__arena arena;
    coop__catalog catalog;
    coop_date as_of;
    const char *title, *version;
    coop__about about;
    const coop__entry *agreement; /* NULL where the register has none */
    const coop__column *instrument; /* of agreement, a code, or NULL */
    const coop__column *parties;    /* of agreement, a set, or NULL */
    coop__event *events;          /* sorted by agreement, date, place in the table */
    int64_t *first_event;         /* n_agreements + 1 starts */
    coop__relations relations;    /* of investment */
};

/* An empty register with its own copy of the allocator; NULL when there is no memory. */
coop_dataset *coop__dataset_new(const coop_allocator *allocator);

/* Builds the indexes once all tables, keys and links are there. */
coop_status coop__dataset_finish(coop_dataset *data, coop_error *err);

/* Index of the events; called by coop__dataset_finish. */
coop_status coop__status_index(coop_dataset *data, coop_error *err);

/* Pairs of rows of `investment` that are one flow as payer and payee tell it: of one measure, amount
 * and currency, on days that may be one, reported_by the funder and by the recipient. Memory is of
 * the scratch. */
coop_status coop__two_sided(const coop_dataset *data, coop__arena *scratch, int64_t (**out)[2],
                            int64_t *n_out, coop_error *err);

/* Classes as a forest: first[i] is i for the first member, else leads to it. Gives the first member
 * of the class of i; joins two classes. */
int64_t coop__class_first(int64_t *first, int64_t i);
void coop__class_join(int64_t *first, int64_t a, int64_t b);

/* Lists by thing: of each pair, pair[key] is the thing and the other one goes into its list, in the
 * order of the pairs. List i is (*items)[(*first)[i]] to (*items)[(*first)[i + 1] - 1]. */
bool coop__make_lists(coop__arena *arena, int64_t n_things, int64_t (*pairs)[2], int64_t n,
                      int key, int64_t **first, int64_t **items);

/* Every status that some choice of days inside the events' spans gives, and no other: the days of
 * an event and of its being known are taken to be independent of each other and of other events. */
coop__status_sets coop__status_at(const coop_dataset *data, int64_t row, coop__moment moment);

/* The days on which the first event of a kind may have happened, as known at the moment: none
 * before the first, one for sure by the last; COOP_DATE_OPEN_LAST: none may, or none is sure. */
typedef struct coop__window {
    int64_t first, last;
} coop__window;
typedef bool coop__is_of_kind(const coop__event_word *word);
bool coop__is_completion(const coop__event_word *word);
bool coop__is_end(const coop__event_word *word);
bool coop__is_entry_into_force(const coop__event_word *word);
coop__window coop__first_event_of(const coop_dataset *data, int64_t row, coop__moment moment,
                                  coop__is_of_kind *is_it);

/* Computed columns legal, work and ended of agreement; ended by a NULL name. */
extern const coop__computed coop__status_columns[];

/* Words of the work scale and of the ends by bit number, ended by NULL. */
extern const char *const coop__work_words[];
extern const char *const coop__end_words[];

/* The meaning of an event's word; NULL for none. */
const coop__event_word *coop__event_word_find(const char *word, size_t n);

/* ---- the registry ---- */

coop__registry coop__registry_of(const coop_dataset *data);

extern const coop__aggregate coop__rate_aggregate;

/* True for an agreement row whose role is commitment, or that has none. */
bool coop__is_commitment(const void *model, const coop__entry *entry, int64_t row);

bool coop__has_relations(const void *model, const coop__entry *entry);
coop_status coop__related_total(const coop__call *call, const coop__column *amount,
                                const coop__selection *rows, coop__total *out, coop_error *err);

/* Word of a code column by name, NULL when the column or the value is missing. */
const char *coop__word_of(const coop__entry *entry, const char *column, int64_t row);

#endif
