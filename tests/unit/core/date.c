/* date.c -- tests of lib/core/date.c: the calendar, ISO 8601 days, EDTF spans.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "random.h"
#include "shared.h"

#define UNTOUCHED 123456

/* The day of a text that is right; tests of reading are below. */
static coop_date day(const char *text)
{
    coop_date date = UNTOUCHED;
    coop_error err;
    ck_assert_msg(coop_date_parse(text, &date, &err) == COOP_OK, "%s", text);
    return date;
}

/* ---- the calendar ---- */

static int days_in(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

/* One day by every way in and out. */
static bool day_agrees(int year, int month, int of_month, coop_date expected)
{
    char text[11] = "";
    char wanted[16];
    coop_date date = UNTOUCHED;
    coop_date again = UNTOUCHED;
    coop__civil civil = coop__civil_of_date(expected);
    snprintf(wanted, sizeof wanted, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
    return coop_date_of(year, month, of_month, &date, NULL) == COOP_OK && date == expected &&
           coop__date_of_civil(year, month, of_month) == expected && civil.year == year &&
           civil.month == month && civil.day == of_month &&
           coop_date_format(expected, text, NULL) == COOP_OK && strcmp(text, wanted) == 0 &&
           coop_date_parse(text, &again, NULL) == COOP_OK && again == expected;
}

START_TEST(every_day_of_the_years_1_to_9999_goes_there_and_back)
{
    coop_date date = COOP__DATE_MIN;
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            ck_assert_int_eq(coop__month_length(year, month), days_in(year, month));
            for (int d = 1; d <= days_in(year, month); d++, date++) {
                if (!day_agrees(year, month, d, date)) {
                    ck_abort_msg("%04d-%02d-%02d is not day %d", year, month, d, date);
                }
            }
        }
    }
    ck_assert_int_eq(date, COOP__DATE_MAX + 1);
    ck_assert_int_eq(day("1970-01-01"), 0);
    ck_assert_int_eq(day("1969-12-31"), -1);
}
END_TEST

static char *oracle(const char *name, size_t *n)
{
    char path[512];
    char *file = file_read(source_path(name, path, sizeof path), n);
    ck_assert_msg(file != NULL, "%s is missing", path);
    return file;
}

START_TEST(days_are_those_of_the_proleptic_gregorian_calendar_elsewhere)
{
    size_t n = 0;
    char *file = oracle("tests/oracle/dates/iso.csv", &n);
    int n_rows = 0;
    for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char text[11];
        int expected = 0;
        int iso[3];
        int day_of_year = 0;
        if (sscanf(line, "%10[0-9-],%d,%d,%d,%d,%d", text, &expected, &iso[0], &iso[1], &iso[2],
                   &day_of_year) != 6) {
            continue;
        }
        n_rows++;
        ck_assert_int_eq(day(text), expected);
        coop__civil civil = coop__civil_of_date(expected);
        ck_assert_int_eq(expected - coop__date_of_civil(civil.year, 1, 1) + 1, day_of_year);
    }
    free(file);
    ck_assert_int_ge(n_rows, 90);
}
END_TEST

static void check_of(int32_t year, int32_t month, int32_t of_month, coop_status status)
{
    coop_date out = UNTOUCHED;
    coop_error err = {.code = 77};
    ck_assert_int_eq(coop_date_of(year, month, of_month, &out, &err), status);
    ck_assert_int_eq(err.code, status == COOP_OK ? 77 : status);
    ck_assert_int_eq(out == UNTOUCHED, status != COOP_OK);
}

START_TEST(a_date_that_is_not_in_the_calendar_is_out_of_range)
{
    check_of(1, 1, 1, COOP_OK);
    check_of(0, 12, 31, COOP_RANGE);
    check_of(-1, 1, 1, COOP_RANGE);
    check_of(INT32_MIN, 1, 1, COOP_RANGE);
    check_of(9999, 12, 31, COOP_OK);
    check_of(10000, 1, 1, COOP_RANGE);
    check_of(INT32_MAX, 1, 1, COOP_RANGE);
    check_of(2025, 0, 1, COOP_RANGE);
    check_of(2025, 13, 1, COOP_RANGE);
    check_of(2025, INT32_MIN, 1, COOP_RANGE);
    check_of(2025, INT32_MAX, 1, COOP_RANGE);
    check_of(2025, 6, 0, COOP_RANGE);
    check_of(2025, 6, -1, COOP_RANGE);
    check_of(2025, 6, INT32_MIN, COOP_RANGE);
    check_of(2025, 6, INT32_MAX, COOP_RANGE);
    for (int year = 1896; year <= 2004; year++) {
        for (int month = 1; month <= 12; month++) {
            check_of(year, month, days_in(year, month), COOP_OK);
            check_of(year, month, days_in(year, month) + 1, COOP_RANGE);
        }
    }
    coop_error err;
    ck_assert_int_eq(coop_date_of(2025, 6, 31, &(coop_date){0}, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "day is 31, month 2025-06 has 1 to 30");
    ck_assert_int_eq(coop_date_of(2025, 1, 1, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_date_of(0, 1, 1, NULL, NULL), COOP_ARGUMENT);
}
END_TEST

/* ---- reading days ---- */

static void check_day(const char *text, size_t n, coop_status status)
{
    /* Exactly n bytes, so that reading on is seen. */
    char *exact = malloc(n == 0 ? 1 : n);
    memcpy(exact, text, n);
    coop_date out = UNTOUCHED;
    coop_error err = {.code = 77};
    coop_status got = coop__date_parse(exact, n, &out, &err);
    ck_assert_msg(got == status, "'%s' gave %s", text, coop_status_name(got));
    ck_assert_int_eq(err.code, status == COOP_OK ? 77 : status);
    ck_assert_int_eq(out == UNTOUCHED, status != COOP_OK);
    free(exact);
}

START_TEST(other_forms_of_a_day_are_refused)
{
    static const char *const forms[] = {"",
                                        "2025",
                                        "2025-06",
                                        "2025-06-1",
                                        "2025-06-170",
                                        "2025-6-17",
                                        "20250617",
                                        "2025/06/17",
                                        "2025-06/17",
                                        "2025.06.17",
                                        "17-06-2025",
                                        "17.06.2025",
                                        "2025-06-17 ",
                                        " 2025-06-17",
                                        "2025-06- 7",
                                        "+025-06-17",
                                        "-025-06-17",
                                        "2025-+6-17",
                                        "2025-W25-2",
                                        "2025-06-17Z",
                                        "2025-168",
                                        "2025-06-1x",
                                        "x025-06-17",
                                        "2025-0x-17",
                                        "2025-06-17T00:00:00",
                                        "2025_06_17",
                                        "2025-06-1/",
                                        "2025-06-1:",
                                        "2025-06:17",
                                        "..",
                                        "2025-06-17/2025-06-17",
                                        "2025-06-17~",
                                        "2025-06-17?",
                                        "2025-XX-XX",
                                        "02025-06-7"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        check_day(forms[i], strlen(forms[i]), COOP_FORMAT);
    }
    check_day("2025-06-17", 9, COOP_FORMAT);
    check_day("2025-06-17\0", 11, COOP_FORMAT);
    check_day("2025\0-06-17", 10, COOP_FORMAT);
    check_day("2025-06-17/", 10, COOP_OK);
}
END_TEST

START_TEST(a_day_that_does_not_exist_is_out_of_range)
{
    static const char *const days[] = {"2025-06-31", "1900-02-29", "2023-02-29", "2100-02-29",
                                       "2000-02-30", "2025-13-01", "2025-00-10", "2025-01-00",
                                       "2025-01-32", "0000-01-01", "0000-12-31", "2025-99-99"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        check_day(days[i], 10, COOP_RANGE);
    }
    check_day("2000-02-29", 10, COOP_OK);
    check_day("0001-01-01", 10, COOP_OK);
    check_day("9999-12-31", 10, COOP_OK);
}
END_TEST

/* A Python literal between quotes, of which only \xNN is used here. */
static size_t unquote(const char *line, char *out)
{
    size_t n = 0;
    for (const char *p = line + 1; *p != '\'' && *p != '\0'; p++) {
        unsigned byte = 0;
        if (sscanf(p, "\\x%2x", &byte) == 1) {
            p += 3;
            out[n++] = (char)byte;
        } else {
            out[n++] = *p;
        }
    }
    return n;
}

START_TEST(days_that_a_strict_reader_must_refuse_are_refused)
{
    size_t n = 0;
    char *file = oracle("tests/oracle/dates/invalid_or_nonstrict.csv", &n);
    int n_rows = 0;
    for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (line[0] != '\'') {
            continue;
        }
        char text[200];
        size_t length = unquote(line, text);
        coop_date out = UNTOUCHED;
        coop_error err = {0};
        coop_status status = coop__date_parse(text, length, &out, &err);
        ck_assert_msg(status == COOP_FORMAT || status == COOP_RANGE, "%s", line);
        ck_assert_int_eq(err.code, status);
        ck_assert_int_eq(out, UNTOUCHED);
        ck_assert_uint_gt(strlen(err.message), 5);
        n_rows++;
    }
    free(file);
    ck_assert_int_ge(n_rows, 15);
}
END_TEST

/* What a text of ten bytes is, told by its digits. */
static coop_status judged(const char *text)
{
    int parts[3] = {0, 0, 0};
    for (int i = 0; i < 10; i++) {
        bool is_mark = i == 4 || i == 7;
        if (is_mark ? text[i] != '-' : strchr("0123456789", text[i]) == NULL || text[i] == '\0') {
            return COOP_FORMAT;
        }
        int *part = &parts[i < 4 ? 0 : i < 7 ? 1 : 2];
        *part = is_mark ? *part : *part * 10 + (text[i] - '0');
    }
    bool is_month = parts[0] >= 1 && parts[1] >= 1 && parts[1] <= 12;
    bool is_day = is_month && parts[2] >= 1 && parts[2] <= days_in(parts[0], parts[1]);
    return is_day ? COOP_OK : COOP_RANGE;
}

START_TEST(any_ten_bytes_are_judged_by_their_digits)
{
    static const char likely[] = "0123456789-0123/. :~?\xef";
    uint64_t state = 10;
    int64_t n_ok = 0;
    for (int i = 0; i < 500000; i++) {
        char text[11] = "2024-02-29";
        for (size_t changes = (size_t)(next_random(&state) % 4); changes > 0; changes--) {
            text[next_random(&state) % 10] = likely[next_random(&state) % (sizeof likely)];
        }
        coop_date out = UNTOUCHED;
        coop_status status = coop__date_parse(text, 10, &out, NULL);
        n_ok += status == COOP_OK ? 1 : 0;
        if (status != judged(text) || (out == UNTOUCHED) != (status != COOP_OK)) {
            ck_abort_msg("'%.10s' is %s", text, coop_status_name(status));
        }
    }
    ck_assert_int_gt(n_ok, 50000);
}
END_TEST

/* ---- writing days ---- */

START_TEST(a_day_outside_the_calendar_is_not_written)
{
    const coop_date outside[] = {COOP_DATE_NONE,     COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST,
                                 COOP__DATE_MIN - 1, COOP__DATE_MAX + 1,   INT32_MAX - 1};
    char out[12] = "untouched!!";
    coop_error err;
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        ck_assert_int_eq(coop_date_format(outside[i], out, &err), COOP_RANGE);
        ck_assert_int_eq(err.code, COOP_RANGE);
        ck_assert_str_eq(out, "untouched!!");
    }
    out[11] = '#';
    ck_assert_int_eq(coop_date_format(COOP__DATE_MIN, out, &err), COOP_OK);
    ck_assert_mem_eq(out, "0001-01-01\0#", 12);
    ck_assert_int_eq(coop_date_format(COOP__DATE_MAX, out, NULL), COOP_OK);
    ck_assert_str_eq(out, "9999-12-31");
    ck_assert_int_eq(coop_date_format(0, NULL, &err), COOP_ARGUMENT);
}
END_TEST

START_TEST(null_is_an_argument_failure)
{
    coop_date date = UNTOUCHED;
    coop_span span = {UNTOUCHED, UNTOUCHED};
    coop_error err = {0};
    ck_assert_int_eq(coop_date_parse(NULL, &date, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "text is NULL");
    ck_assert_int_eq(coop_date_parse("2025-06-17", NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    ck_assert_int_eq(coop_span_parse(NULL, &span, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_span_parse("2025", NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_span_format(span, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_date_parse(NULL, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(date, UNTOUCHED);
    ck_assert_int_eq(span.first, UNTOUCHED);
}
END_TEST

/* ---- reading spans ---- */

typedef struct form {
    const char *text, *first, *last; /* NULL: open */
} form;

static const form forms[] = {
    {"2023", "2023-01-01", "2023-12-31"},
    {"0001", "0001-01-01", "0001-12-31"},
    {"9999", "9999-01-01", "9999-12-31"},
    {"2023-05", "2023-05-01", "2023-05-31"},
    {"2024-02", "2024-02-01", "2024-02-29"},
    {"1900-02", "1900-02-01", "1900-02-28"},
    {"2023-05-18", "2023-05-18", "2023-05-18"},
    {"2023~", "2023-01-01", "2023-12-31"},
    {"2023?", "2023-01-01", "2023-12-31"},
    {"2023%", "2023-01-01", "2023-12-31"},
    {"2023-05~", "2023-05-01", "2023-05-31"},
    {"2023-05?", "2023-05-01", "2023-05-31"},
    {"2023-05-18%", "2023-05-18", "2023-05-18"},
    {"2023/2024", "2023-01-01", "2024-12-31"},
    {"2023/2023", "2023-01-01", "2023-12-31"},
    {"2023-05/2023-05", "2023-05-01", "2023-05-31"},
    {"2023/2023-05", "2023-01-01", "2023-05-31"},
    {"2023-05/2023", "2023-05-01", "2023-12-31"},
    {"2023-05-18/2024", "2023-05-18", "2024-12-31"},
    {"2023-05-18/2023-05-18", "2023-05-18", "2023-05-18"},
    {"2023~/2024?", "2023-01-01", "2024-12-31"},
    {"2023-05-18%/2024-02~", "2023-05-18", "2024-02-29"},
    {"../2023-05", NULL, "2023-05-31"},
    {"2023/..", "2023-01-01", NULL},
    {"2023-05-18~/..", "2023-05-18", NULL},
    {"../..", NULL, NULL},
    {"/2023", NULL, "2023-12-31"},
    {"2023-05/", "2023-05-01", NULL},
};

START_TEST(every_form_of_a_span_is_read)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        coop_span span = {UNTOUCHED, UNTOUCHED};
        coop_error err = {.code = 77};
        ck_assert_msg(coop_span_parse(forms[i].text, &span, &err) == COOP_OK, "%s: %s",
                      forms[i].text, err.message);
        ck_assert_int_eq(err.code, 77);
        coop_date first = forms[i].first == NULL ? COOP_DATE_OPEN_FIRST : day(forms[i].first);
        coop_date last = forms[i].last == NULL ? COOP_DATE_OPEN_LAST : day(forms[i].last);
        ck_assert_msg(span.first == first && span.last == last, "%s", forms[i].text);
    }
}
END_TEST

static void check_bad_span(const char *text, size_t n, coop_status status)
{
    char *exact = malloc(n == 0 ? 1 : n);
    memcpy(exact, text, n);
    coop_span span = {UNTOUCHED, UNTOUCHED};
    coop_error err = {0};
    coop_status got = coop__span_parse(exact, n, &span, &err);
    ck_assert_msg(got == status, "'%s' gave %s", text, coop_status_name(got));
    ck_assert_int_eq(err.code, status);
    ck_assert(span.first == UNTOUCHED && span.last == UNTOUCHED);
    free(exact);
}

START_TEST(other_forms_of_a_span_are_refused)
{
    static const char *const bad[] = {"",
                                      "~",
                                      "?",
                                      "%",
                                      "..",
                                      ".",
                                      "...",
                                      "202",
                                      "20230",
                                      "2023-5",
                                      "2023-",
                                      "2023-05-",
                                      "2023~~",
                                      "2023~?",
                                      "~2023",
                                      "2023-~05",
                                      "2023 ",
                                      " 2023",
                                      "2023//",
                                      "2023/2024/",
                                      "2023/ 2024",
                                      "..~/2023",
                                      "2023/..?",
                                      "./2023",
                                      ".../2023",
                                      "2023-Q1",
                                      "2023-W05",
                                      "-2023",
                                      "+2023",
                                      "2023--05",
                                      "2023/2024/2025",
                                      "abcd",
                                      "2023-ab",
                                      "202X",
                                      "2023-05-XX",
                                      "2023..2024",
                                      "Y12023",
                                      "2023\\2024",
                                      "20x3-05-18"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        check_bad_span(bad[i], strlen(bad[i]), COOP_FORMAT);
    }
    check_bad_span("2023\0", 5, COOP_FORMAT);
    check_bad_span("2023/2024", 8, COOP_FORMAT);
}
END_TEST

START_TEST(a_span_of_days_that_do_not_exist_or_run_backwards_is_out_of_range)
{
    static const char *const bad[] = {"0000",
                                      "2023-13",
                                      "2023-00",
                                      "2023-06-31",
                                      "1900-02-29~",
                                      "2024/2023",
                                      "2023-05/2023-04",
                                      "2023-05-18/2023-05-17",
                                      "2024-01/2023",
                                      "2024/2023-12-31",
                                      "2023-05-18/2023-04?",
                                      "2023/2023-02-30",
                                      "0000/2023",
                                      "../2023-13",
                                      "2023-21",
                                      "2023-06-31/.."};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        check_bad_span(bad[i], strlen(bad[i]), COOP_RANGE);
    }
}
END_TEST

START_TEST(a_message_shows_the_head_of_a_long_text_in_whole_characters)
{
    char text[200] = "";
    for (int i = 0; i < 40; i++) {
        strcat(text, "\xe5\xb9\xb4"); /* 3 bytes: 61 bytes end within one */
    }
    coop_span span = {UNTOUCHED, UNTOUCHED};
    coop_error err = {0};
    ck_assert_int_eq(coop__span_parse(text, 120, &span, &err), COOP_FORMAT);
    ck_assert_ptr_null(strstr(err.message, "\\x"));
    memmove(text + 1, text, 121);
    text[0] = 'a';
    ck_assert_int_eq(coop__span_parse(text, 121, &span, &err), COOP_FORMAT);
    ck_assert_ptr_null(strstr(err.message, "\\x"));
    ck_assert_ptr_nonnull(strstr(err.message, "is no date, need YYYY, YYYY-MM or YYYY-MM-DD"));
}
END_TEST

/* ---- writing spans ---- */

static coop_date random_day(uint64_t *state)
{
    int year = 1 + (int)(next_random(state) % (next_random(state) % 8 == 0 ? 9999 : 30));
    int month = 1 + (int)(next_random(state) % 12);
    int of_month = 1 + (int)(next_random(state) % (uint64_t)days_in(year, month));
    switch (next_random(state) % 5) {
    case 0:
        return coop__date_of_civil(year, 1, 1);
    case 1:
        return coop__date_of_civil(year, 12, 31);
    case 2:
        return coop__date_of_civil(year, month, 1);
    case 3:
        return coop__date_of_civil(year, month, days_in(year, month));
    default:
        return coop__date_of_civil(year, month, of_month);
    }
}

static coop_span random_span(uint64_t *state)
{
    coop_date a = random_day(state);
    coop_date b = next_random(state) % 4 == 0 ? a : random_day(state);
    coop_span span = {a < b ? a : b, a < b ? b : a};
    span.first = next_random(state) % 9 == 0 ? COOP_DATE_OPEN_FIRST : span.first;
    span.last = next_random(state) % 9 == 0 ? COOP_DATE_OPEN_LAST : span.last;
    return span;
}

/* Tries the forms from short to long: one date, then two of one precision. */
static void shortest(coop_span span, char *out)
{
    char first[12] = "..........";
    char last[12] = "..........";
    if (span.first != COOP_DATE_OPEN_FIRST) {
        (void)!coop_date_format(span.first, first, NULL);
    }
    if (span.last != COOP_DATE_OPEN_LAST) {
        (void)!coop_date_format(span.last, last, NULL);
    }
    for (int two = 0; two < 2; two++) {
        for (int n = 4; n <= 10; n += 3) {
            int n_first = first[0] == '.' ? 2 : n;
            int n_last = last[0] == '.' ? 2 : n;
            coop_span again;
            snprintf(out, 24, two ? "%.*s/%.*s" : "%.*s", n_first, first, n_last, last);
            if (coop_span_parse(out, &again, NULL) == COOP_OK && again.first == span.first &&
                again.last == span.last) {
                return;
            }
        }
    }
}

START_TEST(a_span_is_written_in_its_shortest_form_and_read_back_the_same)
{
    uint64_t state = 365;
    for (int i = 0; i < 300000; i++) {
        coop_span span = random_span(&state);
        char text[25];
        char wanted[24] = "";
        coop_span again = {0, 0};
        memset(text, '#', sizeof text);
        if (coop_span_format(span, text, NULL) != COOP_OK || text[24] != '#' ||
            coop_span_parse(text, &again, NULL) != COOP_OK || again.first != span.first ||
            again.last != span.last) {
            ck_abort_msg("span %d to %d is written %.24s", span.first, span.last, text);
        }
        shortest(span, wanted);
        if (strcmp(text, wanted) != 0) {
            ck_abort_msg("%s could be %s", text, wanted);
        }
    }
}
END_TEST

static void check_written(const char *text)
{
    coop_span span;
    char out[24];
    ck_assert_int_eq(coop_span_parse(text, &span, NULL), COOP_OK);
    ck_assert_int_eq(coop_span_format(span, out, NULL), COOP_OK);
    ck_assert_str_eq(out, text);
}

START_TEST(the_forms_of_the_header_are_the_forms_written)
{
    static const char *const same[] = {"2023",
                                       "2023-05",
                                       "2023-05-18",
                                       "2023-01/2024-02",
                                       "../2023",
                                       "../..",
                                       "2023/..",
                                       "2023/2024",
                                       "../2023-05-18",
                                       "2023-05-18/..",
                                       "0001-01-01/9999-12-30",
                                       "2023-01-02/2023-12-31"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        check_written(same[i]);
    }
}
END_TEST

START_TEST(a_span_that_is_none_is_not_written)
{
    const coop_span bad[] = {
        {1, 0},
        {COOP__DATE_MIN - 1, 0},
        {0, COOP__DATE_MAX + 1},
        {COOP_DATE_NONE, 0},
        {0, COOP_DATE_NONE},
        {COOP_DATE_NONE, COOP_DATE_NONE},
        {COOP_DATE_OPEN_LAST, COOP_DATE_OPEN_LAST},
        {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_FIRST},
        {COOP_DATE_OPEN_LAST, COOP_DATE_OPEN_FIRST},
        {COOP_DATE_OPEN_FIRST, COOP__DATE_MIN - 1},
        {COOP__DATE_MAX + 1, COOP_DATE_OPEN_LAST},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char out[24] = "untouched";
        coop_error err = {0};
        ck_assert_int_eq(coop_span_format(bad[i], out, &err), COOP_RANGE);
        ck_assert_int_eq(err.code, COOP_RANGE);
        ck_assert_str_eq(out, "untouched");
    }
}
END_TEST

/* ---- precision ---- */

static coop_span widened(coop_span span, const char *precision, coop_status status)
{
    coop_span out = {UNTOUCHED, UNTOUCHED};
    coop_error err = {.code = 77};
    ck_assert_int_eq(coop__span_widen(span, precision, strlen(precision), &out, &err), status);
    ck_assert_int_eq(err.code, status == COOP_OK ? 77 : status);
    return out;
}

static void check_widened(const char *text, const char *precision, const char *expected)
{
    coop_span span;
    char out[24];
    ck_assert_int_eq(coop_span_parse(text, &span, NULL), COOP_OK);
    ck_assert_int_eq(coop_span_format(widened(span, precision, COOP_OK), out, NULL), COOP_OK);
    ck_assert_msg(strcmp(out, expected) == 0, "%s by %s is %s, expected %s", text, precision, out,
                  expected);
}

START_TEST(digits_beyond_the_precision_are_dropped)
{
    check_widened("2023-05-18", "day", "2023-05-18");
    check_widened("2023-05-18", "month", "2023-05");
    check_widened("2024-02-01", "month", "2024-02");
    check_widened("2023-05-18", "quarter", "2023-04/2023-06");
    check_widened("2023-01-01", "quarter", "2023-01/2023-03");
    check_widened("2023-12-31", "quarter", "2023-10/2023-12");
    check_widened("2023-05-18", "year", "2023");
    check_widened("9999-12-31", "year", "9999");
    check_widened("0001-01-01", "year", "0001");
    check_widened("2023-05", "quarter", "2023-04/2023-06");
    check_widened("2023-05-18", "", "2023-05-18");
}
END_TEST

START_TEST(a_text_coarser_than_the_precision_stays)
{
    check_widened("2023", "day", "2023");
    check_widened("2023", "month", "2023");
    check_widened("2023", "quarter", "2023");
    check_widened("2023-05", "month", "2023-05");
}
END_TEST

START_TEST(both_ends_of_a_span_are_widened_and_open_ends_stay_open)
{
    check_widened("2023-05-18/2024-02-03", "month", "2023-05/2024-02");
    check_widened("2023-05-18/2024-02-03", "quarter", "2023-04/2024-03");
    check_widened("2023-05-18/2024-02-03", "year", "2023/2024");
    check_widened("../2024-02-03", "year", "../2024");
    check_widened("../2024-02-03", "month", "../2024-02");
    check_widened("2023-05-18/..", "year", "2023/..");
    check_widened("2023-05-18/..", "quarter", "2023-04/..");
    check_widened("../..", "year", "../..");
    check_widened("../2024-02-03", "day", "../2024-02-03");
}
END_TEST

START_TEST(an_unknown_precision_is_refused_for_every_span)
{
    static const char *const words[] = {"decade", "Year", "years", "d", "mont", "day "};
    const coop_span spans[] = {{0, 0},
                               {COOP_DATE_OPEN_FIRST, 0},
                               {0, COOP_DATE_OPEN_LAST},
                               {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        for (size_t j = 0; j < 4; j++) {
            coop_span out = widened(spans[j], words[i], COOP_FORMAT);
            ck_assert(out.first == UNTOUCHED && out.last == UNTOUCHED);
        }
    }
}
END_TEST

START_TEST(a_widened_span_holds_the_span_and_is_widened_once)
{
    static const char *const words[] = {"day", "month", "quarter", "year"};
    uint64_t state = 12;
    for (int i = 0; i < 100000; i++) {
        coop_span span = random_span(&state);
        coop_span before = span;
        for (size_t j = 0; j < 4; j++) {
            coop_span wide;
            coop_span again;
            bool is_right =
                coop__span_widen(span, words[j], strlen(words[j]), &wide, NULL) == COOP_OK &&
                coop__span_widen(wide, words[j], strlen(words[j]), &again, NULL) == COOP_OK &&
                wide.first <= before.first && wide.last >= before.last &&
                again.first == wide.first && again.last == wide.last &&
                (wide.first == COOP_DATE_OPEN_FIRST) == (span.first == COOP_DATE_OPEN_FIRST) &&
                (wide.last == COOP_DATE_OPEN_LAST) == (span.last == COOP_DATE_OPEN_LAST);
            if (!is_right) {
                ck_abort_msg("span %d to %d by %s", span.first, span.last, words[j]);
            }
            before = wide; /* each word is coarser than the one before */
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("core/date");
    TCase *calendar = tcase_create("calendar");
    tcase_set_timeout(calendar, 60);
    suite_add_tcase(s, calendar);
    tcase_add_test(calendar, every_day_of_the_years_1_to_9999_goes_there_and_back);
    tcase_add_test(calendar, days_are_those_of_the_proleptic_gregorian_calendar_elsewhere);
    tcase_add_test(calendar, a_date_that_is_not_in_the_calendar_is_out_of_range);
    TCase *days = tcase_create("days");
    suite_add_tcase(s, days);
    tcase_add_test(days, other_forms_of_a_day_are_refused);
    tcase_add_test(days, a_day_that_does_not_exist_is_out_of_range);
    tcase_add_test(days, days_that_a_strict_reader_must_refuse_are_refused);
    tcase_add_test(days, any_ten_bytes_are_judged_by_their_digits);
    tcase_add_test(days, a_day_outside_the_calendar_is_not_written);
    tcase_add_test(days, null_is_an_argument_failure);
    TCase *spans = tcase_create("spans");
    suite_add_tcase(s, spans);
    tcase_add_test(spans, every_form_of_a_span_is_read);
    tcase_add_test(spans, other_forms_of_a_span_are_refused);
    tcase_add_test(spans, a_span_of_days_that_do_not_exist_or_run_backwards_is_out_of_range);
    tcase_add_test(spans, a_message_shows_the_head_of_a_long_text_in_whole_characters);
    tcase_add_test(spans, a_span_is_written_in_its_shortest_form_and_read_back_the_same);
    tcase_add_test(spans, the_forms_of_the_header_are_the_forms_written);
    tcase_add_test(spans, a_span_that_is_none_is_not_written);
    TCase *precision = tcase_create("precision");
    suite_add_tcase(s, precision);
    tcase_add_test(precision, digits_beyond_the_precision_are_dropped);
    tcase_add_test(precision, a_text_coarser_than_the_precision_stays);
    tcase_add_test(precision, both_ends_of_a_span_are_widened_and_open_ends_stay_open);
    tcase_add_test(precision, an_unknown_precision_is_refused_for_every_span);
    tcase_add_test(precision, a_widened_span_holds_the_span_and_is_widened_once);
    return s;
}

#include "check_main.h"
