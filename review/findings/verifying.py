"""What another model says of the findings in an answer: it may take one back or weaken it, and nothing else.

It never sees a deterministic finding, and no word that it writes is shown to anybody. Code under review that talks it
into refuting everything gets what it would get by talking the first model into finding nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from review.errors import UnusableAnswer
from review.findings.anchor import places, proves
from review.findings.claim import REFUTED, Claim
from review.findings.extraction import MAX_ANSWER, extract
from review.findings.salvage import Parsers, loads, objects, without_fences
from review.findings.standing import lowered, standing
from review.findings.writing import written
from review.models import Prompt, Side
from review.prompts.shown import ShownHunk
from review.prompts.unfenced import shown_code
from review.prompts.verification import verification

# Not measured, only an order: confirmed, then what nobody verified, then what the second model doubts.
UNVERIFIED = 0.75
DOUBTED = 0.5
MOST_VERDICTS = 100


class Verdict(StrEnum):
    """What the second model says of a finding."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNSURE = "unsure"


class Outcome(StrEnum):
    """What a verdict comes to once its quote was held against the code."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    DOUBTED = "doubted"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One verdict, and the code it rests on as the model quoted it: hostile text."""

    verdict: Verdict
    quoted_code: str


def to_verify(user: str, answer: str, *, key: bytes, scope: str) -> Prompt | None:
    """Return the question about the findings of `answer` that the code of `user` supports, or None without any.

    The others need no second opinion: `review.judge` suppresses them. `key` and `scope` make the fence.
    """
    try:
        extraction = extract(answer)
    except UnusableAnswer:
        return None
    stand = enumerate(standing(extraction, shown_code(user)), 1)
    claims = {number: one.claim for number, one in stand if one.place is not None}
    return verification(user, claims, key=key, scope=scope) if claims else None


def verdicts_readable(text: str) -> bool:
    """Say whether there is a verdict in this text; what the providers' chain asks of an answer. Never raises."""
    return bool(opinions(text))


def opinions(text: str) -> Mapping[int, Opinion]:
    """Read the verdicts by the number of the finding; one that contradicts another on the same finding is unsure."""
    read: dict[int, Opinion] = {}
    for number, opinion in _opinions(text[:MAX_ANSWER]):
        earlier = read.get(number)
        if earlier is not None and earlier.verdict is not opinion.verdict:
            opinion = Opinion(Verdict.UNSURE, "")
        read[number] = opinion
    return read


def verified(user: str, answer: str, verdicts: str | None) -> str:
    """Return the answer as the verdicts leave it; None means that nobody was asked, or nobody answered.

    Confirmed and proven by a quote: as it was. Refuted and proven by a quote: withdrawn, with the reason. Refuted
    without proof, or unsure: doubted. No verdict at all: unverified. The last two only lose confidence.
    """
    try:
        extraction = extract(answer)
    except UnusableAnswer:
        return answer  # for `review.judge` to say so: it must not become an answer that finds nothing
    files = shown_code(user)
    said = {} if verdicts is None else opinions(verdicts)
    claims = [_after(one.claim, said.get(number), files) for number, one in enumerate(standing(extraction, files), 1)]
    return written(claims, extraction.unreadable)


def outcome(opinion: Opinion | None, files: Mapping[str, Sequence[ShownHunk]]) -> Outcome:
    """Return what a verdict counts: without a quote of the code, `files`, none confirms or refutes."""
    if opinion is None:
        return Outcome.UNVERIFIED
    proven = _stands(opinion.quoted_code, files)
    if opinion.verdict is Verdict.CONFIRMED:
        return Outcome.CONFIRMED if proven else Outcome.UNVERIFIED
    return Outcome.REFUTED if proven and opinion.verdict is Verdict.REFUTED else Outcome.DOUBTED


def _after(claim: Claim, opinion: Opinion | None, files: Mapping[str, Sequence[ShownHunk]]) -> Claim:
    match outcome(opinion, files):
        case Outcome.CONFIRMED:
            return claim
        case Outcome.REFUTED:
            return replace(claim, withdrawn=REFUTED)
        case Outcome.DOUBTED:
            return lowered(claim, DOUBTED)
    return lowered(claim, UNVERIFIED)


def _stands(quote: str, files: Mapping[str, Sequence[ShownHunk]]) -> bool:
    """Say whether the quote is code of the question, in whichever file: a guard may stand in another one."""
    return proves(quote) and any(places(quote, hunks, side) for hunks in files.values() for side in Side)


def _opinions(text: str) -> Iterator[tuple[int, Opinion]]:
    for item in _items(text)[:MOST_VERDICTS]:
        match item:
            case {"finding": int(number), "verdict": str(word)} if word.strip().lower() in list(Verdict):
                quote = item.get("quoted_code")
                yield number, Opinion(Verdict(word.strip().lower()), quote if isinstance(quote, str) else "")


def _items(text: str) -> list[dict[str, object]]:
    """Return the objects that may be verdicts: of a list to the letter, else every whole object in the text."""
    match loads(without_fences(text)):
        case {"verdicts": list(items)}:
            found = items
        case _:
            parsers = Parsers()
            found = [parsers.exact(text[start:end]) for start, end in objects(text, '"')]
    return [item for item in found if isinstance(item, dict)]
