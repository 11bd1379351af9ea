"""What `.gitattributes` says of generated and vendored files, as GitHub's Linguist reads it.

Only the merge base's files count: a change could else hide its own code from the reading. None of it reaches the
security check. https://github.com/github-linguist/linguist/blob/main/docs/overrides.md
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from review.diff.wildcard import Pattern

FILE = ".gitattributes"
GENERATED = "linguist-generated"
VENDORED = "linguist-vendored"
MAX_BYTES = 200_000
MAX_RULES = 300  # of all files together

_BLANK = " \t\r"


@dataclass(frozen=True, slots=True)
class Marks:
    """What is said of one file; None where nothing is."""

    generated: bool | None = None
    vendored: bool | None = None


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class _Rule:
    folder: str  # with its final slash, "" for the root
    pattern: Pattern
    values: tuple[tuple[str, bool | None], ...]


@dataclass(frozen=True, slots=True)
class Attributes:
    """The rules of all attribute files, those that win last."""

    rules: tuple[_Rule, ...] = ()

    @classmethod
    def read(cls, files: Mapping[str, bytes]) -> Attributes:
        """Read what files of the merge base, by path, hold; any that is no attribute file is left out."""
        rules: list[_Rule] = []
        # A file further down has the last word: git's own order.
        for path in sorted((path for path in files if _is_attributes(path)), key=lambda path: (path.count("/"), path)):
            text = files[path][:MAX_BYTES].decode("utf-8", "surrogateescape")
            rules += _rules(path.removesuffix(FILE), text.split("\n"))
        return cls(tuple(rules[:MAX_RULES]))

    def of(self, path: str) -> Marks:
        """Return what is said of a file by its path at head."""
        values: dict[str, bool | None] = {}
        for rule in self.rules:
            if path.startswith(rule.folder) and rule.pattern.matches(path[len(rule.folder) :]):
                values.update(rule.values)
        return Marks(values.get(GENERATED), values.get(VENDORED)) if values else NO_MARKS


def attribute_files(paths: Iterable[str]) -> list[str]:
    """Return where attributes of these paths may stand, the root first."""
    folders = {""}
    for path in paths:
        names = path.split("/")[:-1]
        folders.update("".join(f"{name}/" for name in names[: depth + 1]) for depth in range(len(names)))
    return [folder + FILE for folder in sorted(folders, key=lambda folder: (folder.count("/"), folder))]


def _is_attributes(path: str) -> bool:
    return path.rsplit("/", 1)[-1] == FILE


def _rules(folder: str, lines: Iterable[str]) -> Iterator[_Rule]:
    for line in lines:
        said = line.strip(_BLANK)
        if "linguist-" not in said or said.startswith(("#", "[attr]")):
            continue
        text, rest = _split(said)
        pattern = Pattern.read(text)
        values = tuple(_values(rest))
        if pattern is not None and values:
            yield _Rule(folder, pattern, values)


def _split(line: str) -> tuple[str, str]:
    """Return the pattern, which may stand in double quotes, and the attributes behind it."""
    if line.startswith('"') and (end := line.find('"', 1)) > 0:
        return line[1:end], line[end + 1 :]
    text, _, rest = line.replace("\t", " ").partition(" ")
    return text, rest


def _values(text: str) -> Iterator[tuple[str, bool | None]]:
    for word in text.split():
        name, _, value = word.lstrip("-!").partition("=")
        if name not in (GENERATED, VENDORED):
            continue
        if word.startswith("!"):
            yield name, None
        else:
            yield name, not word.startswith("-") and value != "false"
