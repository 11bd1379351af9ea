"""What the commits of a pull request added on the way to its head: a secret that was taken out again is still known.

Costs nothing for a pull request of one commit. For others it is one more fetch, of commits and trees, and one of the
blobs that only those commits have.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from app.errors import AppError
from app.git.errors import StaleToken, TooMuchOutput
from app.git.output import read_batch, read_sizes
from app.git.plumbing import Git, Limits
from app.git.reading import FILE_MODES, ReadLimits, empty_tree, list_changes, read_blobs
from app.git.remote import Remote, fetch
from review.models import History, PastLines, TreeChange

TOO_MANY = "the pull request has more than {most} commits; its newest were read for secrets that were removed again"
NOT_READ = "the commits before the head could not be read for secrets that were removed again: {why}"
TOO_SLOW = "it took longer than {seconds:g} s"
TOO_LARGE = "they changed too much"

_PARENT = re.compile(rb"^parent ([0-9a-f]{40,64})$", re.MULTILINE)
_AUTHOR = re.compile(rb"^author ([^<\n]{0,500})<([^>\n]{0,500})>", re.MULTILINE)
_MEGABYTE = 1 << 20
_PROBE = 8_000  # git calls a file binary for a NUL in its first 8,000 bytes

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """How much of a pull request's past is read: commits, bytes of packs and of files, and seconds in all."""

    commits: int = 250
    pack_bytes: int = 48 * _MEGABYTE
    file_bytes: int = 10 * _MEGABYTE
    seconds: float = 60


async def read_history(
    git: Git, remote: Remote, span: tuple[str, str], base_ref: str, limits: HistoryLimits | None = None
) -> History:
    """Return the lines that commits between the merge base and the head (`span`) added, without those of its head.

    Both must be in the repository. Merges add nothing of their own and are left out. Raises StaleToken only: a past
    that cannot be read is said in `unread`, and the review goes on.
    """
    limits = limits or HistoryLimits()
    try:
        async with asyncio.timeout(limits.seconds):
            return await _Past(git, remote, limits).read(span, base_ref)
    except StaleToken:
        raise
    except TimeoutError:
        why = TOO_SLOW.format(seconds=limits.seconds)
    except TooMuchOutput:
        why = TOO_LARGE
    except AppError as error:
        why = str(error)[:200]
    log.warning("history not read", reason=why)
    return History(unread=NOT_READ.format(why=why))


@dataclass(frozen=True, slots=True)
class _Commit:
    """The head of a commit object: its parents, and who wrote it, by name and address."""

    parents: tuple[str, ...]
    author: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Past:
    git: Git
    remote: Remote
    limits: HistoryLimits

    async def read(self, span: tuple[str, str], base_ref: str) -> History:
        base, head = span
        alone = await self._commits([head])
        if base == head or head not in alone or alone[head].parents == (base,):
            return History(authors=_authors(alone))
        # Only what the base branch does not have: the commits of the pull request, whatever their number.
        await self._fetch([head], without=f"refs/heads/{base_ref}")
        listed = await self.git.run(
            "rev-list", "--topo-order", f"--max-count={self.limits.commits + 1}", head, f"^{base}"
        )
        commits = listed.decode("ascii").split()
        unread = TOO_MANY.format(most=self.limits.commits) if len(commits) > self.limits.commits else ""
        commits = commits[: self.limits.commits]
        known = await self._commits(commits)
        changes = await self._changes({sha: one.parents for sha, one in known.items()}, commits)
        at_head = {one.path: one.new_blob for one in await list_changes(self.git, base, head)}
        passed = [(sha, one) for sha, one in changes if one.new_blob != at_head.get(one.path, one.old_blob)]
        contents = await self._contents([one for _, one in passed])
        return History(tuple(_past_lines(passed, contents, self.limits)), unread, _authors(known))

    async def _commits(self, commits: Sequence[str]) -> Mapping[str, _Commit]:
        """Read commits with their true parents, as the objects name them: git hides them where a shallow clone ends."""
        asked = "".join(f"{one}\n" for one in commits).encode("ascii")
        out = await self.git.run("cat-file", "--batch", stdin=asked)
        return {sha: _commit(content.partition(b"\n\n")[0]) for sha, content in read_batch(out)}

    async def _changes(
        self, parents: Mapping[str, tuple[str, ...]], commits: Sequence[str]
    ) -> list[tuple[str, TreeChange]]:
        """List what each commit but merges did to files, oldest first; parents outside of the span are fetched."""
        single = [sha for sha in reversed(commits) if len(parents.get(sha, ())) < 2]
        before = {sha: (parents.get(sha) or (empty_tree("sha1"),))[0] for sha in single}
        missing = await self._missing([parents[sha][0] for sha in single if parents.get(sha)])
        if missing:
            await self._fetch(missing, depth=1)
        found = []
        for sha in single:
            listed = await list_changes(self.git, before[sha], sha)
            found += [(sha, one) for one in listed if one.new_blob is not None and one.new_mode in FILE_MODES]
        return found

    async def _contents(self, changes: Sequence[TreeChange]) -> Mapping[str, bytes]:
        blobs = list(dict.fromkeys(blob for one in changes for blob in _blobs(one)))
        if not blobs:
            return {}
        missing = await self._missing(blobs)
        if missing:
            await self._fetch(missing)
        return await read_blobs(self.git, blobs, ReadLimits(change_bytes=self.limits.pack_bytes))

    async def _missing(self, ids: Sequence[str]) -> list[str]:
        wanted = dict.fromkeys(ids)
        if not wanted:
            return []
        asked = "".join(f"{one}\n" for one in wanted).encode("ascii")
        present = read_sizes(await self.git.run("cat-file", "--batch-check", stdin=asked))
        return [one for one in wanted if one not in present]

    async def _fetch(self, wanted: Sequence[str], *, depth: int | None = None, without: str | None = None) -> None:
        most = Limits(seconds=self.limits.seconds, file_bytes=self.limits.pack_bytes)
        await fetch(self.git, self.remote, wanted, most, depth=depth, without=without)


def _commit(head: bytes) -> _Commit:
    author = _AUTHOR.search(head)
    name, mail = (author[1], author[2]) if author else (b"", b"")
    parents = tuple(parent.decode("ascii") for parent in _PARENT.findall(head))
    return _Commit(parents, (name.decode("utf-8", "replace").strip(), mail.decode("utf-8", "replace").strip()))


def _authors(commits: Mapping[str, _Commit]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(one.author for one in commits.values()))


def _blobs(change: TreeChange) -> Iterator[str]:
    if change.new_blob is not None:
        yield change.new_blob
    if change.old_blob is not None and change.old_mode in FILE_MODES:
        yield change.old_blob


def _past_lines(
    changes: Sequence[tuple[str, TreeChange]], contents: Mapping[str, bytes], limits: HistoryLimits
) -> Iterator[PastLines]:
    for sha, one in changes:
        new, old = contents.get(one.new_blob or "", b""), contents.get(one.old_blob or "", b"")
        if b"\0" in new[:_PROBE] or len(new) > limits.file_bytes:
            continue
        before = frozenset(old.split(b"\n"))
        lines = tuple(
            (number, line.decode("utf-8", "surrogateescape"))
            for number, line in enumerate(new.split(b"\n"), 1)
            if line and line not in before
        )
        if lines:
            yield PastLines(sha, one.path, lines)
