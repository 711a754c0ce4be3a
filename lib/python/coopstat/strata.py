# strata.py -- two groups compared within strata: like against like.
# SPDX-License-Identifier: GPL-3.0-or-later
"""All functions take hits and cases of group a and b, one element a stratum."""

from typing import Any, List, NamedTuple

from ._arrays import empty, matrix, optional, square, vector
from ._library import call, converted, fill, lib
from ._results.strata import (FactorsDecomposition, StrataComparison, StrataDecomposition,
                              StrataEstimate, StrataHomogeneity, StrataPart, StrataStandard,
                              StrataTest)


class Decomposition(NamedTuple):
    """A crude difference in parts, and what each stratum adds to them."""

    total: StrataDecomposition
    parts: List[StrataPart]


class StratifiedComparison(NamedTuple):
    """The crude difference beside the stratified one, and what each stratum adds."""

    total: StrataComparison
    parts: List[StrataPart]


class FactorEffects(NamedTuple):
    """Das Gupta's effects, and their terms: one row a factor, one column a stratum."""

    total: FactorsDecomposition
    parts: Any


def _strata(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any) -> Any:
    first = vector(hits_a, "int64", "hits_a")
    return lib.new("coop_strata", hits_a=first, n_a=vector(n_a, "int64", "n_a", first.n),
                   hits_b=vector(hits_b, "int64", "hits_b", first.n),
                   n_b=vector(n_b, "int64", "n_b", first.n), n_strata=first.n)


def test_equal(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any) -> StrataTest:
    """The Cochran-Mantel-Haenszel test that the groups do not differ within strata."""
    return fill(StrataTest, lib.coop_strata_test_equal, _strata(hits_a, n_a, hits_b, n_b))


def odds_ratio(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any, level: float = 0.95) -> StrataEstimate:
    """Common odds ratio."""
    return fill(StrataEstimate, lib.coop_strata_odds_ratio, _strata(hits_a, n_a, hits_b, n_b), level)


def risk_ratio(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any, level: float = 0.95) -> StrataEstimate:
    """Common ratio of rates."""
    return fill(StrataEstimate, lib.coop_strata_risk_ratio, _strata(hits_a, n_a, hits_b, n_b), level)


def risk_difference(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any,
                    level: float = 0.95) -> StrataEstimate:
    """Common difference of rates, a less b."""
    return fill(StrataEstimate, lib.coop_strata_risk_difference, _strata(hits_a, n_a, hits_b, n_b),
                level)


def test_homogeneity(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any) -> StrataHomogeneity:
    """Breslow and Day's test that one odds ratio fits all strata, also as Tarone corrected it."""
    return fill(StrataHomogeneity, lib.coop_strata_test_homogeneity,
                _strata(hits_a, n_a, hits_b, n_b))


def standardize(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any, weights: Any = None,
                level: float = 0.95) -> StrataStandard:
    """Rates of both groups as they would be, had both the same mix of strata."""
    strata = _strata(hits_a, n_a, hits_b, n_b)
    kept = optional(weights, "double", "weights", strata.n_strata)
    return fill(StrataStandard, lib.coop_strata_standardize, strata,
                None if kept is None else kept.address, level)


def _parts(n: int) -> Any:
    return (lib.struct("coop_strata_part") * max(n, 1))()


def _listed(parts: Any, n: int) -> List[Any]:
    return [converted(parts[i], "coop_strata_part") for i in range(n)]


def decompose(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any) -> Decomposition:
    """How much of the crude difference comes from the mix of strata, how much from the rates."""
    strata = _strata(hits_a, n_a, hits_b, n_b)
    out, parts = lib.new("coop_strata_decomposition"), _parts(strata.n_strata)
    call(lib.coop_strata_decompose, strata, out, parts)
    total: Any = converted(out, "coop_strata_decomposition")
    return Decomposition(total, _listed(parts, strata.n_strata))


def compare(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any) -> StratifiedComparison:
    """Whether a crude comparison survives stratification (Simpson), and which strata decide."""
    strata = _strata(hits_a, n_a, hits_b, n_b)
    out, parts = lib.new("coop_strata_comparison"), _parts(strata.n_strata)
    call(lib.coop_strata_compare, strata, out, parts)
    total: Any = converted(out, "coop_strata_comparison")
    return StratifiedComparison(total, _listed(parts, strata.n_strata))


def decompose_factors(a: Any, b: Any) -> FactorEffects:
    """How much each factor adds to a difference of sums of products: rows of a and b are factors."""
    left, n_factors, n_strata = matrix(a, "double", "a")
    right, other, width = matrix(b, "double", "b")
    if (other, width) != (n_factors, n_strata):
        raise ValueError("a and b have different shapes")
    factors = lib.new("coop_factors", a=left, b=right, n_factors=n_factors, n_strata=n_strata)
    out, parts = lib.new("coop_factors_decomposition"), empty("double", n_factors * n_strata)
    call(lib.coop_factors_decompose, factors, out, parts.address)
    total: Any = converted(out, "coop_factors_decomposition")
    return FactorEffects(total, square(parts, n_factors, n_strata))
