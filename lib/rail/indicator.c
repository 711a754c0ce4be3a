/* indicator.c -- corridor performance from records of trips.
 *
 * Each indicator is a list of ratios with the trip of each. Trips are numbered from 0 in the order
 * of their numbers, so that a bootstrap sample is a count for each of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_indicator.h>

#include "rows.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../stat/philox.h"

typedef struct ratio {
    double above, below, value;
    int64_t trip;
} ratio;

typedef struct study {
    const coop_trip_records *records;
    coop_trip_options options;
    coop__arena arena;
    int64_t n_trips;
    int64_t *trip;  /* of a row */
    int64_t *order; /* rows by number of trip */
    ratio *ratios;  /* sorted by value */
    int64_t n, n_missing, n_excluded;
    int64_t *counts; /* of a bootstrap sample, by trip */
    double *sums;    /* of numerators, denominators, values and their number, by trip */
    double *drawn[3];
    coop__rows rows;
    coop_error *err;
} study;

typedef struct summary {
    double of_sums, of_ratios, median;
} summary;

/* ---- checks ---- */

static double cell(const double *column, int64_t row)
{
    return column == NULL ? NAN : column[row];
}

static coop_status check_cell(const char *name, const double *column, int64_t row, coop_error *err)
{
    double x = cell(column, row);
    if (x < 0 || isinf(x)) {
        return coop__fail(err, COOP_RANGE, "row %lld: %s is %s, need 0 or more", (long long)row,
                          name, x < 0 ? "negative" : "infinite");
    }
    return COOP_OK;
}

static coop_status check_row(const coop_trip_records *r, int64_t row, coop_error *err)
{
    COOP__TRY(check_cell("km", r->km, row, err));
    COOP__TRY(check_cell("moving_hours", r->moving_hours, row, err));
    COOP__TRY(check_cell("stop_hours", r->stop_hours, row, err));
    COOP__TRY(check_cell("usd", r->usd, row, err));
    COOP__TRY(check_cell("units", r->units, row, err));
    if (cell(r->km, row) > 0 && cell(r->moving_hours, row) == 0) {
        return coop__fail(err, COOP_RANGE, "row %lld has km, but moving_hours is 0",
                          (long long)row);
    }
    if (r->units != NULL && r->units[row] == 0) {
        return coop__fail(err, COOP_RANGE, "row %lld: units is 0, need more", (long long)row);
    }
    return COOP_OK;
}

static coop_status check_options(const coop_trip_options *o, coop_error *err)
{
    if (o->struct_size < sizeof *o) {
        return coop__fail(err, COOP_ARGUMENT, "options lack their struct_size");
    }
    if (!(o->level > 0 && o->level < 1) || !(o->trimmed >= 0 && o->trimmed < 0.5) ||
        o->n_replicates < 100 || o->n_replicates > 1000000) {
        return coop__fail(err, COOP_RANGE,
                          "need level inside (0, 1), trimmed from 0 to below 0.5, n_replicates 100 "
                          "to 1000000");
    }
    return COOP_OK;
}

/* ---- sorting ---- */

static bool is_before_trip(const study *s, int64_t a, int64_t b)
{
    const int64_t *t = s->records->trips;
    return t[a] < t[b] || (t[a] == t[b] && a < b);
}

static void sift_row(const study *s, int64_t at, int64_t n)
{
    int64_t row = s->order[at];
    for (int64_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && is_before_trip(s, s->order[child], s->order[child + 1]) ? 1 : 0;
        if (!is_before_trip(s, row, s->order[child])) {
            break;
        }
        s->order[at] = s->order[child];
        at = child;
    }
    s->order[at] = row;
}

static void number_trips(study *s)
{
    int64_t n = s->records->n_rows;
    for (int64_t i = 0; i < n; i++) {
        s->order[i] = i;
    }
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sift_row(s, i, n);
    }
    for (int64_t last = n - 1; last > 0; last--) {
        int64_t top = s->order[0];
        s->order[0] = s->order[last];
        s->order[last] = top;
        sift_row(s, 0, last);
    }
    for (int64_t i = 0; i < n; i++) {
        bool is_new =
            i == 0 || s->records->trips[s->order[i]] != s->records->trips[s->order[i - 1]];
        s->n_trips += is_new ? 1 : 0;
        s->trip[s->order[i]] = s->n_trips - 1;
    }
}

static bool is_before_ratio(const ratio *a, const ratio *b)
{
    return a->value < b->value || (a->value == b->value && a->trip < b->trip);
}

static void sift_ratio(ratio *x, int64_t at, int64_t n)
{
    ratio r = x[at];
    for (int64_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && is_before_ratio(&x[child], &x[child + 1]) ? 1 : 0;
        if (!is_before_ratio(&r, &x[child])) {
            break;
        }
        x[at] = x[child];
        at = child;
    }
    x[at] = r;
}

static void sort_ratios(ratio *x, int64_t n)
{
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sift_ratio(x, i, n);
    }
    for (int64_t last = n - 1; last > 0; last--) {
        ratio top = x[0];
        x[0] = x[last];
        x[last] = top;
        sift_ratio(x, 0, last);
    }
}

static void sift_number(double *x, int64_t at, int64_t n)
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

static void sort_numbers(double *x, int64_t n)
{
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sift_number(x, i, n);
    }
    for (int64_t last = n - 1; last > 0; last--) {
        double top = x[0];
        x[0] = x[last];
        x[last] = top;
        sift_number(x, 0, last);
    }
}

/* ---- ratios ---- */

/* A ratio enters, is missing (NaN) or has nothing below. */
static void add_ratio(study *s, double above, double below, int64_t trip)
{
    if (isnan(above) || isnan(below)) {
        s->n_missing++;
    } else if (below == 0) {
        s->n_excluded++;
    } else {
        s->ratios[s->n++] = (ratio){above, below, above / below, trip};
    }
}

static bool is_border(const study *s, int64_t row)
{
    return s->records->is_border != NULL && s->records->is_border[row] != 0;
}

static void list_at_borders(study *s, const double *column)
{
    for (int64_t row = 0; row < s->records->n_rows; row++) {
        if (is_border(s, row)) {
            add_ratio(s, cell(column, row), 1, s->trip[row]);
        }
    }
}

static void list_costs(study *s)
{
    const coop_trip_records *r = s->records;
    for (int64_t row = 0; row < r->n_rows; row++) {
        if (!is_border(s, row)) {
            double units = r->units != NULL ? r->units[row] : 1;
            add_ratio(s, cell(r->usd, row), cell(r->km, row) * units / 500, s->trip[row]);
        }
    }
}

/* One ratio a trip: km over hours, with or without what it stood. A border point may lack km and
 * moving hours: they are 0 there. */
static void list_speeds(study *s, bool with_delay)
{
    const coop_trip_records *r = s->records;
    for (int64_t i = 0; i < r->n_rows;) {
        double km = 0;
        double hours = 0;
        int64_t trip = s->trip[s->order[i]];
        for (; i < r->n_rows && s->trip[s->order[i]] == trip; i++) {
            int64_t row = s->order[i];
            bool may_lack = is_border(s, row);
            double way = cell(r->km, row);
            double moving = cell(r->moving_hours, row);
            km += isnan(way) && may_lack ? 0 : way;
            hours += isnan(moving) && may_lack ? 0 : moving;
            hours += with_delay ? cell(r->stop_hours, row) : 0;
        }
        if (km == 0) {
            s->n_excluded++;
        } else {
            add_ratio(s, km, hours, trip);
        }
    }
}

/* ---- summaries ---- */

/* The value at a place from 0 to n - 1 of the sorted ratios, between two of them in proportion. */
static double value_at(const study *s, double place)
{
    int64_t at = (int64_t)floor(place);
    double part = place - (double)at;
    double low = s->ratios[at].value;
    return part > 0 ? low + part * (s->ratios[at + 1].value - low) : low;
}

static double quantile(const study *s, double p)
{
    return value_at(s, p * (double)(s->n - 1));
}

static void sum_by_trip(study *s)
{
    memset(s->sums, 0, (size_t)s->n_trips * 4 * sizeof *s->sums);
    for (int64_t i = 0; i < s->n; i++) {
        double *sums = &s->sums[4 * s->ratios[i].trip];
        sums[0] += s->ratios[i].above;
        sums[1] += s->ratios[i].below;
        sums[2] += s->ratios[i].value;
        sums[3] += 1;
    }
}

/* With counts[t] copies of each trip. */
static summary summarise(const study *s)
{
    double sums[4] = {0};
    for (int64_t t = 0; t < s->n_trips; t++) {
        for (int k = 0; k < 4; k++) {
            sums[k] += (double)s->counts[t] * s->sums[4 * t + k];
        }
    }
    int64_t n = (int64_t)sums[3];
    int64_t before = 0;
    double middle[2] = {0};
    for (int64_t i = 0; i < s->n && before <= n / 2; i++) {
        int64_t after = before + s->counts[s->ratios[i].trip];
        middle[0] = before <= (n - 1) / 2 && (n - 1) / 2 < after ? s->ratios[i].value : middle[0];
        middle[1] = before <= n / 2 && n / 2 < after ? s->ratios[i].value : middle[1];
        before = after;
    }
    return (summary){sums[0] / sums[1], sums[2] / sums[3], (middle[0] + middle[1]) / 2};
}

/* A sample of as many trips as there are; one without any ratio is drawn again. */
static void draw(study *s, int64_t replicate)
{
    double n = 0;
    for (uint32_t again = 0; n == 0; again++) {
        memset(s->counts, 0, (size_t)s->n_trips * sizeof *s->counts);
        n = 0;
        for (int64_t i = 0; i < s->n_trips; i++) {
            coop__philox counter = {{(uint32_t)i, (uint32_t)replicate, again, 0}};
            coop__philox x = coop__philox_at(counter, s->options.seed);
            int64_t trip = coop__philox_below(x.v[0] | (uint64_t)x.v[1] << 32, s->n_trips);
            s->counts[trip]++;
            n += s->sums[4 * trip + 3];
        }
    }
}

static void bootstrap(study *s)
{
    for (int64_t i = 0; i < s->options.n_replicates; i++) {
        draw(s, i);
        summary x = summarise(s);
        s->drawn[0][i] = x.of_sums;
        s->drawn[1][i] = x.of_ratios;
        s->drawn[2][i] = x.median;
    }
    for (int k = 0; k < 3; k++) {
        sort_numbers(s->drawn[k], s->options.n_replicates);
    }
}

static int64_t count_trips(const study *s)
{
    int64_t n = 0;
    for (int64_t t = 0; t < s->n_trips; t++) {
        n += s->sums[4 * t + 3] > 0 ? 1 : 0;
    }
    return n;
}

/* Of the values that are left when a part is cut off at each end, whole values only. */
static double trimmed_mean(const study *s)
{
    int64_t n_cut = (int64_t)floor(s->options.trimmed * (double)s->n);
    double sum = 0;
    for (int64_t i = n_cut; i < s->n - n_cut; i++) {
        sum += s->ratios[i].value;
    }
    return sum / (double)(s->n - 2 * n_cut);
}

static double deviation(const study *s, double mean)
{
    double sum = 0;
    for (int64_t i = 0; i < s->n; i++) {
        double x = s->ratios[i].value - mean;
        sum += x * x;
    }
    return sqrt(sum / (double)(s->n - 1));
}

static int64_t count_outliers(const study *s)
{
    double low = quantile(s, 0.25);
    double high = quantile(s, 0.75);
    double reach = 1.5 * (high - low);
    int64_t n = 0;
    for (int64_t i = 0; i < s->n; i++) {
        n += s->ratios[i].value < low - reach || s->ratios[i].value > high + reach ? 1 : 0;
    }
    return n;
}

/* A value and its limits; the latter have none with fewer than two trips. */
static void put_interval(study *s, double value, int which, bool has_limits)
{
    int64_t n = s->options.n_replicates;
    double tail = (1 - s->options.level) / 2;
    int64_t low = (int64_t)floor(tail * (double)n);
    coop__rows_number(&s->rows, value, true);
    coop__rows_number(&s->rows, has_limits ? s->drawn[which][low] : 0, has_limits);
    coop__rows_number(&s->rows, has_limits ? s->drawn[which][n - 1 - low] : 0, has_limits);
}

static void put_values(study *s)
{
    for (int64_t t = 0; t < s->n_trips; t++) {
        s->counts[t] = 1;
    }
    summary x = summarise(s);
    bool has_limits = count_trips(s) > 1;
    if (has_limits) {
        bootstrap(s);
    }
    put_interval(s, x.of_sums, 0, has_limits);
    put_interval(s, x.of_ratios, 1, has_limits);
    put_interval(s, x.median, 2, has_limits);
    coop__rows_number(&s->rows, trimmed_mean(s), true);
    bool has_deviation = s->n > 1 && x.of_ratios > 0;
    coop__rows_number(&s->rows, has_deviation ? deviation(s, x.of_ratios) / x.of_ratios : 0,
                      has_deviation);
    coop__rows_number(&s->rows, quantile(s, 0.9), true);
}

static void put_indicator(study *s, const char *name, const char *unit)
{
    sort_ratios(s->ratios, s->n);
    sum_by_trip(s);
    coop__rows_word(&s->rows, name);
    coop__rows_word(&s->rows, unit);
    if (s->n > 0) {
        put_values(s);
    }
    for (int i = 0; i < 12 && s->n == 0; i++) {
        coop__rows_missing(&s->rows);
    }
    coop__rows_integer(&s->rows, s->n, true);
    coop__rows_integer(&s->rows, count_trips(s), true);
    coop__rows_integer(&s->rows, s->n_missing, true);
    coop__rows_integer(&s->rows, s->n_excluded, true);
    coop__rows_integer(&s->rows, s->n > 0 ? count_outliers(s) : 0, true);
    s->n = 0;
    s->n_missing = 0;
    s->n_excluded = 0;
}

/* ---- the table ---- */

static const coop__column_kind indicator_columns[] = {
    {"indicator", COOP_TYPE_CODE, NULL},
    {"unit", COOP_TYPE_CODE, NULL},
    {"ratio_of_sums", COOP_TYPE_FLOAT64, NULL},
    {"ratio_of_sums_low", COOP_TYPE_FLOAT64, NULL},
    {"ratio_of_sums_high", COOP_TYPE_FLOAT64, NULL},
    {"mean_of_ratios", COOP_TYPE_FLOAT64, NULL},
    {"mean_of_ratios_low", COOP_TYPE_FLOAT64, NULL},
    {"mean_of_ratios_high", COOP_TYPE_FLOAT64, NULL},
    {"median", COOP_TYPE_FLOAT64, NULL},
    {"median_low", COOP_TYPE_FLOAT64, NULL},
    {"median_high", COOP_TYPE_FLOAT64, NULL},
    {"trimmed_mean", COOP_TYPE_FLOAT64, NULL},
    {"cv", COOP_TYPE_FLOAT64, NULL},
    {"p90", COOP_TYPE_FLOAT64, NULL},
    {"n", COOP_TYPE_INT64, NULL},
    {"n_trips", COOP_TYPE_INT64, NULL},
    {"n_missing", COOP_TYPE_INT64, NULL},
    {"n_excluded", COOP_TYPE_INT64, NULL},
    {"n_outliers", COOP_TYPE_INT64, NULL},
};

static bool allocate(study *s)
{
    size_t n = (size_t)s->records->n_rows;
    s->trip = coop__arena_alloc(&s->arena, n, sizeof *s->trip);
    s->order = coop__arena_alloc(&s->arena, n, sizeof *s->order);
    s->ratios = coop__arena_alloc(&s->arena, n, sizeof *s->ratios);
    s->counts = coop__arena_alloc(&s->arena, n, sizeof *s->counts);
    s->sums = coop__arena_alloc(&s->arena, n, 4 * sizeof *s->sums);
    bool done = s->trip != NULL && s->order != NULL && s->ratios != NULL && s->counts != NULL &&
                s->sums != NULL;
    for (int k = 0; k < 3; k++) {
        size_t n_drawn = (size_t)s->options.n_replicates;
        s->drawn[k] = coop__arena_alloc(&s->arena, n_drawn, sizeof **s->drawn);
        done = done && s->drawn[k] != NULL;
    }
    return done;
}

static coop_table *make_table(study *s)
{
    coop__rows_open(&s->rows, s->arena.a, indicator_columns,
                    sizeof indicator_columns / sizeof indicator_columns[0]);
    number_trips(s);
    list_at_borders(s, s->records->stop_hours);
    put_indicator(s, "tfi1", "hours");
    list_at_borders(s, s->records->usd);
    put_indicator(s, "tfi2", "USD");
    list_costs(s);
    put_indicator(s, "tfi3", "USD for 500 km");
    list_speeds(s, true);
    put_indicator(s, "tfi4", "km/h");
    list_speeds(s, false);
    put_indicator(s, "swod", "km/h");
    return coop__rows_close(&s->rows);
}

coop_status coop_trip_indicators(const coop_trip_records *records, const coop_trip_options *options,
                                 coop_table **out, coop_error *err)
{
    study s = {.records = records, .options = COOP_TRIP_OPTIONS_INIT, .err = err};
    if (records == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "records or out is NULL");
    }
    if (options != NULL) {
        COOP__TRY(check_options(options, err));
        s.options = *options;
    }
    if (records->n_rows <= 0) {
        return coop__fail(err, records->n_rows == 0 ? COOP_EMPTY : COOP_RANGE,
                          "n_rows is %lld, need 1 or more", (long long)records->n_rows);
    }
    if (records->trips == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "trips is NULL");
    }
    for (int64_t row = 0; row < records->n_rows; row++) {
        COOP__TRY(check_row(records, row, err));
    }
    s.arena.a = coop__allocator_of(s.options.run);
    coop_table *table = allocate(&s) ? make_table(&s) : NULL;
    coop__arena_free(&s.arena);
    if (table == NULL) {
        return coop__no_memory(err);
    }
    *out = table;
    return COOP_OK;
}
