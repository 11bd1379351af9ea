"""pom.xml: https://maven.apache.org/pom.html"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from review.packages.documents import Element, xml_of
from review.packages.indexes import MAVEN_HOSTS
from review.packages.package import MAVEN, Listing, Package, SourceKind, host_of

PROPERTY = re.compile(r"\$\{([\w.-]{1,100})\}")
HELD = frozenset({"dependency", "plugin", "extension", "parent"})
PLUGINS = "org.apache.maven.plugins"  # the group of a plugin that names none
LONGEST = 300


def manifest(content: bytes) -> Listing:
    """Read a pom.xml; versions from properties of the same file are filled in."""
    root = xml_of(content)
    properties = {each.tag: each.text.strip() for each in root.walk() for each in _properties(each)}
    properties["project.version"] = root.first("version") or root.first("parent", "version")
    properties["project.groupId"] = root.first("groupId") or root.first("parent", "groupId")
    packages: list[Package] = []
    indexes: list[str] = []
    for element in root.walk():
        if element.tag in HELD:
            packages += _package(element, properties)
        elif element.tag in ("repository", "pluginRepository"):
            address = _filled(element.first("url"), properties)
            if address and (host_of(address) not in MAVEN_HOSTS or not address.startswith("https:")):
                indexes.append(address)
    return Listing(tuple(packages), tuple(indexes))


def _properties(element: Element) -> list[Element]:
    return element.children if element.tag == "properties" else []


def _package(element: Element, properties: Mapping[str, str]) -> Iterator[Package]:
    default = PLUGINS if element.tag == "plugin" else ""
    group = _filled(element.first("groupId"), properties) or default
    artifact = _filled(element.first("artifactId"), properties)
    asked = _filled(element.first("version"), properties)
    if not group or not artifact:
        return
    local = bool(element.first("systemPath"))
    # The parent is often a file beside it.
    local = local or (element.tag == "parent" and any(each.text.strip() for each in element.all("relativePath")))
    version = "" if re.search(r"[\[\](,$]", asked) or local else asked
    yield Package(MAVEN, f"{group}:{artifact}", version, asked, SourceKind.PATH if local else SourceKind.INDEX)


def _filled(text: str, properties: Mapping[str, str]) -> str:
    for _ in range(5):
        filled = PROPERTY.sub(lambda match: properties.get(match[1], match[0])[:LONGEST], text[:LONGEST])
        if filled == text:
            break
        text = filled
    return text[:LONGEST]
