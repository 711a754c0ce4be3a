/* arrow_schema.c -- the schema of Arrow IPC as that of the C data interface.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrow_schema.h"

#include <string.h>

#include "../core/error.h"
#include "../core/number.h"

/* Structs of ours live in an arena: there is nothing to free. */
static void release_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static coop_status broken(coop_error *err)
{
    return coop__fail(err, COOP_FORMAT, "the schema of the arrow data is not well formed");
}

static char *decimal_format(coop__arena *arena, int64_t precision, int64_t scale, int64_t width)
{
    char *format = coop__arena_alloc(arena, 4 + 3 * COOP__NUMBER_SIZE, 1);
    if (format == NULL) {
        return NULL;
    }
    size_t n = 2;
    memcpy(format, "d:", n);
    n += coop__integer_format(precision, format + n);
    format[n++] = ',';
    n += coop__integer_format(scale, format + n);
    if (width != 128) {
        format[n++] = ',';
        (void)coop__integer_format(width, format + n);
    }
    return format;
}

/* Formats of the kinds that have no parameters, or none that matters here. */
static const char *plain_format(int64_t kind)
{
    static const char *const formats[] = {
        [COOP__FLAT_NULL] = "n",      [COOP__FLAT_BINARY] = "z",
        [COOP__FLAT_UTF8] = "u",      [COOP__FLAT_BOOL] = "b",
        [COOP__FLAT_TIME] = "tt",     [COOP__FLAT_TIMESTAMP] = "ts",
        [COOP__FLAT_LIST] = "+l",     [COOP__FLAT_STRUCT] = "+s",
        [COOP__FLAT_MAP] = "+m",      [COOP__FLAT_LARGE_UTF8] = "U",
        [COOP__FLAT_LARGE_LIST] = "+L", [COOP__FLAT_UTF8_VIEW] = "vu",
    };
    bool is_known = kind > 0 && kind < (int64_t)(sizeof formats / sizeof *formats);
    return is_known && formats[kind] != NULL ? formats[kind] : "?";
}

static const char *int_format(int64_t bits, int64_t is_signed)
{
    static const char *const formats[][2] = {{"C", "c"}, {"S", "s"}, {"I", "i"}, {"L", "l"}};
    int size = bits == 8 ? 0 : bits == 16 ? 1 : bits == 32 ? 2 : bits == 64 ? 3 : -1;
    return size < 0 ? "?" : formats[size][is_signed != 0 ? 1 : 0];
}

/* The format of a type; NULL with *is_broken, or for want of memory. */
static const char *format_of(coop__arena *arena, int64_t kind, const coop__flat_view *type,
                             bool *is_broken)
{
    int64_t p[3] = {0, 0, 128};
    bool is_right = true;
    switch (kind) {
    case COOP__FLAT_INT:
        is_right = coop__flat_number(type, 0, 4, 0, &p[0]) &&
                   coop__flat_number(type, 1, 1, 0, &p[1]);
        *is_broken = !is_right;
        return int_format(p[0], p[1]);
    case COOP__FLAT_FLOAT:
        *is_broken = !coop__flat_number(type, 0, 2, 0, &p[0]);
        return p[0] == 0 ? "e" : p[0] == 1 ? "f" : p[0] == 2 ? "g" : "?";
    case COOP__FLAT_DATE:
        *is_broken = !coop__flat_number(type, 0, 2, 1, &p[0]);
        return p[0] == 0 ? "tdD" : p[0] == 1 ? "tdm" : "?";
    case COOP__FLAT_DECIMAL:
        *is_broken = !coop__flat_number(type, 0, 4, 0, &p[0]) ||
                     !coop__flat_number(type, 1, 4, 0, &p[1]) ||
                     !coop__flat_number(type, 2, 4, 128, &p[2]);
        return *is_broken ? NULL : decimal_format(arena, p[0], p[1], p[2]);
    default:
        *is_broken = false;
        return plain_format(kind);
    }
}

static coop_status read_type(coop__arena *arena, const coop__flat_view *field, const char **format,
                             coop_error *err)
{
    int64_t kind = 0;
    coop__flat_view type;
    bool is_broken = false;
    if (!coop__flat_number(field, FIELD_TYPE_KIND, 1, 0, &kind) ||
        !coop__flat_child(field, FIELD_TYPE, &type) || type.size == 0) {
        return broken(err);
    }
    *format = format_of(arena, kind, &type, &is_broken);
    return is_broken         ? broken(err)
           : *format != NULL ? COOP_OK
                             : coop__no_memory(err);
}

/* Pairs in the coding of the C data interface. Two passes: the size first. */
static coop_status read_metadata(coop__arena *arena, const coop__flat_view *field,
                                 const char **out, coop_error *err)
{
    size_t start = 0;
    int64_t n = 0;
    if (!coop__flat_vector(field, FIELD_METADATA, 4, &start, &n) || n > INT32_MAX) {
        return broken(err);
    }
    coop__buffer bytes = {.a = arena->a};
    int32_t count = (int32_t)n;
    bool is_right = true;
    bool is_kept = n == 0 || coop__buffer_append(&bytes, &count, sizeof count);
    for (int64_t i = 0; i < n && is_right && is_kept; i++) {
        coop__flat_view pair;
        is_right = coop__flat_element(field, start, i, &pair);
        for (size_t side = 0; side < PAIR_END && is_right && is_kept; side++) {
            const char *text = NULL;
            size_t size = 0;
            is_right = coop__flat_string(&pair, side, &text, &size) && size <= INT32_MAX;
            int32_t length = (int32_t)size;
            is_kept = !is_right || (coop__buffer_append(&bytes, &length, sizeof length) &&
                                    coop__buffer_append(&bytes, text, size));
        }
    }
    *out = is_right && is_kept && n > 0
               ? coop__arena_text(arena, (const char *)bytes.bytes, bytes.n) : NULL;
    is_kept = is_kept && (n == 0 || !is_right || *out != NULL);
    coop__buffer_free(&bytes);
    return !is_right ? broken(err) : is_kept ? COOP_OK : coop__no_memory(err);
}

static struct ArrowSchema *schema_new(coop__arena *arena, const char *format)
{
    struct ArrowSchema *schema = coop__arena_alloc(arena, 1, sizeof *schema);
    if (schema != NULL) {
        schema->format = format;
        schema->release = release_schema;
    }
    return schema;
}

/* Of codes: what the field tells is the type of the words. */
static coop_status read_encoding(coop__arena *arena, const coop__flat_view *field,
                                 struct ArrowSchema *schema, coop_error *err)
{
    coop__flat_view encoding;
    coop__flat_view index;
    int64_t *id = coop__arena_alloc(arena, 1, sizeof *id);
    int64_t bits = 32;
    int64_t is_signed = 1;
    if (id == NULL) {
        return coop__no_memory(err);
    }
    if (!coop__flat_child(field, FIELD_DICTIONARY, &encoding)) {
        return broken(err);
    }
    if (encoding.size == 0) {
        return COOP_OK;
    }
    if (!coop__flat_number(&encoding, ENCODING_ID, 8, 0, id) ||
        !coop__flat_child(&encoding, ENCODING_INDEX, &index) ||
        (index.size > 0 && (!coop__flat_number(&index, 0, 4, 0, &bits) ||
                            !coop__flat_number(&index, 1, 1, 0, &is_signed)))) {
        return broken(err);
    }
    schema->dictionary = schema_new(arena, schema->format);
    schema->private_data = id;
    schema->format = int_format(bits, is_signed);
    return schema->dictionary != NULL ? COOP_OK : coop__no_memory(err);
}

/* A field without its children. */
static coop_status read_field(coop__arena *arena, const coop__flat_view *field,
                              struct ArrowSchema **out, coop_error *err)
{
    const char *name = NULL;
    size_t n = 0;
    struct ArrowSchema *schema = schema_new(arena, NULL);
    if (schema == NULL) {
        return coop__no_memory(err);
    }
    if (!coop__flat_string(field, FIELD_NAME, &name, &n) || memchr(name, '\0', n) != NULL) {
        return broken(err);
    }
    schema->name = coop__arena_text(arena, name, n);
    if (schema->name == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_type(arena, field, &schema->format, err));
    COOP__TRY(read_encoding(arena, field, schema, err));
    COOP__TRY(read_metadata(arena, field, &schema->metadata, err));
    *out = schema;
    return COOP_OK;
}

/* The children of a schema or a field, without their own. */
static coop_status read_children(coop__arena *arena, const coop__flat_view *parent, size_t field,
                                 struct ArrowSchema *schema, coop_error *err)
{
    size_t start = 0;
    int64_t n = 0;
    if (!coop__flat_vector(parent, field, 4, &start, &n)) {
        return broken(err);
    }
    schema->children = coop__arena_alloc(arena, (size_t)n, sizeof *schema->children);
    if (schema->children == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < n; i++) {
        coop__flat_view child;
        if (!coop__flat_element(parent, start, i, &child)) {
            return broken(err);
        }
        COOP__TRY(read_field(arena, &child, &schema->children[i], err));
    }
    schema->n_children = n;
    return COOP_OK;
}

/* Children of columns: those of dictionaries would be the words', which are texts and have none. */
static coop_status read_grandchildren(coop__arena *arena, const coop__flat_view *schema,
                                      const struct ArrowSchema *out, coop_error *err)
{
    size_t start = 0;
    int64_t n = 0;
    (void)coop__flat_vector(schema, SCHEMA_FIELDS, 4, &start, &n);
    for (int64_t i = 0; i < n; i++) {
        coop__flat_view field;
        if (!coop__flat_element(schema, start, i, &field)) {
            return broken(err);
        }
        if (out->children[i]->dictionary == NULL) {
            COOP__TRY(read_children(arena, &field, FIELD_CHILDREN, out->children[i], err));
        }
    }
    return COOP_OK;
}

coop_status coop__arrow_schema_read(const coop__flat_view *schema, coop__arena *arena,
                                    struct ArrowSchema **out, coop_error *err)
{
    int64_t order = 0;
    struct ArrowSchema *root = schema_new(arena, "+s");
    if (root == NULL) {
        return coop__no_memory(err);
    }
    if (!coop__flat_number(schema, SCHEMA_ORDER, 2, 0, &order)) {
        return broken(err);
    }
    if (order != coop__byte_order()) {
        return coop__fail(err, COOP_UNSUPPORTED, "the arrow data have another byte order than "
                                                 "this machine");
    }
    COOP__TRY(read_children(arena, schema, SCHEMA_FIELDS, root, err));
    COOP__TRY(read_grandchildren(arena, schema, root, err));
    *out = root;
    return COOP_OK;
}

int64_t coop__arrow_dictionary_id(const struct ArrowSchema *codes)
{
    return *(const int64_t *)codes->private_data;
}
