/* schema.c -- descriptors of data packages: Frictionless Table Schema and this library's
 * additions under the name "coopstat".
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema.h"

#include <stdio.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"

typedef struct reader {
    coop__arena *arena;
    const char *file;
    coop_error *err;
} reader;

static coop_status bad(const reader *r, coop_status status, const coop__json *at,
                       const char *format, ...) COOP__PRINTF(4, 5);

static coop_status bad(const reader *r, coop_status status, const coop__json *at,
                       const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return coop__fail_at(r->err, status, at->line, at->column, "%s:%lld:%lld: %s", r->file,
                         (long long)at->line, (long long)at->column, text);
}

/* A member that must be a text when it is there. */
static coop_status text_member(const reader *r, const coop__json *node, const char *key,
                               const char *fallback, const char **out)
{
    const coop__json *member = coop__json_get(node, key);
    if (member == NULL || member->kind == COOP__JSON_NULL) {
        *out = fallback;
        return COOP_OK;
    }
    if (member->kind != COOP__JSON_STRING) {
        return bad(r, COOP_FORMAT, member, "'%s' is no text", key);
    }
    *out = member->text;
    return COOP_OK;
}

static coop_status required_text(const reader *r, const coop__json *node, const char *key,
                                 const char **out)
{
    COOP__TRY(text_member(r, node, key, NULL, out));
    if (*out == NULL || (*out)[0] == '\0') {
        return bad(r, COOP_FORMAT, node, "'%s' is missing", key);
    }
    return COOP_OK;
}

static coop_status need_kind(const reader *r, const coop__json *node, coop__json_kind kind,
                             const char *what)
{
    bool fits = node == NULL || node->kind == kind;
    return fits ? COOP_OK : bad(r, COOP_FORMAT, node, "need %s here", what);
}

/* ---- fields ---- */

/* The type that Frictionless's own word stands for. */
static coop_type standard_type(const char *type)
{
    static const struct {
        const char *name;
        coop_type type;
    } types[] = {{"string", COOP_TYPE_CODE},     {"integer", COOP_TYPE_INT64},
                 {"number", COOP_TYPE_FLOAT64},  {"boolean", COOP_TYPE_BOOL},
                 {"date", COOP_TYPE_DATE},       {"any", COOP_TYPE_CODE},
                 {"year", COOP_TYPE_SPAN},       {"yearmonth", COOP_TYPE_SPAN}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].name, type) == 0) {
            return types[i].type;
        }
    }
    return 0;
}

static coop_status bool_member(const reader *r, const coop__json *member, bool *out)
{
    if (member->kind != COOP__JSON_TRUE && member->kind != COOP__JSON_FALSE) {
        return bad(r, COOP_FORMAT, member, "'%s' is neither true nor false", member->key);
    }
    *out = member->kind == COOP__JSON_TRUE;
    return COOP_OK;
}

static coop_status number_member(const reader *r, const coop__json *member, double *out)
{
    if (member->kind != COOP__JSON_NUMBER) {
        return bad(r, COOP_FORMAT, member, "'%s' is no number", member->key);
    }
    *out = member->number;
    return COOP_OK;
}

/* A constraint that is not checked would be a promise that is not kept: refuse it. */
static coop_status read_constraint(const reader *r, const coop__json *member,
                                   coop__field_schema *field)
{
    if (strcmp(member->key, "required") == 0) {
        return bool_member(r, member, &field->is_required);
    }
    if (strcmp(member->key, "unique") == 0) {
        return bool_member(r, member, &field->is_unique);
    }
    if (strcmp(member->key, "enum") == 0) {
        field->enumerated = member;
        return need_kind(r, member, COOP__JSON_ARRAY, "a list of words");
    }
    if (strcmp(member->key, "minimum") == 0) {
        field->has_minimum = true;
        return number_member(r, member, &field->minimum);
    }
    if (strcmp(member->key, "maximum") == 0) {
        field->has_maximum = true;
        return number_member(r, member, &field->maximum);
    }
    return bad(r, COOP_UNSUPPORTED, member, "constraint '%s' is not checked by this version",
               member->key);
}

static coop_status read_type(const reader *r, const coop__json *node, const coop__json *extension,
                             coop__field_schema *field)
{
    const char *standard = NULL;
    const char *own = NULL;
    COOP__TRY(text_member(r, node, "type", "string", &standard));
    COOP__TRY(text_member(r, extension, "type", NULL, &own));
    field->is_shares = own != NULL && strcmp(own, "shares") == 0;
    field->type = field->is_shares ? COOP_TYPE_CODE
                  : own != NULL    ? coop__type_of_name(own)
                                   : standard_type(standard);
    if (field->type == 0) {
        return bad(r, COOP_UNSUPPORTED, node, "field '%s' has type '%s', which is not known",
                   field->name, own != NULL ? own : standard);
    }
    return COOP_OK;
}

static coop_status read_extension(const reader *r, const coop__json *node,
                                  coop__field_schema *field)
{
    const coop__json *extension = coop__json_get(node, "coopstat");
    const char *delimiter = NULL;
    COOP__TRY(need_kind(r, extension, COOP__JSON_OBJECT, "an object"));
    COOP__TRY(read_type(r, node, extension, field));
    COOP__TRY(text_member(r, extension, "column", field->name, &field->column));
    COOP__TRY(text_member(r, extension, "precision", NULL, &field->precision));
    COOP__TRY(text_member(r, extension, "currency", NULL, &field->currency));
    COOP__TRY(text_member(r, extension, "unit", NULL, &field->unit));
    COOP__TRY(text_member(r, extension, "delimiter", ";", &delimiter));
    field->delimiter = delimiter[0];
    field->words = coop__json_get(extension, "words");
    COOP__TRY(need_kind(r, field->words, COOP__JSON_OBJECT, "an object of words"));
    field->scale = field->type == COOP_TYPE_MONEY ? 2 : 0;
    const coop__json *scale = coop__json_get(extension, "scale");
    double number = field->scale;
    if (scale != NULL) {
        COOP__TRY(number_member(r, scale, &number));
    }
    if (!(number >= 0 && number <= 6) || number != (double)(int32_t)number ||
        (number > 0 && field->type != COOP_TYPE_MONEY)) {
        return bad(r, COOP_RANGE, scale != NULL ? scale : node,
                   "scale of '%s' needs to be 0 to 6, and belongs to money", field->name);
    }
    field->scale = (int32_t)number;
    const coop__json *most = coop__json_get(extension, "sum_at_most");
    if (most != NULL) {
        COOP__TRY(number_member(r, most, &field->sum_at_most));
    }
    if (field->precision != NULL && field->type != COOP_TYPE_SPAN) {
        return bad(r, COOP_FORMAT, extension, "precision belongs to a span, '%s' is a %s",
                   field->name, coop_type_name(field->type));
    }
    return COOP_OK;
}

static coop_status read_field(const reader *r, const coop__json *node, coop__field_schema *field)
{
    COOP__TRY(need_kind(r, node, COOP__JSON_OBJECT, "a field"));
    COOP__TRY(required_text(r, node, "name", &field->name));
    COOP__TRY(read_extension(r, node, field));
    const coop__json *constraints = coop__json_get(node, "constraints");
    COOP__TRY(need_kind(r, constraints, COOP__JSON_OBJECT, "an object of constraints"));
    const coop__json *first = constraints != NULL ? constraints->first : NULL;
    for (const coop__json *c = first; c != NULL; c = c->next) {
        COOP__TRY(read_constraint(r, c, field));
    }
    bool is_number = field->type <= COOP_TYPE_FLOAT64 || field->type == COOP_TYPE_MONEY;
    if ((field->has_minimum || field->has_maximum) && !is_number) {
        return bad(r, COOP_UNSUPPORTED, constraints, "minimum and maximum of '%s' belong to numbers",
                   field->name);
    }
    if (field->is_unique && field->type != COOP_TYPE_CODE) {
        return bad(r, COOP_UNSUPPORTED, constraints, "unique is checked for words only, '%s' is a %s",
                   field->name, coop_type_name(field->type));
    }
    return COOP_OK;
}

static int64_t field_index(const coop__table_schema *table, const char *name)
{
    for (int64_t i = 0; name != NULL && i < table->n_fields; i++) {
        if (strcmp(table->fields[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

static coop_status read_fields(const reader *r, const coop__json *schema,
                               coop__table_schema *table)
{
    const coop__json *fields = coop__json_get(schema, "fields");
    if (fields == NULL || fields->kind != COOP__JSON_ARRAY || fields->n_children == 0) {
        return bad(r, COOP_FORMAT, fields != NULL ? fields : schema, "table '%s' has no fields",
                   table->name);
    }
    table->fields = coop__arena_alloc(r->arena, (size_t)fields->n_children,
                                      sizeof *table->fields);
    if (table->fields == NULL) {
        return coop__no_memory(r->err);
    }
    for (const coop__json *f = fields->first; f != NULL; f = f->next) {
        coop__field_schema *field = &table->fields[table->n_fields];
        COOP__TRY(read_field(r, f, field));
        if (field_index(table, field->name) >= 0) {
            return bad(r, COOP_CONFLICT, f, "field '%s' is there twice", field->name);
        }
        table->n_fields++;
    }
    return COOP_OK;
}

/* ---- keys ---- */

/* One text or a list of texts, each the name of a field. */
static coop_status read_names(const reader *r, const coop__json *node,
                              const coop__table_schema *table, int64_t *out, int64_t *n)
{
    const coop__json *first = node->kind == COOP__JSON_ARRAY ? node->first : node;
    for (const coop__json *name = first; name != NULL;
         name = node->kind == COOP__JSON_ARRAY ? name->next : NULL) {
        int64_t field = field_index(table, name->kind == COOP__JSON_STRING ? name->text : NULL);
        if (field < 0 || *n == COOP__KEY_MOST) {
            return bad(r, COOP_REFERENCE, name, "table '%s' has no field '%s'", table->name,
                       name->kind == COOP__JSON_STRING ? name->text : "?");
        }
        out[(*n)++] = field;
    }
    return COOP_OK;
}

static coop_status read_foreign_key(const reader *r, const coop__json *node,
                                    coop__table_schema *table)
{
    const coop__json *fields = coop__json_get(node, "fields");
    const coop__json *reference = coop__json_get(node, "reference");
    int64_t found[COOP__KEY_MOST];
    int64_t n = 0;
    const char *target = NULL;
    if (fields == NULL || reference == NULL) {
        return bad(r, COOP_FORMAT, node, "a foreign key needs fields and reference");
    }
    COOP__TRY(read_names(r, fields, table, found, &n));
    COOP__TRY(text_member(r, reference, "resource", "", &target));
    const coop__field_schema *field = &table->fields[found[0]];
    if (n != 1 || (field->type != COOP_TYPE_CODE && field->type != COOP_TYPE_SET)) {
        return bad(r, COOP_UNSUPPORTED, fields, "a foreign key is one field of type code or set");
    }
    for (int64_t i = 0; i < table->n_foreign; i++) {
        if (table->foreign[i].field == found[0]) {
            return bad(r, COOP_CONFLICT, fields, "field '%s' has two foreign keys", field->name);
        }
    }
    coop__foreign_key key = {found[0], target[0] == '\0' ? table->name : target, node};
    table->foreign[table->n_foreign++] = key;
    return COOP_OK;
}

static coop_status read_keys(const reader *r, const coop__json *schema, coop__table_schema *table)
{
    const coop__json *primary = coop__json_get(schema, "primaryKey");
    const coop__json *foreign = coop__json_get(schema, "foreignKeys");
    if (primary != NULL) {
        COOP__TRY(read_names(r, primary, table, table->key, &table->n_key));
    }
    if (table->n_key == 1 && table->fields[table->key[0]].type != COOP_TYPE_CODE) {
        return bad(r, COOP_UNSUPPORTED, primary, "a primary key of one field is of type code");
    }
    if (foreign == NULL) {
        return COOP_OK;
    }
    COOP__TRY(need_kind(r, foreign, COOP__JSON_ARRAY, "a list of foreign keys"));
    table->foreign = coop__arena_alloc(r->arena, (size_t)foreign->n_children,
                                       sizeof *table->foreign);
    if (table->foreign == NULL) {
        return coop__no_memory(r->err);
    }
    for (const coop__json *f = foreign->first; f != NULL; f = f->next) {
        COOP__TRY(read_foreign_key(r, f, table));
    }
    return COOP_OK;
}

static coop_status read_role(const reader *r, const coop__json *time, const char *role,
                             const coop__table_schema *table, int64_t *out)
{
    const char *name = NULL;
    COOP__TRY(text_member(r, time, role, NULL, &name));
    *out = field_index(table, name);
    if (name == NULL) {
        return COOP_OK;
    }
    bool is_date = *out >= 0 && (table->fields[*out].type == COOP_TYPE_SPAN ||
                                 table->fields[*out].type == COOP_TYPE_DATE);
    return is_date ? COOP_OK
                   : bad(r, COOP_REFERENCE, time, "time role %s names '%s', which is no date field",
                         role, name);
}

/* ---- tables ---- */

/* A path stays inside the package's folder. */
static bool is_safe_path(const char *path)
{
    if (path[0] == '/' || path[0] == '\0' || strchr(path, '\\') != NULL ||
        strstr(path, "://") != NULL) {
        return false;
    }
    for (const char *part = path; part != NULL; part = strchr(part, '/')) {
        part += part[0] == '/' ? 1 : 0;
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0')) {
            return false;
        }
    }
    return true;
}

static coop_status read_table(const reader *r, const coop__json *node, coop__table_schema *table)
{
    const coop__json *schema = coop__json_get(node, "schema");
    const coop__json *extension = coop__json_get(node, "coopstat");
    const coop__json *time = coop__json_get(extension, "time");
    const char *delimiter = NULL;
    COOP__TRY(required_text(r, node, "name", &table->name));
    COOP__TRY(required_text(r, node, "path", &table->path));
    if (!is_safe_path(table->path)) {
        return bad(r, COOP_FORMAT, node, "path '%s' leaves the folder of the package", table->path);
    }
    if (schema == NULL || schema->kind != COOP__JSON_OBJECT) {
        return bad(r, COOP_FORMAT, node, "table '%s' has no schema", table->name);
    }
    COOP__TRY(text_member(r, coop__json_get(node, "dialect"), "delimiter", ",", &delimiter));
    table->delimiter = delimiter[0];
    COOP__TRY(read_fields(r, schema, table));
    COOP__TRY(read_keys(r, schema, table));
    table->missing = coop__json_get(schema, "missingValues");
    COOP__TRY(need_kind(r, table->missing, COOP__JSON_ARRAY, "a list of texts"));
    COOP__TRY(read_role(r, time, "from", table, &table->from));
    COOP__TRY(read_role(r, time, "to", table, &table->to));
    return read_role(r, time, "known", table, &table->known);
}

static coop_status check_tables(const reader *r, const coop__package_schema *schema)
{
    for (int64_t i = 0; i < schema->n_tables; i++) {
        const coop__table_schema *table = &schema->tables[i];
        for (int64_t j = 0; j < table->n_foreign; j++) {
            const coop__foreign_key *key = &table->foreign[j];
            bool is_found = false;
            for (int64_t k = 0; k < schema->n_tables; k++) {
                is_found = is_found || (strcmp(schema->tables[k].name, key->table) == 0 &&
                                        schema->tables[k].n_key == 1);
            }
            if (!is_found) {
                return bad(r, COOP_REFERENCE, key->node,
                           "foreign key to '%s', which is no table with a key of one field",
                           key->table);
            }
        }
    }
    return COOP_OK;
}

static coop_status read_as_of(const reader *r, const coop__json *root, coop_date *out)
{
    const coop__json *as_of = coop__json_get(coop__json_get(root, "coopstat"), "as_of");
    coop_error inner;
    if (as_of == NULL || as_of->kind != COOP__JSON_STRING) {
        return bad(r, COOP_FORMAT, as_of != NULL ? as_of : root,
                   "coopstat.as_of is missing: the day up to which the package speaks");
    }
    if (coop__date_parse(as_of->text, as_of->n, out, &inner) != COOP_OK) {
        return bad(r, inner.code, as_of, "%s", inner.message);
    }
    return COOP_OK;
}

coop_status coop__schema_read(coop__arena *arena, const char *file, const char *bytes, size_t n,
                              coop__package_schema *out, coop_error *err)
{
    reader r = {arena, file, err};
    const coop__json *root = NULL;
    coop__package_schema schema = {0};
    coop_error inner = {0};
    coop_status status = coop__json_parse(arena, bytes, n, &root, &inner);
    if (status != COOP_OK) {
        return coop__fail_at(err, status, inner.line, inner.column, "%s:%lld:%lld: %s", file,
                             (long long)inner.line, (long long)inner.column, inner.message);
    }
    const coop__json *resources = coop__json_get(root, "resources");
    if (resources == NULL || resources->kind != COOP__JSON_ARRAY || resources->n_children == 0) {
        return bad(&r, COOP_FORMAT, root, "the package has no resources");
    }
    COOP__TRY(text_member(&r, root, "title", "", &schema.title));
    COOP__TRY(text_member(&r, root, "version", "", &schema.version));
    COOP__TRY(read_as_of(&r, root, &schema.as_of));
    schema.tables = coop__arena_alloc(arena, (size_t)resources->n_children,
                                      sizeof *schema.tables);
    if (schema.tables == NULL) {
        return coop__no_memory(err);
    }
    for (const coop__json *t = resources->first; t != NULL; t = t->next) {
        coop__table_schema *table = &schema.tables[schema.n_tables];
        COOP__TRY(read_table(&r, t, table));
        for (int64_t i = 0; i < schema.n_tables; i++) {
            if (strcmp(schema.tables[i].name, table->name) == 0) {
                return bad(&r, COOP_CONFLICT, t, "table '%s' is there twice", table->name);
            }
        }
        schema.n_tables++;
    }
    COOP__TRY(check_tables(&r, &schema));
    *out = schema;
    return COOP_OK;
}
