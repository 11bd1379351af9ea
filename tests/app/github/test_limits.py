"""The arithmetic of GitHub's limits: what fits now, how long until something fits, never more than it counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.github.limits import (
    CONTENT,
    CONTENT_PER_HOUR,
    CONTENT_PER_MINUTE,
    LATE_S,
    POINTS,
    POINTS_PER_MINUTE,
    SLOT_S,
    WINDOWS,
    Slot,
    left,
    wait,
)


def test_what_fits_need_not_wait() -> None:
    assert wait([], CONTENT, 1, now=1000) == 0
    assert wait([Slot(1000, CONTENT_PER_MINUTE - 1)], CONTENT, 1, now=1000) == 0


def test_the_minutes_limit_is_waited_out_from_its_oldest_slot() -> None:
    slots = [Slot(1000, 30), Slot(1010, 50)]
    counted = 60 + SLOT_S + LATE_S[CONTENT]
    assert wait(slots, CONTENT, 1, now=1045) == 1000 + counted - 1045
    assert wait(slots, CONTENT, 31, now=1045) == 1010 + counted - 1045
    assert wait(slots, CONTENT, 1, now=1000 + counted) == 0


def test_the_hours_limit_holds_however_slowly_it_was_reached() -> None:
    slots = [Slot(1000.0 + second, 1) for second in range(CONTENT_PER_HOUR)]
    now = 1000.0 + CONTENT_PER_HOUR
    assert wait(slots, CONTENT, 1, now) == 1000 + 3600 + SLOT_S + LATE_S[CONTENT] - now


def test_what_is_left_is_told_by_window() -> None:
    assert left([Slot(1000, 30)], CONTENT, now=1100) == {60: CONTENT_PER_MINUTE, 3600: CONTENT_PER_HOUR - 30}
    assert left([Slot(1000, 30)], POINTS, now=1001) == {60: POINTS_PER_MINUTE - 30}


@given(st.lists(st.tuples(st.floats(0, 90), st.integers(1, 40), st.floats(0, LATE_S[CONTENT])), max_size=120))
def test_who_sends_only_what_fits_is_never_past_a_limit_as_github_counts(sends: list[tuple[float, int, float]]) -> None:
    """Each send comes some seconds after the one before, and arrives a little later than it was counted."""
    now, slots, arrived = 1000.0, dict[float, int](), list[tuple[float, int]]()
    for pause, amount, late in sends:
        now += pause
        rising = [Slot(at, spent) for at, spent in sorted(slots.items())]
        now += wait(rising, CONTENT, amount, now)
        slots[now // SLOT_S] = slots.get(now // SLOT_S, 0) + amount
        arrived.append((now + late, amount))
    for at, _ in arrived:
        for window in WINDOWS[CONTENT]:
            assert sum(amount for then, amount in arrived if at - window.seconds < then <= at) <= window.most
