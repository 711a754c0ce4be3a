/* rate.c -- implementation rates: counts over a universe, bounds, intervals, and all definitions
 * side by side.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rate.h"

#include <math.h>
#include <string.h>

#include <coopstat/sampling.h>

#include "../core/error.h"

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
    const coop__column *own = coop__table_column(data->agreement->table, "list");
    int64_t code = own != NULL && own->type == COOP_TYPE_CODE
                       ? coop__pool_find(&own->words, id, strlen(id)) : -1;
    for (int64_t row = 0; code >= 0 && row < data->agreement->table->n_rows; row++) {
        if (coop__is_valid(own, row) && coop__code_at(own, row) == code) {
            const char *role = coop__word_of(data->agreement, "role", row);
            missing -= role == NULL || strcmp(role, "umbrella") != 0 ? 1 : 0;
        }
    }
    return missing > 0 ? missing : 0;
}

/* ---- counting ---- */

bool coop__may_move(const coop__case *c)
{
    uint32_t stopped = COOP__BIT(COOP__WORK_STALLED) | COOP__BIT(COOP__WORK_SUSPENDED);
    bool is_stopped = (c->sets.work & ~stopped) == 0;
    bool is_ended = (c->sets.end & COOP__BIT(COOP__END_NONE)) == 0;
    return !is_stopped && !is_ended;
}

/* The register's own word rests on what its status_basis says. */
static coop__basis own_basis(const coop__case *c)
{
    static const struct {
        const char *word;
        coop__basis basis;
    } words[] = {{"documented", COOP__BASIS_DOCUMENT},
                 {"inferred", COOP__BASIS_INFERENCE},
                 {"last_event", COOP__BASIS_LAST_EVENT},
                 {"none", COOP__BASIS_NOTHING}};
    const char *word = coop__word_of(c->data->agreement, "status_basis", c->row);
    for (size_t i = 0; word != NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i].word) == 0) {
            return words[i].basis;
        }
    }
    return COOP__BASIS_DOCUMENT;
}

/* An event without a basis was written by a source, unless the agreement says otherwise. */
static coop__basis basis_of(const coop__case *c)
{
    const int64_t *first = &c->data->first_event[c->row];
    const coop__event *newest = NULL;
    for (int64_t i = first[0]; i < first[1]; i++) {
        const coop__event *event = &c->data->events[i];
        bool is_sure = event->date.last <= c->moment.as_of &&
                       event->known.last <= c->moment.as_known;
        bool is_newer = newest == NULL || event->date.last > newest->date.last ||
                        (event->date.last == newest->date.last && event->place > newest->place);
        newest = is_sure && is_newer ? event : newest;
    }
    if (newest == NULL) {
        return COOP__BASIS_NOTHING;
    }
    int64_t index = coop__catalog_find(&c->data->catalog, "event");
    const char *basis = coop__word_of(&c->data->catalog.entries[index], "basis", newest->place);
    bool is_signature = basis != NULL && strcmp(basis, "signature") == 0;
    bool is_recorded = basis != NULL && strcmp(basis, "recorded") == 0;
    return is_recorded    ? COOP__BASIS_DOCUMENT
           : is_signature ? COOP__BASIS_LAST_EVENT
                          : own_basis(c);
}

void coop__tally_add(coop__tally *tally, const coop__judged *judged)
{
    if (judged->verdict == COOP__OUTSIDE) {
        return;
    }
    if (judged->verdict == COOP__APART) {
        tally->apart++;
        return;
    }
    tally->total++;
    tally->hits += judged->verdict == COOP__HIT ? 1 : 0;
    tally->unknown += judged->verdict == COOP__UNCLEAR ? 1 : 0;
    tally->stale += judged->is_stale ? 1 : 0;
    tally->by_basis[judged->basis]++;
    if (tally->cases != NULL) {
        tally->cases[tally->n_cases++] = *judged;
    }
}

static coop__judged judge(const coop__definition *d, const coop__case *c, coop__presence in)
{
    coop__judged judged = {.c = *c, .verdict = d->judge(c)};
    bool is_counted = judged.verdict == COOP__HIT || judged.verdict == COOP__MISS;
    judged.verdict = in != COOP__IN && is_counted ? COOP__UNCLEAR : judged.verdict;
    judged.is_stale = judged.verdict == COOP__MISS && coop__may_move(c) &&
                      c->sets.last_report < c->moment.as_of;
    return judged;
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
        coop__judged judged = judge(d, &c, in);
        judged.basis = tally->in_full ? basis_of(&c) : COOP__BASIS_NOTHING;
        coop__tally_add(tally, &judged);
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

void coop__rate_counts(const coop__tally *tally, coop_rate *out)
{
    out->hits = tally->hits;
    out->known = tally->total - tally->unknown;
    out->unknown = tally->unknown;
    out->unknown_last_report = tally->unknown + tally->stale;
    out->total = tally->total;
    out->listed = tally->total + tally->unlisted;
    out->apart = tally->apart;
    out->identified_low = NAN;
    out->identified_high = NAN;
    out->on_document = tally->by_basis[COOP__BASIS_DOCUMENT];
    out->on_inference = tally->by_basis[COOP__BASIS_INFERENCE];
    out->on_last_event = tally->by_basis[COOP__BASIS_LAST_EVENT];
    out->on_nothing = tally->by_basis[COOP__BASIS_NOTHING];
}

/* The sentence of a question by name. */
static const char *question_named(const char *name)
{
    for (const coop_interval_question *q = coop_interval_questions(); q->name != NULL; q++) {
        if (strcmp(q->name, name) == 0) {
            return q->question;
        }
    }
    return NULL;
}

/* The method and the level are checked even where there is nothing to put them on. */
static coop_status set_intervals(const char *interval, double level, bool in_full,
                                 coop_rate *rate, coop_error *err)
{
    coop_interval limits;
    bool is_there = rate->known > 0;
    COOP__TRY(coop_proportion_interval(interval, is_there ? rate->hits : 0,
                                       is_there ? rate->known : 1, level, &limits, err));
    rate->low = is_there ? limits.low : NAN;
    rate->high = is_there ? limits.high : NAN;
    if (rate->total == 0 || !in_full) {
        return COOP_OK;
    }
    rate->question = question_named("process");
    coop_identified_result identified = COOP_IDENTIFIED_RESULT_INIT;
    COOP__TRY(coop_identified_interval(rate->hits, rate->unknown, rate->total, level, &identified,
                                       err));
    rate->identified_low = identified.wilson.low;
    rate->identified_high = identified.wilson.high;
    return COOP_OK;
}

coop_status coop__rate_of_tally(const coop__tally *tally, const char *interval, double level,
                                coop_rate *out, coop_error *err)
{
    coop_rate rate = {.struct_size = out->struct_size};
    coop__rate_counts(tally, &rate);
    COOP__TRY(set_intervals(interval, level == 0 ? 0.95 : level, tally->in_full, &rate, err));
    int64_t stale = rate.unknown_last_report;
    rate.value = share(rate.hits, rate.known);
    rate.worst = share(rate.hits, rate.total);
    rate.best = share(rate.hits + rate.unknown, rate.total);
    rate.worst_last_report = rate.worst;
    rate.best_last_report = share(rate.hits + stale, rate.total);
    rate.worst_listed = share(rate.hits, rate.listed);
    rate.best_listed = share(rate.hits + stale + tally->unlisted, rate.listed);
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

/* ---- one rate ---- */

coop_status coop__rate_options(const coop_rate_options *options, coop_rate_options *out,
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
coop_status coop__rating_open(coop__rating *rating, const coop_dataset *data,
                              const coop_rate_options *options, coop_error *err)
{
    coop_query query = COOP_QUERY_INIT;
    query.from = "agreement";
    query.where = options->where;
    query.as_of = options->as_of;
    query.as_known = options->as_known;
    query.interval = options->interval;
    query.level = options->level;
    rating->query = query;
    rating->arena = (coop__arena){.a = &data->allocator};
    rating->registry = coop__registry_of(data);
    COOP__TRY(coop__frame_open(&rating->frame, &rating->arena, &data->catalog, &rating->registry,
                               &rating->query, err));
    return coop__select(&rating->frame, &rating->selection, err);
}

void coop__rating_close(coop__rating *rating)
{
    coop__arena_free(&rating->arena);
}

static coop_status rate_of_selection(const coop__rating *rating, int64_t definition,
                                     coop_rate *out, coop_error *err)
{
    coop__tally tally = {.in_full = true};
    COOP__TRY(coop__tally_rows(&rating->frame, definition, &rating->selection, &tally, err));
    if (tally.total == 0) {
        return coop__fail(err, COOP_EMPTY, "definition '%s' ranges over no agreement here",
                          coop__definition_at(definition)->name);
    }
    return coop__rate_of(&rating->frame, definition, &tally, out, err);
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
    coop__rating rating;
    COOP__TRY(coop__rate_options(options, &filled, err));
    COOP__TRY(coop__definition_find(filled.definition, &definition, err));
    coop_rate rate = {.struct_size = out->struct_size};
    coop_status status = coop__rating_open(&rating, data, &filled, err);
    if (status == COOP_OK) {
        status = rate_of_selection(&rating, definition, &rate, err);
    }
    coop__rating_close(&rating);
    if (status == COOP_OK) {
        memcpy(out, &rate, rate.struct_size < sizeof rate ? rate.struct_size : sizeof rate);
    }
    return status;
}

/* ---- all rates ---- */

/* Numbers and counts of a rate beside each other, in the order of the columns. */
#define NUMBERS(X) \
    X(value) X(low) X(high) X(worst) X(best) X(worst_last_report) X(best_last_report) \
    X(worst_listed) X(best_listed) X(identified_low) X(identified_high)
#define COUNTS(X) \
    X(hits) X(known) X(unknown) X(unknown_last_report) X(total) X(listed) X(apart) \
    X(on_document) X(on_inference) X(on_last_event) X(on_nothing)

static coop_status compare_columns(coop_builder *builder, coop_error *err)
{
#define NAME(member) #member,
    static const char *const numbers[] = {NUMBERS(NAME)};
    static const char *const counts[] = {COUNTS(NAME)};
#undef NAME
    COOP__TRY(coop_builder_column(builder, "definition", COOP_TYPE_CODE, 0, NULL, err));
    COOP__TRY(coop_builder_column(builder, "unit", COOP_TYPE_CODE, 0, NULL, err));
    COOP__TRY(coop_builder_column(builder, "available", COOP_TYPE_BOOL, 0, NULL, err));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        COOP__TRY(coop_builder_column(builder, numbers[i], COOP_TYPE_FLOAT64, 0, NULL, err));
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        COOP__TRY(coop_builder_column(builder, counts[i], COOP_TYPE_INT64, 0, NULL, err));
    }
    return coop_builder_column(builder, "reason", COOP_TYPE_CODE, 0, NULL, err);
}

/* What does not exist, or has no limit, is null. */
static coop_status append_number(coop_builder *builder, double number, bool is_there,
                                 coop_error *err)
{
    return is_there && isfinite(number) ? coop_builder_number(builder, number, err)
                                      : coop_builder_text(builder, NULL, err);
}

/* A row for one definition: numbers where it is available, else the reason. */
static coop_status compare_row(coop_builder *builder, const coop_rate_definition *face,
                               const coop_rate *rate, const char *reason, coop_error *err)
{
    bool is_there = reason == NULL;
#define MEMBER(member) rate->member,
    const double numbers[] = {NUMBERS(MEMBER)};
    const int64_t counts[] = {COUNTS(MEMBER)};
#undef MEMBER
    COOP__TRY(coop_builder_text(builder, face->name, err));
    COOP__TRY(coop_builder_text(builder, face->unit, err));
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
static coop_status compare_all(const coop__rating *rating, coop_builder *builder, coop_error *err)
{
    COOP__TRY(compare_columns(builder, err));
    for (int64_t i = 0; i < coop__definition_count(); i++) {
        coop_rate rate = {.struct_size = sizeof rate};
        coop_error inner;
        coop_status status = rate_of_selection(rating, i, &rate, &inner);
        const char *reason = NULL;
        if (status == COOP_EMPTY) {
            reason = "no selected agreement falls under it";
        } else if (status == COOP_UNSUPPORTED) {
            reason = coop__definition_at(i)->missing(rating->registry.model);
        } else if (status == COOP_CONFLICT) {
            reason = inner.message;
        } else if (status != COOP_OK) {
            return coop__fail(err, status, "%s", inner.message);
        }
        COOP__TRY(compare_row(builder, &coop_rate_definitions()[i], &rate, reason, err));
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
    coop__rating rating;
    coop_builder *builder = NULL;
    COOP__TRY(coop__rate_options(options, &filled, err));
    coop_status status = coop__rating_open(&rating, data, &filled, err);
    if (status == COOP_OK) {
        status = coop_builder_new(&data->allocator, &builder, err);
    }
    if (status == COOP_OK) {
        status = compare_all(&rating, builder, err);
    }
    coop__rating_close(&rating);
    if (status != COOP_OK) {
        coop_builder_free(builder);
        return status;
    }
    return coop_builder_finish(builder, out, err);
}

/* ---- how far they lie apart ---- */

/* The name of a row's definition in static storage; NULL for a word that is none. */
static const char *static_name(const coop_table *compared, int64_t row, coop_error *err)
{
    const char *word = NULL;
    if (coop_table_word(compared, row, "definition", &word, err) != COOP_OK) {
        return NULL;
    }
    for (const coop_rate_definition *d = coop_rate_definitions(); d->name != NULL; d++) {
        if (strcmp(d->name, word) == 0) {
            return d->name;
        }
    }
    (void)coop__fail(err, COOP_NOT_FOUND, "there is no definition '%s'", word);
    return NULL;
}

static coop_status spread_row(const coop_table *compared, int64_t row, coop_rate_spread *spread,
                              coop_error *err)
{
    coop_error inner = {0};
    const char *unit = NULL;
    double is_available = 0;
    double value = 0;
    const char *name = static_name(compared, row, &inner);
    if (name == NULL) {
        return coop__fail(err, inner.code, "%s", inner.message);
    }
    COOP__TRY(coop_table_word(compared, row, "unit", &unit, err));
    COOP__TRY(coop_table_number(compared, row, "available", &is_available, err));
    spread->n_available += is_available != 0 ? 1 : 0;
    spread->n_missing += is_available != 0 ? 0 : 1;
    coop_status status = coop_table_number(compared, row, "value", &value, &inner);
    if (status != COOP_OK && status != COOP_EMPTY) {
        return coop__fail(err, status, "%s", inner.message);
    }
    if (status == COOP_EMPTY || strcmp(unit, "share") != 0) {
        return COOP_OK;
    }
    bool is_first = spread->n_shares++ == 0;
    if (is_first || value < spread->least) {
        spread->least = value;
        spread->least_by = name;
    }
    if (is_first || value > spread->most) {
        spread->most = value;
        spread->most_by = name;
    }
    return COOP_OK;
}

coop_status coop_rate_spread_of(const coop_table *compared, coop_rate_spread *out, coop_error *err)
{
    if (compared == NULL || out == NULL || out->struct_size == 0) {
        return coop__fail(err, COOP_ARGUMENT, "%s", compared == NULL ? "compared is NULL"
                                              : out == NULL          ? "out is NULL"
                                                                     : "out->struct_size is 0");
    }
    coop_rate_spread spread = {.struct_size = out->struct_size};
    for (int64_t row = 0; row < coop_table_n_rows(compared); row++) {
        COOP__TRY(spread_row(compared, row, &spread, err));
    }
    if (spread.n_shares == 0) {
        return coop__fail(err, COOP_EMPTY, "no definition gives a share here");
    }
    memcpy(out, &spread, spread.struct_size < sizeof spread ? spread.struct_size : sizeof spread);
    return COOP_OK;
}
