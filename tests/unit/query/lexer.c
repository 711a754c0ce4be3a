/* lexer.c -- tokens: their kinds, values and columns, and what is no token.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "query/lexer.h"
#include "register.h"

static coop__arena arena_of(meter *m, coop_allocator *a)
{
    *a = metered(m);
    return (coop__arena){.a = a};
}

/* Tokens as "kind@column:value", blanks between them; a failure ends the line with its code. */
static void lex(const char *text, char *out, size_t size)
{
    meter m = {0};
    coop_allocator a;
    coop__arena arena = arena_of(&m, &a);
    coop__lexer lexer;
    coop_error err = {0};
    size_t n = 0;
    coop_status status = coop__lexer_open(&lexer, &arena, text, "where", &err);
    out[0] = '\0';
    while (status == COOP_OK) {
        coop__token token = {0};
        status = coop__lexer_next(&lexer, &token, "where", &err);
        if (status != COOP_OK || token.kind == COOP__TOKEN_END) {
            break;
        }
        const char *kinds = "?NDSY"; /* name, digits, string, symbol */
        n += (size_t)snprintf(out + n, size - n, "%s%c@%lld:", n > 0 ? " " : "", kinds[token.kind],
                              (long long)token.at);
        if (token.kind == COOP__TOKEN_STRING) {
            ck_assert_uint_eq(strlen(token.value.of.text.bytes), token.value.of.text.n);
            n += (size_t)snprintf(out + n, size - n, "%s", token.value.of.text.bytes);
        } else if (token.kind == COOP__TOKEN_NUMBER && token.value.kind == COOP__INTEGER) {
            ck_assert_int_eq(token.value.most, token.value.of.integer);
            n += (size_t)snprintf(out + n, size - n, "%lldi", (long long)token.value.of.integer);
        } else if (token.kind == COOP__TOKEN_NUMBER) {
            n += (size_t)snprintf(out + n, size - n, "%.17g", token.value.of.number);
        } else {
            n += (size_t)snprintf(out + n, size - n, "%.*s", (int)token.n, token.text);
        }
    }
    if (status != COOP_OK) {
        snprintf(out + n, size - n, "%s%s@%lld", n > 0 ? " " : "", coop_status_name(status),
                 (long long)err.column);
    }
    coop__arena_free(&arena);
    ck_assert_uint_eq(m.live, 0);
}

typedef struct sample {
    const char *text, *tokens;
} sample;

static void check_samples(const sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char out[2048];
        lex(samples[i].text, out, sizeof out);
        ck_assert_msg(strcmp(out, samples[i].tokens) == 0, "%s gave\n%s\nnot\n%s", samples[i].text,
                      out, samples[i].tokens);
    }
}

#define CHECK(samples) check_samples(samples, sizeof samples / sizeof samples[0])

START_TEST(names_are_letters_of_any_script)
{
    static const sample samples[] = {
        {"", ""},
        {" \t\r\n", ""},
        {"a", "N@1:a"},
        {"_", "N@1:_"},
        {"a1_b", "N@1:a1_b"},
        {"  a  b", "N@3:a N@6:b"},
        {"\xd0\xb4\xd0\xb0\xd1\x82\xd0\xb0 x", "N@1:\xd0\xb4\xd0\xb0\xd1\x82\xd0\xb0 N@10:x"},
        {"\xe6\x97\xa5", "N@1:\xe6\x97\xa5"},
        {"a\xf0\x9f\x98\x80z.b", "N@1:a\xf0\x9f\x98\x80z Y@7:. N@8:b"},
        {"1a", "D@1:1i N@2:a"},
        {"And", "N@1:And"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(symbols_of_two_characters_are_one)
{
    static const sample samples[] = {
        {"<>", "Y@1:<>"},
        {"!=", "Y@1:!="},
        {"<==>=", "Y@1:<= Y@3:= Y@4:>="},
        {"<<>", "Y@1:< Y@2:<>"},
        {"! =", "Y@1:! Y@3:="},
        {"a,b", "N@1:a Y@2:, N@3:b"},
        {"(.)", "Y@1:( Y@2:. Y@3:)"},
        {"--", "Y@1:- Y@2:-"},
        {"\"", "Y@1:\""},
        {"\x01", "Y@1:\x01"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(strings_hold_doubled_quotes)
{
    static const sample samples[] = {
        {"''", "S@1:"},
        {"'a'", "S@1:a"},
        {"''''", "S@1:'"},
        {"''''''", "S@1:''"},
        {"'it''s'", "S@1:it's"},
        {"'''a'''", "S@1:'a'"},
        {"'a' 'b'", "S@1:a S@5:b"},
        {"'a'b", "S@1:a N@4:b"},
        {"'a\nb'", "S@1:a\nb"},
        {"'\xe6\x97\xa5' x", "S@1:\xe6\x97\xa5 N@7:x"},
        {"'", "SYNTAX@1"},
        {"a = '", "N@1:a Y@3:= SYNTAX@5"},
        {"'''", "SYNTAX@1"},
        {"'a''", "SYNTAX@1"},
        {"x '''''", "N@1:x SYNTAX@3"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(numbers_are_integers_while_they_fit)
{
    static const sample samples[] = {
        {"0", "D@1:0i"},
        {"007", "D@1:7i"},
        {"9223372036854775807", "D@1:9223372036854775807i"},
        {"9223372036854775808", "D@1:9.2233720368547758e+18"},
        {"1.5", "D@1:1.5"},
        {".5", "D@1:0.5"},
        {"1.5.5", "D@1:1.5 D@4:0.5"},
        {"1e3", "D@1:1000"},
        {"1E-3", "D@1:0.001"},
        {"1e+3", "D@1:1000"},
        {"1.7976931348623157e308", "D@1:1.7976931348623157e+308"},
        {"1e-400", "D@1:0"},
        {"-1", "Y@1:- D@2:1i"},
        {"1.", "SYNTAX@1"},
        {"a 1.x", "N@1:a SYNTAX@3"},
        {"1e", "SYNTAX@1"},
        {"1e+", "SYNTAX@1"},
        {"1.8e308", "RANGE@1"},
        {"b < 1e999", "N@1:b Y@3:< RANGE@5"},
        {"1_0", "D@1:1i N@2:_0"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(text_that_is_not_utf8_is_refused_with_its_column)
{
    static const sample samples[] = {
        {"\xff", "FORMAT@1"},
        {"a = '\xc3'", "FORMAT@6"},
        {"a\xed\xa0\x80", "FORMAT@2"},
        {"'\xc0\xaf'", "FORMAT@2"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(a_text_has_at_most_a_mebibyte)
{
    const size_t most = (size_t)1 << 20;
    char *text = malloc(most + 2);
    ck_assert_ptr_nonnull(text);
    memset(text, ' ', most + 1);
    text[most + 1] = '\0';
    meter m = {0};
    coop_allocator a;
    coop__arena arena = arena_of(&m, &a);
    coop__lexer lexer;
    coop_error err = {0};
    ck_assert_int_eq(coop__lexer_open(&lexer, &arena, text, "by", &err), COOP_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "1048577"));
    text[most] = '\0';
    ck_assert_int_eq(coop__lexer_open(&lexer, &arena, text, "by", &err), COOP_OK);
    coop__token token;
    ck_assert_int_eq(coop__lexer_next(&lexer, &token, "by", &err), COOP_OK);
    ck_assert_int_eq(token.kind, COOP__TOKEN_END);
    ck_assert_int_eq(token.at, (int64_t)most + 1);
    coop__arena_free(&arena);
    free(text);
}
END_TEST

/* A string takes the memory of its own length, not of the text behind it. */
START_TEST(many_strings_take_memory_in_proportion)
{
    enum { STRINGS = 200000 };
    char *text = malloc((size_t)STRINGS * 4 + 1);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < STRINGS; i++) {
        memcpy(text + i * 4, "'a' ", 4);
    }
    text[(size_t)STRINGS * 4] = '\0';
    meter m = {0};
    coop_allocator a;
    coop__arena arena = arena_of(&m, &a);
    coop__lexer lexer;
    coop_error err = {0};
    coop__token token = {.kind = COOP__TOKEN_STRING};
    int64_t n = 0;
    ck_assert_int_eq(coop__lexer_open(&lexer, &arena, text, "where", &err), COOP_OK);
    for (; token.kind != COOP__TOKEN_END; n++) {
        ck_assert_int_eq(coop__lexer_next(&lexer, &token, "where", &err), COOP_OK);
    }
    ck_assert_int_eq(n, STRINGS + 1);
    ck_assert_uint_lt(m.peak, (size_t)STRINGS * 32);
    coop__arena_free(&arena);
    free(text);
}
END_TEST

START_TEST(a_look_ahead_reads_nothing)
{
    meter m = {0};
    coop_allocator a;
    coop__arena arena = arena_of(&m, &a);
    coop__lexer lexer;
    coop__token token;
    ck_assert_int_eq(coop__lexer_open(&lexer, &arena, "a \n( b", "by", NULL), COOP_OK);
    ck_assert_int_eq(coop__lexer_peek(&lexer), 'a');
    ck_assert_int_eq(coop__lexer_next(&lexer, &token, "by", NULL), COOP_OK);
    ck_assert_int_eq(coop__lexer_peek(&lexer), '(');
    ck_assert_int_eq(coop__lexer_next(&lexer, &token, "by", NULL), COOP_OK);
    ck_assert_int_eq(token.text[0], '(');
    ck_assert_int_eq(coop__lexer_next(&lexer, &token, "by", NULL), COOP_OK);
    ck_assert_int_eq(coop__lexer_peek(&lexer), '\0');
    coop__arena_free(&arena);
}
END_TEST

START_TEST(keywords_are_found_in_any_letter_case)
{
    ck_assert(coop__word_is("and", 3, "and"));
    ck_assert(coop__word_is("AnD", 3, "and"));
    ck_assert(!coop__word_is("and", 2, "and"));
    ck_assert(!coop__word_is("an", 2, "and"));
    ck_assert(!coop__word_is("@nd", 3, "and"));
    ck_assert(!coop__word_is("[s", 2, "{s")); /* 0x20 apart, but no letters */
}
END_TEST

START_TEST(a_string_needs_memory)
{
    meter m = {.fail_at = 1};
    coop_allocator a;
    coop__arena arena = arena_of(&m, &a);
    coop__lexer lexer;
    coop__token token = {.at = -7};
    coop_error err = {0};
    ck_assert_int_eq(coop__lexer_open(&lexer, &arena, "'a'", "by", NULL), COOP_OK);
    ck_assert_int_eq(coop__lexer_next(&lexer, &token, "by", &err), COOP_MEMORY);
    ck_assert_int_eq(token.at, -7);
    ck_assert_int_eq(coop__lexer_next(&lexer, &token, "by", &err), COOP_OK);
    ck_assert_int_eq(token.kind, COOP__TOKEN_STRING);
    coop__arena_free(&arena);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_lexer");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, names_are_letters_of_any_script);
    tcase_add_test(c, symbols_of_two_characters_are_one);
    tcase_add_test(c, strings_hold_doubled_quotes);
    tcase_add_test(c, numbers_are_integers_while_they_fit);
    tcase_add_test(c, text_that_is_not_utf8_is_refused_with_its_column);
    tcase_add_test(c, a_text_has_at_most_a_mebibyte);
    tcase_add_test(c, many_strings_take_memory_in_proportion);
    tcase_add_test(c, a_look_ahead_reads_nothing);
    tcase_add_test(c, keywords_are_found_in_any_letter_case);
    tcase_add_test(c, a_string_needs_memory);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
