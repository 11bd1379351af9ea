"""What scan rules that read plain text see of code: no comments, and in literals nothing that looks like code.

Every byte that is taken out becomes a space, so lines and columns stay. In a literal the signs that give code its
shape, `( ) { } ; ,` and quotes, are taken out and the words stay: `"[^"]*"` in a rule is one whole literal, a comma or
bracket in a rule is never one of a text, and a rule about SQL or a format still sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from review.checks.mask_bash import mask_bash
from review.checks.mask_csharp import mask_csharp
from review.checks.mask_rust import mask_rust
from review.checks.mask_swift import mask_swift
from review.checks.mask_tables import blank, shapeless
from review.checks.mask_typescript import mask_typescript

# Whatever changes what the rules see changes this, so that no older answer is taken for today's.
VERSION = 6

# Spaces behind a backslash at a line's end do not count (C++23, P2223).
# C++20 [lex]: a backslash at a line's end joins the next one, also inside of what ends a comment; raw literals have no
# escapes; ' stands between digits too. What is not closed ends with its line, comments and raw literals with the file.
_JOIN = rb"\\[ \t\v\f]*+\r?\n"
_C = re.compile(
    rb"(?P<comment>/(?:" + _JOIN + rb")*+/(?:" + _JOIN + rb"|[^\n])*+"
    rb"|/(?:" + _JOIN + rb")*+\*.*?(?:\*(?:" + _JOIN + rb")*+/|\Z))"
    rb'|\b(?:u8|[uUL])?R(?P<open>"(?P<delimiter>[^()\\\s"]{0,16})\()(?P<raw>.*?)(?P<close>\)(?P=delimiter)"|\Z)'
    rb"|(?P<number>\b[0-9][\w.]*+'[\w.']*+)"
    rb'|"(?P<text>(?:' + _JOIN + rb'|\\.|[^"\\\n])*+)"?'
    rb"|'(?P<letter>(?:" + _JOIN + rb"|\\.|[^'\\\n])*+)'?",
    re.DOTALL,
)


def mask(content: bytes, language: str) -> bytes:
    """Return the code of these bytes in the same lines; a language that needs no mask as is."""
    masking = _MASKS.get(language)
    return content if masking is None else masking(content)


def _mask_c(content: bytes) -> bytes:
    return _C.sub(_masked, content)


def _masked(match: re.Match[bytes]) -> bytes:
    whole = match[0]
    if match["comment"] is not None:
        return blank(whole)
    if match["number"] is not None:
        return whole
    if match["open"] is not None:
        return _masked_raw(match)
    kind = "text" if match["text"] is not None else "letter"
    return whole[:1] + shapeless(match[kind]) + whole[1 + len(match[kind]) :]


def _masked_raw(match: re.Match[bytes]) -> bytes:
    """Make a raw literal an ordinary one: a quote beside its text, spaces for the rest of its delimiters."""
    opening, close = match["open"], match["close"]
    closing = b'"' + b" " * (len(close) - 1) if close else b""
    prefix = match[0][: match.start("open") - match.start()]
    return prefix + b" " * (len(opening) - 1) + b'"' + shapeless(match["raw"]) + closing


_MASKS: Mapping[str, Callable[[bytes], bytes]] = {
    "bash": mask_bash,
    "c": _mask_c,
    "cpp": _mask_c,
    "csharp": mask_csharp,
    "rust": mask_rust,
    "swift": mask_swift,
    "typescript": mask_typescript,
}
