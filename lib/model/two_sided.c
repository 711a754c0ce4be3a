/* two_sided.c -- flows that payer and payee both keep a record of.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <coopstat/flow.h>

#include "../core/date.h"
#include "../core/error.h"
#include "../core/number.h"
#include "dataset.h"

/* Columns of investment that tell who recorded what. */
typedef struct sided {
    const coop__entry *investment;
    const coop__column *key, *funder, *recipients, *reporter, *amount, *date;
} sided;

static const coop__column *column_of(const coop__entry *entry, const char *name, coop_type a,
                                     coop_type b)
{
    const coop__column *column = coop__table_column(entry->table, name);
    return column != NULL && (column->type == a || column->type == b) ? column : NULL;
}

/* False: no record says who made it. */
static bool find_columns(const coop_dataset *data, sided *out)
{
    const coop_type code = COOP_TYPE_CODE;
    int64_t index = coop__catalog_find(&data->catalog, "investment");
    if (index < 0) {
        return false;
    }
    const coop__entry *e = &data->catalog.entries[index];
    *out = (sided){.investment = e,
                   .key = e->key >= 0 ? &e->table->columns[e->key] : NULL,
                   .funder = column_of(e, "funder", code, COOP_TYPE_SET),
                   .recipients = column_of(e, "recipients", code, COOP_TYPE_SET),
                   .reporter = column_of(e, "reported_by", code, code),
                   .amount = column_of(e, "amount", COOP_TYPE_MONEY, COOP_TYPE_MONEY),
                   .date = column_of(e, "date", COOP_TYPE_SPAN, COOP_TYPE_DATE)};
    return out->key != NULL && out->key->type == code && out->funder != NULL &&
           out->recipients != NULL && out->reporter != NULL && out->amount != NULL &&
           out->date != NULL;
}

/* The one party of a cell; NULL for none or several. */
static const char *only_party(const coop__column *column, int64_t row)
{
    if (!coop__is_valid(column, row)) {
        return NULL;
    }
    if (column->type == COOP_TYPE_CODE) {
        return column->words.words[coop__code_at(column, row)];
    }
    coop_words words = coop__words_at(column, row);
    return words.n == 1 ? words.words[words.codes[0]] : NULL;
}

/* Flows pair within one text of these three: pairs differ in nothing but their days and sides. */
static const char *kind_of(const sided *s, int64_t row, int64_t amount, coop__arena *arena)
{
    const char *parts[2] = {coop__word_of(s->investment, "measure", row),
                            coop__word_of(s->investment, "currency", row)};
    char digits[COOP__NUMBER_SIZE];
    size_t n_digits = coop__integer_format(amount, digits);
    size_t n[2] = {parts[0] != NULL ? strlen(parts[0]) : 0, parts[1] != NULL ? strlen(parts[1]) : 0};
    char *out = coop__arena_alloc(arena, n[0] + n[1] + n_digits + 3, 1);
    if (out == NULL) {
        return NULL;
    }
    size_t at = 0;
    for (int i = 0; i < 2; i++) {
        memcpy(out + at, parts[i] != NULL ? parts[i] : "", n[i]);
        at += n[i];
        out[at++] = '\n';
    }
    memcpy(out + at, digits, n_digits);
    return out;
}

/* The row as a flow; *is_one is false for a row that is not one payment told by one of its sides. */
static coop_status read_flow(const sided *s, int64_t row, coop__arena *arena, coop_flow *out,
                             bool *is_one, coop_error *err)
{
    const char *payer = only_party(s->funder, row);
    const char *payee = only_party(s->recipients, row);
    const char *reporter = only_party(s->reporter, row);
    bool is_there = coop__is_valid(s->amount, row) && coop__is_valid(s->date, row) &&
                    coop__word_of(s->investment, "currency", row) != NULL;
    *is_one = payer != NULL && payee != NULL && reporter != NULL && is_there &&
              strcmp(payer, payee) != 0 &&
              (strcmp(reporter, payer) == 0 || strcmp(reporter, payee) == 0);
    if (!*is_one) {
        return COOP_OK;
    }
    coop_span date = {0, 0};
    if (s->date->type == COOP_TYPE_DATE) {
        date.first = date.last = (coop_date)coop__integer_at(s->date, row);
    } else {
        date = coop__span_at(s->date, row);
    }
    int64_t amount = coop__integer_at(s->amount, row);
    *out = (coop_flow){.id = s->key->words.words[coop__code_at(s->key, row)],
                       .payer = payer,
                       .payee = payee,
                       .currency = kind_of(s, row, amount, arena),
                       .amount = amount,
                       .date = date,
                       .by_payee = strcmp(reporter, payee) == 0};
    *is_one = date.first >= COOP__DATE_MIN && date.last <= COOP__DATE_MAX;
    return out->currency != NULL ? COOP_OK : coop__no_memory(err);
}

coop_status coop__two_sided(const coop_dataset *data, coop__arena *scratch, int64_t (**out)[2],
                            int64_t *n_out, coop_error *err)
{
    sided s;
    *n_out = 0;
    *out = NULL;
    if (!find_columns(data, &s)) {
        return COOP_OK;
    }
    int64_t n = s.investment->table->n_rows;
    int64_t n_flows = 0;
    coop_flow *flows = coop__arena_alloc(scratch, (size_t)n, sizeof *flows);
    int64_t *rows = coop__arena_alloc(scratch, (size_t)n, sizeof *rows);
    int64_t *match = coop__arena_alloc(scratch, (size_t)n, sizeof *match);
    int64_t(*pairs)[2] = coop__arena_alloc(scratch, (size_t)n, sizeof *pairs);
    if (flows == NULL || rows == NULL || match == NULL || pairs == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t row = 0; row < n; row++) {
        bool is_one = false;
        COOP__TRY(read_flow(&s, row, scratch, &flows[n_flows], &is_one, err));
        rows[n_flows] = row;
        n_flows += is_one ? 1 : 0;
    }
    coop_run run = COOP_RUN_INIT;
    coop_flow_options options = COOP_FLOW_OPTIONS_INIT;
    run.allocator = &data->allocator;
    options.run = &run;
    COOP__TRY(coop_flow_match(flows, n_flows, &options, match, err));
    for (int64_t i = 0; i < n_flows; i++) {
        if (match[i] > i) {
            pairs[*n_out][0] = rows[i];
            pairs[(*n_out)++][1] = rows[match[i]];
        }
    }
    *out = pairs;
    return COOP_OK;
}
