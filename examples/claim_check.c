/* claim_check.c -- what was claimed, with what the register has for and against it: claim_check
 * [FOLDER]. Without a folder the claims of the article that this register was begun for; else those
 * of the folder's claim.csv (a row a claim, its scope a query), with a ClaimReview where one may be
 * given.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
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

/* schema.org's form of the result, for claims that somebody answers for. */
static void review(const coop_dataset *data, const coop_dataset *claims, const coop_claim *claim)
{
    coop_sink out = coop_sink_fd(1);
    coop_claim_review by = COOP_CLAIM_REVIEW_INIT;
    by.reviewer = "Example reviewers";
    by.url = "https://example.org/claims";
    by.sources = claims;
    coop_status status = coop_claim_review_print(data, claim, NULL, &by, &out, &err);
    if (status == COOP_EMPTY) {
        printf("  No ClaimReview: %s\n", err.message);
        return;
    }
    check(status);
}

int main(int argc, char **argv)
{
    coop_dataset *data = NULL;
    coop_dataset *claims = NULL;
    coop_sink out = coop_sink_fd(1);
    check(coop_dataset_open(NULL, NULL, &data, &err));
    check(coop_dataset_open(argc > 1 ? argv[1] : NULL, NULL, &claims, &err));
    printf("What was claimed, under which readings of the data it is true, and under which it is not.\n");
    for (int64_t i = 0; i < coop_claim_count(claims); i++) {
        coop_claim claim = {.struct_size = sizeof claim};
        check(coop_claim_at(claims, i, &claim, &err));
        int is_wanted = argc > 1 || strcmp(claim.speaker, "seed article") == 0;
        if (is_wanted) {
            printf("\n");
            fflush(stdout);
            check(coop_claim_print(data, &claim, NULL, &out, &err));
            review(data, claims, &claim);
            fflush(stdout);
        }
    }
    coop_dataset_free(claims);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
