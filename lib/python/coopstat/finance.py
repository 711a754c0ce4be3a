# finance.py -- how concessional a loan is; present values and rates of return of flows.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rates are fractions a year: 0.05 is 5 %."""

import datetime
from typing import Any, List, NamedTuple, Tuple

from ._arrays import empty, vector
from ._library import call, converted, fill, lib, listed
from ._record import days_of
from ._results.finance import Concessionality, LoanRule, Returns

REPAYMENTS = {"equal_principal": "COOP_REPAYMENT_EQUAL_PRINCIPAL", "annuity": "COOP_REPAYMENT_ANNUITY",
              "bullet": "COOP_REPAYMENT_BULLET"}
INCOMES = {"low": "COOP_INCOME_LOW", "lower_middle": "COOP_INCOME_LOWER_MIDDLE",
           "upper_middle": "COOP_INCOME_UPPER_MIDDLE"}


class Loan(NamedTuple):
    """Terms of a loan that is paid out at once; repayment: equal_principal, annuity or bullet."""

    amount: float
    rate: float
    maturity_years: float
    grace_years: float = 0.0
    payments_per_year: int = 2
    repayment: str = "equal_principal"

    def _struct(self) -> Any:
        if self.repayment not in REPAYMENTS:
            raise ValueError("repayment is %r, need one of %s" % (self.repayment,
                                                                 ", ".join(REPAYMENTS)))
        return lib.new("coop_loan", **dict(self._asdict(), repayment=lib.constant(
            REPAYMENTS[self.repayment])))

    def grant_element(self, discount: float) -> float:
        """The share of the face that is given, not lent, at a discount rate.

        >>> round(Loan(100, 0.02, 20, 5).grant_element(0.05), 4)
        0.2684
        """
        out = empty("double", 1)
        call(lib.coop_loan_grant_element, self._struct(), discount, out.address)
        return float(out.data[0])

    def concessionality(self, rule: str, income: str = "low") -> Concessionality:
        """Grant element and equivalent under a rule of rules(), by the borrower's income."""
        if income not in INCOMES:
            raise ValueError("income is %r, need one of %s" % (income, ", ".join(INCOMES)))
        return fill(Concessionality, lib.coop_loan_concessionality, self._struct(), lib.text(rule),
                    lib.constant(INCOMES[income]))

    def schedule(self) -> "Schedule":
        """The payments, one a row."""
        rows = max(int(round(self.payments_per_year * self.maturity_years)), 0) + 1
        if rows > 10_000_000:
            raise ValueError("maturity_years is %r: too many payments" % self.maturity_years)
        years, principal, interest = (empty("double", rows) for _ in range(3))
        n = empty("int64", 1)
        out = lib.new("coop_loan_payments", years=years, principal=principal, interest=interest,
                      capacity=rows)
        call(lib.coop_loan_schedule, self._struct(), out, n.address)
        count = int(n.data[0])
        return Schedule(years.value(count), principal.value(count), interest.value(count))


class Schedule(NamedTuple):
    """Payments of a loan: years from the payout, principal and interest."""

    years: Any
    principal: Any
    interest: Any


def rules() -> Tuple[LoanRule, ...]:
    """Published rules of what is concessional."""
    return listed(lib.coop_loan_rules, LoanRule)


def _flows(amounts: Any, when: Any) -> Any:
    first = vector(amounts, "double", "amounts")
    at: List[Any] = [] if when is None else list(when)
    if at and isinstance(at[0], datetime.date):
        days = vector([days_of(day) for day in at], "int32", "when", first.n)
        return lib.new("coop_flows", amounts=first, days=days, n=first.n)
    years = None if when is None else vector(when, "double", "when", first.n)
    return lib.new("coop_flows", amounts=first, years=years, n=first.n)


def present_value(amounts: Any, rate: float, when: Any = None) -> float:
    """Present value of flows at the first time; when: years, or dates; None: 0, 1, 2, ... years."""
    out = empty("double", 1)
    call(lib.coop_flows_value, _flows(amounts, when), rate, out.address)
    return float(out.data[0])


def grant_element(amounts: Any, discount: float, when: Any = None) -> float:
    """Grant element of explicit flows: paid out below 0, paid back above."""
    out = empty("double", 1)
    call(lib.coop_flows_grant_element, _flows(amounts, when), discount, out.address)
    return float(out.data[0])


def returns(amounts: Any, when: Any = None, low: float = -0.99, high: float = 10.0) -> Returns:
    """All internal rates of return in a range: rates and multiplicities, of each the first n."""
    out = lib.new("coop_returns")
    call(lib.coop_flows_returns, _flows(amounts, when), low, high, None, out)
    found: Any = converted(out, "coop_returns")
    return Returns(n=found.n, n_changes=found.n_changes, rates=found.rates[:found.n],
                   multiplicities=found.multiplicities[:found.n])
