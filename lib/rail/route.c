/* route.c -- the best ways between two nodes, best first.
 *
 * A place is a node and the number of `via` nodes that were passed; a state is a place and a gauge.
 * Ways are lists of segments that pass no place twice. All ways that begin with the same segments
 * and do not go on with some others are a class; the best of a class is found from distances to the
 * target without the places that its beginning has passed. The best of all classes is the next way,
 * and what is left of its class is parted into classes by where they leave it (Yen 1971, Lawler
 * 1972). On the way to a change of gauge the best walk of a class may pass a place twice: it is no
 * way then, and put aside, but parts its class all the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "route.h"

#include <string.h>

#include "../core/error.h"

#define VIA_MOST 8
#define ASIDE_MOST 100000
#define FAR INT64_MAX

typedef struct entry {
    coop__cost cost;
    int64_t state;
} entry;

typedef struct class_of_ways {
    coop__way best;  /* its first n_fixed segments are those of all ways of the class */
    int64_t *places; /* best.n + 1 */
    int64_t n_fixed;
    int64_t n_banned; /* segments that do not follow them */
    int64_t *banned;
    int64_t n_loopless; /* legs of best before a place comes again; best.n: it is a way */
    bool is_done;
} class_of_ways;

typedef struct search {
    coop__travel *t;
    coop__objective by;
    int64_t n_nodes, n_gauges, n_places;
    int64_t from, target; /* places */
    int64_t via[VIA_MOST], n_via;
    bool *is_passed;       /* by place: not to be entered */
    coop__cost *to_target; /* by state; w[0] FAR: none */
    entry *heap;
    int64_t n_heap;
    class_of_ways *classes;
    int64_t n_classes, capacity;
    int64_t *walk, *walk_places; /* segments and places of the walk in hand */
    int64_t walk_most;
    coop_error *err;
} search;

/* ---- costs ---- */

static int order_of(const coop__cost *a, const coop__cost *b)
{
    for (int i = 0; i < 4; i++) {
        if (a->w[i] != b->w[i]) {
            return a->w[i] < b->w[i] ? -1 : 1;
        }
    }
    return 0;
}

static coop__cost sum_of(const coop__cost *a, const coop__cost *b)
{
    return (coop__cost){
        {a->w[0] + b->w[0], a->w[1] + b->w[1], a->w[2] + b->w[2], a->w[3] + b->w[3]}};
}

static const coop__cost nothing = {{0, 0, 0, 0}};
static const coop__cost far_away = {{FAR, 0, 0, 0}};

static bool is_far(const coop__cost *cost)
{
    return cost->w[0] == FAR;
}

coop__objective coop__objective_of(const char *by)
{
    return strcmp(by, "time") == 0   ? COOP__BY_TIME
           : strcmp(by, "cost") == 0 ? COOP__BY_COST
                                     : COOP__BY_DISTANCE;
}

/* Orders the three; what is not known may not be what is to be least, and is 0 in a tie. */
static bool put_cost(coop__objective by, int64_t minutes, int64_t cents, int64_t metres,
                     coop__cost *out)
{
    if ((by == COOP__BY_TIME && minutes < 0) || (by == COOP__BY_COST && cents < 0)) {
        return false;
    }
    minutes = minutes < 0 ? 0 : minutes;
    cents = cents < 0 ? 0 : cents;
    *out = by == COOP__BY_TIME   ? (coop__cost){{minutes, cents, metres, 0}}
           : by == COOP__BY_COST ? (coop__cost){{cents, minutes, metres, 0}}
                                 : (coop__cost){{metres, minutes, cents, 0}};
    return true;
}

static int64_t plus(int64_t a, int64_t b)
{
    return a < 0 || b < 0 ? -1 : a + b;
}

bool coop__link_cost(const coop__travel *travel, int64_t segment, coop__objective by,
                     coop__cost *out)
{
    const coop__travel_link *l = &travel->link[segment];
    int64_t minutes =
        plus(plus(l->minutes.typical, l->port_minutes.typical), l->border_minutes.typical);
    int64_t cents = plus(l->cents.typical, l->border_cents.typical);
    if (!l->is_open || !put_cost(by, minutes, cents, l->metres.typical, out)) {
        return false;
    }
    out->w[3] = 1;
    return true;
}

bool coop__change_cost(const coop__travel *travel, int64_t node, int32_t from, int32_t to,
                       coop__objective by, coop__cost *out)
{
    const coop__stop *stop = &travel->stop[node];
    if (from == to) {
        *out = nothing;
        return true;
    }
    uint32_t both = (uint32_t)1 << from | (uint32_t)1 << to;
    return (stop->changes & both) == both &&
           put_cost(by, stop->change_minutes.typical, stop->change_cents.typical, 0, out);
}

/* ---- places ---- */

static int64_t node_of(const search *s, int64_t place)
{
    return place % s->n_nodes;
}

/* Where a train comes to that goes to `node` from a place. */
static int64_t place_after(const search *s, int64_t place, int64_t node)
{
    int64_t layer = place / s->n_nodes;
    layer += layer < s->n_via && s->via[layer] == node ? 1 : 0;
    return layer * s->n_nodes + node;
}

/* Gauges on which a train can run over a segment between its ends. */
static uint32_t gauges_on(const search *s, int64_t segment)
{
    const int64_t *ends = &s->t->network.segments.ends[2 * segment];
    return s->t->link[segment].gauges & s->t->stop[ends[0]].gauges & s->t->stop[ends[1]].gauges;
}

static bool has_gauge(uint32_t gauges, int64_t gauge)
{
    return (gauges >> gauge & 1) != 0;
}

/* ---- distances to the target ---- */

static int order_of_entries(const entry *a, const entry *b)
{
    int order = order_of(&a->cost, &b->cost);
    return order != 0 ? order : (a->state > b->state) - (a->state < b->state);
}

static void push(search *s, coop__cost cost, int64_t state)
{
    entry e = {cost, state};
    int64_t at = s->n_heap++;
    while (at > 0 && order_of_entries(&e, &s->heap[(at - 1) / 2]) < 0) {
        s->heap[at] = s->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    s->heap[at] = e;
}

static entry pop(search *s)
{
    entry top = s->heap[0];
    entry e = s->heap[--s->n_heap];
    int64_t at = 0;
    for (int64_t child = 1; child < s->n_heap; child = 2 * at + 1) {
        child += child + 1 < s->n_heap && order_of_entries(&s->heap[child + 1], &s->heap[child]) < 0
                     ? 1
                     : 0;
        if (order_of_entries(&s->heap[child], &e) >= 0) {
            break;
        }
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = e;
    return top;
}

/* From `before` on any gauge over the segment to a state whose cost is known. */
static void relax_place(search *s, int64_t before, const coop__cost *over, int64_t gauge)
{
    if (s->is_passed[before]) {
        return;
    }
    int64_t node = node_of(s, before);
    for (int64_t g = 0; g < s->n_gauges; g++) {
        coop__cost change;
        if (!has_gauge(s->t->stop[node].gauges, g) ||
            !coop__change_cost(s->t, node, (int32_t)g, (int32_t)gauge, s->by, &change)) {
            continue;
        }
        coop__cost cost = sum_of(over, &change);
        int64_t state = before * s->n_gauges + g;
        if (order_of(&cost, &s->to_target[state]) < 0) {
            s->to_target[state] = cost;
            push(s, cost, state);
        }
    }
}

/* The layers from which `place` is entered. */
static void relax_segment(search *s, int64_t segment, int64_t place, int64_t gauge,
                          const coop__cost *cost)
{
    coop__cost link;
    int64_t node = node_of(s, place);
    int64_t other = coop__edges_other(&s->t->network.segments, segment, node);
    if (other == node || s->t->stop[other].is_closed || !has_gauge(gauges_on(s, segment), gauge) ||
        !coop__link_cost(s->t, segment, s->by, &link)) {
        return;
    }
    coop__cost over = sum_of(cost, &link);
    int64_t layer = place / s->n_nodes;
    for (int64_t before = layer > 0 ? layer - 1 : 0; before <= layer; before++) {
        int64_t from = before * s->n_nodes + other;
        if (place_after(s, from, node) == place) {
            relax_place(s, from, &over, gauge);
        }
    }
}

static void find_distances(search *s)
{
    const coop__edges *edges = &s->t->network.segments;
    for (int64_t i = 0; i < s->n_places * s->n_gauges; i++) {
        s->to_target[i] = far_away;
    }
    s->n_heap = 0;
    for (int64_t g = 0; g < s->n_gauges; g++) {
        if (has_gauge(s->t->stop[node_of(s, s->target)].gauges, g)) {
            s->to_target[s->target * s->n_gauges + g] = nothing;
            push(s, nothing, s->target * s->n_gauges + g);
        }
    }
    while (s->n_heap > 0) {
        entry e = pop(s);
        if (order_of(&e.cost, &s->to_target[e.state]) != 0) {
            continue;
        }
        int64_t place = e.state / s->n_gauges;
        int64_t node = node_of(s, place);
        for (int64_t i = edges->first[node]; i < edges->first[node + 1]; i++) {
            relax_segment(s, edges->at[i], place, e.state % s->n_gauges, &e.cost);
        }
    }
}

/* ---- the best of a class ---- */

/* What the train has cost up to the place in hand, by gauge. */
typedef struct front {
    coop__cost at[COOP__GAUGES_MOST];
} front;

static front front_at_start(const search *s)
{
    front f;
    for (int64_t g = 0; g < s->n_gauges; g++) {
        bool is_there = has_gauge(s->t->stop[node_of(s, s->from)].gauges, g);
        f.at[g] = is_there ? nothing : far_away;
    }
    return f;
}

/* Over a segment from `node`; from[] (NULL: not wanted) gets the gauge before, at equal cost the
 * same one or else the first. */
static front front_after(const search *s, const front *f, int64_t node, int64_t segment,
                         int32_t *from)
{
    front next;
    coop__cost link = far_away;
    bool is_open = coop__link_cost(s->t, segment, s->by, &link);
    for (int64_t h = 0; h < s->n_gauges; h++) {
        next.at[h] = far_away;
        bool is_on = is_open && has_gauge(gauges_on(s, segment), h);
        for (int64_t i = 0; is_on && i <= s->n_gauges; i++) {
            int64_t g = i == 0 ? h : i - 1;
            coop__cost change;
            if (is_far(&f->at[g]) ||
                !coop__change_cost(s->t, node, (int32_t)g, (int32_t)h, s->by, &change)) {
                continue;
            }
            coop__cost cost = sum_of(&f->at[g], &change);
            cost = sum_of(&cost, &link);
            if (order_of(&cost, &next.at[h]) < 0) {
                next.at[h] = cost;
                if (from != NULL) {
                    from[h] = (int32_t)g;
                }
            }
        }
    }
    return next;
}

/* The least that a front comes to at the target. */
static coop__cost least_total(const search *s, const front *f, int64_t place)
{
    coop__cost least = far_away;
    for (int64_t g = 0; g < s->n_gauges; g++) {
        const coop__cost *rest = &s->to_target[place * s->n_gauges + g];
        if (!is_far(&f->at[g]) && !is_far(rest)) {
            coop__cost total = sum_of(&f->at[g], rest);
            least = order_of(&total, &least) < 0 ? total : least;
        }
    }
    return least;
}

static int order_of_steps(const search *s, int64_t node_a, int64_t a, int64_t node_b, int64_t b)
{
    const coop__column *id = coop__table_column(s->t->network.segments.entry->table, "id");
    const char *words[4] = {coop__rail_word(s->t->network.node_id, node_a),
                            coop__rail_word(s->t->network.node_id, node_b), coop__rail_word(id, a),
                            coop__rail_word(id, b)};
    int order = strcmp(words[0] != NULL ? words[0] : "", words[1] != NULL ? words[1] : "");
    if (order == 0) {
        order = strcmp(words[2] != NULL ? words[2] : "", words[3] != NULL ? words[3] : "");
    }
    return order != 0 ? order : (a > b) - (a < b);
}

/* The step from a place with the least total, and the first by ids of those; -1: there is none. */
static int64_t best_step(const search *s, const front *f, int64_t place,
                         const class_of_ways *banned, coop__cost *total)
{
    const coop__edges *edges = &s->t->network.segments;
    int64_t node = node_of(s, place);
    int64_t best = -1;
    *total = far_away;
    for (int64_t i = edges->first[node]; i < edges->first[node + 1]; i++) {
        int64_t segment = edges->at[i];
        int64_t other = coop__edges_other(edges, segment, node);
        int64_t next = place_after(s, place, other);
        bool is_banned = other == node || s->is_passed[next] || s->t->stop[other].is_closed;
        for (int64_t k = 0; banned != NULL && k < banned->n_banned; k++) {
            is_banned = is_banned || banned->banned[k] == segment;
        }
        if (is_banned) {
            continue;
        }
        front after = front_after(s, f, node, segment, NULL);
        coop__cost cost = least_total(s, &after, next);
        int order = order_of(&cost, total);
        if (!is_far(&cost) &&
            (order < 0 ||
             (order == 0 &&
              order_of_steps(s, other, segment, coop__edges_other(edges, best, node), best) < 0))) {
            best = segment;
            *total = cost;
        }
    }
    return best;
}

/* The walk in hand goes over a segment; drops what cannot come to the least total any more. */
static void take_step(search *s, front *f, int64_t *n, int64_t segment, const coop__cost *total)
{
    int64_t node = node_of(s, s->walk_places[*n]);
    int64_t next = place_after(s, s->walk_places[*n],
                               coop__edges_other(&s->t->network.segments, segment, node));
    *f = front_after(s, f, node, segment, NULL);
    for (int64_t g = 0; total != NULL && g < s->n_gauges; g++) {
        const coop__cost *rest = &s->to_target[next * s->n_gauges + g];
        coop__cost sum = is_far(&f->at[g]) || is_far(rest) ? far_away : sum_of(&f->at[g], rest);
        f->at[g] = order_of(&sum, total) == 0 ? f->at[g] : far_away;
    }
    s->walk[(*n)++] = segment;
    s->walk_places[*n] = next;
}

/* Lays out the best walk of a class behind its fixed beginning; returns its legs, 0: none. */
static int64_t walk_class(search *s, const class_of_ways *c, const class_of_ways *parent,
                          coop__cost *total)
{
    int64_t n = 0;
    front f = front_at_start(s);
    memset(s->is_passed, 0, (size_t)s->n_places * sizeof *s->is_passed);
    s->walk_places[0] = s->from;
    for (int64_t i = 0; i < c->n_fixed; i++) {
        s->is_passed[s->walk_places[n]] = true;
        take_step(s, &f, &n, parent->best.segments[i], NULL);
    }
    s->is_passed[s->walk_places[n]] = true;
    find_distances(s);
    int64_t segment = best_step(s, &f, s->walk_places[n], c, total);
    if (segment < 0) {
        return 0;
    }
    take_step(s, &f, &n, segment, total);
    while (s->walk_places[n] != s->target && n < s->walk_most) {
        coop__cost same;
        segment = best_step(s, &f, s->walk_places[n], NULL, &same);
        take_step(s, &f, &n, segment, total);
    }
    return n;
}

/* Legs before a place comes again. */
static int64_t count_loopless(search *s, int64_t n)
{
    memset(s->is_passed, 0, (size_t)s->n_places * sizeof *s->is_passed);
    int64_t i = 0;
    s->is_passed[s->walk_places[0]] = true;
    while (i < n && !s->is_passed[s->walk_places[i + 1]]) {
        s->is_passed[s->walk_places[++i]] = true;
    }
    return i;
}

/* ---- classes ---- */

static void *copied(search *s, const int64_t *from, int64_t n)
{
    int64_t *to = coop__arena_alloc(s->t->arena, (size_t)n, sizeof *to);
    if (to != NULL && n > 0) {
        memcpy(to, from, (size_t)n * sizeof *to);
    }
    return to;
}

static coop_status add_class(search *s, const class_of_ways *c)
{
    if (s->n_classes == s->capacity) {
        int64_t capacity = 2 * s->capacity + 16;
        class_of_ways *more = coop__arena_alloc(s->t->arena, (size_t)capacity, sizeof *more);
        if (more == NULL) {
            return coop__no_memory(s->err);
        }
        if (s->n_classes > 0) {
            memcpy(more, s->classes, (size_t)s->n_classes * sizeof *more);
        }
        s->classes = more;
        s->capacity = capacity;
    }
    s->classes[s->n_classes++] = *c;
    return COOP_OK;
}

/* Ways that begin as the first n_fixed segments of parent's best, but do not go on as `banned`. */
static coop_status open_class(search *s, const class_of_ways *parent, int64_t n_fixed,
                              const int64_t *banned, int64_t n_banned)
{
    class_of_ways c = {.n_fixed = n_fixed, .n_banned = n_banned};
    c.banned = copied(s, banned, n_banned);
    if (c.banned == NULL) {
        return coop__no_memory(s->err);
    }
    int64_t n = walk_class(s, &c, parent, &c.best.cost);
    if (n == 0) {
        return COOP_OK;
    }
    c.n_loopless = count_loopless(s, n);
    c.best.n = n;
    c.best.segments = copied(s, s->walk, n);
    c.places = copied(s, s->walk_places, n + 1);
    if (c.best.segments == NULL || c.places == NULL) {
        return coop__no_memory(s->err);
    }
    return add_class(s, &c);
}

static coop_status part_class(search *s, int64_t index)
{
    class_of_ways c = s->classes[index];
    int64_t *banned = coop__arena_alloc(s->t->arena, (size_t)c.n_banned + 1, sizeof *banned);
    if (banned == NULL) {
        return coop__no_memory(s->err);
    }
    int64_t last = c.n_loopless < c.best.n ? c.n_loopless : c.best.n - 1;
    for (int64_t i = c.n_fixed; i <= last; i++) {
        int64_t n = 0;
        for (; i == c.n_fixed && n < c.n_banned; n++) {
            banned[n] = c.banned[n];
        }
        banned[n++] = c.best.segments[i];
        COOP__TRY(open_class(s, &c, i, banned, n));
    }
    return COOP_OK;
}

static int order_of_classes(const search *s, const class_of_ways *a, const class_of_ways *b)
{
    int order = order_of(&a->best.cost, &b->best.cost);
    for (int64_t i = 0; order == 0 && i < a->best.n && i < b->best.n; i++) {
        order = order_of_steps(s, node_of(s, a->places[i + 1]), a->best.segments[i],
                               node_of(s, b->places[i + 1]), b->best.segments[i]);
    }
    return order;
}

/* The best class that is not done; -1: none. */
static int64_t next_class(const search *s)
{
    int64_t best = -1;
    for (int64_t i = 0; i < s->n_classes; i++) {
        const class_of_ways *c = &s->classes[i];
        if (!c->is_done && (best < 0 || order_of_classes(s, c, &s->classes[best]) < 0)) {
            best = i;
        }
    }
    return best;
}

/* ---- ways ---- */

/* On which gauge each leg runs: from the last on back, by what each step came from. */
static coop_status find_gauges(search *s, const class_of_ways *c, coop__way *way)
{
    int64_t n = c->best.n;
    int32_t(*from)[COOP__GAUGES_MOST] = coop__arena_alloc(s->t->arena, (size_t)n, sizeof *from);
    way->gauges = coop__arena_alloc(s->t->arena, (size_t)n, sizeof *way->gauges);
    way->nodes = coop__arena_alloc(s->t->arena, (size_t)n + 1, sizeof *way->nodes);
    if (from == NULL || way->gauges == NULL || way->nodes == NULL) {
        return coop__no_memory(s->err);
    }
    front f = front_at_start(s);
    way->nodes[0] = node_of(s, c->places[0]);
    for (int64_t i = 0; i < n; i++) {
        f = front_after(s, &f, way->nodes[i], c->best.segments[i], from[i]);
        way->nodes[i + 1] = node_of(s, c->places[i + 1]);
    }
    int32_t last = 0;
    for (int32_t g = 1; g < s->n_gauges; g++) {
        last = order_of(&f.at[g], &f.at[last]) < 0 ? g : last;
    }
    for (int64_t i = n - 1; i >= 0; i--) {
        way->gauges[i] = last;
        last = from[i][last];
    }
    return COOP_OK;
}

static coop_status read_via(search *s, const char *list, const int64_t *ends)
{
    size_t n = 0;
    for (const char *id = coop__list_next(&list, &n); id != NULL; id = coop__list_next(&list, &n)) {
        int64_t node = 0;
        COOP__TRY(coop__travel_node(s->t, id, n, &node, s->err));
        bool is_twice = node == ends[0] || node == ends[1];
        for (int64_t i = 0; i < s->n_via; i++) {
            is_twice = is_twice || s->via[i] == node;
        }
        if (is_twice || s->n_via == VIA_MOST) {
            return coop__fail(s->err, COOP_RANGE,
                              "via has an end or a node twice, or more than %d nodes", VIA_MOST);
        }
        s->via[s->n_via++] = node;
    }
    return COOP_OK;
}

static int64_t n_bits(uint32_t gauges)
{
    int64_t n = 0;
    for (; gauges != 0; gauges &= gauges - 1) {
        n++;
    }
    return n;
}

/* A state is pushed at most once for each segment at it, gauge on that, and layer it leads to. */
static size_t count_pushes(const search *s)
{
    int64_t n = s->n_places * s->n_gauges;
    for (int64_t i = 0; i < s->t->network.segments.n; i++) {
        const int64_t *ends = &s->t->network.segments.ends[2 * i];
        int64_t n_before = n_bits(s->t->stop[ends[0]].gauges) + n_bits(s->t->stop[ends[1]].gauges);
        n += 2 * (s->n_via + 1) * n_bits(gauges_on(s, i)) * n_before;
    }
    return (size_t)n;
}

static coop_status allocate(search *s, const int64_t *ends)
{
    s->n_nodes = s->t->network.n_nodes;
    s->n_gauges = s->t->network.n_gauges;
    s->n_places = s->n_nodes * (s->n_via + 1);
    s->from = ends[0];
    s->target = s->n_via * s->n_nodes + ends[1];
    s->walk_most = s->n_places * (s->n_gauges + 1) + 1;
    size_t n_states = (size_t)(s->n_places * s->n_gauges);
    s->is_passed = coop__arena_alloc(s->t->arena, (size_t)s->n_places, sizeof *s->is_passed);
    s->to_target = coop__arena_alloc(s->t->arena, n_states, sizeof *s->to_target);
    s->heap = coop__arena_alloc(s->t->arena, count_pushes(s), sizeof *s->heap);
    s->walk = coop__arena_alloc(s->t->arena, (size_t)s->walk_most + 1, sizeof *s->walk);
    s->walk_places =
        coop__arena_alloc(s->t->arena, (size_t)s->walk_most + 2, sizeof *s->walk_places);
    bool has_room = s->is_passed != NULL && s->to_target != NULL && s->heap != NULL &&
                    s->walk != NULL && s->walk_places != NULL;
    return has_room ? COOP_OK : coop__no_memory(s->err);
}

static coop_status collect(search *s, int64_t n_most, coop__way *ways, int64_t *n)
{
    int64_t n_aside = 0;
    class_of_ways all = {0};
    COOP__TRY(open_class(s, &all, 0, NULL, 0));
    for (int64_t best = next_class(s); best >= 0 && *n < n_most; best = next_class(s)) {
        class_of_ways *c = &s->classes[best];
        c->is_done = true;
        if (c->n_loopless == c->best.n) {
            ways[*n] = c->best;
            COOP__TRY(find_gauges(s, c, &ways[*n]));
            (*n)++;
        } else if (++n_aside > ASIDE_MOST) {
            return coop__fail(s->err, COOP_LIMIT, "%d ways that pass a node twice were put aside",
                              ASIDE_MOST);
        }
        if (*n < n_most) {
            COOP__TRY(part_class(s, best));
        }
    }
    return COOP_OK;
}

coop_status coop__ways_find(coop__travel *travel, const coop_route_options *options,
                            const int64_t *ends, coop__way **out, int64_t *n, coop_error *err)
{
    search s = {.t = travel, .by = coop__objective_of(options->by), .err = err};
    int64_t n_found = 0;
    COOP__TRY(read_via(&s, options->via, ends));
    COOP__TRY(allocate(&s, ends));
    coop__way *ways = coop__arena_alloc(travel->arena, (size_t)options->n_most, sizeof *ways);
    if (ways == NULL) {
        return coop__no_memory(err);
    }
    bool is_closed = travel->stop[ends[0]].is_closed || travel->stop[ends[1]].is_closed;
    if (!is_closed) {
        COOP__TRY(collect(&s, options->n_most, ways, &n_found));
    }
    *out = ways;
    *n = n_found;
    return COOP_OK;
}
