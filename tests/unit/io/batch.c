/* batch.c -- tests of reading CSV in pieces and in batches: both say what a slow reader says.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "csv_books.h"
#include "csv_slow.h"
#include "folder.h"
#include "io/package.h"
#include "io/schema.h"
#include "random.h"

/* ---- pieces ---- */

/* What reading gives when at first `room` bytes are at hand, and as many more when that is too few.
 * Pieces are copied to where a byte too far is seen. */
static char *read_pieces(const char *bytes, size_t n, size_t room, const coop__csv_options *options)
{
    size_t base = 0;
    size_t size = room < n ? room : n;
    char *piece = malloc(size + 1);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    coop__csv csv;
    memcpy(piece, bytes, size);
    coop__csv_open(&csv, coop__allocator_of(NULL), piece, size, options);
    csv.has_more = size < n;
    for (coop__csv_event event; (event = coop__csv_next(&csv)) != COOP__CSV_END;) {
        if (event == COOP__CSV_ROW) {
            print_row(out, &csv);
        } else if (event == COOP__CSV_BAD) {
            csv.problem.byte += base;
            print_bad(out, &csv.problem);
        } else {
            ck_assert_int_eq(event, COOP__CSV_MORE);
            room = csv.at == 0 ? 2 * room : room;
            base += csv.at;
            size = n - base < room ? n - base : room;
            free(piece);
            piece = malloc(size + 1);
            memcpy(piece, bytes + base, size);
            coop__csv_resume(&csv, piece, size, base + size < n);
        }
    }
    fprintf(out, "end %lld\n", (long long)csv.n_blank);
    coop__csv_close(&csv);
    fclose(out);
    free(piece);
    return text;
}

START_TEST(pieces_of_any_size_say_the_same)
{
    static const char *const likely[] = {"a", "bcdef", ",", ",", "\"", "\n", "\r\n", "\"\""};
    static const char *const rare[] = {"\r", "\xd0\x96", " ", ";", "\",\"", "a long word of text"};
    uint64_t state = 31;
    for (int round = 0; round < 20000; round++) {
        char input[256];
        size_t n = 0;
        size_t target = next_random(&state) % 230;
        while (n < target) {
            uint64_t roll = next_random(&state) % 64;
            const char *part = roll < 54 ? likely[roll % 8] : rare[roll % 6];
            size_t length = roll > 61 ? 1 : strlen(part);
            memcpy(input + n, roll == 63 ? "\xff" : roll == 62 ? "\0" : part, length);
            n += length;
        }
        bool is_tight = round % 2 == 0;
        coop__csv_options options = {.delimiter = round % 3 == 0 ? ';' : ',',
                                     .max_field = is_tight ? 6 : 1000,
                                     .max_record = is_tight ? 20 : 1000,
                                     .max_columns = is_tight ? 4 : 1000};
        size_t room = 3 + next_random(&state) % 80;
        char *text = read_pieces(input, n, room, &options);
        char *expected = slow_read_all(input, n, &options);
        ck_assert_msg(strcmp(text, expected) == 0, "round %d, %zu bytes, gave\n%snot\n%s", round,
                      room, text, expected);
        free(text);
        free(expected);
    }
}
END_TEST

/* ---- batches ---- */

#define FIELDS_PLAIN                                                                               \
    "{\"name\": \"i\", \"type\": \"integer\"}, {\"name\": \"s\", \"coopstat\": {\"type\": \"int8\"}}, "    \
    "{\"name\": \"d\", \"type\": \"date\"}, {\"name\": \"p\", \"coopstat\": {\"type\": \"span\"}}, "       \
    "{\"name\": \"m\", \"coopstat\": {\"type\": \"money\", \"unit\": \"USD\"}}, {\"name\": \"c\"}, "       \
    "{\"name\": \"t\", \"coopstat\": {\"type\": \"set\"}}"
#define FIELDS_RICH                                                                                \
    "{\"name\": \"i\", \"type\": \"integer\", \"constraints\": {\"minimum\": -9, \"maximum\": 99}}, "      \
    "{\"name\": \"s\", \"coopstat\": {\"type\": \"text\"}}, "                                          \
    "{\"name\": \"d\", \"type\": \"date\", \"constraints\": {\"required\": true}}, "                     \
    "{\"name\": \"p\", \"coopstat\": {\"type\": \"span\", \"precision\": \"q\"}}, "                      \
    "{\"name\": \"m\", \"coopstat\": {\"type\": \"float64\"}}, "                                       \
    "{\"name\": \"c\", \"constraints\": {\"enum\": [\"KAZ\", \"CHN\", \"b\"]}, "                         \
    "\"coopstat\": {\"words\": {\"a\": \"b\"}}}, "                                                     \
    "{\"name\": \"t\", \"coopstat\": {\"type\": \"set\", \"words\": {\"KAZ\": \"KZ\"}}}"
#define FIELDS_MAPPED                                                                              \
    "{\"name\": \"k\", \"coopstat\": {\"value\": \"KAZ\"}}, "                                        \
    "{\"name\": \"m\", \"coopstat\": {\"type\": \"money\", \"unit\": \"USD\", \"times\": 0.1}}, "      \
    "{\"name\": \"p\", \"coopstat\": {\"type\": \"span\", \"year_only\": true}}, {\"name\": \"c\"}"
#define SCHEMA(fields, more)                                                                       \
    "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [{\"name\": \"r\", \"path\": \"r.csv\", " \
    "\"schema\": {\"fields\": [" fields "]" more "}}]}"

static const struct {
    const char *descriptor, *header;
    int kinds[8]; /* which cells a column likes to have */
    int n;
} shapes[] = {
    {SCHEMA(FIELDS_PLAIN, ""), "i,s,d,p,m,c,t\n", {0, 0, 1, 1, 2, 3, 4}, 7},
    {SCHEMA(FIELDS_PLAIN, ", \"missingValues\": [\"\", \"-\"]"), "t,c,m,p,d,s,i\n",
     {4, 3, 2, 1, 1, 0, 0}, 7},
    {SCHEMA(FIELDS_RICH, ""), "i,s,d,p,m,c,t,q\r\n", {0, 5, 1, 1, 2, 3, 4, 6}, 8},
    {SCHEMA("{\"name\": \"c\"}", ", \"primaryKey\": \"c\""), "c\n", {3}, 1},
    {SCHEMA("{\"name\": \"c\"}, {\"name\": \"i\", \"type\": \"integer\"}", ", \"primaryKey\": "
                                                                    "[\"c\", \"i\"]"),
     "c,i\n", {3, 0}, 2},
    {SCHEMA(FIELDS_MAPPED, ""), "m,p,c\n", {2, 1, 3}, 3},
};
enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static const char *const cells[7][12] = {
    {"0", "7", "-7", "42", "+1", "127", "128", "-128", "007", "12345678", "9007199254740993", ""},
    {"2020-01-31", "1999-12-01", "2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "2020-05",
     "2020", "2001-04-30", "2001-04-31", "1900-03-01", ""},
    {"1.50", "-3.07", "0.005", "12", "123456789.99", "1e2", ".5", "-0.01", "99999999999999.99", "5.",
     "1234567890123.45", ""},
    {"a", "KAZ", "CHN", "12345678", "123456789", "exactly sixteen!", "a word beyond sixteen bytes",
     "\"q\"", "\"q,q\"", "\"q\"\"q\"", "\xd2\x9a\xd0\xb0\xd0\xb7", ""},
    {"a;b", "KAZ", "CHN;KAZ;UZB", "a;a", "a;;b", "\"x;y\"", ";", "12345678;1234567890123456;z",
     "b;a", "c", "d;a word beyond sixteen bytes", ""},
    {"text", "\"a\nb\"", "\"\"", "\"a\r\nb\"", "\"\"\"\"", "more text than fits in sixteen", "x", "y",
     "z", "\xe4\xb8\xad", "-", ""},
    {"", "day", "month", "year", "quarter", "", "", "", "", "week", "", ""},
};

static const char *const hostile[] = {"\"", "\r", "\xff", "\n", ",", "\r\n", "\"\"", " ", "\xd0"};

/* A file of up to `most` rows; of most files most rows are good. */
static size_t make_file(uint64_t *state, int shape, int most, char *out)
{
    size_t n = (size_t)sprintf(out, "%s%s", next_random(state) % 8 == 0 ? "\xef\xbb\xbf" : "",
                               shapes[shape].header);
    int n_rows = (int)(next_random(state) % (uint64_t)most);
    uint64_t n_damages = next_random(state) % 3 == 0 ? 12 : 2000;
    enum { ANY, GOOD, PERFECT } mode = next_random(state) % 3;
    for (int i = 0; i < n_rows; i++) {
        for (int j = 0; j < shapes[shape].n; j++) {
            uint64_t which = next_random(state) % 12;
            bool is_good = mode == PERFECT || (mode == GOOD && next_random(state) % 32 != 0);
            which = is_good ? which % 2 : which;
            int kind = shapes[shape].kinds[j];
            n += (size_t)sprintf(out + n, "%s%s", j == 0 ? "" : ",", cells[kind][which]);
            if (kind == 3 && next_random(state) % 4 == 0) { /* so many words that codes grow wide */
                n += (size_t)sprintf(out + n, "%d", (int)(next_random(state) % 2000));
            }
            if (mode != PERFECT && next_random(state) % n_damages == 0) {
                n += (size_t)sprintf(out + n, "%s", hostile[next_random(state) % 9]);
            }
        }
        if (mode != PERFECT && next_random(state) % 64 == 0) {
            n += (size_t)sprintf(out + n, "\n");
        }
        n += (size_t)sprintf(out + n, "%s", next_random(state) % 4 == 0 ? "\r\n" : "\n");
    }
    return n > 0 && next_random(state) % 4 == 0 ? n - 1 : n;
}

/* How a file is read. */
typedef struct method {
    bool one_by_one, is_outside, is_lenient;
    size_t window;
} method;

static void print_table(FILE *out, const coop_table *table)
{
    static char rows[1 << 20];
    fputs(table_rows(table, rows, sizeof rows), out);
    for (int64_t i = 0; i < table->n_columns; i++) {
        const coop__column *c = &table->columns[i];
        fprintf(out, "%s %d %lld %lld %lld %lld %zu %zu:", c->name, (int)c->width,
                (long long)c->n_rows, (long long)c->n_null, (long long)c->least,
                (long long)c->most, c->values.n, c->validity.n);
        for (uint32_t j = 0; j < c->words.n; j++) {
            fprintf(out, " <%s>", c->words.words[j]);
        }
        fputc('\n', out);
    }
}

static void print_source(FILE *out, const coop__source *source, const coop_table *table)
{
    for (int64_t row = 0; row < table->n_rows; row += table->n_rows / 64 + 1) {
        int64_t line = 0;
        ck_assert_int_eq(coop__row_line(source, row, &line, NULL), COOP_OK);
        fprintf(out, "row %lld is record %lld in line %lld\n", (long long)row,
                (long long)coop__row_ordinal(source, row), (long long)line);
    }
    fprintf(out, "refused %lld lost %u records %lld blank %lld rounded %lld\n",
            (long long)source->n_refused, source->lost.n, (long long)source->n_records,
            (long long)source->n_blank, (long long)source->n_rounded);
    if (source->refused.n > 0) {
        fwrite(source->refused.bytes, 1, source->refused.n, out);
    }
}

/* All that reading gives, as text; lenient files are read twice. */
static char *read_file(const char *descriptor, const char *bytes, size_t n, const char *path,
                       const method *how)
{
    const coop_allocator *a = coop__allocator_of(NULL);
    coop__arena arena = {.a = a};
    coop__package_schema schema;
    coop__report report;
    coop__source source = {0};
    char *exact = malloc(n + 1);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    memcpy(exact, bytes, n);
    coop_error err = {0};
    ck_assert_msg(coop__schema_read(&arena, "d", descriptor, strlen(descriptor), &schema, &err) ==
                      COOP_OK, "%s", err.message);
    ck_assert_int_eq(coop__report_open(&report, a, NULL), COOP_OK);
    coop__source_open(&source, a, &schema.tables[0]);
    source.one_by_one = how->one_by_one;
    source.window = how->window;
    source.is_lenient = how->is_lenient;
    if (how->is_outside) {
        ck_assert_int_eq(coop__file_look(path, SIZE_MAX, &source.outside, NULL), COOP_OK);
    } else {
        source.file = (coop__bytes){exact, n};
    }
    for (int i = 0; i < (how->is_lenient ? 2 : 1); i++) {
        coop_dataset *data = coop__dataset_new(a);
        coop__source_reset(&source);
        ck_assert_int_eq(coop__table_read(&source, &report, &arena, NULL), COOP_OK);
        print_table(out, source.table);
        ck_assert_int_eq(coop__package_link(&source, 1, data, &report, NULL), COOP_OK);
        print_source(out, &source, data->catalog.entries[0].table);
        coop_dataset_free(data);
    }
    ck_assert(coop__table_close(report.table));
    print_table(out, report.table);
    fprintf(out, "%lld %d %s\n", (long long)report.n, (int)report.first,
            report.n > 0 ? report.first_text : "");
    fclose(out);
    free(exact);
    coop__source_close(&source);
    coop__report_free(&report);
    coop__arena_free(&arena);
    return text;
}

static void compare_methods(uint64_t *state, const folder *f, int most)
{
    static char input[1 << 20];
    char path[512];
    int shape = (int)(next_random(state) % N_SHAPES);
    size_t n = make_file(state, shape, most, input);
    folder_put(f, "r.csv", input, n);
    folder_path(f, "r.csv", path);
    for (int lenient = 0; lenient < 2; lenient++) {
        size_t window = 70 + next_random(state) % 400;
        const method single = {.one_by_one = true, .is_lenient = lenient == 1};
        const method fast[] = {
            {.is_lenient = lenient == 1},
            {.is_lenient = lenient == 1, .window = window},
            {.is_lenient = lenient == 1, .window = window, .is_outside = true},
            {.is_lenient = lenient == 1, .window = window, .is_outside = true, .one_by_one = true},
            {.is_lenient = lenient == 1, .is_outside = true},
        };
        char *expected = read_file(shapes[shape].descriptor, input, n, path, &single);
        for (size_t i = 0; i < sizeof fast / sizeof *fast; i++) {
            char *text = read_file(shapes[shape].descriptor, input, n, path, &fast[i]);
            if (strcmp(text, expected) != 0) {
                folder_put(f, "text", text, strlen(text));
                folder_put(f, "expected", expected, strlen(expected));
                ck_abort_msg("method %zu, lenient %d, window %zu: see %s", i, lenient, window,
                             f->path);
            }
            free(text);
        }
        free(expected);
    }
}

START_TEST(batches_say_what_single_records_say)
{
    folder f = folder_make();
    uint64_t state = 4180;
    for (int round = 0; round < 400; round++) {
        compare_methods(&state, &f, round % 16 == 0 ? 3000 : 60);
    }
    folder_remove(&f);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("batch");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, pieces_of_any_size_say_the_same);
    tcase_add_test(all, batches_say_what_single_records_say);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
