/* coopstat/record_money.h -- typed records of investments and projects; record.h has the rules.
 *
 * Written by lib/data/records.py from lib/data/datapackage.json: edit those.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RECORD_MONEY_H
#define COOP_RECORD_MONEY_H

#include <coopstat/record.h>

COOP_BEGIN

/** A row of table investment. An amount of one measure: two measures are never added, and
 *  relation tells which rows contain, overlap or rival each other. */
typedef struct coop_investment {
    size_t struct_size;           /**< sizeof(coop_investment), set by the caller */
    const char *id;               /**< Identifier */
    const char *title;            /**< Title */
    const char *measure;          /**< Measure: pledge, commitment, contract, disbursement, cost,
                                       stock, trade or pipeline */
    const char *kind;             /**< Kind: finer word within the measure */
    coop_words funder;            /**< Funder: empty: several or unnamed; ids of table nation */
    coop_words recipients;        /**< Recipients: ids of table nation */
    const char *shares;           /**< Shares: fractions of the amount; as
                                       CODE:number;CODE:number */
    const char *share_side;       /**< Whose shares: recipients or funders */
    const char *by_nation_usd_bn; /**< Amount by recipient: may differ from the amount by
                                       rounding; some rows have only a part of the recipients; as
                                       CODE:number;CODE:number */
    int64_t amount_minor;         /**< Amount: in hundredths of the money that currency names */
    int64_t amount_low_minor;     /**< Lowest amount: in hundredths of the money that currency
                                       names */
    int64_t amount_high_minor;    /**< Highest amount: in hundredths of the money that currency
                                       names */
    const char *currency;         /**< Currency: ISO 4217 */
    const char *price_basis;      /**< Price basis: current */
    coop_span date;               /**< Date: trade: the period traded in; stock and pipeline: the
                                       day they are of */
    const char *flow;             /**< Flow */
    const char *status;           /**< Status: announced, signed, committed, disbursed or
                                       observed */
    int64_t usd_equivalent_minor; /**< Equivalent in US dollars: by the source or at the rate of
                                       the date, not by this register; in hundredths of USD */
    const char *agreement;        /**< Agreement: id of table agreement */
    coop_words sources;           /**< Sources: where it is from; ids of table source */
    const char *confidence;       /**< Confidence: A stated in a public text that was read; B
                                       widely reported, primary source named; C uncertain,
                                       estimated or disputed */
    const char *notes;            /**< Notes */
} coop_investment;

/** Number of records of table investment; 0 where there is none. */
COOP_API int64_t coop_investment_count(const coop_dataset *data);

/** Record `index` of table investment, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_investment_at(const coop_dataset *data, int64_t index, coop_investment *out, coop_error *err);

/** The record of table investment with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_investment_find(const coop_dataset *data, const char *id, coop_investment *out,
                     coop_error *err);

/** A row of table project. A project of AidData's Global Chinese Development Finance Dataset 3.0
 *  in Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan or Uzbekistan; facts only. */
typedef struct coop_project {
    size_t struct_size;          /**< sizeof(coop_project), set by the caller */
    const char *id;              /**< AidData record */
    const char *recipient;       /**< Recipient: id of table nation */
    coop_span committed;         /**< Committed: a year where only the year is known or the
                                      dataset says 1 January */
    const char *committed_basis; /**< Basis of the commitment date: recorded by AidData, or
                                      inferred from totals by agency and date */
    coop_span started;           /**< Started: open: it has started, the day is unknown */
    coop_span completed;         /**< Completed: open: it is completed, the day is unknown */
    const char *status;          /**< Status: AidData's word; empty where the record is not
                                      geocoded; 'Pipeline: Commitment', Implementation or
                                      Completion */
    const char *sector;          /**< Sector: OECD sector name */
    int64_t amount_usd_minor;    /**< Amount: constant prices of 2021; empty where unknown or in
                                      kind; in hundredths of USD */
    const char *amount_basis;    /**< Basis of the amount: as committed_basis; recorded or
                                      inferred */
    int32_t infrastructure;      /**< Infrastructure: empty where the record is not geocoded; 1,
                                      0 or COOP_BOOL_NONE */
    int32_t reserved;            /**< 0 */
    coop_words sources;          /**< Sources: where it is from; ids of table source */
} coop_project;

/** Number of records of table project; 0 where there is none. */
COOP_API int64_t coop_project_count(const coop_dataset *data);

/** Record `index` of table project, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_project_at(const coop_dataset *data, int64_t index, coop_project *out, coop_error *err);

/** The record of table project with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_project_find(const coop_dataset *data, const char *id, coop_project *out, coop_error *err);

COOP_END
#endif
