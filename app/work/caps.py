"""What one review may spend, what becomes of it when that is not enough, and when the money is there again.

A call is made only when its worst case fits under every cap (`providers/budget.py`). Where it does not, in this order:

1. a cheaper model is asked, which the router has put behind the dearer ones;
2. fewer files are read: a question's smaller form, and the riskiest questions go first, so that what is left unasked is
   the least risky;
3. nothing is asked: the deterministic findings are published, and the review says which files no model read.

When a day's or a month's budget was in the way, the review is done again once a new one begins; what was answered
before comes from the cache. A review's and a pull request's own budgets do not come back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta

from providers.errors import AllProvidersFailed, BudgetExceeded, ProviderError
from providers.state import Cap
from review.models import PullRequest
from review.policy import Policy

ONCE = "once"
Account = tuple[str, str]


def caps(policy: Policy, pull_request: PullRequest, installation_id: int, today: date | None = None) -> tuple[Cap, ...]:
    """Return the caps that hold for one review of a pull request, the narrowest first; days are counted in UTC."""
    day = today or datetime.now(UTC).date()
    repository, installation = f"repository:{pull_request.repository_id}", f"installation:{installation_id}"
    place = f"{pull_request.repository_id}/{pull_request.number}"
    return (
        Cap(f"review:{place}/{pull_request.head_sha}", ONCE, policy.budget_per_review),
        Cap(f"pull_request:{place}", ONCE, policy.budget_per_pull_request),
        Cap(repository, _day(day), policy.budget_per_repository_day),
        Cap(installation, _day(day), policy.budget_per_day),
        Cap(installation, _month(day), policy.budget_per_month),
    )


def refused(error: ProviderError) -> frozenset[Account]:
    """Return the accounts that left no room for a question, as far as money was among the reasons that it failed."""
    if isinstance(error, BudgetExceeded):
        return frozenset({(error.scope, error.period)})
    causes = error.causes if isinstance(error, AllProvidersFailed) else ()
    return frozenset(account for _, cause in causes for account in refused(cause))


def returning(caps: Iterable[Cap], refused: Collection[Account]) -> tuple[Account, ...]:
    """Return the accounts to wait for: every one that begins anew, if one of those left no room; else none."""
    periodic = [(cap.scope, cap.period) for cap in caps if cap.period != ONCE]
    return tuple(periodic) if any(account in refused for account in periodic) else ()


def again_at(refused: Collection[Account]) -> datetime:
    """Return when all of these accounts that begin anew have done so; there must be one."""
    return max(turn(period) for _, period in refused if period not in (ONCE, ""))


def turn(period: str) -> datetime:
    """Return when the budget of a day ("2026-11-21") or a month ("2026-11") is followed by a new one."""
    if len(period) == len("2026-11"):
        # 32 days after the first of a month lies in the next one.
        later = date.fromisoformat(f"{period}-01") + timedelta(days=32)
        return _midnight(later.replace(day=1))
    return _midnight(date.fromisoformat(period) + timedelta(days=1))


def current(period: str, today: date) -> str:
    """Return the period of the same length that `today` is in."""
    return _month(today) if len(period) == len("2026-11") else _day(today)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(day: date) -> str:
    return day.isoformat()


def _month(day: date) -> str:
    return day.strftime("%Y-%m")
