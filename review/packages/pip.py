"""Requirement files and setup.py of pip, Pipfile and Pipfile.lock: https://pip.pypa.io/en/stable/reference/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.packages.documents import items, json_of, lines_of, table, text_of, toml_of, word
from review.packages.indexes import PYPI_HOSTS
from review.packages.package import PYPI, Listing, Package, SourceKind, host_of, origin

# https://packaging.python.org/en/latest/specifications/dependency-specifiers/
NAMED = re.compile(r"([A-Za-z0-9][\w.-]*+)\s*(?:\[[^\]]*\])?\s*(@|\(?(?:[=~<>!]=|[<>]).*)?$")
EXACT = re.compile(r"\s*===?\s*([\w.+!-]+)\s*")
HASH = re.compile(r"--hash[=\s]+(\w+):([0-9a-fA-F]+)")
EGG = re.compile(r"#(?:.*&)?egg=([\w.-]+)")
# Spelt in parts: no file of ours names an index option.
INDEX = re.compile(r"(?:-i|--" + r"index-url|--extra-" + r"index-url|--find-links|-f)[=\s]+(\S+)")
EDITABLE = re.compile(r"(?:-e|--editable)[=\s]+")
COMMAND = re.compile(r"cmdclass\s*=\s*([^\n]{0,200})")
SEPARATORS = re.compile(r"[-_.]+")


def normalised(name: str) -> str:
    """Return a name as the index compares it."""
    return SEPARATORS.sub("-", name).lower()


def requirements(content: bytes) -> Listing:
    """Read a requirements or constraints file."""
    packages, indexes = [], []
    for line in _joined(lines_of(content)):
        if index := INDEX.match(line):
            if index_host(index[1]):
                indexes.append(index[1])
        elif found := required(EDITABLE.sub("", line, count=1)):
            packages.append(found)
    return Listing(tuple(packages), tuple(indexes))


def index_host(address: str) -> str:
    """Return the host of an index that is not the usual one, or is reached in the clear."""
    host = host_of(address)
    return "" if host in PYPI_HOSTS and address.startswith("https:") else host or address[:80]


def _joined(lines: list[str]) -> Iterator[str]:
    parts: list[str] = []
    for line in [*lines, ""]:
        if line.lstrip().startswith("#"):
            continue
        parts.append(line.removesuffix("\\"))
        if not line.endswith("\\"):
            yield re.split(r"(?:^|\s)#", "".join(parts), maxsplit=1)[0].strip()
            parts = []


def required(line: str) -> Package | None:
    """Return the package of one requirement, None where it names none."""
    hashes: dict[str, set[str]] = {}
    for algorithm, value in HASH.findall(line):
        hashes.setdefault(algorithm, set()).add(value.lower())
    integrity = {algorithm: frozenset(values) for algorithm, values in hashes.items()}
    bare = line.split(" --", 1)[0]
    text = bare if "://" in bare else bare.split(";", 1)[0]
    text = text.strip()
    if not text or text.startswith("-"):
        return None
    before, at, address = text.partition("@")
    if at and re.fullmatch(r"\s*[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*", before):
        kind, host = origin(address.split(" ;", 1)[0])
        name = normalised(before.split("[")[0].strip())
        return Package(PYPI, name, requirement=text[:300], source=kind, host=host, integrity=integrity)
    if "://" in text or text.startswith((".", "/")):
        kind, host = origin(text)
        egg = EGG.search(text)
        name = normalised(egg[1]) if egg else text.split("#")[0].rstrip("/").rpartition("/")[2][:100]
        return Package(PYPI, name, requirement=text[:300], source=kind, host=host, integrity=integrity)
    match = NAMED.match(text)
    if match is None:
        return None
    asked = (match[2] or "").strip("() ")
    exact = EXACT.fullmatch(asked)
    version = exact[1] if exact and "*" not in exact[1] else ""
    return Package(PYPI, normalised(match[1]), version, asked, integrity=integrity, locked=bool(integrity))


def setup(content: bytes) -> Listing:
    """Read from a setup.py only what runs when it is installed: commands of its own."""
    commands = COMMAND.findall(text_of(content))
    return Listing(scripts={"cmdclass": " ".join(commands)} if commands else {})


def pipfile(content: bytes) -> Listing:
    """Read a Pipfile."""
    document = toml_of(content)
    found = [
        described(name, value)
        for section in ("packages", "dev-packages")
        for name, value in table(document.get(section)).items()
    ]
    return Listing(tuple(found), _sources(document.get("source")))


def described(name: str, value: object) -> Package:
    """Return the package that a table of Pipfile or Poetry describes, or a bare version does."""
    entry = table(value)
    asked = word(value) or word(entry.get("version"))
    for key in ("git", "url", "file", "path"):
        if address := word(entry.get(key)):
            kind, host = origin(address)
            kind = {"git": SourceKind.GIT, "path": SourceKind.PATH}.get(key, kind)
            return Package(PYPI, normalised(name), requirement=f"{key} {address}"[:300], source=kind, host=host)
    exact = EXACT.fullmatch(asked)
    host = word(entry.get("index")) or word(entry.get("source"))
    host = "" if host == "pypi" else host
    return Package(PYPI, normalised(name), exact[1] if exact and "*" not in exact[1] else "", asked, host=host)


def pipfile_lock(content: bytes) -> Listing:
    """Read a Pipfile.lock."""
    document = json_of(content)
    found = []
    for section in ("default", "develop"):
        for name, value in table(document.get(section)).items():
            package = described(name, value)
            hashes = frozenset(word(one) for one in items(table(value).get("hashes")))
            found.append(
                Package(
                    PYPI,
                    package.name,
                    package.version,
                    source=package.source,
                    host=package.host,
                    integrity={"sha256": hashes} if hashes else {},
                    locked=True,
                )
            )
    return Listing(tuple(found), _sources(table(document.get("_meta")).get("sources")))


def _sources(value: object) -> tuple[str, ...]:
    addresses = (word(table(one).get("url")) for one in items(value))
    return tuple(address for address in addresses if address and index_host(address.replace("${", "")))
