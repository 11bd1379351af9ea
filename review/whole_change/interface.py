"""A public name that is gone, or that callers must now call in another way.

Only where a name is meant for others: of a package under `src/` or `lib/` or named in `__all__` (Python), exported
from an index or a type declaration (JavaScript, TypeScript), exported and outside of `internal` and `cmd` (Go). In an
application names come and go with all their callers; nobody outside calls them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from review.models import FileStatus, Finding, Line, LineKind, Severity, Side
from review.whole_change.parameters import Parameters, breaks, parameters
from review.whole_change.parts import Part, Parts, told

MOST_LINES = 20_000  # of a file; a longer one is no interface that anybody reads
DEPRECATED = re.compile(r"deprecat", re.IGNORECASE)
NOTICE_LINES = 30  # below a definition, where it may say that it will go
OPEN_PACKAGE = re.compile(r"(?:^|/)(?:src|lib|packages)/[a-z]\w*/(?:[a-z]\w*/)*[a-z_]\w*\.py$")
PRIVATE = re.compile(r"(?:^|/)_(?!_init__\.py)|(?:^|/)(?:vendor|internal|cmd|compat|testing)(?:/|\.py$|$)")
DEFINED = {
    "python": re.compile(r"(?:async )?(def|class) ([A-Za-z]\w*)"),
    "go": re.compile(r"(func|type) (?:\([^()]{0,100}\) )?([A-Z]\w*)"),
    "javascript": re.compile(r"export (?:default )?(?:async )?(function|class)\*? ([A-Za-z_$][\w$]*)"),
    "typescript": re.compile(
        r"export (?:declare )?(?:default )?(?:abstract )?(?:async )?(function|class|interface|type|enum)\*? "
        r"([A-Za-z_$][\w$]*)"
    ),
}
INDEX = re.compile(r"(?:^|/)index\.[cm]?[jt]sx?$|\.d\.[cm]?ts$")
ALL = re.compile(r"^__all__\s{0,4}(?:\+?=|:[^=\n]{0,50}=)\s{0,4}[\[(]", re.MULTILINE)
MOST_LISTS, LONGEST_LIST = 5, 20_000
WORD = re.compile(r"\w+")

GONE = "`{name}` is gone from the public interface"
GONE_MESSAGE = "Whoever imports `{name}` from `{path}` fails after this change; nothing of that name is left in it."
CHANGED = "`{name}` can no longer be called as before"
CHANGED_MESSAGE = "{how} Calls written for the old signature fail."


@dataclass(frozen=True, slots=True)
class _Definition:
    line: int
    text: str
    parameters: Parameters | None
    deprecated: bool


def breaking(parts: Parts) -> tuple[Finding, ...]:
    """Compare what each changed file offered at the merge base with what it offers at head."""
    added = _words_added(parts)
    return tuple(finding for part in parts.code for finding in _of(part, added))


def _of(part: Part, added: frozenset[str]) -> Iterator[Finding]:
    if part.file.status is FileStatus.ADDED or part.language not in DEFINED or PRIVATE.search(part.path):
        return
    before, after = part.text(Side.LEFT), part.text(Side.RIGHT)
    if not before or max(before.count("\n"), after.count("\n")) > MOST_LINES:
        return
    offered, now = _offered(part, before), _definitions(part.language, after)
    for name, old in offered.items():
        line = Line(LineKind.REMOVED, old.line, None, old.text)
        if old.deprecated:
            continue
        if name not in now:
            if name not in added and part.file.status is not FileStatus.RENAMED and not _still_named(name, after):
                message = GONE_MESSAGE.format(name=name, path=part.path.replace("`", "'"))
                yield _told(GONE.format(name=name), message, part, line)
        elif how := breaks(old.parameters, now[name].parameters):
            yield _told(CHANGED.format(name=name), CHANGED_MESSAGE.format(how=how), part, line)


def _told(title: str, message: str, part: Part, line: Line) -> Finding:
    return told("interface", Severity.MEDIUM, "api-misuse", title, message, part, line)


def _offered(part: Part, text: str) -> Mapping[str, _Definition]:
    """Return the definitions of the merge base that are meant for others."""
    found = _definitions(part.language or "", text)
    if part.language in {"javascript", "typescript"}:
        return found if INDEX.search(part.path) else {}
    if part.language == "go":
        return {} if text.startswith("package main") or "\npackage main" in text[:5000] else found
    named = _listed(text)
    public = named or (frozenset(found) if OPEN_PACKAGE.search(part.path) else frozenset())
    return {name: one for name, one in found.items() if name in public}


def _listed(text: str) -> frozenset[str]:
    """Return the words in `__all__`."""
    lists = (text[one.end() : one.end() + LONGEST_LIST] for one in islice(ALL.finditer(text), MOST_LISTS))
    return frozenset(word for inside in lists for word in WORD.findall(re.split(r"[\])]", inside, maxsplit=1)[0]))


def _definitions(language: str | None, text: str) -> dict[str, _Definition]:
    """Map each top-level name to its first definition; methods of Go count with their own names."""
    pattern = DEFINED[language or ""]
    lines = text.split("\n")
    found: dict[str, _Definition] = {}
    for index, line in enumerate(lines):
        match = pattern.match(line)
        if match is None or match[2] in found:
            continue
        below = lines[max(0, index - 3) : index + NOTICE_LINES]
        # What a decorator makes of a function is called in its own way.
        plain = match[1] == "def" and not lines[index - 1].startswith(("@", ")")) if index else match[1] == "def"
        read = parameters(lines, index, match.end()) if plain else None
        deprecated = any(DEPRECATED.search(one[:300]) for one in below)
        found[match[2]] = _Definition(index + 1, line, read, deprecated)
    return found


def _still_named(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def _words_added(parts: Parts) -> frozenset[str]:
    """Return the words of the added lines that define or import: what is named there lives on elsewhere."""
    return frozenset(
        word
        for part in parts.code
        for line in part.lines(LineKind.ADDED)
        if line.text[:200].lstrip().startswith(("def ", "async def", "class ", "func ", "type ", "export", "import",
                                                "from "))
        for word in WORD.findall(line.text[:300])
    )  # fmt: skip
