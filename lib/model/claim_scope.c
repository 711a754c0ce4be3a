/* claim_scope.c -- the scope of a claim: a table and clauses of a query in one text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "claim.h"

enum { SCOPE_MOST = 4096 };

typedef struct clause {
    const char *word;
    size_t offset; /* of its text in coop__claim_scope */
} clause;

#define IN_QUERY(member) offsetof(coop__claim_scope, query.member)
static const clause clauses[] = {
    {"where", IN_QUERY(where)},
    {"by", IN_QUERY(by)},
    {"select", IN_QUERY(select)},
    {"having", IN_QUERY(having)},
    {"order_by", IN_QUERY(order_by)},
    {"as_of", IN_QUERY(as_of)},
    {"as_known", IN_QUERY(as_known)},
    {"attribution", IN_QUERY(attribution)},
    {"uncertain", IN_QUERY(uncertain)},
    {"bounds", IN_QUERY(bounds)},
    {"cut", IN_QUERY(cut)},
    {"choose", IN_QUERY(choose)},
    {"part", offsetof(coop__claim_scope, part)},
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Length up to the next `;` that no quotes hold; a quote inside quotes is doubled. */
static size_t piece_length(const char *text)
{
    bool is_quoted = false;
    size_t n = 0;
    for (; text[n] != '\0' && (is_quoted || text[n] != ';'); n++) {
        is_quoted = is_quoted != (text[n] == '\'');
    }
    return n;
}

static void trim(const char **text, size_t *n)
{
    for (; *n > 0 && is_blank(**text); ++*text, --*n) {
    }
    for (; *n > 0 && is_blank((*text)[*n - 1]); --*n) {
    }
}

static coop_status put_limit(const char *text, size_t n, coop_query *query, coop_error *err)
{
    int64_t limit = 0;
    if (query->limit != 0 || coop__integer_parse(text, n, &limit, NULL) != COOP_OK || limit < 1) {
        return coop__fail(err, COOP_SYNTAX, "a scope's limit is one whole number from 1 on");
    }
    query->limit = limit;
    return COOP_OK;
}

/* One clause: a word, blanks, and a text. */
static coop_status put_clause(const char *text, size_t n, coop__arena *arena,
                              coop__claim_scope *scope, coop_error *err)
{
    size_t length = 0;
    for (; length < n && !is_blank(text[length]); length++) {
    }
    const char *rest = text + length;
    size_t n_rest = n - length;
    trim(&rest, &n_rest);
    if (n_rest == 0) {
        return coop__fail(err, COOP_SYNTAX, "a scope has a clause without text");
    }
    if (coop__text_is(text, length, "limit")) {
        return put_limit(rest, n_rest, &scope->query, err);
    }
    for (size_t i = 0; i < sizeof clauses / sizeof clauses[0]; i++) {
        if (!coop__text_is(text, length, clauses[i].word)) {
            continue;
        }
        const char **slot = (const char **)(void *)((char *)scope + clauses[i].offset);
        if (*slot != NULL) {
            return coop__fail(err, COOP_SYNTAX, "a scope has two clauses '%s'", clauses[i].word);
        }
        *slot = coop__arena_text(arena, rest, n_rest);
        return *slot == NULL ? coop__no_memory(err) : COOP_OK;
    }
    char word[32];
    coop__escape(text, length, word, sizeof word);
    return coop__fail(err, COOP_SYNTAX, "a scope has no clause '%s'", word);
}

coop_status coop__claim_scope_parse(const char *text, coop__arena *arena, coop__claim_scope *out,
                                    coop_error *err)
{
    coop__claim_scope scope = {.query = COOP_QUERY_INIT, .part = NULL};
    if (strlen(text) > SCOPE_MOST) {
        return coop__fail(err, COOP_LIMIT, "a scope is longer than %d bytes", SCOPE_MOST);
    }
    for (const char *at = text;; at++) {
        size_t whole = piece_length(at);
        const char *piece = at;
        size_t n = whole;
        trim(&piece, &n);
        if (n == 0) {
            return coop__fail(err, COOP_SYNTAX, "a scope has an empty %s",
                              scope.query.from == NULL ? "table" : "clause");
        }
        if (scope.query.from == NULL) {
            scope.query.from = coop__arena_text(arena, piece, n);
            if (scope.query.from == NULL) {
                return coop__no_memory(err);
            }
        } else {
            coop_error inner = {0};
            coop_status status = put_clause(piece, n, arena, &scope, &inner);
            if (status != COOP_OK) {
                return coop__fail_at(err, status, 0, (int64_t)(piece - text) + 1, "%s",
                                     inner.message);
            }
        }
        at += whole;
        if (*at == '\0') {
            break;
        }
    }
    *out = scope;
    return COOP_OK;
}
