/* currency.c -- rates and price levels of a register, and the factors that they make.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "currency.h"

#include <math.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"

/* ---- chains ---- */

#define CHAINS(X)                                                                                  \
    X(dac, "average", COOP__PRICE_OF_OWN,                                                          \
      "deflated in the prices of the donor, or of the amount's own currency, and taken to the "    \
      "new currency at the base year's rate",                                                      \
      "OECD DAC deflators; AidData TUFF 3.0, appendix D")                                          \
    X(target, "average", COOP__PRICE_OF_TARGET,                                                    \
      "taken to the new currency at the year's average rate and deflated in its prices",           \
      "World Bank practice for US dollars")                                                        \
    X(recipient, "average", COOP__PRICE_OF_OTHER,                                                  \
      "deflated in the prices of the recipient: what it buys there", "methods of aid at "          \
      "recipients' prices")                                                                        \
    X(ppp, "ppp", COOP__PRICE_OF_TARGET,                                                           \
      "international dollars at purchasing power parity, deflated in US prices",                   \
      "International Comparison Program")                                                          \
    X(transaction, "spot", COOP__PRICE_OF_TARGET,                                                  \
      "taken to the new currency at the rate of the day and deflated in its prices",               \
      "IATI value-date")

typedef struct chain_entry {
    const char *name, *rate_kind;
    coop__price_of price_of;
} chain_entry;

#define PUBLIC_FACE(name, kind, price_of, meaning, origin) {#name, meaning, origin},
#define ENTRY(name, kind, price_of, meaning, origin) {#name, kind, price_of},

static const coop_price_chain chains[] = {CHAINS(PUBLIC_FACE){NULL, NULL, NULL}};
static const chain_entry entries[] = {CHAINS(ENTRY)};

const coop_price_chain *coop_price_chains(void)
{
    return chains;
}

static const chain_entry *find_chain(const char *name)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (strcmp(entries[i].name, name) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

/* ---- tables ---- */

static coop_status series_column(const coop__series *series, const char *name, coop_type a,
                                 coop_type b, const coop__column **out, coop_error *err)
{
    const coop__column *column = coop__table_column(series->table, name);
    if (column != NULL && column->type != a && column->type != b) {
        return coop__fail(err, COOP_TYPE, "%s.%s is of type %s, not %s", series->name, name,
                          coop_type_name(column->type), coop_type_name(a));
    }
    *out = column;
    return COOP_OK;
}

static coop_status open_series(coop__series *series, const coop_dataset *data, const char *name,
                               const char *value, const char *source, coop_error *err)
{
    *series = (coop__series){.name = name, .only_source = source};
    series->table = coop_dataset_table(data, name);
    if (series->table == NULL) {
        return COOP_OK;
    }
    const coop_type code = COOP_TYPE_CODE;
    const coop_type span = COOP_TYPE_SPAN;
    const coop_type date = COOP_TYPE_DATE;
    COOP__TRY(series_column(series, "currency", code, code, &series->currency, err));
    COOP__TRY(series_column(series, "date", span, date, &series->date, err));
    COOP__TRY(series_column(series, value, COOP_TYPE_FLOAT64, COOP_TYPE_FLOAT64, &series->value,
                            err));
    COOP__TRY(series_column(series, "kind", code, code, &series->kind, err));
    COOP__TRY(series_column(series, "source", code, code, &series->source, err));
    COOP__TRY(series_column(series, "vintage", span, date, &series->vintage, err));
    COOP__TRY(series_column(series, "base", code, code, &series->base, err));
    const char *lacks = series->currency == NULL ? "currency"
                        : series->date == NULL   ? "date"
                        : series->value == NULL  ? value
                                                 : NULL;
    return lacks == NULL ? COOP_OK
                         : coop__fail(err, COOP_NOT_FOUND, "table %s has no column '%s'", name,
                                      lacks);
}

static const char *word_at(const coop__column *column, int64_t row)
{
    bool is_there = column != NULL && coop__is_valid(column, row);
    return is_there ? column->words.words[coop__code_at(column, row)] : NULL;
}

static bool is_word(const char *word, const char *other)
{
    return word == other || (word != NULL && other != NULL && strcmp(word, other) == 0);
}

static coop_span span_at(const coop__column *column, int64_t row)
{
    if (column->type == COOP_TYPE_DATE) {
        coop_date day = (coop_date)coop__integer_at(column, row);
        return (coop_span){day, day};
    }
    return coop__span_at(column, row);
}

/* ---- one number of a series ---- */

/* What is looked for: a year's number, or the narrowest span that holds a day. */
typedef struct wanted {
    const coop__prices *prices;
    const coop__series *series;
    const char *currency, *kind; /* kind NULL: the series has none */
    const char *base; /* NULL: rows that name none */
    coop_span span;
    bool is_narrowest;
} wanted;

static coop_span span_of_year(int32_t year)
{
    return (coop_span){coop__date_of_civil(year, 1, 1), coop__date_of_civil(year, 12, 31)};
}

static int32_t year_of(coop_date day)
{
    return coop__civil_of_date(day).year;
}

static bool is_known(const wanted *w, int64_t row)
{
    const coop__column *vintage = w->series->vintage;
    bool is_dated = vintage != NULL && coop__is_valid(vintage, row);
    return w->prices->as_known == COOP_DATE_NONE || !is_dated ||
           span_at(vintage, row).last <= w->prices->as_known;
}

/* The row is of the currency, kind and source, known by the day, and has a number and a date. */
static bool is_of_series(const wanted *w, int64_t row)
{
    const coop__series *s = w->series;
    const char *kind = word_at(s->kind, row);
    return coop__is_valid(s->value, row) && coop__is_valid(s->date, row) &&
           is_word(word_at(s->currency, row), w->currency) &&
           is_word(word_at(s->base, row), w->base) &&
           (w->kind == NULL || is_word(kind != NULL ? kind : "average", w->kind)) &&
           (s->only_source == NULL || is_word(word_at(s->source, row), s->only_source)) &&
           is_known(w, row);
}

static int64_t length_of(coop_span span)
{
    return (int64_t)span.last - span.first;
}

static coop_date vintage_at(const coop__series *series, int64_t row)
{
    bool is_there = series->vintage != NULL && coop__is_valid(series->vintage, row);
    return is_there ? span_at(series->vintage, row).last : COOP_DATE_OPEN_FIRST;
}

static coop_status fail_rivals(const wanted *w, int64_t a, int64_t b, coop_error *err)
{
    const char *x = word_at(w->series->source, a);
    const char *y = word_at(w->series->source, b);
    char date[24] = "?";
    if (coop_span_format(w->span, date, NULL) != COOP_OK) {
        memcpy(date, "?", 2);
    }
    return coop__fail(err, COOP_CONFLICT, "%s has two numbers of %s for %s: sources %s and %s",
                      w->series->name, w->currency, date, x != NULL ? x : "(missing)",
                      y != NULL ? y : "(missing)");
}

/* Which of two rows for the same time counts: the newest vintage of one source. */
static coop_status prefer(const wanted *w, int64_t *best, int64_t row, coop_error *err)
{
    const coop__series *s = w->series;
    coop_date old = vintage_at(s, *best);
    coop_date new = vintage_at(s, row);
    bool is_same_number = coop__number_at(s->value, *best) == coop__number_at(s->value, row);
    bool is_same_source = is_word(word_at(s->source, *best), word_at(s->source, row));
    if (!is_same_source || (old == new && !is_same_number)) {
        return fail_rivals(w, *best, row, err);
    }
    *best = new > old ? row : *best;
    return COOP_OK;
}

/* The row that answers; -1: there is none. */
static coop_status find_row(const wanted *w, int64_t *out, coop_error *err)
{
    *out = -1;
    for (int64_t row = 0; w->series->table != NULL && row < w->series->table->n_rows; row++) {
        if (!is_of_series(w, row)) {
            continue;
        }
        coop_span span = span_at(w->series->date, row);
        bool holds = span.first <= w->span.first && span.last >= w->span.last;
        bool is_it = w->is_narrowest ? holds : holds && length_of(span) == length_of(w->span);
        if (!is_it) {
            continue;
        }
        int64_t wider = *out < 0 ? 1
                                 : length_of(span_at(w->series->date, *out)) - length_of(span);
        if (wider > 0) {
            *out = row;
        } else if (wider == 0) {
            COOP__TRY(prefer(w, out, row, err));
        }
    }
    return COOP_OK;
}

static coop_status number_at(const wanted *w, int64_t row, double *out, coop_error *err)
{
    *out = coop__number_at(w->series->value, row);
    return *out > 0.0 ? COOP_OK
                      : coop__fail(err, COOP_RANGE, "%s has a number of 0 or less for %s",
                                   w->series->name, w->currency);
}

/* Years of the series before and after the one that is not there; 0: none. */
static void neighbours(const wanted *w, int32_t year, int32_t *before, int32_t *after)
{
    *before = 0;
    *after = 0;
    for (int64_t row = 0; w->series->table != NULL && row < w->series->table->n_rows; row++) {
        coop_span span = is_of_series(w, row) ? span_at(w->series->date, row) : (coop_span){0, 0};
        bool is_day = span.first >= COOP__DATE_MIN && span.last <= COOP__DATE_MAX;
        int32_t of = is_day ? year_of(span.first) : 0;
        coop_span whole = of > 0 ? span_of_year(of) : (coop_span){1, 0};
        if (whole.first != span.first || whole.last != span.last) {
            continue;
        }
        *before = of < year && of > *before ? of : *before;
        *after = of > year && (*after == 0 || of < *after) ? of : *after;
    }
}

static coop_status fail_missing(const wanted *w, int32_t before, int32_t after, coop_error *err)
{
    char date[24] = "?";
    if (coop_span_format(w->span, date, NULL) != COOP_OK) {
        memcpy(date, "?", 2);
    }
    if (w->series->table == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "the register has no table %s, which %s of %s needs",
                          w->series->name, w->currency, date);
    }
    return coop__fail(err, COOP_NOT_FOUND,
                      "%s has no %s of %s for %s (years beside it: %lld, %lld; 0: none)",
                      w->series->name, w->kind != NULL ? w->kind : "index", w->currency, date,
                      (long long)before, (long long)after);
}

static coop_status year_number(const wanted *w, int32_t year, double *out, coop_error *err)
{
    wanted of = *w;
    int64_t row = -1;
    of.span = span_of_year(year);
    COOP__TRY(find_row(&of, &row, err));
    return number_at(&of, row, out, err);
}

/* Between two years the logarithm moves evenly, so that a rate and its inverse agree. */
static coop_status estimate(const wanted *w, double *out, coop_error *err)
{
    int32_t year = year_of(w->span.first);
    int32_t before = 0;
    int32_t after = 0;
    double low = 0;
    double high = 0;
    neighbours(w, year, &before, &after);
    bool is_between = before > 0 && after > 0;
    bool may = w->prices->carries ? before > 0 || after > 0 : w->prices->interpolates && is_between;
    if (!may || w->is_narrowest) {
        return fail_missing(w, before, after, err);
    }
    if (!is_between) {
        return year_number(w, before > 0 ? before : after, out, err);
    }
    COOP__TRY(year_number(w, before, &low, err));
    COOP__TRY(year_number(w, after, &high, err));
    double share = (double)(year - before) / (double)(after - before);
    *out = exp((1.0 - share) * log(low) + share * log(high));
    return COOP_OK;
}

static coop_status look_up(const wanted *w, double *out, bool *is_estimated, coop_error *err)
{
    int64_t row = -1;
    COOP__TRY(find_row(w, &row, err));
    if (row >= 0) {
        return number_at(w, row, out, err);
    }
    COOP__TRY(estimate(w, out, err));
    *is_estimated = true;
    return COOP_OK;
}

/* ---- rates ---- */

/* Units per US dollar. A currency that was replaced and has no rate of its own has that of its
 * successor, times the old units that one of the new is worth, and so on. */
static coop_status rate_of(const coop__prices *prices, const char *currency, coop_span span,
                           double *out, bool *is_estimated, coop_error *err)
{
    wanted w = {prices, &prices->rates, currency, prices->rate_kind, NULL, span, false};
    w.is_narrowest = strcmp(prices->rate_kind, "spot") == 0;
    double factor = 1.0;
    for (int step = 0; step <= COOP__CHANGES_MOST; step++) {
        coop__currency_step change;
        int64_t row = -1;
        if (strcmp(w.currency, "USD") == 0) {
            *out = factor;
            return COOP_OK;
        }
        COOP__TRY(coop__currency_step_of(&prices->changes, w.currency, &change, err));
        if (change.is_there && year_of(span.first) > change.year) {
            return coop__fail(err, COOP_RANGE, "%s was replaced%s%s in %lld", w.currency,
                              change.successor != NULL ? " by " : "",
                              change.successor != NULL ? change.successor : "",
                              (long long)change.year);
        }
        COOP__TRY(find_row(&w, &row, err));
        if (row >= 0 || change.successor == NULL) {
            COOP__TRY(row >= 0 ? number_at(&w, row, out, err)
                               : look_up(&w, out, is_estimated, err));
            *out *= factor;
            return COOP_OK;
        }
        w.currency = change.successor;
        factor *= change.factor;
    }
    return coop__fail(err, COOP_CONFLICT, "%s is replaced by another currency more than %d times",
                      currency, COOP__CHANGES_MOST);
}

/* Units of `to` for one of `from`. */
static coop_status cross_rate(const coop__prices *prices, const char *from, const char *to,
                              coop_span span, coop__price_factor *out, coop_error *err)
{
    double have = 1.0;
    double want = 1.0;
    if (strcmp(from, to) != 0) {
        COOP__TRY(rate_of(prices, from, span, &have, &out->is_estimated, err));
        COOP__TRY(rate_of(prices, to, span, &want, &out->is_estimated, err));
    }
    out->least = want / have;
    return COOP_OK;
}

/* Rates of a base year are averages where those of the amounts are of a day. */
static coop_status base_rate(const coop__prices *prices, const char *from, coop__price_factor *out,
                             coop_error *err)
{
    coop__prices yearly = *prices;
    bool is_spot = strcmp(prices->rate_kind, "spot") == 0;
    yearly.rate_kind = is_spot ? "average" : prices->rate_kind;
    return cross_rate(&yearly, from, prices->how.to, span_of_year(prices->how.base_year), out, err);
}

/* ---- price levels ---- */

/* Series of one currency on different bases, in the order of their names. */
typedef struct base_list {
    const char *names[COOP__BASES_MOST]; /* NULL: the rows that name none, the first of all */
    int n;
} base_list;

static int order_bases(const char *a, const char *b)
{
    return a == NULL || b == NULL ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

static coop_status list_bases(const coop__prices *prices, const char *currency, base_list *out,
                              coop_error *err)
{
    const coop__series *s = &prices->deflators;
    *out = (base_list){{NULL}, 0};
    for (int64_t row = 0; s->base != NULL && row < s->table->n_rows; row++) {
        const char *name = word_at(s->base, row);
        wanted w = {prices, s, currency, NULL, name, {0, 0}, false};
        int place = 0;
        if (!is_of_series(&w, row)) {
            continue;
        }
        while (place < out->n && order_bases(out->names[place], name) < 0) {
            place++;
        }
        if (place < out->n && order_bases(out->names[place], name) == 0) {
            continue;
        }
        if (out->n == COOP__BASES_MOST) {
            return coop__fail(err, COOP_LIMIT, "deflator has series of %s on more than %d bases",
                              currency, COOP__BASES_MOST);
        }
        memmove(&out->names[place + 1], &out->names[place],
                (size_t)(out->n++ - place) * sizeof out->names[0]);
        out->names[place] = name;
    }
    out->n += out->n == 0; /* none: one series, without a name */
    return COOP_OK;
}

/* A level of one series; its status is NOT_FOUND where the year is neither there nor estimated. */
static coop_status level_at(const wanted *series, int32_t year, bool may_estimate, double *out,
                            bool *is_estimated, coop_error *err)
{
    wanted w = *series;
    int64_t row = -1;
    w.span = span_of_year(year);
    COOP__TRY(find_row(&w, &row, err));
    if (row >= 0) {
        return number_at(&w, row, out, err);
    }
    return may_estimate ? look_up(&w, out, is_estimated, err) : fail_missing(&w, 0, 0, err);
}

/* Levels of the series `upper` over those of `lower` in the newest year that both have. */
static coop_status link_of(const wanted *series, const char *lower, const char *upper, double *out,
                           coop_error *err)
{
    const coop__series *s = series->series;
    wanted low = *series;
    wanted high = *series;
    int64_t at[2] = {-1, -1};
    low.base = lower;
    high.base = upper;
    for (int64_t row = 0; row < s->table->n_rows; row++) {
        int64_t other = -1;
        bool is_newer = is_of_series(&high, row) &&
                        (at[1] < 0 || span_at(s->date, row).first > high.span.first);
        if (!is_newer) {
            continue;
        }
        low.span = span_at(s->date, row);
        COOP__TRY(find_row(&low, &other, err));
        if (other >= 0) {
            high.span = low.span;
            at[0] = other;
            COOP__TRY(find_row(&high, &at[1], err));
        }
    }
    if (at[1] < 0) {
        return coop__fail(err, COOP_NOT_FOUND,
                          "deflator links no %s on base '%s' to base '%s': they share no year",
                          series->currency, lower != NULL ? lower : "", upper != NULL ? upper : "");
    }
    double levels[2] = {0, 0};
    COOP__TRY(number_at(&low, at[0], &levels[0], err));
    COOP__TRY(number_at(&high, at[1], &levels[1], err));
    *out = levels[1] / levels[0];
    return COOP_OK;
}

/* Of the base year over the year, one on series i and the other on j. */
static coop_status ratio_of(const wanted *series, const base_list *bases, const int at[2],
                            const int32_t years[2], bool may_estimate, coop__price_factor *out,
                            coop_error *err)
{
    double levels[2] = {1, 1};
    double linked = 1.0; /* units of the later base for one of the earlier */
    bool is_estimated = false;
    for (int i = 0; i < 2; i++) {
        wanted w = *series;
        w.base = bases->names[at[i]];
        COOP__TRY(level_at(&w, years[i], may_estimate, &levels[i], &is_estimated, err));
    }
    int first = at[0] < at[1] ? at[0] : at[1];
    int last = at[0] < at[1] ? at[1] : at[0];
    for (int i = first; i < last; i++) {
        double link = 1.0;
        COOP__TRY(link_of(series, bases->names[i], bases->names[i + 1], &link, err));
        linked *= link;
    }
    levels[at[0] < at[1] ? 0 : 1] *= linked;
    out->least = levels[1] / levels[0];
    out->is_estimated = out->is_estimated || is_estimated;
    return COOP_OK;
}

/* P_b / P_t. Both levels are taken of one series where one has both, else of the two that the fewest
 * links join; then of the newest. Years that are there come before years that are estimated. */
static coop_status price_ratio(const coop__prices *prices, const char *of, int32_t year,
                               coop__price_factor *out, coop_error *err)
{
    wanted w = {prices, &prices->deflators, of, NULL, NULL, {0, 0}, false};
    const int32_t years[2] = {year, prices->how.base_year};
    base_list bases;
    coop_status status = COOP_OK;
    out->least = 1.0;
    if (years[0] == years[1]) {
        return COOP_OK;
    }
    COOP__TRY(list_bases(prices, of, &bases, err));
    for (int estimates = 0; estimates < 2; estimates++) {
        for (int apart = 0; apart < bases.n; apart++) {
            for (int low = bases.n - 1 - apart; low >= 0; low--) {
                for (int turn = 0; turn < (apart > 0 ? 2 : 1); turn++) {
                    const int at[2] = {low + apart * (1 - turn), low + apart * turn};
                    status = ratio_of(&w, &bases, at, years, estimates > 0, out, err);
                    if (status != COOP_NOT_FOUND) {
                        return status;
                    }
                }
            }
        }
    }
    return status;
}

/* A currency that was replaced has the prices of its last successor, as it has no base year's rate. */
static coop_status currency_of_prices(const coop__prices *prices, const char *currency,
                                      const char *prices_of, const char **out, coop_error *err)
{
    const char *named = prices_of != NULL                             ? prices_of
                        : prices->how.prices != NULL                  ? prices->how.prices
                        : prices->price_of == COOP__PRICE_OF_OWN    ? currency
                        : prices->price_of == COOP__PRICE_OF_TARGET ? prices->how.to
                                                                      : NULL;
    for (int step = 0; named != NULL && step < COOP__CHANGES_MOST; step++) {
        coop__currency_step change;
        COOP__TRY(coop__currency_step_of(&prices->changes, named, &change, err));
        named = change.successor != NULL ? change.successor : named;
    }
    *out = named;
    return COOP_OK;
}

/* The factor of a moment inside one year. */
static coop_status factor_at(const coop__prices *prices, const char *currency, coop_span span,
                             const char *prices_of, coop__price_factor *out, coop_error *err)
{
    int32_t year = year_of(span.first);
    coop_span rate_span = strcmp(prices->rate_kind, "spot") == 0 ? span : span_of_year(year);
    *out = (coop__price_factor){1.0, 1.0, false};
    if (prices->how.base_year == 0) {
        COOP__TRY(cross_rate(prices, currency, prices->how.to, rate_span, out, err));
        out->most = out->least;
        return COOP_OK;
    }
    const char *of = NULL;
    COOP__TRY(currency_of_prices(prices, currency, prices_of, &of, err));
    if (of == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "chain '%s' needs the currency whose prices deflate",
                          prices->how.chain);
    }
    coop__price_factor steps[3] = {{0}};
    COOP__TRY(cross_rate(prices, currency, of, rate_span, &steps[0], err));
    COOP__TRY(price_ratio(prices, of, year, &steps[1], err));
    COOP__TRY(base_rate(prices, of, &steps[2], err));
    for (int i = 0; i < 3; i++) {
        out->least *= steps[i].least;
        out->is_estimated = out->is_estimated || steps[i].is_estimated;
    }
    out->most = out->least;
    return COOP_OK;
}

/* A date of several years has the factors of all of them. */
static coop_status factor_over(const coop__prices *prices, const char *currency, coop_span date,
                               const char *prices_of, coop__price_factor *out, coop_error *err)
{
    int32_t last = year_of(date.last);
    bool is_estimated = false;
    for (int32_t year = year_of(date.first); year <= last; year++) {
        coop__price_factor one;
        coop_span span = span_of_year(year);
        span.first = date.first > span.first ? date.first : span.first;
        span.last = date.last < span.last ? date.last : span.last;
        COOP__TRY(factor_at(prices, currency, span, prices_of, &one, err));
        bool is_first = span.first == date.first;
        out->least = is_first || one.least < out->least ? one.least : out->least;
        out->most = is_first || one.most > out->most ? one.most : out->most;
        is_estimated = is_estimated || one.is_estimated;
    }
    out->is_estimated = is_estimated;
    return COOP_OK;
}

/* ---- factors that were found before ---- */

enum { SLOTS = 256, CODE_MOST = 16 };

typedef struct coop__price_slot {
    char currency[CODE_MOST], prices_of[CODE_MOST]; /* empty currency: free */
    coop_span date;
    coop__price_factor factor;
} price_slot;

static bool fits_slot(const char *code)
{
    return code == NULL || (code[0] != '\0' && strlen(code) < CODE_MOST);
}

coop_status coop__price_factor_of(coop__prices *prices, const char *currency, coop_span date,
                                  const char *prices_of, coop__price_factor *out, coop_error *err)
{
    bool is_dated = date.first >= COOP__DATE_MIN && date.last <= COOP__DATE_MAX;
    if (currency == NULL || !is_dated) {
        return coop__fail(err, COOP_UNDEFINED, "an amount has no %s to convert it by",
                          currency == NULL ? "currency" : "date");
    }
    const char *of = prices_of != NULL ? prices_of : "";
    uint64_t hash = coop__hash(currency, strlen(currency), (uint64_t)(uint32_t)date.first);
    hash = coop__hash(of, strlen(of), hash ^ (uint64_t)(uint32_t)date.last);
    price_slot *slot = &prices->slots[hash % SLOTS];
    if (strcmp(slot->currency, currency) == 0 && strcmp(slot->prices_of, of) == 0 &&
        slot->date.first == date.first && slot->date.last == date.last &&
        slot->currency[0] != '\0') {
        *out = slot->factor;
        return COOP_OK;
    }
    coop__price_factor found = {1.0, 1.0, false};
    COOP__TRY(factor_over(prices, currency, date, prices_of, &found, err));
    if (fits_slot(currency) && fits_slot(prices_of)) {
        memcpy(slot->currency, currency, strlen(currency) + 1);
        memcpy(slot->prices_of, of, strlen(of) + 1);
        slot->date = date;
        slot->factor = found;
    }
    *out = found;
    return COOP_OK;
}

/* ---- opening ---- */

static coop_status read_missing(coop__prices *prices, const char *word, coop_error *err)
{
    word = word != NULL ? word : "error";
    prices->carries = strcmp(word, "nearest") == 0;
    prices->interpolates = prices->carries || strcmp(word, "interpolate") == 0;
    return prices->interpolates || strcmp(word, "error") == 0
               ? COOP_OK
               : coop__fail(err, COOP_ARGUMENT,
                            "missing is '%s', not error, interpolate or nearest", word);
}

static coop_status read_chain(coop__prices *prices, coop_error *err)
{
    coop_conversion *how = &prices->how;
    how->to = how->to != NULL ? how->to : "USD";
    how->chain = how->chain != NULL ? how->chain : "dac";
    const chain_entry *chain = find_chain(how->chain);
    if (chain == NULL) {
        return coop__fail(err, COOP_NOT_FOUND,
                          "no chain '%s': dac, target, recipient, ppp, transaction", how->chain);
    }
    prices->rate_kind = chain->rate_kind;
    prices->price_of = chain->price_of;
    if (how->base_year < 0 || how->base_year > 9999) {
        return coop__fail(err, COOP_RANGE, "base_year is %lld, not 1 to 9999, or 0",
                          (long long)how->base_year);
    }
    bool is_dollar = strcmp(chain->rate_kind, "ppp") != 0 || strcmp(how->to, "USD") == 0;
    return is_dollar ? COOP_OK
                     : coop__fail(err, COOP_ARGUMENT,
                                  "chain 'ppp' gives international dollars, not %s", how->to);
}

coop_status coop__prices_open(coop__prices *prices, coop__arena *arena, const coop_dataset *data,
                              const coop_conversion *how, coop_error *err)
{
    if (how->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT,
                          "the conversion is not begun by COOP_CONVERSION_INIT");
    }
    *prices = (coop__prices){.how = COOP_CONVERSION_INIT, .as_known = COOP_DATE_NONE};
    memcpy(&prices->how, how,
           how->struct_size < sizeof prices->how ? how->struct_size : sizeof prices->how);
    COOP__TRY(read_chain(prices, err));
    COOP__TRY(read_missing(prices, prices->how.missing, err));
    if (prices->how.as_known != NULL) {
        COOP__TRY(coop_date_parse(prices->how.as_known, &prices->as_known, err));
    }
    COOP__TRY(open_series(&prices->rates, data, "exchange_rate", "rate", prices->how.rate_source,
                          err));
    COOP__TRY(open_series(&prices->deflators, data, "deflator", "index",
                          prices->how.deflator_source, err));
    COOP__TRY(coop__changes_open(&prices->changes, data, err));
    prices->slots = coop__arena_alloc(arena, SLOTS, sizeof *prices->slots);
    return prices->slots != NULL ? COOP_OK : coop__no_memory(err);
}

/* ---- the public face ---- */

static coop_status convert_one(coop__prices *prices, const coop_priced *in, coop_converted *out,
                               coop_error *err)
{
    coop__price_factor factor;
    if (!isfinite(in->amount)) {
        return coop__fail(err, COOP_RANGE, "an amount is not finite");
    }
    COOP__TRY(coop__price_factor_of(prices, in->currency, in->date, in->prices, &factor, err));
    double a = in->amount * factor.least;
    double b = in->amount * factor.most;
    *out = (coop_converted){.least = a < b ? a : b,
                            .most = a < b ? b : a,
                            .factor_least = factor.least,
                            .factor_most = factor.most,
                            .is_estimated = factor.is_estimated ? 1 : 0};
    return COOP_OK;
}

coop_status coop_currency_convert(const coop_dataset *data, const coop_conversion *how,
                                  const coop_priced *in, int64_t n, coop_converted *out,
                                  coop_error *err)
{
    if (data == NULL || how == NULL || n < 0 || (n > 0 && (in == NULL || out == NULL))) {
        return coop__fail(err, COOP_ARGUMENT, "%s", data == NULL  ? "data is NULL"
                                                    : how == NULL ? "how is NULL"
                                                                  : "n, in or out is not there");
    }
    coop__prices prices;
    coop__arena arena = {.a = &data->allocator};
    coop_status status = coop__prices_open(&prices, &arena, data, how, err);
    coop_converted *done = NULL;
    if (status == COOP_OK) {
        done = coop__arena_alloc(&arena, (size_t)n, sizeof *done);
        status = done != NULL ? COOP_OK : coop__no_memory(err);
    }
    for (int64_t i = 0; status == COOP_OK && i < n; i++) {
        coop_error why = {0};
        status = convert_one(&prices, &in[i], &done[i], &why);
        if (status != COOP_OK) {
            coop__fail(err, status, "amount %lld: %s", (long long)i + 1, why.message);
        }
    }
    if (status == COOP_OK && n > 0) {
        memcpy(out, done, (size_t)n * sizeof *done);
    }
    coop__arena_free(&arena);
    return status;
}
