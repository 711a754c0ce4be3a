/* claim_check.c -- claims against the register: claim_check [FOLDER]. The article's in short, or those
 * of a folder's claim.csv (a row a claim, its scope a query) in full and with a ClaimReview.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static coop_dataset *data, *claims;
static coop_error err;

static void check(coop_status status)
{
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        exit(EXIT_FAILURE);
    }
}

static const char *word(const coop_table *table, int64_t row, const char *column)
{
    const char *out = "";
    return coop_table_word(table, row, column, &out, NULL) == COOP_OK ? out : "";
}

/* The readings that weigh, and where to look. */
static void tell(const coop_claim *claim)
{
    coop_table *readings = NULL;
    check(coop_claim_test(data, claim, NULL, NULL, &readings, &err));
    printf("- \"%s\"\n", claim->text);
    for (int64_t i = 0; i < coop_table_n_rows(readings); i++) {
        double weighs = 0;
        check(coop_table_number(readings, i, "weighs", &weighs, &err));
        if (weighs == 1) {
            printf("  %s under %s: %s\n", word(readings, i, "verdict"),
                   word(readings, i, "under"), word(readings, i, "arithmetic"));
        }
    }
    const coop_words *see = &claim->counter_sources;
    for (int64_t i = 0; i < see->n; i++) {
        printf("%s%s%s", i == 0 ? "  see " : ", ", see->words[see->codes[i]],
               i == see->n - 1 ? "\n" : "");
    }
    coop_table_free(readings);
}

/* All of it, and schema.org's form of the result where somebody answers for the claim. */
static void tell_in_full(const coop_claim *claim, const coop_sink *out)
{
    coop_claim_review by = {sizeof by, "Example reviewers", "https://example.org/claims", NULL,
                            claims};
    check(coop_claim_print(data, claim, NULL, out, &err));
    if (coop_claim_review_print(data, claim, NULL, &by, out, &err) != COOP_OK) {
        printf("  No ClaimReview: %s\n", err.message);
    }
}

int main(int argc, char **argv)
{
    coop_sink out = coop_sink_fd(1);
    check(coop_dataset_open(NULL, NULL, &data, &err));
    check(coop_dataset_open(argc > 1 ? argv[1] : NULL, NULL, &claims, &err));
    printf("What was claimed, and under which readings of the data it is true or false\n");
    for (int64_t i = 0; i < coop_claim_count(claims); i++) {
        coop_claim claim = {.struct_size = sizeof claim};
        check(coop_claim_at(claims, i, &claim, &err));
        fflush(stdout);
        if (argc > 1) {
            tell_in_full(&claim, &out);
        } else if (strcmp(claim.speaker, "seed article") == 0) {
            tell(&claim);
        }
    }
    printf("%s", argc > 1 ? "" : "No ClaimReview: the article has no publisher and no address.\n");
    coop_dataset_free(claims);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
