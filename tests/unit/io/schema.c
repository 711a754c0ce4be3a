/* schema.c -- tests of reading descriptors: what is understood, and that the rest is refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "meter.h"
#include "random.h"
#include "shared.h"

/* What is tested stands alone in line 2, so that its column is plain to see. */
#define ROOT(text) "{\"coopstat\": {\"as_of\": \"2025-12-31\"},\n" text "\n}"
#define RESOURCE(text) ROOT("\"resources\": [" text "]")
#define TABLE(members) RESOURCE("{\"name\": \"t\", \"path\": \"t.csv\",\n" members "}")
#define SCHEMA(members) TABLE("\"schema\": {\n" members "}")
#define FIELD(text) \
    "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [{\"name\": \"t\", \"path\": \"t.csv\", " \
    "\"schema\": {\"fields\": [\n" text "\n]}}]}"
#define TWO "\"fields\": [{\"name\": \"a\"}, {\"name\": \"b\"}],\n"

typedef struct sample {
    const char *text;
    coop_status status;
    int64_t line, column;
    const char *message; /* what the message holds */
} sample;

typedef struct reading {
    coop_status status;
    coop_error err;
    coop__package_schema schema;
    coop__arena arena;
} reading;

static void read_bytes(reading *r, const char *bytes, size_t n)
{
    memset(r, 0, sizeof *r);
    r->arena.a = coop__allocator_of(NULL);
    r->err.code = -7;
    r->schema.n_tables = -7;
    r->status = coop__schema_read(&r->arena, "d.json", bytes, n, &r->schema, &r->err);
    ck_assert_int_eq(r->err.code, r->status == COOP_OK ? -7 : r->status);
    ck_assert(r->status == COOP_OK || r->schema.n_tables == -7);
}

static void read_text(reading *r, const char *text)
{
    read_bytes(r, text, strlen(text));
}

/* The one field of a package, which must be readable. */
static const coop__field_schema *field_of(reading *r, const char *text)
{
    read_text(r, text);
    ck_assert_msg(r->status == COOP_OK, "%s", r->err.message);
    return &r->schema.tables[0].fields[0];
}

static void check_samples(const sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const sample *s = &samples[i];
        reading r;
        char place[60];
        read_text(&r, s->text);
        ck_assert_msg(r.status == s->status, "status %s for %s: %s", coop_status_name(r.status),
                      s->text, r.status == COOP_OK ? "" : r.err.message);
        if (s->status != COOP_OK) {
            snprintf(place, sizeof place, "d.json:%lld:%lld: ", (long long)s->line,
                     (long long)s->column);
            ck_assert_msg(r.err.line == s->line && r.err.column == s->column &&
                              strncmp(r.err.message, place, strlen(place)) == 0,
                          "'%s' for %s", r.err.message, s->text);
            ck_assert_msg(strstr(r.err.message, s->message) != NULL, "'%s' for %s", r.err.message,
                          s->text);
        }
        coop__arena_free(&r.arena);
    }
}
#define CHECK_SAMPLES(samples) check_samples(samples, sizeof(samples) / sizeof(samples)[0])

/* ---- what is understood ---- */

START_TEST(the_smallest_package_is_read)
{
    reading r;
    const coop__field_schema *field = field_of(&r, FIELD("{\"name\": \"a\"}"));
    const coop__table_schema *table = &r.schema.tables[0];
    ck_assert_str_eq(r.schema.title, "");
    ck_assert_str_eq(r.schema.version, "");
    ck_assert_int_eq(r.schema.as_of, 20453);
    ck_assert_int_eq(r.schema.n_tables, 1);
    ck_assert_str_eq(table->name, "t");
    ck_assert_str_eq(table->path, "t.csv");
    ck_assert_int_eq(table->delimiter, ',');
    ck_assert(table->n_key == 0 && table->n_foreign == 0 && table->missing.node == NULL);
    ck_assert(table->from == -1 && table->to == -1 && table->known == -1);
    ck_assert_str_eq(field->column, "a");
    ck_assert_int_eq(field->type, COOP_TYPE_CODE);
    ck_assert(!field->is_required && !field->is_unique && !field->has_minimum);
    ck_assert(field->words.node == NULL && field->enumerated.node == NULL);
    coop__arena_free(&r.arena);
}
END_TEST

START_TEST(types_are_frictionless_ones_or_those_of_the_extension)
{
    static const struct {
        const char *text;
        coop_type type;
        int32_t scale;
    } types[] = {
        {FIELD("{\"name\": \"a\", \"type\": \"integer\"}"), COOP_TYPE_INT64, 0},
        {FIELD("{\"name\": \"a\", \"type\": \"number\"}"), COOP_TYPE_FLOAT64, 0},
        {FIELD("{\"name\": \"a\", \"type\": \"boolean\"}"), COOP_TYPE_BOOL, 0},
        {FIELD("{\"name\": \"a\", \"type\": \"date\", \"format\": \"default\"}"), COOP_TYPE_DATE, 0},
        {FIELD("{\"name\": \"a\", \"type\": \"year\"}"), COOP_TYPE_SPAN, 0},
        {FIELD("{\"name\": \"a\", \"type\": \"yearmonth\"}"), COOP_TYPE_SPAN, 0},
        {FIELD("{\"name\": \"a\", \"type\": \"any\", \"title\": 1}"), COOP_TYPE_CODE, 0},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"span\"}}"), COOP_TYPE_SPAN, 0},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"set\"}}"), COOP_TYPE_SET, 0},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"text\"}}"), COOP_TYPE_TEXT, 0},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"int8\"}}"), COOP_TYPE_INT8, 0},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"money\"}}"), COOP_TYPE_MONEY, 2},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"money\", \"scale\": 0}}"),
         COOP_TYPE_MONEY, 0},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"money\", \"scale\": 6}}"),
         COOP_TYPE_MONEY, 6},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        reading r;
        const coop__field_schema *field = field_of(&r, types[i].text);
        ck_assert_msg(field->type == types[i].type, "%s", types[i].text);
        ck_assert_int_eq(field->scale, types[i].scale);
        coop__arena_free(&r.arena);
    }
}
END_TEST

START_TEST(a_field_is_read_with_all_it_may_have)
{
    reading r;
    const coop__field_schema *field = field_of(
        &r, FIELD("{\"name\": \"parties\", \"type\": \"string\", \"title\": \"x\", \"description\": "
                  "\"y\", \"example\": \"z\", \"rdfType\": \"u\", \"constraints\": {\"required\": "
                  "true, \"enum\": [\"KAZ\", \"UZB\"]}, \"coopstat\": {\"type\": \"set\", "
                  "\"delimiter\": \"|\", \"column\": \"Who\", \"unit\": \"party\", \"words\": "
                  "{\"Kazakhstan\": \"KAZ\", \"\\u041a\": \"KAZ\", \"-\": \"\"}}}"));
    ck_assert_str_eq(field->column, "Who");
    ck_assert_str_eq(field->unit, "party");
    ck_assert_int_eq(field->delimiter, '|');
    ck_assert(field->is_required);
    ck_assert_str_eq(coop__word_find(&field->words, "Kazakhstan", 10)->text, "KAZ");
    ck_assert_str_eq(coop__word_find(&field->words, "\xd0\x9a", 2)->text, "KAZ");
    ck_assert_str_eq(coop__word_find(&field->words, "-", 1)->text, "");
    ck_assert_ptr_null(coop__word_find(&field->words, "kazakhstan", 10));
    ck_assert_ptr_null(coop__word_find(&field->words, "Kazakhstan", 9));
    ck_assert_ptr_nonnull(coop__word_find(&field->enumerated, "UZB", 3));
    ck_assert_ptr_null(coop__word_find(&field->enumerated, "", 0));
    coop__arena_free(&r.arena);
}
END_TEST

/* Lists are looked up by a hash: a thousand words are found, and no other. */
START_TEST(long_lists_of_words_are_found_whole)
{
    char *text = malloc(100000);
    ck_assert_ptr_nonnull(text);
    size_t n = (size_t)snprintf(text, 100000, "%s", "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, "
                                "\"resources\": [{\"name\": \"t\", \"path\": \"t\", \"schema\": "
                                "{\"fields\": [{\"name\": \"a\", \"constraints\": {\"enum\": [\"\"");
    for (int i = 0; i < 3000; i++) {
        n += (size_t)snprintf(text + n, 100000 - n, ", \"w%d\"", i * 7);
    }
    snprintf(text + n, 100000 - n, "]}}]}}]}");
    reading r;
    const coop__field_schema *field = field_of(&r, text);
    for (int i = 0; i < 21000; i++) {
        char word[20];
        int length = snprintf(word, sizeof word, "w%d", i);
        const coop__json *found = coop__word_find(&field->enumerated, word, (size_t)length);
        ck_assert((found != NULL) == (i % 7 == 0));
        ck_assert(found == NULL || strcmp(found->text, word) == 0);
    }
    ck_assert_ptr_nonnull(coop__word_find(&field->enumerated, "", 0));
    coop__arena_free(&r.arena);
    free(text);
}
END_TEST

START_TEST(keys_references_and_time_roles_are_resolved)
{
    reading r;
    read_text(&r, "{\"title\": \"T\", \"version\": \"9\", \"coopstat\": {\"as_of\": \"2024-02-29\"}, "
                  "\"licenses\": [], \"x\": 1, \"resources\": ["
                  "{\"name\": \"a\", \"path\": \"in/a.csv\", \"encoding\": \"utf-8\", \"bytes\": 1,"
                  " \"dialect\": {\"delimiter\": \"\\t\", \"header\": true, \"quoteChar\": \"\\\"\"},"
                  " \"schema\": {\"fields\": [{\"name\": \"i\"}, {\"name\": \"up\"}, {\"name\": "
                  "\"d\", \"type\": \"date\"}], \"primaryKey\": \"i\", \"foreignKeys\": [{\"fields\": "
                  "\"up\", \"reference\": {\"resource\": \"\", \"fields\": [\"i\"]}}], "
                  "\"missingValues\": [\"\", \"-\"]}, \"coopstat\": {\"time\": {\"from\": \"d\"}}},"
                  "{\"name\": \"b\", \"path\": \"b.csv\", \"schema\": {\"fields\": [{\"name\": \"x\"}, "
                  "{\"name\": \"y\", \"coopstat\": {\"type\": \"set\"}}], \"primaryKey\": [\"x\", "
                  "\"y\"], \"foreignKeys\": [{\"fields\": [\"y\"], \"reference\": {\"resource\": "
                  "\"a\", \"fields\": \"i\"}}]}}]}");
    ck_assert_msg(r.status == COOP_OK, "%s", r.err.message);
    const coop__table_schema *a = &r.schema.tables[0];
    const coop__table_schema *b = &r.schema.tables[1];
    ck_assert_str_eq(r.schema.title, "T");
    ck_assert_str_eq(r.schema.version, "9");
    ck_assert_int_eq(a->delimiter, '\t');
    ck_assert(a->n_key == 1 && a->key[0] == 0 && a->from == 2 && a->known == -1);
    ck_assert(a->n_foreign == 1 && a->foreign[0].field == 1);
    ck_assert_str_eq(a->foreign[0].table, "a");
    ck_assert_ptr_nonnull(coop__word_find(&a->missing, "-", 1));
    ck_assert_ptr_null(coop__word_find(&a->missing, "--", 2));
    ck_assert(b->n_key == 2 && b->key[1] == 1 && b->foreign[0].field == 1);
    ck_assert_str_eq(b->foreign[0].table, "a");
    coop__arena_free(&r.arena);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(a_package_that_is_none_is_refused)
{
    static const sample samples[] = {
        {"", COOP_FORMAT, 1, 1, "expected a value"},
        {"\xef\xbb\xbf", COOP_FORMAT, 1, 1, "expected a value"},
        {"[]", COOP_FORMAT, 1, 1, "coopstat.as_of is missing"},
        {"{\n}", COOP_FORMAT, 1, 1, "coopstat.as_of is missing"},
        {"{\"a\": 1,}", COOP_FORMAT, 1, 9, "name in double quotes"},
        {"{\"a\": 1, \"a\": 2}", COOP_FORMAT, 1, 10, "there twice"},
        {"\xff\xfe{\0", COOP_FORMAT, 1, 1, "UTF-16"},
        {"{\"title\": \"\xcf\xf0\xe8\"}", COOP_FORMAT, 1, 12, "not UTF-8"},
        {"{\"coopstat\": 3}", COOP_FORMAT, 1, 14, "need an object"},
        {"{\"coopstat\": {\"as_of\": 2025}}", COOP_FORMAT, 1, 24, "as_of is missing"},
        {"{\"coopstat\": {\"as_of\": \"2025\"}}", COOP_FORMAT, 1, 24, "need YYYY-MM-DD"},
        {"{\"coopstat\": {\"as_of\": \"2025-06-31\"}}", COOP_RANGE, 1, 24, "day is 31"},
        {"{\"coopstat\": {\"asof\": \"2025-06-30\"}}", COOP_UNSUPPORTED, 1, 23,
         "'asof' is no member of coopstat in a package, the nearest is 'as_of'"},
        {ROOT("\"title\": 3"), COOP_FORMAT, 2, 10, "'title' is no text"},
        {ROOT("\"x\": 0"), COOP_FORMAT, 1, 1, "no resources"},
        {ROOT("\"resources\": {}"), COOP_FORMAT, 2, 14, "no resources"},
        {RESOURCE(""), COOP_FORMAT, 2, 14, "no resources"},
    };
    CHECK_SAMPLES(samples);
    reading r;
    read_bytes(&r, "{\"a\": \0}", 8);
    ck_assert_int_eq(r.status, COOP_FORMAT);
    coop__arena_free(&r.arena);
}
END_TEST

START_TEST(a_resource_that_would_be_read_otherwise_is_refused)
{
    static const sample samples[] = {
        {RESOURCE("7"), COOP_FORMAT, 2, 15, "need a resource"},
        {RESOURCE("{\"name\": \"t\", \"path\": \"a\", \"schema\": {\"fields\": [{\"name\": \"a\"}]}},\n"
                  "{\"name\": \"t\", \"path\": \"b\", \"schema\": {\"fields\": [{\"name\": \"a\"}]}}"),
         COOP_CONFLICT, 3, 1, "table 't' is there twice"},
        {RESOURCE("{}"), COOP_FORMAT, 2, 15, "'name' is missing"},
        {RESOURCE("{\"name\": \"\"}"), COOP_FORMAT, 2, 15, "'name' is missing"},
        {RESOURCE("{\"name\": 1}"), COOP_FORMAT, 2, 24, "'name' is no text"},
        {RESOURCE("{\"name\": \"t\"}"), COOP_FORMAT, 2, 15, "'path' is missing"},
        {RESOURCE("{\"name\": \"t\", \"path\": [\"a\"]}"), COOP_FORMAT, 2, 37, "'path' is no text"},
        {TABLE("\"schema\": \"s.json\""), COOP_FORMAT, 3, 11, "has no schema"},
        {TABLE("\"x\": 1"), COOP_FORMAT, 2, 15, "has no schema"},
        {TABLE("\"encoding\": \"cp1251\""), COOP_UNSUPPORTED, 3, 13, "may only be 'utf-8'"},
        {TABLE("\"encoding\": 8"), COOP_UNSUPPORTED, 3, 13, "may only be 'utf-8'"},
        {TABLE("\"format\": \"xlsx\""), COOP_UNSUPPORTED, 3, 11, "may only be 'csv'"},
        {TABLE("\"compression\": \"gz\""), COOP_UNSUPPORTED, 3, 16, "may only be absent"},
        {TABLE("\"data\": []"), COOP_UNSUPPORTED, 3, 9, "may only be absent"},
        {TABLE("\"dialect\": \"x\""), COOP_FORMAT, 3, 12, "need an object"},
        {TABLE("\"dialect\": {\"delimiter\": \"\"}"), COOP_FORMAT, 3, 26, "one character"},
        {TABLE("\"dialect\": {\"delimiter\": \"||\"}"), COOP_FORMAT, 3, 26, "one character"},
        {TABLE("\"dialect\": {\"delimiter\": \"\\n\"}"), COOP_FORMAT, 3, 26, "one character"},
        {TABLE("\"dialect\": {\"delimiter\": \"\\\"\"}"), COOP_FORMAT, 3, 26, "no quote"},
        {TABLE("\"dialect\": {\"delimiter\": \"\\u00e9\"}"), COOP_FORMAT, 3, 26, "ASCII"},
        {TABLE("\"dialect\": {\"delimiter\": 1}"), COOP_FORMAT, 3, 26, "one character"},
        {TABLE("\"dialect\": {\"header\": false}"), COOP_UNSUPPORTED, 3, 23, "dialect 'header'"},
        {TABLE("\"dialect\": {\"commentChar\": \"#\"}"), COOP_UNSUPPORTED, 3, 28, "'commentChar'"},
        {TABLE("\"dialect\": {\"quoteChar\": \"'\"}"), COOP_UNSUPPORTED, 3, 26, "'quoteChar'"},
        {TABLE("\"dialect\": {\"skipInitialSpace\": true}"), COOP_UNSUPPORTED, 3, 33, "RFC 4180"},
        {SCHEMA("\"x\": 1"), COOP_UNSUPPORTED, 4, 6, "'x' is no member of a schema"},
        {SCHEMA("\"primarykey\": \"a\""), COOP_UNSUPPORTED, 4, 15, "nearest is 'primaryKey'"},
        {SCHEMA("\"title\": \"x\""), COOP_FORMAT, 3, 11, "has no fields"},
        {SCHEMA("\"fields\": []"), COOP_FORMAT, 4, 11, "has no fields"},
        {SCHEMA("\"fields\": {}"), COOP_FORMAT, 4, 11, "has no fields"},
        {SCHEMA(TWO "\"missingValues\": \"-\""), COOP_FORMAT, 5, 18, "need a list of texts"},
        {SCHEMA(TWO "\"missingValues\": [\"\", {}]"), COOP_UNSUPPORTED, 5, 23, "each of them a text"},
    };
    CHECK_SAMPLES(samples);
}
END_TEST

START_TEST(a_path_stays_inside_the_folder)
{
    static const char *const bad[] = {"/etc/passwd", "../x.csv", "a/../../x.csv", "..", "a/..",
                                      "http://a/x.csv", "file:///etc/passwd", "a\\\\..\\\\x.csv",
                                      "./../x", "a//../b"};
    static const char *const good[] = {"x.csv", "a/b/x.csv", "..x", "x..", "a/...", "./x.csv",
                                       "a..b/x", "http:x", "\\u0430.csv", "-", "a b"};
    char text[400];
    reading r;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(text, sizeof text, RESOURCE("{\"name\": \"t\", \"path\":\n\"%s\"}"), bad[i]);
        read_text(&r, text);
        ck_assert_msg(r.status == COOP_FORMAT && strstr(r.err.message, "leaves the folder") != NULL,
                      "%s", bad[i]);
        ck_assert_int_eq(r.err.line, 3);
        ck_assert_int_eq(r.err.column, 1);
        coop__arena_free(&r.arena);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        snprintf(text, sizeof text,
                 RESOURCE("{\"name\": \"t\", \"path\": \"%s\", \"schema\": {\"fields\": [{\"name\": "
                          "\"a\"}]}}"), good[i]);
        read_text(&r, text);
        ck_assert_msg(r.status == COOP_OK, "%s", good[i]);
        coop__arena_free(&r.arena);
    }
}
END_TEST

START_TEST(a_field_that_would_be_half_understood_is_refused)
{
    static const sample samples[] = {
        {FIELD("\"a\""), COOP_FORMAT, 2, 1, "need a field"},
        {FIELD("{}"), COOP_FORMAT, 2, 1, "'name' is missing"},
        {FIELD("{\"name\": \"a\"}, {\"name\": \"a\"}"), COOP_CONFLICT, 2, 16, "there twice"},
        {FIELD("{\"name\": \"a\", \"type\": 1}"), COOP_FORMAT, 2, 23, "'type' is no text"},
        {FIELD("{\"name\": \"a\", \"type\": \"time\"}"), COOP_UNSUPPORTED, 2, 23, "type 'time'"},
        {FIELD("{\"name\": \"a\", \"type\": \"duration\"}"), COOP_UNSUPPORTED, 2, 23, "'duration'"},
        {FIELD("{\"name\": \"a\", \"type\": \"date\", \"format\": \"%d/%m/%y\"}"), COOP_UNSUPPORTED,
         2, 41, "'format' may only be 'default'"},
        {FIELD("{\"name\": \"a\", \"constraint\": {}}"), COOP_UNSUPPORTED, 2, 29,
         "the nearest is 'constraints'"},
        {FIELD("{\"name\": \"a\", \"decimalChar\": \",\"}"), COOP_FORMAT, 2, 1,
         "belong to numbers"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"span\", \"year_only\": \"b\", "
               "\"precision\": \"c\"}}"), COOP_CONFLICT, 2, 1, "both precision and year_only"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"crosswalk\": \"aidata\"}}"), COOP_REFERENCE, 2, 41,
         "no scheme of the library"},
        {FIELD("{\"name\": \"a\", \"bareNumber\": false}"), COOP_UNSUPPORTED, 2, 29, "no member"},
        {FIELD("{\"name\": \"a\", \"trueValues\": [\"Y\"]}"), COOP_UNSUPPORTED, 2, 29, "no member"},
        {FIELD("{\"name\": \"a\", \"missingValues\": []}"), COOP_UNSUPPORTED, 2, 32, "no member"},
        {FIELD("{\"name\": \"a\", \"coopstat\": []}"), COOP_FORMAT, 2, 27, "need an object"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"colum\": \"b\"}}"), COOP_UNSUPPORTED, 2, 37,
         "'colum' is no member of coopstat in a field, the nearest is 'column'"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"column\": 1}}"), COOP_FORMAT, 2, 38, "no text"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"Span\"}}"), COOP_UNSUPPORTED, 2, 36,
         "type 'Span'"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"precision\": \"b\"}}"), COOP_FORMAT, 2, 41,
         "'precision' belongs to a span, 'a' is a code"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"currency\": \"USD\"}}"), COOP_FORMAT, 2, 40,
         "'currency' belongs to money"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"delimiter\": \";\"}}"), COOP_FORMAT, 2, 41,
         "'delimiter' belongs to a set"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"scale\": 0}}"), COOP_FORMAT, 2, 37,
         "'scale' belongs to money"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"sum_at_most\": 1}}"), COOP_FORMAT, 2, 43,
         "'sum_at_most' belongs to shares"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"shares\", \"sum_at_most\": 0}}"),
         COOP_RANGE, 2, 61, "needs to be above 0"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"money\", \"scale\": -1}}"), COOP_RANGE,
         2, 54, "0 to 6"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"money\", \"scale\": 7}}"), COOP_RANGE,
         2, 54, "0 to 6"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"money\", \"scale\": 1.5}}"), COOP_RANGE,
         2, 54, "0 to 6"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"money\", \"currency\": \"curency\"}}"),
         COOP_REFERENCE, 2, 1, "no field that holds one"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"money\", \"currency\": \"usd\"}}"),
         COOP_REFERENCE, 2, 1, "three capital letters"},
        {FIELD("{\"name\": \"c\"}, {\"name\": \"a\", \"coopstat\": {\"type\": \"money\", \"currency\": "
               "\"c\"}}"), COOP_OK, 0, 0, ""},
        {FIELD("{\"name\": \"c\", \"type\": \"number\"}, {\"name\": \"a\", \"coopstat\": {\"type\": "
               "\"money\", \"currency\": \"c\"}}"), COOP_REFERENCE, 2, 34, "no field that holds one"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"set\", \"delimiter\": \"; \"}}"),
         COOP_FORMAT, 2, 56, "one character"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"words\": [\"x\"]}}"), COOP_FORMAT, 2, 37,
         "need an object of words"},
        {FIELD("{\"name\": \"a\", \"coopstat\": {\"words\": {\"x\": 1}}}"), COOP_UNSUPPORTED, 2, 43,
         "each of them a text"},
        {FIELD("{\"name\": \"a\", \"constraints\": {\"enum\": [\"b\"]}, \"coopstat\": {\"words\": "
               "{\"x\": \"c\"}}}"), COOP_REFERENCE, 2, 75, "'c' is no word of the enum of 'a'"},
    };
    CHECK_SAMPLES(samples);
}
END_TEST

START_TEST(a_constraint_that_is_not_checked_is_refused)
{
#define CONSTRAINED(type, text) \
    FIELD("{\"name\": \"a\", \"coopstat\": {\"type\": \"" type "\"}, \"constraints\":\n{" text "}}")
    static const sample samples[] = {
        {CONSTRAINED("code", "\"pattern\": \"[A-Z]\""), COOP_UNSUPPORTED, 3, 13,
         "constraint 'pattern' is not checked"},
        {CONSTRAINED("code", "\"minLength\": 1"), COOP_UNSUPPORTED, 3, 15, "'minLength'"},
        {CONSTRAINED("code", "\"Required\": true"), COOP_UNSUPPORTED, 3, 14, "'Required'"},
        {CONSTRAINED("code", "\"required\": 1"), COOP_FORMAT, 3, 14, "neither true nor false"},
        {CONSTRAINED("code", "\"required\": \"true\""), COOP_FORMAT, 3, 14, "neither true nor"},
        {CONSTRAINED("code", "\"enum\": \"x\""), COOP_FORMAT, 3, 10, "need a list of words"},
        {CONSTRAINED("code", "\"enum\": [\"x\", 1]"), COOP_UNSUPPORTED, 3, 16, "each of them a text"},
        {CONSTRAINED("code", "\"enum\": []"), COOP_FORMAT, 3, 10, "allows nothing"},
        {CONSTRAINED("int8", "\"minimum\": \"1\""), COOP_FORMAT, 3, 13, "'minimum' is no number"},
        {CONSTRAINED("code", "\"minimum\": 1"), COOP_UNSUPPORTED, 3, 1, "belong to numbers"},
        {CONSTRAINED("date", "\"maximum\": 1"), COOP_UNSUPPORTED, 3, 1, "belong to numbers"},
        {CONSTRAINED("bool", "\"maximum\": 1"), COOP_UNSUPPORTED, 3, 1, "belong to numbers"},
        {CONSTRAINED("int64", "\"minimum\": 2, \"maximum\": 1"), COOP_FORMAT, 3, 1, "above its"},
        {CONSTRAINED("int64", "\"minimum\": 1, \"maximum\": 1"), COOP_OK, 0, 0, ""},
        {CONSTRAINED("int64", "\"maximum\": 9007199254740991"), COOP_OK, 0, 0, ""},
        {CONSTRAINED("int64", "\"maximum\": 9007199254740992"), COOP_RANGE, 3, 13, "2^53"},
        {CONSTRAINED("int64", "\"minimum\": -9007199254740992"), COOP_RANGE, 3, 13, "2^53"},
        {CONSTRAINED("int64", "\"unique\": true"), COOP_UNSUPPORTED, 3, 1, "words only"},
        {CONSTRAINED("shares", "\"unique\": true"), COOP_UNSUPPORTED, 3, 1, "words only"},
        {CONSTRAINED("int64", "\"unique\": false"), COOP_OK, 0, 0, ""},
    };
    CHECK_SAMPLES(samples);
    static const sample none[] = {
        {FIELD("{\"name\": \"a\", \"constraints\":\n[]}"), COOP_FORMAT, 3, 1, "of constraints"},
    };
    CHECK_SAMPLES(none);
}
END_TEST

START_TEST(a_key_that_cannot_be_kept_is_refused)
{
#define FOREIGN(text) SCHEMA(TWO "\"primaryKey\": \"a\", \"foreignKeys\":\n[" text "]")
    static const sample samples[] = {
        {SCHEMA(TWO "\"primaryKey\": \"c\""), COOP_REFERENCE, 5, 15, "has no field 'c'"},
        {SCHEMA(TWO "\"primaryKey\": 1"), COOP_REFERENCE, 5, 15, "has no field '?'"},
        {SCHEMA(TWO "\"primaryKey\": [\"a\", \"c\"]"), COOP_REFERENCE, 5, 21, "no field 'c'"},
        {SCHEMA(TWO "\"primaryKey\": [\"a\", \"a\"]"), COOP_CONFLICT, 5, 21, "in the key twice"},
        {SCHEMA("\"fields\": [{\"name\": \"a\", \"type\": \"integer\"}],\n\"primaryKey\": \"a\""),
         COOP_UNSUPPORTED, 5, 15, "is of type code"},
        {SCHEMA(TWO "\"foreignKeys\": {}"), COOP_FORMAT, 5, 16, "list of foreign keys"},
        {TABLE("\"schema\": {" TWO "\"primaryKey\": \"a\"}, \"coopstat\": {\"references\": {}}"),
         COOP_FORMAT, 4, 48, "list of foreign keys"},
        {SCHEMA(TWO "\"fieldsMatch\": \"partial\""), COOP_UNSUPPORTED, 5, 16, "'equal' or 'subset'"},
        {SCHEMA(TWO "\"fieldsMatch\": []"), COOP_UNSUPPORTED, 5, 16, "'equal' or 'subset'"},
        {SCHEMA(TWO "\"fieldsMatch\": [\"subset\", \"equal\"]"), COOP_UNSUPPORTED, 5, 16,
         "'equal' or 'subset'"},
        {FOREIGN("1"), COOP_FORMAT, 6, 2, "need a foreign key"},
        {FOREIGN("{}"), COOP_FORMAT, 6, 2, "needs fields and reference"},
        {FOREIGN("{\"fields\": [], \"reference\": {\"resource\": \"\", \"fields\": \"a\"}}"),
         COOP_UNSUPPORTED, 6, 13, "is one field"},
        {FOREIGN("{\"fields\": [\"a\", \"b\"], \"reference\": {\"resource\": \"\", \"fields\": "
                 "\"a\"}}"), COOP_UNSUPPORTED, 6, 13, "is one field"},
        {FOREIGN("{\"fields\": \"b\", \"reference\": \"t\"}"), COOP_FORMAT, 6, 31, "need an object"},
        {FOREIGN("{\"fields\": \"b\", \"reference\": {\"fields\": \"a\"}}"), COOP_FORMAT, 6, 31,
         "'resource' is missing"},
        {FOREIGN("{\"fields\": \"b\", \"reference\": {\"resource\": \"\"}}"), COOP_UNSUPPORTED, 6, 13,
         "refers to one field"},
        {FOREIGN("{\"fields\": \"b\", \"reference\": {\"resource\": \"u\", \"fields\": \"a\"}}"),
         COOP_REFERENCE, 6, 2, "which is no table with a key of one field"},
        {FOREIGN("{\"fields\": \"b\", \"reference\": {\"resource\": \"\", \"fields\": \"b\"}}"),
         COOP_UNSUPPORTED, 6, 2, "foreign key to 'b' of 't', whose key is 'a'"},
        {FOREIGN("{\"fields\": \"b\", \"reference\": {\"resource\": \"\", \"fields\": \"a\"}}, "
                 "{\"fields\": \"b\", \"reference\": {\"resource\": \"\", \"fields\": \"a\"}}"),
         COOP_CONFLICT, 6, 76, "two foreign keys"},
        {FOREIGN("1, 2, 3"), COOP_CONFLICT, 6, 1, "more foreign keys than fields"},
        {TABLE("\"schema\": {\"fields\": [{\"name\": \"d\", \"type\": \"date\"}]}, \"coopstat\": "
               "{\"time\": {\"from\": \"d\"}}"), COOP_OK, 0, 0, ""},
        {TABLE("\"schema\": {" TWO "\"primaryKey\": \"a\"}, \"coopstat\": {\"tim\": 1}"),
         COOP_UNSUPPORTED, 4, 41, "nearest is 'time'"},
        {TABLE("\"schema\": {" TWO "\"primaryKey\": \"a\"}, \"coopstat\": {\"time\": {\"form\": "
               "\"a\"}}"), COOP_UNSUPPORTED, 4, 51, "nearest is 'from'"},
        {TABLE("\"schema\": {" TWO "\"primaryKey\": \"a\"}, \"coopstat\": {\"time\": {\"from\": "
               "\"a\"}}"), COOP_REFERENCE, 4, 42, "no date field"},
        {TABLE("\"schema\": {" TWO "\"primaryKey\": \"a\"}, \"coopstat\": {\"time\": {\"from\": "
               "\"z\"}}"), COOP_REFERENCE, 4, 42, "no date field"},
    };
    CHECK_SAMPLES(samples);
}
END_TEST

/* ---- limits ---- */

/* `n` times a piece between a head and a tail. */
static char *repeated(const char *head, const char *piece, size_t n, const char *tail)
{
    size_t length = strlen(piece);
    char *text = malloc(strlen(head) + n * (length + 12) + strlen(tail) + 1);
    ck_assert_ptr_nonnull(text);
    char *to = text + sprintf(text, "%s", head);
    for (size_t i = 0; i < n; i++) {
        to += sprintf(to, piece, (int)i, (int)i);
        *to++ = i + 1 < n ? ',' : ' ';
    }
    strcpy(to, tail);
    return text;
}

static coop_status status_of(char *text)
{
    reading r;
    read_text(&r, text);
    coop__arena_free(&r.arena);
    free(text);
    return r.status;
}

#define START "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": ["

START_TEST(limits_are_the_last_numbers_that_pass)
{
    static const char fields[] = START "{\"name\": \"t\", \"path\": \"t\", \"schema\": {\"fields\": [";
    static const char keys[] = START "{\"name\": \"t\", \"path\": \"t\", \"schema\": {\"fields\": "
        "[{\"name\": \"0\"}, {\"name\": \"1\"}, {\"name\": \"2\"}, {\"name\": \"3\"}, {\"name\": \"4\"}, "
        "{\"name\": \"5\"}, {\"name\": \"6\"}, {\"name\": \"7\"}, {\"name\": \"8\"}], \"primaryKey\": [";
    static const char table[] = "{\"name\": \"t%d\", \"path\": \"%d\", \"schema\": {\"fields\": "
                                "[{\"name\": \"a\"}]}}";
    for (int past = 0; past < 2; past++) {
        coop_status wanted = past ? COOP_LIMIT : COOP_OK;
        size_t more = (size_t)past;
        ck_assert_int_eq(status_of(repeated(fields, "{\"name\": \"%d\"}", COOP__FIELDS_MOST + more,
                                            "]}}]}")), wanted);
        ck_assert_int_eq(status_of(repeated(START, table, COOP__TABLES_MOST + more, "]}")), wanted);
        ck_assert_int_eq(status_of(repeated(keys, "\"%d\"", COOP__KEY_MOST + more, "]}}]}")),
                         wanted);
    }
}
END_TEST

START_TEST(a_descriptor_has_at_most_a_mebibyte)
{
    static const char package[] = FIELD("{\"name\": \"a\"}");
    char *bytes = malloc(COOP__DESCRIPTOR_MOST + 1);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, ' ', COOP__DESCRIPTOR_MOST + 1);
    memcpy(bytes, package, sizeof package - 1);
    for (int past = -1; past <= 1; past++) {
        meter m = {0};
        coop_allocator a = metered(&m);
        coop__arena arena = {.a = &a};
        coop__package_schema schema;
        coop_error err;
        coop_status status = coop__schema_read(
            &arena, "d", bytes, (size_t)((int64_t)COOP__DESCRIPTOR_MOST + past), &schema, &err);
        ck_assert_int_eq(status, past > 0 ? COOP_LIMIT : COOP_OK);
        ck_assert(status == COOP_OK || strstr(err.message, "at most 1048576") != NULL);
        ck_assert(past <= 0 || m.peak == 0);
        coop__arena_free(&arena);
    }
    free(bytes);
}
END_TEST

/* The worst that a descriptor of the full size can ask for stays within 64 MB. */
START_TEST(a_hostile_descriptor_takes_bounded_memory)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__arena arena = {.a = &a};
    coop__package_schema schema;
    coop_error err;
    char *bytes = malloc(COOP__DESCRIPTOR_MOST);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < COOP__DESCRIPTOR_MOST; i += 2) {
        memcpy(bytes + i, i == 0 ? "[1" : ",1", 2);
    }
    bytes[COOP__DESCRIPTOR_MOST - 1] = ']';
    bytes[COOP__DESCRIPTOR_MOST - 2] = '1';
    bytes[COOP__DESCRIPTOR_MOST - 3] = '1';
    ck_assert_int_eq(coop__schema_read(&arena, "d", bytes, COOP__DESCRIPTOR_MOST, &schema, &err),
                     COOP_FORMAT);
    ck_assert_msg(m.peak < 64u << 20, "%zu bytes", m.peak);
    coop__arena_free(&arena);
    ck_assert_uint_eq(m.live, 0);
    free(bytes);
}
END_TEST

/* ---- damaged descriptors ---- */

static char *embedded_descriptor(size_t *n)
{
    char path[1000];
    char *bytes = file_read(source_path("lib/data/datapackage.json", path, sizeof path), n);
    ck_assert_ptr_nonnull(bytes);
    return bytes;
}

/* Whatever a byte becomes: a package or a failure with a place inside the file. */
START_TEST(a_damaged_descriptor_is_read_or_refused_with_a_place)
{
    size_t n = 0;
    char *bytes = embedded_descriptor(&n);
    uint64_t state = 20251231;
    static const char marks[] = "{}[]\",:0\\ \n\t\x01\xff";
    int64_t n_refused = 0;
    for (int i = 0; i < 1500; i++) {
        char saved[4];
        size_t at = (size_t)(next_random(&state) % (n - 4));
        memcpy(saved, bytes + at, 4);
        for (size_t j = 0; j < 1 + (size_t)(next_random(&state) % 4); j++) {
            bytes[at + j] = marks[next_random(&state) % (sizeof marks - 1)];
        }
        reading r;
        read_bytes(&r, bytes, n);
        ck_assert(r.status == COOP_OK || (r.err.line >= 1 && r.err.line <= 1100));
        n_refused += r.status != COOP_OK ? 1 : 0;
        coop__arena_free(&r.arena);
        memcpy(bytes + at, saved, 4);
    }
    ck_assert_int_gt(n_refused, 500);
    free(bytes);
}
END_TEST

START_TEST(a_descriptor_that_ends_early_is_refused)
{
    size_t n = 0;
    char *bytes = embedded_descriptor(&n);
    while (bytes[n - 1] == '\n') {
        n--;
    }
    for (size_t end = 0; end < n; end += end < 3000 || end + 300 > n ? 1 : 97) {
        reading r;
        read_bytes(&r, bytes, end);
        ck_assert_int_eq(r.status, COOP_FORMAT);
        coop__arena_free(&r.arena);
    }
    free(bytes);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    size_t n = 0;
    char *bytes = embedded_descriptor(&n);
    for (int64_t k = 1;; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop__arena arena = {.a = &a};
        coop__package_schema schema = {.n_tables = -7};
        coop_error err = {0};
        coop_status status = coop__schema_read(&arena, "d", bytes, n, &schema, &err);
        coop__arena_free(&arena);
        ck_assert_uint_eq(m.live, 0);
        if (m.calls < k) {
            ck_assert_int_eq(status, COOP_OK);
            ck_assert_int_gt(k, 10);
            break;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
        ck_assert_str_eq(err.message, "out of memory");
        ck_assert_int_eq(schema.n_tables, -7);
    }
    free(bytes);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("schema");
    TCase *read = tcase_create("read");
    tcase_add_test(read, the_smallest_package_is_read);
    tcase_add_test(read, types_are_frictionless_ones_or_those_of_the_extension);
    tcase_add_test(read, a_field_is_read_with_all_it_may_have);
    tcase_add_test(read, long_lists_of_words_are_found_whole);
    tcase_add_test(read, keys_references_and_time_roles_are_resolved);
    tcase_add_test(read, a_package_that_is_none_is_refused);
    tcase_add_test(read, a_resource_that_would_be_read_otherwise_is_refused);
    tcase_add_test(read, a_path_stays_inside_the_folder);
    tcase_add_test(read, a_field_that_would_be_half_understood_is_refused);
    tcase_add_test(read, a_constraint_that_is_not_checked_is_refused);
    tcase_add_test(read, a_key_that_cannot_be_kept_is_refused);
    tcase_add_test(read, limits_are_the_last_numbers_that_pass);
    tcase_add_test(read, a_descriptor_has_at_most_a_mebibyte);
    tcase_add_test(read, a_hostile_descriptor_takes_bounded_memory);
    tcase_add_test(read, a_damaged_descriptor_is_read_or_refused_with_a_place);
    tcase_add_test(read, a_descriptor_that_ends_early_is_refused);
    tcase_add_test(read, every_allocation_may_fail);
    tcase_set_timeout(read, 60);
    suite_add_tcase(s, read);
    return s;
}

#include "check_main.h"
