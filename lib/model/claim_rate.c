/* claim_rate.c -- the readings of a claimed share of agreements: each definition, by each bound.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "claim.h"

static const char *const bounds_of_rates[] = {"documented", "last_report", "listed"};

/* rate('name') and nothing else. */
static const char *definition_of(const char *select)
{
    static const char head[] = "rate('";
    if (strncmp(select, head, sizeof head - 1) != 0) {
        return NULL;
    }
    for (const coop_rate_definition *d = coop_rate_definitions(); d->name != NULL; d++) {
        size_t n = strlen(d->name);
        const char *at = select + sizeof head - 1;
        if (strncmp(at, d->name, n) == 0 && strcmp(at + n, "')") == 0) {
            return d->name;
        }
    }
    return NULL;
}

bool coop__claim_is_rate(const coop__claim_scope *scope, const char **definition)
{
    const coop_query *q = &scope->query;
    *definition = q->select == NULL ? NULL : definition_of(q->select);
    return strcmp(q->from, "agreement") == 0 && q->by == NULL &&
           (q->select == NULL || *definition != NULL);
}

coop_rate_options coop__claim_rate_options(const coop__claim_case *c,
                                           const coop__claim_scope *scope)
{
    coop_rate_options o = COOP_RATE_OPTIONS_INIT;
    o.where = scope->query.where;
    o.as_of = c->options.as_of != NULL ? c->options.as_of : scope->query.as_of;
    o.as_known = c->options.as_known != NULL ? c->options.as_known : scope->query.as_known;
    return o;
}

static bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

/* One cell of the comparison; what is missing stays NaN. */
static double number_of(const coop_table *table, int64_t row, const char *name)
{
    double out = (double)NAN;
    return coop_table_number(table, row, name, &out, NULL) == COOP_OK ? out : (double)NAN;
}

typedef struct rate_row {
    double worst[3], best[3];
    double hits, unknown, unknown_last, total, listed;
    bool is_count; /* of agreements; not of weights or scores */
} rate_row;

static rate_row row_of(const coop_table *t, int64_t i)
{
    return (rate_row){.worst = {number_of(t, i, "worst"), number_of(t, i, "worst_last_report"),
                                number_of(t, i, "worst_listed")},
                      .best = {number_of(t, i, "best"), number_of(t, i, "best_last_report"),
                               number_of(t, i, "best_listed")},
                      .hits = number_of(t, i, "hits"),
                      .unknown = number_of(t, i, "unknown"),
                      .unknown_last = number_of(t, i, "unknown_last_report"),
                      .total = number_of(t, i, "total"),
                      .listed = number_of(t, i, "listed"),
                      .is_count = !isnan(number_of(t, i, "identified_low"))};
}

/* Weights and scores are no counts: then statuses are not what the bounds hang on alone. */
static void put_counts(const rate_row *row, int32_t k, coop__reading *out)
{
    double total = k == 2 ? row->listed : row->total;
    double unknown = (k == 0 ? row->unknown : row->unknown_last) + (total - row->total);
    if (row->is_count && total > 0 && total <= 1e9 && is_near(row->worst[k] * total, row->hits) &&
        is_near(row->best[k] * total, row->hits + unknown)) {
        out->hits = (int64_t)row->hits;
        out->unknown = (int64_t)unknown;
        out->total = (int64_t)total;
    }
}

static coop_status add_bounds(const coop__claim_case *c, const char *definition,
                              const rate_row *row, coop__readings *all)
{
    const char *chosen = c->options.bounds;
    double scale = c->is_percent ? 100 : 1;
    for (int32_t k = 0; k < 3; k++) {
        coop__reading reading = coop__reading_of(COOP__STEP_CONSISTENCY, definition);
        reading.comparator = c->comparator;
        reading.bounds = bounds_of_rates[k];
        reading.weighs = strcmp(chosen == NULL ? "listed" : chosen, bounds_of_rates[k]) == 0;
        reading.low = scale * row->worst[k];
        reading.high = scale * row->best[k];
        reading.unit = c->claim.unit;
        put_counts(row, k, &reading);
        if (isnan(reading.low) || isnan(reading.high)) {
            reading.low = reading.high = (double)NAN;
            reading.reason = "the rate has no bounds";
        }
        COOP__TRY(coop__claim_judge(c, &reading));
        COOP__TRY(coop__readings_add(all, &reading, c->err));
    }
    return COOP_OK;
}

/* A definition that the register cannot carry is told, and does not weigh. */
static coop_status add_missing(const coop__claim_case *c, const char *definition,
                               const char *reason, coop__readings *all)
{
    coop__reading reading = coop__reading_of(COOP__STEP_CONSISTENCY, definition);
    reading.comparator = c->comparator;
    reading.reason = coop__claim_say(c->arena, "%s", reason);
    reading.arithmetic = "";
    reading.stated = coop__claim_stated(c->comparator, c->claim.value, c->claim.rounding);
    return reading.reason == NULL ? coop__no_memory(c->err)
                                  : coop__readings_add(all, &reading, c->err);
}

static coop_status add_definition(const coop__claim_case *c, const coop_table *compared, int64_t i,
                                  coop__readings *all)
{
    const char *word = NULL;
    const char *unit = NULL;
    const char *reason = NULL;
    COOP__TRY(coop_table_word(compared, i, "unit", &unit, c->err));
    COOP__TRY(coop_table_word(compared, i, "definition", &word, c->err));
    if (strcmp(unit, "share") != 0) {
        return COOP_OK; /* a shortfall or a pace is not what a share claims */
    }
    const char *name = coop__claim_say(c->arena, "%s", word);
    if (name == NULL) {
        return coop__no_memory(c->err);
    }
    if (number_of(compared, i, "available") == 1) {
        rate_row row = row_of(compared, i);
        return add_bounds(c, name, &row, all);
    }
    return coop_table_word(compared, i, "reason", &reason, NULL) == COOP_OK
               ? add_missing(c, name, reason, all)
               : add_missing(c, name, "it is not available", all);
}

coop_status coop__claim_read_rates(const coop__claim_case *c, const coop__claim_scope *scope,
                                   coop__readings *all)
{
    const char *definition = NULL;
    coop_rate_options options = coop__claim_rate_options(c, scope);
    coop_table *compared = NULL;
    (void)coop__claim_is_rate(scope, &definition);
    COOP__TRY(coop_rate_compare(c->data, &options, &compared, c->err));
    coop_status status = COOP_OK;
    for (int64_t i = 0; i < coop_table_n_rows(compared) && status == COOP_OK; i++) {
        const char *word = NULL;
        status = coop_table_word(compared, i, "definition", &word, c->err);
        if (status == COOP_OK && (definition == NULL || strcmp(definition, word) == 0)) {
            status = add_definition(c, compared, i, all);
        }
    }
    coop_table_free(compared);
    return status;
}
