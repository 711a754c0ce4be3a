/* route_table.c -- ways through the network as tables: what they take, what they consist of, and
 * how much of that is known.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_route.h>

#include "route.h"
#include "rows.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../stat/philox.h"

/* One question: the network, and the ways that were found. */
typedef struct question {
    coop__travel travel;
    coop_route_options options;
    int64_t ends[2];
    coop__way *ways;
    int64_t n_ways;
    coop__rows rows;
    const char **words; /* scratch: as many as a way has nodes and sources */
    coop_error *err;
} question;

static coop__amount plus(coop__amount a, coop__amount b)
{
    if (!coop__is_known(a) || !coop__is_known(b)) {
        return (coop__amount){-1, -1, -1};
    }
    return (coop__amount){a.low + b.low, a.typical + b.typical, a.high + b.high};
}

/* ---- why there is no way ---- */

static coop_status find_ways(question *q)
{
    return coop__ways_find(&q->travel, &q->options, q->ends, &q->ways, &q->n_ways, q->err);
}

/* Is there a way with what is missing set aside? */
static coop_status try_without(question *q, bool open_all, bool *is_there)
{
    question other = *q;
    other.options.n_most = 1;
    other.options.by = "distance";
    for (int64_t i = 0; open_all && i < q->travel.network.segments.n; i++) {
        q->travel.link[i].is_open = true;
    }
    COOP__TRY(find_ways(&other));
    *is_there = other.n_ways > 0;
    return COOP_OK;
}

static coop_status no_way(question *q, const char *from, const char *to)
{
    bool is_unknown = false;
    bool is_closed = false;
    COOP__TRY(try_without(q, false, &is_unknown));
    if (!is_unknown) {
        COOP__TRY(try_without(q, true, &is_closed));
    }
    return coop__fail(q->err, COOP_UNDEFINED, "there is no way from '%s' to '%s'%s", from, to,
                      is_unknown  ? " but over borders or changes of gauge of unknown time or cost"
                      : is_closed ? " but over lines that are not open"
                                  : "");
}

/* ---- what a way takes ---- */

typedef struct totals {
    coop__amount minutes, cents, metres;
    coop__amount line, border, change, port;
    int64_t assumed; /* minutes of borders, changes and ports */
    int64_t n_borders, n_breaks, n_doubtful;
    int64_t by_method[COOP__LENGTH_METHODS];
    int64_t ferry_m, not_operating_m;
    bool is_nation_unknown;
} totals;

static void add_change(const question *q, const coop__way *way, int64_t i, totals *sum)
{
    const coop__stop *stop = &q->travel.stop[way->nodes[i]];
    sum->n_breaks++;
    sum->change = plus(sum->change, stop->change_minutes);
    sum->cents = plus(sum->cents, stop->change_cents);
    sum->assumed += stop->crossing < 0 && coop__is_known(stop->change_minutes)
                        ? stop->change_minutes.typical
                        : 0;
}

static void add_leg(const question *q, int64_t segment, totals *sum)
{
    const coop__travel_link *link = &q->travel.link[segment];
    const coop__segment *s = &q->travel.network.segment[segment];
    sum->line = plus(sum->line, link->minutes);
    sum->port = plus(sum->port, link->port_minutes);
    sum->border = plus(sum->border, link->border_minutes);
    sum->metres = plus(sum->metres, link->metres);
    sum->cents = plus(plus(sum->cents, link->cents), link->border_cents);
    sum->n_borders += link->is_border ? 1 : 0;
    sum->n_doubtful += link->is_doubtful ? 1 : 0;
    sum->by_method[s->method] += link->metres.typical;
    sum->ferry_m += s->is_rail ? 0 : link->metres.typical;
    sum->not_operating_m += s->status == COOP__SEGMENT_OPERATING ? 0 : link->metres.typical;
    if (coop__is_known(link->port_minutes)) {
        sum->assumed += link->port_minutes.typical;
    }
    if (!link->is_recorded && coop__is_known(link->border_minutes)) {
        sum->assumed += link->border_minutes.typical;
    }
}

static totals totals_of(const question *q, const coop__way *way)
{
    totals sum = {0};
    for (int64_t i = 0; i < way->n; i++) {
        if (i > 0 && way->gauges[i] != way->gauges[i - 1]) {
            add_change(q, way, i, &sum);
        }
        add_leg(q, way->segments[i], &sum);
    }
    for (int64_t i = 0; i <= way->n; i++) {
        sum.is_nation_unknown =
            sum.is_nation_unknown || coop__rail_word(q->travel.nation, way->nodes[i]) == NULL;
    }
    sum.minutes = plus(plus(sum.line, sum.port), plus(sum.border, sum.change));
    return sum;
}

static void put_amount(coop__rows *rows, coop__amount a, double unit)
{
    coop__rows_number(rows, (double)a.typical / unit, coop__is_known(a));
    coop__rows_number(rows, (double)a.low / unit, coop__is_known(a));
    coop__rows_number(rows, (double)a.high / unit, coop__is_known(a));
}

static void put_hours(coop__rows *rows, coop__amount a)
{
    coop__rows_number(rows, (double)a.typical / 60, coop__is_known(a));
}

/* ---- ways ---- */

static const coop__column_kind way_columns[] = {
    {"route", COOP_TYPE_INT64, NULL},
    {"hours", COOP_TYPE_FLOAT64, "hours"},
    {"hours_low", COOP_TYPE_FLOAT64, "hours"},
    {"hours_high", COOP_TYPE_FLOAT64, "hours"},
    {"length_km", COOP_TYPE_FLOAT64, "km"},
    {"length_low_km", COOP_TYPE_FLOAT64, "km"},
    {"length_high_km", COOP_TYPE_FLOAT64, "km"},
    {"cost_usd", COOP_TYPE_FLOAT64, "USD"},
    {"cost_low_usd", COOP_TYPE_FLOAT64, "USD"},
    {"cost_high_usd", COOP_TYPE_FLOAT64, "USD"},
    {"line_hours", COOP_TYPE_FLOAT64, "hours"},
    {"border_hours", COOP_TYPE_FLOAT64, "hours"},
    {"change_hours", COOP_TYPE_FLOAT64, "hours"},
    {"ferry_hours", COOP_TYPE_FLOAT64, "hours"},
    {"assumed_hours", COOP_TYPE_FLOAT64, "hours"},
    {"n_legs", COOP_TYPE_INT64, NULL},
    {"n_borders", COOP_TYPE_INT64, NULL},
    {"n_gauge_breaks", COOP_TYPE_INT64, NULL},
    {"nations", COOP_TYPE_SET, NULL},
    {"n_nations", COOP_TYPE_INT64, NULL},
    {"share_not_published", COOP_TYPE_FLOAT64, NULL},
    {"estimated_km", COOP_TYPE_FLOAT64, "km"},
    {"ferry_km", COOP_TYPE_FLOAT64, "km"},
    {"not_operating_km", COOP_TYPE_FLOAT64, "km"},
    {"n_doubtful", COOP_TYPE_INT64, NULL},
    {"nodes", COOP_TYPE_SET, NULL},
    {"segments", COOP_TYPE_SET, NULL},
    {"assumptions", COOP_TYPE_CODE, NULL},
};

/* Nations in the order in which they are reached, each once, into q->words. */
static int64_t list_nations(question *q, const coop__way *way)
{
    int64_t n = 0;
    for (int64_t i = 0; i <= way->n; i++) {
        const char *nation = coop__rail_word(q->travel.nation, way->nodes[i]);
        bool is_new = nation != NULL;
        for (int64_t k = 0; k < n && is_new; k++) {
            is_new = strcmp(q->words[k], nation) != 0;
        }
        if (is_new) {
            q->words[n++] = nation;
        }
    }
    return n;
}

/* Ids of rows; those without one are left out. */
static void put_ids(question *q, const coop__column *id, const int64_t *list, int64_t n)
{
    int64_t n_words = 0;
    for (int64_t i = 0; i < n; i++) {
        const char *word = coop__rail_word(id, list[i]);
        if (word != NULL) {
            q->words[n_words++] = word;
        }
    }
    coop__rows_words(&q->rows, q->words, n_words);
}

static void put_doubts(question *q, const totals *sum)
{
    coop__rows *rows = &q->rows;
    const int64_t *m = sum->by_method;
    int64_t known = m[COOP__LENGTH_PUBLISHED];
    int64_t estimated = m[COOP__LENGTH_ESTIMATE] + m[COOP__LENGTH_RECALL];
    coop__rows_number(rows, (double)(sum->metres.typical - known) / (double)sum->metres.typical,
                      true);
    coop__rows_number(rows, (double)estimated / 1000, true);
    coop__rows_number(rows, (double)sum->ferry_m / 1000, true);
    coop__rows_number(rows, (double)sum->not_operating_m / 1000, true);
    coop__rows_integer(rows, sum->n_doubtful, true);
}

static void put_way(question *q, int64_t index)
{
    const coop__way *way = &q->ways[index];
    totals sum = totals_of(q, way);
    coop__rows *rows = &q->rows;
    coop__rows_integer(rows, index + 1, true);
    put_amount(rows, sum.minutes, 60);
    put_amount(rows, sum.metres, 1000);
    put_amount(rows, sum.cents, 100);
    put_hours(rows, sum.line);
    put_hours(rows, sum.border);
    put_hours(rows, sum.change);
    put_hours(rows, sum.port);
    coop__rows_number(rows, (double)sum.assumed / 60, true);
    coop__rows_integer(rows, way->n, true);
    coop__rows_integer(rows, sum.n_borders, true);
    coop__rows_integer(rows, sum.n_breaks, true);
    int64_t n_nations = list_nations(q, way);
    coop__rows_words(rows, q->words, n_nations);
    coop__rows_integer(rows, n_nations, !sum.is_nation_unknown);
    put_doubts(q, &sum);
    put_ids(q, q->travel.network.node_id, way->nodes, way->n + 1);
    put_ids(q, coop__table_column(q->travel.network.segments.entry->table, "id"), way->segments,
            way->n);
    coop__rows_word(rows, q->travel.assumed->name);
}

static void put_ways(question *q)
{
    coop__rows_open(&q->rows, &q->travel.data->allocator, way_columns,
                    sizeof way_columns / sizeof way_columns[0]);
    for (int64_t i = 0; i < q->n_ways; i++) {
        put_way(q, i);
    }
}

/* ---- legs ---- */

static const coop__column_kind leg_columns[] = {
    {"leg", COOP_TYPE_INT64, NULL},
    {"kind", COOP_TYPE_CODE, NULL},
    {"from", COOP_TYPE_CODE, NULL},
    {"to", COOP_TYPE_CODE, NULL},
    {"from_nation", COOP_TYPE_CODE, NULL},
    {"to_nation", COOP_TYPE_CODE, NULL},
    {"gauge_mm", COOP_TYPE_INT64, "mm"},
    {"segment", COOP_TYPE_CODE, NULL},
    {"crossing", COOP_TYPE_CODE, NULL},
    {"length_km", COOP_TYPE_FLOAT64, "km"},
    {"hours", COOP_TYPE_FLOAT64, "hours"},
    {"hours_low", COOP_TYPE_FLOAT64, "hours"},
    {"hours_high", COOP_TYPE_FLOAT64, "hours"},
    {"cost_usd", COOP_TYPE_FLOAT64, "USD"},
    {"basis", COOP_TYPE_CODE, NULL},
    {"year", COOP_TYPE_INT64, NULL},
    {"length_method", COOP_TYPE_CODE, NULL},
    {"status", COOP_TYPE_CODE, NULL},
    {"sources", COOP_TYPE_SET, NULL},
};

/* One row of the table of legs. */
typedef struct part {
    const char *kind, *basis;
    int64_t from, to; /* nodes */
    int32_t gauge;    /* -1: a border has none of its own */
    int64_t segment;  /* -1: none */
    int64_t crossing; /* -1: none */
    bool has_record;  /* of the crossing */
    coop__amount minutes, cents;
} part;

static void put_sources(question *q, const coop__column *sources, int64_t row)
{
    uint32_t one = 0;
    coop_words words = coop__rail_words(sources, row, &one);
    const char *inline_words[16];
    int64_t n = 0;
    for (int64_t i = 0; i < words.n && n < 16; i++) {
        inline_words[n++] = words.words[words.codes[i]];
    }
    coop__rows_words(&q->rows, inline_words, n);
}

static void put_part(question *q, int64_t number, const part *p)
{
    coop__rows *rows = &q->rows;
    const coop__travel *t = &q->travel;
    const coop_table *segments = t->network.segments.entry->table;
    bool is_line = p->segment >= 0;
    coop__rows_integer(rows, number, true);
    coop__rows_word(rows, p->kind);
    coop__rows_word(rows, coop__rail_word(t->network.node_id, p->from));
    coop__rows_word(rows, coop__rail_word(t->network.node_id, p->to));
    coop__rows_word(rows, coop__rail_word(t->nation, p->from));
    coop__rows_word(rows, coop__rail_word(t->nation, p->to));
    coop__rows_integer(rows, p->gauge >= 0 ? t->network.gauges[p->gauge] : 0, p->gauge >= 0);
    coop__rows_word(rows, is_line ? coop__rail_word(coop__table_column(segments, "id"), p->segment)
                                  : NULL);
    coop__rows_word(rows, p->crossing >= 0 ? coop__rail_word(t->crossing_id, p->crossing) : NULL);
    coop__rows_number(rows, is_line ? (double)t->link[p->segment].metres.typical / 1000 : 0,
                      is_line);
    put_amount(rows, p->minutes, 60);
    coop__rows_number(rows, (double)p->cents.typical / 100, coop__is_known(p->cents));
    coop__rows_word(rows, p->basis);
    bool has_year =
        p->has_record && t->crossing_year != NULL && coop__is_valid(t->crossing_year, p->crossing);
    coop__rows_integer(rows, has_year ? coop__integer_at(t->crossing_year, p->crossing) : 0,
                       has_year);
    const coop__column *method = coop__table_column(segments, "length_method");
    const coop__column *status = coop__table_column(segments, "status");
    coop__rows_word(rows, is_line ? coop__rail_word(method, p->segment) : NULL);
    coop__rows_word(rows, is_line ? coop__rail_word(status, p->segment) : NULL);
    if (is_line) {
        put_sources(q, coop__table_column(segments, "sources"), p->segment);
    } else if (p->has_record) {
        put_sources(q, t->crossing_sources, p->crossing);
    } else {
        coop__rows_words(rows, NULL, 0);
    }
}

static part change_of(const question *q, const coop__way *way, int64_t i)
{
    const coop__stop *stop = &q->travel.stop[way->nodes[i]];
    bool is_within = stop->crossing >= 0;
    bool is_known = coop__is_known(stop->change_minutes);
    return (part){.kind = "gauge_change",
                  .basis = is_within  ? "in_border"
                           : is_known ? "assumed"
                                      : "unknown",
                  .from = way->nodes[i],
                  .to = way->nodes[i],
                  .gauge = way->gauges[i],
                  .segment = -1,
                  .crossing = stop->crossing,
                  .has_record = is_within,
                  .minutes = is_within ? (coop__amount){-1, -1, -1} : stop->change_minutes,
                  .cents = stop->change_cents};
}

static part line_of(const question *q, const coop__way *way, int64_t i)
{
    const coop__travel_link *link = &q->travel.link[way->segments[i]];
    bool is_ferry = link->line_class == COOP__FERRY;
    return (part){.kind = is_ferry ? "ferry" : "line",
                  .basis = coop__is_known(link->port_minutes) ? "speed" : "unknown",
                  .from = way->nodes[i],
                  .to = way->nodes[i + 1],
                  .gauge = way->gauges[i],
                  .segment = way->segments[i],
                  .crossing = -1,
                  .minutes = plus(link->minutes, link->port_minutes),
                  .cents = link->cents};
}

static part border_of(const question *q, const coop__way *way, int64_t i)
{
    const coop__travel_link *link = &q->travel.link[way->segments[i]];
    bool is_known = coop__is_known(link->border_minutes);
    return (part){.kind = "border",
                  .basis = link->is_recorded ? "recorded"
                           : is_known        ? "assumed"
                                             : "unknown",
                  .from = way->nodes[i],
                  .to = way->nodes[i + 1],
                  .gauge = -1,
                  .segment = -1,
                  .crossing = link->crossing,
                  .has_record = link->is_recorded,
                  .minutes = link->border_minutes,
                  .cents = link->border_cents};
}

static void put_legs(question *q, const coop__way *way)
{
    int64_t number = 0;
    coop__rows_open(&q->rows, &q->travel.data->allocator, leg_columns,
                    sizeof leg_columns / sizeof leg_columns[0]);
    for (int64_t i = 0; i < way->n; i++) {
        if (i > 0 && way->gauges[i] != way->gauges[i - 1]) {
            part change = change_of(q, way, i);
            put_part(q, ++number, &change);
        }
        part line = line_of(q, way, i);
        put_part(q, ++number, &line);
        if (q->travel.link[way->segments[i]].is_border) {
            part border = border_of(q, way, i);
            put_part(q, ++number, &border);
        }
    }
}

/* ---- nations ---- */

static const coop__column_kind nation_columns[] = {{"nation", COOP_TYPE_CODE, NULL},
                                                   {"within_km", COOP_TYPE_FLOAT64, "km"},
                                                   {"border_km", COOP_TYPE_FLOAT64, "km"},
                                                   {"line_hours", COOP_TYPE_FLOAT64, "hours"}};

static void put_nation(question *q, const coop__way *way, const char *nation)
{
    int64_t within = 0;
    int64_t border = 0;
    int64_t minutes = 0;
    for (int64_t i = 0; i < way->n; i++) {
        const coop__travel_link *link = &q->travel.link[way->segments[i]];
        const char *from = coop__rail_word(q->travel.nation, way->nodes[i]);
        const char *to = coop__rail_word(q->travel.nation, way->nodes[i + 1]);
        bool begins = strcmp(from, nation) == 0;
        bool ends = strcmp(to, nation) == 0;
        within += begins && ends ? link->metres.typical : 0;
        minutes += begins && ends ? link->minutes.typical : 0;
        border += begins != ends ? link->metres.typical : 0;
    }
    coop__rows_word(&q->rows, nation);
    coop__rows_number(&q->rows, (double)within / 1000, true);
    coop__rows_number(&q->rows, (double)border / 1000, true);
    coop__rows_number(&q->rows, (double)minutes / 60, true);
}

static coop_status put_nations(question *q, const coop__way *way)
{
    if (totals_of(q, way).is_nation_unknown) {
        return coop__fail(q->err, COOP_UNDEFINED, "a node of the way has no nation");
    }
    int64_t n = list_nations(q, way);
    coop__rows_open(&q->rows, &q->travel.data->allocator, nation_columns,
                    sizeof nation_columns / sizeof nation_columns[0]);
    for (int64_t i = 0; i < n; i++) {
        put_nation(q, way, q->words[i]);
    }
    return COOP_OK;
}

/* ---- distribution of the time ---- */

/* Uniform on [0, 1) for an input of a draw. */
static double uniform(uint64_t seed, int64_t draw, int64_t input)
{
    coop__philox counter = {
        {(uint32_t)input, (uint32_t)((uint64_t)input >> 32), (uint32_t)draw, 0}};
    coop__philox x = coop__philox_at(counter, seed);
    return (double)((x.v[0] | (uint64_t)x.v[1] << 32) >> 11) * 0x1p-53;
}

/* Inverse of the distribution over a triangle. */
static double triangle(double low, double mode, double high, double u)
{
    double width = high - low;
    if (!(width > 0)) {
        return mode;
    }
    double below = mode - low;
    return u * width < below ? low + sqrt(u * width * below)
                             : high - sqrt((1 - u) * width * (high - mode));
}

static double drawn(coop__amount a, double u)
{
    return triangle((double)a.low, (double)a.typical, (double)a.high, u);
}

/* Minutes of one draw. Inputs 0 to 4 are the classes' speeds; then come four for each leg. */
static double draw_time(const question *q, const coop__way *way, uint64_t seed, int64_t draw)
{
    const coop_rail_assumptions *a = q->travel.assumed;
    const coop_rail_range *speeds[COOP__LINE_CLASSES] = {&a->kmh_double_electric, &a->kmh_double,
                                                         &a->kmh_single_electric, &a->kmh_single,
                                                         &a->kmh_ferry};
    double kmh[COOP__LINE_CLASSES];
    double minutes = 0;
    for (int i = 0; i < COOP__LINE_CLASSES; i++) {
        kmh[i] =
            triangle(speeds[i]->low, speeds[i]->typical, speeds[i]->high, uniform(seed, draw, i));
    }
    for (int64_t i = 0; i < way->n; i++) {
        const coop__travel_link *link = &q->travel.link[way->segments[i]];
        int64_t input = COOP__LINE_CLASSES + 4 * i;
        minutes += drawn(link->metres, uniform(seed, draw, input)) * 0.06 / kmh[link->line_class];
        minutes += drawn(link->port_minutes, uniform(seed, draw, input + 1));
        minutes += drawn(link->border_minutes, uniform(seed, draw, input + 2));
        if (i > 0 && way->gauges[i] != way->gauges[i - 1]) {
            const coop__stop *stop = &q->travel.stop[way->nodes[i]];
            minutes += drawn(stop->change_minutes, uniform(seed, draw, input + 3));
        }
    }
    return minutes;
}

static void sift(double *x, int64_t at, int64_t n)
{
    double value = x[at];
    for (int64_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && x[child + 1] > x[child] ? 1 : 0;
        if (x[child] <= value) {
            break;
        }
        x[at] = x[child];
        at = child;
    }
    x[at] = value;
}

static void sort(double *x, int64_t n)
{
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sift(x, i, n);
    }
    for (int64_t last = n - 1; last > 0; last--) {
        double top = x[0];
        x[0] = x[last];
        x[last] = top;
        sift(x, 0, last);
    }
}

static double quantile(const double *sorted, int64_t n, int64_t tenths)
{
    int64_t place = (tenths * n + 9) / 10 - 1;
    return sorted[place > 0 ? place : 0] / 60;
}

static coop_status draw_times(question *q, coop_route_times *out)
{
    const coop__way *way = &q->ways[q->options.route - 1];
    int64_t n_draws = q->options.n_draws;
    totals sum = totals_of(q, way);
    if (!coop__is_known(sum.minutes)) {
        return coop__fail(
            q->err, COOP_EMPTY,
            "a border, port or change of gauge on the way has neither a record nor an "
            "assumption");
    }
    double *minutes = coop__arena_alloc(q->travel.arena, (size_t)n_draws, sizeof *minutes);
    if (minutes == NULL) {
        return coop__no_memory(q->err);
    }
    double total = 0;
    for (int64_t i = 0; i < n_draws; i++) {
        minutes[i] = draw_time(q, way, q->options.seed, i);
        total += minutes[i];
    }
    sort(minutes, n_draws);
    coop_route_times times = {.struct_size = out->struct_size,
                              .mean = total / (double)n_draws / 60,
                              .p10 = quantile(minutes, n_draws, 1),
                              .median = quantile(minutes, n_draws, 5),
                              .p90 = quantile(minutes, n_draws, 9),
                              .low = (double)sum.minutes.low / 60,
                              .high = (double)sum.minutes.high / 60,
                              .n_draws = n_draws};
    *out = times;
    return COOP_OK;
}

/* ---- asking ---- */

/* takes_one: one way is taken apart, not all that are asked for listed. */
static coop_status find_all(question *q, const coop_dataset *data, const char *from, const char *to,
                            bool takes_one)
{
    const char *const ends[2] = {from, to};
    coop__arena *arena = q->travel.arena;
    q->options.n_most = takes_one ? q->options.route : q->options.n_most;
    COOP__TRY(coop__travel_of(data, arena, &q->options, &q->travel, q->err));
    for (int i = 0; i < 2; i++) {
        COOP__TRY(coop__travel_node(&q->travel, ends[i], strlen(ends[i]), &q->ends[i], q->err));
    }
    if (q->ends[0] == q->ends[1]) {
        return coop__fail(q->err, COOP_RANGE, "from and to are one node, '%s'", ends[0]);
    }
    COOP__TRY(find_ways(q));
    if (q->n_ways == 0) {
        return no_way(q, from, to);
    }
    if (takes_one && q->options.route > q->n_ways) {
        return coop__fail(q->err, COOP_NOT_FOUND, "route is %lld, and there are %lld ways",
                          (long long)q->options.route, (long long)q->n_ways);
    }
    int64_t n_longest = 0;
    for (int64_t i = 0; i < q->n_ways; i++) {
        n_longest = q->ways[i].n > n_longest ? q->ways[i].n : n_longest;
    }
    q->words = coop__arena_alloc(arena, (size_t)n_longest + 1, sizeof *q->words);
    return q->words != NULL ? COOP_OK : coop__no_memory(q->err);
}

typedef struct names {
    const char *from, *to;
    bool takes_one;
} names;

/* Answers one question: `put` writes the rows of a table, or fills what `out` is. */
static coop_status answer(const coop_dataset *data, const names *ends,
                          const coop_route_options *options,
                          coop_status (*put)(question *q, void *out), void *out, coop_error *err)
{
    if (data == NULL || ends->from == NULL || ends->to == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "data, from, to or out is NULL");
    }
    coop__arena arena = {.a = &data->allocator};
    question q = {.travel = {.arena = &arena}, .err = err};
    coop_status status = coop__route_options(options, &q.options, err);
    if (status == COOP_OK) {
        q.travel.arena = &arena;
        status = find_all(&q, data, ends->from, ends->to, ends->takes_one);
    }
    if (status == COOP_OK) {
        status = put(&q, out);
    }
    coop__arena_free(&arena);
    return status;
}

static coop_status close_rows(question *q, void *out)
{
    coop_table *table = coop__rows_close(&q->rows);
    if (table == NULL) {
        return coop__no_memory(q->err);
    }
    *(coop_table **)out = table;
    return COOP_OK;
}

static coop_status answer_ways(question *q, void *out)
{
    put_ways(q);
    return close_rows(q, out);
}

static coop_status answer_legs(question *q, void *out)
{
    put_legs(q, &q->ways[q->options.route - 1]);
    return close_rows(q, out);
}

static coop_status answer_nations(question *q, void *out)
{
    COOP__TRY(put_nations(q, &q->ways[q->options.route - 1]));
    return close_rows(q, out);
}

static coop_status answer_times(question *q, void *out)
{
    return draw_times(q, out);
}

coop_status coop_rail_routes(const coop_dataset *data, const char *from, const char *to,
                             const coop_route_options *options, coop_table **out, coop_error *err)
{
    names ends = {from, to, false};
    return answer(data, &ends, options, answer_ways, (void *)out, err);
}

coop_status coop_rail_route_legs(const coop_dataset *data, const char *from, const char *to,
                                 const coop_route_options *options, coop_table **out,
                                 coop_error *err)
{
    names ends = {from, to, true};
    return answer(data, &ends, options, answer_legs, (void *)out, err);
}

coop_status coop_rail_route_nations(const coop_dataset *data, const char *from, const char *to,
                                    const coop_route_options *options, coop_table **out,
                                    coop_error *err)
{
    names ends = {from, to, true};
    return answer(data, &ends, options, answer_nations, (void *)out, err);
}

coop_status coop_rail_route_times(const coop_dataset *data, const char *from, const char *to,
                                  const coop_route_options *options, coop_route_times *out,
                                  coop_error *err)
{
    names ends = {from, to, true};
    if (out != NULL && out->struct_size < sizeof *out) {
        return coop__fail(err, COOP_ARGUMENT, "the struct_size of out is %lld, need %lld",
                          (long long)out->struct_size, (long long)sizeof *out);
    }
    return answer(data, &ends, options, answer_times, out, err);
}
