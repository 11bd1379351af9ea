"""Which files of a commit are code that a parser reads: told by their names, for no file is there yet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from app.errors import Terminal
from app.git.errors import TooMuchOutput
from app.git.output import path_of
from app.git.plumbing import Git, Limits
from app.git.reading import FILE_MODES
from review.code.languages import LANGUAGES
from review.diff.languages import language_of

TOO_LARGE_TREE = "the repository's file listing is larger than {most} bytes: its code is not indexed"
TOO_MANY = "only the first {most} of {files} files of code are indexed"

MAX_FILES = 50_000
LISTING = Limits(seconds=120, output_bytes=64 << 20)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of code in a commit; `size` is None where its content is not here."""

    path: str
    blob: str
    size: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A commit's files of code, in git's order; `left_out` says why some are missing, "" when none is."""

    files: tuple[Listed, ...]
    left_out: str = ""


async def list_code(git: Git, commit: str, *, sizes: bool, most: int = MAX_FILES) -> Listing:
    """List a commit's code; with `sizes` its files must be here. Raises Terminal for a listing above the limit."""
    options = ("-r", "-z", "--full-tree", *(["-l"] if sizes else []))
    try:
        out = await git.run("ls-tree", *options, commit, limits=LISTING)
    except TooMuchOutput:
        raise Terminal(TOO_LARGE_TREE.format(most=LISTING.output_bytes)) from None
    found = await asyncio.to_thread(_code, out)
    left_out = TOO_MANY.format(most=most, files=len(found)) if len(found) > most else ""
    return Listing(tuple(found[:most]), left_out)


def _code(out: bytes) -> list[Listed]:
    return [listed for entry in out.split(b"\0")[:-1] if (listed := _listed(entry)) is not None]


def _listed(entry: bytes) -> Listed | None:
    """Read `mode type blob [size]`, a tab and a path."""
    about, _, raw_path = entry.partition(b"\t")
    mode, _, blob, *sizes = about.decode("ascii").split()
    if mode not in FILE_MODES:
        return None
    path = path_of(raw_path)
    language = language_of(path, None)
    if language is None or language not in LANGUAGES:
        return None
    return Listed(path, blob, int(sizes[0]) if sizes and sizes[0].isdigit() else None, language)
