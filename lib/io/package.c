/* package.c -- rows of one table of a data package: header, types, words, constraints.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "package.h"

#include <stdio.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "../core/number.h"
#include "reader.h"

/* Names up to this long get a "nearest is" hint, in the first problems only: it costs a
 * comparison with every other name. */
#define HINT_LENGTH 63
#define HINTS_MOST 16

#define SHARES_MOST 1024 /* shares of one cell, as many as a set has members */

typedef coop__reader table_reader;

static coop_status add_problem(table_reader *r, coop_status status, int64_t line, int64_t column,
                               const char *field, const char *value, size_t n, const char *rule)
{
    coop__problem problem = {status, r->source->schema->path, line, column, field, value, n, rule};
    r->row_is_bad = true;
    if (r->is_trying) {
        return COOP_OK;
    }
    return coop__report_add(r->report, &problem, r->err);
}

static coop_status cell_problem(table_reader *r, coop_status status, const coop__field *cell,
                                const coop__field_schema *field, const char *rule)
{
    return add_problem(r, status, cell->line, cell->column, field->name, cell->text, cell->n, rule);
}

/* ---- header ---- */

static coop_status header_problem(table_reader *r, coop_status status, const coop__field *header,
                                  const char *rule)
{
    return add_problem(r, status, header->line, header->column, NULL, header->text, header->n,
                       rule);
}

static int64_t header_place(const coop__csv *csv, const char *name)
{
    for (int64_t i = 0; i < csv->n_fields; i++) {
        if (coop__text_is(csv->fields[i].text, csv->fields[i].n, name)) {
            return i;
        }
    }
    return -1;
}

bool coop__column_is_read(const coop__table_schema *schema, const coop__field *header)
{
    for (int64_t i = 0; i < schema->n_fields; i++) {
        const coop__field_schema *field = &schema->fields[i];
        bool is_read = field->mapping.value == NULL;
        if ((is_read && coop__text_is(header->text, header->n, field->column)) ||
            (field->precision != NULL &&
             coop__text_is(header->text, header->n, field->precision))) {
            return true;
        }
    }
    return false;
}

static coop_status unknown_column(table_reader *r, const coop__field *header)
{
    const coop__table_schema *schema = r->source->schema;
    char rule[200] = "unknown column: the descriptor has no such field";
    char name[HINT_LENGTH + 1] = {0};
    const char **columns = NULL;
    if (r->report->n < HINTS_MOST && header->n <= HINT_LENGTH) {
        columns = coop__arena_alloc(r->arena, (size_t)schema->n_fields, sizeof *columns);
        if (columns == NULL) {
            return coop__no_memory(r->err);
        }
        memcpy(name, header->text, header->n);
    }
    for (int64_t i = 0; columns != NULL && i < schema->n_fields; i++) {
        columns[i] = schema->fields[i].column;
    }
    const char *nearest = columns != NULL ? coop__nearest(name, columns, schema->n_fields) : NULL;
    if (nearest != NULL) {
        char shown[HINT_LENGTH + 1];
        coop__escape(nearest, strlen(nearest), shown, sizeof shown);
        snprintf(rule, sizeof rule, "unknown column: the nearest that the descriptor has is '%s'",
                 shown);
    }
    return header_problem(r, COOP_FORMAT, header, rule);
}

/* Every column of the file is wanted, and is there once. A column that nobody wants does not keep
 * the rows from being checked. */
static coop_status check_header(table_reader *r)
{
    const coop__csv *csv = &r->csv;
    for (int64_t i = 0; i < csv->n_fields; i++) {
        const coop__field *header = &csv->fields[i];
        bool wanted = coop__column_is_read(r->source->schema, header);
        int64_t first = 0;
        while (first < i && (csv->fields[first].n != header->n ||
                             memcmp(csv->fields[first].text, header->text, header->n) != 0)) {
            first++;
        }
        if (first < i) {
            char rule[100];
            snprintf(rule, sizeof rule, "the column is there twice, first as column %lld",
                     (long long)first + 1);
            r->source->is_unread = r->source->is_unread || wanted;
            COOP__TRY(wanted || !r->source->columns_told
                          ? header_problem(r, COOP_CONFLICT, header, rule) : COOP_OK);
        } else if (!wanted && !r->source->columns_told && !r->source->schema->is_subset) {
            COOP__TRY(unknown_column(r, header));
        }
    }
    r->source->columns_told = true;
    return COOP_OK;
}

static coop_status missing_column(table_reader *r, const char *column)
{
    const coop__field place = {column, strlen(column), r->csv.fields[0].line, 1, false};
    r->source->is_unread = true;
    return header_problem(r, COOP_FORMAT, &place, "the column is missing");
}

static coop_status find_places(table_reader *r)
{
    const coop__table_schema *schema = r->source->schema;
    for (int64_t i = 0; i < schema->n_fields; i++) {
        const coop__field_schema *field = &schema->fields[i];
        bool is_read = field->mapping.value == NULL;
        r->source->place[i] = is_read ? header_place(&r->csv, field->column) : -1;
        r->source->precision_place[i] =
            field->precision != NULL ? header_place(&r->csv, field->precision) : -1;
        if (r->source->place[i] < 0 && is_read) {
            COOP__TRY(missing_column(r, field->column));
        }
        if (field->precision != NULL && r->source->precision_place[i] < 0) {
            COOP__TRY(missing_column(r, field->precision));
        }
    }
    return COOP_OK;
}

/* The delimiter that the file seems to have in place of the descriptor's, 0: none. */
static char other_delimiter(const table_reader *r)
{
    const coop__field *header = &r->csv.fields[0];
    char expected = r->source->schema->delimiter;
    if (r->csv.n_fields > 1 || coop__column_is_read(r->source->schema, header)) {
        return 0;
    }
    char guess = coop__csv_guess_delimiter(r->csv.bytes, r->csv.n);
    bool has_comma = memchr(header->text, ',', header->n) != NULL;
    guess = guess == 0 && has_comma ? ',' : guess;
    return guess == expected ? 0 : guess;
}

static coop_status read_header(table_reader *r)
{
    static const coop__field start = {"", 0, 1, 1, false};
    coop__csv_event event = COOP__CSV_END;
    size_t at = 0;
    COOP__TRY(coop__reader_next(r, &event, &at));
    r->source->is_unread = event != COOP__CSV_ROW;
    if (event == COOP__CSV_BAD) {
        const coop__csv_problem *p = &r->csv.problem;
        const coop__field place = {p->text, p->n, p->line, p->column, false};
        return header_problem(r, COOP_FORMAT, &place, p->rule);
    }
    if (event == COOP__CSV_END) {
        return header_problem(r, COOP_FORMAT, &start, "the file has no header line");
    }
    char other = other_delimiter(r);
    if (other != 0) {
        char rule[100];
        snprintf(rule, sizeof rule, "the file seems to be delimited by %s%c%s, the descriptor says "
                                    "otherwise", other == '\t' ? "tab" : "'",
                 other == '\t' ? 's' : other, other == '\t' ? "" : "'");
        r->source->is_unread = true;
        return header_problem(r, COOP_FORMAT, &r->csv.fields[0], rule);
    }
    COOP__TRY(check_header(r));
    return find_places(r);
}

/* ---- words ---- */

static bool is_missing(const coop__table_schema *schema, const coop__field *cell)
{
    return schema->missing.node == NULL
               ? cell->n == 0 : coop__word_find(&schema->missing, cell->text, cell->n) != NULL;
}

/* Length of the member that starts at `start` of a list in a cell. */
static size_t member_length(const coop__field *cell, size_t start, char delimiter)
{
    const char *mark = start < cell->n ? memchr(cell->text + start, delimiter, cell->n - start)
                                       : NULL;
    return mark == NULL ? cell->n - start : (size_t)(mark - cell->text) - start;
}

/* Each word of a set by itself; one that is replaced by nothing goes with its delimiter. */
static bool replace_members(table_reader *r, const coop__field_schema *field, coop__field *cell)
{
    coop__buffer *b = &r->scratch;
    b->n = 0;
    for (size_t start = 0; start <= cell->n;) {
        size_t n = member_length(cell, start, field->delimiter);
        const coop__json *word = coop__word_find(&field->words, cell->text + start, n);
        bool is_dropped = word != NULL && word->n == 0;
        bool done = is_dropped || b->n == 0 || coop__buffer_append(b, &field->delimiter, 1);
        done = done && (word != NULL ? coop__buffer_append(b, word->text, word->n)
                                     : coop__buffer_append(b, cell->text + start, n));
        if (!done) {
            return false;
        }
        start += n + 1;
    }
    cell->text = b->n > 0 ? (const char *)b->bytes : "";
    cell->n = b->n;
    return true;
}

/* Puts the descriptor's words in place of the file's, in a set for each member. False: no memory. */
static bool replace_by_descriptor(table_reader *r, const coop__field_schema *field, coop__field *cell)
{
    const coop__json *word = coop__word_find(&field->words, cell->text, cell->n);
    if (word != NULL) {
        cell->text = word->text;
        cell->n = word->n;
        return true;
    }
    bool has_members = field->words.node != NULL && field->type == COOP_TYPE_SET && cell->n > 0;
    return !has_members || replace_members(r, field, cell);
}

/* The descriptor's words, and the register's for those of a scheme that has terms. */
static bool replace_words(table_reader *r, const coop__field_schema *field, coop__field *cell)
{
    if (!replace_by_descriptor(r, field, cell)) {
        return false;
    }
    const char *term = field->mapping.has_terms
                           ? coop__scheme_term(field->mapping.scheme, cell->text, cell->n)
                           : NULL;
    if (term != NULL) {
        cell->text = term;
        cell->n = strlen(term);
    }
    return true;
}

/* "the word is none of a, b, c", as far as it fits. */
static void enumeration_rule(const coop__field_schema *field, char *out, size_t size)
{
    const coop__json *first = field->enumerated.node->first;
    size_t n = (size_t)snprintf(out, size, "the word is none of");
    for (const coop__json *e = first; e != NULL; e = e->next) {
        char word[100];
        coop__escape(e->text, e->n, word, sizeof word);
        if (n + strlen(word) + 8 >= size) {
            snprintf(out + n, size - n, ", ...");
            return;
        }
        n += (size_t)snprintf(out + n, size - n, "%s %s", e == first ? "" : ",", word);
    }
}

static bool is_allowed(const coop__field_schema *field, const char *text, size_t n)
{
    return field->enumerated.node == NULL || coop__word_find(&field->enumerated, text, n) != NULL;
}

/* Each word of a set, or the whole cell, is checked against the enumeration. */
static bool words_allowed(const coop__field_schema *field, const coop__field *cell)
{
    if (field->type != COOP_TYPE_SET) {
        return is_allowed(field, cell->text, cell->n);
    }
    for (size_t start = 0; start <= cell->n && cell->n > 0;) {
        size_t n = member_length(cell, start, field->delimiter);
        /* An empty member is told as such when the set is read. */
        if (n > 0 && !is_allowed(field, cell->text + start, n)) {
            return false;
        }
        start += n + 1;
    }
    return true;
}

/* ---- cells ---- */

/* Length of the code of the share text[0..n), 0 if it is none; *share is its number. */
static size_t share_read(const char *text, size_t n, double *share)
{
    const char *colon = n > 0 ? memchr(text, ':', n) : NULL;
    size_t n_code = colon == NULL ? 0 : (size_t)(colon - text);
    bool is_share = n_code > 0 && coop__number_parse(colon + 1, n - n_code - 1, share, NULL) ==
                                      COOP_OK && *share >= 0;
    return is_share ? n_code : 0;
}

/* True if a share before `end` has the code text[0..n). */
static bool has_code(const coop__field *cell, size_t end, const char *text, size_t n)
{
    for (size_t start = 0; start < end;) {
        size_t length = member_length(cell, start, ';');
        if (length > n && cell->text[start + n] == ':' &&
            memcmp(cell->text + start, text, n) == 0) {
            return true;
        }
        start += length + 1;
    }
    return false;
}

/* CODE:number;CODE:number, codes distinct, numbers not negative, their sum within the limit. */
static const char *shares_rule(const coop__field_schema *field, const coop__field *cell)
{
    double sum = 0;
    int64_t n_shares = 0;
    for (size_t start = 0; start <= cell->n;) {
        size_t n = member_length(cell, start, ';');
        double share = 0;
        size_t n_code = share_read(cell->text + start, n, &share);
        if (n_code == 0) {
            return "need CODE:number;CODE:number with numbers of 0 or more";
        }
        if (++n_shares > SHARES_MOST) {
            return "more than 1024 shares";
        }
        if (has_code(cell, start, cell->text + start, n_code)) {
            return "a code has two shares";
        }
        sum += share;
        start += n + 1;
    }
    /* A few last digits are lost when shares like 1/3 are written in decimals. */
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

/* Checks a cell whose words were replaced; `raw` is how the file has it. */
static coop_status check_cell(table_reader *r, const coop__field_schema *field,
                              const coop__field *cell, const coop__field *raw)
{
    char rule[400] = "";
    if (!words_allowed(field, cell)) {
        if (!r->is_trying) {
            enumeration_rule(field, rule, sizeof rule);
        }
        return cell_problem(r, COOP_FORMAT, raw, field, rule);
    }
    if (field->is_known != NULL && !field->is_known(cell->text, cell->n)) {
        return cell_problem(r, COOP_FORMAT, raw, field,
                            "the library acts on no such word here, map it in the descriptor");
    }
    if (field->mapping.scheme != NULL &&
        !coop__scheme_has(field->mapping.scheme, cell->text, cell->n)) {
        snprintf(rule, sizeof rule, "no word of the crosswalk '%.60s'", field->mapping.scheme);
        return cell_problem(r, COOP_REFERENCE, raw, field, rule);
    }
    const char *broken = field->is_shares ? shares_rule(field, cell) : range_rule(field, cell);
    return broken != NULL ? cell_problem(r, COOP_RANGE, raw, field, broken) : COOP_OK;
}

/* A date beside its precision: digits beyond it are dropped. One that says less than its day: a
 * 1 January may be no more than its year. */
static coop_status append_widened(table_reader *r, coop__column *column,
                                  const coop__field_schema *field, const coop__field *cell,
                                  const coop__field *raw)
{
    int64_t place = r->source->precision_place[field - r->source->schema->fields];
    const coop__field *precision = place >= 0 ? &r->fields[place] : NULL;
    coop_span span;
    coop_error inner = {0};
    coop_status status = coop__span_parse(cell->text, cell->n, &span, &inner);
    if (status != COOP_OK) {
        return cell_problem(r, status, raw, field, inner.message);
    }
    size_t n = precision == NULL || is_missing(r->source->schema, precision) ? 0 : precision->n;
    const char *word = n > 0 ? precision->text : "";
    if (field->mapping.is_year_only && !coop__mapping_widen(&field->mapping, word, n, &span)) {
        return cell_problem(r, COOP_FORMAT, precision, field,
                            "whether the date is estimated needs yes or no");
    }
    status = field->mapping.is_year_only ? COOP_OK
                                         : coop__span_widen(span, word, n, &span, &inner);
    if (status != COOP_OK) {
        return cell_problem(r, status, precision, field, inner.message);
    }
    return coop__append_span(column, span) ? COOP_OK : coop__no_memory(r->err);
}

static coop_status append_value(table_reader *r, int64_t index, const coop__field *cell,
                                const coop__field *raw)
{
    const coop__field_schema *field = &r->source->schema->fields[index];
    coop__column *column = &r->source->table->columns[index];
    bool is_rounded = false;
    coop_error inner = {0};
    if (r->source->precision_place[index] >= 0 || field->mapping.is_year_only) {
        return append_widened(r, column, field, cell, raw);
    }
    coop_status status =
        coop__append_cell(column, cell->text, cell->n, field->delimiter, &is_rounded, &inner);
    if (status == COOP_MEMORY) {
        return coop__no_memory(r->err);
    }
    r->source->n_rounded += is_rounded;
    return status == COOP_OK ? COOP_OK : cell_problem(r, status, raw, field, inner.message);
}

/* What a field without a column has in each row, at the start of the record. */
static coop__field constant_cell(const table_reader *r, const coop__field_schema *field)
{
    const char *value = field->mapping.value != NULL ? field->mapping.value : "";
    coop__field cell = {value, strlen(value), r->fields[0].line, 1, false};
    return cell;
}

/* The cell as the library writes it. */
static coop_status map_cell(table_reader *r, const coop__field_schema *field, coop__field *cell,
                            const coop__field *raw)
{
    const char *rule = NULL;
    coop_status status = coop__mapping_apply(&field->mapping, &r->scratch, &cell->text, &cell->n,
                                             &rule);
    return status == COOP_MEMORY ? coop__no_memory(r->err)
           : status != COOP_OK   ? cell_problem(r, status, raw, field, rule)
                                 : COOP_OK;
}

coop_status coop__reader_cell(table_reader *r, int64_t index)
{
    const coop__field_schema *field = &r->source->schema->fields[index];
    coop__column *column = &r->source->table->columns[index];
    const coop__field own = constant_cell(r, field);
    const coop__field *raw = field->mapping.value != NULL ? &own
                                                    : &r->fields[r->source->place[index]];
    coop__field cell = *raw;
    bool was_bad = r->row_is_bad;
    r->row_is_bad = false;
    if (!replace_words(r, field, &cell)) {
        return coop__no_memory(r->err);
    }
    bool has_value = !is_missing(r->source->schema, &cell);
    if (has_value) {
        COOP__TRY(map_cell(r, field, &cell, raw));
    }
    if (has_value && !r->row_is_bad) {
        COOP__TRY(check_cell(r, field, &cell, raw));
    }
    if (!has_value && field->is_required) {
        COOP__TRY(cell_problem(r, COOP_FORMAT, raw, field, "a value is required"));
    }
    if (has_value && !r->row_is_bad) {
        COOP__TRY(append_value(r, index, &cell, raw));
    }
    bool is_appended = has_value && !r->row_is_bad;
    r->row_is_bad = r->row_is_bad || was_bad;
    return is_appended || coop__append_null(column) ? COOP_OK : coop__no_memory(r->err);
}

/* ---- rows ---- */

/* Appends the record to the columns, or takes its cells back when one is bad. */
static coop_status read_row(table_reader *r, size_t start, int64_t ordinal)
{
    coop__source *source = r->source;
    for (int64_t i = 0; i < source->schema->n_fields; i++) {
        COOP__TRY(coop__reader_cell(r, i));
    }
    if (!r->row_is_bad) {
        return coop__note_rows(source, 1, r->base + start, r->fields[0].line, ordinal)
                   ? COOP_OK : coop__no_memory(r->err);
    }
    for (int64_t i = 0; i < source->schema->n_fields; i++) {
        coop__column_pop(&source->table->columns[i]);
    }
    return COOP_OK;
}

/* ---- what was lost with a record ---- */

static bool lose_word(coop__source *source, const char *word, size_t n)
{
    if (source->lost.n >= COOP__LOST_MOST) {
        source->lost_more = true;
        return true;
    }
    int64_t code = coop__pool_add(&source->lost, word, n);
    source->lost_more = source->lost_more || code == -2;
    return code != -1;
}

/* Any word between delimiters, quotes and line ends may have been the key. */
static bool lose_words(coop__source *source, const char *bytes, size_t n)
{
    size_t start = 0;
    for (size_t i = 0; i <= n; i++) {
        bool is_mark = i == n || bytes[i] == source->schema->delimiter || bytes[i] == '"' ||
                       bytes[i] == '\n' || bytes[i] == '\r';
        if (is_mark && i > start && !lose_word(source, bytes + start, i - start)) {
            return false;
        }
        start = is_mark ? i + 1 : start;
    }
    return true;
}

/* Remembers the key of the record just refused, so that what refers to it is not reported for
 * that. Of a record that did not fall into its fields, every word. */
static bool lose_record(table_reader *r, size_t start, bool has_fields)
{
    const coop__table_schema *schema = r->source->schema;
    if (schema->n_key != 1) {
        return true;
    }
    if (!has_fields) {
        return lose_words(r->source, r->csv.bytes + start, r->csv.at - start);
    }
    int64_t place = r->source->place[schema->key[0]];
    if (place < 0) {
        return true; /* every row has this key: the first one keeps it */
    }
    coop__field cell = r->csv.fields[place];
    return replace_words(r, &schema->fields[schema->key[0]], &cell) &&
           lose_word(r->source, cell.text, cell.n);
}

/* One record that the reader gave: read, or reported and refused. */
static coop_status take_record(table_reader *r, coop__csv_event event, size_t start,
                               int64_t ordinal, int64_t n_columns)
{
    bool has_fields = event == COOP__CSV_ROW && r->csv.n_fields == n_columns;
    r->row_is_bad = false;
    r->fields = r->csv.fields;
    if (event == COOP__CSV_BAD) {
        const coop__csv_problem *p = &r->csv.problem;
        COOP__TRY(add_problem(r, COOP_FORMAT, p->line, p->column, NULL, p->text, p->n, p->rule));
    } else if (!has_fields) {
        char rule[100];
        snprintf(rule, sizeof rule, "the row has %lld fields, the header has %lld",
                 (long long)r->csv.n_fields, (long long)n_columns);
        const coop__field *first = &r->csv.fields[0];
        COOP__TRY(add_problem(r, COOP_FORMAT, first->line, first->column, NULL, first->text,
                              first->n, rule));
    } else {
        COOP__TRY(read_row(r, start, ordinal));
    }
    bool done = !r->row_is_bad ||
                (coop__refuse(r->source, ordinal) && lose_record(r, start, has_fields));
    return done ? COOP_OK : coop__no_memory(r->err);
}

static coop_status read_rows(table_reader *r)
{
    int64_t n_columns = r->csv.n_fields;
    for (;; r->ordinal++) {
        COOP__TRY(coop__batch_read(r));
        coop__csv_event event = COOP__CSV_END;
        size_t start = 0;
        COOP__TRY(coop__reader_next(r, &event, &start));
        if (event == COOP__CSV_END) {
            r->source->n_records = r->ordinal;
            r->source->n_blank = r->csv.n_blank;
            return COOP_OK;
        }
        if (!coop__is_refused(r->source, r->ordinal)) {
            COOP__TRY(take_record(r, event, start, r->ordinal, n_columns));
        }
    }
}

/* ---- a table ---- */

static bool is_field(const coop__table_schema *schema, const char *name)
{
    for (int64_t i = 0; i < schema->n_fields; i++) {
        if (strcmp(schema->fields[i].name, name) == 0) {
            return true;
        }
    }
    return false;
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
        /* A currency that names no field is a code, the same in every row: the column's unit. */
        bool is_code = field->currency != NULL && !is_field(schema, field->currency);
        if (coop__table_add(source->table, field->name, field->type, field->scale,
                            is_code ? field->currency : field->unit) < 0) {
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

/* Header and rows of what is open. */
static coop_status read_all(table_reader *r)
{
    COOP__TRY(make_columns(r));
    COOP__TRY(read_header(r));
    if (r->source->is_unread) {
        return COOP_OK;
    }
    COOP__TRY(coop__batch_open(r));
    return read_rows(r);
}

coop_status coop__table_read(coop__source *source, coop__report *report, coop__arena *arena,
                             coop_error *err)
{
    table_reader r = {.source = source, .report = report, .arena = arena, .err = err};
    r.scratch.a = report->a;
    coop_status status = coop__reader_open(&r, 0);
    if (status == COOP_OK) {
        status = read_all(&r);
    }
    coop__batch_close(&r);
    coop__reader_close(&r);
    coop__buffer_free(&r.scratch);
    if (status == COOP_OK && !coop__table_close(source->table)) {
        status = coop__no_memory(err);
    }
    return status;
}
