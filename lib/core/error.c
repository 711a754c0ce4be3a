/* error.c -- the one place that writes a coop_error.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

typedef struct status_row {
    const char *name;
    const char *text;
} status_row;

static const status_row status_rows[COOP_STATUS_END] = {
    [COOP_OK] = {"OK", "done"},
    [COOP_ARGUMENT] = {"ARGUMENT", "an argument is missing or has no such value"},
    [COOP_RANGE] = {"RANGE", "a number is outside its range"},
    [COOP_EMPTY] = {"EMPTY", "there is nothing to compute from"},
    [COOP_UNDEFINED] = {"UNDEFINED", "the statistic has no value on this data"},
    [COOP_NOT_FOUND] = {"NOT_FOUND", "there is nothing of that name"},
    [COOP_TYPE] = {"TYPE", "the types do not go together"},
    [COOP_SYNTAX] = {"SYNTAX", "the query text does not follow the grammar"},
    [COOP_FORMAT] = {"FORMAT", "the input is not well formed"},
    [COOP_REFERENCE] = {"REFERENCE", "the input names a record that is not there"},
    [COOP_CONFLICT] = {"CONFLICT", "the parts contradict each other or would be counted twice"},
    [COOP_LIMIT] = {"LIMIT", "a documented limit was passed"},
    [COOP_CANCELLED] = {"CANCELLED", "the caller asked to stop"},
    [COOP_IO] = {"IO", "the operating system refused to read or write"},
    [COOP_MEMORY] = {"MEMORY", "there is no memory left"},
    [COOP_UNSUPPORTED] = {"UNSUPPORTED", "valid, but not done by this version"},
    [COOP_INTERNAL] = {"INTERNAL", "a defect of the library"},
};

static const status_row *row_of(coop_status status)
{
    return status >= 0 && status < COOP_STATUS_END ? &status_rows[status] : NULL;
}

const char *coop_status_name(coop_status status)
{
    const status_row *row = row_of(status);
    return row != NULL ? row->name : "?";
}

const char *coop_status_text(coop_status status)
{
    const status_row *row = row_of(status);
    return row != NULL ? row->text : "an unknown status";
}

/* Length of the well-formed, printable character at text[0..n), or 0 when it must be escaped. */
static size_t printable_length(const char *text, size_t n)
{
    size_t length = coop__utf8_length(text);
    bool is_whole = length <= n && coop__utf8_valid(text, length <= n ? length : n, NULL);
    return is_whole && !coop__is_control(text, length) ? length : 0;
}

void coop__escape(const char *text, size_t n, char *out, size_t size)
{
    static const char hex[] = "0123456789abcdef";
    size_t used = 0;
    size_t last_fit = 0; /* longest prefix that leaves room for "..." */
    for (size_t i = 0; i < n;) {
        size_t length = printable_length(text + i, n - i);
        size_t needed = length == 0 ? 4 : length;
        if (used + needed >= size) {
            memcpy(out + last_fit, "...", 4);
            return;
        }
        if (length == 0) {
            unsigned char byte = (unsigned char)text[i];
            const char escaped[4] = {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
            memcpy(out + used, escaped, 4);
            i += 1;
        } else {
            memcpy(out + used, text + i, length);
            i += length;
        }
        used += needed;
        if (used + 4 <= size) {
            last_fit = used;
        }
    }
    out[used] = '\0';
}

static coop_status write_error(coop_error *err, coop_status code, int64_t line, int64_t column,
                               const char *format, va_list arguments)
{
    if (err == NULL) {
        return code;
    }
    char raw[1024];
    int n = vsnprintf(raw, sizeof raw, format, arguments);
    size_t length = n < 0 ? 0 : (size_t)n;
    length = length < sizeof raw ? length : sizeof raw - 1;
    memset(err, 0, sizeof *err);
    err->code = code;
    err->line = line;
    err->column = column;
    coop__escape(raw, length, err->message, sizeof err->message);
    return code;
}

coop_status coop__fail(coop_error *err, coop_status code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_error(err, code, 0, 0, format, arguments);
    va_end(arguments);
    return code;
}

coop_status coop__fail_at(coop_error *err, coop_status code, int64_t line, int64_t column,
                          const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_error(err, code, line, column, format, arguments);
    va_end(arguments);
    return code;
}

coop_status coop__no_memory(coop_error *err)
{
    return coop__fail(err, COOP_MEMORY, "out of memory");
}

_Static_assert(sizeof(coop_error) == 256, "the size of coop_error is frozen");
