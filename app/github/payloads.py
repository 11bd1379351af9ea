"""GitHub's answers as far as Diffdiver reads them: every other field is ignored, what may be null says so."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, TypeAdapter

from review.models import PullRequest

GHOST = "ghost"  # how GitHub shows a deleted account


class Payload(BaseModel):
    """Base of all answers."""

    # Of the values, pydantic would keep 16,384 for the life of the process: every head, every id of the last days.
    # https://docs.pydantic.dev/latest/api/config/#pydantic.config.ConfigDict.cache_strings
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, cache_strings="keys")


class Account(Payload):
    """A user, bot or organisation."""

    id: int
    login: str
    type: str = "User"


class Repository(Payload):
    """A repository as pull requests and listings embed it."""

    id: int
    full_name: str
    default_branch: str = ""
    private: bool = False


class Branch(Payload):
    """One end of a pull request; `repo` is null when the fork was deleted."""

    ref: str
    sha: str
    repo: Repository | None = None
    user: Account | None = None


class Base(Branch):
    """The end that always exists."""

    repo: Repository


class Pull(Payload):
    """One pull request; `user` is null for a deleted account, `body` when nothing was written."""

    number: int
    title: str
    body: str | None = None
    user: Account | None = None
    state: str
    draft: bool | None = False
    merged_at: AwareDatetime | None = None
    base: Base
    head: Branch
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None

    def pull_request(self) -> PullRequest:
        """Return it as the review's noun."""
        author = self.user
        return PullRequest(
            repository_id=self.base.repo.id,
            repository=self.base.repo.full_name,
            number=self.number,
            title=self.title,
            body=self.body or "",
            author_id=author.id if author else None,
            author=author.login if author else GHOST,
            author_is_bot=author is not None and author.type == "Bot",
            state=self.state,
            draft=bool(self.draft),
            base_ref=self.base.ref,
            base_sha=self.base.sha,
            head_ref=self.head.ref,
            head_sha=self.head.sha,
            head_repository_id=self.head.repo.id if self.head.repo else None,
            default_branch=self.base.repo.default_branch,
            merged=self.merged_at is not None,
        )


class Commit(Payload):
    """A commit of which only the SHA is read."""

    sha: str


class Tip(Payload):
    """A branch, of which only the commit it points to is read."""

    commit: Commit


class GitCommit(Payload):
    """What git itself knows of a commit; `tree` names all of its files."""

    tree: Commit


class CommitDetail(Payload):
    """A commit, of which only its tree is read."""

    commit: GitCommit


class Comparison(Payload):
    """Two commits compared."""

    merge_base_commit: Commit | None = None


class PullReview(Payload):
    """A review; only its author sees it while `state` is PENDING."""

    id: int
    state: str
    body: str | None = None
    commit_id: str | None = None
    user: Account | None = None


class Reactions(Payload):
    """How many people reacted to a comment with a thumb, each at most once; GitHub does not say here who they are."""

    up: int = Field(0, alias="+1")
    down: int = Field(0, alias="-1")


class Comment(Payload):
    """A review comment or an issue comment; from `in_reply_to_id` on, what only a review comment has.

    `performed_via_github_app` is set when an App wrote it in somebody's name.
    """

    id: int
    body: str | None = None
    user: Account | None = None
    author_association: str = ""
    html_url: str = ""
    performed_via_github_app: object = None
    in_reply_to_id: int | None = None
    diff_hunk: str | None = None
    reactions: Reactions | None = None


class Issue(Payload):
    """An issue; pull requests answer as issues too, with `pull_request` set."""

    number: int
    title: str
    body: str | None = None
    repository_url: str
    pull_request: object = None


class Output(Payload):
    """What a check run says; `annotations_count` counts every batch taken so far."""

    title: str | None = None
    summary: str | None = None
    annotations_count: int = 0


class CheckApp(Payload):
    """The App that owns a check run."""

    id: int


class Run(Payload):
    """A check run."""

    id: int
    name: str
    head_sha: str
    status: str
    conclusion: str | None = None
    external_id: str | None = None
    output: Output = Output()
    app: CheckApp | None = None


class Runs(Payload):
    """One page of check runs."""

    check_runs: tuple[Run, ...]


class Repositories(Payload):
    """One page of an installation's repositories."""

    repositories: tuple[Repository, ...]


class Permission(Payload):
    """What a user may do; `permission` is admin, write, read or none."""

    permission: str
    user: Account | None = None


class Installation(Payload):
    """An installation of the App."""

    id: int
    account: Account | None = None
    permissions: dict[str, str] = {}
    events: tuple[str, ...] = ()
    suspended_at: str | None = None
    created_at: AwareDatetime | None = None


class App(Payload):
    """The App itself."""

    id: int
    slug: str
    permissions: dict[str, str] = {}
    events: tuple[str, ...] = ()


class InstallationToken(Payload):
    """A new installation token, of any length; the value is never printed."""

    token: SecretStr
    expires_at: AwareDatetime


class HookDelivery(Payload):
    """One attempt at a delivery, as the App's hook log lists it."""

    id: int
    guid: str
    delivered_at: AwareDatetime
    redelivery: bool
    status_code: int
    event: str
    action: str | None = None
    installation_id: int | None = None
    repository_id: int | None = None

    @property
    def succeeded(self) -> bool:
        """Say whether the receiver took it."""
        return 200 <= self.status_code < 300


class HookRequest(Payload):
    """What was sent, or tried to be."""

    payload: object = None


class HookDeliveryDetail(HookDelivery):
    """One attempt with what it carried."""

    request: HookRequest = HookRequest()


# An adapter goes by its own settings, not by those of what it holds.
LISTS = ConfigDict(cache_strings="keys")
PULL_REVIEWS = TypeAdapter(tuple[PullReview, ...], config=LISTS)
COMMENTS = TypeAdapter(tuple[Comment, ...], config=LISTS)
INSTALLATIONS = TypeAdapter(tuple[Installation, ...], config=LISTS)
DELIVERIES = TypeAdapter(tuple[HookDelivery, ...], config=LISTS)
PULLS = TypeAdapter(tuple[Pull, ...], config=LISTS)
