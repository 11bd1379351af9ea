"""A claim is believed only where the code itself supports it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.findings import evidence
from review.findings.claim import Claim
from review.findings.evidence import weigh
from review.models import Severity, Side
from review.prompts.shown import shown
from tests.review.made import CART, fetched, surveyed

CHANGE = surveyed(CART).change
FILES = {file.path: shown(file) for file in CHANGE.diff.files}

CLAIM = Claim(
    path="cart.py",
    start_line=15,
    end_line=15,
    quoted_code="total = total / (100 - self.discount)",
    category="correctness",
    severity=Severity.HIGH,
    title="A discount of 100 divides by zero",
    message="With a discount of 100 the divisor is 0 and this raises ZeroDivisionError.",
    why="Nobody can check out.",
    suggestion=None,
    confidence=0.9,
)


def where(claim: Claim) -> tuple[Side, int, int]:
    place = weigh(claim, FILES).place
    assert place is not None
    return place.side, place.start, place.end


def test_code_quoted_at_its_line_is_believed_there() -> None:
    weighed = weigh(CLAIM, FILES)
    assert weighed.reason is None
    assert weighed.place is not None
    assert weighed.place.code == "            total = total / (100 - self.discount)"
    assert where(CLAIM) == (Side.RIGHT, 15, 15)


@pytest.mark.parametrize("line", [0, 1, 10, 14, 16, 999])
def test_a_wrong_line_number_is_mended_when_the_quote_is_unique_in_the_changed_lines(line: int) -> None:
    assert where(replace(CLAIM, start_line=line, end_line=line)) == (Side.RIGHT, 15, 15)


@pytest.mark.parametrize(
    "quote",
    [
        "total   =  total / (100 - self.discount)  ",
        "\ttotal = total / (100 - self.discount)\n",
        "+            total = total / (100 - self.discount)",
        "         15 + |             total = total / (100 - self.discount)",
        "total / (100 - self.discount)",
    ],
)
def test_white_space_and_copied_columns_do_not_matter(quote: str) -> None:
    assert where(replace(CLAIM, quoted_code=quote)) == (Side.RIGHT, 15, 15)


def test_several_quoted_lines_give_their_range() -> None:
    quote = "if self.discount:\n    total = total / (100 - self.discount)"
    assert where(replace(CLAIM, quoted_code=quote, start_line=3, end_line=4)) == (Side.RIGHT, 14, 15)


def test_unchanged_lines_of_a_hunk_count_only_where_they_were_named() -> None:
    quoted = replace(CLAIM, quoted_code="for item in self.items:", start_line=12, end_line=12)
    assert where(quoted) == (Side.RIGHT, 12, 12)
    assert weigh(replace(quoted, start_line=40, end_line=40), FILES).reason == evidence.NOT_THERE


def test_removed_code_is_found_on_the_left_side() -> None:
    quoted = replace(CLAIM, quoted_code="total += item.price", start_line=13, end_line=13)
    # A part of the new line too, which stands at the named number: the head wins.
    assert where(quoted) == (Side.RIGHT, 13, 13)
    patch = CART.replace("+            total += item.price * item.count\n", "").replace("10,9", "10,8")
    files = {file.path: shown(file) for file in surveyed(patch).change.diff.files}
    place = weigh(quoted, files).place
    assert place is not None
    assert (place.side, place.start) == (Side.LEFT, 13)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (replace(CLAIM, path="elsewhere.py"), evidence.NOT_IN_CHANGE),
        (replace(CLAIM, quoted_code="total = total / self.rate"), evidence.NOT_THERE),
        (replace(CLAIM, quoted_code=""), evidence.NO_QUOTE),
        (replace(CLAIM, quoted_code=" }\n)"), evidence.NO_QUOTE),
        (replace(CLAIM, suggestion="total  =  total / (100 - self.discount)\n"), evidence.SAME_CODE),
    ],
)
def test_what_the_code_does_not_support_is_suppressed_with_its_reason(claim: Claim, reason: str) -> None:
    weighed = weigh(claim, FILES)
    assert weighed.place is None
    assert weighed.reason == reason


def test_a_quote_that_stands_in_several_changed_places_is_not_guessed_at() -> None:
    twice = "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -0,0 +1,3 @@\n+eval(data)\n+pass\n+eval(data)\n"
    files = {file.path: shown(file) for file in surveyed(twice).change.diff.files}
    lost = replace(CLAIM, path="x.py", quoted_code="eval(data)", start_line=2, end_line=2)
    assert weigh(lost, files).reason == evidence.AMBIGUOUS.format(count=2)
    named = weigh(replace(lost, start_line=3, end_line=3), files).place
    assert named is not None
    assert named.start == 3


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("Please verify that the discount is below 100.", evidence.HEDGES),
        ("Ensure that discount is validated.", evidence.HEDGES),
        ("You may want to double-check this division.", evidence.HEDGES),
        ("Consider checking if the discount is 100.", evidence.HEDGES),
        ("This divides by zero. On closer inspection the setter forbids 100.", evidence.CONTRADICTS),
        ("It could overflow, but this is actually fine because ints are unbounded.", evidence.CONTRADICTS),
        ("The value is checked above, so this is not a bug.", evidence.CONTRADICTS),
        ("No change is needed here.", evidence.CONTRADICTS),
        ("Looks good, the rounding is right.", evidence.PRAISES),
        ("No issues found.", evidence.PRAISES),
        ("False positive: the platform sandboxes the call.", evidence.PRAISES),
    ],
)
def test_talk_is_not_a_finding(message: str, reason: str) -> None:
    assert weigh(replace(CLAIM, message=message), FILES).reason == reason


@pytest.mark.parametrize(
    "message",
    [
        "The check of the signature is skipped when the header is empty, so a forged request passes.",
        "verify=False turns certificate checks off; anyone on the path can read the token.",
        "The loop never ends when count is negative, and no error is raised.",
        "This is not safe for concurrent use: two requests can both pass the test.",
        "Review comments are lost when the list is empty, because the index is -1.",
        "The change ensures order only within one shard; across shards it is lost.",
        "False positives of the spam filter are deleted for good: the folder is emptied first.",
    ],
)
def test_plain_statements_that_only_sound_alike_are_kept(message: str) -> None:
    assert weigh(replace(CLAIM, message=message), FILES).reason is None


def test_the_place_is_within_one_hunk() -> None:
    """GitHub refuses a range over two hunks, and a quote that spans them was not copied from the diff."""
    patch = (
        "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n"
        "@@ -1,1 +1,2 @@\n first\n+one = 1\n@@ -9,1 +10,2 @@\n+two = 2\n last\n"
    )
    files = {file.path: shown(file) for file in surveyed(patch).change.diff.files}
    assert weigh(replace(CLAIM, path="x.py", quoted_code="one = 1\ntwo = 2"), files).reason == evidence.NOT_THERE


def test_the_sample_is_what_the_tests_say_it_is() -> None:
    head = fetched(CART).sources["cart.py"].head
    assert head is not None
    assert head.split(b"\n")[14] == b"            total = total / (100 - self.discount)"
