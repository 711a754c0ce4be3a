# reliability.py -- how far codes can be trusted, and what coders' errors do to a rate.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement of coders, and rates corrected for errors of coding. Categories count from 0."""

from typing import Any, NamedTuple, Optional, Tuple

from ._arrays import Buffer, empty, matrix, optional, vector
from ._library import call, converted, fill, integer, lib, listed
from ._results.reliability import (Alpha, AlphaIntervalResult, CodeDistance, CodedRate,
                                   CodedShares, Kappa)


class CorrectedShares(NamedTuple):
    """Shares that add up to 1, the same before they were cut to 0, and what they rest on."""

    shares: Any
    uncut: Any
    total: CodedShares


def kappa_weights() -> Tuple[CodeDistance, ...]:
    """Weights of kappa."""
    return listed(lib.coop_kappa_weights, CodeDistance)


def alpha_metrics() -> Tuple[CodeDistance, ...]:
    """Metrics of alpha."""
    return listed(lib.coop_alpha_metrics, CodeDistance)


def _codings(codes: Any, n_categories: Optional[int], values: Any) -> Any:
    """Rows are coders, columns units; -1: not coded."""
    flat, n_coders, n_units = matrix(codes, "int32", "codes")
    if n_categories is None:
        n_categories = max(int(max(flat.data, default=0)) + 1, 1)
    return lib.new("coop_codings", codes=flat, n_coders=n_coders, n_units=n_units,
                   n_categories=n_categories,
                   values=optional(values, "double", "values", n_categories))


def kappa(codes: Any, weights: Optional[str] = None, level: float = 0.95,
          n_categories: Optional[int] = None) -> Kappa:
    """Weighted kappa of two coders: codes has a row for each, a column a unit, -1 for no code."""
    return fill(Kappa, lib.coop_kappa_codes, _codings(codes, n_categories, None), lib.text(weights),
                level, None)


def kappa_table(counts: Any, weights: Optional[str] = None, level: float = 0.95) -> Kappa:
    """Weighted kappa from the square table of what two coders said."""
    flat, n, width = matrix(counts, "int64", "counts")
    if n != width:
        raise ValueError("counts: as many rows as columns are wanted")
    return fill(Kappa, lib.coop_kappa_table, flat.address, n, lib.text(weights), level, None)


def alpha(codes: Any, metric: Optional[str] = None, n_categories: Optional[int] = None,
          values: Any = None) -> Alpha:
    """Krippendorff's alpha: codes has a row for each coder, a column a unit, -1 for no code."""
    return fill(Alpha, lib.coop_alpha_codes, _codings(codes, n_categories, values),
                lib.text(metric), None)


def alpha_interval(codes: Any, metric: Optional[str] = None, level: float = 0.95,
                   replicates: int = 1999, seed: int = 1, n_categories: Optional[int] = None,
                   values: Any = None) -> AlphaIntervalResult:
    """Interval of alpha by resampling of units. Ctrl-C ends it."""
    from ._run import running
    options = lib.new("coop_alpha_options", metric=metric, level=level, replicates=replicates,
                      seed=seed)
    with running() as run:
        return fill(AlphaIntervalResult, lib.coop_alpha_interval,
                    _codings(codes, n_categories, values), options, run)


def correct(hits: int, n: int, true_hits: int, n_hits: int, true_misses: int, n_misses: int,
            level: float = 0.95) -> CodedRate:
    """A rate hits / n corrected for errors that a check of known cases has estimated."""
    check = lib.new("coop_coder_check", true_hits=true_hits, n_hits=n_hits, true_misses=true_misses,
                    n_misses=n_misses)
    return fill(CodedRate, lib.coop_coded_rate_correct, check, integer(hits), integer(n), level)


def correct_known(hits: int, n: int, sensitivity: float, specificity: float,
                  method: Optional[str] = None, level: float = 0.95) -> CodedRate:
    """A rate corrected for errors that are known without error."""
    return fill(CodedRate, lib.coop_coded_rate_correct_known, sensitivity, specificity,
                lib.text(method), integer(hits), integer(n), level)


def correct_shares(checked: Any, coded: Any) -> CorrectedShares:
    """Shares of all categories: checked has the known cases by true category (row) and code."""
    table, n, width = matrix(checked, "int64", "checked")
    if n != width:
        raise ValueError("checked: as many rows as columns are wanted")
    cases = lib.new("coop_coded_cases", checked=table, coded=vector(coded, "int64", "coded", n),
                    n_categories=n)
    shares: Buffer = empty("double", n)
    uncut: Buffer = empty("double", n)
    out = lib.new("coop_coded_shares")
    call(lib.coop_coded_shares_correct, cases, None, shares.address, uncut.address, out)
    total: Any = converted(out, "coop_coded_shares")
    return CorrectedShares(shares.value(), uncut.value(), total)
