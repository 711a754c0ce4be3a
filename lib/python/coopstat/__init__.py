# __init__.py -- coopstat: regional cooperation statistics.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Was what was agreed carried out, by whom, when, with how much money, and how sure is that?

>>> import coopstat
>>> data = coopstat.open()
>>> rate = data.rate("completed", where="list = 'xian_2023_items'")
>>> rate.hits, rate.known, rate.unknown
(3, 15, 11)

`coopstat.open()` gives the register of the six nations, `coopstat.wilson(80, 100)` an interval; the
topics strata, survival, hazard, forecast, concentration, finance, imputation, reliability, sampling,
shrinkage, comparison, proportion, money, time_to, rail, graph and plot are modules. Importing does
nothing: the library is loaded when first called.
"""

from __future__ import annotations

from importlib import import_module

# What typing calls so: importing it would take longer than all else here.
TYPE_CHECKING = False

__version__ = "0.1.0"

#: module -> what of it stands here
_HERE: Dict[str, str] = {
    "_dataset": "ClaimTest Dataset Prices Records Tables check crosswalk crosswalk_terms dataset "
                "definitions open percent_counts rate_spread scorings",
    "_table": "Column Table",
    "_build": "from_arrow from_columns from_pandas",
    "_library": "version",
    "_record": "Interval Record Span",
    "errors": "ArgumentError CancelledError ConflictError EmptyError Error FileError FormatError "
              "InternalError KindError LimitError NotFoundError OutOfMemoryError QueryError "
              "RangeError ReferenceNotFoundError UndefinedError UnsupportedError",
    "proportion": "agresti_coull agresti_coull_plus4 blaker clopper_pearson interval jeffreys "
                  "jeffreys_modified mid_p wilson wilson_cc",
    "comparison": "compare compare_paired fisher mcnemar",
    "concentration": "gini hhi lorenz",
    "survival": "Curve LifeTable life_table life_tables",
    "hazard": "cox turnbull weibull",
    "forecast": "completions",
    "finance": "Loan",
    "money": "split",
    "sampling": "identified",
}
_TOPICS = ("comparison", "concentration", "errors", "finance", "forecast", "graph", "hazard",
           "imputation", "money", "plot", "proportion", "rail", "reliability", "sampling",
           "shrinkage", "strata", "survival", "time_to")
_WHERE = {name: module for module, names in _HERE.items() for name in names.split()}

__all__ = sorted([*_WHERE, *_TOPICS])

if TYPE_CHECKING:
    from typing import Any, Dict, List

    from . import (comparison, concentration, errors, finance, forecast, graph, hazard, imputation,
                   money, plot, proportion, rail, reliability, sampling, shrinkage, strata,
                   survival, time_to)
    from ._build import from_arrow, from_columns, from_pandas
    from ._dataset import (ClaimTest, Dataset, Prices, Records, Tables, check, crosswalk,
                           crosswalk_terms, dataset, definitions, open, percent_counts,
                           rate_spread, scorings)
    from ._library import version
    from ._record import Interval, Record, Span
    from ._table import Column, Table
    from .comparison import compare, compare_paired, fisher, mcnemar
    from .concentration import gini, hhi, lorenz
    from .errors import (ArgumentError, CancelledError, ConflictError, EmptyError, Error, FileError,
                         FormatError, InternalError, KindError, LimitError, NotFoundError,
                         OutOfMemoryError, QueryError, RangeError, ReferenceNotFoundError,
                         UndefinedError, UnsupportedError)
    from .finance import Loan
    from .forecast import completions
    from .hazard import cox, turnbull, weibull
    from .money import split
    from .proportion import (agresti_coull, agresti_coull_plus4, blaker, clopper_pearson, interval,
                             jeffreys, jeffreys_modified, mid_p, wilson, wilson_cc)
    from .sampling import identified
    from .survival import Curve, LifeTable, life_table, life_tables


def __getattr__(name: str) -> Any:
    """Loads the module of a name when it is first asked for."""
    if name in _WHERE:
        found = getattr(import_module("." + _WHERE[name], __name__), name)
    elif name in _TOPICS:
        found = import_module("." + name, __name__)
    else:
        from ._ffi import RESULTS
        if name not in RESULTS:
            raise AttributeError("coopstat has no %r" % name)
        found = getattr(import_module("._results." + RESULTS[name], __name__), name)
    globals()[name] = found
    return found


def __dir__() -> List[str]:
    return __all__
