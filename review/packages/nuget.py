"""Project files, packages.config, Directory.Packages.props and packages.lock.json: https://learn.microsoft.com/nuget/"""

from __future__ import annotations

import re

from review.packages.documents import Element, json_of, table, word, xml_of
from review.packages.package import NUGET, Listing, Package

REFERENCES = frozenset({"PackageReference", "PackageVersion", "GlobalPackageReference", "package"})
EXACT = re.compile(r"\[?\s*(\d+(?:\.\d+){0,3}(?:-[\w.+-]+)?)\s*\]?")


def project(content: bytes) -> Listing:
    """Read a project file, packages.config or Directory.Packages.props."""
    found = [_required(each) for each in xml_of(content).walk() if each.tag in REFERENCES]
    return Listing(tuple(package for package in found if package.name))


def _required(element: Element) -> Package:
    given = {name.lower(): value for name, value in element.attributes.items()}
    name = given.get("include") or given.get("update") or given.get("id") or ""
    asked = given.get("version") or given.get("versionoverride") or element.first("Version")
    # A bare version is the least that may be taken, and the least is what is taken.
    exact = EXACT.fullmatch(asked)
    return Package(NUGET, name, exact[1] if exact else "", asked)


def lock(content: bytes) -> Listing:
    """Read a packages.lock.json."""
    found: dict[tuple[str, str], Package] = {}
    for packages in table(json_of(content).get("dependencies")).values():
        for name, value in table(packages).items():
            entry = table(value)
            if word(entry.get("type")) == "Project":
                continue
            checksum = word(entry.get("contentHash"))
            hashes = {"contentHash": frozenset({checksum})} if checksum else {}
            version = word(entry.get("resolved"))
            found.setdefault((name, version), Package(NUGET, name, version, integrity=hashes, locked=True))
    return Listing(tuple(found.values()))
