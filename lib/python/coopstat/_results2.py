# _results2.py -- results of the library as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the headers say of them."""

from typing import Optional, Tuple

from ._record import Record, Span


class RateDefinition(Record):
    """One published meaning of "implemented": what is counted, over what."""

    __slots__ = ("name", "counts", "over", "origin", "unit",)
    _struct = "coop_rate_definition"
    #: key used in options and in rate('...'), e.g. "completed"
    name: str
    #: what goes into hits
    counts: str
    #: what goes into total
    over: str
    #: where the definition is used
    origin: str
    #: "share": of what was agreed, carried out; "shortfall": the share that was not;
    #: "per_year": carried out per year that an agreement stood open
    unit: str


class Rate(Record):
    """A rate with its counts. unknown counts rows of which the register cannot say whether they
    are hits: their work was looked for and not found, their status on the day is imprecise, or
    their own date straddles the day. The four counts on_... say what the status of the rows of
    total rests on, and add up to it: on the newest event by the day, which a source reports;
    or which is the register's own word and rests on what agreement.status_basis says
    (documented, inferred, last_event); or which is the signature. Definitions that are no
    count of agreements fill the same members: "value" and "financial" with shares of money,
    "financial" beyond 1 where more was disbursed than committed; "graded" and "g7" with the
    mean score, where hits have the full score; "exposure" with completions per year, taking
    imprecise dates at the middle of the time they allow for value and at its ends for the
    bounds. Its best is INFINITY where no time at risk is sure, and its interval is Garwood's
    for a count."""

    __slots__ = ("value", "low", "high", "worst", "best", "worst_last_report", "best_last_report",
                 "worst_listed", "best_listed", "hits", "known", "unknown", "unknown_last_report",
                 "total", "listed", "apart", "identified_low", "identified_high", "on_document",
                 "on_inference", "on_last_event", "on_nothing", "question",)
    _struct = "coop_rate"
    #: hits / known; NaN when known = 0
    value: float
    #: lower limit of the interval of hits in known; NaN when known = 0
    low: float
    #: upper limit
    high: float
    #: hits / total: nothing that is unknown is a hit
    worst: float
    #: (hits + unknown) / total: all of it is
    best: float
    #: as worst
    worst_last_report: float
    #: and misses whose last report is older than the day may be hits by now
    best_last_report: float
    #: and entries of the official lists without a row are misses
    worst_listed: float
    #: and are hits
    best_listed: float
    #: carried out
    hits: int
    #: total - unknown
    known: int
    #: see above
    unknown: int
    #: unknown, and misses known only to an older report
    unknown_last_report: int
    #: what the definition ranges over
    total: int
    #: total, and entries of the official lists without a row
    listed: int
    #: rows of the universe that the definition cannot judge, e.g. without a due date
    apart: int
    #: Imbens and Manski's interval of the share in total, with Wilson's limits: worst and
    #: best extended by what chance could do; see coop_identified_interval(). NaN where the
    #: rate is no count
    identified_low: float
    #: its upper limit
    identified_high: float
    #: of total, those whose status a source reports
    on_document: int
    #: whose status was inferred
    on_inference: int
    #: of which nothing later than the signature was found
    on_last_event: int
    #: of which nothing was found, or no event is sure by the day
    on_nothing: int
    #: what low to high and the identified interval answer, a sentence to print beside them:
    #: "process" of coop_interval_questions()
    question: str


class RateSpread(Record):
    """How far definitions of one thing lie apart."""

    __slots__ = ("least", "most", "least_by", "most_by", "n_shares", "n_available", "n_missing",)
    _struct = "coop_rate_spread"
    #: smallest value of a share
    least: float
    #: largest
    most: float
    #: its definition, static
    least_by: str
    #: its definition, static
    most_by: str
    #: definitions of unit "share" that have a value
    n_shares: int
    #: definitions that are available, of any unit
    n_available: int
    #: definitions that are not, each with its reason
    n_missing: int


class Scoring(Record):
    """A way to count scores: what each level of a scale is worth, from 0 to 1."""

    __slots__ = ("scale", "name", "worth", "meaning", "origin",)
    _struct = "coop_scoring"
    #: "graded": 0, 1, 2, 3; or "g7": -1, 0, 1
    scale: str
    #: e.g. "strict"
    name: str
    #: by level, lowest first; the fourth of "g7" is not used
    worth: Tuple[float, ...]
    #: one English sentence
    meaning: str
    #: who counts so
    origin: str


class RateChange(Record):
    """How a rate came from one day to another: by what happened on the agreements that are in
    both, or by agreements that came and went. A list is the agreements that the rate is known
    of: those of total, less unknown. The constant list is what both lists have. Then change =
    on_constant + by_entries + by_exits, with on_constant = constant_to - constant_from,
    by_entries = to - constant_to, and by_exits = constant_from - from."""

    __slots__ = ("from_", "to", "change", "constant_from", "constant_to", "on_constant",
                 "by_entries", "by_exits", "known_from", "known_to", "total_from", "total_to",
                 "n_constant", "hits_from", "hits_to", "n_gained", "n_lost", "n_entered",
                 "n_resolved", "n_left", "n_obscured",)
    _struct = "coop_rate_change"
    #: the rate on the first day
    from_: float
    #: the rate on the second day
    to: float
    #: to - from
    change: float
    #: the rate of the constant list on the first day
    constant_from: float
    #: the same on the second day
    constant_to: float
    #: what happened on the constant list
    on_constant: float
    #: what those added that only the second list has
    by_entries: float
    #: and what those took along that only the first list has
    by_exits: float
    #: length of the first list
    known_from: int
    #: of the second
    known_to: int
    #: the universe on the first day, unknown ones too
    total_from: int
    #: on the second
    total_to: int
    #: length of the constant list
    n_constant: int
    #: hits of the constant list on the first day
    hits_from: int
    #: on the second
    hits_to: int
    #: of the constant list, hits that were misses
    n_gained: int
    #: and misses that were hits
    n_lost: int
    #: new in the universe
    n_entered: int
    #: in the first universe, but unknown then
    n_resolved: int
    #: no more in the second universe
    n_left: int
    #: in the second universe, but unknown now
    n_obscured: int


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

    __slots__ = ("id", "speaker", "said_on", "text", "subject", "measure", "value", "value_on",
                 "unit", "period", "test", "counter_value", "counter_on", "counter_text",
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
    #: Measure
    measure: Optional[str]
    #: Claimed value: in unit
    value: float
    #: Claimed date: where a date is claimed
    value_on: Optional[Span]
    #: Unit
    unit: Optional[str]
    #: Period: what the claim is about
    period: Optional[Span]
    #: Test: in words: what to compute from the register
    test: Optional[str]
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


class Investment(Record):
    """A row of table investment. An amount of one measure: two measures are never added, and
    relation tells which rows contain, overlap or rival each other."""

    __slots__ = ("id", "title", "measure", "kind", "funder", "recipients", "shares", "share_side",
                 "by_nation_usd_bn", "amount_minor", "amount_low_minor", "amount_high_minor",
                 "currency", "price_basis", "date", "flow", "status", "usd_equivalent_minor",
                 "agreement", "sources", "confidence", "notes",)
    _struct = "coop_investment"
    #: Identifier
    id: Optional[str]
    #: Title
    title: Optional[str]
    #: Measure: pledge, commitment, contract, disbursement, cost, stock, trade or pipeline
    measure: Optional[str]
    #: Kind: finer word within the measure
    kind: Optional[str]
    #: Funder: empty: several or unnamed; ids of table nation
    funder: Optional[Tuple[str, ...]]
    #: Recipients: ids of table nation
    recipients: Optional[Tuple[str, ...]]
    #: Shares: fractions of the amount; as CODE:number;CODE:number
    shares: Optional[str]
    #: Whose shares: recipients or funders
    share_side: Optional[str]
    #: Amount by recipient: may differ from the amount by rounding; some rows have only a
    #: part of the recipients; as CODE:number;CODE:number
    by_nation_usd_bn: Optional[str]
    #: Amount: in hundredths of the money that currency names
    amount_minor: int
    #: Lowest amount: in hundredths of the money that currency names
    amount_low_minor: int
    #: Highest amount: in hundredths of the money that currency names
    amount_high_minor: int
    #: Currency: ISO 4217
    currency: Optional[str]
    #: Price basis: current
    price_basis: Optional[str]
    #: Date: trade: the period traded in; stock and pipeline: the day they are of
    date: Optional[Span]
    #: Flow
    flow: Optional[str]
    #: Status: announced, signed, committed, disbursed or observed
    status: Optional[str]
    #: Equivalent in US dollars: by the source or at the rate of the date, not by this
    #: register; in hundredths of USD
    usd_equivalent_minor: int
    #: Agreement: id of table agreement
    agreement: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Project(Record):
    """A row of table project. A project of AidData's Global Chinese Development Finance Dataset
    3.0 in Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan or Uzbekistan; facts only."""

    __slots__ = ("id", "recipient", "committed", "committed_basis", "started", "completed",
                 "status", "sector", "amount_usd_minor", "amount_basis", "infrastructure",
                 "sources",)
    _struct = "coop_project"
    #: AidData record
    id: Optional[str]
    #: Recipient: id of table nation
    recipient: Optional[str]
    #: Committed: a year where only the year is known or the dataset says 1 January
    committed: Optional[Span]
    #: Basis of the commitment date: recorded by AidData, or inferred from totals by agency
    #: and date
    committed_basis: Optional[str]
    #: Started: open: it has started, the day is unknown
    started: Optional[Span]
    #: Completed: open: it is completed, the day is unknown
    completed: Optional[Span]
    #: Status: AidData's word; empty where the record is not geocoded; 'Pipeline:
    #: Commitment', Implementation or Completion
    status: Optional[str]
    #: Sector: OECD sector name
    sector: Optional[str]
    #: Amount: constant prices of 2021; empty where unknown or in kind; in hundredths of USD
    amount_usd_minor: int
    #: Basis of the amount: as committed_basis; recorded or inferred
    amount_basis: Optional[str]
    #: Infrastructure: empty where the record is not geocoded; 1, 0 or COOP_BOOL_NONE
    infrastructure: int
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]


class RailSegment(Record):
    """A row of table rail_segment. A line between two nodes, or a ferry."""

    __slots__ = ("id", "from_id", "to_id", "length_km", "length_alt_km", "gauge_mm", "tracks",
                 "electrified", "mode", "status", "opened", "planned_opening", "cost_minor",
                 "cost_currency", "length_method", "sources", "confidence", "notes",)
    _struct = "coop_rail_segment"
    #: Identifier
    id: Optional[str]
    #: From: id of table rail_node
    from_id: Optional[str]
    #: To: id of table rail_node
    to_id: Optional[str]
    #: Length
    length_km: float
    #: Other published lengths: km, separated by ;
    length_alt_km: Optional[str]
    #: Gauges: from the first node's side; two: dual gauge or a change on the way; empty for
    #: a ferry
    gauge_mm: Optional[Tuple[str, ...]]
    #: Tracks
    tracks: int
    #: Electrified: yes, no or partial
    electrified: Optional[str]
    #: Mode: rail or ferry
    mode: Optional[str]
    #: Status: operating, under_construction or planned
    status: Optional[str]
    #: Opened: open: in service, the year is unknown; empty: not in service
    opened: Optional[Span]
    #: Planned opening
    planned_opening: Optional[Span]
    #: Cost: in hundredths of the money that cost_currency names
    cost_minor: int
    #: Currency of the cost: ISO 4217
    cost_currency: Optional[str]
    #: How the length is known: derived: a published total split by the compilers; estimate:
    #: great circle times a detour factor; recall: from memory
    length_method: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Corridor(Record):
    """A row of table corridor. A named route: a list of nodes in order. Corridors share segments."""

    __slots__ = ("id", "name", "nodes", "kind", "status", "sources", "confidence", "notes",)
    _struct = "coop_corridor"
    #: Identifier
    id: Optional[str]
    #: Name
    name: Optional[str]
    #: Nodes: in order; ids of table rail_node
    nodes: Optional[Tuple[str, ...]]
    #: Kind: international, national or carec
    kind: Optional[str]
    #: Status: operating, under_construction, partly_under_construction, planned or
    #: partly_planned
    status: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class CodeDistance(Record):
    """How far apart two categories are."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_code_distance"
    #: key used in calls, e.g. "ordinal"
    name: str
    #: one English sentence
    meaning: str
    #: the paper it comes from
    origin: str
