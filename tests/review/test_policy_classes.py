"""`classes` of the policy: levels for classes of findings, merged class by class, and no looser by accident."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.checks import dependency_rules, secrets, suppressions, tree, unicode
from review.checks.rules import SCANNED_LANGUAGES, rule, rules_for
from review.models import Severity
from review.policy import Policy, PolicyLayer, read_policy
from review.policy_classes import GROUPS, OF_CHECKS, ClassLevel, categories, class_name, level_of
from tests.review.made import finding

FINDING = replace(finding("a.py", 1, "x"), category="weak-cipher", cwe=("CWE-327",), owasp="A02:2021")


def trusted(text: str, source: str = "main") -> PolicyLayer:
    return PolicyLayer(source, text, trusted=True)


def untrusted(text: str) -> PolicyLayer:
    return PolicyLayer("base branch", text, trusted=False)


def level(*classes: ClassLevel) -> Severity | None:
    return level_of(FINDING, classes, Severity.HIGH).level


def test_the_categories_of_the_checks_are_those_that_they_give() -> None:
    given = {one.CATEGORY for one in (secrets, suppressions, tree, unicode, dependency_rules)}
    assert set(OF_CHECKS) == given
    assert {rule(str(each["id"])).category for each in rules_for(SCANNED_LANGUAGES)} <= categories()


def test_a_group_holds_only_categories_that_there_are() -> None:
    for name, members in GROUPS.items():
        assert members <= categories(), name


@pytest.mark.parametrize(("written", "name"), [
    ("secrets", "secrets"), ("Weak-Hash", "weak-hash"), ("cwe-327", "CWE-327"), ("A02", "A02:2021"),
    ("a02:2021", "A02:2021"), ("A10", "A10:2021"), ("own-amounts", "own-amounts"),
    ("CWE-0", None), ("CWE-x", None), ("A11", None), ("A2", None), ("secrts", None), ("*", None), ("", None),
    ("own-", None),
])  # fmt: skip
def test_a_class_is_a_category_a_group_a_cwe_or_an_owasp_class(written: str, name: str | None) -> None:
    assert class_name(written) == name


def test_the_narrowest_class_of_a_finding_counts() -> None:
    """CWE before category before group before OWASP class."""
    order = (
        ClassLevel("A02:2021", Severity.INFO),
        ClassLevel("weak-crypto", Severity.LOW),
        ClassLevel("weak-cipher", Severity.MEDIUM),
        ClassLevel("CWE-327", None),
    )
    found = [level(*order[: many + 1]) for many in range(4)]
    assert found == [Severity.INFO, Severity.LOW, Severity.MEDIUM, None]
    assert level(ClassLevel("xss", Severity.LOW)) is Severity.HIGH, "control: the class of another finding"


def test_of_two_weaknesses_of_a_finding_the_stricter_level_counts() -> None:
    both = replace(FINDING, cwe=("CWE-327", "CWE-328"))
    levels = (ClassLevel("CWE-327", None), ClassLevel("CWE-328", Severity.LOW))
    assert level_of(both, levels, Severity.HIGH).level is Severity.LOW


def test_what_may_only_tighten_never_wins_by_being_narrower() -> None:
    wide = ClassLevel("A02:2021", Severity.LOW)
    assert level(wide, ClassLevel("CWE-327", Severity.MEDIUM, tightens=True)) is Severity.LOW
    assert level(wide, ClassLevel("CWE-327", Severity.INFO, tightens=True)) is Severity.INFO
    assert level(wide, ClassLevel("CWE-327", Severity.MEDIUM)) is Severity.MEDIUM, "control: a layer that may"


def test_layers_merge_class_by_class() -> None:
    reading = read_policy(
        [trusted("classes: {secrets: low, xss: never}", "octo/.github"), trusted("classes: {xss: low}")]
    )
    assert reading.policy.classes == (ClassLevel("secrets", Severity.LOW), ClassLevel("xss", Severity.LOW))
    assert reading.notices == ()
    assert reading.origins["classes"] == "main"


@pytest.mark.parametrize("text", [
    "classes: {secrets: critical}", "classes: {CWE-327: never}", "fail_on_confidence: 0.1", "classes: {own-x: never}",
])  # fmt: skip
def test_only_a_trusted_layer_may_let_a_class_pass(text: str) -> None:
    refused = read_policy([untrusted(text)])
    assert refused.policy == Policy()
    assert "would loosen" in refused.notices[0]
    assert refused.origins["classes"] == refused.origins["fail_on_confidence"] == "default"
    assert read_policy([trusted(text)]).policy != Policy(), "control: the same text counts when trusted"


def test_any_layer_may_be_stricter_with_a_class_and_no_looser_than_a_trusted_one_was() -> None:
    ours = trusted("classes: {secrets: medium}")
    stricter = read_policy([ours, untrusted("classes: {secrets: low}")])
    assert ClassLevel("secrets", Severity.LOW, tightens=True) in stricter.policy.classes
    looser = read_policy([ours, untrusted("classes: {secrets: high}")])
    assert looser.policy.classes == (ClassLevel("secrets", Severity.MEDIUM),)
    assert "line 1: `classes.secrets` would loosen" in looser.notices[0]


def test_what_a_trusted_layer_lets_pass_a_base_branch_may_stop() -> None:
    reading = read_policy([trusted("classes: {weak-cipher: never}"), untrusted("classes: {weak-cipher: low}")])
    assert level_of(FINDING, reading.policy.classes, Severity.HIGH).level is Severity.LOW


@pytest.mark.parametrize(("text", "said"), [
    ("classes:\n  secrts: low", "line 2: unknown key `classes.secrts` (did you mean `classes.secrets`?); ignored."),
    ("classes:\n\n  secrets: hihg", "line 3: `classes.secrets` must be one of critical, high, medium, low, info"),
    ("classes: {secrets: [low]}", "must be one of"),
    ("classes: {secrets: }", "must be one of"),
    ("classes: {A02: low, 'A02:2021': never}", "`classes.A02:2021` is set twice"),
    ("classes: never", "unknown key `classes`"),
    ("classes: [secrets]", "unknown key `classes`"),
    ("fail_on_confidence: 1.5", "must be a number from 0 to 1"),
    ("fail_on_confidence: true", "must be a number from 0 to 1"),
    ("fail_on_confidence: .nan", "must be a number from 0 to 1"),
])  # fmt: skip
def test_a_wrong_class_or_level_is_reported_with_its_line_and_ignored_alone(text: str, said: str) -> None:
    reading = read_policy([trusted(f"{text}\nreview: {{drafts: true}}")])
    assert replace(reading.policy, classes=()) == Policy(review_drafts=True)
    assert len(reading.notices) == 1
    assert said in reading.notices[0]


def test_an_unreadable_trusted_file_takes_back_what_lets_classes_pass() -> None:
    """The broken file may have been what forbade it."""
    loose = trusted("fail_on_confidence: 0.9\nclasses: {secrets: never, xss: low}", "octo/.github")
    assert read_policy([loose]).policy.fail_on_confidence == 0.9, "control: it counts while all can be read"
    reading = read_policy([loose, trusted("fail_on: [")])
    assert reading.policy == Policy(classes=(ClassLevel("xss", Severity.LOW),))


def test_the_default_branch_gives_its_classes_when_the_base_is_another_branch() -> None:
    default = PolicyLayer("main", "classes: {secrets: never}", trusted=True, gate_only=True)
    assert read_policy([default]).policy.classes == (ClassLevel("secrets", None),)
