"""pyproject.toml, and the locks of Poetry and uv: https://packaging.python.org/en/latest/specifications/pyproject-toml/"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from review.packages.documents import items, table, toml_of, word
from review.packages.package import PYPI, Listing, Package, SourceKind, origin
from review.packages.pip import described, index_host, normalised, required

LOCAL = ("virtual", "editable", "directory", "path")


def manifest(content: bytes) -> Listing:
    """Read what the standard, Poetry and uv keep there."""
    document = toml_of(content)
    tool = table(document.get("tool"))
    uv, poetry = table(tool.get("uv")), table(tool.get("poetry"))
    elsewhere = {normalised(name): value for name, value in table(uv.get("sources")).items()}
    found = [_placed(package, elsewhere.get(package.name)) for package in _standard(document, uv)]
    found += _poetry(poetry)
    sources = (*items(poetry.get("source")), *items(uv.get("index")))
    indexes = (word(table(one).get("url")) for one in sources)
    return Listing(tuple(found), tuple(address for address in indexes if address and index_host(address)))


def _standard(document: dict[str, object], uv: dict[str, object]) -> Iterator[Package]:
    project = table(document.get("project"))
    lists = [
        project.get("dependencies"),
        *table(project.get("optional-dependencies")).values(),
        *table(document.get("dependency-groups")).values(),
        table(document.get("build-system")).get("requires"),
        uv.get("dev-dependencies"),
    ]
    for number, each in enumerate(lists):
        for one in items(each):
            package = required(word(one))
            if package is not None:
                # What builds the project stands in no lock.
                yield package if number != len(lists) - 2 else replace(package, used=False)


def _placed(package: Package, value: object) -> Package:
    entry = table(items(value)[0] if items(value) else value)
    for key, kind in (("git", SourceKind.GIT), ("url", SourceKind.URL), ("path", SourceKind.PATH)):
        if address := word(entry.get(key)):
            return replace(package, source=kind, host=origin(address)[1])
    if entry.get("workspace"):
        return replace(package, source=SourceKind.PATH)
    return replace(package, host=word(entry.get("index")) or package.host)


def _poetry(poetry: dict[str, object]) -> Iterator[Package]:
    groups = [poetry.get("dependencies"), poetry.get("dev-dependencies")]
    groups += [table(group).get("dependencies") for group in table(poetry.get("group")).values()]
    for group in groups:
        for name, value in table(group).items():
            if name.lower() != "python":
                yield described(name, value)


def poetry_lock(content: bytes) -> Listing:
    """Read a poetry.lock."""
    document = toml_of(content)
    older = table(table(document.get("metadata")).get("files"))
    found = []
    for one in items(document.get("package")):
        entry, name = table(one), word(table(one).get("name"))
        source = table(entry.get("source"))
        kind, host = _poetry_source(source)
        files = items(entry.get("files")) or items(older.get(name))
        hashes = _hashes((word(table(file).get("file")), word(table(file).get("hash"))) for file in files)
        version = word(entry.get("version"))
        found.append(Package(PYPI, normalised(name), version, "", kind, host, hashes, locked=True))
    return Listing(tuple(found))


def _poetry_source(source: dict[str, object]) -> tuple[SourceKind, str]:
    kinds = {"git": SourceKind.GIT, "url": SourceKind.URL, "file": SourceKind.PATH, "directory": SourceKind.PATH}
    kind = kinds.get(word(source.get("type")), SourceKind.INDEX)
    address = word(source.get("url"))
    if kind is SourceKind.INDEX:
        return kind, index_host(address) if address else ""
    return kind, origin(address)[1]


def uv_lock(content: bytes) -> Listing:
    """Read a uv.lock."""
    found = []
    for one in items(toml_of(content).get("package")):
        entry = table(one)
        source = table(entry.get("source"))
        if any(key in source for key in LOCAL):
            continue
        kind, host = SourceKind.INDEX, ""
        if registry := word(source.get("registry")):
            host = index_host(registry)
        for key, other in (("git", SourceKind.GIT), ("url", SourceKind.URL)):
            if address := word(source.get(key)):
                kind, host = other, origin(address)[1]
        files = [table(entry.get("sdist")), *(table(wheel) for wheel in items(entry.get("wheels")))]
        hashes = _hashes((word(file.get("url")).rpartition("/")[2], word(file.get("hash"))) for file in files)
        name, version = normalised(word(entry.get("name"))), word(entry.get("version"))
        found.append(Package(PYPI, name, version, "", kind, host, hashes, locked=True))
    return Listing(tuple(found))


def _hashes(files: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset({value}) for name, value in files if name and value}
