"""Where in the change a line of prose points: `path:12-14`, `path#L12`, "`path`, lines 12 to 14"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from review.diff.languages import language_of

MAX_SEEN = 2_000  # characters of one text that are searched
MAX_CANDIDATES = 40
MAX_PATH = 400

_SPAN = re.compile(r"`([^`\n]{1,400})`")
_TOKEN = re.compile(r"[\w.@+~/\\$\[\]-]+")
_URL = re.compile(r"\bhttps?://\S+")
_NUMBERS = r"L?(\d{1,8})(?::\d{1,6})?(?:\s{0,2}(?:[-–—,&]|to|and|through|\.\.)\s{0,2}L?(\d{1,8}))?"
_AT = re.compile(rf"(?::\s?(?:lines?\s)?|#)#?{_NUMBERS}", re.IGNORECASE)
_AFTER = re.compile(
    rf"[`*_\])]{{0,4}}(?::\s?|#|\s{{0,2}}[,(\[@–—-]?\s{{0,2}}(?:(?:at|on|in|around)\s)?(?:the\s)?"
    rf"(?:(?:lines?|ln)\b\.?\s{{0,2}}|(?=L\d)))"
    rf"[`*]{{0,2}}#?{_NUMBERS}",
    re.IGNORECASE,
)
_SAID = re.compile(rf"\b(?:(?:lines?|ln)\b\.?[`* ]{{0,3}}#?|(?=L\d)){_NUMBERS}", re.IGNORECASE)
_AHEAD = re.compile(rf"\b(?:lines?|ln)\s#?{_NUMBERS}\s(?:of|in)\s(?:the\s)?(?:file\s)?[`*]{{0,3}}$", re.IGNORECASE)
_BARE = re.compile(rf"\W{{0,6}}{_NUMBERS}", re.IGNORECASE)
_EXTENSION = re.compile(r"\w\.[A-Za-z][A-Za-z0-9_]{0,11}$")
_MARKS = "*_`'\",;()<>"


@dataclass(frozen=True, slots=True)
class Pointed:
    """A path with its lines as they were written; 0 stands for what was not said. `start` is where in the text."""

    path: str
    first: int
    last: int
    start: int = 0
    stop: int = 0


def pointed(text: str) -> Pointed | None:
    """Return the place that a text points at most plainly: with a line before without, then the first."""
    found = list(_candidates(text[:MAX_SEEN]))
    return next((place for place in found if place.first), found[0] if found else None)


def named(text: str) -> Pointed | None:
    """Return the place in the value of a label: all of it is a path when nothing better is there, but no "line 3"."""
    place = pointed(text)
    if place is not None:
        return place
    path = text.strip().strip(_MARKS).strip()
    if not path or len(path) > MAX_PATH or "\n" in path or _SAID.match(path):
        return None
    at = _AT.search(path)
    return Pointed(path, 0, 0) if at is None else Pointed(path[: at.start()], *_lines(at))


def lines(text: str, *, bare: bool = False) -> tuple[int, int]:
    """Return the lines that a text names ("line 12", "L12-L14"; a number alone when `bare`), or zeros."""
    match = _SAID.search(text[:MAX_SEEN]) or (_BARE.match(text) if bare else None)
    return (0, 0) if match is None else _lines(match)


def _candidates(text: str) -> Iterator[Pointed]:
    """Yield what may be a place: code spans are taken at their word, bare words must look like a path."""
    text = _URL.sub(lambda match: " " * len(match[0]), text)
    taken: list[Pointed] = []
    for span in _SPAN.finditer(text):
        place = _in_span(span[1], text, span.start(), span.end())
        if place is not None:
            taken.append(place)
    covered = [(span.start(), span.end()) for span in _SPAN.finditer(text)]
    for token in list(_TOKEN.finditer(_blanked(text, covered)))[: 10 * MAX_CANDIDATES]:
        place = _in_prose(token, text)
        if place is not None:
            taken.append(place)
    yield from sorted(taken, key=lambda place: place.start)[:MAX_CANDIDATES]


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _in_span(inner: str, text: str, start: int, end: int) -> Pointed | None:
    inside = _AT.search(inner)
    path = _unmarked((inner[: inside.start()] if inside else inner).strip())
    if inside is not None and inner[inside.end() :].strip():
        return None  # code with a colon and a number in it
    after = None if inside else _AFTER.match(text, end)
    said = inside or after or _ahead(text, start)
    if not _a_path(path, sure=False) and not (said is not None and path and " " not in path and not _is_code(path)):
        return None
    first, last = _lines(said) if said else (0, 0)
    return Pointed(path, first, last, start, after.end() if after else end)


def _in_prose(token: re.Match[str], text: str) -> Pointed | None:
    path = token[0].rstrip(".-/\\]").lstrip("[")
    end = token.start() + len(token[0]) - len(token[0].lstrip("[")) + len(path)
    after = _AFTER.match(text, end)
    said = after or _ahead(text, token.start())
    if not _a_path(path, sure=said is not None):
        return None
    first, last = _lines(said) if said else (0, 0)
    return Pointed(_unmarked(path), first, last, token.start(), after.end() if after else end)


def _unmarked(path: str) -> str:
    """Return a path without the @ that some models mark it with; "@scope/name" keeps it."""
    return path if "/" in path else path.removeprefix("@")


def _ahead(text: str, start: int) -> re.Match[str] | None:
    """Match "line 12 of " right ahead of a path."""
    return _AHEAD.search(text[max(0, start - 60) : start])


def _a_path(path: str, *, sure: bool) -> bool:
    """Say whether this looks like a file; `sure` when a line number follows, so that any extension will do."""
    if not path or " " in path or _is_code(path) or not any(map(str.isalpha, path)):
        return False
    extended = _EXTENSION.search(path) is not None
    if "/" in path or "\\" in path:
        return extended or sure
    return (extended and sure) or language_of(path, None) is not None


def _is_code(path: str) -> bool:
    return any(char in path for char in "=;{}<>|&*\"'!?,") or path.endswith(")")


def _lines(match: re.Match[str]) -> tuple[int, int]:
    first = int(match[1])
    return first, max(first, int(match[2] or 0))
