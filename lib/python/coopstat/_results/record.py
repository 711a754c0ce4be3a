# record.py -- results of record.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Optional, Tuple

from .._record import Record, Span


class Nation(Record):
    """A row of table nation. A nation, bloc, region or organisation that is named as party,
    funder, recipient, host or lead. The six nations of the register are the members of
    mechanism c_c5."""

    __slots__ = ("id", "kind", "alpha2", "numeric", "name", "name_official", "name_native",
                 "name_zh", "capital", "capital_lat_degrees", "capital_lon_degrees", "area_km2",
                 "area_sources", "population_persons", "population_year", "population_sources",
                 "gdp_usd_minor", "gdp_year", "gdp_sources", "gdp_usd_2024_est_minor",
                 "gdp_2024_sources", "rail_gauge_mm", "rail_route_km", "rail_route_year",
                 "rail_electrified_km", "rail_sources", "landlocked", "wto_status",
                 "wto_accession", "wto_sources", "currency", "names_sources", "sources",
                 "confidence", "notes",)
    _struct = "coop_nation"
    #: Code: ISO 3166-1 alpha-3; EUU is the World Bank's code of the European Union; regions
    #: and organisations have a word of their own
    id: Optional[str]
    #: Kind: nation, bloc, region or organisation
    kind: Optional[str]
    #: Alpha-2 code: EU is a reserved code
    alpha2: Optional[str]
    #: Numeric code: ISO 3166-1, three digits
    numeric: Optional[str]
    #: Name
    name: Optional[str]
    #: Official name
    name_official: Optional[str]
    #: Native name
    name_native: Optional[str]
    #: Chinese name
    name_zh: Optional[str]
    #: Capital
    capital: Optional[str]
    #: Latitude of the capital: WGS 84
    capital_lat_degrees: float
    #: Longitude of the capital: WGS 84
    capital_lon_degrees: float
    #: Area: with inland water
    area_km2: int
    #: Sources of the area: ids of table source
    area_sources: Optional[Tuple[str, ...]]
    #: Population
    population_persons: int
    #: Year of the population
    population_year: int
    #: Sources of the population: ids of table source
    population_sources: Optional[Tuple[str, ...]]
    #: Gross domestic product: current prices, exchange rate; in hundredths of USD
    gdp_usd_minor: int
    #: Year of the gross domestic product
    gdp_year: int
    #: Sources of the gross domestic product: ids of table source
    gdp_sources: Optional[Tuple[str, ...]]
    #: Gross domestic product, estimate for 2024: in hundredths of USD
    gdp_usd_2024_est_minor: int
    #: Sources of the estimate for 2024: ids of table source
    gdp_2024_sources: Optional[Tuple[str, ...]]
    #: Main rail gauge
    rail_gauge_mm: int
    #: Railway routes
    rail_route_km: int
    #: Year of the railway routes
    rail_route_year: int
    #: Electrified routes
    rail_electrified_km: int
    #: Sources of the railway figures: ids of table source
    rail_sources: Optional[Tuple[str, ...]]
    #: Landlocked: borders to cross to a sea coast: 0 has a coast, 1 landlocked, 2
    #: landlocked among landlocked
    landlocked: int
    #: Standing in the World Trade Organization: member or acceding
    wto_status: Optional[str]
    #: Accession to the World Trade Organization
    wto_accession: int
    #: Sources of the standing: ids of table source
    wto_sources: Optional[Tuple[str, ...]]
    #: Currency: ISO 4217
    currency: Optional[str]
    #: Sources of the names: ids of table source
    names_sources: Optional[Tuple[str, ...]]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Mechanism(Record):
    """A row of table mechanism. A cooperation format; bilateral stands for documents outside
    every format."""

    __slots__ = ("id", "short_name", "name", "name_zh", "parties", "lead", "founded",
                 "first_summit", "level", "secretariat", "secretariat_since", "rhythm",
                 "next_summit", "sources", "confidence", "notes",)
    _struct = "coop_mechanism"
    #: Identifier
    id: Optional[str]
    #: Short name
    short_name: Optional[str]
    #: Name
    name: Optional[str]
    #: Chinese name
    name_zh: Optional[str]
    #: Parties: ids of table nation
    parties: Optional[Tuple[str, ...]]
    #: Lead: who convenes it, where one party or secretariat does; id of table nation
    lead: Optional[str]
    #: Founded
    founded: Optional[Span]
    #: First summit
    first_summit: Optional[Span]
    #: Level of its meetings: heads_of_state or ministerial
    level: Optional[str]
    #: Secretariat
    secretariat: Optional[str]
    #: Secretariat since
    secretariat_since: Optional[Span]
    #: Rhythm
    rhythm: Optional[str]
    #: Next summit
    next_summit: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Summit(Record):
    """A row of table summit. A meeting of a mechanism, with its headline numbers."""

    __slots__ = ("id", "mechanism", "ordinal", "name", "start", "end", "place", "host", "mode",
                 "level", "documents_signed", "multilateral_documents", "outcomes_listed",
                 "headline_amount_minor", "currency", "amount_kind", "next_summit", "sources",
                 "confidence", "notes",)
    _struct = "coop_summit"
    #: Identifier
    id: Optional[str]
    #: Mechanism: id of table mechanism
    mechanism: Optional[str]
    #: Ordinal: as the parties count; 0 a summit that they do not count
    ordinal: int
    #: Name
    name: Optional[str]
    #: First day
    start: Optional[Span]
    #: Last day
    end: Optional[Span]
    #: Place
    place: Optional[str]
    #: Host: id of table nation
    host: Optional[str]
    #: Mode: virtual or in_person
    mode: Optional[str]
    #: Level: heads_of_state, foreign_ministers or ministers
    level: Optional[str]
    #: Documents signed
    documents_signed: int
    #: Multilateral documents
    multilateral_documents: int
    #: Listed outcomes
    outcomes_listed: int
    #: Headline amount: in hundredths of the money that currency names
    headline_amount_minor: int
    #: Currency: ISO 4217
    currency: Optional[str]
    #: Kind of the headline amount: grant_pledge, financing_support_and_grants,
    #: investment_package, commitments_mixed or deal_zone_announced
    amount_kind: Optional[str]
    #: Next summit
    next_summit: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Agreement(Record):
    """A row of table agreement. A commitment, a document or an umbrella. Status as of a day comes
    from event; reported is the word of the source register."""

    __slots__ = ("id", "title", "mechanism", "summit", "signed_on", "parties", "instrument",
                 "binding", "purpose", "purpose_name", "field", "reported", "status_basis",
                 "status_as_of", "due", "amount_minor", "currency", "amount_kind", "parent",
                 "list_id", "role", "official_item", "quantity", "sources", "confidence", "notes",)
    _struct = "coop_agreement"
    #: Identifier
    id: Optional[str]
    #: Title: in the words of the compilers
    title: Optional[str]
    #: Mechanism: id of table mechanism
    mechanism: Optional[str]
    #: Summit: id of table summit
    summit: Optional[str]
    #: Signed: signature; where nothing was signed: announcement, adoption, opening or
    #: approval
    signed_on: Optional[Span]
    #: Parties: ids of table nation
    parties: Optional[Tuple[str, ...]]
    #: Instrument
    instrument: Optional[str]
    #: Binding force: binding, non_binding, commercial or unknown
    binding: Optional[str]
    #: Purpose: CRS purpose code, five digits, quoted from memory
    purpose: Optional[str]
    #: Name of the purpose
    purpose_name: Optional[str]
    #: Field of cooperation
    field: Optional[str]
    #: Reported status
    reported: Optional[str]
    #: Basis of the reported status: documented: a source reports it; inferred: follows from
    #: a later document; last_event: nothing later than signature or announcement found;
    #: none: unknown
    status_basis: Optional[str]
    #: Reported status as of
    status_as_of: int
    #: Due
    due: Optional[Span]
    #: Amount: where the agreement states money; in hundredths of the money that currency
    #: names
    amount_minor: int
    #: Currency: ISO 4217
    currency: Optional[str]
    #: Kind of amount: count: the quantity is no money and amount is empty
    amount_kind: Optional[str]
    #: Part of: the umbrella that it is a part of; id of table agreement
    parent: Optional[str]
    #: Official list: id of table list
    list_id: Optional[str]
    #: Role: commitment; document: adopting it is not implementing it; umbrella: stands for
    #: its parts
    role: Optional[str]
    #: Number in the official list
    official_item: int
    #: Quantity: what is not money
    quantity: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Event(Record):
    """A row of table event. Something that changed or reported an agreement's status. basis tells
    what the register recorded from what its generator wrote: signature (from agreement.signed)
    and observed (from agreement.reported and status_as_of)."""

    __slots__ = ("agreement", "seq", "status", "detail", "date", "known", "party", "basis",
                 "sources", "confidence", "notes",)
    _struct = "coop_event"
    #: Agreement: id of table agreement
    agreement: Optional[str]
    #: Order within the agreement: by first day, last day, then signature, recorded,
    #: observed
    seq: int
    #: Event word
    status: Optional[str]
    #: Finer word
    detail: Optional[str]
    #: When
    date: Optional[Span]
    #: Known: when it could be read
    known: Optional[Span]
    #: Party: where the event is of one party; id of table nation
    party: Optional[str]
    #: Basis: recorded, signature or observed
    basis: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Claim(Record):
    """A row of table claim. A quantitative claim that somebody made, what speaks against it, and
    the compilers' verdict."""

    __slots__ = ("id", "speaker", "said_on", "text", "subject", "operation", "query",
                 "base_query", "comparator", "value", "value_on", "unit", "rounding", "period",
                 "coverage", "part_of", "lacking", "counter_value", "counter_on", "counter_text",
                 "counter_sources", "verdict", "sources", "confidence", "notes",)
    _struct = "coop_claim"
    #: Identifier
    id: Optional[str]
    #: Speaker
    speaker: Optional[str]
    #: Said: date of the source that carries it; open where that is no publication
    said_on: Optional[Span]
    #: Claim: in the words of the compilers
    text: Optional[str]
    #: Subject: summit, agreement, rail, agriculture, investment, nation, institution or
    #: energy
    subject: Optional[str]
    #: Operation: what is done with what the queries give
    operation: Optional[str]
    #: Query: the scope, as in coopstat/claim.h; empty: lacking says why
    query: Optional[str]
    #: Query of the base: of growth, ratio, difference and rank
    base_query: Optional[str]
    #: Comparator: '=', '~', '>=', '>', '<=' or '<'
    comparator: Optional[str]
    #: Claimed value: in unit
    value: float
    #: Claimed date: where a date is claimed
    value_on: Optional[Span]
    #: Unit
    unit: Optional[str]
    #: Rounding: the figure stands for half of it to either side, about for all of it;
    #: empty: exact
    rounding: float
    #: Period: what the claim is about
    period: Optional[Span]
    #: Coverage: of what a count or sum ranges over; empty: partial; complete or partial
    coverage: Optional[str]
    #: Part of: the claim whose whole this is a part of; id of table claim
    part_of: Optional[str]
    #: Lacking: which data the register would need, where there is no query
    lacking: Optional[str]
    #: Found value: in unit
    counter_value: float
    #: Found date
    counter_on: Optional[Span]
    #: Found, in words: where neither a number nor a date was found
    counter_text: Optional[str]
    #: Sources of what was found: ids of table source
    counter_sources: Optional[Tuple[str, ...]]
    #: Verdict
    verdict: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: of what was found, not of the claim; letters as in the other tables; A, B
    #: or C
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Source(Record):
    """A row of table source. Where a row is from. What is not stated by a source is under
    analyst_knowledge or analyst_map."""

    __slots__ = ("id", "title", "publisher", "date", "url", "kind", "language", "read_word",
                 "licence", "notes",)
    _struct = "coop_source"
    #: Identifier
    id: Optional[str]
    #: Title
    title: Optional[str]
    #: Publisher
    publisher: Optional[str]
    #: Date of publication
    date: Optional[Span]
    #: Address
    url: Optional[str]
    #: Kind
    kind: Optional[str]
    #: Language: ISO 639-1; mul for several
    language: Optional[str]
    #: Read by the compilers: yes and partly: mostly an excerpt of about 2,000 characters;
    #: yes, partly or no
    read_word: Optional[str]
    #: Licence: where the source states one
    licence: Optional[str]
    #: Notes
    notes: Optional[str]
