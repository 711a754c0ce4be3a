/* batch.c -- many records of a CSV file at once, column by column.
 *
 * A chunk of the file is split by its marks into records; of some hundred records one column is read
 * after the other, into scratch, by a loop of its type. The first record that any column cannot read
 * ends the batch: what was read of it and of those behind it, new words among them, is forgotten,
 * and it is left to be read by itself, with all that is to be said about it. So a table comes out
 * as if its records had been read one by one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "batch_cell.h"
#include "csv_scan.h"
#include "reader.h"

#define CHUNK_LEAST ((size_t)512)
#define CHUNK_MOST ((size_t)24 << 10)
#define ROWS_MOST 256
#define CELLS_MOST 32768 /* of a batch */
#define CODES_MOST 4096  /* of the sets of a batch, but for those of the last one */
#define SET_MOST 1024    /* members of a set */
#define RECORD_MOST ((size_t)1 << 20)
#define CACHE_MOST 1024
#define EXPECT_AFTER 20000 /* rows that tell what the others are like */

/* How a column is read: as its cells ask for, or by a loop of its own. */
typedef enum way { BY_CELL, INTEGERS, DATES, SPANS, MONEY, CODES, SETS } way;

typedef struct plan {
    way way;
    int64_t n;             /* cells read into scratch, or appended (BY_CELL) */
    uint32_t n_words;      /* of the column before the batch */
    coop__batch_cells cells;
    bool *rounded;         /* MONEY, BY_CELL: cells that lost digits */
    coop__word_cache cache;
} plan;

struct coop__csv_batch {
    plan *plans;           /* by field */
    int64_t n_fields, n_columns;
    int64_t rows_most;
    size_t chunk_least, chunk_most, chunk; /* bytes to look at */
    size_t n_scratch;
    unsigned char *scratch;
    coop__field *fields;      /* of one record, for cells that are read by themselves */
    coop__csv_marks marks;
    uint32_t *starts, *ends;  /* offsets of records in the chunk: first byte, and behind the last */
    /* the batch at hand: */
    const char *bytes;        /* the chunk */
    const uint32_t *at;       /* marks of its first record */
    const uint32_t *first;    /* starts of its records */
    int64_t n;                /* records, up to the first that is to be read by itself */
    bool is_cut;              /* there is such a one */
    bool is_expecting;        /* there is room for the rest of the file */
};
typedef struct coop__csv_batch batch;

/* ---- setting up ---- */

/* Only the empty cell is missing. */
static bool is_plainly_missing(const coop__table_schema *schema)
{
    return schema->missing.node == NULL || (schema->missing.node->n_children == 1 &&
                                            coop__word_find(&schema->missing, "", 0) != NULL);
}

/* The file writes the field's cells in a way of its own. */
static bool is_mapped(const coop__mapping *m)
{
    return m->value != NULL || m->format != NULL || m->is_number || m->is_year_only ||
           m->estimated != NULL || m->scheme != NULL;
}

static way way_of(const coop__table_schema *schema, const coop__field_schema *field)
{
    bool is_plain = is_plainly_missing(schema) && field->words.node == NULL &&
                    field->enumerated.node == NULL && field->is_known == NULL &&
                    !field->is_shares && !field->has_minimum && !field->has_maximum &&
                    field->precision == NULL && !is_mapped(&field->mapping);
    if (!is_plain) {
        return BY_CELL;
    }
    switch (field->type) {
    case COOP_TYPE_INT8:
    case COOP_TYPE_INT16:
    case COOP_TYPE_INT32:
    case COOP_TYPE_INT64:
        return INTEGERS;
    case COOP_TYPE_DATE:
        return DATES;
    case COOP_TYPE_SPAN:
        return SPANS;
    case COOP_TYPE_MONEY:
        return MONEY;
    case COOP_TYPE_CODE:
        return CODES;
    case COOP_TYPE_SET:
        return SETS;
    default:
        return BY_CELL;
    }
}

/* Takes room for n values of `size` bytes, 64-byte aligned, off the scratch; with no scratch yet it
 * counts. */
static void *take(batch *b, size_t n, size_t size)
{
    size_t at = b->n_scratch;
    b->n_scratch += (n * size + 63) / 64 * 64;
    return b->scratch == NULL ? NULL : b->scratch + at;
}

static void plan_cells(batch *b, plan *p, size_t n_slots)
{
    size_t n = (size_t)b->rows_most;
    p->cells.valid = take(b, n / 64 + 1, sizeof(uint64_t));
    bool may_round = p->way == BY_CELL || p->way == MONEY;
    p->rounded = may_round ? take(b, n, sizeof *p->rounded) : NULL;
    if (p->way == BY_CELL || p->way == CODES || p->way == SETS) {
        size_t n_codes = p->way == SETS ? CODES_MOST + SET_MOST : n;
        p->cells.codes = take(b, n_codes, sizeof(uint32_t)); /* BY_CELL: words after each cell */
        p->cells.ends = p->way == SETS ? take(b, n, sizeof(uint32_t)) : NULL;
        p->cache.n_slots = p->way == BY_CELL ? 0 : n_slots;
        p->cache.slots = take(b, p->cache.n_slots, sizeof *p->cache.slots);
    } else if (p->way == SPANS) {
        p->cells.spans = take(b, n, sizeof(coop_span));
    } else {
        p->cells.integers = take(b, n, sizeof(int64_t));
    }
}

static void lay_out(batch *b, const coop__table_schema *schema, size_t n_slots)
{
    size_t n_marks = b->chunk_most + COOP__CSV_BLOCK;
    b->n_scratch = 0;
    b->plans = take(b, (size_t)b->n_fields, sizeof *b->plans);
    b->fields = take(b, (size_t)b->n_columns, sizeof *b->fields);
    b->marks.at = take(b, n_marks, sizeof *b->marks.at);
    b->marks.ends = take(b, n_marks, sizeof *b->marks.ends);
    b->starts = take(b, b->chunk_most, sizeof *b->starts);
    b->ends = take(b, b->chunk_most, sizeof *b->ends);
    for (int64_t i = 0; i < b->n_fields; i++) {
        plan counted = {.way = way_of(schema, &schema->fields[i])};
        plan *p = b->plans != NULL ? &b->plans[i] : &counted;
        p->way = counted.way;
        plan_cells(b, p, n_slots);
    }
}

coop_status coop__batch_open(coop__reader *r)
{
    const coop__table_schema *schema = r->source->schema;
    size_t n_bytes = r->csv.has_more ? SIZE_MAX : r->csv.n;
    size_t least = r->source->window > 0 ? COOP__CSV_BLOCK : CHUNK_LEAST;
    if (r->source->one_by_one || n_bytes < least || schema->n_fields == 0) {
        return COOP_OK;
    }
    batch *b = coop__arena_alloc(r->arena, 1, sizeof *b);
    if (b == NULL) {
        return coop__no_memory(r->err);
    }
    b->n_fields = schema->n_fields;
    b->n_columns = r->csv.n_fields;
    b->rows_most = CELLS_MOST / b->n_fields < ROWS_MOST ? CELLS_MOST / b->n_fields : ROWS_MOST;
    b->chunk_most = n_bytes < CHUNK_MOST ? n_bytes : CHUNK_MOST;
    b->chunk = b->chunk_least = least;
    size_t n_slots = 16;
    while (n_slots < CACHE_MOST && n_slots * 256 < n_bytes) {
        n_slots *= 2;
    }
    lay_out(b, schema, n_slots);
    size_t n_scratch = b->n_scratch;
    b->scratch = coop__alloc(r->report->a, n_scratch, 1);
    if (b->scratch == NULL) {
        return coop__no_memory(r->err);
    }
    r->batch = b;
    lay_out(b, schema, n_slots);
    return COOP_OK;
}

void coop__batch_close(coop__reader *r)
{
    if (r->batch != NULL) {
        coop__release(r->report->a, r->batch->scratch, r->batch->n_scratch, 1);
    }
    r->batch = NULL;
}

/* ---- cells ---- */

/* The cell of a record in a column of the file; false if doubled quotes are to be undone. */
static inline bool cell_of(const batch *b, int64_t row, int64_t column, coop__cell *cell)
{
    const uint32_t *at = b->at + row * b->n_columns + column;
    size_t start = column == 0 ? b->first[row] : (size_t)at[-1] + 1;
    cell->text = b->bytes + start;
    cell->n = at[0] - start;
    if (!b->marks.has_quotes || cell->n == 0 || cell->text[0] != '"') {
        return true;
    }
    cell->text++;
    cell->n -= 2;
    return memchr(cell->text, '"', cell->n) == NULL;
}

/* The record `row` is to be read by itself, and the batch ends before it. */
static void cut(batch *b, int64_t row)
{
    b->n = row;
    b->is_cut = true;
}

static inline void set_valid(plan *p, int64_t row, bool is_valid)
{
    uint64_t bit = (uint64_t)1 << (row & 63);
    uint64_t *word = &p->cells.valid[row >> 6];
    *word = is_valid ? *word | bit : *word & ~bit;
}

/* A column of cells that each give one number. `read` gives false for a cell that it cannot read. */
#define READ_LOOP(name, values, read)                                                              \
    static void name(batch *b, plan *p, const coop__column *c, int64_t place, bool is_required)    \
    {                                                                                              \
        (void)c;                                                                                   \
        for (int64_t row = 0; row < b->n; row++) {                                                 \
            coop__cell cell;                                                                       \
            bool is_whole = cell_of(b, row, place, &cell);                                         \
            bool is_there = cell.n > 0;                                                            \
            memset(&(values)[row], 0, sizeof(values)[row]);                                        \
            if (!is_whole || (is_there ? !(read) : is_required)) {                                 \
                cut(b, row);                                                                       \
            }                                                                                      \
            set_valid(p, row, is_there);                                                           \
        }                                                                                          \
    }

READ_LOOP(read_integers, p->cells.integers,
          coop__cell_integer(cell, c->width, &p->cells.integers[row]))
READ_LOOP(read_dates, p->cells.integers, coop__cell_date(cell, &p->cells.integers[row]))
READ_LOOP(read_spans, p->cells.spans, coop__cell_span(cell, &p->cells.spans[row]))
READ_LOOP(read_money, p->cells.integers, coop__cell_money(cell, c->scale, &p->cells.integers[row], &p->rounded[row]))

/* COOP_MEMORY, or COOP_OK. A column with too many words is told when the cell is read by itself. */
static coop_status read_codes(batch *b, plan *p, coop__column *c, int64_t place, bool is_required)
{
    for (int64_t row = 0; row < b->n; row++) {
        coop__cell cell;
        bool is_whole = cell_of(b, row, place, &cell);
        int64_t code = 0;
        if (is_whole && cell.n > 0) {
            code = coop__cached_code(&p->cache, &c->words, cell);
        }
        if (code == -1) {
            return COOP_MEMORY;
        }
        if (!is_whole || code < 0 || (cell.n == 0 && is_required)) {
            cut(b, row);
            break;
        }
        p->cells.codes[row] = (uint32_t)code;
        set_valid(p, row, cell.n > 0);
    }
    return COOP_OK;
}

/* The members of a set as codes. How many; -1: no memory, -2: the set is to be read by itself. */
static int64_t read_members(plan *p, coop__pool *words, coop__cell cell, char delimiter,
                            uint32_t *codes)
{
    int64_t n = 0;
    for (size_t start = 0; start <= cell.n; n++) {
        coop__cell member = coop__cell_member(cell, start, delimiter);
        if (member.n == 0 || n == SET_MOST) {
            return -2;
        }
        int64_t code = coop__cached_code(&p->cache, words, member);
        if (code < 0) {
            return code;
        }
        codes[n] = (uint32_t)code;
        for (int64_t i = 0; i < n; i++) {
            if (codes[i] == (uint32_t)code) {
                return -2;
            }
        }
        start += member.n + 1;
    }
    return n;
}

static coop_status read_sets(batch *b, plan *p, coop__column *c, int64_t place,
                             const coop__field_schema *field)
{
    uint32_t end = 0;
    for (int64_t row = 0; row < b->n; row++) {
        coop__cell cell;
        bool is_whole = cell_of(b, row, place, &cell);
        int64_t n = 0;
        if (end > CODES_MOST) {
            b->n = row; /* no more room: the next batch begins here */
            b->is_cut = false;
            break;
        }
        if (is_whole && cell.n > 0) {
            n = read_members(p, &c->words, cell, field->delimiter, p->cells.codes + end);
        }
        if (n == -1) {
            return COOP_MEMORY;
        }
        if (!is_whole || n < 0 || (cell.n == 0 && field->is_required)) {
            cut(b, row);
            break;
        }
        end += (uint32_t)n;
        p->cells.ends[row] = end;
        set_valid(p, row, cell.n > 0);
    }
    return COOP_OK;
}

/* Columns whose cells ask for more: each is appended as if its record were read by itself. */
static coop_status read_by_cell(coop__reader *r, plan *p, int64_t field)
{
    batch *b = r->batch;
    const coop__source *source = r->source;
    coop__column *c = &source->table->columns[field];
    int64_t places[2] = {source->place[field], source->precision_place[field]};
    r->fields = b->fields;
    r->is_trying = true;
    coop_status status = COOP_OK;
    for (p->n = 0; p->n < b->n && status == COOP_OK;) {
        bool is_whole = true;
        for (int i = 0; i < 2; i++) {
            coop__cell cell;
            if (places[i] >= 0) {
                is_whole = cell_of(b, p->n, places[i], &cell) && is_whole;
                b->fields[places[i]] = (coop__field){.text = cell.text, .n = cell.n};
            }
        }
        r->row_is_bad = false;
        if (is_whole) {
            int64_t n_rounded = source->n_rounded;
            status = coop__reader_cell(r, field);
            p->rounded[p->n] = r->source->n_rounded > n_rounded;
            r->source->n_rounded = n_rounded;
            p->cells.codes[p->n] = c->words.n;
            p->n += status == COOP_OK ? 1 : 0;
        }
        if (!is_whole || r->row_is_bad) {
            cut(b, is_whole ? p->n - 1 : p->n);
        }
    }
    r->is_trying = false;
    r->row_is_bad = false;
    return status;
}

/* ---- a batch ---- */

static coop_status read_column(coop__reader *r, int64_t field)
{
    batch *b = r->batch;
    plan *p = &b->plans[field];
    coop__column *c = &r->source->table->columns[field];
    const coop__field_schema *schema = &r->source->schema->fields[field];
    int64_t place = r->source->place[field];
    coop_status status = COOP_OK;
    p->n_words = c->words.n;
    if (p->rounded != NULL) {
        memset(p->rounded, 0, (size_t)b->rows_most * sizeof *p->rounded);
    }
    switch (p->way) {
    case INTEGERS:
        read_integers(b, p, c, place, schema->is_required);
        break;
    case DATES:
        read_dates(b, p, c, place, schema->is_required);
        break;
    case SPANS:
        read_spans(b, p, c, place, schema->is_required);
        break;
    case MONEY:
        read_money(b, p, c, place, schema->is_required);
        break;
    case CODES:
        status = read_codes(b, p, c, place, schema->is_required);
        break;
    case SETS:
        status = read_sets(b, p, c, place, schema);
        break;
    default:
        status = read_by_cell(r, p, field);
        break;
    }
    return status == COOP_OK ? COOP_OK : coop__no_memory(r->err);
}

/* The words that the first n cells of the batch have; words are numbered as they come. */
static uint32_t words_of_first(const plan *p, int64_t n)
{
    if (p->way == BY_CELL) {
        return n > 0 ? p->cells.codes[n - 1] : p->n_words;
    }
    int64_t n_codes = p->way == SETS && n > 0 ? p->cells.ends[n - 1] : n;
    uint32_t n_words = p->n_words;
    for (int64_t i = 0; i < n_codes; i++) {
        uint32_t needed = p->cells.codes[i] + 1;
        n_words = needed > n_words ? needed : n_words;
    }
    return n_words;
}

/* Takes back what was read beyond the batch's end. */
static void forget(batch *b, plan *p, coop__column *c)
{
    bool has_words = p->way == BY_CELL || p->way == CODES || p->way == SETS;
    for (; p->way == BY_CELL && p->n > b->n; p->n--) {
        coop__column_pop(c);
    }
    if (has_words && c->words.n > p->n_words) {
        uint32_t n_words = words_of_first(p, b->n);
        if (n_words < c->words.n) {
            coop__pool_cut(&c->words, n_words);
            coop__word_cache_cut(&p->cache, n_words);
        }
    }
}

static int64_t count_rounded(const plan *p, int64_t n)
{
    int64_t n_rounded = 0;
    for (int64_t i = 0; p->rounded != NULL && i < n; i++) {
        n_rounded += p->rounded[i];
    }
    return n_rounded;
}

static coop_status read_batch(coop__reader *r)
{
    batch *b = r->batch;
    coop__column *columns = r->source->table->columns;
    for (int64_t i = 0; i < b->n_fields; i++) {
        COOP__TRY(read_column(r, i));
    }
    for (int64_t i = 0; i < b->n_fields; i++) {
        forget(b, &b->plans[i], &columns[i]);
        r->source->n_rounded += count_rounded(&b->plans[i], b->n);
        if (b->plans[i].way != BY_CELL &&
            !coop__append_cells(&columns[i], &b->plans[i].cells, b->n)) {
            return coop__no_memory(r->err);
        }
    }
    return COOP_OK;
}

/* ---- chunks ---- */

/* Records of the marks: each has as many fields as the header, and what follows it is at hand. */
static int64_t split(batch *b, size_t n_bytes, size_t *n_checked)
{
    const coop__csv_marks *m = &b->marks;
    size_t n_columns = (size_t)b->n_columns;
    size_t start = 0;
    int64_t n = 0;
    for (size_t at = n_columns - 1; at < m->n && (size_t)n < m->n_ends; at += n_columns) {
        size_t end = m->at[at];
        bool is_return = b->bytes[end] == '\r';
        bool is_record = m->ends[n] == end && end > start &&
                         (!is_return || b->bytes[end + 1] == '\n') &&
                         end + COOP__CELL_SLACK <= n_bytes;
        if (!is_record) {
            break;
        }
        b->starts[n] = (uint32_t)start;
        start = end + (is_return ? 2 : 1);
        b->ends[n++] = (uint32_t)start;
    }
    *n_checked = start;
    return n;
}

/* Records up to the first byte that is no text. */
static int64_t count_text(const batch *b, int64_t n)
{
    size_t n_bytes = b->ends[n - 1];
    size_t bad = n_bytes;
    (void)coop__utf8_valid(b->bytes, n_bytes, &bad);
    const char *nul = memchr(b->bytes, 0, bad);
    bad = nul != NULL ? (size_t)(nul - b->bytes) : bad;
    while (n > 0 && b->ends[n - 1] > bad) {
        n--;
    }
    return n;
}

/* Records that an earlier reading refused are passed over one by one. */
static int64_t count_unrefused(const coop__source *source, int64_t ordinal, int64_t n)
{
    int64_t known = (int64_t)source->refused.n - ordinal;
    known = known < n ? known : n;
    if (known <= 0) {
        return n;
    }
    const unsigned char *from = source->refused.bytes + ordinal;
    const unsigned char *mark = memchr(from, 1, (size_t)known);
    return mark == NULL ? n : (int64_t)(mark - from);
}

static int64_t count_lines(const batch *b, size_t n)
{
    int64_t lines = 0;
    const char *at = b->bytes;
    const char *end = b->bytes + n;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        lines++;
        at++;
    }
    return lines;
}

/* Makes room for the rest of the file, judged by what was read of it. What grows again and again is
 * moved again and again. No room is no failure: it may turn out not to be needed. */
static void expect_rest(coop__reader *r)
{
    const coop__source *source = r->source;
    size_t size = source->file.bytes != NULL ? source->file.n : source->outside.size;
    size_t done = r->base + r->csv.at;
    double more = 1.01 * (double)(size - done) / (double)done;
    for (int64_t i = 0; i < r->batch->n_fields; i++) {
        coop__column *c = &source->table->columns[i];
        coop__buffer *buffers[] = {&c->values, &c->offsets, &c->validity};
        for (size_t j = 0; j < sizeof buffers / sizeof *buffers; j++) {
            size_t n = (size_t)((double)buffers[j]->n * more);
            (void)(n == 0 || coop__buffer_expect(buffers[j], n)); /* none: not begun */
        }
    }
    r->batch->is_expecting = true;
}

/* Splits the chunk at the reader's place. How many records it begins with. */
static int64_t open_chunk(coop__reader *r)
{
    batch *b = r->batch;
    size_t n_bytes = r->csv.n - r->csv.at;
    size_t n_checked = 0;
    b->bytes = r->csv.bytes + r->csv.at;
    coop__csv_scan(b->bytes, n_bytes < b->chunk ? n_bytes : b->chunk, r->csv.options.delimiter,
                   &b->marks);
    int64_t n = split(b, n_bytes, &n_checked);
    if (b->marks.has_odd && n > 0) {
        n = count_text(b, n);
    }
    return count_unrefused(r->source, r->ordinal, n);
}

/* The records of the chunk, in batches; *n: up to the first that is to be read by itself. */
static coop_status read_chunk(coop__reader *r, int64_t *n)
{
    batch *b = r->batch;
    int64_t done = 0;
    bool is_cut = false;
    while (done < *n && !is_cut) {
        b->at = b->marks.at + done * b->n_columns;
        b->first = b->starts + done;
        b->n = *n - done < b->rows_most ? *n - done : b->rows_most;
        b->is_cut = false;
        COOP__TRY(read_batch(r));
        is_cut = b->is_cut;
        int64_t line = r->csv.line + (b->marks.has_quotes ? count_lines(b, b->first[0]) : done);
        if (b->n > 0 &&
            !coop__note_rows(r->source, b->n, r->base + r->csv.at + b->first[0], line,
                             r->ordinal + done)) {
            return coop__no_memory(r->err);
        }
        done += b->n;
    }
    *n = done;
    return COOP_OK;
}

coop_status coop__batch_read(coop__reader *r)
{
    batch *b = r->batch;
    bool is_cut = b == NULL;
    while (!is_cut) {
        if (r->csv.has_more && r->csv.n - r->csv.at < b->chunk + COOP__CELL_SLACK &&
            r->csv.at > 0) {
            COOP__TRY(coop__reader_refill(r));
        }
        int64_t n_split = open_chunk(r);
        int64_t n = n_split;
        COOP__TRY(read_chunk(r, &n));
        is_cut = n < n_split || n == 0;
        if (n > 0) {
            size_t used = b->ends[n - 1];
            int64_t lines = b->marks.has_quotes ? count_lines(b, used) : n;
            coop__csv_seek(&r->csv, r->csv.at + used, r->csv.line + lines);
            r->ordinal += n;
        }
        if (!b->is_expecting && r->ordinal >= EXPECT_AFTER) {
            expect_rest(r);
        }
        size_t next = is_cut ? b->chunk_least : b->chunk * 4;
        b->chunk = next < b->chunk_most ? next : b->chunk_most;
    }
    return COOP_OK;
}
