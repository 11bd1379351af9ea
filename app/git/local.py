"""The user's own repository: read through a throw-away one, so that neither its settings nor its index matter."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.errors import UsageError
from app.git.beside import find_beside, read_beside
from app.git.errors import GitFailed
from app.git.plumbing import Git, write_empty_repository
from app.git.reading import ReadLimits, empty_tree, fetched_change, list_files, read_blobs
from app.git.worktree import Worktree, write_tree
from review.models import FetchedChange
from review.prompts.guidance import BaseFiles

NO_FOLDER = "there is no folder {path}: name one with --repo"
NO_REPOSITORY = "{path} is not in a git repository: name one with --repo, or give a diff with --diff FILE"
UNKNOWN_REVISION = "{path} has no commit {revision!r}: `git -C {path} log --all --oneline` shows what there is"
NO_COMMIT = "{path} has no commit yet: commit first, or review the files on disk with --worktree"
NO_DEFAULT_BRANCH = "cannot tell the default branch of {path}: say what to compare with, with --base REV"
SHALLOW = (
    "{path} is a shallow clone without the common ancestor of both revisions: run `git fetch --unshallow` in it, "
    "or name the commit to compare with, with --base REV"
)
SHALLOW_HEAD = (
    "{path} is a shallow clone without the commit before {head:.12}: run `git fetch --deepen=1` in it, "
    "or name the commit to compare with, with --base REV"
)
NO_WORKTREE = "{path} is a bare repository and has no working tree: leave out --worktree"

# The local remote's own word first, then the names in use.
_DEFAULT_BRANCHES = tuple(
    f"{where}/{name}"
    for name in ("main", "master", "trunk", "develop")
    for where in ("refs/remotes/origin", "refs/heads")
)
_ORIGIN_HEAD = "refs/remotes/origin/HEAD"
# The user named the folder, and nothing in it is run: other owners and bare repositories are welcome.
_FINDING = {"safe.bareRepository": "all", "safe.directory": "*"}
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LocalRepository:
    """A repository on this machine, bare or not; nothing is ever written to it and no command of it is run."""

    path: Path
    git: Git
    common: Path
    object_format: str
    bare: bool
    limits: ReadLimits = field(default_factory=ReadLimits)

    @classmethod
    async def open(cls, path: Path, limits: ReadLimits | None = None) -> LocalRepository:
        """Find the repository that `path` is in; raise UsageError when there is none."""
        if not await asyncio.to_thread(path.is_dir):
            raise UsageError(NO_FOLDER.format(path=path))
        asked = ("--path-format=absolute", "--absolute-git-dir", "--git-common-dir", "--show-object-format")
        try:
            out = await Git(path, discover=True, config=_FINDING).run("rev-parse", *asked, "--is-bare-repository")
        except GitFailed:
            raise UsageError(NO_REPOSITORY.format(path=path)) from None
        git_dir, common, object_format, bare = out.decode("utf-8", "surrogateescape").split("\n")[:4]
        git = Git(Path(git_dir), config={"safe.directory": "*"})
        return cls(path, git, Path(common), object_format, bare == "true", limits or ReadLimits())

    async def resolve(self, revision: str) -> str:
        """Return the commit that a revision names; raise UsageError when there is none."""
        try:
            out = await self.git.run("rev-parse", "--verify", "-q", "--end-of-options", f"{revision}^{{commit}}")
        except (GitFailed, ValueError):
            if revision == "HEAD" and not await self.has_commit():
                raise UsageError(NO_COMMIT.format(path=self.path)) from None
            raise UsageError(UNKNOWN_REVISION.format(path=self.path, revision=revision)) from None
        return out.decode("ascii").strip()

    async def has_commit(self) -> bool:
        """Say whether HEAD is a commit; it is none before the first one."""
        return bool(await self.git.run("rev-parse", "--verify", "-q", "HEAD", accept=(0, 1)))

    async def parent(self, commit: str) -> str | None:
        """Return the first parent; None for a root, UsageError where a shallow clone was cut off."""
        found = await self.git.run("rev-parse", "--verify", "-q", f"{commit}^", accept=(0, 1))
        if not found and commit in await asyncio.to_thread(self._cut_off):
            raise UsageError(SHALLOW_HEAD.format(path=self.path, head=commit))
        return found.decode("ascii").strip() or None

    def _cut_off(self) -> list[str]:
        """Return the commits whose parents a shallow clone does not have; https://git-scm.com/docs/shallow."""
        file = self.common / "shallow"
        return file.read_text("ascii").split("\n") if file.is_file() else []

    async def default_branch(self) -> str:
        """Return the default branch's ref: what origin says, else one of the usual names, else HEAD if it is bare."""
        try:
            return (await self.git.run("symbolic-ref", "-q", _ORIGIN_HEAD)).decode("utf-8").strip()
        except GitFailed:
            pass
        out = await self.git.run("for-each-ref", "--format=%(refname)", *_DEFAULT_BRANCHES)
        present = out.decode("utf-8", "surrogateescape").split("\n")
        for name in _DEFAULT_BRANCHES:
            if name in present:
                return name
        if self.bare:
            return "HEAD"
        raise UsageError(NO_DEFAULT_BRANCH.format(path=self.path))

    async def merge_base(self, first: str, second: str) -> str | None:
        """Return the best common ancestor; None when both have nothing in common, which `change` reads as all new."""
        try:
            out = await self.git.run("merge-base", first, second)
        except GitFailed as error:
            if error.status != 1:
                raise
            if await asyncio.to_thread((self.common / "shallow").is_file):
                raise UsageError(SHALLOW.format(path=self.path)) from None
            return None
        return out.decode("ascii").strip()

    async def change(self, base: str | None, head: str) -> FetchedChange:
        """Read what changed between two commits; a base of None is the empty tree."""
        _check_ids(base, head)
        trees = (base or empty_tree(self.object_format), head)
        async with self.reader() as git:
            return await fetched_change(git, trees, (base, head), self.limits)

    async def worktree_change(self, base: str | None) -> FetchedChange:
        """Read what changed from a commit to the files on disk: tracked ones, and new ones that are not ignored."""
        _check_ids(base)
        async with self.reader() as git:
            worktree = Worktree(self.git, await self._top(), self.common)
            written = await write_tree(git, worktree, self.limits)
            trees = (base or empty_tree(self.object_format), written.id)
            fetched = await fetched_change(git, trees, (base, None), self.limits)
        known = {change.path for change in fetched.tree}
        tree = (*fetched.tree, *(change for change in written.left_out if change.path not in known))
        return replace(fetched, tree=tree, unread={**fetched.unread, **written.unread})

    async def files(self, sha: str, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Return the content of those paths that are files in that commit."""
        _check_ids(sha)
        if not paths:
            return {}
        async with self.reader() as git:
            found = await list_files(git, sha, paths)
            contents = await read_blobs(git, list(dict.fromkeys(found.values())), self.limits)
        return {path: contents[blob] for path, blob in found.items() if blob in contents}

    async def with_beside(self, fetched: FetchedChange, wanted: BaseFiles) -> FetchedChange:
        """Return the change with the files of its base that are wanted."""
        if fetched.base_sha is None:
            return fetched
        async with self.reader() as git:
            found = await find_beside(git, fetched.base_sha, fetched.tree, wanted)
            return replace(fetched, base_files=await read_beside(git, found))

    async def _top(self) -> Path:
        if self.bare:
            raise UsageError(NO_WORKTREE.format(path=self.path))
        finder = Git(self.path, discover=True, config=_FINDING)
        return Path((await finder.run("rev-parse", "--show-toplevel")).decode("utf-8", "surrogateescape")[:-1])

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Git]:
        """Make a repository with our own settings that borrows the user's objects."""
        with tempfile.TemporaryDirectory(prefix="diffdiver-") as directory:
            write_empty_repository(Path(directory), self.object_format)
            alternates = Path(directory) / "objects" / "info" / "alternates"
            alternates.write_bytes(bytes(self.common / "objects") + b"\n")
            yield Git(Path(directory))


def _check_ids(*ids: str | None) -> None:
    for one in ids:
        if one is not None and not _ID.fullmatch(one):
            raise ValueError(f"{one[:80]!r} is not a commit id: resolve it first")
