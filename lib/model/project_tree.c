/* project_tree.c -- sums over an antichain: parts are not added to their wholes, overlapping rows
 * make an interval, and of rival measurements of one thing one counts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project_tree.h"

#include <string.h>

#include "../core/error.h"
#include "../core/sum.h"

/* Columns of `investment` and `relation`; NULL where a register has none. */
typedef struct money_columns {
    const coop__entry *investment;
    const coop__column *amount, *low, *high, *date;
    const coop__entry *relation;
    const coop__link *a, *b;
} money_columns;

static const coop__column *money_column(const coop__entry *entry, const char *name)
{
    const coop__column *column = coop__table_column(entry->table, name);
    return column != NULL && column->type == COOP_TYPE_MONEY ? column : NULL;
}

static const coop__link *link_named(const coop__entry *entry, const char *name)
{
    int64_t column = coop_table_find(entry->table, name);
    const coop__link *link = column < 0 ? NULL : coop__entry_link(entry, column);
    return link != NULL && entry->table->columns[column].type == COOP_TYPE_CODE ? link : NULL;
}

static bool find_columns(const coop_dataset *data, money_columns *out)
{
    memset(out, 0, sizeof *out);
    int64_t investment = coop__catalog_find(&data->catalog, "investment");
    int64_t relation = coop__catalog_find(&data->catalog, "relation");
    if (investment < 0) {
        return false;
    }
    out->investment = &data->catalog.entries[investment];
    out->amount = money_column(out->investment, "amount");
    out->low = money_column(out->investment, "amount_low");
    out->high = money_column(out->investment, "amount_high");
    const coop__column *date = coop__table_column(out->investment->table, "date");
    bool is_date = date != NULL && (date->type == COOP_TYPE_SPAN || date->type == COOP_TYPE_DATE);
    out->date = is_date ? date : NULL;
    if (relation >= 0) {
        const coop__entry *entry = &data->catalog.entries[relation];
        out->a = link_named(entry, "a");
        out->b = link_named(entry, "b");
        bool fits = out->a != NULL && out->b != NULL && out->a->target == investment &&
                    out->b->target == investment;
        out->relation = fits ? entry : NULL;
    }
    return out->amount != NULL;
}

bool coop__has_relations(const void *model, const coop__entry *entry)
{
    money_columns columns;
    return strcmp(entry->name, "investment") == 0 && find_columns(model, &columns);
}

/* ---- what may be in one sum ---- */

static coop_status conflict(const char *what, const char *a, const char *b, coop_error *err)
{
    return coop__fail(err, COOP_CONFLICT, "%s %s and %s in one sum: group by %s", what,
                      a != NULL ? a : "(missing)", b != NULL ? b : "(missing)", what);
}

static bool same_word(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static coop_status check_dates(const money_columns *c, const char *measure, int64_t first,
                               int64_t row, coop_error *err)
{
    bool is_level = measure != NULL && (strcmp(measure, "stock") == 0 ||
                                        strcmp(measure, "pipeline") == 0);
    if (!is_level || c->date == NULL) {
        return COOP_OK;
    }
    coop__value a = coop__value_at(c->date, first);
    coop__value b = coop__value_at(c->date, row);
    if (coop__order(&a, &b) == 0) {
        return COOP_OK;
    }
    char texts[2][24] = {"(missing)", "(missing)"};
    bool done = (a.is_null || coop_span_format(a.of.span, texts[0], NULL) == COOP_OK) &&
                (b.is_null || coop_span_format(b.of.span, texts[1], NULL) == COOP_OK);
    return coop__fail(err, COOP_CONFLICT, "a %s of %s and one of %s in one sum: group by date",
                      measure, done ? texts[0] : "?", done ? texts[1] : "?");
}

static coop_status check_same(const money_columns *c, const coop__selection *rows, coop_error *err)
{
    if (rows->n == 0) {
        return COOP_OK;
    }
    int64_t first = rows->rows[0];
    const char *measure = coop__word_of(c->investment, "measure", first);
    const char *currency = coop__word_of(c->investment, "currency", first);
    for (int64_t i = 1; i < rows->n; i++) {
        int64_t row = rows->rows[i];
        const char *other = coop__word_of(c->investment, "measure", row);
        if (!same_word(measure, other)) {
            return conflict("measure", measure, other, err);
        }
        other = coop__word_of(c->investment, "currency", row);
        if (!same_word(currency, other)) {
            return conflict("currency", currency, other, err);
        }
        COOP__TRY(check_dates(c, measure, first, row, err));
    }
    return COOP_OK;
}

/* ---- the graph of one sum ---- */

/* A row of the sum, or a class of rivals of which one counts. */
typedef struct amount_node {
    int64_t row;
    int64_t parent;      /* place of the whole that this is part of, -1: none */
    int64_t class_of;    /* place of the first rival of its class */
    int64_t least, most; /* amount, after the class is resolved */
    bool is_open, has_amount, is_part, is_possible;
    int64_t group;       /* of overlapping nodes, by the place of its first */
} amount_node;

typedef struct tree {
    const money_columns *columns;
    amount_node *nodes;
    int64_t n;
    int64_t *place;      /* by row of investment, place + 1 */
    int64_t (*pairs)[2]; /* overlapping nodes */
    int64_t n_pairs;
} tree;

static bool integer_of(const coop__column *column, int64_t row, int64_t *out)
{
    bool is_there = column != NULL && coop__is_valid(column, row);
    *out = is_there ? coop__integer_at(column, row) : 0;
    return is_there;
}

/* An amount with a low and no high says "more than": it has no upper limit. */
static void read_amount(const money_columns *c, amount_node *node)
{
    int64_t amount = 0;
    int64_t low = 0;
    int64_t high = 0;
    bool has_amount = integer_of(c->amount, node->row, &amount);
    bool has_low = integer_of(c->low, node->row, &low);
    bool has_high = integer_of(c->high, node->row, &high);
    node->has_amount = has_amount || has_low || has_high;
    node->least = has_low ? low : has_amount ? amount : 0;
    node->most = has_high ? high : has_amount ? amount : node->least;
    node->is_open = has_low && !has_high;
}

/* Depth-first over the pairs of a relation would recurse; labels that spread until nothing changes
 * do not, and classes are small. */
static void spread_labels(tree *t, int64_t (*pairs)[2], int64_t n_pairs, bool is_group)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (int64_t i = 0; i < n_pairs; i++) {
            amount_node *a = &t->nodes[pairs[i][0]];
            amount_node *b = &t->nodes[pairs[i][1]];
            int64_t *x = is_group ? &a->group : &a->class_of;
            int64_t *y = is_group ? &b->group : &b->class_of;
            int64_t label = *x < *y ? *x : *y;
            changed = changed || *x != label || *y != label;
            *x = label;
            *y = label;
        }
    }
}

static coop_status make_tree(const money_columns *c, const coop__selection *rows,
                             coop__arena *arena, tree *t, coop_error *err)
{
    memset(t, 0, sizeof *t);
    t->columns = c;
    t->n = rows->n;
    t->nodes = coop__arena_alloc(arena, (size_t)rows->n, sizeof *t->nodes);
    t->place = coop__arena_alloc(arena, (size_t)c->investment->table->n_rows, sizeof *t->place);
    if (t->nodes == NULL || t->place == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < rows->n; i++) {
        amount_node *node = &t->nodes[i];
        node->row = rows->rows[i];
        node->parent = -1;
        node->class_of = i;
        node->group = i;
        node->is_possible = (rows->flags[i] & COOP__POSSIBLE) != 0;
        read_amount(c, node);
        t->place[node->row] = i + 1;
    }
    return COOP_OK;
}

/* Pairs of rows of the sum that stand in one relation. */
static coop_status read_pairs(const tree *t, const char *kind, coop__arena *arena,
                              int64_t (**out)[2], int64_t *n, coop_error *err)
{
    const money_columns *c = t->columns;
    int64_t n_relations = c->relation != NULL ? c->relation->table->n_rows : 0;
    int64_t(*pairs)[2] = coop__arena_alloc(arena, (size_t)n_relations, sizeof *pairs);
    if (pairs == NULL) {
        return coop__no_memory(err);
    }
    *n = 0;
    for (int64_t i = 0; i < n_relations; i++) {
        const char *word = coop__word_of(c->relation, "kind", i);
        int64_t a = coop__link_row(c->relation, c->a, i);
        int64_t b = coop__link_row(c->relation, c->b, i);
        if (word == NULL || strcmp(word, kind) != 0 || a < 0 || b < 0 || t->place[a] == 0 ||
            t->place[b] == 0 || a == b) {
            continue;
        }
        pairs[*n][0] = t->place[a] - 1;
        pairs[(*n)++][1] = t->place[b] - 1;
    }
    *out = pairs;
    return COOP_OK;
}

static const char *id_of(const tree *t, int64_t place)
{
    const coop__entry *entry = t->columns->investment;
    const coop__column *key = &entry->table->columns[entry->key];
    return key->words.words[coop__code_at(key, t->nodes[place].row)];
}

static coop_status mark_parts(tree *t, coop__arena *arena, coop_error *err)
{
    int64_t(*pairs)[2] = NULL;
    int64_t n = 0;
    COOP__TRY(read_pairs(t, "part_of", arena, &pairs, &n, err));
    for (int64_t i = 0; i < n; i++) {
        t->nodes[pairs[i][0]].is_part = true;
        t->nodes[pairs[i][0]].parent = pairs[i][1];
    }
    for (int64_t i = 0; i < t->n; i++) {
        int64_t steps = 0;
        for (int64_t up = t->nodes[i].parent; up >= 0; up = t->nodes[up].parent) {
            if (++steps > t->n) {
                return coop__fail(err, COOP_CONFLICT, "'%s' is part of itself", id_of(t, i));
            }
        }
    }
    return COOP_OK;
}

/* The root that stands for a part in overlaps and rivalries: parts inherit both. */
static int64_t root_of(const tree *t, int64_t place)
{
    while (t->nodes[place].parent >= 0) {
        place = t->nodes[place].parent;
    }
    return place;
}

/* Rivals of one thing: the class counts once, as its range or as the chosen end. */
static coop_status resolve_rivals(tree *t, coop__choice choice, coop__arena *arena,
                                  coop__tree_total *out, coop_error *err)
{
    int64_t(*pairs)[2] = NULL;
    int64_t n = 0;
    COOP__TRY(read_pairs(t, "alternative", arena, &pairs, &n, err));
    for (int64_t i = 0; i < n; i++) {
        pairs[i][0] = root_of(t, pairs[i][0]);
        pairs[i][1] = root_of(t, pairs[i][1]);
    }
    spread_labels(t, pairs, n, /*is_group=*/ false);
    for (int64_t i = 0; i < t->n; i++) {
        amount_node *node = &t->nodes[i];
        amount_node *first = &t->nodes[node->class_of];
        if (node == first || node->is_part) {
            continue;
        }
        out->n_rival++;
        if (!first->has_amount) {
            first->least = node->least;
            first->most = node->most;
        } else if (node->has_amount) {
            bool largest = choice == COOP__CHOOSE_LARGEST;
            bool smallest = choice == COOP__CHOOSE_SMALLEST;
            first->least = largest ? (node->least > first->least ? node->least : first->least)
                                   : (node->least < first->least ? node->least : first->least);
            first->most = smallest ? (node->most < first->most ? node->most : first->most)
                                   : (node->most > first->most ? node->most : first->most);
        }
        first->has_amount = first->has_amount || node->has_amount;
        first->is_open = first->is_open || node->is_open;
        first->is_possible = first->is_possible && node->is_possible;
    }
    return COOP_OK;
}

static bool counts(const tree *t, int64_t place)
{
    const amount_node *node = &t->nodes[place];
    return !node->is_part && node->class_of == place;
}

static coop_status read_overlaps(tree *t, coop__arena *arena, coop_error *err)
{
    COOP__TRY(read_pairs(t, "overlaps", arena, &t->pairs, &t->n_pairs, err));
    int64_t kept = 0;
    for (int64_t i = 0; i < t->n_pairs; i++) {
        int64_t a = t->nodes[root_of(t, t->pairs[i][0])].class_of;
        int64_t b = t->nodes[root_of(t, t->pairs[i][1])].class_of;
        if (a != b) {
            t->pairs[kept][0] = a;
            t->pairs[kept++][1] = b;
        }
    }
    t->n_pairs = kept;
    spread_labels(t, t->pairs, t->n_pairs, /*is_group=*/ true);
    return COOP_OK;
}

/* A row that may be out counts nothing at least. */
static int64_t sure_least(const amount_node *node)
{
    return node->is_possible && node->least > 0 ? 0 : node->least;
}

/* The heaviest set of pairwise unrelated nodes of one group, by trying all 2^k of them. */
static coop__int128 heaviest(const tree *t, const int64_t *members, int64_t k)
{
    uint32_t neighbours[COOP__OVERLAP_MOST] = {0};
    for (int64_t i = 0; i < t->n_pairs; i++) {
        for (int64_t x = 0; x < k; x++) {
            for (int64_t y = 0; y < k; y++) {
                bool is_pair = members[x] == t->pairs[i][0] && members[y] == t->pairs[i][1];
                neighbours[x] |= is_pair ? (uint32_t)1 << y : 0;
                neighbours[y] |= is_pair ? (uint32_t)1 << x : 0;
            }
        }
    }
    coop__int128 best = 0;
    for (uint32_t set = 1; set < (uint32_t)1 << k; set++) {
        coop__int128 weight = 0;
        bool is_free = true;
        for (int64_t x = 0; x < k && is_free; x++) {
            if ((set >> x & 1) != 0) {
                is_free = (neighbours[x] & set) == 0;
                weight += sure_least(&t->nodes[members[x]]);
            }
        }
        best = is_free && weight > best ? weight : best;
    }
    return best;
}

/* Adds the groups of overlapping nodes, each by its first member. */
static coop_status add_groups(const tree *t, coop__int128 *least, coop__int128 *most,
                              coop__tree_total *out, coop_error *err)
{
    for (int64_t first = 0; first < t->n; first++) {
        int64_t members[COOP__OVERLAP_MOST];
        int64_t k = 0;
        for (int64_t i = 0; i < t->n; i++) {
            const amount_node *node = &t->nodes[i];
            if (!counts(t, i) || node->group != first || !node->has_amount) {
                continue;
            }
            if (k == COOP__OVERLAP_MOST) {
                return coop__fail(err, COOP_LIMIT, "more than %d amounts overlap '%s'",
                                  COOP__OVERLAP_MOST, id_of(t, first));
            }
            members[k++] = i;
            *most += node->most;
            out->total.is_open = out->total.is_open || node->is_open;
            out->n_counted++;
        }
        out->n_overlapping += k > 1 ? k : 0;
        *least += k == 1 ? sure_least(&t->nodes[members[0]]) : k > 1 ? heaviest(t, members, k) : 0;
    }
    return COOP_OK;
}

/* Under leaves, parts and a residual stand for their whole: the same sum, if the parts fit. */
static coop_status check_residuals(const tree *t, coop_error *err)
{
    for (int64_t i = 0; i < t->n; i++) {
        coop__int128 parts = 0;
        for (int64_t j = 0; j < t->n; j++) {
            parts += t->nodes[j].parent == i ? t->nodes[j].least : 0;
        }
        if (t->nodes[i].has_amount && !t->nodes[i].is_open && parts > t->nodes[i].most) {
            return coop__fail(err, COOP_CONFLICT, "the parts of '%s' add up to more than it",
                              id_of(t, i));
        }
    }
    return COOP_OK;
}

static coop_status check_explicit(const tree *t, coop__arena *arena, coop_error *err)
{
    static const char *const kinds[] = {"part_of", "overlaps", "alternative", "same"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int64_t(*pairs)[2] = NULL;
        int64_t n = 0;
        COOP__TRY(read_pairs(t, kinds[i], arena, &pairs, &n, err));
        if (n > 0) {
            return coop__fail(err, COOP_CONFLICT, "'%s' and '%s' are related (%s): not disjoint",
                              id_of(t, pairs[0][0]), id_of(t, pairs[0][1]), kinds[i]);
        }
    }
    return COOP_OK;
}

coop_status coop__tree_sum(const coop_dataset *data, const coop__selection *rows, coop__cut cut,
                           coop__choice choice, coop__arena *arena, coop__tree_total *out,
                           coop_error *err)
{
    money_columns columns;
    tree t;
    coop__int128 least = 0;
    coop__int128 most = 0;
    memset(out, 0, sizeof *out);
    if (!find_columns(data, &columns)) {
        return coop__fail(err, COOP_NOT_FOUND, "the register has no table investment with amounts");
    }
    COOP__TRY(check_same(&columns, rows, err));
    COOP__TRY(make_tree(&columns, rows, arena, &t, err));
    if (cut == COOP__CUT_EXPLICIT || cut == COOP__CUT_ALL) {
        COOP__TRY(check_explicit(&t, arena, err));
    }
    COOP__TRY(mark_parts(&t, arena, err));
    if (cut == COOP__CUT_LEAVES) {
        COOP__TRY(check_residuals(&t, err));
    }
    COOP__TRY(resolve_rivals(&t, choice, arena, out, err));
    COOP__TRY(read_overlaps(&t, arena, err));
    COOP__TRY(add_groups(&t, &least, &most, out, err));
    for (int64_t i = 0; i < t.n; i++) {
        out->n_parts += t.nodes[i].is_part ? 1 : 0;
        out->n_without_amount += t.nodes[i].has_amount ? 0 : 1;
    }
    out->total.is_empty = out->n_counted == 0;
    if (!coop__int128_to_int64(least, &out->total.least) ||
        !coop__int128_to_int64(most, &out->total.most)) {
        return coop__fail(err, COOP_LIMIT, "a total does not fit 64 bits of minor units");
    }
    return COOP_OK;
}

coop_status coop__related_total(const coop__call *call, const coop__selection *rows,
                                coop__total *out, coop_error *err)
{
    const coop__frame *frame = call->frame;
    const char *choose = frame->query->choose;
    coop__choice choice = choose == NULL                      ? COOP__CHOOSE_RANGE
                          : strcmp(choose, "largest") == 0 ? COOP__CHOOSE_LARGEST
                                                           : COOP__CHOOSE_SMALLEST;
    coop__tree_total total;
    COOP__TRY(coop__tree_sum(frame->registry->model, rows, frame->cut, choice, frame->arena,
                             &total, err));
    *out = total.total;
    return COOP_OK;
}
