"""How much of a limit per minute is left: a bucket that fills as steadily as the providers' own do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

from providers.kept.cells import SLACK_S

MINUTE_S = 60.0
# A limit that an answer told holds until another answer says otherwise; after an hour the account may have changed.
TOLD_S = 3600.0
# A limit per day is known by the pace at which it comes back; of two seconds and less, rounding is most.
LONGEST_PERIOD_S, ROUNDING_S = 120.0, 2.0
# A caller that waits as long as it was told must not find a billionth missing.
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Level:
    """What is `left` of `limit` as of `at`. A limit of 0 is none; until `told_until` it is what an answer told."""

    limit: float = 0.0
    left: float = 0.0
    at: float = 0.0
    told_until: float = 0.0


NO_LIMIT = Level()


def as_of(level: Level, known: int | None, now: float) -> Level:
    """Return the level now, under the limit that was told, else under the one that is known."""
    if now < level.told_until <= now + TOLD_S + SLACK_S:
        return _filled(level, level.limit, now)
    return replace(_filled(level, float(max(0, known or 0)), now), told_until=0.0)


def wait(level: Level, amount: float) -> float:
    """Return after how many seconds so much can be taken, 0 when it can now.

    What is more than the whole limit can be taken when the bucket is full; the level is then below zero for a while.
    """
    missing = min(amount, level.limit) - level.left
    return missing * MINUTE_S / level.limit if level.limit and missing > ROUNDING else 0.0


def taken(level: Level, amount: float) -> Level:
    """Return the level with so much less, or more when the amount is negative, and never further down than a minute."""
    return replace(level, left=_within(level.left - amount, level.limit))


def told(level: Level, limit: int | None, left: int | None, reset_s: float | None, now: float) -> Level:
    """Return the level as an answer says it is; it may lower ours, never raise it: others are under way."""
    level = _filled(level, level.limit, now)
    if limit is not None and limit > 0:
        if longer_than_a_minute(limit, left, reset_s):
            return level
        level = replace(_filled(level, float(limit), now), told_until=now + TOLD_S)
    return level if left is None else replace(level, left=min(level.left, float(max(0, left))))


def longer_than_a_minute(limit: int, left: int | None, reset_s: float | None) -> bool:
    """Say whether the limit is one per hour or day, as some providers tell beside the minute's."""
    if reset_s is None or not isfinite(reset_s) or reset_s <= ROUNDING_S:
        return False
    used = limit - left if left is not None else limit
    return reset_s > LONGEST_PERIOD_S or (used > 0 and limit * reset_s / used > LONGEST_PERIOD_S)


def _filled(level: Level, limit: float, now: float) -> Level:
    if not level.limit:
        left = limit
    else:
        left = _within(level.left + max(0.0, now - level.at) * level.limit / MINUTE_S, limit)
    return replace(level, limit=limit, left=left, at=now)


def _within(left: float, limit: float) -> float:
    return min(limit, max(-limit, left))
