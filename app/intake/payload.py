"""The few fields of a payload that intake reads. A payload is a hint: the worker reads the truth from GitHub.

Everything may be missing or null: `installation` on repository webhooks, `head.repo` of a deleted fork, `body`.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

PositiveId = Field(gt=0, lt=2**63)


class _Payload(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Account(_Payload):
    """A user or an organisation; an enterprise has no login."""

    id: int | None = Field(None, gt=0, lt=2**63)
    login: str | None = Field(None, max_length=200)
    type: str | None = None


class Installation(_Payload):
    """The `installation` object: whole in installation events, only its id elsewhere."""

    id: int = PositiveId
    account: Account | None = None


class Repository(_Payload):
    """The `repository` object; the entries of `repositories_added` have no default branch."""

    id: int = PositiveId
    full_name: str = Field(max_length=300)
    default_branch: str | None = None
    private: bool | None = None


class PullRequest(_Payload):
    """The `pull_request` object, as far as it names the job; `merged` only where it is the event's own object."""

    number: int = PositiveId
    merged: bool | None = None


class Issue(_Payload):
    """The `issue` object of a comment; `pull_request` is there when it is the conversation of one."""

    number: int = PositiveId
    pull_request: object = None


class Comment(_Payload):
    """A comment, in the conversation or on a line; `performed_via_github_app` when an App wrote it for somebody."""

    id: int = PositiveId
    body: str | None = None
    user: Account | None = None
    performed_via_github_app: object = None


class App(_Payload):
    """The App that a check run or a check suite belongs to."""

    id: int = PositiveId


class Check(_Payload):
    """The `check_run` or `check_suite` object; only a run has an `external_id`, which its maker chose freely."""

    head_sha: str | None = Field(None, max_length=64)
    external_id: str | None = None
    app: App | None = None


class RequestedAction(_Payload):
    """The button of a check run that somebody pressed."""

    identifier: str | None = None


class MergeGroup(_Payload):
    """The `merge_group` object; everything but its head is read from GitHub."""

    head_sha: str = Field(max_length=64)


class Payload(_Payload):
    """Any delivery's body, seen through what intake needs of it."""

    action: str | None = Field(None, max_length=100)
    ref: str | None = Field(None, max_length=1_000)
    deleted: bool | None = None
    installation: Installation | None = None
    repository: Repository | None = None
    pull_request: PullRequest | None = None
    issue: Issue | None = None
    comment: Comment | None = None
    check_run: Check | None = None
    check_suite: Check | None = None
    merge_group: MergeGroup | None = None
    requested_action: RequestedAction | None = None
    sender: Account | None = None
    repositories: list[Repository] | None = None
    repositories_added: list[Repository] | None = None
    repositories_removed: list[Repository] | None = None
