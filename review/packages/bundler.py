"""Gemfile and Gemfile.lock: https://bundler.io/man/gemfile.5.html"""

from __future__ import annotations

import re

from review.packages.documents import lines_of
from review.packages.indexes import GEMS_HOST
from review.packages.package import GEMS, Listing, Package, SourceKind, host_of, origin

GEM = re.compile(r"\s*gem\s*\(?\s*[\"']([\w.-]{1,150})[\"'](.*)")
REQUIREMENT = re.compile(r"\s*,\s*[\"']([^\"']{1,100})[\"']")
OPTION = re.compile(
    r"[\s,:](git|github|gitlab|bitbucket|gist|path|source)[\"']?\s*(?::|=>)\s*[\"']([^\"']{1,300})[\"']"
)
INDEX = re.compile(r"\s*source\s*\(?\s*[\"']([^\"']{1,300})[\"']")
EXACT = re.compile(r"=?\s*(\d[\w.]*)")
SPEC = re.compile(r"    ([\w.-]+) \(([^)]+)\)\s*$")
CHECKSUM = re.compile(r"  ([\w.-]+) \(([^)]+)\) (\w+)=(\w+)")
REMOTE = re.compile(r"  remote: (\S+)")
MAX_LINE = 2_000


def manifest(content: bytes) -> Listing:
    """Read a Gemfile as far as it is a list; it is a program."""
    packages, indexes = [], []
    for whole in lines_of(content):
        line = whole[:MAX_LINE]
        if (index := INDEX.match(line)) and _host(index[1]):
            indexes.append(index[1])
        elif gem := GEM.match(line):
            packages.append(_required(gem[1], gem[2]))
    return Listing(tuple(packages), tuple(indexes))


def _host(address: str) -> str:
    host = host_of(address)
    return "" if host == GEMS_HOST and address.startswith("https:") else host


def _required(name: str, rest: str) -> Package:
    asked, at = [], 0
    while match := REQUIREMENT.match(rest, at):
        asked.append(match[1])
        at = match.end()
    requirement = ", ".join(asked)
    if option := OPTION.search(rest, max(at - 1, 0)):
        key, address = option[1], option[2]
        if key == "source":
            return Package(GEMS, name, "", requirement, host=_host(address))
        kind, host = origin(address) if key == "git" else (SourceKind.GIT, f"{key}.com")
        if key == "path":
            kind, host = SourceKind.PATH, ""
        return Package(GEMS, name, "", f"{key} {address}", SourceKind.GIT if key == "git" else kind, host)
    exact = EXACT.fullmatch(requirement)
    return Package(GEMS, name, exact[1] if exact else "", requirement)


def lock(content: bytes) -> Listing:
    """Read a Gemfile.lock."""
    section, host = "", ""
    found: dict[tuple[str, str], tuple[SourceKind, str]] = {}
    hashes: dict[tuple[str, str], dict[str, frozenset[str]]] = {}
    for line in lines_of(content):
        if line and not line[0].isspace():
            section, host = line.strip(), ""
        elif remote := REMOTE.match(line):
            host = _host(remote[1]) if section == "GEM" else origin(remote[1])[1]
        elif section in ("GEM", "GIT", "PATH") and (spec := SPEC.match(line)):
            kind = {"GEM": SourceKind.INDEX, "GIT": SourceKind.GIT}.get(section, SourceKind.PATH)
            found.setdefault((spec[1], _bare(spec[2])), (kind, host))
        elif section == "CHECKSUMS" and (checksum := CHECKSUM.match(line)):
            kept = hashes.setdefault((checksum[1], _bare(checksum[2])), {})
            kept[checksum[2]] = frozenset({checksum[4]})
    return Listing(
        tuple(
            Package(GEMS, name, version, "", kind, place, hashes.get((name, version), {}), locked=True)
            for (name, version), (kind, place) in found.items()
        )
    )


def _bare(version: str) -> str:
    """Return the version without the platform it is built for."""
    return version.partition("-")[0]
