/* compare_definitions.c -- one list under every definition; two published figures with an interval.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <math.h>
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

/* In percent; completions per year become those per 100 years. */
static double percent(const coop_table *table, int64_t row, const char *column)
{
    double value = NAN;
    return coop_table_number(table, row, column, &value, &err) == COOP_OK ? 100 * value : NAN;
}

static void print_pair(const coop_table *t, int64_t row, const char *what, const char *low, const char *high)
{
    if (!isnan(percent(t, row, low))) {
        printf("%s %.1f to %.1f", what, percent(t, row, low), percent(t, row, high));
    }
}

static void print_definition(const coop_table *t, int64_t row, const coop_rate_definition *d)
{
    const char *reason = NULL;
    printf("  %-13s %s / %s (%s)\n    ", d->name, d->counts, d->over, d->origin);
    if (coop_table_word(t, row, "reason", &reason, &err) == COOP_OK) {
        printf("not available: %s\n", reason);
        return;
    }
    if (!isnan(percent(t, row, "value"))) {
        printf("%.1f of ", percent(t, row, "value"));
    }
    printf("%.0f known", percent(t, row, "known") / 100);
    print_pair(t, row, ", by chance", "low", "high");
    print_pair(t, row, "; bounds", "worst", "best");
    print_pair(t, row, ", with chance", "identified_low", "identified_high");
    puts(d->unit[0] == 'p' ? " per 100 years" : "");
}

static void print_published(const char *what, int64_t hits, int64_t n)
{
    coop_interval wilson;
    check(coop_proportion_interval("wilson", hits, n, 0.95, &wilson, &err));
    printf("  %s\n    %lld of %lld is %.2f %%; Wilson %.1f to %.1f\n", what, (long long)hits, (long long)n,
           100 * (double)hits / (double)n, 100 * wilson.low, 100 * wilson.high);
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_table *all = NULL;
    coop_rate_options options = {.struct_size = sizeof options, .where = "list = 'xian_2023_items'"};
    coop_rate_spread spread = {.struct_size = sizeof spread};
    check(coop_dataset_open(NULL, NULL, &data, &err));
    check(coop_rate_compare(data, &options, &all, &err));
    check(coop_rate_spread_of(all, &spread, &err));
    puts("Xi'an 2023, official items, under every definition, in percent");
    for (int64_t row = 0; row < coop_table_n_rows(all); row++) {
        print_definition(all, row, &coop_rate_definitions()[row]);
    }
    printf("  the same list is \"%.0f %% implemented\" (%s) or \"%.0f %%\" (%s); %lld are missing\n"
           "  by chance answers: %s\n", 100 * spread.least, spread.least_by, 100 * spread.most,
           spread.most_by, (long long)spread.n_missing, coop_interval_questions()[0].question);
    puts("\nPublished figures, 95 % intervals (of a process like theirs: both lists were counted whole)");
    print_published("Belt and Road Forum 2017, \"96.4 percent\", turned into routine work: started or completed", 269, 279);
    print_published("ASEAN Economic Community 2015, \"90.5 per cent\" of a list that had been cut", 458, 506);
    coop_table_free(all);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
