"""Where the claims of one answer stand in the code of the question that was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from review.findings.anchor import Place
from review.findings.claim import Claim
from review.findings.evidence import weigh
from review.findings.extraction import Extraction
from review.prompts.shown import ShownHunk

MOST_HELD = 40  # claims of one answer that are held against the code; models are asked for ten
_PREFIXES = ("./", "a/", "b/")

Shown = Mapping[str, Sequence[ShownHunk]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim with its way of reading counted into its confidence, and its place; None where it has no evidence."""

    claim: Claim
    place: Place | None


def standing(extraction: Extraction, files: Shown) -> tuple[Standing, ...]:
    """Place every claim that can be believed; the others go on as they are, and `review.judge` says why not.

    Of an answer with very many claims the surest are placed; there is no end to what a broken model writes.
    """
    surest = sorted(range(len(extraction.claims)), key=lambda index: (-extraction.claims[index].confidence, index))
    held = frozenset(surest[:MOST_HELD])
    return tuple(
        Standing(
            replace(claim, confidence=round(claim.confidence * extraction.trust, 4)),
            weigh(replace(claim, path=_named(claim.path, files)), files).place if index in held else None,
        )
        for index, claim in enumerate(extraction.claims)
    )


def lowered(claim: Claim, factor: float) -> Claim:
    """Return the claim with less confidence."""
    return replace(claim, confidence=round(claim.confidence * factor, 4))


def _named(said: str, files: Shown) -> str:
    """Return the path that a model means, as `review.judge` does."""
    return next((bare for prefix in ("", *_PREFIXES) if (bare := said.removeprefix(prefix)) in files), said)
