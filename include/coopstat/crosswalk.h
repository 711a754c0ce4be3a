/* coopstat/crosswalk.h -- what the status, flow and measure words of other systems mean here.
 *
 * A crosswalk is a relation, not a function: where a word does not tell which of several statuses
 * it means, it maps to the set of them, and a rate over it comes with the bound that leaves open.
 * In queries: rate('started', status, 'aiddata') over any table with such words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_CROSSWALK_H
#define COOP_CROSSWALK_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** One word of another system's scheme. */
typedef struct coop_crosswalk_word {
    const char *scheme;  /**< aiddata, iati, ocds, pam, g7, aec, brf, coopstat, or a register's own */
    const char *word;    /**< the status as that system writes it */
    const char *work;    /**< statuses of the work it may mean, separated by ';' */
    const char *ended;   /**< ends it may mean, separated by ';': no, cancelled, superseded, expired */
    const char *meaning; /**< the system's own sense of it, in short */
    const char *origin;  /**< document that defines the scheme */
} coop_crosswalk_word;

/** The built-in words by scheme, ended by one whose scheme is NULL. Static storage. A register adds
 *  schemes, or words to one of these, by a table `crosswalk` with columns scheme, word, work, ended. */
COOP_API const coop_crosswalk_word *coop_crosswalk_words(void);

/** One flow or measure word of another system's scheme. */
typedef struct coop_crosswalk_term {
    const char *scheme;  /**< aiddata_measure, aiddata_flow, crs_flow, iati_measure */
    const char *word;    /**< as that system writes it */
    const char *term;    /**< the word of `investment.flow` or `.measure`; "": it tells nothing */
    const char *meaning; /**< the system's own sense of it, in short */
    const char *origin;  /**< document that defines the scheme */
} coop_crosswalk_term;

/** Flow and measure words by scheme, ended by one whose scheme is NULL. Static storage. A descriptor's
 *  field with the crosswalk of such a scheme holds the terms; words that have none are refused, as
 *  IATI's repayments, which are no measure of what was given. */
COOP_API const coop_crosswalk_term *coop_crosswalk_terms(void);

COOP_END
#endif
