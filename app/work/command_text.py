"""What a command is answered. Every part from outside is made harmless; no line begins as a command would."""

from __future__ import annotations

from collections.abc import Sequence

from app.intake.command import MOST_REASON
from app.store.accepted import Known
from review.findings.sanitise import code_line, sanitise_line
from review.report.wording import SHORT_FINGERPRINT, count

MOST_SHOWN = 5
GRAMMAR = (
    "Diffdiver follows three commands, each as the first line of a new comment, from people who may write here:\n\n"
    "- `/accept REASON`, as an answer to a finding's comment: take its risk in this pull request\n"
    "- `/accept FINGERPRINT REASON`, anywhere: the same for the finding of that name, such as `1:0123456789ab`\n"
    "- `/review`: review this pull request again\n\n"
    f"A reason is plain words, at most {MOST_REASON} characters: letters, digits and common punctuation."
)
UNCLEAR = "That `/accept` cannot be followed, so nothing was done.\n\n" + GRAMMAR
ACCEPTED = (
    "{by} accepted the risk of {what}, in this pull request only: {reason}\n\n"
    "The checks are judged again. The finding stays listed in them, with this reason."
)
UNKNOWN = "No finding of this pull request is called {name}, so nothing was done."
SEVERAL = "Several findings of this pull request are called {name}, so nothing was done. Which of them?\n\n{listed}"


def accepted(login: str, taken: Sequence[Known], reason: str) -> str:
    """Say what was accepted, by whom and why."""
    first, more = taken[0], len(taken) - 1
    places = code_line(first.path) + (f" and {count(more, 'other file')}" if more else "")
    what = f"{sanitise_line(first.title)} ({code_line(first.fingerprint[:SHORT_FINGERPRINT])}) in {places}"
    return ACCEPTED.format(by=code_line(login), what=what, reason=sanitise_line(reason))


def unknown(name: str) -> str:
    """Say that there is no such finding."""
    return UNKNOWN.format(name=code_line(name))


def several(name: str, known: Sequence[Known]) -> str:
    """Ask which of several findings is meant."""
    names = dict.fromkeys(one.fingerprint for one in known)
    listed = "\n".join(f"- {code_line(one)}" for one in list(names)[:MOST_SHOWN])
    return SEVERAL.format(name=code_line(name), listed=listed)
