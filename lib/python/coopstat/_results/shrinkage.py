# shrinkage.py -- results of shrinkage.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


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
