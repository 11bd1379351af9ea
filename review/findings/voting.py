"""Several models' answers to one question become one: a finding stays when enough of them report it at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from review.errors import UnusableAnswer
from review.findings.claim import OUTVOTED, Claim
from review.findings.extraction import Extraction, extract
from review.findings.merging import members, merge
from review.findings.standing import lowered, standing
from review.findings.writing import written
from review.models import Finding, Location
from review.prompts.unfenced import shown_code

# Not measured, only an order: what nobody could second goes behind what somebody did, and ahead of what was doubted.
UNSECONDED = 0.75
NO_VOTER = "no model's answer could be used"


@dataclass(frozen=True, slots=True)
class _Ballot:
    """One member's claim; `finding` is it at its place, for matching, or None when the code does not support it."""

    member: int
    claim: Claim
    finding: Finding | None


def needed(votes: int, voters: int, answered: int) -> int:
    """Return how many of those who answered must report a finding: the same share as `votes` of `voters`, rounded up.

    With two of three wanted and one member gone, both of the others must agree; the last one decides alone.
    """
    return max(1, -(-min(votes, voters) * answered // voters))


def vote(user: str, answers: Sequence[str], *, votes: int, voters: int) -> str:
    """Return one answer to the question `user`, in which outvoted findings are marked; answers come in a fixed order.

    Findings match as in `review.findings.merging`: lines in common, and one category or like titles. What several
    report is written once, in the words of the surest, with the mean of their confidence. Raises UnusableAnswer when
    no answer can be used.
    """
    read = tuple(_read(answers))
    if not read:
        raise UnusableAnswer(NO_VOTER)
    ballots = _ballots(user, read)
    enough = needed(votes, voters, len(read))
    kept: list[Claim] = []
    withdrawn: list[Claim] = []
    for group in _groups(ballots):
        seconded = {ballot.member: ballot.claim.confidence for ballot in reversed(group)}
        own = [ballot.claim for ballot in group if ballot.member == group[0].member]
        if len(seconded) < enough:
            withdrawn += [replace(claim, withdrawn=OUTVOTED) for claim in own]
            continue
        mean = round(sum(seconded.values()) / len(seconded), 4)
        kept += [replace(own[0], confidence=mean), *own[1:]]
    if len(read) == 1 and voters > 1:
        kept = [lowered(claim, UNSECONDED) for claim in kept]
    return written(tuple(dict.fromkeys((*kept, *withdrawn))), max(one.unreadable for one in read))


def _read(answers: Sequence[str]) -> Iterator[Extraction]:
    for answer in answers:
        try:
            yield extract(answer)
        except UnusableAnswer:
            continue  # whoever asked marks the call; here it is a member that did not answer


def _ballots(user: str, read: Sequence[Extraction]) -> list[_Ballot]:
    files = shown_code(user)
    cast = []
    for member, extraction in enumerate(read):
        for index, one in enumerate(standing(extraction, files)):
            place = one.place
            where = None if place is None else Location(one.claim.path, place.start, place.end, place.side)
            cast.append(_Ballot(member, one.claim, _finding(one.claim, where, f"{member}:{index}") if where else None))
    return sorted(cast, key=lambda ballot: (-ballot.claim.confidence, ballot.member))


def _finding(claim: Claim, where: Location, ballot: str) -> Finding:
    """Return the claim as `merge` compares it; the ballot's number keeps equal claims of two members apart."""
    return Finding(
        source="model",
        rule_id="model",
        severity=claim.severity,
        category=claim.category,
        cwe=(),
        confidence=claim.confidence,
        title=claim.title,
        message="",
        location=where,
        evidence="",
        suggestion=None,
        fingerprint=ballot,
    )


def _groups(ballots: Sequence[_Ballot]) -> Iterator[tuple[_Ballot, ...]]:
    """Yield what says the same, the surest first; a claim without evidence stands alone."""
    of: Mapping[Finding, _Ballot] = {ballot.finding: ballot for ballot in ballots if ballot.finding is not None}
    into = merge(tuple(of), old=lambda _: False)
    seconds = members(into, of)
    for ballot in ballots:
        if ballot.finding is None:
            yield (ballot,)
        elif ballot.finding not in into:
            yield ballot, *(of[finding] for finding in seconds.get(ballot.finding, ()))
