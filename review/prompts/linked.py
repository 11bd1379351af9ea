"""Which issues of its own repository a description names, as GitHub links them.

https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from review.models import PullRequest
from review.prompts.rendered import rendered

MOST = 2  # each costs a request and room in every question
LOOKED_AT = 20_000  # characters of a description

# A number of another repository is another issue: only what stands alone, or names this one, counts.
_NAMED = re.compile(
    r"(?:\b(?P<word>close|fix|resolve)(?:[sd]|e[sd])?(?:[ \t]{0,4}:)?[ \t]{1,4})?"
    r"(?:(?<![\w/&#.-])#|(?<![\w./-])(?P<where>[A-Za-z0-9-]{1,39}/[\w.-]{1,100})#"
    r"|(?<!\w)https?://[\w.:-]{1,100}/(?P<page>[A-Za-z0-9-]{1,39}/[\w.-]{1,100})/issues/)"
    r"(?P<number>[1-9][0-9]{0,8})(?!\w)",
    re.IGNORECASE,
)
_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1|\Z)|`[^`\n]{1,300}`", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Link:
    """A number that a description names; `closes` with a word that closes the issue on merging."""

    number: int
    closes: bool


def linked(pull_request: PullRequest) -> list[Link]:
    """Return what title and description name, what is to be closed first; nothing of what their reader cannot see."""
    text, _ = rendered(f"{pull_request.title}\n{pull_request.body}"[:LOOKED_AT])
    found: dict[int, bool] = {}
    for match in _NAMED.finditer(_CODE.sub("", text)):
        where = match["where"] or match["page"] or pull_request.repository
        number = int(match["number"])
        if where.lower() == pull_request.repository.lower() and number != pull_request.number:
            found[number] = found.get(number, False) or match["word"] is not None
    ordered = sorted(found.items(), key=lambda item: not item[1])
    return [Link(number, closes) for number, closes in ordered[:MOST]]
