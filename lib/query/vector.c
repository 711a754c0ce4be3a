/* vector.c -- running the steps of a program over a strip.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vector.h"

#include <string.h>

/* Values that never change are written once. */
static void fill_constant(const coop__step *step, struct coop__slot *slot, size_t n)
{
    const coop__value *value = &step->constant;
    int64_t integer = value->is_null                ? 0
                      : value->kind == COOP__SPAN ? value->of.span.first
                                                    : value->of.integer;
    memset(slot->valid, value->is_null ? 0 : 1, n);
    for (size_t i = 0; i < n; i++) {
        if (step->form == COOP__FORM_TRUTH) {
            ((uint8_t *)slot->data)[i] =
                (uint8_t)(value->is_null ? COOP__UNKNOWN : value->of.truth);
        } else if (step->form == COOP__FORM_DOUBLE) {
            ((double *)slot->data)[i] = value->is_null ? 0 : value->of.number;
        } else if (step->form == COOP__FORM_INT32) {
            ((int32_t *)slot->data)[i] = (int32_t)integer;
        } else {
            ((int64_t *)slot->data)[i] = integer;
        }
    }
}

int64_t coop__strip_rows(int64_t n_rows)
{
    int64_t most = n_rows > 8 * COOP__STRIP ? COOP__STRIP : COOP__STRIP / 8;
    return n_rows < 1 ? 1 : n_rows < most ? n_rows : most;
}

bool coop__runner_open(coop__runner *runner, const coop__code *code, int64_t room,
                       coop__arena *arena)
{
    memset(runner, 0, sizeof *runner);
    runner->code = code;
    runner->scope = *code->scope;
    runner->scope.overflow = &runner->overflow;
    runner->scope.arena = arena;
    size_t n = (size_t)room;
    runner->room = room;
    size_t n_steps = (size_t)code->n;
    runner->slots = coop__arena_alloc(arena, n_steps, sizeof *runner->slots);
    runner->vectors = coop__arena_alloc(arena, n_steps, sizeof *runner->vectors);
    runner->scratch = coop__arena_alloc(arena, n, 4 * sizeof(int64_t));
    runner->scope.stack = coop__arena_alloc(arena, COOP__STACK_MOST, sizeof(coop__value));
    if (runner->slots == NULL || runner->vectors == NULL || runner->scratch == NULL ||
        runner->scope.stack == NULL) {
        return false;
    }
    for (size_t i = 0; i < n_steps; i++) {
        struct coop__slot *slot = &runner->slots[i];
        slot->data = coop__arena_alloc(arena, n, sizeof(int64_t));
        slot->valid = coop__arena_alloc(arena, n, 1);
        if (slot->data == NULL || slot->valid == NULL) {
            return false;
        }
        if (code->steps[i].kind == COOP__STEP_CONSTANT) {
            fill_constant(&code->steps[i], slot, n);
        }
    }
    return true;
}

/* ---- columns ---- */

const uint8_t *coop__valid_rows(const coop__column *column, const coop__strip *strip,
                                uint8_t *out)
{
    const uint8_t *bits = column->validity.bytes;
    if (column->n_null == 0) {
        return NULL;
    }
    if (strip->rows == NULL) {
        coop__kernel_bits(bits, strip->first, strip->n, out);
        return out;
    }
    for (int64_t i = 0; i < strip->n; i++) {
        int64_t row = strip->rows[i];
        out[i] = bits[row >> 3] >> (row & 7) & 1;
    }
    return out;
}

coop__ints coop__ints_of(const coop__column *column, const coop__strip *strip, void *room)
{
    coop__ints x = {.data = room, .width = column->width,
                    .is_signed = column->type != COOP_TYPE_CODE};
    if (strip->rows == NULL) {
        x.data = column->values.bytes + (size_t)strip->first * (size_t)column->width;
    } else {
        coop__kernel_gather(column->values.bytes, column->width, strip->rows, strip->n, room);
    }
    return x;
}

static void run_bool(const coop__column *column, const coop__strip *strip, const uint8_t *valid,
                     uint8_t *out)
{
    const uint8_t *bits = column->values.bytes;
    for (int64_t i = 0; i < strip->n; i++) {
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        out[i] = (bits[row >> 3] >> (row & 7) & 1) != 0 ? COOP__TRUE : COOP__FALSE;
    }
    if (valid != NULL) {
        coop__kernel_fill_missing(valid, strip->n, COOP__UNKNOWN, out);
    }
}

static coop__vector run_column(coop__runner *runner, const coop__step *step,
                               struct coop__slot *slot, const coop__strip *strip)
{
    const coop__column *column = step->column;
    coop__vector v = {.form = step->form, .valid = coop__valid_rows(column, strip, slot->valid),
                      .data = slot->data};
    if (step->form == COOP__FORM_TRUTH) {
        run_bool(column, strip, v.valid, slot->data);
        v.valid = NULL;
        return v;
    }
    bool is_narrow = column->width < 4;
    coop__ints x = coop__ints_of(column, strip, is_narrow ? runner->scratch : slot->data);
    if (is_narrow) {
        coop__kernel_to_int32(x, strip->n, slot->data);
    } else {
        v.data = x.data;
    }
    return v;
}

static coop__vector run_ranges(coop__runner *runner, const coop__step *step,
                               struct coop__slot *slot, const coop__strip *strip)
{
    const uint8_t *valid = coop__valid_rows(step->column, strip, slot->valid);
    coop__ints x = coop__ints_of(step->column, strip, runner->scratch);
    coop__kernel_ranges(x, strip->n, &step->ranges, slot->data);
    if (valid != NULL) {
        coop__kernel_fill_missing(valid, strip->n, (uint8_t)step->missing, slot->data);
    }
    coop__vector v = {.form = COOP__FORM_TRUTH, .data = slot->data};
    return v;
}

/* ---- tables ---- */

/* What lies under a missing value may be anything: it is replaced afterwards. */
void coop__cell_numbers(const coop__domain *domain, const coop__strip *strip, uint8_t *valid,
                        void *room, uint32_t *out)
{
    coop__kernel_cells(coop__ints_of(domain->column, strip, room), strip->n,
                       (uint32_t)(uint64_t)domain->first, out);
    const uint8_t *is_there = coop__valid_rows(domain->column, strip, valid);
    if (is_there != NULL) {
        coop__kernel_fill_cells(is_there, strip->n, (uint32_t)domain->n, out);
    }
}

/* Index of each row's cell into the table, the missing one behind the last. */
static void table_cells(const coop__step *step, const coop__strip *strip, uint8_t *valid,
                        void *room, uint32_t *out)
{
    const coop__domain domain = {step->column, step->table_first, step->n_table};
    if (domain.column->type != COOP_TYPE_BOOL) {
        coop__cell_numbers(&domain, strip, valid, room, out);
        return;
    }
    const uint8_t *is_there = coop__valid_rows(domain.column, strip, valid);
    for (int64_t i = 0; i < strip->n; i++) {
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        bool is_missing = is_there != NULL && is_there[i] == 0;
        uint32_t bit = domain.column->values.bytes[row >> 3] >> (row & 7) & 1;
        out[i] = is_missing ? (uint32_t)domain.n : bit;
    }
}

static coop__vector run_table(coop__runner *runner, const coop__step *step,
                              struct coop__slot *slot, const coop__strip *strip)
{
    int64_t n = strip->n;
    uint32_t *cells = (uint32_t *)(void *)runner->scratch;
    table_cells(step, strip, slot->valid, slot->data, cells);
    coop__vector v = {.form = step->form, .data = slot->data,
                      .valid = step->table_valid != NULL ? slot->valid : NULL};
    if (step->form == COOP__FORM_TRUTH) {
        for (int64_t i = 0; i < n; i++) {
            ((uint8_t *)slot->data)[i] = ((const uint8_t *)step->table)[cells[i]];
        }
        return v;
    }
    for (int64_t i = 0; i < n; i++) { /* integers and doubles alike: eight bytes */
        ((uint64_t *)slot->data)[i] = ((const uint64_t *)step->table)[cells[i]];
    }
    for (int64_t i = 0; v.valid != NULL && i < n; i++) {
        slot->valid[i] = step->table_valid[cells[i]];
    }
    return v;
}

static coop__vector run_has(const coop__step *step, struct coop__slot *slot,
                            const coop__strip *strip)
{
    const coop__column *column = step->column;
    const int64_t *offsets = (const int64_t *)(const void *)column->offsets.bytes;
    const uint32_t *codes = (const uint32_t *)(const void *)column->values.bytes;
    const uint8_t *valid = coop__valid_rows(column, strip, slot->valid);
    uint8_t *out = slot->data;
    uint8_t yes = step->flips ? COOP__FALSE : COOP__TRUE;
    for (int64_t i = 0; i < strip->n; i++) {
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        bool has = false;
        for (int64_t k = offsets[row]; k < offsets[row + 1]; k++) {
            has = has || codes[k] == step->code;
        }
        out[i] = has ? yes : (uint8_t)(COOP__TRUE - yes);
    }
    if (valid != NULL) {
        coop__kernel_fill_missing(valid, strip->n, (uint8_t)step->missing, out);
    }
    coop__vector v = {.form = COOP__FORM_TRUTH, .data = out};
    return v;
}

/* ---- rows ---- */

static coop__vector run_rows(coop__runner *runner, const coop__step *step,
                             struct coop__slot *slot, const coop__strip *strip)
{
    for (int64_t i = 0; i < strip->n; i++) {
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        coop__value value = coop__evaluate(step->program, &runner->scope, row);
        slot->valid[i] = value.is_null ? 0 : 1;
        if (step->form == COOP__FORM_TRUTH) {
            ((uint8_t *)slot->data)[i] =
                (uint8_t)(value.is_null ? COOP__UNKNOWN : value.of.truth);
        } else if (step->form == COOP__FORM_DOUBLE) {
            ((double *)slot->data)[i] = value.is_null ? 0 : value.of.number;
        } else {
            ((int64_t *)slot->data)[i] = value.is_null              ? 0
                                         : value.kind == COOP__SPAN ? value.of.span.first
                                                                    : value.of.integer;
        }
    }
    coop__vector v = {.form = step->form, .data = slot->data,
                      .valid = step->form == COOP__FORM_TRUTH ? NULL : slot->valid};
    return v;
}

/* ---- loops ---- */

/* A vector of integers in 64 bits, widened into one of the places of the scratch. */
static const int64_t *as_int64(coop__runner *runner, const coop__vector *v, int64_t n, int place)
{
    if (v->form == COOP__FORM_INT64) {
        return v->data;
    }
    int64_t *room =
        (int64_t *)(void *)runner->scratch + (size_t)place * (size_t)runner->room;
    coop__ints x = {v->data, 4, true};
    coop__kernel_to_int64(x, n, room);
    return room;
}

static const double *as_double(coop__runner *runner, const coop__vector *v, int32_t scale,
                               int64_t n, int place)
{
    static const double powers[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (v->form == COOP__FORM_DOUBLE) {
        return v->data;
    }
    double *room = (double *)(void *)runner->scratch +
                   (size_t)(place + 2) * (size_t)runner->room;
    coop__kernel_to_double(as_int64(runner, v, n, place), n, powers[scale], room);
    return room;
}

/* Valid where both are; NULL: everywhere. */
static const uint8_t *both_valid(const coop__vector *a, const coop__vector *b, int64_t n,
                                 uint8_t *out)
{
    if (a->valid == NULL || b->valid == NULL) {
        return a->valid != NULL ? a->valid : b->valid;
    }
    coop__kernel_both(a->valid, b->valid, n, out);
    return out;
}

static void compare(coop__runner *runner, const coop__step *step, const coop__vector *a,
                    const coop__vector *b, int64_t n, uint8_t *out)
{
    coop__op op = step->node->op;
    bool turns = op == COOP__OP_GREATER || op == COOP__OP_AT_LEAST;
    const coop__vector *x = turns ? b : a;
    const coop__vector *y = turns ? a : b;
    int kernel = op == COOP__OP_EQUAL || op == COOP__OP_UNEQUAL   ? 0
                 : op == COOP__OP_LESS || op == COOP__OP_GREATER ? 1 : 2;
    if (a->form == COOP__FORM_DOUBLE) {
        coop__kernel_compare_double(kernel, x->data, y->data, n, out);
    } else {
        coop__kernel_compare64(kernel, as_int64(runner, x, n, 0), as_int64(runner, y, n, 1), n,
                               out);
    }
}

static coop__vector run_test(coop__runner *runner, const coop__step *step,
                             struct coop__slot *slot, const coop__vector *x[], int64_t n)
{
    coop__op op = step->node->op;
    uint8_t *out = slot->data;
    coop__vector v = {.form = COOP__FORM_TRUTH, .data = out};
    if (op == COOP__OP_AND) {
        coop__kernel_and(x[0]->data, x[1]->data, n, out);
    } else if (op == COOP__OP_OR) {
        coop__kernel_or(x[0]->data, x[1]->data, n, out);
    } else if (op == COOP__OP_NOT) {
        memcpy(out, x[0]->data, (size_t)n);
    } else if (op == COOP__OP_IS_NULL) {
        const uint8_t *truths = x[0]->data;
        for (int64_t i = 0; i < n; i++) {
            bool is_missing = x[0]->form == COOP__FORM_TRUTH ? truths[i] == COOP__UNKNOWN
                                                             : x[0]->valid != NULL &&
                                                                   x[0]->valid[i] == 0;
            out[i] = is_missing ? COOP__TRUE : COOP__FALSE;
        }
    } else {
        compare(runner, step, x[0], x[1], n, out);
        const uint8_t *valid = both_valid(x[0], x[1], n, slot->valid);
        if (valid != NULL) {
            coop__kernel_fill_missing(valid, n, COOP__UNKNOWN, out);
        }
    }
    if (step->flips) {
        coop__kernel_not(out, n, out);
    }
    return v;
}

static void combine_doubles(coop__op op, const double *a, const double *b, int64_t n, double *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = op == COOP__OP_ADD        ? a[i] + b[i]
                 : op == COOP__OP_SUBTRACT ? a[i] - b[i]
                 : op == COOP__OP_MULTIPLY ? a[i] * b[i]
                                           : a[i] / b[i];
    }
}

static coop__vector run_doubles(coop__runner *runner, const coop__step *step,
                                struct coop__slot *slot, const coop__vector *x[], int64_t n)
{
    const coop__step *steps = runner->code->steps;
    const double *a = as_double(runner, x[0], steps[step->operands[0]].scale, n, 0);
    const double *b = as_double(runner, x[1], steps[step->operands[1]].scale, n, 1);
    const uint8_t *valid = both_valid(x[0], x[1], n, slot->valid);
    double *out = slot->data;
    if (valid == NULL) {
        memset(slot->valid, 1, (size_t)n);
    } else if (valid != slot->valid) {
        memcpy(slot->valid, valid, (size_t)n);
    }
    combine_doubles(step->node->op, a, b, n, out);
    for (int64_t i = 0; i < n; i++) {
        bool is_finite = out[i] - out[i] == 0;
        bool by_zero = step->node->op == COOP__OP_DIVIDE && b[i] == 0;
        runner->overflow = runner->overflow || (slot->valid[i] != 0 && !is_finite && !by_zero);
        slot->valid[i] = (uint8_t)(slot->valid[i] & (is_finite ? 1 : 0));
        out[i] = is_finite ? out[i] : 0;
    }
    coop__vector v = {.form = COOP__FORM_DOUBLE, .data = out, .valid = slot->valid};
    return v;
}

static void combine64(coop__op op, const int64_t *a, const int64_t *b, int64_t n, int64_t *out)
{
    (op == COOP__OP_ADD        ? coop__kernel_add64
     : op == COOP__OP_SUBTRACT ? coop__kernel_subtract64
                               : coop__kernel_multiply64)(a, b, n, out);
}

static coop__vector run_integers(coop__runner *runner, const coop__step *step,
                                 struct coop__slot *slot, const coop__vector *a,
                                 const coop__vector *b, int64_t n)
{
    coop__op op = step->node->op == COOP__OP_CALL ? COOP__OP_SUBTRACT : step->node->op;
    coop__vector v = {.form = step->form, .data = slot->data,
                      .valid = both_valid(a, b, n, slot->valid)};
    if (step->form == COOP__FORM_INT32) {
        (op == COOP__OP_ADD ? coop__kernel_add32 : coop__kernel_subtract32)(a->data, b->data, n,
                                                                            slot->data);
    } else {
        combine64(op, as_int64(runner, a, n, 0), as_int64(runner, b, n, 1), n, slot->data);
    }
    return v;
}

static coop__vector run_negative(coop__runner *runner, struct coop__slot *slot,
                                 const coop__vector *a, int64_t n)
{
    const int64_t *x = as_int64(runner, a, n, 0);
    int64_t *out = slot->data;
    for (int64_t i = 0; i < n; i++) {
        out[i] = (int64_t)(0 - (uint64_t)x[i]);
    }
    coop__vector v = {.form = COOP__FORM_INT64, .data = out, .valid = a->valid};
    return v;
}

/* The first of the values that is there. */
static coop__vector run_first(coop__runner *runner, const coop__step *step,
                              struct coop__slot *slot, const coop__vector *x[], int64_t n)
{
    memset(slot->valid, 0, (size_t)n);
    for (int32_t k = 0; k < step->n_operands; k++) {
        if (step->form == COOP__FORM_INT32) {
            coop__kernel_fill32(x[k]->data, x[k]->valid, n, slot->data, slot->valid);
        } else { /* a double is moved as it lies */
            const void *data = step->form == COOP__FORM_INT64 ? as_int64(runner, x[k], n, 0)
                                                              : x[k]->data;
            coop__kernel_fill64(data, x[k]->valid, n, slot->data, slot->valid);
        }
    }
    coop__vector v = {.form = step->form, .data = slot->data,
                      .valid = step->may_miss ? slot->valid : NULL};
    return v;
}

static coop__vector run_loop(coop__runner *runner, const coop__step *step,
                             struct coop__slot *slot, int64_t n)
{
    const coop__vector *x[8] = {NULL};
    for (int32_t k = 0; k < step->n_operands; k++) {
        x[k] = &runner->vectors[step->operands[k]];
    }
    coop__op op = step->node->op;
    if (step->form == COOP__FORM_TRUTH) {
        return run_test(runner, step, slot, x, n);
    }
    if (op == COOP__OP_CALL && step->node->function->shape == COOP__FIRST_THERE) {
        return run_first(runner, step, slot, x, n);
    }
    if (op == COOP__OP_CALL) {
        return run_integers(runner, step, slot, x[1], x[0], n);
    }
    return op == COOP__OP_NEGATE               ? run_negative(runner, slot, x[0], n)
           : step->form == COOP__FORM_DOUBLE ? run_doubles(runner, step, slot, x, n)
                                               : run_integers(runner, step, slot, x[0], x[1], n);
}

coop__vector coop__run(coop__runner *runner, const coop__strip *strip)
{
    const coop__code *code = runner->code;
    for (int64_t i = 0; i < code->n; i++) {
        const coop__step *step = &code->steps[i];
        struct coop__slot *slot = &runner->slots[i];
        coop__vector *v = &runner->vectors[i];
        switch (step->kind) {
        case COOP__STEP_COLUMN:
            *v = run_column(runner, step, slot, strip);
            break;
        case COOP__STEP_CONSTANT:
            v->form = step->form;
            v->data = slot->data;
            v->valid = step->may_miss ? slot->valid : NULL;
            break;
        case COOP__STEP_RANGES:
            *v = run_ranges(runner, step, slot, strip);
            break;
        case COOP__STEP_TABLE:
            *v = run_table(runner, step, slot, strip);
            break;
        case COOP__STEP_HAS:
            *v = run_has(step, slot, strip);
            break;
        case COOP__STEP_LOOP:
            *v = run_loop(runner, step, slot, strip->n);
            break;
        default:
            *v = run_rows(runner, step, slot, strip);
            break;
        }
    }
    return runner->vectors[code->n - 1];
}
