"""What a delivery asks for: values between the payload and the store."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook. `id` is GitHub's GUID, which a redelivery keeps; ids are None where the payload has none."""

    id: str
    event: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job whose wanted generation is to be raised; a review's subject is "<repository id>/<number>".

    `redo`: do it again even if nothing changed. `quiet`: nobody asked, it is a pull request from before the
    installation.
    """

    kind: str
    subject: str
    installation_id: int | None
    redo: bool = False
    quiet: bool = False


# Wanted whenever repositories may have come (back) into sight: their open pull requests are looked through.
SWEEP = Wanted("reconcile", "pull_requests", None)


@dataclass(frozen=True, slots=True)
class KnownInstallation:
    """What the payload tells of an installation; `state` is active, suspended or deleted."""

    id: int
    account: str
    account_type: str | None
    state: str


@dataclass(frozen=True, slots=True)
class KnownRepository:
    """What the payload tells of a repository; None means that this payload does not say. A hint, never the truth."""

    id: int
    installation_id: int
    full_name: str
    default_branch: str | None = None
    private: bool | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """Everything one delivery asks of the store; `ignored` is the reason when it asks for nothing."""

    jobs: tuple[Wanted, ...] = ()
    installations: tuple[KnownInstallation, ...] = ()
    repositories: tuple[KnownRepository, ...] = ()
    ignored: str | None = None
