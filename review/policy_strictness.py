"""When a new value of a setting loosens a gate or a cap, and the words that some settings choose among."""

from __future__ import annotations

from enum import StrEnum

from review.models import Severity


class OnIncomplete(StrEnum):
    """What the security check does when a file should have been read and was not."""

    FAIL = "fail"
    PASS = "pass"  # noqa: S105 - a conclusion, not a password


class Ensemble(StrEnum):
    """How many models a question is put to, the cheapest first: one, a second that verifies, or several."""

    ONE = "one"
    VERIFY = "verify"
    VOTE = "vote"


class Threads(StrEnum):
    """Whether open conversations hold up a merge: as GitHub's rules show it, or said where they do not show it."""

    AUTO = "auto"
    TRUE = "true"
    FALSE = "false"


def apart(_old: object, _new: object) -> bool:
    """Say no: of what holds many settings each is compared by itself, in `review.policy`."""
    return False


def less_strict(old: object, new: object) -> bool:
    """Say whether `new` fails on fewer findings: a worse least severity is looser."""
    return isinstance(old, Severity) and isinstance(new, Severity) and new.rank < old.rank


def surer(old: object, new: object) -> bool:
    """Say whether `new` lets findings pass of which `old` is sure enough."""
    return isinstance(old, float) and isinstance(new, float) and new > old


def allows(old: object, new: object) -> bool:
    """Say whether `new` permits what `old` did not."""
    return new in (OnIncomplete.PASS, True) and old != new


def asks_more(old: object, new: object) -> bool:
    """Say whether `new` puts a question to more models."""
    order = list(Ensemble)
    return isinstance(old, Ensemble) and isinstance(new, Ensemble) and order.index(new) > order.index(old)


def verifies_more(old: object, new: object) -> bool:
    """Say whether `new` has every finding put to a second model, which costs more."""
    return new is Threads.TRUE and old != new


def more(old: object, new: object) -> bool:
    """Say whether `new` is the larger number."""
    return isinstance(old, int) and isinstance(new, int) and new > old


def widens(old: object, new: object) -> bool:
    """Say whether `new` lets a provider be asked that `old` does not name; no name at all means everybody."""
    return isinstance(old, tuple) and isinstance(new, tuple) and bool(old) and (not new or not set(new) <= set(old))


def drops(old: object, new: object) -> bool:
    """Say whether `new` lets names leave that `old` keeps here."""
    return isinstance(old, tuple) and isinstance(new, tuple) and not set(old) <= set(new)
