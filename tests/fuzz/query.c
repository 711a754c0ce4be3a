/* query.c -- the text of a query, a clause a line: where, by, select, order_by, having, as_of,
 * attribution and uncertain. An empty line is no clause.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <coopstat/query.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { COLUMNS = 10, CLAUSES = 8 };

static coop_table *small_table(const char *const *names, const coop_type *types,
                               const char *const *cells, int64_t n_columns, int64_t n_rows)
{
    coop_builder *builder = NULL;
    coop_table *table = NULL;
    coop_status status = coop_builder_new(NULL, &builder, NULL);
    for (int64_t i = 0; i < n_columns && status == COOP_OK; i++) {
        status = coop_builder_column(builder, names[i], types[i],
                                     types[i] == COOP_TYPE_MONEY ? 2 : 0, NULL, NULL);
    }
    for (int64_t i = 0; i < n_columns * n_rows && status == COOP_OK; i++) {
        status = coop_builder_text(builder, cells[i], NULL);
    }
    if (status != COOP_OK || coop_builder_finish(builder, &table, NULL) != COOP_OK) {
        abort();
    }
    return table;
}

/* Table project of every type, with references to table nation. */
static coop_dataset *small_register(void)
{
    static const char *const names[COLUMNS] = {"id", "n", "f", "t", "committed",
                                               "p",  "m", "s", "x", "recipient"};
    static const coop_type types[COLUMNS] = {
        COOP_TYPE_CODE, COOP_TYPE_INT32, COOP_TYPE_FLOAT64, COOP_TYPE_BOOL, COOP_TYPE_DATE,
        COOP_TYPE_SPAN, COOP_TYPE_MONEY, COOP_TYPE_SET,     COOP_TYPE_TEXT, COOP_TYPE_CODE};
    static const char *const cells[] = {
        "a", "1",  "0.5",  "true",  "2020-01-01", "2020",       "1.50",  "u;v", "some text", "KAZ",
        "b", "-7", "-0",   "false", "2021-03-04", "2021-05",    "-2",    "v",   "",          "UZB",
        "c", NULL, NULL,   NULL,    NULL,         NULL,         NULL,    NULL,  NULL,        NULL,
        "d", "2147483647", "1e300", "true", "2019-12-31", "2021/..", "0", "w;u", "\xc3\xa9%_", "KAZ"};
    static const char *const nation_names[] = {"id", "region"};
    static const coop_type nation_types[] = {COOP_TYPE_CODE, COOP_TYPE_CODE};
    static const char *const nations[] = {"KAZ", "north", "UZB", NULL};
    static const char *const tables[] = {"project", "nation"};
    coop_table *taken[2] = {small_table(names, types, cells, COLUMNS, 4),
                            small_table(nation_names, nation_types, nations, 2, 2)};
    coop_dataset *data = NULL;
    if (coop_dataset_of_tables(taken, tables, 2, 18800, &data, NULL) != COOP_OK) {
        abort();
    }
    return data;
}

static coop_status count_bytes(void *ctx, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)ctx += n;
    return COOP_OK;
}

/* A result can be printed; a failure says something and leaves the table alone. */
static void ask(const coop_dataset *data, const coop_query *query)
{
    coop_table *table = NULL;
    coop_error err = {0};
    size_t n = 0;
    coop_sink sink = {&n, count_bytes};
    coop_status status = coop_query_run(data, query, &table, &err);
    bool is_right = status == COOP_OK
                        ? coop_table_print(table, COOP_FORMAT_CSV, &sink, NULL) == COOP_OK && n > 0
                        : table == NULL && err.code == status && err.message[0] != '\0';
    if (!is_right) {
        abort();
    }
    coop_table_free(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static coop_dataset *data;
    char *text = malloc(n + 1);
    char *clauses[CLAUSES] = {NULL};
    char *rest = text;
    data = data == NULL ? small_register() : data;
    if (text == NULL) {
        return 0;
    }
    memcpy(text, bytes, n);
    text[n] = '\0';
    for (int i = 0; i < CLAUSES && rest != NULL; i++) {
        char *end = strchr(rest, '\n');
        clauses[i] = rest[0] == '\n' || rest[0] == '\0' ? NULL : rest;
        rest = end != NULL ? end + 1 : NULL;
        if (end != NULL) {
            *end = '\0';
        }
    }
    const coop_param params[] = {{.name = "who", .text = "KAZ"},
                                 {.name = "much", .number = 1.5, .kind = COOP_PARAM_NUMBER}};
    coop_query query = COOP_QUERY_INIT;
    query.from = "project";
    query.where = clauses[0];
    query.by = clauses[1];
    query.select = clauses[2];
    query.order_by = clauses[3];
    query.having = clauses[4];
    query.as_of = clauses[5];
    query.attribution = clauses[6];
    query.uncertain = clauses[7];
    query.params = params;
    query.n_params = 2;
    ask(data, &query);
    free(text);
    return 0;
}
