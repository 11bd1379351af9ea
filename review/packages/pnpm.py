"""pnpm-lock.yaml, versions 5 to 9: https://github.com/pnpm/spec/tree/master/lockfile"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.packages import npm
from review.packages.documents import table, word, yaml_of
from review.packages.package import NPM, Listing, Package, SourceKind, host_of

KEY = re.compile(r"/?((?:@[^/@]+/)?[^/@]+)[@/](\d[^(_]*)")


def lock(content: bytes) -> Listing:
    """Read a lock file."""
    return Listing(tuple(_packages(table(yaml_of(content).get("packages")))))


def _packages(entries: dict[str, object]) -> Iterator[Package]:
    for key, value in entries.items():
        entry = table(value)
        found = KEY.match(key)
        name = word(entry.get("name")) or (found[1] if found else key.rpartition("@")[0])
        version = word(entry.get("version")) or (found[2] if found else "")
        resolution = table(entry.get("resolution"))
        kind, host = npm.place(word(resolution.get("tarball")))
        if repository := word(resolution.get("repo")):
            kind, host = SourceKind.GIT, host_of(repository)
        elif word(resolution.get("type")) == "directory":
            continue
        yield Package(
            NPM,
            name,
            version,
            source=kind,
            host=host,
            integrity=npm.hashes(word(resolution.get("integrity"))),
            script=word(entry.get("requiresBuild")) == "true",
            locked=True,
        )
