"""package.json, package-lock.json and npm-shrinkwrap.json: https://docs.npmjs.com/cli/configuring-npm/"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from review.packages.documents import json_of, table, word
from review.packages.indexes import NPM_HOSTS
from review.packages.package import NPM, Listing, Package, SourceKind, host_of, origin

SECTIONS = ("dependencies", "devDependencies", "optionalDependencies")
# https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-scripts
SCRIPTS = ("preinstall", "install", "postinstall", "prepare", "prepublish", "preprepare", "postprepare")
EXACT = re.compile(r"[=v\s]*(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)\s*")
FORGE = re.compile(r"[\w.-]+/[\w.-]+(?:#.*)?")
TARBALL = "/-/"  # stands in a registry's addresses, between the package and its file


def manifest(content: bytes) -> Listing:
    """Read a package.json."""
    document = json_of(content)
    found = [required(name, word(spec)) for section in SECTIONS for name, spec in table(document.get(section)).items()]
    scripts = table(document.get("scripts"))
    run = {name: word(scripts[name]) for name in SCRIPTS if word(scripts.get(name))}
    return Listing(tuple(found), scripts=run)


def required(name: str, spec: str) -> Package:
    """Return the package that a manifest's line requires."""
    if spec.startswith("npm:"):  # another package under this name
        real, _, spec = spec[4:].rpartition("@")
        name = real or name
    if spec.startswith("catalog:"):
        return Package(NPM, name)
    if re.match(r"[a-z+]{2,12}:|[./]|~/|git@", spec) or FORGE.fullmatch(spec):
        kind, host = origin(spec if not FORGE.fullmatch(spec) else f"github:{spec}")
        return Package(NPM, name, requirement=spec, source=kind, host=host)
    exact = EXACT.fullmatch(spec)
    return Package(NPM, name, exact[1] if exact else "", spec)


def lock(content: bytes) -> Listing:
    """Read a lock file of version 1, 2 or 3; what old and new clients read of it may differ, so both are read."""
    document = json_of(content)
    found: dict[tuple[str, ...], Package] = {}
    for package in (*_entries(table(document.get("packages"))), *_nested(table(document.get("dependencies")))):
        found.setdefault((package.name, package.version, package.source, package.host), package)
    return Listing(tuple(found.values()))


def _entries(entries: Mapping[str, object]) -> Iterator[Package]:
    for path, value in entries.items():
        entry = table(value)
        if "node_modules/" not in path or entry.get("link") is True:
            continue  # the project itself and its workspaces
        name = word(entry.get("name")) or path.rpartition("node_modules/")[2]
        yield locked(name, word(entry.get("version")), entry)


def _nested(first: Mapping[str, object]) -> Iterator[Package]:
    waiting = [first]
    while waiting:
        for name, value in waiting.pop().items():
            entry = table(value)
            yield locked(name, word(entry.get("version")), entry)
            if entry.get("dependencies"):
                waiting.append(table(entry["dependencies"]))


def locked(name: str, version: str, entry: Mapping[str, object]) -> Package:
    """Return the package of a lock file's entry with `resolved`, `integrity` and `hasInstallScript`."""
    if version.startswith("npm:"):
        real, _, version = version[4:].rpartition("@")
        name = real or name
    kind, host = place(word(entry.get("resolved")) or (version if ":" in version else ""))
    return Package(
        NPM,
        name,
        "" if ":" in version else version,
        source=kind,
        host=host,
        integrity=hashes(word(entry.get("integrity"))),
        script=entry.get("hasInstallScript") is True,
        locked=True,
    )


def place(address: str) -> tuple[SourceKind, str]:
    """Return where an address of a tarball leads; a registry's own addresses are those of an index."""
    if not address:
        return SourceKind.INDEX, ""
    kind, host = origin(address)
    if kind is SourceKind.URL and (TARBALL in address or host in NPM_HOSTS):
        https = not address.startswith("http:")  # who is on the way can change the file
        return SourceKind.INDEX, "" if host in NPM_HOSTS and https else host_of(address)
    return kind, host


def hashes(integrity: str) -> Mapping[str, frozenset[str]]:
    """Return the hashes of a subresource integrity by algorithm."""
    found: dict[str, set[str]] = {}
    for one in integrity.split():
        algorithm, _, value = one.partition("-")
        found.setdefault(algorithm, set()).add(value)
    return {algorithm: frozenset(values) for algorithm, values in found.items()}
