"""The settings that hold for one pull request, and for one of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from review.models import Severity
from review.models.category import CATEGORIES
from review.policy_classes import ClassLevel, merged
from review.policy_keys import KEYS, Ensemble, Key, OnIncomplete, Threads
from review.policy_paths import PathPolicy, first_match

BY_FIELD: Mapping[str, Key] = {key.field: key for key in KEYS.values()}
WHAT_FAILS = ("fail_on", "fail_on_confidence")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a team decided; the defaults are those that hold with no file at all. Money is in micro-dollars.

    `ignore` are gitignore-style patterns of files the model does not read, `guidelines` paths or patterns of files that
    tell how code is wanted here, `minimum_severity` is the least severity of model findings that deserves a line
    comment, `language` is that of the model's texts, `style` lets it speak of style too. `providers` are those that may
    be asked, "local" being every one on the bot's own machine; empty means all. `ensemble` is how many models a
    question is put to; a vote asks `voters`, and keeps what `votes` of them report. For `cache_hours` an answer is
    given again to the same question, never with 0. `threads_must_be_resolved` says whether open conversations hold up a
    merge here: only verified advice becomes one then. "auto" asks GitHub, and counts what it does not show as no.
    `code_scanning` gives the scan to GitHub code scanning too.
    Nothing here but `fail_on`, `fail_on_confidence` (what is less sure does not fail the gate), `classes` (of findings,
    with levels of their own), `paths` (with settings of their own) and `on_incomplete` reaches the security check, and
    `private_packages`, patterns of names that are looked up nowhere and like no other.
    """

    fail_on: Severity = Severity.HIGH
    fail_on_confidence: float = 0.0
    classes: tuple[ClassLevel, ...] = ()
    paths: tuple[PathPolicy, ...] = ()
    on_incomplete: OnIncomplete = OnIncomplete.FAIL
    model_review: bool = True
    providers: tuple[str, ...] = ()
    ensemble: Ensemble = Ensemble.ONE
    voters: int = 3
    votes: int = 2
    second_opinion: bool = True
    threads_must_be_resolved: Threads = Threads.AUTO
    review_drafts: bool = False
    review_bots: bool = False
    ignore: tuple[str, ...] = ()
    guidelines: tuple[str, ...] = ()
    max_line_comments: int = 5
    max_deterministic_comments: int = 25
    categories: tuple[str, ...] = CATEGORIES
    minimum_severity: Severity = Severity.LOW
    instructions: str = ""
    language: str = "English"
    suggestions: bool = True
    style: bool = False
    cache_hours: int = 24
    code_scanning: bool = False
    budget_per_call: int = 250_000
    budget_per_review: int = 100_000
    budget_per_pull_request: int = 1_000_000
    budget_per_repository_day: int = 5_000_000
    budget_per_day: int = 10_000_000
    budget_per_month: int = 100_000_000
    allow_unknown_prices: bool = False
    private_packages: tuple[str, ...] = ()

    def at(self, path: str) -> Policy:
        """Return the policy that holds for a file: `paths` laid over the rest, where they mean it."""
        here = self
        for tightens in (False, True):
            own = first_match([one for one in self.paths if one.tightens == tightens], path)
            if own is not None:
                here = _laid_over(here, own)
        return here

    @property
    def asks_models(self) -> bool:
        """Say whether a model may read anything at all."""
        return self.model_review or any(one.value("model_review") is True for one in self.paths)

    def without_models(self) -> Policy:
        """Return the policy under which no model reads anything."""
        paths = tuple(one.without("model_review") for one in self.paths)
        return replace(self, model_review=False, paths=paths)

    def failing_on(self, severity: Severity) -> Policy:
        """Return the policy with one severity as the whole gate: for everything, however sure."""
        paths = tuple(replace(one.without(*WHAT_FAILS), classes=()) for one in self.paths)
        return replace(self, fail_on=severity, fail_on_confidence=0.0, classes=(), paths=paths)


def _laid_over(policy: Policy, own: PathPolicy) -> Policy:
    for field, value in own.settings:
        looser = BY_FIELD[field].looser
        if not (own.tightens and looser is not None and looser(getattr(policy, field), value)):
            policy = with_value(policy, field, value)
    return replace(policy, classes=merged(policy.classes, own.classes)) if own.classes else policy


def with_value(policy: Policy, field: str, value: object) -> Policy:
    """Return the policy with one field set to what its key's reader gave."""
    # mypy cannot see that the reader gives its field's type; tests/review/test_policy.py does.
    return replace(policy, **{field: value})  # type: ignore[arg-type]
