/* schema.c -- descriptors of data packages: Frictionless Table Schema and this library's
 * additions under the name "coopstat".
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema.h"

#include <stdio.h>
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "file.h"

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

/* ---- members ---- */

static coop_status need_kind(const reader *r, const coop__json *node, coop__json_kind kind,
                             const char *what)
{
    bool fits = node == NULL || node->kind == kind;
    return fits ? COOP_OK : bad(r, COOP_FORMAT, node, "need %s here", what);
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

/* A delimiter is one byte of ASCII that no line end or quote is made of. */
static coop_status delimiter_member(const reader *r, const coop__json *node, char fallback,
                                    char *out)
{
    const coop__json *member = coop__json_get(node, "delimiter");
    *out = fallback;
    if (member == NULL) {
        return COOP_OK;
    }
    bool is_one = member->kind == COOP__JSON_STRING && member->n == 1;
    char c = is_one ? member->text[0] : '\0';
    if (c != '\t' && (c < ' ' || c > '~' || c == '"')) {
        return bad(r, COOP_FORMAT, member, "a delimiter is one character of ASCII, and no quote");
    }
    *out = c;
    return COOP_OK;
}

/* Refuses a member that is none of the names; the list ends with NULL. */
static coop_status known_members(const reader *r, const coop__json *node, const char *what,
                                 const char *const *names)
{
    int64_t n = 0;
    while (names[n] != NULL) {
        n++;
    }
    const coop__json *first = node != NULL ? node->first : NULL;
    for (const coop__json *m = first; m != NULL; m = m->next) {
        int64_t i = 0;
        while (i < n && strcmp(names[i], m->key) != 0) {
            i++;
        }
        if (i == n) {
            const char *nearest = coop__nearest(m->key, names, n);
            return bad(r, COOP_UNSUPPORTED, m, "'%s' is no member of %s%s%s%s", m->key, what,
                       nearest != NULL ? ", the nearest is '" : "", nearest != NULL ? nearest : "",
                       nearest != NULL ? "'" : "");
        }
    }
    return COOP_OK;
}

/* A member that may only say what is so anyway: absent, null, or one of the texts. */
static coop_status only_text(const reader *r, const coop__json *node, const char *key,
                             const char *const *texts)
{
    const coop__json *member = coop__json_get(node, key);
    if (member == NULL || member->kind == COOP__JSON_NULL) {
        return COOP_OK;
    }
    for (int64_t i = 0; texts[i] != NULL; i++) {
        if (member->kind == COOP__JSON_STRING && strcmp(member->text, texts[i]) == 0) {
            return COOP_OK;
        }
    }
    return bad(r, COOP_UNSUPPORTED, member, "'%s' may only be %s%s%s here", key,
               texts[0] != NULL ? "'" : "absent", texts[0] != NULL ? texts[0] : "",
               texts[0] != NULL ? "'" : "");
}

/* ---- lists of words ---- */

/* An array or object whose members are all texts. */
static coop_status read_words(const reader *r, const coop__json *node, coop__json_kind kind,
                              const char *what, coop__word_list *out)
{
    COOP__TRY(need_kind(r, node, kind, what));
    if (node == NULL) {
        return COOP_OK;
    }
    for (const coop__json *m = node->first; m != NULL; m = m->next) {
        if (m->kind != COOP__JSON_STRING) {
            return bad(r, COOP_UNSUPPORTED, m, "need %s here, and each of them a text", what);
        }
    }
    return coop__word_list_make(r->arena, node, out) ? COOP_OK : coop__no_memory(r->err);
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

/* Cells are compared as float64, which holds every integer inside these limits. */
static coop_status limit_member(const reader *r, const coop__json *member, double *out)
{
    const double most = 9007199254740991.0;
    COOP__TRY(number_member(r, member, out));
    return *out >= -most && *out <= most
               ? COOP_OK
               : bad(r, COOP_RANGE, member, "'%s' needs to lie within 2^53 of 0", member->key);
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
        COOP__TRY(read_words(r, member, COOP__JSON_ARRAY, "a list of words", &field->enumerated));
        return member->n_children > 0
                   ? COOP_OK
                   : bad(r, COOP_FORMAT, member, "an enum without words allows nothing");
    }
    if (strcmp(member->key, "minimum") == 0) {
        field->has_minimum = true;
        return limit_member(r, member, &field->minimum);
    }
    if (strcmp(member->key, "maximum") == 0) {
        field->has_maximum = true;
        return limit_member(r, member, &field->maximum);
    }
    return bad(r, COOP_UNSUPPORTED, member, "constraint '%s' is not checked by this version",
               member->key);
}

static coop_status read_constraints(const reader *r, const coop__json *node,
                                    coop__field_schema *field)
{
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
    if (field->has_minimum && field->has_maximum && field->minimum > field->maximum) {
        return bad(r, COOP_FORMAT, constraints, "the minimum of '%s' is above its maximum",
                   field->name);
    }
    if (field->is_unique && (field->type != COOP_TYPE_CODE || field->is_shares)) {
        return bad(r, COOP_UNSUPPORTED, constraints, "unique is checked for words only, '%s' is a %s",
                   field->name, field->is_shares ? "list of shares" : coop_type_name(field->type));
    }
    return COOP_OK;
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
    if (field->type == 0 || standard_type(standard) == 0) {
        const coop__json *at = coop__json_get(own != NULL ? extension : node, "type");
        return bad(r, COOP_UNSUPPORTED, at, "field '%s' has type '%s', which is not known",
                   field->name, own != NULL && field->type == 0 ? own : standard);
    }
    return COOP_OK;
}

/* A member of the extension that has a meaning for one type only. */
static coop_status belongs(const reader *r, const coop__json *extension, const char *key,
                           bool fits, const char *what, const coop__field_schema *field)
{
    const coop__json *member = coop__json_get(extension, key);
    return member == NULL || fits
               ? COOP_OK
               : bad(r, COOP_FORMAT, member, "'%s' belongs to %s, '%s' is a %s", key, what,
                     field->name, coop_type_name(field->type));
}

static coop_status read_scale(const reader *r, const coop__json *extension,
                              coop__field_schema *field)
{
    const coop__json *scale = coop__json_get(extension, "scale");
    bool is_money = field->type == COOP_TYPE_MONEY;
    double number = is_money ? 2 : 0;
    COOP__TRY(belongs(r, extension, "scale", is_money, "money", field));
    if (scale != NULL) {
        COOP__TRY(number_member(r, scale, &number));
        if (!(number >= 0 && number <= 6) || number != (double)(int32_t)number) {
            return bad(r, COOP_RANGE, scale, "scale of '%s' needs to be 0 to 6", field->name);
        }
    }
    field->scale = (int32_t)number;
    return COOP_OK;
}

static coop_status read_sum_at_most(const reader *r, const coop__json *extension,
                                    coop__field_schema *field)
{
    const coop__json *most = coop__json_get(extension, "sum_at_most");
    COOP__TRY(belongs(r, extension, "sum_at_most", field->is_shares, "shares", field));
    if (most != NULL) {
        COOP__TRY(number_member(r, most, &field->sum_at_most));
        if (!(field->sum_at_most > 0)) {
            return bad(r, COOP_RANGE, most, "sum_at_most of '%s' needs to be above 0", field->name);
        }
    }
    return COOP_OK;
}

static coop_status read_mapping(const reader *r, const coop__json *node,
                                coop__field_schema *field)
{
    coop__mapping_fault fault = {node, NULL};
    coop_status status = coop__mapping_read(node, field->type, &field->mapping, &fault);
    if (status != COOP_OK) {
        return bad(r, status, fault.at, "field '%s': %s", field->name, fault.rule);
    }
    if (field->mapping.estimated != NULL && field->precision != NULL) {
        return bad(r, COOP_CONFLICT, node, "'%s' has both precision and year_only", field->name);
    }
    field->precision = field->mapping.estimated != NULL ? field->mapping.estimated
                                                        : field->precision;
    return COOP_OK;
}

static coop_status read_extension(const reader *r, const coop__json *node,
                                  coop__field_schema *field)
{
    static const char *const names[] = {
        "type",  "column",      "precision", "currency", "unit",   "scale",  "delimiter",
        "words", "sum_at_most", "value",     "times",    "prefix", "suffix", "crosswalk",
        "year_only", NULL};
    const coop__json *extension = coop__json_get(node, "coopstat");
    COOP__TRY(need_kind(r, extension, COOP__JSON_OBJECT, "an object"));
    COOP__TRY(known_members(r, extension, "coopstat in a field", names));
    COOP__TRY(read_type(r, node, extension, field));
    COOP__TRY(belongs(r, extension, "precision", field->type == COOP_TYPE_SPAN, "a span", field));
    COOP__TRY(belongs(r, extension, "currency", field->type == COOP_TYPE_MONEY, "money", field));
    COOP__TRY(belongs(r, extension, "delimiter", field->type == COOP_TYPE_SET, "a set", field));
    COOP__TRY(text_member(r, extension, "column", field->name, &field->column));
    COOP__TRY(text_member(r, extension, "precision", NULL, &field->precision));
    COOP__TRY(text_member(r, extension, "currency", NULL, &field->currency));
    COOP__TRY(text_member(r, extension, "unit", NULL, &field->unit));
    COOP__TRY(delimiter_member(r, extension, ';', &field->delimiter));
    COOP__TRY(read_words(r, coop__json_get(extension, "words"), COOP__JSON_OBJECT,
                         "an object of words", &field->words));
    COOP__TRY(read_scale(r, extension, field));
    COOP__TRY(read_sum_at_most(r, extension, field));
    return read_mapping(r, node, field);
}

/* A word is replaced by an allowed one, or by nothing. */
static coop_status check_words(const reader *r, const coop__field_schema *field)
{
    const coop__json *first = field->words.node != NULL ? field->words.node->first : NULL;
    for (const coop__json *w = first; w != NULL && field->enumerated.node != NULL; w = w->next) {
        if (w->n > 0 && coop__word_find(&field->enumerated, w->text, w->n) == NULL) {
            return bad(r, COOP_REFERENCE, w, "'%s' is no word of the enum of '%s'", w->text,
                       field->name);
        }
    }
    return COOP_OK;
}

static coop_status read_field(const reader *r, const coop__json *node, coop__field_schema *field)
{
    static const char *const names[] = {"name",        "type",      "format",      "title",
                                        "description", "example",   "rdfType",     "constraints",
                                        "groupChar",   "decimalChar", "coopstat", NULL};
    field->node = node;
    COOP__TRY(need_kind(r, node, COOP__JSON_OBJECT, "a field"));
    COOP__TRY(known_members(r, node, "a field", names));
    COOP__TRY(required_text(r, node, "name", &field->name));
    COOP__TRY(read_extension(r, node, field));
    COOP__TRY(read_constraints(r, node, field));
    return check_words(r, field);
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
    if (fields->n_children > COOP__FIELDS_MOST) {
        return bad(r, COOP_LIMIT, fields, "table '%s' has %lld fields, at most %d may be",
                   table->name, (long long)fields->n_children, COOP__FIELDS_MOST);
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

/* A currency is the name of a field that holds codes, or a code itself. */
static coop_status check_currencies(const reader *r, const coop__table_schema *table)
{
    for (int64_t i = 0; i < table->n_fields; i++) {
        const char *currency = table->fields[i].currency;
        if (currency == NULL) {
            continue;
        }
        int64_t field = field_index(table, currency);
        bool is_code = strlen(currency) == 3;
        for (const char *c = currency; *c != '\0'; c++) {
            is_code = is_code && *c >= 'A' && *c <= 'Z';
        }
        if (field < 0 ? !is_code : table->fields[field].type != COOP_TYPE_CODE) {
            return bad(r, COOP_REFERENCE, table->fields[i].node,
                       "currency '%s' of '%s' is no code of three capital letters, and no field "
                       "that holds one", currency, table->fields[i].name);
        }
    }
    return COOP_OK;
}

/* ---- keys ---- */

/* One text or a list of texts, each the name of a field. */
static coop_status read_names(const reader *r, const coop__json *node,
                              const coop__table_schema *table, int64_t *out, int64_t *n)
{
    bool is_list = node->kind == COOP__JSON_ARRAY;
    for (const coop__json *name = is_list ? node->first : node; name != NULL;
         name = is_list ? name->next : NULL) {
        const char *text = name->kind == COOP__JSON_STRING ? name->text : NULL;
        int64_t field = field_index(table, text);
        if (field < 0) {
            return bad(r, COOP_REFERENCE, name, "table '%s' has no field '%s'", table->name,
                       text != NULL ? text : "?");
        }
        if (*n == COOP__KEY_MOST) {
            return bad(r, COOP_LIMIT, name, "a key has at most %d fields", COOP__KEY_MOST);
        }
        for (int64_t i = 0; i < *n; i++) {
            if (out[i] == field) {
                return bad(r, COOP_CONFLICT, name, "'%s' is in the key twice", text);
            }
        }
        out[(*n)++] = field;
    }
    return COOP_OK;
}

/* Name of the one field that a reference names, NULL for more or none. */
static const char *referenced_field(const coop__json *reference)
{
    const coop__json *fields = coop__json_get(reference, "fields");
    bool is_list = fields != NULL && fields->kind == COOP__JSON_ARRAY && fields->n_children == 1;
    const coop__json *name = is_list ? fields->first : fields;
    return name != NULL && name->kind == COOP__JSON_STRING ? name->text : NULL;
}

static coop_status read_foreign_key(const reader *r, const coop__json *node,
                                    coop__table_schema *table)
{
    static const char *const names[] = {"fields", "reference", NULL};
    static const char *const reference_names[] = {"resource", "fields", NULL};
    const coop__json *fields = coop__json_get(node, "fields");
    const coop__json *reference = coop__json_get(node, "reference");
    int64_t found[COOP__KEY_MOST] = {0};
    int64_t n = 0;
    const char *target = NULL;
    COOP__TRY(need_kind(r, node, COOP__JSON_OBJECT, "a foreign key"));
    COOP__TRY(known_members(r, node, "a foreign key", names));
    if (fields == NULL || reference == NULL) {
        return bad(r, COOP_FORMAT, node, "a foreign key needs fields and reference");
    }
    COOP__TRY(need_kind(r, reference, COOP__JSON_OBJECT, "an object of resource and fields"));
    COOP__TRY(known_members(r, reference, "a reference", reference_names));
    COOP__TRY(read_names(r, fields, table, found, &n));
    COOP__TRY(text_member(r, reference, "resource", NULL, &target));
    const char *key = referenced_field(reference);
    if (target == NULL) {
        return bad(r, COOP_FORMAT, reference, "'resource' is missing (\"\" is the table itself)");
    }
    const coop__field_schema *field = &table->fields[found[0]];
    if (n != 1 || key == NULL || field->is_shares ||
        (field->type != COOP_TYPE_CODE && field->type != COOP_TYPE_SET)) {
        return bad(r, COOP_UNSUPPORTED, fields,
                   "a foreign key is one field of type code or set, and refers to one field");
    }
    for (int64_t i = 0; i < table->n_foreign; i++) {
        if (table->foreign[i].field == found[0]) {
            return bad(r, COOP_CONFLICT, fields, "field '%s' has two foreign keys", field->name);
        }
    }
    coop__foreign_key foreign = {found[0], target[0] == '\0' ? table->name : target, key, node};
    table->foreign[table->n_foreign++] = foreign;
    return COOP_OK;
}

/* A list of foreign keys, NULL for none. */
static coop_status read_foreign_keys(const reader *r, const coop__json *list,
                                     coop__table_schema *table)
{
    COOP__TRY(need_kind(r, list, COOP__JSON_ARRAY, "a list of foreign keys"));
    if (list != NULL && table->n_foreign + list->n_children > table->n_fields) {
        return bad(r, COOP_CONFLICT, list, "table '%s' has more foreign keys than fields",
                   table->name);
    }
    for (const coop__json *f = list != NULL ? list->first : NULL; f != NULL; f = f->next) {
        COOP__TRY(read_foreign_key(r, f, table));
    }
    return COOP_OK;
}

static coop_status read_keys(const reader *r, const coop__json *schema, coop__table_schema *table)
{
    const coop__json *primary = coop__json_get(schema, "primaryKey");
    const coop__json *extension = coop__json_get(table->node, "coopstat");
    if (primary != NULL) {
        COOP__TRY(read_names(r, primary, table, table->key, &table->n_key));
    }
    const coop__field_schema *key = &table->fields[table->key[0]];
    if (table->n_key == 1 && (key->type != COOP_TYPE_CODE || key->is_shares)) {
        return bad(r, COOP_UNSUPPORTED, primary, "a primary key of one field is of type code");
    }
    table->foreign = coop__arena_alloc(r->arena, (size_t)table->n_fields, sizeof *table->foreign);
    if (table->foreign == NULL) {
        return coop__no_memory(r->err);
    }
    COOP__TRY(read_foreign_keys(r, coop__json_get(schema, "foreignKeys"), table));
    return read_foreign_keys(r, coop__json_get(extension, "references"), table);
}

/* ---- tables ---- */

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

static coop_status read_roles(const reader *r, const coop__json *node, coop__table_schema *table)
{
    static const char *const names[] = {"time", "references", NULL};
    static const char *const roles[] = {"from", "to", "known", NULL};
    const coop__json *extension = coop__json_get(node, "coopstat");
    const coop__json *time = coop__json_get(extension, "time");
    COOP__TRY(need_kind(r, extension, COOP__JSON_OBJECT, "an object"));
    COOP__TRY(known_members(r, extension, "coopstat in a resource", names));
    COOP__TRY(need_kind(r, time, COOP__JSON_OBJECT, "an object of time roles"));
    COOP__TRY(known_members(r, time, "time", roles));
    COOP__TRY(read_role(r, time, "from", table, &table->from));
    COOP__TRY(read_role(r, time, "to", table, &table->to));
    return read_role(r, time, "known", table, &table->known);
}

/* Of a dialect only the delimiter may differ from what the reader does. */
static coop_status read_dialect(const reader *r, const coop__json *node, coop__table_schema *table)
{
    static const struct {
        const char *name;
        coop__json_kind kind;
        const char *text;
    } same[] = {{"header", COOP__JSON_TRUE, NULL},          {"doubleQuote", COOP__JSON_TRUE, NULL},
                {"skipInitialSpace", COOP__JSON_FALSE, NULL}, {"quoteChar", COOP__JSON_STRING, "\""},
                {"lineTerminator", COOP__JSON_STRING, "\n"},
                {"lineTerminator", COOP__JSON_STRING, "\r\n"},
                {"csvddfVersion", COOP__JSON_NUMBER, NULL}};
    const coop__json *dialect = coop__json_get(node, "dialect");
    COOP__TRY(need_kind(r, dialect, COOP__JSON_OBJECT, "an object"));
    COOP__TRY(delimiter_member(r, dialect, ',', &table->delimiter));
    const coop__json *first = dialect != NULL ? dialect->first : NULL;
    for (const coop__json *m = first; m != NULL; m = m->next) {
        bool is_same = strcmp(m->key, "delimiter") == 0;
        for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
            is_same = is_same || (strcmp(m->key, same[i].name) == 0 && m->kind == same[i].kind &&
                                  (same[i].text == NULL || strcmp(m->text, same[i].text) == 0));
        }
        if (!is_same) {
            return bad(r, COOP_UNSUPPORTED, m, "dialect '%s': files are RFC 4180 with a header, "
                                               "only the delimiter may be another", m->key);
        }
    }
    return COOP_OK;
}

/* Fields are found by name, so that "equal" is what is done; a list of one text is the same. */
static coop_status read_fields_match(const reader *r, const coop__json *schema,
                                     coop__table_schema *table)
{
    const coop__json *match = coop__json_get(schema, "fieldsMatch");
    bool is_list = match != NULL && match->kind == COOP__JSON_ARRAY && match->n_children == 1;
    const coop__json *word = is_list ? match->first : match;
    bool is_text = word != NULL && word->kind == COOP__JSON_STRING;
    table->is_subset = is_text && strcmp(word->text, "subset") == 0;
    return match == NULL || table->is_subset || (is_text && strcmp(word->text, "equal") == 0)
               ? COOP_OK
               : bad(r, COOP_UNSUPPORTED, match, "'fieldsMatch' may only be 'equal' or 'subset'");
}

static coop_status read_schema(const reader *r, const coop__json *node, coop__table_schema *table)
{
    static const char *const names[] = {"fields", "primaryKey", "foreignKeys", "missingValues",
                                        "fieldsMatch", "title", "description", NULL};
    const coop__json *schema = coop__json_get(node, "schema");
    if (schema == NULL || schema->kind != COOP__JSON_OBJECT) {
        return bad(r, COOP_FORMAT, schema != NULL ? schema : node, "table '%s' has no schema",
                   table->name);
    }
    COOP__TRY(known_members(r, schema, "a schema", names));
    COOP__TRY(read_fields_match(r, schema, table));
    COOP__TRY(read_fields(r, schema, table));
    COOP__TRY(check_currencies(r, table));
    COOP__TRY(read_keys(r, schema, table));
    return read_words(r, coop__json_get(schema, "missingValues"), COOP__JSON_ARRAY,
                      "a list of texts", &table->missing);
}

static coop_status read_table(const reader *r, const coop__json *node, coop__table_schema *table)
{
    static const char *const encodings[] = {"utf-8", "UTF-8", "utf8", NULL};
    static const char *const formats[] = {"csv", NULL};
    static const char *const nothing[] = {NULL};
    table->node = node;
    COOP__TRY(need_kind(r, node, COOP__JSON_OBJECT, "a resource"));
    COOP__TRY(required_text(r, node, "name", &table->name));
    COOP__TRY(required_text(r, node, "path", &table->path));
    if (!coop__path_is_safe(table->path)) {
        return bad(r, COOP_FORMAT, coop__json_get(node, "path"),
                   "path '%s' leaves the folder of the package", table->path);
    }
    COOP__TRY(only_text(r, node, "encoding", encodings));
    COOP__TRY(only_text(r, node, "format", formats));
    COOP__TRY(only_text(r, node, "compression", nothing));
    COOP__TRY(only_text(r, node, "data", nothing));
    COOP__TRY(read_dialect(r, node, table));
    COOP__TRY(read_schema(r, node, table));
    return read_roles(r, node, table);
}

/* ---- the package ---- */

static int64_t table_index(const coop__package_schema *schema, const char *name)
{
    for (int64_t i = 0; i < schema->n_tables; i++) {
        if (strcmp(schema->tables[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

/* A foreign key refers to the whole key of its target: rows are found by that alone. */
static coop_status check_foreign_keys(const reader *r, const coop__package_schema *schema,
                                      const coop__table_schema *table)
{
    for (int64_t i = 0; i < table->n_foreign; i++) {
        const coop__foreign_key *foreign = &table->foreign[i];
        int64_t index = table_index(schema, foreign->table);
        const coop__table_schema *target = index >= 0 ? &schema->tables[index] : NULL;
        if (target == NULL || target->n_key != 1) {
            return bad(r, COOP_REFERENCE, foreign->node,
                       "foreign key to '%s', which is no table with a key of one field",
                       foreign->table);
        }
        const char *key = target->fields[target->key[0]].name;
        if (strcmp(key, foreign->key) != 0) {
            return bad(r, COOP_UNSUPPORTED, foreign->node,
                       "foreign key to '%s' of '%s', whose key is '%s'", foreign->key,
                       foreign->table, key);
        }
    }
    return COOP_OK;
}

static coop_status read_as_of(const reader *r, const coop__json *root, coop_date *out)
{
    static const char *const names[] = {"as_of", NULL};
    const coop__json *extension = coop__json_get(root, "coopstat");
    const coop__json *as_of = coop__json_get(extension, "as_of");
    coop_error inner;
    COOP__TRY(need_kind(r, extension, COOP__JSON_OBJECT, "an object"));
    COOP__TRY(known_members(r, extension, "coopstat in a package", names));
    if (as_of == NULL || as_of->kind != COOP__JSON_STRING) {
        return bad(r, COOP_FORMAT, as_of != NULL ? as_of : root,
                   "coopstat.as_of is missing: the day up to which the package speaks");
    }
    if (coop__date_parse(as_of->text, as_of->n, out, &inner) != COOP_OK) {
        return bad(r, inner.code, as_of, "%s", inner.message);
    }
    return COOP_OK;
}

static coop_status read_tables(const reader *r, const coop__json *root,
                               coop__package_schema *schema)
{
    const coop__json *resources = coop__json_get(root, "resources");
    if (resources == NULL || resources->kind != COOP__JSON_ARRAY || resources->n_children == 0) {
        return bad(r, COOP_FORMAT, resources != NULL ? resources : root,
                   "the package has no resources");
    }
    if (resources->n_children > COOP__TABLES_MOST) {
        return bad(r, COOP_LIMIT, resources, "the package has %lld tables, at most %d may be",
                   (long long)resources->n_children, COOP__TABLES_MOST);
    }
    schema->tables = coop__arena_alloc(r->arena, (size_t)resources->n_children,
                                       sizeof *schema->tables);
    if (schema->tables == NULL) {
        return coop__no_memory(r->err);
    }
    for (const coop__json *t = resources->first; t != NULL; t = t->next) {
        coop__table_schema *table = &schema->tables[schema->n_tables];
        COOP__TRY(read_table(r, t, table));
        if (table_index(schema, table->name) >= 0) {
            return bad(r, COOP_CONFLICT, t, "table '%s' is there twice", table->name);
        }
        schema->n_tables++;
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
    if (n > COOP__DESCRIPTOR_MOST) {
        return coop__fail(err, COOP_LIMIT, "%s: %lld bytes, a descriptor has at most %lld", file,
                          (long long)n, (long long)COOP__DESCRIPTOR_MOST);
    }
    coop_status status = coop__json_parse(arena, bytes, n, &root, &inner);
    if (status == COOP_MEMORY) {
        return coop__no_memory(err);
    }
    if (status != COOP_OK) {
        return coop__fail_at(err, status, inner.line, inner.column, "%s:%lld:%lld: %s", file,
                             (long long)inner.line, (long long)inner.column, inner.message);
    }
    schema.node = root;
    COOP__TRY(text_member(&r, root, "title", "", &schema.title));
    COOP__TRY(text_member(&r, root, "version", "", &schema.version));
    COOP__TRY(read_as_of(&r, root, &schema.as_of));
    COOP__TRY(read_tables(&r, root, &schema));
    for (int64_t i = 0; i < schema.n_tables; i++) {
        COOP__TRY(check_foreign_keys(&r, &schema, &schema.tables[i]));
    }
    *out = schema;
    return COOP_OK;
}
