"""Deliveries that no attempt brought through, as GitHub lists them, and when each may be asked for again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.github.payloads import HookDelivery

# Pauses after so many attempts, in rounds (DIFFDIVER_RECONCILE_DELIVERIES_S). A receiver that is down is tried every
# round for its first hour, so that it catches up soon after its return; one that answers, and refuses, ever rarer.
DOWN = (0.2, *[1.0] * 11, *[3.0] * 12, 12.0)
REFUSED = (0.2, 1.0, 3.0, 12.0, 48.0, 144.0)
# No answer, too busy, or a gateway that speaks for a receiver that is not there; 500 is an answer of its own.
_NOT_THERE = frozenset({0, 408, 429})


@dataclass(frozen=True, slots=True)
class Failing:
    """One GUID with what is listed of it: its newest attempt, when the first and the last were made, how many."""

    newest: HookDelivery
    first_ms: int
    last_ms: int
    attempts: int

    @property
    def guid(self) -> str:
        """Return the id that every attempt shares."""
        return self.newest.guid

    @property
    def down(self) -> bool:
        """Say whether nobody was there to take it the last time."""
        return self.newest.status_code in _NOT_THERE or self.newest.status_code > 500

    @property
    def given_up(self) -> bool:
        """Say whether it was refused so often that it always will be."""
        return not self.down and self.attempts > len(REFUSED)

    def due_ms(self, round_ms: int) -> int:
        """Return when it may be asked for again."""
        pauses = DOWN if self.down else REFUSED
        return self.last_ms + int(pauses[min(self.attempts, len(pauses)) - 1] * round_ms)


def failing(listed: Iterable[HookDelivery]) -> tuple[Failing, ...]:
    """Return the GUIDs without a success, those tried least first, then the oldest.

    Where the first attempt is not in the list, it lies before the watermark: that GUID was settled before.
    """
    attempts: dict[str, list[HookDelivery]] = {}
    for one in listed:
        attempts.setdefault(one.guid, []).append(one)
    found = [
        _failing(of_one)
        for of_one in attempts.values()
        if not any(one.succeeded for one in of_one) and not all(one.redelivery for one in of_one)
    ]
    return tuple(sorted(found, key=lambda one: (one.attempts, one.first_ms, one.newest.id)))


def at_ms(delivery: HookDelivery) -> int:
    """Return when an attempt was made, in epoch milliseconds by GitHub's clock."""
    return int(delivery.delivered_at.timestamp() * 1000)


def _failing(attempts: list[HookDelivery]) -> Failing:
    newest = max(attempts, key=lambda one: (at_ms(one), one.id))
    times = [at_ms(one) for one in attempts]
    return Failing(newest, min(times), max(times), len(attempts))
