/* arrow_read.c -- tables of Arrow IPC, which may come from anybody.
 *
 * Batches become arrays of the C data interface over the bytes: every position and length is
 * checked here against the bytes there are, what the values say is checked there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "arrow_schema.h"
#include "file.h"

#define ROWS_MOST ((int64_t)1 << 48)

/* The bytes and all that points into them: alive as long as an array. */
typedef struct source {
    coop_allocator a;
    coop__arena arena;
    coop__buffer bytes;
    int64_t n_holders;
} source;

/* A dictionary as the last of its batches had it. */
typedef struct dictionary {
    int64_t id;
    coop__arrow_kind kind;
    struct ArrowArray *words;
} dictionary;

/* What is being read. */
typedef struct reader {
    source *source;
    coop_error *err;
    const unsigned char *bytes;
    size_t n;
    struct ArrowSchema *schema;
    coop__arrow_field *fields;
    dictionary *dictionaries;
    int64_t n_dictionaries;
    coop__buffer chunks; /* struct ArrowArray */
    int64_t nulls_left;  /* rows that take no bytes and may still come */
} reader;

/* A message: its header, and where its body is. */
typedef struct message {
    int64_t type;
    coop__flat_bytes metadata;
    coop__flat_view header;
    const unsigned char *body;
    size_t n;
} message;

/* A batch while its arrays are made, column by column. */
typedef struct batch {
    const coop__flat_view *table;
    const message *from;
    size_t nodes, places, variadic; /* positions of the vectors */
    int64_t n_nodes, n_places, n_variadic;
    int64_t next_node, next_place, next_variadic;
    int64_t end; /* of the last buffer in the body */
} batch;

static coop_status broken(const reader *r, const char *what)
{
    return coop__fail(r->err, COOP_FORMAT, "the arrow data are not well formed: %s", what);
}

static void source_drop(source *s)
{
    if (--s->n_holders > 0) {
        return;
    }
    coop_allocator a = s->a;
    coop__arena_free(&s->arena);
    coop__buffer_free(&s->bytes);
    coop__release(&a, s, 1, sizeof *s);
}

/* ---- arrays ---- */

static void release_part(struct ArrowArray *array)
{
    array->release = NULL;
}

static void release_batch(struct ArrowArray *array)
{
    array->release = NULL;
    source_drop(array->private_data);
}

static struct ArrowArray *array_new(reader *r, int64_t n_buffers, int64_t n_children)
{
    coop__arena *arena = &r->source->arena;
    struct ArrowArray *array = coop__arena_alloc(arena, 1, sizeof *array);
    const void **buffers = coop__arena_alloc(arena, 3, sizeof *buffers);
    struct ArrowArray **children = coop__arena_alloc(arena, (size_t)n_children, sizeof *children);
    if (array == NULL || buffers == NULL || children == NULL) {
        return NULL;
    }
    *array = (struct ArrowArray){.n_buffers = n_buffers,
                                 .n_children = n_children,
                                 .buffers = buffers,
                                 .children = children,
                                 .release = release_part};
    return array;
}

static coop_status batch_open(reader *r, const coop__flat_view *table, const message *from,
                              batch *out)
{
    coop__flat_view compression;
    *out = (batch){.table = table, .from = from};
    if (!coop__flat_vector(table, BATCH_NODES, COOP__PAIR_SIZE, &out->nodes, &out->n_nodes) ||
        !coop__flat_vector(table, BATCH_BUFFERS, COOP__PAIR_SIZE, &out->places, &out->n_places) ||
        !coop__flat_vector(table, BATCH_VARIADIC, 8, &out->variadic, &out->n_variadic) ||
        !coop__flat_child(table, BATCH_COMPRESSION, &compression)) {
        return broken(r, "a batch");
    }
    return compression.size == 0
               ? COOP_OK
               : coop__fail(r->err, COOP_UNSUPPORTED, "the arrow data are compressed");
}

static coop_status next_node(reader *r, batch *b, struct ArrowArray *array)
{
    if (b->next_node == b->n_nodes) {
        return broken(r, "a batch has too few nodes");
    }
    size_t at = b->nodes + COOP__PAIR_SIZE * (size_t)b->next_node++;
    array->length = coop__flat_at(&b->from->metadata, at, 8);
    array->null_count = coop__flat_at(&b->from->metadata, at + 8, 8);
    bool is_right = array->length >= 0 && array->length <= ROWS_MOST && array->null_count >= 0 &&
                    array->null_count <= array->length;
    return is_right ? COOP_OK : broken(r, "a node has no such length");
}

/* The next buffer, of at least `least` bytes. Buffers lie one behind the other: a file of a size
 * can then give no more than that size. */
static coop_status next_buffer(reader *r, batch *b, int64_t least, const void **out, int64_t *size)
{
    if (b->next_place == b->n_places) {
        return broken(r, "a batch has too few buffers");
    }
    size_t at = b->places + COOP__PAIR_SIZE * (size_t)b->next_place++;
    int64_t start = coop__flat_at(&b->from->metadata, at, 8);
    int64_t n = coop__flat_at(&b->from->metadata, at + 8, 8);
    int64_t n_body = (int64_t)b->from->n;
    if (n < 0 || start < 0 || start > n_body || n > n_body - start || (n > 0 && start < b->end)) {
        return broken(r, "a buffer lies outside its batch or over another");
    }
    if (n < least) {
        return broken(r, "a buffer is too short for its rows");
    }
    b->end = n > 0 ? start + n : b->end;
    *out = n > 0 ? b->from->body + start : NULL;
    *size = n;
    return COOP_OK;
}

/* The largest of the offsets. Those behind the rows that are used need not be in order. */
static int64_t largest_offset(const struct ArrowArray *array, bool is_large)
{
    size_t width = is_large ? 8 : 4;
    int64_t largest = 0;
    for (int64_t i = 0; array->length > 0 && i <= array->length; i++) {
        int64_t wide = 0;
        int32_t narrow = 0;
        memcpy(is_large ? (void *)&wide : &narrow,
               (const char *)array->buffers[1] + (size_t)i * width, width);
        int64_t offset = is_large ? wide : narrow;
        largest = offset > largest ? offset : largest;
    }
    return largest;
}

/* Offsets and, for texts, the bytes that they reach. */
static coop_status next_offsets(reader *r, batch *b, coop__arrow_kind kind,
                                struct ArrowArray *array)
{
    bool is_large = kind == COOP__ARROW_LARGE_UTF8 || kind == COOP__ARROW_LARGE_LIST;
    int64_t width = is_large ? 8 : 4;
    int64_t size = 0;
    COOP__TRY(next_buffer(r, b, array->length > 0 ? (array->length + 1) * width : 0,
                          &array->buffers[1], &size));
    if (kind == COOP__ARROW_LIST || kind == COOP__ARROW_LARGE_LIST) {
        return COOP_OK;
    }
    return next_buffer(r, b, largest_offset(array, is_large), &array->buffers[2], &size);
}

/* Views, and as many buffers with long texts as the batch tells; their sizes, which files leave
 * out, come last. */
static coop_status next_views(reader *r, batch *b, struct ArrowArray *array)
{
    int64_t size = 0;
    int64_t n_data = -1;
    COOP__TRY(next_buffer(r, b, array->length * (int64_t)sizeof(coop__text_view),
                          &array->buffers[1], &size));
    if (b->next_variadic < b->n_variadic) {
        n_data = coop__flat_at(&b->from->metadata, b->variadic + 8 * (size_t)b->next_variadic++, 8);
    }
    if (n_data < 0 || n_data > b->n_places - b->next_place) {
        return broken(r, "a batch has no such number of buffers with texts");
    }
    coop__arena *arena = &r->source->arena;
    const void **buffers = coop__arena_alloc(arena, (size_t)n_data + 3, sizeof *buffers);
    int64_t *sizes = coop__arena_alloc(arena, (size_t)n_data, sizeof *sizes);
    if (buffers == NULL || sizes == NULL) {
        return coop__no_memory(r->err);
    }
    buffers[0] = array->buffers[0];
    buffers[1] = array->buffers[1];
    for (int64_t i = 0; i < n_data; i++) {
        COOP__TRY(next_buffer(r, b, 0, &buffers[2 + i], &sizes[i]));
    }
    buffers[2 + n_data] = sizes;
    array->buffers = buffers;
    array->n_buffers = n_data + 3;
    return COOP_OK;
}

/* The next array of a kind, without its children. */
static coop_status next_array(reader *r, batch *b, coop__arrow_kind kind, int64_t n_children,
                              struct ArrowArray **out)
{
    struct ArrowArray *array = array_new(r, coop__arrow_n_buffers(kind), n_children);
    int64_t size = 0;
    if (array == NULL) {
        return coop__no_memory(r->err);
    }
    *out = array;
    COOP__TRY(next_node(r, b, array));
    if (kind == COOP__ARROW_NULL) {
        r->nulls_left -= array->length;
        return r->nulls_left >= 0 ? COOP_OK
                                  : coop__fail(r->err, COOP_LIMIT,
                                               "the arrow data have more than 2^24 rows of null");
    }
    int64_t n_bits = (array->length + 7) / 8;
    COOP__TRY(next_buffer(r, b, array->null_count > 0 ? n_bits : 0, &array->buffers[0], &size));
    if (array->null_count == 0) {
        array->buffers[0] = NULL;
    }
    if (kind == COOP__ARROW_STRUCT) {
        return COOP_OK;
    }
    if (kind == COOP__ARROW_UTF8_VIEW) {
        return next_views(r, b, array);
    }
    int64_t width = (int64_t)coop__arrow_width(kind);
    if (width > 0 || kind == COOP__ARROW_BOOL) {
        return next_buffer(r, b, width > 0 ? width * array->length : n_bits, &array->buffers[1],
                           &size);
    }
    return next_offsets(r, b, kind, array);
}

/* ---- dictionaries ---- */

/* The dictionary of a schema of codes. None was sent: without values, none is needed. */
static coop_status set_dictionary(reader *r, const struct ArrowSchema *codes,
                                  coop__arrow_kind words, struct ArrowArray *array)
{
    int64_t id = coop__arrow_dictionary_id(codes);
    for (int64_t i = 0; i < r->n_dictionaries; i++) {
        const dictionary *d = &r->dictionaries[i];
        if (d->id == id && d->words != NULL && d->kind == words) {
            array->dictionary = d->words;
            return COOP_OK;
        }
    }
    array->dictionary = array_new(r, coop__arrow_n_buffers(words), 0);
    return array->dictionary != NULL ? COOP_OK : coop__no_memory(r->err);
}

/* Notes what a dictionary is of; fields may share one. */
static void note_dictionary(reader *r, const struct ArrowSchema *codes, coop__arrow_kind words)
{
    int64_t id = coop__arrow_dictionary_id(codes);
    for (int64_t i = 0; i < r->n_dictionaries; i++) {
        if (r->dictionaries[i].id == id) {
            return;
        }
    }
    r->dictionaries[r->n_dictionaries++] = (dictionary){id, words, NULL};
}

static coop_status read_dictionary(reader *r, const message *m)
{
    int64_t id = 0;
    int64_t is_delta = 0;
    coop__flat_view data;
    batch b;
    if (!coop__flat_number(&m->header, DICTIONARY_ID, 8, 0, &id) ||
        !coop__flat_number(&m->header, DICTIONARY_DELTA, 1, 0, &is_delta) ||
        !coop__flat_child(&m->header, DICTIONARY_DATA, &data) || data.size == 0) {
        return broken(r, "a dictionary");
    }
    if (is_delta != 0) {
        return coop__fail(r->err, COOP_UNSUPPORTED, "the arrow data have a dictionary that grows");
    }
    COOP__TRY(batch_open(r, &data, m, &b));
    for (int64_t i = 0; i < r->n_dictionaries; i++) {
        if (r->dictionaries[i].id == id) {
            return next_array(r, &b, r->dictionaries[i].kind, 0, &r->dictionaries[i].words);
        }
    }
    return broken(r, "a dictionary belongs to no column");
}

/* ---- batches ---- */

static coop_status next_column(reader *r, batch *b, const coop__arrow_field *field,
                               struct ArrowArray **out)
{
    const struct ArrowSchema *schema = field->schema;
    bool is_set = field->type == COOP_TYPE_SET;
    int64_t n_children = field->type == COOP_TYPE_SPAN ? 2 : is_set ? 1 : 0;
    COOP__TRY(next_array(r, b, field->kind, n_children, out));
    for (int64_t i = 0; i < n_children; i++) {
        COOP__TRY(next_array(r, b, is_set ? field->item : COOP__ARROW_DATE32, 0,
                             &(*out)->children[i]));
    }
    if (field->words == 0) {
        return COOP_OK;
    }
    return is_set ? set_dictionary(r, schema->children[0], field->words, (*out)->children[0])
                  : set_dictionary(r, schema, field->words, *out);
}

static coop_status read_batch(reader *r, const message *m)
{
    batch b;
    int64_t length = 0;
    int64_t n = r->schema->n_children;
    COOP__TRY(batch_open(r, &m->header, m, &b));
    struct ArrowArray *array = array_new(r, 1, n);
    if (array == NULL) {
        return coop__no_memory(r->err);
    }
    if (!coop__flat_number(&m->header, BATCH_LENGTH, 8, 0, &length) || length < 0 ||
        length > ROWS_MOST) {
        return broken(r, "a batch has no such length");
    }
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(next_column(r, &b, &r->fields[i], &array->children[i]));
        if (array->children[i]->length != length) {
            return broken(r, "a column has another length than its batch");
        }
    }
    array->length = length;
    array->release = release_batch;
    array->private_data = r->source;
    if (!coop__buffer_append(&r->chunks, array, sizeof *array)) {
        return coop__no_memory(r->err);
    }
    r->source->n_holders++;
    return COOP_OK;
}

static coop_status read_schema(reader *r, const coop__flat_view *schema)
{
    coop__arena *arena = &r->source->arena;
    COOP__TRY(coop__arrow_schema_read(schema, arena, &r->schema, r->err));
    size_t n = (size_t)r->schema->n_children;
    r->fields = coop__arena_alloc(arena, n, sizeof *r->fields);
    r->dictionaries = coop__arena_alloc(arena, n, sizeof *r->dictionaries);
    if (r->fields == NULL || r->dictionaries == NULL) {
        return coop__no_memory(r->err);
    }
    for (size_t i = 0; i < n; i++) {
        coop__arrow_field *field = &r->fields[i];
        COOP__TRY(coop__arrow_field_read(r->schema->children[i], arena, field, r->err));
        if (field->words != 0) {
            note_dictionary(r, field->type == COOP_TYPE_SET ? field->schema->children[0]
                                                            : field->schema, field->words);
        }
    }
    return COOP_OK;
}

/* ---- messages ---- */

/* The message at a position, which moves behind it; type 0: the end. */
static coop_status read_message(reader *r, size_t *at, message *out)
{
    const coop__flat_bytes all = {r->bytes, r->n};
    memset(out, 0, sizeof *out);
    size_t left = r->n - *at;
    if (left == 0) {
        return COOP_OK;
    }
    /* Before version 0.15 there was no mark before the size. */
    bool has_mark = left >= 4 && coop__flat_at(&all, *at, 4) == -1;
    size_t n_prefix = has_mark ? 8 : 4;
    int64_t size = left >= n_prefix ? coop__flat_at(&all, *at + n_prefix - 4, 4) : -1;
    if (size == 0) {
        return COOP_OK;
    }
    if (size < 0 || (size_t)size > left - n_prefix) {
        return broken(r, "a message ends too early");
    }
    out->metadata = (coop__flat_bytes){r->bytes + *at + n_prefix, (size_t)size};
    *at += n_prefix + (size_t)size;
    coop__flat_view root;
    int64_t version = 0;
    int64_t n_body = 0;
    if (!coop__flat_root(&out->metadata, &root) ||
        !coop__flat_number(&root, MESSAGE_VERSION, 2, 0, &version) ||
        !coop__flat_number(&root, MESSAGE_TYPE, 1, 0, &out->type) ||
        !coop__flat_child(&root, MESSAGE_HEADER, &out->header) || out->header.size == 0 ||
        !coop__flat_number(&root, MESSAGE_BODY, 8, 0, &n_body) || out->type == 0) {
        return broken(r, "a message");
    }
    if (version < COOP__ARROW_V4 || version > COOP__ARROW_V5) {
        return coop__fail(r->err, COOP_UNSUPPORTED, "the arrow data have metadata version %d, "
                                                    "need 4 or 5",
                          (int)version + 1);
    }
    if (n_body < 0 || (uint64_t)n_body > r->n - *at) {
        return broken(r, "a body ends too early");
    }
    out->body = r->bytes + *at;
    out->n = (size_t)n_body;
    *at += (size_t)n_body;
    return COOP_OK;
}

static coop_status take_message(reader *r, const message *m)
{
    switch (m->type) {
    case COOP__HEADER_DICTIONARY:
        return read_dictionary(r, m);
    case COOP__HEADER_BATCH:
        return read_batch(r, m);
    default:
        return broken(r, "a message of another kind between batches");
    }
}

static coop_status read_stream(reader *r)
{
    size_t at = 0;
    message m;
    COOP__TRY(read_message(r, &at, &m));
    if (m.type != COOP__HEADER_SCHEMA) {
        return broken(r, "no schema comes first");
    }
    COOP__TRY(read_schema(r, &m.header));
    do {
        COOP__TRY(read_message(r, &at, &m));
        COOP__TRY(m.type != 0 ? take_message(r, &m) : COOP_OK);
    } while (m.type != 0);
    return COOP_OK;
}

/* ---- files ---- */

/* The messages that a vector of blocks tells of. Together they are no longer than the file. */
static coop_status read_blocks(reader *r, const coop__flat_view *footer, size_t field,
                               int64_t type, int64_t *left)
{
    size_t start = 0;
    int64_t n = 0;
    if (!coop__flat_vector(footer, field, COOP__BLOCK_SIZE, &start, &n)) {
        return broken(r, "the footer");
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t at = coop__flat_at(footer->from, start + COOP__BLOCK_SIZE * (size_t)i, 8);
        if (at < 0 || (uint64_t)at >= r->n) {
            return broken(r, "a block lies outside the file");
        }
        message m;
        size_t end = (size_t)at;
        COOP__TRY(read_message(r, &end, &m));
        *left -= (int64_t)end - at;
        if (m.type != type || *left < 0) {
            return broken(r, "a block is of another kind, or lies over another");
        }
        COOP__TRY(take_message(r, &m));
    }
    return COOP_OK;
}

static coop_status read_footer(reader *r)
{
    const coop__flat_bytes all = {r->bytes, r->n};
    size_t n_end = 4 + COOP__MAGIC_SIZE;
    if (r->n < n_end + COOP__MAGIC_SIZE ||
        memcmp(r->bytes + r->n - COOP__MAGIC_SIZE, COOP__ARROW_MAGIC, COOP__MAGIC_SIZE) != 0) {
        return broken(r, "the file ends too early");
    }
    int64_t size = coop__flat_at(&all, r->n - n_end, 4);
    if (size < 0 || (size_t)size > r->n - n_end) {
        return broken(r, "the footer ends too early");
    }
    const coop__flat_bytes bytes = {r->bytes + (r->n - n_end - (size_t)size), (size_t)size};
    coop__flat_view footer;
    coop__flat_view schema;
    if (!coop__flat_root(&bytes, &footer) || !coop__flat_child(&footer, FOOTER_SCHEMA, &schema) ||
        schema.size == 0) {
        return broken(r, "the footer");
    }
    int64_t left = (int64_t)r->n;
    COOP__TRY(read_schema(r, &schema));
    COOP__TRY(read_blocks(r, &footer, FOOTER_DICTIONARIES, COOP__HEADER_DICTIONARY, &left));
    return read_blocks(r, &footer, FOOTER_BATCHES, COOP__HEADER_BATCH, &left);
}

/* ---- tables ---- */

static source *source_new(const coop_allocator *a)
{
    source *s = coop__alloc(a, 1, sizeof *s);
    if (s != NULL) {
        s->a = *a;
        s->arena.a = &s->a;
        s->bytes.a = &s->a;
        s->n_holders = 1;
    }
    return s;
}

static coop_status read_table(source *s, coop_table **out, coop_error *err)
{
    reader r = {.source = s, .err = err, .bytes = s->bytes.bytes, .n = s->bytes.n,
                .chunks = {.a = &s->a}, .nulls_left = COOP__ARROW_NULLS_MOST};
    coop_allocator a = s->a;
    bool is_file = r.n >= COOP__MAGIC_SIZE &&
                   memcmp(r.bytes, COOP__ARROW_MAGIC, COOP__MAGIC_SIZE) == 0;
    coop_status status = is_file ? read_footer(&r) : read_stream(&r);
    struct ArrowArray *chunks = (struct ArrowArray *)(void *)r.chunks.bytes;
    int64_t n = (int64_t)(r.chunks.n / sizeof *chunks);
    if (status == COOP_OK) {
        status = coop__arrow_import(r.schema, chunks, n, &a, out, err);
    } else {
        for (int64_t i = 0; i < n; i++) {
            chunks[i].release(&chunks[i]);
        }
    }
    coop__buffer_free(&r.chunks);
    return status;
}

coop_status coop_arrow_read(const void *bytes, size_t n, const coop_allocator *allocator,
                            coop_table **out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    run.allocator = allocator;
    if (out == NULL || (bytes == NULL && n > 0)) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", out == NULL ? "out" : "bytes");
    }
    source *s = source_new(coop__allocator_of(&run));
    if (s == NULL) {
        return coop__no_memory(err);
    }
    coop_status status = coop__buffer_append(&s->bytes, bytes, n) ? read_table(s, out, err)
                                                                  : coop__no_memory(err);
    source_drop(s);
    return status;
}

coop_status coop_arrow_read_file(const char *path, const coop_allocator *allocator,
                                 coop_table **out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    run.allocator = allocator;
    if (out == NULL || path == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", out == NULL ? "out" : "path");
    }
    source *s = source_new(coop__allocator_of(&run));
    if (s == NULL) {
        return coop__no_memory(err);
    }
    coop_status status = coop__file_read(path, COOP__FILE_MOST, &s->bytes, err);
    status = status == COOP_OK ? read_table(s, out, err) : status;
    source_drop(s);
    return status;
}
