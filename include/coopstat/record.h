/* coopstat/record.h -- typed records of a register: a struct for a row of a known table.
 *
 * Written by lib/data/records.py from lib/data/datapackage.json: edit those.
 *
 * Each record has coop_<noun>_count(), coop_<noun>_at() by place and coop_<noun>_find() by key.
 *
 * - The caller sets the first member, `coop_nation nation = {.struct_size = sizeof nation};`, and
 *   members that do not fit into it are left as they were.
 * - Text and words are borrowed from the register and live until it is freed.
 * - A member has the name of its column. Behind it stands the unit, and for money the currency, if
 *   it is always the same, and _minor. A name that is a word of C, C++ or Python, and `to`, `list`
 *   and `read`, get _id (a reference), _on (a date), _words, _word or _value behind them.
 * - Money is an integer: the member's comment tells what it counts. A column of another scale is
 *   converted, exactly or not at all.
 * - A cell that is empty, and every cell of a column that the register does not have, is missing:
 *   NULL; COOP_INTEGER_NONE; COOP_MONEY_NONE; COOP_BOOL_NONE; NaN for a double; COOP_DATE_NONE, in
 *   both ends of a span; coop_words whose codes are NULL.
 *
 * count: 0 for NULL and for a register without the table. Cost: a look-up of the table.
 * at and find return COOP_OK; COOP_ARGUMENT for NULL and for a struct_size that is not set;
 * COOP_NOT_FOUND for a register without the table or a key that is not there, with the nearest one;
 * COOP_RANGE for an index outside, an amount that would lose digits or not fit, and a number that
 * stands for a missing one; COOP_TYPE for a column that is of another type, unit or currency. An
 * integer column of any width fills an integer or a double, a date fills a span. The error may be
 * NULL. Nothing is allocated.
 * Cost: at: a look-up of each column by name; find: that and a look-up of the key, or one pass over
 * the rows where the key is not an id alone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RECORD_H
#define COOP_RECORD_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** An integer that is missing. */
#define COOP_INTEGER_NONE INT64_MIN
/** An amount that is missing. */
#define COOP_MONEY_NONE INT64_MIN
/** A truth value that is missing; else it is 0 or 1. */
#define COOP_BOOL_NONE (-1)

/** A row of table nation. A nation, bloc, region or organisation that is named as party, funder,
 *  recipient, host or lead. The six nations of the register are the members of mechanism c_c5. */
typedef struct coop_nation {
    size_t struct_size;             /**< sizeof(coop_nation), set by the caller */
    const char *id;                 /**< Code: ISO 3166-1 alpha-3; EUU is the World Bank's code
                                         of the European Union; regions and organisations have a
                                         word of their own */
    const char *kind;               /**< Kind: nation, bloc, region or organisation */
    const char *alpha2;             /**< Alpha-2 code: EU is a reserved code */
    const char *numeric;            /**< Numeric code: ISO 3166-1, three digits */
    const char *name;               /**< Name */
    const char *name_official;      /**< Official name */
    const char *name_native;        /**< Native name */
    const char *name_zh;            /**< Chinese name */
    const char *capital;            /**< Capital */
    double capital_lat_degrees;     /**< Latitude of the capital: WGS 84 */
    double capital_lon_degrees;     /**< Longitude of the capital: WGS 84 */
    int64_t area_km2;               /**< Area: with inland water */
    coop_words area_sources;        /**< Sources of the area: ids of table source */
    int64_t population_persons;     /**< Population */
    int64_t population_year;        /**< Year of the population */
    coop_words population_sources;  /**< Sources of the population: ids of table source */
    int64_t gdp_usd_minor;          /**< Gross domestic product: current prices, exchange rate;
                                         in hundredths of USD */
    int64_t gdp_year;               /**< Year of the gross domestic product */
    coop_words gdp_sources;         /**< Sources of the gross domestic product: ids of table
                                         source */
    int64_t gdp_usd_2024_est_minor; /**< Gross domestic product, estimate for 2024: in hundredths
                                         of USD */
    coop_words gdp_2024_sources;    /**< Sources of the estimate for 2024: ids of table source */
    int64_t rail_gauge_mm;          /**< Main rail gauge */
    int64_t rail_route_km;          /**< Railway routes */
    int64_t rail_route_year;        /**< Year of the railway routes */
    int64_t rail_electrified_km;    /**< Electrified routes */
    coop_words rail_sources;        /**< Sources of the railway figures: ids of table source */
    int64_t landlocked;             /**< Landlocked: borders to cross to a sea coast: 0 has a
                                         coast, 1 landlocked, 2 landlocked among landlocked */
    const char *wto_status;         /**< Standing in the World Trade Organization: member or
                                         acceding */
    coop_date wto_accession;        /**< Accession to the World Trade Organization */
    int32_t reserved;               /**< 0 */
    coop_words wto_sources;         /**< Sources of the standing: ids of table source */
    const char *currency;           /**< Currency: ISO 4217 */
    coop_words names_sources;       /**< Sources of the names: ids of table source */
    coop_words sources;             /**< Sources: where it is from; ids of table source */
    const char *confidence;         /**< Confidence: A stated in a public text that was read; B
                                         widely reported, primary source named; C uncertain,
                                         estimated or disputed */
    const char *notes;              /**< Notes */
} coop_nation;

/** Number of records of table nation; 0 where there is none. */
COOP_API int64_t coop_nation_count(const coop_dataset *data);

/** Record `index` of table nation, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_nation_at(const coop_dataset *data, int64_t index, coop_nation *out, coop_error *err);

/** The record of table nation with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_nation_find(const coop_dataset *data, const char *id, coop_nation *out, coop_error *err);

/** A row of table mechanism. A cooperation format; bilateral stands for documents outside every
 *  format. */
typedef struct coop_mechanism {
    size_t struct_size;          /**< sizeof(coop_mechanism), set by the caller */
    const char *id;              /**< Identifier */
    const char *short_name;      /**< Short name */
    const char *name;            /**< Name */
    const char *name_zh;         /**< Chinese name */
    coop_words parties;          /**< Parties: ids of table nation */
    const char *lead;            /**< Lead: who convenes it, where one party or secretariat does;
                                      id of table nation */
    coop_span founded;           /**< Founded */
    coop_span first_summit;      /**< First summit */
    const char *level;           /**< Level of its meetings: heads_of_state or ministerial */
    const char *secretariat;     /**< Secretariat */
    coop_span secretariat_since; /**< Secretariat since */
    const char *rhythm;          /**< Rhythm */
    const char *next_summit;     /**< Next summit */
    coop_words sources;          /**< Sources: where it is from; ids of table source */
    const char *confidence;      /**< Confidence: A stated in a public text that was read; B
                                      widely reported, primary source named; C uncertain,
                                      estimated or disputed */
    const char *notes;           /**< Notes */
} coop_mechanism;

/** Number of records of table mechanism; 0 where there is none. */
COOP_API int64_t coop_mechanism_count(const coop_dataset *data);

/** Record `index` of table mechanism, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_mechanism_at(const coop_dataset *data, int64_t index, coop_mechanism *out, coop_error *err);

/** The record of table mechanism with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_mechanism_find(const coop_dataset *data, const char *id, coop_mechanism *out, coop_error *err);

/** A row of table summit. A meeting of a mechanism, with its headline numbers. */
typedef struct coop_summit {
    size_t struct_size;             /**< sizeof(coop_summit), set by the caller */
    const char *id;                 /**< Identifier */
    const char *mechanism;          /**< Mechanism: id of table mechanism */
    int64_t ordinal;                /**< Ordinal: as the parties count; 0 a summit that they do
                                         not count */
    const char *name;               /**< Name */
    coop_span start;                /**< First day */
    coop_span end;                  /**< Last day */
    const char *place;              /**< Place */
    const char *host;               /**< Host: id of table nation */
    const char *mode;               /**< Mode: virtual or in_person */
    const char *level;              /**< Level: heads_of_state, foreign_ministers or ministers */
    int64_t documents_signed;       /**< Documents signed */
    int64_t multilateral_documents; /**< Multilateral documents */
    int64_t outcomes_listed;        /**< Listed outcomes */
    int64_t headline_amount_minor;  /**< Headline amount: in hundredths of the money that
                                         currency names */
    const char *currency;           /**< Currency: ISO 4217 */
    const char *amount_kind;        /**< Kind of the headline amount: grant_pledge,
                                         financing_support_and_grants, investment_package,
                                         commitments_mixed or deal_zone_announced */
    const char *next_summit;        /**< Next summit */
    coop_words sources;             /**< Sources: where it is from; ids of table source */
    const char *confidence;         /**< Confidence: A stated in a public text that was read; B
                                         widely reported, primary source named; C uncertain,
                                         estimated or disputed */
    const char *notes;              /**< Notes */
} coop_summit;

/** Number of records of table summit; 0 where there is none. */
COOP_API int64_t coop_summit_count(const coop_dataset *data);

/** Record `index` of table summit, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_summit_at(const coop_dataset *data, int64_t index, coop_summit *out, coop_error *err);

/** The record of table summit with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_summit_find(const coop_dataset *data, const char *id, coop_summit *out, coop_error *err);

/** A row of table agreement. A commitment, a document or an umbrella. Status as of a day comes
 *  from event; reported is the word of the source register. */
typedef struct coop_agreement {
    size_t struct_size;       /**< sizeof(coop_agreement), set by the caller */
    const char *id;           /**< Identifier */
    const char *title;        /**< Title: in the words of the compilers */
    const char *mechanism;    /**< Mechanism: id of table mechanism */
    const char *summit;       /**< Summit: id of table summit */
    coop_span signed_on;      /**< Signed: signature; where nothing was signed: announcement,
                                   adoption, opening or approval */
    coop_words parties;       /**< Parties: ids of table nation */
    const char *instrument;   /**< Instrument */
    const char *binding;      /**< Binding force: binding, non_binding, commercial or unknown */
    const char *purpose;      /**< Purpose: CRS purpose code, five digits, quoted from memory */
    const char *purpose_name; /**< Name of the purpose */
    const char *field;        /**< Field of cooperation */
    const char *reported;     /**< Reported status */
    const char *status_basis; /**< Basis of the reported status: documented: a source reports it;
                                   inferred: follows from a later document; last_event: nothing
                                   later than signature or announcement found; none: unknown */
    coop_date status_as_of;   /**< Reported status as of */
    int32_t reserved;         /**< 0 */
    coop_span due;            /**< Due */
    int64_t amount_minor;     /**< Amount: where the agreement states money; in hundredths of the
                                   money that currency names */
    const char *currency;     /**< Currency: ISO 4217 */
    const char *amount_kind;  /**< Kind of amount: count: the quantity is no money and amount is
                                   empty */
    const char *parent;       /**< Part of: the umbrella that it is a part of; id of table
                                   agreement */
    const char *list_id;      /**< Official list: id of table list */
    const char *role;         /**< Role: commitment; document: adopting it is not implementing
                                   it; umbrella: stands for its parts */
    int64_t official_item;    /**< Number in the official list */
    const char *quantity;     /**< Quantity: what is not money */
    coop_words sources;       /**< Sources: where it is from; ids of table source */
    const char *confidence;   /**< Confidence: A stated in a public text that was read; B widely
                                   reported, primary source named; C uncertain, estimated or
                                   disputed */
    const char *notes;        /**< Notes */
} coop_agreement;

/** Number of records of table agreement; 0 where there is none. */
COOP_API int64_t coop_agreement_count(const coop_dataset *data);

/** Record `index` of table agreement, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_agreement_at(const coop_dataset *data, int64_t index, coop_agreement *out, coop_error *err);

/** The record of table agreement with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_agreement_find(const coop_dataset *data, const char *id, coop_agreement *out, coop_error *err);

/** A row of table event. Something that changed or reported an agreement's status. basis tells
 *  what the register recorded from what its generator wrote: signature (from agreement.signed)
 *  and observed (from agreement.reported and status_as_of). */
typedef struct coop_event {
    size_t struct_size;     /**< sizeof(coop_event), set by the caller */
    const char *agreement;  /**< Agreement: id of table agreement */
    int64_t seq;            /**< Order within the agreement: by first day, last day, then
                                 signature, recorded, observed */
    const char *status;     /**< Event word */
    const char *detail;     /**< Finer word */
    coop_span date;         /**< When */
    coop_span known;        /**< Known: when it could be read */
    const char *party;      /**< Party: where the event is of one party; id of table nation */
    const char *basis;      /**< Basis: recorded, signature or observed */
    coop_words sources;     /**< Sources: where it is from; ids of table source */
    const char *confidence; /**< Confidence: A stated in a public text that was read; B widely
                                 reported, primary source named; C uncertain, estimated or
                                 disputed */
    const char *notes;      /**< Notes */
} coop_event;

/** Number of records of table event; 0 where there is none. */
COOP_API int64_t coop_event_count(const coop_dataset *data);

/** Record `index` of table event, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_event_at(const coop_dataset *data, int64_t index, coop_event *out, coop_error *err);

/** The record of table event with this agreement and seq. */
COOP_API COOP_MUST_CHECK coop_status
coop_event_find(const coop_dataset *data, const char *agreement, int64_t seq, coop_event *out,
                coop_error *err);

/** A row of table claim. A quantitative claim that somebody made, what speaks against it, and
 *  the compilers' verdict. */
typedef struct coop_claim {
    size_t struct_size;         /**< sizeof(coop_claim), set by the caller */
    const char *id;             /**< Identifier */
    const char *speaker;        /**< Speaker */
    coop_span said_on;          /**< Said: date of the source that carries it; open where that is
                                     no publication */
    const char *text;           /**< Claim: in the words of the compilers */
    const char *subject;        /**< Subject: summit, agreement, rail, agriculture, investment,
                                     nation, institution or energy */
    const char *operation;      /**< Operation: what is done with what the queries give */
    const char *query;          /**< Query: the scope, as in coopstat/claim.h; empty: lacking
                                     says why */
    const char *base_query;     /**< Query of the base: of growth, ratio, difference and rank */
    const char *comparator;     /**< Comparator: '=', '~', '>=', '>', '<=' or '<' */
    double value;               /**< Claimed value: in unit */
    coop_span value_on;         /**< Claimed date: where a date is claimed */
    const char *unit;           /**< Unit */
    double rounding;            /**< Rounding: the figure stands for half of it to either side,
                                     about for all of it; empty: exact */
    coop_span period;           /**< Period: what the claim is about */
    const char *coverage;       /**< Coverage: of what a count or sum ranges over; empty:
                                     partial; complete or partial */
    const char *part_of;        /**< Part of: the claim whose whole this is a part of; id of
                                     table claim */
    const char *lacking;        /**< Lacking: which data the register would need, where there is
                                     no query */
    double counter_value;       /**< Found value: in unit */
    coop_span counter_on;       /**< Found date */
    const char *counter_text;   /**< Found, in words: where neither a number nor a date was found */
    coop_words counter_sources; /**< Sources of what was found: ids of table source */
    const char *verdict;        /**< Verdict */
    coop_words sources;         /**< Sources: where it is from; ids of table source */
    const char *confidence;     /**< Confidence: of what was found, not of the claim; letters as
                                     in the other tables; A, B or C */
    const char *notes;          /**< Notes */
} coop_claim;

/** Number of records of table claim; 0 where there is none. */
COOP_API int64_t coop_claim_count(const coop_dataset *data);

/** Record `index` of table claim, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_claim_at(const coop_dataset *data, int64_t index, coop_claim *out, coop_error *err);

/** The record of table claim with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_claim_find(const coop_dataset *data, const char *id, coop_claim *out, coop_error *err);

/** A row of table source. Where a row is from. What is not stated by a source is under
 *  analyst_knowledge or analyst_map. */
typedef struct coop_source {
    size_t struct_size;    /**< sizeof(coop_source), set by the caller */
    const char *id;        /**< Identifier */
    const char *title;     /**< Title */
    const char *publisher; /**< Publisher */
    coop_span date;        /**< Date of publication */
    const char *url;       /**< Address */
    const char *kind;      /**< Kind */
    const char *language;  /**< Language: ISO 639-1; mul for several */
    const char *read_word; /**< Read by the compilers: yes and partly: mostly an excerpt of about
                                2,000 characters; yes, partly or no */
    const char *licence;   /**< Licence: where the source states one */
    const char *notes;     /**< Notes */
} coop_source;

/** Number of records of table source; 0 where there is none. */
COOP_API int64_t coop_source_count(const coop_dataset *data);

/** Record `index` of table source, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_source_at(const coop_dataset *data, int64_t index, coop_source *out, coop_error *err);

/** The record of table source with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_source_find(const coop_dataset *data, const char *id, coop_source *out, coop_error *err);

COOP_END
#endif
