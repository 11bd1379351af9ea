"""One key's rate: requests and tokens a minute, calls under way, and a pause when the provider asked for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple

from providers.base import Told
from providers.kept import level as levels
from providers.kept.cells import SLACK_S
from providers.kept.level import NO_LIMIT, Level
from providers.state import Rate

# Longer than a minute no limit per minute lasts; a longer one is found out by asking again.
LONGEST_PAUSE_S = 60.0
# When a place among the concurrent calls becomes free nobody knows; some calls end every second.
LOOK_S = 0.5


class Place(NamedTuple):
    """A call under way: since when, until when at the latest, and with how many tokens. There may be hundreds."""

    id: str
    since: float
    until: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left of both limits, who is under way, and until when nobody may go."""

    requests: Level = NO_LIMIT
    tokens: Level = NO_LIMIT
    places: tuple[Place, ...] = ()
    paused_until: float = 0.0


FULL = Bucket()


def taken(bucket: Bucket, rate: Rate, place: Place) -> tuple[Bucket, float]:
    """Return the bucket with this call under way and 0, or as it was and how many seconds to wait."""
    now = place.since
    requests = levels.as_of(bucket.requests, rate.requests_per_minute, now)
    tokens = levels.as_of(bucket.tokens, rate.tokens_per_minute, now)
    places = _alive(bucket.places, now)
    paused = bucket.paused_until - now
    waits = [
        paused if paused <= LONGEST_PAUSE_S + SLACK_S else 0.0,
        levels.wait(requests, 1),
        levels.wait(tokens, place.tokens),
        LOOK_S if rate.concurrent is not None and len(places) >= max(1, rate.concurrent) else 0.0,
    ]
    if max(waits) > 0:
        return bucket, max(waits)
    return Bucket(
        requests=levels.taken(requests, 1),
        tokens=levels.taken(tokens, place.tokens),
        places=(*places, place),
        paused_until=bucket.paused_until,
    ), 0.0


def given_back(bucket: Bucket, place_id: str, tokens: int | None, told: Told | None, now: float) -> Bucket:
    """Return the bucket with the place free, the tokens corrected and what was told taken over.

    A place that is not known, or no more, frees nothing and corrects nothing: it was given back before.
    """
    for place in bucket.places:
        if place.id == place_id:
            used = place.tokens if tokens is None else max(0, tokens)
            places = tuple(other for other in bucket.places if other.id != place_id)
            corrected = levels.taken(bucket.tokens, used - place.tokens)
            bucket = replace(bucket, places=places, tokens=corrected)
            break
    return bucket if told is None else _adapted(bucket, told, now)


def _adapted(bucket: Bucket, told: Told, now: float) -> Bucket:
    pauses = (
        _pause(told.requests, told.requests_left, told.requests_reset_s),
        _pause(told.tokens, told.tokens_left, told.tokens_reset_s),
    )
    return replace(
        bucket,
        requests=levels.told(bucket.requests, told.requests, told.requests_left, told.requests_reset_s, now),
        tokens=levels.told(bucket.tokens, told.tokens, told.tokens_left, told.tokens_reset_s, now),
        paused_until=max(min(bucket.paused_until, now + LONGEST_PAUSE_S), now + max(pauses)),
    )


def _pause(limit: int | None, left: int | None, reset_s: float | None) -> float:
    """Return for how long nothing is left. Where the limit is told too, the level knows: it comes back bit by bit."""
    if left is None or left > 0 or reset_s is None or not isfinite(reset_s) or reset_s <= 0:
        return 0.0
    if limit is not None and not levels.longer_than_a_minute(limit, left, reset_s):
        return 0.0
    return min(reset_s, LONGEST_PAUSE_S)


def _alive(places: Sequence[Place], now: float) -> tuple[Place, ...]:
    """Return the calls under way; one from the future was begun before the clock went back."""
    return tuple(place for place in places if place.since - SLACK_S <= now < place.until)
