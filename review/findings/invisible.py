"""Characters that a reader cannot see, made visible: no text of ours carries one raw."""

from __future__ import annotations

import re
import unicodedata

# Controls, formats (bidirectional, zero-width, tags), private use, surrogates, unassigned, line separators.
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
# Drawn as nothing although Unicode calls them letters, marks or symbols.
BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
EMOJI_SELECTOR = re.compile("(?<=[\u2190-\u2bff\U0001f000-\U0001faff])\ufe0f")
FIRST_BYTE_ESCAPE, LAST_BYTE_ESCAPE = 0xDC80, 0xDCFF  # how `surrogateescape` spells a byte that is not UTF-8


def is_invisible(char: str) -> bool:
    """Say whether `char` shows nothing, or bends what stands around it; LF and tab do not count."""
    if char in "\n\t" or " " <= char <= "~":
        return False
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selector or char in BLANK_LETTERS or unicodedata.category(char) in HIDDEN_CATEGORIES


def escape_invisible(text: str) -> str:
    r"""Write each invisible character as `\u{202e}` and each byte that is not UTF-8 as `\xff`.

    CRLF and CR become LF. The selector that only asks for a colour emoji is dropped.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(char) if is_invisible(char) else char for char in EMOJI_SELECTOR.sub("", text))


def _escape(char: str) -> str:
    point = ord(char)
    if FIRST_BYTE_ESCAPE <= point <= LAST_BYTE_ESCAPE:
        return f"\\x{point - 0xDC00:02x}"
    return f"\\u{{{point:x}}}"


def encodable(text: str) -> bool:
    """Say whether `text` can be sent as UTF-8; a path with bytes of another encoding cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def portable(text: str) -> str:
    r"""Return `text` as it is when UTF-8 can carry it, else with the odd bytes written as `\xff`."""
    if encodable(text):
        return text
    return "".join(_escape(char) if unicodedata.category(char) == "Cs" else char for char in text)
