# _results1.py -- results of the library as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the headers say of them."""

from typing import Any, Optional, Tuple

from ._record import Record


class PriceChain(Record):
    """A way from current to constant prices."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_price_chain"
    #: dac, target, recipient, ppp, transaction
    name: str
    #: in one clause
    meaning: str
    #: where it is from
    origin: str


class CurrencyChange(Record):
    """A currency that was replaced."""

    __slots__ = ("code", "successor", "factor", "year", "origin",)
    _struct = "coop_currency_change"
    #: ISO 4217, withdrawn
    code: str
    #: ISO 4217
    successor: str
    #: old units for a new one
    factor: float
    #: in which the old one was replaced
    year: int
    #: which act or bank says so
    origin: str


class Converted(Record):
    """What came of it. A date inside one year makes both ends equal."""

    __slots__ = ("least", "most", "factor_least", "factor_most", "is_estimated",)
    _struct = "coop_converted"
    #: in units of the new currency
    least: float
    #: in units of the new currency
    most: float
    #: amount x factor; the amount is result / factor
    factor_least: float
    #: amount x factor; the amount is result / factor
    factor_most: float
    #: 1: a rate or price level was interpolated or carried
    is_estimated: int


class AttributionRule(Record):
    """A rule of attribution."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_attribution_rule"
    #: full, equal, stated, weights
    name: str
    #: in one clause
    meaning: str
    #: where it is from
    origin: str


class ComparisonMethod(Record):
    """A method for the interval of a comparison."""

    __slots__ = ("name", "meaning", "origin", "measure",)
    _struct = "coop_comparison_method"
    #: key used in calls, e.g. "newcombe"
    name: str
    #: one English sentence
    meaning: str
    #: the paper it comes from
    origin: str
    #: what estimate and limits are in
    measure: int


class Comparison(Record):
    """An estimate with its limits."""

    __slots__ = ("estimate", "low", "high",)
    _struct = "coop_comparison"
    #: the observed difference, ratio or odds ratio; may be INFINITY
    estimate: float
    #: lower limit
    low: float
    #: upper limit; INFINITY when no value is too large
    high: float


class FisherResult(Record):
    """What the exact test of a 2x2 table says."""

    __slots__ = ("p", "p_less", "p_greater", "p_mid", "odds_ratio", "low", "high", "p_is_bound",)
    _struct = "coop_fisher_result"
    #: two-sided: tables that are as likely as this one, or less
    p: float
    #: one-sided, against an odds ratio below 1
    p_less: float
    #: one-sided, against an odds ratio above 1
    p_greater: float
    #: two-sided, this table counted by half
    p_mid: float
    #: conditional maximum likelihood, 0 to INFINITY; NaN: see below
    odds_ratio: float
    #: lower limit of the exact interval, 0 when a or d is 0
    low: float
    #: upper limit, INFINITY when b or c is 0
    high: float
    #: 1: a p is below the smallest normal double, which stands in for it
    p_is_bound: int


class McnemarResult(Record):
    """What the exact test of paired shares says."""

    __slots__ = ("p", "p_mid", "p_is_bound",)
    _struct = "coop_mcnemar_result"
    #: two-sided: twice the smaller binomial tail, at most 1
    p: float
    #: two-sided, the outcomes as likely as this one counted by half
    p_mid: float
    #: 1: a p is below the smallest normal double, which stands in for it
    p_is_bound: int


class ConcentrationIndex(Record):
    """An index by name."""

    __slots__ = ("name", "meaning", "origin", "parameter", "usual", "least", "most", "has_parts",
                 "is_inequality",)
    _struct = "coop_concentration_index"
    #: key, e.g. "gini"
    name: str
    #: formula: s is a share of the total, n the number of values
    meaning: str
    #: publication
    origin: str
    #: what the parameter is; None: there is none, and it is not read
    parameter: Optional[str]
    #: the parameter where NaN is given
    usual: float
    #: smallest parameter
    least: float
    #: largest
    most: float
    #: 1: coop_concentration_decompose() takes it
    has_parts: int
    #: 1: 0 for equal values, the same if each value occurs c times
    is_inequality: int


class Concentration(Record):
    """An index with what it was computed from."""

    __slots__ = ("value", "parameter", "total", "mean", "n", "n_zero", "n_distinct",)
    _struct = "coop_concentration"
    #: the index
    value: float
    #: that was used; 0 where the index has none
    parameter: float
    #: sum of all values, rounded once
    total: float
    #: total / n
    mean: float
    #: sum of the weights
    n: int
    #: of these, with value 0
    n_zero: int
    #: distinct values: rows of the state
    n_distinct: int


class ConcentrationParts(Record):
    """Parts of an index over groups."""

    __slots__ = ("total", "within", "between", "rest", "parameter", "n", "n_groups",)
    _struct = "coop_concentration_parts"
    #: the index over all rows = within + between + rest
    total: float
    #: due to differences within groups
    within: float
    #: the index where each member has what stands for its group
    between: float
    #: gini: overlap of the groups, 0 where their ranges do not overlap; atkinson: -within *
    #: between; else 0
    rest: float
    #: that was used; 0 where the index has none
    parameter: float
    #: sum of the weights
    n: int
    #: groups with members
    n_groups: int


class ConcentrationGroup(Record):
    """One group of a decomposition."""

    __slots__ = ("value", "within", "total", "share", "share_n", "n", "is_missing",)
    _struct = "coop_concentration_group"
    #: index among the members; 0 where is_missing
    value: float
    #: what the group adds to coop_concentration_parts.within
    within: float
    #: sum of the members' values
    total: float
    #: of the total of all
    share: float
    #: of the number of all
    share_n: float
    #: sum of the weights
    n: int
    #: 1: no members, or all have 0
    is_missing: int


class CrosswalkWord(Record):
    """One word of another system's scheme."""

    __slots__ = ("scheme", "word", "work", "ended", "meaning", "origin",)
    _struct = "coop_crosswalk_word"
    #: aiddata, iati, ocds, pam, g7, aec, brf, coopstat, or a register's own
    scheme: str
    #: the status as that system writes it
    word: str
    #: statuses of the work it may mean, separated by ';'
    work: str
    #: ends it may mean, separated by ';': no, cancelled, superseded, expired
    ended: str
    #: the system's own sense of it, in short
    meaning: str
    #: document that defines the scheme
    origin: str


class LoanRule(Record):
    """A published rule of what is concessional."""

    __slots__ = ("name", "meaning", "origin", "discounts", "least",)
    _struct = "coop_loan_rule"
    #: key, e.g. "dac_grant_equivalent"
    name: str
    #: one English sentence
    meaning: str
    #: where it is laid down
    origin: str
    #: a year, by coop_income
    discounts: Tuple[float, ...]
    #: smallest grant element that is concessional, by coop_income
    least: Tuple[float, ...]


class Concessionality(Record):
    """A loan under a rule."""

    __slots__ = ("grant_element", "clipped", "grant_equivalent", "discount", "least",
                 "is_concessional",)
    _struct = "coop_concessionality"
    #: raw: below 0 for a loan dearer than the discount rate
    grant_element: float
    #: the same cut to 0 to 1, as some publish it
    clipped: float
    #: grant_element * amount
    grant_equivalent: float
    #: of the rule
    discount: float
    #: of the rule
    least: float
    #: 1: grant_element is least or more
    is_concessional: int


class Returns(Record):
    """All internal rates of return."""

    __slots__ = ("n", "n_changes", "rates", "multiplicities",)
    _struct = "coop_returns"
    #: rates; 0: there is none in the range
    n: int
    #: changes of sign in time order: there are no more rates than this anywhere, counted
    #: with multiplicity (Descartes)
    n_changes: int
    #: ascending, the first n
    rates: Tuple[float, ...]
    #: 1: the value changes sign there; 2: it touches 0 or crosses twice within what doubles
    #: can tell; ...
    multiplicities: Tuple[int, ...]


class Completions(Record):
    """The law of how many items will be completed. Made by the library and read only; the array
    lives until coop_completions_free()."""

    __slots__ = ("law", "n_items", "n_draws", "mean", "variance", "variance_between", "level",
                 "low", "high",)
    _struct = "coop_completions"
    #: P(exactly k are completed) for k = 0 .. n_items
    law: Any
    #: as given
    n_items: int
    #: as given
    n_draws: int
    #: expected count
    mean: float
    #: of the count, that between draws included
    variance: float
    #: of the expected count between draws: what is not known of the curve; 0 with one draw
    variance_between: float
    #: as given
    level: float
    #: the largest with P(count < low) at most (1 - level) / 2
    low: int
    #: the smallest with P(count > high) at most (1 - level) / 2
    high: int


class ForecastScore(Record):
    """How good forecasts were. brier = reliability - resolution + uncertainty + within."""

    __slots__ = ("brier", "reliability", "resolution", "uncertainty", "within", "expected",
                 "observed", "n_items",)
    _struct = "coop_forecast_score"
    #: mean of (chance - outcome)^2: 0 is perfect, 1 always wrong
    brier: float
    #: mean of (mean chance - share)^2 over bins by their items: 0 is best
    reliability: float
    #: mean of (share - share of all)^2: how far bins differ; large is good
    resolution: float
    #: q (1 - q) of the share q of all: the score of always saying q
    uncertainty: float
    #: what chances differ inside bins; 0 where those of a bin are equal
    within: float
    #: sum of the chances
    expected: float
    #: outcomes that came about
    observed: int
    #: as given
    n_items: int


class ForecastBin(Record):
    """A bin of the calibration table."""

    __slots__ = ("from_", "to", "chance", "share", "low", "high", "hits", "n",)
    _struct = "coop_forecast_bin"
    #: chances from here
    from_: float
    #: up to, but not with, this; the last bin has 1 too
    to: float
    #: mean of the chances; NaN without items, as the three below
    chance: float
    #: of the items, those that came about
    share: float
    #: Wilson's limits of the share
    low: float
    #: a bin is well calibrated if chance lies between them
    high: float
    #: items that came about
    hits: int
    #: items
    n: int


class Turnbull(Record):
    """The most likely distribution of a time (Turnbull's estimate). Made by the library and read
    only; the arrays live until coop_turnbull_free()."""

    __slots__ = ("lows", "highs", "masses", "survival", "n_masses", "log_likelihood", "excess",
                 "is_certified", "weight", "n_used", "n_candidates", "n_steps",)
    _struct = "coop_turnbull"
    #: of the intervals that bear mass, in rising order
    lows: Any
    #: their ends: mass k lies in (low, high], at the point high where both are equal,
    #: beyond low where high is INFINITY
    highs: Any
    #: each above 0; they add up to 1
    masses: Any
    #: P(time > high): 1 less the masses up to and with this one, 0 at the last
    survival: Any
    #: length of each array
    n_masses: int
    #: sum of weight log P(interval)
    log_likelihood: float
    #: the certificate: no distribution whatever has a log likelihood that is larger by more
    #: than this, but for rounding
    excess: float
    #: 1: excess is at most 1e-8, or 1e-11 of weight if that is more
    is_certified: int
    #: of all rows
    weight: float
    #: rows of positive weight
    n_used: int
    #: intervals that could bear mass (Turnbull's innermost ones)
    n_candidates: int
    #: steps of the search
    n_steps: int


class HazardTest(Record):
    """A test that all coefficients are 0."""

    __slots__ = ("statistic", "p",)
    _struct = "coop_hazard_test"
    #: chi-square with n_covariates degrees of freedom if they are
    statistic: float
    #: P(more than statistic); 1 without covariates; never below 2.2e-308
    p: float


class Cox(Record):
    """A fit of Cox's model."""

    __slots__ = ("coefficients", "std_errors", "variance", "n_covariates", "log_likelihood",
                 "log_likelihood_null", "likelihood_ratio", "wald", "score", "ties", "n_used",
                 "n_events", "n_steps",)
    _struct = "coop_cox"
    #: logarithms of hazard ratios by one unit of a covariate
    coefficients: Any
    #: roots of the diagonal of variance
    std_errors: Any
    #: n_covariates x n_covariates: inverse information
    variance: Any
    #: length of both arrays
    n_covariates: int
    #: partial, at the coefficients
    log_likelihood: float
    #: partial, with all coefficients 0
    log_likelihood_null: float
    #: twice the difference of the two
    likelihood_ratio: "HazardTest"
    #: coefficients against variance
    wald: "HazardTest"
    #: from the slope at 0
    score: "HazardTest"
    #: "efron" or "breslow"; static storage
    ties: str
    #: rows of positive weight
    n_used: int
    #: events among them
    n_events: int
    #: Newton's steps
    n_steps: int


class Weibull(Record):
    """A fit of Weibull's regression."""

    __slots__ = ("coefficients", "std_errors", "variance", "n_covariates", "scale", "log_scale",
                 "log_likelihood", "n_events", "n_used", "n_steps",)
    _struct = "coop_weibull"
    #: intercept, then one a covariate: positive is late
    coefficients: Any
    #: of these, and last that of log_scale
    std_errors: Any
    #: of the same: (n_covariates + 2) x (n_covariates + 2)
    variance: Any
    #: without the intercept
    n_covariates: int
    #: of log time: 1 / shape. 1: the hazard is constant
    scale: float
    #: its logarithm
    log_scale: float
    #: of the times (densities where they are exact)
    log_likelihood: float
    #: weight of the rows that are not right censored
    n_events: float
    #: rows of positive weight
    n_used: int
    #: Newton's steps
    n_steps: int


class HazardPiece(Record):
    """The rate of events in one piece of time."""

    __slots__ = ("from_", "to", "exposure", "rate", "low", "high", "events",)
    _struct = "coop_hazard_piece"
    #: the piece is (from, to]; the first takes in time 0
    from_: float
    #: INFINITY for the last
    to: float
    #: time under observation in the piece, over all rows
    exposure: float
    #: events / exposure; NaN without exposure, as low and high
    rate: float
    #: lower limit: exact for a Poisson count of events; 0 without events
    low: float
    #: upper limit
    high: float
    #: that came in the piece
    events: int


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


class SurvivalMethod(Record):
    """A method by name: of limits, of a variance, of a test."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_survival_method"
    #: key used in options, e.g. "log-log"
    name: str
    #: one English sentence
    meaning: str
    #: the paper it comes from
    origin: str


class LifeSummary(Record):
    """What a table holds."""

    __slots__ = ("cases", "events", "censored", "first_time", "last_time", "n_rows", "n_times",
                 "n_empty", "n_lost",)
    _struct = "coop_life_summary"
    #: sum of weights
    cases: float
    #: of any cause
    events: float
    #: cases - events
    censored: float
    #: least time of an event or censoring; NaN without cases
    first_time: float
    #: greatest; NaN without cases
    last_time: float
    #: cases given with a weight above 0
    n_rows: int
    #: distinct times of events or censorings
    n_times: int
    #: times at which all at risk had left and others entered later
    n_empty: int
    #: times of events or censorings after survival fell to 0. Above 0 the curve says
    #: little: few were at risk early and all of them ended. Start it later, by leaving out
    #: those early cases
    n_lost: int


class SurvivalQuantile(Record):
    """A time by which a share of the cases has ended."""

    __slots__ = ("value", "low", "high",)
    _struct = "coop_survival_quantile"
    #: infinity: not reached within the follow-up
    value: float
    #: lower limit, at most value
    low: float
    #: upper limit; infinity where the upper curve does not come down so far
    high: float


class SurvivalMean(Record):
    """Mean time up to a limit."""

    __slots__ = ("value", "std_error", "extended",)
    _struct = "coop_survival_mean"
    #: mean of the lesser of time and tau
    value: float
    #: of it
    std_error: float
    #: part of tau beyond the last time, where survival was taken to stay as it was last: 0
    #: when all is observed, and when survival came to 0
    extended: float


class SurvivalTest(Record):
    """Outcome of a test of equal curves."""

    __slots__ = ("statistic", "p", "df", "n_times",)
    _struct = "coop_survival_test"
    #: chi-square
    statistic: float
    #: of it; never below 2.2e-308: read that as "less than"
    p: float
    #: groups that can be compared, less 1 (fewer where strata part them)
    df: int
    #: times of events, counted in each stratum
    n_times: int


class SurvivalPart(Record):
    """One group of a test, over all strata."""

    __slots__ = ("observed", "expected", "variance",)
    _struct = "coop_survival_part"
    #: events, each times its weight
    observed: float
    #: the same, were all groups alike
    expected: float
    #: of observed - expected
    variance: float


class SurvivalExact(Record):
    """Outcome of the exact test."""

    __slots__ = ("difference", "p", "p_less", "p_greater", "n_ways", "n_extreme",)
    _struct = "coop_survival_exact"
    #: observed - expected events of group a: above 0, a ends sooner
    difference: float
    #: two-sided: share of allotments with |difference| as large or larger
    p: float
    #: share with a difference this small or smaller
    p_less: float
    #: share with a difference this large or larger
    p_greater: float
    #: allotments of the cases to groups of these sizes
    n_ways: int
    #: of them, those counted in p
    n_extreme: int


class IntervalMethod(Record):
    """A method for the interval of one proportion."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_interval_method"
    #: key used in options, e.g. "wilson"
    name: str
    #: one English sentence
    meaning: str
    #: the paper it comes from
    origin: str
