/* csv_books.h -- what the CSV reader says, as text, with its books checked on the way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_CSV_BOOKS_H
#define COOP_TEST_CSV_BOOKS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "io/csv.h"
#include "meter.h"

static inline const char *tag_of(const char *rule)
{
    static const char *const tags[][2] = {
        {"UTF-16, convert the file", "utf16"},
        {"not UTF-8", "utf8"},
        {"NUL byte", "nul"},
        {"quote inside a field", "bare"},
        {"text after a closing", "after"},
        {"quote that is never closed", "open"},
        {"carriage return without", "cr"},
        {"field longer than max_field", "field"},
        {"record longer than", "record"},
        {"more columns than max_columns", "columns"},
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (strncmp(rule, tags[i][0], strlen(tags[i][0])) == 0) {
            return tags[i][1];
        }
    }
    return rule;
}

/* A place that only moves forward, with its line counted by hand. */
typedef struct walk {
    size_t at, line_start;
    int64_t line;
} walk;

static inline void walk_to(walk *w, const char *bytes, size_t to)
{
    for (; w->at < to; w->at++) {
        if (bytes[w->at] == '\n') {
            w->line++;
            w->line_start = w->at + 1;
        }
    }
}

static inline void must(bool is_true, const char *what, size_t byte)
{
    if (!is_true) {
        ck_abort_msg("%s at byte %zu", what, byte);
    }
}

static inline bool ends_line(const char *bytes, size_t n, size_t at)
{
    return at < n &&
           (bytes[at] == '\n' || (bytes[at] == '\r' && at + 1 < n && bytes[at + 1] == '\n'));
}

static inline void walk_blank(walk *w, const coop__csv *csv, int64_t n_blank)
{
    for (; n_blank > 0; n_blank--) {
        must(ends_line(csv->bytes, csv->n, w->at), "a counted blank line is none", w->at);
        walk_to(w, csv->bytes, w->at + (csv->bytes[w->at] == '\r' ? 2 : 1));
    }
}

/* Writes the fields again by the rules of RFC 4180: that must give the bytes that were read. */
static inline void check_row(walk *w, const coop__csv *csv)
{
    const char *bytes = csv->bytes;
    must(csv->n_fields > 0 && !ends_line(bytes, csv->n, w->at), "empty row", w->at);
    for (int64_t i = 0; i < csv->n_fields; i++) {
        const coop__field *f = &csv->fields[i];
        must(f->line == w->line, "line of a field", w->at);
        must(f->column == (int64_t)(w->at - w->line_start) + 1, "column of a field", w->at);
        size_t p = w->at;
        must(!f->quoted || bytes[p] == '"', "opening quote", p);
        p += f->quoted ? 1 : 0;
        for (size_t j = 0; j < f->n; j++) {
            must(p < csv->n && bytes[p] == f->text[j] && bytes[p] != 0, "text of a field", p);
            bool is_special =
                strchr("\"\r\n", f->text[j]) != NULL || f->text[j] == csv->options.delimiter;
            must(f->quoted || !is_special, "special byte in a bare field", p);
            p += f->text[j] == '"' ? 2 : 1;
        }
        must(!f->quoted || (p < csv->n && bytes[p] == '"'), "closing quote", p);
        p += f->quoted ? 1 : 0;
        bool is_last = i + 1 == csv->n_fields;
        must(is_last || (p < csv->n && bytes[p] == csv->options.delimiter), "delimiter", p);
        p += is_last ? 0 : 1;
        walk_to(w, bytes, p);
    }
    must(w->at == csv->n || ends_line(bytes, csv->n, w->at), "line end", w->at);
    walk_to(w, bytes, csv->at);
    must(csv->at == csv->n || bytes[csv->at - 1] == '\n', "end of a row", csv->at);
}

static inline void check_bad(walk *w, const coop__csv *csv)
{
    const coop__csv_problem *problem = &csv->problem;
    must(csv->n_fields == 0 && csv->fields == NULL, "fields of a refused row", w->at);
    must(problem->byte >= w->at && problem->byte <= csv->at, "a problem elsewhere", w->at);
    must(csv->at > w->at, "no byte passed", w->at);
    walk_to(w, csv->bytes, problem->byte);
    must(problem->line == w->line, "line of a problem", w->at);
    must(problem->column == (int64_t)(w->at - w->line_start) + 1, "column of a problem", w->at);
    must(problem->text == csv->bytes + problem->byte && problem->n <= 40 &&
             problem->n <= csv->n - problem->byte,
         "text of a problem", w->at);
    walk_to(w, csv->bytes, csv->at);
    must(csv->at == csv->n || csv->bytes[csv->at - 1] == '\n', "end of a refused row", csv->at);
}

static inline void print_row(FILE *out, const coop__csv *csv)
{
    for (int64_t i = 0; i < csv->n_fields; i++) {
        const coop__field *f = &csv->fields[i];
        fprintf(out, "%s%lld:%lld%c", i == 0 ? "" : "|", (long long)f->line, (long long)f->column,
                f->quoted ? '=' : ' ');
        fwrite(f->text, 1, f->n, out);
    }
    fputc('\n', out);
}

static inline void print_bad(FILE *out, const coop__csv_problem *p)
{
    fprintf(out, "bad %lld:%lld @%zu %s\n", (long long)p->line, (long long)p->column, p->byte,
            tag_of(p->rule));
}

/* Reads on to the end; every row, refusal and the end as lines of `out` (NULL: not wanted). False
 * when there is no memory: then nothing has moved, and it can be called again. */
static inline bool drain(coop__csv *csv, walk *w, FILE *out)
{
    for (;;) {
        coop__csv before = *csv;
        coop__csv_event event = coop__csv_next(csv);
        walk_blank(w, csv, csv->n_blank - before.n_blank);
        if (event == COOP__CSV_END) {
            break;
        }
        if (event == COOP__CSV_NO_MEMORY) {
            must(csv->at == before.at && csv->line == before.line && csv->n_fields == 0 &&
                     csv->line_start == before.line_start && csv->n_blank == before.n_blank,
                 "moved without memory", before.at);
            return false;
        }
        if (event == COOP__CSV_ROW) {
            if (out != NULL) {
                print_row(out, csv);
            }
            check_row(w, csv);
        } else {
            if (out != NULL) {
                print_bad(out, &csv->problem);
            }
            check_bad(w, csv);
        }
        bool has_lines = event == COOP__CSV_ROW || strcmp(tag_of(csv->problem.rule), "utf16") != 0;
        must(!has_lines || (csv->line == w->line && csv->line_start == w->line_start), "line",
             csv->at);
    }
    must(csv->at == csv->n && w->at == csv->n, "bytes left", csv->at);
    ck_assert_int_eq(coop__csv_next(csv), COOP__CSV_END);
    if (out != NULL) {
        fprintf(out, "end %lld\n", (long long)csv->n_blank);
    }
    return true;
}

static inline walk walk_start(const coop__csv *csv)
{
    return (walk){csv->at, csv->line_start, csv->line};
}

/* What reading gives, to be freed. The input is copied to where a byte too far is seen. */
static inline char *read_all(const char *bytes, size_t n, const coop__csv_options *options)
{
    char *exact = malloc(n == 0 ? 1 : n);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, bytes, n);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__csv csv;
    coop__csv_open(&csv, &a, exact, n, options);
    walk w = walk_start(&csv);
    ck_assert(drain(&csv, &w, out));
    coop__csv_close(&csv);
    ck_assert_uint_eq(m.live, 0);
    fclose(out);
    free(exact);
    return text;
}

typedef struct sample {
    const char *bytes;
    size_t n;
    const char *expected;
} sample;

#define SAMPLE(bytes, expected)                                                                    \
    {                                                                                              \
        bytes, sizeof bytes - 1, expected                                                          \
    }

static inline void check_samples(const sample *samples, size_t n, const coop__csv_options *options)
{
    for (size_t i = 0; i < n; i++) {
        char *text = read_all(samples[i].bytes, samples[i].n, options);
        ck_assert_msg(strcmp(text, samples[i].expected) == 0, "sample %zu gave\n%snot\n%s", i, text,
                      samples[i].expected);
        free(text);
    }
}

#define CHECK_SAMPLES(samples, options)                                                            \
    check_samples(samples, sizeof samples / sizeof *samples, options)

#endif
