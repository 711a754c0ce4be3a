/* mapping.c -- how a foreign file writes its numbers, dates and status words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping.h"

#include <string.h>

#include <coopstat/crosswalk.h>

#include "../core/date.h"
#include "../core/error.h"
#include "../core/number.h"

#define SHIFT_MOST 12 /* powers of ten either way: 10^12 is a trillion */

/* ---- descriptors ---- */

static coop_status faulty(coop__mapping_fault *fault, coop_status status, const coop__json *at,
                          const char *rule)
{
    fault->at = at;
    fault->rule = rule;
    return status;
}

/* A text of at least one byte; absent: the fallback. */
static coop_status text_of(const coop__json *node, const char *key, const char *fallback,
                           const char **out, coop__mapping_fault *fault)
{
    const coop__json *member = coop__json_get(node, key);
    *out = fallback;
    if (member == NULL) {
        return COOP_OK;
    }
    if (member->kind != COOP__JSON_STRING || member->n == 0) {
        return faulty(fault, COOP_FORMAT, member, "need a text here, and not an empty one");
    }
    *out = member->text;
    return COOP_OK;
}

/* True if the text is 1, 1 and zeros, or 0. zeros 1; *shift is its power of ten. */
static bool power_of_ten(const coop__json *number, int32_t *shift)
{
    double power = 1;
    for (int32_t k = 0; k <= SHIFT_MOST; k++) {
        /* 1 / 10^k and 10^k are each the nearest double, as is what was read. */
        if (number->number == power || number->number == 1 / power) {
            *shift = number->number == power ? k : -k;
            return true;
        }
        power *= 10;
    }
    return false;
}

static coop_status read_number(const coop__json *field, const coop__json *extension,
                               coop_type type, coop__mapping *m, coop__mapping_fault *fault)
{
    const coop__json *times = coop__json_get(extension, "times");
    const char *decimal = NULL;
    COOP__TRY(text_of(field, "groupChar", "", &m->group, fault));
    COOP__TRY(text_of(field, "decimalChar", ".", &decimal, fault));
    COOP__TRY(text_of(extension, "prefix", "", &m->prefix, fault));
    COOP__TRY(text_of(extension, "suffix", "", &m->suffix, fault));
    bool is_mark = strcmp(decimal, ".") == 0 || strcmp(decimal, ",") == 0;
    bool is_digit = m->group[0] >= '0' && m->group[0] <= '9';
    if (!is_mark || is_digit || strcmp(m->group, decimal) == 0) {
        return faulty(fault, COOP_UNSUPPORTED, field,
                      "the decimal mark is '.' or ',', and the thousands mark is another one");
    }
    m->decimal = decimal[0];
    if (times != NULL && (times->kind != COOP__JSON_NUMBER || !power_of_ten(times, &m->shift))) {
        return faulty(fault, COOP_RANGE, times,
                      "'times' is a power of ten: 0.01 for percent, 1000000 for million");
    }
    m->is_number = times != NULL || m->group[0] != '\0' || m->decimal != '.' ||
                   m->prefix[0] != '\0' || m->suffix[0] != '\0';
    bool fits = type == COOP_TYPE_MONEY || type == COOP_TYPE_FLOAT64 ||
                (coop__type_is_integer(type) && times == NULL);
    return !m->is_number || fits
               ? COOP_OK
               : faulty(fault, COOP_FORMAT, field, "marks and units of numbers belong to numbers, "
                                                   "'times' to money and float64");
}

/* A format has the year once, the month at most once, and the day only with the month. */
static bool is_date_format(const char *format, bool needs_day)
{
    int years = 0;
    int months = 0;
    int days = 0;
    for (const char *c = format; *c != '\0'; c++) {
        if (*c != '%') {
            continue;
        }
        c++;
        years += *c == 'Y';
        months += *c == 'm';
        days += *c == 'd';
        if (*c != 'Y' && *c != 'm' && *c != 'd') {
            return false;
        }
    }
    return years == 1 && months <= 1 && days <= months && (!needs_day || days == 1);
}

static coop_status read_date(const coop__json *field, const coop__json *extension, coop_type type,
                             coop__mapping *m, coop__mapping_fault *fault)
{
    const coop__json *format = coop__json_get(field, "format");
    const coop__json *year_only = coop__json_get(extension, "year_only");
    bool is_date = type == COOP_TYPE_DATE || type == COOP_TYPE_SPAN;
    bool is_default = format == NULL || format->kind == COOP__JSON_NULL ||
                      (format->kind == COOP__JSON_STRING && strcmp(format->text, "default") == 0);
    if (!is_default) {
        bool fits = is_date && format->kind == COOP__JSON_STRING &&
                    is_date_format(format->text, type == COOP_TYPE_DATE);
        if (!fits) {
            return faulty(fault, COOP_UNSUPPORTED, format,
                          "'format' may only be 'default' here, or of dates one with %Y, %m, %d");
        }
        m->format = format->text;
    }
    if (year_only == NULL || year_only->kind == COOP__JSON_FALSE) {
        return COOP_OK;
    }
    bool is_column = year_only->kind == COOP__JSON_STRING && year_only->n > 0;
    if (type != COOP_TYPE_SPAN || (year_only->kind != COOP__JSON_TRUE && !is_column)) {
        return faulty(fault, COOP_FORMAT, year_only,
                      "'year_only' is true or the column that tells it, and belongs to a span");
    }
    m->is_year_only = true;
    m->estimated = is_column ? year_only->text : NULL;
    return COOP_OK;
}

static bool has_terms(const char *scheme)
{
    const coop_crosswalk_term *term = coop_crosswalk_terms();
    while (term->scheme != NULL && strcmp(term->scheme, scheme) != 0) {
        term++;
    }
    return term->scheme != NULL;
}

coop_status coop__mapping_read(const coop__json *field, coop_type type, coop__mapping *out,
                               coop__mapping_fault *fault)
{
    const coop__json *extension = coop__json_get(field, "coopstat");
    coop__mapping m = {0};
    COOP__TRY(text_of(extension, "value", NULL, &m.value, fault));
    COOP__TRY(text_of(extension, "crosswalk", NULL, &m.scheme, fault));
    COOP__TRY(read_number(field, extension, type, &m, fault));
    COOP__TRY(read_date(field, extension, type, &m, fault));
    if (m.scheme != NULL && (type != COOP_TYPE_CODE || !coop__scheme_is_known(m.scheme))) {
        return faulty(fault, COOP_REFERENCE, coop__json_get(extension, "crosswalk"),
                      "no scheme of the library, or the field is not of type code");
    }
    m.has_terms = m.scheme != NULL && has_terms(m.scheme);
    *out = m;
    return COOP_OK;
}

/* ---- numbers ---- */

static bool starts_with(const char *text, size_t n, const char *start)
{
    size_t n_start = strlen(start);
    return n >= n_start && memcmp(text, start, n_start) == 0;
}

/* Copies digits without thousands marks, which stand before each three digits or nowhere. */
static const char *copy_digits(const coop__mapping *m, const char *text, size_t n,
                               coop__buffer *out)
{
    static const char *const misplaced = "thousands marks stand before each three digits";
    size_t n_group = strlen(m->group);
    size_t digits = 0; /* since the last mark */
    bool has_group = false;
    size_t i = 0;
    while (i < n) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (!is_digit && n_group > 0 && starts_with(text + i, n - i, m->group)) {
            if (digits == 0 || digits > 3 || (has_group && digits != 3)) {
                return misplaced;
            }
            has_group = true;
            digits = 0;
            i += n_group;
            continue;
        }
        if (!is_digit) {
            break;
        }
        (void)coop__buffer_append(out, &text[i++], 1); /* there is room */
        digits++;
    }
    if (has_group && digits != 3) {
        return misplaced;
    }
    for (; i < n; i++) {
        bool is_other = m->decimal == ',' && text[i] == '.';
        char c = text[i] == m->decimal ? '.' : text[i];
        if (is_other || (m->decimal != ',' && c == ',')) {
            return m->decimal == ',' ? "the decimal mark is ','" : "the decimal mark is '.'";
        }
        (void)coop__buffer_append(out, &c, 1);
    }
    return NULL;
}

/* Writes a power of ten behind the number, together with one that it has. */
static void append_shift(coop__buffer *b, int32_t shift)
{
    char text[COOP__NUMBER_SIZE];
    const char *mark = memchr(b->bytes, 'e', b->n);
    mark = mark == NULL && b->n > 0 ? memchr(b->bytes, 'E', b->n) : mark;
    int64_t power = 0;
    if (mark != NULL) {
        size_t at = (size_t)(mark - (const char *)b->bytes);
        if (coop__integer_parse(mark + 1, b->n - at - 1, &power, NULL) != COOP_OK ||
            power > INT64_MAX / 2 || power < INT64_MIN / 2) {
            return; /* no number: reading it says so */
        }
        b->n = at;
    }
    size_t n = coop__integer_format(power + shift, text);
    (void)coop__buffer_append(b, "e", 1);
    (void)coop__buffer_append(b, text, n);
}

static coop_status apply_number(const coop__mapping *m, coop__buffer *scratch, const char **text,
                                size_t *n, const char **rule)
{
    const char *at = *text;
    size_t left = *n;
    scratch->n = 0;
    if (!coop__buffer_reserve(scratch, left + 2 * COOP__NUMBER_SIZE)) {
        return COOP_MEMORY;
    }
    /* "-$5" and "$-5" are both written. */
    if (left > 0 && (at[0] == '-' || at[0] == '+') && m->prefix[0] != at[0]) {
        (void)coop__buffer_append(scratch, at++, 1);
        left--;
    }
    size_t n_suffix = strlen(m->suffix);
    if (!starts_with(at, left, m->prefix)) {
        *rule = "what the descriptor states as prefix does not stand before the number";
        return COOP_FORMAT;
    }
    at += strlen(m->prefix);
    left -= strlen(m->prefix);
    if (left < n_suffix || memcmp(at + left - n_suffix, m->suffix, n_suffix) != 0) {
        *rule = "what the descriptor states as suffix does not stand behind the number";
        return COOP_FORMAT;
    }
    left -= n_suffix;
    if (scratch->n == 0 && left > 0 && (at[0] == '-' || at[0] == '+')) {
        (void)coop__buffer_append(scratch, at++, 1);
        left--;
    }
    *rule = copy_digits(m, at, left, scratch);
    if (*rule != NULL) {
        return COOP_FORMAT;
    }
    if (m->shift != 0) {
        append_shift(scratch, m->shift);
    }
    *text = (const char *)scratch->bytes;
    *n = scratch->n;
    return COOP_OK;
}

/* ---- dates ---- */

/* Digits at the start of text, at most `most`; -1: none. */
static int32_t leading_number(const char *text, size_t n, size_t most, size_t *used)
{
    int32_t number = 0;
    *used = 0;
    while (*used < n && *used < most && text[*used] >= '0' && text[*used] <= '9') {
        number = number * 10 + (text[(*used)++] - '0');
    }
    return *used > 0 ? number : -1;
}

static char *put_number(char *out, int32_t number, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return out + width;
}

/* "31/12/2019" by "%d/%m/%Y" as 2019-12-31. Years have four digits: what two would mean is not
 * known. */
static coop_status apply_date(const coop__mapping *m, coop__buffer *scratch, const char **text,
                              size_t *n, const char **rule)
{
    int32_t year = -1;
    int32_t month = -1;
    int32_t day = -1;
    size_t at = 0;
    bool fits = true;
    for (const char *c = m->format; *c != '\0' && fits; c++) {
        if (*c != '%') {
            fits = at < *n && (*text)[at] == *c;
            at++;
            continue;
        }
        c++;
        size_t used = 0;
        int32_t number = leading_number(*text + at, *n - at, *c == 'Y' ? 4 : 2, &used);
        fits = used > 0 && (*c != 'Y' || used == 4);
        year = *c == 'Y' ? number : year;
        month = *c == 'm' ? number : month;
        day = *c == 'd' ? number : day;
        at += used;
    }
    if (!fits || at != *n) {
        *rule = "the date is not written in the format that the descriptor states";
        return COOP_FORMAT;
    }
    char iso[10];
    char *end = put_number(iso, year, 4);
    for (int i = 0; i < 2; i++) {
        int32_t number = i == 0 ? month : day;
        if (number >= 0) {
            *end++ = '-';
            end = put_number(end, number, 2);
        }
    }
    scratch->n = 0;
    if (!coop__buffer_append(scratch, iso, (size_t)(end - iso))) {
        return COOP_MEMORY;
    }
    *text = (const char *)scratch->bytes;
    *n = scratch->n;
    return COOP_OK;
}

coop_status coop__mapping_apply(const coop__mapping *mapping, coop__buffer *scratch,
                                const char **text, size_t *n, const char **rule)
{
    return mapping->is_number        ? apply_number(mapping, scratch, text, n, rule)
           : mapping->format != NULL ? apply_date(mapping, scratch, text, n, rule)
                                     : COOP_OK;
}

/* 1 for yes, 0 for no, -1 for neither. */
static int flag_of(const char *text, size_t n)
{
    static const char *const words[] = {"No", "no", "FALSE", "false", "0", "",
                                        "Yes", "yes", "TRUE", "true", "1"};
    for (int i = 0; i < 11; i++) {
        if (coop__text_is(text, n, words[i])) {
            return i > 5;
        }
    }
    return -1;
}

bool coop__mapping_widen(const coop__mapping *mapping, const char *flag, size_t n,
                         coop_span *span)
{
    int is_estimated = mapping->estimated != NULL ? flag_of(flag, n) : 1;
    bool is_day = span->first == span->last && span->first >= COOP__DATE_MIN &&
                  span->first <= COOP__DATE_MAX;
    if (is_estimated != 1 || !is_day) {
        return is_estimated >= 0;
    }
    coop__civil civil = coop__civil_of_date(span->first);
    const char *precision = civil.day != 1                 ? "day"
                            : civil.month == 1             ? "year"
                            : mapping->estimated != NULL ? "month"
                                                           : "day";
    return coop__span_widen(*span, precision, strlen(precision), span, NULL) == COOP_OK;
}

/* ---- words of crosswalks ---- */

const char *coop__scheme_term(const char *scheme, const char *word, size_t n)
{
    const coop_crosswalk_term *t = coop_crosswalk_terms();
    while (t->scheme != NULL &&
           (strcmp(t->scheme, scheme) != 0 || !coop__text_is(word, n, t->word))) {
        t++;
    }
    return t->term;
}

static bool gives_term(const char *scheme, const char *term, size_t n)
{
    const coop_crosswalk_term *t = coop_crosswalk_terms();
    while (t->scheme != NULL &&
           (strcmp(t->scheme, scheme) != 0 || !coop__text_is(term, n, t->term))) {
        t++;
    }
    return t->scheme != NULL;
}

bool coop__scheme_is_known(const char *scheme)
{
    if (has_terms(scheme)) {
        return true;
    }
    const coop_crosswalk_word *word = coop_crosswalk_words();
    while (word->scheme != NULL && strcmp(word->scheme, scheme) != 0) {
        word++;
    }
    return word->scheme != NULL;
}

bool coop__scheme_has(const char *scheme, const char *word, size_t n)
{
    const coop_crosswalk_word *w = coop_crosswalk_words();
    while (w->scheme != NULL &&
           (strcmp(w->scheme, scheme) != 0 || !coop__text_is(word, n, w->word))) {
        w++;
    }
    return w->scheme != NULL || gives_term(scheme, word, n);
}
