"""composer.json and composer.lock: https://getcomposer.org/doc/04-schema.md"""

from __future__ import annotations

import re

from review.packages.documents import items, json_of, table, word
from review.packages.indexes import PACKAGIST_HOST
from review.packages.package import PACKAGIST, Listing, Package, SourceKind, host_of

EXACT = re.compile(r"=?\s*v?(\d+\.\d+(?:\.\d+)*)\s*")
SCRIPTS = ("pre-install-cmd", "post-install-cmd", "pre-update-cmd", "post-update-cmd", "post-root-package-install")


def manifest(content: bytes) -> Listing:
    """Read a composer.json."""
    document = json_of(content)
    packages = []
    for section in ("require", "require-dev"):
        for name, value in table(document.get(section)).items():
            if "/" in name:  # the others are PHP itself and its extensions
                exact = EXACT.fullmatch(word(value))
                packages.append(Package(PACKAGIST, name.lower(), exact[1] if exact else "", word(value)))
    repositories = document.get("repositories")
    listed = items(repositories) or list(table(repositories).values())
    addresses = (word(table(one).get("url")) for one in listed)
    scripts = {name: _commands(value) for name, value in table(document.get("scripts")).items() if name in SCRIPTS}
    return Listing(tuple(packages), tuple(address for address in addresses if "://" in address), scripts)


def _commands(value: object) -> str:
    return word(value) or " && ".join(word(one) for one in items(value))


def lock(content: bytes) -> Listing:
    """Read a composer.lock; what came from the index says whom to tell of its download."""
    document = json_of(content)
    found = []
    for section in ("packages", "packages-dev"):
        for one in items(document.get(section)):
            entry = table(one)
            name, version = word(entry.get("name")).lower(), word(entry.get("version"))
            told = host_of(word(entry.get("notification-url")))
            source, dist = table(entry.get("source")), table(entry.get("dist"))
            kind, host = SourceKind.INDEX, "" if told == PACKAGIST_HOST else told
            if not told:
                address = word(source.get("url")) or word(dist.get("url"))
                kind = SourceKind.PATH if word(dist.get("type")) == "path" else SourceKind.GIT
                host = host_of(address)
            hashes = _hashes(version, source, dist)
            found.append(Package(PACKAGIST, name, version, "", kind, host, hashes, locked=True))
    return Listing(tuple(found))


def _hashes(version: str, source: dict[str, object], dist: dict[str, object]) -> dict[str, frozenset[str]]:
    if version.startswith("dev-") or version.endswith("-dev"):  # a branch, which moves
        return {}
    kept = {"commit": word(source.get("reference")), "archive": word(dist.get("shasum"))}
    return {key: frozenset({value}) for key, value in kept.items() if value}
