# record_money.py -- results of record_money.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Optional, Tuple

from .._record import Record, Span


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
