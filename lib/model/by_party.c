/* by_party.c -- totals by party, and the consolidated flows of a set of parties.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "attribution.h"

typedef struct party_totals {
    coop__attribution attribution;
    const coop_attribution_options *options;
    const char *const *parties; /* of a set */
    int64_t n_parties;
    /* By row of investment: */
    coop__amount *parts;  /* what is summed */
    coop__amount *wholes; /* what falls to parties: amounts, or what parts leave of them */
    bool *is_residual;
} party_totals;

static bool same_word(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static coop_status open_parts(coop__totals *t, bool by_funder, bool by_recipient)
{
    party_totals *p = t->ctx;
    COOP__TRY(coop__attribution_open(&p->attribution, t->data, p->options, by_funder, by_recipient,
                                     t->err));
    p->attribution.sharing.arena = t->frame.arena;
    t->is_split = t->frame.cut == COOP__CUT_LEAVES;
    size_t n = (size_t)t->frame.scope.entry->table->n_rows;
    p->parts = coop__arena_alloc(t->frame.arena, n, sizeof *p->parts);
    p->wholes = coop__arena_alloc(t->frame.arena, n, sizeof *p->wholes);
    p->is_residual = coop__arena_alloc(t->frame.arena, n, sizeof *p->is_residual);
    bool done = p->parts != NULL && p->wholes != NULL && p->is_residual != NULL;
    return done ? COOP_OK : coop__no_memory(t->err);
}

/* The parts of a group's amounts; under leaves a part falls to its own parties, and what parts leave
 * to those of the whole. */
static coop_status read_cells(coop__totals *t, const coop__selection *rows, coop__cells *out)
{
    party_totals *p = t->ctx;
    for (int64_t i = 0; i < rows->n; i++) {
        p->wholes[rows->rows[i]] = t->amounts[rows->rows[i]];
        p->is_residual[rows->rows[i]] = false;
    }
    COOP__TRY(t->is_split ? coop__totals_split(t, rows, p->wholes, p->is_residual) : COOP_OK);
    return coop__attribution_cells(&p->attribution, rows, p->wholes, out);
}

/* Every amount of the rows is there with nothing: a whole of which a party has no part still keeps
 * its parts out, and a rival measurement may give a party nothing. */
static void clear_parts(const coop__totals *t, const coop__selection *rows)
{
    party_totals *p = t->ctx;
    for (int64_t i = 0; i < rows->n; i++) {
        int64_t row = rows->rows[i];
        p->parts[row] = (coop__amount){.is_there = t->amounts[row].is_there};
    }
}

static coop_status add_part(const coop__totals *t, const coop__cell *cell)
{
    party_totals *p = t->ctx;
    coop__amount *part = &p->parts[cell->row];
    bool fits = !__builtin_add_overflow(part->least, cell->least, &part->least) &&
                !__builtin_add_overflow(part->most, cell->most, &part->most);
    part->is_open = p->wholes[cell->row].is_open;
    return fits ? COOP_OK : coop__fail(t->err, COOP_LIMIT, "parts do not fit 64 bits");
}

/* ---- by party ---- */

static coop_status open_by_party(coop__totals *t)
{
    const party_totals *p = t->ctx;
    const char *side = p->options->side != NULL ? p->options->side : "recipients";
    bool is_both = strcmp(side, "both") == 0;
    bool by_funder = is_both || strcmp(side, "funder") == 0;
    bool by_recipient = is_both || strcmp(side, "recipients") == 0;
    if (!by_funder && !by_recipient) {
        return coop__fail(t->err, COOP_ARGUMENT, "side is '%s', not recipients, funder or both",
                          side);
    }
    COOP__TRY(open_parts(t, by_funder, by_recipient));
    const coop_type code = COOP_TYPE_CODE;
    const coop_type money = COOP_TYPE_MONEY;
    COOP__TRY(by_funder ? coop_builder_column(t->builder, "funder", code, 0, NULL, t->err)
                        : COOP_OK);
    COOP__TRY(by_recipient ? coop_builder_column(t->builder, "recipient", code, 0, NULL, t->err)
                           : COOP_OK);
    COOP__TRY(coop_builder_column(t->builder, "least", money, t->scale, NULL, t->err));
    COOP__TRY(coop_builder_column(t->builder, "most", money, t->scale, NULL, t->err));
    if (t->is_split) {
        COOP__TRY(coop_builder_column(t->builder, "residual_least", money, t->scale, NULL, t->err));
        COOP__TRY(coop_builder_column(t->builder, "residual_most", money, t->scale, NULL, t->err));
    }
    return coop_builder_column(t->builder, "n_rows", COOP_TYPE_INT64, 0, NULL, t->err);
}

/* What of it no part explains. */
static coop_status add_residual(coop__totals *t, const coop__selection *rows,
                                const coop__cell *cells, int64_t n)
{
    const party_totals *p = t->ctx;
    coop__tree_total total;
    int64_t n_residual = 0;
    clear_parts(t, rows);
    for (int64_t i = 0; i < n; i++) {
        if (p->is_residual[cells[i].row]) {
            COOP__TRY(add_part(t, &cells[i]));
            n_residual++;
        }
    }
    COOP__TRY(coop__totals_sum(t, rows, p->parts, &total));
    total.total.is_empty = n_residual == 0;
    return coop__totals_ends(t, &total.total);
}

static coop_status add_party(coop__totals *t, const coop__value *keys, const coop__selection *rows,
                             const coop__cell *cells, int64_t n)
{
    const party_totals *p = t->ctx;
    coop__tree_total total;
    int64_t n_rows = 0;
    clear_parts(t, rows);
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(add_part(t, &cells[i]));
        n_rows += i == 0 || cells[i].row != cells[i - 1].row ? 1 : 0;
    }
    COOP__TRY(coop__totals_sum(t, rows, p->parts, &total));
    COOP__TRY(coop__totals_keys(t, keys));
    if (p->attribution.funder.column != NULL) {
        COOP__TRY(coop__totals_word(t, cells[0].funder));
    }
    if (p->attribution.recipient.column != NULL) {
        COOP__TRY(coop__totals_word(t, cells[0].recipient));
    }
    COOP__TRY(coop__totals_ends(t, &total.total));
    COOP__TRY(t->is_split ? add_residual(t, rows, cells, n) : COOP_OK);
    return coop_builder_integer(t->builder, n_rows, t->err);
}

static coop_status add_by_party(coop__totals *t, const coop__value *keys,
                                const coop__selection *rows)
{
    coop__cells cells;
    COOP__TRY(read_cells(t, rows, &cells));
    for (int64_t first = 0; first < cells.n;) {
        const coop__cell *c = &cells.cells[first];
        int64_t n = 1;
        while (first + n < cells.n && same_word(c->funder, c[n].funder) &&
               same_word(c->recipient, c[n].recipient)) {
            n++;
        }
        COOP__TRY(add_party(t, keys, rows, c, n));
        first += n;
    }
    return COOP_OK;
}

static coop_status run(const coop_dataset *data, const coop__totals_kind *kind, party_totals *p,
                       const coop_attribution_options *options, coop_table **out, coop_error *err)
{
    coop_attribution_options filled = COOP_ATTRIBUTION_OPTIONS_INIT;
    if (data == NULL || options == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL      ? "data"
                                                            : options == NULL ? "options"
                                                                              : "out");
    }
    if (options->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld",
                          (long long)options->struct_size);
    }
    memcpy(&filled, options,
           options->struct_size < sizeof filled ? options->struct_size : sizeof filled);
    p->options = &filled;
    coop__totals totals = {.kind = kind, .ctx = p, .data = data, .err = err};
    COOP__TRY(coop__total_options_fill(filled.total, &totals.options, err));
    return coop__totals_run(&totals, out);
}

coop_status coop_total_by_party(const coop_dataset *data, const coop_attribution_options *options,
                                coop_table **out, coop_error *err)
{
    static const coop__totals_kind kind = {open_by_party, add_by_party};
    party_totals p = {0};
    return run(data, &kind, &p, options, out, err);
}

/* ---- consolidated flows ---- */

enum { FLOW_IN, FLOW_OUT, FLOW_INTERNAL, FLOW_GROSS_IN, N_FLOWS };

static coop_status open_consolidated(coop__totals *t)
{
    static const char *const names[] = {
        "inflow_least", "inflow_most",  "outflow_least",  "outflow_most",
        "internal_least", "internal_most", "gross_in_least", "gross_in_most",
        "net_least", "net_most"};
    COOP__TRY(open_parts(t, true, true));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        COOP__TRY(coop_builder_column(t->builder, names[i], COOP_TYPE_MONEY, t->scale, NULL,
                                      t->err));
    }
    return coop_builder_column(t->builder, "n_rows", COOP_TYPE_INT64, 0, NULL, t->err);
}

/* 1: in the set, 0: not, -1: nobody known. */
static int is_inside(const party_totals *p, const char *party)
{
    for (int64_t i = 0; party != NULL && i < p->n_parties; i++) {
        if (strcmp(p->parties[i], party) == 0) {
            return 1;
        }
    }
    return party != NULL ? 0 : -1;
}

static bool is_of_flow(const party_totals *p, const coop__cell *cell, int flow)
{
    int from = is_inside(p, cell->funder);
    int to = is_inside(p, cell->recipient);
    return flow == FLOW_IN         ? from == 0 && to == 1
           : flow == FLOW_OUT      ? from == 1 && to == 0
           : flow == FLOW_INTERNAL ? from == 1 && to == 1
                                   : to == 1;
}

static coop_status sum_flow(coop__totals *t, const coop__selection *rows, const coop__cells *cells,
                            int flow, coop__total *out)
{
    const party_totals *p = t->ctx;
    coop__tree_total total;
    clear_parts(t, rows);
    for (int64_t i = 0; i < cells->n; i++) {
        if (is_of_flow(p, &cells->cells[i], flow)) {
            COOP__TRY(add_part(t, &cells->cells[i]));
        }
    }
    COOP__TRY(coop__totals_sum(t, rows, p->parts, &total));
    *out = total.total;
    return COOP_OK;
}

static coop_status add_consolidated(coop__totals *t, const coop__value *keys,
                                    const coop__selection *rows)
{
    coop__cells cells;
    coop__total flows[N_FLOWS];
    COOP__TRY(read_cells(t, rows, &cells));
    COOP__TRY(coop__totals_keys(t, keys));
    for (int flow = 0; flow < N_FLOWS; flow++) {
        COOP__TRY(sum_flow(t, rows, &cells, flow, &flows[flow]));
        COOP__TRY(coop__totals_ends(t, &flows[flow]));
    }
    coop__total net = {.is_empty = flows[FLOW_IN].is_empty, .is_open = flows[FLOW_IN].is_open};
    bool has_least = !flows[FLOW_OUT].is_open;
    bool fits = !__builtin_sub_overflow(flows[FLOW_IN].least, has_least ? flows[FLOW_OUT].most : 0,
                                        &net.least) &&
                !__builtin_sub_overflow(net.is_open ? 0 : flows[FLOW_IN].most,
                                        flows[FLOW_OUT].least, &net.most);
    if (!fits) {
        return coop__fail(t->err, COOP_LIMIT, "a net flow does not fit 64 bits");
    }
    COOP__TRY(net.is_empty || !has_least ? coop_builder_text(t->builder, NULL, t->err)
                                         : coop_builder_integer(t->builder, net.least, t->err));
    COOP__TRY(net.is_empty || net.is_open ? coop_builder_text(t->builder, NULL, t->err)
                                          : coop_builder_integer(t->builder, net.most, t->err));
    return coop_builder_integer(t->builder, rows->n, t->err);
}

coop_status coop_total_consolidated(const coop_dataset *data,
                                    const coop_attribution_options *options,
                                    const char *const *parties, int64_t n, coop_table **out,
                                    coop_error *err)
{
    static const coop__totals_kind kind = {open_consolidated, add_consolidated};
    if (n < 1 || parties == NULL) {
        return coop__fail(err, n == 0 ? COOP_EMPTY : COOP_ARGUMENT,
                          "a set of %lld parties has no flows", (long long)n);
    }
    for (int64_t i = 0; i < n; i++) {
        if (parties[i] == NULL) {
            return coop__fail(err, COOP_ARGUMENT, "party %lld is NULL", (long long)i + 1);
        }
    }
    party_totals p = {.parties = parties, .n_parties = n};
    return run(data, &kind, &p, options, out, err);
}
