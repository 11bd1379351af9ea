"""Evidence before belief: which claims the code itself supports, and where exactly. No model is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.findings.anchor import Place, places, proves
from review.findings.claim import Claim
from review.models import Side
from review.prompts.shown import ShownHunk

NOT_IN_CHANGE = "it names a file that is not part of the change"
NO_QUOTE = "it quotes no code to recognise the place by"
NOT_THERE = "the quoted code is not at the named lines and nowhere in the changed lines"
AMBIGUOUS = "the quoted code is not at the named lines and stands in {count} other changed places"
HEDGES = "it asks to check or ensure something and does not say what is wrong"
CONTRADICTS = "it argues itself away"
PRAISES = "it praises, or reports that nothing is wrong"
SAME_CODE = "its suggestion is the code that is already there"

_HEDGES = re.compile(
    r"^\W*(?:please\s+|you\s+(?:may|might|should)\s+(?:want\s+to\s+)?|it\s+(?:may|might)\s+be\s+worth\s+|consider\s+)?"
    r"(?:double.?check|check(?:ing)?|verify(?:ing)?|ensur(?:e|ing)|confirm(?:ing)?|make\s+sure|making\s+sure|review)\b"
    r"\s+(?:that|whether|if|this|the|all|these|your|it)\b",
    re.IGNORECASE,
)
_CONTRADICTIONS = re.compile(
    r"\b(?:on\s+(?:closer|second|further)\s+(?:inspection|look|thought)|never\s?mind\b|"
    r"(?:so|but|however,?|therefore)\s+(?:this|it|that)\s+is\s+(?:actually\s+|in\s+fact\s+|probably\s+)?"
    r"(?:fine|ok(?:ay)?|safe|correct|not\s+an?\s+(?:issue|bug|problem|defect|vulnerability))|"
    r"(?:this|it|which)\s+(?:is|seems|appears\s+to\s+be)\s+(?:a\s+)?false\s+positive|"
    r"(?:is|are)\s+actually\s+(?:fine|ok(?:ay)?|safe|correct)|"
    r"(?:this|it)\s+is\s+(?:actually\s+)?not\s+(?:really\s+)?an?\s+(?:issue|bug|problem|defect|vulnerability)|"
    r"no\s+(?:change|changes|action|fix)\s+(?:is\s+|are\s+)?(?:needed|required|necessary))\b",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"^\W*(?:(?:this|the\s+(?:code|change|implementation))\s+)?(?:looks?\s+(?:good|great|fine|correct)|lgtm|"
    r"(?:good|great|nice|excellent|well)\s+(?:job|work|done|use|catch|change|improvement|practice)|"
    r"false\s+positives?\s*(?:[:;,.!]|$)|"
    r"no\s+(?:issues?|bugs?|problems?|defects?|findings?|vulnerabilit(?:y|ies))\s*(?:found|here|detected|[.!]|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim really stands with the code there, or the reason why it is not believed."""

    place: Place | None
    reason: str | None = None


def weigh(claim: Claim, files: Mapping[str, Sequence[ShownHunk]]) -> Evidence:
    """Hold one claim against the change; `files` maps each path a claim may name to what was shown of it."""
    hunks = files.get(claim.path)
    if hunks is None:
        return Evidence(None, NOT_IN_CHANGE)
    reason = _talk(claim)
    if reason is not None:
        return Evidence(None, reason)
    if not proves(claim.quoted_code):
        return Evidence(None, NO_QUOTE)
    anchored = _anchor(claim, hunks)
    if anchored.place is not None and _changes_nothing(claim, anchored.place):
        return Evidence(None, SAME_CODE)
    return anchored


def _talk(claim: Claim) -> str | None:
    """Return why the words alone disqualify the claim, or None."""
    if _PRAISE.search(claim.title) or _PRAISE.search(claim.message):
        return PRAISES
    if any(map(_CONTRADICTIONS.search, (claim.title, claim.message, claim.why))):
        return CONTRADICTS
    if _HEDGES.search(claim.message) or (_HEDGES.search(claim.title) and claim.message == claim.title):
        return HEDGES
    return None


def _anchor(claim: Claim, hunks: Sequence[ShownHunk]) -> Evidence:
    """Find the quote: at its lines; else where it is unique in the added lines; else in the removed ones."""
    at_head = places(claim.quoted_code, hunks, Side.RIGHT)
    there = [place for place in at_head if place.overlaps(claim.start_line, claim.end_line)]
    if there:
        return Evidence(min(there, key=lambda place: abs(place.start - claim.start_line)))
    added = [place for place in at_head if place.changed]
    if not added:
        at_base = places(claim.quoted_code, hunks, Side.LEFT)
        removed = [place for place in at_base if place.changed]
        named = [place for place in removed if place.overlaps(claim.start_line, claim.end_line)]
        added = named if len(named) == 1 else removed
    if len(added) == 1:
        return Evidence(added[0])
    return Evidence(None, AMBIGUOUS.format(count=len(added)) if added else NOT_THERE)


def _changes_nothing(claim: Claim, place: Place) -> bool:
    return claim.suggestion is not None and _plain(claim.suggestion) in (_plain(place.code), _plain(claim.quoted_code))


def _plain(code: str) -> list[str]:
    return [plain for line in code.split("\n") if (plain := " ".join(line.split()))]
