"""What a change does to the packages of a repository: what each of its files says at the merge base and at the head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from review.models import Change, FileDiff, FileStatus
from review.packages.package import Listing, Package
from review.packages.private import is_private
from review.packages.reading import packages_of, reader_of

MOST_ASKED = 1_000  # packages of one change that are looked up

Version = tuple[str, str, str]  # ecosystem, name, version


@dataclass(frozen=True, slots=True)
class Listed:
    """One changed file that names packages, on both sides; a side where there is no file says nothing."""

    path: str
    base: Listing
    head: Listing
    text: str = ""
    had_base: bool = False


@dataclass(frozen=True)
class Packages:
    """Every changed file that names packages and is there at the head, in git's order, and what was there before.

    What stood anywhere at the merge base is not new: a package may move from one file to another.
    """

    files: tuple[Listed, ...]
    earlier: tuple[Listing, ...]

    @cached_property
    def versions_before(self) -> frozenset[Version]:
        """Return the exact versions of the merge base."""
        return frozenset(version_of(package) for listing in self.earlier for package in listing.packages)

    @cached_property
    def names_before(self) -> frozenset[tuple[str, str]]:
        """Return the names of the merge base, each with its ecosystem."""
        return frozenset((package.ecosystem, package.name) for listing in self.earlier for package in listing.packages)

    def fresh(self, file: Listed) -> Iterator[Package]:
        """Yield the packages of a file whose exact version was not there before."""
        for package in file.head.packages:
            if package.version and version_of(package) not in self.versions_before:
                yield package


def version_of(package: Package) -> Version:
    """Return what an advisory is looked up by."""
    return package.ecosystem, package.name, package.version


def read(change: Change) -> Packages:
    """Read the changed manifests and lock files; never raises for what they hold."""
    files, earlier = [], []
    for file in change.diff.files:
        base = _base(file, change)
        earlier.append(base)
        source = change.sources.get(file.path)
        if file.status is FileStatus.REMOVED or source is None or source.head is None or reader_of(file.path) is None:
            continue
        head = packages_of(file.path, source.head)
        files.append(Listed(file.path, base, head, source.head.decode("utf-8", "replace"), source.base is not None))
    return Packages(tuple(files), tuple(earlier))


def _base(file: FileDiff, change: Change) -> Listing:
    source = change.sources.get(file.path)
    return packages_of(file.old_path or file.path, None if source is None else source.base)


def to_look_up(change: Change, private: Iterable[str]) -> tuple[tuple[Version, ...], int]:
    """Return the packages to look up, those of manifests first, and how many more there would be.

    Only what is new, exact, and from the public index: a name that only a company knows stays here.
    """
    packages, patterns = read(change), tuple(private)
    elsewhere = {(one.ecosystem, one.name) for file in packages.files for one in file.head.packages if not one.public}
    found: dict[Version, bool] = {}
    for file in packages.files:
        # Where a manifest adds an index of its own, only the lock file knows what comes from which.
        for package in packages.fresh(file):
            unsure = bool(file.head.indexes) and not package.locked
            if package.used and not unsure and (package.ecosystem, package.name) not in elsewhere:
                found[version_of(package)] = found.get(version_of(package), True) and package.locked
    asked = sorted((version for version in found if not is_private(version[1], patterns)), key=found.__getitem__)
    return tuple(asked[:MOST_ASKED]), max(len(asked) - MOST_ASKED, 0)
