"""The change that a local review is asked for: out of a repository, a working tree, or a diff."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from app.errors import UsageError
from app.git.local import LocalRepository
from app.work.policy import FILE
from review.diff.fragments import fetched_from_patch
from review.errors import MalformedDiff
from review.models import FetchedChange
from review.policy import Policy, PolicyLayer, read_policy

EITHER = "--diff reviews a diff and nothing else: leave out --repo, --base, --head and --worktree"
NOT_BOTH = "--worktree reviews the files on disk, --head a commit: give one of them"
UNREADABLE = "{path} cannot be read: {why}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line named; None and False where it did not."""

    repo: Path | None
    base: str | None
    head: str | None
    worktree: bool
    diff: str | None
    config: Path | None


@dataclass(frozen=True, slots=True)
class LocalChange:
    """The change, the policy that holds for it, and what was wrong in the policy's file."""

    fetched: FetchedChange
    policy: Policy
    notices: tuple[str, ...]


async def read_change(asked: Asked) -> LocalChange:
    """Read what was asked for; raise UsageError, saying what to do, when it cannot be had."""
    if asked.diff is not None:
        if asked.repo or asked.base or asked.head or asked.worktree:
            raise UsageError(EITHER)
        fetched, policy_file = await asyncio.to_thread(_from_patch, asked.diff), None
    else:
        if asked.worktree and asked.head:
            raise UsageError(NOT_BOTH)
        fetched, policy_file = await _from_repository(asked)
    layers = []
    if asked.config is not None:
        layers = [PolicyLayer(str(asked.config), _text(asked.config), trusted=True)]
    elif policy_file is not None:
        layers = [PolicyLayer(f"{FILE} at the base", policy_file, trusted=True)]
    reading = read_policy(layers)
    return LocalChange(fetched, reading.policy, reading.notices)


def _from_patch(name: str) -> FetchedChange:
    try:
        patch = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(UNREADABLE.format(path=name, why=error.strerror)) from error
    try:
        return fetched_from_patch(patch)
    except MalformedDiff as error:
        raise UsageError(f"{'stdin' if name == '-' else name}: {error}") from error


async def _from_repository(asked: Asked) -> tuple[FetchedChange, str | None]:
    repository = await LocalRepository.open(asked.repo or Path())
    head = await repository.resolve(asked.head or "HEAD")
    base = await _base(repository, asked.base, head, worktree=asked.worktree)
    fetched = await (repository.worktree_change(base) if asked.worktree else repository.change(base, head))
    files = await repository.files(base, [FILE]) if base else {}
    return fetched, files[FILE].decode("utf-8", "replace") if FILE in files else None


async def _base(repository: LocalRepository, named: str | None, head: str, *, worktree: bool) -> str | None:
    """Return the merge base; on the default branch itself, the commit before `head`; None for a first commit."""
    other = await repository.resolve(named or await repository.default_branch())
    base = await repository.merge_base(other, head)
    if base != head or named is not None or worktree:
        return base
    try:
        return await repository.resolve(f"{head}^")
    except UsageError:
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(UNREADABLE.format(path=path, why=error.strerror)) from error
