"""What the change makes this repository depend on, and what it stops depending on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from review.models import Finding, Line, LineKind, Severity, Side
from review.whole_change.parts import MAX_LINE, Part, Parts, told
from review.whole_change.sections import declared

NAMED = 5  # names in one sentence
PYTHON = re.compile(
    r"\s*[\"']?([A-Za-z0-9][\w.-]{0,80})(?:\[[^\]]{0,80}\])?\s*(?:([=~<>!]=|[<>@]).{0,200})[\"']?,?\s*$"
)
BARE = re.compile(r"\s*([A-Za-z0-9][\w.-]{0,80})(?:\[[^\]]{0,80}\])?\s*(?:#.*)?$")
QUOTED = re.compile(r"\s*[\"']([A-Za-z0-9][\w.-]{0,80})(?:\[[^\]]{0,80}\])?[\"'],?\s*$")
JSON = re.compile(
    r"\s*\"((?:@[\w.-]{1,80}/)?[\w.-]{1,100})\"\s*:\s*\"([~^<>=*v]{0,2}\d[^\"]{0,60}|\*|latest|[a-z+]{2,10}:[^\"]{1,200})\",?\s*$"
)
GO = re.compile(r"\s*(?:require\s+)?((?:[\w-]+\.)+[a-z]{2,}/[\w./~-]{1,200})\s+v\d\S*\s*$")
TOML = re.compile(r"\s*([A-Za-z0-9][\w-]{0,80})\s*=\s*(?:\"[~^<>=*]{0,2}\s*\d[^\"]{0,60}\"|\{.{0,300}\})\s*$")
GEM = re.compile(r"\s*gem\s+[\"']([\w.-]{1,80})[\"'].{0,200}$")
# Names that stand where a dependency would and are none.
NONE = frozenset({"version", "python", "requires-python", "name", "node", "npm", "packagemanager", "edition"})
ELSEWHERE = re.compile(r"git\+|(?:https?|git|file|ssh)://|\bpath\s*=|\bgit\s*=|\"(?:file|link|github):")

COMMENT = re.compile(r"\s#.*")

TITLE = "Dependencies change: {what}"
MESSAGE = "{sentences} Whether each is wanted, kept up and licensed as it should be cannot be seen in the change."
OUTSIDE_TITLE = "A dependency comes from outside the package index"
OUTSIDE_MESSAGE = "`{name}` is taken from an address or a path, so that no index vouches for it and no release pins it."


@dataclass(frozen=True, slots=True)
class _Entry:
    line: Line
    part: Part


def dependencies(parts: Parts) -> tuple[Finding, ...]:
    """Tell of dependencies that are new, gone, or from outside an index; one that only changes its version is not."""
    return tuple(_found(parts))


def _found(parts: Parts) -> Iterator[Finding]:
    read = [(part, reader) for part in parts.every if (reader := _reader(part.path))]
    new = _entries(read, LineKind.ADDED)
    gone = _entries(read, LineKind.REMOVED)
    added, removed = [name for name in new if name not in gone], [name for name in gone if name not in new]
    for name in added:
        if ELSEWHERE.search(COMMENT.sub("", new[name].line.text[:MAX_LINE])):
            outside = OUTSIDE_MESSAGE.format(name=name)
            at = new[name]
            yield told("dependency", Severity.LOW, "security", OUTSIDE_TITLE, outside, at.part, at.line)
    if added or removed:
        said = [words for verb, names in (("new", added), ("gone", removed)) if (words := _names(verb, names))]
        first = new[added[0]] if added else gone[removed[0]]
        title = TITLE.format(what=", ".join(f"{len(names)} {verb}" for verb, names in
                                            (("new", added), ("gone", removed)) if names))  # fmt: skip
        message = MESSAGE.format(sentences=" ".join(said)) if added else " ".join(said)
        yield told("dependencies", Severity.INFO, "security", title, message, first.part, first.line)


def _names(verb: str, names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{verb.capitalize()}: {', '.join(f'`{name}`' for name in names[:NAMED])}{more}."


def _entries(read: list[tuple[Part, Callable[[str], str]]], kind: LineKind) -> Mapping[str, _Entry]:
    found: dict[str, _Entry] = {}
    for part, reader in read:
        side = Side.RIGHT if kind is LineKind.ADDED else Side.LEFT
        within = declared(part.text(side)) if part.path.endswith(".toml") else None
        for line in part.lines(kind):
            if within is not None and (line.old if line.new is None else line.new) not in within:
                continue
            name = reader(line.text[:MAX_LINE])
            if name and name.lower() not in NONE:
                found.setdefault(name, _Entry(line, part))
    return found


def _reader(path: str) -> Callable[[str], str] | None:
    """Return what reads a line of this manifest, None for every other file."""
    name = path.rsplit("/", 1)[-1]
    if re.fullmatch(r"requirements[\w.-]{0,40}\.(?:txt|in)", name):
        return _first(PYTHON, BARE)
    patterns: Mapping[str, tuple[re.Pattern[str], ...]] = {
        "pyproject.toml": (PYTHON, QUOTED, TOML), "setup.py": (PYTHON,), "setup.cfg": (PYTHON,), "Cargo.toml": (TOML,),
        "package.json": (JSON,), "composer.json": (JSON,), "go.mod": (GO,), "Gemfile": (GEM,),
    }  # fmt: skip
    return _first(*patterns[name]) if name in patterns else None


def _first(*patterns: re.Pattern[str]) -> Callable[[str], str]:
    def read(line: str) -> str:
        return next((match[1] for pattern in patterns if (match := pattern.match(line))), "")

    return read
