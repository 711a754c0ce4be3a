/* csv.c -- tests of the CSV reader: rules with exact places, limits, accounting, foreign files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <check.h>

#include "csv_books.h"
#include "csv_slow.h"
#include "io/json.h"
#include "meter.h"
#include "random.h"
#include "shared.h"

/* ---- rules ---- */

START_TEST(records_end_with_lf_or_crlf)
{
    static const sample samples[] = {
        SAMPLE("", "end 0\n"),
        SAMPLE("a", "1:1 a\nend 0\n"),
        SAMPLE("a\n", "1:1 a\nend 0\n"),
        SAMPLE("a\r\n", "1:1 a\nend 0\n"),
        SAMPLE("a,b\nc,d\r\ne,f", "1:1 a|1:3 b\n2:1 c|2:3 d\n3:1 e|3:3 f\nend 0\n"),
        SAMPLE("a,b,c,d,1,", "1:1 a|1:3 b|1:5 c|1:7 d|1:9 1|1:11 \nend 0\n"),
        SAMPLE(",\n,", "1:1 |1:2 \n2:1 |2:2 \nend 0\n"),
        SAMPLE(",\r\n", "1:1 |1:2 \nend 0\n"),
        SAMPLE(" a , b ", "1:1  a |1:5  b \nend 0\n"),
        SAMPLE("#a,b", "1:1 #a|1:4 b\nend 0\n"),
        SAMPLE("\xd0\xb0\xd0\xb1,c", "1:1 \xd0\xb0\xd0\xb1|1:6 c\nend 0\n"),
    };
    CHECK_SAMPLES(samples, NULL);
}
END_TEST

START_TEST(empty_lines_are_counted_and_blank_ones_are_records)
{
    static const sample samples[] = {
        SAMPLE("\n", "end 1\n"),
        SAMPLE("\r\n", "end 1\n"),
        SAMPLE("\n\r\n\na\n\r\n\nb\n\n", "4:1 a\n7:1 b\nend 6\n"),
        SAMPLE(" \n\t\n", "1:1  \n2:1 \t\nend 0\n"),
        SAMPLE("\"\"\n", "1:1=\nend 0\n"),
        SAMPLE("\na\"b\n\n", "bad 2:2 @2 bare\nend 2\n"),
    };
    CHECK_SAMPLES(samples, NULL);
}
END_TEST

START_TEST(quoted_fields_hold_anything)
{
    static const sample samples[] = {
        SAMPLE("\"a,b\",c", "1:1=a,b|1:7 c\nend 0\n"),
        SAMPLE("\"\"\"\"", "1:1=\"\nend 0\n"),
        SAMPLE("\"\"\"a\"\"b\"\"\",\"\"\"\"", "1:1=\"a\"b\"|1:12=\"\nend 0\n"),
        SAMPLE("\"a\nb\r\nc\",d\ne", "1:1=a\nb\r\nc|3:4 d\n4:1 e\nend 0\n"),
        SAMPLE("x,\"\n\",\"\n\n\"\r\ny", "1:1 x|1:3=\n|2:3=\n\n\n5:1 y\nend 0\n"),
        SAMPLE("\"a\rb\",\"\r\"", "1:1=a\rb|1:7=\r\nend 0\n"),
        SAMPLE("\"a\"\n\"b\"\r\n", "1:1=a\n2:1=b\nend 0\n"),
    };
    CHECK_SAMPLES(samples, NULL);
}
END_TEST

START_TEST(a_stray_cr_is_refused_and_glues_nothing)
{
    static const sample samples[] = {
        SAMPLE("\r", "bad 1:1 @0 cr\nend 0\n"),
        SAMPLE("a\rb\nc", "bad 1:2 @1 cr\n2:1 c\nend 0\n"),
        SAMPLE("a\r\r\nc", "bad 1:2 @1 cr\n2:1 c\nend 0\n"),
        SAMPLE("a\r", "bad 1:2 @1 cr\nend 0\n"),
        SAMPLE("\"a\"\rb\nc", "bad 1:4 @3 cr\n2:1 c\nend 0\n"),
        SAMPLE("a\rb\rc\r", "bad 1:2 @1 cr\nend 0\n"),
    };
    CHECK_SAMPLES(samples, NULL);
}
END_TEST

START_TEST(misplaced_quotes_cost_their_line)
{
    static const sample samples[] = {
        SAMPLE("a,12\" rail,b\nc", "bad 1:5 @4 bare\n2:1 c\nend 0\n"),
        SAMPLE(" \"a\"\nc", "bad 1:2 @1 bare\n2:1 c\nend 0\n"),
        SAMPLE("\"a\"b,c\nd", "bad 1:4 @3 after\n2:1 d\nend 0\n"),
        SAMPLE("\"a\" ,c\r\nd", "bad 1:4 @3 after\n2:1 d\nend 0\n"),
        SAMPLE("\"a\nb\"x\nd", "bad 2:3 @5 after\n3:1 d\nend 0\n"),
        SAMPLE("\"a\"b", "bad 1:4 @3 after\nend 0\n"),
        SAMPLE("a\"", "bad 1:2 @1 bare\nend 0\n"),
        SAMPLE("x\"y,\"z\nw\"\nd", "bad 1:2 @1 bare\nbad 2:2 @8 bare\n3:1 d\nend 0\n"),
        SAMPLE("\"a\"b\n\n\"a\"b\n", "bad 1:4 @3 after\nbad 3:4 @9 after\nend 1\n"),
    };
    CHECK_SAMPLES(samples, NULL);
}
END_TEST

START_TEST(an_open_quote_ends_the_input)
{
    static const sample samples[] = {
        SAMPLE("\"", "bad 1:1 @0 open\nend 0\n"),
        SAMPLE("a\nb,\"c\nd\ne\n", "1:1 a\nbad 2:3 @4 open\nend 0\n"),
        SAMPLE("\"a\"\"", "bad 1:1 @0 open\nend 0\n"),
        SAMPLE("\xff,\"a", "bad 1:3 @2 open\nend 0\n"),
        SAMPLE("\"a\n\",\"b", "bad 2:3 @5 open\nend 0\n"),
    };
    CHECK_SAMPLES(samples, NULL);
}
END_TEST

START_TEST(bytes_that_are_no_text_cost_their_record)
{
    static const sample samples[] = {
        SAMPLE("a\0b\nc", "bad 1:2 @1 nul\n2:1 c\nend 0\n"),
        SAMPLE("\"a\n\0\",b\nc", "bad 2:1 @3 nul\n3:1 c\nend 0\n"),
        SAMPLE("abcdefghijk,\xff\nc", "bad 1:13 @12 utf8\n2:1 c\nend 0\n"),
        SAMPLE("\"\n\xc0\x80\n\",b\nc", "bad 2:1 @2 utf8\n4:1 c\nend 0\n"),
        SAMPLE("a\xe2\x82\nc", "bad 1:2 @1 utf8\n2:1 c\nend 0\n"),
        SAMPLE("a\xed\xa0\x80", "bad 1:2 @1 utf8\nend 0\n"),
        SAMPLE("a\xf4\x90\x80\x80", "bad 1:2 @1 utf8\nend 0\n"),
        SAMPLE("\xff\0", "bad 1:1 @0 utf8\nend 0\n"),
        SAMPLE("\0\xff", "bad 1:1 @0 nul\nend 0\n"),
        SAMPLE("\xd0\xb0\0", "bad 1:3 @2 nul\nend 0\n"),
        SAMPLE("\xc3,\"a\"b\nc", "bad 1:1 @0 utf8\n2:1 c\nend 0\n"),
        SAMPLE("\"a\"b\xff\nc", "bad 1:4 @3 after\n2:1 c\nend 0\n"),
        SAMPLE("\x7f\x01\t", "1:1 \x7f\x01\t\nend 0\n"),
        SAMPLE("\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
               "bad 1:1 @0 utf8\n2:1 \x1a\nbad 3:1 @8 nul\nend 0\n"),
    };
    CHECK_SAMPLES(samples, NULL);
}
END_TEST

START_TEST(byte_order_marks)
{
    static const sample samples[] = {
        SAMPLE("\xef\xbb\xbf", "end 0\n"),
        SAMPLE("\xef\xbb\xbfx,y", "1:1 x|1:3 y\nend 0\n"),
        SAMPLE("\xef\xbb\xbf\"a\"", "1:1=a\nend 0\n"),
        SAMPLE("\xef\xbb", "bad 1:1 @0 utf8\nend 0\n"),
        SAMPLE("\xff\xfex\0\n\0y\0", "bad 1:1 @0 utf16\nend 0\n"),
        SAMPLE("\xfe\xff\0a", "bad 1:1 @0 utf16\nend 0\n"),
        SAMPLE("\xfe", "bad 1:1 @0 utf8\nend 0\n"),
        SAMPLE("a\n\xff\xfe", "1:1 a\nbad 2:1 @2 utf8\nend 0\n"),
    };
    CHECK_SAMPLES(samples, NULL);
}
END_TEST

START_TEST(other_delimiters)
{
    static const sample semicolon[] = {SAMPLE("a;b,c\n;", "1:1 a|1:3 b,c\n2:1 |2:2 \nend 0\n")};
    static const sample tab[] = {SAMPLE("a\t\"b\tc\"\t", "1:1 a|1:3=b\tc|1:9 \nend 0\n")};
    CHECK_SAMPLES(semicolon, &(coop__csv_options){.delimiter = ';'});
    CHECK_SAMPLES(tab, &(coop__csv_options){.delimiter = '\t'});
}
END_TEST

START_TEST(a_problem_shows_at_most_40_bytes_of_its_line)
{
    char input[64];
    memset(input, 'x', sizeof input);
    memcpy(input, "\"\"", 2);
    coop__csv csv;
    struct {
        size_t n, shown;
    } cases[] = {{3, 1}, {41, 39}, {42, 40}, {43, 40}, {64, 40}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        coop__csv_open(&csv, coop__allocator_of(NULL), input, cases[i].n, NULL);
        ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_BAD);
        ck_assert_uint_eq(csv.problem.n, cases[i].shown);
        coop__csv_close(&csv);
    }
    input[7] = '\n';
    coop__csv_open(&csv, coop__allocator_of(NULL), input, sizeof input, NULL);
    ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_BAD);
    ck_assert_uint_eq(csv.problem.n, 5);
    ck_assert_ptr_eq(csv.problem.text, input + 2);
    coop__csv_close(&csv);
    input[7] = 'x';
    memcpy(input + 40, "\xf0\x9f\x9a\x82", 4); /* bytes 38 to 41 of the text shown */
    coop__csv_open(&csv, coop__allocator_of(NULL), input, sizeof input, NULL);
    ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_BAD);
    ck_assert_uint_eq(csv.problem.n, 38);
    coop__csv_close(&csv);
}
END_TEST

START_TEST(text_is_borrowed_where_nothing_is_undone)
{
    static const char input[] = "a,\"b\",\"c\"\"\",\"\"";
    coop__csv csv;
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__csv_open(&csv, &a, input, sizeof input - 1, NULL);
    ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_ROW);
    ck_assert_int_eq(csv.n_fields, 4);
    ck_assert_ptr_eq(csv.fields[0].text, input);
    ck_assert_ptr_eq(csv.fields[1].text, input + 3);
    ck_assert_mem_eq(csv.fields[2].text, "c\"", 2);
    ck_assert_ptr_eq(csv.fields[3].text, input + sizeof input - 2);
    ck_assert_uint_eq(csv.fields[3].n, 0);
    coop__csv_close(&csv);
    coop__csv_close(&csv);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(delimiters_are_guessed_from_the_header)
{
    /* What is expected ('0': nothing), then the header. */
    static const char *const cases[] = {"0",
                                        "0a",
                                        "0a,b\nc;d;e",
                                        ";a;b",
                                        "\ta\tb",
                                        "|a|b",
                                        "0a;b,c",
                                        ";a;b;c,d",
                                        ";\n\r\na;b",
                                        "0\"a;b;c\",d",
                                        "|\"a,b,c\"|d",
                                        "\ta\t\tb;c",
                                        "|\"a\"\";;\"|b",
                                        "0\"a;b"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *header = cases[i] + 1;
        int expected = cases[i][0] == '0' ? 0 : cases[i][0];
        ck_assert_int_eq(coop__csv_guess_delimiter(header, strlen(header)), expected);
    }
}
END_TEST

/* ---- limits ---- */

START_TEST(limits_hold_on_both_sides)
{
    static const coop__csv_options options = {.max_field = 3, .max_record = 9, .max_columns = 4};
    static const sample samples[] = {
        SAMPLE("a,abc\n", "1:1 a|1:3 abc\nend 0\n"),
        SAMPLE("a,abcd\nb", "bad 1:3 @2 field\n2:1 b\nend 0\n"),
        SAMPLE("a,\"abc\"\n", "1:1 a|1:3=abc\nend 0\n"),
        SAMPLE("a,\"abcd\"\nb", "bad 1:3 @2 field\n2:1 b\nend 0\n"),
        SAMPLE("\"a\"\"b\"\n", "1:1=a\"b\nend 0\n"),
        SAMPLE("\"a\"\"bc\"\nb", "bad 1:1 @0 field\n2:1 b\nend 0\n"),
        SAMPLE("\"a\nb,\"\"\"\nb", "bad 1:1 @0 field\n3:1 b\nend 0\n"),
        SAMPLE("a,b,c,\n", "1:1 a|1:3 b|1:5 c|1:7 \nend 0\n"),
        SAMPLE("a,b,c,,\nb", "bad 1:8 @7 columns\n2:1 b\nend 0\n"),
        SAMPLE("\"\n\",,,,\nb", "bad 2:6 @7 columns\n3:1 b\nend 0\n"),
        SAMPLE("\n12,34,56\nb", "2:1 12|2:4 34|2:7 56\n3:1 b\nend 1\n"),
        SAMPLE("12,34,567\r\nb", "1:1 12|1:4 34|1:7 567\n2:1 b\nend 0\n"),
        SAMPLE("123,45,678\r\nb", "bad 1:1 @0 record\n2:1 b\nend 0\n"),
        SAMPLE("1234,\"a", "bad 1:6 @5 open\nend 0\n"),
        SAMPLE("1234,\"a\"b,\"\nb", "bad 1:1 @0 field\n2:1 b\nend 0\n"),
        SAMPLE("\xff,1234\nb", "bad 1:1 @0 utf8\n2:1 b\nend 0\n"),
        SAMPLE("1234,\xff\nb", "bad 1:1 @0 field\n2:1 b\nend 0\n"),
    };
    CHECK_SAMPLES(samples, &options);
}
END_TEST

/* One record of n fields of `length` bytes each, the last one `extra` longer; then a short one. */
static char *wide(size_t n, size_t length, size_t extra, size_t *size)
{
    *size = n * (length + 1) + extra + 2;
    char *bytes = malloc(*size);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, 'x', *size);
    for (size_t i = 0; i + 1 < n; i++) {
        bytes[i * (length + 1) + length] = ',';
    }
    bytes[*size - 3] = '\n';
    bytes[*size - 1] = '\n';
    return bytes;
}

static void check_default(size_t n, size_t length, size_t extra, const char *tag)
{
    size_t size;
    char *bytes = wide(n, length, extra, &size);
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__csv csv;
    coop__csv_open(&csv, &a, bytes, size, NULL);
    ck_assert_int_eq(coop__csv_next(&csv), tag == NULL ? COOP__CSV_ROW : COOP__CSV_BAD);
    if (tag != NULL) {
        ck_assert_str_eq(tag_of(csv.problem.rule), tag);
    }
    ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_ROW);
    ck_assert_int_eq(csv.n_fields, 1);
    ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_END);
    ck_assert_uint_lt(m.peak, 4096 * sizeof(coop__field) * 4);
    coop__csv_close(&csv);
    free(bytes);
}

START_TEST(default_limits_are_those_of_the_header)
{
    size_t mib = (size_t)1 << 20;
    check_default(1, mib - 1, 0, NULL);
    check_default(1, mib, 0, NULL);
    check_default(1, mib, 1, "field");
    check_default(4095, 1, 0, NULL);
    check_default(4096, 1, 0, NULL);
    check_default(4097, 1, 0, "columns");
    check_default(16, mib - 1, 0, NULL); /* 2^24 - 1 bytes with the delimiters */
    check_default(97, 172960, 0, NULL);  /* 2^24 */
    check_default(97, 172960, 1, "record");
}
END_TEST

START_TEST(what_is_too_long_takes_no_memory)
{
    static const char *const parts[] = {"x", "\"\"", ",", ",\"\"", ",\"\"\"\"", "\xd0\xb0"};
    static const coop__csv_options options = {
        .max_field = 100, .max_record = 1000, .max_columns = 10};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t length = strlen(parts[i]);
        size_t n = (size_t)1 << 21;
        char *bytes = malloc(n * length + 2);
        ck_assert_ptr_nonnull(bytes);
        size_t size = 0;
        if (i == 1) {
            bytes[size++] = '"';
        }
        for (size_t j = 0; j < n; j++, size += length) {
            memcpy(bytes + size, parts[i], length);
        }
        if (i == 1) {
            bytes[size++] = '"';
        }
        meter m = {0};
        coop_allocator a = metered(&m);
        coop__csv csv;
        coop__csv_open(&csv, &a, bytes, size, &options);
        walk w = walk_start(&csv);
        ck_assert(drain(&csv, &w, NULL));
        ck_assert_str_eq(tag_of(csv.problem.rule), i < 2 || i == 5 ? "field" : "columns");
        ck_assert_uint_lt(m.peak, 4096);
        coop__csv_close(&csv);
        free(bytes);
    }
}
END_TEST

START_TEST(hostile_inputs_cost_linear_time)
{
    /* Each would take hours if a record, a quote or a rest were looked at again and again. */
    static const char *const parts[] = {
        "\"\n",     "\"a\"b\n", "a\"\n",     "\"\"\"\n",      "\"x\"\"y\n", "\r",
        "\n",       "\r\n",     "a,\"b\"c,", "\"\"\"\"",      "\xff\n",     "\xff\"\n",
        "a\0\n",    ",",        "\"",        "\",",           "x",          "\"\n\xff",
        "\"\n\"\"", "\"\r",     "\xc3",      "\"\n\",\xff\n",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t length = i == 12 ? 3 : strlen(parts[i]);
        size_t size = ((size_t)1 << 21) / length * length;
        char *bytes = malloc(size);
        ck_assert_ptr_nonnull(bytes);
        for (size_t at = 0; at < size; at += length) {
            memcpy(bytes + at, parts[i], length);
        }
        for (size_t limit = 0; limit < 2; limit++) {
            coop__csv_options options = {.max_field = limit == 0 ? 0 : 10};
            coop__csv csv;
            coop__csv_open(&csv, coop__allocator_of(NULL), bytes, size, &options);
            walk w = walk_start(&csv);
            ck_assert(drain(&csv, &w, NULL));
            coop__csv_close(&csv);
        }
        free(bytes);
    }
}
END_TEST

/* ---- memory ---- */

START_TEST(no_memory_at_any_call_leaves_the_reader_where_it_was)
{
    char input[8192];
    size_t n = 0;
    for (int i = 0; i < 12; i++) {
        n += (size_t)snprintf(input + n, sizeof input - n, "\n\"a\"\"%0*d\",b,\"c\n\"",
                              1 << (i % 8), i);
        for (int j = 0; j < i * i; j++) {
            n += (size_t)snprintf(input + n, sizeof input - n, ",%d", j);
        }
        n += (size_t)snprintf(input + n, sizeof input - n, i % 3 == 0 ? "x\"\n" : "\n");
    }
    char *expected = read_all(input, n, NULL);
    int64_t n_failed = 0;
    for (int64_t k = 1; n_failed + 1 >= k; k++) {
        for (int for_ever = 0; for_ever < 2; for_ever++) {
            meter m = {.fail_at = k, .for_ever = for_ever == 1};
            coop_allocator a = metered(&m);
            coop__csv csv;
            coop__csv_open(&csv, &a, input, n, NULL);
            char *text = NULL;
            size_t length = 0;
            FILE *out = open_memstream(&text, &length);
            walk w = walk_start(&csv);
            if (!drain(&csv, &w, out)) {
                n_failed = k;
                ck_assert(for_ever == 0 || !drain(&csv, &w, out));
                m.fail_at = 0;
                ck_assert(drain(&csv, &w, out));
            }
            fclose(out);
            ck_assert_str_eq(text, expected);
            free(text);
            coop__csv_close(&csv);
            ck_assert_uint_eq(m.live, 0);
        }
    }
    ck_assert_int_ge(n_failed, 6);
    free(expected);
}
END_TEST

/* ---- against a second reader, one byte at a time ---- */

START_TEST(a_byte_by_byte_reader_says_the_same)
{
    static const char *const likely[] = {"a", "bcdef", ",", ",", "\"", "\n", "\r\n", "\"\""};
    static const char *const rare[] = {"\r", "\xd0\x96", " ", ";", "\",\"", "a long word of text"};
    uint64_t state = 2025;
    for (int round = 0; round < 40000; round++) {
        char input[256];
        size_t n = 0;
        size_t target = next_random(&state) % 230;
        while (n < target) {
            uint64_t roll = next_random(&state) % 64;
            const char *part = roll < 54 ? likely[roll % 8] : rare[roll % 6];
            size_t length = strlen(part);
            memcpy(input + n,
                   roll == 63   ? "\xff"
                   : roll == 62 ? "\0"
                                : part,
                   roll > 61 ? 1 : length);
            n += roll > 61 ? 1 : length;
        }
        bool is_tight = round % 2 == 0;
        coop__csv_options options = {.delimiter = round % 3 == 0 ? ';' : ',',
                                     .max_field = is_tight ? 6 : 1000,
                                     .max_record = is_tight ? 20 : 1000,
                                     .max_columns = is_tight ? 4 : 1000};
        char *text = read_all(input, n, &options);
        char *expected = slow_read_all(input, n, &options);
        ck_assert_msg(strcmp(text, expected) == 0, "round %d gave\n%snot\n%s", round, text,
                      expected);
        free(text);
        free(expected);
    }
}
END_TEST

/* ---- what a writer writes comes back ---- */

static size_t put_field(char *to, const char *text, char delimiter, bool quoted)
{
    const char special[] = {delimiter, '"', '\r', '\n', '\0'};
    if (!quoted && strpbrk(text, special) == NULL) {
        memcpy(to, text, strlen(text));
        return strlen(text);
    }
    char *start = to;
    *to++ = '"';
    for (; *text != '\0'; text++) {
        *to++ = *text;
        if (*text == '"') {
            *to++ = '"';
        }
    }
    *to++ = '"';
    return (size_t)(to - start);
}

START_TEST(tables_of_nasty_text_come_back)
{
    static const char *const words[] = {
        "",
        "a",
        "\"",
        "\"\"",
        ",",
        ";",
        "\n",
        "\r\n",
        "\r",
        " ",
        "a,b",
        "\"a\"",
        "a\"b",
        "\"\r\n\"",
        "\t",
        "|",
        "0",
        "=1+1",
        "\x1b[0m",
        "NULL",
        ",,,\"\"\n\n\r",
        "\xd2\x9a\xd0\xb0\xd0\xb7\xd0\xb0\xd2\x9b\xd1\x81\xd1\x82\xd0\xb0\xd0\xbd",
        "\xe4\xb8\xad\xe5\x9b\xbd",
        "\xf0\x9f\x9a\x82",
        "e\xcc\x81",
        "\xef\xbb\xbf",
        "\xe2\x80\xae",
        "sixty-four bytes, so that one field is a whole block of a scan\"\""};
    enum { N_WORDS = sizeof words / sizeof *words };
    static const char delimiters[] = {',', ';', '\t', '|'};
    uint64_t state = 12345;
    for (int round = 0; round < 3000; round++) {
        char input[16384];
        int rows[12][8];
        int n_rows = (int)(next_random(&state) % 12);
        int n_columns = 1 + (int)(next_random(&state) % 8);
        char delimiter = delimiters[round % 4];
        size_t n = 0;
        for (int i = 0; i < n_rows; i++) {
            for (int j = 0; j < n_columns; j++) {
                rows[i][j] = (int)(next_random(&state) % N_WORDS);
                bool quoted = next_random(&state) % 4 == 0 || (n_columns == 1 && rows[i][j] == 0) ||
                              (i + j == 0 && strcmp(words[rows[i][j]], "\xef\xbb\xbf") == 0);
                n += put_field(input + n, words[rows[i][j]], delimiter, quoted);
                input[n++] = delimiter;
            }
            n--;
            bool ends = i + 1 < n_rows || next_random(&state) % 2 == 0;
            const char *end = !ends ? "" : next_random(&state) % 2 == 0 ? "\n" : "\r\n";
            memcpy(input + n, end, strlen(end));
            n += strlen(end);
        }
        coop__csv csv;
        coop__csv_open(&csv, coop__allocator_of(NULL), input, n,
                       &(coop__csv_options){.delimiter = delimiter});
        for (int i = 0; i < n_rows; i++) {
            ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_ROW);
            ck_assert_int_eq(csv.n_fields, n_columns);
            for (int j = 0; j < n_columns; j++) {
                const char *word = words[rows[i][j]];
                must(csv.fields[j].n == strlen(word) &&
                         memcmp(csv.fields[j].text, word, strlen(word)) == 0,
                     "another word", csv.at);
            }
        }
        ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_END);
        ck_assert_int_eq(csv.n_blank, 0);
        coop__csv_close(&csv);
    }
}
END_TEST

/* ---- files of others, outside the tree ---- */

/* Path below the outside folder, NULL with a note when it is not there. */
static const char *outside(const char *relative, char *path, size_t size)
{
    if (shared_path(relative, path, size) == NULL) {
        fprintf(stderr, "skipped: no %s outside the tree\n", relative);
        return NULL;
    }
    return path;
}

#define N_FOLDERS 1024
#define FOLDER_SIZE 512

/* Reads every file of a folder, with four delimiters and with tight limits; how many there are.
 * Folders inside are queued in `folders`, so that depth costs no stack. */
static int read_folder(const char *folder, char folders[][FOLDER_SIZE], int *n_folders)
{
    DIR *directory = opendir(folder);
    ck_assert_ptr_nonnull(directory);
    int n_files = 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        char path[768];
        struct stat info;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        ck_assert_int_eq(stat(path, &info), 0);
        if (S_ISDIR(info.st_mode)) {
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
                ck_assert_int_lt(*n_folders, N_FOLDERS);
                ck_assert_uint_lt(strlen(path), FOLDER_SIZE);
                memcpy(folders[(*n_folders)++], path, strlen(path) + 1);
            }
            continue;
        }
        size_t n;
        char *bytes = file_read(path, &n);
        ck_assert_ptr_nonnull(bytes);
        for (int i = 0; i < 8; i++) {
            coop__csv_options options = {.delimiter = ",;\t|"[i % 4],
                                         .max_field = i < 4 ? 0 : 8,
                                         .max_record = i < 4 ? 0 : 40,
                                         .max_columns = i < 4 ? 0 : 5};
            free(read_all(bytes, n, &options));
        }
        (void)coop__csv_guess_delimiter(bytes, n);
        free(bytes);
        n_files++;
    }
    closedir(directory);
    return n_files;
}

START_TEST(hostile_files_are_read_to_their_end)
{
    static char folders[N_FOLDERS][FOLDER_SIZE];
    int n_folders = 1;
    int n_files = 0;
    if (outside("oracles/csv_hostile_duckdb", folders[0], sizeof folders[0]) == NULL) {
        return;
    }
    for (int i = 0; i < n_folders; i++) {
        n_files += read_folder(folders[i], folders, &n_folders);
    }
    ck_assert_int_ge(n_files, 454);
}
END_TEST

static void check_spectrum(const char *name)
{
    char relative[128];
    char path[512];
    size_t n = 0;
    size_t n_json = 0;
    snprintf(relative, sizeof relative, "oracles/csv_spectrum/csv/%s.csv", name);
    if (outside(relative, path, sizeof path) == NULL) {
        return;
    }
    char *bytes = file_read(path, &n);
    snprintf(relative, sizeof relative, "oracles/csv_spectrum/json/%s.json", name);
    ck_assert_ptr_nonnull(shared_path(relative, path, sizeof path));
    char *json = file_read(path, &n_json);
    coop__arena arena = {.a = coop__allocator_of(NULL)};
    const coop__json *records;
    ck_assert_int_eq(coop__json_parse(&arena, json, n_json, &records, NULL), COOP_OK);
    coop__csv csv;
    coop__csv_open(&csv, arena.a, bytes, n, NULL);
    ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_ROW);
    int64_t n_columns = csv.n_fields;
    ck_assert_int_eq(n_columns, records->first->n_children);
    const coop__json *key = records->first->first;
    for (int64_t i = 0; i < n_columns; i++, key = key->next) {
        ck_assert_uint_eq(csv.fields[i].n, key->key_n);
        ck_assert_mem_eq(csv.fields[i].text, key->key, key->key_n);
    }
    for (const coop__json *record = records->first; record != NULL; record = record->next) {
        ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_ROW);
        ck_assert_int_eq(csv.n_fields, n_columns);
        const coop__json *value = record->first;
        for (int64_t i = 0; i < n_columns; i++, value = value->next) {
            ck_assert_uint_eq(csv.fields[i].n, value->n);
            ck_assert_mem_eq(csv.fields[i].text, value->text, value->n);
        }
    }
    ck_assert_int_eq(coop__csv_next(&csv), COOP__CSV_END);
    coop__csv_close(&csv);
    coop__arena_free(&arena);
    free(bytes);
    free(json);
}

START_TEST(csv_spectrum_gives_its_json)
{
    static const char *const names[] = {"comma_in_quotes", "empty_crlf",          "json",
                                        "newlines",        "quotes_and_newlines", "simple_crlf"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        check_spectrum(names[i]);
    }
}
END_TEST

/* Appends the quoted text behind `from`, its signs for line ends replaced; what follows it. */
static const char *yaml_text(const char *from, const char *line_end, FILE *out)
{
    const char *p = strpbrk(from, "'\"");
    ck_assert_ptr_nonnull(p);
    char quote = *p++;
    while (*p != quote) {
        if (strncmp(p, "\xe2\x8f\x8e", 3) == 0) {
            fputs(line_end, out);
            p += 3;
        } else {
            fputc(*p++, out);
        }
    }
    return p + 1;
}

/* Compares the checks of one file; "exceptionAllowed" files may be refused instead. */
static int check_yaml(const char *path, const char *line_end)
{
    size_t n;
    char *yaml = file_read(path, &n);
    ck_assert_ptr_nonnull(yaml);
    bool may_refuse = strstr(yaml, "exceptionAllowed: true") != NULL;
    int n_checks = 0;
    for (const char *check = strstr(yaml, "    input:"); check != NULL; n_checks++) {
        const char *next = strstr(check + 1, "    input:");
        char *input = NULL;
        char *expected = NULL;
        char *found = NULL;
        size_t size;
        size_t n_input;
        FILE *out = open_memstream(&input, &n_input);
        yaml_text(check + strlen("    input:"), line_end, out);
        fclose(out);
        out = open_memstream(&expected, &size);
        for (const char *p = strstr(check, "- ["); p != NULL && (next == NULL || p < next);
             p = strstr(p, "- [")) {
            for (p += 3; *p != ']' && *p != '\n'; p += strspn(p, " ,")) {
                p = yaml_text(p, line_end, out);
                fputc('|', out);
            }
            fputc('\n', out);
        }
        fclose(out);
        out = open_memstream(&found, &size);
        coop__csv csv;
        coop__csv_open(&csv, coop__allocator_of(NULL), input, n_input, NULL);
        coop__csv_event event = coop__csv_next(&csv);
        for (; event == COOP__CSV_ROW; event = coop__csv_next(&csv)) {
            for (int64_t i = 0; i < csv.n_fields; i++) {
                fprintf(out, "%.*s|", (int)csv.fields[i].n, csv.fields[i].text);
            }
            fputc('\n', out);
        }
        fclose(out);
        ck_assert(event == COOP__CSV_END || (may_refuse && event == COOP__CSV_BAD));
        if (event == COOP__CSV_END) {
            ck_assert_str_eq(found, expected);
        }
        coop__csv_close(&csv);
        free(input);
        free(expected);
        free(found);
        check = next;
    }
    free(yaml);
    return n_checks;
}

START_TEST(csv_spec_gives_its_records)
{
    static const char *const names[] = {
        "comments-none", "empty-file",           "line-breaks-within-fields", "open-quotation",
        "single-line",   "spaces-around-quotes", "trailing-field-separator"};
    static const int n_checks[] = {7, 1, 1, 3, 3, 5, 6};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char relative[128];
        char path[512];
        snprintf(relative, sizeof relative, "oracles/csv_spec_yaml/%s.yaml", names[i]);
        if (outside(relative, path, sizeof path) != NULL) {
            ck_assert_int_eq(check_yaml(path, "\n"), n_checks[i]);
            ck_assert_int_eq(check_yaml(path, "\r\n"), n_checks[i]);
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("csv");
    TCase *rules = tcase_create("rules");
    tcase_add_test(rules, records_end_with_lf_or_crlf);
    tcase_add_test(rules, empty_lines_are_counted_and_blank_ones_are_records);
    tcase_add_test(rules, quoted_fields_hold_anything);
    tcase_add_test(rules, a_stray_cr_is_refused_and_glues_nothing);
    tcase_add_test(rules, misplaced_quotes_cost_their_line);
    tcase_add_test(rules, an_open_quote_ends_the_input);
    tcase_add_test(rules, bytes_that_are_no_text_cost_their_record);
    tcase_add_test(rules, byte_order_marks);
    tcase_add_test(rules, other_delimiters);
    tcase_add_test(rules, a_problem_shows_at_most_40_bytes_of_its_line);
    tcase_add_test(rules, text_is_borrowed_where_nothing_is_undone);
    tcase_add_test(rules, delimiters_are_guessed_from_the_header);
    tcase_add_test(rules, limits_hold_on_both_sides);
    suite_add_tcase(s, rules);
    TCase *heavy = tcase_create("heavy");
    tcase_set_timeout(heavy, 60);
    tcase_add_test(heavy, default_limits_are_those_of_the_header);
    tcase_add_test(heavy, what_is_too_long_takes_no_memory);
    tcase_add_test(heavy, hostile_inputs_cost_linear_time);
    tcase_add_test(heavy, no_memory_at_any_call_leaves_the_reader_where_it_was);
    tcase_add_test(heavy, a_byte_by_byte_reader_says_the_same);
    tcase_add_test(heavy, tables_of_nasty_text_come_back);
    tcase_add_test(heavy, hostile_files_are_read_to_their_end);
    tcase_add_test(heavy, csv_spectrum_gives_its_json);
    tcase_add_test(heavy, csv_spec_gives_its_records);
    suite_add_tcase(s, heavy);
    return s;
}

#include "check_main.h"
