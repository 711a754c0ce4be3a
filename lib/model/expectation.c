/* expectation.c -- completions that a register leads one to expect by a day, and how good such
 * expectations were on earlier days.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <coopstat/incidence.h>

#include "../core/error.h"
#include "lasting.h"

static const double most_room = 1e8; /* draws x (rows + times) */

/* A register as it stood on one day. */
typedef struct snapshot {
    coop__lastings l;
    coop_curve *curve;          /* NULL: no row was followed */
    coop__lasting_counts counts;
    int64_t *rows;              /* the open ones */
    double *ages;
    double *chances[2];         /* under the estimated curve: least, most */
    double end;                 /* last time under observation */
} snapshot;

/* One forecast: options filled, and where the two laws come from. */
typedef struct forecast {
    coop_expectation_options options;
    coop_time_options time;
    coop_completions *laws[2];
} forecast;

static coop_status fill_options(const coop_expectation_options *options, forecast *out,
                                coop_error *err)
{
    coop_expectation_options o = COOP_EXPECTATION_OPTIONS_INIT;
    if (options == NULL || options->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT, "%s", options == NULL
                                                        ? "options is NULL"
                                                        : "options->struct_size is not set");
    }
    memcpy(&o, options, options->struct_size < sizeof o ? options->struct_size : sizeof o);
    o.level = o.level == 0 ? 0.9 : o.level;
    COOP__TRY(coop__time_options(o.time, &out->time, err));
    out->time.by = NULL;
    out->options = o;
    if (o.horizon < 0 || o.horizon > 100000) {
        return coop__fail(err, COOP_RANGE, "horizon is %lld days, need 0 to 100000",
                          (long long)o.horizon);
    }
    if (o.draws < 0 || o.draws > 10000) {
        return coop__fail(err, COOP_RANGE, "draws is %lld, need 0 to 10000", (long long)o.draws);
    }
    if (!(o.claimed >= 0 && o.claimed <= 1)) {
        return coop__fail(err, COOP_RANGE, "claimed is no share of 0 to 1");
    }
    return o.level > 0 && o.level < 1
               ? COOP_OK
               : coop__fail(err, COOP_RANGE, "level is not inside (0, 1)");
}

/* ---- a day ---- */

static coop_status read_rows(snapshot *s, coop_error *err)
{
    const coop__selection *all = &s->l.groups.rows[0];
    coop__arena *arena = &s->l.arena;
    size_t n = (size_t)all->n + 1;
    double *times = coop__arena_alloc(arena, n, sizeof *times);
    int32_t *causes = coop__arena_alloc(arena, n, sizeof *causes);
    s->rows = coop__arena_alloc(arena, n, sizeof *s->rows);
    s->ages = coop__arena_alloc(arena, n, sizeof *s->ages);
    s->chances[0] = coop__arena_alloc(arena, n, sizeof *s->chances[0]);
    s->chances[1] = coop__arena_alloc(arena, n, sizeof *s->chances[1]);
    if (times == NULL || causes == NULL || s->rows == NULL || s->ages == NULL ||
        s->chances[0] == NULL || s->chances[1] == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < all->n; i++) {
        coop__lasting one = coop__lasting_of(&s->l, all->rows[i], all->flags[i]);
        if (one.how == COOP__FOLLOWED) {
            times[s->counts.n] = one.time;
            causes[s->counts.n] = one.cause;
        }
        if (one.how == COOP__FOLLOWED && one.cause == COOP__CAUSE_NONE) {
            s->rows[s->counts.open] = all->rows[i];
            s->ages[s->counts.open] = one.time;
        }
        coop__lasting_count(&s->counts, &one);
        s->end = one.how == COOP__FOLLOWED && one.time > s->end ? one.time : s->end;
    }
    if (s->counts.n == 0) {
        return COOP_OK;
    }
    const coop_life_rows rows = {NULL, times, causes, NULL, NULL, s->counts.n, 2, 1};
    coop_life_table *table = NULL;
    COOP__TRY(coop_life_tables_of_rows(&rows, &s->l.run, &table, err));
    coop_status status = coop_incidence_curve(table, NULL, &s->l.run, &s->curve, err);
    coop_life_table_free(table);
    return status;
}

static coop_status set_chances(snapshot *s, int64_t horizon, coop_error *err)
{
    if (s->curve == NULL) {
        return COOP_OK;
    }
    const coop_forecast_curve curve = {coop_curve_column(s->curve, "time"),
                                       coop_curve_column(s->curve, "survival"),
                                       coop_curve_column(s->curve, "incidence_1"),
                                       coop_curve_n(s->curve), s->end};
    const coop_forecast_open open = {s->ages, s->counts.open, (double)horizon};
    return coop_forecast_chances(&curve, &open, s->chances[0], s->chances[1], err);
}

static coop_status open_snapshot(snapshot *s, const coop_dataset *data, const forecast *f,
                                 coop_error *err)
{
    COOP__TRY(coop__lastings_open(&s->l, data, &f->time, false, err));
    COOP__TRY(read_rows(s, err));
    return set_chances(s, f->options.horizon, err);
}

static void close_snapshot(snapshot *s)
{
    coop_curve_free(s->curve);
    coop__lastings_close(&s->l);
}

/* ---- the law ---- */

/* Chances under drawn curves, a draw after the other. */
static coop_status draw_chances(snapshot *s, const forecast *f, double **chances, coop_error *err)
{
    int64_t n_times = coop_curve_n(s->curve);
    int64_t n_open = s->counts.open;
    int64_t n_draws = f->options.draws;
    if ((double)n_draws * (double)(n_times + n_open) > most_room) {
        return coop__fail(err, COOP_LIMIT, "%lld draws of %lld times and rows are too many",
                          (long long)n_draws, (long long)(n_times + n_open));
    }
    const double *times = coop_curve_column(s->curve, "time");
    const coop_forecast_counts counts = {times, coop_curve_column(s->curve, "at_risk"),
                                         coop_curve_column(s->curve, "events_1"),
                                         coop_curve_column(s->curve, "events_2"), n_times};
    size_t n_curve = (size_t)(n_draws * n_times);
    size_t n_chances = (size_t)(n_draws * n_open) + 1;
    double *survival = coop__arena_alloc(&s->l.arena, n_curve, sizeof *survival);
    double *incidence = coop__arena_alloc(&s->l.arena, n_curve, sizeof *incidence);
    chances[0] = coop__arena_alloc(&s->l.arena, n_chances, sizeof *chances[0]);
    chances[1] = coop__arena_alloc(&s->l.arena, n_chances, sizeof *chances[1]);
    if (survival == NULL || incidence == NULL || chances[0] == NULL || chances[1] == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(coop_forecast_draws(&counts, n_draws, f->options.seed, survival, incidence, err));
    const coop_forecast_open open = {s->ages, n_open, (double)f->options.horizon};
    for (int64_t d = 0; d < n_draws; d++) {
        const coop_forecast_curve curve = {times, survival + d * n_times, incidence + d * n_times,
                                           n_times, s->end};
        COOP__TRY(coop_forecast_chances(&curve, &open, chances[0] + d * n_open,
                                        chances[1] + d * n_open, err));
    }
    return COOP_OK;
}

static coop_status fit_laws(snapshot *s, forecast *f, coop_error *err)
{
    double *chances[2] = {s->chances[0], s->chances[1]};
    int64_t n_draws = f->options.draws > 0 ? f->options.draws : 1;
    COOP__TRY(f->options.draws > 0 ? draw_chances(s, f, chances, err) : COOP_OK);
    for (int i = 0; i < 2; i++) {
        const coop_forecast_items items = {chances[i], s->counts.open, n_draws};
        COOP__TRY(coop_completions_fit(&items, f->options.level, &s->l.run, &f->laws[i], err));
    }
    return COOP_OK;
}

static void free_laws(forecast *f)
{
    for (int i = 0; i < 2; i++) {
        coop_completions_free(f->laws[i]);
        f->laws[i] = NULL;
    }
}

static coop_status describe(const snapshot *s, const forecast *f, coop_expectation *out,
                            coop_error *err)
{
    const coop__lasting_counts *c = &s->counts;
    double reached[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        COOP__TRY(coop_completions_rate_at_least(f->laws[i], c->completed, c->n,
                                                 f->options.claimed, &reached[i], err));
    }
    out->mean_least = f->laws[0]->mean;
    out->mean_most = f->laws[1]->mean;
    out->reached_least = reached[0];
    out->reached_most = reached[1];
    out->variance = f->laws[0]->variance;
    out->between = f->laws[0]->variance_between;
    out->low = f->laws[0]->low;
    out->high = f->laws[1]->high;
    out->done = c->completed;
    out->open = c->open;
    out->total = c->n;
    for (int64_t i = 0; i < c->open; i++) {
        out->n_beyond += s->chances[0][i] < s->chances[1][i] ? 1 : 0;
    }
    return COOP_OK;
}

static coop_status expect(snapshot *s, forecast *f, coop_expectation *out, coop_error *err)
{
    COOP__TRY(fit_laws(s, f, err));
    return describe(s, f, out, err);
}

coop_status coop_completions_expect(const coop_dataset *data,
                                    const coop_expectation_options *options,
                                    coop_expectation *out, coop_error *err)
{
    if (data == NULL || out == NULL || out->struct_size == 0) {
        return coop__fail(err, COOP_ARGUMENT, "%s", data == NULL  ? "data is NULL"
                                              : out == NULL ? "out is NULL"
                                                            : "out->struct_size is 0");
    }
    forecast f = {.laws = {NULL, NULL}};
    snapshot s = {.end = 0};
    coop_expectation answer = {.struct_size = out->struct_size};
    COOP__TRY(fill_options(options, &f, err));
    coop_status status = open_snapshot(&s, data, &f, err);
    if (status == COOP_OK && s.curve == NULL) {
        status = coop__fail(err, COOP_EMPTY, "no row was followed: there is no curve");
    }
    if (status == COOP_OK) {
        status = expect(&s, &f, &answer, err);
    }
    free_laws(&f);
    close_snapshot(&s);
    if (status == COOP_OK) {
        memcpy(out, &answer,
               answer.struct_size < sizeof answer ? answer.struct_size : sizeof answer);
    }
    return status;
}

/* ---- earlier days ---- */

/* What is scored over all days. */
typedef struct scores {
    double *chances;
    uint8_t *outcomes;
    int64_t n, capacity;
} scores;

typedef struct backtest {
    const coop_dataset *data;
    forecast f;
    const char *as_known; /* of the outcomes */
    coop__arena *arena;
    coop_builder *builder;
    scores all;
} backtest;

static bool keep_score(backtest *b, double chance, bool came)
{
    scores *all = &b->all;
    if (all->n == all->capacity) {
        int64_t capacity = all->capacity == 0 ? 256 : 2 * all->capacity;
        double *chances = coop__arena_alloc(b->arena, (size_t)capacity, sizeof *chances);
        uint8_t *outcomes = coop__arena_alloc(b->arena, (size_t)capacity, sizeof *outcomes);
        if (chances == NULL || outcomes == NULL) {
            return false;
        }
        if (all->n > 0) {
            memcpy(chances, all->chances, (size_t)all->n * sizeof *chances);
            memcpy(outcomes, all->outcomes, (size_t)all->n * sizeof *outcomes);
        }
        all->chances = chances;
        all->outcomes = outcomes;
        all->capacity = capacity;
    }
    all->chances[all->n] = chance;
    all->outcomes[all->n++] = came ? 1 : 0;
    return true;
}

/* What came of the open rows of a day; rows of which it is not known make two ends. */
typedef struct outcome {
    int64_t least, most, first_score;
} outcome;

static coop_status see_outcomes(backtest *b, const snapshot *then, const coop__lastings *later,
                                outcome *out, coop_error *err)
{
    out->first_score = b->all.n;
    for (int64_t i = 0; i < then->counts.open; i++) {
        coop__lasting one = coop__lasting_of(later, then->rows[i], 0);
        bool is_known = one.how == COOP__FOLLOWED;
        bool came = is_known && one.cause == COOP__CAUSE_COMPLETED;
        out->least += came ? 1 : 0;
        out->most += came || !is_known ? 1 : 0;
        bool has_chance = then->chances[0][i] == then->chances[1][i];
        if (is_known && has_chance && !keep_score(b, then->chances[0][i], came)) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

static coop_status add_row(backtest *b, coop_date day, const coop_expectation *e, const outcome *o,
                           coop_error *err)
{
    coop_builder *builder = b->builder;
    bool inside = o->least >= e->low && o->most <= e->high;
    int64_t n = b->all.n - o->first_score;
    const int64_t counts[] = {e->low, e->high, o->least, o->most, inside ? 1 : 0, n};
    coop_forecast_score score = COOP_FORECAST_SCORE_INIT;
    const coop_forecast_past past = {b->all.chances + (n > 0 ? o->first_score : 0),
                                     b->all.outcomes + (n > 0 ? o->first_score : 0), n, 10, 0.95};
    COOP__TRY(n > 0 ? coop_forecast_score_past(&past, &score, NULL, err) : COOP_OK);
    COOP__TRY(coop_builder_integer(builder, day, err));
    COOP__TRY(coop_builder_integer(builder, e->open, err));
    COOP__TRY(coop_builder_integer(builder, e->done, err));
    COOP__TRY(coop_builder_number(builder, e->mean_least, err));
    COOP__TRY(coop_builder_number(builder, e->mean_most, err));
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        COOP__TRY(coop_builder_integer(builder, counts[i], err));
    }
    return n > 0 ? coop_builder_number(builder, score.brier, err)
                 : coop_builder_text(builder, NULL, err);
}

static coop_status score_day(backtest *b, snapshot *then, coop_date day, coop_error *err)
{
    char later_day[11];
    coop__lastings later;
    coop_time_options options = b->f.time;
    coop_expectation e = {.struct_size = sizeof e};
    outcome o = {0, 0, 0};
    COOP__TRY(coop_date_format((coop_date)(day + b->f.options.horizon), later_day, err));
    options.as_of = later_day;
    options.as_known = b->as_known;
    options.where = NULL; /* the rows are those of the day */
    coop_status status = coop__lastings_open(&later, b->data, &options, false, err);
    if (status == COOP_OK) {
        status = see_outcomes(b, then, &later, &o, err);
    }
    coop__lastings_close(&later);
    COOP__TRY(status);
    COOP__TRY(expect(then, &b->f, &e, err));
    return add_row(b, day, &e, &o, err);
}

static coop_status run_day(backtest *b, coop_date day, coop_error *err)
{
    char text[11];
    snapshot then = {.end = 0};
    if ((int64_t)day + b->f.options.horizon > b->data->as_of) {
        return coop__fail(err, COOP_RANGE, "a horizon of %lld days leads behind the register's own "
                                           "day", (long long)b->f.options.horizon);
    }
    COOP__TRY(coop_date_format(day, text, err));
    b->f.time.as_of = text;
    b->f.time.as_known = b->f.options.known_then != 0 ? text : b->as_known;
    coop_status status = open_snapshot(&then, b->data, &b->f, err);
    if (status == COOP_OK && then.curve != NULL) {
        status = score_day(b, &then, day, err);
    }
    free_laws(&b->f);
    close_snapshot(&then);
    return status;
}

static coop_status add_columns(coop_builder *builder, coop_error *err)
{
    static const struct {
        const char *name;
        coop_type type;
    } columns[] = {{"as_of", COOP_TYPE_DATE},         {"open", COOP_TYPE_INT64},
                   {"done", COOP_TYPE_INT64},         {"mean_least", COOP_TYPE_FLOAT64},
                   {"mean_most", COOP_TYPE_FLOAT64},  {"low", COOP_TYPE_INT64},
                   {"high", COOP_TYPE_INT64},         {"observed_least", COOP_TYPE_INT64},
                   {"observed_most", COOP_TYPE_INT64}, {"inside", COOP_TYPE_INT64},
                   {"scored", COOP_TYPE_INT64},       {"brier", COOP_TYPE_FLOAT64}};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        COOP__TRY(coop_builder_column(builder, columns[i].name, columns[i].type, 0, NULL, err));
    }
    return COOP_OK;
}

static coop_status run_days(backtest *b, const char *vintages, coop_forecast_score *score,
                            coop_error *err)
{
    coop_date *days = NULL;
    int64_t n_days = 0;
    if (strstr(vintages, " by ") == NULL) {
        return coop__fail(err, COOP_FORMAT, "vintages is '%s', not a series as '2020/2024 by year'",
                          vintages);
    }
    COOP__TRY(coop__series_parse(b->arena, vintages, &days, &n_days, err));
    COOP__TRY(add_columns(b->builder, err));
    b->as_known = b->f.time.as_known;
    for (int64_t i = 0; i < n_days; i++) {
        COOP__TRY(run_day(b, days[i], err));
    }
    const coop_forecast_past past = {b->all.chances, b->all.outcomes, b->all.n, 10, 0.95};
    return score != NULL ? coop_forecast_score_past(&past, score, NULL, err) : COOP_OK;
}

coop_status coop_completions_backtest(const coop_dataset *data,
                                      const coop_expectation_options *options,
                                      const char *vintages, coop_table **out,
                                      coop_forecast_score *score, coop_error *err)
{
    if (data == NULL || vintages == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL       ? "data"
                                                            : vintages == NULL ? "vintages"
                                                                               : "out");
    }
    coop__arena arena = {.a = &data->allocator};
    backtest b = {.data = data, .arena = &arena};
    coop_forecast_score all = COOP_FORECAST_SCORE_INIT;
    COOP__TRY(fill_options(options, &b.f, err));
    if (score != NULL) {
        all.struct_size = score->struct_size;
    }
    COOP__TRY(coop_builder_new(&data->allocator, &b.builder, err));
    coop_status status = run_days(&b, vintages, score != NULL ? &all : NULL, err);
    coop__arena_free(&arena);
    if (status != COOP_OK) {
        coop_builder_free(b.builder);
        return status;
    }
    COOP__TRY(coop_builder_finish(b.builder, out, err));
    if (score != NULL) {
        memcpy(score, &all, all.struct_size < sizeof all ? all.struct_size : sizeof all);
    }
    return COOP_OK;
}
