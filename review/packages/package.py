"""A package as a manifest or a lock file names it, and what one such file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from review.packages.indexes import CRATES_HOST

# OSV's names of the ecosystems: https://ossf.github.io/osv-schema/#affectedpackage-field
NPM, PYPI, GO, CRATES = "npm", "PyPI", "Go", CRATES_HOST
MAVEN, GEMS, PACKAGIST, NUGET = "Maven", "RubyGems", "Packagist", "NuGet"

MAX_NAME = 300
_FORGES = ("github:", "gitlab:", "bitbucket:", "gist:")


class SourceKind(StrEnum):
    """Where a package is taken from."""

    INDEX = "index"
    URL = "url"
    GIT = "git"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Package:
    """One package. `version` is exact, or empty where only a range is known; `requirement` is a manifest's own words.

    `host` is where it comes from when that is not the ecosystem's own index. `integrity` maps what was hashed (a file,
    or the kind of hash) to the hashes that are accepted. `script` means that something of it runs when it is installed.
    `used` is False where a file names more than what is built with.
    """

    ecosystem: str
    name: str
    version: str = ""
    requirement: str = ""
    source: SourceKind = SourceKind.INDEX
    host: str = ""
    integrity: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    script: bool = False
    locked: bool = False
    used: bool = True

    @property
    def public(self) -> bool:
        """Say whether it comes from the ecosystem's own index, so that its name is known to everybody."""
        return self.source is SourceKind.INDEX and not self.host


@dataclass(frozen=True, slots=True)
class Listing:
    """What one file says: its packages, other indexes that it adds, and what runs when the project is installed.

    `broken` says why its package manager cannot read it either, `refused` why we do not though that one may.
    """

    packages: tuple[Package, ...] = ()
    indexes: tuple[str, ...] = ()
    scripts: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""
    refused: str = ""


def origin(address: str) -> tuple[SourceKind, str]:
    """Return the kind and the host of an address as package managers write it."""
    address = address.strip()
    lowered = address.lower()
    if lowered.startswith(("file:", "link:", "portal:", "workspace:", "./", "../", "/", "~")):
        return SourceKind.PATH, ""
    if lowered.startswith(_FORGES):
        return SourceKind.GIT, f"{lowered.partition(':')[0]}.com"
    git = lowered.startswith(("git+", "git:", "git@", "ssh:")) or lowered.split("#")[0].endswith(".git")
    return SourceKind.GIT if git else SourceKind.URL, host_of(address)


def host_of(address: str) -> str:
    """Return the host of an address in lower case, empty where there is none."""
    if address.startswith("git@"):
        return address[4:].partition(":")[0].lower()[:MAX_NAME]
    try:
        return (urlsplit(address.removeprefix("git+")).hostname or "")[:MAX_NAME]
    except ValueError:
        return ""
