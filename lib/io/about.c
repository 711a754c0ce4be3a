/* about.c -- what a descriptor says only to describe, kept as JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "about.h"

#include <string.h>

/* ---- JSON ---- */

bool coop__json_append_text(coop__buffer *out, const char *text, size_t n)
{
    bool done = coop__buffer_append(out, "\"", 1);
    for (size_t i = 0; i < n && done; i++) {
        unsigned char c = (unsigned char)text[i];
        char escaped[8];
        if (c == '"' || c == '\\') {
            escaped[0] = '\\';
            escaped[1] = (char)c;
            done = coop__buffer_append(out, escaped, 2);
        } else if (c < 0x20) {
            static const char digits[] = "0123456789abcdef";
            memcpy(escaped, "\\u00", 4);
            escaped[4] = digits[c >> 4];
            escaped[5] = digits[c & 15];
            done = coop__buffer_append(out, escaped, 6);
        } else {
            done = coop__buffer_append(out, &text[i], 1);
        }
    }
    return done && coop__buffer_append(out, "\"", 1);
}

/* A value, or the start of one that has members. */
static bool append_start(coop__buffer *out, const coop__json *node)
{
    if (node->key != NULL &&
        !(coop__json_append_text(out, node->key, node->key_n) &&
          coop__buffer_append(out, ": ", 2))) {
        return false;
    }
    switch (node->kind) {
    case COOP__JSON_NULL:
        return coop__buffer_append(out, "null", 4);
    case COOP__JSON_FALSE:
        return coop__buffer_append(out, "false", 5);
    case COOP__JSON_TRUE:
        return coop__buffer_append(out, "true", 4);
    case COOP__JSON_NUMBER:
        return coop__buffer_append(out, node->text, node->n);
    case COOP__JSON_STRING:
        return coop__json_append_text(out, node->text, node->n);
    default:
        return coop__buffer_append(out, node->kind == COOP__JSON_ARRAY ? "[" : "{", 1);
    }
}

static bool has_end(const coop__json *node)
{
    return node->kind == COOP__JSON_ARRAY || node->kind == COOP__JSON_OBJECT;
}

static bool append_end(coop__buffer *out, const coop__json *node)
{
    return coop__buffer_append(out, node->kind == COOP__JSON_ARRAY ? "]" : "}", 1);
}

bool coop__json_append(coop__buffer *out, const coop__json *node)
{
    const coop__json *open[COOP__JSON_MAX_DEPTH + 1]; /* the parser lets no more through */
    size_t depth = 0;
    const coop__json *at = node;
    while (at != NULL) {
        if (!append_start(out, at)) {
            return false;
        }
        if (at->first != NULL) {
            open[depth++] = at;
            at = at->first;
            continue;
        }
        if (has_end(at) && !append_end(out, at)) {
            return false;
        }
        while (depth > 0 && at->next == NULL) {
            at = open[--depth];
            if (!append_end(out, at)) {
                return false;
            }
        }
        at = depth > 0 ? at->next : NULL;
        if (at != NULL && !coop__buffer_append(out, ", ", 2)) {
            return false;
        }
    }
    return true;
}

/* ---- what is kept ---- */

/* Those members of an object that are there, in the order of the names. */
static bool append_members(coop__buffer *out, const coop__json *node, const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++) {
        const coop__json *member = coop__json_get(node, names[i]);
        bool done = member == NULL || ((out->n == 0 || coop__buffer_append(out, ", ", 2)) &&
                                       coop__json_append(out, member));
        if (!done) {
            return false;
        }
    }
    return true;
}

static const char *kept(coop_dataset *data, coop__buffer *text)
{
    const char *copy = coop__arena_text(&data->arena, text->n > 0 ? (const char *)text->bytes : "",
                                        text->n);
    text->n = 0;
    return copy;
}

/* A set's constraints hold for its members, which no other validator knows; only `required` means
 * the same to all. */
static bool keep_field(coop_dataset *data, const coop__field_schema *field, coop__buffer *text,
                       coop__field_about *out)
{
    static const char *const names[] = {"title", "description", "example", "rdfType",
                                        "constraints", NULL};
    static const char *const set_names[] = {"title", "description", "example", "rdfType", NULL};
    static const char *const own[] = {"type", "sum_at_most", NULL};
    bool is_set = field->type == COOP_TYPE_SET;
    if (!append_members(text, field->node, is_set ? set_names : names)) {
        return false;
    }
    static const char required[] = ", \"constraints\": {\"required\": true}";
    size_t skip = text->n > 0 ? 0 : 2; /* the comma */
    if (is_set && field->is_required &&
        !coop__buffer_append(text, required + skip, sizeof required - 1 - skip)) {
        return false;
    }
    out->members = kept(data, text);
    const coop__json *extension = coop__json_get(field->node, "coopstat");
    if (field->is_shares && !append_members(text, extension, own)) {
        return false;
    }
    out->own = kept(data, text);
    return out->members != NULL && out->own != NULL;
}

static bool keep_table(coop_dataset *data, const coop__table_schema *table, coop__buffer *text,
                       coop__table_about *out)
{
    static const char *const names[] = {"title", "description", "licenses", "sources", NULL};
    out->fields = coop__arena_alloc(&data->arena, (size_t)table->n_fields, sizeof *out->fields);
    if (out->fields == NULL || !append_members(text, table->node, names)) {
        return false;
    }
    out->members = kept(data, text);
    static const char *const key[] = {"primaryKey", NULL};
    const coop__json *schema = coop__json_get(table->node, "schema");
    if (table->n_key > 1 && !append_members(text, schema, key)) {
        return false;
    }
    out->key = kept(data, text);
    bool done = out->members != NULL && out->key != NULL;
    for (int64_t i = 0; i < table->n_fields && done; i++) {
        done = keep_field(data, &table->fields[i], text, &out->fields[i]);
    }
    return done;
}

bool coop__about_keep(coop_dataset *data, const coop__package_schema *schema)
{
    static const char *const names[] = {"name",    "id",       "title",    "description", "version",
                                        "created", "homepage", "keywords", "licenses",    "sources",
                                        "contributors", NULL};
    coop__buffer text = {.a = &data->allocator};
    coop__about *about = &data->about;
    about->tables = coop__arena_alloc(&data->arena, (size_t)schema->n_tables,
                                      sizeof *about->tables);
    bool done = about->tables != NULL && append_members(&text, schema->node, names);
    about->package = done ? kept(data, &text) : NULL;
    done = about->package != NULL;
    for (int64_t i = 0; i < schema->n_tables && done; i++) {
        done = keep_table(data, &schema->tables[i], &text, &about->tables[i]);
    }
    coop__buffer_free(&text);
    return done;
}
