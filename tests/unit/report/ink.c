/* ink.c -- tests of lib/report/ink.c: what a stranger's text becomes, and numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <math.h>
#include <string.h>

#include "meter.h"
#include "report/ink.h"

static void expect(coop__markup markup, const char *text, const char *wanted)
{
    coop__ink ink = {.out = {.a = coop__allocator_of(NULL)}};
    coop__ink_isolated(&ink, markup, text);
    ck_assert(!ink.failed && coop__buffer_append(&ink.out, "", 1));
    ck_assert_str_eq((const char *)ink.out.bytes, wanted);
    coop__buffer_free(&ink.out);
}

START_TEST(marks_are_escaped)
{
    expect(COOP__HTML, "<a b=\"c\" d='e'>&", "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
    expect(COOP__JSON, "</x>\"\\&", "\\u003c/x\\u003e\\\"\\\\\\u0026");
    expect(COOP__MARKDOWN, "<b>|*_`[x](y)\\#", "&lt;b&gt;\\|\\*\\_\\`\\[x\\](y)\\\\\\#");
    expect(COOP__MARKDOWN, "two\r\nlines", "two  lines");
    expect(COOP__HTML, NULL, "");
    expect(COOP__HTML, "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x9a\x82", "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x9a\x82");
}
END_TEST

START_TEST(what_steers_is_replaced)
{
    static const char *const refused[] = {
        "\x01", "\x1b", "\x7f", "\xc2\x80", "\xc2\x9f", "\xe2\x80\xae", "\xe2\x80\xaa",
        "\xe2\x81\xa6", "\xe2\x81\xa9", "\xe2\x80\x8f", "\xe2\x80\xa8", "\xd8\x9c",
        "\xef\xbb\xbf", "\xef\xbf\xbe", "\xff", "\xc3"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        for (int markup = COOP__HTML; markup <= COOP__JSON; markup++) {
            expect((coop__markup)markup, refused[i], "\xef\xbf\xbd");
        }
    }
    /* just outside */
    expect(COOP__HTML, "\xc2\xa0\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xaa",
           "\xc2\xa0\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xaa");
    /* an overlong '<' is no '<' */
    expect(COOP__HTML, "\xc0\xbc", "\xef\xbf\xbd\xef\xbf\xbd");
}
END_TEST

START_TEST(what_reads_leftward_is_isolated)
{
    expect(COOP__HTML, "\xd7\x90", "<bdi>\xd7\x90</bdi>");
    expect(COOP__MARKDOWN, "a \xd8\xa7", "\xe2\x81\xa8" "a \xd8\xa7\xe2\x81\xa9");
    expect(COOP__HTML, "\xd5\xa1", "\xd5\xa1"); /* Armenian reads rightward */
    expect(COOP__HTML, "\xef\xac\x9d", "<bdi>\xef\xac\x9d</bdi>");
}
END_TEST

static void expect_grouped(double value, int digits, const char *wanted)
{
    coop__ink ink = {.out = {.a = coop__allocator_of(NULL)}};
    coop__ink_grouped(&ink, value, digits);
    ck_assert(coop__buffer_append(&ink.out, "", 1));
    ck_assert_str_eq((const char *)ink.out.bytes, wanted);
    coop__buffer_free(&ink.out);
}

START_TEST(thousands_are_grouped)
{
    expect_grouped(999, 0, "999");
    expect_grouped(1000, 0, "1,000");
    expect_grouped(-100000, 0, "-100,000");
    expect_grouped(-1234567.25, 1, "-1,234,567.2");
    expect_grouped(0.125, 3, "0.125");
}
END_TEST

START_TEST(no_memory_is_kept)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__ink ink = {.out = {.a = &a}};
    m.fail_at = 1;
    coop__ink_text(&ink, COOP__HTML, "abc");
    ck_assert(ink.failed);
    coop__ink_raw(&ink, "def");
    ck_assert_uint_eq(ink.out.n, 0);
    coop__buffer_free(&ink.out);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("ink");
    TCase *all = tcase_create("all");
    tcase_add_test(all, marks_are_escaped);
    tcase_add_test(all, what_steers_is_replaced);
    tcase_add_test(all, what_reads_leftward_is_isolated);
    tcase_add_test(all, thousands_are_grouped);
    tcase_add_test(all, no_memory_is_kept);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
