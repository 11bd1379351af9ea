"""Policy files: key by key, never looser by accident, wrong in ways a person can mend."""

from __future__ import annotations

import pickle
from dataclasses import fields

import pytest

from review.models import Severity
from review.policy import Policy, PolicyLayer, read_policy
from review.policy_keys import CLASSES, KEYS, OnIncomplete, Threads


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
    assert policy.budget_per_call >= policy.budget_per_review  # it binds who raises the others, and nobody else
    assert (
        policy.budget_per_repository_day < policy.budget_per_day < policy.budget_per_month < 30 * policy.budget_per_day
    )
    assert not policy.review_drafts
    assert not policy.review_bots
    assert policy.suggestions


def test_every_field_of_the_policy_has_exactly_one_key() -> None:
    assert sorted(key.field for key in KEYS.values()) == sorted(field.name for field in fields(Policy))


def test_every_key_reads_a_value_of_its_fields_type() -> None:
    written = {
        "fail_on": "low",
        "fail_on_confidence": "0.5",
        "paths": [],
        "on_incomplete": "pass",
        "review.ensemble": "verify",
        "review.voters": 5,
        "review.votes": 1,
        "review.ignore": ["docs/**", "*.md"],
        "review.guidelines": ["docs/style.md", "docs/rules/*.md"],
        "review.providers": ["openai", "local"],
        "review.categories": ["security"],
        "review.minimum_severity": "medium",
        "review.instructions": "Be brief.",
        "review.language": "German",
        "review.cache": 2,
        "comments.max": 3,
        "comments.max_deterministic": 10,
        "budget.per_call_usd": 0.05,
        "budget.per_review_usd": 0.5,
        "budget.per_pull_request_usd": 2,
        "budget.per_repository_day_usd": 3,
        "budget.per_day_usd": "20.000001",
        "budget.per_month_usd": 60,
        "dependencies.private": ["@acme/*"],
    }
    policy = Policy()
    for name, key in KEYS.items():
        if name == CLASSES:  # each gives one level of many: tests/review/test_policy_classes.py
            continue
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


def test_whether_threads_must_be_resolved_is_read_of_github_unless_a_file_says_it() -> None:
    for text, held in (("auto", "auto"), ("true", "true"), ("yes", "true"), ("false", "false")):
        policy = read_policy([trusted(f"review: {{threads_must_be_resolved: {text}}}")]).policy
        assert policy.threads_must_be_resolved == held
    (notice,) = read_policy([trusted("review: {threads_must_be_resolved: maybe}")]).notices
    assert "must be one of auto, true, false" in notice


def test_a_base_branch_may_not_have_every_finding_verified_for_that_costs_more() -> None:
    reading = read_policy([untrusted("review: {threads_must_be_resolved: true}")])
    assert reading.policy == Policy()
    assert "would loosen" in reading.notices[0]
    default = trusted("review: {threads_must_be_resolved: true}")
    below = [default, untrusted("review: {threads_must_be_resolved: false}")]
    assert read_policy([default]).policy.threads_must_be_resolved is Threads.TRUE
    assert read_policy(below).policy.threads_must_be_resolved is Threads.FALSE


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
        ("review: {providers: []}", "must be `all`"),
        ("review: {ensemble: debate}", "must be one of one, verify, vote"),
        ("review: {voters: 6}", "must be a whole number from 1 to 5"),
        ("review: {votes: 0}", "must be a whole number from 1 to 5"),
        ("review: {votes: true}", "must be a whole number from 1 to 5"),
        ("review: {providers: [openai, 5]}", "must be `all`"),
        ("review: {cache: 1.5}", "must be a whole number from 0 to 168"),
        ("review: {cache: true}", "must be a whole number from 0 to 168"),
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
    [
        "fail_on: critical",
        "on_incomplete: pass",
        "budget: {per_day_usd: 999}",
        "budget: {per_month_usd: 999}",
        "budget: {allow_unknown_prices: true}",
        "review: {ensemble: verify}",
        "review: {ensemble: vote}",
        "review: {voters: 5}",
    ],
)
def test_only_a_trusted_layer_may_loosen_a_gate_or_raise_a_cap(text: str) -> None:
    loosened = read_policy([untrusted(text)])
    assert loosened.policy == Policy()
    assert "would loosen" in loosened.notices[0]
    assert read_policy([trusted(text)]).policy != Policy(), "control: the same text counts when trusted"


@pytest.mark.parametrize("text", ["fail_on: low", "budget: {per_day_usd: 1}", "review: {voters: 2, votes: 1}"])
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


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("local", ("local",)),
        ("[Anthropic, local]", ("anthropic", "local")),
        ("all", ()),
        ("locall", ("locall",)),
    ],
)
def test_a_policy_says_who_may_be_asked(written: str, names: tuple[str, ...]) -> None:
    """A name that is misspelt is nobody's: nothing leaves."""
    assert read_policy([trusted(f"review: {{providers: {written}}}")]).policy.providers == names


def test_nobody_but_a_trusted_layer_may_let_more_providers_be_asked() -> None:
    some = trusted("review: {providers: [openai, local]}")
    for wider in ("all", "groq", "[openai, groq]"):
        reading = read_policy([some, untrusted(f"review: {{providers: {wider}}}")])
        assert reading.policy.providers == ("openai", "local"), wider
        assert "would loosen" in reading.notices[0]
    assert read_policy([some, untrusted("review: {providers: local}")]).policy.providers == ("local",)
    assert read_policy([some, trusted("review: {providers: all}")]).policy.providers == ()


def test_a_broken_file_that_names_providers_lets_nobody_be_asked() -> None:
    """Code that has left cannot be called back."""
    reading = read_policy([trusted("review: {language: German}"), trusted("review: [providers: local", "octo/shop")])
    assert reading.policy == Policy(language="German", providers=("nobody",))
    assert "seems to say which providers" in reading.notices[1]
    other = read_policy([trusted("review: [drafts: true", "octo/shop")])
    assert other.policy == Policy(), "control"


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


@pytest.mark.parametrize("wrong", ["../secrets.md", "docs/", "!x", "[a", "", "x" * 400])
def test_a_guideline_is_a_file_of_the_repository(wrong: str) -> None:
    reading = read_policy([trusted(f"review:\n  guidelines: ['{wrong}']")])
    assert reading.policy.guidelines == ()
    assert "names no file of the repository" in reading.notices[0]


def test_private_names_may_grow_on_a_base_branch_and_shrink_only_where_it_is_trusted() -> None:
    ours = trusted("dependencies: {private: ['@acme/*']}")
    fewer = read_policy([ours, untrusted("dependencies: {private: [other]}")])
    assert fewer.policy.private_packages == ("@acme/*",)
    assert "would loosen" in fewer.notices[0]
    more = read_policy([ours, untrusted("dependencies: {private: ['@acme/*', other]}")])
    assert more.policy.private_packages == ("@acme/*", "other")
    assert "which is no pattern" in read_policy([trusted("dependencies: {private: ['']}")]).notices[0]


def test_an_unreadable_file_that_seems_to_name_private_packages_keeps_every_name_here() -> None:
    assert read_policy([untrusted("dependencies: {private: [")]).policy.private_packages == ("*",)
    assert read_policy([untrusted("dependencies: [")]).policy.private_packages == ()
