/* small_rail.h -- small registers with a rail network, written as text, and reading what the
 * corridor functions give of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_SMALL_RAIL_H
#define COOP_TEST_SMALL_RAIL_H

#include <coopstat/coopstat.h>
#include <coopstat/rail.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "folder.h"
#include "meter.h"
#include "table/table.h"

/* ---- small registers ---- */

/* columns: "name:type name:type ..."; rows: lines of cells divided by ',', empty ones missing. */
typedef struct sheet {
    const char *name, *columns, *rows;
} sheet;

#define SHEETS_MOST 4
#define CELLS_MOST 16
#define SMALL_AS_OF 20454 /* 2026-01-01, as in package_of */

/* Cuts a copy at the marks; returns how many pieces there are. */
static inline int cut(char *text, char mark, char **out, int most)
{
    int n = 0;
    for (char *at = text; at != NULL; n++) {
        ck_assert_int_lt(n, most);
        out[n] = at;
        at = strchr(at, mark);
        if (at != NULL) {
            *at++ = '\0';
        }
    }
    return n;
}

static inline coop_table *table_of(const sheet *s)
{
    coop_builder *builder = NULL;
    coop_table *table = NULL;
    char *fields[CELLS_MOST];
    char *columns = strdup(s->columns);
    ck_assert_int_eq(coop_builder_new(NULL, &builder, NULL), COOP_OK);
    int n = cut(columns, ' ', fields, CELLS_MOST);
    for (int i = 0; i < n; i++) {
        char *type = strchr(fields[i], ':');
        *type++ = '\0';
        int status =
            coop_builder_column(builder, fields[i], coop__type_of_name(type), 0, NULL, NULL);
        ck_assert_int_eq(status, COOP_OK);
    }
    for (const char *line = s->rows; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        char *copy = strndup(line, length);
        ck_assert_int_eq(cut(copy, ',', fields, CELLS_MOST), n);
        for (int i = 0; i < n; i++) {
            coop_error err = {0};
            const char *cell = fields[i][0] == '\0' ? NULL : fields[i];
            ck_assert_msg(coop_builder_text(builder, cell, &err) == COOP_OK, "%s", err.message);
        }
        free(copy);
        line += length + (line[length] == '\n' ? 1 : 0);
    }
    ck_assert_int_eq(coop_builder_finish(builder, &table, NULL), COOP_OK);
    free(columns);
    return table;
}

static inline coop_dataset *register_of(const sheet *sheets, int n)
{
    coop_table *tables[SHEETS_MOST];
    const char *names[SHEETS_MOST];
    for (int i = 0; i < n; i++) {
        tables[i] = table_of(&sheets[i]);
        names[i] = sheets[i].name;
    }
    coop_dataset *data = NULL;
    coop_error err = {0};
    int status = coop_dataset_of_tables(tables, names, n, SMALL_AS_OF, &data, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return data;
}

/* Appends a sheet to a descriptor, and its header and rows to a CSV text. */
static inline void describe(const sheet *s, char *json, char *csv)
{
    char *fields[CELLS_MOST];
    char *columns = strdup(s->columns);
    int n = cut(columns, ' ', fields, CELLS_MOST);
    sprintf(json + strlen(json), "{\"name\":\"%s\",\"path\":\"%s.csv\",\"schema\":{\"fields\":[",
            s->name, s->name);
    csv[0] = '\0';
    for (int i = 0; i < n; i++) {
        char *type = strchr(fields[i], ':');
        *type++ = '\0';
        sprintf(json + strlen(json), "%s{\"name\":\"%s\",\"coopstat\":{\"type\":\"%s\"}}",
                i > 0 ? "," : "", fields[i], type);
        sprintf(csv + strlen(csv), "%s%s", i > 0 ? "," : "", fields[i]);
    }
    strcat(json, "]}}");
    sprintf(csv + strlen(csv), "\n%s\n", s->rows);
    free(columns);
}

/* A package without keys and references: ids may be there twice, words may name nothing. */
static inline coop_dataset *package_of(const sheet *sheets, int n, const coop_open_options *options)
{
    static char json[4096];
    static char csv[1 << 18];
    folder place = folder_make();
    strcpy(json, "{\"name\":\"small\",\"coopstat\":{\"as_of\":\"2026-01-01\"},\"resources\":[");
    for (int i = 0; i < n; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.csv", sheets[i].name);
        strcat(json, i > 0 ? "," : "");
        describe(&sheets[i], json, csv);
        folder_text(&place, name, csv);
    }
    strcat(json, "]}");
    folder_text(&place, "datapackage.json", json);
    coop_dataset *data = NULL;
    coop_error err = {0};
    int status = coop_dataset_open(place.path, options, &data, &err);
    folder_remove(&place);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return data;
}

static inline coop_dataset *embedded(void)
{
    coop_dataset *data = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_dataset_open(NULL, NULL, &data, &err) == COOP_OK, "%s", err.message);
    return data;
}

/* ---- results ---- */

static inline coop_table *corridors_of(const coop_dataset *data, const char *where)
{
    coop_rail_options options = COOP_RAIL_OPTIONS_INIT;
    options.where = where;
    coop_table *table = NULL;
    coop_error err = {0};
    int status = coop_rail_corridors(data, &options, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    return table;
}

static inline coop_table *legs_of(const coop_dataset *data, const char *corridor)
{
    coop_table *table = NULL;
    coop_error err = {0};
    int status = coop_rail_corridor_legs(data, corridor, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    return table;
}

static inline double number(const coop_table *table, int64_t row, const char *name)
{
    double value = 0;
    coop_error err = {0};
    ck_assert_msg(coop_table_number(table, row, name, &value, &err) == COOP_OK, "%s", err.message);
    return value;
}

static inline const coop__column *column_of(const coop_table *table, const char *name)
{
    const coop__column *column = coop__table_column(table, name);
    ck_assert_msg(column != NULL, "no column %s", name);
    return column;
}

static inline bool is_missing(const coop_table *table, int64_t row, const char *name)
{
    return !coop__is_valid(column_of(table, name), row);
}

/* A word, or the words of a set joined by ';'; "-" where there is no value. */
static inline const char *text_of(const coop_table *table, int64_t row, const char *name)
{
    static char text[4096];
    const coop__column *column = column_of(table, name);
    text[0] = '\0';
    if (!coop__is_valid(column, row)) {
        return "-";
    }
    if (column->type == COOP_TYPE_CODE) {
        return column->words.words[coop__code_at(column, row)];
    }
    ck_assert_int_eq(column->type, COOP_TYPE_SET);
    coop_words words = coop__words_at(column, row);
    for (int64_t i = 0; i < words.n; i++) {
        ck_assert_uint_lt(strlen(text) + strlen(words.words[words.codes[i]]) + 2, sizeof text);
        strcat(text, i > 0 ? ";" : "");
        strcat(text, words.words[words.codes[i]]);
    }
    return text;
}

static inline void check_text(const coop_table *table, int64_t row, const char *name,
                              const char *want)
{
    const char *text = text_of(table, row, name);
    ck_assert_msg(strcmp(text, want) == 0, "row %lld: %s is '%s', not '%s'", (long long)row, name,
                  text, want);
}

static inline void check_number(const coop_table *table, int64_t row, const char *name, double want)
{
    double value = number(table, row, name);
    ck_assert_msg(value == want, "row %lld: %s is %.17g, not %.17g", (long long)row, name, value,
                  want);
}

static inline void check_missing(const coop_table *table, int64_t row, const char *name)
{
    ck_assert_msg(is_missing(table, row, name), "row %lld: %s has a value", (long long)row, name);
}

/* Both functions fail so, with the words in the message, and leave their outputs alone. */
static inline void check_failure(const coop_dataset *data, coop_status want, const char *words)
{
    coop_table *table = (coop_table *)&table;
    coop_error err = {0};
    coop_status status = coop_rail_corridors(data, NULL, &table, &err);
    ck_assert_msg(status == want, "%s: %s", coop_status_name(status), err.message);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
    ck_assert_ptr_eq(table, (coop_table *)&table);
    ck_assert_int_eq(coop_rail_corridor_legs(data, "a", &table, NULL), want);
    ck_assert_ptr_eq(table, (coop_table *)&table);
}

static inline void check_failure_of(const sheet *sheets, int n, coop_status want, const char *words)
{
    coop_dataset *data = package_of(sheets, n, NULL);
    check_failure(data, want, words);
    coop_dataset_free(data);
}

/* ---- corridors over nodes and segments of these columns ---- */

static const char *const node_columns = "id:code nation:code gauge_mm:set";
static const char *const segment_columns =
    "id:code from:code to:code length_km:float64 gauge_mm:set mode:code status:code "
    "length_method:code confidence:code sources:set";
static const char *const corridor_columns = "id:code nodes:set sources:set";

static inline coop_dataset *small_register(const char *corridors, const char *nodes,
                                           const char *segments)
{
    sheet sheets[] = {{"corridor", corridor_columns, corridors},
                      {"rail_node", node_columns, nodes},
                      {"rail_segment", segment_columns, segments}};
    return register_of(sheets, 3);
}

static const char *const four_nodes = "n1,AAA,1520\nn2,AAA,1520\nn3,BBB,1520\nn4,AAA,1520";

/* ---- allocation ---- */

/* Lets the k-th allocation fail, then all from it on, until the call is done without it. */
static inline int64_t fail_each(const coop_dataset *data, meter *m, const char *corridor,
                                bool for_ever)
{
    size_t live = m->live;
    for (int64_t k = 1;; k++) {
        coop_table *mark = (coop_table *)&mark;
        coop_table *table = mark;
        coop_error err = {0};
        m->for_ever = for_ever;
        m->fail_at = m->calls + k;
        coop_status status = corridor != NULL
                                 ? coop_rail_corridor_legs(data, corridor, &table, &err)
                                 : coop_rail_corridors(data, NULL, &table, &err);
        m->fail_at = 0;
        if (status == COOP_OK) {
            coop_table_free(table);
            ck_assert_uint_eq(m->live, live);
            return k - 1;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
        ck_assert_int_eq(err.code, COOP_MEMORY);
        ck_assert_ptr_eq(table, mark);
        ck_assert_uint_eq(m->live, live);
    }
}

static inline void check_failing(const sheet *sheets, int n, const char *corridor, int64_t least)
{
    meter m = {0};
    coop_allocator allocator = metered(&m);
    coop_run run = COOP_RUN_INIT;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_dataset *data = NULL;
    run.allocator = &allocator;
    options.run = &run;
    if (sheets != NULL) {
        data = package_of(sheets, n, &options);
    } else {
        ck_assert_int_eq(coop_dataset_open(NULL, &options, &data, NULL), COOP_OK);
    }
    for (int i = 0; i < 2; i++) {
        ck_assert_int_ge(fail_each(data, &m, NULL, i == 1), least);
        ck_assert_int_ge(fail_each(data, &m, corridor, i == 1), least);
    }
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
}

#endif
