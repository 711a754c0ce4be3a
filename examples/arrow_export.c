/* arrow_export.c -- a query's result for other programs, by Arrow: as an array in this process, and
 * as a file that pandas, Polars, DuckDB or R open. SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdio.h>
#include <stdlib.h>

static coop_error err;

static void check(coop_status status)
{
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        exit(EXIT_FAILURE);
    }
}

static coop_status write_file(void *file, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, file) == n ? COOP_OK : COOP_IO;
}

/* arrow_export [FILE]: the file is written where one is named. */
int main(int argc, char **argv)
{
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    coop_table *back = NULL;
    struct ArrowSchema schema;
    struct ArrowArray array;
    coop_query query = COOP_QUERY_INIT;
    query.from = "agreement";
    query.by = "mechanism";
    query.select = "count() as agreements";
    query.order_by = "mechanism";
    check(coop_dataset_open(NULL, NULL, &data, &err));
    check(coop_query_run(data, &query, &table, &err));
    coop_dataset_free(data);
    if (argc > 1) {
        FILE *file = fopen(argv[1], "wb");
        if (file == NULL) {
            perror(argv[1]);
            return EXIT_FAILURE;
        }
        coop_sink out = {file, write_file};
        check(coop_arrow_write(table, COOP_ARROW_FILE, NULL, &out, &err));
        check(fclose(file) == 0 ? COOP_OK : COOP_IO);
    }
    check(coop_arrow_export(table, NULL, &schema, &array, &err));
    coop_table_free(table); /* the array keeps what it needs */
    for (int64_t i = 0; i < schema.n_children; i++) {
        printf("%s is %s, %lld of %lld without a value\n", schema.children[i]->name,
               schema.children[i]->format, (long long)array.children[i]->null_count,
               (long long)array.children[i]->length);
    }
    fflush(stdout);
    check(coop_arrow_import(&schema, &array, NULL, &back, &err)); /* takes the array */
    schema.release(&schema);
    coop_sink out = coop_sink_fd(1);
    check(coop_table_print(back, COOP_FORMAT_TEXT, &out, &err));
    coop_table_free(back);
    return EXIT_SUCCESS;
}
