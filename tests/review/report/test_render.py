"""Comment bodies and annotations."""

from __future__ import annotations

from dataclasses import replace

from review.models import Fate, FateKind, Location, Severity, Side
from review.report.render import comment, comment_body, line_annotations
from tests.review.findings.test_sanitise import what_acts
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
