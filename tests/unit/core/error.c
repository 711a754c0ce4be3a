/* error.c -- tests of lib/core/error.c: status names and the text of a failure.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/error.h"

#include <stdio.h>
#include <string.h>

#include <check.h>

#include "core/text.h"
#include "random.h"

_Static_assert(sizeof(coop_error) == 256 && offsetof(coop_error, code) == 0 &&
                   offsetof(coop_error, reserved) == 4 && offsetof(coop_error, line) == 8 &&
                   offsetof(coop_error, column) == 16 && offsetof(coop_error, message) == 24,
               "the layout of coop_error is frozen");

/* ---- codes ---- */

START_TEST(every_code_is_named_as_in_the_header)
{
    static const char *const names[COOP_STATUS_END] = {
        [COOP_OK] = "OK",
        [COOP_ARGUMENT] = "ARGUMENT",
        [COOP_RANGE] = "RANGE",
        [COOP_EMPTY] = "EMPTY",
        [COOP_UNDEFINED] = "UNDEFINED",
        [COOP_NOT_FOUND] = "NOT_FOUND",
        [COOP_TYPE] = "TYPE",
        [COOP_SYNTAX] = "SYNTAX",
        [COOP_FORMAT] = "FORMAT",
        [COOP_REFERENCE] = "REFERENCE",
        [COOP_CONFLICT] = "CONFLICT",
        [COOP_LIMIT] = "LIMIT",
        [COOP_CANCELLED] = "CANCELLED",
        [COOP_IO] = "IO",
        [COOP_MEMORY] = "MEMORY",
        [COOP_UNSUPPORTED] = "UNSUPPORTED",
        [COOP_INTERNAL] = "INTERNAL",
    };
    ck_assert_int_eq(COOP_OK, 0);
    ck_assert_int_eq(COOP_STATUS_END, 17);
    for (coop_status i = 0; i < COOP_STATUS_END; i++) {
        ck_assert_ptr_nonnull(names[i]);
        ck_assert_str_eq(coop_status_name(i), names[i]);
    }
    ck_assert_str_eq(coop_status_text(COOP_RANGE), "a number is outside its range");
}
END_TEST

START_TEST(every_text_is_a_clause_of_its_own)
{
    for (coop_status i = 0; i < COOP_STATUS_END; i++) {
        const char *text = coop_status_text(i);
        size_t n = strlen(text);
        ck_assert_uint_gt(n, 3);
        ck_assert_int_ne(text[n - 1], '.');
        ck_assert(text[0] >= 'a' && text[0] <= 'z');
        ck_assert_ptr_eq(text, coop_status_text(i));
        for (coop_status j = 0; j < i; j++) {
            ck_assert_str_ne(text, coop_status_text(j));
        }
    }
}
END_TEST

START_TEST(unknown_codes_have_a_question_mark)
{
    const coop_status unknown[] = {-1, COOP_STATUS_END, COOP_STATUS_END + 1, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        ck_assert_str_eq(coop_status_name(unknown[i]), "?");
        ck_assert_str_eq(coop_status_text(unknown[i]), "an unknown status");
    }
}
END_TEST

/* ---- filling ---- */

static coop_error dirty(void)
{
    coop_error err;
    memset(&err, 0x7e, sizeof err);
    return err;
}

START_TEST(a_failure_fills_every_byte_and_returns_its_code)
{
    coop_error err = dirty();
    ck_assert_int_eq(coop__fail(&err, COOP_RANGE, "level is %s, need %d to %lld", "1.5", -1, 2LL),
                     COOP_RANGE);
    coop_error expected;
    memset(&expected, 0, sizeof expected);
    expected.code = COOP_RANGE;
    strcpy(expected.message, "level is 1.5, need -1 to 2");
    ck_assert_mem_eq(&err, &expected, sizeof err);
}
END_TEST

START_TEST(a_failure_at_a_place_keeps_line_and_column)
{
    coop_error err = dirty();
    ck_assert_int_eq(coop__fail_at(&err, COOP_SYNTAX, INT64_MAX, 1, "here"), COOP_SYNTAX);
    ck_assert_int_eq(err.code, COOP_SYNTAX);
    ck_assert_int_eq(err.reserved, 0);
    ck_assert(err.line == INT64_MAX && err.column == 1);
    ck_assert_str_eq(err.message, "here");
}
END_TEST

START_TEST(an_unwanted_error_may_be_null)
{
    ck_assert_int_eq(coop__fail(NULL, COOP_IO, "%s", "x"), COOP_IO);
    ck_assert_int_eq(coop__fail_at(NULL, COOP_FORMAT, 1, 2, "%d", 3), COOP_FORMAT);
    ck_assert_int_eq(coop__no_memory(NULL), COOP_MEMORY);
    coop_error err = dirty();
    ck_assert_int_eq(coop__no_memory(&err), COOP_MEMORY);
    ck_assert_int_eq(err.code, COOP_MEMORY);
    ck_assert_str_eq(err.message, "out of memory");
}
END_TEST

START_TEST(a_message_can_be_made_from_itself)
{
    coop_error err = dirty();
    (void)coop__fail(&err, COOP_FORMAT, "inner");
    (void)coop__fail_at(&err, err.code, 3, 4, "file.csv: %s", err.message);
    ck_assert_str_eq(err.message, "file.csv: inner");
    ck_assert_int_eq(err.code, COOP_FORMAT);
}
END_TEST

static coop_status tried(coop_status inner, int *reached)
{
    COOP__TRY(inner);
    *reached = 1;
    return COOP_OK;
}

START_TEST(try_returns_what_is_not_ok)
{
    int reached = 0;
    ck_assert_int_eq(tried(COOP_LIMIT, &reached), COOP_LIMIT);
    ck_assert_int_eq(tried(-5, &reached), -5);
    ck_assert_int_eq(reached, 0);
    ck_assert_int_eq(tried(COOP_OK, &reached), COOP_OK);
    ck_assert_int_eq(reached, 1);
}
END_TEST

/* ---- escaping ---- */

static void check_escape(const char *text, size_t n, const char *expected)
{
    char out[256];
    memset(out, 0x7e, sizeof out);
    coop__escape(text, n, out, sizeof out);
    ck_assert_str_eq(out, expected);
}

START_TEST(control_characters_are_escaped)
{
    char expected[8];
    for (int byte = 0; byte < 0x80; byte++) {
        const char text[1] = {(char)byte};
        bool is_control = byte < 0x20 || byte == 0x7f;
        snprintf(expected, sizeof expected, is_control ? "\\x%02x" : "%c", (unsigned)byte);
        check_escape(text, 1, expected);
    }
    coop_error err = dirty();
    (void)coop__fail(&err, COOP_FORMAT, "'%s%c' is no number", "1\n2\033[31m\r", 0);
    ck_assert_str_eq(err.message, "'1\\x0a2\\x1b[31m\\x0d\\x00' is no number");
}
END_TEST

START_TEST(c1_control_characters_are_escaped)
{
    char expected[16];
    for (unsigned byte = 0x80; byte < 0xc0; byte++) {
        const char text[2] = {(char)0xc2, (char)byte};
        snprintf(expected, sizeof expected, byte < 0xa0 ? "\\xc2\\x%02x" : "\xc2%c", byte);
        check_escape(text, 2, expected);
    }
}
END_TEST

START_TEST(line_and_paragraph_separators_are_escaped_for_a_message_is_one_line)
{
    check_escape("a\xe2\x80\xa8"
                 "b\xe2\x80\xa9"
                 "c",
                 9, "a\\xe2\\x80\\xa8b\\xe2\\x80\\xa9c");
    check_escape("\xe2\x80\xa7\xe2\x80\xaf", 6, "\xe2\x80\xa7\xe2\x80\xaf");
    check_escape("\xe2\x80\xae", 3, "\\xe2\\x80\\xae"); /* U+202E turns a line round */
}
END_TEST

START_TEST(whole_characters_pass)
{
    static const char text[] = "\xd0\xb6\xe4\xb8\xad\xf0\x9f\x9a\x86\xf4\x8f\xbf\xbf\\x41";
    check_escape(text, sizeof text - 1, text);
    check_escape("", 0, "");
    check_escape(NULL, 0, "");
}
END_TEST

START_TEST(invalid_bytes_are_escaped_one_by_one)
{
    check_escape("\x80", 1, "\\x80");
    check_escape("\xc0\xaf", 2, "\\xc0\\xaf");
    check_escape("\xe0\x80\xaf", 3, "\\xe0\\x80\\xaf");
    check_escape("\xed\xa0\x80", 3, "\\xed\\xa0\\x80");
    check_escape("\xf4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80");
    check_escape("\xff\xfe", 2, "\\xff\\xfe");
    check_escape("\xe4\xb8\xe4\xb8\xad", 5, "\\xe4\\xb8\xe4\xb8\xad");
    /* A character that the end cuts: the bytes behind it are there, and not to be read. */
    check_escape("\xe4\xb8\xad", 2, "\\xe4\\xb8");
    check_escape("\xf0\x9f\x9a\x86", 3, "\\xf0\\x9f\\x9a");
    check_escape("\xf0\x9f\x9a\x86", 1, "\\xf0");
    check_escape("abc\xe4\xb8\xad", 5, "abc\\xe4\\xb8");
    check_escape("a\0b", 3, "a\\x00b");
}
END_TEST

/* ---- cutting ---- */

/* The rule told in another way: pieces that must stay whole, then the longest head that fits. */
static void expect_escape(const char *const *pieces, size_t n, char *out, size_t size)
{
    size_t total = 0;
    size_t head = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        total += strlen(pieces[i]);
    }
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(pieces[i]);
        if (head + length + (total < size ? 0 : 3) >= size) {
            break;
        }
        memcpy(out + head, pieces[i], length + 1);
        head += length;
    }
    if (total >= size) {
        strcpy(out + head, "...");
    }
}

static const char *const sources[] = {"a",    "\xd0\xb6", "\xe4\xb8\xad", "\xf0\x9f\x9a\x86", "\n",
                                      "\xff", "\xc2\x9b", "\xe2\x80\xa8", "\xed\xa0",         " "};
static const char *const escapes[][3] = {
    {"a", NULL, NULL},
    {"\xd0\xb6", NULL, NULL},
    {"\xe4\xb8\xad", NULL, NULL},
    {"\xf0\x9f\x9a\x86", NULL, NULL},
    {"\\x0a", NULL, NULL},
    {"\\xff", NULL, NULL},
    {"\\xc2", "\\x9b", NULL},
    {"\\xe2", "\\x80", "\\xa8"},
    {"\\xed", "\\xa0", NULL},
    {" ", NULL, NULL},
};

START_TEST(what_does_not_fit_is_cut_at_a_whole_character_with_three_dots)
{
    uint64_t state = 42;
    for (int round = 0; round < 200000; round++) {
        char text[64] = "";
        const char *pieces[48];
        size_t n_pieces = 0;
        size_t n = (size_t)(next_random(&state) % 16);
        for (size_t i = 0; i < n; i++) {
            size_t kind = (size_t)(next_random(&state) % 10);
            strcat(text, sources[kind]);
            for (size_t j = 0; j < 3 && escapes[kind][j] != NULL; j++) {
                pieces[n_pieces++] = escapes[kind][j];
            }
        }
        size_t size = 8 + (size_t)(next_random(&state) % 56);
        char out[65];
        char expected[65];
        memset(out, 0x7e, sizeof out);
        coop__escape(text, strlen(text), out, size);
        expect_escape(pieces, n_pieces, expected, size);
        bool is_right = strcmp(out, expected) == 0 && out[size] == 0x7e &&
                        coop__utf8_valid(out, strlen(out), NULL);
        if (!is_right) {
            ck_abort_msg("size %zu gave '%s', expected '%s'", size, out, expected);
        }
    }
}
END_TEST

START_TEST(a_message_of_231_bytes_is_whole_and_one_of_232_is_cut)
{
    char text[300];
    memset(text, 'a', sizeof text);
    text[231] = '\0';
    coop_error err = dirty();
    (void)coop__fail(&err, COOP_IO, "%s", text);
    ck_assert_str_eq(err.message, text);
    text[231] = 'a';
    text[232] = '\0';
    (void)coop__fail(&err, COOP_IO, "%s", text);
    text[228] = '\0';
    strcat(text, "...");
    ck_assert_str_eq(err.message, text);
    memcpy(text + 225, "\xf0\x9f\x9a\x86 and more", 14);
    (void)coop__fail(&err, COOP_IO, "%s", text);
    strcpy(text + 225, "...");
    ck_assert_str_eq(err.message, text);
}
END_TEST

START_TEST(a_text_of_any_length_and_content_becomes_a_message)
{
    static char text[5000];
    uint64_t state = 9;
    for (int round = 0; round < 20000; round++) {
        size_t n = (size_t)(next_random(&state) % (round % 10 == 0 ? sizeof text - 1 : 300));
        for (size_t i = 0; i < n; i++) {
            text[i] = (char)(1 + next_random(&state) % 255);
        }
        text[n] = '\0';
        coop_error err = dirty();
        (void)coop__fail(&err, COOP_IO, "%s", text);
        size_t length = strnlen(err.message, sizeof err.message);
        if (length == sizeof err.message || !coop__utf8_valid(err.message, length, NULL) ||
            strpbrk(err.message, "\n\r\033") != NULL) {
            ck_abort_msg("round %d", round);
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("core/error");
    TCase *codes = tcase_create("codes");
    suite_add_tcase(s, codes);
    tcase_add_test(codes, every_code_is_named_as_in_the_header);
    tcase_add_test(codes, every_text_is_a_clause_of_its_own);
    tcase_add_test(codes, unknown_codes_have_a_question_mark);
    TCase *filling = tcase_create("filling");
    suite_add_tcase(s, filling);
    tcase_add_test(filling, a_failure_fills_every_byte_and_returns_its_code);
    tcase_add_test(filling, a_failure_at_a_place_keeps_line_and_column);
    tcase_add_test(filling, an_unwanted_error_may_be_null);
    tcase_add_test(filling, a_message_can_be_made_from_itself);
    tcase_add_test(filling, try_returns_what_is_not_ok);
    TCase *escaping = tcase_create("escaping");
    suite_add_tcase(s, escaping);
    tcase_add_test(escaping, control_characters_are_escaped);
    tcase_add_test(escaping, c1_control_characters_are_escaped);
    tcase_add_test(escaping, line_and_paragraph_separators_are_escaped_for_a_message_is_one_line);
    tcase_add_test(escaping, whole_characters_pass);
    tcase_add_test(escaping, invalid_bytes_are_escaped_one_by_one);
    TCase *cutting = tcase_create("cutting");
    suite_add_tcase(s, cutting);
    tcase_add_test(cutting, what_does_not_fit_is_cut_at_a_whole_character_with_three_dots);
    tcase_add_test(cutting, a_message_of_231_bytes_is_whole_and_one_of_232_is_cut);
    tcase_add_test(cutting, a_text_of_any_length_and_content_becomes_a_message);
    return s;
}

#include "check_main.h"
