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
    """The `pull_request` object, as far as it names the job."""

    number: int = PositiveId


class Payload(_Payload):
    """Any delivery's body, seen through what intake needs of it."""

    action: str | None = Field(None, max_length=100)
    installation: Installation | None = None
    repository: Repository | None = None
    pull_request: PullRequest | None = None
    repositories: list[Repository] | None = None
    repositories_added: list[Repository] | None = None
    repositories_removed: list[Repository] | None = None
