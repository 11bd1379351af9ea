"""Which names are a company's own: those the policy's patterns match. They are never sent anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase


def is_private(name: str, patterns: Iterable[str]) -> bool:
    """Say whether one of the patterns matches the whole name, whatever its case; `*` stands for anything, also `/`."""
    lowered = name.lower()
    return any(fnmatchcase(lowered, pattern.lower()) for pattern in patterns)
