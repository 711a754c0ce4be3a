/* tree.h -- one sum of related amounts while it is made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__TREE_H
#define COOP__TREE_H

#include "../core/sum.h"
#include "project_tree.h"

/* Columns of `investment`; NULL where a register has none. */
typedef struct coop__tree_columns {
    const coop__entry *investment;
    const coop__column *amount, *low, *high, *date;
} coop__tree_columns;

/* A row of the sum. */
typedef struct coop__tree_node {
    int64_t row;
    int64_t thing;       /* -1: it has no relations */
    int64_t least, most;
    bool is_open, has_amount, is_possible;
} coop__tree_node;

typedef enum coop__thing_state {
    COOP__THING_ABSENT,
    COOP__THING_PART,    /* its whole is there: it does not count */
    COOP__THING_COUNTED
} coop__thing_state;

/* A thing as its rows in the sum measure it. */
typedef struct coop__tree_thing {
    coop__thing_state state;
    int64_t row;     /* its first one */
    int64_t n, n_sure;
    int64_t least, most;           /* of all its rows */
    int64_t sure_least, sure_most; /* largest least and smallest most of those that surely are in */
    bool is_open;                  /* some row has no upper limit */
    bool is_sure_open;             /* none that surely is in has one */
    int64_t best;                  /* rank of the best that surely is in */
    bool has_best;
    bool is_possible;
} coop__tree_thing;

typedef struct coop__tree {
    coop__tree_sum sum;
    coop__tree_columns columns;
    const coop__relations *relations;
    coop__arena *arena;
    coop__tree_node *nodes;
    int64_t n;
    bool has_things; /* some row has relations: then, by thing */
    coop__tree_thing *things;
    int64_t *stamp, *queue; /* of a walk */
    int64_t round;
    int64_t (*pairs)[2];    /* things that are counted and overlap */
    int64_t n_pairs, pair_capacity;
    coop_error *err;
} coop__tree;

typedef struct coop__tree_interval {
    coop__int128 least, most;
    bool is_open;
    int64_t n_counted, n_overlapping;
} coop__tree_interval;

/* The id of a row of investment. */
const char *coop__tree_id(const coop__tree *t, int64_t row);

/* A row with its amount. */
coop__tree_node coop__tree_read(const coop__tree *t, int64_t row);

/* What can be reached from a thing, into t->queue; how many there are. A thing at which stops is
 * set is reached and not passed. */
int64_t coop__tree_walk(coop__tree *t, const int64_t *first, const int64_t *next, int64_t start,
                        bool stops, bool *is_circle);

/* Whether a thing is selected with an amount that could stand in a sum with a row. */
coop__presence coop__tree_presence(const coop__tree *t, int64_t thing, int64_t beside);

/* Pairs of counted things that overlap: by a relation, or because they share a part. */
coop_status coop__tree_overlaps(coop__tree *t);

/* The sum of all counted things, group by group. */
coop_status coop__tree_things(coop__tree *t, coop__tree_interval *out);

/* Under leaves: what is left of each whole, and of all of them; CONFLICT where parts exceed it. */
coop_status coop__tree_residuals(coop__tree *t, coop__tree_total *out);

/* CONFLICT unless no two rows stand in a relation. */
coop_status coop__tree_disjoint(coop__tree *t);

#endif
