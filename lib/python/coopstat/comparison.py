# comparison.py -- two shares side by side: difference, ratio, odds ratio, exact tests.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Group a has hits_a among n_a, group b hits_b among n_b; b is the reference."""

from typing import Any, Optional, Tuple

from ._library import fill, integer, lib, listed
from ._results.comparison import Comparison, ComparisonMethod, FisherResult, McnemarResult


def methods() -> Tuple[ComparisonMethod, ...]:
    """Methods of compare()."""
    return listed(lib.coop_comparison_methods, ComparisonMethod)


def paired_methods() -> Tuple[ComparisonMethod, ...]:
    """Methods of compare_paired()."""
    return listed(lib.coop_paired_methods, ComparisonMethod)


def compare(hits_a: int, n_a: int, hits_b: int, n_b: int, method: Optional[str] = None,
            level: float = 0.95) -> Comparison:
    """Difference, ratio or odds ratio of two independent shares with limits.

    >>> round(compare(56, 70, 48, 80).low, 4)
    0.0524
    """
    return fill(Comparison, lib.coop_comparison_interval, lib.text(method), integer(hits_a),
                integer(n_a), integer(hits_b), integer(n_b), level)


def compare_paired(both: int, only_a: int, only_b: int, neither: int, method: Optional[str] = None,
                   level: float = 0.95) -> Comparison:
    """Difference of two shares of the same cases with limits."""
    return fill(Comparison, lib.coop_paired_interval, lib.text(method), integer(both),
                integer(only_a), integer(only_b), integer(neither), level)


def fisher(table: Any, level: float = 0.95) -> FisherResult:
    """Fisher's exact test of a table ((a, b), (c, d)), with the conditional odds ratio."""
    (a, b), (c, d) = table
    return fill(FisherResult, lib.coop_fisher, integer(a), integer(b), integer(c), integer(d), level)


def mcnemar(only_a: int, only_b: int) -> McnemarResult:
    """McNemar's exact and mid-P test that two shares of the same cases are equal."""
    return fill(McnemarResult, lib.coop_mcnemar, integer(only_a), integer(only_b))
