"""Labelled cases: what is read, what is left alone, and which line is named when one is wrong."""

from __future__ import annotations

import json

import pytest

from review.evaluation.cases import Spot, WrongCase, category, category_of, read_cases
from review.models import Location
from tests.review.evaluation.made import finding


def line(**named: object) -> str:
    return json.dumps({"id": "one", "diff": "", **named})


def test_a_case_holds_a_change_and_what_is_known_of_it() -> None:
    text = line(
        title="T",
        body=None,
        lang="go",
        expect=[{"path": "a.go", "start": 3, "end": 5, "what": "W", "category": "bug", "keywords": ["x"]}],
        clean=["b.go", {"path": "a.go", "start": 9}],
        meta={},
    )
    (case,) = read_cases(["", text])
    assert (case.id, case.diff, case.title, case.body, case.language, case.kind) == (
        "one",
        "",
        "T",
        "",
        "go",
        "defects",
    )
    (expected,) = case.expect
    assert (expected.spot, expected.what, expected.category) == (Spot("a.go", 3, 5), "W", "correctness")
    assert case.clean == (Spot("b.go"), Spot("a.go", 9, 9))


def test_a_case_that_expects_nothing_is_of_a_kind_of_its_own() -> None:
    assert read_cases([line()])[0].kind == "clean"
    assert read_cases([line(kind="real")])[0].kind == "real"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "line 2: the line: Invalid JSON"),
        ("[]", "line 2: the line"),
        (json.dumps({"diff": ""}), "line 2: id"),
        (json.dumps({"id": "two"}), "`diff`, or `repo`"),
        (line(id="two", repo="r"), "`diff`, or `repo`"),
        (line(id="two", base="main"), "`diff`, or `repo`"),
        (line(id="two", expect=[{"path": "a", "start": 5, "end": 4}]), "line 2: expect.0: .*`end` is before `start`"),
        (line(id="two", expect=[{"path": "a", "end": 4}]), "`end` without `start`"),
        (line(id="two", expect=[{"path": "a", "start": 0}]), r"expect\.0\.start"),
        (line(id="two", expect=[{"path": "a", "start": "4"}]), r"expect\.0\.start"),
        (line(id="two", clean=[3]), r"clean\.0"),
        (line(), "line 2: the id 'one' was used before"),
    ],
)
def test_a_wrong_line_is_named(text: str, why: str) -> None:
    with pytest.raises(WrongCase, match=why):
        read_cases([line(), text])


def test_a_file_without_a_case_is_wrong() -> None:
    with pytest.raises(WrongCase, match="no case"):
        read_cases(["", " "])


def test_a_place_knows_how_far_a_finding_is() -> None:
    spot = Spot("a", 10, 12)
    assert [spot.distance(Location("a", *at)) for at in ((12, 20), (1, 30), (11, 11), (13, 13), (1, 7))] == [
        0,
        0,
        0,
        1,
        3,
    ]
    assert Spot("a").distance(Location("a", 999, 999)) == 0


def test_categories_of_other_sets_become_ours() -> None:
    assert [category(name) for name in ("Bug", "API misuse", "race_condition", "design", "")] == [
        "correctness",
        "api-misuse",
        "concurrency",
        "design",
        "uncategorised",
    ]


def test_what_a_check_finds_is_security() -> None:
    assert category_of(finding(source="semgrep", category="sql-injection")) == "security"
    assert category_of(finding(category="tests")) == "tests"
