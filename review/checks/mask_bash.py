"""What the scan engine reads of shell code: its parser stops at some everyday forms, which are written otherwise here.

A redirection with words of the command behind it is taken out (`echo >&2 "x"`), and so is the bracket that may open a
pattern of `case`. A target that runs a command stays. Every byte that is taken out becomes a space: no line or column
moves.
"""

from __future__ import annotations

import re

from review.checks.mask_tables import blank

# Literals and comments come first, so that nothing inside of them is taken for code.
_FORMS = re.compile(
    rb"(?:(?<=\s)|\A)#[^\n]*+"
    rb"|'[^']*+'?"
    rb'|"(?:\\.|[^"\\])*+"?'
    rb"|\\."
    rb'|(?P<redirected>(?<![^\s])\d?(?:[<>]&\d|>>?\|?[ \t]*+(?:"[^"\n(`]{0,200}+"|[\w./$-]{1,200}+))'
    rb"(?=[ \t]++[^\s;|&)#<>\\]))"
    rb"|(?P<before>(?:;;|\bin)\s{1,200}+)\((?=[^()\n]{1,200}\))",
    re.DOTALL,
)


def mask_bash(content: bytes) -> bytes:
    """Return these bytes with what the engine cannot parse in words that it can."""
    return _FORMS.sub(_replaced, content)


def _replaced(match: re.Match[bytes]) -> bytes:
    if match["redirected"] is not None:
        return blank(match[0])
    if match["before"] is not None:
        return match["before"] + b" "
    return match[0]
