"""Comment bodies and annotations."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.models import WHOLE_CHANGE, Fate, FateKind, Finding, Location, Severity, Side
from review.report.render import comment, comment_body, line_annotations
from tests.review.findings.test_sanitise import hostile, what_acts
from tests.review.report import told

LIMIT = 65_535
POSTED = replace(told.SQL, fate=Fate(FateKind.POSTED, "found by a check"))


def test_a_comment_names_its_lines_in_github_s_words() -> None:
    """The last line is `line`; `start_line` only for several."""
    several = comment(told.SQL, told.SQL.location, ())
    assert (several.start_line, several.line, several.side) == (8, 9, Side.RIGHT)
    single = comment(told.SQL, Location("shop/orders.py", 8, 8), ())
    assert (single.start_line, single.line) == (None, 8)


def test_a_body_fits_whatever_it_is_made_of() -> None:
    """Cut on a line boundary with a notice, and still harmless."""
    long = replace(told.DISCOUNT, message="`x` @octocat\n" * 20_000, suggestion="\u202e" * 9_000)
    body = comment_body(long, [long, long, long])
    assert len(body) <= LIMIT - 5_000
    assert what_acts(body) == set()


def test_a_check_that_only_repeats_the_lead_s_weakness_is_not_heard_twice() -> None:
    """The same CWE from another check is left out; another weakness on the line, and a model's words, are kept."""
    general = replace(told.SQL, rule_id="py-general", title="A more general title", message="More general words.")
    other = replace(general, cwe=("CWE-22",), title="Another weakness")
    advice = replace(general, source="model", title="What happens then")
    body = comment_body(told.SQL, [general, other, advice])
    assert "A more general title" not in body
    assert "Another weakness" in body
    assert "What happens then" in body


def test_a_suggestion_is_never_one_click() -> None:
    """It is shown as code that nobody tried, whatever it holds."""
    body = comment_body(replace(told.DISCOUNT, suggestion="```suggestion\nevil()\n```"))
    assert "````\n```suggestion" in body
    assert what_acts(body) == set()


def test_an_annotation_is_within_github_s_limits() -> None:
    """A title of 255 characters, a message of 64 KB, no invisible character."""
    concluded = replace(POSTED, title="\u202e" * 400, message="é\x00" * 90_000)
    (annotation,) = line_annotations([concluded], Severity.HIGH)
    assert len(annotation.title) <= 255
    assert len(annotation.message.encode()) <= 64_000
    assert "\u202e" not in annotation.title


def test_lines_of_the_merge_base_get_no_annotation() -> None:
    """GitHub would show it on another line of the head."""
    left = replace(POSTED, location=Location("a.py", 3, 3, Side.LEFT))
    assert line_annotations([left], Severity.HIGH) == ()


def test_a_comment_says_what_to_do_and_folds_a_test() -> None:
    """A fix of several lines stands in lines of its own, where a list or code in it is still one."""
    body = comment_body(replace(told.DISCOUNT, fix="Divide once.", test="def test_a():\n    pass\n"))
    assert "\n**What to do:** Divide once.\n" in body
    assert "<summary>A test that would show it</summary>\n\n```\ndef test_a():\n    pass\n```\n\n</details>" in body
    several = comment_body(replace(told.DISCOUNT, fix="```\n@octocat\n```\nthen:\n- this"))
    assert "**What to do:**\n\n```\n @octocat\n```\nthen:\n- this" in several
    assert what_acts(several) == set()


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (told.DISCOUNT, "Found by the model, not proven"),
        (replace(told.DISCOUNT, model="m`@x"), "Found by the model ``m`@x``, not proven"),
        (
            replace(told.DISCOUNT, model="m", opinion="a second model doubts it"),
            "Found by the model `m`; a second model doubts it",
        ),
        (replace(told.DISCOUNT, source=WHOLE_CHANGE), "Seen in the change as a whole, a rule of thumb"),
        (told.SQL, "Found by semgrep"),
    ],
)
def test_it_says_which_check_or_model_spoke_and_who_confirmed_it(finding: Finding, said: str) -> None:
    assert f"\n{said} · " in comment_body(finding)


def test_what_a_model_says_at_length_is_folded_and_what_a_check_says_is_not() -> None:
    """Two or three sentences stand open."""
    long = "It fails when the list is empty. " * 60
    assert "<summary>More about it</summary>" in comment_body(replace(told.DISCOUNT, message=long))
    assert "<summary>" not in comment_body(replace(told.SQL, message=long))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**64))
def test_no_field_of_a_finding_gets_out_of_its_place(seed: int) -> None:
    """Whatever a model writes into any of them, in a comment and in the summary's folds."""
    texts = iter(hostile(seed, 8 * 12))
    for _ in range(8):
        title, message, fix, test, model, opinion, path, code, *more = islice(texts, 12)
        odd = replace(told.DISCOUNT, title=title, message=message, fix=fix, test=test, model=model, suggestion=code)
        odd = replace(odd, opinion=opinion, location=Location(path, 3, 3))
        there = replace(odd, title=more[0], message=more[1], location=Location(more[2], 9, 9), fix=more[3])
        body = comment_body(odd, [replace(odd, message=more[3]), there, replace(there, message=message * 50)])
        assert what_acts(body) - {"command"} == set(), body
