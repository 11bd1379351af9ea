"""What is called, and on what: read from the text around the name, since the same few signs join names everywhere."""

from __future__ import annotations

import re
from functools import lru_cache

UNNAMED = "?"
MAX_PATH = 200  # bytes of a dotted name; of a longer one its end is read
CACHED = 65_536

_JOIN = rb"(?:\?\.|!\.|\.|->|::|\\|:)"
_PATH = re.compile(rb"%b?(?:[\w$@]+%b)*[\w$@!?]+" % (_JOIN, _JOIN))
_LAST = re.compile(rb"[\w$@]+[!?]?$")
_SIGNS = re.compile(_JOIN)
# The same read backwards, from the name to the left.
_BEFORE = re.compile(rb"(?:(?:\.[?!&]?|>-|::|\\)\s{0,40}[\w$@]+)*")
_JOINED = re.compile(rb"(?:\.|>-|::|\\)")
_JOINING = frozenset(b".>:\\")


def receiver_and_name(code: bytes, start: int, end: int) -> tuple[str, str] | None:
    """Read the call whose name, or whole dotted name, stands at these bytes; None for what is no name."""
    path = code[max(start, end - MAX_PATH) : end]
    read = _split(path)
    if read is None or read[0] or start == 0 or code[start - 1] not in _JOINING:
        return read
    return _before(code[max(0, start - MAX_PATH) : start][::-1]), read[1]


@lru_cache(CACHED)
def _split(path: bytes) -> tuple[str, str] | None:
    if _PATH.fullmatch(path) is None:
        last = _LAST.search(path[-80:])
        return (UNNAMED, last[0].decode("utf-8", "replace")) if last else None
    *before, name = _SIGNS.split(path)
    return _dotted(before), name.decode("utf-8", "replace")


def _before(backwards: bytes) -> str:
    named = _BEFORE.match(backwards)
    if named is None or _JOINED.match(backwards, named.end()):
        return UNNAMED
    parts = _SIGNS.split(b"".join(named[0][::-1].split()))
    return _dotted(parts[:-1])


def _dotted(parts: list[bytes]) -> str:
    return ".".join(part.lstrip(b"$@").decode("utf-8", "replace") for part in parts if part)
