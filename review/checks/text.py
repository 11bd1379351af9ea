"""The lines of a file version, as the diff and GitHub number them: by LF alone."""

from __future__ import annotations


def lines_of(content: bytes | None) -> list[str]:
    """Return the lines of a file; a byte that is not UTF-8 stays as a lone surrogate, so nothing is lost."""
    return [] if content is None else content.decode("utf-8", "surrogateescape").split("\n")


def code_at(lines: list[str], start: int, end: int, most: int) -> str:
    """Return lines `start` to `end`, at most `most` of them, without carriage returns at their ends."""
    return "\n".join(line.removesuffix("\r") for line in lines[start - 1 : min(end, start - 1 + most)])


def normalised(code: str) -> str:
    """Return code without what an editor changes: runs of white space become one space, empty lines go."""
    return "\n".join(" ".join(line.split()) for line in code.split("\n") if line.strip())
