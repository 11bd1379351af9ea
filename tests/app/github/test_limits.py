"""Pacing: what fits now, and how long until the next fits."""

from __future__ import annotations

from app.github.limits import CONTENT_PER_HOUR, CONTENT_PER_MINUTE, Pacing


class Clock:
    """Time that moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_minutes_limit_is_waited_out_from_its_oldest_creation() -> None:
    clock = Clock()
    pacing = Pacing(clock)
    for _ in range(CONTENT_PER_MINUTE):
        assert pacing.wait() == 0
        pacing.count()
    clock.now += 45
    assert pacing.wait() == 15
    clock.now += 15
    assert pacing.wait() == 0


def test_the_hours_limit_holds_however_slowly_it_was_reached() -> None:
    clock = Clock()
    pacing = Pacing(clock)
    for _ in range(CONTENT_PER_HOUR):
        pacing.count()
        clock.now += 1
    assert pacing.wait() == 3600 - CONTENT_PER_HOUR
