/* package.c -- rows of one table of a data package: header, types, words, constraints.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "package.h"

#include <stdio.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "../core/number.h"
#include "csv.h"

/* What is at hand while one file is read. */
typedef struct table_reader {
    coop__source *source;
    coop__report *report;
    coop__arena *arena;
    coop_error *err;
    coop__csv csv;
    bool row_is_bad;
} table_reader;

static coop_status add_problem(table_reader *r, coop_status status, int64_t line, int64_t column,
                               const char *field, const char *value, size_t n, const char *rule)
{
    coop__problem problem = {status, r->source->schema->path, line, column, field, value, n, rule};
    r->row_is_bad = true;
    return coop__report_add(r->report, &problem, r->err);
}

static coop_status cell_problem(table_reader *r, coop_status status, const coop__field *cell,
                                const coop__field_schema *field, const char *rule)
{
    return add_problem(r, status, cell->line, cell->column, field->name, cell->text, cell->n, rule);
}

/* ---- header ---- */

static int64_t header_place(const coop__csv *csv, const char *name)
{
    for (int64_t i = 0; i < csv->n_fields; i++) {
        if (coop__text_is(csv->fields[i].text, csv->fields[i].n, name)) {
            return i;
        }
    }
    return -1;
}

static bool is_wanted(const coop__table_schema *schema, const coop__field *header)
{
    for (int64_t i = 0; i < schema->n_fields; i++) {
        const coop__field_schema *field = &schema->fields[i];
        if (coop__text_is(header->text, header->n, field->column) ||
            (field->precision != NULL &&
             coop__text_is(header->text, header->n, field->precision))) {
            return true;
        }
    }
    return false;
}

/* Every column of the file is wanted, and is there once. */
static coop_status check_header(table_reader *r)
{
    const coop__csv *csv = &r->csv;
    for (int64_t i = 0; i < csv->n_fields; i++) {
        const coop__field *header = &csv->fields[i];
        bool is_twice = false;
        for (int64_t j = 0; j < i; j++) {
            is_twice = is_twice || (csv->fields[j].n == header->n &&
                                    memcmp(csv->fields[j].text, header->text, header->n) == 0);
        }
        if (is_twice || !is_wanted(r->source->schema, header)) {
            COOP__TRY(add_problem(r, is_twice ? COOP_CONFLICT : COOP_NOT_FOUND, header->line,
                                  header->column, NULL, header->text, header->n,
                                  is_twice ? "the column is there twice"
                                           : "unknown column: the descriptor has no such field"));
        }
    }
    return COOP_OK;
}

static coop_status missing_column(table_reader *r, const char *column)
{
    char guess = coop__csv_guess_delimiter(r->source->file.bytes, r->source->file.n);
    bool is_one = r->csv.n_fields == 1 && guess != 0;
    char rule[120];
    snprintf(rule, sizeof rule, is_one ? "the column is missing; is the file delimited by '%s'?"
                                       : "the column is missing", guess == '\t' ? "tab"
                                       : guess == ';' ? ";" : "|");
    return add_problem(r, COOP_NOT_FOUND, 1, 1, NULL, column, strlen(column), rule);
}

static coop_status find_places(table_reader *r)
{
    const coop__table_schema *schema = r->source->schema;
    for (int64_t i = 0; i < schema->n_fields; i++) {
        const coop__field_schema *field = &schema->fields[i];
        r->source->place[i] = header_place(&r->csv, field->column);
        r->source->precision_place[i] =
            field->precision != NULL ? header_place(&r->csv, field->precision) : -1;
        if (r->source->place[i] < 0) {
            COOP__TRY(missing_column(r, field->column));
        }
        if (field->precision != NULL && r->source->precision_place[i] < 0) {
            COOP__TRY(missing_column(r, field->precision));
        }
    }
    return COOP_OK;
}

/* ---- cells ---- */

static bool is_missing(const coop__table_schema *schema, const coop__field *cell)
{
    if (schema->missing == NULL) {
        return cell->n == 0;
    }
    for (const coop__json *m = schema->missing->first; m != NULL; m = m->next) {
        if (m->kind == COOP__JSON_STRING && coop__text_is(cell->text, cell->n, m->text)) {
            return true;
        }
    }
    return false;
}

/* The word that the descriptor puts in place of a word of the file. */
static void replace_word(const coop__field_schema *field, coop__field *cell)
{
    const coop__json *first = field->words != NULL ? field->words->first : NULL;
    for (const coop__json *w = first; w != NULL; w = w->next) {
        if (w->kind == COOP__JSON_STRING && coop__text_is(cell->text, cell->n, w->key)) {
            cell->text = w->text;
            cell->n = w->n;
            return;
        }
    }
}

static bool is_enumerated(const coop__field_schema *field, const char *text, size_t n)
{
    const coop__json *first = field->enumerated != NULL ? field->enumerated->first : NULL;
    for (const coop__json *e = first; e != NULL; e = e->next) {
        if (e->kind == COOP__JSON_STRING && coop__text_is(text, n, e->text)) {
            return true;
        }
    }
    return field->enumerated == NULL;
}

/* "the word is none of a, b, c", as far as it fits. */
static void enumeration_rule(const coop__field_schema *field, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "the word is none of");
    for (const coop__json *e = field->enumerated->first; e != NULL && n + 8 < size; e = e->next) {
        if (e->kind == COOP__JSON_STRING && n + e->n + 8 < size) {
            n += (size_t)snprintf(out + n, size - n, "%s %s", e == field->enumerated->first ? "" : ",",
                                  e->text);
        }
    }
}

/* CODE:number;CODE:number, codes distinct, numbers not negative, their sum within the limit. */
static const char *shares_rule(const coop__field_schema *field, const coop__field *cell)
{
    double sum = 0;
    for (size_t start = 0; start < cell->n;) {
        const char *mark = memchr(cell->text + start, ';', cell->n - start);
        size_t end = mark == NULL ? cell->n : (size_t)(mark - cell->text);
        const char *colon = memchr(cell->text + start, ':', end - start);
        size_t split = colon == NULL ? end : (size_t)(colon - cell->text);
        double share = 0;
        if (split == end || split == start ||
            coop__number_parse(cell->text + split + 1, end - split - 1, &share, NULL) != COOP_OK ||
            share < 0) {
            return "need CODE:number;CODE:number with numbers of 0 or more";
        }
        for (size_t other = end + 1; other + (split - start) < cell->n; other++) {
            if (cell->text[other - 1] == ';' && cell->text[other + split - start] == ':' &&
                memcmp(cell->text + other, cell->text + start, split - start) == 0) {
                return "a code has two shares";
            }
        }
        sum += share;
        start = end + 1;
    }
    return field->sum_at_most > 0 && sum > field->sum_at_most + 1e-9
               ? "the shares add up to more than the whole" : NULL;
}

static const char *range_rule(const coop__field_schema *field, const coop__field *cell)
{
    double value = 0;
    bool has_limit = field->has_minimum || field->has_maximum;
    if (!has_limit || coop__number_parse(cell->text, cell->n, &value, NULL) != COOP_OK) {
        return NULL;
    }
    return field->has_minimum && value < field->minimum   ? "the number is below the minimum"
           : field->has_maximum && value > field->maximum ? "the number is above the maximum"
                                                          : NULL;
}

/* Each word of a set, or the whole cell, is checked against the enumeration. */
static bool words_allowed(const coop__field_schema *field, const coop__field *cell)
{
    if (field->type != COOP_TYPE_SET) {
        return is_enumerated(field, cell->text, cell->n);
    }
    for (size_t start = 0; start < cell->n;) {
        const char *mark = memchr(cell->text + start, field->delimiter, cell->n - start);
        size_t end = mark == NULL ? cell->n : (size_t)(mark - cell->text);
        if (!is_enumerated(field, cell->text + start, end - start)) {
            return false;
        }
        start = end + 1;
    }
    return true;
}

static coop_status check_cell(table_reader *r, const coop__field_schema *field,
                              const coop__field *cell)
{
    char rule[400];
    if (field->enumerated != NULL && !words_allowed(field, cell)) {
        enumeration_rule(field, rule, sizeof rule);
        return cell_problem(r, COOP_FORMAT, cell, field, rule);
    }
    const char *broken = field->is_shares ? shares_rule(field, cell) : range_rule(field, cell);
    return broken != NULL ? cell_problem(r, COOP_RANGE, cell, field, broken) : COOP_OK;
}

/* A date beside its precision: digits beyond it are dropped. */
static coop_status span_cell(table_reader *r, coop__column *column, const coop__field *cell,
                             const coop__field *precision, coop_error *inner)
{
    coop_span span;
    coop_status status = coop__span_parse(cell->text, cell->n, &span, inner);
    if (status == COOP_OK) {
        status = coop__span_widen(span, precision->text, precision->n, &span, inner);
    }
    if (status != COOP_OK) {
        return status;
    }
    return coop__append_span(column, span) ? COOP_OK : coop__no_memory(r->err);
}

/* One cell; what is bad is reported and stands as missing until the row is taken back. */
static coop_status read_cell(table_reader *r, int64_t index)
{
    const coop__table_schema *schema = r->source->schema;
    const coop__field_schema *field = &schema->fields[index];
    coop__column *column = &r->source->table->columns[index];
    coop__field cell = r->csv.fields[r->source->place[index]];
    int64_t precision = r->source->precision_place[index];
    if (is_missing(schema, &cell)) {
        if (field->is_required) {
            COOP__TRY(cell_problem(r, COOP_EMPTY, &cell, field, "a value is required"));
        }
        return coop__append_null(column) ? COOP_OK : coop__no_memory(r->err);
    }
    replace_word(field, &cell);
    int64_t before = r->report->n;
    COOP__TRY(check_cell(r, field, &cell));
    coop_error inner = {0};
    coop_status status = COOP_OK;
    if (r->report->n == before) {
        status = precision >= 0
                     ? span_cell(r, column, &cell, &r->csv.fields[precision], &inner)
                     : coop__append_cell(column, cell.text, cell.n, field->delimiter, NULL, &inner);
    }
    if (status == COOP_MEMORY) {
        return coop__no_memory(r->err);
    }
    if (status != COOP_OK) {
        COOP__TRY(cell_problem(r, status, &cell, field, inner.message));
    }
    bool is_bad = r->report->n != before;
    return !is_bad || coop__append_null(column) ? COOP_OK : coop__no_memory(r->err);
}

/* ---- rows ---- */

static bool note_row(coop__source *source, size_t start, int64_t line, int64_t ordinal)
{
    return coop__buffer_append(&source->starts, &start, sizeof start) &&
           coop__buffer_append(&source->lines, &line, sizeof line) &&
           coop__buffer_append(&source->ordinals, &ordinal, sizeof ordinal);
}

static coop_status read_row(table_reader *r, size_t start, int64_t line, int64_t ordinal,
                            int64_t n_columns)
{
    coop__source *source = r->source;
    if (r->csv.n_fields != n_columns) {
        char rule[100];
        snprintf(rule, sizeof rule, "the row has %lld fields, the header has %lld",
                 (long long)r->csv.n_fields, (long long)n_columns);
        const coop__field *first = &r->csv.fields[0];
        return add_problem(r, COOP_FORMAT, first->line, first->column, NULL, first->text, first->n,
                           rule);
    }
    r->row_is_bad = false;
    for (int64_t i = 0; i < source->schema->n_fields; i++) {
        COOP__TRY(read_cell(r, i));
    }
    if (!r->row_is_bad) {
        return note_row(source, start, line, ordinal) ? COOP_OK : coop__no_memory(r->err);
    }
    for (int64_t i = 0; i < source->schema->n_fields; i++) {
        coop__column_pop(&source->table->columns[i]);
    }
    return COOP_OK;
}

/* Where the next record starts: wholly empty lines before it are passed over by the reader. */
static size_t record_start(const coop__csv *csv)
{
    size_t at = csv->at;
    while (at < csv->n && (csv->bytes[at] == '\n' ||
                           (csv->bytes[at] == '\r' && at + 1 < csv->n &&
                            csv->bytes[at + 1] == '\n'))) {
        at += csv->bytes[at] == '\r' ? 2 : 1;
    }
    return at;
}

static coop_status csv_problem(table_reader *r)
{
    const coop__csv_problem *p = &r->csv.problem;
    return add_problem(r, COOP_FORMAT, p->line, p->column, NULL, p->text, p->n, p->rule);
}

static bool is_refused(const coop__source *source, int64_t ordinal)
{
    return (size_t)ordinal < source->refused.n && source->refused.bytes[ordinal] != 0;
}

/* False: no memory. */
static bool refuse(coop__source *source, int64_t ordinal)
{
    size_t needed = (size_t)ordinal + 1;
    if (!source->is_lenient || is_refused(source, ordinal)) {
        return true;
    }
    if (source->refused.n < needed) {
        if (!coop__buffer_reserve(&source->refused, needed - source->refused.n)) {
            return false;
        }
        source->refused.n = needed; /* reserved bytes are zero */
    }
    source->refused.bytes[ordinal] = 1;
    source->n_refused++;
    return true;
}

static coop_status read_rows(table_reader *r)
{
    int64_t n_columns = r->csv.n_fields;
    int64_t ordinal = 0;
    for (;; ordinal++) {
        size_t start = record_start(&r->csv);
        coop__csv_event event = coop__csv_next(&r->csv);
        if (event == COOP__CSV_END) {
            break;
        }
        if (event == COOP__CSV_NO_MEMORY) {
            return coop__no_memory(r->err);
        }
        if (is_refused(r->source, ordinal)) {
            continue;
        }
        int64_t before = r->report->n;
        COOP__TRY(event == COOP__CSV_BAD
                      ? csv_problem(r)
                      : read_row(r, start, r->csv.fields[0].line, ordinal, n_columns));
        if (r->report->n != before && !refuse(r->source, ordinal)) {
            return coop__no_memory(r->err);
        }
    }
    return COOP_OK;
}

static coop_status read_header(table_reader *r, bool *go_on)
{
    int64_t before = r->report->n;
    coop__csv_event event = coop__csv_next(&r->csv);
    *go_on = false;
    if (event == COOP__CSV_NO_MEMORY) {
        return coop__no_memory(r->err);
    }
    if (event == COOP__CSV_BAD) {
        return csv_problem(r);
    }
    if (event == COOP__CSV_END) {
        return add_problem(r, COOP_FORMAT, 1, 1, NULL, "", 0, "the file has no header line");
    }
    COOP__TRY(check_header(r));
    COOP__TRY(find_places(r));
    *go_on = r->report->n == before;
    return COOP_OK;
}

static coop_status make_columns(table_reader *r)
{
    coop__source *source = r->source;
    const coop__table_schema *schema = source->schema;
    source->table = coop__table_new(r->report->a);
    size_t n = (size_t)schema->n_fields;
    source->place = coop__arena_alloc(r->arena, n, sizeof *source->place);
    source->precision_place = coop__arena_alloc(r->arena, n, sizeof *source->precision_place);
    if (source->table == NULL || source->place == NULL || source->precision_place == NULL) {
        return coop__no_memory(r->err);
    }
    for (int64_t i = 0; i < schema->n_fields; i++) {
        const coop__field_schema *field = &schema->fields[i];
        if (coop__table_add(source->table, field->name, field->type, field->scale,
                            field->unit) < 0) {
            return coop__no_memory(r->err);
        }
    }
    for (int64_t i = 0; i < schema->n_fields; i++) {
        const char *currency = schema->fields[i].currency;
        source->table->columns[i].currency =
            currency != NULL ? coop_table_find(source->table, currency) : -1;
    }
    return COOP_OK;
}

coop_status coop__table_read(coop__source *source, coop__report *report, coop__arena *arena,
                             coop_error *err)
{
    table_reader r = {.source = source, .report = report, .arena = arena, .err = err};
    coop__csv_options options = {.delimiter = source->schema->delimiter};
    bool go_on = false;
    coop__csv_open(&r.csv, report->a, source->file.bytes, source->file.n, &options);
    coop_status status = make_columns(&r);
    if (status == COOP_OK) {
        status = read_header(&r, &go_on);
    }
    if (status == COOP_OK && go_on) {
        status = read_rows(&r);
    }
    coop__csv_close(&r.csv);
    if (status == COOP_OK && !coop__table_close(source->table)) {
        status = coop__no_memory(err);
    }
    return status;
}

coop_status coop__cell_problem(coop__source *source, coop__report *report, int64_t row,
                               int64_t field, coop_status status, const char *rule,
                               coop_error *err)
{
    const size_t *starts = (const size_t *)(const void *)source->starts.bytes;
    const int64_t *lines = (const int64_t *)(const void *)source->lines.bytes;
    const int64_t *ordinals = (const int64_t *)(const void *)source->ordinals.bytes;
    coop__csv csv;
    coop__csv_options options = {.delimiter = source->schema->delimiter};
    coop__csv_open(&csv, report->a, source->file.bytes + starts[row],
                   source->file.n - starts[row], &options);
    coop__csv_event event = coop__csv_next(&csv);
    coop_status result = COOP_OK;
    if (event != COOP__CSV_ROW) {
        result = coop__no_memory(err); /* the record was read before: only memory can be short */
    } else {
        const coop__field *cell = &csv.fields[source->place[field]];
        coop__problem problem = {status, source->schema->path, cell->line + lines[row] - 1,
                                 cell->column, source->schema->fields[field].name, cell->text,
                                 cell->n, rule};
        result = coop__report_add(report, &problem, err);
    }
    coop__csv_close(&csv);
    if (result == COOP_OK && !refuse(source, ordinals[row])) {
        result = coop__no_memory(err);
    }
    return result;
}

void coop__source_reset(coop__source *source)
{
    coop_table_free(source->table);
    source->table = NULL;
    coop__buffer_free(&source->starts);
    coop__buffer_free(&source->lines);
    coop__buffer_free(&source->ordinals);
}
