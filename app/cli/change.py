"""The change that a local review is asked for: out of a repository, a working tree, or a diff."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from app.errors import UsageError
from app.git.local import LocalRepository
from app.work.context import base_files
from review.diff.fragments import fetched_from_patch
from review.errors import MalformedDiff
from review.models import FetchedChange
from review.policy import FILE, LEFT_OUT, Policy, PolicyLayer, PolicyReading, read_policy

EITHER = "--diff reviews a diff and nothing else: leave out --repo, --base, --head and --worktree"
NOT_BOTH = "--worktree reviews the files on disk, --head a commit: give one of them"
UNREADABLE = "{path} cannot be read: {why}"
NO_STDIN = "stdin is closed: give the diff on it, or name a file with --diff FILE"
NO_NAME = "{option} names nothing: leave it out, or give a revision"


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
        if asked.repo or asked.base is not None or asked.head is not None or asked.worktree:
            raise UsageError(EITHER)
        fetched, policy_file = await asyncio.to_thread(_from_patch, asked.diff), None
    else:
        if asked.worktree and asked.head is not None:
            raise UsageError(NOT_BOTH)
        fetched, policy_file = await _from_repository(asked)
    if asked.config is not None:
        reading = policy_in(asked.config)
    else:
        layers = [PolicyLayer(f"{FILE} at the base", policy_file, trusted=True)] if policy_file is not None else []
        reading = read_policy(layers)
    if asked.diff is None:
        repository = await LocalRepository.open(asked.repo or Path())
        fetched = await repository.with_beside(fetched, base_files(reading.policy))
    return LocalChange(fetched, reading.policy, reading.notices)


def policy_in(config: Path) -> PolicyReading:
    """Read a policy file that was named; raise UsageError when it cannot be read, for its gate is wanted, not ours."""
    reading = read_policy([PolicyLayer(str(config), _text(config), trusted=True)])
    if reading.unreadable:
        raise UsageError(reading.notices[0].removesuffix(LEFT_OUT))
    return reading


def _from_patch(name: str) -> FetchedChange:
    if name == "-" and sys.stdin is None:
        raise UsageError(NO_STDIN)
    try:
        patch = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(UNREADABLE.format(path=name, why=error.strerror)) from error
    try:
        return fetched_from_patch(patch)
    except MalformedDiff as error:
        raise UsageError(f"{'stdin' if name == '-' else name}: {error}") from error


async def _from_repository(asked: Asked) -> tuple[FetchedChange, str | None]:
    for option, revision in (("--base", asked.base), ("--head", asked.head)):
        if revision == "":  # a variable of a script that was not set; HEAD would be another review than was meant
            raise UsageError(NO_NAME.format(option=option))
    repository = await LocalRepository.open(asked.repo or Path())
    base, head = await _ends(repository, asked)
    fetched = await (repository.change(base, head) if head else repository.worktree_change(base))
    files = await repository.files(base, [FILE]) if base else {}
    return fetched, files[FILE].decode("utf-8", "replace") if FILE in files else None


async def _ends(repository: LocalRepository, asked: Asked) -> tuple[str | None, str | None]:
    """Return what is compared: the base, None for nothing at all, and the head, None for the files on disk."""
    if asked.worktree and asked.base is None and not await repository.has_commit():
        return None, None
    head = await repository.resolve(asked.head or "HEAD")
    other = await repository.resolve(asked.base or await repository.default_branch())
    base = await repository.merge_base(other, head)
    if asked.worktree:
        return base, None
    # On the default branch itself its last commit is reviewed.
    return (await repository.parent(head) if base == head and asked.base is None else base), head


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(UNREADABLE.format(path=path, why=error.strerror)) from error
