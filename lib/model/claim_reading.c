/* claim_reading.c -- what the queries of a claim found, a reading a row of their answers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "claim.h"

/* ---- lists of readings, and words about them ---- */

coop__reading coop__reading_of(coop__claim_step step, const char *under)
{
    return (coop__reading){.step = step,
                           .under = under,
                           .low = (double)NAN,
                           .high = (double)NAN,
                           .stated = {(double)NAN, (double)NAN, false},
                           .on = {COOP_DATE_NONE, COOP_DATE_NONE},
                           .period = {COOP_DATE_NONE, COOP_DATE_NONE},
                           .hits = -1,
                           .unknown = -1,
                           .total = -1,
                           .to_true = -1,
                           .to_false = -1};
}

int64_t coop__readings_n(const coop__readings *all)
{
    return (int64_t)(all->bytes.n / sizeof(coop__reading));
}

coop__reading *coop__readings_at(const coop__readings *all, int64_t i)
{
    return &((coop__reading *)(void *)all->bytes.bytes)[i];
}

coop_status coop__readings_add(coop__readings *all, const coop__reading *reading, coop_error *err)
{
    if (coop__readings_n(all) >= COOP__READINGS_MOST) {
        return coop__fail(err, COOP_LIMIT,
                          "a claim has more than %d readings: its query is too wide",
                          COOP__READINGS_MOST);
    }
    return coop__buffer_append(&all->bytes, reading, sizeof *reading) ? COOP_OK
                                                                      : coop__no_memory(err);
}

const char *coop__claim_say(coop__arena *arena, const char *format, ...)
{
    char text[481];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t length = n < 0 ? 0 : strlen(text);
    if (n >= (int)sizeof text) {
        while (length > 0 && ((unsigned char)text[length - 1] & 0xC0) == 0x80) {
            length--;
        }
        length -= length > 0 && (unsigned char)text[length - 1] >= 0xC0 ? 1 : 0;
    }
    return coop__arena_text(arena, text, length);
}

coop__figure coop__claim_figure(double value)
{
    coop__figure out;
    double size = fabs(value);
    double unit = !isfinite(value) || size < 1e6 || size > 1e15 ? 1 : size < 1e9 ? 1e6 : 1e9;
    size_t n = isfinite(value) ? coop__number_format_fixed(value / unit, 4, out.text)
                               : coop__number_format(value, out.text);
    if (isfinite(value) && size <= 1e21) {
        for (; n > 0 && out.text[n - 1] == '0'; n--) {
        }
        n -= n > 0 && out.text[n - 1] == '.' ? 1 : 0;
    }
    memcpy(out.text + n, unit == 1 ? "" : unit < 1e9 ? " mn" : " bn", unit == 1 ? 1 : 4);
    return out;
}

coop__figure coop__claim_day(coop_span span)
{
    coop__figure out = {"an unknown day"};
    char text[24];
    if (coop_span_format(span, text, NULL) == COOP_OK) {
        memcpy(out.text, text, sizeof text);
    }
    return out;
}

/* ---- answers ---- */

/* An answer with the readings that its rows give. */
typedef struct answer {
    const coop__claim_case *c;
    const coop_table *table;
    const coop_table *from; /* the table that was asked */
    const char *part;
    coop__readings *all;
    int64_t row;
} answer;

static bool ends_in(const char *name, const char *tail)
{
    size_t n = strlen(name);
    size_t m = strlen(tail);
    return n > m && strcmp(name + n - m, tail) == 0;
}

static bool is_numeric(const coop__column *column)
{
    return column->type == COOP_TYPE_FLOAT64 || column->type == COOP_TYPE_MONEY ||
           (coop__type_is_integer(column->type));
}

static double number_in(const coop__column *column, int64_t row)
{
    double x = column->type == COOP_TYPE_FLOAT64 ? coop__number_at(column, row)
                                                 : (double)coop__integer_at(column, row);
    for (int32_t i = 0; i < column->scale; i++) {
        x /= 10;
    }
    return x;
}

static const char *word_in(const coop__column *column, int64_t row)
{
    return column != NULL && column->type == COOP_TYPE_CODE && coop__is_valid(column, row)
               ? column->words.words[coop__code_at(column, row)]
               : NULL;
}

/* "USD bn" counts thousands of millions of USD. */
static const char *scaled_unit(const coop__claim_case *c, const char *unit, double *scale)
{
    *scale = 1;
    if (unit == NULL) {
        return NULL;
    }
    size_t n = strlen(unit);
    if (ends_in(unit, " bn") || ends_in(unit, " mn")) {
        *scale = ends_in(unit, " bn") ? 1e9 : 1e6;
        n -= 3;
    }
    return coop__claim_say(c->arena, "%.*s", (int)n, unit);
}

/* A plain column has its unit where it came from. */
static const char *unit_of(const answer *a, const coop__column *column)
{
    const coop__column *own = coop__table_column(a->from, column->name);
    return column->unit != NULL || own == NULL ? column->unit : own->unit;
}

/* The row's name: its first word, else the columns of the query. */
static const char *label_of(const answer *a)
{
    for (int64_t i = 0; i < a->table->n_columns; i++) {
        const char *word = word_in(&a->table->columns[i], a->row);
        if (word != NULL) {
            return coop__claim_say(a->c->arena, "%s", word);
        }
    }
    const char *name = a->table->n_columns > 0 ? a->table->columns[0].name : "nothing";
    size_t n = strlen(name) - (ends_in(name, "_least") ? 6 : 0);
    return coop__claim_say(a->c->arena, "%.*s", (int)n, name);
}

/* True where the row names sources and each of them is one of the claim's. */
static bool is_own_source(const answer *a)
{
    const coop__column *column = coop__table_column(a->table, "sources");
    if (column == NULL || column->type != COOP_TYPE_SET || !coop__is_valid(column, a->row)) {
        return false;
    }
    coop_words words = coop__words_at(column, a->row);
    const coop_words *own = &a->c->claim.sources;
    bool is_own = words.n > 0;
    for (int64_t i = 0; i < words.n; i++) {
        bool is_there = false;
        for (int64_t k = 0; k < own->n; k++) {
            is_there =
                is_there || strcmp(words.words[words.codes[i]], own->words[own->codes[k]]) == 0;
        }
        is_own = is_own && is_there;
    }
    return is_own;
}

static coop_span period_of(const answer *a)
{
    static const char *const names[] = {"date", "period"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const coop__column *column = coop__table_column(a->table, names[i]);
        if (column != NULL && column->type == COOP_TYPE_SPAN && coop__is_valid(column, a->row)) {
            return coop__span_at(column, a->row);
        }
    }
    return (coop_span){COOP_DATE_NONE, COOP_DATE_NONE};
}

static coop_status start_reading(const answer *a, coop__reading *out)
{
    const char *label = label_of(a);
    *out = coop__reading_of(COOP__STEP_CONSISTENCY, label);
    out->comparator = a->c->comparator;
    out->weighs = true;
    out->period = period_of(a);
    out->is_own = is_own_source(a);
    const char *measure = word_in(coop__table_column(a->table, "measure"), a->row);
    out->measure = measure == NULL ? NULL : coop__claim_say(a->c->arena, "%s", measure);
    const coop__column *certain = coop__table_column(a->table, "certain");
    if (certain != NULL && certain->type == COOP_TYPE_BOOL && coop__is_valid(certain, a->row) &&
        coop__integer_at(certain, a->row) == 0) {
        out->reason = "it is not certain that the row belongs to it";
    }
    if (out->is_own) {
        out->reason = "the register has it from the claim's own source only";
    }
    return label == NULL || (measure != NULL && out->measure == NULL) ? coop__no_memory(a->c->err)
                                                                      : COOP_OK;
}

static void widen(coop__reading *reading, double x)
{
    reading->low = isnan(reading->low) || x < reading->low ? x : reading->low;
    reading->high = isnan(reading->high) || x > reading->high ? x : reading->high;
}

static void read_count(const coop__column *column, int64_t row, coop__reading *reading)
{
    int64_t n = coop__integer_at(column, row);
    if (ends_in(column->name, "_hits")) {
        reading->hits = n;
    } else if (ends_in(column->name, "_unknown")) {
        reading->unknown = n;
    } else if (ends_in(column->name, "_total")) {
        reading->total = n;
    }
}

/* The numbers of a row, as one reading; a rate's are its worst and best. */
static coop_status read_numbers(const answer *a, coop__reading *reading)
{
    bool is_rate = false;
    double scale = 1;
    for (int64_t i = 0; i < a->table->n_columns; i++) {
        is_rate = is_rate || ends_in(a->table->columns[i].name, "_worst");
    }
    const char *unit = word_in(coop__table_column(a->table, "currency"), a->row);
    unit = unit == NULL ? word_in(coop__table_column(a->table, "unit"), a->row) : unit;
    for (int64_t i = 0; i < a->table->n_columns; i++) {
        const coop__column *column = &a->table->columns[i];
        bool is_there = is_numeric(column) && coop__is_valid(column, a->row);
        if (is_there && is_rate && coop__type_is_integer(column->type)) {
            read_count(column, a->row, reading);
        }
        if (is_there &&
            (!is_rate || ends_in(column->name, "_worst") || ends_in(column->name, "_best"))) {
            widen(reading, number_in(column, a->row));
            unit = unit == NULL ? unit_of(a, column) : unit;
        }
    }
    if (reading->hits < 0 || reading->unknown < 0 || reading->total <= 0 ||
        reading->total > 1000000000 || reading->hits > reading->total ||
        reading->unknown > reading->total - reading->hits) {
        reading->hits = reading->unknown = reading->total = -1;
    }
    reading->unit = scaled_unit(a->c, unit, &scale);
    reading->low *= scale;
    reading->high *= scale;
    return unit != NULL && reading->unit == NULL ? coop__no_memory(a->c->err) : COOP_OK;
}

/* "120;137" and "KAZ:41.0;KGZ:19.8": rival numbers, or the numbers of parts, a reading each. Text
 * that is neither gives none. */
static coop_status read_list(const answer *a, const coop__column *column, const char *text,
                             const coop__reading *row, bool *is_list)
{
    for (const char *at = text; *at != '\0';) {
        size_t n = strcspn(at, ";");
        size_t key = 0;
        while (key < n && at[key] != ':') {
            key++;
        }
        bool has_key = key < n;
        const char *digits = has_key ? at + key + 1 : at;
        double x = 0;
        coop__reading reading = *row;
        if (coop__number_parse(digits, has_key ? n - key - 1 : n, &x, NULL) != COOP_OK) {
            return COOP_OK;
        }
        *is_list = *is_list || has_key;
        double scale = 1;
        const char *unit = unit_of(a, column);
        reading.unit = scaled_unit(a->c, unit, &scale);
        reading.low = reading.high = x * scale;
        reading.hits = reading.unknown = reading.total = -1;
        reading.under = has_key ? coop__claim_say(a->c->arena, "%s/%.*s", row->under, (int)key, at)
                                : coop__claim_say(a->c->arena, "%s (%s %.*s)", row->under,
                                                  column->name, (int)n, at);
        if (reading.under == NULL || (unit != NULL && reading.unit == NULL)) {
            return coop__no_memory(a->c->err);
        }
        bool is_meant = !has_key || a->part == NULL || coop__text_is(at, key, a->part);
        if (is_meant) {
            COOP__TRY(coop__readings_add(a->all, &reading, a->c->err));
        }
        at += n + (at[n] == ';' ? 1 : 0);
    }
    return COOP_OK;
}

static coop_status read_words(const answer *a, const coop__reading *row, bool *is_list)
{
    bool is_label = true;
    for (int64_t i = 0; i < a->table->n_columns; i++) {
        const char *word = word_in(&a->table->columns[i], a->row);
        if (word != NULL && !is_label) {
            COOP__TRY(read_list(a, &a->table->columns[i], word, row, is_list));
        }
        is_label = is_label && word == NULL;
    }
    return COOP_OK;
}

static coop_status read_number_row(const answer *a)
{
    coop__reading reading;
    bool is_list = false;
    COOP__TRY(start_reading(a, &reading));
    COOP__TRY(read_numbers(a, &reading));
    int64_t place = coop__readings_n(a->all);
    COOP__TRY(coop__readings_add(a->all, &reading, a->c->err));
    COOP__TRY(read_words(a, &reading, &is_list));
    bool has_more = coop__readings_n(a->all) > place + 1;
    if (isnan(reading.low) && has_more && is_list) {
        int64_t n = coop__readings_n(a->all);
        memmove(coop__readings_at(a->all, place), coop__readings_at(a->all, place + 1),
                (size_t)(n - place - 1) * sizeof reading);
        a->all->bytes.n -= sizeof reading;
    }
    return COOP_OK;
}

static coop_status read_date_row(const answer *a)
{
    coop__reading reading;
    int64_t n_spans = 0;
    for (int64_t i = 0; i < a->table->n_columns; i++) {
        coop_type type = a->table->columns[i].type;
        n_spans += type == COOP_TYPE_SPAN || type == COOP_TYPE_DATE ? 1 : 0;
    }
    for (int64_t i = 0; i < a->table->n_columns; i++) {
        const coop__column *column = &a->table->columns[i];
        if (column->type != COOP_TYPE_SPAN && column->type != COOP_TYPE_DATE) {
            continue;
        }
        COOP__TRY(start_reading(a, &reading));
        if (coop__is_valid(column, a->row) && column->type == COOP_TYPE_SPAN) {
            reading.on = coop__span_at(column, a->row);
        } else if (coop__is_valid(column, a->row)) {
            coop_date day = (coop_date)coop__integer_at(column, a->row);
            reading.on = (coop_span){day, day};
        }
        reading.under = n_spans == 1
                            ? reading.under
                            : coop__claim_say(a->c->arena, "%s (%s)", reading.under, column->name);
        if (reading.under == NULL) {
            return coop__no_memory(a->c->err);
        }
        COOP__TRY(coop__readings_add(a->all, &reading, a->c->err));
    }
    return n_spans > 0
               ? COOP_OK
               : coop__fail(a->c->err, COOP_TYPE, "the query of a claimed date selects none");
}

/* A query that fails because nothing, or two things, would be added up leaves the claim undecided.
 */
static coop_status add_unanswered(const coop__claim_case *c, const char *why, coop__readings *all)
{
    coop__reading reading = coop__reading_of(COOP__STEP_CONSISTENCY, "the query");
    reading.comparator = c->comparator;
    reading.weighs = true;
    reading.reason = coop__claim_say(c->arena, "%s", why);
    return reading.reason == NULL ? coop__no_memory(c->err)
                                  : coop__readings_add(all, &reading, c->err);
}

static bool is_total(const coop__claim_case *c)
{
    return c->operation == COOP__OF_COUNT || c->operation == COOP__OF_SUM;
}

static coop_status ask(const coop__claim_case *c, const char *text, coop__readings *all)
{
    coop__claim_scope scope;
    coop_table *table = NULL;
    coop_error inner = {0};
    COOP__TRY(coop__claim_scope_parse(text, c->arena, &scope, c->err));
    scope.query.as_of = c->options.as_of != NULL ? c->options.as_of : scope.query.as_of;
    scope.query.as_known = c->options.as_known != NULL ? c->options.as_known : scope.query.as_known;
    scope.query.run = c->options.run;
    coop_status status = coop_query_run(c->data, &scope.query, &table, &inner);
    if (status == COOP_CONFLICT || status == COOP_EMPTY || status == COOP_UNDEFINED) {
        return add_unanswered(c, inner.message, all);
    }
    if (status != COOP_OK) {
        return coop__fail_at(c->err, status, inner.line, inner.column, "%s", inner.message);
    }
    answer a = {.c = c,
                .table = table,
                .part = scope.part,
                .all = all,
                .from = coop_dataset_table(c->data, scope.query.from)};
    for (; a.row < table->n_rows && status == COOP_OK; a.row++) {
        status = c->operation == COOP__OF_DATE ? read_date_row(&a) : read_number_row(&a);
    }
    if (status == COOP_OK && table->n_rows == 0) {
        status = add_unanswered(c, "no row answers the query", all);
    }
    coop_table_free(table);
    return status;
}

/* ---- operations on two answers ---- */

/* The ends of x / y, for y that keeps its sign. */
static void divide(const coop__reading *x, const coop__reading *y, coop__reading *out)
{
    double ends[] = {x->low / y->low, x->low / y->high, x->high / y->low, x->high / y->high};
    out->low = out->high = (double)NAN;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        widen(out, ends[i]);
    }
}

static coop_status put_pair(const coop__claim_case *c, const coop__reading *x,
                            const coop__reading *y, coop__reading *out)
{
    *out = *x;
    out->hits = out->unknown = out->total = -1;
    out->under = coop__claim_say(c->arena, "%s against %s", x->under, y->under);
    out->reason = x->reason != NULL ? x->reason : y->reason;
    bool has_zero = y->low <= 0 && y->high >= 0;
    if (out->under == NULL) {
        return coop__no_memory(c->err);
    }
    if (isnan(x->low) || isnan(y->low) || (has_zero && c->operation != COOP__OF_DIFFERENCE)) {
        out->low = out->high = (double)NAN;
        out->reason = out->reason != NULL ? out->reason
                      : has_zero          ? "the base may be 0"
                                          : "no value is recorded";
        return COOP_OK;
    }
    if (x->unit != NULL && y->unit != NULL && strcmp(x->unit, y->unit) != 0) {
        out->reason = coop__claim_say(c->arena, "%s is set against %s", x->unit, y->unit);
    }
    if (x->measure != NULL && y->measure != NULL && strcmp(x->measure, y->measure) != 0) {
        out->reason = coop__claim_say(c->arena, "a %s is set against a %s", x->measure, y->measure);
    }
    if (c->operation == COOP__OF_DIFFERENCE) {
        out->low = x->low - y->high;
        out->high = x->high - y->low;
        return COOP_OK;
    }
    divide(x, y, out);
    out->unit = NULL;
    if (c->operation == COOP__OF_GROWTH) {
        double scale = c->is_percent ? 100 : 1;
        out->low = scale * (out->low - 1);
        out->high = scale * (out->high - 1);
    }
    if (!isfinite(out->low) || !isfinite(out->high)) {
        out->low = out->high = (double)NAN;
        out->reason = "the quotient is beyond what a number holds";
    }
    return COOP_OK;
}

/* 1 and those that are surely greater, to 1 and those that may be. */
static coop_status rank_of(const coop__claim_case *c, const coop__readings *own,
                           const coop__readings *rivals, coop__readings *all)
{
    if (coop__readings_n(own) != 1) {
        return coop__fail(c->err, COOP_ARGUMENT, "a rank needs a query with one number, not %lld",
                          (long long)coop__readings_n(own));
    }
    coop__reading out = *coop__readings_at(own, 0);
    double low = out.low;
    double high = out.high;
    out.low = out.high = isnan(low) ? low : 1;
    out.unit = NULL;
    for (int64_t i = 0; i < coop__readings_n(rivals) && !isnan(low); i++) {
        const coop__reading *r = coop__readings_at(rivals, i);
        out.low += r->low > high ? 1 : 0;
        out.high += isnan(r->low) || r->high > low ? 1 : 0;
    }
    return coop__readings_add(all, &out, c->err);
}

static coop_status combine(const coop__claim_case *c, const coop__readings *x,
                           const coop__readings *y, coop__readings *all)
{
    if (c->operation == COOP__OF_RANK) {
        return rank_of(c, x, y, all);
    }
    for (int64_t i = 0; i < coop__readings_n(x); i++) {
        for (int64_t k = 0; k < coop__readings_n(y); k++) {
            coop__reading out;
            COOP__TRY(put_pair(c, coop__readings_at(x, i), coop__readings_at(y, k), &out));
            COOP__TRY(coop__readings_add(all, &out, c->err));
        }
    }
    return COOP_OK;
}

static coop_status ask_two(const coop__claim_case *c, coop__readings *found)
{
    coop__readings x = {{.a = found->bytes.a}};
    coop__readings y = {{.a = found->bytes.a}};
    coop_status status = ask(c, c->claim.query, &x);
    if (status == COOP_OK) {
        status = ask(c, c->claim.base_query, &y);
    }
    if (status == COOP_OK) {
        status = combine(c, &x, &y, found);
    }
    coop__buffer_free(&x.bytes);
    coop__buffer_free(&y.bytes);
    return status;
}

/* ---- what weighs ---- */

static bool is_money(const char *unit)
{
    return strlen(unit) == 3 && unit[0] >= 'A' && unit[0] <= 'Z' && unit[1] >= 'A' &&
           unit[1] <= 'Z' && unit[2] >= 'A' && unit[2] <= 'Z';
}

/* Only units that both sides state can differ; words such as "items" name things, not units. */
static void check_unit(const coop__claim_case *c, coop__reading *reading)
{
    const char *claimed = c->claim.unit;
    bool is_unit =
        claimed != NULL && (is_money(claimed) || strcmp(claimed, "km") == 0 ||
                            strcmp(claimed, "tonnes") == 0 || strcmp(claimed, "hours") == 0);
    if (reading->unit != NULL && is_unit && strcmp(claimed, reading->unit) != 0) {
        reading->reason =
            coop__claim_say(c->arena, "found in %s, claimed in %s", reading->unit, claimed);
    }
}

static bool is_apart(coop_span a, coop_span b)
{
    return a.first != COOP_DATE_NONE && b.first != COOP_DATE_NONE &&
           (a.first > b.last || a.last < b.first);
}

static coop_status weigh(const coop__claim_case *c, coop__reading reading, coop__readings *all)
{
    COOP__TRY(coop__claim_judge(c, &reading));
    if (reading.reason == NULL && c->operation != COOP__OF_DATE &&
        is_apart(reading.period, c->claim.period)) {
        reading.verdict = COOP_CLAIM_FALSE;
        reading.reason = coop__claim_say(c->arena, "it is of %s, the claim of %s",
                                         coop__claim_day(reading.period).text,
                                         coop__claim_day(c->claim.period).text);
    }
    return coop__readings_add(all, &reading, c->err);
}

/* A count by a register that lists a part of the world is the least there can be. */
static coop_status weigh_total(const coop__claim_case *c, coop__reading reading,
                               coop__readings *all)
{
    bool is_count = c->operation == COOP__OF_COUNT;
    bool is_whole = reading.low >= 0 && reading.high <= 9e15 &&
                    floor(reading.low) == reading.low && floor(reading.high) == reading.high;
    if (is_count && is_whole) {
        reading.hits = (int64_t)reading.low;
        reading.unknown = (int64_t)(reading.high - reading.low);
    }
    reading.bounds = "complete";
    reading.weighs = !c->is_partial;
    COOP__TRY(weigh(c, reading, all));
    if (c->is_partial) {
        reading.bounds = "partial";
        reading.weighs = true;
        reading.most = reading.high;
        reading.high = INFINITY;
        COOP__TRY(weigh(c, reading, all));
    }
    return COOP_OK;
}

static coop_status weigh_found(const coop__claim_case *c, coop__reading reading,
                               coop__readings *all)
{
    bool is_missing = isnan(reading.low) && reading.on.first == COOP_DATE_NONE;
    if (is_missing && is_total(c) && reading.reason == NULL) {
        reading.low = reading.high = 0;
    } else if (is_missing && reading.reason == NULL) {
        reading.reason =
            c->operation == COOP__OF_DATE ? "no date is recorded" : "no value is recorded";
    }
    check_unit(c, &reading);
    if (!is_total(c) || isnan(reading.low)) {
        return weigh(c, reading, all);
    }
    COOP__TRY(weigh_total(c, reading, all));
    if (c->operation == COOP__OF_COUNT && c->comparator == COOP__EQUAL) {
        reading.comparator = COOP__AT_LEAST;
        COOP__TRY(weigh_total(c, reading, all));
    }
    return COOP_OK;
}

static void scale_share(const coop__claim_case *c, coop__reading *reading)
{
    double scale = c->is_percent ? 100 : 1;
    reading->low *= scale;
    reading->high *= scale;
    reading->unit = NULL;
}

static bool has_two(const coop__claim_case *c)
{
    return c->operation == COOP__OF_GROWTH || c->operation == COOP__OF_DIFFERENCE ||
           c->operation == COOP__OF_RANK ||
           (c->operation == COOP__OF_RATIO && c->claim.base_query != NULL);
}

coop_status coop__claim_read(const coop__claim_case *c, coop__readings *all)
{
    const char *definition = NULL;
    coop__claim_scope scope;
    if (c->claim.query == NULL) {
        return add_unanswered(
            c, c->claim.lacking != NULL ? c->claim.lacking : "the claim has no query", all);
    }
    COOP__TRY(coop__claim_scope_parse(c->claim.query, c->arena, &scope, c->err));
    if (c->operation == COOP__OF_SHARE && coop__claim_is_rate(&scope, &definition)) {
        return coop__claim_read_rates(c, &scope, all);
    }
    if (has_two(c) && c->claim.base_query == NULL) {
        return coop__fail(c->err, COOP_ARGUMENT, "a %s needs a base_query",
                          coop__operation_words[c->operation]);
    }
    coop__readings found = {{.a = all->bytes.a}};
    coop_status status = has_two(c) ? ask_two(c, &found) : ask(c, c->claim.query, &found);
    for (int64_t i = 0; i < coop__readings_n(&found) && status == COOP_OK; i++) {
        coop__reading reading = *coop__readings_at(&found, i);
        if (c->operation == COOP__OF_SHARE) {
            scale_share(c, &reading);
        }
        status = weigh_found(c, reading, all);
    }
    coop__buffer_free(&found.bytes);
    return status;
}
