"""A kind of credential that shows by its format: how one is described, so that the tables are only data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_BEGINS = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"
_ENDS = r"(?![A-Za-z0-9])"
BACK = 400  # characters before an anchor in which a credential may begin, where it does not begin with it
AHEAD = 2500  # characters behind an anchor that an expression may look at


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of credential; `anchors` are searched first, in plain text, so an absent one costs next to nothing.

    `leading` means that it begins with its anchor, which stands at the start of a word. What `possible` denies has the
    looks only. What `sure` denies has a wrong checksum or an unusual structure: reported, less loudly. `sandbox` opens
    only what was made for trying things out.
    """

    kind: str
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]
    leading: bool = False
    possible: Callable[[str], bool] | None = None
    sure: Callable[[str], bool] | None = None
    sandbox: bool = False


def prefixed(
    kind: str,
    prefixes: str,
    body: str,
    *,
    possible: Callable[[str], bool] | None = None,
    sure: Callable[[str], bool] | None = None,
    sandbox: bool = False,
) -> Format:
    """Describe a credential that begins with one of some fixed texts, parted by spaces; every quantifier is bounded."""
    words = tuple(prefixes.split())
    begins = "|".join(map(re.escape, words))
    pattern = re.compile(rf"{_BEGINS}(?:{begins})(?P<body>{body}){_ENDS}")
    return Format(kind, words, pattern, True, possible, sure, sandbox)


def shaped(
    kind: str,
    anchors: str,
    pattern: str,
    *,
    possible: Callable[[str], bool] | None = None,
    sure: Callable[[str], bool] | None = None,
) -> Format:
    """Describe a credential that an anchor stands in or before; the group `value` is the secret where there is more."""
    return Format(kind, tuple(anchors.split()), re.compile(pattern), False, possible, sure)
