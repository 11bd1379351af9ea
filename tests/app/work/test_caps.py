"""What holds for one review, what left no room, and when it comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.work.caps import caps, current, refused, returning, turn
from providers.errors import AllProvidersFailed, BudgetExceeded, Failure, PriceUnknown, ProviderError, ProviderFailure
from providers.state import Cap
from review.policy import Policy
from tests.app.store.samples import HEAD, pull_request

TODAY = date(2026, 11, 30)
CAPS = caps(Policy(), pull_request(), 1, TODAY)
REVIEW, PULL_REQUEST, REPOSITORY, DAY, MONTH = ((cap.scope, cap.period) for cap in CAPS)


def test_five_caps_hold_for_a_review_the_narrowest_first() -> None:
    assert list(CAPS) == [
        Cap(f"review:7/3/{HEAD}", "once", 100_000),
        Cap("pull_request:7/3", "once", 1_000_000),
        Cap("repository:7", "2026-11-30", 5_000_000),
        Cap("installation:1", "2026-11-30", 10_000_000),
        Cap("installation:1", "2026-11", 100_000_000),
    ]


def failed(*causes: ProviderError) -> AllProvidersFailed:
    return AllProvidersFailed(tuple(("p", cause) for cause in causes))


def test_what_left_no_room_is_found_however_deep_it_lies() -> None:
    timeout = ProviderFailure(Failure.TIMEOUT, "x")
    deep = failed(timeout, failed(BudgetExceeded(*DAY)), BudgetExceeded(*REVIEW))
    assert refused(deep) == {DAY, REVIEW}
    assert refused(failed(timeout, PriceUnknown("m"))) == frozenset()
    assert refused(BudgetExceeded(*MONTH)) == {MONTH}


@pytest.mark.parametrize("spent", [REPOSITORY, DAY, MONTH])
def test_what_begins_anew_is_waited_for(spent: tuple[str, str]) -> None:
    """For all such accounts: when the day is over, the month may be spent too."""
    assert returning(CAPS, {spent, REVIEW}) == (REPOSITORY, DAY, MONTH)


@pytest.mark.parametrize("spent", [REVIEW, PULL_REQUEST, ("one call", "")])
def test_what_never_comes_back_is_not_waited_for(spent: tuple[str, str]) -> None:
    assert returning(CAPS, {spent}) == ()
    assert returning(CAPS, set()) == ()


@pytest.mark.parametrize(
    ("period", "then"),
    [
        ("2026-11-29", datetime(2026, 11, 30, tzinfo=UTC)),
        ("2026-12-31", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2028-02-28", datetime(2028, 2, 29, tzinfo=UTC)),
        ("2026-11", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2027-01", datetime(2027, 2, 1, tzinfo=UTC)),
    ],
)
def test_a_budget_is_followed_by_a_new_one(period: str, then: datetime) -> None:
    assert turn(period) == then
    assert current(period, then.date()) != period
    assert len(current(period, then.date())) == len(period)
