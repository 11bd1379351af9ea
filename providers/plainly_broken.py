"""Output that no end can mend, told from its beginning: reading on would only cost time and money."""

from __future__ import annotations

import re

# Models held to JSON are known to end in white space until their limit; source code has no such run.
LONGEST_BLANK = 1_000
# A unit that fills this many characters, at least eight times over: even the dullest table in a quoted file is shorter.
REPEATED = 4_000
LONGEST_UNIT = REPEATED // 8
CLUE = 64  # characters whose last occurrence tells how long the unit is
# Small models explain themselves first; a whole screen without a brace is no preface any more.
LONGEST_PREFACE = 4_000
# In JSON these are always escaped, and in text they have no place; a few come from quoted files.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
MOST_CONTROLS = 64
PAGE = ("<!doctype", "<html", "<?xml")
THINKING, THOUGHT = "<think", "</think>"

BLANK = "the answer was nothing but white space at its end"
REPEATING = "the answer repeated itself"
PROSE = "the answer was prose, not JSON"
WEB_PAGE = "the answer was a web page"
GARBAGE = "the answer was full of control characters"


class Watch:
    """Looks at a text as it comes; `json` says that it must be JSON, though something may stand before it."""

    def __init__(self, *, json: bool) -> None:
        self._looking_for_json = json
        self._thinking = False
        self._preface = ""
        self._tail = ""
        self._unseen = 0
        self._blank = 0
        self._controls = 0

    def hear(self, piece: str) -> str | None:
        """Take the next piece and return what is wrong with the text, None while it may still become something."""
        self._tail = (self._tail + piece)[-REPEATED:]
        self._unseen += len(piece)
        stripped = piece.rstrip()
        self._blank = len(piece) - len(stripped) + (0 if stripped else self._blank)
        self._controls += len(CONTROLS.findall(piece))
        if self._blank > LONGEST_BLANK:
            return BLANK
        if self._controls > MOST_CONTROLS:
            return GARBAGE
        if self._unseen >= LONGEST_UNIT * 2 and self._repeats():
            return REPEATING
        return self._before_json(piece) if self._looking_for_json else None

    def _repeats(self) -> bool:
        self._unseen = 0
        if len(self._tail) < REPEATED:
            return False
        earlier = self._tail.rfind(self._tail[-CLUE:], 0, -1)
        unit = REPEATED - CLUE - earlier
        return earlier >= 0 and unit <= LONGEST_UNIT and self._tail[unit:] == self._tail[:-unit]

    def _before_json(self, piece: str) -> str | None:
        self._preface += piece
        start = self._preface.lstrip()
        if start.startswith(THINKING):
            self._thinking = True
        if self._thinking:
            return self._think_on()
        if start[: len(PAGE[0])].lower().startswith(PAGE):
            return WEB_PAGE
        if "{" in start:
            self._looking_for_json = False
            return None
        return PROSE if len(start) > LONGEST_PREFACE else None

    def _think_on(self) -> str | None:
        """Skip what a model thinks aloud; only its last characters are kept, since the end mark may come in two."""
        _, mark, after = self._preface.partition(THOUGHT)
        if mark:
            self._thinking, self._preface = False, ""
            return self._before_json(after)
        self._preface = self._preface[-len(THOUGHT) :]
        return None
