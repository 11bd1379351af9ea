"""Text from anywhere and spans of time, as an operator may see them on a terminal."""

from __future__ import annotations

from app.log import redact
from review.findings.invisible import escape_invisible

UNITS = (("d", 86_400), ("h", 3_600), ("min", 60))


def clean(text: str, most: int | None = None) -> str:
    """Take credentials out, show hidden characters by their numbers, and keep it in one line."""
    shown = escape_invisible(str(redact(text))).replace("\n", " ").replace("\t", " ")
    return shown if most is None or len(shown) <= most else f"{shown[:most]}..."


def span(milliseconds: int) -> str:
    """Say how long that is, in the largest unit that leaves a whole number."""
    seconds = max(0, milliseconds) // 1000
    for unit, size in UNITS:
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
