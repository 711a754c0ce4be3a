/* claim.h -- the test of a claim inside: its scope, its readings, and what they are put against.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__CLAIM_H
#define COOP__CLAIM_H

#include <coopstat/claim.h>
#include <coopstat/rate.h>

#include "../core/error.h"
#include "dataset.h"

/* A scope: the clauses of a query, and of cells as "KAZ:41;KGZ:19.8" the one part that is meant. */
typedef struct coop__claim_scope {
    coop_query query;
    const char *part; /* NULL: all of them */
} coop__claim_scope;

/* Reads a scope; its clauses live in the arena. SYNTAX with the column, LIMIT beyond 4096 bytes. */
coop_status coop__claim_scope_parse(const char *text, coop__arena *arena, coop__claim_scope *out,
                                    coop_error *err);

typedef enum coop__operation {
    COOP__OF_VALUE,
    COOP__OF_COUNT,
    COOP__OF_SUM,
    COOP__OF_SHARE,
    COOP__OF_GROWTH,
    COOP__OF_RATIO,
    COOP__OF_DIFFERENCE,
    COOP__OF_DATE,
    COOP__OF_RANK,
    COOP__OPERATIONS
} coop__operation;

typedef enum coop__comparator {
    COOP__EQUAL,
    COOP__ABOUT,
    COOP__ABOVE,
    COOP__AT_LEAST,
    COOP__BELOW,
    COOP__AT_MOST,
    COOP__COMPARATORS
} coop__comparator;

/* The word of each, NULL behind the last. */
extern const char *const coop__operation_words[];
extern const char *const coop__comparator_words[];

/* What a figure stands for: numbers from low to high, without the ends that are strict. */
typedef struct coop__stated {
    double low, high;
    bool is_strict; /* an end that is finite does not belong to it */
} coop__stated;

coop__stated coop__claim_stated(coop__comparator comparator, double value, double rounding);

/* A claim with its words understood. */
typedef struct coop__claim_case {
    const coop_dataset *data;
    const coop_dataset *claims; /* whose table claim has what the claim is a part of */
    coop_claim_options options;
    coop_claim claim; /* all members there, text borrowed */
    coop__operation operation;
    coop__comparator comparator;
    bool is_percent; /* the figure is of 100 */
    bool is_partial; /* counts and sums: of what the register has only a part of */
    coop__arena *arena;
    coop_error *err;
} coop__claim_case;

typedef enum coop__claim_step {
    COOP__STEP_ARITHMETIC,
    COOP__STEP_CONSISTENCY,
    COOP__STEP_INTERNAL,
    COOP__STEP_SAMPLE
} coop__claim_step;

/* One row of a test: what was found under one reading of the data, and what follows. */
typedef struct coop__reading {
    coop__claim_step step;
    const char *under;
    const char *bounds; /* NULL: none */
    coop__comparator comparator;
    coop__stated stated;
    double low, high; /* what was found; NaN: no number */
    double most;      /* what the register has where there may be more, and high is open */
    coop_span on;     /* the date that was found; NONE: none */
    const char *unit; /* NULL: not known */
    const char *measure;
    coop_span period;             /* of which day or days it is; NONE: not known */
    bool is_own;                  /* it has no other source than the claim */
    int64_t hits, unknown, total; /* -1: it is no count */
    coop_claim_verdict verdict;
    bool weighs;
    int64_t to_true, to_false; /* -1: no number of changes */
    const char *arithmetic;
    const char *reason;
} coop__reading;

/* Readings in order. Zero-initialise, set bytes.a. */
typedef struct coop__readings {
    coop__buffer bytes;
} coop__readings;

#define COOP__READINGS_MOST 10000

coop__reading coop__reading_of(coop__claim_step step, const char *under);
int64_t coop__readings_n(const coop__readings *all);
coop__reading *coop__readings_at(const coop__readings *all, int64_t i);
coop_status coop__readings_add(coop__readings *all, const coop__reading *reading, coop_error *err);

/* Text in the arena, cut at 480 bytes; NULL: no memory. */
const char *coop__claim_say(coop__arena *arena, const char *format, ...) COOP__PRINTF(2, 3);

/* A number for people: at most 4 digits behind the point, from a million on as mn and bn. */
typedef struct coop__figure {
    char text[64];
} coop__figure;
coop__figure coop__claim_figure(double value);
coop__figure coop__claim_day(coop_span span);

/* ---- claim_arithmetic.c ---- */

/* Fewest of n records (n < 0: there may be more) whose status must change until hits to hits +
 * unknown lie wholly in least to most, and until they lie wholly outside; -1: never. */
void coop__claim_changes(const coop__reading *reading, int64_t n, coop_percent_counts in,
                         int64_t *to_true, int64_t *to_false);
/* Compares what was found with what was stated, and counts changes. */
coop_status coop__claim_judge(const coop__claim_case *c, coop__reading *reading);
coop_status coop__claim_arithmetic(const coop__claim_case *c, coop__readings *all);
coop_status coop__claim_sample(const coop__claim_case *c, coop__readings *all);

/* ---- claim_reading.c, claim_rate.c ---- */

coop_status coop__claim_read(const coop__claim_case *c, coop__readings *all);
coop_status coop__claim_read_rates(const coop__claim_case *c, const coop__claim_scope *scope,
                                   coop__readings *all);
/* Options of a rate over a scope; NOT_FOUND when it is a share of something else. */
bool coop__claim_is_rate(const coop__claim_scope *scope, const char **definition);
coop_rate_options coop__claim_rate_options(const coop__claim_case *c,
                                           const coop__claim_scope *scope);

/* ---- claim_internal.c ---- */

coop_status coop__claim_internal(const coop__claim_case *c, coop__readings *all);

/* ---- claim.c ---- */

/* All steps. data, claims, arena and err of the case are set; readings are added in order. */
coop_status coop__claim_run(coop__claim_case *c, const coop_claim *claim,
                            const coop_claim_options *options, coop_claim_result *result,
                            coop__readings *all);
/* The readings that weigh and have the verdict, divided by "; ", with a zero byte. */
coop_status coop__claim_names(const coop__readings *all, coop_claim_verdict verdict,
                              coop__buffer *out, coop_error *err);
coop_status coop__claim_put_span(coop_builder *b, coop_span span, coop_error *err);

#endif
