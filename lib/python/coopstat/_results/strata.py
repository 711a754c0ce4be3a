# strata.py -- results of strata.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Tuple

from .._record import Record


class StrataTest(Record):
    """Outcome of the Cochran-Mantel-Haenszel test."""

    __slots__ = ("statistic", "p", "statistic_corrected", "p_corrected", "expected", "variance",
                 "observed", "n_used", "n_missing", "n_uninformative",)
    _struct = "coop_strata_test"
    #: (observed - expected)^2 / variance
    statistic: float
    #: of it, chi-square with 1 degree of freedom
    p: float
    #: max(0, |observed - expected| - 1/2)^2 / variance
    statistic_corrected: float
    #: of it; 1 when the difference is within 1/2
    p_corrected: float
    #: hits of a, were the groups alike within each stratum
    expected: float
    #: of the hits of a, all margins given
    variance: float
    #: hits of a in the strata in use
    observed: int
    #: strata with cases of both groups, and hits, and misses
    n_used: int
    #: strata without cases in one group or both
    n_missing: int
    #: other strata: all hits, or none; they have no variance
    n_uninformative: int


class StrataEstimate(Record):
    """A measure taken to be common to all strata, with its interval."""

    __slots__ = ("value", "low", "high", "std_error", "method", "n_used", "n_missing",
                 "n_uninformative",)
    _struct = "coop_strata_estimate"
    #: the Mantel-Haenszel estimate, a against b
    value: float
    #: lower limit, at most value
    low: float
    #: upper limit, at least value
    high: float
    #: of the value; of its logarithm for the ratios
    std_error: float
    #: of the interval, e.g. "klingenberg"; static storage
    method: str
    #: strata that enter the value
    n_used: int
    #: strata without cases in one group or both
    n_missing: int
    #: other strata that say nothing about this measure
    n_uninformative: int


class StrataHomogeneity(Record):
    """Whether one odds ratio fits all strata."""

    __slots__ = ("odds_ratio", "breslow_day", "breslow_day_p", "tarone", "tarone_p", "df",
                 "n_used", "n_missing", "n_uninformative",)
    _struct = "coop_strata_homogeneity"
    #: the common one, Mantel-Haenszel
    odds_ratio: float
    #: Breslow and Day's statistic
    breslow_day: float
    #: of it, chi-square with df degrees of freedom
    breslow_day_p: float
    #: the same with Tarone's correction: prefer it
    tarone: float
    #: of it
    tarone_p: float
    #: n_used - 1
    df: int
    #: strata with cases of both groups, and hits, and misses
    n_used: int
    #: strata without cases in one group or both
    n_missing: int
    #: other strata: all hits, or none
    n_uninformative: int


class StrataRate(Record):
    """A standardised rate, or a difference of two."""

    __slots__ = ("value", "low", "high", "std_error",)
    _struct = "coop_strata_rate"
    #: the weighted mean over the strata
    value: float
    #: lower limit
    low: float
    #: upper limit
    high: float
    #: root of the sum of w^2 p (1 - p) / n
    std_error: float


class StrataStandard(Record):
    """Rates of both groups as they would be, had both the same mix of strata."""

    __slots__ = ("a", "b", "difference", "covered", "worst_a", "best_a", "worst_b", "best_b",
                 "n_used", "n_missing", "n_uninformative",)
    _struct = "coop_strata_standard"
    #: of group a over the strata in use; limits inside [0, 1]
    a: "StrataRate"
    #: of group b
    b: "StrataRate"
    #: a less b; limits inside [-1, 1]
    difference: "StrataRate"
    #: share of the weight that lies on the strata in use
    covered: float
    #: rate of a over all weight, no case a hit where a has none
    worst_a: float
    #: the same, every case a hit where a has none
    best_a: float
    #: as worst_a, for b
    worst_b: float
    #: as best_a, for b
    best_b: float
    #: strata of positive weight with cases of both groups
    n_used: int
    #: strata of positive weight without cases in one group or both
    n_missing: int
    #: strata of weight 0
    n_uninformative: int


class StrataPart(Record):
    """What one stratum adds to a difference of rates."""

    __slots__ = ("composition", "centred", "rate", "stratified", "direction", "is_missing",)
    _struct = "coop_strata_part"
    #: (share in a - share in b) times the mean of its two rates
    composition: float
    #: the same with that mean less the mean of both crude rates: it tells a stratum that is
    #: only large from one that is unlike the rest; the sum over the strata is that of
    #: composition
    centred: float
    #: (rate in a - rate in b) times the mean of its two shares
    rate: float
    #: its term of the Mantel-Haenszel difference
    stratified: float
    #: 1: a is ahead in this stratum, -1: behind, 0: level or missing
    direction: int
    #: 1: without cases in one group or both
    is_missing: int


class StrataDecomposition(Record):
    """Kitagawa's parts of a crude difference."""

    __slots__ = ("rate_a", "rate_b", "difference", "composition", "rate", "interaction",
                 "rate_low", "rate_high", "n_used", "n_missing",)
    _struct = "coop_strata_decomposition"
    #: crude rate of a
    rate_a: float
    #: crude rate of b
    rate_b: float
    #: rate_a - rate_b = composition + rate
    difference: float
    #: due to the groups' different mix of strata
    composition: float
    #: due to different rates within strata
    rate: float
    #: sum of (share in a - share in b)(rate in a - rate in b): half of it is in composition
    #: and half in rate. As seen from b the difference is (composition - interaction / 2) +
    #: (rate - interaction / 2) + interaction
    interaction: float
    #: least that rate can be, whatever the rates that are missing
    rate_low: float
    #: most that it can be; composition is the rest of the difference
    rate_high: float
    #: strata with cases of both groups
    n_used: int
    #: strata without cases in one group or both
    n_missing: int


class StrataComparison(Record):
    """The crude difference beside the stratified one."""

    __slots__ = ("rate_a", "rate_b", "crude", "crude_used", "stratified", "composition", "rate",
                 "reversed", "reversed_used", "n_ahead", "n_behind", "n_level", "n_used",
                 "n_missing",)
    _struct = "coop_strata_comparison"
    #: crude rate of a, over all strata
    rate_a: float
    #: crude rate of b
    rate_b: float
    #: rate_a - rate_b
    crude: float
    #: the same over the strata in use alone
    crude_used: float
    #: common difference over the strata in use, Mantel-Haenszel
    stratified: float
    #: of the crude difference, as coop_strata_decompose gives it
    composition: float
    #: the rest of it
    rate: float
    #: 1: crude and stratified have opposite signs, neither being 0
    reversed: int
    #: the same for crude_used: 0 beside reversed = 1 says that strata with cases in one
    #: group only make the reversal
    reversed_used: int
    #: strata in use in which a has the higher rate
    n_ahead: int
    #: those in which it has the lower one
    n_behind: int
    #: those in which both are equal
    n_level: int
    #: strata with cases of both groups
    n_used: int
    #: strata without cases in one group or both
    n_missing: int


class FactorsDecomposition(Record):
    """Das Gupta's parts of a difference."""

    __slots__ = ("value_a", "value_b", "difference", "effects",)
    _struct = "coop_factors_decomposition"
    #: sum over the strata of the product of the factors of a
    value_a: float
    #: the same for b
    value_b: float
    #: value_a - value_b, the sum of the effects
    difference: float
    #: one a factor in order; 0 behind the last
    effects: Tuple[float, ...]
