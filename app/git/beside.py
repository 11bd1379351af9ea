"""Files of the merge base read beside the change: attributes and guidelines. Nothing fails for want of them."""

from __future__ import annotations

import structlog

from app.errors import Retryable
from app.git.errors import GitFailed
from app.git.output import path_of, read_sizes
from app.git.plumbing import Git, Limits
from app.git.reading import FILE_MODES, ReadLimits, list_files, read_blobs
from review.models import TreeChange
from review.prompts.guidance import BaseFiles

MAX_ARGUMENTS = 100_000  # characters of paths in one call; the system takes two million bytes
MAX_LISTING = Limits(seconds=20, output_bytes=16 << 20)
MAX_BYTES = 1 << 20  # of one file: larger ones are no text for people

log = structlog.get_logger(__name__)


async def find_beside(git: Git, base: str, listed: tuple[TreeChange, ...], wanted: BaseFiles) -> dict[str, str]:
    """Map the path of each file that is wanted, and there in the merge base, to its blob."""
    paths, room = [], MAX_ARGUMENTS
    for path in wanted.named(change.path for change in listed):
        room -= len(path)
        if room < 0:
            break
        paths.append(path)
    try:
        found = await list_files(git, base, paths)
        for folder in wanted.folders():
            inside = await _list_folder(git, base, folder)
            found |= {path: inside[path] for path in wanted.chosen(inside)}
    except (GitFailed, Retryable, ValueError) as error:  # ValueError: a path that no program can be given
        log.warning("guidelines and attributes not found", error=str(error)[:200])
        return {}
    return found


async def read_beside(git: Git, found: dict[str, str]) -> dict[str, bytes]:
    """Return the content of those files that are there and not too large."""
    if not found:
        return {}
    blobs = list(dict.fromkeys(found.values()))
    asked = "".join(f"{blob}\n" for blob in blobs).encode("ascii")
    try:
        sizes = read_sizes(await git.run("cat-file", "--batch-check", stdin=asked))
        contents = await read_blobs(git, [blob for blob in blobs if sizes.get(blob, MAX_BYTES) < MAX_BYTES], _READ)
    except (GitFailed, Retryable) as error:
        log.warning("guidelines and attributes not read", error=str(error)[:200])
        return {}
    return {path: contents[blob] for path, blob in found.items() if blob in contents}


_READ = ReadLimits()


async def _list_folder(git: Git, commit: str, folder: str) -> dict[str, str]:
    inside = [f"{folder}/"] if folder else []
    out = await git.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *inside, limits=MAX_LISTING)
    found = {}
    for entry in out.split(b"\0")[:-1]:
        about, raw_path = entry.split(b"\t", 1)
        mode, _, blob = about.decode("ascii").split(" ")
        if mode in FILE_MODES:
            found[path_of(raw_path)] = blob
    return found
