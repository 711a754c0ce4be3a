/* record_fields.c -- which column fills which member of a record, and the records' functions.
 * Written by lib/data/records.py from lib/data/datapackage.json: edit those.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/record.h>
#include <coopstat/record_money.h>
#include <coopstat/record_rail.h>

#include "record.h"

#define AT(record, member) offsetof(record, member), sizeof(((record *)0)->member)

/* Bindings lay the members out by hand: there is no room between them. */
#define FITS(record, bytes) \
    _Static_assert(sizeof(record) <= COOP__RECORD_MOST, "too large"); \
    _Static_assert(sizeof(void *) != 8 || sizeof(record) == (bytes), "has gaps")

/* ---- nation ---- */

static const coop__member nation_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_nation, id), 0, NULL, NULL},
    {"kind", COOP_TYPE_CODE, AT(coop_nation, kind), 0, NULL, NULL},
    {"alpha2", COOP_TYPE_CODE, AT(coop_nation, alpha2), 0, NULL, NULL},
    {"numeric", COOP_TYPE_CODE, AT(coop_nation, numeric), 0, NULL, NULL},
    {"name", COOP_TYPE_CODE, AT(coop_nation, name), 0, NULL, NULL},
    {"name_official", COOP_TYPE_CODE, AT(coop_nation, name_official), 0, NULL, NULL},
    {"name_native", COOP_TYPE_CODE, AT(coop_nation, name_native), 0, NULL, NULL},
    {"name_zh", COOP_TYPE_CODE, AT(coop_nation, name_zh), 0, NULL, NULL},
    {"capital", COOP_TYPE_CODE, AT(coop_nation, capital), 0, NULL, NULL},
    {"capital_lat", COOP_TYPE_FLOAT64, AT(coop_nation, capital_lat_degrees), 0, "degrees", NULL},
    {"capital_lon", COOP_TYPE_FLOAT64, AT(coop_nation, capital_lon_degrees), 0, "degrees", NULL},
    {"area_km2", COOP_TYPE_INT64, AT(coop_nation, area_km2), 0, "km2", NULL},
    {"area_sources", COOP_TYPE_SET, AT(coop_nation, area_sources), 0, NULL, NULL},
    {"population", COOP_TYPE_INT64, AT(coop_nation, population_persons), 0, "persons", NULL},
    {"population_year", COOP_TYPE_INT64, AT(coop_nation, population_year), 0, NULL, NULL},
    {"population_sources", COOP_TYPE_SET, AT(coop_nation, population_sources), 0, NULL, NULL},
    {"gdp_usd", COOP_TYPE_MONEY, AT(coop_nation, gdp_usd_minor), 2, "USD", "USD"},
    {"gdp_year", COOP_TYPE_INT64, AT(coop_nation, gdp_year), 0, NULL, NULL},
    {"gdp_sources", COOP_TYPE_SET, AT(coop_nation, gdp_sources), 0, NULL, NULL},
    {"gdp_usd_2024_est", COOP_TYPE_MONEY, AT(coop_nation, gdp_usd_2024_est_minor), 2, "USD", "USD"},
    {"gdp_2024_sources", COOP_TYPE_SET, AT(coop_nation, gdp_2024_sources), 0, NULL, NULL},
    {"rail_gauge_mm", COOP_TYPE_INT64, AT(coop_nation, rail_gauge_mm), 0, "mm", NULL},
    {"rail_route_km", COOP_TYPE_INT64, AT(coop_nation, rail_route_km), 0, "km", NULL},
    {"rail_route_year", COOP_TYPE_INT64, AT(coop_nation, rail_route_year), 0, NULL, NULL},
    {"rail_electrified_km", COOP_TYPE_INT64, AT(coop_nation, rail_electrified_km), 0, "km", NULL},
    {"rail_sources", COOP_TYPE_SET, AT(coop_nation, rail_sources), 0, NULL, NULL},
    {"landlocked", COOP_TYPE_INT64, AT(coop_nation, landlocked), 0, NULL, NULL},
    {"wto_status", COOP_TYPE_CODE, AT(coop_nation, wto_status), 0, NULL, NULL},
    {"wto_accession", COOP_TYPE_DATE, AT(coop_nation, wto_accession), 0, NULL, NULL},
    {"wto_sources", COOP_TYPE_SET, AT(coop_nation, wto_sources), 0, NULL, NULL},
    {"currency", COOP_TYPE_CODE, AT(coop_nation, currency), 0, NULL, NULL},
    {"names_sources", COOP_TYPE_SET, AT(coop_nation, names_sources), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_nation, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_nation, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_nation, notes), 0, NULL, NULL},
};

static const coop__record nation_record = {
    .table = "nation",
    .members = nation_members,
    .n_members = sizeof nation_members / sizeof nation_members[0],
    .size = sizeof(coop_nation),
    .key = "id",
    .number = NULL,
};
FITS(coop_nation, 416);

int64_t coop_nation_count(const coop_dataset *data)
{
    return coop__record_count(data, &nation_record);
}

coop_status coop_nation_at(const coop_dataset *data, int64_t index, coop_nation *out,
                           coop_error *err)
{
    return coop__record_at(data, &nation_record, index, out, err);
}

coop_status coop_nation_find(const coop_dataset *data, const char *id, coop_nation *out,
                             coop_error *err)
{
    return coop__record_find(data, &nation_record, id, out, err);
}

/* ---- mechanism ---- */

static const coop__member mechanism_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_mechanism, id), 0, NULL, NULL},
    {"short_name", COOP_TYPE_CODE, AT(coop_mechanism, short_name), 0, NULL, NULL},
    {"name", COOP_TYPE_CODE, AT(coop_mechanism, name), 0, NULL, NULL},
    {"name_zh", COOP_TYPE_CODE, AT(coop_mechanism, name_zh), 0, NULL, NULL},
    {"parties", COOP_TYPE_SET, AT(coop_mechanism, parties), 0, NULL, NULL},
    {"lead", COOP_TYPE_CODE, AT(coop_mechanism, lead), 0, NULL, NULL},
    {"founded", COOP_TYPE_SPAN, AT(coop_mechanism, founded), 0, NULL, NULL},
    {"first_summit", COOP_TYPE_SPAN, AT(coop_mechanism, first_summit), 0, NULL, NULL},
    {"level", COOP_TYPE_CODE, AT(coop_mechanism, level), 0, NULL, NULL},
    {"secretariat", COOP_TYPE_CODE, AT(coop_mechanism, secretariat), 0, NULL, NULL},
    {"secretariat_since", COOP_TYPE_SPAN, AT(coop_mechanism, secretariat_since), 0, NULL, NULL},
    {"rhythm", COOP_TYPE_CODE, AT(coop_mechanism, rhythm), 0, NULL, NULL},
    {"next_summit", COOP_TYPE_CODE, AT(coop_mechanism, next_summit), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_mechanism, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_mechanism, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_mechanism, notes), 0, NULL, NULL},
};

static const coop__record mechanism_record = {
    .table = "mechanism",
    .members = mechanism_members,
    .n_members = sizeof mechanism_members / sizeof mechanism_members[0],
    .size = sizeof(coop_mechanism),
    .key = "id",
    .number = NULL,
};
FITS(coop_mechanism, 168);

int64_t coop_mechanism_count(const coop_dataset *data)
{
    return coop__record_count(data, &mechanism_record);
}

coop_status coop_mechanism_at(const coop_dataset *data, int64_t index, coop_mechanism *out,
                              coop_error *err)
{
    return coop__record_at(data, &mechanism_record, index, out, err);
}

coop_status coop_mechanism_find(const coop_dataset *data, const char *id, coop_mechanism *out,
                                coop_error *err)
{
    return coop__record_find(data, &mechanism_record, id, out, err);
}

/* ---- summit ---- */

static const coop__member summit_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_summit, id), 0, NULL, NULL},
    {"mechanism", COOP_TYPE_CODE, AT(coop_summit, mechanism), 0, NULL, NULL},
    {"ordinal", COOP_TYPE_INT64, AT(coop_summit, ordinal), 0, NULL, NULL},
    {"name", COOP_TYPE_CODE, AT(coop_summit, name), 0, NULL, NULL},
    {"start", COOP_TYPE_SPAN, AT(coop_summit, start), 0, NULL, NULL},
    {"end", COOP_TYPE_SPAN, AT(coop_summit, end), 0, NULL, NULL},
    {"place", COOP_TYPE_CODE, AT(coop_summit, place), 0, NULL, NULL},
    {"host", COOP_TYPE_CODE, AT(coop_summit, host), 0, NULL, NULL},
    {"mode", COOP_TYPE_CODE, AT(coop_summit, mode), 0, NULL, NULL},
    {"level", COOP_TYPE_CODE, AT(coop_summit, level), 0, NULL, NULL},
    {"documents_signed", COOP_TYPE_INT64, AT(coop_summit, documents_signed), 0, NULL, NULL},
    {"multilateral_documents", COOP_TYPE_INT64, AT(coop_summit, multilateral_documents), 0, NULL,
     NULL},
    {"outcomes_listed", COOP_TYPE_INT64, AT(coop_summit, outcomes_listed), 0, NULL, NULL},
    {"headline_amount", COOP_TYPE_MONEY, AT(coop_summit, headline_amount_minor), 2, NULL,
     "currency"},
    {"currency", COOP_TYPE_CODE, AT(coop_summit, currency), 0, NULL, NULL},
    {"amount_kind", COOP_TYPE_CODE, AT(coop_summit, amount_kind), 0, NULL, NULL},
    {"next_summit", COOP_TYPE_CODE, AT(coop_summit, next_summit), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_summit, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_summit, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_summit, notes), 0, NULL, NULL},
};

static const coop__record summit_record = {
    .table = "summit",
    .members = summit_members,
    .n_members = sizeof summit_members / sizeof summit_members[0],
    .size = sizeof(coop_summit),
    .key = "id",
    .number = NULL,
};
FITS(coop_summit, 184);

int64_t coop_summit_count(const coop_dataset *data)
{
    return coop__record_count(data, &summit_record);
}

coop_status coop_summit_at(const coop_dataset *data, int64_t index, coop_summit *out,
                           coop_error *err)
{
    return coop__record_at(data, &summit_record, index, out, err);
}

coop_status coop_summit_find(const coop_dataset *data, const char *id, coop_summit *out,
                             coop_error *err)
{
    return coop__record_find(data, &summit_record, id, out, err);
}

/* ---- agreement ---- */

static const coop__member agreement_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_agreement, id), 0, NULL, NULL},
    {"title", COOP_TYPE_CODE, AT(coop_agreement, title), 0, NULL, NULL},
    {"mechanism", COOP_TYPE_CODE, AT(coop_agreement, mechanism), 0, NULL, NULL},
    {"summit", COOP_TYPE_CODE, AT(coop_agreement, summit), 0, NULL, NULL},
    {"signed", COOP_TYPE_SPAN, AT(coop_agreement, signed_on), 0, NULL, NULL},
    {"parties", COOP_TYPE_SET, AT(coop_agreement, parties), 0, NULL, NULL},
    {"instrument", COOP_TYPE_CODE, AT(coop_agreement, instrument), 0, NULL, NULL},
    {"binding", COOP_TYPE_CODE, AT(coop_agreement, binding), 0, NULL, NULL},
    {"purpose", COOP_TYPE_CODE, AT(coop_agreement, purpose), 0, NULL, NULL},
    {"purpose_name", COOP_TYPE_CODE, AT(coop_agreement, purpose_name), 0, NULL, NULL},
    {"field", COOP_TYPE_CODE, AT(coop_agreement, field), 0, NULL, NULL},
    {"reported", COOP_TYPE_CODE, AT(coop_agreement, reported), 0, NULL, NULL},
    {"status_basis", COOP_TYPE_CODE, AT(coop_agreement, status_basis), 0, NULL, NULL},
    {"status_as_of", COOP_TYPE_DATE, AT(coop_agreement, status_as_of), 0, NULL, NULL},
    {"due", COOP_TYPE_SPAN, AT(coop_agreement, due), 0, NULL, NULL},
    {"amount", COOP_TYPE_MONEY, AT(coop_agreement, amount_minor), 2, NULL, "currency"},
    {"currency", COOP_TYPE_CODE, AT(coop_agreement, currency), 0, NULL, NULL},
    {"amount_kind", COOP_TYPE_CODE, AT(coop_agreement, amount_kind), 0, NULL, NULL},
    {"parent", COOP_TYPE_CODE, AT(coop_agreement, parent), 0, NULL, NULL},
    {"list", COOP_TYPE_CODE, AT(coop_agreement, list_id), 0, NULL, NULL},
    {"role", COOP_TYPE_CODE, AT(coop_agreement, role), 0, NULL, NULL},
    {"official_item", COOP_TYPE_INT64, AT(coop_agreement, official_item), 0, NULL, NULL},
    {"quantity", COOP_TYPE_CODE, AT(coop_agreement, quantity), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_agreement, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_agreement, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_agreement, notes), 0, NULL, NULL},
};

static const coop__record agreement_record = {
    .table = "agreement",
    .members = agreement_members,
    .n_members = sizeof agreement_members / sizeof agreement_members[0],
    .size = sizeof(coop_agreement),
    .key = "id",
    .number = NULL,
};
FITS(coop_agreement, 248);

int64_t coop_agreement_count(const coop_dataset *data)
{
    return coop__record_count(data, &agreement_record);
}

coop_status coop_agreement_at(const coop_dataset *data, int64_t index, coop_agreement *out,
                              coop_error *err)
{
    return coop__record_at(data, &agreement_record, index, out, err);
}

coop_status coop_agreement_find(const coop_dataset *data, const char *id, coop_agreement *out,
                                coop_error *err)
{
    return coop__record_find(data, &agreement_record, id, out, err);
}

/* ---- event ---- */

static const coop__member event_members[] = {
    {"agreement", COOP_TYPE_CODE, AT(coop_event, agreement), 0, NULL, NULL},
    {"seq", COOP_TYPE_INT64, AT(coop_event, seq), 0, NULL, NULL},
    {"status", COOP_TYPE_CODE, AT(coop_event, status), 0, NULL, NULL},
    {"detail", COOP_TYPE_CODE, AT(coop_event, detail), 0, NULL, NULL},
    {"date", COOP_TYPE_SPAN, AT(coop_event, date), 0, NULL, NULL},
    {"known", COOP_TYPE_SPAN, AT(coop_event, known), 0, NULL, NULL},
    {"party", COOP_TYPE_CODE, AT(coop_event, party), 0, NULL, NULL},
    {"basis", COOP_TYPE_CODE, AT(coop_event, basis), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_event, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_event, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_event, notes), 0, NULL, NULL},
};

static const coop__record event_record = {
    .table = "event",
    .members = event_members,
    .n_members = sizeof event_members / sizeof event_members[0],
    .size = sizeof(coop_event),
    .key = "agreement",
    .number = "seq",
};
FITS(coop_event, 112);

int64_t coop_event_count(const coop_dataset *data)
{
    return coop__record_count(data, &event_record);
}

coop_status coop_event_at(const coop_dataset *data, int64_t index, coop_event *out, coop_error *err)
{
    return coop__record_at(data, &event_record, index, out, err);
}

coop_status coop_event_find(const coop_dataset *data, const char *agreement, int64_t seq,
                            coop_event *out, coop_error *err)
{
    return coop__record_find_numbered(data, &event_record, agreement, seq, out, err);
}

/* ---- claim ---- */

static const coop__member claim_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_claim, id), 0, NULL, NULL},
    {"speaker", COOP_TYPE_CODE, AT(coop_claim, speaker), 0, NULL, NULL},
    {"said_on", COOP_TYPE_SPAN, AT(coop_claim, said_on), 0, NULL, NULL},
    {"text", COOP_TYPE_CODE, AT(coop_claim, text), 0, NULL, NULL},
    {"subject", COOP_TYPE_CODE, AT(coop_claim, subject), 0, NULL, NULL},
    {"operation", COOP_TYPE_CODE, AT(coop_claim, operation), 0, NULL, NULL},
    {"query", COOP_TYPE_CODE, AT(coop_claim, query), 0, NULL, NULL},
    {"base_query", COOP_TYPE_CODE, AT(coop_claim, base_query), 0, NULL, NULL},
    {"comparator", COOP_TYPE_CODE, AT(coop_claim, comparator), 0, NULL, NULL},
    {"value", COOP_TYPE_FLOAT64, AT(coop_claim, value), 0, NULL, NULL},
    {"value_on", COOP_TYPE_SPAN, AT(coop_claim, value_on), 0, NULL, NULL},
    {"unit", COOP_TYPE_CODE, AT(coop_claim, unit), 0, NULL, NULL},
    {"rounding", COOP_TYPE_FLOAT64, AT(coop_claim, rounding), 0, NULL, NULL},
    {"period", COOP_TYPE_SPAN, AT(coop_claim, period), 0, NULL, NULL},
    {"coverage", COOP_TYPE_CODE, AT(coop_claim, coverage), 0, NULL, NULL},
    {"part_of", COOP_TYPE_CODE, AT(coop_claim, part_of), 0, NULL, NULL},
    {"lacking", COOP_TYPE_CODE, AT(coop_claim, lacking), 0, NULL, NULL},
    {"counter_value", COOP_TYPE_FLOAT64, AT(coop_claim, counter_value), 0, NULL, NULL},
    {"counter_on", COOP_TYPE_SPAN, AT(coop_claim, counter_on), 0, NULL, NULL},
    {"counter_text", COOP_TYPE_CODE, AT(coop_claim, counter_text), 0, NULL, NULL},
    {"counter_sources", COOP_TYPE_SET, AT(coop_claim, counter_sources), 0, NULL, NULL},
    {"verdict", COOP_TYPE_CODE, AT(coop_claim, verdict), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_claim, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_claim, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_claim, notes), 0, NULL, NULL},
};

static const coop__record claim_record = {
    .table = "claim",
    .members = claim_members,
    .n_members = sizeof claim_members / sizeof claim_members[0],
    .size = sizeof(coop_claim),
    .key = "id",
    .number = NULL,
};
FITS(coop_claim, 240);

int64_t coop_claim_count(const coop_dataset *data)
{
    return coop__record_count(data, &claim_record);
}

coop_status coop_claim_at(const coop_dataset *data, int64_t index, coop_claim *out, coop_error *err)
{
    return coop__record_at(data, &claim_record, index, out, err);
}

coop_status coop_claim_find(const coop_dataset *data, const char *id, coop_claim *out,
                            coop_error *err)
{
    return coop__record_find(data, &claim_record, id, out, err);
}

/* ---- source ---- */

static const coop__member source_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_source, id), 0, NULL, NULL},
    {"title", COOP_TYPE_CODE, AT(coop_source, title), 0, NULL, NULL},
    {"publisher", COOP_TYPE_CODE, AT(coop_source, publisher), 0, NULL, NULL},
    {"date", COOP_TYPE_SPAN, AT(coop_source, date), 0, NULL, NULL},
    {"url", COOP_TYPE_CODE, AT(coop_source, url), 0, NULL, NULL},
    {"kind", COOP_TYPE_CODE, AT(coop_source, kind), 0, NULL, NULL},
    {"language", COOP_TYPE_CODE, AT(coop_source, language), 0, NULL, NULL},
    {"read", COOP_TYPE_CODE, AT(coop_source, read_word), 0, NULL, NULL},
    {"licence", COOP_TYPE_CODE, AT(coop_source, licence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_source, notes), 0, NULL, NULL},
};

static const coop__record source_record = {
    .table = "source",
    .members = source_members,
    .n_members = sizeof source_members / sizeof source_members[0],
    .size = sizeof(coop_source),
    .key = "id",
    .number = NULL,
};
FITS(coop_source, 88);

int64_t coop_source_count(const coop_dataset *data)
{
    return coop__record_count(data, &source_record);
}

coop_status coop_source_at(const coop_dataset *data, int64_t index, coop_source *out,
                           coop_error *err)
{
    return coop__record_at(data, &source_record, index, out, err);
}

coop_status coop_source_find(const coop_dataset *data, const char *id, coop_source *out,
                             coop_error *err)
{
    return coop__record_find(data, &source_record, id, out, err);
}

/* ---- investment ---- */

static const coop__member investment_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_investment, id), 0, NULL, NULL},
    {"title", COOP_TYPE_CODE, AT(coop_investment, title), 0, NULL, NULL},
    {"measure", COOP_TYPE_CODE, AT(coop_investment, measure), 0, NULL, NULL},
    {"kind", COOP_TYPE_CODE, AT(coop_investment, kind), 0, NULL, NULL},
    {"funder", COOP_TYPE_SET, AT(coop_investment, funder), 0, NULL, NULL},
    {"recipients", COOP_TYPE_SET, AT(coop_investment, recipients), 0, NULL, NULL},
    {"shares", COOP_TYPE_CODE, AT(coop_investment, shares), 0, NULL, NULL},
    {"share_side", COOP_TYPE_CODE, AT(coop_investment, share_side), 0, NULL, NULL},
    {"by_nation", COOP_TYPE_CODE, AT(coop_investment, by_nation_usd_bn), 0, "USD bn", NULL},
    {"amount", COOP_TYPE_MONEY, AT(coop_investment, amount_minor), 2, NULL, "currency"},
    {"amount_low", COOP_TYPE_MONEY, AT(coop_investment, amount_low_minor), 2, NULL, "currency"},
    {"amount_high", COOP_TYPE_MONEY, AT(coop_investment, amount_high_minor), 2, NULL, "currency"},
    {"currency", COOP_TYPE_CODE, AT(coop_investment, currency), 0, NULL, NULL},
    {"price_basis", COOP_TYPE_CODE, AT(coop_investment, price_basis), 0, NULL, NULL},
    {"date", COOP_TYPE_SPAN, AT(coop_investment, date), 0, NULL, NULL},
    {"flow", COOP_TYPE_CODE, AT(coop_investment, flow), 0, NULL, NULL},
    {"status", COOP_TYPE_CODE, AT(coop_investment, status), 0, NULL, NULL},
    {"usd_equivalent", COOP_TYPE_MONEY, AT(coop_investment, usd_equivalent_minor), 2, "USD", "USD"},
    {"agreement", COOP_TYPE_CODE, AT(coop_investment, agreement), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_investment, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_investment, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_investment, notes), 0, NULL, NULL},
};

static const coop__record investment_record = {
    .table = "investment",
    .members = investment_members,
    .n_members = sizeof investment_members / sizeof investment_members[0],
    .size = sizeof(coop_investment),
    .key = "id",
    .number = NULL,
};
FITS(coop_investment, 232);

int64_t coop_investment_count(const coop_dataset *data)
{
    return coop__record_count(data, &investment_record);
}

coop_status coop_investment_at(const coop_dataset *data, int64_t index, coop_investment *out,
                               coop_error *err)
{
    return coop__record_at(data, &investment_record, index, out, err);
}

coop_status coop_investment_find(const coop_dataset *data, const char *id, coop_investment *out,
                                 coop_error *err)
{
    return coop__record_find(data, &investment_record, id, out, err);
}

/* ---- project ---- */

static const coop__member project_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_project, id), 0, NULL, NULL},
    {"recipient", COOP_TYPE_CODE, AT(coop_project, recipient), 0, NULL, NULL},
    {"committed", COOP_TYPE_SPAN, AT(coop_project, committed), 0, NULL, NULL},
    {"committed_basis", COOP_TYPE_CODE, AT(coop_project, committed_basis), 0, NULL, NULL},
    {"started", COOP_TYPE_SPAN, AT(coop_project, started), 0, NULL, NULL},
    {"completed", COOP_TYPE_SPAN, AT(coop_project, completed), 0, NULL, NULL},
    {"status", COOP_TYPE_CODE, AT(coop_project, status), 0, NULL, NULL},
    {"sector", COOP_TYPE_CODE, AT(coop_project, sector), 0, NULL, NULL},
    {"amount", COOP_TYPE_MONEY, AT(coop_project, amount_usd_minor), 2, "USD", "USD"},
    {"amount_basis", COOP_TYPE_CODE, AT(coop_project, amount_basis), 0, NULL, NULL},
    {"infrastructure", COOP_TYPE_BOOL, AT(coop_project, infrastructure), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_project, sources), 0, NULL, NULL},
};

static const coop__record project_record = {
    .table = "project",
    .members = project_members,
    .n_members = sizeof project_members / sizeof project_members[0],
    .size = sizeof(coop_project),
    .key = "id",
    .number = NULL,
};
FITS(coop_project, 120);

int64_t coop_project_count(const coop_dataset *data)
{
    return coop__record_count(data, &project_record);
}

coop_status coop_project_at(const coop_dataset *data, int64_t index, coop_project *out,
                            coop_error *err)
{
    return coop__record_at(data, &project_record, index, out, err);
}

coop_status coop_project_find(const coop_dataset *data, const char *id, coop_project *out,
                              coop_error *err)
{
    return coop__record_find(data, &project_record, id, out, err);
}

/* ---- rail_segment ---- */

static const coop__member rail_segment_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_rail_segment, id), 0, NULL, NULL},
    {"from", COOP_TYPE_CODE, AT(coop_rail_segment, from_id), 0, NULL, NULL},
    {"to", COOP_TYPE_CODE, AT(coop_rail_segment, to_id), 0, NULL, NULL},
    {"length_km", COOP_TYPE_FLOAT64, AT(coop_rail_segment, length_km), 0, "km", NULL},
    {"length_alt_km", COOP_TYPE_CODE, AT(coop_rail_segment, length_alt_km), 0, NULL, NULL},
    {"gauge_mm", COOP_TYPE_SET, AT(coop_rail_segment, gauge_mm), 0, "mm", NULL},
    {"tracks", COOP_TYPE_INT64, AT(coop_rail_segment, tracks), 0, NULL, NULL},
    {"electrified", COOP_TYPE_CODE, AT(coop_rail_segment, electrified), 0, NULL, NULL},
    {"mode", COOP_TYPE_CODE, AT(coop_rail_segment, mode), 0, NULL, NULL},
    {"status", COOP_TYPE_CODE, AT(coop_rail_segment, status), 0, NULL, NULL},
    {"opened", COOP_TYPE_SPAN, AT(coop_rail_segment, opened), 0, NULL, NULL},
    {"planned_opening", COOP_TYPE_SPAN, AT(coop_rail_segment, planned_opening), 0, NULL, NULL},
    {"cost", COOP_TYPE_MONEY, AT(coop_rail_segment, cost_minor), 2, NULL, "cost_currency"},
    {"cost_currency", COOP_TYPE_CODE, AT(coop_rail_segment, cost_currency), 0, NULL, NULL},
    {"length_method", COOP_TYPE_CODE, AT(coop_rail_segment, length_method), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_rail_segment, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_rail_segment, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_rail_segment, notes), 0, NULL, NULL},
};

static const coop__record rail_segment_record = {
    .table = "rail_segment",
    .members = rail_segment_members,
    .n_members = sizeof rail_segment_members / sizeof rail_segment_members[0],
    .size = sizeof(coop_rail_segment),
    .key = "id",
    .number = NULL,
};
FITS(coop_rail_segment, 184);

int64_t coop_rail_segment_count(const coop_dataset *data)
{
    return coop__record_count(data, &rail_segment_record);
}

coop_status coop_rail_segment_at(const coop_dataset *data, int64_t index, coop_rail_segment *out,
                                 coop_error *err)
{
    return coop__record_at(data, &rail_segment_record, index, out, err);
}

coop_status coop_rail_segment_find(const coop_dataset *data, const char *id, coop_rail_segment *out,
                                   coop_error *err)
{
    return coop__record_find(data, &rail_segment_record, id, out, err);
}

/* ---- corridor ---- */

static const coop__member corridor_members[] = {
    {"id", COOP_TYPE_CODE, AT(coop_corridor, id), 0, NULL, NULL},
    {"name", COOP_TYPE_CODE, AT(coop_corridor, name), 0, NULL, NULL},
    {"nodes", COOP_TYPE_SET, AT(coop_corridor, nodes), 0, NULL, NULL},
    {"kind", COOP_TYPE_CODE, AT(coop_corridor, kind), 0, NULL, NULL},
    {"status", COOP_TYPE_CODE, AT(coop_corridor, status), 0, NULL, NULL},
    {"sources", COOP_TYPE_SET, AT(coop_corridor, sources), 0, NULL, NULL},
    {"confidence", COOP_TYPE_CODE, AT(coop_corridor, confidence), 0, NULL, NULL},
    {"notes", COOP_TYPE_CODE, AT(coop_corridor, notes), 0, NULL, NULL},
};

static const coop__record corridor_record = {
    .table = "corridor",
    .members = corridor_members,
    .n_members = sizeof corridor_members / sizeof corridor_members[0],
    .size = sizeof(coop_corridor),
    .key = "id",
    .number = NULL,
};
FITS(coop_corridor, 104);

int64_t coop_corridor_count(const coop_dataset *data)
{
    return coop__record_count(data, &corridor_record);
}

coop_status coop_corridor_at(const coop_dataset *data, int64_t index, coop_corridor *out,
                             coop_error *err)
{
    return coop__record_at(data, &corridor_record, index, out, err);
}

coop_status coop_corridor_find(const coop_dataset *data, const char *id, coop_corridor *out,
                               coop_error *err)
{
    return coop__record_find(data, &corridor_record, id, out, err);
}
