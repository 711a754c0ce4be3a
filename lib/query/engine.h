/* engine.h -- running a bound query: selections, groups, aggregates.
 * The engine knows no nation: what is particular to a register comes in by a coop__registry.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ENGINE_H
#define COOP__ENGINE_H

#include "vector.h"

/* Why a selected row is not certain; and whether the cut lets it be counted. Parts and wholes are
 * marked twice: by any selected row, and by one that is surely selected. */
enum {
    COOP__POSSIBLE_TEST = 1,       /* the where test hangs on an imprecise date */
    COOP__POSSIBLE_TIME = 2,       /* its own date straddles the day of the query */
    COOP__PART = 4,                /* has a selected ancestor: not a root */
    COOP__PART_SURE = 8,           /* has one for sure */
    COOP__PART_COUNTED = 16,       /* has one that the registry counts in rates */
    COOP__PART_COUNTED_SURE = 32,
    COOP__WHOLE = 64,              /* has a selected descendant: not a leaf */
    COOP__WHOLE_SURE = 128,
    COOP__WHOLE_COUNTED = 256,     /* has one that the registry counts in rates */
    COOP__WHOLE_COUNTED_SURE = 512
};
#define COOP__POSSIBLE (COOP__POSSIBLE_TEST | COOP__POSSIBLE_TIME)

/* Selected rows in table order. */
typedef struct coop__selection {
    int64_t *rows;
    uint16_t *flags;
    int64_t n, capacity;
} coop__selection;

typedef enum coop__cut {
    COOP__CUT_DEFAULT,
    COOP__CUT_LEAVES,
    COOP__CUT_ROOTS,
    COOP__CUT_EXPLICIT,
    COOP__CUT_ALL
} coop__cut;

typedef enum coop__doubt {
    COOP__BOUNDS,
    COOP__ONLY_CERTAIN,
    COOP__ALSO_POSSIBLE
} coop__doubt;

typedef struct coop__registry coop__registry;
typedef struct coop__sharing coop__sharing;

/* A query bound to a table. */
typedef struct coop__frame {
    const coop_query *query;
    const coop__registry *registry;
    const coop_allocator *allocator;
    coop__arena *arena;
    coop__scope scope;
    coop__program *where; /* NULL: all rows */
    coop__doubt doubt;
    coop__cut cut;
    bool has_doubt_test;  /* where, or a group key, may be neither true nor false */
    bool has_doubt_time;  /* the table's own date is imprecise */
    bool has_each;        /* a row may be in several groups for sure */
    bool overflow;
    atomic_bool no_memory; /* for a text: told as an overflow, see coop__scope */
    const coop__selection *selected; /* all rows of the query, once they are selected */
    coop__sharing *sharing;          /* NULL: a sum under each() is refused */
    const coop__item *by;            /* n_by keys, once they are bound */
    int64_t n_by;
    const coop__value *keys;         /* of the group that is taken singly just now */
    const coop_date *days;           /* of a series, in order */
    int64_t n_days;                  /* 0: as_of is one day */
    bool is_sweep;                   /* all days of the series are taken in one pass */
    bool spreads_late;               /* every aggregate can be spread from sets to members */
} coop__frame;

/* ---- aggregates ---- */

#define COOP__OUTPUTS_MOST 16
#define COOP__ARGUMENTS_MOST 3

typedef struct coop__output {
    const char *name;
    coop_type type;
    int32_t scale;
} coop__output;

typedef struct coop__aggregate coop__aggregate;
typedef struct coop__reader coop__reader;

#define COOP__PARTS_MOST 64

/* An aggregate as it stands in a query. */
typedef struct coop__call {
    const coop__aggregate *aggregate;
    coop__item *item;
    const coop__frame *frame;
    coop__output outputs[COOP__OUTPUTS_MOST];
    int64_t n_outputs;
    int64_t choice;   /* what the aggregate decided while binding, e.g. which definition */
    double parameter; /* likewise, e.g. which quantile */
    int64_t key;      /* likewise, a value as the key of a multiset */
    size_t state_size;
    bool is_whole; /* only update will do */
    bool takes_words; /* the aggregate reads words by itself, where no vector holds them */
    /* Arguments as vectors, for scatter; codes[i].n is 0 for one that is only read while binding. */
    coop__code codes[COOP__ARGUMENTS_MOST];
    int64_t index, state; /* place among the calls; of the call whose state this one reads */
    const struct coop__sweep *sweep; /* of a test that hangs on the day of a series; NULL: none */
} coop__call;

/* A test of one column that, day by day of a series, becomes true and stays so. Groups are
 * day * n_rest + rest; a row counts as true from the group of its later day on. */
typedef struct coop__sweep {
    coop__domain domain;
    const uint32_t *start; /* by cell, the missing one last: day it becomes true on * n_rest */
    const uint32_t *rest;  /* of a group */
    uint32_t n_groups;     /* where rows go that never are true: one behind the last group */
    uint32_t n_rest;       /* groups of a day */
    const uint16_t *slots; /* by cell: number of the day * n_groups, then never, then missing; NULL:
                              they do not fit */
    bool is_unknown;       /* of a missing value */
} coop__sweep;

/* Rows of a strip, each in a group. Under each() a row is there once for each member of its set. */
typedef struct coop__batch {
    const coop__strip *strip;
    int64_t n_groups;
    const uint8_t *few;     /* groups as bytes, where there are at most COOP__FEW; else NULL */
    const uint32_t *groups; /* NULL until coop__groups_of is asked, where there are few */
    const uint16_t *parts;  /* members of the row's set; NULL outside each() */
    const uint16_t *ranks;  /* place of this member among them, in the order of the words */
    const uint16_t *sizes;  /* by group, where each() is spread in the end: members of its sets,
                               at least 2 */
} coop__batch;

/* What one thread counts and adds up of a call before it goes into states: a slot for each class of
 * arguments in each dense group, class * n_groups + group. A row is one addition or two then, and
 * no test of overflow. */
typedef struct coop__ledger {
    uint32_t *counts; /* NULL: rows go into states at once */
    uint64_t *sums;   /* NULL: rows are only counted */
    int64_t n_groups, n_classes;
    int64_t n_rows, rows_most; /* since the last settling, and before a slot may overflow */
} coop__ledger;

/* What one thread works with. */
typedef struct coop__lane {
    coop__arena arena;
    coop__runner *runners; /* COOP__ARGUMENTS_MOST a call */
    uint32_t *groups;      /* rooms for a strip */
    int64_t *wide;
    uint8_t *valid;
    uint32_t *cells;
    int64_t *sums; /* COOP__SUMS_ROOM, for what aggregates add up within a strip */
    coop__ledger *ledgers; /* one a call */
    uint16_t *slots;
    uint8_t *classes;
} coop__lane;

#define COOP__SUMS_ROOM 2048

/* Values of an argument at the rows of a batch, borrowed until the next strip. */
coop__vector coop__argument(coop__lane *lane, const coop__call *call, int64_t argument,
                            const coop__batch *batch);
/* The same integers in 64 bits. */
const int64_t *coop__integers_of(coop__lane *lane, const coop__vector *vector, int64_t n);
const uint32_t *coop__groups_of(coop__lane *lane, const coop__batch *batch);

/* A statistic of groups of rows. Its state is a value that can be merged: rows may be taken in any
 * order, in any number of parts, and the bytes of the result are the same. */
struct coop__aggregate {
    const char *name, *meaning;
    int32_t least, most;   /* arguments */
    size_t state_size;     /* a state begins as zero bytes, and may be moved; bind may set the
                              call's own */
    int32_t n_of_state;    /* leading arguments that the state hangs on: calls that agree in their
                              number, in them and in merge share one state */
    bool sweeps;           /* scatter knows call->sweep, where there is one argument */
    bool takes_doubt;      /* update knows possible rows */
    coop__cut cut;         /* where the query names none */
    /* Checks the arguments' types and names the outputs. */
    coop_status (*bind)(coop__call *call, coop_error *err);
    /* Takes all rows of one group into its state; NULL: scatter does. */
    coop_status (*update)(const coop__call *call, void *state, const coop__selection *rows,
                          coop_error *err);
    /* Takes rows of many groups into their states, which lie in a row from states on. NULL: the
     * aggregate needs to see all rows of a group at once. */
    coop_status (*scatter)(const coop__call *call, coop__lane *lane, void *states,
                           const coop__batch *batch, coop_error *err);
    /* Opens the ledger that scatter uses, of so many dense groups, or leaves it as it is; and moves what
     * it holds into the states. NULL: scatter knows no ledger. False: no memory. */
    bool (*open_ledger)(const coop__call *call, coop__lane *lane, int64_t n_groups);
    void (*settle)(const coop__call *call, const coop__ledger *ledger, void *states);
    /* Rows that a state has taken by scatter; NULL: it does not know. */
    int64_t (*n_rows)(const coop__call *call, const void *state);
    /* Adds a state to another; memory comes from the arena. */
    coop_status (*merge)(const coop__call *call, coop__arena *arena, void *state,
                         const void *other, coop_error *err);
    /* Adds to the state of a member what a state of sets of so many members holds for the one of
     * this rank; NULL: as merge does. Amounts that are split know of COOP__PARTS_MOST members. */
    coop_status (*spread)(const coop__call *call, void *state, const void *of_sets, int64_t parts,
                          int64_t rank);
    /* Appends the state's value to `out` in the one form that it has, see state.h; and reads it into
     * a state of zero bytes, trusting nothing. NULL: there is no such form. */
    coop_status (*serialise)(const coop__call *call, coop__arena *arena, const void *state,
                             coop__buffer *out, coop_error *err);
    coop_status (*restore)(const coop__call *call, coop__arena *arena, void *state,
                           coop__reader *in, coop_error *err);
    /* Fills one value an output. */
    coop_status (*finish)(const coop__call *call, const void *state, coop__value *outputs,
                          coop_error *err);
};

/* Adds an output `base` + suffix, base being the given name or name_argument. */
coop_status coop__call_output(coop__call *call, const char *suffix, coop_type type, int32_t scale,
                              coop_error *err);
/* Counts of a share as the nine outputs of a rate: value, limits, bounds, counts. */
coop_status coop__share_outputs(coop__call *call, coop_error *err);
coop_status coop__share_finish(const coop__call *call, int64_t hits, int64_t known, int64_t total,
                               coop__value *outputs, coop_error *err);

typedef enum coop__presence {
    COOP__OUT,
    COOP__MAYBE_IN, /* the row is possible, or what keeps it out of the cut is */
    COOP__IN
} coop__presence;

/* Whether a row counts under the cut of the query, or the fallback where it names none. */
coop__presence coop__in_cut(coop__cut cut, coop__cut fallback, uint16_t flags);

/* CONFLICT under the explicit cut for a row of which another selected row is the whole. */
coop_status coop__check_explicit(const coop__frame *frame, const coop__selection *rows,
                                 uint16_t part, coop_error *err);

/* A sum as an interval, in minor units. */
typedef struct coop__total {
    int64_t least, most;
    bool is_open;  /* no upper limit is known */
    bool is_empty; /* no row has an amount */
} coop__total;

struct coop__registry {
    const coop__aggregate *const *aggregates; /* ended by NULL; looked up before the engine's own */
    const coop__computed *computed;           /* ended by a NULL name */
    const void *model;
    coop_date as_of; /* the register's own day */
    /* True if amounts of this table stand in relations to each other, so that total() sums them. */
    bool (*has_relations)(const void *model, const coop__entry *entry);
    /* The sum of a money column of such a table over some of the selected rows. */
    coop_status (*total)(const coop__call *call, const coop__column *amount,
                         const coop__selection *rows, coop__total *out, coop_error *err);
    /* True for rows that a rate ranges over: a document does not stand for its commitment. */
    bool (*is_counted)(const void *model, const coop__entry *entry, int64_t row);
    /* True if as_known has a meaning for a table without a known column. */
    bool (*is_known_by_events)(const void *model, const coop__entry *entry);
};

/* ---- running ---- */

/* Reads from, as_of, as_known, cut and uncertain; the frame lives as long as the arena. */
coop_status coop__frame_read(coop__frame *frame, coop__arena *arena, const coop__catalog *catalog,
                             const coop__registry *registry, const coop_query *query,
                             coop_error *err);
/* Binds where for the day of the frame. */
coop_status coop__bind_rows(coop__frame *frame, coop_error *err);
/* Parses and binds by; each() marks a set whose members are groups. */
coop_status coop__bind_by(coop__frame *frame, coop__item **by, int64_t *n_by, coop_error *err);
/* Both reading and binding of rows, for one day. */
coop_status coop__frame_open(coop__frame *frame, coop__arena *arena, const coop__catalog *catalog,
                             const coop__registry *registry, const coop_query *query,
                             coop_error *err);

/* Rows that the query selects, flagged. */
coop_status coop__select(coop__frame *frame, coop__selection *out, coop_error *err);

/* Appends in the arena. */
bool coop__selection_add(coop__arena *arena, coop__selection *selection, int64_t row,
                         uint16_t flags);

/* Groups of a selection. values: n_groups x n_keys; rows: a selection a group. */
typedef struct coop__groups {
    coop__value *keys;
    coop__selection *rows;
    int64_t n, n_keys, capacity;
} coop__groups;

/* A key's value as bytes that are equal for equal values. False: no memory. */
bool coop__key_bytes(coop__buffer *key, const coop__value *value);
/* Makes the key that is shown the same whichever row came first: a set is in the order of its
 * words. False: no memory. */
bool coop__key_shown(coop__arena *arena, coop__value *key);

coop_status coop__group(coop__frame *frame, coop__item *by, int64_t n_by,
                        const coop__selection *selection, coop__groups *out, coop_error *err);

/* One aggregated or listed row before it is ordered. */
typedef struct coop__result {
    coop__output *outputs;
    int64_t n_outputs;
    coop__value *values; /* n_rows x n_outputs */
    int64_t n_rows;
    int64_t *sample; /* a table row of each result row, for ordering by paths */
    bool is_swept;   /* holds every day of a series */
} coop__result;

/* A day or a series of days: "2024-Q1/2025-Q4 by quarter" are the last days of its quarters. */
coop_status coop__series_parse(coop__arena *arena, const char *text, coop_date **out, int64_t *n,
                               coop_error *err);
/* Appends the rows of one day, with the day as column as_of before them. */
coop_status coop__add_day(coop__frame *frame, const coop__result *one, coop__result *all,
                          coop_error *err);

/* Puts the output as_of before the others of a result without rows. */
coop_status coop__name_day(coop__frame *frame, coop__result *result, coop_error *err);

/* Names an output after its expression. */
coop_status coop__name_output(coop__frame *frame, const coop__item *item, coop__output *out,
                              coop_error *err);
/* CONFLICT where two outputs have one name. */
coop_status coop__check_names(const coop__result *result, coop_error *err);
/* Leaves the rows that having keeps. */
coop_status coop__having(coop__frame *frame, coop__result *result, coop_error *err);
/* The first n rows of an order as a table. */
coop_status coop__result_table(coop__frame *frame, const coop__result *result,
                               const int64_t *order, int64_t n, coop_table **out, coop_error *err);
/* A select of plain columns. */
coop_status coop__list_rows(coop__frame *frame, coop__item *items, int64_t n_items,
                            coop__result *out, coop_error *err);

/* Makes room for rows of a result; outputs that are named already stay. */
coop_status coop__result_new(coop__frame *frame, int64_t n_outputs, int64_t n_rows,
                             coop__result *out, coop_error *err);

/* Groups and aggregates strip by strip, on as many threads as pay. *done is false where a clause
 * needs all rows of a group at once or may be in doubt: then nothing was done. */
coop_status coop__stream(coop__frame *frame, coop__item *by, int64_t n_by, coop__call *calls,
                         int64_t n_calls, coop__result *result, bool *done, coop_error *err);

/* Takes the rows of one group into a state by the aggregate's scatter. */
coop_status coop__update_by_scatter(const coop__call *call, coop__lane *lane, void *state,
                                    const coop__selection *rows, coop_error *err);
/* False: no memory. */
bool coop__lane_open(coop__lane *lane, const coop__call *calls, int64_t n_calls, int64_t room);

/* True if order_by names something else than outputs, which is read from a row of the group. */
coop_status coop__order_needs_rows(coop__frame *frame, const coop__result *result, bool *needs,
                                   coop_error *err);

/* Permutation of the result's rows by order_by, then by the first n_keys outputs, then by place. */
coop_status coop__sort(coop__frame *frame, const coop__result *result, int64_t n_keys,
                       const coop__item *by, int64_t n_by, int64_t **out, coop_error *err);

/* Binds the aggregates of a select: arguments, outputs, and which states are one. */
coop_status coop__bind_calls(coop__frame *frame, coop__item *items, int64_t n, coop__call **out,
                             coop_error *err);

/* The engine's own aggregates, ended by NULL. */
extern const coop__aggregate *const coop__aggregates[];

/* A query bound for one day. */
typedef struct coop__bound {
    coop__item *by, *items;
    int64_t n_by, n_items;
    coop__call *calls; /* n_items of them, where it is aggregated */
    bool is_aggregated;
} coop__bound;

/* How a bound query would run, a row a part of it. */
coop_status coop__explain(coop__frame *frame, const coop__bound *query, coop_table **out,
                          coop_error *err);
coop_status coop__query_explain(const coop__catalog *catalog, const coop__registry *registry,
                                const coop_query *query, coop_table **out, coop_error *err);

/* Runs the whole query. */
coop_status coop__query_execute(const coop__catalog *catalog, const coop__registry *registry,
                                const coop_query *query, coop_table **out, coop_error *err);

#endif
