/* ink.c -- text that grows in memory, escaped for where it is to stand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ink.h"

#include <string.h>

#include "../core/number.h"
#include "../core/text.h"

#define REPLACEMENT "\xef\xbf\xbd"

static void put(coop__ink *ink, const char *bytes, size_t n)
{
    if (!ink->failed && !coop__buffer_append(&ink->out, bytes, n)) {
        ink->failed = true;
    }
}

void coop__ink_raw(coop__ink *ink, const char *text)
{
    put(ink, text, strlen(text));
}

/* Bytes of the character at text, 0 where there is none: bytes that are not UTF-8. */
static size_t read_character(const char *text, uint32_t *out)
{
    size_t n = 1;
    unsigned char c = (unsigned char)text[0];
    uint32_t point = c;
    if (c >= 0xc0) {
        n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        point = c & (0x7fu >> n);
        for (size_t i = 1; i < n; i++) {
            if (((unsigned char)text[i] & 0xc0) != 0x80) {
                return 0;
            }
            point = (point << 6) | ((unsigned char)text[i] & 0x3fu);
        }
    }
    *out = point;
    return coop__utf8_valid(text, n, NULL) ? n : 0;
}

static bool is_refused(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || (c >= 0x7f && c < 0xa0) ||
           c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c & 0xfffe) == 0xfffe;
}

/* Hebrew, Arabic and the scripts beside them. */
static bool is_leftward(uint32_t c)
{
    return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) ||
           (c >= 0xfe70 && c <= 0xfefe) || (c >= 0x10800 && c <= 0x10fff) ||
           (c >= 0x1e800 && c <= 0x1efff);
}

static bool has_leftward(const char *text)
{
    uint32_t c = 0;
    for (size_t n = 1; *text != '\0'; text += n > 0 ? n : 1) {
        n = read_character(text, &c);
        if (n > 0 && is_leftward(c) && !is_refused(c)) {
            return true;
        }
    }
    return false;
}

static const char *in_html(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static const char *in_json(char c)
{
    switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '<': return "\\u003c";
    case '>': return "\\u003e";
    case '&': return "\\u0026";
    default: return NULL;
    }
}

static void put_ascii(coop__ink *ink, coop__markup markup, char c)
{
    const char *as = markup == COOP__JSON ? in_json(c) : NULL;
    if (markup != COOP__JSON && (markup == COOP__HTML || c == '<' || c == '>' || c == '&')) {
        as = in_html(c);
    }
    if (c == '\n' || c == '\t' || c == '\r') {
        as = " ";
    }
    if (as != NULL) {
        coop__ink_raw(ink, as);
        return;
    }
    if (markup == COOP__MARKDOWN && strchr("\\`*_{}[]#!|~$", c) != NULL) {
        put(ink, "\\", 1);
    }
    put(ink, &c, 1);
}

void coop__ink_text(coop__ink *ink, coop__markup markup, const char *text)
{
    while (text != NULL && *text != '\0') {
        uint32_t c = 0;
        size_t n = read_character(text, &c);
        if (n == 0 || is_refused(c)) {
            coop__ink_raw(ink, REPLACEMENT);
        } else if (n == 1) {
            put_ascii(ink, markup, *text);
        } else {
            put(ink, text, n);
        }
        text += n > 0 ? n : 1;
    }
}

void coop__ink_isolated(coop__ink *ink, coop__markup markup, const char *text)
{
    bool is_isolated = text != NULL && has_leftward(text);
    if (is_isolated) {
        coop__ink_raw(ink, markup == COOP__HTML ? "<bdi>" : "\xe2\x81\xa8");
    }
    coop__ink_text(ink, markup, text);
    if (is_isolated) {
        coop__ink_raw(ink, markup == COOP__HTML ? "</bdi>" : "\xe2\x81\xa9");
    }
}

void coop__ink_number(coop__ink *ink, double value, int digits)
{
    char text[64];
    put(ink, text, coop__number_format_fixed(value, digits, text));
}

void coop__ink_grouped(coop__ink *ink, double value, int digits)
{
    char text[64];
    size_t n = coop__number_format_fixed(value, digits, text);
    const char *point = memchr(text, '.', n);
    size_t whole = point != NULL ? (size_t)(point - text) : n;
    for (size_t i = 0; i < n; i++) {
        bool is_after_digit = i > 0 && text[i - 1] != '-';
        if (i < whole && is_after_digit && (whole - i) % 3 == 0) {
            put(ink, ",", 1);
        }
        put(ink, &text[i], 1);
    }
}

void coop__ink_integer(coop__ink *ink, int64_t value)
{
    char text[COOP__NUMBER_SIZE];
    put(ink, text, coop__integer_format(value, text));
}
