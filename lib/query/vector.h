/* vector.h -- bound programs over a strip of rows at once.
 *
 * A program is turned into steps once a query. What hangs on one column of few different values is
 * worked out once a value (or once between two constants of a comparison) and looked up; plain
 * arithmetic and comparisons are loops; what is neither is evaluated row by row. The results are
 * those of coop__evaluate on each row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__VECTOR_H
#define COOP__VECTOR_H

#include "expression.h"
#include "kernel.h"

/* How the values of a vector lie in memory. */
typedef enum coop__form {
    COOP__FORM_TRUTH, /* uint8_t: a coop__truth, missing is COOP__UNKNOWN */
    COOP__FORM_INT32,
    COOP__FORM_INT64, /* integers, minor units, days */
    COOP__FORM_DOUBLE
} coop__form;

typedef struct coop__vector {
    coop__form form;
    const void *data;
    const uint8_t *valid; /* a byte each, 1: there is a value; NULL: all have one */
} coop__vector;

/* Some rows of a table, at most COOP__STRIP. */
typedef struct coop__strip {
    int64_t first, n;
    const int64_t *rows; /* n rows; NULL: first to first + n - 1 */
} coop__strip;

typedef enum coop__step_kind {
    COOP__STEP_COLUMN,
    COOP__STEP_CONSTANT,
    COOP__STEP_RANGES, /* a test: true in some ranges of a column */
    COOP__STEP_TABLE,  /* looked up by the value of a column */
    COOP__STEP_HAS,    /* a test: a set column has a word */
    COOP__STEP_LOOP,   /* an operator of the language over whole vectors */
    COOP__STEP_ROWS    /* row by row */
} coop__step_kind;

typedef struct coop__step {
    coop__step_kind kind;
    coop__form form;
    const coop__column *column; /* COLUMN, RANGES, TABLE */
    coop__ranges ranges;
    coop__truth missing;        /* RANGES, HAS: of a row without a value */
    uint32_t code;              /* HAS */
    const void *table;          /* TABLE: a value of `form` for each of n_table, then missing */
    const uint8_t *table_valid; /* NULL: all have a value */
    int64_t table_first, n_table;
    coop__value constant;
    const coop__node *node;       /* LOOP */
    const coop__program *program; /* ROWS */
    int32_t operands[8], n_operands;
    coop__kind kind_of_value;
    int32_t scale;       /* money */
    bool may_miss;       /* some value may be missing */
    bool flips;          /* a truth is negated at the end */
    int64_t least, most; /* of integer forms: every value that is there lies between */
} coop__step;

typedef struct coop__code {
    coop__step *steps;
    int64_t n;
    coop__form form;
    const coop__scope *scope;
} coop__code;

/* Steps of a program; the last one is its value. *done is false when the program gives words or
 * sets, which no vector holds, or when it may be in doubt. */
coop_status coop__compile(const coop__program *program, const coop__scope *scope, coop__code *out,
                          bool *done, coop_error *err);

/* A code as one thread runs it, with its own memory. */
typedef struct coop__runner {
    const coop__code *code;
    coop__scope scope; /* own stack, own overflow flag */
    bool overflow;
    int64_t room;
    struct coop__slot {
        void *data;
        uint8_t *valid;
    } *slots; /* one a step */
    coop__vector *vectors;
    uint8_t *scratch;
} coop__runner;

/* Rows of a strip of a table of so many, at least 1. Small tables go in small ones: fresh memory for
 * a large one costs more than they do. */
int64_t coop__strip_rows(int64_t n_rows);

/* For strips of at most `room` rows. False: no memory. */
bool coop__runner_open(coop__runner *runner, const coop__code *code, int64_t room,
                       coop__arena *arena);

/* Values at the rows of a strip, borrowed until the next run. */
coop__vector coop__run(coop__runner *runner, const coop__strip *strip);

/* Which rows of the strip have a value, as bytes in `room`; NULL: all. */
const uint8_t *coop__valid_rows(const coop__column *column, const coop__strip *strip,
                                uint8_t *room);
/* A column's values at the rows of the strip, where they lie or gathered into `room`. */
coop__ints coop__ints_of(const coop__column *column, const coop__strip *strip, void *room);

/* ---- programs that hang on one column ---- */

/* Values of a column: cell i is first + i, the missing one comes behind the last. */
typedef struct coop__domain {
    const coop__column *column;
    int64_t first, n;
} coop__domain;

/* Numbers of the cells of a strip's rows in the domain of a column that is no bool, the missing one
 * being n. The rooms hold a strip. */
void coop__cell_numbers(const coop__domain *domain, const coop__strip *strip, uint8_t *valid,
                        void *room, uint32_t *out);

/* The column of the query's table that a column node starts from; NULL for a computed one. */
const coop__column *coop__root_column(const coop__node *node);

/* True if nodes[0..n) read one column of the table, and that has at most `most` different values:
 * those of a dictionary or of a range of integers or days. */
bool coop__domain_of(const coop__node *nodes, int64_t n, int64_t most, coop__domain *out);

/* The domain of a column, if its values are that few. */
bool coop__domain_of_column(const coop__column *column, int64_t most, coop__domain *out);

/* The value of a program for cell i of its domain, n: for a missing one. */
coop__value coop__evaluate_cell(const coop__program *program, const coop__scope *scope,
                                const coop__domain *domain, int64_t i);

#endif
