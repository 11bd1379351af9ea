"""Claims as an answer again, once several models' answers have become one: `extract` reads it to the letter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from review.findings.claim import Claim
from review.findings.extraction import MAX_ANSWER, MAX_CLAIMS
from review.findings.reading import OPTIONAL, UNREADABLE

_ENVELOPE = 100  # characters around the findings, on the high side


def written(claims: Sequence[Claim], unreadable: int = 0) -> str:
    """Write claims that came from `extract`; what there is no room for is counted with the unreadable ones."""
    items: list[str] = []
    room = MAX_ANSWER - _ENVELOPE
    for claim in claims[:MAX_CLAIMS]:
        item = json.dumps(_fields(claim))
        room -= len(item) + 2
        if room < 0:
            break
        items.append(item)
    left = unreadable + len(claims) - len(items)
    return f'{{"findings": [{", ".join(items)}]' + (f', "{UNREADABLE}": {left}}}' if left else "}")


def _fields(claim: Claim) -> dict[str, object]:
    fields = {**asdict(claim), "severity": str(claim.severity)}
    # What nobody said is left out: the answer is then one that a single model could have given.
    return {name: value for name, value in fields.items() if value or name not in OPTIONAL}
