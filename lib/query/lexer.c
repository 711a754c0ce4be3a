/* lexer.c -- tokens of the query language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "lexer.h"

#include <string.h>

#include "../core/error.h"
#include "../core/number.h"

#define TEXT_MOST ((size_t)1 << 20)

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool coop__word_is(const char *text, size_t n, const char *word)
{
    if (strlen(word) != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (lower(text[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters of any script: every byte of a non-ASCII character counts as one. */
static bool is_name_start(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || (unsigned char)c >= 0x80;
}

coop_status coop__lexer_open(coop__lexer *lexer, coop__arena *arena, const char *text,
                             const char *clause, coop_error *err)
{
    size_t n = strlen(text);
    size_t bad_at = 0;
    if (n > TEXT_MOST) {
        return coop__fail(err, COOP_LIMIT, "%s: the text has %lld bytes, at most %lld", clause,
                          (long long)n, (long long)TEXT_MOST);
    }
    if (!coop__utf8_valid(text, n, &bad_at)) {
        return coop__fail_at(err, COOP_FORMAT, 0, (int64_t)bad_at + 1,
                             "%s: byte %lld is not UTF-8", clause, (long long)bad_at + 1);
    }
    lexer->arena = arena;
    lexer->text = text;
    lexer->n = n;
    lexer->at = 0;
    return COOP_OK;
}

char coop__lexer_peek(const coop__lexer *lexer)
{
    size_t at = lexer->at;
    while (at < lexer->n && is_blank(lexer->text[at])) {
        at++;
    }
    return at < lexer->n ? lexer->text[at] : '\0';
}

static size_t skip_digits(const char *text, size_t at, size_t n)
{
    while (at < n && is_digit(text[at])) {
        at++;
    }
    return at;
}

static coop_status lex_number(coop__lexer *lexer, coop__token *token, const char *clause,
                              coop_error *err)
{
    const char *text = lexer->text;
    size_t start = lexer->at;
    size_t at = skip_digits(text, start, lexer->n);
    bool is_integer = true;
    if (at < lexer->n && text[at] == '.') {
        is_integer = false;
        at = skip_digits(text, at + 1, lexer->n);
    }
    if (at < lexer->n && lower(text[at]) == 'e') {
        is_integer = false;
        at++;
        at += at < lexer->n && (text[at] == '-' || text[at] == '+') ? 1 : 0;
        at = skip_digits(text, at, lexer->n);
    }
    token->kind = COOP__TOKEN_NUMBER;
    token->n = at - start;
    lexer->at = at;
    if (is_integer && coop__integer_parse(text + start, at - start, &token->value.of.integer,
                                          NULL) == COOP_OK) {
        token->value.kind = COOP__INTEGER;
        token->value.most = token->value.of.integer;
        return COOP_OK;
    }
    token->value.kind = COOP__NUMBER;
    coop_status status =
        coop__number_parse(text + start, at - start, &token->value.of.number, NULL);
    if (status == COOP_OK) {
        return COOP_OK;
    }
    bool is_beyond = status == COOP_RANGE;
    return coop__fail_at(err, is_beyond ? COOP_RANGE : COOP_SYNTAX, 0, (int64_t)start + 1,
                         "%s: '%.*s' at column %lld is %s", clause,
                         (int)(at - start < 40 ? at - start : 40), text + start,
                         (long long)start + 1,
                         is_beyond ? "beyond the largest number" : "no number");
}

/* Place behind the closing quote of the string that opens at `at`, 0 when it is not closed. */
static size_t string_end(const coop__lexer *lexer, size_t at)
{
    for (at++; at < lexer->n; at++) {
        if (lexer->text[at] != '\'') {
            continue;
        }
        if (at + 1 >= lexer->n || lexer->text[at + 1] != '\'') {
            return at + 1;
        }
        at++;
    }
    return 0;
}

static coop_status lex_string(coop__lexer *lexer, coop__token *token, const char *clause,
                              coop_error *err)
{
    size_t start = lexer->at;
    size_t end = string_end(lexer, start);
    if (end == 0) {
        return coop__fail_at(err, COOP_SYNTAX, 0, (int64_t)start + 1,
                             "%s: the quote at column %lld is not closed", clause,
                             (long long)start + 1);
    }
    char *copy = coop__arena_alloc(lexer->arena, end - start, 1);
    if (copy == NULL) {
        return coop__no_memory(err);
    }
    size_t n = 0;
    for (size_t at = start + 1; at < end - 1; at++) {
        copy[n++] = lexer->text[at];
        at += lexer->text[at] == '\'' ? 1 : 0;
    }
    lexer->at = end;
    token->kind = COOP__TOKEN_STRING;
    token->n = end - start;
    token->value.kind = COOP__TEXT;
    token->value.of.text.bytes = copy;
    token->value.of.text.n = n;
    return COOP_OK;
}

coop_status coop__lexer_next(coop__lexer *lexer, coop__token *out, const char *clause,
                             coop_error *err)
{
    static const char two[][3] = {"<>", "!=", "<=", ">="};
    while (lexer->at < lexer->n && is_blank(lexer->text[lexer->at])) {
        lexer->at++;
    }
    const char *text = lexer->text + lexer->at;
    coop__token token = {.kind = COOP__TOKEN_END, .text = text, .at = (int64_t)lexer->at + 1};
    coop_status status = COOP_OK;
    if (lexer->at == lexer->n) {
        /* END */
    } else if (is_digit(text[0]) || (text[0] == '.' && is_digit(text[1]))) {
        status = lex_number(lexer, &token, clause, err);
    } else if (text[0] == '\'') {
        status = lex_string(lexer, &token, clause, err);
    } else if (is_name_start(text[0])) {
        token.kind = COOP__TOKEN_NAME;
        while (lexer->at < lexer->n && (is_name_start(lexer->text[lexer->at]) ||
                                        is_digit(lexer->text[lexer->at]))) {
            lexer->at++;
        }
        token.n = (size_t)(lexer->text + lexer->at - text);
    } else {
        token.kind = COOP__TOKEN_SYMBOL;
        token.n = 1;
        for (size_t i = 0; i < sizeof two / sizeof two[0]; i++) {
            token.n = text[0] == two[i][0] && text[1] == two[i][1] ? 2 : token.n;
        }
        lexer->at += token.n;
    }
    if (status == COOP_OK) {
        *out = token;
    }
    return status;
}
