"""Gradle's build files, lock files and version catalogues: https://docs.gradle.org/current/userguide/

Build files are programs: what stands in them as text is read, what they work out is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.packages.documents import lines_of, table, toml_of, word
from review.packages.indexes import MAVEN_HOSTS
from review.packages.package import MAVEN, Listing, Package, host_of

NOTATION = re.compile(r"[\"']([A-Za-z][\w.-]{0,150}):([\w.-]{1,150}):([\w.+\[\](),-]{1,100})(?::[\w-]+)?(?:@\w+)?[\"']")
PARTS = re.compile(
    r"group\s*[:=]\s*[\"']([\w.-]{1,150})[\"']\s*,\s*name\s*[:=]\s*[\"']([\w.-]{1,150})[\"']"
    r"(?:\s*,\s*version\s*[:=]\s*[\"']([\w.+-]{1,100})[\"'])?"
)
ADDRESS = re.compile(
    r"\burl\b[^\"'\n]{0,40}[\"'](https?://[^\"'\s]{1,300})[\"']|\bmaven\s*\(\s*[\"'](https?://[^\"']{1,300})"
)
LOCKED = re.compile(r"([\w.-]+):([\w.-]+):([^\s=]+)=")
OPEN = re.compile(r"[\[\](,$+]|^latest\.")
MAX_LINE = 2_000


def build(content: bytes) -> Listing:
    """Read a build.gradle or build.gradle.kts."""
    packages, indexes = [], []
    for whole in lines_of(content):
        line = re.split(r"(?<!:)//", whole[:MAX_LINE], maxsplit=1)[0]
        packages += [_required(*found) for found in (*NOTATION.findall(line), *PARTS.findall(line))]
        for found in ADDRESS.findall(line):
            address = found[0] or found[1]
            if host_of(address) not in MAVEN_HOSTS:
                indexes.append(address)
    return Listing(tuple(packages), tuple(indexes))


def _required(group: str, name: str, asked: str) -> Package:
    return Package(MAVEN, f"{group}:{name}", "" if OPEN.search(asked) else asked, asked)


def lock(content: bytes) -> Listing:
    """Read a gradle.lockfile."""
    found = (LOCKED.match(line) for line in lines_of(content))
    return Listing(tuple(Package(MAVEN, f"{one[1]}:{one[2]}", one[3], locked=True) for one in found if one))


def catalogue(content: bytes) -> Listing:
    """Read a libs.versions.toml."""
    document = toml_of(content)
    versions = table(document.get("versions"))
    return Listing(
        tuple(package for value in table(document.get("libraries")).values() for package in _library(value, versions))
    )


def _library(value: object, versions: dict[str, object]) -> Iterator[Package]:
    entry = table(value)
    module = word(value) or word(entry.get("module")) or f"{word(entry.get('group'))}:{word(entry.get('name'))}"
    parts = module.split(":")
    if len(parts) < 2 or not all(parts[:2]):
        return
    asked: object = entry.get("version")
    asked = versions.get(word(asked.get("ref"))) if isinstance(asked, dict) and "ref" in asked else asked
    yield _required(parts[0], parts[1], parts[2] if len(parts) > 2 else _plain(asked))


def _plain(version: object) -> str:
    rich = table(version)
    return word(version) or word(rich.get("strictly")) or word(rich.get("require"))
