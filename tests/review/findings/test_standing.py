"""Claims are placed where their quoted code stands in the question, a bounded number of them."""

from __future__ import annotations

import pytest

from review.findings.extraction import extract
from review.findings.standing import MOST_HELD, standing
from review.prompts.unfenced import shown_code
from tests.review.findings.test_extraction import FINDING
from tests.review.findings.test_voting import NOWHERE, USER, answer

FILES = shown_code(USER)


def test_a_claim_stands_where_its_quoted_code_is() -> None:
    supported, unsupported = standing(extract(answer({**FINDING, "start_line": 99}, NOWHERE)), FILES)
    assert supported.place is not None
    assert (supported.place.start, supported.place.end) == (15, 15)
    assert unsupported.place is None


@pytest.mark.parametrize("prefix", ["", "./", "a/", "b/"])
def test_the_prefixes_models_add_to_a_path_do_not_matter(prefix: str) -> None:
    (one,) = standing(extract(answer({**FINDING, "path": f"{prefix}cart.py"})), FILES)
    assert one.place is not None


def test_of_very_many_claims_the_surest_are_held_against_the_code() -> None:
    many = [{**FINDING, "title": f"Finding {number}", "confidence": number / 100} for number in range(100)]
    stand = standing(extract(answer(*many)), FILES)
    assert [one.place is not None for one in stand] == [False] * (100 - MOST_HELD) + [True] * MOST_HELD


def test_a_loose_way_of_reading_counts_into_the_confidence() -> None:
    extraction = extract(f"Sure!\n{FINDING}")
    (one,) = standing(extraction, FILES)
    assert one.claim.confidence == round(0.9 * extraction.trust, 4) < 0.9
