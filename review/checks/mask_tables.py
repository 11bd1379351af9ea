"""Bytes that become spaces, by the kind of text they stand in; line ends always stay."""

from __future__ import annotations

_LINE_ENDS = b"\r\n"
_ALL = bytes(byte for byte in range(256) if byte not in _LINE_ENDS)
_SHAPE = b'"(){};,'
_BLANK = bytes.maketrans(_ALL, b" " * len(_ALL))
_SHAPELESS = bytes.maketrans(_SHAPE, b" " * len(_SHAPE))


def blank(comment: bytes) -> bytes:
    """Take everything out but line ends."""
    return comment.translate(_BLANK)


def shapeless(text: bytes) -> bytes:
    """Take out of a literal's inside what could be taken for code around it."""
    return text.translate(_SHAPELESS)
