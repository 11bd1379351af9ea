"""yarn.lock of version 1, and of Yarn 2 and later, which is YAML: https://yarnpkg.com/configuration/yarnrc"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.packages import npm
from review.packages.documents import lines_of, table, word, yaml_of
from review.packages.package import NPM, Listing, Package, origin

FIELD = re.compile(r"\s+\"?(version|resolved|integrity)\"?:?\s+\"?([^\"]*)\"?\s*")
NAME = re.compile(r"\"?((?:@[^@/\s\"]+/)?[^@/\s\"]+)@(?:npm:((?:@[^@/\s\"]+/)?[^@/\s\":]+)@)?")


def lock(content: bytes) -> Listing:
    """Read a lock file."""
    if b"__metadata" in content:
        return Listing(tuple(_berry(content)))
    return Listing(tuple(_classic(content)))


def _classic(content: bytes) -> Iterator[Package]:
    name, entry = "", dict[str, object]()
    for line in [*lines_of(content), "end:"]:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace():
            if name and entry:
                yield npm.locked(name, word(entry.get("version")), entry)
            match = NAME.match(line)
            name, entry = (match[2] or match[1]) if match else "", {}
        elif field := FIELD.fullmatch(line):
            entry.setdefault(field[1], field[2])


def _berry(content: bytes) -> Iterator[Package]:
    document = yaml_of(content)
    # How the cache is packed is a part of what is hashed.
    packing = word(table(document.get("__metadata")).get("cacheKey"))
    for key, value in document.items():
        entry = table(value)
        resolution = word(entry.get("resolution"))
        name, _, how = resolution.rpartition("@") if "@npm:" in resolution else resolution.partition("@")
        if resolution.startswith("@") and "@npm:" not in resolution:
            scope, _, rest = resolution[1:].partition("@")
            name, how = f"@{scope}", rest
        if key == "__metadata" or not name or "workspace:" in how:
            continue
        packed, _, checksum = word(entry.get("checksum")).rpartition("/")
        integrity = {f"checksum {packed or packing}": frozenset({checksum})} if checksum else {}
        version = word(entry.get("version"))
        if how.startswith("npm:"):
            yield Package(NPM, name, version, integrity=integrity, locked=True)
        else:
            kind, host = origin(how.partition("patch:")[2] or how)
            yield Package(NPM, name, version, source=kind, host=host, integrity=integrity, locked=True)
