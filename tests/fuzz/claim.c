/* claim.c -- a claim of the bytes, a field a line: operation, comparator, query, base_query, text,
 * and the figure in the rest; over a small register.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <coopstat/coopstat.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { FIELDS = 5 };

static coop_table *table_of(const char *const *names, const coop_type *types,
                            const char *const *cells, int64_t n_columns, int64_t n_rows)
{
    coop_builder *builder = NULL;
    coop_table *table = NULL;
    coop_status status = coop_builder_new(NULL, &builder, NULL);
    for (int64_t i = 0; i < n_columns && status == COOP_OK; i++) {
        status = coop_builder_column(builder, names[i], types[i], 0, NULL, NULL);
    }
    for (int64_t i = 0; i < n_columns * n_rows && status == COOP_OK; i++) {
        status = coop_builder_text(builder, cells[i], NULL);
    }
    if (status != COOP_OK || coop_builder_finish(builder, &table, NULL) != COOP_OK) {
        abort();
    }
    return table;
}

static coop_dataset *small_register(void)
{
    static const char *const agreement[] = {"id", "role", "signed", "note"};
    static const coop_type agreement_types[] = {COOP_TYPE_CODE, COOP_TYPE_CODE, COOP_TYPE_SPAN,
                                                COOP_TYPE_CODE};
    static const char *const agreements[] = {"a", "commitment", "2020", "1;2;3",
                                             "b", "commitment", "2021", "KAZ:4;UZB:5",
                                             "c", "commitment", "2022", NULL};
    static const char *const event[] = {"agreement", "status", "date"};
    static const coop_type event_types[] = {COOP_TYPE_CODE, COOP_TYPE_CODE, COOP_TYPE_SPAN};
    static const char *const events[] = {"a", "completed", "2021", "b", "unknown", "2022"};
    static const char *const amount[] = {"id", "x", "n", "on", "sources"};
    static const coop_type amount_types[] = {COOP_TYPE_CODE, COOP_TYPE_FLOAT64, COOP_TYPE_INT32,
                                             COOP_TYPE_SPAN, COOP_TYPE_SET};
    static const char *const amounts[] = {"p", "0.5",   "-7", "2020/..", "s;t",
                                          "q", "1e300", NULL, "2021",    NULL};
    static const char *const names[] = {"agreement", "event", "amount"};
    coop_table *tables[] = {table_of(agreement, agreement_types, agreements, 4, 3),
                            table_of(event, event_types, events, 3, 2),
                            table_of(amount, amount_types, amounts, 5, 2)};
    coop_dataset *data = NULL;
    if (coop_dataset_of_tables(tables, names, 3, 19000, &data, NULL) != COOP_OK) {
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

/* A test that ends well has counted its readings; a failure says something and gives nothing. */
static void test(const coop_dataset *data, const coop_claim *claim)
{
    coop_claim_result r = {.struct_size = sizeof r, .n_true = -9};
    coop_claim_options options = COOP_CLAIM_OPTIONS_INIT;
    coop_table *readings = NULL;
    coop_error err = {0};
    size_t n = 0;
    coop_sink sink = {&n, count_bytes};
    options.design = "sample";
    coop_status status = coop_claim_test(data, claim, &options, &r, &readings, &err);
    bool is_right =
        status == COOP_OK
            ? readings != NULL && r.verdict >= 0 && r.verdict < COOP_CLAIM_VERDICT_END &&
                  r.n_true + r.n_false + r.n_undecidable <= coop_table_n_rows(readings) &&
                  coop_claim_print(data, claim, NULL, &sink, NULL) == COOP_OK && n > 0
            : readings == NULL && r.n_true == -9 && err.code == status && err.message[0] != '\0';
    if (!is_right) {
        abort();
    }
    coop_table_free(readings);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static coop_dataset *data;
    data = data == NULL ? small_register() : data;
    char *text = malloc(n + 1);
    char *fields[FIELDS] = {NULL};
    char *rest = text;
    if (text == NULL) {
        return 0;
    }
    memcpy(text, bytes, n);
    text[n] = '\0';
    for (int i = 0; i < FIELDS && rest != NULL; i++) {
        char *end = strchr(rest, '\n');
        fields[i] = rest[0] == '\n' || rest[0] == '\0' ? NULL : rest;
        rest = end != NULL ? end + 1 : NULL;
        if (end != NULL) {
            *end = '\0';
        }
    }
    coop_claim claim = {.struct_size = sizeof claim,
                        .operation = fields[0],
                        .comparator = fields[1],
                        .query = fields[2],
                        .base_query = fields[3],
                        .text = fields[4],
                        .unit = n % 2 != 0 ? "percent" : "USD",
                        .rounding = n % 3 != 0 ? 0.5 : (double)NAN,
                        .coverage = n % 5 != 0 ? "complete" : NULL,
                        .value_on = {18000, 18100},
                        .period = {18200, 19000}};
    claim.value = rest != NULL && rest[0] != '\0' ? rest[0] - '0' : 2;
    test(data, &claim);
    free(text);
    return 0;
}
