"""go.mod and go.sum: https://go.dev/ref/mod"""

from __future__ import annotations

import re

from review.packages.documents import lines_of
from review.packages.package import GO, Listing, Package, SourceKind

BLOCK = re.compile(r"\s*(require|replace|exclude|retract|tool|godebug)\s*\(\s*$")
LEAD = re.compile(r"\s*(require|replace)\s+(.*)")
REQUIRED = re.compile(r"\s*\"?([\w./~-]+)\"?\s+(v\d\S*)\s*$")
REPLACED = re.compile(r"\s*\"?([\w./~-]+)\"?(?:\s+v\S+)?\s+=>\s+\"?([^\s\"]+)\"?(?:\s+(v\d\S*))?\s*$")
SUM = re.compile(r"(\S+) (v\S+?)(/go\.mod)? (h1:\S+)\s*$")


def plain(version: str) -> str:
    """Return a version as OSV writes it."""
    return version.removeprefix("v")


def manifest(content: bytes) -> Listing:
    """Read a go.mod; of a module that is replaced, what replaces it counts."""
    required: dict[str, Package] = {}
    replaced: list[Package] = []
    block = ""
    for whole in lines_of(content):
        line = whole.split("//", 1)[0].rstrip()
        if match := BLOCK.match(line):
            block = match[1]
            continue
        if line.strip() == ")":
            block = ""
            continue
        lead = LEAD.match(line)
        word, rest = (lead[1], lead[2]) if lead else (block, line)
        if word == "require" and (found := REQUIRED.match(rest)):
            required[found[1]] = Package(GO, found[1], plain(found[2]), found[2])
        elif word == "replace" and (found := REPLACED.match(rest)):
            replaced += _replaced(found[1], found[2], found[3] or "")
    gone = {package.name for package in replaced if not package.version}
    return Listing((*(one for name, one in required.items() if name not in gone), *replaced))


def _replaced(old: str, new: str, version: str) -> list[Package]:
    if new.startswith((".", "/")) or not version:
        return [Package(GO, old, requirement=f"=> {new}", source=SourceKind.PATH)]
    other = Package(GO, new, plain(version), version)
    return (
        [other] if new == old else [Package(GO, old, requirement=f"=> {new}", source=SourceKind.URL, host=new), other]
    )


def sums(content: bytes) -> Listing:
    """Read a go.sum, which names more than what is built with."""
    found: dict[tuple[str, str], dict[str, frozenset[str]]] = {}
    for line in lines_of(content):
        if match := SUM.match(line):
            found.setdefault((match[1], match[2]), {})[match[3] or "module"] = frozenset({match[4]})
    return Listing(
        tuple(
            Package(GO, name, plain(version), integrity=hashes, locked=True, used=False)
            for (name, version), hashes in found.items()
        )
    )
