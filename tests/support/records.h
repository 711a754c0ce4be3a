/* records.h -- the typed records as programs are written against them: each member by hand, so that
 * a name, type or place that changes is seen; and calling the functions of any of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_RECORDS_H
#define COOP_TEST_RECORDS_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include <check.h>

#include <coopstat/record.h>
#include <coopstat/record_money.h>
#include <coopstat/record_rail.h>

/* A member as the compiler sees it: w word, s set, p span, d four bytes, i integer, f double. */
typedef struct slot {
    const char *column;
    char kind;
    size_t offset, size;
} slot;

#define AS(name, member) \
    { \
        name, \
            _Generic(((RECORD *)0)->member, const char *: 'w', coop_words: 's', coop_span: 'p', \
                     int32_t: 'd', int64_t: 'i', double: 'f'), \
            offsetof(RECORD, member), sizeof(((RECORD *)0)->member) \
    }
#define SAME(member) AS(#member, member)

#define RECORD coop_nation
static const slot nation_slots[] = {
    SAME(id), SAME(kind), SAME(alpha2), SAME(numeric), SAME(name), SAME(name_official),
    SAME(name_native), SAME(name_zh), SAME(capital), AS("capital_lat", capital_lat_degrees),
    AS("capital_lon", capital_lon_degrees), SAME(area_km2), SAME(area_sources),
    AS("population", population_persons), SAME(population_year), SAME(population_sources),
    AS("gdp_usd", gdp_usd_minor), SAME(gdp_year), SAME(gdp_sources),
    AS("gdp_usd_2024_est", gdp_usd_2024_est_minor), SAME(gdp_2024_sources), SAME(rail_gauge_mm),
    SAME(rail_route_km), SAME(rail_route_year), SAME(rail_electrified_km), SAME(rail_sources),
    SAME(landlocked), SAME(wto_status), SAME(wto_accession), SAME(wto_sources), SAME(currency),
    SAME(names_sources), SAME(sources), SAME(confidence), SAME(notes),
};
#undef RECORD
#define RECORD coop_mechanism
static const slot mechanism_slots[] = {
    SAME(id), SAME(short_name), SAME(name), SAME(name_zh), SAME(parties), SAME(lead),
    SAME(founded), SAME(first_summit), SAME(level), SAME(secretariat), SAME(secretariat_since),
    SAME(rhythm), SAME(next_summit), SAME(sources), SAME(confidence), SAME(notes),
};
#undef RECORD
#define RECORD coop_summit
static const slot summit_slots[] = {
    SAME(id), SAME(mechanism), SAME(ordinal), SAME(name), SAME(start), SAME(end), SAME(place),
    SAME(host), SAME(mode), SAME(level), SAME(documents_signed), SAME(multilateral_documents),
    SAME(outcomes_listed), AS("headline_amount", headline_amount_minor), SAME(currency),
    SAME(amount_kind), SAME(next_summit), SAME(sources), SAME(confidence), SAME(notes),
};
#undef RECORD
#define RECORD coop_agreement
static const slot agreement_slots[] = {
    SAME(id), SAME(title), SAME(mechanism), SAME(summit), AS("signed", signed_on), SAME(parties),
    SAME(instrument), SAME(binding), SAME(purpose), SAME(purpose_name), SAME(field),
    SAME(reported), SAME(status_basis), SAME(status_as_of), SAME(due), AS("amount", amount_minor),
    SAME(currency), SAME(amount_kind), SAME(parent), AS("list", list_id), SAME(role),
    SAME(official_item), SAME(quantity), SAME(sources), SAME(confidence), SAME(notes),
};
#undef RECORD
#define RECORD coop_event
static const slot event_slots[] = {
    SAME(agreement), SAME(seq), SAME(status), SAME(detail), SAME(date), SAME(known), SAME(party),
    SAME(basis), SAME(sources), SAME(confidence), SAME(notes),
};
#undef RECORD
#define RECORD coop_investment
static const slot investment_slots[] = {
    SAME(id), SAME(title), SAME(measure), SAME(kind), SAME(funder), SAME(recipients),
    SAME(shares), SAME(share_side), AS("by_nation", by_nation_usd_bn), AS("amount", amount_minor),
    AS("amount_low", amount_low_minor), AS("amount_high", amount_high_minor), SAME(currency),
    SAME(price_basis), SAME(date), SAME(flow), SAME(status),
    AS("usd_equivalent", usd_equivalent_minor), SAME(agreement), SAME(sources), SAME(confidence),
    SAME(notes),
};
#undef RECORD
#define RECORD coop_project
static const slot project_slots[] = {
    SAME(id), SAME(recipient), SAME(committed), SAME(committed_basis), SAME(started),
    SAME(completed), SAME(status), SAME(sector), AS("amount", amount_usd_minor),
    SAME(amount_basis), SAME(infrastructure), SAME(sources),
};
#undef RECORD
#define RECORD coop_rail_segment
static const slot rail_segment_slots[] = {
    SAME(id), AS("from", from_id), AS("to", to_id), SAME(length_km), SAME(length_alt_km),
    SAME(gauge_mm), SAME(tracks), SAME(electrified), SAME(mode), SAME(status), SAME(opened),
    SAME(planned_opening), AS("cost", cost_minor), SAME(cost_currency), SAME(length_method),
    SAME(sources), SAME(confidence), SAME(notes),
};
#undef RECORD
#define RECORD coop_corridor
static const slot corridor_slots[] = {
    SAME(id), SAME(name), SAME(nodes), SAME(kind), SAME(status), SAME(sources), SAME(confidence),
    SAME(notes),
};
#undef RECORD
#define RECORD coop_claim
static const slot claim_slots[] = {
    SAME(id), SAME(speaker), SAME(said_on), SAME(text), SAME(subject), SAME(operation), SAME(query),
    SAME(base_query), SAME(comparator), SAME(value), SAME(value_on), SAME(unit), SAME(rounding),
    SAME(period), SAME(coverage), SAME(part_of), SAME(lacking), SAME(counter_value),
    SAME(counter_on), SAME(counter_text), SAME(counter_sources), SAME(verdict), SAME(sources),
    SAME(confidence), SAME(notes),
};
#undef RECORD
#define RECORD coop_source
static const slot source_slots[] = {
    SAME(id), SAME(title), SAME(publisher), SAME(date), SAME(url), SAME(kind), SAME(language),
    AS("read", read_word), SAME(licence), SAME(notes),
};
#undef RECORD

typedef struct noun {
    const char *table;
    const slot *slots;
    int64_t n_slots;
    size_t size;
    int64_t (*count)(const coop_dataset *data);
    coop_status (*at)(const coop_dataset *data, int64_t index, void *out, coop_error *err);
    coop_status (*find)(const coop_dataset *data, const char *key, int64_t number, void *out,
                        coop_error *err);
} noun;

#define FUNCTIONS(noun, ...) \
    static inline coop_status noun##_at(const coop_dataset *data, int64_t index, void *out, \
                                        coop_error *err) \
    { \
        return coop_##noun##_at(data, index, out, err); \
    } \
    static inline coop_status noun##_find(const coop_dataset *data, const char *key, \
                                          int64_t number, void *out, coop_error *err) \
    { \
        (void)number; \
        return coop_##noun##_find(data, __VA_ARGS__, out, err); \
    }
FUNCTIONS(nation, key)
FUNCTIONS(mechanism, key)
FUNCTIONS(summit, key)
FUNCTIONS(agreement, key)
FUNCTIONS(event, key, number)
FUNCTIONS(investment, key)
FUNCTIONS(project, key)
FUNCTIONS(rail_segment, key)
FUNCTIONS(corridor, key)
FUNCTIONS(claim, key)
FUNCTIONS(source, key)

#define NOUN(noun) \
    { \
        #noun, noun##_slots, (int64_t)(sizeof noun##_slots / sizeof *noun##_slots), \
            sizeof(coop_##noun), coop_##noun##_count, noun##_at, noun##_find \
    }
static const noun nouns[] = {
    NOUN(nation),     NOUN(mechanism), NOUN(summit),       NOUN(agreement),
    NOUN(event),      NOUN(investment), NOUN(project),     NOUN(rail_segment),
    NOUN(corridor),   NOUN(claim),      NOUN(source),
};
enum { N_NOUNS = sizeof nouns / sizeof *nouns };

/* Room for any record and some bytes behind it. */
typedef union room {
    size_t struct_size;
    double aligned;
    unsigned char bytes[640];
} room;

/* A record of which all but struct_size is `byte`. */
static inline room room_of(size_t struct_size, int byte)
{
    room r;
    memset(r.bytes, byte, sizeof r.bytes);
    r.struct_size = struct_size;
    return r;
}

static inline const void *member_at(const room *r, const slot *s)
{
    return r->bytes + s->offset;
}

/* What a member holds where there is no value; `type` is that of its column. */
static inline void check_missing(const slot *s, coop_type type, const void *p)
{
    const coop_span *span = p;
    const coop_words *words = p;
    switch (s->kind) {
    case 'w':
        ck_assert_ptr_null(*(const char *const *)p);
        break;
    case 's':
        ck_assert(words->words == NULL && words->codes == NULL && words->n == 0);
        break;
    case 'p':
        ck_assert(span->first == COOP_DATE_NONE && span->last == COOP_DATE_NONE);
        break;
    case 'd':
        ck_assert_int_eq(*(const int32_t *)p, type == COOP_TYPE_BOOL ? -1 : INT32_MIN);
        break;
    case 'i':
        ck_assert_int_eq(*(const int64_t *)p, INT64_MIN);
        break;
    default:
        ck_assert(isnan(*(const double *)p));
        break;
    }
}

/* ---- registers ---- */

static inline coop_dataset *embedded(void)
{
    coop_dataset *data = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_dataset_open(NULL, NULL, &data, &err) == COOP_OK, "%s", err.message);
    return data;
}

typedef struct field {
    const char *name;
    coop_type type;
    int32_t scale;
    const char *unit;
} field;

/* A table of text cells, row by row. */
static inline coop_table *table_of(const field *fields, int64_t n, const char *const *cells,
                                   int64_t n_cells)
{
    coop_builder *builder = NULL;
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_builder_new(NULL, &builder, &err), COOP_OK);
    for (int64_t i = 0; i < n; i++) {
        ck_assert_int_eq(coop_builder_column(builder, fields[i].name, fields[i].type,
                                             fields[i].scale, fields[i].unit, &err), COOP_OK);
    }
    for (int64_t i = 0; i < n_cells; i++) {
        ck_assert_msg(coop_builder_text(builder, cells[i], &err) == COOP_OK, "%s", err.message);
    }
    ck_assert_int_eq(coop_builder_finish(builder, &table, &err), COOP_OK);
    return table;
}

static inline coop_dataset *register_of(const char *name, coop_table *table)
{
    coop_dataset *data = NULL;
    coop_error err = {0};
    coop_status status = coop_dataset_of_tables(&table, &name, 1, 0, &data, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return data;
}

/* A register of one table with one row. */
static inline coop_dataset *one_row(const char *name, const field *fields, int64_t n,
                                    const char *const *cells)
{
    return register_of(name, table_of(fields, n, cells, n));
}

#define LENGTH(array) ((int64_t)(sizeof(array) / sizeof *(array)))

#endif
