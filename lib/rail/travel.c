/* travel.c -- the network as trains use it on one day.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "travel.h"

#include <math.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "../core/number.h"

#define DWELL_MOST_HOURS 10000

/* Columns that a register may lack, or have of another type. */
typedef struct columns {
    const coop__column *id, *status, *opened, *planned, *tracks, *electrified, *length_alt;
    const coop__column *node_id, *lat, *lon;
    const coop__column *is_break, *dwell[3];
} columns;

static const coop__column *optional(const coop__entry *entry, const char *name, coop_type type)
{
    const coop__column *column = entry == NULL ? NULL : coop__table_column(entry->table, name);
    return column != NULL && column->type == type ? column : NULL;
}

static columns columns_of(const coop__network *network)
{
    const coop__entry *segment = network->segments.entry;
    const coop__entry *node = network->node;
    const coop__entry *crossing = network->crossings.entry;
    const coop__column *tracks = coop__table_column(segment->table, "tracks");
    return (columns){.id = optional(segment, "id", COOP_TYPE_CODE),
                     .status = optional(segment, "status", COOP_TYPE_CODE),
                     .opened = optional(segment, "opened", COOP_TYPE_SPAN),
                     .planned = optional(segment, "planned_opening", COOP_TYPE_SPAN),
                     .tracks =
                         tracks != NULL && coop__type_is_integer(tracks->type) ? tracks : NULL,
                     .electrified = optional(segment, "electrified", COOP_TYPE_CODE),
                     .length_alt = coop__table_column(segment->table, "length_alt_km"),
                     .node_id = network->node_id,
                     .lat = optional(node, "lat", COOP_TYPE_FLOAT64),
                     .lon = optional(node, "lon", COOP_TYPE_FLOAT64),
                     .is_break = optional(crossing, "break_of_gauge", COOP_TYPE_BOOL),
                     .dwell = {optional(crossing, "dwell_hours_low", COOP_TYPE_FLOAT64),
                               optional(crossing, "dwell_hours_typical", COOP_TYPE_FLOAT64),
                               optional(crossing, "dwell_hours_high", COOP_TYPE_FLOAT64)}};
}

static const char *name_of(const coop__column *id, int64_t row)
{
    const char *word = coop__rail_word(id, row);
    return word != NULL ? word : "?";
}

static int64_t rounded(double x)
{
    return (int64_t)floor(x + 0.5);
}

/* A range in other units; unknown stays so. */
static coop__amount amount_of(const coop_rail_range *range, double factor)
{
    if (range->typical < 0) {
        return (coop__amount){-1, -1, -1};
    }
    return (coop__amount){rounded(range->low * factor), rounded(range->typical * factor),
                          rounded(range->high * factor)};
}

/* ---- lengths ---- */

double coop__great_circle_m(const double *from, const double *to)
{
    const double radian = 3.14159265358979323846 / 180;
    double s = sin((to[0] - from[0]) * radian / 2);
    double t = sin((to[1] - from[1]) * radian / 2);
    double h = s * s + cos(from[0] * radian) * cos(to[0] * radian) * t * t;
    return 2 * 6371008.8 * asin(sqrt(h < 1 ? h : 1));
}

static bool point_of(const columns *c, int64_t node, double *point)
{
    if (c->lat == NULL || c->lon == NULL || !coop__is_valid(c->lat, node) ||
        !coop__is_valid(c->lon, node)) {
        return false;
    }
    point[0] = coop__number_at(c->lat, node);
    point[1] = coop__number_at(c->lon, node);
    return true;
}

static coop_status check_length(const coop__travel *t, const columns *c, int64_t row,
                                coop_error *err)
{
    const int64_t *ends = &t->network.segments.ends[2 * row];
    int64_t metres = t->network.segment[row].length_m;
    if (metres <= 0) {
        return coop__fail(err, COOP_RANGE, "rail_segment '%s' (row %lld): length_km is %s",
                          name_of(c->id, row), (long long)row,
                          metres < 0 ? "missing" : "0, need more than 0 m");
    }
    double from[2];
    double to[2];
    bool is_placed = point_of(c, ends[0], from) && point_of(c, ends[1], to);
    double great_circle = is_placed ? coop__great_circle_m(from, to) : 0;
    /* A sphere is within 0.5 % of the ellipsoid. */
    if ((double)metres < 0.995 * great_circle) {
        return coop__fail(err, COOP_RANGE,
                          "rail_segment '%s' (row %lld): length is %lld m, less than the %lld m of "
                          "the great circle",
                          name_of(c->id, row), (long long)row, (long long)metres,
                          (long long)great_circle);
    }
    return COOP_OK;
}

/* The range over the length and what other sources give: a text of numbers, or a number. */
static coop_status read_lengths(const coop__travel *t, const columns *c, int64_t row,
                                coop__amount *out, coop_error *err)
{
    int64_t metres = t->network.segment[row].length_m;
    coop__amount a = {metres, metres, metres};
    const coop__column *alt = c->length_alt;
    size_t n_text = 0;
    const char *text = NULL;
    if (alt != NULL && coop__is_valid(alt, row) && alt->type == COOP_TYPE_CODE) {
        text = coop__rail_word(alt, row);
    } else if (alt != NULL && coop__is_valid(alt, row) && alt->type == COOP_TYPE_TEXT) {
        text = coop__text_at(alt, row, &n_text);
    }
    size_t n = 0;
    for (const char *word = coop__list_next(&text, &n); word != NULL;
         word = coop__list_next(&text, &n)) {
        double km = 0;
        if (coop__number_parse(word, n, &km, NULL) != COOP_OK || !(km > 0) ||
            km > COOP__SEGMENT_MOST_KM) {
            return coop__fail(err, COOP_FORMAT,
                              "rail_segment '%s' (row %lld): length_alt_km is '%s', need km above "
                              "0 parted by ';'",
                              name_of(c->id, row), (long long)row, word);
        }
        int64_t other = rounded(km * 1000);
        a.low = other < a.low ? other : a.low;
        a.high = other > a.high ? other : a.high;
    }
    a.low = a.low > 0 ? a.low : 1;
    *out = a;
    return COOP_OK;
}

/* ---- what is open ---- */

static bool has_span(const coop__column *column, int64_t row)
{
    return column != NULL && coop__is_valid(column, row);
}

static void read_state(const coop__travel *t, const columns *c, int64_t row, const char *lines,
                       coop__travel_link *link)
{
    coop__segment_status status = t->network.segment[row].status;
    bool is_operating = status == COOP__SEGMENT_OPERATING || c->status == NULL;
    if (is_operating) {
        coop_span opened = has_span(c->opened, row) ? coop__span_at(c->opened, row)
                                                    : (coop_span){t->as_of, t->as_of};
        link->is_open = opened.first <= t->as_of;
        link->is_doubtful =
            link->is_open && opened.last > t->as_of && opened.first != COOP_DATE_OPEN_FIRST;
        return;
    }
    bool is_begun = status == COOP__SEGMENT_UNDER_CONSTRUCTION;
    bool is_planned = status == COOP__SEGMENT_PLANNED;
    bool is_due = has_span(c->planned, row) && coop__span_at(c->planned, row).last <= t->as_of;
    link->is_open = (is_begun && strcmp(lines, "under_construction") == 0) ||
                    ((is_begun || is_planned) && strcmp(lines, "planned") == 0) ||
                    ((is_begun || is_planned) && is_due && strcmp(lines, "by_plan") == 0);
}

/* ---- links ---- */

static coop__line_class class_of(const coop__travel *t, const columns *c, int64_t row)
{
    if (!t->network.segment[row].is_rail) {
        return COOP__FERRY;
    }
    const char *word = coop__rail_word(c->electrified, row);
    bool is_electric = word != NULL && strcmp(word, "yes") == 0;
    bool is_double = c->tracks != NULL && coop__is_valid(c->tracks, row) &&
                     coop__integer_at(c->tracks, row) >= 2;
    return is_double ? (is_electric ? COOP__DOUBLE_ELECTRIC : COOP__DOUBLE)
                     : (is_electric ? COOP__SINGLE_ELECTRIC : COOP__SINGLE);
}

/* At least a minute, so that no way is free. */
static int64_t minutes_at(int64_t metres, double kmh)
{
    int64_t minutes = rounded((double)metres * 0.06 / kmh);
    return minutes > 0 ? minutes : 1;
}

static void read_costs(const coop__travel *t, coop__travel_link *link)
{
    const coop_rail_assumptions *a = t->assumed;
    const coop_rail_range *speeds[COOP__LINE_CLASSES] = {&a->kmh_double_electric, &a->kmh_double,
                                                         &a->kmh_single_electric, &a->kmh_single,
                                                         &a->kmh_ferry};
    const coop_rail_range *speed = speeds[link->line_class];
    const coop__amount *m = &link->metres;
    link->minutes =
        (coop__amount){minutes_at(m->low, speed->high), minutes_at(m->typical, speed->typical),
                       minutes_at(m->high, speed->low)};
    const coop_rail_range *usd = &a->usd_per_km;
    link->cents = usd->typical < 0 ? (coop__amount){-1, -1, -1}
                                   : (coop__amount){rounded((double)m->low * usd->low / 10),
                                                    rounded((double)m->typical * usd->typical / 10),
                                                    rounded((double)m->high * usd->high / 10)};
    link->port_minutes =
        link->line_class == COOP__FERRY ? amount_of(&a->ferry_hours, 60) : (coop__amount){0, 0, 0};
}

static coop_status read_link(coop__travel *t, const columns *c, int64_t row, const char *lines,
                             coop_error *err)
{
    const coop__segment *segment = &t->network.segment[row];
    coop__travel_link *link = &t->link[row];
    link->gauges = segment->gauges != 0 ? segment->gauges : UINT32_MAX;
    if (segment->is_rail && segment->gauges == 0) {
        return coop__fail(err, COOP_FORMAT, "rail_segment '%s' (row %lld) has no gauge",
                          name_of(c->id, row), (long long)row);
    }
    link->crossing = -1;
    link->line_class = class_of(t, c, row);
    COOP__TRY(check_length(t, c, row, err));
    COOP__TRY(read_lengths(t, c, row, &link->metres, err));
    read_state(t, c, row, lines, link);
    read_costs(t, link);
    return COOP_OK;
}

/* ---- borders ---- */

static coop_status read_dwell(const coop__travel *t, const columns *c, int64_t row,
                              coop__amount *out, coop_error *err)
{
    double hours[3] = {0};
    bool is_there[3];
    for (int i = 0; i < 3; i++) {
        is_there[i] = c->dwell[i] != NULL && coop__is_valid(c->dwell[i], row);
        hours[i] = is_there[i] ? coop__number_at(c->dwell[i], row) : 0;
        if (!(hours[i] >= 0 && hours[i] <= DWELL_MOST_HOURS)) {
            return coop__fail(err, COOP_RANGE,
                              "crossing '%s' (row %lld): dwell hours are not 0 to %d",
                              name_of(t->crossing_id, row), (long long)row, DWELL_MOST_HOURS);
        }
    }
    hours[0] = is_there[0] ? hours[0] : hours[1];
    hours[2] = is_there[2] ? hours[2] : hours[1];
    if (!is_there[1]) {
        *out = (coop__amount){-1, -1, -1};
        return COOP_OK;
    }
    if (hours[0] > hours[1] || hours[1] > hours[2]) {
        return coop__fail(err, COOP_RANGE,
                          "crossing '%s' (row %lld): dwell hours do not rise from low to high",
                          name_of(t->crossing_id, row), (long long)row);
    }
    *out = (coop__amount){rounded(60 * hours[0]), rounded(60 * hours[1]), rounded(60 * hours[2])};
    return COOP_OK;
}

/* The first crossing between the ends of a segment, one with dwell hours before others. */
static coop_status read_border(coop__travel *t, const columns *c, int64_t row, coop_error *err)
{
    coop__travel_link *link = &t->link[row];
    const int64_t *ends = &t->network.segments.ends[2 * row];
    int64_t cursor = 0;
    int64_t crossing = -1;
    link->border_minutes = (coop__amount){0, 0, 0};
    link->border_cents = (coop__amount){0, 0, 0};
    while (ends[0] != ends[1] && (crossing = coop__edges_between(&t->network.crossings, ends[0],
                                                                 ends[1], &cursor)) >= 0) {
        coop__amount dwell;
        COOP__TRY(read_dwell(t, c, crossing, &dwell, err));
        if (link->crossing < 0 || (!link->is_recorded && coop__is_known(dwell))) {
            link->crossing = crossing;
            link->is_recorded = coop__is_known(dwell);
            link->border_minutes = dwell;
        }
    }
    const char *from = coop__rail_word(t->nation, ends[0]);
    const char *to = coop__rail_word(t->nation, ends[1]);
    bool is_between = from != NULL && to != NULL && strcmp(from, to) != 0;
    link->is_border = is_between || link->crossing >= 0;
    if (link->is_border) {
        link->border_cents = amount_of(&t->assumed->border_usd, 100);
        link->border_minutes =
            link->is_recorded ? link->border_minutes : amount_of(&t->assumed->border_hours, 60);
    }
    return COOP_OK;
}

/* ---- stops ---- */

static void read_stops(coop__travel *t, const columns *c)
{
    const coop__network *network = &t->network;
    for (int64_t v = 0; v < network->n_nodes; v++) {
        t->stop[v] = (coop__stop){.gauges = network->node_gauges[v],
                                  .changes = network->node_gauges[v],
                                  .crossing = -1,
                                  .change_minutes = amount_of(&t->assumed->change_hours, 60),
                                  .change_cents = amount_of(&t->assumed->change_usd, 100)};
    }
    for (int64_t i = 0; i < network->segments.n; i++) {
        for (int k = 0; k < 2; k++) {
            t->stop[network->segments.ends[2 * i + k]].gauges |= network->segment[i].gauges;
        }
    }
    for (int64_t row = 0; row < network->crossings.n; row++) {
        const int64_t *ends = &network->crossings.ends[2 * row];
        bool is_break = c->is_break != NULL && coop__is_valid(c->is_break, row) &&
                        coop__integer_at(c->is_break, row) != 0;
        bool is_recorded = c->dwell[1] != NULL && coop__is_valid(c->dwell[1], row);
        for (int k = 0; k < 2 && is_break && ends[0] >= 0 && ends[1] >= 0; k++) {
            coop__stop *stop = &t->stop[ends[k]];
            stop->changes |= stop->gauges;
            if (is_recorded && stop->crossing < 0) {
                stop->crossing = row;
                stop->change_minutes = (coop__amount){0, 0, 0};
            }
        }
    }
}

/* Cost of a change from table observation, the newest of a crossing. */
static void read_change_costs(coop__travel *t)
{
    int64_t index = coop__catalog_find(&t->data->catalog, "observation");
    const coop__entry *entry = index < 0 ? NULL : &t->data->catalog.entries[index];
    const coop__column *indicator = optional(entry, "indicator", COOP_TYPE_CODE);
    const coop__column *crossings = optional(entry, "crossings", COOP_TYPE_SET);
    const coop__column *value = optional(entry, "value", COOP_TYPE_FLOAT64);
    const coop__column *unit = optional(entry, "unit", COOP_TYPE_CODE);
    if (indicator == NULL || crossings == NULL || value == NULL || unit == NULL ||
        t->crossing_id == NULL) {
        return;
    }
    for (int64_t row = 0; row < entry->table->n_rows; row++) {
        const char *what = coop__rail_word(indicator, row);
        const char *in = coop__rail_word(unit, row);
        uint32_t one = 0;
        coop_words names = coop__rail_words(crossings, row, &one);
        bool is_cost = what != NULL && in != NULL && strcmp(what, "gauge_change_cost") == 0 &&
                       strcmp(in, "USD") == 0 && names.n == 1 && coop__is_valid(value, row);
        double usd = is_cost ? coop__number_at(value, row) : -1;
        for (int64_t i = 0; usd >= 0 && usd <= 1000000 && i < t->network.crossings.n; i++) {
            const char *id = coop__rail_word(t->crossing_id, i);
            const int64_t *ends = &t->network.crossings.ends[2 * i];
            bool is_it = id != NULL && strcmp(id, names.words[names.codes[0]]) == 0;
            for (int k = 0; k < 2 && is_it && ends[k] >= 0; k++) {
                int64_t cents = rounded(100 * usd);
                t->stop[ends[k]].change_cents = (coop__amount){cents, cents, cents};
                t->stop[ends[k]].is_cost_known = true;
            }
        }
    }
}

/* ---- opening and closing ---- */

coop_status coop__travel_node(const coop__travel *travel, const char *id, size_t n, int64_t *out,
                              coop_error *err)
{
    int64_t node = coop__network_node(&travel->network, id, n);
    if (node >= 0) {
        *out = node;
        return COOP_OK;
    }
    char name[80];
    coop__escape(id, n, name, sizeof name);
    const coop__pool *words = &travel->network.node_id->words;
    const char *nearest = coop__nearest(name, words->words, words->n);
    return coop__fail(err, COOP_NOT_FOUND, "there is no rail_node '%s'%s%s%s", name,
                      nearest != NULL ? ", the nearest is '" : "", nearest != NULL ? nearest : "",
                      nearest != NULL ? "'" : "");
}

static bool is_word(const char *word, const char *text, size_t n)
{
    return word != NULL && strlen(word) == n && memcmp(word, text, n) == 0;
}

/* Segments by id, or the preferred ones of the legs of a corridor. */
static bool set_segments(coop__travel *t, const char *id, size_t n, bool is_open)
{
    bool is_found = false;
    const coop__column *ids = coop__table_column(t->network.segments.entry->table, "id");
    for (int64_t row = 0; row < t->network.segments.n; row++) {
        if (is_word(coop__rail_word(ids, row), id, n)) {
            t->link[row].is_open = is_open;
            t->link[row].is_doubtful = false;
            is_found = true;
        }
    }
    return is_found;
}

static bool set_corridor(coop__travel *t, const char *id, size_t n, bool is_open)
{
    int64_t index = coop__catalog_find(&t->data->catalog, "corridor");
    const coop__entry *entry = index < 0 ? NULL : &t->data->catalog.entries[index];
    const coop__column *ids = optional(entry, "id", COOP_TYPE_CODE);
    const coop__column *nodes = optional(entry, "nodes", COOP_TYPE_SET);
    bool is_found = false;
    for (int64_t row = 0; ids != NULL && nodes != NULL && row < entry->table->n_rows; row++) {
        if (!is_word(coop__rail_word(ids, row), id, n)) {
            continue;
        }
        is_found = true;
        uint32_t one = 0;
        coop_words words = coop__rail_words(nodes, row, &one);
        int64_t before = -1;
        for (int64_t i = 0; i < words.n; i++) {
            const char *word = words.words[words.codes[i]];
            int64_t node = coop__network_node(&t->network, word, strlen(word));
            int64_t n_parallel = 0;
            int64_t best = before >= 0 && node >= 0
                               ? coop__network_best(&t->network, before, node, &n_parallel)
                               : -1;
            if (best >= 0) {
                t->link[best].is_open = is_open;
                t->link[best].is_doubtful = false;
            }
            before = node;
        }
    }
    return is_found;
}

static bool close_nodes(coop__travel *t, const char *id, size_t n)
{
    int64_t node = coop__network_node(&t->network, id, n);
    bool is_found = node >= 0;
    for (int64_t v = 0; v < t->network.n_nodes; v++) {
        bool is_in = v == node || is_word(coop__rail_word(t->nation, v), id, n);
        t->stop[v].is_closed = t->stop[v].is_closed || is_in;
        is_found = is_found || is_in;
    }
    return is_found;
}

coop_status coop__travel_set(coop__travel *travel, const char *list, bool is_open, coop_error *err)
{
    size_t n = 0;
    for (const char *id = coop__list_next(&list, &n); id != NULL; id = coop__list_next(&list, &n)) {
        bool is_found = set_segments(travel, id, n, is_open);
        is_found = set_corridor(travel, id, n, is_open) || is_found;
        is_found = (!is_open && close_nodes(travel, id, n)) || is_found;
        if (!is_found) {
            char name[80];
            coop__escape(id, n, name, sizeof name);
            return coop__fail(err, COOP_NOT_FOUND, "there is no segment%s or corridor '%s' to %s",
                              is_open ? "" : ", node, nation", name, is_open ? "open" : "close");
        }
    }
    return COOP_OK;
}

/* ---- all of it ---- */

static coop_status read_all(coop__travel *t, const coop_route_options *options, coop_error *err)
{
    columns c = columns_of(&t->network);
    for (int64_t row = 0; row < t->network.segments.n; row++) {
        COOP__TRY(read_link(t, &c, row, options->lines, err));
        COOP__TRY(read_border(t, &c, row, err));
    }
    read_stops(t, &c);
    read_change_costs(t);
    COOP__TRY(coop__travel_set(t, options->open, true, err));
    return coop__travel_set(t, options->close, false, err);
}

coop_status coop__travel_of(const coop_dataset *data, coop__arena *arena,
                            const coop_route_options *options, coop__travel *out, coop_error *err)
{
    coop__travel t = {.data = data, .arena = arena, .assumed = options->assumptions};
    t.as_of = data->as_of;
    if (options->as_of != NULL) {
        COOP__TRY(coop__date_parse(options->as_of, strlen(options->as_of), &t.as_of, err));
    }
    COOP__TRY(coop__network_of(data, arena, &t.network, err));
    const coop__entry *crossing = t.network.crossings.entry;
    t.nation = optional(t.network.node, "nation", COOP_TYPE_CODE);
    t.crossing_id = optional(crossing, "id", COOP_TYPE_CODE);
    t.crossing_sources = crossing != NULL ? coop__table_column(crossing->table, "sources") : NULL;
    t.crossing_year = crossing != NULL ? coop__table_column(crossing->table, "dwell_year") : NULL;
    if (t.crossing_year != NULL && !coop__type_is_integer(t.crossing_year->type)) {
        t.crossing_year = NULL;
    }
    t.link = coop__arena_alloc(arena, (size_t)t.network.segments.n, sizeof *t.link);
    t.stop = coop__arena_alloc(arena, (size_t)t.network.n_nodes, sizeof *t.stop);
    if (t.link == NULL || t.stop == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_all(&t, options, err));
    *out = t;
    return COOP_OK;
}
