"""GitHub's limits on one installation, and how long to wait until something fits them; pure arithmetic.

What was spent is kept in slots of time. A slot counts in full until its last moment is a whole window old, and some
more for requests that arrive late: whoever counts exactly, as GitHub does, never counts more than we do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
CONTENT, POINTS = "content", "points"
CONTENT_PER_MINUTE = 80
CONTENT_PER_HOUR = 500
POINTS_PER_MINUTE = 900
POINTS_READ, POINTS_WRITE = 1, 5
CONCURRENT = 100
# Reviews, their submission, comments and replies: what shows up in a conversation. Not check runs, nor edits.
_NEW_COMMENT = re.compile(r"/(issues/\d+/comments|pulls/\d+/(reviews(/\d+/events)?|comments(/\d+/replies)?))$")

# In true seconds, whatever GitHub's clock: how fine we count, and how late a request may arrive after it was counted
# (pace.py): the life of a block and three seconds on its way; for points a sleep for the comment's turn, too.
SLOT_S = 1.0
LATE_S: Mapping[str, float] = {CONTENT: 6.0, POINTS: 8.0}


@dataclass(frozen=True, slots=True)
class Window:
    """So much in any span of so many seconds."""

    seconds: float
    most: int


WINDOWS: Mapping[str, tuple[Window, ...]] = {
    CONTENT: (Window(60, CONTENT_PER_MINUTE), Window(3600, CONTENT_PER_HOUR)),
    POINTS: (Window(60, POINTS_PER_MINUTE),),
}


def is_content(method: str, path: str) -> bool:
    """Say whether a request counts as content creation."""
    return method == "POST" and _NEW_COMMENT.search(path) is not None


def points(method: str) -> int:
    """Return what a request costs in points."""
    return POINTS_READ if method in ("GET", "HEAD", "OPTIONS") else POINTS_WRITE


@dataclass(frozen=True, slots=True)
class Slot:
    """What was spent from `at` on, for as long as a slot lasts; seconds of GitHub's time."""

    at: float
    amount: int


def kept(kind: str, speed: float = 1.0) -> float:
    """Return for how many seconds of GitHub's time a slot of this kind may still matter."""
    return max(window.seconds for window in WINDOWS[kind]) + (SLOT_S + LATE_S[kind]) * speed


def wait(slots: Sequence[Slot], kind: str, amount: int, now: float, speed: float = 1.0) -> float:
    """Return how many seconds of GitHub's time to wait until this fits every window, 0 when it fits now.

    `slots` rise in time.
    """
    return max(0.0, *(_wait(slots, kind, window, amount, now, speed) for window in WINDOWS[kind]), 0.0)


def _wait(slots: Sequence[Slot], kind: str, window: Window, amount: int, now: float, speed: float) -> float:
    counted = window.seconds + (SLOT_S + LATE_S[kind]) * speed
    inside = [slot for slot in slots if slot.at + counted > now]
    over = sum(slot.amount for slot in inside) + amount - window.most
    until = now
    for slot in inside:
        if over <= 0:
            break
        over, until = over - slot.amount, slot.at + counted
    return until - now


def left(slots: Sequence[Slot], kind: str, now: float, speed: float = 1.0) -> Mapping[int, int]:
    """Return what may still be spent now, by the window's seconds."""
    return {
        int(window.seconds): max(
            0,
            window.most - sum(s.amount for s in slots if s.at + window.seconds + (SLOT_S + LATE_S[kind]) * speed > now),
        )
        for window in WINDOWS[kind]
    }
