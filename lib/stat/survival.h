/* survival.h -- internal face of life tables, curves and the tests over them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SURVIVAL_H
#define COOP__SURVIVAL_H

#include <stdbool.h>

#include <coopstat/proportion.h>
#include <coopstat/survival.h>

#include "strata.h"

/* Weights are whole numbers of 2^-62, so that sums are exact and no order changes them. */
enum { coop__life_unit_bits = 62 };

/* Cells of one time: entered, censored, then events by cause. */
struct coop_life_table {
    coop_allocator a;
    double *time;        /* n_times, increasing */
    coop__int128 *cells; /* n_times x (2 + n_causes) */
    int64_t n_times;
    int64_t capacity; /* of both arrays, in times */
    int64_t n_rows;
    coop__int128 from_start; /* at risk before the first time */
    coop__int128 cases;
    int32_t n_causes;
    bool is_whole; /* all weights are whole numbers of cases */
};

/* An empty table with room for `capacity` times; NULL when there is no memory. */
coop_life_table *coop__life_table_new(const coop_allocator *a, int64_t capacity, int32_t n_causes);

/* What happens at one time. */
typedef struct coop__life_row {
    double time;
    coop__int128 at_risk;
    coop__int128 entered;
    coop__int128 censored;
    coop__int128 events;        /* of all causes */
    const coop__int128 *causes; /* n_causes; borrowed */
} coop__life_row;

/* A walk over the rows of a table, in order of time. */
typedef struct coop__life_walk {
    const coop_life_table *table;
    coop__int128 at_risk; /* behind the last row that was given */
    int64_t next;
} coop__life_walk;

coop__life_walk coop__life_walk_of(const coop_life_table *table);
bool coop__life_walk_next(coop__life_walk *walk, coop__life_row *out); /* false at the end */

/* Cases of a sum of weights. */
double coop__life_cases(coop__int128 sum);

/* Walks over several tables at once: each time of any of them, with all that is at risk there. */
typedef struct coop__life_front {
    coop__life_walk walk;
    coop__life_row row; /* the next one that is not passed yet */
    bool has_row;
} coop__life_front;

void coop__life_fronts_begin(coop__life_front *fronts, const coop_life_table *const *tables,
                             int64_t n);
/* The least time that is ahead; false when there is none. */
bool coop__life_fronts_time(const coop__life_front *fronts, int64_t n, double *out);
/* Goes past that time. */
void coop__life_fronts_pass(coop__life_front *fronts, int64_t n, double time);

/* Group's cases at risk, events of all causes and of one (from 0 on) at a time of the fronts. */
typedef struct coop__life_state {
    double at_risk;
    double events;
    double of_cause;
} coop__life_state;

coop__life_state coop__life_front_state(const coop__life_front *front, double time, int32_t cause);

/* Checks what both families of tests are given; n_causes is that of the first table. */
coop_status coop__life_groups_check(const coop_life_groups *groups, int32_t *n_causes,
                                    coop_error *err);

/* Statistic, df and p of a vector of scores with covariance v (n x n, of which a copy is made in
 * scratch): a generalised inverse, so that any linear dependence is allowed. Returns df. */
int64_t coop__score_test(const double *score, const double *v, int64_t n, double *scratch,
                         double *statistic);

/* 64-bit keys with something to carry. */
typedef struct coop__keyed {
    uint64_t key;
    int64_t value;
} coop__keyed;

/* Sorts by key, equal ones stay in order; the result is in `items`. other: n items of scratch. */
void coop__keyed_sort(coop__keyed *items, coop__keyed *other, int64_t n);

enum { coop__curve_name_size = 24 };

/* A curve under construction is one that is not given out yet. */
typedef struct coop__curve_column {
    char name[coop__curve_name_size];
    double *values; /* capacity of the curve */
    double start;   /* before the first time; NaN: nothing */
} coop__curve_column;

struct coop_curve {
    coop_allocator a;
    coop__curve_column *columns;
    double *values; /* of all columns */
    int64_t n_columns;
    int64_t n;
    int64_t capacity; /* of each column */
};

/* NULL when there is no memory. Columns have no names yet. */
coop_curve *coop__curve_new(const coop_allocator *a, int64_t n_columns, int64_t capacity);
void coop__curve_name(coop_curve *curve, int64_t column, const char *name, double start);

/* Sets limits of a probability s inside (0, 1), rest = 1 - s, v its relative variance. */
typedef struct coop__survival_limit {
    const char *name;
    bool is_flat_at_1; /* the formula gives [1, 1] for s = 1 */
    coop_interval (*limits)(double s, double rest, double v, double z);
} coop__survival_limit;

/* NOT_FOUND; NULL: the default. */
coop_status coop__survival_limit_find(const char *name, const coop__survival_limit **out,
                                      coop_error *err);

/* Index of a name in a list that ends with NULL, 0 for NULL; NOT_FOUND says what there is. */
coop_status coop__method_find(const coop_survival_method *methods, const char *kind,
                              const char *name, int64_t *out, coop_error *err);

/* RANGE; *out is 0.95 for 0. */
coop_status coop__survival_level(double level, double *out, coop_error *err);

/* Reads what the caller's struct_size covers of an options struct; NULL: out stays. */
coop_status coop__options_take(void *out, const void *options, size_t size, const char *type,
                               coop_error *err);

#endif
