"""Make a tree of only what is read, so that git can diff the rest of a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.git.plumbing import Git
from review.models import TreeChange


async def trimmed_tree(git: Git, listed: Iterable[TreeChange], without: Collection[str], *, old: bool) -> str:
    """Write a tree with one side of the listed changes, without some paths, and return its id.

    A tree and not an exclusion on the command line: there may be more paths than a command line takes. The index is
    a file of its own in the repository directory, which must be a throw-away one.
    """
    entries = []
    for change in listed:
        mode, blob = (change.old_mode, change.old_blob) if old else (change.new_mode, change.new_blob)
        if blob is not None and change.path not in without:
            entries.append(f"{mode} {blob}\t{change.path}\0".encode("utf-8", "surrogateescape"))
    index = {"GIT_INDEX_FILE": str(git.directory / f"index-{'old' if old else 'new'}")}
    await git.run("read-tree", "--empty", extra=index)
    await git.run("update-index", "-z", "--index-info", stdin=b"".join(entries), extra=index)
    return (await git.run("write-tree", "--missing-ok", extra=index)).decode("ascii").strip()
