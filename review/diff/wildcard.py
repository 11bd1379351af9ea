"""Git's path patterns, matched in time that no pattern and no path can blow up.

As in `.gitattributes`: one without a slash is held against the name alone, any other against the whole path, `*` and
`?` stop at a slash, and `**` between slashes stands for any folders. https://git-scm.com/docs/gitignore#_pattern_format
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_PATTERN = 300

_ANY_FOLDERS = "**"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, a part for each folder and the name; None stands for any number of folders."""

    parts: tuple[re.Pattern[str] | None, ...]

    @classmethod
    def read(cls, text: str) -> Pattern | None:
        """Read a pattern; None for one that can match no file or is none."""
        if not text or len(text) > MAX_PATTERN or text.endswith("/") or text.startswith("!"):
            return None
        anchored = "/" in text
        parts = text.removeprefix("/").split("/")
        if not anchored:
            parts = [_ANY_FOLDERS, *parts]
        compiled: list[re.Pattern[str] | None] = []
        for number, part in enumerate(parts):
            if part == _ANY_FOLDERS and number + 1 < len(parts):
                compiled.append(None)
                continue
            expression = _expression(part)
            if expression is None:
                return None
            # What ends in `/**` matches everything inside.
            compiled += [None, _ANYTHING] if part == _ANY_FOLDERS else [re.compile(expression, re.DOTALL)]
        return cls(tuple(compiled))

    def matches(self, path: str) -> bool:
        """Say whether a path, relative to where the pattern counts, is meant."""
        match self.parts:
            case (None, re.Pattern() as name):  # nearly all there are
                return name.fullmatch(path, path.rfind("/") + 1) is not None
        return _matches(self.parts, path.split("/"))


_ANYTHING = re.compile(r".+", re.DOTALL)


def _matches(parts: Sequence[re.Pattern[str] | None], names: Sequence[str]) -> bool:
    """Match parts with names. Only the last `**` is ever tried anew: what an earlier one took cannot matter."""
    part = name = 0
    again: tuple[int, int] | None = None
    while name < len(names):
        wanted = parts[part] if part < len(parts) else None
        if part < len(parts) and wanted is None:
            again = (part, name)
            part += 1
        elif wanted is not None and wanted.fullmatch(names[name]):
            part, name = part + 1, name + 1
        elif again is not None:
            again = (again[0], again[1] + 1)
            part, name = again[0] + 1, again[1]
        else:
            return False
    return part == len(parts)


def _expression(part: str) -> str | None:
    """Write one part as a regex; each `*` is atomic with what follows it, so that it is never tried twice."""
    pieces, at = [""], 0
    while at < len(part):
        char = part[at]
        at += 1
        if char == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append("")
        elif char == "?":
            pieces[-1] += "."
        elif char == "[":
            found = _class(part, at)
            if found is None:
                return None
            pieces[-1] += found[0]
            at = found[1]
        elif char == "\\" and at < len(part):
            pieces[-1] += re.escape(part[at])
            at += 1
        else:
            pieces[-1] += re.escape(char)
    first, *rest = pieces
    if not rest:
        return first
    return first + "".join(f"(?>.*?{piece})" for piece in rest[:-1]) + f".*{rest[-1]}"


def _class(part: str, start: int) -> tuple[str, int] | None:
    """Read a bracket expression from behind its `[`: the regex, and where it ends; None when it never does."""
    negated = part[start : start + 1] in ("!", "^")
    at = start + negated
    end = part.find("]", at + 1)
    if end < 0:
        return None
    inside = "".join(char if char == "-" else re.escape(char) for char in part[at:end])
    expression = f"[{'^' if negated else ''}{inside}]"
    try:
        re.compile(expression)
    except re.error:
        return None
    return expression, end + 1
