/* tree_cut.c -- cuts other than roots: parts and what is left of their wholes, or rows as they are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../core/error.h"
#include "tree.h"

/* The parts of a whole as a sum of its own, with what overlaps among them. */
static coop_status add_parts(coop__tree *t, int64_t n, coop__arena *scratch,
                             coop__tree_interval *sum)
{
    coop__tree parts = *t;
    parts.arena = scratch;
    parts.pairs = NULL;
    parts.n_pairs = 0;
    parts.pair_capacity = 0;
    parts.things = coop__arena_alloc(scratch, (size_t)t->relations->n_things, sizeof *parts.things);
    if (parts.things == NULL) {
        return coop__no_memory(t->err);
    }
    for (int64_t i = 0; i < n; i++) {
        coop__tree_thing *part = &parts.things[t->queue[i]];
        *part = t->things[t->queue[i]];
        part->state = part->state != COOP__THING_ABSENT ? COOP__THING_COUNTED : COOP__THING_ABSENT;
    }
    coop_status status = coop__tree_overlaps(&parts);
    if (status == COOP_OK) {
        status = coop__tree_things(&parts, sum);
    }
    t->round = parts.round; /* the stamps are shared */
    return status;
}

/* A whole less its parts, on the whole's own side of nothing. False: the parts exceed it. */
static bool subtract(const coop__amount *whole, const coop__tree_interval *parts,
                     coop__amount *out)
{
    bool is_refund = !whole->is_open && whole->most < 0;
    coop__int128 least = whole->least - parts->most;
    coop__int128 most = whole->most - parts->least;
    bool is_less = is_refund ? least <= 0 : most >= 0 || whole->is_open;
    least = !is_refund && (least < 0 || parts->is_open) ? 0 : least;
    most = is_refund && most > 0 ? 0 : most;
    *out = (coop__amount){.is_open = whole->is_open, .is_there = true};
    return coop__int128_to_int64(least, &out->least) &&
           coop__int128_to_int64(whole->is_open ? least : most, &out->most) && is_less;
}

/* What is left of the rows that measure a whole. */
static void keep_rows(const coop__tree *t, int64_t whole, const coop__tree_interval *parts)
{
    const coop__relations *r = t->relations;
    for (int64_t i = r->first_member[whole]; i < r->first_member[whole + 1]; i++) {
        coop__tree_node node = coop__tree_read(t, r->member[i]);
        coop__amount amount = {node.least, node.most, node.is_open, true};
        coop__amount *out = &t->sum.residuals[r->member[i]];
        if (node.has_amount && !subtract(&amount, parts, out)) {
            *out = (coop__amount){.is_there = true}; /* a rival that is too small for the parts */
        }
    }
}

static coop_status add_residual(coop__tree *t, int64_t whole, coop__tree_interval *all)
{
    const coop__tree_thing *it = &t->things[whole];
    bool is_circle = false;
    int64_t n = coop__tree_walk(t, t->relations->first_down, t->relations->down, whole, true,
                                &is_circle);
    int64_t n_parts = 0;
    for (int64_t i = 0; i < n; i++) {
        n_parts += t->things[t->queue[i]].state != COOP__THING_ABSENT ? 1 : 0;
    }
    if (n_parts == 0) {
        return COOP_OK;
    }
    coop__arena scratch = {.a = t->arena->a};
    coop__tree_interval parts = {0};
    coop_status status = add_parts(t, n, &scratch, &parts);
    coop__arena_free(&scratch);
    COOP__TRY(status);
    coop__amount amount = {it->least, it->most, it->is_open, true};
    coop__amount left = {0};
    if (!subtract(&amount, &parts, &left)) {
        return coop__fail(t->err, COOP_CONFLICT, "the parts of '%s' add up to more than it",
                          coop__tree_id(t, it->row));
    }
    if (t->sum.residuals != NULL) {
        keep_rows(t, whole, &parts);
    }
    all->least += it->is_possible && left.least > 0 ? 0 : left.least;
    all->most += it->is_possible && left.most < 0 ? 0 : left.most;
    all->is_open = all->is_open || left.is_open;
    all->n_counted++;
    return COOP_OK;
}

coop_status coop__tree_residuals(coop__tree *t, coop__tree_total *out)
{
    coop__tree_interval all = {0};
    for (int64_t thing = 0; thing < t->relations->n_things; thing++) {
        if (t->things[thing].state != COOP__THING_ABSENT) {
            COOP__TRY(add_residual(t, thing, &all));
        }
    }
    out->n_residual = all.n_counted;
    out->residual.is_empty = all.n_counted == 0;
    out->residual.is_open = all.is_open;
    return coop__int128_to_int64(all.least, &out->residual.least) &&
                   coop__int128_to_int64(all.most, &out->residual.most)
               ? COOP_OK
               : coop__fail(t->err, COOP_LIMIT, "a residual does not fit 64 bits of minor units");
}

static coop_status fail_related(const coop__tree *t, int64_t a, int64_t b, const char *how)
{
    return coop__fail(t->err, COOP_CONFLICT, "'%s' and '%s' are related (%s): not disjoint",
                      coop__tree_id(t, a), coop__tree_id(t, b), how);
}

coop_status coop__tree_disjoint(coop__tree *t)
{
    for (int64_t i = 0; i < t->n; i++) {
        const coop__tree_node *node = &t->nodes[i];
        const coop__tree_thing *thing = node->thing >= 0 ? &t->things[node->thing] : NULL;
        if (thing == NULL || !node->has_amount) {
            continue;
        }
        if (node->row != thing->row) {
            return fail_related(t, thing->row, node->row, "measurements of one thing");
        }
        bool is_circle = false;
        int64_t n = coop__tree_walk(t, t->relations->first_up, t->relations->up, node->thing,
                                    false, &is_circle);
        for (int64_t j = 0; j < n; j++) {
            if (coop__tree_presence(t, t->queue[j], node->row) != COOP__OUT) {
                int64_t whole = t->relations->member[t->relations->first_member[t->queue[j]]];
                return fail_related(t, node->row, whole, "part_of");
            }
        }
    }
    return t->n_pairs == 0 ? COOP_OK
                           : fail_related(t, t->things[t->pairs[0][0]].row,
                                          t->things[t->pairs[0][1]].row, "overlaps");
}

