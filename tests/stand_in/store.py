"""The stand-in's state: everything that exists, and everything that was asked."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.stand_in import diffs, git
from tests.stand_in.accounts import Account, Actor, App, Installation, Token
from tests.stand_in.answers import Json, not_found
from tests.stand_in.clock import Clock
from tests.stand_in.faults import Faults
from tests.stand_in.limits import Limits
from tests.stand_in.posted import CheckRun, CheckSuite, Delivery, Issue, IssueComment, Review, ReviewComment
from tests.stand_in.repository import PullRequest, Repository


@dataclass(slots=True)
class Logged:
    """One request that reached the stand-in, git included, with how it was answered."""

    method: str
    path: str
    query: dict[str, str]
    body: object
    actor: Actor | None
    at: float
    status: int = 0
    operation: str | None = None
    fault: str | None = None
    duration_ms: float = 0.0


@dataclass
class World:
    """All state of one stand-in. `faults_found` holds each request that GitHub's description forbids."""

    root: Path
    clock: Clock = field(default_factory=Clock)
    enterprise: bool = False
    check_answers: bool = False
    manifest_secrets: bool = True  # False: the conversion answers with webhook_secret null
    url: str = ""
    faults: Faults = field(default_factory=Faults)
    limits: Limits = field(init=False)
    accounts: dict[str, Account] = field(default_factory=dict)
    apps: dict[int, App] = field(default_factory=dict)
    installations: dict[int, Installation] = field(default_factory=dict)
    repositories: dict[int, Repository] = field(default_factory=dict)
    pull_requests: dict[tuple[int, int], PullRequest] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    reviews: dict[int, Review] = field(default_factory=dict)
    review_comments: dict[int, ReviewComment] = field(default_factory=dict)
    issues: dict[tuple[int, int], Issue] = field(default_factory=dict)  # by repository id and number
    issue_comments: dict[int, IssueComment] = field(default_factory=dict)
    check_suites: dict[int, CheckSuite] = field(default_factory=dict)
    check_runs: dict[int, CheckRun] = field(default_factory=dict)
    analyses: dict[tuple[int, str, str], str] = field(default_factory=dict)  # by repository id, commit and ref
    suites_off: set[tuple[int, int]] = field(default_factory=set)  # (repository id, App id)
    old_names: dict[str, int] = field(default_factory=dict)  # a repository's id by its former name, in lower case
    deliveries: dict[int, Delivery] = field(default_factory=dict)
    reactions: dict[tuple[str, int], list[Json]] = field(default_factory=dict)
    manifests: dict[str, Json] = field(default_factory=dict)
    requests: list[Logged] = field(default_factory=list)
    faults_found: list[str] = field(default_factory=list)
    answer_faults: list[str] = field(default_factory=list)
    _ids: Callable[[], int] = field(default_factory=lambda: itertools.count(1001).__next__)
    _diffs: dict[tuple[int, str, str], tuple[diffs.DiffFile, ...]] = field(default_factory=dict)
    _counts: dict[tuple[int, str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.limits = Limits(self.clock)

    def new_id(self) -> int:
        """Return a number that nothing else in this world has."""
        return self._ids()

    @property
    def api_url(self) -> str:
        """Return the base of the REST API: below /api/v3 on an Enterprise Server."""
        return f"{self.url}/api/v3" if self.enterprise else self.url

    def account(self, login: str, kind: str = "User") -> Account:
        """Return the account of this login, made now if nobody knew it."""
        if login.lower() not in self.accounts:
            self.accounts[login.lower()] = Account(self.new_id(), login, kind)
        return self.accounts[login.lower()]

    def repository(self, full_name: str) -> Repository:
        """Return a repository by owner/name in any case; raise 404."""
        for repository in list(self.repositories.values()):
            if repository.full_name.lower() == full_name.lower() and not repository.deleted:
                return repository
        raise not_found()

    def pull_request(self, repository: Repository, number: str | int) -> PullRequest:
        """Return a pull request; raise 404."""
        found = self.pull_requests.get((repository.id, int(number))) if str(number).isdecimal() else None
        if found is None:
            raise not_found()
        return found

    def pull_requests_of(self, repository: Repository) -> list[PullRequest]:
        """Return the pull requests of a repository, newest first."""
        found = [p for p in list(self.pull_requests.values()) if p.repository is repository]
        return sorted(found, key=lambda p: -p.number)

    def covers(self, installation: Installation, repository: Repository) -> bool:
        """Say whether an installation includes a repository."""
        if installation.deleted or installation.account is not repository.owner:
            return False
        return installation.repository_ids is None or repository.id in installation.repository_ids

    def diff(self, repository: Repository, base: str, head: str) -> tuple[diffs.DiffFile, ...]:
        """Return the rendered diff of two commits, computed once."""
        key = (repository.id, base, head)
        if key not in self._diffs:
            self._diffs[key] = diffs.render(repository.path, base, head)
        return self._diffs[key]

    def has_diff(self, repository: Repository, base: str, head: str) -> bool:
        """Say whether a diff is already computed."""
        return (repository.id, base, head) in self._diffs

    def count_commits(self, pull_request: PullRequest) -> int:
        """Count the commits that a pull request would add, once a pair of commits."""
        key = (pull_request.repository.id, pull_request.base_sha, pull_request.head_sha)
        if key not in self._counts:
            span = f"{pull_request.base_sha}..{pull_request.head_sha}"
            self._counts[key] = int(git.line(pull_request.repository.path, "rev-list", "--count", span))
        return self._counts[key]

    def synchronise(self, pull_request: PullRequest) -> None:
        """Read a pull request's SHAs from git again and write refs/pull/N/head.

        A deleted head repository leaves the head where it was, as on GitHub.
        """
        base_path = pull_request.repository.path
        head_repository = pull_request.head_repository
        if head_repository is not None and not head_repository.deleted:
            sha = git.resolve(head_repository.path, f"refs/heads/{pull_request.head_ref}")
            assert sha is not None, f"no branch {pull_request.head_ref}"
            if head_repository is not pull_request.repository:
                git.fetch(base_path, head_repository.path, sha)
            git.set_ref(base_path, f"refs/pull/{pull_request.number}/head", sha)
            if pull_request.head_sha not in ("", sha):
                pull_request.past_heads.append(pull_request.head_sha)
            pull_request.head_sha = sha
        pull_request.base_sha = git.resolve(base_path, f"refs/heads/{pull_request.base_ref}") or pull_request.base_sha
        base = git.merge_base(base_path, pull_request.base_sha, pull_request.head_sha)
        assert base is not None, f"{pull_request.base_ref} and {pull_request.head_ref} share no history in this copy"
        pull_request.merge_base = base
        pull_request.updated_at = self.clock.stamp()
        self.diff(pull_request.repository, base, pull_request.head_sha)
        self.count_commits(pull_request)
