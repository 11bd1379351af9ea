"""What a check of the installation found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a check ended: only `fail` keeps the bot from working as it should."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check's end; `todo` is empty when there is nothing to do. Neither text ever holds a secret."""

    name: str
    status: Status
    found: str
    todo: str = ""


def ok(name: str, found: str) -> Outcome:
    """Say that all is well."""
    return Outcome(name, Status.OK, found)


def warn(name: str, found: str, todo: str) -> Outcome:
    """Say that it works, but not as well or as safely as it could."""
    return Outcome(name, Status.WARN, found, todo)


def fail(name: str, found: str, todo: str) -> Outcome:
    """Say that it does not work, and what would mend it."""
    return Outcome(name, Status.FAIL, found, todo)


def skipped(name: str, found: str, todo: str = "") -> Outcome:
    """Say why there was nothing to look at."""
    return Outcome(name, Status.SKIPPED, found, todo)
