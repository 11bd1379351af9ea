"""A description as its reader sees it: what GitHub draws as nothing is where orders to a model are hidden.

Comments, declarations, attributes, image texts, link targets and definitions; https://github.github.com/gfm/.
"""

from __future__ import annotations

import re

# Each alternative begins with a literal and ends at the first closing mark, so that work stays linear in the text.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![A-Za-z][^>]*(?:>|\Z)"
    # A tag without attributes, or a type parameter, has nothing to hide.
    r"|</?[A-Za-z][A-Za-z0-9]*(?:[\s/]|-)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>"
    r"|!\[[^\]\n]{0,1000}\](?:\((?:[^()\"'\n]|\"[^\"\n]*\"|'[^'\n]*')*+\)|\[[^\]\n]{0,1000}\])?"
    r"|^ {0,3}\[[^\]\n]{1,1000}\]:[^\n]*(?:\n[ \t]*[\"'(][^\n]*)?",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"\[([^\[\]\n]{0,1000})\]\((?:[^()\"'\n]|\"[^\"\n]*\"|'[^'\n]*')*+\)")


def hidden_parts(text: str) -> tuple[str, ...]:
    """Return what a reader does not see, in order."""
    return tuple(found[0] for found in _HIDDEN.finditer(text))


def rendered(text: str) -> tuple[str, int]:
    """Return the text without what a reader does not see, links reduced to their words, and how much was hidden."""
    bare, hidden = _HIDDEN.subn("", text)
    return _LINK.sub(r"\1", bare), hidden
