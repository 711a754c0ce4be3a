/* binder.c -- names of a program resolved and its types checked, by running it on kinds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "expression.h"

/* What is known of a stack cell before any row is read. */
typedef struct cell {
    coop__kind kind;
    int32_t scale;
    bool is_uncertain;
    coop__node *constant; /* the node, if the cell is a constant of a query text */
    const char *name;     /* for messages: path, function or kind */
} cell;

typedef struct binder {
    coop__program *program;
    const coop__scope *scope;
    coop_error *err;
    cell stack[COOP__STACK_MOST];
    int64_t n;
} binder;

coop_status coop__fail_in(coop_error *err, coop_status code, const coop__program *program,
                          int64_t at, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return coop__fail_at(err, code, 0, at, "%s, column %lld: %s", program->clause, (long long)at,
                         text);
}

/* ---- names ---- */

#define CANDIDATES 256

static coop_status unknown_column(const binder *b, const coop__node *node,
                                  const coop__entry *entry, const char *name)
{
    const char *names[CANDIDATES];
    int64_t n = 0;
    for (int64_t i = 0; i < entry->table->n_columns && n < CANDIDATES; i++) {
        names[n++] = entry->table->columns[i].name;
    }
    for (const coop__computed *c = b->scope->computed; c != NULL && c->name != NULL; c++) {
        if (strcmp(c->table, entry->name) == 0 && n < CANDIDATES) {
            names[n++] = c->name;
        }
    }
    const char *nearest = coop__nearest(name, names, n);
    return coop__fail_in(b->err, COOP_NOT_FOUND, b->program, node->at,
                         "table %s has no column '%s'%s%s%s", entry->name, name,
                         nearest != NULL ? ", the nearest is '" : "",
                         nearest != NULL ? nearest : "", nearest != NULL ? "'" : "");
}

static const coop__computed *find_computed(const coop__scope *scope, const coop__entry *entry,
                                           const char *name)
{
    for (const coop__computed *c = scope->computed; c != NULL && c->name != NULL; c++) {
        if (strcmp(c->table, entry->name) == 0 && strcmp(c->name, name) == 0) {
            return c;
        }
    }
    return NULL;
}

/* One name of a path that another follows: the row it refers to in another table. */
static coop_status bind_hop(binder *b, coop__node *node, const coop__entry **entry,
                            const char *name)
{
    int64_t column = coop_table_find((*entry)->table, name);
    if (column < 0) {
        return unknown_column(b, node, *entry, name);
    }
    const coop__link *link = coop__entry_link(*entry, column);
    if (link == NULL || (*entry)->table->columns[column].type != COOP_TYPE_CODE) {
        return coop__fail_in(b->err, COOP_TYPE, b->program, node->at,
                             link == NULL ? "%s.%s refers to no other table"
                                          : "%s.%s refers to several rows, use has or each",
                             (*entry)->name, name);
    }
    if (node->n_hops == COOP__PATH_MOST) {
        return coop__fail_in(b->err, COOP_LIMIT, b->program, node->at,
                             "a path has at most %d steps", COOP__PATH_MOST);
    }
    node->path[node->n_hops] = link;
    node->hops[node->n_hops++] = *entry;
    *entry = &b->scope->catalog->entries[link->target];
    return COOP_OK;
}

static coop_status push_column(binder *b, coop__node *node, const coop__entry *entry,
                               const char *name)
{
    cell c = {.name = node->text};
    node->column = coop__table_column(entry->table, name);
    if (node->column != NULL) {
        c.kind = coop__kind_of(node->column->type);
        c.scale = node->column->scale;
        c.is_uncertain = node->column->type == COOP_TYPE_SPAN;
    } else {
        node->computed = find_computed(b->scope, entry, name);
        if (node->computed == NULL) {
            return unknown_column(b, node, entry, name);
        }
        c.kind = COOP__STATE;
        c.is_uncertain = true;
        b->program->hangs_on_day = true;
    }
    b->stack[b->n++] = c;
    return COOP_OK;
}

static bool is_day(coop_date date)
{
    return date >= COOP__DATE_MIN && date <= COOP__DATE_MAX;
}

/* What a number, a span or a text from outside must be to have a place in the order of values. */
static bool is_usable(const coop_param *param)
{
    coop_span span = param->span;
    switch (param->kind) {
    case COOP_PARAM_NUMBER:
        return param->number - param->number == 0;
    case COOP_PARAM_SPAN:
        return span.first <= span.last &&
               (span.first == COOP_DATE_OPEN_FIRST || is_day(span.first)) &&
               (span.last == COOP_DATE_OPEN_LAST || is_day(span.last));
    case COOP_PARAM_TEXT:
        return param->text == NULL || coop__utf8_valid(param->text, strlen(param->text), NULL);
    default:
        return false;
    }
}

static coop_status bind_parameter(binder *b, coop__node *node)
{
    const coop_param *found = NULL;
    for (int64_t i = 0; i < b->scope->n_params; i++) {
        const coop_param *param = &b->scope->params[i];
        found = param->name != NULL && strcmp(param->name, node->text + 1) == 0 ? param : found;
    }
    if (found == NULL) {
        return coop__fail_in(b->err, COOP_NOT_FOUND, b->program, node->at,
                             "there is no parameter '%s'", node->text);
    }
    coop__value value = {.kind = COOP__TEXT};
    if (!is_usable(found)) {
        return coop__fail_in(b->err, COOP_RANGE, b->program, node->at,
                             "parameter '%s' is %s", node->text,
                             found->kind == COOP_PARAM_NUMBER ? "no finite number"
                             : found->kind == COOP_PARAM_SPAN ? "no span of days"
                                                              : "of no known kind, or not UTF-8");
    }
    if (found->kind == COOP_PARAM_NUMBER) {
        value.kind = COOP__NUMBER;
        value.of.number = found->number;
    } else if (found->kind == COOP_PARAM_SPAN) {
        value.kind = COOP__SPAN;
        value.is_period = true;
        value.of.span = found->span;
    } else if (found->text != NULL) {
        value.of.text.bytes = found->text;
        value.of.text.n = strlen(found->text);
    } else {
        value.kind = COOP__NULL;
        value.is_null = true;
    }
    node->op = COOP__OP_CONSTANT;
    node->value = value;
    cell c = {.kind = value.kind, .constant = node, .name = node->text};
    b->stack[b->n++] = c;
    return COOP_OK;
}

/* The day of the query as a value. */
static void push_day(binder *b, coop__node *node)
{
    coop__value value = {.kind = COOP__SPAN};
    value.of.span.first = b->scope->moment.as_of;
    value.of.span.last = b->scope->moment.as_of;
    node->op = COOP__OP_CONSTANT;
    node->value = value;
    node->is_day = true;
    b->program->hangs_on_day = true;
    cell c = {.kind = COOP__SPAN, .constant = node, .name = node->text};
    b->stack[b->n++] = c;
}

static coop_status bind_path(binder *b, coop__node *node)
{
    if (node->text[0] == ':') {
        return bind_parameter(b, node);
    }
    if (strcmp(node->text, "as_of") == 0 &&
        coop__table_column(b->scope->entry->table, "as_of") == NULL) {
        push_day(b, node);
        return COOP_OK;
    }
    const coop__entry *entry = b->scope->entry;
    char name[256];
    for (const char *start = node->text;;) {
        const char *point = strchr(start, '.');
        size_t n = point != NULL ? (size_t)(point - start) : strlen(start);
        if (n >= sizeof name) {
            return coop__fail_in(b->err, COOP_LIMIT, b->program, node->at,
                                 "a column name has at most %d bytes", (int)sizeof name - 1);
        }
        memcpy(name, start, n);
        name[n] = '\0';
        if (point == NULL) {
            return push_column(b, node, entry, name);
        }
        COOP__TRY(bind_hop(b, node, &entry, name));
        start = point + 1;
    }
}

/* ---- types ---- */

static coop_status no_fit(const binder *b, const coop__node *node, const char *what, const cell *x,
                          const cell *y)
{
    return coop__fail_in(b->err, COOP_TYPE, b->program, node->at,
                         "%s between '%s' (%s) and '%s' (%s)", what, x->name,
                         coop__kind_name(x->kind), y->name, coop__kind_name(y->kind));
}

/* A text constant beside a date is a date. */
static coop_status coerce(binder *b, cell *constant, const cell *other)
{
    if (constant->constant == NULL || constant->kind != COOP__TEXT || other->kind != COOP__SPAN) {
        return COOP_OK;
    }
    coop__value *value = &constant->constant->value;
    coop_span span;
    coop_error inner;
    if (coop__span_parse(value->of.text.bytes, value->of.text.n, &span, &inner) != COOP_OK) {
        return coop__fail_in(b->err, inner.code, b->program, constant->constant->at, "%s",
                             inner.message);
    }
    value->kind = COOP__SPAN;
    value->is_period = true;
    value->of.span = span;
    constant->kind = COOP__SPAN;
    return COOP_OK;
}

/* A word that a status never has would be false for every row: say so instead. */
static coop_status check_state_word(const binder *b, const cell *state, const cell *word)
{
    if (word->constant == NULL || word->kind != COOP__TEXT) {
        return COOP_OK;
    }
    const coop__computed *computed = NULL;
    for (int64_t i = 0; i < b->program->n && computed == NULL; i++) {
        bool is_it = b->program->nodes[i].computed != NULL &&
                     strcmp(b->program->nodes[i].text, state->name) == 0;
        computed = is_it ? b->program->nodes[i].computed : NULL;
    }
    const coop__value *value = &word->constant->value;
    int64_t n = 0;
    for (; computed != NULL && computed->words[n] != NULL; n++) {
        if (coop__text_is(value->of.text.bytes, value->of.text.n, computed->words[n])) {
            return COOP_OK;
        }
    }
    if (computed == NULL) {
        return COOP_OK;
    }
    const char *nearest = coop__nearest(value->of.text.bytes, computed->words, n);
    return coop__fail_in(b->err, COOP_NOT_FOUND, b->program, word->constant->at,
                         "'%s' is no word of %s, the nearest is '%s'", value->of.text.bytes,
                         state->name, nearest != NULL ? nearest : computed->words[0]);
}

static bool is_number(coop__kind kind)
{
    return kind == COOP__INTEGER || kind == COOP__NUMBER || kind == COOP__MONEY;
}

static bool comparable(coop__kind a, coop__kind b)
{
    return a == COOP__NULL || b == COOP__NULL || (a == b && a != COOP__SET && a != COOP__STATE) ||
           (is_number(a) && is_number(b)) || (a == COOP__STATE && b == COOP__TEXT) ||
           (a == COOP__TEXT && b == COOP__STATE);
}

static coop_status check_pair(binder *b, coop__node *node, cell *x, cell *y)
{
    COOP__TRY(coerce(b, x, y));
    COOP__TRY(coerce(b, y, x));
    if (!comparable(x->kind, y->kind)) {
        return no_fit(b, node, "no comparison", x, y);
    }
    bool has_order = node->op == COOP__OP_EQUAL || node->op == COOP__OP_UNEQUAL ||
                     node->op == COOP__OP_IN;
    if ((x->kind == COOP__STATE || y->kind == COOP__STATE) && !has_order) {
        return no_fit(b, node, "a status has no order", x, y);
    }
    if (x->kind == COOP__STATE) {
        return check_state_word(b, x, y);
    }
    return y->kind == COOP__STATE ? check_state_word(b, y, x) : COOP_OK;
}

/* What is wrong with x and y as operands, NULL if nothing is. */
static const char *misfit(const coop__node *node, const cell *x, const cell *y)
{
    bool is_sum = node->op == COOP__OP_ADD || node->op == COOP__OP_SUBTRACT;
    if (!is_number(x->kind) || !is_number(y->kind)) {
        return "no arithmetic";
    }
    if ((x->is_uncertain || y->is_uncertain) &&
        !(is_sum && x->kind == COOP__INTEGER && y->kind == COOP__INTEGER)) {
        return is_sum ? "no sum of an imprecise integer and a number"
                      : "no product of imprecise values";
    }
    if (is_sum && (x->kind == COOP__MONEY) != (y->kind == COOP__MONEY)) {
        return "no sum of money and a plain number";
    }
    return is_sum && x->kind == COOP__MONEY && x->scale != y->scale ? "different decimal places"
                                                                    : NULL;
}

static coop_status bind_arithmetic(binder *b, coop__node *node, cell *x, const cell *y)
{
    cell left = *x;
    cell right = *y;
    /* The word null takes the other's kind. */
    left.kind = x->kind == COOP__NULL ? y->kind : x->kind;
    right.kind = y->kind == COOP__NULL ? left.kind : y->kind;
    left.kind = left.kind == COOP__NULL ? COOP__NUMBER : left.kind;
    right.kind = right.kind == COOP__NULL ? COOP__NUMBER : right.kind;
    left.scale = x->kind == COOP__NULL ? y->scale : x->scale;
    right.scale = y->kind == COOP__NULL ? left.scale : y->scale;
    const char *what = misfit(node, &left, &right);
    if (what != NULL) {
        return no_fit(b, node, what, x, y);
    }
    bool is_sum = node->op == COOP__OP_ADD || node->op == COOP__OP_SUBTRACT;
    bool keeps = left.kind == right.kind && (is_sum || (left.kind == COOP__INTEGER &&
                                                        node->op == COOP__OP_MULTIPLY));
    x->kind = keeps ? left.kind : COOP__NUMBER;
    x->scale = keeps ? left.scale : 0;
    x->is_uncertain = x->is_uncertain || y->is_uncertain;
    return COOP_OK;
}

static coop_status need_kind(const binder *b, const coop__node *node, const cell *x,
                             coop__kind kind)
{
    if (x->kind == kind || x->kind == COOP__NULL) {
        return COOP_OK;
    }
    return coop__fail_in(b->err, COOP_TYPE, b->program, node->at, "'%s' is of type %s, need %s",
                         x->name, coop__kind_name(x->kind), coop__kind_name(kind));
}

static coop_status find_function(binder *b, coop__node *node)
{
    const char *names[CANDIDATES];
    int64_t n = 0;
    for (const coop__function *f = coop__functions; f->name != NULL; f++) {
        names[n++] = f->name;
        node->function = strcmp(f->name, node->text) == 0 ? f : node->function;
    }
    if (node->function == NULL) {
        const char *nearest = coop__nearest(node->text, names, n);
        return coop__fail_in(b->err, COOP_NOT_FOUND, b->program, node->at,
                             "there is no function '%s' here%s%s%s", node->text,
                             nearest != NULL ? ", the nearest is '" : "",
                             nearest != NULL ? nearest : "", nearest != NULL ? "'" : "");
    }
    if (node->n < node->function->least || node->n > node->function->most) {
        return coop__fail_in(b->err, COOP_SYNTAX, b->program, node->at,
                             "%s takes %d to %d arguments, got %lld", node->text,
                             (int)node->function->least, (int)node->function->most,
                             (long long)node->n);
    }
    return COOP_OK;
}

/* A span written in the query, or given as parameter, of more than one day. As the operand of a
 * comparison all its days are meant; a value that is made of it is in doubt. */
static bool is_wide(const cell *c)
{
    const coop__value *value = c->constant != NULL ? &c->constant->value : NULL;
    return value != NULL && c->kind == COOP__SPAN &&
           value->of.span.first != value->of.span.last;
}

static bool has_kind(const cell *cells, int64_t n, coop__kind kind)
{
    for (int64_t i = 0; i < n; i++) {
        if (cells[i].kind == kind) {
            return true;
        }
    }
    return false;
}

/* The first argument that is not the word null, which takes its kind; NULL: all are. */
static const cell *model_argument(const cell *arguments, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (arguments[i].kind != COOP__NULL) {
            return &arguments[i];
        }
    }
    return NULL;
}

/* Names the argument that does not go with the first, or the first where it is alone. */
static coop_status call_misfit(binder *b, const coop__node *node, const cell *arguments)
{
    const cell *first = model_argument(arguments, node->n);
    const cell *other = NULL;
    first = first != NULL ? first : arguments;
    for (int64_t i = 0; i < node->n && other == NULL; i++) {
        bool differs = arguments[i].kind != COOP__NULL &&
                       (arguments[i].kind != first->kind || arguments[i].scale != first->scale);
        other = differs ? &arguments[i] : NULL;
    }
    if (other == NULL) {
        return coop__fail_in(b->err, COOP_TYPE, b->program, node->at, "%s does not take '%s' (%s)",
                             node->text, first->name, coop__kind_name(first->kind));
    }
    return coop__fail_in(b->err, COOP_TYPE, b->program, node->at,
                         "%s does not take '%s' (%s) beside '%s' (%s)%s", node->text,
                         other->name, coop__kind_name(other->kind), first->name,
                         coop__kind_name(first->kind),
                         other->kind == first->kind ? ": different decimal places" : "");
}

static coop_status bind_call(binder *b, coop__node *node, cell *arguments)
{
    COOP__TRY(find_function(b, node));
    const coop__function *function = node->function;
    const cell date = {.kind = COOP__SPAN};
    bool has_dates = function->takes_dates || has_kind(arguments, node->n, COOP__SPAN);
    for (int64_t i = 0; has_dates && i < node->n; i++) {
        COOP__TRY(coerce(b, &arguments[i], &date));
    }
    const cell *model = model_argument(arguments, node->n);
    coop__kind of_null = model != NULL           ? model->kind
                         : function->takes_dates ? COOP__SPAN
                         : function->make != NULL ? COOP__TEXT
                                                  : COOP__NUMBER;
    coop__kind kinds[8];
    cell result = {.scale = model != NULL ? model->scale : 0, .name = node->text};
    bool fits = true;
    for (int64_t i = 0; i < node->n; i++) {
        const cell *c = &arguments[i];
        kinds[i] = c->kind == COOP__NULL ? of_null : c->kind;
        fits = fits && (kinds[i] != COOP__MONEY || c->kind == COOP__NULL ||
                        c->scale == result.scale);
        result.is_uncertain = result.is_uncertain || c->is_uncertain || is_wide(c);
    }
    result.kind = fits ? function->type(kinds, node->n) : COOP__NULL;
    if (result.kind == COOP__NULL) {
        return call_misfit(b, node, arguments);
    }
    b->program->makes_text = b->program->makes_text || function->make != NULL;
    arguments[0] = result;
    return COOP_OK;
}

/* Operators that give a truth. x[0] is replaced by the result. */
static coop_status bind_test(binder *b, coop__node *node, cell *x)
{
    switch (node->op) {
    case COOP__OP_LIKE:
        COOP__TRY(need_kind(b, node, &x[0], COOP__TEXT));
        COOP__TRY(need_kind(b, node, &x[1], COOP__TEXT));
        break;
    case COOP__OP_HAS:
        COOP__TRY(need_kind(b, node, &x[0], COOP__SET));
        COOP__TRY(need_kind(b, node, &x[1], COOP__TEXT));
        break;
    case COOP__OP_NOT:
    case COOP__OP_AND:
    case COOP__OP_OR:
        for (int64_t i = 0; i < node->n; i++) {
            COOP__TRY(need_kind(b, node, &x[i], COOP__TRUTH));
        }
        break;
    case COOP__OP_IS_NULL:
        break;
    default:
        for (int64_t i = 1; i < node->n; i++) {
            COOP__TRY(check_pair(b, node, &x[0], &x[i]));
        }
        break;
    }
    cell truth = {.kind = COOP__TRUTH, .name = "a test"};
    for (int64_t i = 0; i < node->n && node->op != COOP__OP_IS_NULL; i++) {
        truth.is_uncertain = truth.is_uncertain || x[i].is_uncertain ||
                             (i > 0 && is_wide(&x[0]) && is_wide(&x[i]));
    }
    x[0] = truth;
    return COOP_OK;
}

static coop_status bind_node(binder *b, coop__node *node)
{
    if (node->op == COOP__OP_CONSTANT) {
        cell c = {.kind = node->value.kind, .scale = node->value.scale, .constant = node,
                  .name = node->value.kind == COOP__TEXT ? node->value.of.text.bytes : "constant"};
        b->stack[b->n++] = c;
        return COOP_OK;
    }
    if (node->op == COOP__OP_COLUMN) {
        return bind_path(b, node);
    }
    cell *x = &b->stack[b->n - node->n];
    coop_status status = COOP_OK;
    if (node->op == COOP__OP_CALL) {
        status = bind_call(b, node, x);
    } else if (node->op == COOP__OP_NEGATE) {
        status = is_number(x->kind) ? COOP_OK : need_kind(b, node, x, COOP__NUMBER);
    } else if (node->op <= COOP__OP_SUBTRACT) {
        status = bind_arithmetic(b, node, &x[0], &x[1]);
    } else {
        status = bind_test(b, node, x);
    }
    x[0].constant = NULL;
    b->n -= node->n - 1;
    return status;
}

/* Moves negations down to the tests: not (a and b) becomes not a or not b. The four truths need it:
 * where a is null and b in doubt, the negation holds for some days, but `a and b` is null for these
 * and false for the others, which is told as null. */
static void sink_negations(coop__program *program)
{
    bool pending[COOP__STACK_MOST] = {false}; /* operands, the last one on top: negated or not */
    int64_t n = 1;
    for (int64_t i = program->n - 1; i >= 0; i--) {
        coop__node *node = &program->nodes[i];
        bool negates = pending[--n];
        bool passes_on = node->op == COOP__OP_NOT || node->op == COOP__OP_AND ||
                         node->op == COOP__OP_OR;
        for (int64_t j = 0; j < node->n; j++) {
            pending[n++] = passes_on && negates != (node->op == COOP__OP_NOT);
        }
        if (node->op == COOP__OP_NOT) {
            node->negated = true; /* done below: twice negated */
        } else if (passes_on && negates) {
            node->op = node->op == COOP__OP_AND ? COOP__OP_OR : COOP__OP_AND;
        } else if (negates) {
            node->negated = !node->negated;
        }
    }
}

coop_status coop__bind(coop__program *program, const coop__scope *scope, coop_error *err)
{
    binder *b = coop__arena_alloc(scope->arena, 1, sizeof *b);
    if (b == NULL) {
        return coop__no_memory(err);
    }
    b->program = program;
    b->scope = scope;
    b->err = err;
    for (int64_t i = 0; i < program->n; i++) {
        if (program->nodes[i].n == 0 && b->n == COOP__STACK_MOST) {
            return coop__fail_in(err, COOP_LIMIT, program, program->nodes[i].at,
                                 "more than %d values wait at once", COOP__STACK_MOST);
        }
        COOP__TRY(bind_node(b, &program->nodes[i]));
    }
    sink_negations(program);
    program->kind = b->stack[0].kind;
    program->scale = b->stack[0].scale;
    program->is_uncertain = b->stack[0].is_uncertain || is_wide(&b->stack[0]);
    return COOP_OK;
}
