"""One number from 0 to 100, with the reasons that raise it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.models.mined import Author
from review.risk.change import Changed, Structure, Touched
from review.risk.kinds import Kind, is_sensitive, kind_of
from review.risk.past import FilePast, Past
from review.risk.scoring import hunk_risk, risk_of
from review.risk.weights import QUANTILES, WEIGHTS

ANN = Author("Ann", "ann@x")
FILE = FilePast("src/a.py", 40, 20, 14, 4_000.0, 3, 0, 90)
WORN = Past((FILE,), 3, 5, 200, 0, 90, ("src/partner.py",))
CODE = Changed((Touched("src/a.py", 30, 10),), (ANN,), "Add a thing")
PROSE = Changed((Touched("docs/a.md", 30, 10),), (ANN,), "Describe a thing")


def test_the_number_says_how_many_past_changes_had_less() -> None:
    assert 0 <= risk_of(PROSE, Past()).score < risk_of(CODE, Past()).score < risk_of(CODE, WORN).score <= 100


def test_reasons_name_the_numbers() -> None:
    told = {reason.text for reason in risk_of(CODE, WORN).reasons}
    assert "touches `src/a.py`, fixed 14 times in 90 days" in told
    assert len(told) <= 4


def test_reasons_stand_in_the_order_of_their_weight() -> None:
    adds = [reason.adds for reason in risk_of(CODE, WORN).reasons]
    assert adds == sorted(adds, reverse=True)
    assert all(one > 0 for one in adds)


def test_what_the_code_is_adds_where_somebody_looked() -> None:
    hard = Structure(45, "parse", 120, "src/a.py")
    risk = risk_of(CODE, Past(), hard)
    assert risk.score > risk_of(CODE, Past()).score
    told = [reason.text for reason in risk.reasons]
    assert "changes `parse`, with a cyclomatic complexity of 45" in told
    assert "`src/a.py` is needed by 120 files" in told
    assert risk_of(CODE, Past(), Structure(10, "easy", 0, "")) == risk_of(CODE, Past())


@pytest.mark.parametrize(
    "changed",
    [
        Changed((), (), ""),
        Changed((Touched("a.bin", 0, 0),), (), "\x00"),
        Changed(tuple(Touched(f"f{number}", 10**6, 0) for number in range(1_000)), (ANN,), "Revert default" * 999),
    ],
)
def test_any_change_has_a_number(changed: Changed) -> None:
    assert 0 <= risk_of(changed, Past()).score <= 100


@pytest.mark.parametrize("path", ["`x`\n@octocat", "@octocat", "a` @octocat `b", "\x1b[31mx", "\u202ex"])
def test_a_hostile_path_stays_inside_its_inline_code(path: str) -> None:
    past = replace(WORN, files=(replace(FILE, path=path),), gaps=(path,))
    for reason in risk_of(replace(CODE, files=(Touched(path, 30, 10),)), past).reasons:
        assert "\n" not in reason.text
        assert "\x1b" not in reason.text
        assert "\u202e" not in reason.text
        assert "@" not in reason.text or reason.text.count("`") >= 2


def test_the_same_change_has_the_same_risk() -> None:
    assert risk_of(CODE, WORN) == risk_of(CODE, WORN)


def test_a_hunk_of_a_worn_file_comes_before_one_of_a_quiet_one() -> None:
    worn = hunk_risk("src/a.py", 5, 5, FILE)
    assert 0 <= hunk_risk("docs/a.md", 5, 5) < hunk_risk("src/a.py", 5, 5) < worn <= 100
    assert hunk_risk("src/a.py", 5, 5, FILE, Structure(60, "parse")) > worn


def test_the_table_is_in_order() -> None:
    assert list(QUANTILES) == sorted(QUANTILES)
    assert len(QUANTILES) == 21
    assert all(-1 < one.weight < 1 for one in WEIGHTS.values())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/a.py", Kind.CODE),
        ("tests/a.py", Kind.TEST),
        ("a/b_test.go", Kind.TEST),
        ("docs/a.html", Kind.PROSE),
        ("CHANGES.rst", Kind.PROSE),
        ("db/migrate/1_x.rb", Kind.MIGRATION),
        (".github/workflows/ci.yml", Kind.PIPELINE),
        ("Dockerfile", Kind.PIPELINE),
        ("web/package.json", Kind.DEPENDENCIES),
        ("requirements-dev.txt", Kind.DEPENDENCIES),
        ("deploy/values.yaml", Kind.CONFIGURATION),
        ("latest/protest.py", Kind.CODE),
    ],
)
def test_kinds_of_paths(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    ("path", "sensitive"),
    [("app/auth.py", True), ("authorization/a.py", True), ("author.py", False), ("AUTHORS", False), ("a.py", False)],
)
def test_authors_guard_nothing(path: str, sensitive: bool) -> None:
    assert is_sensitive(path) is sensitive


def test_one_file_is_counted_in_the_singular() -> None:
    large = Changed((Touched("src/a.py", 9_000, 1_000),), CODE.authors, "")
    assert "changes 10,000 lines in 1 file" in {reason.text for reason in risk_of(large, Past()).reasons}
