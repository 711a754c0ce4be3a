/* corridor.c -- corridors: length and how it is known, breaks of gauge, nations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail.h>

#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "network.h"

#define ALL_GAUGES UINT32_MAX

typedef struct leg {
    int64_t from, to;
    int64_t segment; /* -1: none */
    int64_t n_parallel;
    uint32_t late;  /* gauges that wagons may have here which changed as late as they can */
    uint32_t early; /* which changed as early as they can */
    bool is_break;  /* a change lies at `from` at the latest */
    bool is_start;  /* a change lies at `from` at the earliest */
    bool is_place;  /* a change can be made at `from` */
} leg;

typedef struct path {
    int64_t n_nodes, n_legs;
    int64_t *nodes;
    leg *legs;
    int64_t n_breaks;
    bool may_hide_break;
} path;

/* What is known of a path, lengths in metres. */
typedef struct measure {
    int64_t n_segments, n_without_length, n_parallel;
    int64_t known_m;
    int64_t by_method[COOP__LENGTH_METHODS];
    int64_t by_status[COOP__SEGMENT_STATUSES];
    int64_t ferry_m, doubtful_m;
    int64_t n_crossing_breaks, n_borders;
    bool is_crossing_unknown, is_nation_unknown;
} measure;

/* Distinct words of one cell of a set column, in order. */
typedef struct distinct {
    coop__column *column;
    int64_t *turn_of_code; /* the cell that a word was last added to, from 1 */
    uint32_t *codes;
    int64_t n, turn;
} distinct;

typedef struct report {
    const coop_dataset *data;
    coop__network network;
    const coop__entry *corridor;
    const coop__column *id, *nodes;
    int64_t *row_of_id;
    int64_t *node_of_code;      /* by code of nodes */
    const coop__column *nation; /* of a node, and below: NULL where the register has none */
    const coop__column *confidence, *sources, *segment_sources, *is_break;
    distinct break_nodes, nations, all_sources;
    coop_table *table;
    int64_t next; /* column of the next cell */
    coop__arena *arena;
    coop_error *err;
} report;

/* ---- paths ---- */

/* A ferry takes wagons of any gauge; what is not known may take any. */
static uint32_t gauges_of(const report *r, const leg *l, bool *is_unknown)
{
    const coop__segment *segment = l->segment < 0 ? NULL : &r->network.segment[l->segment];
    *is_unknown = segment == NULL || (segment->is_rail && segment->gauges == 0);
    return segment != NULL && segment->gauges != 0 ? segment->gauges : ALL_GAUGES;
}

/* Changing only where no gauge of those in use goes on is the fewest changes there can be. Done
 * from the first leg it makes each change as late as can be, done from the last as early: the i-th
 * change lies between the two, and these stretches do not meet. */
static void find_breaks(const report *r, path *p)
{
    bool is_unknown = false;
    uint32_t on = ALL_GAUGES;
    for (int64_t i = 0; i < p->n_legs; i++) {
        uint32_t here = gauges_of(r, &p->legs[i], &is_unknown);
        p->may_hide_break = p->may_hide_break || is_unknown;
        p->legs[i].is_break = (on & here) == 0;
        p->n_breaks += p->legs[i].is_break ? 1 : 0;
        on = p->legs[i].is_break ? here : on & here;
        p->legs[i].late = on;
    }
    on = ALL_GAUGES;
    for (int64_t i = p->n_legs - 1; i >= 0; i--) {
        uint32_t here = gauges_of(r, &p->legs[i], &is_unknown);
        if ((on & here) == 0) {
            p->legs[i + 1].is_start = true;
        }
        on = (on & here) == 0 ? here : on & here;
        p->legs[i].early = on;
    }
}

/* Of the stretch in which a change lies, the nodes that both gauges reach, else all. */
static void find_places(const report *r, path *p)
{
    int64_t start = 0;
    for (int64_t i = 0; i < p->n_legs; i++) {
        start = p->legs[i].is_start ? i : start;
        if (!p->legs[i].is_break) {
            continue;
        }
        bool is_any = false;
        for (int64_t j = start; j <= i; j++) {
            uint32_t gauges = r->network.node_gauges[p->legs[j].from];
            p->legs[j].is_place =
                (gauges & p->legs[j - 1].late) != 0 && (gauges & p->legs[j].early) != 0;
            is_any = is_any || p->legs[j].is_place;
        }
        for (int64_t j = start; j <= i && !is_any; j++) {
            p->legs[j].is_place = true;
        }
    }
}

static coop_status read_path(const report *r, int64_t row, path *out)
{
    path p = {0};
    uint32_t one = 0;
    coop_words words = coop__rail_words(r->nodes, row, &one);
    p.n_nodes = words.n;
    p.n_legs = words.n > 1 ? words.n - 1 : 0;
    p.nodes = coop__arena_alloc(r->arena, (size_t)p.n_nodes, sizeof *p.nodes);
    p.legs = coop__arena_alloc(r->arena, (size_t)p.n_legs, sizeof *p.legs);
    if (p.nodes == NULL || p.legs == NULL) {
        return coop__no_memory(r->err);
    }
    for (int64_t i = 0; i < p.n_nodes; i++) {
        p.nodes[i] = r->node_of_code[words.codes[i]];
        if (p.nodes[i] < 0) {
            const char *id = coop__rail_word(r->id, row);
            return coop__fail(
                r->err, COOP_REFERENCE,
                "corridor '%s': nodes names '%s', which table rail_node does not have",
                id != NULL ? id : "?", words.words[words.codes[i]]);
        }
    }
    for (int64_t i = 0; i < p.n_legs; i++) {
        leg *l = &p.legs[i];
        l->from = p.nodes[i];
        l->to = p.nodes[i + 1];
        l->segment = coop__network_best(&r->network, l->from, l->to, &l->n_parallel);
    }
    find_breaks(r, &p);
    find_places(r, &p);
    *out = p;
    return COOP_OK;
}

/* ---- measuring ---- */

static void measure_segment(const report *r, int64_t row, measure *m)
{
    const coop__segment *segment = &r->network.segment[row];
    m->n_segments++;
    if (segment->length_m < 0) {
        m->n_without_length++;
        return;
    }
    const char *confidence = coop__rail_word(r->confidence, row);
    bool is_doubtful = confidence != NULL && strcmp(confidence, "C") == 0;
    m->known_m += segment->length_m;
    m->by_method[segment->method] += segment->length_m;
    m->by_status[segment->status] += segment->length_m;
    m->ferry_m += segment->is_rail ? 0 : segment->length_m;
    m->doubtful_m += is_doubtful ? segment->length_m : 0;
}

static void measure_border(const report *r, const leg *l, measure *m)
{
    const char *from = coop__rail_word(r->nation, l->from);
    const char *to = coop__rail_word(r->nation, l->to);
    m->n_borders += from != NULL && to != NULL && strcmp(from, to) != 0 ? 1 : 0;
    int64_t cursor = 0;
    int64_t crossing = -1;
    bool is_break = false;
    while (r->is_break != NULL &&
           (crossing = coop__edges_between(&r->network.crossings, l->from, l->to, &cursor)) >= 0) {
        bool is_known = coop__is_valid(r->is_break, crossing);
        m->is_crossing_unknown = m->is_crossing_unknown || !is_known;
        is_break = is_break || (is_known && coop__integer_at(r->is_break, crossing) != 0);
    }
    m->n_crossing_breaks += is_break ? 1 : 0;
}

static measure measure_path(const report *r, const path *p)
{
    measure m = {0};
    for (int64_t i = 0; i < p->n_legs; i++) {
        const leg *l = &p->legs[i];
        m.n_parallel += l->n_parallel > 1 ? 1 : 0;
        if (l->segment >= 0) {
            measure_segment(r, l->segment, &m);
        }
        measure_border(r, l, &m);
    }
    for (int64_t i = 0; i < p->n_nodes; i++) {
        m.is_nation_unknown =
            m.is_nation_unknown || coop__rail_word(r->nation, p->nodes[i]) == NULL;
    }
    return m;
}

/* ---- cells; false: no memory ---- */

static coop__column *next_column(report *r)
{
    coop__column *column = &r->table->columns[r->next];
    r->next = (r->next + 1) % r->table->n_columns;
    return column;
}

static bool put_count(report *r, int64_t value, bool is_there)
{
    coop__column *column = next_column(r);
    return is_there ? coop__append_integer(column, value) : coop__append_null(column);
}

static bool put_number(report *r, double value, bool is_there)
{
    coop__column *column = next_column(r);
    return is_there ? coop__append_number(column, value) : coop__append_null(column);
}

static bool put_km(report *r, int64_t metres, bool is_there)
{
    return put_number(r, (double)metres / 1000, is_there);
}

/* The same cell of another table as one word; a missing one for a row of -1. */
static bool put_cell(report *r, const coop__column *from, int64_t row)
{
    coop__column *column = next_column(r);
    const char *word = row < 0 ? NULL : coop__rail_word(from, row);
    if (word != NULL) {
        return coop__append_word(column, word, strlen(word));
    }
    if (row >= 0 && from != NULL && from->type == COOP_TYPE_TEXT && coop__is_valid(from, row)) {
        size_t n = 0;
        const char *text = coop__text_at(from, row, &n);
        return coop__append_word(column, text, n);
    }
    return coop__append_null(column);
}

static int64_t n_words_of(const coop__column *column)
{
    return column != NULL ? (int64_t)column->words.n : 0;
}

/* A set of at most n_most words that column `name` of the table gets. */
static bool distinct_new(const report *r, const char *name, int64_t n_most, distinct *out)
{
    out->column = coop__table_column(r->table, name);
    out->turn_of_code = coop__arena_alloc(r->arena, (size_t)n_most, sizeof *out->turn_of_code);
    out->codes = coop__arena_alloc(r->arena, (size_t)n_most, sizeof *out->codes);
    out->turn = 1;
    return out->turn_of_code != NULL && out->codes != NULL;
}

static bool distinct_add(distinct *d, const coop__column *from, int64_t row)
{
    uint32_t one = 0;
    coop_words words = coop__rail_words(from, row, &one);
    for (int64_t i = 0; i < words.n; i++) {
        const char *word = words.words[words.codes[i]];
        int64_t code = coop__pool_add(&d->column->words, word, strlen(word));
        if (code < 0) {
            return false;
        }
        if (d->turn_of_code[code] != d->turn) {
            d->turn_of_code[code] = d->turn;
            d->codes[d->n++] = (uint32_t)code;
        }
    }
    return true;
}

/* Appends the set and empties it. */
static bool put_distinct(report *r, distinct *d, bool is_there)
{
    coop__column *column = next_column(r);
    bool done = is_there ? coop__append_codes(column, d->codes, d->n) : coop__append_null(column);
    d->n = 0;
    d->turn++;
    return done;
}

/* ---- a corridor's row ---- */

typedef struct column_kind {
    const char *name;
    coop_type type;
    const char *unit;
} column_kind;

static const column_kind corridor_columns[] = {
    {"corridor", COOP_TYPE_CODE, NULL},
    {"name", COOP_TYPE_CODE, NULL},
    {"kind", COOP_TYPE_CODE, NULL},
    {"status", COOP_TYPE_CODE, NULL},
    {"n_nodes", COOP_TYPE_INT64, NULL},
    {"n_segments", COOP_TYPE_INT64, NULL},
    {"n_missing_legs", COOP_TYPE_INT64, NULL},
    {"n_missing_lengths", COOP_TYPE_INT64, NULL},
    {"n_parallel_legs", COOP_TYPE_INT64, NULL},
    {"length_km", COOP_TYPE_FLOAT64, "km"},
    {"length_known_km", COOP_TYPE_FLOAT64, "km"},
    {"published_km", COOP_TYPE_FLOAT64, "km"},
    {"derived_km", COOP_TYPE_FLOAT64, "km"},
    {"estimated_km", COOP_TYPE_FLOAT64, "km"},
    {"recall_km", COOP_TYPE_FLOAT64, "km"},
    {"unstated_km", COOP_TYPE_FLOAT64, "km"},
    {"share_not_published", COOP_TYPE_FLOAT64, NULL},
    {"confidence_c_km", COOP_TYPE_FLOAT64, "km"},
    {"ferry_km", COOP_TYPE_FLOAT64, "km"},
    {"operating_km", COOP_TYPE_FLOAT64, "km"},
    {"under_construction_km", COOP_TYPE_FLOAT64, "km"},
    {"planned_km", COOP_TYPE_FLOAT64, "km"},
    {"n_gauge_breaks", COOP_TYPE_INT64, NULL},
    {"n_gauge_breaks_least", COOP_TYPE_INT64, NULL},
    {"gauge_break_nodes", COOP_TYPE_SET, NULL},
    {"n_crossing_breaks", COOP_TYPE_INT64, NULL},
    {"nations", COOP_TYPE_SET, NULL},
    {"n_nations", COOP_TYPE_INT64, NULL},
    {"n_borders", COOP_TYPE_INT64, NULL},
    {"sources", COOP_TYPE_SET, NULL},
};

static const column_kind leg_columns[] = {
    {"leg", COOP_TYPE_INT64, NULL},
    {"from", COOP_TYPE_CODE, NULL},
    {"to", COOP_TYPE_CODE, NULL},
    {"from_nation", COOP_TYPE_CODE, NULL},
    {"to_nation", COOP_TYPE_CODE, NULL},
    {"segment", COOP_TYPE_CODE, NULL},
    {"n_parallel", COOP_TYPE_INT64, NULL},
    {"length_km", COOP_TYPE_FLOAT64, "km"},
    {"length_method", COOP_TYPE_CODE, NULL},
    {"gauge_mm", COOP_TYPE_SET, "mm"},
    {"gauge_break", COOP_TYPE_BOOL, NULL},
    {"mode", COOP_TYPE_CODE, NULL},
    {"status", COOP_TYPE_CODE, NULL},
    {"crossing", COOP_TYPE_CODE, NULL},
    {"confidence", COOP_TYPE_CODE, NULL},
    {"sources", COOP_TYPE_SET, NULL},
};

static bool put_names(report *r, int64_t row)
{
    static const char *const names[] = {"id", "name", "kind", "status"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!put_cell(r, coop__table_column(r->corridor->table, names[i]), row)) {
            return false;
        }
    }
    return true;
}

static bool put_lengths(report *r, const path *p, const measure *m)
{
    const coop_table *segments = r->network.segments.entry->table;
    bool has_status = coop_table_find(segments, "status") >= 0;
    bool is_whole = p->n_legs > 0 && m->n_segments == p->n_legs && m->n_without_length == 0;
    bool done = put_km(r, m->known_m, is_whole) && put_km(r, m->known_m, true);
    for (int i = 0; i < COOP__LENGTH_METHODS; i++) {
        done = done && put_km(r, m->by_method[i], true);
    }
    int64_t not_published_m = m->known_m - m->by_method[COOP__LENGTH_PUBLISHED];
    double share = m->known_m > 0 ? (double)not_published_m / (double)m->known_m : 0;
    done = done && put_number(r, share, m->known_m > 0) &&
           put_km(r, m->doubtful_m, r->confidence != NULL) && put_km(r, m->ferry_m, true);
    for (int i = 0; i < COOP__SEGMENT_OTHER; i++) {
        done = done && put_km(r, m->by_status[i], has_status);
    }
    return done;
}

static bool collect_sets(report *r, int64_t row, const path *p)
{
    bool done = distinct_add(&r->all_sources, r->sources, row);
    for (int64_t i = 0; done && i < p->n_nodes; i++) {
        done = distinct_add(&r->nations, r->nation, p->nodes[i]);
    }
    for (int64_t i = 0; done && i < p->n_legs; i++) {
        const leg *l = &p->legs[i];
        done = (!l->is_place || distinct_add(&r->break_nodes, r->network.node_id, l->from)) &&
               (l->segment < 0 || distinct_add(&r->all_sources, r->segment_sources, l->segment));
    }
    return done;
}

static coop_status add_corridor(report *r, int64_t row)
{
    path p = {0};
    COOP__TRY(read_path(r, row, &p));
    measure m = measure_path(r, &p);
    bool has_nations = r->nation != NULL && !m.is_nation_unknown;
    const int64_t counts[] = {p.n_nodes, m.n_segments, p.n_legs - m.n_segments, m.n_without_length,
                              m.n_parallel};
    bool done = collect_sets(r, row, &p) && put_names(r, row);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        done = done && put_count(r, counts[i], true);
    }
    done = done && put_lengths(r, &p, &m) && put_count(r, p.n_breaks, !p.may_hide_break) &&
           put_count(r, p.n_breaks, true) && put_distinct(r, &r->break_nodes, true) &&
           put_count(r, m.n_crossing_breaks, r->is_break != NULL && !m.is_crossing_unknown);
    int64_t n_nations = r->nations.n;
    done = done && put_distinct(r, &r->nations, r->nation != NULL) &&
           put_count(r, n_nations, has_nations) && put_count(r, m.n_borders, has_nations) &&
           put_distinct(r, &r->all_sources, r->sources != NULL || r->segment_sources != NULL);
    return done ? COOP_OK : coop__no_memory(r->err);
}

/* ---- a leg's row ---- */

/* Place of the narrowest gauge of a mask above `least` mm, -1: none. */
static int32_t next_gauge(const coop__network *network, uint32_t gauges, int32_t least)
{
    int32_t place = -1;
    for (int32_t i = 0; i < network->n_gauges; i++) {
        int32_t mm = network->gauges[i];
        bool is_in = (gauges >> i & 1) != 0 && mm > least;
        place = is_in && (place < 0 || mm < network->gauges[place]) ? i : place;
    }
    return place;
}

/* Ascending. */
static bool put_gauges(report *r, uint32_t gauges)
{
    coop__column *column = next_column(r);
    uint32_t codes[COOP__GAUGES_MOST];
    int64_t n = 0;
    for (int32_t place = next_gauge(&r->network, gauges, 0); place >= 0;
         place = next_gauge(&r->network, gauges, r->network.gauges[place])) {
        char text[COOP__NUMBER_SIZE];
        size_t length = coop__integer_format(r->network.gauges[place], text);
        int64_t code = coop__pool_add(&column->words, text, length);
        if (code < 0) {
            return false;
        }
        codes[n++] = (uint32_t)code;
    }
    return n > 0 ? coop__append_codes(column, codes, n) : coop__append_null(column);
}

/* A cell of the leg's segment. */
static bool put_segment_cell(report *r, const leg *l, const char *name)
{
    return put_cell(r, coop__table_column(r->network.segments.entry->table, name), l->segment);
}

static bool put_crossing(report *r, const leg *l)
{
    int64_t cursor = 0;
    int64_t row = coop__edges_between(&r->network.crossings, l->from, l->to, &cursor);
    const coop__entry *entry = r->network.crossings.entry;
    return put_cell(r, entry != NULL ? coop__table_column(entry->table, "id") : NULL, row);
}

static coop_status add_leg(report *r, const leg *l, int64_t number)
{
    const coop__segment *segment = l->segment < 0 ? NULL : &r->network.segment[l->segment];
    bool done = put_count(r, number, true) && put_cell(r, r->network.node_id, l->from) &&
                put_cell(r, r->network.node_id, l->to) && put_cell(r, r->nation, l->from) &&
                put_cell(r, r->nation, l->to) && put_segment_cell(r, l, "id") &&
                put_count(r, l->n_parallel, true);
    bool has_length = segment != NULL && segment->length_m >= 0;
    done = done && put_km(r, has_length ? segment->length_m : 0, has_length) &&
           put_segment_cell(r, l, "length_method") &&
           put_gauges(r, segment != NULL ? segment->gauges : 0) &&
           put_count(r, l->is_break ? 1 : 0, true) && put_segment_cell(r, l, "mode") &&
           put_segment_cell(r, l, "status") && put_crossing(r, l) &&
           put_segment_cell(r, l, "confidence") &&
           (segment == NULL || distinct_add(&r->all_sources, r->segment_sources, l->segment)) &&
           put_distinct(r, &r->all_sources, segment != NULL && r->segment_sources != NULL);
    return done ? COOP_OK : coop__no_memory(r->err);
}

/* ---- the tables ---- */

/* A column that may be missing, of its one type or else as if it were. */
static const coop__column *optional(const coop__entry *entry, const char *name, coop_type type)
{
    const coop__column *column = entry == NULL ? NULL : coop__table_column(entry->table, name);
    return column != NULL && column->type == type ? column : NULL;
}

static const coop__column *optional_words(const coop__entry *entry, const char *name)
{
    const coop__column *set = optional(entry, name, COOP_TYPE_SET);
    return set != NULL ? set : optional(entry, name, COOP_TYPE_CODE);
}

static coop_status open_tables(report *r)
{
    COOP__TRY(coop__rail_table(r->data, "corridor", &r->corridor, r->err));
    COOP__TRY(coop__rail_ids(r->arena, r->corridor, &r->id, &r->row_of_id, r->err));
    COOP__TRY(coop__rail_column(r->corridor, "nodes", COOP_TYPE_SET, &r->nodes, r->err));
    COOP__TRY(coop__network_of(r->data, r->arena, &r->network, r->err));
    r->node_of_code = coop__rail_nodes_named(r->arena, &r->network, r->nodes);
    if (r->node_of_code == NULL) {
        return coop__no_memory(r->err);
    }
    const coop__entry *segments = r->network.segments.entry;
    r->nation = optional(r->network.node, "nation", COOP_TYPE_CODE);
    r->confidence = optional(segments, "confidence", COOP_TYPE_CODE);
    r->sources = optional_words(r->corridor, "sources");
    r->segment_sources = optional_words(segments, "sources");
    r->is_break = optional(r->network.crossings.entry, "break_of_gauge", COOP_TYPE_BOOL);
    return COOP_OK;
}

static coop_status add_columns(report *r, const column_kind *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (coop__table_add(r->table, columns[i].name, columns[i].type, 0, columns[i].unit) < 0) {
            return coop__no_memory(r->err);
        }
    }
    int64_t n_sources = n_words_of(r->sources) + n_words_of(r->segment_sources);
    bool done = distinct_new(r, "sources", n_sources, &r->all_sources);
    return done ? COOP_OK : coop__no_memory(r->err);
}

static coop_status list_corridors(report *r, const char *where)
{
    coop_query query = COOP_QUERY_INIT;
    query.from = "corridor";
    query.where = where;
    coop__registry registry = coop__registry_of(r->data);
    coop__frame frame;
    coop__selection rows;
    COOP__TRY(open_tables(r));
    COOP__TRY(coop__frame_open(&frame, r->arena, &r->data->catalog, &registry, &query, r->err));
    COOP__TRY(coop__select(&frame, &rows, r->err));
    COOP__TRY(add_columns(r, corridor_columns, sizeof corridor_columns / sizeof *corridor_columns));
    bool done =
        distinct_new(r, "nations", n_words_of(r->nation), &r->nations) &&
        distinct_new(r, "gauge_break_nodes", n_words_of(r->network.node_id), &r->break_nodes);
    if (!done) {
        return coop__no_memory(r->err);
    }
    for (int64_t i = 0; i < rows.n; i++) {
        COOP__TRY(add_corridor(r, rows.rows[i]));
    }
    return COOP_OK;
}

static coop_status list_legs(report *r, const char *corridor)
{
    path p = {0};
    COOP__TRY(open_tables(r));
    int64_t code = coop__pool_find(&r->id->words, corridor, strlen(corridor));
    int64_t row = code < 0 ? -1 : r->row_of_id[code];
    if (row < 0) {
        const char *nearest = coop__nearest(corridor, r->id->words.words, r->id->words.n);
        return coop__fail(r->err, COOP_NOT_FOUND, "there is no corridor '%s'%s%s%s", corridor,
                          nearest != NULL ? ", the nearest is '" : "",
                          nearest != NULL ? nearest : "", nearest != NULL ? "'" : "");
    }
    COOP__TRY(read_path(r, row, &p));
    COOP__TRY(add_columns(r, leg_columns, sizeof leg_columns / sizeof *leg_columns));
    for (int64_t i = 0; i < p.n_legs; i++) {
        COOP__TRY(add_leg(r, &p.legs[i], i + 1));
    }
    return COOP_OK;
}

/* Runs one of the two; `text` is its test or id. */
static coop_status make_table(const coop_dataset *data, const char *text,
                              coop_status (*fill)(report *r, const char *text), coop_table **out,
                              coop_error *err)
{
    coop__arena arena = {.a = &data->allocator};
    report r = {.data = data, .arena = &arena, .err = err};
    r.table = coop__table_new(&data->allocator);
    coop_status status = r.table == NULL ? coop__no_memory(err) : fill(&r, text);
    if (status == COOP_OK && !coop__table_close(r.table)) {
        status = coop__no_memory(err);
    }
    coop__arena_free(&arena);
    if (status != COOP_OK) {
        coop_table_free(r.table);
        return status;
    }
    *out = r.table;
    return COOP_OK;
}

coop_status coop_rail_corridors(const coop_dataset *data, const coop_rail_options *options,
                                coop_table **out, coop_error *err)
{
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "out");
    }
    coop_rail_options filled = COOP_RAIL_OPTIONS_INIT;
    if (options != NULL) {
        if (options->struct_size < sizeof(size_t)) {
            return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld",
                              (long long)options->struct_size);
        }
        memcpy(&filled, options,
               options->struct_size < sizeof filled ? options->struct_size : sizeof filled);
    }
    return make_table(data, filled.where, list_corridors, out, err);
}

coop_status coop_rail_corridor_legs(const coop_dataset *data, const char *corridor,
                                    coop_table **out, coop_error *err)
{
    if (data == NULL || corridor == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          data == NULL       ? "data"
                          : corridor == NULL ? "corridor"
                                             : "out");
    }
    return make_table(data, corridor, list_legs, out, err);
}
