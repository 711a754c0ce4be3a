/* rate.h -- definitions of "implemented" and what they need.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__RATE_H
#define COOP__RATE_H

#include <coopstat/rate.h>

#include "dataset.h"

/* What a definition says of one agreement of the universe. */
typedef enum coop__verdict {
    COOP__MISS,
    COOP__HIT,
    COOP__UNCLEAR,  /* in the total, hit or miss not known */
    COOP__OUTSIDE,  /* not in the total */
    COOP__APART     /* cannot be judged: counted apart */
} coop__verdict;

/* One agreement at the day of the query. */
typedef struct coop__case {
    const coop_dataset *data;
    int64_t row;
    coop__moment moment;
    coop__status_sets sets;
} coop__case;

/* How many of an agreement's parties have completed it, by events that name a party. */
typedef struct coop__party_reports {
    int64_t n_parties, n_done, n_maybe; /* maybe: an imprecise event would add them */
    bool has_reports;
} coop__party_reports;
coop__party_reports coop__parties_of(const coop__case *c);

struct coop__tally;

typedef struct coop__definition {
    const char *name;
    coop__verdict (*judge)(const coop__case *c); /* NULL: needs what registers do not have yet */
    /* For rates that are no count of hits: takes the cases of the tally and replaces value, interval
     * and bounds of a rate whose counts are filled; NULL for plain counts. */
    coop_status (*fold)(const coop__frame *frame, const struct coop__tally *tally, coop_rate *out,
                        coop_error *err);
    /* Why the register cannot carry the definition; NULL when it can. */
    const char *(*missing)(const coop_dataset *data);
} coop__definition;

/* Index of a definition (NULL name: "completed"), -1 with NOT_FOUND. */
coop_status coop__definition_find(const char *name, int64_t *out, coop_error *err);
const coop__definition *coop__definition_at(int64_t index);
int64_t coop__definition_count(void);

/* What a definition says of status sets alone; false for one that needs more than a status. */
bool coop__judge_status(const char *definition, uint32_t work, uint32_t end, coop__verdict *out);

/* Whether a row enters a rate under the cut. */
coop__presence coop__in_rate(coop__cut cut, uint16_t flags);

/* What a status rests on: the newest event that is sure by the day. */
typedef enum coop__basis {
    COOP__BASIS_DOCUMENT,
    COOP__BASIS_INFERENCE,
    COOP__BASIS_LAST_EVENT, /* nothing later than the signature was found */
    COOP__BASIS_NOTHING,
    COOP__BASES
} coop__basis;

/* False where the work surely stalled or ended: else it may have moved on since its last report. */
bool coop__may_move(const coop__case *c);

/* A case of the total with its verdict. */
typedef struct coop__judged {
    coop__case c;
    coop__verdict verdict;
    coop__basis basis;
    bool is_stale; /* a miss that may have moved on since its last report */
} coop__judged;

/* Counts of a rate over rows flagged by coop__select. */
typedef struct coop__tally {
    int64_t hits, unknown, total, apart;
    int64_t stale;    /* misses that are known only to a report before the day */
    int64_t unlisted; /* entries of official lists that these rows belong to without a row */
    bool in_full; /* asked for by a coop_rate: queries show less, and need not wait for it */
    int64_t by_basis[COOP__BASES];
    coop__judged *cases; /* the cases of the total; NULL: they are only counted */
    int64_t n_cases;
} coop__tally;

void coop__tally_add(coop__tally *tally, const coop__judged *judged);

/* The counts of a rate alone; the interval of the share in total becomes NaN. */
void coop__rate_counts(const coop__tally *tally, coop_rate *out);

/* rate(definition, words, scheme): over any table, by the words of another system. */
coop_status coop__crosswalk_bind(coop__call *call, coop_error *err);
coop_status coop__crosswalk_update(const coop__call *call, const coop__selection *rows,
                                   coop__tally *tally, coop_error *err);

coop_status coop__tally_rows(const coop__frame *frame, int64_t definition,
                             const coop__selection *rows, coop__tally *tally, coop_error *err);

/* The rate of a tally under its definition; NaN where a share has nothing to be of. */
coop_status coop__rate_of(const coop__frame *frame, int64_t definition, const coop__tally *tally,
                          coop_rate *out, coop_error *err);

/* Folds of lib/model/weighted_rate.c. Mirror: 1 minus the rate, misses for hits. */
coop_status coop__fold_mirror(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                              coop_error *err);
coop_status coop__fold_value(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                             coop_error *err);
coop_status coop__fold_party_mean(const coop__frame *frame, const coop__tally *tally,
                                  coop_rate *out, coop_error *err);
/* Of score_rate.c, financial_rate.c and exposure_rate.c: they count the cases of the tally anew. */
coop_status coop__fold_graded(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                              coop_error *err);
coop_status coop__fold_g7(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                          coop_error *err);
coop_status coop__fold_financial(const coop__frame *frame, const coop__tally *tally,
                                 coop_rate *out, coop_error *err);
coop_status coop__fold_exposure(const coop__frame *frame, const coop__tally *tally,
                                coop_rate *out, coop_error *err);

/* The level of a query, 0.95 where it names none. */
double coop__level_of(const coop__frame *frame);

/* An interval for a weighted share, where the sample carries one; NaN where it does not. */
struct coop_weighted_sample;
coop_status coop__weighted_interval(const coop__frame *frame,
                                    const struct coop_weighted_sample *sample, coop_rate *out,
                                    coop_error *err);

/* Place of each agreement among the cases of the tally, -1: it is none of them. NULL: no memory. */
int64_t *coop__case_of_row(const coop__frame *frame, const coop__tally *tally);

/* Numbers from counts. level 0: 0.95. */
coop_status coop__rate_of_tally(const coop__tally *tally, const char *interval, double level,
                                coop_rate *out, coop_error *err);

/* ---- one question ---- */

/* The agreements that rate options select. */
typedef struct coop__rating {
    coop_query query;
    coop__arena arena;
    coop__registry registry;
    coop__frame frame;
    coop__selection selection;
} coop__rating;

/* Options of this size of struct, whatever the caller's header knew; NULL: the defaults. */
coop_status coop__rate_options(const coop_rate_options *options, coop_rate_options *out,
                               coop_error *err);

/* Selects; close it also after a failure. It must not move meanwhile. */
coop_status coop__rating_open(coop__rating *rating, const coop_dataset *data,
                              const coop_rate_options *options, coop_error *err);
void coop__rating_close(coop__rating *rating);

#endif
