/* rate.c -- implementation rates: counts over a universe, bounds, intervals, and all definitions
 * side by side.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rate.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../stat/proportion.h"

bool coop__is_commitment(const void *model, const coop__entry *entry, int64_t row)
{
    (void)model;
    const char *role = coop__word_of(entry, "role", row);
    return role == NULL || strcmp(role, "commitment") == 0;
}

/* ---- official lists ---- */

static const coop__entry *list_entry(const coop_dataset *data)
{
    int64_t index = coop__catalog_find(&data->catalog, "list");
    return index < 0 ? NULL : &data->catalog.entries[index];
}

/* Marks the official lists that a row belongs to: its own, or where it names none, every list of
 * its summit: an entry without a row may be of any of them. */
static void mark_lists(const coop_dataset *data, int64_t row, bool *is_of)
{
    const coop__entry *lists = list_entry(data);
    const char *summit = coop__word_of(data->agreement, "summit", row);
    const char *own = coop__word_of(data->agreement, "list", row);
    for (int64_t i = 0; lists != NULL && i < lists->table->n_rows; i++) {
        const char *id = coop__word_of(lists, "id", i);
        const char *of = coop__word_of(lists, "summit", i);
        bool is_in = own != NULL ? id != NULL && strcmp(id, own) == 0
                                 : summit != NULL && of != NULL && strcmp(of, summit) == 0;
        is_of[i] = is_of[i] || is_in;
    }
}

/* Entries of a list that no row of the register itemises; an umbrella itemises nothing. */
static int64_t unlisted(const coop_dataset *data, int64_t list)
{
    const coop__entry *lists = list_entry(data);
    const coop__column *items = coop__table_column(lists->table, "items");
    const char *id = coop__word_of(lists, "id", list);
    if (items == NULL || !coop__type_is_integer(items->type) || !coop__is_valid(items, list) ||
        id == NULL) {
        return 0;
    }
    int64_t missing = coop__integer_at(items, list);
    for (int64_t row = 0; row < data->agreement->table->n_rows; row++) {
        const char *own = coop__word_of(data->agreement, "list", row);
        const char *role = coop__word_of(data->agreement, "role", row);
        bool is_umbrella = role != NULL && strcmp(role, "umbrella") == 0;
        missing -= own != NULL && strcmp(own, id) == 0 && !is_umbrella ? 1 : 0;
    }
    return missing > 0 ? missing : 0;
}

/* ---- counting ---- */

/* A miss may have moved on since its last report, unless it stalled or ended. */
static bool is_stale(const coop__case *c)
{
    uint32_t stopped = COOP__BIT(COOP__WORK_STALLED) | COOP__BIT(COOP__WORK_SUSPENDED);
    bool is_stopped = (c->sets.work & ~stopped) == 0;
    bool is_ended = (c->sets.end & COOP__BIT(COOP__END_NONE)) == 0;
    return c->sets.last_report < c->moment.as_of && !is_stopped && !is_ended;
}

/* The tally has room for a case of each row. */
static void tally_case(coop__tally *tally, const coop__case *c, coop__verdict verdict)
{
    if (verdict == COOP__OUTSIDE) {
        return;
    }
    if (verdict == COOP__APART) {
        tally->apart++;
        return;
    }
    tally->total++;
    tally->hits += verdict == COOP__HIT ? 1 : 0;
    tally->unknown += verdict == COOP__UNCLEAR ? 1 : 0;
    coop__judged judged = {*c, verdict, verdict == COOP__MISS && is_stale(c)};
    tally->stale += judged.is_stale ? 1 : 0;
    tally->cases[tally->n_cases++] = judged;
}

/* Under leaves, the default, a row is out when a commitment below it is selected; under roots when
 * one above it is. Documents and umbrellas do not stand for a commitment. */
coop__presence coop__in_rate(coop__cut cut, uint16_t flags)
{
    uint16_t out = cut == COOP__CUT_ROOTS                            ? COOP__PART_COUNTED
                   : cut == COOP__CUT_ALL || cut == COOP__CUT_EXPLICIT ? 0
                                                                       : COOP__WHOLE_COUNTED;
    uint16_t surely_out = (uint16_t)(out << 1);
    return (flags & surely_out) != 0                 ? COOP__OUT
           : (flags & (out | COOP__POSSIBLE)) != 0 ? COOP__MAYBE_IN
                                                     : COOP__IN;
}

coop_status coop__tally_rows(const coop__frame *frame, int64_t definition,
                             const coop__selection *rows, coop__tally *tally, coop_error *err)
{
    const coop_dataset *data = frame->registry->model;
    const coop__definition *d = coop__definition_at(definition);
    const char *reason = d->missing(data);
    if (reason != NULL || d->judge == NULL) {
        return coop__fail(err, COOP_UNSUPPORTED, "definition '%s' is not available: %s", d->name,
                          reason != NULL ? reason : "this version does not compute it");
    }
    COOP__TRY(coop__check_explicit(frame, rows, COOP__PART_COUNTED, err));
    const coop__entry *lists = list_entry(data);
    int64_t n_lists = lists != NULL ? lists->table->n_rows : 0;
    bool *is_of = coop__arena_alloc(frame->arena, (size_t)n_lists, sizeof *is_of);
    tally->cases = coop__arena_alloc(frame->arena, (size_t)rows->n, sizeof *tally->cases);
    if (is_of == NULL || tally->cases == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < rows->n; i++) {
        coop__presence in = coop__in_rate(frame->cut, rows->flags[i]);
        if (in == COOP__OUT || !coop__is_commitment(NULL, data->agreement, rows->rows[i])) {
            continue;
        }
        coop__case c = {data, rows->rows[i], frame->scope.moment,
                        coop__status_at(data, rows->rows[i], frame->scope.moment)};
        coop__verdict verdict = d->judge(&c);
        bool is_counted = verdict == COOP__HIT || verdict == COOP__MISS;
        tally_case(tally, &c, in != COOP__IN && is_counted ? COOP__UNCLEAR : verdict);
        mark_lists(data, rows->rows[i], is_of);
    }
    for (int64_t i = 0; i < n_lists; i++) {
        tally->unlisted += is_of[i] ? unlisted(data, i) : 0;
    }
    return COOP_OK;
}

static double share(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : NAN;
}

coop_status coop__rate_of_tally(const coop__tally *tally, const char *interval, double level,
                                coop_rate *out, coop_error *err)
{
    coop_interval limits = {NAN, NAN};
    int64_t known = tally->total - tally->unknown;
    if (known > 0) {
        COOP__TRY(coop_proportion_interval(interval, tally->hits, known, level == 0 ? 0.95 : level,
                                           &limits, err));
    } else {
        /* The method and the level are checked even where there is nothing to put them on. */
        coop_interval unused;
        COOP__TRY(coop_proportion_interval(interval, 0, 1, level == 0 ? 0.95 : level, &unused,
                                           err));
    }
    int64_t stale = tally->unknown + tally->stale;
    int64_t listed = tally->total + tally->unlisted;
    coop_rate rate = {
        .struct_size = out->struct_size,
        .value = share(tally->hits, known),
        .low = limits.low,
        .high = limits.high,
        .worst = share(tally->hits, tally->total),
        .best = share(tally->hits + tally->unknown, tally->total),
        .worst_last_report = share(tally->hits, tally->total),
        .best_last_report = share(tally->hits + stale, tally->total),
        .worst_listed = share(tally->hits, listed),
        .best_listed = share(tally->hits + stale + tally->unlisted, listed),
        .hits = tally->hits,
        .known = known,
        .unknown = tally->unknown,
        .unknown_last_report = stale,
        .total = tally->total,
        .listed = listed,
        .apart = tally->apart,
    };
    *out = rate;
    return COOP_OK;
}

coop_status coop__rate_of(const coop__frame *frame, int64_t definition, const coop__tally *tally,
                          coop_rate *out, coop_error *err)
{
    const coop__definition *d = coop__definition_at(definition);
    COOP__TRY(coop__rate_of_tally(tally, frame->query->interval, frame->query->level, out, err));
    return d->fold != NULL && tally->total > 0 ? d->fold(frame, tally, out, err) : COOP_OK;
}

/* ---- rate('...') in queries ---- */

static coop_status rate_bind(coop__call *call, coop_error *err)
{
    static const char *const suffixes[] = {"",      "_low",   "_high",    "_worst", "_best",
                                           "_hits", "_known", "_unknown", "_total"};
    const coop__frame *frame = call->frame;
    const coop_dataset *data = frame->registry->model;
    coop__program *program = &call->item->programs[0];
    bool is_foreign = call->item->n_programs > 1;
    bool is_text = program->n == 1 && program->nodes[0].op == COOP__OP_CONSTANT &&
                   program->nodes[0].value.kind == COOP__TEXT;
    if (!is_text || (frame->scope.entry != data->agreement && !is_foreign)) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at,
                             is_text ? "rate ranges over table agreement; over another table give "
                                       "its status words and their crosswalk"
                                     : "rate takes the name of a definition in quotes");
    }
    if (frame->has_doubt_test && frame->doubt == COOP__BOUNDS) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at,
                             "a test hangs on an imprecise date: set uncertain to 'certain' or "
                             "'possible' to take a rate");
    }
    char *name = coop__arena_text(frame->arena, program->nodes[0].value.of.text.bytes,
                                  program->nodes[0].value.of.text.n);
    if (name == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(coop__definition_find(name, &call->choice, err));
    if (is_foreign) {
        COOP__TRY(coop__crosswalk_bind(call, err));
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        COOP__TRY(coop__call_output(call, suffixes[i], i < 5 ? COOP_TYPE_FLOAT64 : COOP_TYPE_INT64,
                                    0, err));
    }
    return COOP_OK;
}

static coop_status rate_update(const coop__call *call, void *state, const coop__selection *rows,
                               coop_error *err)
{
    return call->item->n_programs > 1
               ? coop__crosswalk_update(call, rows, state, err)
               : coop__tally_rows(call->frame, call->choice, rows, state, err);
}

static coop__value number_or_null(double number)
{
    coop__value value = {.kind = COOP__NUMBER, .is_null = isnan(number) != 0};
    value.of.number = number;
    return value;
}

static coop__value count_of(int64_t count)
{
    coop__value value = {.kind = COOP__INTEGER, .most = count};
    value.of.integer = count;
    return value;
}

static coop_status rate_finish(const coop__call *call, const void *state, coop__value *outputs,
                               coop_error *err)
{
    const coop_query *query = call->frame->query;
    coop_rate rate = {.struct_size = sizeof rate};
    COOP__TRY(coop__rate_of(call->frame, call->choice, state, &rate, err));
    const char *bounds = query->bounds != NULL ? query->bounds : "documented";
    bool is_listed = strcmp(bounds, "listed") == 0;
    bool is_report = strcmp(bounds, "last_report") == 0;
    const double numbers[5] = {rate.value, rate.low, rate.high,
                               is_listed ? rate.worst_listed : rate.worst,
                               is_listed   ? rate.best_listed
                               : is_report ? rate.best_last_report : rate.best};
    const int64_t counts[4] = {rate.hits, rate.known, rate.unknown, rate.total};
    for (int i = 0; i < 5; i++) {
        outputs[i] = number_or_null(numbers[i]);
    }
    for (int i = 0; i < 4; i++) {
        outputs[5 + i] = count_of(counts[i]);
    }
    return COOP_OK;
}

const coop__aggregate coop__rate_aggregate = {
    .name = "rate", .meaning = "implementation rate under a named definition", .least = 1,
    .most = 3, .state_size = sizeof(coop__tally), .takes_doubt = true, .cut = COOP__CUT_LEAVES,
    .bind = rate_bind, .update = rate_update, .finish = rate_finish};

/* ---- one rate, all rates ---- */

static coop_query query_of(const coop_rate_options *options)
{
    coop_query query = COOP_QUERY_INIT;
    query.from = "agreement";
    query.where = options->where;
    query.as_of = options->as_of;
    query.as_known = options->as_known;
    query.interval = options->interval;
    query.level = options->level;
    return query;
}

/* Options of this size of struct, whatever the caller's header knew. */
static coop_status read_options(const coop_rate_options *options, coop_rate_options *out,
                                coop_error *err)
{
    coop_rate_options filled = COOP_RATE_OPTIONS_INIT;
    if (options != NULL) {
        if (options->struct_size < sizeof(size_t)) {
            return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld, need sizeof",
                              (long long)options->struct_size);
        }
        size_t n = options->struct_size < sizeof filled ? options->struct_size : sizeof filled;
        memcpy(&filled, options, n);
    }
    *out = filled;
    return COOP_OK;
}

/* A where that hangs on an imprecise date has possible rows: they enter and count as unknown. */
static coop_status select_agreements(const coop_dataset *data, const coop_query *query,
                                     coop__arena *arena, coop__registry *registry,
                                     coop__frame *frame, coop__selection *selection,
                                     coop_error *err)
{
    *registry = coop__registry_of(data);
    COOP__TRY(coop__frame_open(frame, arena, &data->catalog, registry, query, err));
    return coop__select(frame, selection, err);
}

static coop_status rate_of_selection(const coop__frame *frame, int64_t definition,
                                     const coop__selection *selection, coop_rate *out,
                                     coop_error *err)
{
    coop__tally tally = {0};
    COOP__TRY(coop__tally_rows(frame, definition, selection, &tally, err));
    if (tally.total == 0) {
        return coop__fail(err, COOP_EMPTY, "definition '%s' ranges over no agreement here",
                          coop__definition_at(definition)->name);
    }
    return coop__rate_of(frame, definition, &tally, out, err);
}

coop_status coop_rate_implemented(const coop_dataset *data, const coop_rate_options *options,
                                  coop_rate *out, coop_error *err)
{
    if (data == NULL || out == NULL || out->struct_size == 0) {
        return coop__fail(err, COOP_ARGUMENT, "%s", data == NULL ? "data is NULL"
                                              : out == NULL ? "out is NULL"
                                                            : "out->struct_size is 0");
    }
    coop_rate_options filled;
    int64_t definition = 0;
    COOP__TRY(read_options(options, &filled, err));
    COOP__TRY(coop__definition_find(filled.definition, &definition, err));
    coop_query query = query_of(&filled);
    coop__arena arena = {.a = &data->allocator};
    coop__registry registry;
    coop__frame frame;
    coop__selection selection;
    coop_rate rate = {.struct_size = out->struct_size};
    coop_status status =
        select_agreements(data, &query, &arena, &registry, &frame, &selection, err);
    if (status == COOP_OK) {
        status = rate_of_selection(&frame, definition, &selection, &rate, err);
    }
    coop__arena_free(&arena);
    if (status == COOP_OK) {
        memcpy(out, &rate, rate.struct_size < sizeof rate ? rate.struct_size : sizeof rate);
    }
    return status;
}

static coop_status compare_columns(coop_builder *builder, coop_error *err)
{
    static const char *const numbers[] = {"value", "low", "high", "worst", "best",
                                          "worst_last_report", "best_last_report",
                                          "worst_listed", "best_listed"};
    static const char *const counts[] = {"hits", "known", "unknown", "unknown_last_report",
                                         "total", "listed", "apart"};
    COOP__TRY(coop_builder_column(builder, "definition", COOP_TYPE_CODE, 0, NULL, err));
    COOP__TRY(coop_builder_column(builder, "available", COOP_TYPE_BOOL, 0, NULL, err));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        COOP__TRY(coop_builder_column(builder, numbers[i], COOP_TYPE_FLOAT64, 0, NULL, err));
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        COOP__TRY(coop_builder_column(builder, counts[i], COOP_TYPE_INT64, 0, NULL, err));
    }
    return coop_builder_column(builder, "reason", COOP_TYPE_CODE, 0, NULL, err);
}

static coop_status append_number(coop_builder *builder, double number, bool is_there,
                                 coop_error *err)
{
    return is_there && !isnan(number) ? coop_builder_number(builder, number, err)
                                      : coop_builder_text(builder, NULL, err);
}

/* A row for one definition: numbers where it is available, else the reason. */
static coop_status compare_row(coop_builder *builder, const char *name, const coop_rate *rate,
                               const char *reason, coop_error *err)
{
    bool is_there = reason == NULL;
    const double numbers[] = {rate->value, rate->low, rate->high, rate->worst, rate->best,
                              rate->worst_last_report, rate->best_last_report,
                              rate->worst_listed, rate->best_listed};
    const int64_t counts[] = {rate->hits, rate->known, rate->unknown, rate->unknown_last_report,
                              rate->total, rate->listed, rate->apart};
    COOP__TRY(coop_builder_text(builder, name, err));
    COOP__TRY(coop_builder_integer(builder, is_there ? 1 : 0, err));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        COOP__TRY(append_number(builder, numbers[i], is_there, err));
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        COOP__TRY(is_there ? coop_builder_integer(builder, counts[i], err)
                           : coop_builder_text(builder, NULL, err));
    }
    return coop_builder_text(builder, reason, err);
}

/* A definition without data is a row that says why; any other failure ends the comparison. */
static coop_status compare_all(const coop__frame *frame, const coop__selection *selection,
                               coop_builder *builder, coop_error *err)
{
    COOP__TRY(compare_columns(builder, err));
    for (int64_t i = 0; i < coop__definition_count(); i++) {
        coop_rate rate = {.struct_size = sizeof rate};
        coop_error inner;
        const coop__definition *d = coop__definition_at(i);
        coop_status status = rate_of_selection(frame, i, selection, &rate, &inner);
        const char *reason = NULL;
        if (status == COOP_EMPTY) {
            reason = "no selected agreement falls under it";
        } else if (status == COOP_UNSUPPORTED) {
            reason = d->missing(frame->registry->model);
        } else if (status == COOP_CONFLICT) {
            reason = inner.message;
        } else if (status != COOP_OK) {
            return coop__fail(err, status, "%s", inner.message);
        }
        COOP__TRY(compare_row(builder, d->name, &rate, reason, err));
    }
    return COOP_OK;
}

coop_status coop_rate_compare(const coop_dataset *data, const coop_rate_options *options,
                              coop_table **out, coop_error *err)
{
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "out");
    }
    coop_rate_options filled;
    COOP__TRY(read_options(options, &filled, err));
    coop_query query = query_of(&filled);
    coop__arena arena = {.a = &data->allocator};
    coop__registry registry;
    coop__frame frame;
    coop__selection selection;
    coop_builder *builder = NULL;
    coop_status status =
        select_agreements(data, &query, &arena, &registry, &frame, &selection, err);
    if (status == COOP_OK) {
        status = coop_builder_new(&data->allocator, &builder, err);
    }
    if (status == COOP_OK) {
        status = compare_all(&frame, &selection, builder, err);
    }
    coop__arena_free(&arena);
    if (status != COOP_OK) {
        coop_builder_free(builder);
        return status;
    }
    return coop_builder_finish(builder, out, err);
}
