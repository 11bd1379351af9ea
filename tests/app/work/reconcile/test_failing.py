"""Which deliveries are failing, and when each may be asked for again: decided from GitHub's list alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.github.payloads import HookDelivery
from app.work.reconcile.failing import REFUSED, Failing, failing

ROUND_MS = 300_000
START = 1_700_000_000


def attempt(number: int, guid: str = "g", *, at: int = 0, status: int = 0) -> HookDelivery:
    """Return one attempt, made so many seconds after the start; all but number 1 are redeliveries."""
    made = datetime.fromtimestamp(START + at, UTC)
    return HookDelivery(
        id=number, guid=guid, delivered_at=made, redelivery=number > 1, status_code=status, event="push"
    )


def after(attempts: int, status: int) -> Failing:
    (found,) = failing([attempt(n, status=status) for n in range(1, attempts + 1)])
    return found


def test_attempts_are_counted_by_guid_and_those_tried_least_come_first() -> None:
    listed = [attempt(3, at=9), attempt(2, at=5), attempt(1, "other", at=7), attempt(1, at=1)]
    assert [(one.guid, one.attempts, one.newest.id) for one in failing(listed)] == [("other", 1, 1), ("g", 3, 3)]


def test_one_success_settles_a_delivery_whatever_failed_after_it() -> None:
    assert failing([attempt(3), attempt(2, status=202), attempt(1)]) == ()


def test_a_delivery_whose_first_attempt_is_not_listed_was_settled_before() -> None:
    assert failing([attempt(3), attempt(2)]) == ()


@pytest.mark.parametrize("status", [0, 408, 429, 502, 503, 504, 522])
def test_a_receiver_that_is_not_there_is_tried_every_round_for_an_hour_and_then_less(status: int) -> None:
    pauses = [(after(n, status).due_ms(ROUND_MS) - START * 1000) // 1000 for n in (1, 2, 12, 13, 24, 25, 90)]
    assert pauses == [60, 300, 300, 900, 900, 3600, 3600]
    assert not after(90, status).given_up


@pytest.mark.parametrize("status", [400, 401, 404, 413, 500])
def test_a_receiver_that_refuses_is_tried_ever_more_rarely_and_at_last_no_more(status: int) -> None:
    pauses = [(after(n, status).due_ms(ROUND_MS) - START * 1000) // 1000 for n in range(1, len(REFUSED) + 1)]
    assert pauses == [60, 300, 900, 3600, 14400, 43200]
    assert [after(n, status).given_up for n in (6, 7)] == [False, True]
