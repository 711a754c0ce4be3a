# _results3.py -- results of the library as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the headers say of them."""

from typing import Tuple

from ._record import Interval, Record


class Kappa(Record):
    """Agreement of two coders beyond chance."""

    __slots__ = ("value", "low", "high", "std_error", "std_error_null", "observed", "expected",
                 "n_units", "n_missing", "is_flat",)
    _struct = "coop_kappa"
    #: (observed - expected) / (1 - expected), -1 to 1
    value: float
    #: value less z std_errors, at least -1
    low: float
    #: value and z std_errors, at most 1
    high: float
    #: of value, whatever the agreement; relative error below 1e-14
    std_error: float
    #: of value if both coded independently: for a test of 0
    std_error_null: float
    #: weighted share of units on which both agree
    observed: float
    #: the same from the margins, if both coded independently
    expected: float
    #: units coded by both
    n_units: int
    #: units that one or both did not code
    n_missing: int
    #: 1: std_error is 0, as it is where all agree. low and high are then the value: not
    #: because it is sure, but because the method cannot tell
    is_flat: int


class Alpha(Record):
    """Agreement of any number of coders beyond chance."""

    __slots__ = ("value", "observed", "expected", "n_units", "n_codes", "n_single", "n_missing",)
    _struct = "coop_alpha"
    #: 1 - observed / expected, above -1, at most 1; error below 1e-14
    value: float
    #: mean squared distance of two codes of one unit
    observed: float
    #: mean squared distance of any two codes
    expected: float
    #: units with two codes or more
    n_units: int
    #: codes of those units
    n_codes: int
    #: units with one code, which has nothing to agree with: left out
    n_single: int
    #: units without a code
    n_missing: int


class AlphaIntervalResult(Record):
    """An interval of alpha by resampling."""

    __slots__ = ("value", "low", "high", "n_replicates", "n_undefined",)
    _struct = "coop_alpha_interval_result"
    #: that of coop_alpha_codes()
    value: float
    #: lower limit; value may lie outside
    low: float
    #: upper limit, at most 1
    high: float
    #: in which alpha has a value: the limits come from these
    n_replicates: int
    #: in which all codes were the same: left out
    n_undefined: int


class CodedRate(Record):
    """A rate corrected for errors of coding."""

    __slots__ = ("value", "low", "high", "apparent", "uncut", "is_cut",)
    _struct = "coop_coded_rate"
    #: uncut, or the end of [0, 1] that is near to it
    value: float
    #: lower limit, 0 or more
    low: float
    #: upper limit, at most 1
    high: float
    #: hits / n as coded
    apparent: float
    #: (apparent + specificity - 1) / (sensitivity + specificity - 1)
    uncut: float
    #: 1: uncut lies outside [0, 1]: the codes and the check contradict each other, if only
    #: by chance
    is_cut: int


class CodedShares(Record):
    """What a correction of shares rests on."""

    __slots__ = ("condition", "lowest", "n", "n_checked", "n_cut",)
    _struct = "coop_coded_shares"
    #: of the matrix (1-norm), 1 or more: errors of the matrix and of the shares are
    #: multiplied by up to this
    condition: float
    #: least of the shares before they are cut
    lowest: float
    #: cases coded
    n: int
    #: cases whose truth is known
    n_checked: int
    #: shares that were below 0 by more than rounding
    n_cut: int


class IntervalQuestion(Record):
    """What an interval of a share can be asked."""

    __slots__ = ("name", "question", "answered_by",)
    _struct = "coop_interval_question"
    #: "process" or "census"
    name: str
    #: one English sentence, to be printed beside an interval
    question: str
    #: functions whose intervals answer it
    answered_by: str


class WeightedResult(Record):
    """A weighted share with its intervals."""

    __slots__ = ("value", "variance", "n_kish", "n_eff", "n_eff_exact", "wilson", "korn_graubard",
                 "n_used", "n_clusters",)
    _struct = "coop_weighted_result"
    #: weight of the hits over all weight
    value: float
    #: of value: value (1 - value) / n_kish, or by clusters
    variance: float
    #: Kish's effective number of cases, 1 to n_used
    n_kish: float
    #: cases that "wilson" rests on, at most n_used
    n_eff: float
    #: cases that "korn_graubard" rests on, at most n_used
    n_eff_exact: float
    #: Wilson's interval on n_eff cases
    wilson: Interval
    #: Clopper and Pearson's interval on n_eff_exact cases
    korn_graubard: Interval
    #: rows of positive weight
    n_used: int
    #: clusters among them; 0 when rows are independent
    n_clusters: int


class IdentifiedResult(Record):
    """What is known of a share when some outcomes are not."""

    __slots__ = ("worst", "best", "critical", "normal", "wilson",)
    _struct = "coop_identified_result"
    #: hits / n: nothing that is unknown is a hit
    worst: float
    #: (hits + unknown) / n: all of it is
    best: float
    #: C: standard errors by which the bounds are extended
    critical: float
    #: Imbens and Manski's interval as published, cut to [0, 1]
    normal: Interval
    #: the same with Wilson's limits at C in place of C standard errors
    wilson: Interval


class ValueResult(Record):
    """Bounds of a share by value."""

    __slots__ = ("worst", "best", "known_done", "known_total", "n_known", "n_inexact",
                 "n_unknown",)
    _struct = "coop_value_result"
    #: least share that the unknown states and values allow, in [0, 1]
    worst: float
    #: largest
    best: float
    #: value of the done cases whose value is exact
    known_done: float
    #: value of all cases whose state is known and whose value is exact
    known_total: float
    #: cases of known state and exact value
    n_known: int
    #: cases whose value is missing or has highs above it
    n_inexact: int
    #: cases of unknown state
    n_unknown: int


class ShrinkageRate(Record):
    """What is known of the rate of one group."""

    __slots__ = ("value", "low", "high", "std_error", "shrinkage", "is_prior",)
    _struct = "coop_shrinkage_rate"
    #: posterior mean
    value: float
    #: posterior quantile at (1 - level) / 2; 0 when it is below 1e-290
    low: float
    #: posterior quantile at (1 + level) / 2
    high: float
    #: posterior standard deviation
    std_error: float
    #: weight of the mean of all in value, 0 to 1: the posterior mean of m / (m + n), m = (1
    #: - rho) / rho; the rest is that of hits / n
    shrinkage: float
    #: 1: the group has no cases, all above comes from the other groups
    is_prior: int


class ShrinkageResult(Record):
    """What is known of all groups together."""

    __slots__ = ("mean", "mean_std_error", "rho", "rho_std_error", "crude", "rho_moments",
                 "n_used", "n_empty",)
    _struct = "coop_shrinkage_result"
    #: posterior mean of mu
    mean: float
    #: posterior standard deviation of mu
    mean_std_error: float
    #: posterior mean of rho, 0 (all alike) to 1
    rho: float
    #: posterior standard deviation of rho
    rho_std_error: float
    #: all hits over all cases
    crude: float
    #: Kleinman's estimate of rho by moments, cut to [0, 1]; 0 also where it has no value
    #: (all hits, no hits, one case in each group)
    rho_moments: float
    #: groups with cases
    n_used: int
    #: groups without
    n_empty: int


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
