/* currency_change.c -- currencies that were replaced: those that this library knows, and a register's.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "currency.h"

#define EURO_1999 "Council Regulation (EC) 2866/98"

static const coop_currency_change built_in[] = {
    {"AFA", "AFN", 1000.0, 2002, "Da Afghanistan Bank, reform of October 2002"},
    {"ATS", "EUR", 13.7603, 1999, EURO_1999},
    {"AZM", "AZN", 5000.0, 2006, "Central Bank of Azerbaijan, denomination of 1 January 2006"},
    {"BEF", "EUR", 40.3399, 1999, EURO_1999},
    {"BYR", "BYN", 10000.0, 2016, "National Bank of Belarus, denomination of 1 July 2016"},
    {"DEM", "EUR", 1.95583, 1999, EURO_1999},
    {"ESP", "EUR", 166.386, 1999, EURO_1999},
    {"FIM", "EUR", 5.94573, 1999, EURO_1999},
    {"FRF", "EUR", 6.55957, 1999, EURO_1999},
    {"IEP", "EUR", 0.787564, 1999, EURO_1999},
    {"ITL", "EUR", 1936.27, 1999, EURO_1999},
    {"LUF", "EUR", 40.3399, 1999, EURO_1999},
    {"NLG", "EUR", 2.20371, 1999, EURO_1999},
    {"PTE", "EUR", 200.482, 1999, EURO_1999},
    {"RUR", "RUB", 1000.0, 1998, "Bank of Russia, denomination of 1 January 1998"},
    {"TJR", "TJS", 1000.0, 2000, "National Bank of Tajikistan, reform of 30 October 2000"},
    {"TMM", "TMT", 5000.0, 2009, "Central Bank of Turkmenistan, denomination of 1 January 2009"},
    {"TRL", "TRY", 1000000.0, 2005, "Central Bank of Turkey, Law 5083 of 2004"},
    {NULL, NULL, 0.0, 0, NULL},
};

const coop_currency_change *coop_currency_changes(void)
{
    return built_in;
}

/* ---- a register's own ---- */

static coop_status bind(coop__changes *changes, const char *name, coop_type a, coop_type b,
                        const coop__column **out, coop_error *err)
{
    const coop__column *column = coop__table_column(changes->table, name);
    if (column == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "table currency_change has no column '%s'", name);
    }
    if (column->type != a && column->type != b) {
        return coop__fail(err, COOP_TYPE, "currency_change.%s is of type %s, not %s", name,
                          coop_type_name(column->type), coop_type_name(a));
    }
    *out = column;
    return COOP_OK;
}

coop_status coop__changes_open(coop__changes *changes, const coop_dataset *data, coop_error *err)
{
    const coop_type code = COOP_TYPE_CODE;
    *changes = (coop__changes){.table = coop_dataset_table(data, "currency_change")};
    if (changes->table == NULL) {
        return COOP_OK;
    }
    COOP__TRY(bind(changes, "currency", code, code, &changes->currency, err));
    COOP__TRY(bind(changes, "successor", code, code, &changes->successor, err));
    COOP__TRY(bind(changes, "factor", COOP_TYPE_FLOAT64, COOP_TYPE_FLOAT64, &changes->factor, err));
    return bind(changes, "date", COOP_TYPE_SPAN, COOP_TYPE_DATE, &changes->date, err);
}

static const char *word_at(const coop__column *column, int64_t row)
{
    return coop__is_valid(column, row) ? column->words.words[coop__code_at(column, row)] : NULL;
}

static coop_status own_step(const coop__changes *changes, const char *code, int64_t row,
                            coop__currency_step *out, coop_error *err)
{
    const coop__column *date = changes->date;
    coop__currency_step step = {true, word_at(changes->successor, row), 1.0, 0};
    coop_span span = {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST};
    if (coop__is_valid(date, row)) {
        coop_date day = date->type == COOP_TYPE_DATE ? (coop_date)coop__integer_at(date, row) : 0;
        span = date->type == COOP_TYPE_DATE ? (coop_span){day, day} : coop__span_at(date, row);
    }
    bool is_day = span.last >= COOP__DATE_MIN && span.last <= COOP__DATE_MAX;
    if (step.successor != NULL) {
        step.factor = coop__is_valid(changes->factor, row) ? coop__number_at(changes->factor, row)
                                                           : 0.0;
    }
    if (!is_day || !(step.factor > 0.0) || !isfinite(step.factor)) {
        return coop__fail(err, COOP_RANGE, "currency_change of %s has no %s", code,
                          is_day ? "factor above 0" : "last day");
    }
    step.year = coop__civil_of_date(span.last).year;
    *out = step;
    return COOP_OK;
}

coop_status coop__currency_step_of(const coop__changes *changes, const char *code,
                                   coop__currency_step *out, coop_error *err)
{
    *out = (coop__currency_step){0};
    for (int64_t row = 0; changes->table != NULL && row < changes->table->n_rows; row++) {
        const char *its = word_at(changes->currency, row);
        if (its == NULL || strcmp(its, code) != 0) {
            continue;
        }
        if (out->is_there) {
            return coop__fail(err, COOP_CONFLICT, "currency_change has two rows of %s", code);
        }
        COOP__TRY(own_step(changes, code, row, out, err));
    }
    for (const coop_currency_change *c = built_in; c->code != NULL && !out->is_there; c++) {
        if (strcmp(c->code, code) == 0) {
            *out = (coop__currency_step){true, c->successor, c->factor, c->year};
        }
    }
    return COOP_OK;
}
