"""Who is who on the stand-in: accounts, Apps, installations and their tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# What Diffdiver's manifest asks for; a test may install an App with less.
DEFAULT_PERMISSIONS: Mapping[str, str] = {
    "metadata": "read",
    "contents": "read",
    "issues": "read",
    "merge_queues": "read",
    "pull_requests": "write",
    "checks": "write",
}
DEFAULT_EVENTS = (
    "check_run", "check_suite", "issue_comment", "merge_group", "pull_request", "pull_request_review_comment",
    "repository",
)  # fmt: skip

_LEVELS = {"read": 1, "write": 2, "admin": 3}


def allows(granted: Mapping[str, str], permission: str, level: str) -> bool:
    """Say whether the granted permissions include this one at this level; metadata read is always included."""
    if (permission, level) == ("metadata", "read"):
        return True
    return _LEVELS.get(granted.get(permission, ""), 0) >= _LEVELS[level]


@dataclass(slots=True)
class Account:
    """A user, an organisation or a bot."""

    id: int
    login: str
    type: str = "User"


@dataclass(slots=True)
class App:
    """A registered GitHub App, with the private key that GitHub itself does not keep."""

    id: int
    slug: str
    name: str
    owner: Account
    bot: Account
    pem: str
    public_key: str
    webhook_secret: str | None
    webhook_url: str | None
    client_id: str
    client_secret: str
    permissions: dict[str, str]
    events: tuple[str, ...]
    created_at: str


@dataclass(slots=True)
class Installation:
    """An App installed on an account, for all repositories (None) or some."""

    id: int
    app: App
    account: Account
    permissions: dict[str, str]
    events: tuple[str, ...]
    repository_ids: set[int] | None
    created_at: str
    suspended_at: str | None = None
    deleted: bool = False


@dataclass(slots=True)
class Token:
    """An installation access token; `repository_ids` None means every repository of the installation."""

    value: str
    installation: Installation
    permissions: dict[str, str]
    repository_ids: set[int] | None
    expires_at: float
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who sends a request: an App by JWT (no token), or one of its installations."""

    app: App
    token: Token | None = None
    permissions: Mapping[str, str] = field(default_factory=dict)

    @property
    def user(self) -> Account:
        """Return the account that content made by this actor belongs to."""
        return self.app.bot
