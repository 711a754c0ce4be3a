# _dataset.py -- registers: open, ask, check, save.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dataset, and the ways to one."""

import contextlib
import ctypes
import datetime
import io
import os
from typing import (TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple,
                    Optional, Sequence, Tuple, Union)

from . import _ffi, errors
from ._arrays import numpy
from ._library import (Handle, call, converted, fill, integer, lib, listed, optional_date,
                       results_class, texts)
from ._record import Record, Span, days_of
from ._results.claim import ClaimResult, PercentCounts
from ._results.crosswalk import CrosswalkTerm, CrosswalkWord
from ._results.currency import Converted
from ._results.rate import Rate, RateChange, RateDefinition, RateSpread, Scoring
from ._run import running
from ._table import Table
from .money import span_struct

if TYPE_CHECKING:
    from .time_to import Fit

Path = Union[str, "os.PathLike[str]"]
Day = Union[str, datetime.date, None]
Progress = Optional[Callable[[float], Any]]
NOUNS = tuple(name[len("coop_"):-len("_find")] for name in _ffi.FUNCTIONS if
              name.endswith("_find") and name[:-len("_find")] + "_at" in _ffi.FUNCTIONS)


class Prices(NamedTuple):
    """One currency, and the prices of one year (None: current prices), for totals and convert()."""

    to: str = "USD"
    base_year: Optional[int] = None
    #: a name of coopstat.money.price_chains()
    chain: Optional[str] = None
    #: currency whose prices deflate
    prices: Optional[str] = None
    #: error | interpolate | nearest
    missing: Optional[str] = None
    rate_source: Optional[str] = None
    deflator_source: Optional[str] = None
    as_known: Day = None

    def _struct(self) -> Any:
        return lib.new("coop_conversion", **dict(self._asdict(), base_year=self.base_year or 0))


class ClaimTest(NamedTuple):
    """What a test came to: "true", "false", "undecidable" or "depends", and under which readings."""

    verdict: str
    result: ClaimResult
    readings: Table


def definitions() -> Tuple[RateDefinition, ...]:
    """Published meanings of "implemented": what data.rate() and rate('...') take."""
    return listed(lib.coop_rate_definitions, RateDefinition)


def scorings() -> Tuple[Scoring, ...]:
    """Ways to count scores."""
    return listed(lib.coop_scorings, Scoring, "scale")


def crosswalk() -> Tuple[CrosswalkWord, ...]:
    """Status words of other schemes (AidData, IATI, OCDS ...) and what they mean here."""
    return listed(lib.coop_crosswalk_words, CrosswalkWord, "scheme")


def crosswalk_terms() -> Tuple[CrosswalkTerm, ...]:
    """Flow and measure words of other schemes (AidData, CRS, IATI) and what they are called here."""
    return listed(lib.coop_crosswalk_terms, CrosswalkTerm, "scheme")


def _taken(pointer: Any, kept: Any = None) -> Table:
    return Table(Handle(pointer, lib.coop_table_free, kept))


class Tables(Mapping[str, Table]):
    """The tables of a register by name."""

    def __init__(self, data: "Dataset") -> None:
        self._data = data

    def __getitem__(self, name: str) -> Table:
        handle = self._data._open()
        found = lib.coop_dataset_table(handle, lib.text(name))
        if not found:
            import difflib
            near = difflib.get_close_matches(name, list(self), 1)
            raise KeyError("no table %r%s" % (name, ", is it %r?" % near[0] if near else ""))
        return Table(Handle(found, None, handle))

    def __iter__(self) -> Iterator[str]:
        handle = self._data._open()
        return (lib.coop_dataset_table_name(handle, place).decode() for place in range(len(self)))

    def __len__(self) -> int:
        return int(lib.coop_dataset_n_tables(self._data._open()))

    def __repr__(self) -> str:
        return "<Tables: %s>" % ", ".join(self)


class Records(Sequence[Any]):
    """Typed records of a table, with units in their names: by place, or find() by key."""

    def __init__(self, data: "Dataset", noun: str) -> None:
        self._data = data
        self._noun = noun

    def __len__(self) -> int:
        return int(getattr(lib, "coop_%s_count" % self._noun)(self._data._open()))

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        at = integer(place)
        at += len(self) if at < 0 else 0
        if not 0 <= at < len(self):
            raise IndexError("record %d of %d" % (place, len(self)))
        return self._made("at", at)

    def find(self, *key: Any) -> Any:
        """The record with this key: an id; of an event the agreement's id and the number."""
        kinds = _ffi.FUNCTIONS["coop_%s_find" % self._noun].split(" ")[2:-2]
        if len(key) != len(kinds):
            raise TypeError("the key of %s has %d parts" % (self._noun, len(kinds)))
        return self._made("find", *(lib.text(part) if kind == "char*" else integer(part)
                                    for part, kind in zip(key, kinds)))

    def _made(self, verb: str, *key: Any) -> Any:
        struct = "coop_" + self._noun
        out = lib.new(struct)
        function = getattr(lib, "%s_%s" % (struct, verb))
        call(function, self._data._open(), *key, out)
        made = converted(out, struct)
        return results_class(struct)(**{name: _present(value) for name, value in
                                        made.to_dict().items()})


def _present(value: Any) -> Any:
    """None for the numbers that stand for a missing one."""
    is_none = type(value) is int and value in (-2 ** 63, -2 ** 31)
    return None if is_none or value != value else value


class Dataset:
    """A register: tables that refer to each other, with their own day. Use open() or dataset()."""

    def __init__(self, handle: Handle, report: Optional[Table] = None,
                 counts: Optional[Table] = None) -> None:
        self._handle: Optional[Handle] = handle
        #: problems of the rows, where it was opened leniently
        self.report = report
        #: rows read, kept and refused by table
        self.counts = counts

    def _open(self) -> Handle:
        if self._handle is None:
            raise ValueError("the register is closed")
        return self._handle

    def close(self) -> None:
        """Lets go of the register; tables and views that came of it stay valid."""
        self._handle = None

    def __enter__(self) -> "Dataset":
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a register cannot be pickled: pickle results, or its path")

    def __repr__(self) -> str:
        if self._handle is None:
            return "<Dataset, closed>"
        return "<Dataset %s %s, as of %s, %d tables>" % (self.title, self.version, self.as_of,
                                                        len(self.tables))

    @property
    def title(self) -> str:
        """For a citation line."""
        return str(lib.coop_dataset_title(self._open()).decode())

    @property
    def version(self) -> str:
        """Version of the register."""
        return str(lib.coop_dataset_version(self._open()).decode())

    @property
    def as_of(self) -> Optional[datetime.date]:
        """The day up to which it speaks."""
        day: Optional[datetime.date] = optional_date(lib.coop_dataset_as_of(self._open()))
        return day

    @property
    def source_line(self) -> str:
        """What a figure or a table made of it should say of its source."""
        named = " ".join(part for part in (self.title, self.version) if part)
        return "%s, as of %s; coopstat %s" % (named or "Own register", self.as_of,
                                             lib.coop_version().decode())

    @property
    def tables(self) -> Tables:
        """Tables by name."""
        return Tables(self)

    def records(self, noun: str) -> Records:
        """Typed records of a known table: agreement, event, nation, corridor ..."""
        self._open()
        if noun not in NOUNS:
            raise KeyError("no records of %r, need one of %s" % (noun, ", ".join(NOUNS)))
        return Records(self, noun)

    def query(self, table: str, where: Optional[str] = None, by: Optional[str] = None,
              select: Optional[str] = None, order_by: Optional[str] = None, as_of: Day = None,
              as_known: Day = None, params: Optional[Mapping[str, Any]] = None,
              attribution: Optional[str] = None, uncertain: Optional[str] = None,
              bounds: Optional[str] = None, cut: Optional[str] = None,
              choose: Optional[str] = None, interval: Optional[str] = None, level: float = 0.95,
              limit: int = 0, threads: int = 0, progress: Progress = None,
              having: Optional[str] = None) -> Table:
        """Asks in SQL's expressions. Values from outside go into params (`:name`), never into text."""
        return self._asked(lib.coop_query_run, table, params, threads, progress, where=where, by=by,
                           select=select, having=having, order_by=order_by, as_of=as_of,
                           as_known=as_known, attribution=attribution, uncertain=uncertain,
                           bounds=bounds, cut=cut, choose=choose, interval=interval, level=level,
                           limit=limit)

    def explain(self, table: str, where: Optional[str] = None, by: Optional[str] = None,
                select: Optional[str] = None, order_by: Optional[str] = None, as_of: Day = None,
                as_known: Day = None, params: Optional[Mapping[str, Any]] = None,
                attribution: Optional[str] = None, uncertain: Optional[str] = None,
                bounds: Optional[str] = None, cut: Optional[str] = None,
                choose: Optional[str] = None, interval: Optional[str] = None, level: float = 0.95,
                limit: int = 0, threads: int = 0, progress: Progress = None,
                having: Optional[str] = None) -> Table:
        """How query() would run with the same arguments, without running it: a row a part."""
        return self._asked(lib.coop_query_explain, table, params, threads, progress, where=where,
                           by=by, select=select, having=having, order_by=order_by, as_of=as_of,
                           as_known=as_known, attribution=attribution, uncertain=uncertain,
                           bounds=bounds, cut=cut, choose=choose, interval=interval, level=level,
                           limit=limit)

    def _asked(self, function: Callable[..., int], table: str, params: Optional[Mapping[str, Any]],
               threads: int, progress: Progress, **clauses: Any) -> Table:
        handle = self._open()
        given = _params(params or {})
        query = lib.new("coop_query", **{"from": table}, **clauses, n_params=len(params or {}))
        if params:
            query.params = ctypes.cast(given, lib.type("coop_param*"))
        out = lib.pointer("coop_table")
        with running(threads, progress) as run:
            query.run = ctypes.pointer(run)
            call(function, handle, query, out)
            return _taken(out)

    def _rate_options(self, definition: Optional[str], where: Optional[str], as_of: Day,
                      as_known: Day, interval: Optional[str], level: float) -> Any:
        return lib.new("coop_rate_options", definition=definition, where=where, as_of=as_of,
                       as_known=as_known, interval=interval, level=level)

    def rate(self, definition: str = "completed", where: Optional[str] = None, as_of: Day = None,
             as_known: Day = None, interval: Optional[str] = None, level: float = 0.95) -> Rate:
        """How much of what was agreed has been carried out, under one definition."""
        return fill(Rate, lib.coop_rate_implemented, self._open(),
                    self._rate_options(definition, where, as_of, as_known, interval, level))

    def compare_rates(self, where: Optional[str] = None, as_of: Day = None, as_known: Day = None,
                      interval: Optional[str] = None, level: float = 0.95) -> Table:
        """The rate under every definition, one row each, with the reason where there is none."""
        out = lib.pointer("coop_table")
        call(lib.coop_rate_compare, self._open(),
             self._rate_options(None, where, as_of, as_known, interval, level), out)
        return _taken(out)

    def rate_change(self, since: Day, definition: str = "completed", where: Optional[str] = None,
                    as_of: Day = None, as_known: Day = None) -> RateChange:
        """The change of a rate since a day: on a constant list, by entries and by exits."""
        options = self._rate_options(definition, where, as_of, as_known, None, 0.95)
        return fill(RateChange, lib.coop_rate_change_between, self._open(), options, lib.text(since))

    def rate_scores(self, scale: str = "graded", where: Optional[str] = None, as_of: Day = None,
                    as_known: Day = None) -> Table:
        """Scores of the table `score` under every scoring of a scale."""
        out = lib.pointer("coop_table")
        call(lib.coop_rate_scores, self._open(),
             self._rate_options(scale, where, as_of, as_known, None, 0.95), out)
        return _taken(out)

    def test_claim(self, claim: str, claims: Optional["Dataset"] = None, as_of: Day = None,
                   as_known: Day = None, bounds: Optional[str] = None, design: Optional[str] = None,
                   denominators: int = 0) -> ClaimTest:
        """Puts a claim to the test: an id of the table `claim`, of this register or of `claims`."""
        given, kept = self._claim(claim, claims)
        readings = lib.pointer("coop_table")
        options = _claim_options(as_of, as_known, bounds, design, denominators)
        result = lib.new("coop_claim_result")
        if claims is None:
            call(lib.coop_claim_test_id, self._open(), lib.text(claim), options, result, readings)
        else:
            call(lib.coop_claim_test, self._open(), given, options, result, readings)
        del kept
        made: Any = converted(result, "coop_claim_result")
        return ClaimTest(lib.coop_claim_verdict_name(made.verdict).decode(), made, _taken(readings))

    def test_claims(self, claims: Optional["Dataset"] = None, as_of: Day = None,
                    as_known: Day = None, bounds: Optional[str] = None,
                    design: Optional[str] = None) -> Table:
        """All claims of this register, or of another one, tested on this one: a row each."""
        out = lib.pointer("coop_table")
        call(lib.coop_claims_test, self._open(), None if claims is None else claims._open(),
             _claim_options(as_of, as_known, bounds, design, 0), out)
        return _taken(out)

    def explain_claim(self, claim: str, claims: Optional["Dataset"] = None, as_of: Day = None,
                      bounds: Optional[str] = None) -> str:
        """What the test of a claim came to, as text."""
        from ._run import Writer
        writer = Writer()
        given, kept = self._claim(claim, claims)
        call(lib.coop_claim_print, self._open(), given, _claim_options(as_of, None, bounds, None, 0),
             writer.sink)
        del kept
        return writer.text()

    def review_claim(self, claim: str, reviewer: str, url: str, published_on: Day = None,
                     claims: Optional["Dataset"] = None, as_of: Day = None) -> str:
        """The test as schema.org ClaimReview (JSON-LD); EmptyError for a claim whose sources have no
        publisher and address."""
        from ._run import Writer
        writer = Writer()
        given, kept = self._claim(claim, claims)
        by = lib.new("coop_claim_review", reviewer=reviewer, url=url, published_on=published_on)
        by.sources = kept.pointer
        call(lib.coop_claim_review_print, self._open(), given,
             _claim_options(as_of, None, None, None, 0), by, writer.sink)
        return writer.text()

    def _claim(self, claim: str, claims: Optional["Dataset"]) -> Tuple[Any, Handle]:
        """The record, and the register that its text lives in."""
        handle = self._open() if claims is None else claims._open()
        out = lib.new("coop_claim")
        call(lib.coop_claim_find, handle, lib.text(claim), out)
        return out, handle

    def survival(self, **options: Any) -> "Fit":
        """Time to completion by group: time_to.fit(); an UnsupportedError where C has none."""
        from .time_to import fit
        return fit(self, **options)

    def _total_options(self, where: Optional[str], as_of: Day, cut: Optional[str],
                       choose: Optional[str], prices: Optional[Prices], as_known: Day) -> Any:
        made = lib.new("coop_total_options", where=where, as_of=as_of, cut=cut, choose=choose,
                       as_known=as_known)
        if prices is not None:
            made.prices = ctypes.pointer(prices._struct())
        return made

    def totals(self, where: Optional[str] = None, as_of: Day = None, cut: Optional[str] = None,
               choose: Optional[str] = None, prices: Optional[Prices] = None,
               as_known: Day = None) -> Table:
        """How much money, none of it counted twice: a row a measure and currency, least to most."""
        out = lib.pointer("coop_table")
        call(lib.coop_total_invested, self._open(),
             self._total_options(where, as_of, cut, choose, prices, as_known), out)
        return _taken(out)

    def _attribution(self, rule: Optional[str], side: Optional[str], off_total: Optional[str],
                     weight: Optional[str], total: Any) -> Any:
        made = lib.new("coop_attribution_options", rule=rule, side=side, off_total=off_total,
                       weight=weight)
        made.total = ctypes.pointer(total)
        return made

    def totals_by_party(self, rule: str, side: Optional[str] = None, where: Optional[str] = None,
                        as_of: Day = None, cut: Optional[str] = None, choose: Optional[str] = None,
                        prices: Optional[Prices] = None, off_total: Optional[str] = None,
                        weight: Optional[str] = None, as_known: Day = None) -> Table:
        """Totals by recipient, by funder (side="funder") or both, split by a named rule."""
        total = self._total_options(where, as_of, cut, choose, prices, as_known)
        out = lib.pointer("coop_table")
        call(lib.coop_total_by_party, self._open(),
             self._attribution(rule, side, off_total, weight, total), out)
        return _taken(out)

    def consolidated(self, parties: Iterable[str], rule: str, where: Optional[str] = None,
                     as_of: Day = None, cut: Optional[str] = None, choose: Optional[str] = None,
                     prices: Optional[Prices] = None, off_total: Optional[str] = None,
                     weight: Optional[str] = None, as_known: Day = None) -> Table:
        """Flows into and out of a set of parties, what flows inside eliminated and shown beside."""
        names = list(parties)
        total = self._total_options(where, as_of, cut, choose, prices, as_known)
        out = lib.pointer("coop_table")
        call(lib.coop_total_consolidated, self._open(),
             self._attribution(rule, None, off_total, weight, total),
             ctypes.cast(texts(names), ctypes.c_void_p), len(names), out)
        return _taken(out)

    def convert(self, amounts: Iterable[Tuple[float, Optional[str], Any]],
                prices: Prices = Prices()) -> List[Converted]:
        """Converts (amount, currency, date) with the register's own rates and price levels."""
        given = [tuple(amount) for amount in amounts]
        priced = (lib.struct("coop_priced") * max(len(given), 1))()
        kept = []
        for place, (amount, currency, date) in enumerate(given):
            one = lib.new("coop_priced", amount=amount, currency=currency)
            one.date = span_struct(date)
            kept.append(one)
            priced[place] = one
        out = (lib.struct("coop_converted") * max(len(given), 1))()
        call(lib.coop_currency_convert, self._open(), prices._struct(), priced, len(given), out)
        made: List[Any] = [converted(out[place], "coop_converted") for place in range(len(given))]
        return made

    def corridors(self, where: Optional[str] = None) -> Table:
        """Railway corridors: lengths and how they are known, breaks of gauge, nations."""
        out = lib.pointer("coop_table")
        call(lib.coop_rail_corridors, self._open(), lib.new("coop_rail_options", where=where), out)
        return _taken(out)

    def corridor_legs(self, corridor: str) -> Table:
        """The legs of one corridor in order."""
        out = lib.pointer("coop_table")
        call(lib.coop_rail_corridor_legs, self._open(), lib.text(corridor), out)
        return _taken(out)

    def write_report(self, path: Optional[Path] = None, title: Optional[str] = None,
                     mechanism: Optional[str] = None, reference: Optional[str] = None,
                     others: Optional[str] = None, format: str = "html") -> str:
        """The report as text, also written to a file where a path is given. format: html (one file
        without scripts) | markdown."""
        from ._run import Writer
        if format not in ("html", "markdown"):
            raise errors.ArgumentError("format is '%s', need html or markdown" % format)
        writer = Writer()
        options = lib.new("coop_report_options", title=title, mechanism=mechanism,
                          reference=reference, others=others,
                          format=lib.constant("COOP_REPORT_" + format.upper()))
        call(lib.coop_report_write, self._open(), options, writer.sink)
        text = writer.text()
        if path is not None:
            with io.open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        return text

    def save(self, folder: Path, license: Optional[str] = None, source: Optional[str] = None) -> None:
        """Writes the register as a data package: all of it or nothing, nothing overwritten."""
        options = lib.new("coop_save_options", license=license, source=source)
        with running() as run:
            options.run = ctypes.pointer(run)
            call(lib.coop_dataset_save, self._open(), os.fsencode(folder), options)


def _claim_options(as_of: Day, as_known: Day, bounds: Optional[str], design: Optional[str],
                   denominators: int) -> Any:
    return lib.new("coop_claim_options", as_of=as_of, as_known=as_known, bounds=bounds,
                   design=design, denominators=denominators)


def percent_counts(percent: float, rounding: float, n: int, comparator: str = "=") -> range:
    """Which counts out of n are a stated percentage: 96.4 rounded to 0.1 of 279 is 269 only."""
    out: Any = fill(PercentCounts, lib.coop_percent_counts_of, percent, rounding,
                    lib.text(comparator), n)
    return range(out.least, out.most + 1)


def _params(params: Mapping[str, Any]) -> Any:
    made = (lib.struct("coop_param") * max(len(params), 1))()
    for place, (name, value) in enumerate(params.items()):
        if isinstance(value, (datetime.date, Span)):
            one = lib.new("coop_param", name=name, kind=lib.constant("COOP_PARAM_SPAN"))
            one.span = span_struct(value)
        elif value is None or isinstance(value, str):
            one = lib.new("coop_param", name=name, text=value, kind=lib.constant("COOP_PARAM_TEXT"))
        else:
            one = lib.new("coop_param", name=name, number=value,
                          kind=lib.constant("COOP_PARAM_NUMBER"))
        made[place] = one
        made.__dict__.setdefault("kept", []).append(one)
    return made


def rate_spread(compared: Table) -> RateSpread:
    """How far the definitions of a table of compare_rates() lie apart."""
    return fill(RateSpread, lib.coop_rate_spread_of, compared._whole())


def open(path: Optional[Path] = None, descriptor: Optional[Path] = None, lenient: bool = False,
         threads: int = 0, progress: Progress = None) -> Dataset:
    """Opens a register: the embedded one of the six nations, or a folder with a data package.

    lenient: rows that are refused are left out, and told in `report`; else one of them is an error,
    whose attribute `report` has all of them.
    """
    tables = [lib.pointer("coop_table"), lib.pointer("coop_table")]
    options = lib.new("coop_open_options", lenient=int(lenient), descriptor=_path(descriptor))
    options.report = ctypes.pointer(tables[0])
    options.counts = ctypes.pointer(tables[1])
    out = lib.pointer("coop_dataset")
    try:
        with running(threads, progress) as run:
            options.run = ctypes.pointer(run)
            call(lib.coop_dataset_open, _path(path), options, out)
            report, counts = (_taken(table) if table else None for table in tables)
            return Dataset(Handle(out, lib.coop_dataset_free), report, counts)
    except errors.Error as error:
        error.report = _taken(tables[0]) if tables[0] else None  # type: ignore[attr-defined]
        raise


def _path(path: Optional[Path]) -> Optional[bytes]:
    if path is None:
        return None
    made = os.fsencode(path)
    if b"\0" in made:
        raise ValueError("a path with a zero byte")
    return made


def check(path: Optional[Path] = None, descriptor: Optional[Path] = None) -> Table:
    """Lists everything questionable in the files of a register, and refuses nothing for it."""
    options = lib.new("coop_open_options", descriptor=_path(descriptor))
    out = lib.pointer("coop_table")
    with running() as run:
        options.run = ctypes.pointer(run)
        call(lib.coop_dataset_check, _path(path), options, out)
        return _taken(out)


def dataset(tables: Mapping[str, Table], as_of: datetime.date) -> Dataset:
    """A register of tables that the caller built. They stay usable; on failure they are gone."""
    given = dict(tables)
    for name, table in given.items():
        if not isinstance(table, Table):
            raise TypeError("table %r is of type %s" % (name, type(table).__name__))
        if table._handle.pointer is None or table._handle._free is None:
            raise ValueError("table %r belongs to a register already" % name)
    handles = [table._whole() for table in given.values()]
    if len({id(handle) for handle in handles}) != len(handles):
        raise ValueError("one table under two names")
    day = integer(days_of(as_of), "int32")
    pointers = (ctypes.c_void_p * max(len(handles), 1))(*(
        ctypes.cast(handle.pointer, ctypes.c_void_p) for handle in handles))
    names = texts(given)
    out = lib.pointer("coop_dataset")
    try:
        call(lib.coop_dataset_of_tables, pointers, ctypes.cast(names, ctypes.c_void_p), len(handles),
             day, out)
    except errors.Error:
        for handle in handles:
            handle.dropped()
        raise
    whole = Handle(out, lib.coop_dataset_free)
    for handle in handles:
        handle.moved(whole)
    return Dataset(whole)
