# hazard.py -- what makes for an early or a late event; times that are only known as intervals.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cox's and Weibull's regressions, rates in pieces of time, Turnbull's estimate."""

from typing import Any, List, Tuple

from ._arrays import Buffer, empty, matrix, optional, square, vector
from ._library import Handle, call, converted, lib
from ._record import Interval
from ._results.hazard import Cox, HazardPiece, Weibull
from ._results.interval_censored import Turnbull


def _covariates(covariates: Any, n_rows: int) -> Tuple[Any, int]:
    if covariates is None:
        return None, 0
    flat, rows, n = matrix(covariates, "double", "covariates", by_column=True)
    if rows != n_rows:
        raise ValueError("covariates has %d rows, %d are wanted" % (rows, n_rows))
    return flat, n


def _rows(times: Any, events: Any, entries: Any, weights: Any, strata: Any, covariates: Any) -> Any:
    first = vector(times, "double", "times")
    flat, n = _covariates(covariates, first.n)
    return lib.new("coop_hazard_rows", times=first, covariates=flat, n_rows=first.n, n_covariates=n,
                   events=vector(events, "uint8", "events", first.n),
                   entries=optional(entries, "double", "entries", first.n),
                   weights=optional(weights, "double", "weights", first.n),
                   strata=optional(strata, "int64", "strata", first.n))


def cox(times: Any, events: Any, covariates: Any = None, entries: Any = None, weights: Any = None,
        strata: Any = None, ties: str = "efron") -> Cox:
    """Cox's proportional hazards; covariates has a row a case and a column a covariate."""
    rows = _rows(times, events, entries, weights, strata, covariates)
    out = lib.pointer("coop_cox")
    call(lib.coop_cox_fit, rows, lib.text(ties), None, out)
    try:
        n = out.contents.n_covariates
        made: Any = converted(out.contents, "coop_cox", {"coefficients": n, "std_errors": n,
                                                        "variance": n * n})
    finally:
        lib.coop_cox_free(out)
    return Cox(**dict(made.to_dict(), variance=_square(made.variance, n)))


def _square(values: Any, n: int) -> Any:
    return square(vector(values, "double", "variance"), n)


class WeibullFit:
    """A fit of Weibull's regression."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        n = handle.pointer.contents.n_covariates
        made: Any = converted(handle.pointer.contents, "coop_weibull", {
            "coefficients": n + 1, "std_errors": n + 2, "variance": (n + 2) * (n + 2)})
        #: estimates: coefficients, std_errors, variance, scale, log_likelihood ...
        self.result = Weibull(**dict(made.to_dict(), variance=_square(made.variance, n + 2)))

    def __repr__(self) -> str:
        return "<WeibullFit %r>" % (self.result,)

    def survival(self, times: Any, subject: Any = None) -> Any:
        """P(time > at) at several times, for one subject with its covariates."""
        at = vector(times, "double", "times")
        of = optional(subject, "double", "subject", self.result.n_covariates)
        if of is None and self.result.n_covariates:
            raise ValueError("subject: %d covariates are wanted" % self.result.n_covariates)
        out = empty("double", at.n)
        call(lib.coop_weibull_survival, self._handle, None if of is None else of.address,
             at.address, at.n, out.address)
        return out.value()


def _times(lows: Any, highs: Any, weights: Any) -> Any:
    first = vector(lows, "double", "lows")
    return lib.new("coop_interval_times", lows=first, n_rows=first.n,
                   highs=vector(highs, "double", "highs", first.n),
                   weights=optional(weights, "double", "weights", first.n))


def weibull(lows: Any, highs: Any, covariates: Any = None, weights: Any = None) -> WeibullFit:
    """Weibull's regression of times in [low, high]: equal where exact, high inf where still open."""
    times = _times(lows, highs, weights)
    flat, n = _covariates(covariates, times.n_rows)
    out = lib.pointer("coop_weibull")
    call(lib.coop_weibull_fit, times, None if flat is None else flat.address, n, None, out)
    return WeibullFit(Handle(out, lib.coop_weibull_free))


def pieces(times: Any, events: Any, cuts: Any = (), entries: Any = None,
           level: float = 0.95) -> List[HazardPiece]:
    """Rates that are constant in pieces of time, with Garwood's exact limits."""
    rows = _rows(times, events, entries, None, None, None)
    at: Buffer = vector(cuts, "double", "cuts")
    out = (lib.struct("coop_hazard_piece") * (at.n + 1))()
    call(lib.coop_hazard_pieces, rows, at.address if at.n else None, at.n, level, out)
    made: List[Any] = [converted(piece, "coop_hazard_piece") for piece in out]
    return made


class TurnbullFit:
    """The most likely distribution of times that lie in intervals."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        n = handle.pointer.contents.n_masses
        made: Any = converted(handle.pointer.contents, "coop_turnbull", {
            "lows": n, "highs": n, "masses": n, "survival": n})
        #: intervals that bear mass, with the certificate that no distribution is more likely
        self.result: Turnbull = made

    def __repr__(self) -> str:
        return "<TurnbullFit of %d masses>" % self.result.n_masses

    def _bounds(self, function: Any, at: float) -> Interval:
        low, high = empty("double", 1), empty("double", 1)
        call(function, self._handle, at, low.address, high.address)
        return Interval(float(low.data[0]), float(high.data[0]))

    def survival(self, at: float) -> Interval:
        """Bounds of P(time > at): equal, but inside an interval that bears mass."""
        return self._bounds(lib.coop_turnbull_survival, at)

    def quantile(self, share: float = 0.5) -> Interval:
        """Bounds of the time by which a share of the events has come."""
        return self._bounds(lib.coop_turnbull_quantile, share)


def turnbull(lows: Any, highs: Any, weights: Any = None) -> TurnbullFit:
    """Turnbull's estimate of times in (low, high]: equal where exact, high inf where still open.

    >>> turnbull([0, 2, 5], [2, 5, float("inf")]).quantile(0.5).high
    5.0
    """
    out = lib.pointer("coop_turnbull")
    call(lib.coop_turnbull_fit, _times(lows, highs, weights), None, out)
    return TurnbullFit(Handle(out, lib.coop_turnbull_free))
