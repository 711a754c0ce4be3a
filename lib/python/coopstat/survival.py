# survival.py -- how long things take, while many have not happened yet.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Life tables of cases, survival and incidence curves, tests of equal curves."""

import ctypes
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from ._arrays import array_view, copied, empty, numpy, optional, vector
from ._library import Handle, call, converted, fill, lib, listed
from ._results.survival import (LifeSummary, SurvivalExact, SurvivalMean, SurvivalMethod,
                                SurvivalPart, SurvivalQuantile, SurvivalTest)


class Comparison(NamedTuple):
    """A test of equal curves, and observed against expected events of each group."""

    test: SurvivalTest
    groups: List[SurvivalPart]


def limits() -> Tuple[SurvivalMethod, ...]:
    """Limits of a survival probability or incidence."""
    return listed(lib.coop_survival_limits, SurvivalMethod)


def hazards() -> Tuple[SurvivalMethod, ...]:
    """Estimators of the cumulative hazard."""
    return listed(lib.coop_survival_hazards, SurvivalMethod)


def hazard_variances() -> Tuple[SurvivalMethod, ...]:
    """Variances of the cumulative hazard."""
    return listed(lib.coop_survival_hazard_variances, SurvivalMethod)


def incidence_variances() -> Tuple[SurvivalMethod, ...]:
    """Variances of an incidence."""
    return listed(lib.coop_incidence_variances, SurvivalMethod)


def tests() -> Tuple[SurvivalMethod, ...]:
    """Weights of compare()."""
    return listed(lib.coop_survival_tests, SurvivalMethod)


class Curve:
    """Step functions of time: columns that share their times, each constant up to the next."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self.names: List[str] = []
        while True:
            name = lib.coop_curve_name(handle, len(self.names))
            if name is None:
                break
            self.names.append(name.decode())

    def __len__(self) -> int:
        return int(lib.coop_curve_n(self._handle))

    def __getitem__(self, name: str) -> Any:
        """A column: an array of NumPy that looks into the curve, or a list without NumPy."""
        address = lib.coop_curve_column(self._handle, lib.text(name))
        if not address:
            raise KeyError(name)
        if numpy() is None:
            return copied(address, len(self))
        return array_view(address, "f8", len(self), self._handle)

    def __repr__(self) -> str:
        return "<Curve of %d times: %s>" % (len(self), ", ".join(self.names))

    def __reduce__(self) -> Any:
        raise TypeError("a curve cannot be pickled: pickle its to_dict()")

    def to_dict(self) -> Dict[str, List[float]]:
        """Columns as lists."""
        return {name: list(map(float, self[name])) for name in self.names}

    def to_pandas(self) -> Any:
        """Columns as a DataFrame."""
        import pandas
        return pandas.DataFrame({name: self[name] for name in self.names})

    def value(self, time: float, name: str = "survival") -> float:
        """Value of a column at any time."""
        out = empty("double", 1)
        call(lib.coop_curve_value, self._handle, lib.text(name), float(time), out.address)
        return float(out.data[0])

    def quantile(self, share: float = 0.5) -> SurvivalQuantile:
        """Time by which a share of the cases has ended, with limits: 0.5 is the median."""
        return fill(SurvivalQuantile, lib.coop_survival_quantile_at, self._handle, share)

    def mean_until(self, tau: float) -> SurvivalMean:
        """Restricted mean time: the area under survival from 0 to tau."""
        return fill(SurvivalMean, lib.coop_survival_mean_until, self._handle, tau)


class LifeTable:
    """Cases compressed to their distinct times."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def __reduce__(self) -> Any:
        raise TypeError("a life table cannot be pickled: pickle the cases")

    def __repr__(self) -> str:
        said = self.summary()
        return "<LifeTable of %g cases with %g events>" % (said.cases, said.events)

    def summary(self) -> LifeSummary:
        """Counts, and the warnings that late entries call for."""
        return fill(LifeSummary, lib.coop_life_table_summary, self._handle)

    def merge(self, other: "LifeTable") -> "LifeTable":
        """Table of the cases of both: bit for bit that of all cases together."""
        out = lib.pointer("coop_life_table")
        call(lib.coop_life_table_merge, self._handle, other._handle, None, out)
        return LifeTable(Handle(out, lib.coop_life_table_free))

    def survival(self, limits: Optional[str] = None, hazard: Optional[str] = None,
                 hazard_variance: Optional[str] = None, level: float = 0.95) -> Curve:
        """Kaplan and Meier's survival with limits, and the cumulative hazard."""
        options = lib.new("coop_survival_options", limits=limits, hazard=hazard,
                          hazard_variance=hazard_variance, level=level)
        out = lib.pointer("coop_curve")
        call(lib.coop_survival_curve, self._handle, options, None, out)
        return Curve(Handle(out, lib.coop_curve_free))

    def incidence(self, variance: Optional[str] = None, limits: Optional[str] = None,
                  level: float = 0.95) -> Curve:
        """Aalen and Johansen's incidence of each cause; the table must tell two causes or more."""
        options = lib.new("coop_incidence_options", variance=variance, limits=limits, level=level)
        out = lib.pointer("coop_curve")
        call(lib.coop_incidence_curve, self._handle, options, None, out)
        return Curve(Handle(out, lib.coop_curve_free))


def life_tables(time: Any, event: Any, group: Any = None, entry: Any = None, weight: Any = None,
                n_causes: Optional[int] = None) -> List[LifeTable]:
    """Tables of cases, one a group (numbers from 0 on); event: 0 censored, else the cause."""
    times = vector(time, "double", "time")
    events = vector(event, "int32", "event", times.n)
    groups = optional(group, "int32", "group", times.n)
    n_groups = 1 if groups is None else int(max(groups.data, default=0)) + 1
    if not 1 <= n_groups <= 1_000_000:
        raise ValueError("group: numbers from 0 to 999999 are wanted")
    causes = max(int(max(events.data, default=1)), 1) if n_causes is None else n_causes
    rows = lib.new("coop_life_rows", time=times, event=events, group=groups, n_rows=times.n,
                   entry=optional(entry, "double", "entry", times.n), n_causes=causes,
                   weight=optional(weight, "double", "weight", times.n), n_groups=n_groups)
    out = (lib.type("coop_life_table*") * n_groups)()
    call(lib.coop_life_tables_of_rows, rows, None, out)
    return [LifeTable(Handle(ctypes.pointer(table.contents), lib.coop_life_table_free))
            for table in out]


def life_table(time: Any, event: Any, entry: Any = None, weight: Any = None,
               n_causes: Optional[int] = None) -> LifeTable:
    """Table of cases; event: 0 censored, else the cause, from 1 on.

    >>> life_table([5, 6, 6, 8], [1, 0, 1, 1]).survival().quantile().value
    7.0
    """
    return life_tables(time, event, None, entry, weight, n_causes)[0]


def life_table_of_counts(events: Any, censored: Any = None, entered: Any = None,
                         first_day: int = 0) -> LifeTable:
    """Table of counts by day: events is one column, or a list of columns, one a cause."""
    columns = events if len(events) and hasattr(events[0], "__len__") else [events]
    n_days = len(columns[0])
    if any(len(column) != n_days for column in columns):
        raise ValueError("events: columns of equal length are wanted")
    flat = vector([value for column in columns for value in column], "int64", "events",
                  n_days * len(columns))
    counts = lib.new("coop_life_counts", events=flat, n_days=n_days, n_causes=len(columns),
                     censored=optional(censored, "int64", "censored", n_days),
                     entered=optional(entered, "int64", "entered", n_days), first_day=first_day)
    out = lib.pointer("coop_life_table")
    call(lib.coop_life_table_of_counts, counts, None, out)
    return LifeTable(Handle(out, lib.coop_life_table_free))


def _groups(strata: Sequence[Any]) -> Tuple[Any, int]:
    rows: List[List[LifeTable]] = [list(strata)] if all(
        isinstance(table, LifeTable) for table in strata) else [list(row) for row in strata]
    n = len(rows[0]) if rows else 0
    if any(len(row) != n for row in rows):
        raise ValueError("each stratum has to have as many groups")
    tables = [table for row in rows for table in row]
    pointers = (ctypes.c_void_p * max(len(tables), 1))(*(
        ctypes.cast(table._handle.pointer, ctypes.c_void_p) for table in tables))
    out = lib.new("coop_life_groups", n_groups=n, n_strata=len(rows))
    out.tables = ctypes.cast(pointers, ctypes.c_void_p)
    out.kept = (pointers, tables)
    return out, n


def _compared(function: Any, strata: Sequence[Any], options: Any) -> Comparison:
    groups, n = _groups(strata)
    parts = (lib.struct("coop_survival_part") * max(n, 1))()
    out = lib.new("coop_survival_test")
    call(function, groups, options, None, out, parts)
    test: Any = converted(out, "coop_survival_test")
    each: List[Any] = [converted(parts[i], "coop_survival_part") for i in range(n)]
    return Comparison(test, each)


def compare(groups: Sequence[Any], weights: Optional[str] = None, rho: float = 0.0,
            gamma: float = 0.0) -> Comparison:
    """The log-rank family: groups are life tables, or rows of them, one row a stratum."""
    options = lib.new("coop_survival_test_options", weights=weights, rho=rho, gamma=gamma)
    return _compared(lib.coop_survival_compare, groups, options)


def compare_incidence(groups: Sequence[Any], cause: int = 1, rho: float = 0.0) -> Comparison:
    """Gray's test that groups have the same incidence of one cause."""
    options = lib.new("coop_incidence_test_options", cause=cause, rho=rho)
    return _compared(lib.coop_incidence_compare, groups, options)


def compare_exact(a: LifeTable, b: LifeTable) -> SurvivalExact:
    """Exact log-rank test of two small groups, at most 40 cases."""
    return fill(SurvivalExact, lib.coop_survival_compare_exact, a._handle,
                b._handle, None)
