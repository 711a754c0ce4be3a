/* project_tree.c -- sums over an antichain: parts are not added to their wholes, overlapping rows
 * make an interval, and of rival measurements of one thing one counts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <string.h>

#include "../core/error.h"

static const coop__column *money_column(const coop__entry *entry, const char *name)
{
    const coop__column *column = coop__table_column(entry->table, name);
    return column != NULL && column->type == COOP_TYPE_MONEY ? column : NULL;
}

static bool find_columns(const coop_dataset *data, coop__tree_columns *out)
{
    memset(out, 0, sizeof *out);
    int64_t investment = coop__catalog_find(&data->catalog, "investment");
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
    return out->amount != NULL;
}

bool coop__has_relations(const void *model, const coop__entry *entry)
{
    coop__tree_columns columns;
    return strcmp(entry->name, "investment") == 0 && find_columns(model, &columns);
}

const char *coop__tree_id(const coop__tree *t, int64_t row)
{
    const coop__entry *entry = t->columns.investment;
    const coop__column *key = entry->key >= 0 ? &entry->table->columns[entry->key] : NULL;
    return key == NULL ? "?" : key->words.words[coop__code_at(key, row)];
}

static bool integer_of(const coop__column *column, int64_t row, int64_t *out)
{
    bool is_there = column != NULL && coop__is_valid(column, row);
    *out = is_there ? coop__integer_at(column, row) : 0;
    return is_there;
}

/* An amount with a low and no high says "more than": it has no upper limit. */
static coop__amount amount_at(const coop__tree_columns *c, const coop__column *column, int64_t row)
{
    bool is_main = column == c->amount;
    int64_t amount = 0;
    int64_t low = 0;
    int64_t high = 0;
    bool has_amount = integer_of(column, row, &amount);
    bool has_low = is_main && integer_of(c->low, row, &low);
    bool has_high = is_main && integer_of(c->high, row, &high);
    coop__amount out = {.is_there = has_amount || has_low || has_high};
    out.least = has_low ? low : has_amount ? amount : 0;
    out.most = has_high ? high : has_amount ? amount : out.least;
    out.is_open = has_low && !has_high;
    return out;
}

coop__tree_node coop__tree_read(const coop__tree *t, int64_t row)
{
    coop__amount amount = t->sum.amounts != NULL ? t->sum.amounts[row]
                                                 : amount_at(&t->columns, t->sum.amount, row);
    coop__tree_node node = {.row = row, .thing = -1};
    node.thing = t->relations->n_things > 0 ? t->relations->thing_of[row] : -1;
    node.has_amount = amount.is_there;
    node.least = amount.least;
    node.most = amount.most;
    node.is_open = amount.is_open;
    return node;
}

/* ---- what may be in one sum ---- */

static bool same_word(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The word that says in which currency a row's amount is; NULL where its column says it. */
static const char *currency_of(const coop__tree *t, int64_t row)
{
    const coop__column *amount = t->sum.amount;
    const coop_table *table = t->columns.investment->table;
    const char *name = amount == t->columns.amount ? "currency"
                       : amount->currency >= 0     ? table->columns[amount->currency].name
                                                   : NULL;
    return name == NULL ? NULL : coop__word_of(t->columns.investment, name, row);
}

static bool is_level(const char *measure)
{
    return measure != NULL && (strcmp(measure, "stock") == 0 || strcmp(measure, "pipeline") == 0);
}

/* What keeps two rows out of one sum; NULL if nothing does. */
static const char *difference(const coop__tree *t, int64_t a, int64_t b)
{
    const char *measure = coop__word_of(t->columns.investment, "measure", a);
    if (!same_word(measure, coop__word_of(t->columns.investment, "measure", b))) {
        return "measure";
    }
    if (!t->sum.is_one_currency && !same_word(currency_of(t, a), currency_of(t, b))) {
        return "currency";
    }
    if (!is_level(measure) || t->columns.date == NULL) {
        return NULL;
    }
    coop__value x = coop__value_at(t->columns.date, a);
    coop__value y = coop__value_at(t->columns.date, b);
    return coop__order(&x, &y) == 0 ? NULL : "date";
}

static coop_status fail_difference(const coop__tree *t, const char *what, int64_t a, int64_t b)
{
    const char *measure = coop__word_of(t->columns.investment, "measure", a);
    if (strcmp(what, "date") != 0) {
        bool is_currency = strcmp(what, "currency") == 0;
        const char *x = is_currency ? currency_of(t, a) : measure;
        const char *y = is_currency ? currency_of(t, b)
                                    : coop__word_of(t->columns.investment, "measure", b);
        return coop__fail(t->err, COOP_CONFLICT, "%s %s and %s in one sum: group by %s", what,
                          x != NULL ? x : "(missing)", y != NULL ? y : "(missing)", what);
    }
    coop__value x = coop__value_at(t->columns.date, a);
    coop__value y = coop__value_at(t->columns.date, b);
    char texts[2][24] = {"(missing)", "(missing)"};
    bool done = (x.is_null || coop_span_format(x.of.span, texts[0], NULL) == COOP_OK) &&
                (y.is_null || coop_span_format(y.of.span, texts[1], NULL) == COOP_OK);
    return coop__fail(t->err, COOP_CONFLICT, "a %s of %s and one of %s in one sum: group by date",
                      measure, done ? texts[0] : "?", done ? texts[1] : "?");
}

static coop_status read_nodes(coop__tree *t)
{
    const coop__selection *rows = t->sum.rows;
    t->n = rows->n;
    t->nodes = coop__arena_alloc(t->arena, (size_t)rows->n, sizeof *t->nodes);
    if (t->nodes == NULL) {
        return coop__no_memory(t->err);
    }
    int64_t first = -1;
    for (int64_t i = 0; i < t->n; i++) {
        coop__tree_node node = coop__tree_read(t, rows->rows[i]);
        node.is_possible = (rows->flags[i] & COOP__POSSIBLE) != 0;
        t->nodes[i] = node;
        if (!node.has_amount) {
            continue;
        }
        if (!node.is_open && node.least > node.most) {
            return coop__fail(t->err, COOP_CONFLICT, "the low of '%s' is above its high",
                              coop__tree_id(t, node.row));
        }
        first = first < 0 ? node.row : first;
        const char *what = difference(t, first, node.row);
        if (what != NULL) {
            return fail_difference(t, what, first, node.row);
        }
        t->has_things = t->has_things || node.thing >= 0;
    }
    return COOP_OK;
}

/* ---- things ---- */

/* What can be reached from a thing, into t->queue; how many there are. A thing at which stops is
 * set is reached and not passed. */
int64_t coop__tree_walk(coop__tree *t, const int64_t *first, const int64_t *next, int64_t start,
                        bool stops, bool *is_circle)
{
    int64_t n = 0;
    t->round++;
    *is_circle = false;
    for (int64_t at = -1; at < n; at++) {
        int64_t thing = at < 0 ? start : t->queue[at];
        if (at >= 0 && stops && t->things[thing].state != COOP__THING_ABSENT) {
            continue;
        }
        for (int64_t i = first[thing]; i < first[thing + 1]; i++) {
            *is_circle = *is_circle || next[i] == start;
            if (next[i] != start && t->stamp[next[i]] != t->round) {
                t->stamp[next[i]] = t->round;
                t->queue[n++] = next[i];
            }
        }
    }
    return n;
}

static bool make_things(coop__tree *t)
{
    size_t n = (size_t)t->relations->n_things;
    t->things = coop__arena_alloc(t->arena, n, sizeof *t->things);
    t->stamp = coop__arena_alloc(t->arena, n, sizeof *t->stamp);
    t->queue = coop__arena_alloc(t->arena, n, sizeof *t->queue);
    return t->things != NULL && t->stamp != NULL && t->queue != NULL;
}

/* A further measurement of a thing. */
static void add_measurement(coop__tree_thing *thing, const coop__tree_node *node)
{
    bool is_first = thing->n == 0;
    bool is_sure = !node->is_possible;
    if (is_first) {
        thing->row = node->row;
        thing->state = COOP__THING_COUNTED;
        thing->is_sure_open = true;
    }
    thing->n++;
    thing->least = is_first || node->least < thing->least ? node->least : thing->least;
    thing->most = is_first || node->most > thing->most ? node->most : thing->most;
    thing->is_open = thing->is_open || node->is_open;
    if (is_sure) {
        bool is_larger = thing->n_sure == 0 || node->least > thing->sure_least;
        bool is_smaller = !node->is_open &&
                          (thing->is_sure_open || node->most < thing->sure_most);
        thing->sure_least = is_larger ? node->least : thing->sure_least;
        thing->sure_most = is_smaller ? node->most : thing->sure_most;
        thing->is_sure_open = thing->is_sure_open && node->is_open;
        thing->n_sure++;
    }
}

/* Rivals count once, as their range or as the end that is chosen of those that are in. */
static void choose_end(coop__tree_thing *thing, coop__choice choice)
{
    thing->is_possible = thing->n_sure == 0;
    if (choice == COOP__CHOOSE_LARGEST && thing->n_sure > 0) {
        thing->least = thing->sure_least;
    }
    if (choice == COOP__CHOOSE_SMALLEST && thing->n_sure > 0) {
        thing->most = thing->is_sure_open ? thing->most : thing->sure_most;
        thing->is_open = thing->is_sure_open;
    }
}

/* The place of a row in a selection, which is in table order; -1: it is not selected. */
static int64_t place_of(const coop__selection *selection, int64_t row)
{
    int64_t low = 0;
    int64_t high = selection->n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (selection->rows[middle] < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < selection->n && selection->rows[low] == row ? low : -1;
}

/* Whether a thing is selected with an amount that could stand in a sum with a row. */
coop__presence coop__tree_presence(const coop__tree *t, int64_t thing, int64_t beside)
{
    const coop__relations *r = t->relations;
    coop__presence best = COOP__OUT;
    for (int64_t i = r->first_member[thing]; i < r->first_member[thing + 1]; i++) {
        int64_t row = r->member[i];
        int64_t place = place_of(t->sum.within, row);
        if (place < 0 || !coop__tree_read(t, row).has_amount ||
            difference(t, beside, row) != NULL) {
            continue;
        }
        bool is_possible = (t->sum.within->flags[place] & COOP__POSSIBLE) != 0;
        coop__presence in = is_possible ? COOP__MAYBE_IN : COOP__IN;
        best = in > best ? in : best;
    }
    return best;
}

/* A thing whose whole is there does not count; one whose whole may be there is possible. */
static coop_status mark_part(coop__tree *t, int64_t thing)
{
    coop__tree_thing *it = &t->things[thing];
    bool is_circle = false;
    int64_t n = coop__tree_walk(t, t->relations->first_up, t->relations->up, thing, false,
                                &is_circle);
    if (is_circle) {
        return coop__fail_circle(t->sum.data, t->arena, thing, t->err);
    }
    for (int64_t i = 0; i < n && !t->sum.is_split; i++) {
        coop__presence in = coop__tree_presence(t, t->queue[i], it->row);
        it->state = in == COOP__IN ? COOP__THING_PART : it->state;
        it->is_possible = it->is_possible || in == COOP__MAYBE_IN;
    }
    return COOP_OK;
}

static int64_t rank_of(const coop__tree *t, const coop__tree_node *node)
{
    return coop__choice_rank(t->sum.choice, t->columns.investment, node->row);
}

static void rank_things(coop__tree *t)
{
    for (int64_t i = 0; i < t->n; i++) {
        const coop__tree_node *node = &t->nodes[i];
        coop__tree_thing *thing = node->thing >= 0 ? &t->things[node->thing] : NULL;
        if (thing != NULL && node->has_amount && !node->is_possible) {
            int64_t rank = rank_of(t, node);
            thing->best = !thing->has_best || rank > thing->best ? rank : thing->best;
            thing->has_best = true;
        }
    }
}

/* Of rivals the best count; one that may be in counts beside them where it would be better. */
static bool is_measure(const coop__tree *t, const coop__tree_node *node)
{
    const coop__tree_thing *thing = &t->things[node->thing];
    int64_t rank = rank_of(t, node);
    bool is_ranked = t->sum.choice == COOP__CHOOSE_NEWEST ||
                     t->sum.choice == COOP__CHOOSE_CONFIDENCE;
    return !is_ranked || !thing->has_best || rank > thing->best ||
           (!node->is_possible && rank == thing->best);
}

static coop_status read_things(coop__tree *t)
{
    if (!make_things(t)) {
        return coop__no_memory(t->err);
    }
    rank_things(t);
    for (int64_t i = 0; i < t->n; i++) {
        const coop__tree_node *node = &t->nodes[i];
        if (node->thing >= 0 && node->has_amount && is_measure(t, node)) {
            add_measurement(&t->things[node->thing], node);
        }
    }
    for (int64_t thing = 0; thing < t->relations->n_things; thing++) {
        if (t->things[thing].state != COOP__THING_ABSENT) {
            choose_end(&t->things[thing], t->sum.choice);
            COOP__TRY(mark_part(t, thing));
        }
    }
    return COOP_OK;
}

/* ---- overlaps ---- */

static bool add_pair(coop__tree *t, int64_t a, int64_t b)
{
    if (a == b) {
        return true;
    }
    if (t->n_pairs == t->pair_capacity) {
        int64_t capacity = t->pair_capacity == 0 ? 16 : t->pair_capacity * 2;
        int64_t(*pairs)[2] = coop__arena_alloc(t->arena, (size_t)capacity, sizeof *pairs);
        if (pairs == NULL) {
            return false;
        }
        if (t->n_pairs > 0) {
            memcpy(pairs, t->pairs, (size_t)t->n_pairs * sizeof *pairs);
        }
        t->pairs = pairs;
        t->pair_capacity = capacity;
    }
    t->pairs[t->n_pairs][0] = a;
    t->pairs[t->n_pairs++][1] = b;
    return true;
}

/* Those of a thing and its wholes that are counted. */
static int64_t counted_above(coop__tree *t, int64_t thing, int64_t *out)
{
    bool is_circle = false;
    int64_t n = 0;
    int64_t n_up = coop__tree_walk(t, t->relations->first_up, t->relations->up, thing, false,
                                   &is_circle);
    if (t->things[thing].state == COOP__THING_COUNTED) {
        out[n++] = thing;
    }
    for (int64_t i = 0; i < n_up; i++) {
        if (t->things[t->queue[i]].state == COOP__THING_COUNTED) {
            out[n++] = t->queue[i];
        }
    }
    return n;
}

/* The parts of a thing that are counted. */
static int64_t counted_below(coop__tree *t, int64_t thing, int64_t *out)
{
    bool is_circle = false;
    int64_t n = 0;
    int64_t n_down = coop__tree_walk(t, t->relations->first_down, t->relations->down, thing, false,
                                     &is_circle);
    for (int64_t i = 0; i < n_down; i++) {
        if (t->things[t->queue[i]].state == COOP__THING_COUNTED) {
            out[n++] = t->queue[i];
        }
    }
    return n;
}

/* What is counted for a thing: it or its wholes; where none of them is, its parts, which inherit
 * what it overlaps. Of a whole that is split, what is left of it and its parts. */
static int64_t stand_ins(coop__tree *t, int64_t thing, int64_t *out)
{
    int64_t n = 0;
    if (t->sum.is_split) {
        n = counted_below(t, thing, out);
        if (t->things[thing].state == COOP__THING_COUNTED) {
            out[n++] = thing;
        }
        return n > 0 ? n : counted_above(t, thing, out);
    }
    n = counted_above(t, thing, out);
    return n > 0 ? n : counted_below(t, thing, out);
}

/* Pairs of counted things that overlap: by a relation, or because they share a part. */
coop_status coop__tree_overlaps(coop__tree *t)
{
    const coop__relations *r = t->relations;
    int64_t *x = coop__arena_alloc(t->arena, (size_t)r->n_things, sizeof *x);
    int64_t *y = coop__arena_alloc(t->arena, (size_t)r->n_things, sizeof *y);
    if (x == NULL || y == NULL) {
        return coop__no_memory(t->err);
    }
    t->n_pairs = 0;
    for (int64_t i = 0; i < r->n_overlaps; i++) {
        int64_t n_x = stand_ins(t, r->overlaps[i][0], x);
        int64_t n_y = stand_ins(t, r->overlaps[i][1], y);
        for (int64_t j = 0; j < n_x * n_y; j++) {
            if (!add_pair(t, x[j / n_y], y[j % n_y])) {
                return coop__no_memory(t->err);
            }
        }
    }
    for (int64_t thing = 0; thing < r->n_things && !t->sum.is_split; thing++) {
        int64_t n = counted_above(t, thing, x);
        for (int64_t j = 0; j < n * n; j++) {
            if (j / n < j % n && !add_pair(t, x[j / n], x[j % n])) {
                return coop__no_memory(t->err);
            }
        }
    }
    return COOP_OK;
}

/* What may be out counts nothing at least, or nothing at most where it would lessen the sum. */
static int64_t sure_least(int64_t least, bool is_possible)
{
    return is_possible && least > 0 ? 0 : least;
}

static int64_t sure_most(int64_t most, bool is_possible)
{
    return is_possible && most < 0 ? 0 : most;
}

/* The heaviest set of pairwise unrelated things of a group, by trying all 2^k of them; what
 * lessens a sum is in it whatever it overlaps. */
static coop__int128 heaviest(const coop__tree *t, const int64_t *members, int64_t k)
{
    uint32_t neighbours[COOP__OVERLAP_MOST] = {0};
    coop__int128 weights[COOP__OVERLAP_MOST];
    coop__int128 below = 0;
    for (int64_t x = 0; x < k; x++) {
        const coop__tree_thing *thing = &t->things[members[x]];
        weights[x] = sure_least(thing->least, thing->is_possible);
        below += weights[x] < 0 ? weights[x] : 0;
    }
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
                weight += weights[x];
            }
        }
        best = is_free && weight > best ? weight : best;
    }
    return best + below;
}

/* Adds one group of overlapping things. */
static coop_status add_group(const coop__tree *t, const int64_t *members, int64_t k,
                             coop__tree_interval *out)
{
    if (k > COOP__OVERLAP_MOST) {
        return coop__fail(t->err, COOP_LIMIT, "%lld amounts overlap around '%s', at most %d",
                          (long long)k, coop__tree_id(t, t->things[members[0]].row),
                          COOP__OVERLAP_MOST);
    }
    for (int64_t i = 0; i < k; i++) {
        const coop__tree_thing *thing = &t->things[members[i]];
        int64_t most = sure_most(thing->most, thing->is_possible || k > 1);
        out->most += most;
        out->is_open = out->is_open || thing->is_open;
    }
    const coop__tree_thing *first = &t->things[members[0]];
    out->least += k == 1 ? sure_least(first->least, first->is_possible)
                         : heaviest(t, members, k);
    out->n_counted += k;
    out->n_overlapping += k > 1 ? k : 0;
    return COOP_OK;
}

/* The sum of all counted things, group by group. */
coop_status coop__tree_things(coop__tree *t, coop__tree_interval *out)
{
    int64_t n = t->relations->n_things;
    int64_t *group = coop__arena_alloc(t->arena, (size_t)n, sizeof *group);
    int64_t(*of)[2] = coop__arena_alloc(t->arena, (size_t)n, sizeof *of);
    int64_t *first = NULL;
    int64_t *members = NULL;
    if (group == NULL || of == NULL) {
        return coop__no_memory(t->err);
    }
    for (int64_t thing = 0; thing < n; thing++) {
        group[thing] = thing;
    }
    for (int64_t i = 0; i < t->n_pairs; i++) {
        coop__class_join(group, t->pairs[i][0], t->pairs[i][1]);
    }
    int64_t n_counted = 0;
    for (int64_t thing = 0; thing < n; thing++) {
        if (t->things[thing].state == COOP__THING_COUNTED) {
            of[n_counted][0] = coop__class_first(group, thing);
            of[n_counted++][1] = thing;
        }
    }
    if (!coop__make_lists(t->arena, n, of, n_counted, 0, &first, &members)) {
        return coop__no_memory(t->err);
    }
    for (int64_t thing = 0; thing < n; thing++) {
        int64_t k = first[thing + 1] - first[thing];
        COOP__TRY(k == 0 ? COOP_OK : add_group(t, members + first[thing], k, out));
    }
    return COOP_OK;
}

/* ---- the sum ---- */

/* Lows and highs are read beside the amount: they must be in the same minor units. */
static coop_status check_scales(const coop__tree_columns *c, coop_error *err)
{
    const coop__column *ends[2] = {c->low, c->high};
    for (int i = 0; i < 2; i++) {
        if (ends[i] != NULL && ends[i]->scale != c->amount->scale) {
            return coop__fail(err, COOP_CONFLICT, "%s has %d decimal places, amount has %d",
                              ends[i]->name, (int)ends[i]->scale, (int)c->amount->scale);
        }
    }
    return COOP_OK;
}

static coop_status add_related(coop__tree *t, coop__tree_interval *sum, coop__tree_total *out)
{
    coop__cut cut = t->sum.cut;
    if (!t->has_things) {
        return COOP_OK;
    }
    COOP__TRY(read_things(t));
    COOP__TRY(coop__tree_overlaps(t));
    if (cut == COOP__CUT_EXPLICIT || cut == COOP__CUT_ALL) {
        COOP__TRY(coop__tree_disjoint(t));
    }
    if (cut == COOP__CUT_LEAVES && !t->sum.is_split) {
        COOP__TRY(coop__tree_residuals(t, out));
    }
    return coop__tree_things(t, sum);
}

static void add_unrelated(const coop__tree *t, coop__tree_interval *sum)
{
    for (int64_t i = 0; i < t->n; i++) {
        const coop__tree_node *node = &t->nodes[i];
        if (node->thing < 0 && node->has_amount) {
            sum->least += sure_least(node->least, node->is_possible);
            sum->most += sure_most(node->most, node->is_possible);
            sum->is_open = sum->is_open || node->is_open;
            sum->n_counted++;
        }
    }
}

static void count_rows(const coop__tree *t, coop__tree_total *out)
{
    for (int64_t i = 0; i < t->n; i++) {
        const coop__tree_node *node = &t->nodes[i];
        bool is_related = node->thing >= 0 && node->has_amount;
        const coop__tree_thing *thing = is_related ? &t->things[node->thing] : NULL;
        bool is_part = thing != NULL && thing->state == COOP__THING_PART;
        out->n_without_amount += node->has_amount ? 0 : 1;
        out->n_parts += is_part ? 1 : 0;
        out->n_rival += thing != NULL && !is_part && thing->row != node->row ? 1 : 0;
    }
}

static coop_status run_sum(coop__tree *t, coop__tree_total *out)
{
    coop__tree_interval sum = {0};
    coop__tree_total total = {0};
    COOP__TRY(check_scales(&t->columns, t->err));
    COOP__TRY(read_nodes(t));
    COOP__TRY(add_related(t, &sum, &total));
    add_unrelated(t, &sum);
    count_rows(t, &total);
    total.n_counted = sum.n_counted;
    total.n_overlapping = sum.n_overlapping;
    total.total.is_open = sum.is_open;
    total.total.is_empty = sum.n_counted == 0;
    if (!coop__int128_to_int64(sum.least, &total.total.least) ||
        (!sum.is_open && !coop__int128_to_int64(sum.most, &total.total.most))) {
        return coop__fail(t->err, COOP_LIMIT, "a total does not fit 64 bits of minor units");
    }
    *out = total;
    return COOP_OK;
}

static coop_status fail_no_amounts(coop_error *err)
{
    return coop__fail(err, COOP_NOT_FOUND, "the register has no table investment with amounts");
}

coop_status coop__tree_amounts(const coop_dataset *data, const coop__column *amount,
                               coop__amount *out, coop_error *err)
{
    coop__tree_columns columns;
    if (!find_columns(data, &columns)) {
        return fail_no_amounts(err);
    }
    COOP__TRY(check_scales(&columns, err));
    for (int64_t row = 0; row < columns.investment->table->n_rows; row++) {
        out[row] = amount_at(&columns, amount != NULL ? amount : columns.amount, row);
    }
    return COOP_OK;
}

coop_status coop__tree_add(const coop__tree_sum *sum, coop__tree_total *out, coop_error *err)
{
    coop__arena arena = {.a = sum->allocator};
    coop__tree t = {.sum = *sum, .relations = &sum->data->relations, .arena = &arena, .err = err};
    if (!find_columns(sum->data, &t.columns)) {
        return fail_no_amounts(err);
    }
    t.sum.amount = sum->amount != NULL ? sum->amount : t.columns.amount;
    coop_status status = run_sum(&t, out);
    coop__arena_free(&arena);
    return status;
}
