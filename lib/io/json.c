/* json.c -- strict RFC 8259 reader that keeps the place of each value.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "json.h"

#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/text.h"

/* Members up to which a new name is compared with each earlier one; beyond, a hash table. */
#define FEW_MEMBERS 16

typedef struct slot {
    const coop__json *member; /* NULL: free */
} slot;

/* An array or object that is not closed yet. */
typedef struct level {
    coop__json *node;
    coop__json *last; /* its last child so far */
    slot *slots;      /* members by the hash of their names; NULL for few members */
    size_t n_slots;   /* a power of two, at least twice the members */
} level;

typedef struct parser {
    coop__arena *arena;
    const char *bytes;
    size_t n, at;
    size_t line_start;
    int64_t line;
    level levels[COOP__JSON_MAX_DEPTH];
    int depth;
    coop_error *err;
} parser;

typedef struct position {
    int64_t line, column;
} position;

/* The name of a member, or the text of a string. */
typedef struct text {
    const char *bytes; /* zero-terminated, in the arena */
    size_t n;
} text;

/* ---- places and failures ---- */

static position position_at(const parser *p, size_t at)
{
    return (position){p->line, (int64_t)(at - p->line_start) + 1};
}

static coop_status fail(parser *p, size_t at, const char *what)
{
    position here = position_at(p, at);
    coop__fail_at(p->err, COOP_FORMAT, here.line, here.column, "%s", what);
    return COOP_FORMAT;
}

/* "expected X, found Y", where Y is the character at the cursor. */
static coop_status fail_expected(parser *p, const char *expected)
{
    position here = position_at(p, p->at);
    if (p->at == p->n) {
        return coop__fail_at(p->err, COOP_FORMAT, here.line, here.column,
                             "expected %s, found the end of the text", expected);
    }
    char found[24];
    size_t length = coop__utf8_length(p->bytes + p->at);
    coop__escape(p->bytes + p->at, length < p->n - p->at ? length : p->n - p->at, found,
                 sizeof found);
    return coop__fail_at(p->err, COOP_FORMAT, here.line, here.column, "expected %s, found '%s'",
                         expected, found);
}

static coop_status fail_word(parser *p, size_t at, size_t n, const char *what)
{
    char word[48];
    coop__escape(p->bytes + at, n, word, sizeof word);
    position here = position_at(p, at);
    return coop__fail_at(p->err, COOP_FORMAT, here.line, here.column, "'%s' %s", word, what);
}

/* ---- tokens ---- */

static void skip_space(parser *p)
{
    for (; p->at < p->n; p->at++) {
        char c = p->bytes[p->at];
        if (c == '\n') {
            p->line++;
            p->line_start = p->at + 1;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            return;
        }
    }
}

static bool next_is(const parser *p, char c)
{
    return p->at < p->n && p->bytes[p->at] == c;
}

/* The byte at an offset; 0 behind the end, which no token may hold. */
static char byte_at(const parser *p, size_t at)
{
    if (at >= p->n) {
        return '\0';
    }
    return p->bytes[at];
}

/* Offset behind the digits that start at `at`. */
static size_t digits_end(const parser *p, size_t at)
{
    while (at < p->n && p->bytes[at] >= '0' && p->bytes[at] <= '9') {
        at++;
    }
    return at;
}

/* Offset behind the longest run of characters that numbers and bare words are made of. */
static size_t word_end(const parser *p, size_t at)
{
    for (; at < p->n; at++) {
        char c = p->bytes[at];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') {
            break;
        }
    }
    return at;
}

/* Offset behind a number by the grammar of RFC 8259, section 6; `at` itself if there is none. */
static size_t number_end(const parser *p, size_t at)
{
    size_t whole = at + (p->bytes[at] == '-' ? 1 : 0);
    size_t end = digits_end(p, whole);
    bool has_idle_zero = end > whole + 1 && p->bytes[whole] == '0';
    if (end == whole || has_idle_zero) {
        return at;
    }
    if (end < p->n && p->bytes[end] == '.') {
        size_t fraction = end + 1;
        end = digits_end(p, fraction);
        if (end == fraction) {
            return at;
        }
    }
    if (end < p->n && (p->bytes[end] == 'e' || p->bytes[end] == 'E')) {
        size_t exponent = end + 1;
        if (exponent < p->n && (p->bytes[exponent] == '+' || p->bytes[exponent] == '-')) {
            exponent++;
        }
        end = digits_end(p, exponent);
        if (end == exponent) {
            return at;
        }
    }
    return end;
}

static coop_status read_number(parser *p, coop__json *node)
{
    size_t n = word_end(p, p->at) - p->at;
    if (number_end(p, p->at) != p->at + n) {
        return fail_word(p, p->at, n, "is not a JSON number");
    }
    /* All that the grammar lets through is a number, so only its size can be refused. */
    if (coop__number_parse(p->bytes + p->at, n, &node->number, NULL) != COOP_OK) {
        return fail_word(p, p->at, n, "is out of range, the largest number is about 1.8e308");
    }
    node->text = coop__arena_text(p->arena, p->bytes + p->at, n);
    if (node->text == NULL) {
        return coop__no_memory(p->err);
    }
    node->kind = COOP__JSON_NUMBER;
    node->n = n;
    p->at += n;
    return COOP_OK;
}

static coop_status read_word(parser *p, coop__json *node)
{
    size_t n = word_end(p, p->at) - p->at;
    const char *word = p->bytes + p->at;
    if (coop__text_is(word, n, "null")) {
        node->kind = COOP__JSON_NULL;
    } else if (coop__text_is(word, n, "false")) {
        node->kind = COOP__JSON_FALSE;
    } else if (coop__text_is(word, n, "true")) {
        node->kind = COOP__JSON_TRUE;
    } else if (n > 0) {
        return fail_word(p, p->at, n, "is not a JSON value");
    } else {
        return fail_expected(p, "a value");
    }
    p->at += n;
    return COOP_OK;
}

/* ---- strings ---- */

/* Value of four hexadecimal digits at `at`, -1 if they are not there. */
static int32_t hex4(const parser *p, size_t at)
{
    if (p->n - at < 4) {
        return -1;
    }
    int32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = p->bytes[i];
        int32_t digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

static char *put_utf8(char *to, int32_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    *to++ = (char)(lead[n] | c >> (6 * (n - 1)));
    for (int i = n - 2; i >= 0; i--) {
        *to++ = (char)(0x80 | ((c >> (6 * i)) & 0x3f));
    }
    return to;
}

/* Reads \uXXXX, or two of them that make a surrogate pair, at the cursor. */
static coop_status read_unicode(parser *p, char **to)
{
    int32_t c = hex4(p, p->at + 2);
    if (c < 0) {
        return fail(p, p->at, "\\u without four hexadecimal digits");
    }
    if (c == 0) {
        return fail(p, p->at, "\\u0000, text here cannot hold a NUL");
    }
    size_t n = 6;
    if (c >= 0xd800 && c < 0xe000) {
        size_t second = p->at + 6;
        bool is_pair = c < 0xdc00 && byte_at(p, second) == '\\' && byte_at(p, second + 1) == 'u';
        int32_t low = is_pair ? hex4(p, second + 2) : -1;
        if (low < 0xdc00 || low >= 0xe000) {
            return fail(p, p->at,
                        "half of a surrogate pair, expected \\uD800-\\uDBFF and then "
                        "\\uDC00-\\uDFFF");
        }
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        n = 12;
    }
    *to = put_utf8(*to, c);
    p->at += n;
    return COOP_OK;
}

/* Reads the escape at the cursor, which stands on a backslash. */
static coop_status read_escape(parser *p, char **to)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    char c = byte_at(p, p->at + 1);
    if (c == 'u') {
        return read_unicode(p, to);
    }
    const char *name = memchr(names, c, sizeof names - 1);
    if (name == NULL) {
        return fail(p, p->at, "backslash without one of \" \\ / b f n r t u behind it");
    }
    *(*to)++ = values[name - names];
    p->at += 2;
    return COOP_OK;
}

/* Offset of the quote that closes the string whose text starts at `from`, n if none does, and
 * whether there are escapes on the way. */
static size_t string_end(const parser *p, size_t from, bool *has_escapes)
{
    size_t at = from;
    while (at < p->n && p->bytes[at] != '"') {
        bool is_escape = p->bytes[at] == '\\';
        *has_escapes = *has_escapes || is_escape;
        at += is_escape && p->n - at > 1 ? 2 : 1;
    }
    return at;
}

/* Refuses raw control characters and bytes that are not UTF-8. */
static coop_status check_raw(parser *p, size_t from, size_t end)
{
    size_t bad = end - from;
    bool is_utf8 = coop__utf8_valid(p->bytes + from, end - from, &bad);
    for (size_t i = from; i < from + bad; i++) {
        if ((unsigned char)p->bytes[i] < 0x20) {
            return fail(p, i,
                        "raw control character in a string, write it as \\u00XX or close "
                        "the string before the end of the line");
        }
    }
    return is_utf8 ? COOP_OK : fail(p, from + bad, "not UTF-8, convert the text to UTF-8");
}

/* Undoes the escapes of bytes[from..end); the result is never longer than that. */
static coop_status unescape(parser *p, size_t from, size_t end, text *out)
{
    char *copy = coop__arena_alloc(p->arena, end - from + 1, 1);
    if (copy == NULL) {
        return coop__no_memory(p->err);
    }
    char *to = copy;
    p->at = from;
    while (p->at < end) {
        const char *start = p->bytes + p->at;
        const char *slash = memchr(start, '\\', end - p->at);
        size_t n = slash == NULL ? end - p->at : (size_t)(slash - start);
        memcpy(to, start, n);
        to += n;
        p->at += n;
        if (slash != NULL) {
            COOP__TRY(read_escape(p, &to));
        }
    }
    *out = (text){copy, (size_t)(to - copy)};
    return COOP_OK;
}

/* Reads the string at the cursor, which stands on its opening quote. */
static coop_status read_string(parser *p, text *out)
{
    size_t from = p->at + 1;
    bool has_escapes = false;
    size_t end = string_end(p, from, &has_escapes);
    COOP__TRY(check_raw(p, from, end));
    if (end == p->n) {
        return fail(p, p->at, "string that is never closed");
    }
    if (has_escapes) {
        COOP__TRY(unescape(p, from, end, out));
    } else {
        *out = (text){coop__arena_text(p->arena, p->bytes + from, end - from), end - from};
        if (out->bytes == NULL) {
            return coop__no_memory(p->err);
        }
    }
    p->at = end + 1;
    return COOP_OK;
}

/* ---- members ---- */

static bool same_name(const coop__json *a, const coop__json *b)
{
    return a->key_n == b->key_n && memcmp(a->key, b->key, a->key_n) == 0;
}

/* The slot with a member of that name, or the free one where it belongs. The seed is an address,
 * which who writes the names does not know: they cannot be made to collide. */
static slot *slot_of(const level *top, const coop__json *member)
{
    uint64_t seed = (uint64_t)(uintptr_t)top->node;
    size_t i = (size_t)coop__hash(member->key, member->key_n, seed) & (top->n_slots - 1);
    while (top->slots[i].member != NULL && !same_name(top->slots[i].member, member)) {
        i = (i + 1) & (top->n_slots - 1);
    }
    return &top->slots[i];
}

/* Twice the slots, the members so far put in. The old ones stay in the arena: all tables together
 * take less than twice the last. */
static bool grow_slots(parser *p, level *top)
{
    size_t n_slots = top->n_slots == 0 ? (size_t)4 * FEW_MEMBERS : top->n_slots * 2;
    slot *slots = coop__arena_alloc(p->arena, n_slots, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    top->slots = slots;
    top->n_slots = n_slots;
    for (const coop__json *m = top->node->first; m != NULL; m = m->next) {
        slot_of(top, m)->member = m;
    }
    return true;
}

/* The earlier member of the object that has the name of `member`, NULL if there is none. False: no
 * memory. */
static bool find_twin(parser *p, level *top, const coop__json *member, const coop__json **twin)
{
    *twin = NULL;
    if (top->node->n_children < FEW_MEMBERS) {
        const coop__json *m = top->node->first;
        while (m != NULL && !same_name(m, member)) {
            m = m->next;
        }
        *twin = m;
        return true;
    }
    if ((size_t)top->node->n_children * 2 >= top->n_slots && !grow_slots(p, top)) {
        return false;
    }
    slot *own = slot_of(top, member);
    *twin = own->member;
    if (*twin == NULL) {
        own->member = member;
    }
    return true;
}

static coop_status fail_twin(parser *p, size_t at, const coop__json *twin)
{
    char name[64];
    coop__escape(twin->key, twin->key_n, name, sizeof name);
    position here = position_at(p, at);
    return coop__fail_at(p->err, COOP_FORMAT, here.line, here.column,
                         "member \"%s\" is there twice, first with the value at line %lld, "
                         "column %lld",
                         name, (long long)twin->line, (long long)twin->column);
}

/* Reads a name and the colon behind it. */
static coop_status read_name(parser *p, coop__json *member)
{
    size_t at = p->at;
    if (!next_is(p, '"')) {
        return fail_expected(p, "a member's name in double quotes");
    }
    text name = {NULL, 0};
    COOP__TRY(read_string(p, &name));
    member->key = name.bytes;
    member->key_n = name.n;
    const coop__json *twin;
    if (!find_twin(p, &p->levels[p->depth - 1], member, &twin)) {
        return coop__no_memory(p->err);
    }
    if (twin != NULL) {
        return fail_twin(p, at, twin);
    }
    skip_space(p);
    if (!next_is(p, ':')) {
        return fail_expected(p, "':' behind a member's name");
    }
    p->at++;
    skip_space(p);
    return COOP_OK;
}

/* ---- the tree ---- */

static coop_status open_level(parser *p, coop__json *node)
{
    if (p->depth == COOP__JSON_MAX_DEPTH) {
        return coop__fail_at(p->err, COOP_LIMIT, node->line, node->column,
                             "arrays and objects are nested deeper than %d levels",
                             COOP__JSON_MAX_DEPTH);
    }
    node->kind = p->bytes[p->at] == '{' ? COOP__JSON_OBJECT : COOP__JSON_ARRAY;
    p->levels[p->depth++] = (level){.node = node};
    p->at++;
    return COOP_OK;
}

/* Reads the value at the cursor; of an array or object, only its opening bracket. */
static coop_status read_value(parser *p, coop__json *node)
{
    char c = byte_at(p, p->at);
    position here = position_at(p, p->at);
    node->line = here.line;
    node->column = here.column;
    if (c == '{' || c == '[') {
        return open_level(p, node);
    }
    if (c == '"') {
        text value = {NULL, 0};
        COOP__TRY(read_string(p, &value));
        node->kind = COOP__JSON_STRING;
        node->text = value.bytes;
        node->n = value.n;
        return COOP_OK;
    }
    bool is_number = (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
    return is_number ? read_number(p, node) : read_word(p, node);
}

static void attach(level *top, coop__json *node)
{
    if (top->last == NULL) {
        top->node->first = node;
    } else {
        top->last->next = node;
    }
    top->last = node;
    top->node->n_children++;
}

/* Closes every level that ends here. Then either all are closed, or another child is due. */
static coop_status close_levels(parser *p)
{
    while (p->depth > 0) {
        const level *top = &p->levels[p->depth - 1];
        bool is_object = top->node->kind == COOP__JSON_OBJECT;
        skip_space(p);
        if (next_is(p, is_object ? '}' : ']')) {
            p->at++;
            p->depth--;
        } else if (top->last == NULL) {
            return COOP_OK;
        } else if (next_is(p, ',')) {
            p->at++;
            skip_space(p);
            return COOP_OK;
        } else {
            return fail_expected(p, is_object ? "',' or '}'" : "',' or ']'");
        }
    }
    return COOP_OK;
}

/* One round a value; what is open is kept in levels[], not on the call stack. */
static coop_status read_document(parser *p, coop__json **root)
{
    do {
        coop__json *node = coop__arena_alloc(p->arena, 1, sizeof *node);
        if (node == NULL) {
            return coop__no_memory(p->err);
        }
        level *top = p->depth == 0 ? NULL : &p->levels[p->depth - 1];
        if (top != NULL && top->node->kind == COOP__JSON_OBJECT) {
            COOP__TRY(read_name(p, node));
        }
        COOP__TRY(read_value(p, node));
        if (top == NULL) {
            *root = node;
        } else {
            attach(top, node);
        }
        COOP__TRY(close_levels(p));
    } while (p->depth > 0);
    skip_space(p);
    return p->at == p->n ? COOP_OK : fail_expected(p, "nothing behind the value");
}

coop_status coop__json_parse(coop__arena *arena, const char *bytes, size_t n,
                             const coop__json **out, coop_error *err)
{
    parser p = {.arena = arena, .bytes = bytes, .n = n, .line = 1, .err = err};
    if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        p.at = 3;
        p.line_start = 3;
    }
    if (n >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)) {
        return fail(&p, 0, "UTF-16, convert the text to UTF-8");
    }
    skip_space(&p);
    coop__json *root = NULL;
    COOP__TRY(read_document(&p, &root));
    *out = root;
    return COOP_OK;
}

const coop__json *coop__json_get(const coop__json *node, const char *key)
{
    if (node == NULL || node->kind != COOP__JSON_OBJECT) {
        return NULL;
    }
    const coop__json *member = node->first;
    while (member != NULL && !coop__text_is(member->key, member->key_n, key)) {
        member = member->next;
    }
    return member;
}

const char *coop__json_text(const coop__json *node, const char *key, const char *fallback)
{
    const coop__json *member = coop__json_get(node, key);
    return member != NULL && member->kind == COOP__JSON_STRING ? member->text : fallback;
}
