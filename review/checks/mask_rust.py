"""What the scan engine reads of Rust: to it a macro named like a built-in type, such as `str!`, is an error."""

from __future__ import annotations

import re

_MACRO = re.compile(rb"(?<![\w:])(?:str|bool|char|[iuf](?:8|16|32|64|128)|[iu]size)(?=![\[({])")


def mask_rust(content: bytes) -> bytes:
    """Return these bytes with such macros named like a type of one's own: no rule of ours is about them."""
    return _MACRO.sub(lambda found: found[0][:1].upper() + found[0][1:], content)
