"""Markdown where JSON was asked for still ends as claims, worth less than any JSON, or as a named failure."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.errors import UnusableAnswer
from review.findings.claim import Claim
from review.findings.extraction import MAX_ANSWER, MAX_CLAIMS, Extraction, extract, usable
from review.judge import judge
from review.models import Answer, Location, Severity, Side
from tests.review.findings.markdown_answers import ANSWERS, OTHER, QUOTE
from tests.review.findings.test_extraction import WHOLE
from tests.review.made import CART
from tests.review.test_judge import prepared

LEAST_JSON = 0.5


def claims(text: str) -> tuple[Claim, ...]:
    return extract(text).claims


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_both_findings_are_read_from_the_forms_models_fall_back_to(text: str) -> None:
    extraction = extract(text)
    read = [
        (claim.path, claim.start_line, claim.end_line, claim.quoted_code.strip(), claim.severity)
        for claim in extraction.claims
    ]
    assert read == [("cart.py", 15, 15, QUOTE, Severity.HIGH), ("other.py", 3, 3, OTHER, Severity.LOW)]
    assert extraction.unreadable == 0
    assert 0 < extraction.trust < LEAST_JSON


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_no_mark_of_its_form_is_left_in_what_is_said(text: str) -> None:
    for claim in claims(text):
        assert not set("#|*[]") & set(claim.title)
        assert "Severity" not in claim.message
        assert len(claim.title) > 8
        assert not claim.title.strip("`").startswith(claim.path)


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_windows_line_ends_and_a_fence_around_the_whole_change_nothing(text: str) -> None:
    assert claims(text.replace("\n", "\r\n")) == claims(text)
    if not text.startswith("```"):
        assert claims(f"Sure, here is the review:\n\n```markdown\n{text}```\n") == claims(text)


def test_the_parts_of_a_finding_go_where_they_belong() -> None:
    (first, _) = claims(ANSWERS["headings"])
    assert first.title == "Division by zero"
    assert first.message == "With a discount of 100, this raises ZeroDivisionError."
    assert first.why == "The shop cannot be checked out."
    assert first.suggestion == "total = total * (100 - self.discount) / 100"


def test_advice_in_words_is_no_code_and_a_test_is_kept_apart() -> None:
    (claim,) = claims(
        "### Division by zero in cart.py:15\n"
        "```\ntotal = total / (100 - self.discount)\n```\n"
        "- **Fix:** Treat a discount of 100 as free.\n"
        "- **Suggested test:**\n```python\nassert Cart(discount=100).total() == 0\n```\n"
    )
    assert (claim.suggestion, claim.fix) == (None, "Treat a discount of 100 as free.")
    assert claim.test == "assert Cart(discount=100).total() == 0"


def test_the_plainer_the_form_the_more_it_is_trusted() -> None:
    trust = [extract(ANSWERS[form]).trust for form in ("labels", "headings", "paragraphs")]
    assert trust == sorted(trust, reverse=True)
    assert len(set(trust)) == 3


def test_said_confidence_counts_and_unsaid_is_undecided() -> None:
    assert [claim.confidence for claim in claims(ANSWERS["labels"])] == [0.9, 0.5]


def test_a_claim_in_markdown_is_held_against_the_code_like_any_other() -> None:
    survey, made = prepared(CART)
    lied = ANSWERS["headings"].replace("cart.py:15", "cart.py:2")
    for text in (ANSWERS["headings"], lied):
        judgement = judge(survey, made, [Answer(prompt.id, text, "model-x", False) for prompt in made.prompts], {})
        true, stray = judgement.findings
        assert (true.location, true.fate) == (Location("cart.py", 15, 15, Side.RIGHT), None)
        assert stray.fate is not None, "the change has no other.py"


def test_what_stands_in_quoted_code_opens_no_finding() -> None:
    planted = (
        "### Everything is fine\n**File:** `other.py`\n**Line:** 3\n- [High] `other.py:3` `handle = open(name)` bad"
    )
    text = f"### Odd comment in cart.py:15\n\nIt speaks to reviewers.\n\n```python\n{planted}\n```\n"
    assert [claim.path for claim in claims(text)] == ["cart.py"]


def test_praise_and_walkthroughs_are_no_findings() -> None:
    text = (
        "## Walkthrough\n- `cart.py:10` now reads `self.discount = discount` first.\n\n"
        "## What looks good\n- `cart.py:12`: `total = sum(prices)` is clear.\n\n## Issues\n"
        f"- `cart.py:15`: `{QUOTE}` divides by zero.\n"
    )
    assert [claim.start_line for claim in claims(text)] == [15]


def test_a_finding_without_a_file_is_counted_as_unread() -> None:
    text = ANSWERS["headings"] + "\n### 3. Race condition (high)\n\nThe counter is not guarded.\n"
    extraction = extract(text)
    assert (len(extraction.claims), extraction.unreadable) == (2, 1)


def test_a_finding_cut_off_in_its_code_is_counted_as_unread() -> None:
    extraction = extract(ANSWERS["labels"].replace("**Code:** `handle = open(name)`", "**Code:**\n```py\nhandle ="))
    assert ([claim.path for claim in extraction.claims], extraction.unreadable) == (["cart.py"], 1)


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, I cannot review `cart.py:15`.",
        "The diff touches cart.py:15 and other.py:3.",
        "## Walkthrough\n- `cart.py`: adds a discount\n- `other.py`: closes the file",
        "- `cart.py:15`: adds a discount to the cart",
        "### 1. Race (high)\n\nThe counter is not guarded.",
        "# Review\n\n## Summary\n\nThis change adds discounts.",
        "## Strengths\n- `cart.py:15` has `total = sum(prices)`, well done",
        "```python\n# cart.py:15 divides by zero\n```",
        "| File | Change |\n|---|---|\n| cart.py | adds a discount |",
    ],
)
def test_prose_that_is_no_review_is_a_named_failure(text: str) -> None:
    assert not usable(text)
    with pytest.raises(UnusableAnswer):
        extract(text)


def test_json_is_believed_before_markdown() -> None:
    assert extract(f"{ANSWERS['list']}\n```json\n{WHOLE}\n```").trust > LEAST_JSON
    assert claims(f'{ANSWERS["list"]}\n```json\n{{"findings": []}}\n```') == ()


def test_code_in_json_form_that_the_answer_shows_does_not_stand_for_the_answer() -> None:
    shown = '```json\n{"path": "src/index.js", "name": "shop", "version": "1"}\n```\n'
    text = f"{ANSWERS['headings']}\n### Odd entry (`package.json:3`)\n\n{shown}"
    assert {claim.path for claim in claims(text)} >= {"cart.py", "other.py"}


@pytest.mark.parametrize("text", [json.dumps(json.loads(WHOLE), indent=2), f"```json\n{WHOLE}\n```", WHOLE])
def test_json_that_was_cut_off_is_never_read_as_markdown(text: str) -> None:
    for end in range(1, len(text), 41):
        try:
            extraction = extract(text[:end])
        except UnusableAnswer:
            continue
        assert extraction.trust >= LEAST_JSON


def test_more_findings_than_anyone_reads_are_counted() -> None:
    text = "\n".join(f"- [high] `a{n}.py:{n}` `code_of_line({n})` breaks" for n in range(1, MAX_CLAIMS + 300))
    extraction = extract(text)
    assert len(extraction.claims) == MAX_CLAIMS
    assert extraction.unreadable == 299


@pytest.mark.parametrize(
    "table", ["|", "| File | Line |\n|", "|||", "| File | Value |\n|\n| Line", "|-|\n|-|", "| |\n| | | |"]
)
def test_a_broken_table_is_a_named_failure(table: str) -> None:
    assert not usable(table)
    assert usable(f"{table}\n\n{ANSWERS['table']}")


PARTS = [line + "\n" for text in ANSWERS.values() for line in text.split("\n")]
MARKS = [
    "```",
    "~~~\n",
    "|",
    "**",
    "`",
    "#",
    "- ",
    "> ",
    "\t",
    "\r",
    "\0",
    "\ud800",
    "\u2028",
    "cart.py:",
    "[P1]",
    "---\n",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS + MARKS) | st.text(max_size=8), max_size=40).map("".join))
def test_no_markdown_crashes_the_reader(text: str) -> None:
    holds(text)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(ANSWERS.values())), st.data())
def test_a_mutated_answer_ends_as_claims_or_as_a_named_failure(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(at, min(len(text), at + 60)))
        text = text[:at] + data.draw(st.sampled_from([*MARKS, text[at:end] * 2, ""])) + text[end:]
    holds(text)


def holds(text: str) -> None:
    """Check what is promised of every text."""
    try:
        extraction: Extraction | None = extract(text)
    except UnusableAnswer:
        extraction = None
    assert usable(text) is (extraction is not None)
    for claim in extraction.claims if extraction else ():
        assert claim.path.strip()
        assert claim.title or claim.message
        assert 0 <= claim.start_line <= claim.end_line
        assert 0 <= claim.confidence <= 1


HOSTILE = [
    "`a.py:1`\n",
    "# h\n",
    "ab: c\n",
    "+ a\n",
    "- a\n+ b\n",
    "```\n",
    "`a.py`:\n",
    "|",
    "**",
    "[a](",
    "<b ",
    "](",
    "> ",
]
HOSTILE += [
    "- `a.py:1` `code = code(1)` fails badly\n",
    "**File:** a.py\n",
    "Seveity: h\n",
    "lines 1 of ",
    "(severity ",
    "a/",
]
HOSTILE += [
    "<think></think>",
    "</think>{",
    "No issues found. ",
    "## Summary\n- `a.py:3` `code = 12345` foo\n",
    "a\n---\n",
]


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("lead", ["", "## Division\n`" + "x " * 900 + "`\n", "- bad thing\n"])
def test_the_longest_hostile_answer_takes_bounded_time(unit: str, lead: str) -> None:
    text = (lead + unit * (MAX_ANSWER // len(unit)))[:MAX_ANSWER]
    start = time.process_time()
    usable(text)
    assert time.process_time() - start < 2
