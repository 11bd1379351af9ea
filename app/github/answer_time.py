"""What time it was at GitHub when it answered: its own word, as this machine's clock may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from app.github.clock import TRUE, Clock


def answered_at(headers: Mapping[str, str], clock: Clock = TRUE) -> float:
    """Return the answer's Date in seconds since the epoch; our own time when there is none that can be read."""
    try:
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return clock.now()
