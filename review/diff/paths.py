"""Paths as git writes them in a patch, and as a person may safely see them."""

from __future__ import annotations

import re
import unicodedata

from review.errors import MalformedDiff

# git's own table: quote.c, and https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
_ESCAPES = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}
_LETTERS = {code: letter for letter, code in _ESCAPES.items()}
_QUOTED = re.compile(r'"((?:[^"\\]|\\(?:[abtnvfr"\\]|[0-3][0-7]{2}))*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\([0-3][0-7]{2}|.)", re.DOTALL)

# Letters and marks that show as nothing: Khmer vowels, variation selectors, Hangul fillers, Braille blank.
_BLANK = re.compile(
    "[\u17b4\u17b5\u180b-\u180d\u180f\u115f\u1160\u3164\uffa0\u2800\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
_FIRST_ESCAPED_BYTE = 0xDC80
_LAST_ESCAPED_BYTE = 0xDCFF


def unquote(raw: str) -> str:
    """Return the path that git wrote, undoing its C-style quotes; an unquoted one comes back as it is.

    The result is UTF-8 with `surrogateescape`. Raises MalformedDiff when the quotes are broken.
    """
    if not raw.startswith('"'):
        return raw
    match = _QUOTED.fullmatch(raw)
    if match is None:
        raise MalformedDiff(f"the quoted path {display(raw[:200])} is broken")
    inner = match[1].encode("utf-8", "surrogateescape").decode("latin-1")
    return _ESCAPED.sub(_unescape, inner).encode("latin-1").decode("utf-8", "surrogateescape")


def leading_quoted(text: str) -> str | None:
    """Return the C-quoted token at the start of `text`, quotes included, or None."""
    match = _QUOTED.match(text)
    return match[0] if match else None


def quote(path: str) -> str:
    """Write a path as git does in a patch: C-quoted as soon as a byte of it could be misread."""
    raw = path.encode("utf-8", "surrogateescape")
    quoted = "".join(map(_escape_byte, raw))
    return path if quoted == path else f'"{quoted}"'


def display(text: str) -> str:
    """Write out everything that cannot be seen: `\\x0a`, `\\xff`, `\\u{202e}`; doing it twice is as doing it once."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _visible(char) else _written_out(ord(char)) for char in text)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(_ESCAPES[code] if code in _ESCAPES else int(code, 8))


def _escape_byte(byte: int) -> str:
    if byte in _LETTERS:
        return "\\" + _LETTERS[byte]
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _visible(char: str) -> bool:
    return char == " " or not (unicodedata.category(char) in _UNSEEN_CATEGORIES or _BLANK.match(char))


def _written_out(code: int) -> str:
    if _FIRST_ESCAPED_BYTE <= code <= _LAST_ESCAPED_BYTE:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{{{code:x}}}"
