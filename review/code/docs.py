"""The first sentence of a docstring or of the comment before a definition."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_DOC = 200
MAX_READ = 2_000  # bytes of a comment

_MARKS = re.compile(r"^\s*(?:/{2,}[!<]?|/\*+!?|\*+/|\*|#+!?|-{2,}|;+|<!--|\(\*+)?\s?")
_ENDS = re.compile(r"\s*(?:\*+/|-->)\s*$")
_QUOTES = re.compile(r"""^[rRuUbBfF]{0,2}(?:\"{3}|'{3}|["'])|(?:\"{3}|'{3}|["'])$""")
_TAGS = re.compile(r"</?[a-zA-Z]{1,20}>")
_DIRECTIVE = re.compile(
    r"^(?:eslint|prettier|tslint|noqa|type:|pylint|pragma|go:|\+build|nolint|@|region|istanbul|TODO)"
)
_SENTENCE = re.compile(r"[.!?。](?=\s|$)")


def from_comment(text: bytes) -> str:
    """Return the first sentence of one or many comments, without their marks."""
    lines = text[:MAX_READ].decode("utf-8", "replace").split("\n")
    return _first(_MARKS.sub("", _ENDS.sub("", line), count=1).strip() for line in lines)


def from_string(text: bytes) -> str:
    """Return the first sentence of a docstring."""
    return _first(line.strip() for line in _QUOTES.sub("", text[:MAX_READ].decode("utf-8", "replace")).split("\n"))


def _first(lines: Iterable[str]) -> str:
    taken: list[str] = []
    for line in lines:
        if not line or _DIRECTIVE.match(line):
            if taken:
                break
            continue
        taken.append(line)
        if _SENTENCE.search(line):
            break
    text = _TAGS.sub("", " ".join(taken))
    end = _SENTENCE.search(text)
    return text[: min(end.end() if end else MAX_DOC, MAX_DOC)].strip()
