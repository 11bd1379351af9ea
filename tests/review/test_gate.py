"""What fails the security check, and that whoever reads it learns why where `fail_on` alone says otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.conclude import conclude, exit_status
from review.gate import decide, judged
from review.judge import Judgement
from review.models import (
    CheckRun,
    Concluded,
    Conclusion,
    Coverage,
    CoverageStatus,
    EarlierFinding,
    FateKind,
    Finding,
    Severity,
)
from review.pack import Pack, pack
from review.policy import Policy, PolicyLayer, read_policy
from review.report.check_run import SECURITY
from review.report.json import report
from tests.review.made import CART, CLEAN_SCAN, finding, knowledge, new_file, surveyed
from tests.review.report.told import rows

HIGH = replace(
    finding("cart.py", 13, "code", fingerprint="f1", title="check"),
    category="weak-cipher",
    cwe=("CWE-327",),
    confidence=0.6,
)
LOW = replace(HIGH, severity=Severity.LOW, fingerprint="f2", title="low")
GAP = Coverage("cart.py", "semgrep", CoverageStatus.INCOMPLETE, "out of time")


def policy(text: str) -> Policy:
    reading = read_policy([PolicyLayer("main", text, trusted=True)])
    assert reading.notices == ()
    return reading.policy


def ended(*findings: Finding, text: str = "", gap: bool = False, earlier: tuple[EarlierFinding, ...] = ()) -> Concluded:
    survey = surveyed(CART)
    packed = Pack(findings, (GAP,) if gap else rows(survey, reading=False))
    known = replace(knowledge(models=False), earlier=earlier)
    return conclude(survey, packed, Judgement(()), known, policy(text), ())


def check(concluded: Concluded) -> CheckRun:
    return next(run for run in concluded.review.checks if run.name == SECURITY)


PASSED = [
    ("fail_on_confidence: 0.7", "its confidence of 0.6 is below 0.7 (`fail_on_confidence`)"),
    ("classes: {weak-cipher: critical}", "`weak-cipher` does from critical on (`classes`)"),
    ("classes: {CWE-327: never}", "`CWE-327` never does (`classes`)"),
    ("classes: {weak-crypto: never}", "`weak-crypto` never does (`classes`)"),
    ("paths: [{match: '*.py', fail_on: critical}]", "from critical on in `*.py` (`paths`)"),
    ("paths: [{match: '*.py', fail_on_confidence: 0.7}]", "its confidence of 0.6 is below 0.7"),
    ("paths: [{match: '*.py', classes: {weak-cipher: never}}]", "`weak-cipher` never does"),
]


@pytest.mark.parametrize(("text", "why"), PASSED)
def test_a_setting_lets_a_finding_pass_and_the_check_run_and_the_report_say_which(text: str, why: str) -> None:
    done = ended(HIGH, text=text)
    assert check(done).conclusion is Conclusion.SUCCESS
    assert check(done).title == "1 finding, none failing the gate"
    assert f"does not fail the gate: {why}" in check(done).summary.replace("\\", "")
    told = report(done, version="1", timings_ms={}, base=None, head=None)["findings"]
    assert isinstance(told, list)
    assert told[0]["fails_gate"] is False
    assert why in told[0]["gate_reason"]
    assert check(ended(HIGH)).conclusion is Conclusion.FAILURE, "control"


@pytest.mark.parametrize(("text", "why"), [
    ("classes: {weak-cipher: low}", "`weak-cipher` does from low on (`classes`)"),
    ("paths: [{match: cart.py, fail_on: low}]", "from low on in `cart.py` (`paths`)"),
])  # fmt: skip
def test_a_setting_stops_a_finding_that_is_below_fail_on(text: str, why: str) -> None:
    done = ended(LOW, text=text)
    assert (check(done).conclusion, check(done).title) == (Conclusion.FAILURE, "1 finding failing the gate")
    assert f"fails the gate: {why}" in check(done).summary.replace("\\", "")
    (told,) = done.findings
    assert told.fate is not None
    assert told.fate.kind is FateKind.POSTED, "what fails the gate is commented"
    assert check(ended(LOW)).conclusion is Conclusion.SUCCESS, "control"


def test_where_fail_on_alone_decides_nothing_more_is_said() -> None:
    for one in (HIGH, LOW):
        (told,) = judged([one], policy("classes: {xss: low}\npaths: [{match: docs/**, fail_on: low}]"))
        assert (told.fails_gate, told.gate_reason) == (one is HIGH, "")


def test_what_does_not_fail_the_gate_is_not_red_and_not_commented() -> None:
    done = ended(HIGH, text="classes: {CWE-327: never}")
    (annotation,) = check(done).annotations
    assert annotation.level == "warning"
    assert done.review.comments == ()
    assert check(ended(HIGH)).annotations[0].level == "failure", "control"


def test_a_finding_that_fails_the_gate_is_not_lost_in_a_worse_one_that_does_not() -> None:
    """Merged findings have no voice of their own."""
    worse = replace(HIGH, severity=Severity.CRITICAL, confidence=0.1, fingerprint="w", title="worse")
    done = ended(worse, HIGH, text="fail_on_confidence: 0.5")
    assert check(done).conclusion is Conclusion.FAILURE
    fates = {one.title: one.fate.kind for one in done.findings if one.fate}
    assert fates == {"check": FateKind.POSTED, "worse": FateKind.MERGED}


def test_an_accepted_finding_is_passed_whatever_its_class() -> None:
    done = ended(HIGH, text="classes: {weak-cipher: info}", earlier=(EarlierFinding("f1", "cart.py", True, True),))
    assert check(done).conclusion is Conclusion.SUCCESS
    told = report(done, version="1", timings_ms={}, base=None, head=None)["findings"]
    assert isinstance(told, list)
    assert told[0]["fails_gate"] is False


def test_an_unread_file_is_judged_by_the_policy_of_its_path() -> None:
    lenient = "paths: [{match: cart.py, on_incomplete: pass}]"
    assert check(ended(gap=True, text=lenient)).conclusion is Conclusion.NEUTRAL
    assert check(ended(gap=True)).conclusion is Conclusion.FAILURE, "control"
    strict = "on_incomplete: pass\npaths: [{match: cart.py, on_incomplete: fail}]"
    assert check(ended(gap=True, text=strict)).conclusion is Conclusion.FAILURE


def test_the_exit_status_follows_the_gate_and_fail_on_of_the_command_line_replaces_it() -> None:
    loose = policy("classes: {CWE-327: never}")
    assert exit_status(ended(HIGH), loose) == 0
    assert exit_status(ended(HIGH), loose.failing_on(Severity.HIGH)) == 1


def test_a_finding_elsewhere_is_judged_by_what_holds_there() -> None:
    here = policy("paths: [{match: pay/**, fail_on: low}]")
    place = replace(LOW, location=replace(LOW.location, path="pay/a.py"))
    assert decide(place, here).fails
    assert not decide(LOW, here).fails


PAY = (new_file("pay/a.py", "a = 1"), new_file("web/b.py", "b = 1"))


def test_a_model_reads_only_where_the_policy_of_the_path_lets_it() -> None:
    for text in (
        "paths: [{match: pay/**, review: {model: false}}]",
        "paths: [{match: pay/**, review: {ignore: ['*.py']}}]",
    ):
        packed = pack(surveyed(*PAY), CLEAN_SCAN, knowledge(), policy(text))
        assert {path for prompt in packed.prompts for path in prompt.paths} == {"web/b.py"}
        read = {row.path: row.status for row in packed.coverage if row.check == "review"}
        assert read["pay/a.py"] is CoverageStatus.NOT_APPLICABLE
    packed = pack(surveyed(*PAY), CLEAN_SCAN, knowledge(), Policy())
    assert {path for prompt in packed.prompts for path in prompt.paths} == {"pay/a.py", "web/b.py"}, "control"


def test_instructions_of_a_path_are_given_with_its_files_and_say_what_they_are_for() -> None:
    text = "review: {instructions: Be kind.}\npaths: [{match: pay/**, review: {instructions: Whole cents.}}]"
    asked = "\n".join(prompt.user for prompt in pack(surveyed(*PAY), CLEAN_SCAN, knowledge(), policy(text)).prompts)
    assert "Whole cents." in asked
    assert "Be kind." in asked
    (alone,) = pack(surveyed(PAY[1]), CLEAN_SCAN, knowledge(), policy(text)).prompts
    assert "Whole cents." not in alone.user
    assert "(Only for" not in alone.user


def test_advice_is_commented_from_the_severity_of_its_path_on() -> None:
    advice = replace(HIGH, source="model", rule_id="model", category="correctness", cwe=(), severity=Severity.MEDIUM)
    for text, kind in (
        ("", FateKind.POSTED),
        ("paths: [{match: cart.py, review: {minimum_severity: high}}]", FateKind.SUMMARY),
    ):
        survey = surveyed(CART)
        done = conclude(
            survey, Pack((), rows(survey, reading=True)), Judgement((advice,)), knowledge(), policy(text), ()
        )
        assert [one.fate.kind for one in done.findings if one.fate] == [kind]
