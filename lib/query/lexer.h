/* lexer.h -- tokens of the query language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__LEXER_H
#define COOP__LEXER_H

#include "expression.h"

typedef enum coop__token_kind {
    COOP__TOKEN_END,
    COOP__TOKEN_NAME,
    COOP__TOKEN_NUMBER, /* value is an integer or a number */
    COOP__TOKEN_STRING, /* value is its text */
    COOP__TOKEN_SYMBOL
} coop__token_kind;

typedef struct coop__token {
    coop__token_kind kind;
    const char *text; /* as in the source */
    size_t n;
    int64_t at; /* 1-based byte column */
    coop__value value;
} coop__token;

typedef struct coop__lexer {
    coop__arena *arena;
    const char *text;
    size_t n, at;
} coop__lexer;

/* FORMAT when the text is not UTF-8; LIMIT beyond 1 MiB. */
coop_status coop__lexer_open(coop__lexer *lexer, coop__arena *arena, const char *text,
                             const char *clause, coop_error *err);
coop_status coop__lexer_next(coop__lexer *lexer, coop__token *out, const char *clause,
                             coop_error *err);
/* The next character that is not a blank, 0 at the end. */
char coop__lexer_peek(const coop__lexer *lexer);

/* True if a name is a keyword, letter case of ASCII ignored. */
bool coop__word_is(const char *text, size_t n, const char *word);

#endif
