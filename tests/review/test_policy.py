"""Policy files: key by key, never looser by accident, wrong in ways a person can mend."""

from __future__ import annotations

import pickle
from dataclasses import fields

import pytest

from review.models import Severity
from review.policy import Policy, PolicyLayer, read_policy
from review.policy_keys import KEYS, OnIncomplete


def trusted(text: str, source: str = "octo/.github") -> PolicyLayer:
    return PolicyLayer(source, text, trusted=True)


def untrusted(text: str, source: str = "base branch") -> PolicyLayer:
    return PolicyLayer(source, text, trusted=False)


def test_with_no_file_the_defaults_of_the_design_hold() -> None:
    policy = read_policy([]).policy
    assert policy == Policy()
    assert (policy.fail_on, policy.on_incomplete) == (Severity.HIGH, OnIncomplete.FAIL)
    assert (policy.max_line_comments, policy.max_deterministic_comments) == (5, 25)
    assert (policy.budget_per_review, policy.budget_per_pull_request, policy.budget_per_day) == (10**5, 10**6, 10**7)
    assert not policy.review_drafts
    assert not policy.review_bots
    assert not policy.suggestions


def test_every_field_of_the_policy_has_exactly_one_key() -> None:
    assert sorted(key.field for key in KEYS.values()) == sorted(field.name for field in fields(Policy))


def test_every_key_reads_a_value_of_its_fields_type() -> None:
    written = {
        "fail_on": "low",
        "on_incomplete": "pass",
        "review.ignore": ["docs/**", "*.md"],
        "review.categories": ["security"],
        "review.minimum_severity": "medium",
        "review.instructions": "Be brief.",
        "review.language": "German",
        "comments.max": 3,
        "comments.max_deterministic": 10,
        "budget.per_review_usd": 0.5,
        "budget.per_pull_request_usd": 2,
        "budget.per_day_usd": "20.000001",
    }
    policy = Policy()
    for name, key in KEYS.items():
        value = written.get(name, True)
        read = key.read(tuple(value) if isinstance(value, list) else value)
        assert type(read) is type(getattr(policy, key.field)), name


def test_a_stronger_layer_wins_key_by_key_and_says_where_each_value_is_from() -> None:
    reading = read_policy(
        [
            trusted("fail_on: medium\nreview:\n  language: German\n"),
            trusted("review: {language: French, drafts: true}\n", "octo/shop"),
        ]
    )
    assert reading.policy.fail_on is Severity.MEDIUM
    assert reading.policy.language == "French"
    assert reading.policy.review_drafts
    assert reading.origins["fail_on"] == "octo/.github"
    assert reading.origins["language"] == "octo/shop"
    assert reading.origins["suggestions"] == "default"
    assert reading.notices == ()


def test_lists_replace_they_do_not_grow() -> None:
    layers = [trusted("review: {ignore: [a/**]}"), trusted("review: {ignore: [b/**]}", "octo/shop")]
    assert read_policy(layers).policy.ignore == ("b/**",)


def test_a_wrong_key_is_named_with_its_line_and_the_nearest_valid_one_and_costs_only_itself() -> None:
    reading = read_policy([trusted("fial_on: low\nbudget:\n  per_revew_usd: 1\n  per_day_usd: 3\n")])
    assert reading.notices == (
        "octo/.github, line 1: unknown key `fial_on` (did you mean `fail_on`?); ignored.",
        "octo/.github, line 3: unknown key `budget.per_revew_usd` (did you mean `budget.per_review_usd`?); ignored.",
    )
    assert reading.policy == Policy(budget_per_day=3_000_000)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("fail_on: hihg", "did you mean `high`?"),
        ("fail_on: [high]", "must be one of"),
        ("fail_on:", "must be one of"),
        ("comments: {max: -1}", "must be a whole number"),
        ("comments: {max: 1.5}", "must be a whole number"),
        ("comments: {max: true}", "must be a whole number"),
        ("comments: {max: 99999999999999999999999}", "must be a whole number"),
        ("review: {drafts: maybe}", "must be true or false"),
        ("review: {language: no}", "must be a text"),
        ("review: {categories: [security, style]}", "must be one of"),
        ("review: {ignore: [[a]]}", "must be a list"),
        ("budget: {per_day_usd: .nan}", "must be an amount"),
        ("budget: {per_day_usd: -1}", "must be an amount"),
        ("budget: {per_day_usd: lots}", "must be an amount"),
        ("review: true", "unknown key `review`"),
    ],
)
def test_a_wrong_value_is_reported_and_ignored_alone(text: str, what: str) -> None:
    reading = read_policy([trusted(text)])
    assert reading.policy == Policy()
    assert len(reading.notices) == 1
    assert what in reading.notices[0]


@pytest.mark.parametrize(
    "text",
    ["fail_on: critical", "on_incomplete: pass", "budget: {per_day_usd: 999}", "budget: {allow_unknown_prices: true}"],
)
def test_only_a_trusted_layer_may_loosen_a_gate_or_raise_a_cap(text: str) -> None:
    loosened = read_policy([untrusted(text)])
    assert loosened.policy == Policy()
    assert "would loosen" in loosened.notices[0]
    assert read_policy([trusted(text)]).policy != Policy(), "control: the same text counts when trusted"


@pytest.mark.parametrize("text", ["fail_on: low", "budget: {per_day_usd: 1}"])
def test_any_layer_may_tighten_a_gate_or_lower_a_cap(text: str) -> None:
    assert read_policy([untrusted(text)]).policy != Policy()


def test_an_untrusted_layer_cannot_come_first_to_be_looser_than_a_trusted_one_that_follows() -> None:
    reading = read_policy([untrusted("fail_on: high"), trusted("fail_on: low")])
    assert reading.policy.fail_on is Severity.LOW


def test_the_default_branch_gives_only_gate_keys_when_the_base_is_another_branch() -> None:
    default = PolicyLayer("main", "fail_on: critical\nreview: {language: German}", trusted=True, gate_only=True)
    reading = read_policy([default, untrusted("review: {drafts: true}")])
    assert reading.policy == Policy(fail_on=Severity.CRITICAL, review_drafts=True)


@pytest.mark.parametrize(
    "text",
    [
        "fail_on: [",
        "- a\n- b",
        "just text",
        "\x00",
        "a: \ud800",
        "[" * 60_000,
        "x: " + "y" * 70_000,
        "!!python/object:x {}: {",
    ],
)
def test_an_unreadable_file_costs_only_itself_and_is_named_for_its_last_good_text(text: str) -> None:
    reading = read_policy([trusted("fail_on: low"), trusted(text, "octo/shop")])
    assert reading.policy == Policy(fail_on=Severity.LOW)
    assert reading.unreadable == ("octo/shop",)
    assert len(reading.notices) == 1


def test_an_unreadable_trusted_file_never_leaves_a_gate_looser_than_the_default() -> None:
    """The broken file may have been what forbade it."""
    reading = read_policy([trusted("fail_on: critical\nreview: {drafts: true}"), trusted("fail_on: [", "octo/shop")])
    assert reading.policy == Policy(review_drafts=True)
    assert reading.origins["fail_on"] == "default"


def test_aliases_are_not_expanded() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{n}: &{n} [*{p},*{p},*{p},*{p}]\n" for p, n in zip("abcdef", "bcdefg", strict=True)
    )
    reading = read_policy([trusted(bomb + "fail_on: low")])
    assert reading.policy.fail_on is Severity.LOW
    assert len(reading.notices) == 7


def test_a_key_set_twice_counts_once_and_is_reported() -> None:
    reading = read_policy([trusted("fail_on: low\nfail_on: critical")])
    assert reading.policy.fail_on is Severity.LOW
    assert "set twice" in reading.notices[0]


def test_a_reading_can_cross_into_another_process() -> None:
    reading = read_policy([trusted("fail_on: low")])
    assert pickle.loads(pickle.dumps(reading)) == reading
