/* parser.c -- clauses into postfix programs, by operator precedence with stacks of its own.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "expression.h"

#include <string.h>

#include "../core/error.h"
#include "lexer.h"

/* What waits on the operator stack. Brackets have precedence 0: nothing pops them but their end. */
typedef enum pending_kind {
    PENDING_OPERATOR,
    PENDING_PAREN,
    PENDING_CALL,
    PENDING_IN,
    PENDING_BETWEEN, /* before its `and` */
} pending_kind;

typedef struct pending {
    pending_kind kind;
    coop__op op;
    int precedence;
    bool negated;
    int64_t n; /* operands so far: call, in */
    int64_t at;
    const char *text;
} pending;

enum {
    PRECEDENCE_OR = 1,
    PRECEDENCE_AND = 2,
    PRECEDENCE_NOT = 3,
    PRECEDENCE_TEST = 4,
    PRECEDENCE_ADD = 5,
    PRECEDENCE_MULTIPLY = 6,
    PRECEDENCE_NEGATE = 7
};

typedef struct parser {
    coop__arena *arena;
    const char *clause, *source;
    coop__token token; /* the next one */
    coop__lexer lexer;
    pending stack[COOP__STACK_MOST];
    int64_t n_stack;
    coop__node *nodes;
    int64_t n_nodes, capacity;
    bool is_test; /* what was read last is a test without brackets around it */
    coop_error *err;
} parser;

static coop_status syntax(const parser *p, const char *what)
{
    return coop__fail_at(p->err, COOP_SYNTAX, 0, p->token.at,
                         "%s: %s at column %lld, found %s%.*s%s", p->clause, what,
                         (long long)p->token.at, p->token.n > 0 ? "'" : "",
                         (int)(p->token.n < 40 ? p->token.n : 40),
                         p->token.n > 0 ? p->token.text : "", p->token.n > 0 ? "'" : "the end");
}

static coop_status advance(parser *p)
{
    return coop__lexer_next(&p->lexer, &p->token, p->clause, p->err);
}

static bool at_symbol(const parser *p, const char *symbol)
{
    return p->token.kind == COOP__TOKEN_SYMBOL && coop__text_is(p->token.text, p->token.n, symbol);
}

static bool at_word(const parser *p, const char *word)
{
    return p->token.kind == COOP__TOKEN_NAME && coop__word_is(p->token.text, p->token.n, word);
}

static coop_status emit(parser *p, coop__node node)
{
    if (p->n_nodes == p->capacity) {
        int64_t capacity = p->capacity == 0 ? 16 : p->capacity * 2;
        coop__node *nodes = coop__arena_alloc(p->arena, (size_t)capacity, sizeof *nodes);
        if (nodes == NULL) {
            return coop__no_memory(p->err);
        }
        if (p->n_nodes > 0) {
            memcpy(nodes, p->nodes, (size_t)p->n_nodes * sizeof *nodes);
        }
        p->nodes = nodes;
        p->capacity = capacity;
    }
    p->nodes[p->n_nodes++] = node;
    return COOP_OK;
}

static coop_status push(parser *p, pending entry)
{
    if (p->n_stack == COOP__STACK_MOST) {
        return coop__fail_at(p->err, COOP_LIMIT, 0, p->token.at,
                             "%s: more than %d nested operators at column %lld", p->clause,
                             COOP__STACK_MOST, (long long)p->token.at);
    }
    p->is_test = false;
    entry.at = p->token.at;
    p->stack[p->n_stack++] = entry;
    return COOP_OK;
}

/* Emits the operators on top that bind at least as tightly. */
static coop_status reduce(parser *p, int precedence)
{
    while (p->n_stack > 0) {
        pending top = p->stack[p->n_stack - 1];
        if (top.kind != PENDING_OPERATOR || top.precedence < precedence) {
            break;
        }
        p->n_stack--;
        coop__node node = {.op = top.op, .negated = top.negated, .n = top.n, .at = top.at};
        COOP__TRY(emit(p, node));
    }
    return COOP_OK;
}

/* ---- operands ---- */

static coop_status emit_constant(parser *p, coop__value value)
{
    coop__node node = {.op = COOP__OP_CONSTANT, .at = p->token.at, .value = value};
    COOP__TRY(emit(p, node));
    return advance(p);
}

static coop_status emit_word_constant(parser *p)
{
    coop__value value = {.kind = COOP__TRUTH};
    value.of.truth = at_word(p, "true") ? COOP__TRUE : COOP__FALSE;
    if (at_word(p, "null")) {
        value.kind = COOP__NULL;
        value.is_null = true;
    }
    return emit_constant(p, value);
}

/* The text of a name token, or several joined by points, as one zero-terminated path. */
static coop_status read_path(parser *p, const char **out)
{
    const char *start = p->token.text;
    const char *end = start + p->token.n;
    COOP__TRY(advance(p));
    while (at_symbol(p, ".")) {
        COOP__TRY(advance(p));
        if (p->token.kind != COOP__TOKEN_NAME) {
            return syntax(p, "need a column name after '.'");
        }
        end = p->token.text + p->token.n;
        COOP__TRY(advance(p));
    }
    /* Blanks around points are allowed in the text and dropped from the path. */
    char *path = coop__arena_alloc(p->arena, (size_t)(end - start) + 1, 1);
    if (path == NULL) {
        return coop__no_memory(p->err);
    }
    size_t n = 0;
    for (const char *c = start; c < end; c++) {
        if (*c != ' ' && *c != '\t' && *c != '\n' && *c != '\r') {
            path[n++] = *c;
        }
    }
    *out = path;
    return COOP_OK;
}

/* A name is a column path, or a function when a bracket follows. *is_operand tells which. */
static coop_status parse_name(parser *p, bool *is_operand)
{
    int64_t at = p->token.at;
    const char *path = NULL;
    COOP__TRY(read_path(p, &path));
    if (!at_symbol(p, "(")) {
        coop__node node = {.op = COOP__OP_COLUMN, .at = at, .text = path};
        return emit(p, node);
    }
    COOP__TRY(advance(p));
    if (at_symbol(p, ")")) {
        coop__node node = {.op = COOP__OP_CALL, .at = at, .text = path, .n = 0};
        COOP__TRY(emit(p, node));
        return advance(p);
    }
    pending call = {.kind = PENDING_CALL, .text = path};
    COOP__TRY(push(p, call));
    p->stack[p->n_stack - 1].at = at;
    *is_operand = false;
    return COOP_OK;
}

/* :name, kept as text with the colon until parameters are bound. */
static coop_status parse_parameter(parser *p)
{
    int64_t at = p->token.at;
    COOP__TRY(advance(p));
    if (p->token.kind != COOP__TOKEN_NAME) {
        return syntax(p, "need a parameter name after ':'");
    }
    char *text = coop__arena_alloc(p->arena, p->token.n + 2, 1);
    if (text == NULL) {
        return coop__no_memory(p->err);
    }
    text[0] = ':';
    memcpy(text + 1, p->token.text, p->token.n);
    coop__node node = {.op = COOP__OP_COLUMN, .at = at, .text = text};
    COOP__TRY(emit(p, node));
    return advance(p);
}

static coop_status push_prefix(parser *p, coop__op op, int precedence)
{
    pending entry = {.kind = PENDING_OPERATOR, .op = op, .precedence = precedence, .n = 1};
    COOP__TRY(push(p, entry));
    return advance(p);
}

/* Words that a name may only be behind a point: as an operand they would hide a slip. */
static bool at_operator_word(const parser *p)
{
    static const char *const words[] = {"and", "or", "not", "in", "between", "like", "has", "is"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (at_word(p, words[i])) {
            return true;
        }
    }
    return false;
}

/* `not` negates a test: it does not stand below arithmetic or a comparison. */
static bool may_negate(const parser *p)
{
    const pending *top = p->n_stack > 0 ? &p->stack[p->n_stack - 1] : NULL;
    bool is_below = top != NULL && top->kind == PENDING_OPERATOR &&
                    top->precedence > PRECEDENCE_NOT;
    return !is_below && (top == NULL || top->kind != PENDING_BETWEEN);
}

/* Reads one token of the state that waits for an operand. *is_operand: one was completed. */
static coop_status parse_operand(parser *p, bool *is_operand)
{
    *is_operand = false;
    p->is_test = false;
    if (at_symbol(p, "(")) {
        pending entry = {.kind = PENDING_PAREN};
        COOP__TRY(push(p, entry));
        return advance(p);
    }
    if (at_symbol(p, "-")) {
        return push_prefix(p, COOP__OP_NEGATE, PRECEDENCE_NEGATE);
    }
    if (at_symbol(p, "+")) {
        return advance(p);
    }
    if (at_word(p, "not") && may_negate(p)) {
        return push_prefix(p, COOP__OP_NOT, PRECEDENCE_NOT);
    }
    *is_operand = true;
    if (p->token.kind == COOP__TOKEN_NUMBER || p->token.kind == COOP__TOKEN_STRING) {
        return emit_constant(p, p->token.value);
    }
    if (at_word(p, "true") || at_word(p, "false") || at_word(p, "null")) {
        return emit_word_constant(p);
    }
    if (at_symbol(p, ":")) {
        return parse_parameter(p);
    }
    if (p->token.kind == COOP__TOKEN_NAME && !at_operator_word(p)) {
        return parse_name(p, is_operand);
    }
    return syntax(p, "need a value");
}

/* ---- operators ---- */

typedef struct symbol_row {
    const char *symbol;
    coop__op op;
    int precedence;
} symbol_row;

static const symbol_row symbols[] = {
    {"*", COOP__OP_MULTIPLY, PRECEDENCE_MULTIPLY}, {"/", COOP__OP_DIVIDE, PRECEDENCE_MULTIPLY},
    {"+", COOP__OP_ADD, PRECEDENCE_ADD},           {"-", COOP__OP_SUBTRACT, PRECEDENCE_ADD},
    {"=", COOP__OP_EQUAL, PRECEDENCE_TEST},        {"<>", COOP__OP_UNEQUAL, PRECEDENCE_TEST},
    {"!=", COOP__OP_UNEQUAL, PRECEDENCE_TEST},     {"<", COOP__OP_LESS, PRECEDENCE_TEST},
    {"<=", COOP__OP_AT_MOST, PRECEDENCE_TEST},     {">", COOP__OP_GREATER, PRECEDENCE_TEST},
    {">=", COOP__OP_AT_LEAST, PRECEDENCE_TEST},
};

/* Ends what binds more tightly than an operator of this precedence, which may then follow. Tests
 * do not chain: in `a = b = c` neither pair is meant more than the other. */
static coop_status open_operator(parser *p, int precedence)
{
    COOP__TRY(reduce(p, precedence > PRECEDENCE_TEST ? precedence : PRECEDENCE_ADD));
    const pending *top = p->n_stack > 0 ? &p->stack[p->n_stack - 1] : NULL;
    bool is_half = top != NULL && top->kind == PENDING_BETWEEN;
    bool is_second = top != NULL && top->kind == PENDING_OPERATOR &&
                     top->precedence == PRECEDENCE_TEST;
    if (is_half && precedence <= PRECEDENCE_TEST) {
        return syntax(p, "need and after between");
    }
    if (precedence == PRECEDENCE_TEST ? p->is_test || is_second
                                      : precedence > PRECEDENCE_TEST && p->is_test) {
        return syntax(p, "a test ends here: need and, or, or brackets around it");
    }
    return reduce(p, precedence);
}

static coop_status push_binary(parser *p, coop__op op, int precedence, bool negated)
{
    COOP__TRY(open_operator(p, precedence));
    pending entry = {.kind = PENDING_OPERATOR, .op = op, .precedence = precedence,
                     .negated = negated, .n = 2};
    COOP__TRY(push(p, entry));
    return advance(p);
}

/* `is [not] null` is complete at once. */
static coop_status parse_is_null(parser *p)
{
    COOP__TRY(open_operator(p, PRECEDENCE_TEST));
    coop__node node = {.op = COOP__OP_IS_NULL, .n = 1, .at = p->token.at};
    COOP__TRY(advance(p));
    if (at_word(p, "not")) {
        node.negated = true;
        COOP__TRY(advance(p));
    }
    if (!at_word(p, "null")) {
        return syntax(p, "need null after is");
    }
    COOP__TRY(emit(p, node));
    p->is_test = true;
    return advance(p);
}

static coop_status push_list(parser *p, pending_kind kind, bool negated)
{
    COOP__TRY(open_operator(p, PRECEDENCE_TEST));
    pending entry = {.kind = kind, .negated = negated, .n = 1};
    COOP__TRY(push(p, entry));
    COOP__TRY(advance(p));
    if (kind == PENDING_BETWEEN) {
        return COOP_OK;
    }
    if (!at_symbol(p, "(")) {
        return syntax(p, "need ( after in");
    }
    return advance(p);
}

/* `and` closes the first half of a between that waits for it, else joins two tests. */
static coop_status parse_and(parser *p)
{
    COOP__TRY(reduce(p, PRECEDENCE_ADD));
    pending *top = p->n_stack > 0 ? &p->stack[p->n_stack - 1] : NULL;
    if (top != NULL && top->kind == PENDING_BETWEEN) {
        top->kind = PENDING_OPERATOR;
        top->op = COOP__OP_BETWEEN;
        top->precedence = PRECEDENCE_TEST;
        top->n = 3;
        return advance(p);
    }
    return push_binary(p, COOP__OP_AND, PRECEDENCE_AND, false);
}

/* The words that may stand after an operand. *found: one did; the parser waits for an operand
 * again unless *is_operand. */
static coop_status parse_word_operator(parser *p, bool *found, bool *is_operand)
{
    *found = true;
    if (at_word(p, "and")) {
        return parse_and(p);
    }
    if (at_word(p, "or")) {
        return push_binary(p, COOP__OP_OR, PRECEDENCE_OR, false);
    }
    if (at_word(p, "is")) {
        *is_operand = true;
        return parse_is_null(p);
    }
    bool negated = at_word(p, "not");
    if (negated) {
        COOP__TRY(advance(p));
    }
    if (at_word(p, "in")) {
        return push_list(p, PENDING_IN, negated);
    }
    if (at_word(p, "between")) {
        return push_list(p, PENDING_BETWEEN, negated);
    }
    if (at_word(p, "like")) {
        return push_binary(p, COOP__OP_LIKE, PRECEDENCE_TEST, negated);
    }
    if (at_word(p, "has")) {
        return push_binary(p, COOP__OP_HAS, PRECEDENCE_TEST, negated);
    }
    if (negated) {
        return syntax(p, "need in, between, like or has after not");
    }
    *found = false;
    return COOP_OK;
}

/* A comma goes on with the innermost call or list. *ends: it is the clause's own comma. */
static coop_status parse_comma(parser *p, bool *ends)
{
    COOP__TRY(reduce(p, PRECEDENCE_OR));
    pending *top = p->n_stack > 0 ? &p->stack[p->n_stack - 1] : NULL;
    *ends = top == NULL;
    if (*ends) {
        return COOP_OK;
    }
    if (top->kind != PENDING_CALL && top->kind != PENDING_IN) {
        return syntax(p, "a comma does not belong here");
    }
    top->n++;
    return advance(p);
}

/* *ends: the bracket is not this expression's own. */
static coop_status parse_close(parser *p, bool *ends)
{
    COOP__TRY(reduce(p, PRECEDENCE_OR));
    if (p->n_stack == 0) {
        *ends = true;
        return COOP_OK;
    }
    pending top = p->stack[--p->n_stack];
    coop__node node = {.at = top.at, .text = top.text, .negated = top.negated, .n = top.n + 1};
    if (top.kind == PENDING_BETWEEN) {
        return syntax(p, "need and after between");
    }
    if (top.kind != PENDING_PAREN) {
        node.op = top.kind == PENDING_CALL ? COOP__OP_CALL : COOP__OP_IN;
        COOP__TRY(emit(p, node));
    }
    p->is_test = top.kind == PENDING_IN;
    return advance(p);
}

/* Reads what follows an operand. *ends: the expression is complete. */
static coop_status parse_operator(parser *p, bool *is_operand, bool *ends)
{
    *is_operand = false;
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (at_symbol(p, symbols[i].symbol)) {
            return push_binary(p, symbols[i].op, symbols[i].precedence, false);
        }
    }
    if (p->token.kind == COOP__TOKEN_NAME) {
        bool found = false;
        COOP__TRY(parse_word_operator(p, &found, is_operand));
        *ends = !found;
        return COOP_OK;
    }
    if (at_symbol(p, ",")) {
        return parse_comma(p, ends);
    }
    if (at_symbol(p, ")")) {
        *is_operand = true;
        return parse_close(p, ends);
    }
    *ends = p->token.kind == COOP__TOKEN_END;
    return *ends ? COOP_OK : syntax(p, "need an operator");
}

static coop_status parse_expression(parser *p, coop__program *out)
{
    const char *start = p->token.text;
    p->nodes = NULL;
    p->n_nodes = 0;
    p->capacity = 0;
    p->n_stack = 0;
    p->is_test = false;
    bool is_operand = false;
    for (bool ends = false; !ends;) {
        COOP__TRY(is_operand ? parse_operator(p, &is_operand, &ends)
                             : parse_operand(p, &is_operand));
    }
    COOP__TRY(reduce(p, PRECEDENCE_OR));
    if (p->n_stack > 0) {
        return syntax(p, p->stack[p->n_stack - 1].kind == PENDING_BETWEEN
                             ? "need and after between" : "need )");
    }
    const char *end = p->token.text;
    while (end > start && (end[-1] == ' ' || end[-1] == '\n' || end[-1] == '\t' ||
                           end[-1] == '\r')) {
        end--;
    }
    coop__program program = {.clause = p->clause, .source = p->source, .text = start,
                             .text_n = (size_t)(end - start), .nodes = p->nodes, .n = p->n_nodes};
    *out = program;
    return COOP_OK;
}

/* ---- items ---- */

#define ARGUMENTS_MOST 8

static bool clause_is(const parser *p, const char *name)
{
    return strcmp(p->clause, name) == 0;
}

/* where and having hold one test; only by and select give names, only order_by has directions:
 * elsewhere these words would be read and forgotten. */
static bool is_single(const parser *p)
{
    return clause_is(p, "where") || clause_is(p, "having");
}

static coop_status parse_arguments(parser *p, coop__item *item)
{
    coop__program *programs = coop__arena_alloc(p->arena, ARGUMENTS_MOST, sizeof *programs);
    if (programs == NULL) {
        return coop__no_memory(p->err);
    }
    item->programs = programs;
    COOP__TRY(advance(p)); /* the bracket */
    for (bool more = !at_symbol(p, ")"); more;) {
        if (item->n_programs == ARGUMENTS_MOST) {
            return syntax(p, "too many arguments");
        }
        COOP__TRY(parse_expression(p, &programs[item->n_programs++]));
        more = at_symbol(p, ",");
        if (more) {
            COOP__TRY(advance(p));
        } else if (!at_symbol(p, ")")) {
            return syntax(p, "need )");
        }
    }
    return advance(p);
}

static coop_status parse_alias(parser *p, coop__item *item)
{
    if (!at_word(p, "as") || !(clause_is(p, "by") || clause_is(p, "select"))) {
        return COOP_OK;
    }
    COOP__TRY(advance(p));
    if (p->token.kind != COOP__TOKEN_NAME) {
        return syntax(p, "need a name after as");
    }
    item->name = coop__arena_text(p->arena, p->token.text, p->token.n);
    return item->name == NULL ? coop__no_memory(p->err) : advance(p);
}

static coop_status parse_item(parser *p, coop__is_aggregate *is_aggregate, const void *ctx,
                              coop__item *item)
{
    item->at = p->token.at;
    bool opens = p->token.kind == COOP__TOKEN_NAME && is_aggregate != NULL &&
                 is_aggregate(ctx, p->token.text, p->token.n) && coop__lexer_peek(&p->lexer) == '(';
    if (opens) {
        item->aggregate = coop__arena_text(p->arena, p->token.text, p->token.n);
        if (item->aggregate == NULL) {
            return coop__no_memory(p->err);
        }
        COOP__TRY(advance(p));
        COOP__TRY(parse_arguments(p, item));
    } else {
        item->programs = coop__arena_alloc(p->arena, 1, sizeof *item->programs);
        if (item->programs == NULL) {
            return coop__no_memory(p->err);
        }
        item->n_programs = 1;
        COOP__TRY(parse_expression(p, item->programs));
    }
    COOP__TRY(parse_alias(p, item));
    if (clause_is(p, "order_by") && (at_word(p, "desc") || at_word(p, "asc"))) {
        item->descending = at_word(p, "desc");
        COOP__TRY(advance(p));
    }
    return COOP_OK;
}

#define ITEMS_MOST 64

coop_status coop__parse(coop__arena *arena, const char *clause, const char *text,
                        coop__is_aggregate *is_aggregate, const void *ctx, coop__item **out,
                        int64_t *n_out, coop_error *err)
{
    parser *p = coop__arena_alloc(arena, 1, sizeof *p);
    coop__item *items = coop__arena_alloc(arena, ITEMS_MOST, sizeof *items);
    if (p == NULL || items == NULL) {
        return coop__no_memory(err);
    }
    p->arena = arena;
    p->clause = clause;
    p->source = text;
    p->err = err;
    COOP__TRY(coop__lexer_open(&p->lexer, arena, text, clause, err));
    COOP__TRY(advance(p));
    int64_t n = 0;
    for (;;) {
        if (n == ITEMS_MOST) {
            return coop__fail_at(err, COOP_LIMIT, 0, p->token.at,
                                 "%s: more than %d items at column %lld", clause, ITEMS_MOST,
                                 (long long)p->token.at);
        }
        COOP__TRY(parse_item(p, is_aggregate, ctx, &items[n++]));
        if (p->token.kind == COOP__TOKEN_END) {
            break;
        }
        if (!at_symbol(p, ",") || is_single(p)) {
            return syntax(p, is_single(p) ? "need an operator or the end"
                                          : "need a comma or the end");
        }
        COOP__TRY(advance(p));
    }
    *out = items;
    *n_out = n;
    return COOP_OK;
}
