"""Names of fields are known by what models call them, slips included, and nothing else is."""

from __future__ import annotations

import pytest

from review.findings.markdown_labels import MAX_FUZZY, Field, Labels, Section, near


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("**File:** `a.py`", Field.PATH, "`a.py`"),
        ("- **Severity**: high", Field.SEVERITY, "high"),
        ("📁 **Relevant file** : a.py", Field.PATH, "a.py"),
        ("Sevrity: high", Field.SEVERITY, "high"),
        ("Desciption: it breaks", Field.MESSAGE, "it breaks"),
        ("Recomendation: stop", Field.FIX, "stop"),
        ("existing_code: |", Field.QUOTE, ""),
        ("**Impact** — all users", Field.WHY, "all users"),
    ],
)
def test_a_label_is_known_with_its_value(line: str, field: Field, value: str) -> None:
    assert Labels().split(line) == (field, value)


@pytest.mark.parametrize(
    "line",
    ["Note: this is odd", "Line 12: it breaks", '"path": "a.py"', "{path: a.py}", "http://file", "The file is: a", ""],
)
def test_what_is_no_label_is_left_alone(line: str) -> None:
    assert Labels().split(line) is None


def test_a_section_is_known_by_its_heading() -> None:
    assert Labels().section("🔍 Findngs") is Section.FINDINGS
    assert Labels().section("What looks good 👍") is Section.PRAISE
    assert Labels().section("Race in the counter") is None


def test_slips_are_letters_added_lost_changed_or_swapped() -> None:
    assert all(near(word, "severity", 1) for word in ("severity", "severty", "sevverity", "sevarity", "sevreity"))
    assert not near("severely", "severity", 1)
    assert not near("sev", "severity", 2)


def test_misspelt_names_are_looked_up_so_many_times_only() -> None:
    labels = Labels()
    for _ in range(MAX_FUZZY):
        labels.field("sevrity")
    assert labels.field("sevrity") is None
    assert labels.field("severity") is Field.SEVERITY
