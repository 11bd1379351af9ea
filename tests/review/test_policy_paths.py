"""`paths` of the policy: the first entry that means a file counts, and a branch's own can only be stricter."""

from __future__ import annotations

import pickle
import time

import pytest

from review.models import Severity
from review.policy import Policy, PolicyLayer, read_policy
from review.policy_classes import ClassLevel
from review.policy_keys import OnIncomplete
from review.policy_paths import PathPolicy
from review.policy_yaml import MAX_PATHS

PAYMENTS = """\
paths:
  - match: ["services/payments/**", "*.sql"]
    fail_on: medium
    fail_on_confidence: 0.2
    on_incomplete: pass
    classes: {xss: low}
    review:
      model: false
      ignore: [generated/**]
      minimum_severity: high
      instructions: Amounts are whole cents.
  - match: "**/*"
    fail_on: low
"""


def layer(text: str, *, trusted: bool = True, gate_only: bool = False) -> PolicyLayer:
    return PolicyLayer("main" if trusted else "release", text, trusted, gate_only)


def read(*layers: PolicyLayer) -> Policy:
    reading = read_policy(layers)
    assert reading.notices == ()
    return reading.policy


def entry(match: str, text: str) -> str:
    return f"paths: [{{match: '{match}', {text}}}]"


def test_a_file_has_the_settings_of_the_first_entry_that_means_it() -> None:
    policy = read(layer(f"classes: {{xss: critical, csrf: low}}\n{PAYMENTS}"))
    here = policy.at("services/payments/api/pay.py")
    assert (here.fail_on, here.fail_on_confidence, here.on_incomplete) == (Severity.MEDIUM, 0.2, OnIncomplete.PASS)
    assert here.classes == (ClassLevel("xss", Severity.LOW), ClassLevel("csrf", Severity.LOW))
    assert (here.model_review, here.ignore, here.minimum_severity) == (False, ("generated/**",), Severity.HIGH)
    assert here.instructions == "Amounts are whole cents."
    assert policy.at("deep/in/schema.sql").fail_on is Severity.MEDIUM
    assert policy.at("other/a.py").fail_on is Severity.LOW
    assert policy.at("other/a.py").on_incomplete is OnIncomplete.FAIL, "the later entry left it out"


def test_without_entries_and_where_none_means_a_file_the_policy_is_itself() -> None:
    policy = read(layer(entry("docs/**", "fail_on: critical")))
    assert policy.at("src/docs.py") is policy
    assert Policy().at("a") == Policy()


def test_a_stronger_layer_replaces_the_list() -> None:
    weak, strong = entry("a/**", "fail_on: low"), entry("b/**", "fail_on: low")
    policy = read(layer(weak), layer(strong))
    assert [one.match for one in policy.paths] == [("b/**",)]
    assert read(layer(weak), layer("paths: []")).paths == ()


@pytest.mark.parametrize("text", ["fail_on: critical", "fail_on_confidence: 0.5", "on_incomplete: pass",
                                  "classes: {secrets: never}"])  # fmt: skip
def test_a_branch_s_own_entry_may_not_loosen_the_gate(text: str) -> None:
    reading = read_policy([layer(entry("docs/**", text), trusted=False)])
    assert "release, line 1: `paths[1]." in reading.notices[0]
    assert "would loosen" in reading.notices[0]
    assert reading.policy.at("docs/a.md") == Policy(paths=reading.policy.paths)
    trusted = read_policy([layer(entry("docs/**", text))])
    assert trusted.notices == ()
    assert trusted.policy.at("docs/a.md") != trusted.policy.at("src/a.py"), "control: the same text counts when trusted"


def test_a_branch_s_own_entry_may_not_loosen_what_a_trusted_entry_says_of_the_same_files() -> None:
    ours, theirs = entry("pay/**", "fail_on: low"), entry("pay/**", "fail_on: medium")
    reading = read_policy([layer(ours), layer(theirs, trusted=False)])
    assert "would loosen" in reading.notices[0]
    assert reading.policy.at("pay/a.py").fail_on is Severity.LOW


@pytest.mark.parametrize("match", ["pay/*", "**/a.py", "a.py", "**/*"])
def test_nor_by_other_patterns_for_the_same_files(match: str) -> None:
    """Patterns cannot be compared, so the stricter of both counts for each file."""
    ours = layer(entry("pay/**", "fail_on: low, on_incomplete: fail, classes: {xss: info}"))
    theirs = layer(entry(match, "fail_on: high, classes: {xss: medium}"), trusted=False)
    here = read_policy([ours, theirs]).policy.at("pay/a.py")
    assert here.fail_on is Severity.LOW
    assert here.classes[0] == ClassLevel("xss", Severity.INFO)
    assert read_policy([theirs]).policy.at("pay/a.py").fail_on is Severity.HIGH


def test_a_branch_s_own_entry_may_be_stricter_and_hides_no_trusted_one() -> None:
    ours, theirs = entry("pay/**", "fail_on: medium"), entry("pay/api/**", "fail_on: low, review: {model: false}")
    policy = read(layer(ours, gate_only=True), layer(theirs, trusted=False))
    assert policy.at("pay/a.py").fail_on is Severity.MEDIUM
    assert policy.at("pay/api/a.py").fail_on is Severity.LOW
    assert not policy.at("pay/api/a.py").model_review


def test_the_default_branch_gives_only_the_gate_of_its_entries_when_the_base_is_another_branch() -> None:
    text = entry("pay/**", "fail_on: low, review: {model: false}")
    here = read(layer(text, gate_only=True)).at("pay/a.py")
    assert (here.fail_on, here.model_review) == (Severity.LOW, True)
    assert not read(layer(text)).at("pay/a.py").model_review, "control"


@pytest.mark.parametrize(("text", "said"), [
    ("paths:\n  - match: a/**\n    fial_on: low", "line 3: unknown key `paths[1].fial_on` (did you mean `fail_on`?)"),
    ("paths:\n  - match: a/**\n    fail_on: hihg", "line 3: `paths[1].fail_on` must be one of"),
    ("paths:\n  - match: a/**\n  - match: [b/]\n", "line 3: `paths[2].match` holds `b/`, which means no files"),
    ("paths:\n  - match: ../a", "means no files"),
    ("paths:\n  - match: []", "must name one pattern"),
    ("paths:\n  - match: [1]", "must be a list of at most"),
    ("paths:\n  - fail_on: low", "line 2: `paths[1]` does not say which files"),
    ("paths:\n  - {}", "`paths[1]` does not say which files"),
    ("paths:\n  - match: a\n    classes: {secrts: low}", "line 3: unknown key `paths[1].classes.secrts` (did you mean"),
    ("paths:\n  - match: a\n    comments: {max: 1}", "line 3: unknown key `paths[1].comments"),
    ("paths:\n  - match: a\n    review: {language: French}", "unknown key `paths[1].review.language` here (it holds"),
    ("paths:\n  - match: a\n    paths: [{match: b}]", "unknown key `paths[1].paths`"),
    ("paths:\n  - match: a\n    fail_on: low\n    fail_on: info", "line 4: `paths[1].fail_on` is set twice"),
    ("paths: [a]", "line 1: `paths` must be a list of at most 100 entries"),
    ("paths: {match: a}", "`paths` must be a list"),
    ("paths: a", "`paths` must be a list"),
])  # fmt: skip
def test_what_is_wrong_in_an_entry_is_named_with_its_line_and_ignored_alone(text: str, said: str) -> None:
    reading = read_policy([layer(f"{text}\nfail_on: low\n")])
    assert reading.policy.fail_on is Severity.LOW
    assert said in reading.notices[0], reading.notices
    assert len(reading.notices) == 1


def test_a_wrong_key_costs_the_entry_nothing_else() -> None:
    reading = read_policy([layer("paths:\n  - match: a/**\n    fail_on: medium\n    on_incomplet: pass\n")])
    assert reading.policy.at("a/b").fail_on is Severity.MEDIUM


def test_an_unreadable_trusted_file_takes_back_what_entries_loosen() -> None:
    loose = layer(entry("a/**", "fail_on: critical, on_incomplete: pass, classes: {xss: never, csrf: low}"))
    reading = read_policy([loose, PolicyLayer("octo/shop", "fail_on: [", trusted=True)])
    (own,) = reading.policy.paths
    assert own == PathPolicy(("a/**",), (), (ClassLevel("csrf", Severity.LOW),))


def test_too_many_entries_and_aliases_in_aliases_cost_no_time() -> None:
    many = "paths:\n" + "  - match: a\n" * (MAX_PATHS + 1)
    reading = read_policy([layer(many)])
    assert reading.policy.paths == ()
    bomb = "a: &a {match: x}\nb: &b [" + ",".join(["*a"] * 5000) + "]\npaths: *b\n"
    nested = "e: &e {}\nc: &c {" + ", ".join(["review: *e"] * 3000) + "}\npaths: [" + ", ".join(["*c"] * 3000) + "]\n"
    start = time.perf_counter()
    for text in (bomb, nested, "a: &a [*a]\npaths: *a", "paths: &p [*p]", "paths: &p [{match: *p, classes: *p}]"):
        assert read_policy([layer(text)]).policy.at("x").fail_on is Severity.HIGH
    assert time.perf_counter() - start < 2


def test_the_command_line_s_level_is_the_whole_gate() -> None:
    policy = read(layer(f"fail_on_confidence: 0.5\nclasses: {{xss: never}}\n{PAYMENTS}")).failing_on(Severity.CRITICAL)
    here = policy.at("services/payments/a.py")
    assert (here.fail_on, here.fail_on_confidence, here.classes) == (Severity.CRITICAL, 0.0, ())
    assert here.on_incomplete is OnIncomplete.PASS, "that is no level"


def test_a_policy_with_entries_can_cross_into_another_process_and_be_hashed() -> None:
    policy = read(layer(PAYMENTS))
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert hash(policy) == hash(policy)


def test_a_model_may_be_asked_where_an_entry_alone_allows_it() -> None:
    policy = read(layer("review: {model: false}\n" + entry("pay/**", "review: {model: true}")))
    assert policy.asks_models
    assert not policy.without_models().asks_models
    assert not policy.without_models().at("pay/a").model_review
    assert not read(layer("review: {model: false}")).asks_models, "control"
