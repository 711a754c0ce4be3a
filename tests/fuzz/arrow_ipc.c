/* arrow_ipc.c -- fuzz target: bytes as Arrow IPC. What is read is written, and read to the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <coopstat/arrow.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

typedef struct output {
    char *bytes;
    size_t n;
} output;

static coop_status take(void *ctx, const char *bytes, size_t n)
{
    output *out = ctx;
    char *larger = realloc(out->bytes, out->n + n + 1);
    if (larger == NULL) {
        return COOP_MEMORY;
    }
    memcpy(larger + out->n, bytes, n);
    out->bytes = larger;
    out->n += n;
    return COOP_OK;
}

static output written(const coop_table *table)
{
    output out = {NULL, 0};
    coop_sink sink = {&out, take};
    if (coop_arrow_write(table, COOP_ARROW_FILE, NULL, &sink, NULL) != COOP_OK) {
        abort();
    }
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_arrow_read(bytes, n, NULL, &table, &err);
    if (status != COOP_OK) {
        if (err.message[0] == '\0' || table != NULL) {
            abort();
        }
        return 0;
    }
    output first = written(table);
    coop_table *back = NULL;
    if (coop_arrow_read(first.bytes, first.n, NULL, &back, NULL) != COOP_OK ||
        coop_table_n_rows(back) != coop_table_n_rows(table)) {
        abort();
    }
    output second = written(back);
    coop_table *again = NULL;
    if (coop_arrow_read(second.bytes, second.n, NULL, &again, NULL) != COOP_OK) {
        abort();
    }
    output third = written(again);
    if (third.n != second.n || memcmp(third.bytes, second.bytes, third.n) != 0) {
        abort();
    }
    free(first.bytes);
    free(second.bytes);
    free(third.bytes);
    coop_table_free(table);
    coop_table_free(back);
    coop_table_free(again);
    return 0;
}
