/* compare_definitions.c -- one list under every definition and the spread between them; and two
 * published figures with the interval and the bounds they were printed without.
 * SPDX-License-Identifier: GPL-3.0-or-later */
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

static void print_definitions(const coop_dataset *data, const char *where)
{
    double least = 2;
    double most = -1;
    for (const coop_rate_definition *d = coop_rate_definitions(); d->name != NULL; d++) {
        coop_rate_options options = COOP_RATE_OPTIONS_INIT;
        coop_rate rate = {.struct_size = sizeof rate};
        options.definition = d->name;
        options.where = where;
        printf("  %-13s %s / %s (%s)\n", d->name, d->counts, d->over, d->origin);
        coop_status status = coop_rate_implemented(data, &options, &rate, &err);
        if (status != COOP_OK) {
            printf("  %-13s %s\n", "", err.message);
        } else if (rate.known == 0) {
            printf("  %-13s nothing is known of %lld\n", "", (long long)rate.total);
        } else {
            printf("  %-13s %.1f %% of %lld known; bounds %.1f to %.1f %%\n", "", 100 * rate.value,
                   (long long)rate.known, 100 * rate.worst, 100 * rate.best);
            least = rate.value < least ? rate.value : least;
            most = rate.value > most ? rate.value : most;
        }
    }
    if (most >= least) {
        printf("  the same list is \"%.0f %% implemented\" or \"%.0f %%\": %.0f points between "
               "definitions\n", 100 * least, 100 * most, 100 * (most - least));
    }
}

static void print_published(const char *what, int64_t hits, int64_t n)
{
    coop_interval wilson;
    coop_interval exact;
    check(coop_proportion_interval("wilson", hits, n, 0.95, &wilson, &err));
    check(coop_proportion_interval("clopper_pearson", hits, n, 0.95, &exact, &err));
    printf("  %s\n    %lld of %lld is %.2f %%; Wilson %.1f to %.1f, Clopper-Pearson %.1f to %.1f\n", what,
           (long long)hits, (long long)n, 100 * (double)hits / (double)n, 100 * wilson.low,
           100 * wilson.high, 100 * exact.low, 100 * exact.high);
}

int main(void)
{
    coop_dataset *data = NULL;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("Xi'an 2023, official items, under every definition");
    print_definitions(data, "list = 'xian_2023_items'");
    puts("\nPublished figures with their 95 % intervals (of a process like theirs: both lists were counted whole)");
    print_published("Belt and Road Forum 2017, \"96.4 percent\", turned into routine work: started or completed", 269, 279);
    print_published("ASEAN Economic Community 2015, \"90.5 per cent\" of a list that had been cut", 458, 506);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
