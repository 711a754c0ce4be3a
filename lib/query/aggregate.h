/* aggregate.h -- what the engine's own aggregates share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__AGGREGATE_H
#define COOP__AGGREGATE_H

#include "state.h"

/* Rows of one group that are taken at once. */
#define COOP__CHUNK 256

extern const coop__aggregate coop__count_aggregate, coop__share_aggregate, coop__sum_aggregate,
    coop__mean_aggregate, coop__variance_aggregate, coop__min_aggregate, coop__max_aggregate,
    coop__first_aggregate, coop__last_aggregate, coop__quantile_aggregate, coop__median_aggregate,
    coop__distinct_aggregate, coop__hhi_aggregate, coop__gini_aggregate, coop__theil_aggregate,
    coop__km_aggregate, coop__km_quantile_aggregate;

/* ---- arguments ---- */

/* Kinds of values as bits. */
#define COOP__TAKES(kind) (1u << (kind))
#define COOP__TAKES_NUMBERS                                                                        \
    (COOP__TAKES(COOP__INTEGER) | COOP__TAKES(COOP__NUMBER) | COOP__TAKES(COOP__MONEY))

/* TYPE unless the argument is of one of the kinds. Looks too whether its amounts may be of several
 * currencies: then rows are taken singly, by coop__update_by_scatter or an update that calls
 * coop__check_currencies; CONFLICT where that can only be told behind a reference. */
coop_status coop__take_argument(coop__call *call, int64_t argument, unsigned kinds,
                                coop_error *err);
/* Amounts of two currencies, or of one and of none, are a CONFLICT. */
coop_status coop__check_currencies(const coop__call *call, const coop__selection *rows,
                                   coop_error *err);
/* The value of an argument that is the same for all rows. TYPE if it is missing, or hangs on a
 * column. */
coop_status coop__take_constant(const coop__call *call, int64_t argument, coop__value *out,
                                coop_error *err);
/* The same as a number from least to most: TYPE, RANGE. */
coop_status coop__take_number(const coop__call *call, int64_t argument, double least, double most,
                              double *out, coop_error *err);

/* ---- values ---- */

/* A value of a vector's element as a key, and back; see multiset.h. */
int64_t coop__key_of(const coop__vector *values, int64_t i);
coop__value coop__value_of_key(const coop__program *program, int64_t key);
/* A key as a double: amounts in units. */
double coop__number_of(const coop__program *program, int64_t key);
/* 10^scale of a program's amounts, else 1. */
double coop__units_of(const coop__program *program);
coop_type coop__type_of_values(const coop__program *program);

/* Adds counts. LIMIT beyond 2^63 - 1. */
coop_status coop__add_count(int64_t *count, int64_t more, coop_error *err);
coop_status coop__add_wide(coop__int128 *sum, coop__int128 more, coop_error *err);

/* The part of the member of this rank when v is split equally among so many: parts differ by one
 * minor unit at most, the first by the order of their words get it, and they add up to v. */
int64_t coop__equal_part(int64_t v, int64_t parts, int64_t rank);
/* CONFLICT where a sum under each() would count a row once for every member. */
coop_status coop__check_each(const coop__call *call, const char *what, coop_error *err);
bool coop__splits_equally(const coop__call *call);

/* States of one call lie call->state_size apart. */
static inline void *coop__state_at(const coop__call *call, void *states, int64_t group)
{
    return (char *)states + (size_t)group * call->state_size;
}

/* ---- ledgers ---- */

/* Opens a ledger of groups and classes where their slots fit, and where what `added` gives can be added
 * up for many rows; NULL: rows are only counted. False: no memory. */
bool coop__ledger_open(coop__ledger *ledger, coop__arena *arena, int64_t n_groups, int64_t n_classes,
                      const coop__step *added);
/* The call's ledger with room for n more rows; NULL: rows go into states at once. */
coop__ledger *coop__ledger_of(coop__lane *lane, const coop__call *call, void *states, int64_t n);
/* Takes the rows of a batch by class (NULL: all 0); x NULL: they are only counted. */
void coop__ledger_take(coop__ledger *ledger, coop__lane *lane, const coop__batch *batch,
                      const uint8_t *classes, const int64_t *x);
/* Moves everything into the states. */
void coop__ledger_settle(const coop__call *call, coop__ledger *ledger, void *states);

/* What share(test, weight) does. */
coop_status coop__weighted_bind(coop__call *call, coop_error *err);
coop_status coop__weighted_update(const coop__call *call, void *state,
                                  const coop__selection *rows, coop_error *err);
coop_status coop__weighted_scatter(const coop__call *call, coop__lane *lane, void *states,
                                   const coop__batch *batch, coop_error *err);
bool coop__weighted_open_ledger(const coop__call *call, coop__lane *lane, int64_t n_groups);
void coop__weighted_settle(const coop__call *call, const coop__ledger *ledger, void *states);
int64_t coop__weighted_rows(const void *state);
coop_status coop__weighted_merge(const coop__call *call, void *state, const void *other,
                                 coop_error *err);
coop_status coop__weighted_write(const coop__call *call, const void *state, coop__buffer *out,
                                 coop_error *err);
coop_status coop__weighted_read(const coop__call *call, void *state, coop__reader *in,
                                coop_error *err);
coop_status coop__weighted_finish(const coop__call *call, const void *state,
                                  coop__value *outputs, coop_error *err);

/* Memory for results: lives as long as the query, on its own thread. */
coop__arena *coop__results_arena(const coop__call *call);

/* Under bounds a value comes as least and most as soon as a date in the query may be imprecise. */
bool coop__has_doubt(const coop__call *call);
coop_status coop__pair_of_outputs(coop__call *call, bool is_pair, coop_type type, int32_t scale,
                                  coop_error *err);

/* A state of count that has taken n rows. */
void coop__count_set(void *state, int64_t n);

coop__value coop__integer_value(int64_t integer);
coop__value coop__number_value(double number); /* NaN: missing */

#endif
