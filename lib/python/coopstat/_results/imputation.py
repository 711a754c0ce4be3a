# imputation.py -- results of imputation.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class MissingBounds(Record):
    """What is known of a sum without any model."""

    __slots__ = ("n", "n_missing", "observed", "low", "high",)
    _struct = "coop_missing_bounds"
    #: rows
    n: int
    #: rows without an amount
    n_missing: int
    #: sum over the others, rounded once
    observed: float
    #: least that the whole sum can be; -infinite for a coefficient below 0 where there is
    #: no upper limit
    low: float
    #: most; infinite where there is no upper limit
    high: float


class Pooled(Record):
    """Estimates from several imputations as one."""

    __slots__ = ("value", "within", "between", "total", "increase", "df_large", "df",
                 "missing_information", "low", "high",)
    _struct = "coop_pooled"
    #: mean of the estimates
    value: float
    #: mean of their variances
    within: float
    #: variance of the estimates, over m - 1
    between: float
    #: within + (1 + 1 / m) between
    total: float
    #: (1 + 1 / m) between / within; infinite for within = 0
    increase: float
    #: (m - 1) (1 + 1 / increase)^2: for any number of rows
    df_large: float
    #: Barnard and Rubin's; that of complete data for between = 0
    df: float
    #: (increase + 2 / (df + 3)) / (increase + 1); 0 for between = 0, 1 for within = 0
    missing_information: float
    #: value - t sqrt(total), t with df degrees of freedom
    low: float
    #: value + t sqrt(total)
    high: float


class ImputationMethod(Record):
    """A method of imputation by name."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_imputation_method"
    #: key, e.g. "bootstrap"
    name: str
    #: one English sentence
    meaning: str
    #: publication
    origin: str


class ImputedTotal(Record):
    """A sum with what is missing imputed."""

    __slots__ = ("n", "n_missing", "n_coarse", "observed", "imputed", "value", "std_error", "low",
                 "high", "within", "between", "df", "missing_information",)
    _struct = "coop_imputed_total"
    #: rows
    n: int
    #: rows without an amount
    n_missing: int
    #: of these, with donors from a level behind the first
    n_coarse: int
    #: sum over known amounts
    observed: float
    #: mean of the sums over imputed ones
    imputed: float
    #: observed + imputed
    value: float
    #: root of Rubin's total variance
    std_error: float
    #: lower limit
    low: float
    #: upper limit
    high: float
    #: mean variance of a completed sum; 0 unless is_sample
    within: float
    #: variance of the completed sums
    between: float
    #: degrees of freedom; infinite where nothing is missing in a census
    df: float
    #: share of the uncertainty that comes from what is missing
    missing_information: float


class ImputationTipping(Record):
    """Where a statement tips."""

    __slots__ = ("observed", "imputed", "factor", "mean_donated", "mean_needed", "does_tip",
                 "holds",)
    _struct = "coop_imputation_tipping"
    #: sum over known amounts
    observed: float
    #: mean of the sums over imputed ones, for factor 1
    imputed: float
    #: at which observed + factor * imputed is the threshold: 0 or more; 0 where does_tip is
    #: 0
    factor: float
    #: mean of an imputed amount, for factor 1
    mean_donated: float
    #: factor * mean_donated: how large missing amounts are on average where the statement
    #: tips
    mean_needed: float
    #: 1: there is such a factor; 0: no factor changes the statement
    does_tip: int
    #: 1: it holds for factor 1, judged by the value; else 0
    holds: int
