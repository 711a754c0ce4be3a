/* check.c -- what is questionable in the files of a register, without refusing it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "../core/sink.h"
#include "alike.h"
#include "open.h"
#include "reader.h"

#define CHECK_MOST 100000 /* rows of each severity */

/* Dates of one day cluster on 1 January when these are there and they are more than one in so many;
 * by chance it is one in 365. */
#define CLUSTER_LEAST 10
#define CLUSTER_SHARE 20

typedef struct checker {
    coop__opening *o;
    const coop_dataset *data;
    coop__report warnings, notes;
    coop_error *err;
} checker;

static const coop_table *table_at(const checker *c, int64_t index)
{
    return c->data->catalog.entries[index].table;
}

static coop_status warn(checker *c, int64_t index, int64_t row, int64_t field, const char *rule)
{
    return coop__cell_report(&c->o->sources[index], &c->warnings, row, field, COOP_OK, rule, c->err);
}

/* A note on a cell, or on a file with a number for its value. */
static coop_status note_cell(checker *c, int64_t index, int64_t row, int64_t field,
                             const char *rule)
{
    return coop__cell_report(&c->o->sources[index], &c->notes, row, field, COOP_OK, rule, c->err);
}

static coop_status note_count(checker *c, const coop__source *source, int64_t count,
                              const char *rule)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long)count);
    coop__problem problem = {COOP_OK, source->schema->path, 1, 1, NULL, text, (size_t)n, rule};
    return coop__report_add(&c->notes, &problem, c->err);
}

/* ---- words ---- */

/* The first row of each word of a code or set column, -1: none. NULL: no memory. */
static int64_t *first_rows(coop__arena *arena, const coop__column *column)
{
    int64_t *first = coop__arena_alloc(arena, column->words.n, sizeof *first);
    for (uint32_t i = 0; first != NULL && i < column->words.n; i++) {
        first[i] = -1;
    }
    for (int64_t row = column->n_rows - 1; first != NULL && row >= 0; row--) {
        if (!coop__is_valid(column, row)) {
            continue;
        }
        if (column->type == COOP_TYPE_CODE) {
            first[coop__code_at(column, row)] = row;
            continue;
        }
        coop_words words = coop__words_at(column, row);
        for (int64_t i = 0; i < words.n; i++) {
            first[words.codes[i]] = row;
        }
    }
    return first;
}

/* One word against the forms of those before it. */
static coop_status check_word(checker *c, int64_t index, int64_t field, int64_t row, uint32_t code,
                              coop__pool *forms, coop__buffer *text, coop__buffer *owners)
{
    const coop__pool *words = &table_at(c, index)->columns[field].words;
    const char *odd = coop__odd_word(words->words[code], words->lengths[code]);
    if (odd != NULL) {
        COOP__TRY(warn(c, index, row, field, odd));
    }
    text->n = 0;
    uint32_t known = forms->n;
    bool done = coop__alike_form(words->words[code], words->lengths[code], text);
    int64_t form = done ? coop__pool_add(forms, text->n > 0 ? (const char *)text->bytes : "", text->n)
                        : -1;
    if (form < 0) {
        return coop__no_memory(c->err);
    }
    if (form == known) {
        return coop__buffer_append(owners, &code, sizeof code) ? COOP_OK : coop__no_memory(c->err);
    }
    uint32_t owner = ((const uint32_t *)(const void *)owners->bytes)[form];
    char shown[64];
    char rule[200];
    coop__escape(words->words[owner], words->lengths[owner], shown, sizeof shown);
    snprintf(rule, sizeof rule, "the word differs from '%s' only in case, blanks, accents or letters "
                                "that look alike", shown);
    return warn(c, index, row, field, rule);
}

static coop_status check_words(checker *c, int64_t index, int64_t field)
{
    const coop__column *column = &table_at(c, index)->columns[field];
    coop__arena arena = {.a = c->o->a};
    coop__pool forms = {.strings.a = c->o->a};
    coop__buffer text = {.a = c->o->a};
    coop__buffer owners = {.a = c->o->a};
    int64_t *first = first_rows(&arena, column);
    coop_status status = first != NULL ? COOP_OK : coop__no_memory(c->err);
    for (uint32_t code = 0; code < column->words.n && status == COOP_OK; code++) {
        if (first[code] >= 0) {
            status = check_word(c, index, field, first[code], code, &forms, &text, &owners);
        }
    }
    coop__arena_free(&arena);
    coop__pool_free(&forms);
    coop__buffer_free(&text);
    coop__buffer_free(&owners);
    return status;
}

/* ---- rows ---- */

static coop_status text_write(void *ctx, const char *bytes, size_t n)
{
    return coop__buffer_append(ctx, bytes, n) ? COOP_OK : COOP_MEMORY;
}

/* What is at hand while rows are compared. */
typedef struct row_set {
    coop__arena arena;
    coop__writer *writer;
    coop__pool rows;
    coop__buffer text;  /* of one row */
    coop__buffer first; /* by code of a text: the first row that has it */
} row_set;

/* The cells of a row but for its key; each ends with a byte that UTF-8 never has. */
static bool row_text(row_set *set, const coop__entry *entry, int64_t row)
{
    coop_sink sink = {&set->text, text_write};
    set->writer->sink = &sink;
    set->text.n = 0;
    for (int64_t i = 0; i < entry->table->n_columns; i++) {
        const coop__column *column = &entry->table->columns[i];
        bool has_value = i != entry->key && coop__is_valid(column, row);
        if (has_value) {
            coop__cell_write(set->writer, column, row);
        }
        coop__sink_bytes(set->writer, has_value ? "\xfe" : "\xff", 1);
    }
    return coop__sink_flush(set->writer) == COOP_OK;
}

static coop_status check_row(checker *c, int64_t index, int64_t row, row_set *set)
{
    const coop__entry *entry = &c->data->catalog.entries[index];
    uint32_t known = set->rows.n;
    int64_t code = row_text(set, entry, row)
                       ? coop__pool_add(&set->rows, (const char *)set->text.bytes, set->text.n)
                       : -1;
    if (code < 0) {
        return coop__no_memory(c->err);
    }
    if (code == known) {
        return coop__buffer_append(&set->first, &row, sizeof row) ? COOP_OK
                                                                  : coop__no_memory(c->err);
    }
    const int64_t *first = (const int64_t *)(const void *)set->first.bytes;
    char rule[100];
    int64_t line = 0;
    if (c->warnings.n < c->warnings.most) { /* listed: it costs reading again */
        COOP__TRY(coop__row_line(&c->o->sources[index], first[code], &line, c->err));
    }
    snprintf(rule, sizeof rule, "the row is that of line %lld%s", (long long)line,
             entry->key >= 0 ? " but for its key" : "");
    return warn(c, index, row, entry->key >= 0 ? entry->key : 0, rule);
}

static coop_status check_rows(checker *c, int64_t index)
{
    const coop_allocator *a = c->o->a;
    const coop_table *table = table_at(c, index);
    row_set set = {{.a = a}, NULL, {.strings.a = a}, {.a = a}, {.a = a}};
    /* A table of keys alone has nothing beside them to be alike. */
    bool has_more = table->n_columns > (c->data->catalog.entries[index].key >= 0);
    set.writer = coop__arena_alloc(&set.arena, 1, sizeof *set.writer); /* too large for the stack */
    coop_status status = set.writer != NULL ? COOP_OK : coop__no_memory(c->err);
    for (int64_t row = 0; has_more && row < table->n_rows && status == COOP_OK; row++) {
        status = check_row(c, index, row, &set);
    }
    coop__arena_free(&set.arena);
    coop__pool_free(&set.rows);
    coop__buffer_free(&set.text);
    coop__buffer_free(&set.first);
    return status;
}

/* ---- dates ---- */

static coop_span day_or_span(const coop__column *column, int64_t row)
{
    if (column->type == COOP_TYPE_SPAN) {
        return coop__span_at(column, row);
    }
    coop_date day = (coop_date)coop__integer_at(column, row);
    return (coop_span){day, day};
}

static bool is_in_calendar(coop_date day)
{
    return day >= COOP__DATE_MIN && day <= COOP__DATE_MAX;
}

static coop_status check_dates(checker *c, int64_t index, int64_t field)
{
    const coop__entry *entry = &c->data->catalog.entries[index];
    const coop__column *column = &entry->table->columns[field];
    bool has_role = field == entry->from || field == entry->known;
    int64_t n_days = 0;
    int64_t n_new_year = 0;
    int64_t first = -1;
    for (int64_t row = 0; row < column->n_rows; row++) {
        if (!coop__is_valid(column, row)) {
            continue;
        }
        coop_span span = day_or_span(column, row);
        if (has_role && is_in_calendar(span.first) && span.first > c->data->as_of) {
            COOP__TRY(warn(c, index, row, field, "the date lies behind the register's own day"));
        }
        if (span.first != span.last || !is_in_calendar(span.first)) {
            continue;
        }
        coop__civil civil = coop__civil_of_date(span.first);
        bool is_new_year = civil.month == 1 && civil.day == 1;
        first = is_new_year && first < 0 ? row : first;
        n_new_year += is_new_year;
        n_days++;
    }
    if (n_new_year < CLUSTER_LEAST || n_new_year * CLUSTER_SHARE <= n_days) {
        return COOP_OK;
    }
    char rule[160];
    snprintf(rule, sizeof rule, "%lld of %lld days are 1 January, this is the first: where that means "
                                "the year, say year_only", (long long)n_new_year, (long long)n_days);
    return warn(c, index, first, field, rule);
}

/* A date that contradicts an earlier one of the register: what it is, and the other cell. */
static coop_status warn_order(checker *c, int64_t index, int64_t row, int64_t field,
                              const char *what, coop_span other)
{
    char date[24] = "?";
    char rule[160];
    COOP__TRY(coop_span_format(other, date, c->err));
    snprintf(rule, sizeof rule, "%s %s", what, date);
    return warn(c, index, row, field, rule);
}

/* Rows that surely end before they begin. */
static coop_status check_ends(checker *c, int64_t index)
{
    const coop__entry *entry = &c->data->catalog.entries[index];
    if (entry->from < 0 || entry->to < 0) {
        return COOP_OK;
    }
    const coop__column *from = &entry->table->columns[entry->from];
    const coop__column *to = &entry->table->columns[entry->to];
    char what[120];
    snprintf(what, sizeof what, "it ends before it begins, the date of %.60s is", from->name);
    for (int64_t row = 0; row < from->n_rows; row++) {
        bool are_there = coop__is_valid(from, row) && coop__is_valid(to, row);
        if (are_there && day_or_span(to, row).last < day_or_span(from, row).first) {
            COOP__TRY(warn_order(c, index, row, entry->to, what, day_or_span(from, row)));
        }
    }
    return COOP_OK;
}

static const coop__column *dates_of(const coop__entry *entry, int64_t *field)
{
    *field = coop_table_find(entry->table, "date");
    const coop__column *column = *field >= 0 ? &entry->table->columns[*field] : NULL;
    bool is_date = column != NULL && (column->type == COOP_TYPE_SPAN ||
                                      column->type == COOP_TYPE_DATE);
    return is_date ? column : NULL;
}

static bool has_status(const coop__entry *event, int64_t row, const char *status)
{
    const char *word = coop__word_of(event, "status", row);
    return word != NULL && strcmp(word, status) == 0;
}

/* Agreements that were surely signed after they were completed. */
static coop_status check_events(checker *c, int64_t index, coop__arena *scratch)
{
    const coop__entry *entry = &c->data->catalog.entries[index];
    int64_t field = -1;
    const coop__column *date = dates_of(entry, &field);
    const coop__column *of = coop__table_column(entry->table, "agreement");
    if (strcmp(entry->name, "event") != 0 || date == NULL || of == NULL ||
        of->type != COOP_TYPE_CODE) {
        return COOP_OK;
    }
    int64_t *done = coop__arena_alloc(scratch, of->words.n, sizeof *done);
    if (done == NULL) {
        return coop__no_memory(c->err);
    }
    for (int64_t row = 0; row < of->n_rows; row++) {
        bool is_done = has_status(entry, row, "completed") && coop__is_valid(date, row) &&
                       coop__is_valid(of, row);
        int64_t *first = is_done ? &done[coop__code_at(of, row)] : NULL;
        if (first != NULL && (*first == 0 || day_or_span(date, row).last <
                                                 day_or_span(date, *first - 1).last)) {
            *first = row + 1;
        }
    }
    for (int64_t row = 0; row < of->n_rows; row++) {
        bool is_signed = has_status(entry, row, "signed") && coop__is_valid(date, row) &&
                         coop__is_valid(of, row);
        int64_t first = is_signed ? done[coop__code_at(of, row)] : 0;
        if (first > 0 && day_or_span(date, row).first > day_or_span(date, first - 1).last) {
            COOP__TRY(warn_order(c, index, row, field, "it is signed after it was completed, on",
                                 day_or_span(date, first - 1)));
        }
    }
    return COOP_OK;
}

static coop_status check_orders(checker *c, int64_t index)
{
    coop__arena scratch = {.a = &c->data->allocator};
    COOP__TRY(check_ends(c, index));
    coop_status status = check_events(c, index, &scratch);
    coop__arena_free(&scratch);
    return status;
}

/* ---- numbers ---- */

static coop_status check_money(checker *c, int64_t index, int64_t field)
{
    const coop__column *column = &table_at(c, index)->columns[field];
    int64_t n_zero = 0;
    int64_t first_zero = -1;
    int64_t first = -1;
    for (int64_t row = 0; row < column->n_rows; row++) {
        if (!coop__is_valid(column, row)) {
            continue;
        }
        bool is_zero = coop__integer_at(column, row) == 0;
        first = first < 0 ? row : first;
        first_zero = is_zero && first_zero < 0 ? row : first_zero;
        n_zero += is_zero;
        bool has_currency = column->currency < 0 ||
                            coop__is_valid(&table_at(c, index)->columns[column->currency], row);
        if (!has_currency) {
            COOP__TRY(warn(c, index, row, field, "the amount has no currency"));
        }
    }
    if (first >= 0 && column->currency < 0 && column->unit == NULL) {
        COOP__TRY(warn(c, index, first, field, "the descriptor gives the amounts no currency"));
    }
    if (n_zero == 0) {
        return COOP_OK;
    }
    char rule[160];
    snprintf(rule, sizeof rule, "%lld amounts are 0, this is the first: one that is not known has "
                                "no value", (long long)n_zero);
    return note_cell(c, index, first_zero, field, rule);
}

/* Percentages beyond 0 to 100, or all of them within 0 to 1. */
static coop_status check_percent(checker *c, int64_t index, int64_t field)
{
    const coop__column *column = &table_at(c, index)->columns[field];
    int64_t n_small = 0;
    int64_t n = 0;
    int64_t first = -1;
    for (int64_t row = 0; row < column->n_rows; row++) {
        if (!coop__is_valid(column, row)) {
            continue;
        }
        double value = coop__number_at(column, row);
        first = first < 0 ? row : first;
        n_small += value >= 0 && value <= 1;
        n++;
        if (!(value >= 0 && value <= 100)) {
            COOP__TRY(warn(c, index, row, field, "the percentage lies outside 0 to 100"));
        }
    }
    return n_small == n && n >= CLUSTER_LEAST
               ? warn(c, index, first, field, "all percentages lie within 0 to 1: are they fractions?")
               : COOP_OK;
}

static coop_status check_column(checker *c, int64_t index, int64_t field)
{
    const coop__column *column = &table_at(c, index)->columns[field];
    bool has_column = c->o->sources[index].place[field] >= 0;
    switch (column->type) {
    case COOP_TYPE_CODE:
    case COOP_TYPE_SET:
        return has_column ? check_words(c, index, field) : COOP_OK;
    case COOP_TYPE_DATE:
    case COOP_TYPE_SPAN:
        return check_dates(c, index, field);
    case COOP_TYPE_MONEY:
        return check_money(c, index, field);
    case COOP_TYPE_FLOAT64: {
        bool is_percent = column->unit != NULL && strcmp(column->unit, "percent") == 0;
        return is_percent ? check_percent(c, index, field) : COOP_OK;
    }
    default:
        return COOP_OK;
    }
}

/* ---- files ---- */

/* Columns that the descriptor passes over on purpose. */
static coop_status note_columns(checker *c, const coop__source *source)
{
    coop__source same = *source;
    coop__reader r = {.source = &same, .err = c->err};
    coop__csv_event event = COOP__CSV_END;
    size_t start = 0;
    coop_status status = coop__reader_open(&r, 0);
    if (status == COOP_OK) {
        status = coop__reader_next(&r, &event, &start);
    }
    int64_t n = status == COOP_OK && event == COOP__CSV_ROW ? r.csv.n_fields : 0;
    for (int64_t i = 0; i < n && status == COOP_OK; i++) {
        const coop__field *header = &r.csv.fields[i];
        if (!coop__column_is_read(source->schema, header)) {
            coop__problem problem = {COOP_OK, source->schema->path, header->line, header->column,
                                     NULL, header->text, header->n, "no field reads the column"};
            status = coop__report_add(&c->notes, &problem, c->err);
        }
    }
    coop__reader_close(&r);
    return status;
}

static coop_status note_file(checker *c, int64_t index, int64_t n_kept)
{
    const coop__source *source = &c->o->sources[index];
    COOP__TRY(note_count(c, source, source->n_records, "rows read"));
    COOP__TRY(note_count(c, source, n_kept, "rows kept"));
    COOP__TRY(note_count(c, source, source->n_records - n_kept, "rows refused"));
    if (source->n_blank > 0) {
        COOP__TRY(note_count(c, source, source->n_blank, "empty lines passed over"));
    }
    if (source->n_rounded > 0) {
        COOP__TRY(note_count(c, source, source->n_rounded,
                             "amounts with more digits than their scale, rounded half to even"));
    }
    return source->schema->is_subset ? note_columns(c, source) : COOP_OK;
}

static coop_status check_all(checker *c)
{
    for (int64_t i = 0; i < c->o->schema.n_tables; i++) {
        COOP__TRY(note_file(c, i, table_at(c, i)->n_rows));
        for (int64_t j = 0; j < table_at(c, i)->n_columns; j++) {
            COOP__TRY(check_column(c, i, j));
        }
        COOP__TRY(check_orders(c, i));
        COOP__TRY(check_rows(c, i));
    }
    return COOP_OK;
}

/* ---- the table ---- */

static bool append_report(coop_table *out, const coop__report *report, const char *severity)
{
    bool done = true;
    const coop_table *from = report->table;
    for (int64_t row = 0; row < from->columns[0].n_rows && done; row++) {
        for (int64_t i = 0; i < from->n_columns && done; i++) {
            const coop__column *column = &from->columns[i];
            size_t n = 0;
            const char *text = NULL;
            if (!coop__is_valid(column, row)) {
                done = coop__append_null(&out->columns[i]);
            } else if (column->type == COOP_TYPE_INT64) {
                done = coop__append_integer(&out->columns[i], coop__integer_at(column, row));
            } else if (column->type == COOP_TYPE_TEXT) {
                text = coop__text_at(column, row, &n);
                done = coop__append_text(&out->columns[i], text, n);
            } else {
                uint32_t code = coop__code_at(column, row);
                done = coop__append_word(&out->columns[i], column->words.words[code],
                                         column->words.lengths[code]);
            }
        }
        done = done && coop__append_word(&out->columns[from->n_columns], severity, strlen(severity));
    }
    return done;
}

static coop_status make_table(checker *c, coop_table **out)
{
    coop_table *table = coop__table_new(c->o->a);
    coop__report *reports[] = {&c->o->report, &c->warnings, &c->notes};
    static const char *const severities[] = {"error", "warning", "note"};
    bool done = table != NULL;
    for (int64_t i = 0; done && i < c->o->report.table->n_columns; i++) {
        const coop__column *column = &c->o->report.table->columns[i];
        done = coop__table_add(table, column->name, column->type, 0, NULL) >= 0;
    }
    done = done && coop__table_add(table, "severity", COOP_TYPE_CODE, 0, NULL) >= 0;
    for (int i = 0; done && i < 3; i++) {
        done = coop__table_close(reports[i]->table) && append_report(table, reports[i], severities[i]);
    }
    if (!done || !coop__table_close(table)) {
        coop_table_free(table);
        return coop__no_memory(c->err);
    }
    *out = table;
    return COOP_OK;
}

/* A register of which nothing can be read is all errors; only without a report there is none. */
static bool has_problems(const coop__opening *o, coop_status status)
{
    return status != COOP_MEMORY && o->sources != NULL && o->report.n > 0;
}

static coop_status run_check(checker *c, const char *path, const char *descriptor,
                             coop_table **out)
{
    coop_dataset *data = NULL;
    coop_error inner = {0};
    c->o->err = &inner;
    coop_status status = coop__opening_run(c->o, path, descriptor, &data);
    c->o->err = c->err;
    if (status != COOP_OK && !has_problems(c->o, status)) {
        if (c->err != NULL) {
            *c->err = inner;
        }
        return status;
    }
    c->data = data;
    status = coop__report_open(&c->warnings, c->o->a, c->err);
    status = status == COOP_OK ? coop__report_open(&c->notes, c->o->a, c->err) : status;
    c->warnings.most = CHECK_MOST;
    c->notes.most = CHECK_MOST;
    if (status == COOP_OK && data != NULL) {
        status = check_all(c);
    }
    for (int64_t i = 0; data == NULL && status == COOP_OK && i < c->o->schema.n_tables; i++) {
        status = note_file(c, i, 0);
    }
    status = status == COOP_OK ? make_table(c, out) : status;
    coop__report_free(&c->warnings);
    coop__report_free(&c->notes);
    coop_dataset_free(data);
    return status;
}

coop_status coop_dataset_check(const char *path, const coop_open_options *options, coop_table **out,
                               coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    coop_open_options filled = COOP_OPEN_OPTIONS_INIT;
    COOP__TRY(coop__open_options_read(options, &filled, err));
    filled.lenient = 1;
    coop__opening o;
    coop__opening_start(&o, &filled, err);
    o.report_most = CHECK_MOST;
    checker c = {.o = &o, .err = err};
    coop_table *table = NULL;
    coop_status status = run_check(&c, path, filled.descriptor, &table);
    coop__opening_end(&o);
    if (status == COOP_OK) {
        *out = table;
    }
    return status;
}
