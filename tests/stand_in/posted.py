"""What Apps post: reviews, comments, check suites and runs; and the deliveries sent to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.stand_in.accounts import Account, App, Installation
from tests.stand_in.answers import Json
from tests.stand_in.repository import PullRequest, Repository

PENDING = "pending"  # a delivery on its way


@dataclass(slots=True)
class Review:
    """A review; `PENDING` is seen by its author alone until it is submitted."""

    id: int
    pull_request: PullRequest
    user: Account
    body: str
    state: str
    commit_id: str
    submitted_at: str | None


@dataclass(slots=True)
class ReviewComment:
    """A comment on lines of the diff (`line` None: on the whole file)."""

    id: int
    review: Review
    pull_request: PullRequest
    user: Account
    body: str
    path: str
    commit_id: str
    line: int | None
    side: str
    start_line: int | None
    start_side: str | None
    diff_hunk: str
    created_at: str
    updated_at: str
    in_reply_to: int | None = None
    resolved: bool = False
    minimized: str | None = None

    @property
    def code(self) -> str:
        """Return the commented line as the diff shows it, without its sign."""
        return self.diff_hunk.rsplit("\n", 1)[-1][1:]


@dataclass(slots=True)
class IssueComment:
    """A comment in the conversation of a pull request."""

    id: int
    repository: Repository
    number: int
    user: Account
    body: str
    created_at: str
    updated_at: str
    minimized: str | None = None


@dataclass(slots=True)
class Issue:
    """An issue that is no pull request."""

    id: int
    repository: Repository
    number: int
    user: Account
    title: str
    body: str | None
    created_at: str


@dataclass(slots=True)
class CheckSuite:
    """All check runs of one App on one commit."""

    id: int
    repository: Repository
    app: App
    head_sha: str
    created_at: str


@dataclass(slots=True)
class CheckRun:
    """One check run with every annotation sent to it so far."""

    id: int
    suite: CheckSuite
    name: str
    status: str
    conclusion: str | None
    started_at: str
    completed_at: str | None
    external_id: str
    details_url: str | None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[Json] = field(default_factory=list)
    actions: list[Json] = field(default_factory=list)
    history: list[Json] = field(default_factory=list)

    @property
    def head_sha(self) -> str:
        """Return the commit that this run judges."""
        return self.suite.head_sha


@dataclass(slots=True)
class Delivery:
    """One attempt to deliver a webhook; a redelivery is another attempt with the same GUID."""

    id: int
    guid: str
    app: App
    installation: Installation | None
    repository_id: int | None
    event: str
    action: str | None
    payload: Json
    url: str
    redelivery: bool
    delivered_at: str
    duration: float = 0.0
    status: str = PENDING
    status_code: int = 0
    request_headers: dict[str, str] = field(default_factory=dict)
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""
