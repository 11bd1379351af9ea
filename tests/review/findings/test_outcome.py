"""A finding counts as acted on when its code is gone, and only where that can be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.findings.outcome import code_digest, fixed
from review.models import EarlierFinding, Fate, FateKind, Finding, Location, Side
from tests.review.made import CART, finding, new_file, surveyed

CODE = "            total = total / (100 - self.discount)"
OTHER = CODE.replace("100", "101")


def said(code: str = CODE, **other: object) -> Finding:
    return finding("cart.py", 15, code, source="model", category="correctness", fingerprint="1:f", **other)


def before(code: str = CODE, lines: int = 1, path: str = "cart.py") -> EarlierFinding:
    digest = code_digest(replace(said(code), location=Location(path, 1, lines)))
    assert digest
    return EarlierFinding("1:f", path, posted=True, category="correctness", code=digest, lines=lines)


def gone(earlier: EarlierFinding, *findings: Finding, patch: str = CART, read: tuple[str, ...] = ("cart.py",)) -> bool:
    return bool(fixed([earlier], findings, read, surveyed(patch).change))


def test_code_that_is_gone_was_acted_on() -> None:
    assert gone(before(OTHER))


def test_control_code_that_still_stands_was_not() -> None:
    assert not gone(before())


def test_a_model_that_says_no_more_of_code_that_stands_proves_nothing_wherever_it_moved_and_however_indented() -> None:
    moved = new_file("cart.py", "# more", "# lines", f"\t{CODE.strip()}")
    assert not gone(before(), patch=moved)


def test_code_that_moved_to_another_file_of_the_change_still_stands() -> None:
    assert not gone(before(path="old.py"), read=())


def test_a_file_that_left_the_change_took_its_finding_along() -> None:
    assert gone(before(OTHER, path="old.py"), read=())


def test_several_lines_are_one_piece_of_code() -> None:
    both = "        if self.discount:\n" + CODE
    assert not gone(before(both, lines=2))
    assert gone(before("        if self.refund:\n" + CODE, lines=2))


def test_a_file_that_no_model_read_tells_nothing() -> None:
    assert not gone(before(OTHER), read=())


def test_what_is_said_of_the_same_kind_about_the_file_may_be_the_same_finding() -> None:
    assert not gone(before(OTHER), said())
    assert gone(before(OTHER), said(fate=Fate(FateKind.SUPPRESSED, "not there")))


def test_only_what_people_saw_can_be_acted_on() -> None:
    assert not gone(replace(before(OTHER), posted=False))
    assert not gone(replace(before(OTHER), code=""))


@pytest.mark.parametrize(
    "other",
    [
        {"source": "semgrep"},
        {"evidence": ""},
        {"evidence": 'key = "[redacted]"'},
        {"location": Location("cart.py", 15, 15, Side.LEFT)},
        {"location": Location("cart.py", 15, 900)},
    ],
)
def test_what_cannot_be_recognised_has_no_digest(other: dict[str, object]) -> None:
    assert code_digest(said())
    assert not code_digest(replace(said(), **other))  # type: ignore[arg-type]  # fields of Finding


def test_a_digest_holds_no_code() -> None:
    assert "total" not in code_digest(said())
    assert len(code_digest(said("x" * 10_000))) == 32
