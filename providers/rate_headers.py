"""What the headers of an answer say of a key's rate limits; what cannot be read is as if it were not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from providers.base import Told
from providers.transport import LONGEST_WAIT_S, http_date

NUMBER = r"([0-9]{1,9}(?:\.[0-9]{1,9})?)"
# "1m30s", "6ms", "7.66s", "1h0m2s"; a bare number is seconds.
DURATION = re.compile(rf"(?:{NUMBER}d)?(?:{NUMBER}h)?(?:{NUMBER}m(?!s))?(?:{NUMBER}s)?(?:{NUMBER}ms)?")
UNITS_S = (86_400.0, 3_600.0, 60.0, 1.0, 0.001)
BARE = re.compile(NUMBER)
COUNT = re.compile(r"[0-9]{1,12}")

Reset = Callable[[Mapping[str, str], str], float | None]


def openai_limits(headers: Mapping[str, str]) -> Told | None:
    """Read OpenAI's names, which Groq and others use too: https://platform.openai.com/docs/guides/rate-limits."""
    return _told(headers, "x-ratelimit-{what}-{of}", ("requests", "tokens"), _duration)


def anthropic_limits(headers: Mapping[str, str]) -> Told | None:
    """Read Anthropic's names: https://platform.claude.com/docs/en/api/rate-limits#response-headers.

    Its tokens are those of the limit that is nearest; where that is not told, those of the input.
    """
    name = "anthropic-ratelimit-{of}-{what}"
    both = any(key.startswith("anthropic-ratelimit-tokens-") for key in headers)
    return _told(headers, name, ("requests", "tokens" if both else "input-tokens"), _until)


def _told(headers: Mapping[str, str], name: str, kinds: tuple[str, str], reset: Reset) -> Told | None:
    requests, tokens = (
        (
            _count(headers.get(name.format(what="limit", of=kind))),
            _count(headers.get(name.format(what="remaining", of=kind))),
            reset(headers, name.format(what="reset", of=kind)),
        )
        for kind in kinds
    )
    told = Told(*requests, *tokens)
    return told if told != Told() else None


def _count(value: str | None) -> int | None:
    return int(value) if value is not None and COUNT.fullmatch(value) else None


def _duration(headers: Mapping[str, str], name: str) -> float | None:
    value = headers.get(name) or ""
    if BARE.fullmatch(value):
        seconds = float(value)
        return seconds if seconds <= LONGEST_WAIT_S else None  # some send a point in time, and not all in one unit
    match = DURATION.fullmatch(value)
    if match is None or not value:
        return None
    parts = zip(match.groups(), UNITS_S, strict=True)
    return min(sum(float(part) * unit for part, unit in parts if part), LONGEST_WAIT_S)


def _until(headers: Mapping[str, str], name: str) -> float | None:
    """Compare a point in time with the answer's own date: nobody's clock but the provider's counts."""
    now = http_date(headers.get("date"))
    try:
        until = datetime.fromisoformat(headers.get(name) or "")
    except ValueError:
        return None
    if now is None or until.tzinfo is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT_S)
