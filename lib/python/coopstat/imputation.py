# imputation.py -- sums of amounts of which some are not known.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bounds, multiple imputation, and where a statement tips. None or NaN: the amount is missing."""

import math
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from ._arrays import empty, flags_of_nan, matrix, optional, vector
from ._library import call, converted, fill, integer, lib, listed
from ._results.imputation import (ImputationMethod, ImputationTipping, ImputedTotal, MissingBounds,
                                  Pooled)


class ImputationStep(NamedTuple):
    """The sum where each imputed amount is multiplied by a factor; holds: 1, -1, or 0 for open."""

    factor: float
    value: float
    low: float
    high: float
    holds: int


class Sweep(NamedTuple):
    """Where a statement tips, and the sum under each factor."""

    tipping: ImputationTipping
    steps: List[ImputationStep]


class Imputation(NamedTuple):
    """A sum with what is missing imputed, and the completed sum of each replicate."""

    total: ImputedTotal
    sums: Any


def methods() -> Tuple[ImputationMethod, ...]:
    """Methods of imputation."""
    return listed(lib.coop_imputation_methods, ImputationMethod)


def _amounts(amounts: Any, coefficients: Any, strata: Any, predictor: Any) -> Any:
    values = vector(amounts, "double", "amounts")
    missing = flags_of_nan(values)
    levels, n_levels = None, 0
    if strata is not None:
        levels, n_levels, width = matrix(strata if hasattr(strata[0], "__len__") else [strata],
                                         "int32", "strata")
        if width != values.n:
            raise ValueError("strata: as many codes as amounts are wanted, in rows from the finest on")
    return lib.new("coop_amounts", amounts=values, is_missing=missing, n=values.n, strata=levels,
                   n_levels=n_levels,
                   coefficients=optional(coefficients, "double", "coefficients", values.n),
                   predictor=optional(predictor, "double", "predictor", values.n))


def _options(method: Optional[str], replicates: int, donors: int, seed: int, level: float,
             is_sample: bool) -> Any:
    return lib.new("coop_imputation_options", method=method, replicates=replicates, donors=donors,
                   seed=seed, level=level, is_sample=int(is_sample))


def bounds(amounts: Any, least: float = 0.0, most: float = math.inf,
           coefficients: Any = None) -> MissingBounds:
    """What is known of a sum without any model, each missing amount lying in [least, most]."""
    return fill(MissingBounds, lib.coop_missing_bounds_find,
                _amounts(amounts, coefficients, None, None), least, most)


def pool(values: Any, variances: Any = None, df: float = math.inf, level: float = 0.95) -> Pooled:
    """Rubin's rules: estimates from several imputations as one."""
    first = vector(values, "double", "values")
    estimates = lib.new("coop_estimates", values=first, n=first.n, df=df,
                        variances=optional(variances, "double", "variances", first.n))
    return fill(Pooled, lib.coop_estimates_pool, estimates, level)


def draw(amounts: Any, replicate: int = 0, strata: Any = None, predictor: Any = None,
         method: Optional[str] = None, replicates: int = 20, donors: int = 5, seed: int = 0) -> Any:
    """One completed column: known amounts as they are, the others from donors."""
    data = _amounts(amounts, None, strata, predictor)
    out = empty("double", data.n)
    call(lib.coop_imputation_draw, data, _options(method, replicates, donors, seed, 0.95, False),
         integer(replicate), None, out.address)
    return out.value()


def total(amounts: Any, coefficients: Any = None, strata: Any = None, predictor: Any = None,
          method: Optional[str] = None, replicates: int = 20, donors: int = 5, seed: int = 0,
          level: float = 0.95, is_sample: bool = False) -> Imputation:
    """A sum by multiple imputation, with limits by Rubin's rules."""
    data = _amounts(amounts, coefficients, strata, predictor)
    if not 2 <= integer(replicates) <= 100000:
        raise ValueError("replicates is %d, need 2 to 100000" % replicates)
    out, sums = lib.new("coop_imputed_total"), empty("double", replicates)
    call(lib.coop_imputation_total, data,
         _options(method, replicates, donors, seed, level, is_sample), None, out, sums.address)
    made: Any = converted(out, "coop_imputed_total")
    return Imputation(made, sums.value())


def sweep(amounts: Any, threshold: float, factors: Sequence[float], coefficients: Any = None,
          strata: Any = None, predictor: Any = None, method: Optional[str] = None,
          replicates: int = 20, donors: int = 5, seed: int = 0, level: float = 0.95) -> Sweep:
    """How large the missing amounts would have to be to change "the sum is threshold or more"."""
    import ctypes
    data = _amounts(amounts, coefficients, strata, predictor)
    given = vector(factors, "double", "factors")
    steps = (lib.struct("coop_imputation_step") * max(given.n, 1))()
    statement = lib.new("coop_imputation_statement", threshold=threshold, factors=given,
                        n_factors=given.n)
    statement.steps = ctypes.cast(steps, lib.type("coop_imputation_step*"))
    out = lib.new("coop_imputation_tipping")
    call(lib.coop_imputation_sweep, data, _options(method, replicates, donors, seed, level, False),
         statement, None, out)
    tipping: Any = converted(out, "coop_imputation_tipping")
    return Sweep(tipping, [ImputationStep(s.factor, s.value, s.low, s.high, s.holds)
                           for s in steps[:given.n]])
