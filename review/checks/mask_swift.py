"""Swift without comments and without the shape of its literals; interpolations stay, in their simplest form.

Comments nest, literals have delimiters of any length, and an interpolation holds code that may hold literals:
https://docs.swift.org/swift-book/documentation/the-swift-programming-language/lexicalstructure/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from review.checks.mask_tables import blank, shapeless

# The look behind keeps a long row of # from being tried from each of its signs.
_CODE = re.compile(rb'//[^\n]*+|/\*|(?<!#)(?P<open>#*+"(?:"")?+)|(?P<bracket>[()])|\n')
_COMMENT = re.compile(rb"/\*|\*/")


@dataclass(slots=True)
class _Literal:
    """A literal that is open; `depth` counts the brackets of the interpolation being read, 0 outside of one."""

    hashes: int
    is_block: bool
    depth: int = 0


def mask_swift(content: bytes) -> bytes:
    """Return Swift code as many bytes long, with `"…\\(name)…"` for every literal, however it was delimited."""
    return _Reading(content).result()


class _Reading:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._out = bytearray(content)
        self._open: list[_Literal] = []
        self._lines = 0  # how many of them may not go beyond their line
        self._at = 0

    def result(self) -> bytes:
        while self._at < len(self._content):
            if self._open and not self._open[-1].depth:
                self._read_text(self._open[-1])
            else:
                self._read_code()
        return bytes(self._out)

    def _read_code(self) -> None:
        """Read to the end of the next comment or to the start of the next literal."""
        inside = bool(self._open)
        begin, match = self._at, _CODE.search(self._content, self._at)
        found = match.start() if match else len(self._content)
        if inside:
            self._shapeless(begin, found)
        self._at = match.end() if match else found
        if match is None:
            return
        if match["open"]:
            self._begin(match)
        elif match["bracket"]:
            self._count(match)
        elif match[0] == b"\n":
            self._end_of_line()
        else:
            self._at = self._comment_end(match) if match[0] == b"/*" else match.end()
            self._out[found : self._at] = blank(self._content[found : self._at])

    def _begin(self, match: re.Match[bytes]) -> None:
        sign = match["open"]
        is_block = sign.endswith(b'"""')
        shown = b" " if self._open else b'"'
        self._out[match.start() : match.end()] = b" " * (len(sign) - 1) + shown
        self._open.append(_Literal(sign.count(b"#"), is_block))
        self._lines += not is_block

    def _count(self, match: re.Match[bytes]) -> None:
        if not self._open:
            return
        literal = self._open[-1]
        literal.depth += 1 if match[0] == b"(" else -1
        if literal.depth or len(self._open) > 1:
            self._out[match.start()] = ord(" ")

    def _end_of_line(self) -> None:
        """Close what may not go beyond its line: an interpolation in an ordinary literal was left open."""
        while self._lines:
            self._pop()

    def _pop(self) -> None:
        self._lines -= not self._open.pop().is_block

    def _comment_end(self, match: re.Match[bytes]) -> int:
        depth, at = 1, match.end()
        while depth:
            sign = _COMMENT.search(self._content, at)
            if sign is None:
                return len(self._content)
            depth += 1 if sign[0] == b"/*" else -1
            at = sign.end()
        return at

    def _read_text(self, literal: _Literal) -> None:
        """Read to the literal's end, its next escape or its next interpolation."""
        begin, match = self._at, _text(literal.hashes, literal.is_block).search(self._content, self._at)
        if match is None:
            self._shapeless(begin, len(self._content))
            self._at = len(self._content)
            return
        self._at = match.end()
        self._shapeless(begin, match.end())
        if match["interpolation"]:
            literal.depth = 1
            if len(self._open) == 1:
                self._out[match.start() : match.end()] = rb"\(".rjust(len(match[0]))
        elif match["close"]:
            self._pop()
            shown = b" " if self._open else b'"'
            self._out[match.start() : match.end()] = shown.ljust(len(match[0]))
        elif match["line"]:
            self._at = match.start()
            self._end_of_line()

    def _shapeless(self, begin: int, end: int) -> None:
        self._out[begin:end] = shapeless(self._content[begin:end])


@lru_cache(maxsize=64)
def _text(hashes: int, is_block: bool) -> re.Pattern[bytes]:
    signs = b"#{%d}" % hashes
    quote = b'"""' if is_block else b'"'
    line = rb"(?P<line>(?!))" if is_block else rb"(?P<line>\n)"
    return re.compile(rb"\\" + signs + rb"(?:(?P<interpolation>\()|[^\n])|(?P<close>" + quote + signs + rb")|" + line)
