"""The commands that people give in comments: three words, closed, and nothing that could be taken for a setting.

    /accept [FINGERPRINT] REASON   take the risk of a finding, in this pull request
    /review                        review again
    /help                          say what can be said

The whole command is the first line. A reason is plain words: no option, no assignment, no template can be written in
it, and nothing ever evaluates it. Whatever else people write is none of our business.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

# What a comment may be about: the conversation of a pull request, or a line of its diff.
CONVERSATION, LINE = "conversation", "line"
MOST_REASON = 300
DIGITS = 16
# As comments show it, and whole: 12 of the 32 hexadecimal digits, or more.
FINGERPRINT = re.compile(r"[0-9]{1,3}:[0-9a-f]{12,64}")
_ACCEPT = re.compile(r"/accept(?:[ \t]+(.*))?")
# Letters of any script and digits, with what stands between and around words; a dash may stand alone.
_WORD = re.compile(r"[\"'(\u2018\u201c]{0,2}#?[^\W_](?:[^\W_]|[.,;:!?'\"\u2018-\u201d()/#%&+-]|_(?!_))*")
_DASH = re.compile(r"[-\u2013\u2014]")
_NOTHING = {"/review": "review", "/help": "help"}


class Verb(StrEnum):
    """What is asked for; `unclear` is an `/accept` that cannot be followed, and has nothing done but an answer."""

    ACCEPT = "accept"
    REVIEW = "review"
    HELP = "help"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `fingerprint`, which may be a beginning, and `reason` belong to `accept`."""

    verb: Verb
    fingerprint: str = ""
    reason: str = ""


def read(body: str | None) -> Command | None:
    """Return the command that a comment begins with, None for all that is none of ours."""
    line = _first_line(body)
    if (verb := _NOTHING.get(line)) is not None:
        return Command(Verb(verb))
    asked = _ACCEPT.fullmatch(line)
    return None if asked is None else _acceptance(asked[1] or "")


def digest(body: str | None) -> str:
    """Return what tells a command from any other, so that one that was changed is known."""
    return hashlib.sha256(_first_line(body).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _first_line(body: str | None) -> str:
    return (body or "")[: 2 * MOST_REASON].split("\n", 1)[0].rstrip(" \t\r")


def _acceptance(said: str) -> Command:
    words = said.split()
    fingerprint = words.pop(0) if words and FINGERPRINT.fullmatch(words[0]) else ""
    reason = " ".join(words)
    plain = all(_WORD.fullmatch(word) or _DASH.fullmatch(word) for word in words)
    if not plain or not any(map(str.isalnum, reason)) or len(reason) > MOST_REASON:
        return Command(Verb.UNCLEAR)
    return Command(Verb.ACCEPT, fingerprint, reason)
