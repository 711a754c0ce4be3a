/* expression.h -- the expression language: programs in postfix order, and their values.
 *
 * Grammar (keywords in any letter case; names are case-sensitive):
 *   expression = or ; or = and {"or" and} ; and = not {"and" not} ; not = {"not"} test
 *   test   = sum [ ("=" | "<>" | "!=" | "<" | "<=" | ">" | ">=") sum
 *                | ["not"] "in" "(" list ")" | ["not"] "between" sum "and" sum
 *                | ["not"] "like" sum | ["not"] "has" sum | "is" ["not"] "null" ]
 *   sum    = term {("+" | "-") term} ; term = factor {("*" | "/") factor}
 *   factor = {"-" | "+"} ( number | string | path | ":" name | name "(" [list] ")"
 *                        | "(" expression ")" | "true" | "false" | "null" )
 *   list   = expression {"," expression} ; path = name {"." name}
 *   string = "'" ... "'" with '' for a quote
 * The name as_of is the day of the query, unless the table has a column of that name.
 * A name is letters of any script, digits and _, not a digit first; and, or, not, in, between,
 * like, has and is are names behind a point only. Tests do not chain: a = b = c needs brackets.
 * lower() gives the small letters of Latin, Greek and Cyrillic capitals, character by character and
 * in no language: core/text.h names the ranges. Other functions: function.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__EXPRESSION_H
#define COOP__EXPRESSION_H

#include <stdatomic.h>

#include <coopstat/query.h>

#include "../table/catalog.h"

/* ---- values ---- */

typedef enum coop__kind {
    COOP__NULL,  /* the word null: goes with every type */
    COOP__TRUTH,
    COOP__INTEGER,
    COOP__NUMBER,
    COOP__MONEY,
    COOP__SPAN, /* a day is a span of one day */
    COOP__TEXT,
    COOP__SET,
    COOP__STATE /* one of a few words, perhaps not known which: a bit for each that may be */
} coop__kind;

/* Four truths, ordered so that `and` is the least and `or` the greatest of the two. NULL comes
 * from missing values and excludes a row, MAYBE from imprecise dates and makes it possible. */
typedef enum coop__truth {
    COOP__FALSE = 0,
    COOP__UNKNOWN = 1,
    COOP__MAYBE = 2,
    COOP__TRUE = 3
} coop__truth;

typedef struct coop__value {
    coop__kind kind;
    bool is_null;
    bool is_period; /* a span written in the query: all its days are meant, none is in doubt */
    int32_t scale;  /* money */
    int64_t most;   /* integer: its largest possible value, of.integer being the least */
    union {
        coop__truth truth;
        int64_t integer; /* integer, money */
        double number;
        coop_span span;
        struct {
            const char *bytes;
            size_t n;
        } text;
        coop_words words;
        struct {
            const char *const *words;
            uint32_t mask;
        } state;
    } of;
} coop__value;

/* A column that is computed from a row and the day, e.g. the status of an agreement. */
typedef struct coop__moment {
    coop_date as_of;
    coop_date as_known; /* COOP_DATE_OPEN_LAST: all that is recorded */
} coop__moment;

typedef struct coop__computed {
    const char *table, *name, *meaning;
    const char *const *words; /* of the state */
    uint32_t (*mask)(const void *model, int64_t row, coop__moment moment);
} coop__computed;

/* ---- programs ---- */

typedef enum coop__op {
    COOP__OP_CONSTANT,
    COOP__OP_COLUMN,
    COOP__OP_CALL,
    COOP__OP_NEGATE,
    COOP__OP_MULTIPLY,
    COOP__OP_DIVIDE,
    COOP__OP_ADD,
    COOP__OP_SUBTRACT,
    COOP__OP_EQUAL,
    COOP__OP_UNEQUAL,
    COOP__OP_LESS,
    COOP__OP_AT_MOST,
    COOP__OP_GREATER,
    COOP__OP_AT_LEAST,
    COOP__OP_LIKE,
    COOP__OP_HAS,
    COOP__OP_IN,
    COOP__OP_BETWEEN,
    COOP__OP_IS_NULL,
    COOP__OP_NOT,
    COOP__OP_AND,
    COOP__OP_OR
} coop__op;

#define COOP__PATH_MOST 8

typedef struct coop__node {
    coop__op op;
    bool negated;           /* not in, not between ...; bound: any test below a `not` */
    bool is_day;            /* bound: the constant is the day of the query */
    int64_t n;              /* operands taken from the stack: in-list with its subject, arguments */
    int64_t at;             /* 1-based byte column in the clause */
    const char *text;       /* path or function name, zero-terminated */
    coop__value value;      /* constant */
    /* bound: */
    const coop__column *column;      /* NULL for a computed one */
    const coop__computed *computed;
    const coop__link *path[COOP__PATH_MOST]; /* hops before the column is read */
    const coop__entry *hops[COOP__PATH_MOST];
    int32_t n_hops;
    const struct coop__function *function;
} coop__node;

typedef struct coop__program {
    const char *clause; /* "where", "by", ... for messages */
    const char *source; /* the clause's whole text */
    const char *text;   /* where this expression starts in it */
    size_t text_n;
    coop__node *nodes;
    int64_t n;
    /* bound: */
    coop__kind kind;
    int32_t scale;
    bool is_uncertain; /* an imprecise date or state takes part, or the value is a wide span */
    bool hangs_on_day; /* the day of the query takes part: as_of, or a state */
    bool makes_text;   /* by a function; what it makes lives in the scope's arena */
} coop__program;

#define COOP__STACK_MOST 256

/* A cell of a column without a row: a program that hangs on one column of few different values is
 * worked out once a value. */
typedef struct coop__fixed {
    const coop__column *column;
    int64_t value; /* code, day, integer, minor units, 0 or 1 */
    bool is_null;
} coop__fixed;

/* What names mean while a query is bound and run. */
typedef struct coop__scope {
    coop__arena *arena;
    coop__value *stack; /* COOP__STACK_MOST values for coop__evaluate */
    const coop__catalog *catalog;
    const coop__entry *entry;
    const coop__computed *computed; /* ended by a NULL name */
    const void *model;
    coop__moment moment;
    const coop_param *params;
    int64_t n_params;
    bool *overflow; /* set when integer arithmetic left its range; the value is null then */
    atomic_bool *no_memory; /* set besides when it was memory for a text that was not there */
    const coop__fixed *fixed; /* what a column's cell is said to be; NULL: cells are read */
} coop__scope;

/* One item of a clause: an expression, or an aggregate with expressions as arguments. */
typedef struct coop__item {
    const char *aggregate;   /* zero-terminated name, NULL for a plain expression */
    const char *name;        /* given by `as`, NULL if none */
    int64_t at;
    coop__program *programs; /* the expression, or the arguments */
    int64_t n_programs;
    bool descending;         /* order_by */
} coop__item;

/* Names that open an aggregate call at the start of an item. */
typedef bool coop__is_aggregate(const void *ctx, const char *name, size_t n);

/* Splits and parses one clause into items (where and having: exactly one). `as` belongs to by and
 * select, `desc` to order_by. SYNTAX with the column; RANGE for a number beyond the largest double;
 * LIMIT beyond 256 pending operators or 64 items. Constants and names live in the arena. */
coop_status coop__parse(coop__arena *arena, const char *clause, const char *text,
                        coop__is_aggregate *is_aggregate, const void *ctx, coop__item **out,
                        int64_t *n_out, coop_error *err);

/* Resolves names and checks types. NOT_FOUND with the nearest name, TYPE with both sides. */
coop_status coop__bind(coop__program *program, const coop__scope *scope, coop_error *err);

/* Comparison of two values of comparable kinds, neither of them null: TRUE or FALSE where it is so
 * for every choice of days, MAYBE otherwise. The two are taken to be independent. */
coop__truth coop__compare(coop__op op, const coop__value *a, const coop__value *b);

/* x[0] among x[1..n), and x[0] between x[1] and x[2], as one test: a date that lies in one of two
 * adjoining years for sure is in them, though it is in neither for sure. */
coop__truth coop__is_in(const coop__value *x, int64_t n);
coop__truth coop__is_between(const coop__value *x);

/* `and` and `or` of the four truths; a null value is UNKNOWN whatever its bytes say. */
coop__truth coop__least(coop__truth a, coop__truth b);
coop__truth coop__greatest(coop__truth a, coop__truth b);

/* Order of two values of one kind for sorting: nulls last, then by value, words bytewise. */
int coop__order(const coop__value *a, const coop__value *b);

/* The word of a set that follows `after` (NULL: the first) bytewise; NULL behind the last. */
const char *coop__next_word(const coop_words *words, const char *after);

/* The cell of a table as a value. */
coop__value coop__value_at(const coop__column *column, int64_t row);
/* A cell of a code, integer, date, bool or money column that holds `value`. */
coop__value coop__value_of_cell(const coop__column *column, int64_t value);
coop__kind coop__kind_of(coop_type type);

/* Value of a bound program on a row. Borrowed from the tables, the program and, where it makes a
 * text, the scope's arena. */
coop__value coop__evaluate(const coop__program *program, const coop__scope *scope, int64_t row);

const char *coop__kind_name(coop__kind kind);

/* Fails with the clause and the 1-based column put before the message. */
coop_status coop__fail_in(coop_error *err, coop_status code, const coop__program *program,
                          int64_t at, const char *format, ...);

/* How a function runs over many rows at once. */
typedef enum coop__shape {
    COOP__BY_ROW,
    COOP__DIFFERENCE, /* second argument minus the first */
    COOP__FIRST_THERE /* the first argument that is not missing */
} coop__shape;

/* Functions of the language, ended by a NULL name. */
typedef struct coop__function {
    const char *name, *meaning;
    int32_t least, most; /* arguments */
    bool takes_dates;    /* text constants among the arguments are dates */
    coop__shape shape;
    /* Result kind for the kinds of the arguments (none of them COOP__NULL), or COOP__NULL when
     * they do not fit. */
    coop__kind (*type)(const coop__kind *kinds, int64_t n);
    coop__value (*call)(const coop__value *arguments, int64_t n);
    /* In the place of call, for a new text: a null one of arguments that are there is no memory. */
    coop__value (*make)(const coop__value *arguments, coop__arena *arena);
    int32_t (*of_day)(coop_date day); /* the same for one day of the calendar; NULL: call does */
} coop__function;
extern const coop__function coop__functions[];

#endif
