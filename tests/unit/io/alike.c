/* alike.c -- tests of words that look the same and are not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/alike.h"

#include <string.h>

#include <check.h>

static bool is_odd(const char *word)
{
    return coop__odd_word(word, strlen(word)) != NULL;
}

static bool are_alike(const char *a, const char *b)
{
    coop__buffer x = {.a = coop__allocator_of(NULL)};
    coop__buffer y = {.a = coop__allocator_of(NULL)};
    ck_assert(coop__alike_form(a, strlen(a), &x) && coop__alike_form(b, strlen(b), &y));
    bool alike = x.n == y.n && (x.n == 0 || memcmp(x.bytes, y.bytes, x.n) == 0);
    coop__buffer_free(&x);
    coop__buffer_free(&y);
    return alike;
}

START_TEST(words_with_invisible_characters_edges_and_two_alphabets_are_odd)
{
    static const char *const odd[] = {"a\u200bb", "\ufeffKAZ", "soft\u00adhyphen", "a\u202eb",
                                      " a", "a ", "a\u00a0", "\ta", "K\u0410Z", "p\u0430ge",
                                      "\u0391lpha"};
    static const char *const plain[] = {"", "KAZ", "a b", "\u0410\u043b\u043c\u0430\u0442\u044b",
                                        "\u4e2d\u56fd", "Bishkek \u0411\u0438\u0448", "\u041c\u043e\u0441\u043a\u0432\u0430", "x",
                                        "\u03b1\u03b2", "na\u00efve", "U+200A inside is a blank"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        ck_assert_msg(is_odd(odd[i]), "odd %zu", i);
    }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        ck_assert_msg(!is_odd(plain[i]), "plain %zu", i);
    }
}
END_TEST

START_TEST(words_that_differ_in_what_the_eye_passes_over_are_alike)
{
    static const char *const pairs[][2] = {
        {"KAZ", "K\u0410Z"}, {"a b", "A  B"}, {"a\u00a0b", " a b "}, {"caf\u00e9", "cafe\u0301"},
        {"\u0416\u0423\u041a", "\u0436\u0443\u043a"}, {"Ko\u0308ln", "K\u00f6ln"},
        {"", "\u200b"}, {"\u0160koda", "skoda"}, {"\u0391", "a"}, {"\u041c\u041e\u0421\u041a\u0412\u0410", "\u043c\u043e\u0441\u043a\u0432\u0430"}};
    static const char *const others[][2] = {
        {"KAZ", "KGZ"}, {"a b", "ab"}, {"\u0436", "z"}, {"\u4e2d", "\u56fd"}, {"l", "1"}, {"", "a"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        ck_assert_msg(are_alike(pairs[i][0], pairs[i][1]), "pair %zu", i);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        ck_assert_msg(!are_alike(others[i][0], others[i][1]), "other %zu", i);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("alike");
    TCase *alike = tcase_create("alike");
    tcase_add_test(alike, words_with_invisible_characters_edges_and_two_alphabets_are_odd);
    tcase_add_test(alike, words_that_differ_in_what_the_eye_passes_over_are_alike);
    suite_add_tcase(s, alike);
    return s;
}

#include "check_main.h"
