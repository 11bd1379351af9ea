"""What is said of the change as a whole: advice, in the summary, seldom."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from review.conclude import conclude
from review.judge import Judgement
from review.models import WHOLE_CHANGE, Concluded, Conclusion, FateKind, Severity
from review.pack import Pack
from review.policy import Policy
from review.report.check_run import REVIEW, SECURITY
from review.survey import Survey
from review.whole_change.judgement import whole_change
from tests.review.made import CART, PULL_REQUEST, knowledge, new_file, surveyed
from tests.review.report.told import rows
from tests.review.whole_change.changed import found, logic, rules

BIG = new_file("shop/rules.py", *logic(40).split("\n"))
DEPENDENCY = new_file("requirements.txt", "requests==2.32.0")


def concluded(survey: Survey, *, models: bool = True) -> Concluded:
    policy = Policy(fail_on=Severity.LOW)
    return conclude(survey, Pack((), rows(survey)), Judgement(()), knowledge(models=models), policy, ())


def test_it_is_said_in_the_summary_with_evidence_and_never_gates() -> None:
    """Though the gate fails at low, and so does the finding's severity."""
    done = concluded(surveyed(BIG))
    (one,) = done.findings
    assert (one.source, one.severity, one.fate and one.fate.kind) == (WHOLE_CHANGE, Severity.LOW, FateKind.SUMMARY)
    assert one.evidence == "def work(value):"
    assert "### About the change as a whole" in (done.review.summary or "")
    assert {run.name: run.conclusion for run in done.review.checks} == {
        SECURITY: Conclusion.SUCCESS,
        REVIEW: Conclusion.NEUTRAL,
    }
    assert done.review.comments == ()


def test_a_note_opens_no_summary_and_no_conclusion() -> None:
    """Somebody who reads the check run sees it."""
    done = concluded(surveyed(DEPENDENCY, CART))
    assert [one.severity for one in done.findings] == [Severity.INFO]
    assert done.review.summary is None
    assert [run.conclusion for run in done.review.checks] == [Conclusion.SUCCESS] * 2
    assert "Dependencies change: 1 new" in done.review.checks[1].summary


@pytest.mark.parametrize(
    "survey",
    [
        surveyed(BIG, pull_request=None),
        surveyed(BIG, pull_request=replace(PULL_REQUEST, draft=True)),
        surveyed(BIG, policy=Policy(model_review=False)),
    ],
    ids=["local", "draft", "turned off"],
)
def test_who_gets_the_security_check_only_gets_none_of_it(survey: Survey) -> None:
    assert concluded(survey).findings == ()


def test_without_a_model_there_is_no_advice_at_all() -> None:
    assert concluded(surveyed(BIG), models=False).findings == ()


def test_an_accepted_one_is_not_said_again() -> None:
    """It has a fingerprint like every finding, its own for each rule."""
    said = found({"a.py": (None, logic(40)), "src/pkg/b.py": ("def gone():\n    pass\n", "x = 1\n")})
    assert len({one.fingerprint for one in said}) == len(said) == 2


def test_ordinary_changes_are_silent() -> None:
    """A fix with its test, docs, a version, a small fix, moved code."""
    code = logic(60)
    assert rules({"shop/a.py": ("x = 1\n", code), "tests/test_a.py": (None, "def test_a():\n    assert True\n")}) == []
    assert rules({"docs/a.md": ("a\n", "b\n")}, title="docs: say it better") == []
    assert rules({"shop/a.py": (code, code.replace("== 7", "== 8"))}, title="fix: seven is eight") == []
    assert rules({"shop/a.py": (code, "x = 1\n"), "shop/b.py": (None, code)}) == []
    assert rules({"requirements.txt": ("a==1.0\n", "a==1.1\n")}) == []


def test_hostile_files_are_survived() -> None:
    """Every rule is linear: files of their own openers come to an end, and the rules do not fall over them."""
    words = ["RunPython(", "def down(", "__all__ = [", "def f(", "(" * 50, '"""', "[project]", "dependencies = [",
             " " * 300, "export function ", "return ", "- [x] ", "\n", "\n", "{", "type F "]  # fmt: skip
    source = random.Random(3)
    text = "".join(source.choice(words) for _ in range(12_000)) + "\n"
    names = ("src/pkg/a.py", "app/migrations/0001_a.py", "pyproject.toml", "src/index.ts", "pkg/a.go")
    files = dict.fromkeys(names, ("def f(a):\n    pass\n", text))
    found(files, title="docs: " + "x" * 5_000, body="- [x] tests added " * 5_000)


def test_many_files_make_one_finding() -> None:
    survey = surveyed(*(new_file(f"shop/f{n}.py", *logic(20, name=f"f{n}").split("\n")) for n in range(120)))
    assert [one.rule_id for one in whole_change(survey)] == ["change.untested"]
