/* csv_slow.h -- a second CSV reader, one byte at a time, to compare with.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_CSV_SLOW_H
#define COOP_TEST_CSV_SLOW_H

#include "csv_books.h"

typedef struct slow_field {
    size_t start, n;
    char text[256];
    bool quoted;
} slow_field;

typedef struct slow {
    const char *bytes;
    size_t n, at;
    coop__csv_options limits; /* all set */
    slow_field fields[256];
    int64_t n_fields;
    const char *tag; /* of the fault, NULL if none */
    size_t bad;      /* where it is */
} slow;

/* One field; false if it has a fault that ends the line or the input. */
static inline bool slow_field_read(slow *s, slow_field *f)
{
    *f = (slow_field){.start = s->at};
    enum { BARE, INSIDE, CLOSED } state = BARE;
    for (; s->at < s->n; s->at++) {
        char c = s->bytes[s->at];
        bool at_end = c == s->limits.delimiter || ends_line(s->bytes, s->n, s->at);
        if (state == INSIDE) {
            bool doubled = c == '"' && s->at + 1 < s->n && s->bytes[s->at + 1] == '"';
            if (c == '"' && !doubled) {
                state = CLOSED;
                continue;
            }
            f->text[f->n++] = c;
            s->at += doubled ? 1 : 0;
        } else if (at_end) {
            break;
        } else if (c == '"' && s->at == f->start) {
            state = INSIDE;
            f->quoted = true;
        } else if (c == '"' || c == '\r' || state == CLOSED) {
            const char *tag = c == '\r' ? "cr" : state == CLOSED ? "after" : "bare";
            s->bad = s->tag == NULL ? s->at : s->bad;
            s->tag = s->tag == NULL ? tag : s->tag;
            return false;
        } else {
            f->text[f->n++] = c;
        }
    }
    if (state == INSIDE) {
        s->tag = "open";
        s->bad = f->start;
    }
    return state != INSIDE;
}

static inline void slow_limits(slow *s, const slow_field *f, size_t start)
{
    const coop__csv_options *o = &s->limits;
    const char *tag = f->n > o->max_field             ? "field"
                      : s->n_fields > o->max_columns  ? "columns"
                      : s->at - start > o->max_record ? "record"
                                                      : NULL;
    if (tag != NULL && s->tag == NULL) {
        s->tag = tag;
        s->bad = strcmp(tag, "record") == 0 ? start : f->start;
    }
}

/* One record, which is not empty. */
static inline void slow_record(slow *s)
{
    size_t start = s->at;
    s->n_fields = 0;
    s->tag = NULL;
    bool whole = true;
    for (bool more = true; more;) {
        slow_field *f = &s->fields[s->n_fields++];
        whole = slow_field_read(s, f);
        if (whole) {
            slow_limits(s, f, start);
        }
        more = whole && s->at < s->n && s->bytes[s->at] == s->limits.delimiter;
        s->at += more ? 1 : 0;
    }
    size_t end = s->tag == NULL ? s->at : s->bad;
    for (size_t i = start; i < end && (s->tag == NULL || strcmp(s->tag, "open") != 0); i++) {
        if (s->bytes[i] == '\xff' || s->bytes[i] == '\0') {
            s->tag = s->bytes[i] == '\0' ? "nul" : "utf8";
            s->bad = i;
            break;
        }
    }
    while (s->at < s->n && s->bytes[s->at] != '\n') {
        s->at++;
    }
    s->at += s->at < s->n ? 1 : 0;
}

static inline char *slow_read_all(const char *bytes, size_t n, const coop__csv_options *options)
{
    static slow s; /* too large for the stack */
    s.bytes = bytes;
    s.n = n;
    s.at = 0;
    s.limits = *options;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    walk w = {0, 0, 1};
    long long n_blank = 0;
    while (s.at < n) {
        walk_to(&w, bytes, s.at);
        if (ends_line(bytes, n, s.at)) {
            s.at += bytes[s.at] == '\r' ? 2 : 1;
            n_blank++;
            continue;
        }
        slow_record(&s);
        if (s.tag != NULL) {
            walk_to(&w, bytes, s.bad);
            fprintf(out, "bad %lld:%zu @%zu %s\n", (long long)w.line, s.bad - w.line_start + 1,
                    s.bad, s.tag);
            continue;
        }
        for (int64_t i = 0; i < s.n_fields; i++) {
            const slow_field *f = &s.fields[i];
            walk_to(&w, bytes, f->start);
            fprintf(out, "%s%lld:%zu%c", i == 0 ? "" : "|", (long long)w.line,
                    f->start - w.line_start + 1, f->quoted ? '=' : ' ');
            fwrite(f->text, 1, f->n, out);
        }
        fputc('\n', out);
    }
    fprintf(out, "end %lld\n", n_blank);
    fclose(out);
    return text;
}

#endif
