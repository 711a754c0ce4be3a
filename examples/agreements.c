/* agreements.c -- the register itself: every item with its status, the basis of that, and its
 * sources; text, or CSV with the argument csv. SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static coop_error err;

static void check(coop_status status)
{
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        exit(EXIT_FAILURE);
    }
}

static void print_sources(const coop_dataset *data, const coop_words *ids)
{
    for (int64_t i = 0; i < ids->n; i++) {
        coop_source source = {.struct_size = sizeof source};
        check(coop_source_find(data, ids->words[ids->codes[i]], &source, &err));
        printf("    %s%s%s\n", source.title, source.url != NULL ? ", " : "",
               source.url != NULL ? source.url : "");
    }
}

int main(int argc, char **argv)
{
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    coop_sink out = coop_sink_fd(1);
    coop_query query = COOP_QUERY_INIT;
    bool is_csv = argc > 1 && strcmp(argv[1], "csv") == 0;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    query.from = "agreement";
    query.select = "id, title, mechanism, summit, signed, role, list, legal, work, status_basis, sources";
    query.uncertain = "possible";
    check(coop_query_run(data, &query, &table, &err));
    if (is_csv) {
        check(coop_table_print(table, COOP_FORMAT_CSV, &out, &err));
    }
    for (int64_t row = 0; !is_csv && row < coop_table_n_rows(table); row++) {
        const char *id = NULL;
        const char *legal = NULL;
        const char *work = NULL;
        coop_agreement agreement = {.struct_size = sizeof agreement};
        check(coop_table_word(table, row, "id", &id, &err));
        check(coop_table_word(table, row, "legal", &legal, &err));
        check(coop_table_word(table, row, "work", &work, &err));
        check(coop_agreement_find(data, id, &agreement, &err));
        char signed_on[24];
        check(coop_span_format(agreement.signed_on, signed_on, &err));
        printf("%s: %s\n    %s, %s; legal: %s; work: %s (%s)\n", id, agreement.title, signed_on,
               agreement.instrument, legal, work, agreement.status_basis);
        print_sources(data, &agreement.sources);
    }
    coop_table_free(table);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
