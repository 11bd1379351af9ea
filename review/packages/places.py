"""Where in its file a package stands: found by looking, as parsers of hostile text keep no lines."""

from __future__ import annotations

import re

from review.packages.package import MAVEN, Package

MOST_LOOKS = 200  # places of a name that are looked at
NEAR = 4  # lines after the name in which its version stands
LONGEST_LINE = 400
_WORD = re.compile(r"[a-z0-9-]")


class Places:
    """One file's text, in which packages are found."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._plain = _plain(text)
        self._plain_lines = self._plain.split("\n")

    def of(self, package: Package) -> tuple[int, int]:
        """Return the first and last line that name the package with its version, (1, 1) where it is not found."""
        name = _plain(package.name.partition(":")[2] if package.ecosystem == MAVEN else package.name)
        version = _plain(package.version)
        first = 0
        at = self._plain.find(name)
        looks = 0
        while at >= 0 and looks < MOST_LOOKS:
            looks += 1
            if self._stands_alone(at, at + len(name)):
                line = self._plain.count("\n", 0, at) + 1
                first = first or line
                if not version:
                    break
                for number in range(line, min(line + NEAR, len(self._lines) + 1)):
                    if version in self._plain_lines[number - 1]:
                        return line, number
            at = self._plain.find(name, at + 1)
        return (first, first) if first else (1, 1)

    def line_of(self, words: str) -> int:
        """Return the first line that holds these words, 1 where none does."""
        return next((number for number, line in enumerate(self._lines, 1) if words in line), 1)

    def text(self, start: int, end: int) -> str:
        """Return these lines, or nothing where one of them is too long to show."""
        lines = self._lines[start - 1 : end]
        return "" if any(len(line) > LONGEST_LINE for line in lines) else "\n".join(lines)

    def _stands_alone(self, start: int, end: int) -> bool:
        before = self._plain[max(start - 13, 0) : start]
        if before and (_WORD.match(before[-1]) or before[-1] == "@"):
            return False
        if before.endswith("/") and not (
            before.endswith("node-modules/") or before[-2:-1] in ("", " ", '"', "'", "\n")
        ):
            return False
        return not _WORD.match(self._plain[end : end + 1])


def _plain(text: str) -> str:
    return text.lower().replace("_", "-").replace(".", "-")
