"""Read a change out of a repository that holds it: the same for a scratch repository and for the user's own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.git.output import DiffOutput, path_of, read_batch, read_diff_output, read_sizes
from app.git.plumbing import Git, Limits
from app.git.trimming import trimmed_tree
from review.models import FetchedChange, Source, TreeChange

SUBMODULE_MODE = "160000"
FILE_MODES = ("100644", "100755", "100664")

MISSING = "git does not have the file's content here (a partial clone, or too large to fetch)"
TOO_LARGE = "the file has {size} bytes; at most {most} are read"
TOO_LARGE_TOGETHER = "the files before it used up the {most} bytes that are read of one change"
REFUSED_NAME = "git itself refuses to check out a file of this name"
TOO_MANY = "the change has more than {most} files"

_MEGABYTE = 1 << 20
# A tree can be made by hand to hold them; git's index does not take them (verify_path in its read-cache.c).
_OUTSIDE = frozenset({"", ".", ".."})
_REFUSED_NAMES = _OUTSIDE | {".git"}
_BINARY_PROBE = 8_000  # git calls a file binary for a NUL in its first 8,000 bytes

_EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_LISTING = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev")
# Asked for by name, so that no configuration decides it; no attribute, driver or filter is obeyed.
DIFF_OPTIONS = (
    *("-r", "-z", "-M", "--raw", "--numstat", "-p", "--no-abbrev", "--full-index"),
    *("--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/"),
    *(
        "--diff-algorithm=default",
        "--unified=3",
        "--inter-hunk-context=0",
        "--submodule=short",
        "--ignore-submodules=none",
    ),
)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much of one change is read; what lies beyond is named as unread, with the reason."""

    files: int = 20_000
    file_bytes: int = 10 * _MEGABYTE
    change_bytes: int = 128 * _MEGABYTE


def empty_tree(object_format: str) -> str:
    """Return the id of the tree with nothing in it, which every repository knows without holding it."""
    return _EMPTY_TREES[object_format]


async def list_changes(git: Git, base: str, head: str) -> tuple[TreeChange, ...]:
    """List what differs between two commits or trees, without renames: trees are enough, no file is read."""
    return read_diff_output(await git.run(*_LISTING, base, head)).tree


def blobs_of(change: TreeChange) -> list[str]:
    """Return the blobs of both sides; a submodule has none."""
    sides = ((change.old_mode, change.old_blob), (change.new_mode, change.new_blob))
    return [blob for mode, blob in sides if blob is not None and mode != SUBMODULE_MODE]


async def read_change(
    git: Git, base: str, head: str, listed: Sequence[TreeChange], limits: ReadLimits
) -> tuple[DiffOutput, Mapping[str, Source], Mapping[str, str]]:
    """Read tree with renames, counts, patch and sources of what was listed, and name what was not read."""
    unread, cut = await _choose(git, listed, limits)
    if unread:
        base, head = await asyncio.gather(
            trimmed_tree(git, listed, unread, old=True), trimmed_tree(git, listed, unread, old=False)
        )
    wanted = dict.fromkeys(b for c in listed if c.path not in unread for b in blobs_of(c) if b not in cut)
    diff, contents = await asyncio.gather(
        git.run("diff-tree", *DIFF_OPTIONS, base, head, limits=Limits(output_bytes=4 * limits.change_bytes)),
        read_blobs(git, list(wanted), limits),
    )
    output = read_diff_output(diff)
    contents.update(cut)
    order = {change.path: number for number, change in enumerate(listed)}
    tree = sorted([*output.tree, *(c for c in listed if c.path in unread)], key=lambda c: order[c.path])
    sources = {c.path: _source(c, contents) for c in output.tree if blobs_of(c)}
    return DiffOutput(tuple(tree), output.counts, output.patch), sources, unread


async def fetched_change(
    git: Git, trees: tuple[str, str], shas: tuple[str | None, str | None], limits: ReadLimits
) -> FetchedChange:
    """Read everything between two commits or trees that the repository holds; `shas` is what the change is called."""
    listed = await list_changes(git, *trees)
    if not listed:
        return FetchedChange(*shas, (), b"", {}, {}, {})
    output, sources, unread = await read_change(git, *trees, listed, limits)
    return FetchedChange(*shas, output.tree, output.patch, output.counts, sources, unread)


async def read_blobs(git: Git, blobs: Sequence[str], limits: ReadLimits) -> dict[str, bytes]:
    """Return the content of each blob that is there."""
    if not blobs:
        return {}
    most = Limits(output_bytes=2 * limits.change_bytes)
    out = await git.run("cat-file", "--batch", "--buffer", stdin=_lines(blobs), limits=most)
    return dict(read_batch(out))


async def list_files(git: Git, commit: str, paths: Sequence[str]) -> dict[str, str]:
    """Map each of the paths that is a file in that commit to its blob; links, folders and submodules are left out."""
    asked = [path for path in paths if _OUTSIDE.isdisjoint(path.split("/"))]
    if not asked:
        return {}
    out = await git.run("ls-tree", "-z", "--full-tree", commit, "--", *asked)
    found: dict[str, str] = {}
    for entry in out.split(b"\0")[:-1]:
        about, raw_path = entry.split(b"\t", 1)
        mode, _, blob = about.decode("ascii").split(" ")
        if mode in FILE_MODES and path_of(raw_path) in paths:
            found[path_of(raw_path)] = blob
    return found


async def _choose(
    git: Git, listed: Sequence[TreeChange], limits: ReadLimits
) -> tuple[dict[str, str], dict[str, bytes]]:
    """Tell which paths stay unread and why, and the beginnings of binary blobs that are too large to be kept."""
    sizes = await _sizes(git, listed)
    large = [blob for blob, size in sizes.items() if size > limits.file_bytes]
    starts = {blob: (await git.run("cat-file", "blob", blob))[:_BINARY_PROBE] for blob in large}
    cut = {blob: start for blob, start in starts.items() if b"\0" in start}
    unread: dict[str, str] = {}
    left = limits.change_bytes
    for number, change in enumerate(listed):
        blobs = blobs_of(change)
        total = sum(sizes.get(blob, 0) for blob in blobs if blob not in cut)
        reason = _refusal(blobs, sizes, cut, limits)
        if not _REFUSED_NAMES.isdisjoint(change.path.lower().split("/")):
            reason = REFUSED_NAME
        elif number >= limits.files:
            reason = TOO_MANY.format(most=limits.files)
        elif reason is None and total > left:
            reason = TOO_LARGE_TOGETHER.format(most=limits.change_bytes)
        if reason is None:
            left -= total
        else:
            unread[change.path] = reason
    return unread, cut


async def _sizes(git: Git, listed: Sequence[TreeChange]) -> Mapping[str, int]:
    blobs = dict.fromkeys(blob for change in listed for blob in blobs_of(change))
    if not blobs:
        return {}
    return read_sizes(await git.run("cat-file", "--batch-check", "--buffer", stdin=_lines(blobs)))


def _refusal(
    blobs: Sequence[str], sizes: Mapping[str, int], cut: Mapping[str, bytes], limits: ReadLimits
) -> str | None:
    for blob in blobs:
        if blob not in sizes:
            return MISSING
        if sizes[blob] > limits.file_bytes and blob not in cut:
            return TOO_LARGE.format(size=sizes[blob], most=limits.file_bytes)
    return None


def _source(change: TreeChange, contents: Mapping[str, bytes]) -> Source:
    base = contents.get(change.old_blob) if change.old_blob else None
    head = contents.get(change.new_blob) if change.new_blob else None
    return Source(change.path, base, head)


def _lines(ids: Iterable[str]) -> bytes:
    return b"".join(f"{one}\n".encode("ascii") for one in ids)
