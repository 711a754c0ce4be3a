/* priced.c -- amounts of the register in one currency and the prices of one year.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "currency.h"
#include "total.h"

typedef struct pricing {
    coop__prices prices;
    const coop__entry *investment;
    const coop__column *date, *parties; /* parties: whose currency deflates, NULL: nobody's */
    const coop__link *link;             /* of parties to nation */
    const coop__entry *nation;
    coop_error *err;
} pricing;

/* The currency of the one party of a row; NULL where there is not one party that has one. */
static const char *party_currency(const pricing *p, int64_t row)
{
    const coop__column *column = p->parties;
    if (column == NULL || p->link == NULL || !coop__is_valid(column, row)) {
        return NULL;
    }
    int64_t nation = -1;
    if (column->type == COOP_TYPE_SET) {
        coop_words words = coop__words_at(column, row);
        nation = words.n == 1 ? p->link->row_of_code[words.codes[0]] : -1;
    } else {
        nation = coop__link_row(p->investment, p->link, row);
    }
    return nation < 0 ? NULL : coop__word_of(p->nation, "currency", nation);
}

static void open_parties(pricing *p, const coop_dataset *data)
{
    bool is_named = p->prices.how.prices != NULL || p->prices.how.base_year == 0;
    const char *name = is_named                                         ? NULL
                       : p->prices.price_of == COOP__PRICE_OF_OWN   ? "funder"
                       : p->prices.price_of == COOP__PRICE_OF_OTHER ? "recipients"
                                                                      : NULL;
    int64_t column = name == NULL ? -1 : coop_table_find(p->investment->table, name);
    if (column < 0) {
        return;
    }
    p->link = coop__entry_link(p->investment, column);
    if (p->link != NULL) {
        p->parties = &p->investment->table->columns[column];
        p->nation = &data->catalog.entries[p->link->target];
    }
}

/* Rounded to a whole unit, half to even, whatever the rounding mode. */
static bool times(int64_t amount, double factor, int64_t *out)
{
    double value = (double)amount * factor;
    if (!(value > -9.2e18 && value < 9.2e18)) {
        return false;
    }
    int64_t whole = (int64_t)value; /* towards 0 */
    double rest = value - (double)whole;
    bool is_odd = whole % 2 != 0;
    whole += rest > 0.5 || (rest == 0.5 && is_odd) ? 1 : 0;
    whole -= rest < -0.5 || (rest == -0.5 && is_odd) ? 1 : 0;
    *out = whole;
    return true;
}

static coop_status scale_amount(const pricing *p, const coop__price_factor *factor,
                                coop__amount *amount)
{
    coop__amount scaled = *amount;
    double least = amount->least < 0 ? factor->most : factor->least;
    double most = amount->most < 0 ? factor->least : factor->most;
    bool is_same = factor->least == 1.0 && factor->most == 1.0;
    bool fits = is_same || (times(amount->least, least, &scaled.least) &&
                            times(amount->most, most, &scaled.most));
    *amount = scaled;
    return fits ? COOP_OK
                : coop__fail(p->err, COOP_LIMIT, "a converted amount does not fit 64 bits");
}

static coop_status price_row(pricing *p, int64_t row, coop__amount *amount, uint8_t *mark)
{
    const char *currency = coop__word_of(p->investment, "currency", row);
    const coop__value date = coop__value_at(p->date, row);
    const char *prices_of = party_currency(p, row);
    bool needs_party = p->prices.price_of == COOP__PRICE_OF_OTHER && p->prices.how.base_year > 0 &&
                       p->prices.how.prices == NULL;
    coop__price_factor factor;
    coop_status status = COOP_UNDEFINED;
    coop_error why = {0};
    if (!date.is_null && !(needs_party && prices_of == NULL)) {
        status = coop__price_factor_of(&p->prices, currency, date.of.span, prices_of, &factor,
                                       &why);
    }
    if (status == COOP_UNDEFINED) {
        *mark = COOP__MARK_UNPRICED;
        *amount = (coop__amount){0};
        return COOP_OK;
    }
    if (status != COOP_OK) {
        const coop__column *key = p->investment->key >= 0
                                      ? &p->investment->table->columns[p->investment->key]
                                      : NULL;
        const char *id = key != NULL ? key->words.words[coop__code_at(key, row)] : "?";
        return coop__fail(p->err, status, "amount '%s': %s", id, why.message);
    }
    *mark = factor.is_estimated ? COOP__MARK_ESTIMATED : 0;
    return scale_amount(p, &factor, amount);
}

coop_status coop__price_rows(const coop_dataset *data, const coop_conversion *how,
                             coop__amount *amounts, uint8_t *marks, const coop__selection *rows,
                             coop_error *err)
{
    int64_t index = coop__catalog_find(&data->catalog, "investment");
    pricing p = {.investment = &data->catalog.entries[index], .err = err};
    p.date = coop__table_column(p.investment->table, "date");
    if (p.date == NULL || (p.date->type != COOP_TYPE_SPAN && p.date->type != COOP_TYPE_DATE)) {
        return coop__fail(err, COOP_NOT_FOUND, "table investment has no dates to convert by");
    }
    coop__arena arena = {.a = &data->allocator};
    coop_status status = coop__prices_open(&p.prices, &arena, data, how, err);
    if (status == COOP_OK) {
        open_parties(&p, data);
    }
    for (int64_t i = 0; status == COOP_OK && i < rows->n; i++) {
        int64_t row = rows->rows[i];
        if (amounts[row].is_there) {
            status = price_row(&p, row, &amounts[row], &marks[row]);
        }
    }
    coop__arena_free(&arena);
    return status;
}
