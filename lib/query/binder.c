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
    }
    b->stack[b->n++] = c;
    return COOP_OK;
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

static coop_status bind_path(binder *b, coop__node *node)
{
    if (node->text[0] == ':') {
        return bind_parameter(b, node);
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
    return coop__fail_in(b->err, COOP_TYPE, b->program, node->at, "%s between '%s' (%s) and '%s' (%s)",
                         what, x->name, coop__kind_name(x->kind), y->name,
                         coop__kind_name(y->kind));
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
static coop_status check_state_word(const binder *b, const coop__node *node, const cell *state,
                                    const cell *word)
{
    if (word->constant == NULL || state->constant != NULL || node->op == COOP__OP_IS_NULL) {
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
        return check_state_word(b, node, x, y);
    }
    return y->kind == COOP__STATE ? check_state_word(b, node, y, x) : COOP_OK;
}

static coop_status bind_arithmetic(binder *b, coop__node *node, cell *x, const cell *y)
{
    bool is_sum = node->op == COOP__OP_ADD || node->op == COOP__OP_SUBTRACT;
    bool has_doubt = (x->is_uncertain || y->is_uncertain) && !is_sum;
    if (!is_number(x->kind) || !is_number(y->kind) || has_doubt) {
        return no_fit(b, node, has_doubt ? "no product of imprecise values" : "no arithmetic", x, y);
    }
    bool both_money = x->kind == COOP__MONEY && y->kind == COOP__MONEY;
    if (both_money && is_sum && x->scale != y->scale) {
        return no_fit(b, node, "different decimal places", x, y);
    }
    if (is_sum && (x->kind == COOP__MONEY) != (y->kind == COOP__MONEY)) {
        return no_fit(b, node, "no sum of money and a plain number", x, y);
    }
    bool keeps = x->kind == y->kind && (is_sum || (x->kind == COOP__INTEGER &&
                                                   node->op == COOP__OP_MULTIPLY));
    x->kind = keeps ? x->kind : COOP__NUMBER;
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

static coop_status bind_call(binder *b, coop__node *node, cell *arguments)
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
    coop__kind kinds[8];
    bool is_uncertain = false;
    const cell span = {.kind = COOP__SPAN};
    for (int64_t i = 0; i < node->n; i++) {
        if (strcmp(node->text, "coalesce") != 0) {
            COOP__TRY(coerce(b, &arguments[i], &span));
        }
        kinds[i] = arguments[i].kind;
        is_uncertain = is_uncertain || arguments[i].is_uncertain;
    }
    cell result = {.kind = node->function->type(kinds, node->n), .scale = arguments[0].scale,
                   .is_uncertain = is_uncertain, .name = node->text};
    if (result.kind == COOP__NULL) {
        return coop__fail_in(b->err, COOP_TYPE, b->program, node->at,
                             "%s does not take '%s' (%s)", node->text, arguments[0].name,
                             coop__kind_name(kinds[0]));
    }
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
    for (int64_t i = 0; i < node->n; i++) {
        truth.is_uncertain = truth.is_uncertain ||
                             (x[i].is_uncertain && node->op != COOP__OP_IS_NULL);
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
        x[0].is_uncertain = x[0].is_uncertain || x[1].is_uncertain;
    } else {
        status = bind_test(b, node, x);
    }
    x[0].constant = NULL;
    b->n -= node->n - 1;
    return status;
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
        if (b->n == COOP__STACK_MOST) {
            return coop__fail_in(err, COOP_LIMIT, program, program->nodes[i].at,
                                 "more than %d values wait at once", COOP__STACK_MOST);
        }
        COOP__TRY(bind_node(b, &program->nodes[i]));
    }
    program->kind = b->stack[0].kind;
    program->scale = b->stack[0].scale;
    program->is_uncertain = b->stack[0].is_uncertain;
    return COOP_OK;
}
