"""Which reader a file is for, by its name, and which lock file belongs to which manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from review.packages import (
    bundler,
    cargo,
    composer,
    golang,
    gradle,
    maven,
    npm,
    nuget,
    pip,
    pnpm,
    pyproject,
    yarn,
)
from review.packages.documents import Broken, Refused
from review.packages.package import MAX_NAME, Listing

MAX_PACKAGES = 50_000
TOO_MANY = f"it names more than {MAX_PACKAGES} packages"

Reader = Callable[[bytes], Listing]

_NAMES: Mapping[str, Reader] = {
    "package.json": npm.manifest,
    "package-lock.json": npm.lock,
    "npm-shrinkwrap.json": npm.lock,
    "yarn.lock": yarn.lock,
    "pnpm-lock.yaml": pnpm.lock,
    "setup.py": pip.setup,
    "Pipfile": pip.pipfile,
    "Pipfile.lock": pip.pipfile_lock,
    "pyproject.toml": pyproject.manifest,
    "poetry.lock": pyproject.poetry_lock,
    "uv.lock": pyproject.uv_lock,
    "go.mod": golang.manifest,
    "go.sum": golang.sums,
    "Cargo.toml": cargo.manifest,
    "Cargo.lock": cargo.lock,
    "pom.xml": maven.manifest,
    "build.gradle": gradle.build,
    "build.gradle.kts": gradle.build,
    "settings.gradle": gradle.build,
    "settings.gradle.kts": gradle.build,
    "gradle.lockfile": gradle.lock,
    "buildscript-gradle.lockfile": gradle.lock,
    "libs.versions.toml": gradle.catalogue,
    "Gemfile": bundler.manifest,
    "gems.rb": bundler.manifest,
    "Gemfile.lock": bundler.lock,
    "gems.locked": bundler.lock,
    "composer.json": composer.manifest,
    "composer.lock": composer.lock,
    "packages.config": nuget.project,
    "Directory.Packages.props": nuget.project,
    "packages.lock.json": nuget.lock,
}
_PATTERNS: Sequence[tuple[re.Pattern[str], Reader]] = (
    (re.compile(r"(?:^|.*[_.-])(?:requirements|constraints)[\w.-]*\.(?:txt|in|lock)$"), pip.requirements),
    (re.compile(r".+\.(?:cs|fs|vb)proj$"), nuget.project),
)
_IN_FOLDER = re.compile(r"(?:^|/)requirements/[^/]+\.(?:txt|in)$")

LOCKS: Mapping[str, Sequence[str]] = {
    "package.json": ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"),
    "pyproject.toml": ("poetry.lock", "uv.lock"),
    "Pipfile": ("Pipfile.lock",),
    "go.mod": ("go.sum",),
    "Cargo.toml": ("Cargo.lock",),
    "Gemfile": ("Gemfile.lock",),
    "gems.rb": ("gems.locked",),
    "composer.json": ("composer.lock",),
}


def reader_of(path: str) -> Reader | None:
    """Return what reads this file, None for one that names no packages."""
    name = path.rpartition("/")[2]
    if name in _NAMES:
        return _NAMES[name]
    found = next((reader for pattern, reader in _PATTERNS if len(name) < MAX_NAME and pattern.match(name)), None)
    return found or (pip.requirements if _IN_FOLDER.search(path) else None)


def packages_of(path: str, content: bytes | None) -> Listing:
    """Return what a file says; nothing for no file. Never raises: `broken` and `refused` say why it says nothing."""
    reader = reader_of(path)
    if reader is None or content is None:
        return Listing()
    try:
        listing = reader(content)
    except Broken as error:
        return Listing(broken=str(error))
    except Refused as error:
        return Listing(refused=str(error))
    if len(listing.packages) > MAX_PACKAGES:
        return Listing(refused=TOO_MANY)
    named = tuple(one for one in listing.packages if 0 < len(one.name) <= MAX_NAME and len(one.version) <= MAX_NAME)
    return Listing(named, listing.indexes, listing.scripts)
