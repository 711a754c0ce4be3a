/* json.h -- strict RFC 8259 reader that keeps the place of each value.
 *
 * Own code and not jansson: the descriptor of the embedded package is JSON, so a JSON reader is
 * needed by every build; jansson takes its allocator by a process-wide setter (no state per
 * dataset, no injected failures) and forgets line and column once the text is parsed, while a
 * descriptor's errors are mostly of meaning, not of syntax.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__JSON_H
#define COOP__JSON_H

#include "../core/alloc.h"

typedef enum coop__json_kind {
    COOP__JSON_NULL,
    COOP__JSON_FALSE,
    COOP__JSON_TRUE,
    COOP__JSON_NUMBER,
    COOP__JSON_STRING,
    COOP__JSON_ARRAY,
    COOP__JSON_OBJECT
} coop__json_kind;

typedef struct coop__json coop__json;
struct coop__json {
    coop__json_kind kind;
    int64_t line, column;   /* where the value starts */
    const char *text;       /* string: unescaped, zero-terminated; number: as written */
    size_t n;
    double number;          /* number: its value */
    const char *key;        /* member of an object: its name, zero-terminated; else NULL */
    size_t key_n;
    const coop__json *first, *next; /* children in order; next sibling */
    int64_t n_children;
};

#define COOP__JSON_MAX_DEPTH 64

/* One document, nothing but white space around it. Strict: no comments, trailing commas, NaN,
 * duplicate keys, lone surrogates, raw control characters, or bytes that are not UTF-8; a string
 * with \u0000 is refused (a name or text here is zero-terminated). A byte order mark is passed
 * over. FORMAT with line and column; LIMIT beyond 64 levels; MEMORY. Nodes live in the arena and
 * borrow nothing from the bytes: about 100 bytes a value, and its text. Linear time. */
coop_status coop__json_parse(coop__arena *arena, const char *bytes, size_t n,
                             const coop__json **out, coop_error *err);

/* Member of an object by name; NULL if there is none or node is no object. */
const coop__json *coop__json_get(const coop__json *node, const char *key);

/* Text of a string member, or fallback when it is absent or of another kind. */
const char *coop__json_text(const coop__json *node, const char *key, const char *fallback);

#endif
