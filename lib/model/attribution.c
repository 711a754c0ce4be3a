/* attribution.c -- amounts cut into cells of one funder and one recipient by a named rule.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "attribution.h"

#include <string.h>

#include "../core/error.h"
#include "../stat/sort.h"

/* ---- opening ---- */

static coop_status open_side(const coop__attribution *a, const char *name, coop__side *side)
{
    *side = (coop__side){.name = name};
    side->column = coop__table_column(a->investment->table, name);
    bool is_party = side->column != NULL && (side->column->type == COOP_TYPE_SET ||
                                             side->column->type == COOP_TYPE_CODE);
    return is_party ? COOP_OK
                    : coop__fail(a->err, COOP_NOT_FOUND, "table investment has no parties '%s'",
                                 name);
}

coop_status coop__attribution_open(coop__attribution *a, const coop_dataset *data,
                                   const coop_attribution_options *options, bool by_funder,
                                   bool by_recipient, coop_error *err)
{
    int64_t index = coop__catalog_find(&data->catalog, "investment");
    *a = (coop__attribution){.data = data, .err = err};
    coop__sharing *sharing = &a->sharing;
    if (index < 0) {
        return coop__fail(err, COOP_NOT_FOUND, "there is no table 'investment'");
    }
    a->investment = &data->catalog.entries[index];
    if (options->rule == NULL) {
        return coop__fail(err, COOP_ARGUMENT,
                          "amounts of several parties need a rule: full, equal, stated, weights");
    }
    sharing->entry = a->investment;
    sharing->rule = coop__rule_find(options->rule);
    if (sharing->rule == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "no rule '%s': full, equal, stated, weights",
                          options->rule);
    }
    if (!coop__off_total_of(options->off_total, &sharing->policy)) {
        return coop__fail(err, COOP_ARGUMENT, "off_total is '%s', not error, rebase or keep",
                          options->off_total);
    }
    COOP__TRY(coop__sharing_open(sharing, &data->catalog, options->weight, err));
    COOP__TRY(coop__members_open(&a->members, data, options, err));
    a->funders = coop__table_column(a->investment->table, "funder");
    COOP__TRY(by_funder ? open_side(a, "funder", &a->funder) : COOP_OK);
    return by_recipient ? open_side(a, "recipients", &a->recipient) : COOP_OK;
}

/* ---- the parties of a row ---- */

typedef struct parties {
    coop__portion *portions; /* n and the bucket */
    int64_t n;
} parties;

/* The words of a cell: of a code column, one. */
static coop_words words_of(const coop__column *column, int64_t row, uint32_t *one)
{
    coop_words words = {column->words.words, one, 0};
    if (coop__is_valid(column, row) && column->type == COOP_TYPE_SET) {
        words = coop__words_at(column, row);
    } else if (coop__is_valid(column, row)) {
        *one = coop__code_at(column, row);
        words.n = 1;
    }
    return words;
}

static bool is_funder(const coop__attribution *a, int64_t row, const char *party)
{
    uint32_t one = 0;
    bool is_party = a->funders != NULL && (a->funders->type == COOP_TYPE_SET ||
                                           a->funders->type == COOP_TYPE_CODE);
    coop_words words = is_party ? words_of(a->funders, row, &one) : (coop_words){NULL, NULL, 0};
    for (int64_t i = 0; i < words.n; i++) {
        if (strcmp(words.words[words.codes[i]], party) == 0) {
            return true;
        }
    }
    return false;
}

/* The members of a group that share an amount: a funder gives itself nothing. */
static coop_status read_members(coop__attribution *a, const coop__side *side, int64_t row,
                                const char *party, parties *out)
{
    const coop__bloc *bloc = NULL;
    *out = (parties){NULL, 0};
    COOP__TRY(coop__members_of(&a->members, a->sharing.arena, party, &bloc, a->err));
    if (bloc == NULL) {
        return COOP_OK;
    }
    out->portions = coop__arena_alloc(a->sharing.arena, (size_t)bloc->n + 1, sizeof *out->portions);
    if (out->portions == NULL) {
        return coop__no_memory(a->err);
    }
    for (int64_t i = 0; i < bloc->n; i++) {
        if (side == &a->funder || !is_funder(a, row, bloc->members[i])) {
            out->portions[out->n++].id = bloc->members[i];
        }
    }
    return out->n > 0 ? COOP_OK
                      : coop__sharing_fail(&a->sharing, COOP_EMPTY, row,
                                           "all members of a group are its funders", a->err);
}

static bool is_among(const parties *p, const char *id)
{
    for (int64_t i = 0; i < p->n; i++) {
        if (strcmp(p->portions[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* The parties of n words; where `opens`, members of groups in place of them, each party once. */
static coop_status add_parties(coop__attribution *a, const coop__side *side, int64_t row,
                               const coop_words *words, parties *out)
{
    bool opens = a->members.membership != NULL && (a->sharing.rule->has_weights ||
                                                   !a->sharing.rule->is_conserving);
    int64_t room = words->n;
    for (int64_t i = 0; opens && i < words->n; i++) {
        const coop__bloc *bloc = NULL;
        COOP__TRY(coop__members_of(&a->members, a->sharing.arena, words->words[words->codes[i]],
                                   &bloc, a->err));
        room += bloc != NULL ? bloc->n : 0;
    }
    out->n = 0;
    out->portions = coop__arena_alloc(a->sharing.arena, (size_t)room + 1, sizeof *out->portions);
    if (out->portions == NULL) {
        return coop__no_memory(a->err);
    }
    for (int64_t i = 0; i < words->n; i++) {
        parties one = {NULL, 0};
        const char *id = words->words[words->codes[i]];
        COOP__TRY(opens ? read_members(a, side, row, id, &one) : COOP_OK);
        for (int64_t j = 0; j < (one.n > 0 ? one.n : 1); j++) {
            const char *party = one.n > 0 ? one.portions[j].id : id;
            if (!opens || !is_among(out, party)) {
                out->portions[out->n++].id = party;
            }
        }
    }
    return COOP_OK;
}

static coop_status read_parties(coop__attribution *a, const coop__side *side, int64_t row,
                                parties *out)
{
    uint32_t one = 0;
    coop_words words = words_of(side->column, row, &one);
    return add_parties(a, side, row, &words, out);
}

/* Weights of a side; a side that is not split is one party without a name. */
static coop_status weigh(coop__attribution *a, const coop__side *side, int64_t row,
                         parties *out)
{
    if (side->column == NULL) {
        out->n = 0;
        out->portions = coop__arena_alloc(a->sharing.arena, 1, sizeof *out->portions);
        return out->portions != NULL ? COOP_OK : coop__no_memory(a->err);
    }
    COOP__TRY(read_parties(a, side, row, out));
    return coop__sharing_weigh(&a->sharing, row, side->name, out->portions, out->n, a->err);
}

/* Splitting changes weights, and each amount needs its own. */
static coop_status split(const coop__attribution *a, const parties *p, int64_t row, int64_t whole,
                         coop__portion *out)
{
    memcpy(out, p->portions, ((size_t)p->n + 1) * sizeof *out);
    return coop__sharing_split(&a->sharing, row, whole, out, p->n, a->err);
}

/* ---- cells ---- */

static coop_status add_cell(const coop__attribution *a, coop__cells *cells, coop__cell cell)
{
    if (cells->n == cells->capacity) {
        int64_t capacity = cells->capacity == 0 ? 64 : cells->capacity * 2;
        coop__cell *larger = coop__arena_alloc(a->sharing.arena, (size_t)capacity, sizeof *larger);
        if (larger == NULL) {
            return coop__no_memory(a->err);
        }
        if (cells->n > 0) {
            memcpy(larger, cells->cells, (size_t)cells->n * sizeof *larger);
        }
        cells->cells = larger;
        cells->capacity = capacity;
    }
    cells->cells[cells->n++] = cell;
    return COOP_OK;
}

/* The two ends of an amount over one side. The most is the least and what it adds, each split by
 * itself: the parts of a larger amount by largest remainder may be smaller. */
static coop_status split_ends(const coop__attribution *a, const parties *p, int64_t row,
                              const int64_t ends[2], coop__portion *parts[2])
{
    for (int i = 0; i < 2; i++) {
        parts[i] = coop__arena_alloc(a->sharing.arena, (size_t)p->n + 1, sizeof *parts[i]);
        if (parts[i] == NULL) {
            return coop__no_memory(a->err);
        }
    }
    COOP__TRY(split(a, p, row, ends[0], parts[0]));
    return split(a, p, row, ends[1], parts[1]);
}

/* Cells of one funder's part over the recipients. Empty buckets make no cell. */
static coop_status add_recipients(const coop__attribution *a, coop__cells *cells,
                                  const parties *recipients, coop__cell cell)
{
    coop__portion *parts[2];
    const int64_t ends[2] = {cell.least, cell.most};
    COOP__TRY(split_ends(a, recipients, cell.row, ends, parts));
    for (int64_t i = 0; i <= recipients->n; i++) {
        bool is_bucket = i == recipients->n;
        cell.recipient = is_bucket ? NULL : recipients->portions[i].id;
        cell.least = parts[0][i].part;
        cell.most = parts[0][i].part + parts[1][i].part;
        if (!is_bucket || cell.least != 0 || cell.most != 0) {
            COOP__TRY(add_cell(a, cells, cell));
        }
    }
    return COOP_OK;
}

static coop_status add_row(coop__attribution *a, coop__cells *cells, int64_t row,
                           const coop__amount *amount)
{
    parties funders;
    parties recipients;
    coop__portion *parts[2];
    /* An end that is open says nothing of its size: least stands for both. */
    int64_t most = amount->is_open ? amount->least : amount->most;
    if (__builtin_sub_overflow(most, amount->least, &most)) {
        return coop__sharing_fail(&a->sharing, COOP_LIMIT, row,
                                  "its interval does not fit 64 bits", a->err);
    }
    const int64_t ends[2] = {amount->least, most};
    COOP__TRY(weigh(a, &a->funder, row, &funders));
    COOP__TRY(weigh(a, &a->recipient, row, &recipients));
    COOP__TRY(split_ends(a, &funders, row, ends, parts));
    for (int64_t i = 0; i <= funders.n; i++) {
        bool is_bucket = i == funders.n;
        coop__cell cell = {.funder = is_bucket ? NULL : funders.portions[i].id, .row = row};
        cell.least = parts[0][i].part;
        cell.most = parts[1][i].part;
        if (!is_bucket || cell.least != 0 || cell.most != 0 || funders.n == 0) {
            COOP__TRY(add_recipients(a, cells, &recipients, cell));
        }
    }
    return COOP_OK;
}

static int order_words(const char *a, const char *b)
{
    if (a == NULL || b == NULL) {
        return (a == NULL) - (b == NULL);
    }
    return strcmp(a, b);
}

static bool comes_before(const void *ctx, int64_t x, int64_t y)
{
    const coop__cell *a = (const coop__cell *)ctx + x;
    const coop__cell *b = (const coop__cell *)ctx + y;
    int order = order_words(a->funder, b->funder);
    order = order != 0 ? order : order_words(a->recipient, b->recipient);
    return order != 0 ? order < 0 : a->row < b->row;
}

/* Under the other rules the members of a group share its part equally: the cells of one side. */
static coop_status open_groups(coop__attribution *a, const coop__side *side, coop__cells *cells)
{
    int64_t n = side->column != NULL && a->members.membership != NULL ? cells->n : 0;
    bool is_funder_side = side == &a->funder;
    for (int64_t i = 0; i < n; i++) {
        coop__cell cell = cells->cells[i];
        const char *party = is_funder_side ? cell.funder : cell.recipient;
        parties members = {NULL, 0};
        coop__portion *parts[2];
        const int64_t ends[2] = {cell.least, cell.most - cell.least};
        COOP__TRY(read_members(a, side, cell.row, party, &members));
        if (members.n == 0) {
            continue;
        }
        for (int64_t j = 0; j < members.n; j++) {
            members.portions[j].weight = COOP__UNSTATED;
        }
        COOP__TRY(split_ends(a, &members, cell.row, ends, parts));
        for (int64_t j = 0; j < members.n; j++) {
            coop__cell one = cell;
            *(is_funder_side ? &one.funder : &one.recipient) = members.portions[j].id;
            one.least = parts[0][j].part;
            one.most = one.least + parts[1][j].part;
            if (j == 0) {
                cells->cells[i] = one;
            } else {
                COOP__TRY(add_cell(a, cells, one));
            }
        }
    }
    return COOP_OK;
}

static coop_status sort_cells(const coop__attribution *a, coop__cells *cells)
{
    size_t n = (size_t)cells->n;
    int64_t *order = coop__arena_alloc(a->sharing.arena, n, sizeof *order);
    int64_t *spare = coop__arena_alloc(a->sharing.arena, n, sizeof *spare);
    coop__cell *sorted = coop__arena_alloc(a->sharing.arena, n, sizeof *sorted);
    if (order == NULL || spare == NULL || sorted == NULL) {
        return coop__no_memory(a->err);
    }
    coop__merge_sort(order, spare, cells->n, comes_before, cells->cells);
    for (size_t i = 0; i < n; i++) {
        sorted[i] = cells->cells[order[i]];
    }
    cells->cells = sorted;
    return COOP_OK;
}

coop_status coop__attribution_cells(coop__attribution *a, const coop__selection *rows,
                                    const coop__amount *amounts, coop__cells *out)
{
    *out = (coop__cells){0};
    for (int64_t i = 0; i < rows->n; i++) {
        const coop__amount *amount = &amounts[rows->rows[i]];
        COOP__TRY(amount->is_there ? add_row(a, out, rows->rows[i], amount) : COOP_OK);
    }
    bool is_open = a->sharing.rule->has_weights || !a->sharing.rule->is_conserving;
    COOP__TRY(is_open ? COOP_OK : open_groups(a, &a->funder, out));
    COOP__TRY(is_open ? COOP_OK : open_groups(a, &a->recipient, out));
    return sort_cells(a, out);
}
