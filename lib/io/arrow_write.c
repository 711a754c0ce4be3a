/* arrow_write.c -- tables as Arrow IPC: the arrays of the C data interface, one message each.
 *
 * A stream is a schema, a dictionary for each column of words, a batch, and an end; a file has the
 * stream between two marks, and a footer that tells where its parts are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "arrow_ipc.h"

/* Where a message of a file is, as the footer has it. */
typedef struct block {
    int64_t at;
    int64_t size; /* of the metadata; 32 bits and 4 of padding */
    int64_t body;
} block;

/* What is being written. */
typedef struct writer {
    const coop_allocator *a;
    const coop_sink *sink;
    coop_error *err;
    int64_t at;          /* bytes so far */
    coop__buffer blocks; /* of dictionaries, then of the batch */
    int64_t n_dictionaries;
    coop__flat flat;     /* the message at hand */
    coop__buffer nodes;  /* pairs of length and missing values */
    coop__buffer places; /* pairs of start and length of buffers in the body */
    coop__buffer parts;  /* the buffers: pairs of pointer and length */
    int64_t body;
} writer;

typedef struct part {
    const void *bytes;
    size_t n;
} part;

int64_t coop__byte_order(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1 ? 0 : 1;
}

/* ---- bytes out ---- */

static coop_status put(writer *w, const void *bytes, size_t n)
{
    coop_status status = n > 0 ? w->sink->write(w->sink->ctx, bytes, n) : COOP_OK;
    w->at += (int64_t)n;
    return status == COOP_OK ? COOP_OK
                             : coop__fail(w->err, status, "the sink did not take the output: %s",
                                          coop_status_text(status));
}

static coop_status put_padding(writer *w, size_t n)
{
    static const unsigned char zeros[8] = {0};
    return put(w, zeros, (8 - n % 8) % 8);
}

static coop_status put_size(writer *w, int64_t size)
{
    unsigned char bytes[8] = {0xff, 0xff, 0xff, 0xff};
    for (int i = 0; i < 4; i++) {
        bytes[4 + i] = (unsigned char)((uint64_t)size >> (8 * i));
    }
    return put(w, bytes, sizeof bytes);
}

/* The message at hand, its body, and its place. */
static coop_status put_message(writer *w)
{
    coop__flat_align(&w->flat, 8);
    if (w->flat.is_full) {
        return coop__no_memory(w->err);
    }
    block b = {w->at, (int64_t)w->flat.bytes.n + 8, w->body};
    if (!coop__buffer_append(&w->blocks, &b, sizeof b)) {
        return coop__no_memory(w->err);
    }
    COOP__TRY(put_size(w, (int64_t)w->flat.bytes.n));
    COOP__TRY(put(w, w->flat.bytes.bytes, w->flat.bytes.n));
    const part *parts = (const part *)(const void *)w->parts.bytes;
    for (size_t i = 0; i < w->parts.n / sizeof *parts; i++) {
        COOP__TRY(put(w, parts[i].bytes, parts[i].n));
        COOP__TRY(put_padding(w, parts[i].n));
    }
    return COOP_OK;
}

/* ---- metadata ---- */

/* Begins a message; the reference to its header is at the place that is returned. */
static size_t begin_message(writer *w, int64_t type, int64_t body)
{
    coop__flat_slot slots[MESSAGE_END] = {[MESSAGE_VERSION] = {2, COOP__ARROW_V5, 0},
                                          [MESSAGE_TYPE] = {1, type, 0},
                                          [MESSAGE_HEADER] = {4, 0, 0},
                                          [MESSAGE_BODY] = {8, body, 0}};
    static const unsigned char root[4] = {0};
    w->flat.bytes.n = 0;
    w->flat.is_full = w->flat.is_full || !coop__buffer_append(&w->flat.bytes, root, sizeof root);
    coop__flat_refer(&w->flat, 0, coop__flat_table(&w->flat, slots, MESSAGE_END));
    return slots[MESSAGE_HEADER].at;
}

static int64_t kind_of_type(const char *format)
{
    switch (format[0]) {
    case 'g':
        return COOP__FLAT_FLOAT;
    case 'b':
        return COOP__FLAT_BOOL;
    case 't':
        return COOP__FLAT_DATE;
    case 'd':
        return COOP__FLAT_DECIMAL;
    case 'u':
        return COOP__FLAT_UTF8;
    case 'U':
        return COOP__FLAT_LARGE_UTF8;
    case '+':
        return format[1] == 's' ? COOP__FLAT_STRUCT : COOP__FLAT_LARGE_LIST;
    default:
        return COOP__FLAT_INT;
    }
}

/* The table of a type: its parameters by kind. */
static size_t put_type(coop__flat *flat, const char *format)
{
    static const char letters[] = "cCsSiIlL";
    coop__flat_slot slots[3] = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
    const char *letter = strchr(letters, format[0]);
    switch (kind_of_type(format)) {
    case COOP__FLAT_INT:
        slots[0] = (coop__flat_slot){4, (int64_t)8 << ((letter - letters) / 2), 0};
        slots[1] = (coop__flat_slot){1, (letter - letters) % 2 == 0, 0};
        break;
    case COOP__FLAT_FLOAT:
        slots[0] = (coop__flat_slot){2, 2, 0};
        break;
    case COOP__FLAT_DATE:
        slots[0] = (coop__flat_slot){2, 0, 0};
        break;
    case COOP__FLAT_DECIMAL: /* "d:19,scale" */
        slots[0] = (coop__flat_slot){4, 19, 0};
        slots[1] = (coop__flat_slot){4, format[5] - '0', 0};
        slots[2] = (coop__flat_slot){4, 128, 0};
        break;
    default:
        break;
    }
    return coop__flat_table(flat, slots, 3);
}

static int32_t read_length(const char **at)
{
    int32_t n;
    memcpy(&n, *at, sizeof n);
    *at += sizeof n;
    return n;
}

static size_t put_metadata(coop__flat *flat, const char *metadata)
{
    const char *at = metadata;
    int32_t n = read_length(&at);
    size_t vector = coop__flat_references(flat, (size_t)n);
    for (int32_t i = 0; i < n; i++) {
        coop__flat_slot slots[PAIR_END] = {{4, 0, 0}, {4, 0, 0}};
        coop__flat_refer(flat, vector + 4 + 4 * (size_t)i, coop__flat_table(flat, slots, PAIR_END));
        for (int side = 0; side < PAIR_END; side++) {
            int32_t size = read_length(&at);
            coop__flat_refer(flat, slots[side].at, coop__flat_text(flat, at, (size_t)size));
            at += size;
        }
    }
    return vector;
}

static size_t put_encoding(coop__flat *flat, const char *index, int64_t id)
{
    coop__flat_slot slots[ENCODING_END] = {{8, id, 0}, {4, 0, 0}};
    size_t at = coop__flat_table(flat, slots, ENCODING_END);
    coop__flat_refer(flat, slots[ENCODING_INDEX].at, put_type(flat, index));
    return at;
}

static size_t put_field(coop__flat *flat, const struct ArrowSchema *schema, int64_t *next_id);

/* A vector of fields: the deepest of ours are the ends of a span, two levels down. */
static size_t put_fields(coop__flat *flat, const struct ArrowSchema *parent, int64_t *next_id)
{
    size_t vector = coop__flat_references(flat, (size_t)parent->n_children);
    for (int64_t i = 0; i < parent->n_children; i++) {
        coop__flat_refer(flat, vector + 4 + 4 * (size_t)i,
                         put_field(flat, parent->children[i], next_id));
    }
    return vector;
}

static size_t put_field(coop__flat *flat, const struct ArrowSchema *schema, int64_t *next_id)
{
    bool has_words = schema->dictionary != NULL;
    const char *format = has_words ? schema->dictionary->format : schema->format;
    coop__flat_slot slots[FIELD_END] = {
        [FIELD_NAME] = {4, 0, 0},
        [FIELD_NULLABLE] = {1, 1, 0},
        [FIELD_TYPE_KIND] = {1, kind_of_type(format), 0},
        [FIELD_TYPE] = {4, 0, 0},
        [FIELD_DICTIONARY] = {has_words ? 4 : 0, 0, 0},
        [FIELD_CHILDREN] = {4, 0, 0},
        [FIELD_METADATA] = {schema->metadata != NULL ? 4 : 0, 0, 0},
    };
    size_t at = coop__flat_table(flat, slots, FIELD_END);
    coop__flat_refer(flat, slots[FIELD_NAME].at,
                     coop__flat_text(flat, schema->name, strlen(schema->name)));
    coop__flat_refer(flat, slots[FIELD_TYPE].at, put_type(flat, format));
    if (has_words) {
        coop__flat_refer(flat, slots[FIELD_DICTIONARY].at,
                         put_encoding(flat, schema->format, (*next_id)++));
    }
    coop__flat_refer(flat, slots[FIELD_CHILDREN].at, put_fields(flat, schema, next_id));
    if (schema->metadata != NULL) {
        coop__flat_refer(flat, slots[FIELD_METADATA].at, put_metadata(flat, schema->metadata));
    }
    return at;
}

static size_t put_schema(coop__flat *flat, const struct ArrowSchema *schema)
{
    int64_t next_id = 0;
    coop__flat_slot slots[SCHEMA_END] = {{2, coop__byte_order(), 0}, {4, 0, 0}};
    size_t at = coop__flat_table(flat, slots, SCHEMA_END);
    coop__flat_refer(flat, slots[SCHEMA_FIELDS].at, put_fields(flat, schema, &next_id));
    return at;
}

/* ---- batches ---- */

/* Pairs of 64-bit numbers are structs of FlatBuffers: low byte first on any machine. */
static bool append_pair(coop__buffer *to, int64_t first, int64_t second)
{
    unsigned char bytes[COOP__PAIR_SIZE];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)((uint64_t)first >> (8 * i));
        bytes[8 + i] = (unsigned char)((uint64_t)second >> (8 * i));
    }
    return coop__buffer_append(to, bytes, sizeof bytes);
}

static bool add_buffer(writer *w, const void *bytes, int64_t n)
{
    part p = {bytes, (size_t)n};
    bool is_added =
        append_pair(&w->places, w->body, n) && coop__buffer_append(&w->parts, &p, sizeof p);
    w->body += (n + 7) / 8 * 8;
    return is_added;
}

/* Bytes of the values of a format with one value a row, 0 for others. */
static int64_t size_of_values(const char *format, int64_t n)
{
    static const char letters[] = "cCsSiIlL";
    const char *letter = strchr(letters, format[0]);
    return letter != NULL      ? n << ((letter - letters) / 2)
           : format[0] == 'b' ? (n + 7) / 8
           : format[0] == 't' ? n * 4
           : format[0] == 'g' ? n * 8
           : format[0] == 'd' ? n * 16
                              : 0;
}

static bool add_array(writer *w, const struct ArrowSchema *schema, const struct ArrowArray *array)
{
    const char *format = schema->format;
    int64_t n = array->length;
    bool is_done = append_pair(&w->nodes, n, array->null_count) &&
                   add_buffer(w, array->buffers[0], array->null_count > 0 ? (n + 7) / 8 : 0);
    if (strcmp(format, "u") == 0) {
        const int32_t *offsets = array->buffers[1];
        return is_done && add_buffer(w, offsets, (n + 1) * 4) &&
               add_buffer(w, array->buffers[2], offsets[n]);
    }
    if (strcmp(format, "U") == 0) {
        const int64_t *offsets = array->buffers[1];
        return is_done && add_buffer(w, offsets, (n + 1) * 8) &&
               add_buffer(w, array->buffers[2], offsets[n]);
    }
    if (strcmp(format, "+L") == 0) {
        is_done = is_done && add_buffer(w, array->buffers[1], (n + 1) * 8);
    } else if (format[0] != '+') {
        return is_done && add_buffer(w, array->buffers[1], size_of_values(format, n));
    }
    for (int64_t i = 0; i < array->n_children && is_done; i++) {
        is_done = add_array(w, schema->children[i], array->children[i]);
    }
    return is_done;
}

static void begin_body(writer *w)
{
    w->nodes.n = 0;
    w->places.n = 0;
    w->parts.n = 0;
    w->body = 0;
}

static size_t put_batch(writer *w, int64_t length)
{
    coop__flat_slot slots[BATCH_COMPRESSION] = {{8, length, 0}, {4, 0, 0}, {4, 0, 0}};
    size_t at = coop__flat_table(&w->flat, slots, BATCH_COMPRESSION);
    coop__flat_refer(&w->flat, slots[BATCH_NODES].at,
                     coop__flat_structs(&w->flat, w->nodes.bytes,
                                        w->nodes.n / COOP__PAIR_SIZE, COOP__PAIR_SIZE));
    coop__flat_refer(&w->flat, slots[BATCH_BUFFERS].at,
                     coop__flat_structs(&w->flat, w->places.bytes,
                                        w->places.n / COOP__PAIR_SIZE, COOP__PAIR_SIZE));
    return at;
}

static coop_status write_schema(writer *w, const struct ArrowSchema *schema)
{
    begin_body(w);
    size_t header = begin_message(w, COOP__HEADER_SCHEMA, 0);
    coop__flat_refer(&w->flat, header, put_schema(&w->flat, schema));
    size_t n_blocks = w->blocks.n;
    COOP__TRY(put_message(w));
    w->blocks.n = n_blocks;
    return COOP_OK;
}

static coop_status write_dictionary(writer *w, const struct ArrowSchema *codes,
                                    const struct ArrowArray *array)
{
    begin_body(w);
    if (!add_array(w, codes->dictionary, array->dictionary)) {
        return coop__no_memory(w->err);
    }
    size_t header = begin_message(w, COOP__HEADER_DICTIONARY, w->body);
    coop__flat_slot slots[DICTIONARY_END] = {{8, w->n_dictionaries, 0}, {4, 0, 0}, {1, 0, 0}};
    size_t at = coop__flat_table(&w->flat, slots, DICTIONARY_END);
    coop__flat_refer(&w->flat, header, at);
    coop__flat_refer(&w->flat, slots[DICTIONARY_DATA].at, put_batch(w, array->dictionary->length));
    w->n_dictionaries++;
    return put_message(w);
}

static coop_status write_dictionaries(writer *w, const struct ArrowSchema *schema,
                                      const struct ArrowArray *array)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *field = schema->children[i];
        const struct ArrowArray *values = array->children[i];
        if (field->format[0] == '+' && field->format[1] == 'L') {
            field = field->children[0];
            values = values->children[0];
        }
        if (field->dictionary != NULL) {
            COOP__TRY(write_dictionary(w, field, values));
        }
    }
    return COOP_OK;
}

static coop_status write_batch(writer *w, const struct ArrowSchema *schema,
                               const struct ArrowArray *array)
{
    begin_body(w);
    for (int64_t i = 0; i < array->n_children; i++) {
        if (!add_array(w, schema->children[i], array->children[i])) {
            return coop__no_memory(w->err);
        }
    }
    size_t header = begin_message(w, COOP__HEADER_BATCH, w->body);
    coop__flat_refer(&w->flat, header, put_batch(w, array->length));
    return put_message(w);
}

/* ---- files ---- */

/* The blocks from .. from + n, as the footer has them. */
static size_t put_blocks(writer *w, int64_t from, int64_t n)
{
    const block *blocks = (const block *)(const void *)w->blocks.bytes;
    w->nodes.n = 0;
    for (int64_t i = from; i < from + n && !w->flat.is_full; i++) {
        w->flat.is_full = !append_pair(&w->nodes, blocks[i].at, blocks[i].size) ||
                          !append_pair(&w->nodes, blocks[i].body, 0);
        w->nodes.n -= w->flat.is_full ? 0 : 8;
    }
    return coop__flat_structs(&w->flat, w->nodes.bytes, (size_t)n, COOP__BLOCK_SIZE);
}

static coop_status write_footer(writer *w, const struct ArrowSchema *schema)
{
    static const unsigned char root[4] = {0};
    coop__flat *flat = &w->flat;
    coop__flat_slot slots[FOOTER_END] = {{2, COOP__ARROW_V5, 0}, {4, 0, 0}, {4, 0, 0}, {4, 0, 0}};
    flat->bytes.n = 0;
    flat->is_full = !coop__buffer_append(&flat->bytes, root, sizeof root);
    coop__flat_refer(flat, 0, coop__flat_table(flat, slots, FOOTER_END));
    coop__flat_refer(flat, slots[FOOTER_SCHEMA].at, put_schema(flat, schema));
    coop__flat_refer(flat, slots[FOOTER_DICTIONARIES].at, put_blocks(w, 0, w->n_dictionaries));
    coop__flat_refer(flat, slots[FOOTER_BATCHES].at, put_blocks(w, w->n_dictionaries, 1));
    if (flat->is_full) {
        return coop__no_memory(w->err);
    }
    unsigned char end[4 + COOP__MAGIC_SIZE];
    for (int i = 0; i < 4; i++) {
        end[i] = (unsigned char)(flat->bytes.n >> (8 * i));
    }
    memcpy(end + 4, COOP__ARROW_MAGIC, COOP__MAGIC_SIZE);
    COOP__TRY(put(w, flat->bytes.bytes, flat->bytes.n));
    return put(w, end, sizeof end);
}

static coop_status write_all(writer *w, coop_arrow_format format, const struct ArrowSchema *schema,
                             const struct ArrowArray *array)
{
    if (format == COOP_ARROW_FILE) {
        COOP__TRY(put(w, COOP__ARROW_MAGIC "\0", COOP__MAGIC_SIZE + 2));
    }
    COOP__TRY(write_schema(w, schema));
    COOP__TRY(write_dictionaries(w, schema, array));
    COOP__TRY(write_batch(w, schema, array));
    COOP__TRY(put_size(w, 0));
    return format == COOP_ARROW_FILE ? write_footer(w, schema) : COOP_OK;
}

static coop_status write_table(const coop_table *table, coop_arrow_format format,
                               const coop_sink *sink, const struct ArrowSchema *schema,
                               const struct ArrowArray *array, coop_error *err)
{
    const coop_allocator *a = &table->allocator;
    writer w = {.a = a,
                .sink = sink,
                .err = err,
                .blocks = {.a = a},
                .flat = {.bytes = {.a = a}},
                .nodes = {.a = a},
                .places = {.a = a},
                .parts = {.a = a}};
    coop_status status = write_all(&w, format, schema, array);
    coop__buffer_free(&w.blocks);
    coop__buffer_free(&w.flat.bytes);
    coop__buffer_free(&w.nodes);
    coop__buffer_free(&w.places);
    coop__buffer_free(&w.parts);
    return status;
}

coop_status coop_arrow_write(const coop_table *table, coop_arrow_format format,
                             const coop_arrow_options *options, const coop_sink *sink,
                             coop_error *err)
{
    if (table == NULL || sink == NULL || sink->write == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", table == NULL ? "table" : "sink");
    }
    if (format != COOP_ARROW_STREAM && format != COOP_ARROW_FILE) {
        return coop__fail(err, COOP_RANGE, "format is %d, need 1 or 2", (int)format);
    }
    struct ArrowSchema schema;
    struct ArrowArray array;
    COOP__TRY(coop_arrow_export(table, options, &schema, &array, err));
    coop_status status = write_table(table, format, sink, &schema, &array, err);
    schema.release(&schema);
    array.release(&array);
    return status;
}
