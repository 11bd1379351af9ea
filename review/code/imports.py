"""The names that a file takes from elsewhere: put together from a statement's parts, or read from its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.models.code import Import

MAX_TEXT = 4_000  # bytes of a statement that is read as text
MAX_NAMES = 500  # of one statement
MAX_GROUPS = 20  # braces inside of braces

_LEAD = re.compile(
    r"^\s*(?:(?:pub(?:\([^)]{0,80}\))?|global|import|using|use|static|function|const|extern crate|typealias|struct"
    r"|class|enum|protocol|func|var|let|given|@\w+)\s+)*"
)
_ALIAS = re.compile(r"^(.*?)\s*(?:\bas\b|=>)\s*(\S+)$", re.DOTALL)
_ASSIGNED = re.compile(r"^(\w+)\s*=\s*(.+)$", re.DOTALL)
_EVERYTHING = frozenset(("*", "_", "given"))


class Statement:
    """One import statement while its parts pass by."""

    __slots__ = ("alias", "line", "modules", "taken", "text")

    def __init__(self, line: int, text: bytes) -> None:
        """Start with no parts; `text` is the whole statement."""
        self.line = line
        self.text = text
        self.modules: list[tuple[str, str]] = []
        self.taken: list[tuple[str, str]] = []
        self.alias = ""

    def add(self, kind: str, text: bytes) -> None:
        """Take the next part: an alias belongs to the part before it, or to the module after it."""
        word = text[:MAX_TEXT].decode("utf-8", "replace").strip("\"'`<> \n")
        parts = self.modules if kind == "source" else self.taken
        if kind == "default":
            self.taken.append((kind, word))
            return
        if kind != "alias":
            if len(parts) < MAX_NAMES:
                parts.append((word, self.alias))
            self.alias = ""
            return
        parts = self.taken or self.modules
        if parts and not parts[-1][1]:
            parts[-1] = (parts[-1][0], word)
        else:
            self.alias = word

    def read(self, separator: str) -> Iterator[Import]:
        """Yield what the statement takes, a name each."""
        if separator and not self.modules:
            yield from _from_text(self.text, separator, self.line)
            return
        for module, alias in self.modules:
            if not self.taken or alias or self.alias:
                yield _whole(module, alias or self.alias, self.line)
            for name, own in self.taken:
                yield Import(module, name, own, self.line)


def _whole(module: str, alias: str, line: int) -> Import:
    return Import(module, "*", "", line) if alias == "." else Import(module, "", alias, line)


def _from_text(text: bytes, separator: str, line: int) -> Iterator[Import]:
    words = _LEAD.sub("", " ".join(text[:MAX_TEXT].decode("utf-8", "replace").strip().rstrip(";").split()), count=1)
    assigned = _ASSIGNED.match(words)
    if assigned:
        words = f"{assigned[2]} as {assigned[1]}"
    for count, (path, alias) in enumerate(_expanded(words, separator)):
        if count >= MAX_NAMES:
            return
        module, _, name = path.rpartition(separator)
        if name in _EVERYTHING:
            name = "*"
        elif name == "self":
            module, _, name = module.rpartition(separator)
        yield Import(module or name, name if module else "", alias, line)


def _expanded(words: str, separator: str) -> Iterator[tuple[str, str]]:
    """Yield each path of `a::{b, c::{d as e}}` with its alias, without recursion."""
    prefixes, start, depth = [""], 0, 0
    for at, sign in enumerate(words + ","):
        if sign == "{" and depth < MAX_GROUPS:
            prefixes.append(prefixes[-1] + words[start:at].strip())
            depth += 1
        elif sign == "," or (sign == "}" and depth):
            item = words[start:at].strip().removesuffix("}").strip()
            if item:
                alias = _ALIAS.match(item)
                yield prefixes[-1] + (alias[1] if alias else item).lstrip(separator), alias[2] if alias else ""
            if sign == "}":
                prefixes.pop()
                depth -= 1
        else:
            continue
        start = at + 1
