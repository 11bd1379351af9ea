"""A repository of the stand-in: a bare git repository with GitHub's facts around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.stand_in.accounts import Account
from tests.stand_in.answers import Json
from tests.stand_in.rulesets import Ruleset


@dataclass(slots=True)
class Repository:
    """One repository; `path` is a real bare git repository."""

    id: int
    owner: Account
    name: str
    path: Path
    default_branch: str
    private: bool
    created_at: str
    parent: Repository | None = None
    deleted: bool = False
    next_number: int = 1
    collaborators: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Json] = field(default_factory=dict)
    rules: list[Json] = field(default_factory=list)  # of every branch, beside those of `rulesets`
    rulesets: list[Ruleset] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """Return owner/name."""
        return f"{self.owner.login}/{self.name}"

    def rules_of(self, branch: str) -> list[Json]:
        """Return the rules in force on a branch."""
        held = [ruleset for ruleset in self.rulesets if ruleset.holds(branch, self.default_branch)]
        return [*self.rules, *(rule for ruleset in held for rule in ruleset.shown())]


@dataclass(slots=True)
class PullRequest:
    """One pull request; its SHAs come from git at opening and at each synchronisation."""

    id: int
    number: int
    repository: Repository
    head_repository: Repository | None
    base_ref: str
    head_ref: str
    head_login: str
    base_sha: str
    head_sha: str
    merge_base: str
    title: str
    body: str | None
    user: Account
    created_at: str
    updated_at: str
    draft: bool = False
    state: str = "open"
    merged: bool = False
    closed_at: str | None = None
    labels: list[str] = field(default_factory=list)
    requested_reviewers: list[str] = field(default_factory=list)
    past_heads: list[str] = field(default_factory=list)
