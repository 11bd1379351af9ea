"""Mine a branch of a repository that has its commits and trees: `git log` writes a file, and a pure step reads it."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

import structlog

from app.errors import Terminal
from app.git.errors import GitFailed, TooMuchOutput
from app.git.local import LocalRepository
from app.git.plumbing import Git, Limits
from app.git.reading import FILE_MODES
from review.history import encoding
from review.history.errors import MalformedLog, MalformedMined
from review.history.log import ARGUMENTS
from review.history.mining import MOST_COMMITS, mine
from review.models.mined import Mined

TOO_LARGE = "the log of the branch is larger than {most} bytes: its history is not used"
TOO_LARGE_TREE = "the list of the branch's files is larger than {most} bytes: its history is not used"
SHALLOW = "a shallow clone has no history to mine"

P = ParamSpec("P")
T = TypeVar("T")

_MEGABYTE = 1 << 20
_CHUNK = _MEGABYTE
_MAILMAP = ".mailmap"
# More than this above the most, and the oldest are left behind by mining again.
_SLACK = 1.2

log = structlog.get_logger(__name__)


class TooLarge(Terminal):
    """The repository is above a limit of ours: its history is not used."""


class Compute(Protocol):
    """Somewhere to run a function of plain values: app/work/compute.py has it."""

    async def __call__(self, step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` and return its value."""
        ...


@dataclass(frozen=True, slots=True)
class BranchLimits:
    """What one mining may take: commits (the newest), bytes of the log, and seconds of git."""

    commits: int = MOST_COMMITS
    log_bytes: int = 512 * _MEGABYTE
    seconds: float = 300
    tree_bytes: int = 64 * _MEGABYTE


async def mined_of(path: Path, revision: str = "HEAD", compute: Compute | None = None) -> Mined | None:
    """Mine the history of a revision of a local repository; None when it has none, or is a shallow clone.

    No blob but the mailmap is read, so that a blobless clone will do, and nothing is written to the repository. Raises
    UsageError when there is no repository or no such revision.
    """
    repository = await LocalRepository.open(path)
    if await asyncio.to_thread((repository.common / "shallow").is_file):
        log.info("no history", reason=SHALLOW)
        return None
    if revision == "HEAD" and not await repository.has_commit():
        return None
    tip = await repository.resolve(revision)
    async with repository.reader() as git:
        try:
            kept = await read_branch(git, tip, git.directory, compute or _here)
        except (GitFailed, Terminal) as error:
            log.warning("no history", error=str(error)[:200])
            return None
    return encoding.decode(kept)


async def read_branch(
    git: Git, tip: str, folder: Path, compute: Compute, kept: bytes | None = None, limits: BranchLimits | None = None
) -> bytes:
    """Return the encoded history of a branch up to the commit `tip`; of `kept`, which came before, only what is new.

    A branch that was rewritten since, or whose mailmap is another, is mined again. The log goes through a file in
    `folder`. Raises GitFailed when objects are missing, TooLarge, and what `compute` does.
    """
    limits = limits or BranchLimits()
    mailmap = await mailmap_of(git, tip)
    since = await _since(git, tip, mailmap, kept, limits)
    if since == tip and kept is not None:
        return kept
    with tempfile.TemporaryDirectory(prefix="log-", dir=folder) as scratch:
        file = Path(scratch) / "log"
        await _write_log(git, tip, since, mailmap, file, limits)
        present = await _list_tree(git, tip, limits)
        whole = since is not None or await _count(git, tip, limits) <= limits.commits
        try:
            return await compute(mine_log, str(file), tip, mailmap, present, kept if since else None, whole)
        except MalformedLog as error:
            raise GitFailed("log", 0, str(error)) from error


def mine_log(file: str, tip: str, mailmap: str, present: bytes, kept: bytes | None, whole: bool) -> bytes:
    """Mine a log that git wrote to a file; a step for a process of its own. Raises MalformedLog."""
    earlier = encoding.decode(kept, asked=False) if kept is not None else None
    paths = frozenset(present.decode("utf-8", "surrogateescape").split("\0"))
    with Path(file).open("rb") as opened:
        chunks = iter(lambda: opened.read(_CHUNK), b"")
        mined = mine(chunks, tip, earlier=earlier, present=paths, mailmap=mailmap, whole=whole, asked=False)
    return encoding.encode(mined)


async def mailmap_of(git: Git, tip: str) -> str:
    """Return the blob of the mailmap in the root of a commit, "" when there is none here."""
    blob = await named_mailmap(git, tip)
    # Missing from a blobless clone, git only warns of it; then the names stay as they were written.
    return blob if blob and await is_here(git, blob) else ""


async def named_mailmap(git: Git, tip: str) -> str:
    """Return the blob that the tree names as the mailmap, "" for none; it may be missing here."""
    found = await git.run("ls-tree", "-z", "--full-tree", tip, "--", _MAILMAP)
    mode, _, blob = found.partition(b"\t")[0].decode("ascii").partition(" ")
    return blob.rpartition(" ")[2] if mode in FILE_MODES else ""


async def is_here(git: Git, blob: str) -> bool:
    """Say whether a blobless clone has a blob."""
    try:
        await git.run("cat-file", "-e", blob)
    except GitFailed:
        return False
    return True


async def _since(git: Git, tip: str, mailmap: str, kept: bytes | None, limits: BranchLimits) -> str | None:
    """Return the commit that `kept` ends at, when only what came after it is to be mined."""
    if kept is None:
        return None
    try:
        about = encoding.about(kept)
    except MalformedMined:
        return None
    if about.mailmap != mailmap or about.commits > limits.commits * _SLACK or len(about.tip) != len(tip):
        return None
    try:
        await git.run("merge-base", "--is-ancestor", about.tip, tip)
    except GitFailed:  # 1: it is none; 128: it is gone
        return None
    return about.tip


async def _list_tree(git: Git, tip: str, limits: BranchLimits) -> bytes:
    most = Limits(seconds=limits.seconds, output_bytes=limits.tree_bytes)
    try:
        return await git.run("ls-tree", "-r", "-z", "--full-tree", "--name-only", tip, limits=most)
    except TooMuchOutput:
        raise TooLarge(TOO_LARGE_TREE.format(most=limits.tree_bytes)) from None


async def _count(git: Git, tip: str, limits: BranchLimits) -> int:
    asked = ("rev-list", "--count", "--no-merges", f"--max-count={limits.commits + 1}")
    return int(await git.run(*asked, tip, limits=Limits(seconds=limits.seconds)))


async def _write_log(git: Git, tip: str, since: str | None, mailmap: str, file: Path, limits: BranchLimits) -> None:
    span = [f"--max-count={limits.commits}", tip, *([f"^{since}"] if since else [])]
    # Other than our own, git would look for a mailmap in HEAD.
    config = {"mailmap.blob": mailmap, "mailmap.file": "/dev/null", "log.showRoot": "true"}
    most = Limits(seconds=limits.seconds, file_bytes=limits.log_bytes)
    try:
        await git.run(*ARGUMENTS, f"--output={file}", *span, "--", config=config, limits=most)
    except GitFailed as error:
        if isinstance(error, TooMuchOutput) or error.status == -signal.SIGXFSZ:
            raise TooLarge(TOO_LARGE.format(most=limits.log_bytes)) from None
        raise


async def _here(step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    return step(*args, **kwargs)
