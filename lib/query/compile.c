/* compile.c -- a bound program as steps over whole strips.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "vector.h"

/* An operand that waits for its operator: a run of nodes that is a whole subtree. */
typedef struct operand {
    int64_t first, end;
    int64_t n_before;         /* steps there were before any of its own */
    int32_t step;             /* its value, -1: no step yet */
    const coop__column *root; /* the one column it hangs on, NULL: constants only */
    bool is_opaque;           /* words or sets of several columns: no step holds them */
} operand;

typedef struct compiler {
    const coop__program *program;
    const coop__scope *scope;
    coop__code code;
    int64_t capacity;
    int64_t cells_most;
    operand stack[COOP__STACK_MOST];
    int64_t n;
    bool no_memory;
} compiler;

/* Working a table out must cost less than the rows it saves. */
static int64_t cells_worth(int64_t n_rows)
{
    int64_t n = n_rows / 2;
    return n < 64 ? 64 : n > 65536 ? 65536 : n;
}

static int32_t add_step(compiler *c, const coop__step *step)
{
    if (c->code.n == c->capacity) {
        int64_t capacity = c->capacity == 0 ? 8 : 2 * c->capacity;
        coop__step *steps = coop__arena_alloc(c->scope->arena, (size_t)capacity, sizeof *steps);
        if (steps == NULL) {
            c->no_memory = true;
            return -1;
        }
        if (c->code.n > 0) {
            memcpy(steps, c->code.steps, (size_t)c->code.n * sizeof *steps);
        }
        c->code.steps = steps;
        c->capacity = capacity;
    }
    c->code.steps[c->code.n] = *step;
    return (int32_t)c->code.n++;
}

static coop__program part_of(const compiler *c, const operand *x)
{
    coop__program part = *c->program;
    part.nodes = c->program->nodes + x->first;
    part.n = x->end - x->first;
    return part;
}

static bool is_numeric(coop__kind kind)
{
    return kind == COOP__INTEGER || kind == COOP__MONEY || kind == COOP__SPAN ||
           kind == COOP__NUMBER;
}

static coop__form form_of(coop__kind kind)
{
    return kind == COOP__TRUTH ? COOP__FORM_TRUTH : kind == COOP__NUMBER ? COOP__FORM_DOUBLE
                                                                         : COOP__FORM_INT64;
}

/* ---- one column ---- */

static int32_t column_step(compiler *c, const coop__column *column)
{
    coop__step step = {.kind = COOP__STEP_COLUMN, .column = column,
                       .kind_of_value = coop__kind_of(column->type), .scale = column->scale,
                       .may_miss = column->n_null > 0, .least = column->least,
                       .most = column->most};
    step.form = column->type == COOP_TYPE_INT8 || column->type == COOP_TYPE_INT16 ||
                        column->type == COOP_TYPE_INT32 || column->type == COOP_TYPE_DATE
                    ? COOP__FORM_INT32 : form_of(step.kind_of_value);
    return add_step(c, &step);
}

static bool is_arithmetic(coop__op op)
{
    return op == COOP__OP_CALL || (op >= COOP__OP_NEGATE && op <= COOP__OP_SUBTRACT);
}

/* Words are told apart by their codes, which have no order. */
static bool is_sameness(coop__op op)
{
    return op <= COOP__OP_COLUMN || op == COOP__OP_EQUAL || op == COOP__OP_UNEQUAL ||
           op >= COOP__OP_IN;
}

/* True if the subtree compares its column with constants and nothing else: its truth changes at
 * the constants only. */
static bool is_piecewise(const compiler *c, const operand *x)
{
    coop_type type = x->root->type;
    bool is_code = type == COOP_TYPE_CODE;
    bool is_ordered = coop__type_is_integer(type) || type == COOP_TYPE_DATE ||
                      type == COOP_TYPE_MONEY;
    for (int64_t i = x->first; i < x->end; i++) {
        const coop__node *node = &c->program->nodes[i];
        bool is_negative = node->op == COOP__OP_NEGATE && i > x->first &&
                           node[-1].op == COOP__OP_CONSTANT;
        bool is_hop = node->op == COOP__OP_COLUMN && node->n_hops > 0;
        bool fits = is_code ? is_sameness(node->op) && node->op != COOP__OP_BETWEEN
                            : !is_arithmetic(node->op) || is_negative;
        if (!(is_code || is_ordered) || is_hop || !fits) {
            return false;
        }
    }
    return true;
}

#define CUTS_MOST 128

/* Values at which the truth may change: each is the first of a stretch. */
typedef struct cuts {
    int64_t at[CUTS_MOST];
    int64_t n;
    bool too_many;
} cuts;

static void add_cut(cuts *c, int64_t at)
{
    int64_t place = c->n;
    for (int64_t i = 0; i < c->n; i++) {
        if (c->at[i] == at) {
            return;
        }
    }
    if (c->n == CUTS_MOST) {
        c->too_many = true;
        return;
    }
    for (; place > 0 && c->at[place - 1] > at; place--) {
        c->at[place] = c->at[place - 1];
    }
    c->at[place] = at;
    c->n++;
}

/* Around x times the column's minor units; the few values next to it cost nothing. */
static void add_number(cuts *c, double x, int32_t scale)
{
    static const double powers[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    double units = x * powers[scale];
    if (!(units > -0x1p64 && units < 0x1p64)) {
        return; /* beyond every integer */
    }
    if (!(units > -0x1p62 && units < 0x1p62)) {
        c->too_many = true;
        return;
    }
    int64_t whole = (int64_t)units;
    int64_t margin = units > -0x1p50 && units < 0x1p50 ? 2 : 2048; /* rounding of the product */
    if (margin > 2) {
        c->too_many = true;
        return;
    }
    for (int64_t d = -margin; d <= margin; d++) {
        add_cut(c, whole + d);
    }
}

static void add_constant(cuts *c, const coop__value *value, const coop__column *column)
{
    int32_t scale = column->scale;
    if (value->is_null) {
        return;
    }
    if (value->kind == COOP__TEXT) {
        int64_t code = coop__pool_find(&column->words, value->of.text.bytes, value->of.text.n);
        if (code >= 0) {
            add_cut(c, code);
            add_cut(c, code + 1);
        }
    } else if (value->kind == COOP__SPAN) {
        add_cut(c, value->of.span.first);
        add_cut(c, (int64_t)value->of.span.last + 1);
    } else if (value->kind == COOP__INTEGER && scale == 0 && value->of.integer < INT64_MAX &&
               value->of.integer > -INT64_MAX) {
        add_cut(c, value->of.integer);
        add_cut(c, value->of.integer + 1);
        add_cut(c, -value->of.integer);
        add_cut(c, -value->of.integer + 1);
    } else if (value->kind == COOP__INTEGER) { /* the largest ones have no neighbour to cut at */
        add_number(c, (double)value->of.integer, scale);
        add_number(c, -(double)value->of.integer, scale);
    } else if (value->kind == COOP__NUMBER) {
        add_number(c, value->of.number, scale);
        add_number(c, -value->of.number, scale);
    }
}

/* Appends a stretch of true values, joining it to the one before. False: too many. */
static bool add_range(coop__ranges *ranges, int64_t first, int64_t last)
{
    if (ranges->n > 0 && ranges->last[ranges->n - 1] + 1 == first) {
        ranges->last[ranges->n - 1] = last;
        return true;
    }
    if (ranges->n == COOP__RANGES_MOST) {
        return false;
    }
    ranges->first[ranges->n] = first;
    ranges->last[ranges->n++] = last;
    return true;
}

static coop__truth truth_of(const coop__value *value)
{
    return value->is_null ? COOP__UNKNOWN : value->of.truth;
}

typedef struct cell_range {
    int64_t first, last;
} cell_range;

/* What a cell of the column can be. Constants of another type may lie outside. */
static cell_range cells_of(const coop__column *column)
{
    cell_range all = {INT64_MIN, INT64_MAX};
    if (column->type == COOP_TYPE_CODE) {
        all.first = 0;
        all.last = (int64_t)column->words.n - 1;
    } else if (column->type == COOP_TYPE_DATE) {
        all.first = INT32_MIN;
        all.last = INT32_MAX;
    }
    return all;
}

/* The truth of a subtree as ranges, worked out once a stretch. False: it is no such test. */
static bool find_ranges(compiler *c, const operand *x, coop__step *out)
{
    coop__program part = part_of(c, x);
    cuts cut = {.n = 0};
    for (int64_t i = 0; i < part.n; i++) {
        if (part.nodes[i].op == COOP__OP_CONSTANT) {
            add_constant(&cut, &part.nodes[i].value, x->root);
        }
    }
    if (cut.too_many) {
        return false;
    }
    coop__domain domain = {.column = x->root};
    coop__value missing = coop__evaluate_cell(&part, c->scope, &domain, 0); /* 0 is behind the end */
    out->missing = truth_of(&missing);
    domain.n = -1; /* any value */
    cell_range all = cells_of(x->root);
    for (int64_t k = -1; k < cut.n; k++) {
        int64_t first = k < 0 || cut.at[k] < all.first ? all.first : cut.at[k];
        int64_t last = k + 1 < cut.n && cut.at[k + 1] <= all.last ? cut.at[k + 1] - 1 : all.last;
        domain.first = first;
        if (first > last) {
            continue; /* there is no such cell */
        }
        coop__value value = coop__evaluate_cell(&part, c->scope, &domain, 0);
        coop__truth truth = truth_of(&value);
        bool is_known = truth == COOP__TRUE || truth == COOP__FALSE;
        if (value.kind != COOP__TRUTH || !is_known ||
            (truth == COOP__TRUE && !add_range(&out->ranges, first, last))) {
            return false;
        }
    }
    return true;
}

static int32_t ranges_step(compiler *c, const operand *x)
{
    coop__step step = {.kind = COOP__STEP_RANGES, .form = COOP__FORM_TRUTH, .column = x->root,
                       .kind_of_value = COOP__TRUTH};
    return is_piecewise(c, x) && find_ranges(c, x, &step) ? add_step(c, &step) : -1;
}

/* ---- tables ---- */

typedef struct table {
    void *values;
    uint8_t *valid;
    bool has_missing;
    coop__step step;
} table;

static void put_cell(table *t, int64_t i, const coop__value *value)
{
    t->valid[i] = value->is_null ? 0 : 1;
    if (t->step.form == COOP__FORM_TRUTH) {
        ((uint8_t *)t->values)[i] = (uint8_t)truth_of(value);
        t->valid[i] = 1;
    } else if (t->step.form == COOP__FORM_DOUBLE) {
        ((double *)t->values)[i] = value->is_null ? 0 : value->of.number;
    } else {
        int64_t integer = value->kind == COOP__SPAN ? value->of.span.first : value->of.integer;
        ((int64_t *)t->values)[i] = value->is_null ? 0 : integer;
        t->step.least = !value->is_null && integer < t->step.least ? integer : t->step.least;
        t->step.most = !value->is_null && integer > t->step.most ? integer : t->step.most;
    }
    t->has_missing = t->has_missing || t->valid[i] == 0;
}

/* A table of truths that is true in a few stretches is faster as a comparison. */
static bool as_ranges(const table *t, const coop__domain *domain, coop__step *out)
{
    const uint8_t *truths = t->values;
    coop__step step = {.kind = COOP__STEP_RANGES, .form = COOP__FORM_TRUTH,
                       .column = domain->column, .kind_of_value = COOP__TRUTH,
                       .missing = (coop__truth)truths[domain->n]};
    for (int64_t i = 0; i < domain->n; i++) {
        bool is_known = truths[i] == COOP__TRUE || truths[i] == COOP__FALSE;
        int64_t cell = domain->first + i;
        if (!is_known || (truths[i] == COOP__TRUE && !add_range(&step.ranges, cell, cell))) {
            return false;
        }
    }
    *out = step;
    return domain->column->type != COOP_TYPE_BOOL;
}

static int32_t table_step(compiler *c, const operand *x)
{
    coop__domain domain;
    coop__program part = part_of(c, x);
    if (!coop__domain_of(part.nodes, part.n, c->cells_most, &domain)) {
        return -1;
    }
    coop__value missing = coop__evaluate_cell(&part, c->scope, &domain, domain.n);
    if (!is_numeric(missing.kind) && missing.kind != COOP__TRUTH) {
        return -1;
    }
    size_t n = (size_t)domain.n + 1;
    table t = {.values = coop__arena_alloc(c->scope->arena, n, sizeof(int64_t)),
               .valid = coop__arena_alloc(c->scope->arena, n, 1)};
    t.step.form = form_of(missing.kind);
    t.step.least = INT64_MAX;
    t.step.most = INT64_MIN;
    if (t.values == NULL || t.valid == NULL) {
        c->no_memory = true;
        return -1;
    }
    coop__scope scope = *c->scope;
    bool overflow = false;
    scope.overflow = &overflow;
    for (int64_t i = 0; i < domain.n; i++) {
        coop__value value = coop__evaluate_cell(&part, &scope, &domain, i);
        put_cell(&t, i, &value);
    }
    if (overflow) { /* of a value that perhaps no row of the query has: its rows tell */
        return -1;
    }
    put_cell(&t, domain.n, &missing);
    coop__step ranges;
    if (t.step.form == COOP__FORM_TRUTH && as_ranges(&t, &domain, &ranges)) {
        return add_step(c, &ranges);
    }
    t.step.kind = COOP__STEP_TABLE;
    t.step.column = domain.column;
    t.step.kind_of_value = missing.kind;
    t.step.scale = missing.scale;
    t.step.table = t.values;
    t.step.table_valid = t.has_missing ? t.valid : NULL;
    t.step.may_miss = t.has_missing;
    t.step.table_first = domain.first;
    t.step.n_table = domain.n;
    return add_step(c, &t.step);
}

/* ---- steps of operands ---- */

static int32_t constant_step(compiler *c, const operand *x)
{
    coop__program part = part_of(c, x);
    coop__value value = coop__evaluate(&part, c->scope, -1);
    coop__step step = {.kind = COOP__STEP_CONSTANT, .form = form_of(value.kind),
                       .constant = value, .kind_of_value = value.kind, .scale = value.scale,
                       .may_miss = value.is_null && value.kind != COOP__TRUTH};
    bool is_wide = value.kind == COOP__SPAN && value.of.span.first != value.of.span.last;
    if ((!is_numeric(value.kind) && value.kind != COOP__TRUTH) || is_wide) {
        return -1;
    }
    step.least = value.kind == COOP__SPAN ? value.of.span.first : value.of.integer;
    step.most = step.least;
    bool is_small = step.least >= INT32_MIN && step.least <= INT32_MAX && !value.is_null &&
                    (value.kind == COOP__SPAN || value.kind == COOP__INTEGER);
    step.form = is_small ? COOP__FORM_INT32 : step.form;
    return add_step(c, &step);
}

static int32_t loop_step(compiler *c, const coop__node *node, operand *x);

/* coalesce and days of plain columns and constants: loops are faster than a table. */
static int32_t short_step(compiler *c, const operand *x)
{
    const coop__node *node = &c->program->nodes[x->end - 1];
    operand operands[4];
    bool is_loop = node->op == COOP__OP_CALL && node->function->shape != COOP__BY_ROW &&
                   node->n <= 4 && x->end - x->first == node->n + 1;
    for (int64_t i = 0; is_loop && i < node->n; i++) {
        const coop__node *leaf = &c->program->nodes[x->first + i];
        operand one = {.first = x->first + i, .end = x->first + i + 1, .step = -1,
                       .n_before = c->code.n};
        one.root = leaf->op == COOP__OP_COLUMN ? coop__root_column(leaf) : NULL;
        coop_type type = one.root != NULL ? one.root->type : COOP_TYPE_DATE;
        is_loop = leaf->n_hops == 0 && (leaf->op != COOP__OP_COLUMN || one.root != NULL) &&
                  (coop__type_is_integer(type) || type == COOP_TYPE_DATE ||
                   type == COOP_TYPE_MONEY);
        operands[i] = one;
    }
    int64_t n_before = c->code.n;
    int32_t step = is_loop ? loop_step(c, node, operands) : -1;
    c->code.n = step < 0 ? n_before : c->code.n;
    return step;
}

/* The value of a waiting operand as a step; -1: no vector holds it. */
static int32_t emit(compiler *c, operand *x)
{
    const coop__node *node = &c->program->nodes[x->first];
    if (x->step >= 0 || x->is_opaque) {
        return x->step;
    }
    if (x->root == NULL) {
        return node->op == COOP__OP_COLUMN ? -1 : (x->step = constant_step(c, x));
    }
    bool is_plain = x->end == x->first + 1 && node->n_hops == 0 && !node->negated;
    coop__kind kind = coop__kind_of(x->root->type);
    bool is_exact = x->root->type != COOP_TYPE_SPAN;
    if (is_plain && is_exact && (is_numeric(kind) || kind == COOP__TRUTH)) {
        return x->step = column_step(c, x->root);
    }
    if (!is_plain) {
        x->step = ranges_step(c, x);
    }
    if (x->step < 0) {
        x->step = short_step(c, x);
    }
    return x->step >= 0 || c->no_memory ? x->step : (x->step = table_step(c, x));
}

/* A subtree that no loop computes. Its own steps are not needed. */
static int32_t rows_step(compiler *c, operand *x, coop__kind kind, int32_t scale)
{
    coop__program *part = coop__arena_alloc(c->scope->arena, 1, sizeof *part);
    if (part == NULL) {
        c->no_memory = true;
        return -1;
    }
    *part = part_of(c, x);
    c->code.n = x->n_before;
    coop__step step = {.kind = COOP__STEP_ROWS, .form = form_of(kind), .program = part,
                       .kind_of_value = kind, .scale = scale, .may_miss = kind != COOP__TRUTH,
                       .least = INT64_MIN, .most = INT64_MAX};
    return add_step(c, &step);
}

/* ---- operators ---- */

__extension__ typedef __int128 wide;

static bool set_range(coop__step *step, wide least, wide most)
{
    bool fits = least >= INT64_MIN && most <= INT64_MAX;
    step->least = fits ? (int64_t)least : 0;
    step->most = fits ? (int64_t)most : 0;
    return fits;
}

static wide min4(wide a, wide b, wide c, wide d)
{
    wide x = a < b ? a : b;
    wide y = c < d ? c : d;
    return x < y ? x : y;
}

/* The range of sum, difference or product, from those of the operands. False: it may not fit. */
static bool range_of(coop__op op, const coop__step *a, const coop__step *b, coop__step *out)
{
    if (a->least > a->most || b->least > b->most) {
        return set_range(out, 0, 0); /* no values at all */
    }
    wide al = a->least;
    wide am = a->most;
    wide bl = b->least;
    wide bm = b->most;
    return op == COOP__OP_ADD        ? set_range(out, al + bl, am + bm)
           : op == COOP__OP_SUBTRACT ? set_range(out, al - bm, am - bl)
                                     : set_range(out, min4(al * bl, al * bm, am * bl, am * bm),
                                                 -min4(-al * bl, -al * bm, -am * bl, -am * bm));
}

static bool is_int(const coop__step *step)
{
    return step->form == COOP__FORM_INT32 || step->form == COOP__FORM_INT64;
}

/* Integers whose result surely fits. */
static bool fit_integers(coop__op op, const coop__step *a, const coop__step *b, coop__step *out)
{
    bool is_product = op == COOP__OP_MULTIPLY;
    if (!is_int(a) || !is_int(b) || op == COOP__OP_DIVIDE || a->scale != b->scale ||
        (is_product && (a->kind_of_value != COOP__INTEGER || b->kind_of_value != COOP__INTEGER)) ||
        !range_of(op, a, b, out)) {
        return false;
    }
    bool is_small = out->least >= INT32_MIN && out->most <= INT32_MAX && !is_product &&
                    a->form == COOP__FORM_INT32 && b->form == COOP__FORM_INT32;
    out->form = is_small ? COOP__FORM_INT32 : COOP__FORM_INT64;
    out->scale = a->scale;
    out->kind_of_value = a->kind_of_value;
    return true;
}

static bool is_compare(coop__op op)
{
    return op >= COOP__OP_EQUAL && op <= COOP__OP_AT_LEAST;
}

/* coalesce: all of one kind, in the wider form. */
static bool fit_first(const coop__node *node, const coop__step *x[], coop__step *out)
{
    out->form = x[0]->form;
    out->kind_of_value = x[0]->kind_of_value;
    out->scale = x[0]->scale;
    out->least = x[0]->least;
    out->most = x[0]->most;
    out->may_miss = true;
    bool is_same = out->kind_of_value != COOP__TRUTH;
    for (int64_t i = 0; i < node->n; i++) {
        is_same = is_same && x[i]->kind_of_value == out->kind_of_value &&
                  x[i]->scale == out->scale;
        out->form = x[i]->form == out->form ? out->form : COOP__FORM_INT64;
        out->least = x[i]->least < out->least ? x[i]->least : out->least;
        out->most = x[i]->most > out->most ? x[i]->most : out->most;
        out->may_miss = out->may_miss && x[i]->may_miss;
    }
    return is_same;
}

/* Doubles; what is not finite is missing, or an overflow. Integers that may not fit are left to
 * the rows, which tell it. */
static bool fit_doubles(coop__op op, const coop__step *a, const coop__step *b, coop__step *out)
{
    bool is_mixed = a->kind_of_value != b->kind_of_value || a->kind_of_value == COOP__NUMBER ||
                    (op == COOP__OP_MULTIPLY && a->kind_of_value == COOP__MONEY);
    out->form = COOP__FORM_DOUBLE;
    out->kind_of_value = COOP__NUMBER;
    out->scale = 0;
    out->may_miss = true;
    return op == COOP__OP_DIVIDE || is_mixed;
}

/* Tests: of truths, of what is there, of two numbers of one scale. */
static bool fit_test(coop__op op, const coop__step *x[], coop__step *out)
{
    bool is_double = is_compare(op) && x[0]->form == COOP__FORM_DOUBLE &&
                     x[1]->form == COOP__FORM_DOUBLE;
    bool is_integer = is_compare(op) && is_int(x[0]) && is_int(x[1]) && x[0]->scale == x[1]->scale;
    out->form = COOP__FORM_TRUTH;
    out->kind_of_value = COOP__TRUTH;
    out->may_miss = false;
    return !is_compare(op) || is_double || is_integer;
}

/* Whether a loop computes the node from these steps; fills form, kind and range. */
static bool fit(const coop__node *node, const coop__step *x[], coop__step *out)
{
    coop__op op = node->op;
    bool is_difference = op == COOP__OP_CALL && node->function->shape == COOP__DIFFERENCE;
    for (int64_t i = 0; i < node->n && op != COOP__OP_IS_NULL; i++) {
        out->may_miss = out->may_miss || x[i]->may_miss;
    }
    if (op == COOP__OP_AND || op == COOP__OP_OR || op == COOP__OP_NOT ||
        op == COOP__OP_IS_NULL || is_compare(op)) {
        return fit_test(op, x, out);
    }
    if (is_difference) {
        bool fits = fit_integers(COOP__OP_SUBTRACT, x[1], x[0], out);
        out->kind_of_value = COOP__INTEGER;
        return fits;
    }
    if (op == COOP__OP_CALL && node->function->shape == COOP__FIRST_THERE) {
        return fit_first(node, x, out);
    }
    if (op == COOP__OP_NEGATE) {
        coop__step zero = {.form = COOP__FORM_INT64, .scale = x[0]->scale,
                           .kind_of_value = x[0]->kind_of_value};
        return fit_integers(COOP__OP_SUBTRACT, &zero, x[0], out);
    }
    if (op >= COOP__OP_MULTIPLY && op <= COOP__OP_SUBTRACT) {
        return fit_integers(op, x[0], x[1], out) || fit_doubles(op, x[0], x[1], out);
    }
    return false;
}

/* `set has 'word'`: the word's code is looked for in each row. */
static int32_t has_step(compiler *c, const coop__node *node, const operand *x)
{
    const coop__node *set = &c->program->nodes[x[0].first];
    coop__program word = part_of(c, &x[1]);
    bool is_plain = x[0].root != NULL && x[0].root->type == COOP_TYPE_SET && set->n_hops == 0 &&
                    x[0].end == x[0].first + 1 && x[1].root == NULL;
    if (!is_plain) {
        return -1;
    }
    coop__value value = coop__evaluate(&word, c->scope, -1);
    if (value.is_null || value.kind != COOP__TEXT) {
        return -1;
    }
    int64_t code = coop__pool_find(&x[0].root->words, value.of.text.bytes, value.of.text.n);
    coop__step step = {.kind = COOP__STEP_HAS, .form = COOP__FORM_TRUTH, .column = x[0].root,
                       .kind_of_value = COOP__TRUTH, .missing = COOP__UNKNOWN,
                       .code = code < 0 ? UINT32_MAX : (uint32_t)code, .flips = node->negated};
    return add_step(c, &step);
}

static int32_t loop_step(compiler *c, const coop__node *node, operand *x)
{
    const coop__step *steps[8];
    coop__step step = {.kind = COOP__STEP_LOOP, .node = node};
    if (node->n > 8) {
        return -1;
    }
    for (int64_t i = 0; i < node->n; i++) {
        step.operands[step.n_operands] = emit(c, &x[i]);
        if (step.operands[step.n_operands++] < 0) {
            return -1;
        }
    }
    for (int64_t i = 0; i < node->n; i++) {
        steps[i] = &c->code.steps[step.operands[i]];
    }
    if (!fit(node, steps, &step)) {
        return -1;
    }
    step.flips = step.form == COOP__FORM_TRUTH &&
                 node->negated != (node->op == COOP__OP_UNEQUAL || node->op == COOP__OP_NOT);
    return add_step(c, &step);
}

/* The kind that a subtree gives, whatever the row. */
static coop__kind kind_of(const compiler *c, const operand *x, int32_t *scale)
{
    coop__program part = part_of(c, x);
    coop__value value = coop__evaluate(&part, c->scope, -1);
    *scale = value.scale;
    return value.kind;
}

/* True if the node and its operands hang on one column whose few values can be worked out. */
static bool stays_whole(const compiler *c, const coop__node *node, const operand *x,
                        const operand *whole)
{
    bool is_set = node->op == COOP__OP_HAS && x[0].root != NULL &&
                  x[0].root->type == COOP_TYPE_SET;
    const coop__column *root = NULL;
    for (int64_t i = 0; i < node->n; i++) {
        bool is_computed = x[i].root == NULL && c->program->nodes[x[i].first].computed != NULL;
        if (is_set || x[i].step >= 0 || x[i].is_opaque || is_computed ||
            (x[i].root != NULL && root != NULL && x[i].root != root)) {
            return false;
        }
        root = x[i].root != NULL ? x[i].root : root;
    }
    coop__domain domain;
    coop__program part = part_of(c, whole);
    return root == NULL || coop__domain_of(part.nodes, part.n, c->cells_most, &domain) ||
           is_piecewise(c, whole);
}

/* A node of several columns: by a loop, else by rows, else it waits for a parent that takes rows. */
static void compile_mixed(compiler *c, const coop__node *node, operand *x, operand *whole)
{
    whole->step = node->op == COOP__OP_HAS ? has_step(c, node, x) : loop_step(c, node, x);
    if (whole->step >= 0 || c->no_memory) {
        return;
    }
    int32_t scale = 0;
    coop__kind kind = kind_of(c, whole, &scale);
    if (is_numeric(kind) || kind == COOP__TRUTH) {
        whole->step = rows_step(c, whole, kind, scale);
    } else {
        c->code.n = whole->n_before;
        whole->is_opaque = true;
    }
}

/* A node with its operands becomes one operand. */
static void compile_node(compiler *c, int64_t at)
{
    const coop__node *node = &c->program->nodes[at];
    operand *x = &c->stack[c->n - node->n];
    operand whole = {.first = node->n > 0 ? x[0].first : at, .end = at + 1, .step = -1,
                     .n_before = node->n > 0 ? x[0].n_before : c->code.n};
    for (int64_t i = 0; i < node->n; i++) {
        whole.root = x[i].root != NULL ? x[i].root : whole.root;
    }
    if (node->op == COOP__OP_COLUMN) {
        whole.root = coop__root_column(node);
    }
    if (node->n > 0 && !stays_whole(c, node, x, &whole)) {
        compile_mixed(c, node, x, &whole);
    }
    c->n -= node->n;
    c->stack[c->n++] = whole;
}

coop_status coop__compile(const coop__program *program, const coop__scope *scope, coop__code *out,
                          bool *done, coop_error *err)
{
    *done = false;
    if (program->is_uncertain || !(is_numeric(program->kind) || program->kind == COOP__TRUTH)) {
        return COOP_OK;
    }
    compiler *c = coop__arena_alloc(scope->arena, 1, sizeof *c);
    if (c == NULL) {
        return coop__no_memory(err);
    }
    c->program = program;
    c->scope = scope;
    c->code.scope = scope;
    c->cells_most = cells_worth(scope->entry->table->n_rows);
    for (int64_t i = 0; i < program->n && !c->no_memory; i++) {
        compile_node(c, i);
    }
    if (!c->no_memory && emit(c, &c->stack[0]) < 0 && !c->no_memory) {
        (void)rows_step(c, &c->stack[0], program->kind, program->scale);
    }
    if (c->no_memory) {
        return coop__no_memory(err);
    }
    c->code.form = c->code.steps[c->code.n - 1].form;
    *out = c->code;
    *done = true;
    return COOP_OK;
}
