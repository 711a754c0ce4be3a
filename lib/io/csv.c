/* csv.c -- RFC 4180 records out of bytes in memory, with the position of every field.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv.h"

#include <string.h>

#include "../core/text.h"
#include "csv_scan.h"

static const char rule_utf16[] = "UTF-16, convert the file to UTF-8";
static const char rule_utf8[] = "not UTF-8, convert the file to UTF-8";
static const char rule_nul[] = "NUL byte, text has none (is the file UTF-16 or no text at all?)";
static const char rule_bare_quote[] =
    "quote inside a field that does not start with one, quote the whole field and double this one";
static const char rule_after_quote[] =
    "text after a closing quote, expected a delimiter or the end of the line";
static const char rule_open_quote[] =
    "quote that is never closed, all the rest of the input belongs to it";
static const char rule_stray_cr[] =
    "carriage return without a line feed, end lines with LF or CRLF";
static const char rule_max_field[] = "field longer than max_field (1 MiB if not set)";
static const char rule_max_record[] = "record longer than max_record (16 MiB if not set)";
static const char rule_max_columns[] = "more columns than max_columns (4096 if not set)";

#define BLOCK COOP__CSV_BLOCK
#define ONES 0x0101010101010101ULL
#define HIGHS 0x8080808080808080ULL

/* Where reading stands. next() works on a copy, so that a failed call changes nothing. */
typedef struct cursor {
    const unsigned char *bytes;
    size_t n;
    char delimiter;
    size_t at;
    size_t line_start;
    int64_t line;
    size_t scanned;
    uint64_t marks;
} cursor;

typedef struct fault {
    const char *rule; /* NULL: none */
    size_t byte;
    int64_t line;
    size_t line_start;
} fault;

/* One field as it lies in the input. */
typedef struct piece {
    size_t from, to; /* its text, quotes left out */
    size_t n_pairs;  /* doubled quotes in it */
    bool quoted;
    size_t end; /* where its delimiter, line end or fault is */
} piece;

/* ---- finding the bytes that matter ---- */

/* Eight bytes, the first one lowest whatever the machine's order; compilers make it one load. */
static inline uint64_t load(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

static inline size_t lowest_bit(uint64_t x)
{
#if defined(__GNUC__)
    return (size_t)__builtin_ctzll(x);
#else
    size_t i = 0;
    for (; (x & 1) == 0; x >>= 1) {
        i++;
    }
    return i;
#endif
}

static void scan_block(cursor *c)
{
    const unsigned char *p = c->bytes + c->scanned;
    unsigned char last[BLOCK] = {0}; /* a zero byte is no mark */
    if (c->n - c->scanned < BLOCK) {
        memcpy(last, p, c->n - c->scanned);
        p = last;
    }
    c->marks = coop__csv_block(p, c->delimiter);
    c->scanned += BLOCK;
}

/* Offset of the next delimiter, quote, CR or LF, which is then used up; n if there is none. */
static inline size_t next_mark(cursor *c)
{
    while (c->marks == 0) {
        if (c->scanned >= c->n) {
            return c->n;
        }
        scan_block(c);
    }
    size_t i = c->scanned - BLOCK + lowest_bit(c->marks);
    c->marks &= c->marks - 1;
    return i;
}

static void start_line(cursor *c, size_t at)
{
    c->line++;
    c->line_start = at;
}

/* ---- one record ---- */

/* Offset of the quote that closes the field whose opening one was just used up; n if none does. */
static size_t closing_quote(cursor *c, size_t *n_pairs)
{
    for (size_t i = next_mark(c); i < c->n; i = next_mark(c)) {
        if (c->bytes[i] == '\n') {
            start_line(c, i + 1);
        } else if (c->bytes[i] == '"') {
            if (i + 1 == c->n || c->bytes[i + 1] != '"') {
                return i;
            }
            (void)next_mark(c);
            (*n_pairs)++;
        }
    }
    return c->n;
}

/* Reads the field that starts at `at`, its end used up. The rule that it breaks, or NULL. */
static inline const char *field_read(cursor *c, size_t at, piece *p)
{
    *p = (piece){.from = at};
    p->end = p->to = next_mark(c);
    if (p->end == at && at < c->n && c->bytes[at] == '"') {
        p->quoted = true;
        p->from = at + 1;
        p->to = closing_quote(c, &p->n_pairs);
        if (p->to == c->n) {
            p->end = at;
            return rule_open_quote;
        }
        p->end = p->to + 1;
        if (next_mark(c) != p->end) {
            return rule_after_quote;
        }
    }
    if (p->end == c->n) {
        return NULL;
    }
    unsigned char byte = c->bytes[p->end];
    if (byte == '"') {
        return rule_bare_quote;
    }
    if (byte == '\r' && (p->end + 1 == c->n || c->bytes[p->end + 1] != '\n')) {
        return rule_stray_cr;
    }
    return NULL;
}

static bool field_store(coop__csv *csv, const piece *p, int64_t line, int64_t column)
{
    coop__buffer *b = &csv->fields_buffer;
    if (b->capacity - b->n < sizeof(coop__field) &&
        !coop__buffer_reserve(b, 16 * sizeof(coop__field))) {
        return false;
    }
    coop__field *field = (coop__field *)(void *)(b->bytes + b->n);
    *field = (coop__field){csv->bytes + p->from, p->to - p->from, line, column, p->quoted};
    b->n += sizeof *field;
    csv->n_fields++;
    return true;
}

/* The limit that a field passes, NULL if none; *byte tells what is too long. */
static inline const char *limit_passed(const coop__csv *csv, size_t start, size_t at,
                                       const piece *p, size_t *byte)
{
    const coop__csv_options *o = &csv->options;
    *byte = at;
    if (p->to - p->from - p->n_pairs > o->max_field) {
        return rule_max_field;
    }
    if (csv->n_fields == o->max_columns) {
        return rule_max_columns;
    }
    if ((p->quoted ? p->to + 1 : p->to) - start > o->max_record) {
        *byte = start;
        return rule_max_record;
    }
    return NULL;
}

/* The fault is in the quoting, so line ends are the only landmarks left. */
static void skip_line(cursor *c, size_t from)
{
    const unsigned char *feed = memchr(c->bytes + from, '\n', c->n - from);
    c->at = feed == NULL ? c->n : (size_t)(feed - c->bytes) + 1;
    c->scanned = c->at;
    c->marks = 0;
    if (feed != NULL) {
        start_line(c, c->at);
    }
}

/* Uses up the line end at `end` (n: the input ends without one). */
static void end_record(cursor *c, size_t end)
{
    if (end == c->n) {
        c->at = end;
        return;
    }
    if (c->bytes[end] == '\r') {
        end = next_mark(c);
    }
    c->at = end + 1;
    start_line(c, c->at);
}

/* Reads the record at the cursor into csv's fields as they lie in the input, up to its first fault.
 * After a passed limit it reads on without storing, to find where the record ends. *end: the end of
 * its last field. False: no memory. */
static bool record_read(coop__csv *csv, cursor *c, fault *f, size_t *n_pairs, size_t *end)
{
    size_t start = c->at;
    fault first = {NULL, start, c->line, c->line_start};
    for (size_t at = start;;) {
        piece p;
        fault here = {NULL, at, c->line, c->line_start};
        here.rule = field_read(c, at, &p);
        if (here.rule == rule_open_quote) {
            c->at = c->n;
            *f = here;
            return true;
        }
        if (here.rule != NULL) {
            here = (fault){here.rule, p.end, c->line, c->line_start};
            *f = f->rule == NULL ? here : *f;
            skip_line(c, p.end);
            return true;
        }
        if (f->rule == NULL) {
            here.rule = limit_passed(csv, start, at, &p, &here.byte);
            if (here.rule != NULL) {
                *f = here.rule == rule_max_record ? first : here;
                f->rule = here.rule;
            } else if (!field_store(csv, &p, here.line, (int64_t)(at - here.line_start) + 1)) {
                return false;
            }
            *n_pairs += p.n_pairs;
        }
        *end = p.end;
        if (p.end == c->n || c->bytes[p.end] == '\r' || c->bytes[p.end] == '\n') {
            end_record(c, p.end);
            return true;
        }
        at = p.end + 1;
    }
}

/* ---- its bytes ---- */

/* The rule that bytes[0..n) break, with the offset of the first bad byte; NULL if none. */
static const char *bytes_check(const unsigned char *bytes, size_t n, size_t *bad_at)
{
    size_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t word = load(bytes + i);
        /* Some high bit is set if a byte is not ASCII, or is zero and borrows. */
        if (((word | (word - ONES)) & HIGHS) != 0) {
            break;
        }
    }
    size_t bad = n;
    const char *rule = coop__utf8_valid((const char *)bytes + i, n - i, &bad) ? NULL : rule_utf8;
    const unsigned char *nul = memchr(bytes + i, 0, rule == NULL ? n - i : bad);
    *bad_at = nul != NULL ? (size_t)(nul - bytes) : i + bad;
    return nul != NULL ? rule_nul : rule;
}

/* Puts a bad byte of bytes[start..end) in the place of a fault that comes behind it. */
static void fault_of_bytes(const cursor *c, size_t start, size_t end, const fault *first, fault *f)
{
    size_t bad;
    const char *rule = bytes_check(c->bytes + start, end - start, &bad);
    if (rule == NULL) {
        return;
    }
    *f = (fault){rule, start + bad, first->line, first->line_start};
    for (size_t i = start; i < f->byte; i++) {
        if (c->bytes[i] == '\n') {
            f->line++;
            f->line_start = i + 1;
        }
    }
}

/* Halves the doubled quotes of all fields, in scratch that is reserved once: it must not move. */
static bool unescape(coop__csv *csv)
{
    coop__field *fields = (coop__field *)(void *)csv->fields_buffer.bytes;
    size_t needed = 0;
    for (int64_t i = 0; i < csv->n_fields; i++) {
        needed += fields[i].quoted ? fields[i].n : 0;
    }
    csv->scratch.n = 0;
    if (!coop__buffer_reserve(&csv->scratch, needed)) {
        return false;
    }
    char *to = (char *)csv->scratch.bytes;
    for (int64_t i = 0; i < csv->n_fields; i++) {
        coop__field *field = &fields[i];
        const char *from = field->text;
        const char *end = from + field->n;
        const char *quote = field->quoted ? memchr(from, '"', field->n) : NULL;
        if (quote == NULL) {
            continue;
        }
        field->text = to;
        for (; quote != NULL; quote = memchr(from, '"', (size_t)(end - from))) {
            size_t n = (size_t)(quote + 1 - from);
            memcpy(to, from, n);
            to += n;
            from = quote + 2;
        }
        memcpy(to, from, (size_t)(end - from));
        to += end - from;
        field->n = (size_t)(to - field->text);
    }
    return true;
}

static coop__csv_problem problem_of(const coop__csv *csv, const fault *f)
{
    const char *text = csv->bytes + f->byte;
    size_t n = csv->n - f->byte;
    if (n > 40) {
        n = 40;
        while (n > 37 && ((unsigned char)text[n] & 0xc0) == 0x80) {
            n--;
        }
    }
    const char *feed = n > 0 ? memchr(text, '\n', n) : NULL;
    return (coop__csv_problem){
        .line = f->line,
        .column = (int64_t)(f->byte - f->line_start) + 1,
        .byte = f->byte,
        .rule = f->rule,
        .text = text,
        .n = feed == NULL ? n : (size_t)(feed - text),
    };
}

/* ---- the reader ---- */

static bool starts_with(const char *bytes, size_t n, const char *mark)
{
    size_t length = strlen(mark);
    return n >= length && memcmp(bytes, mark, length) == 0;
}

void coop__csv_open(coop__csv *csv, const coop_allocator *a, const char *bytes, size_t n,
                    const coop__csv_options *options)
{
    coop__csv_options o = options == NULL ? (coop__csv_options){0} : *options;
    if (o.delimiter == 0) {
        o.delimiter = ',';
    }
    o.max_field = o.max_field == 0 ? (size_t)1 << 20 : o.max_field;
    o.max_record = o.max_record == 0 ? (size_t)16 << 20 : o.max_record;
    o.max_columns = o.max_columns == 0 ? 4096 : o.max_columns;
    size_t start = starts_with(bytes, n, "\xef\xbb\xbf") ? 3 : 0;
    *csv = (coop__csv){.bytes = bytes,
                       .n = n,
                       .at = start,
                       .line = 1,
                       .line_start = start,
                       .options = o,
                       .scratch = {.a = a},
                       .fields_buffer = {.a = a},
                       .scanned = start};
}

static bool is_utf16(const coop__csv *csv)
{
    return starts_with(csv->bytes, csv->n, "\xff\xfe") ||
           starts_with(csv->bytes, csv->n, "\xfe\xff");
}

static cursor cursor_of(const coop__csv *csv)
{
    return (cursor){
        .bytes = (const unsigned char *)csv->bytes,
        .n = csv->n,
        .delimiter = csv->options.delimiter,
        .at = csv->at,
        .line_start = csv->line_start,
        .line = csv->line,
        .scanned = csv->scanned,
        .marks = csv->marks,
    };
}

static void commit(coop__csv *csv, const cursor *c)
{
    csv->at = c->at;
    csv->line_start = c->line_start;
    csv->line = c->line;
    csv->scanned = c->scanned;
    csv->marks = c->marks;
    csv->started = true;
}

/* Passes over empty lines; how many. */
static int64_t skip_blank(cursor *c)
{
    int64_t n = 0;
    while (c->at < c->n) {
        unsigned char byte = c->bytes[c->at];
        bool is_crlf = byte == '\r' && c->at + 1 < c->n && c->bytes[c->at + 1] == '\n';
        if (byte != '\n' && !is_crlf) {
            break;
        }
        end_record(c, next_mark(c));
        n++;
    }
    return n;
}

static coop__csv_event refuse(coop__csv *csv, const cursor *c, const fault *f)
{
    csv->n_fields = 0;
    csv->fields = NULL;
    csv->problem = problem_of(csv, f);
    commit(csv, c);
    return COOP__CSV_BAD;
}

void coop__csv_resume(coop__csv *csv, const char *bytes, size_t n, bool has_more)
{
    csv->started = csv->started || csv->at > 0; /* a byte order mark was passed */
    csv->bytes = bytes;
    csv->n = n;
    csv->has_more = has_more;
    coop__csv_seek(csv, 0, csv->line);
}

void coop__csv_seek(coop__csv *csv, size_t at, int64_t line)
{
    csv->started = csv->started || at > 0 || line > 1;
    csv->at = at;
    csv->line = line;
    csv->line_start = at;
    csv->scanned = at;
    csv->marks = 0;
}

coop__csv_event coop__csv_next(coop__csv *csv)
{
    cursor c = cursor_of(csv);
    csv->n_fields = 0;
    csv->fields = NULL;
    csv->fields_buffer.n = 0;
    if (!csv->started && is_utf16(csv)) {
        c.at = c.n;
        csv->has_more = false;
        return refuse(csv, &c, &(fault){rule_utf16, 0, 1, 0});
    }
    int64_t n_blank = skip_blank(&c);
    fault first = {NULL, c.at, c.line, c.line_start};
    if (c.at == c.n && csv->has_more) {
        return COOP__CSV_MORE;
    }
    if (c.at == c.n) {
        csv->n_blank += n_blank;
        commit(csv, &c);
        return COOP__CSV_END;
    }
    fault f = first;
    size_t n_pairs = 0;
    size_t end = c.at;
    if (!record_read(csv, &c, &f, &n_pairs, &end)) {
        csv->n_fields = 0;
        return COOP__CSV_NO_MEMORY;
    }
    /* What was made of the last byte may have been guessed: it looks as if the input ended there. */
    if (c.at == c.n && csv->has_more) {
        csv->n_fields = 0;
        return COOP__CSV_MORE;
    }
    if (f.rule != rule_open_quote) {
        fault_of_bytes(&c, first.byte, f.rule == NULL ? end : f.byte, &first, &f);
    }
    if (f.rule == NULL && n_pairs > 0 && !unescape(csv)) {
        csv->n_fields = 0;
        return COOP__CSV_NO_MEMORY;
    }
    csv->n_blank += n_blank;
    if (f.rule != NULL) {
        return refuse(csv, &c, &f);
    }
    csv->fields = (const coop__field *)(const void *)csv->fields_buffer.bytes;
    commit(csv, &c);
    return COOP__CSV_ROW;
}

void coop__csv_close(coop__csv *csv)
{
    coop__buffer_free(&csv->scratch);
    coop__buffer_free(&csv->fields_buffer);
    csv->fields = NULL;
    csv->n_fields = 0;
}

/* ---- hints ---- */

char coop__csv_guess_delimiter(const char *bytes, size_t n)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    size_t counts[sizeof candidates] = {0};
    bool in_quotes = false;
    size_t start = 0;
    while (start < n && (bytes[start] == '\n' || bytes[start] == '\r')) {
        start++;
    }
    for (size_t i = start; i < n && (in_quotes || bytes[i] != '\n'); i++) {
        in_quotes = in_quotes != (bytes[i] == '"');
        for (size_t j = 0; j < sizeof candidates; j++) {
            counts[j] += !in_quotes && bytes[i] == candidates[j] ? 1 : 0;
        }
    }
    /* A tie goes to the comma: then it is no better explanation than the expected one. */
    size_t best = 0;
    for (size_t j = 1; j < sizeof candidates; j++) {
        best = counts[j] > counts[best] ? j : best;
    }
    if (best == 0) {
        return 0;
    }
    return candidates[best];
}
