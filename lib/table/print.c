/* print.c -- tables as text, CSV, JSON and Markdown.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sink.h"

/* Longest cell that is built in a buffer: numbers, days, spans. Words and text are not copied. */
#define CELL_SIZE 64

/* How a cell looks before a format quotes it: bytes that need no memory of their own. */
typedef struct cell_text {
    const char *bytes;
    size_t n;
    char buffer[CELL_SIZE];
} cell_text;

static void set_buffer(cell_text *cell, size_t n)
{
    cell->bytes = cell->buffer;
    cell->n = n;
}

/* Fills cell for every type but set, which has many words. digits < 0: shortest form. */
static void cell_of(const coop__column *column, int64_t row, int digits, cell_text *cell)
{
    coop_error err; /* days inside a table are inside the calendar: the calls cannot fail */
    switch (column->type) {
    case COOP_TYPE_FLOAT64:
        set_buffer(cell, digits < 0
                             ? coop__number_format(coop__number_at(column, row), cell->buffer)
                             : coop__number_format_fixed(coop__number_at(column, row), digits,
                                                         cell->buffer));
        break;
    case COOP_TYPE_BOOL:
        cell->bytes = coop__integer_at(column, row) != 0 ? "true" : "false";
        cell->n = strlen(cell->bytes);
        break;
    case COOP_TYPE_DATE:
        set_buffer(cell, coop_date_format((coop_date)coop__integer_at(column, row), cell->buffer,
                                          &err) == COOP_OK
                             ? 10
                             : 0);
        break;
    case COOP_TYPE_SPAN:
        set_buffer(cell, coop_span_format(coop__span_at(column, row), cell->buffer, &err) == COOP_OK
                             ? strlen(cell->buffer)
                             : 0);
        break;
    case COOP_TYPE_MONEY:
        set_buffer(cell,
                   coop__money_format(coop__integer_at(column, row), column->scale, cell->buffer));
        break;
    case COOP_TYPE_CODE: {
        uint32_t code = coop__code_at(column, row);
        cell->bytes = column->words.words[code];
        cell->n = column->words.lengths[code];
        break;
    }
    case COOP_TYPE_TEXT:
        cell->bytes = coop__text_at(column, row, &cell->n);
        break;
    default:
        set_buffer(cell, coop__integer_format(coop__integer_at(column, row), cell->buffer));
        break;
    }
}

/* ---- one writer of words, four ways to quote ---- */

typedef void put_bytes(coop__writer *writer, const char *bytes, size_t n);

static void put_csv(coop__writer *writer, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        coop__sink_bytes(writer, bytes + i, 1);
        if (bytes[i] == '"') {
            coop__sink_bytes(writer, "\"", 1);
        }
    }
}

static void put_json(coop__writer *writer, const char *bytes, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '"' || c == '\\') {
            coop__sink_bytes(writer, "\\", 1);
        }
        if (c >= 0x20 && c != 0x7f) {
            coop__sink_bytes(writer, bytes + i, 1);
        } else {
            const char escaped[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            coop__sink_bytes(writer, escaped, sizeof escaped);
        }
    }
}

static size_t character_length(const char *bytes, size_t n)
{
    size_t length = coop__utf8_length(bytes);
    return length < n ? length : n;
}

/* For people: control characters would act on a terminal or end a line. */
static void put_plain(coop__writer *writer, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t length = character_length(bytes + i, n - i);
        bool is_shown = !coop__is_control(bytes + i, length);
        coop__sink_bytes(writer, is_shown ? bytes + i : " ", is_shown ? length : 1);
        i += length;
    }
}

/* A pipe would end a cell. */
/* A cell is text: it begins no tag, link or code, and ends no cell. */
static void put_markdown(coop__writer *writer, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t length = character_length(bytes + i, n - i);
        if (memchr("|\\<[`", bytes[i], 5) != NULL) {
            coop__sink_bytes(writer, "\\", 1);
        }
        put_plain(writer, bytes + i, length);
        i += length;
    }
}

/* Every part of a cell through `put`; a set's words are joined by ';'. Returns its width. */
static int64_t put_cell(coop__writer *writer, const coop__column *column, int64_t row, int digits,
                        put_bytes *put)
{
    cell_text cell;
    if (column->type != COOP_TYPE_SET) {
        cell_of(column, row, digits, &cell);
        put(writer, cell.bytes, cell.n);
        return coop__utf8_width(cell.bytes, cell.n);
    }
    coop_words words = coop__words_at(column, row);
    int64_t width = 0;
    for (int64_t i = 0; i < words.n; i++) {
        const char *word = words.words[words.codes[i]];
        size_t n = column->words.lengths[words.codes[i]];
        put(writer, ";", i > 0 ? 1 : 0);
        put(writer, word, n);
        width += coop__utf8_width(word, n) + (i > 0 ? 1 : 0);
    }
    return width;
}

static void put_nothing(coop__writer *writer, const char *bytes, size_t n)
{
    (void)writer;
    (void)bytes;
    (void)n;
}

#define SHOWN_DIGITS 4
#define NO_VALUE "-"

static int64_t shown(coop__writer *writer, const coop__column *column, int64_t row, put_bytes *put)
{
    if (!coop__is_valid(column, row)) {
        put(writer, NO_VALUE, 1);
        return 1;
    }
    return put_cell(writer, column, row, SHOWN_DIGITS, put);
}

static bool is_right_aligned(const coop__column *column)
{
    return column->type <= COOP_TYPE_FLOAT64 || column->type == COOP_TYPE_MONEY;
}

/* ---- formats ---- */

static int64_t column_width(const coop__column *column)
{
    int64_t widest = coop__utf8_width(column->name, strlen(column->name));
    for (int64_t row = 0; row < column->n_rows; row++) {
        int64_t width = shown(NULL, column, row, put_nothing);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void pad(coop__writer *writer, const coop__column *column, int64_t width, int64_t room,
                bool before, bool is_last)
{
    bool is_pad_here = is_right_aligned(column) == before;
    if (is_pad_here && room > width && !(is_last && !before)) {
        coop__sink_repeat(writer, ' ', room - width);
    }
}

static void text_cell(coop__writer *writer, const coop__column *column, int64_t row, int64_t room,
                      bool is_last)
{
    /* Row -1 is the header. */
    int64_t width = row < 0 ? coop__utf8_width(column->name, strlen(column->name))
                            : shown(NULL, column, row, put_nothing);
    pad(writer, column, width, room, /*before=*/true, is_last);
    if (row < 0) {
        put_plain(writer, column->name, strlen(column->name));
    } else {
        (void)shown(writer, column, row, put_plain);
    }
    pad(writer, column, width, room, /*before=*/false, is_last);
}

#define WIDTHS 64 /* columns beyond are not aligned: no terminal shows them side by side */

static void print_text(const coop_table *table, coop__writer *writer)
{
    int64_t widths[WIDTHS] = {0};
    for (int64_t i = 0; i < table->n_columns && i < WIDTHS; i++) {
        widths[i] = column_width(&table->columns[i]);
    }
    for (int64_t row = -1; row < table->n_rows; row++) {
        for (int64_t i = 0; i < table->n_columns; i++) {
            bool is_last = i == table->n_columns - 1;
            coop__sink_text(writer, i > 0 ? "  " : "");
            text_cell(writer, &table->columns[i], row, i < WIDTHS ? widths[i] : 0, is_last);
        }
        coop__sink_text(writer, "\n");
    }
}

static bool needs_quotes(const coop__column *column, int64_t row)
{
    cell_text cell;
    if (column->type == COOP_TYPE_SET) {
        coop_words words = coop__words_at(column, row);
        for (int64_t i = 0; i < words.n; i++) {
            if (strpbrk(words.words[words.codes[i]], ",\"\r\n") != NULL) {
                return true;
            }
        }
        return words.n == 0;
    }
    cell_of(column, row, -1, &cell);
    for (size_t i = 0; i < cell.n; i++) {
        if (memchr(",\"\r\n", cell.bytes[i], 4) != NULL) {
            return true;
        }
    }
    return cell.n == 0;
}

static void quoted_csv(coop__writer *writer, const char *bytes, size_t n, bool quotes)
{
    coop__sink_text(writer, quotes ? "\"" : "");
    put_csv(writer, bytes, n);
    coop__sink_text(writer, quotes ? "\"" : "");
}

/* A reader takes a byte order mark at the start for its own. */
static bool name_needs_quotes(const char *name)
{
    return strpbrk(name, ",\"\r\n") != NULL || strncmp(name, "\xef\xbb\xbf", 3) == 0;
}

static void print_csv(const coop_table *table, coop__writer *writer)
{
    for (int64_t i = 0; i < table->n_columns; i++) {
        const char *name = table->columns[i].name;
        coop__sink_text(writer, i > 0 ? "," : "");
        quoted_csv(writer, name, strlen(name), name_needs_quotes(name));
    }
    coop__sink_text(writer, "\n");
    for (int64_t row = 0; row < table->n_rows; row++) {
        for (int64_t i = 0; i < table->n_columns; i++) {
            const coop__column *column = &table->columns[i];
            coop__sink_text(writer, i > 0 ? "," : "");
            if (!coop__is_valid(column, row)) {
                /* A lone empty cell would be an empty line, which readers pass over. */
                coop__sink_text(writer, table->n_columns == 1 ? "\"\"" : "");
                continue;
            }
            bool quotes = needs_quotes(column, row);
            coop__sink_text(writer, quotes ? "\"" : "");
            (void)put_cell(writer, column, row, -1, put_csv);
            coop__sink_text(writer, quotes ? "\"" : "");
        }
        coop__sink_text(writer, "\n");
    }
}

static void json_set(coop__writer *writer, const coop__column *column, int64_t row)
{
    coop_words words = coop__words_at(column, row);
    coop__sink_text(writer, "[");
    for (int64_t i = 0; i < words.n; i++) {
        coop__sink_text(writer, i > 0 ? ", \"" : "\"");
        put_json(writer, words.words[words.codes[i]], column->words.lengths[words.codes[i]]);
        coop__sink_text(writer, "\"");
    }
    coop__sink_text(writer, "]");
}

static void json_cell(coop__writer *writer, const coop__column *column, int64_t row)
{
    if (!coop__is_valid(column, row)) {
        coop__sink_text(writer, "null");
        return;
    }
    if (column->type == COOP_TYPE_SET) {
        json_set(writer, column, row);
        return;
    }
    bool is_bare = column->type <= COOP_TYPE_BOOL;
    if (column->type == COOP_TYPE_FLOAT64) {
        double value = coop__number_at(column, row);
        is_bare = value - value == 0;
    }
    coop__sink_text(writer, is_bare ? "" : "\"");
    (void)put_cell(writer, column, row, -1, put_json);
    coop__sink_text(writer, is_bare ? "" : "\"");
}

static void print_json(const coop_table *table, coop__writer *writer)
{
    coop__sink_text(writer, "[");
    for (int64_t row = 0; row < table->n_rows; row++) {
        coop__sink_text(writer, row > 0 ? ",\n {" : "\n {");
        for (int64_t i = 0; i < table->n_columns; i++) {
            const coop__column *column = &table->columns[i];
            coop__sink_text(writer, i > 0 ? ", \"" : "\"");
            put_json(writer, column->name, strlen(column->name));
            coop__sink_text(writer, "\": ");
            json_cell(writer, column, row);
        }
        coop__sink_text(writer, "}");
    }
    coop__sink_text(writer, table->n_rows > 0 ? "\n]\n" : "]\n");
}

static void print_markdown(const coop_table *table, coop__writer *writer)
{
    for (int64_t row = -2; row < table->n_rows; row++) {
        coop__sink_text(writer, "|");
        for (int64_t i = 0; i < table->n_columns; i++) {
            const coop__column *column = &table->columns[i];
            coop__sink_text(writer, row == -1 ? "" : " ");
            if (row == -2) {
                put_markdown(writer, column->name, strlen(column->name));
            } else if (row == -1) {
                coop__sink_text(writer, is_right_aligned(column) ? "---:" : "---");
            } else {
                (void)shown(writer, column, row, put_markdown);
            }
            coop__sink_text(writer, row == -1 ? "|" : " |");
        }
        coop__sink_text(writer, "\n");
    }
}

void coop__cell_write(coop__writer *writer, const coop__column *column, int64_t row)
{
    if (coop__is_valid(column, row)) {
        (void)put_cell(writer, column, row, -1, coop__sink_bytes);
    }
}

coop_status coop_table_print(const coop_table *table, coop_format format, const coop_sink *sink,
                             coop_error *err)
{
    static void (*const printers[COOP_FORMAT_END])(const coop_table *, coop__writer *) = {
        [COOP_FORMAT_TEXT] = print_text,
        [COOP_FORMAT_CSV] = print_csv,
        [COOP_FORMAT_JSON] = print_json,
        [COOP_FORMAT_MARKDOWN] = print_markdown,
    };
    if (table == NULL || sink == NULL || sink->write == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", table == NULL ? "table" : "sink");
    }
    if (format <= 0 || format >= COOP_FORMAT_END) {
        return coop__fail(err, COOP_ARGUMENT, "format is %d, need 1 to %d", (int)format,
                          COOP_FORMAT_END - 1);
    }
    coop__writer writer = {.sink = sink, .status = COOP_OK, .n = 0};
    printers[format](table, &writer);
    return coop__sink_finish(&writer, err);
}
