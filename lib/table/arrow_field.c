/* arrow_field.c -- what column a field of an Arrow schema makes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "arrow.h"

/* What is to be known of a kind: its format, bytes a value, buffers, type of a column of it. */
typedef struct kind_row {
    const char *format;
    uint8_t width, n_buffers;
    uint8_t type;
} kind_row;

static const kind_row kinds[] = {
    [COOP__ARROW_NULL] = {"n", 0, 0, COOP_TYPE_TEXT},
    [COOP__ARROW_BOOL] = {"b", 0, 2, COOP_TYPE_BOOL},
    [COOP__ARROW_INT8] = {"c", 1, 2, COOP_TYPE_INT8},
    [COOP__ARROW_INT16] = {"s", 2, 2, COOP_TYPE_INT16},
    [COOP__ARROW_INT32] = {"i", 4, 2, COOP_TYPE_INT32},
    [COOP__ARROW_INT64] = {"l", 8, 2, COOP_TYPE_INT64},
    [COOP__ARROW_UINT8] = {"C", 1, 2, COOP_TYPE_INT16},
    [COOP__ARROW_UINT16] = {"S", 2, 2, COOP_TYPE_INT32},
    [COOP__ARROW_UINT32] = {"I", 4, 2, COOP_TYPE_INT64},
    [COOP__ARROW_UINT64] = {"L", 8, 2, COOP_TYPE_INT64},
    [COOP__ARROW_FLOAT32] = {"f", 4, 2, COOP_TYPE_FLOAT64},
    [COOP__ARROW_FLOAT64] = {"g", 8, 2, COOP_TYPE_FLOAT64},
    [COOP__ARROW_DATE32] = {"tdD", 4, 2, COOP_TYPE_DATE},
    [COOP__ARROW_DATE64] = {"tdm", 8, 2, COOP_TYPE_DATE},
    [COOP__ARROW_DECIMAL] = {NULL, 16, 2, COOP_TYPE_MONEY},
    [COOP__ARROW_UTF8] = {"u", 0, 3, COOP_TYPE_TEXT},
    [COOP__ARROW_LARGE_UTF8] = {"U", 0, 3, COOP_TYPE_TEXT},
    [COOP__ARROW_UTF8_VIEW] = {"vu", 0, 3, COOP_TYPE_TEXT},
    [COOP__ARROW_LIST] = {"+l", 0, 2, COOP_TYPE_SET},
    [COOP__ARROW_LARGE_LIST] = {"+L", 0, 2, COOP_TYPE_SET},
    [COOP__ARROW_STRUCT] = {"+s", 0, 1, COOP_TYPE_SPAN},
};

size_t coop__arrow_width(coop__arrow_kind kind)
{
    return kinds[kind].width;
}

int64_t coop__arrow_n_buffers(coop__arrow_kind kind)
{
    return kinds[kind].n_buffers;
}

/* "d:precision,scale" or "d:precision,scale,128" */
static bool read_decimal(const char *format, int32_t *scale)
{
    const char *comma = strchr(format, ',');
    if (strncmp(format, "d:", 2) != 0 || comma == NULL) {
        return false;
    }
    const char *second = strchr(comma + 1, ',');
    size_t n = second != NULL ? (size_t)(second - comma) - 1 : strlen(comma + 1);
    int64_t value = 0;
    if ((second != NULL && strcmp(second, ",128") != 0) ||
        coop__integer_parse(comma + 1, n, &value, NULL) != COOP_OK || value < 0 || value > 6) {
        return false;
    }
    *scale = (int32_t)value;
    return true;
}

coop__arrow_kind coop__arrow_kind_of(const char *format, int32_t *scale)
{
    for (coop__arrow_kind kind = COOP__ARROW_NULL; kind <= COOP__ARROW_STRUCT; kind++) {
        if (kinds[kind].format != NULL && strcmp(kinds[kind].format, format) == 0) {
            return kind;
        }
    }
    return read_decimal(format, scale) ? COOP__ARROW_DECIMAL : 0;
}

static int32_t read_length(const char **at)
{
    int32_t n;
    memcpy(&n, *at, sizeof n);
    *at += sizeof n;
    return n;
}

bool coop__arrow_metadata(const char *metadata, const char *key, const char **value, size_t *n)
{
    const char *at = metadata;
    int32_t n_pairs = metadata != NULL ? read_length(&at) : 0;
    for (int32_t i = 0; i < n_pairs; i++) {
        int32_t n_key = read_length(&at);
        if (n_key < 0) {
            return false;
        }
        bool is_it = coop__text_is(at, (size_t)n_key, key);
        at += n_key;
        int32_t n_value = read_length(&at);
        if (n_value < 0) {
            return false;
        }
        if (is_it) {
            *value = at;
            *n = (size_t)n_value;
            return true;
        }
        at += n_value;
    }
    return false;
}

static const char *name_of(const struct ArrowSchema *schema)
{
    return schema->name != NULL ? schema->name : "";
}

static coop_status not_a_column(const struct ArrowSchema *schema, const struct ArrowSchema *part,
                                coop_error *err)
{
    const char *format = part->format;
    bool is_time = strncmp(format, "ts", 2) == 0 || strncmp(format, "tt", 2) == 0;
    return coop__fail(err, COOP_UNSUPPORTED, "column '%s' has the arrow format '%s'%s",
                      name_of(schema), format,
                      is_time ? ": cast times and time stamps to dates" : ", which no column has");
}

static bool is_whole(const struct ArrowSchema *schema)
{
    if (schema == NULL || schema->release == NULL || schema->format == NULL ||
        schema->n_children < 0 || (schema->n_children > 0 && schema->children == NULL)) {
        return false;
    }
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i] == NULL) {
            return false;
        }
    }
    return true;
}

static coop_status broken(const struct ArrowSchema *schema, coop_error *err)
{
    return coop__fail(err, COOP_FORMAT, "the schema of column '%s' is not whole",
                      schema != NULL ? name_of(schema) : "");
}

static bool is_index(coop__arrow_kind kind)
{
    return kind >= COOP__ARROW_INT8 && kind <= COOP__ARROW_UINT64;
}

static bool is_text(coop__arrow_kind kind)
{
    return kind >= COOP__ARROW_UTF8 && kind <= COOP__ARROW_UTF8_VIEW;
}

/* Words are text, and codes are integers. */
static coop_status read_dictionary(const struct ArrowSchema *column,
                                   const struct ArrowSchema *codes, coop__arrow_kind kind,
                                   coop__arrow_kind *words, coop_error *err)
{
    int32_t scale = 0;
    const struct ArrowSchema *dictionary = codes->dictionary;
    if (!is_whole(dictionary)) {
        return broken(column, err);
    }
    *words = coop__arrow_kind_of(dictionary->format, &scale);
    if (!is_index(kind) || codes->n_children != 0) {
        return broken(column, err);
    }
    return is_text(*words) && dictionary->dictionary == NULL
               ? COOP_OK
               : coop__fail(err, COOP_UNSUPPORTED, "column '%s' has a dictionary of the arrow "
                                                   "format '%s', need utf8",
                            name_of(column), dictionary->format);
}

static coop_status read_item(coop__arrow_field *out, coop_error *err)
{
    if (out->schema->n_children != 1 || !is_whole(out->schema->children[0])) {
        return broken(out->schema, err);
    }
    const struct ArrowSchema *item = out->schema->children[0];
    int32_t scale = 0;
    out->item = coop__arrow_kind_of(item->format, &scale);
    if (item->dictionary != NULL) {
        return read_dictionary(out->schema, item, out->item, &out->words, err);
    }
    return is_text(out->item)
               ? COOP_OK
               : coop__fail(err, COOP_UNSUPPORTED, "column '%s' is a list of the arrow format "
                                                   "'%s', need words",
                            name_of(out->schema), item->format);
}

/* A struct is a span if its fields are two days, first and last. */
static coop_status read_struct(const struct ArrowSchema *schema, coop_error *err)
{
    static const char *const names[] = {"first", "last"};
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *end = schema->children[i];
        if (!is_whole(end)) {
            return broken(schema, err);
        }
        if (schema->n_children != 2 || strcmp(name_of(end), names[i]) != 0 ||
            strcmp(end->format, "tdD") != 0 || end->dictionary != NULL) {
            return not_a_column(schema, schema, err);
        }
    }
    return schema->n_children == 2 ? COOP_OK : not_a_column(schema, schema, err);
}

static coop_status read_metadata(coop__arena *arena, coop__arrow_field *out, coop_error *err)
{
    const char *value = NULL;
    size_t n = 0;
    if (coop__arrow_metadata(out->schema->metadata, COOP__ARROW_UNIT, &value, &n)) {
        if (!coop__utf8_valid(value, n, NULL) || memchr(value, '\0', n) != NULL) {
            return coop__fail(err, COOP_FORMAT, "the unit of column '%s' is no UTF-8",
                              name_of(out->schema));
        }
        out->unit = coop__arena_text(arena, value, n);
        if (out->unit == NULL) {
            return coop__no_memory(err);
        }
    }
    if (out->kind == COOP__ARROW_INT64 &&
        coop__arrow_metadata(out->schema->metadata, COOP__ARROW_SCALE, &value, &n)) {
        if (n != 1 || value[0] < '0' || value[0] > '6') {
            return coop__fail(err, COOP_FORMAT, "the scale of column '%s' is none of 0 to 6",
                              name_of(out->schema));
        }
        out->type = COOP_TYPE_MONEY;
        out->scale = value[0] - '0';
    }
    return COOP_OK;
}

coop_status coop__arrow_field_read(const struct ArrowSchema *schema, coop__arena *arena,
                                   coop__arrow_field *out, coop_error *err)
{
    if (!is_whole(schema)) {
        return broken(schema, err);
    }
    memset(out, 0, sizeof *out);
    out->schema = schema;
    out->kind = coop__arrow_kind_of(schema->format, &out->scale);
    if (out->kind == 0) {
        return not_a_column(schema, schema, err);
    }
    if (schema->dictionary != NULL) {
        out->type = COOP_TYPE_CODE;
        COOP__TRY(read_dictionary(schema, schema, out->kind, &out->words, err));
        return read_metadata(arena, out, err);
    }
    out->type = kinds[out->kind].type;
    if (out->type == COOP_TYPE_SET) {
        COOP__TRY(read_item(out, err));
    } else if (out->type == COOP_TYPE_SPAN) {
        COOP__TRY(read_struct(schema, err));
    } else if (schema->n_children != 0) {
        return broken(schema, err);
    }
    return read_metadata(arena, out, err);
}
