/* column.c -- appending cells to typed columns and reading them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "../core/number.h"

static const char *const type_names[COOP_TYPE_END] = {
    [COOP_TYPE_INT8] = "int8",   [COOP_TYPE_INT16] = "int16",     [COOP_TYPE_INT32] = "int32",
    [COOP_TYPE_INT64] = "int64", [COOP_TYPE_FLOAT64] = "float64", [COOP_TYPE_BOOL] = "bool",
    [COOP_TYPE_DATE] = "date",   [COOP_TYPE_SPAN] = "span",       [COOP_TYPE_MONEY] = "money",
    [COOP_TYPE_CODE] = "code",   [COOP_TYPE_SET] = "set",         [COOP_TYPE_TEXT] = "text",
};

const char *coop_type_name(coop_type type)
{
    return type > 0 && type < COOP_TYPE_END ? type_names[type] : "?";
}

coop_type coop__type_of_name(const char *name)
{
    for (coop_type type = 1; type < COOP_TYPE_END; type++) {
        if (strcmp(type_names[type], name) == 0) {
            return type;
        }
    }
    return 0;
}

bool coop__type_is_integer(coop_type type)
{
    return type >= COOP_TYPE_INT8 && type <= COOP_TYPE_INT64;
}

static bool has_offsets(const coop__column *column)
{
    return column->type == COOP_TYPE_SET || column->type == COOP_TYPE_TEXT;
}

/* ---- appending ---- */

/* Sets bit `row` of a bitmap that has row bits, and room for one more byte. */
static void push_bit(coop__buffer *bits, int64_t row, bool bit)
{
    if ((row & 7) == 0) {
        unsigned char zero = 0;
        (void)coop__buffer_append(bits, &zero, 1);
    }
    unsigned char mask = (unsigned char)(1u << (row & 7));
    bits->bytes[row >> 3] =
        (unsigned char)(bit ? bits->bytes[row >> 3] | mask : bits->bytes[row >> 3] & ~mask);
}

static bool reserve_bit(coop__buffer *bits)
{
    return coop__buffer_reserve(bits, 1);
}

static bool push_offset(coop__column *column)
{
    int64_t end = (int64_t)(column->values.n / (size_t)column->width);
    return coop__buffer_append(&column->offsets, &end, sizeof end);
}

/* Every reservation that a cell of n value bytes needs, before anything is changed. */
static bool reserve_cell(coop__column *column, size_t n)
{
    bool is_first = column->n_rows == 0 && has_offsets(column) && column->offsets.n == 0;
    if (is_first && !push_offset(column)) {
        return false;
    }
    return coop__buffer_reserve(&column->values, n) &&
           (!has_offsets(column) || coop__buffer_reserve(&column->offsets, sizeof(int64_t))) &&
           (column->validity.bytes == NULL || reserve_bit(&column->validity));
}

/* After reserve_cell nothing here can fail. */
static void push_cell(coop__column *column, const void *bytes, size_t n, bool is_valid)
{
    if (column->type == COOP_TYPE_BOOL) {
        push_bit(&column->values, column->n_rows, *(const unsigned char *)bytes != 0);
    } else {
        (void)coop__buffer_append(&column->values, bytes, n);
    }
    if (has_offsets(column)) {
        (void)push_offset(column);
    }
    if (column->validity.bytes != NULL) {
        push_bit(&column->validity, column->n_rows, is_valid);
    }
    column->n_null += is_valid ? 0 : 1;
    column->n_rows++;
}

static bool append_bytes(coop__column *column, const void *bytes, size_t n)
{
    if (!reserve_cell(column, n > 0 ? n : 1)) {
        return false;
    }
    push_cell(column, bytes, n, true);
    return true;
}

bool coop__append_null(coop__column *column)
{
    static const unsigned char zeros[8] = {0};
    if (!coop__validity_start(column) || !reserve_cell(column, sizeof zeros)) {
        return false;
    }
    push_cell(column, zeros, has_offsets(column) ? 0 : (size_t)column->width, false);
    return true;
}

bool coop__append_integer(coop__column *column, int64_t value)
{
    /* The low bytes come first only on little-endian machines, so the narrowing is by type. */
    int8_t narrow8 = (int8_t)value;
    int16_t narrow16 = (int16_t)value;
    int32_t narrow32 = (int32_t)value;
    unsigned char bit = value != 0;
    switch (column->type) {
    case COOP_TYPE_INT8:
        return append_bytes(column, &narrow8, 1);
    case COOP_TYPE_INT16:
        return append_bytes(column, &narrow16, 2);
    case COOP_TYPE_INT32:
    case COOP_TYPE_DATE:
        return append_bytes(column, &narrow32, 4);
    case COOP_TYPE_BOOL:
        return append_bytes(column, &bit, 1);
    default:
        return append_bytes(column, &value, 8);
    }
}

bool coop__append_number(coop__column *column, double value)
{
    return append_bytes(column, &value, sizeof value);
}

bool coop__append_span(coop__column *column, coop_span value)
{
    return append_bytes(column, &value, sizeof value);
}

static coop_status too_many_words(const coop__column *column, coop_error *err)
{
    return coop__fail(err, COOP_LIMIT, "column '%s' has %lld words, or one of 2^32 bytes: no room",
                      column->name, (long long)column->words.n);
}

static coop_status word_cell(coop__column *column, const char *word, size_t n, coop_error *err)
{
    uint32_t n_words = column->words.n;
    int64_t code = coop__pool_add(&column->words, word, n);
    if (code >= 0 && coop__codes_reserve(column, 1)) {
        uint8_t one = (uint8_t)code;
        uint16_t two = (uint16_t)code;
        uint32_t four = (uint32_t)code;
        const void *stored = column->width == 1   ? (const void *)&one
                             : column->width == 2 ? (const void *)&two : &four;
        if (append_bytes(column, stored, (size_t)column->width)) {
            return COOP_OK;
        }
    }
    coop__pool_cut(&column->words, n_words);
    return code == -2 ? too_many_words(column, err) : coop__no_memory(err);
}

bool coop__append_word(coop__column *column, const char *word, size_t n)
{
    return word_cell(column, word, n, NULL) == COOP_OK;
}

bool coop__append_codes(coop__column *column, const uint32_t *codes, int64_t n)
{
    return append_bytes(column, codes, (size_t)n * sizeof *codes);
}

bool coop__append_text(coop__column *column, const char *text, size_t n)
{
    return append_bytes(column, text, n);
}

static void pop_bit(coop__buffer *bits, int64_t row)
{
    bits->bytes[row >> 3] &= (unsigned char)~(1u << (row & 7));
    bits->n = (size_t)((row + 7) / 8);
}

/* Leaves nothing behind the end: the same cells are the same bytes, whatever was taken back. */
static void pop_bytes(coop__buffer *buffer, size_t n)
{
    memset(buffer->bytes + n, 0, buffer->n - n);
    buffer->n = n;
}

void coop__column_pop(coop__column *column)
{
    int64_t row = column->n_rows - 1;
    column->n_null -= coop__is_valid(column, row) ? 0 : 1;
    if (column->validity.bytes != NULL) {
        pop_bit(&column->validity, row);
    }
    if (column->type == COOP_TYPE_BOOL) {
        pop_bit(&column->values, row);
    } else if (has_offsets(column)) {
        const int64_t *offsets = (const int64_t *)(const void *)column->offsets.bytes;
        pop_bytes(&column->values, (size_t)offsets[row] * (size_t)column->width);
        pop_bytes(&column->offsets, column->offsets.n - sizeof(int64_t));
    } else {
        pop_bytes(&column->values, column->values.n - (size_t)column->width);
    }
    column->n_rows = row;
}

/* ---- cells from text ---- */

/* Bytes of a cell that a message shows. */
#define SHOWN 60

static coop_status need(const char *text, size_t n, const char *wanted, coop_error *err)
{
    return coop__fail(err, COOP_FORMAT, "'%.*s' is no %s", (int)coop__utf8_cut(text, n, SHOWN),
                      text, wanted);
}

static coop_status appended(bool done, coop_error *err)
{
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status integer_cell(coop__column *column, const char *text, size_t n, coop_error *err)
{
    int64_t value = 0;
    COOP__TRY(coop__integer_parse(text, n, &value, err));
    int bits = 8 * column->width;
    int64_t most = bits == 64 ? INT64_MAX : ((int64_t)1 << (bits - 1)) - 1;
    if (value > most || value < -most - 1) {
        return coop__fail(err, COOP_RANGE, "%lld does not fit %s", (long long)value,
                          coop_type_name(column->type));
    }
    return appended(coop__append_integer(column, value), err);
}

static coop_status bool_cell(coop__column *column, const char *text, size_t n, coop_error *err)
{
    bool is_true = coop__text_is(text, n, "true") || coop__text_is(text, n, "1");
    if (!is_true && !coop__text_is(text, n, "false") && !coop__text_is(text, n, "0")) {
        return need(text, n, "bool: need true, false, 1 or 0", err);
    }
    return appended(coop__append_integer(column, is_true ? 1 : 0), err);
}

#define SET_MOST 1024

/* One more member, which must be a new one. */
static coop_status set_member(coop__column *column, const char *word, size_t n, uint32_t *codes,
                              int64_t n_codes, coop_error *err)
{
    if (n_codes == SET_MOST) {
        return coop__fail(err, COOP_LIMIT, "a set has at most %d members", SET_MOST);
    }
    int64_t code = coop__pool_add(&column->words, word, n);
    if (code < 0) {
        return code == -1 ? coop__no_memory(err) : too_many_words(column, err);
    }
    for (int64_t i = 0; i < n_codes; i++) {
        if (codes[i] == (uint32_t)code) {
            return coop__fail(err, COOP_CONFLICT, "'%s' is in the set twice",
                              column->words.words[code]);
        }
    }
    codes[n_codes] = (uint32_t)code;
    return COOP_OK;
}

static coop_status set_members(coop__column *column, const char *text, size_t n, char delimiter,
                               coop_error *err)
{
    uint32_t codes[SET_MOST];
    int64_t n_codes = 0;
    for (size_t start = 0; start <= n && n > 0;) {
        const char *mark = memchr(text + start, delimiter, n - start);
        size_t end = mark == NULL ? n : (size_t)(mark - text);
        if (end == start) {
            return need(text, n, "set: a member is empty", err);
        }
        COOP__TRY(set_member(column, text + start, end - start, codes, n_codes, err));
        n_codes++;
        start = end + 1;
    }
    return appended(coop__append_codes(column, codes, n_codes), err);
}

/* A cell that is refused leaves none of its words: they would pass for words of the column. */
static coop_status set_cell(coop__column *column, const char *text, size_t n, char delimiter,
                            coop_error *err)
{
    uint32_t n_words = column->words.n;
    coop_status status = set_members(column, text, n, delimiter, err);
    if (status != COOP_OK) {
        coop__pool_cut(&column->words, n_words);
    }
    return status;
}

coop_status coop__append_cell(coop__column *column, const char *text, size_t n, char delimiter,
                              bool *rounded, coop_error *err)
{
    int64_t integer = 0;
    double number = 0;
    coop_date date = 0;
    coop_span span = {0, 0};
    bool is_rounded = false;
    switch (column->type) {
    case COOP_TYPE_FLOAT64:
        COOP__TRY(coop__number_parse(text, n, &number, err));
        return appended(coop__append_number(column, number), err);
    case COOP_TYPE_BOOL:
        return bool_cell(column, text, n, err);
    case COOP_TYPE_DATE:
        COOP__TRY(coop__date_parse(text, n, &date, err));
        return appended(coop__append_integer(column, date), err);
    case COOP_TYPE_SPAN:
        COOP__TRY(coop__span_parse(text, n, &span, err));
        return appended(coop__append_span(column, span), err);
    case COOP_TYPE_MONEY:
        COOP__TRY(coop__money_parse(text, n, column->scale, &integer, &is_rounded, err));
        if (rounded != NULL) {
            *rounded = is_rounded;
        }
        return appended(coop__append_integer(column, integer), err);
    case COOP_TYPE_CODE:
        return word_cell(column, text, n, err);
    case COOP_TYPE_SET:
        return set_cell(column, text, n, delimiter, err);
    case COOP_TYPE_TEXT:
        return appended(coop__append_text(column, text, n), err);
    default:
        return integer_cell(column, text, n, err);
    }
}

/* ---- reading ---- */

int64_t coop__integer_at(const coop__column *column, int64_t row)
{
    const void *values = column->values.bytes;
    switch (column->type) {
    case COOP_TYPE_INT8:
        return ((const int8_t *)values)[row];
    case COOP_TYPE_INT16:
        return ((const int16_t *)values)[row];
    case COOP_TYPE_INT32:
    case COOP_TYPE_DATE:
        return ((const int32_t *)values)[row];
    case COOP_TYPE_BOOL:
        return ((const uint8_t *)values)[row >> 3] >> (row & 7) & 1;
    default:
        return ((const int64_t *)values)[row];
    }
}

uint32_t coop__code_at(const coop__column *column, int64_t row)
{
    const void *values = column->values.bytes;
    return column->width == 1   ? ((const uint8_t *)values)[row]
           : column->width == 2 ? ((const uint16_t *)values)[row]
                                : ((const uint32_t *)values)[row];
}

coop_words coop__words_at(const coop__column *column, int64_t row)
{
    const int64_t *offsets = (const int64_t *)(const void *)column->offsets.bytes;
    const uint32_t *codes = (const uint32_t *)(const void *)column->values.bytes;
    coop_words words = {column->words.words, codes + offsets[row], offsets[row + 1] - offsets[row]};
    return words;
}

const char *coop__text_at(const coop__column *column, int64_t row, size_t *n)
{
    const int64_t *offsets = (const int64_t *)(const void *)column->offsets.bytes;
    *n = (size_t)(offsets[row + 1] - offsets[row]);
    return (const char *)column->values.bytes + offsets[row];
}
