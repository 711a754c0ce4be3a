/* source.c -- the file of one table: its bytes, where rows are in them, and what was refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../core/error.h"
#include "reader.h"

/* ---- its bytes ---- */

#define WINDOW ((size_t)256 << 10)

/* The source's bytes from an offset on, as the reader's record by record. */
coop_status coop__reader_open(coop__reader *r, size_t offset)
{
    const coop__source *source = r->source;
    coop__bytes file = source->file;
    coop__csv_options options = {.delimiter = source->schema->delimiter};
    bool has_more = false;
    if (file.bytes != NULL) {
        file.bytes += offset;
        file.n -= offset;
    } else {
        size_t room = source->window > 0 ? source->window : WINDOW;
        COOP__TRY(coop__pieces_open(&r->pieces, source->places.a, &source->outside, offset,
                                    room, r->err));
        file = (coop__bytes){(const char *)r->pieces.window.bytes, r->pieces.window.n};
        has_more = !r->pieces.is_last;
    }
    r->base = offset;
    coop__csv_open(&r->csv, source->places.a, file.bytes, file.n, &options);
    r->csv.has_more = has_more;
    return COOP_OK;
}

void coop__reader_close(coop__reader *r)
{
    coop__csv_close(&r->csv);
    coop__pieces_close(&r->pieces);
}

/* Where the next record starts: wholly empty lines before it are passed over by the reader. */
static size_t record_start(const coop__csv *csv)
{
    size_t at = csv->at;
    while (at < csv->n && (csv->bytes[at] == '\n' ||
                           (csv->bytes[at] == '\r' && at + 1 < csv->n &&
                            csv->bytes[at + 1] == '\n'))) {
        at += csv->bytes[at] == '\r' ? 2 : 1;
    }
    return at;
}

coop_status coop__reader_refill(coop__reader *r)
{
    size_t used = r->csv.at;
    COOP__TRY(coop__pieces_read(&r->pieces, used, r->err));
    r->base += used;
    coop__csv_resume(&r->csv, (const char *)r->pieces.window.bytes, r->pieces.window.n,
                     !r->pieces.is_last);
    return COOP_OK;
}

/* The next record, wherever its bytes are. *start: its first byte in csv.bytes. */
coop_status coop__reader_next(coop__reader *r, coop__csv_event *event, size_t *start)
{
    for (;;) {
        *start = record_start(&r->csv);
        *event = coop__csv_next(&r->csv);
        if (*event == COOP__CSV_NO_MEMORY) {
            return coop__no_memory(r->err);
        }
        if (*event != COOP__CSV_MORE) {
            return COOP_OK;
        }
        COOP__TRY(coop__reader_refill(r));
    }
}

/* ---- refused records ---- */

bool coop__is_refused(const coop__source *source, int64_t ordinal)
{
    return (size_t)ordinal < source->refused.n && source->refused.bytes[ordinal] != 0;
}

bool coop__refuse(coop__source *source, int64_t ordinal)
{
    size_t needed = (size_t)ordinal + 1;
    if (!source->is_lenient || coop__is_refused(source, ordinal)) {
        return true;
    }
    if (source->refused.n < needed) {
        if (!coop__buffer_reserve(&source->refused, needed - source->refused.n)) {
            return false;
        }
        source->refused.n = needed; /* reserved bytes are zero */
    }
    source->refused.bytes[ordinal] = 1;
    source->n_refused++;
    return true;
}

/* ---- where rows are ---- */

#define PLACE_EVERY 256 /* rows: reading so many again to find one is quick enough */

static const coop__place *places_of(const coop__source *source, int64_t *n)
{
    *n = (int64_t)(source->places.n / sizeof(coop__place));
    return (const coop__place *)(const void *)source->places.bytes;
}

bool coop__note_rows(coop__source *source, int64_t n, size_t start, int64_t line, int64_t ordinal)
{
    int64_t n_places = 0;
    const coop__place *places = places_of(source, &n_places);
    coop__place place = {source->table->columns[0].n_rows - n, start, line, ordinal};
    const coop__place *last = n_places > 0 ? &places[n_places - 1] : NULL;
    bool is_next = last != NULL && place.row + n - last->row <= PLACE_EVERY &&
                   place.row - last->row == ordinal - last->ordinal;
    return is_next || coop__buffer_append(&source->places, &place, sizeof place);
}

static const coop__place *place_of(const coop__source *source, int64_t row)
{
    int64_t n = 0;
    const coop__place *low = places_of(source, &n);
    while (n > 1) {
        int64_t half = n / 2;
        bool is_behind = low[half].row <= row;
        low += is_behind ? half : 0;
        n = is_behind ? n - half : half;
    }
    return low;
}

int64_t coop__row_ordinal(const coop__source *source, int64_t row)
{
    const coop__place *place = place_of(source, row);
    return place->ordinal + row - place->row;
}

/* Reads the record of a row again: it is r's, which is to be closed in any case. */
static coop_status read_again(coop__reader *r, int64_t row)
{
    const coop__place *place = place_of(r->source, row);
    COOP__TRY(coop__reader_open(r, place->start));
    coop__csv_seek(&r->csv, 0, place->line);
    r->csv.started = true; /* no byte order mark is looked for */
    for (int64_t i = place->row; i <= row; i++) {
        coop__csv_event event = COOP__CSV_END;
        size_t start = 0;
        COOP__TRY(coop__reader_next(r, &event, &start));
        if (event != COOP__CSV_ROW) {
            return coop__fail(r->err, COOP_INTERNAL, "%s: row %lld is not there any more",
                              r->source->schema->path, (long long)row);
        }
    }
    return COOP_OK;
}

coop_status coop__row_line(const coop__source *source, int64_t row, int64_t *line, coop_error *err)
{
    coop__source same = *source;
    coop__reader r = {.source = &same, .err = err};
    coop_status status = read_again(&r, row);
    if (status == COOP_OK) {
        *line = r.csv.fields[0].line;
    }
    coop__reader_close(&r);
    return status;
}

coop_status coop__cell_report(coop__source *source, coop__report *report, int64_t row,
                              int64_t field, coop_status status, const char *rule,
                              coop_error *err)
{
    coop__reader r = {.source = source, .report = report, .err = err};
    coop_status result = read_again(&r, row);
    if (result == COOP_OK) {
        const coop__field *cell = &r.csv.fields[source->place[field] < 0 ? 0 : source->place[field]];
        coop__problem problem = {status, source->schema->path, cell->line, cell->column,
                                 source->schema->fields[field].name, cell->text, cell->n, rule};
        result = coop__report_add(report, &problem, err);
    }
    coop__reader_close(&r);
    return result;
}

coop_status coop__cell_problem(coop__source *source, coop__report *report, int64_t row,
                               int64_t field, coop_status status, const char *rule,
                               coop_error *err)
{
    if (report->n < report->most) {
        COOP__TRY(coop__cell_report(source, report, row, field, status, rule, err));
    } else {
        report->n++; /* not listed: its place need not be found */
    }
    return coop__refuse(source, coop__row_ordinal(source, row)) ? COOP_OK : coop__no_memory(err);
}

void coop__source_open(coop__source *source, const coop_allocator *a,
                       const coop__table_schema *schema)
{
    source->schema = schema;
    source->places.a = a;
    source->refused.a = a;
    source->lost.strings.a = a;
}

void coop__source_reset(coop__source *source)
{
    coop_table_free(source->table);
    source->table = NULL;
    source->n_rounded = 0;
    coop__buffer_free(&source->places);
}

void coop__source_close(coop__source *source)
{
    coop__source_reset(source);
    coop__buffer_free(&source->refused);
    coop__pool_free(&source->lost);
}
