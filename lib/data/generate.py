#!/usr/bin/env python3
# generate.py -- writes the CSV files of the six-nation data package from the facts.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 generate.py --facts DIR --data DIR --out DIR

--facts holds the hand-kept tables of facts, --data others' data files, --out gets one
CSV file per table of datapackage.json. Which columns a table has, and in which order, is read from
datapackage.json beside this file: it is the only place that says so. The same input gives the same
bytes. A column of the facts that no table takes and no list below drops is an error, so that
nothing is lost unseen. Rows keep the order of the facts.
"""

import argparse
import csv
import datetime
import decimal
import json
import os
import sys

from claim_tests import TESTS as CLAIM_TESTS

HERE = os.path.dirname(os.path.abspath(__file__))

DIGITS = {"year": 4, "month": 7, "day": 10}
BOOLEAN = {"0": "false", "1": "true"}
# An unknown date, where it is certain that there is one: EDTF's interval without ends. An empty
# field says that there is none.
UNKNOWN_DATE = "../.."

# The membership columns of the nation table say again what memberships.csv says, alpha3 is the id,
# and area_alt quotes a compilation under the ODbL that must not be carried over.
NATION_DROPS = {"alpha3", "sco", "eaeu", "carec", "ots", "cis", "c_c5", "c5p1", "eu_ca",
                "memberships_source_id", "area_alt"}
# The area of the United States was taken from that compilation; this is the Factbook's, which
# counts inland water as those of the six do.
AREA = {"USA": ("9833517", "cia_factbook")}
# "partner" tells the part played in the register, not what the United States are.
NATION_KINDS = {"partner": "nation"}

# "end date known, opening day uncertain": it opened in that month, not after its end.
SUMMIT_START = {"eu_tctc_forum_2025": "2025-11-01/2025-11-27"}

# Instruments that nobody signs: they are announced, adopted, approved or opened.
UNSIGNED = {"pledge", "target", "consensus_item", "commercial_package", "institution", "programme"}
# Recorded words that set a legal status.
LEGAL = {"announced", "negotiation", "initialled", "signed", "ratified", "in_force"}

# Flows whose day is not known, with the reason. Stocks and pipelines keep the day they are of.
INVESTMENT_DATE = {
    "inv_adb_khiva": "2021",             # notes: day not given
    "inv_adb_tjk_grid": "2024",          # notes: date uncertain
    "inv_us_traxys": "2025",             # its agreement is dated by the year only
    "inv_2025_forum_58": "2025-06",      # its agreement is dated by the month only, as below
    "inv_ccb_line": "2025-06",
    "inv_kambarata_eib": "2025-10",
    "inv_kambarata_ebrd": "2025-10",
    "inv_adb_pap": "2017-04",
    "trade_chn_2025_5m": "2025-01/2025-05",  # title: January-May 2025, not the year
}

# Metrics that are of a part of their year by their own name (first and last month and day), and
# three whose notes give the period.
PART_OF_YEAR = {
    "throughput_to_28_july": "{0}-01-01/{0}-07-28",
    "throughput_to_13_nov": "{0}-01-01/{0}-11-13",
    "container_trains_to_24_dec": "{0}-01-01/{0}-12-24",
    "container_trains_to_2_dec": "{0}-01-01/{0}-12-02",
    "rail_volume_10_months": "{0}-01/{0}-10",
    "rail_volume_8_months": "{0}-01/{0}-08",
    "containers_11_months": "{0}-01/{0}-11",
    "throughput_4_months": "{0}-01/{0}-04",
    "trains_per_day_4_months": "{0}-01/{0}-04",
    "freight_trains_half_year": "{0}-01/{0}-06",
    "throughput_january": "{0}-01",
    "throughput_week": "2026-03-02/2026-03-08",       # notes: week before 9 March 2026
    "export_tonnes_11_months": "2018-03-21/2019-02",  # notes: Iranian year 1397 to mid-Feb 2019
    "import_tonnes_11_months": "2018-03-21/2019-02",
}
# Relations that the facts lack.
RELATIONS = [
    # Both are stocks of the Eurasian Development Bank's database on 2025-06-30, in the five states:
    # its Asian investors are China, Türkiye, Iran and states of the Gulf (EDB, Mutual Investments on
    # the Eurasian Continent, 2025; astanatimes_edb_asia). fdi_mutual_2025h1 stands apart from both:
    # its funders are the thirteen states of the Eurasian region, of which China is none.
    ("fdi_edb_2025h1", "fdi_asia_2025h1", "part_of"),
]

FIVE = "KAZ;KGZ;TJK;TKM;UZB"
# Areas written as a pair of names.
PAIR_OF_CROSSINGS = {"alashankou+khorgos": "bc_alashankou_dostyk;bc_khorgos_altynkol"}

# Beginnings of licence_or_note that name a licence; the rest of that column are notes.
LICENCES = ("LGPL", "MIT", "ODbL", "CC BY", "public domain")
# AidData's status words that show a start and a completion.
STARTED, COMPLETED = ("Implementation", "Completion"), ("Completion",)
AIDDATA = {
    "id": "aiddata_gcdf3",
    "title": "Global Chinese Development Finance Dataset, Version 3.0",
    "publisher": "AidData at William & Mary",
    "date": "2023-11-06",
    "url": "https://www.aiddata.org/data/"
           "aiddatas-global-chinese-development-finance-dataset-version-3-0",
    "kind": "dataset", "language": "en", "read": "partly", "licence": "ODC-BY 1.0",
    "notes": "facts of 646 records only",
}

DEFLATOR = {
    "id": "wb_deflator",
    "title": "World Bank inflation, GDP deflator (NY.GDP.DEFL.KD.ZG), datasets/inflation",
    "publisher": "World Bank via Datopian datasets/inflation",
    "date": UNKNOWN_DATE, "url": "https://github.com/datasets/inflation",
    "kind": "dataset", "language": "en", "read": "yes", "licence": "CC BY 4.0 (World Bank)",
    "notes": "yearly changes of the United States, chained to 2021 = 100",
}

RATES = {
    "id": "pwt_10_01",
    "title": "Penn World Table 10.01, exchange rates (xr); Feenstra, Inklaar and Timmer 2015",
    "publisher": "Groningen Growth and Development Centre",
    "date": "2023-01", "url": "https://doi.org/10.34894/QT5BCC",
    "kind": "dataset", "language": "en", "read": "yes", "licence": "CC BY 4.0",
    "notes": "yearly averages of eight currencies from 2000 on; by way of the R package pwt10",
}
# Economies whose rate is that of a currency since 2000.
RATE_OF = {"CHN": "CNY", "DEU": "EUR", "KAZ": "KZT", "KGZ": "KGS", "RUS": "RUB", "TJK": "TJS",
           "TKM": "TMT", "UZB": "UZS"}


def fail(*words):
    """Stops with a message: the facts are not what this program was written for."""
    sys.exit("generate.py: " + " ".join(str(word) for word in words))


# Spans: pairs of days, so that no precision is made up on the way.

def span_of(text):
    """First and last day of a date written with reduced precision."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 0
    if len(parts) == 3:
        day = datetime.date(*parts)
        return day, day
    first = datetime.date(year, month or 1, 1)
    after = datetime.date(year + 1, 1, 1) if month in (0, 12) else datetime.date(year, month + 1, 1)
    return first, after - datetime.timedelta(days=1)


def span_text(span):
    """EDTF of a span: a year, month or day where it is one, else its two days."""
    first, last = span
    for digits in (4, 7, 10):
        text = first.isoformat()[:digits]
        if span_of(text) == span:
            return text
    return first.isoformat() + "/" + last.isoformat()


def cut(date, precision):
    """A date without the digits that are only the best estimate."""
    return date[:DIGITS[precision]]


# Reading and writing.

def load(folder, name):
    """Rows of a CSV file as dictionaries."""
    with open(os.path.join(folder, name + ".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def columns_of(package):
    """Column names of each table, in the order of the schema."""
    return {resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
            for resource in package["resources"]}


def quoted(text):
    """A field of RFC 4180; own code, so that the bytes depend on no version of a library."""
    if any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


def write(folder, name, columns, rows):
    """One table; every row must have exactly the columns of the schema."""
    lines = [",".join(columns)]
    for row in rows:
        if set(row) != set(columns):
            fail(name, "has columns", sorted(set(row) ^ set(columns)), "too many or too few")
        lines.append(",".join(quoted(row[column]) for column in columns))
    with open(os.path.join(folder, name + ".csv"), "wb") as file:
        file.write(("\n".join(lines) + "\n").encode("utf-8"))


def noun(name):
    """Column name of the package for one of the facts: a reference is named by what it is of."""
    if name.endswith("source_id"):
        return name[:-len("source_id")] + "sources"
    return name[:-len("_id")] if name.endswith("_id") else name


def convert(row, drop=(), rename=None, **computed):
    """A row under the package's names: dropped columns go, computed ones are added or replace."""
    out = {}
    for name, value in row.items():
        if name not in drop:
            out[(rename or {}).get(name, noun(name))] = value
    out.update(computed)
    return out


# Tables, in the order of the package.

def nations(facts, columns):
    """The six and their partners, then everybody else who appears, with fewer columns."""
    names = {"name_en": "name", "name_official_en": "name_official",
             "wto_accession_date": "wto_accession"}
    rows = []
    for row in load(facts, "nations"):
        if row["id"] != row["alpha3"]:
            fail("nation", row["id"], "is not its alpha-3 code")
        area = AREA.get(row["id"], (row["area_km2"], row["area_source_id"]))
        rows.append(convert(row, NATION_DROPS, names, area_km2=area[0], area_sources=area[1],
                            kind=NATION_KINDS.get(row["kind"], row["kind"])))
    blank = dict.fromkeys(columns["nation"], "")
    for row in load(facts, "other_parties"):
        rows.append({**blank, **convert(row, rename=names)})
    return rows


def mechanisms(facts, _columns):
    """A lead of "none" is no party: the placeholder for bilateral documents has nobody."""
    names = {"name_en": "name", "founded_date": "founded", "first_summit_date": "first_summit"}
    return [convert(row, rename=names, lead="" if row["lead"] == "none" else row["lead"])
            for row in load(facts, "mechanisms")]


def summits(facts, _columns):
    """Days become spans, as one opening day is uncertain."""
    names = {"start_date": "start", "end_date": "end", "city": "place", "host_nation": "host"}
    return [convert(row, rename=names, start=SUMMIT_START.get(row["id"], row["start_date"]))
            for row in load(facts, "summits")]


def agreements(facts, _columns):
    """status_events is left out: it repeats agreement_events.csv."""
    names = {"crs_code": "purpose", "crs_name": "purpose_name", "instrument_type": "instrument",
             "status": "reported", "target_date": "due"}
    drop = {"signed_date", "date_precision", "status_events"}
    rows = []
    for row in load(facts, "agreements"):
        if row["amount_kind"] == "count" and row["amount"]:
            fail("agreement", row["id"], "counts something and has an amount of money")
        rows.append(convert(row, drop, names,
                            signed=cut(row["signed_date"], row["date_precision"])))
    return rows


def source_spans(sources, ids):
    """When each of the sources was published."""
    return [span_of(sources[name]["date"]) for name in ids.split(";")]


def newest(spans):
    """When the newest of some imprecise dates was: neither end is before another's."""
    return max(first for first, _ in spans), max(last for _, last in spans)


def told(spans, when):
    """Day or days on which one could read of an event.

    Sources that are older than the event tell nothing of it, and where no other is given the event
    is taken as known when it happened. Of several sources it is not recorded which one told of the
    event first: it was some day between the oldest and the newest of them, and not before the
    event itself.
    """
    able = [span for span in spans if span[1] >= when[0]]
    if not able:
        return when
    return max(min(first for first, _ in able), when[0]), max(last for _, last in able)


def recorded_events(row_events, sources):
    """The events that the facts hold, with the newest source as what they are known by."""
    events = []
    for row in row_events:
        when = span_of(cut(row["date"], row["date_precision"]))
        known = told([newest(source_spans(sources, row["source_id"]))], when)
        events.append({"agreement": row["agreement_id"], "status": row["event"],
                       "detail": row["event_detail"], "date": when, "known": known,
                       "party": row["party"], "basis": "recorded", "sources": row["source_id"],
                       "confidence": row["confidence"], "notes": row["notes"]})
    return events


def generated(row, status, when, known, basis):
    """An event that follows from the agreement's own row."""
    return {"agreement": row["id"], "status": status, "detail": "", "date": when, "known": known,
            "party": "", "basis": basis, "sources": row["source_id"],
            "confidence": row["confidence"], "notes": ""}


def signature_event(row, recorded, sources):
    """The event that the signature date stands for, or None where the recorded ones say it.

    It is `signed` where the status shows that the agreement went beyond announcement and
    negotiation and where the instrument is one that is signed; a recorded signature makes it
    superfluous. Else it is `announced`: the date is then that of an announcement, adoption,
    opening or approval. That is left out where a recorded event which sets a legal status is not
    later: an initialling, an entry into force or an announcement already tells as much or more,
    and the date may be that event's own (a treaty that was initialled, an institute that opened),
    so that an announcement on that day would be made up.
    """
    when = span_of(cut(row["signed_date"], row["date_precision"]))
    signed = row["status"] not in ("announced", "negotiating") \
        and row["instrument_type"] not in UNSIGNED
    if signed and any(event["status"] == "signed" for event in recorded):
        return None
    if not signed and any(event["status"] in LEGAL and event["date"][0] <= when[1]
                          for event in recorded):
        return None
    known = told(source_spans(sources, row["source_id"]), when)
    return generated(row, "signed" if signed else "announced", when, known, "signature")


def observed_event(row, earlier, sources):
    """The reported status: reached after the last event and by the day of the report.

    Where an imprecise last event may be later than the report, the report's day alone is left. It
    is known when both the report's day and the newest source are past.
    """
    report = span_of(row["status_as_of"])
    after = max(event["date"][1] for event in earlier) + datetime.timedelta(days=1)
    when = (after, report[1]) if after <= report[1] else report
    known = newest([report] + source_spans(sources, row["source_id"]))
    return generated(row, row["status"], when, known, "observed")


def agreement_events(row, row_events, sources):
    """All events of one agreement in order: by first day, last day, and on equal days the
    signature, then the recorded ones as recorded, then the observation."""
    recorded = recorded_events(row_events, sources)
    signature = signature_event(row, recorded, sources)
    earlier = ([signature] if signature else []) + recorded
    events = sorted(earlier + [observed_event(row, earlier, sources)],
                    key=lambda event: event["date"])
    return [{**event, "seq": str(seq), "date": span_text(event["date"]),
             "known": span_text(event["known"])} for seq, event in enumerate(events, 1)]


def events(facts, _columns):
    """Recorded and generated events, agreement by agreement."""
    sources = {row["id"]: row for row in load(facts, "sources")}
    by_agreement = {row["id"]: [] for row in load(facts, "agreements")}
    for row in load(facts, "agreement_events"):
        by_agreement[row["agreement_id"]].append(row)
    out = []
    for row in load(facts, "agreements"):
        out.extend(agreement_events(row, by_agreement[row["id"]], sources))
    return out


def investment_shares(row):
    """shares, share_side and by_nation out of the one column that holds fractions or values."""
    sides = {"recipient_fraction": "recipients", "funder_fraction": "funders"}
    if row["share_basis"] == "amount_usd_bn":
        if row["currency"] != "USD":
            fail("investment", row["id"], "has values in USD beside an amount in", row["currency"])
        return {"shares": "", "share_side": "", "by_nation": row["shares"]}
    return {"shares": row["shares"], "share_side": sides.get(row["share_basis"], ""),
            "by_nation": ""}


def investments(facts, _columns):
    """A trade value is of its year; year repeats the date and goes."""
    rows = []
    for row in load(facts, "investments"):
        if row["year"] != row["date"][:4]:
            fail("investment", row["id"], "has the year", row["year"], "and the date", row["date"])
        date = row["year"] if row["measure"] == "trade" else row["date"]
        rows.append(convert(row, {"year", "share_basis"}, {"flow_type": "flow"},
                            date=INVESTMENT_DATE.get(row["id"], date), **investment_shares(row)))
    return rows


def commitment_span(row):
    """The commitment date, but the year where 1 January stands for "some day of the year"."""
    date = row["commitment_date"]
    return row["commitment_year"] if not date or date.endswith("-01-01") else date


def milestone_span(row, date, year, reached):
    """A start or completion date; open where the status shows that it lies behind."""
    return row[date] or row[year] or (UNKNOWN_DATE if row["status"] in reached else "")


def projects(data, _columns):
    """AidData's records: facts only, no titles, descriptions or geometry.

    recorded and inferred keep apart what AidData's files say of the record itself and what was
    inferred from its totals by agency and date.
    """
    rows = []
    for row in load(data, "gcdf3_central_asia"):
        amount = row["amount_constant_usd_2021"]
        if amount:
            amount = str(decimal.Decimal(amount).quantize(decimal.Decimal("0.01"),
                                                          decimal.ROUND_HALF_EVEN))
        basis = {True: "recorded", False: "inferred"}
        rows.append({
            "id": row["aid_data_record_id"], "recipient": row["recipient_iso3"],
            "committed": commitment_span(row),
            "committed_basis": basis[row["commitment_date_source"] == "geo"],
            "started": milestone_span(row, "actual_implementation_start_date",
                                      "implementation_start_year", STARTED),
            "completed": milestone_span(row, "actual_completion_date", "completion_year",
                                        COMPLETED),
            "status": row["status"], "sector": row["sector_name"], "amount": amount,
            "amount_basis": basis[row["amount_source"] == "geo"] if amount else "",
            "infrastructure": {"Yes": "true", "No": "false", "": ""}[row["infrastructure"]],
            "sources": AIDDATA["id"]})
    return rows


def deflators(data, _columns):
    """Price levels of the United States: yearly changes chained to 100 in 2021."""
    return [{"currency": "USD", "date": row["year"], "index": row["index_2021_100"],
             "source": DEFLATOR["id"]} for row in load(data, "us_gdp_deflator")]


def exchange_rates(data, _columns):
    """Yearly averages in units of a currency per US dollar."""
    return [{"currency": RATE_OF[row["iso3"]], "date": row["year"], "rate": row["value"],
             "kind": "average", "source": RATES["id"]}
            for row in load(data, "macro_indicators")
            if row["indicator"] == "exchange_rate_lcu_per_usd" and row["iso3"] in RATE_OF
            and row["year"] >= "2000"]


def gauges(text):
    """A set, in the order that the facts write with a stroke."""
    return text.replace("/", ";")


def rail_nodes(facts, _columns):
    """Nodes with their gauges as a set."""
    return [convert(row, gauge_mm=gauges(row["gauge_mm"]), is_border=BOOLEAN[row["is_border"]])
            for row in load(facts, "rail_nodes")]


def opened(year, in_service):
    """Empty says "not in service"; a line in service has an opening date, known or not."""
    return year or (UNKNOWN_DATE if in_service else "")


def rail_segments(facts, _columns):
    """great_circle_km, ratio and length_check go: they follow from the positions."""
    drop = {"great_circle_km", "ratio", "length_check", "opened_year"}
    return [convert(row, drop, gauge_mm=gauges(row["gauge_mm"]),
                    opened=opened(row["opened_year"], row["status"] == "operating"))
            for row in load(facts, "rail_segments")]


def corridors(facts, _columns):
    """node_count and length_km_sum go: they follow from the nodes and segments."""
    return [convert(row, {"node_count", "length_km_sum"}) for row in load(facts, "rail_corridors")]


def crossings(facts, _columns):
    """A crossing is in service when its segment is."""
    status = {frozenset((row["from_id"], row["to_id"])): row["status"]
              for row in load(facts, "rail_segments")}
    rows = []
    for row in load(facts, "border_crossings"):
        running = status[frozenset((row["node_a"], row["node_b"]))] == "operating"
        rows.append(convert(row, rename={"capacity_text": "capacity"},
                            break_of_gauge=BOOLEAN[row["break_of_gauge"]],
                            opened=opened(row["opened"], running)))
    return rows


def area_parts(scope):
    """Kind of an area, and the crossings and nations that it consists of."""
    if ":" not in scope:
        return {"area_kind": "crossing", "crossings": scope, "nations": ""}
    kind, name = scope.split(":", 1)
    across, among = PAIR_OF_CROSSINGS.get(name, ""), ""
    if kind == "nation" or kind == "pair" and not across:
        among = name.replace("-", ";").replace("C5", FIVE)
    return {"area_kind": kind, "crossings": across, "nations": among}


def observations(facts, _columns):
    """The period is the year, or the part of it that the metric is of."""
    names = {"scope": "area", "metric": "indicator"}
    return [convert(row, {"year"}, names, **area_parts(row["scope"]),
                    period=PART_OF_YEAR.get(row["metric"], row["year"]).format(row["year"]))
            for row in load(facts, "border_observations")]


def period_span(text):
    """EDTF of the periods that claims are about: years, quarters, half-years, months, days."""
    if len(text) == 6 and text[4] in "QH":
        months = {"Q": 3, "H": 6}[text[4]]
        last = months * int(text[5])
        return "%s-%02d/%s-%02d" % (text[:4], last - months + 1, text[:4], last)
    if len(text) == 9:
        return text.replace("-", "/")
    return text


def is_number(text):
    """Digits with at most one point."""
    return text.replace(".", "", 1).isdigit()


def is_date(text):
    """A month or a day."""
    return len(text) in (7, 10) and text[4] == "-" and text.replace("-", "").isdigit()


def said_on(row, sources):
    """Date of the carrying source; general knowledge carries none."""
    source = sources[row["source_id"]]
    return UNKNOWN_DATE if source["kind"] == "knowledge" else source["date"]


def claims(facts, _columns):
    """Numbers, dates and words of one column go to a column each, so that each has one type; a year
    that something is to have happened in is a date; the prose of tests gives way to claim_tests."""
    sources = {row["id"]: row for row in load(facts, "sources")}
    names = {"made_by": "speaker", "claim": "text", "counter_source_ids": "counter_sources"}
    rows, tests = [], dict(CLAIM_TESTS)
    for row in load(facts, "claims"):
        value, found = row["value"], row["counter_value"]
        if not is_number(value) and not is_date(value):
            fail("claim", row["id"], "has the value", value)
        if row["id"] not in tests:
            fail("claim", row["id"], "has no test")
        test = tests.pop(row["id"])
        when = test["operation"] == "date"
        words = not is_number(found) and not is_date(found)
        rows.append(convert(
            row, drop={"test", "measure"}, rename=names, said_on=said_on(row, sources),
            period=period_span(row["period"]), value="" if when else value,
            value_on=value if when else "",
            counter_value=found if is_number(found) and not when else "",
            counter_on=found if is_date(found) or (when and is_number(found)) else "",
            counter_text=found if words else "", **test))
    if tests:
        fail("no claim has the ids of the tests", sorted(tests))
    return rows


def sources(facts, columns):
    """Licences and notes part; "none" as an address is no address; data files come last."""
    rows = []
    for row in load(facts, "sources"):
        remark = row["licence_or_note"]
        licence = remark.startswith(LICENCES)
        rows.append(convert(row, {"licence_or_note"}, {"read_excerpt": "read"},
                            url="" if row["url"] == "none" else row["url"],
                            licence=remark if licence else "", notes="" if licence else remark))
    empty = dict.fromkeys(columns["source"], "")
    return rows + [{**empty, **AIDDATA}, {**empty, **DEFLATOR},
                   {**empty, **RATES}]


def plain(name):
    """Builder of a table whose columns only change their names."""
    return lambda facts, _columns: [convert(row) for row in load(facts, name)]


def relations(facts, columns):
    """Relations of the facts, and those that they lack beside others of their kind."""
    rows = plain("relations")(facts, columns)
    rows += [dict(zip(("a", "b", "kind"), row)) for row in RELATIONS]
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    return sorted(rows, key=lambda row: kinds.index(row["kind"]))


BUILDERS = {
    "nation": nations, "membership": plain("memberships"), "mechanism": mechanisms,
    "summit": summits, "list": plain("lists"), "agreement": agreements, "event": events,
    "investment": investments, "relation": relations, "project": projects,
    "deflator": deflators, "exchange_rate": exchange_rates,
    "rail_node": rail_nodes, "rail_segment": rail_segments, "corridor": corridors,
    "crossing": crossings, "observation": observations, "claim": claims, "source": sources,
}


def generate(facts, data, out):
    """Writes every table of the package into the folder out."""
    with open(os.path.join(HERE, "datapackage.json"), encoding="utf-8") as file:
        columns = columns_of(json.load(file))
    if set(columns) != set(BUILDERS):
        fail("tables differ from datapackage.json:", sorted(set(columns) ^ set(BUILDERS)))
    for name in columns:
        folder = data if name in ("project", "deflator", "exchange_rate") else facts
        write(out, name, columns[name], BUILDERS[name](folder, columns))


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description="Write the CSV files of the data package.")
    for option in ("facts", "data", "out"):
        parser.add_argument("--" + option, required=True, metavar="DIR")
    options = parser.parse_args()
    generate(options.facts, options.data, options.out)


if __name__ == "__main__":
    main()
