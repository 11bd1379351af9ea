"""Cargo.toml and Cargo.lock: https://doc.rust-lang.org/cargo/reference/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.packages.documents import items, table, toml_of, word
from review.packages.indexes import CRATES_INDEXES
from review.packages.package import CRATES, Listing, Package, SourceKind, host_of, origin

SECTIONS = ("dependencies", "dev-dependencies", "build-dependencies")
EXACT = re.compile(r"\s*=\s*(\d+\.\d+\.\d+\S*)\s*")


def manifest(content: bytes) -> Listing:
    """Read a Cargo.toml."""
    document = toml_of(content)
    tables = [document, table(document.get("workspace")), *map(table, table(document.get("target")).values())]
    found = [
        package
        for each in tables
        for section in SECTIONS
        for name, value in table(each.get(section)).items()
        for package in _required(name, value)
    ]
    return Listing(tuple(found))


def _required(name: str, value: object) -> Iterator[Package]:
    entry = table(value)
    if entry.get("workspace") is True:
        return
    name, asked = word(entry.get("package")) or name, word(value) or word(entry.get("version"))
    if address := word(entry.get("git")):
        yield Package(CRATES, name, requirement=f"git {address}"[:300], source=SourceKind.GIT, host=origin(address)[1])
    elif path := word(entry.get("path")):
        yield Package(CRATES, name, requirement=f"path {path}"[:300], source=SourceKind.PATH)
    else:
        exact = EXACT.fullmatch(asked)
        host = word(entry.get("registry"))
        yield Package(CRATES, name, exact[1] if exact else "", asked, host=host)


def lock(content: bytes) -> Listing:
    """Read a Cargo.lock; packages of the workspace itself have no source."""
    document = toml_of(content)
    older = table(document.get("metadata"))
    found = []
    for one in items(document.get("package")):
        entry = table(one)
        name, version, source = (word(entry.get(key)) for key in ("name", "version", "source"))
        if not source:
            continue
        kind, host = SourceKind.INDEX, ""
        if source.startswith("git+"):
            kind, host = origin(source)
        elif source not in CRATES_INDEXES:
            host = host_of(source.partition("+")[2]) or source[:80]
        checksum = word(entry.get("checksum")) or word(older.get(f"checksum {name} {version} ({source})"))
        hashes = {"checksum": frozenset({checksum})} if checksum else {}
        found.append(Package(CRATES, name, version, "", kind, host, hashes, locked=True))
    return Listing(tuple(found))
