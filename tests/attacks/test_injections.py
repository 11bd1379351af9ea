"""Row 7, field by field: each text alone, wherever an author can put it, changes no byte of what the checks say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from review.conclude import conclude
from review.findings.invisible import escape_invisible
from review.judge import judge
from review.models import Answer, CheckRun, Conclusion, Finding, ReviewComment
from review.pack import pack
from review.policy import Policy
from tests.attacks.planted import PAYLOADS, answer, claim
from tests.attacks.test_prompts import slug
from tests.review.findings.test_sanitise import what_acts
from tests.review.made import PULL_REQUEST, knowledge, new_file, surveyed
from tests.review.test_pack import SHELL, SHELL_SCAN

PLAIN = "Adds the name to the page."
NOTHING = '{"findings": []}'
SAFE_LINE = "import os"
SHOWN = tuple(text for text in PAYLOADS if escape_invisible(text) == text)
FIELD_NAMES = {"title": "title", "body": "body", "branch": "head_ref"}

Change = tuple[tuple[str, ...], dict[str, str]]
Field = Callable[[str], Change]
Said = tuple[tuple[Finding, ...], CheckRun, tuple[ReviewComment, ...]]


def hold(*patches: str, **fields: str) -> Change:
    return (SHELL, *patches), fields


def line(text: str) -> str:
    """Return the text as one line, so that the code around it stays where it is."""
    return " ".join(text.split())


FIELDS: dict[str, Field] = {
    "title": lambda text: hold(title=text),
    "body": lambda text: hold(body=text),
    "branch": lambda text: hold(head_ref=f"feature/{slug(text, 200).replace(' ', '_')}"),
    "author": lambda text: hold(author=text),
    "comment": lambda text: hold(new_file("shop/notes.py", f"# {line(text)}", "pass")),
    "string": lambda text: hold(new_file("shop/notes.py", f"NOTE = {json.dumps(line(text))}", "pass")),
    "file name": lambda text: hold(new_file(f"docs/{slug(line(text), 150)}.txt", "plain", "plain")),
    "beside the code": lambda text: (
        (SHELL.replace("+4 @@", "+5 @@").replace("1,4", "1,5") + f"+    # {line(text)}\n",), {}
    ),
}  # fmt: skip


def said(change: Change, completion: str = NOTHING) -> Said:
    """Return what the checks say of a change: their findings, the gate with its annotations, and the comments."""
    patches, fields = change
    survey = surveyed(*patches, pull_request=replace(PULL_REQUEST, **fields))  # type: ignore[arg-type]  # texts only
    packed = pack(survey, SHELL_SCAN, knowledge(), Policy())
    answers = [Answer(prompt.id, completion, "obedient", cut_off=False) for prompt in packed.prompts]
    done = conclude(survey, packed, judge(survey, packed, answers, {}), knowledge(), Policy(), ())
    kept = tuple(one for one in done.findings if one.deterministic)
    comments = tuple(one for one in done.review.comments if one.fingerprint in {found.fingerprint for found in kept})
    return kept, done.review.checks[0], comments


@cache
def without(field: str) -> Said:
    return said(FIELDS[field](PLAIN))


def holds(field: str, texts: tuple[str, ...]) -> None:
    clean = without(field)
    assert clean[1].conclusion is Conclusion.FAILURE
    assert len(clean[0]) == len(clean[2]) == 1
    for text in texts:
        assert said(FIELDS[field](text)) == clean, text


@pytest.mark.slow
@pytest.mark.parametrize("field", FIELDS)
def test_a_text_in_any_field_changes_no_byte_of_what_checks_say(field: str) -> None:
    """Every recorded text and every polite one, each alone."""
    clean = without(field)
    assert clean[1].conclusion is Conclusion.FAILURE
    assert len(clean[0]) == len(clean[2]) == 1
    for text in SHOWN:
        assert said(FIELDS[field](text)) == clean, text


@pytest.mark.parametrize("field", FIELD_NAMES)
def test_hidden_characters_add_a_finding_and_take_none_away(field: str) -> None:
    """Of these fields a person reads only the title beside the merge button, and only there it is a finding."""
    clean = without(field)
    hidden = set(PAYLOADS) - set(SHOWN)
    assert hidden
    for text in hidden:
        findings, check, comments = said(hold(**{FIELD_NAMES[field]: text}))
        assert (findings[0], comments) == (clean[0][0], clean[2])
        assert {one.source for one in findings[1:]} == ({"unicode"} if field == "title" else set())
        assert check.conclusion is Conclusion.FAILURE


def repeating(text: str) -> str:
    """Answer as a model that carries the order into every field of a finding whose evidence holds."""
    return answer(
        claim("run.py", 1, SAFE_LINE, title=f"It breaks: {text}", message=f"It fails at once.\n\n{text}", why=text,
              fix=text, test=text, suggestion=f"{SAFE_LINE}\n{text}", severity="info", fate="accepted"),
        fail_on="off", suppress=["py-command-injection-request"],
    )  # fmt: skip


def obeyed(texts: tuple[str, ...]) -> int:
    """Check what stands there after an obedient answer, and return in how many cases the model was heard at all."""
    clean, heard = without("title"), 0
    for text in texts:
        survey = surveyed(SHELL)
        packed = pack(survey, SHELL_SCAN, knowledge(), Policy())
        answers = [Answer(prompt.id, repeating(text), "obedient", cut_off=False) for prompt in packed.prompts]
        done = conclude(survey, packed, judge(survey, packed, answers, {}), knowledge(), Policy(), ())
        posted = [one.body for one in done.review.comments] + [run.summary for run in done.review.checks]
        assert [what_acts(body) for body in [*posted, done.review.summary or ""] if what_acts(body)] == [], text
        assert {one.path for one in done.review.comments} == {"run.py"}, text
        assert tuple(one for one in done.findings if one.deterministic) == clean[0], text
        assert done.review.checks[0] == clean[1], text
        heard += any(not one.deterministic and one.fate and one.fate.kind != "suppressed" for one in done.findings)
    return heard


def test_a_model_that_repeats_the_order_posts_nothing_that_acts() -> None:
    assert obeyed(PAYLOADS[::8]) > 10, "control: it is heard"


@pytest.mark.slow
def test_every_repeated_order_posts_nothing_that_acts() -> None:
    assert obeyed(PAYLOADS) > 100


def test_control_a_match_taken_away_by_a_note_would_be_noticed() -> None:
    """As an engine that obeys suppression marks would do."""
    clean = without("beside the code")
    patches, fields = FIELDS["beside the code"](PLAIN)
    survey = surveyed(*patches, pull_request=replace(PULL_REQUEST, **fields))  # type: ignore[arg-type]  # texts only
    obeying = pack(survey, replace(SHELL_SCAN, matches=()), knowledge(), Policy())
    done = conclude(survey, obeying, judge(survey, obeying, [], {}), knowledge(), Policy(), ())
    assert done.review.checks[0] != clean[1]
