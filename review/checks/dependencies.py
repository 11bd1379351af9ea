"""The packages that a change adds or moves: known vulnerabilities, look-alikes, install scripts, sources, locks.

The advisories are given as a value; everything else needs no look-up. A package that stood at the merge base in the
same version is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from review.checks.check import CheckResult, Subject, text_not_read
from review.checks.dependency_rules import (
    INDEX,
    INTEGRITY,
    LOADING_SCRIPT,
    LOOK_ALIKE,
    MALICIOUS,
    MISMATCH,
    NAME,
    OWN_SCRIPT,
    SCRIPT_RUNS,
    SOURCE,
    VULNERABLE,
    Findings,
    plain,
    without_user,
)
from review.models import Coverage, CoverageStatus, FileDiff, Finding
from review.models.advisory import Advisory
from review.packages.changed import Listed, Packages, Version, read, version_of
from review.packages.lookalike import looks_like
from review.packages.package import GO, NPM, Package, SourceKind
from review.packages.private import is_private
from review.packages.reading import LOCKS, reader_of
from review.packages.versions import before, satisfies

NOT_A_LIST = "it names no packages"
NOT_READABLE = "it cannot be read, by a package manager no more than by us: {why}"
A_PART = "only a part of it is known"
MOST_NAMED = 10  # packages that one finding stands for
NAMED = 3  # advisories whose words are given in full
# What fetches or unpacks code in a script of one line.
LOADING = re.compile(
    r"\b(?:curl|wget|base64|eval|atob|powershell|iwr|certutil)\b|https?://|\|\s*(?:ba|z|da)?sh\b|"
    r"\b(?:node|python3?|perl) -[ec]\b"
)
WHAT: Mapping[SourceKind, str] = {
    SourceKind.INDEX: "the index",
    SourceKind.URL: "an address",
    SourceKind.GIT: "a git repository",
    SourceKind.PATH: "a path",
}


class DependenciesCheck:
    """What the change makes this repository install."""

    name = NAME

    def run(self, subject: Subject) -> CheckResult:
        """Compare what every changed manifest and lock file says with what it said before."""
        packages = read(subject.change)
        files = {file.path: file for file in packages.files}
        found = (*_of_files(packages, subject), *_disagreeing(packages))
        return CheckResult(found, tuple(_row(file, files, subject) for file in subject.change.diff.files))


def _row(file: FileDiff, files: Mapping[str, Listed], subject: Subject) -> Coverage:
    if reader_of(file.path) is None:
        return Coverage(file.path, NAME, CoverageStatus.NOT_APPLICABLE, NOT_A_LIST)
    missing = text_not_read(file, subject, NAME)
    if missing is not None:
        return missing
    head = files[file.path].head
    source = subject.change.sources.get(file.path)
    if source is not None and source.fragment:
        return Coverage(file.path, NAME, CoverageStatus.NOT_APPLICABLE, A_PART)
    if head.refused:
        return Coverage(file.path, NAME, CoverageStatus.INCOMPLETE, head.refused)
    if head.broken:
        return Coverage(file.path, NAME, CoverageStatus.NOT_APPLICABLE, NOT_READABLE.format(why=head.broken))
    return Coverage(file.path, NAME, CoverageStatus.SCANNED)


def _of_files(packages: Packages, subject: Subject) -> Iterator[Finding]:
    told: set[Version] = set()
    named: set[tuple[str, str]] = set()
    for file in packages.files:
        make = Findings(file)
        for package in packages.fresh(file):
            advisories = subject.advisories.found.get(version_of(package), ())
            if advisories and version_of(package) not in told:
                told.add(version_of(package))
                yield _known(make, package, advisories)
        for package in file.head.packages:
            key = (package.ecosystem, package.name)
            if key in packages.names_before or key in named:
                continue
            named.add(key)
            other = None if is_private(package.name, subject.private) else looks_like(*key)
            if other is not None and package.source is not SourceKind.PATH:
                yield make.of(LOOK_ALIKE, package, other=other)
        yield from _scripts(make, file, packages)
        yield from _sources(make, file)
        yield from _hashes(make, file)


def _known(make: Findings, package: Package, advisories: Sequence[Advisory]) -> Finding:
    """Return one finding for all that is known of a version: its worst, and the version in which none is left."""
    worst = sorted(advisories, key=lambda one: (not one.malicious, one.severity.rank, one.id))
    told = " ".join(_told(one) for one in worst[:NAMED])
    if len(worst) > NAMED:
        told += f" And {len(worst) - NAMED} more: {', '.join(plain(one.id) for one in worst[NAMED:20])}."
    if worst[0].malicious:
        return make.of(MALICIOUS, package, told=told)
    many = "a known vulnerability" if len(worst) == 1 else f"{len(worst)} known vulnerabilities"
    return make.of(VULNERABLE, package, worst[0].severity, told=told, many=many, todo=_todo(package, worst))


def _told(one: Advisory) -> str:
    names = ", ".join(plain(name) for name in (one.id, *(alias for alias in one.aliases if alias.startswith("CVE-"))))
    said = plain(one.summary).rstrip(".") or "no description is given"
    return f"{names} ({one.severity}): {said}."


def _todo(package: Package, advisories: Sequence[Advisory]) -> str:
    fixed = [_next_fixed(package, one) for one in advisories]
    known = [version for version in fixed if version]
    if not known:
        return "No fixed version is known: look for another package, or see that what is affected is not used."
    last = known[0]
    for version in known[1:]:
        last = version if before(package.ecosystem, last, version) else last
    rest = "" if len(known) == len(fixed) else f" For {len(fixed) - len(known)} of them no fixed version is known."
    return f"Fixed in {plain(last)}: take that version or a later one.{rest}"


def _next_fixed(package: Package, one: Advisory) -> str:
    """Return the first fixed version after the one that is used; where the order is not known, all that are named."""
    later = [version for version in one.fixed if before(package.ecosystem, package.version, version)]
    if not later:
        unknown = [each for each in one.fixed if before(package.ecosystem, package.version, each) is None]
        return " or ".join(unknown[:NAMED])
    first = later[0]
    for version in later[1:]:
        first = version if before(package.ecosystem, version, first) else first
    return first


def _scripts(make: Findings, file: Listed, packages: Packages) -> Iterator[Finding]:
    for name, command in file.head.scripts.items():
        if file.base.scripts.get(name) != command:
            rule = LOADING_SCRIPT if LOADING.search(command[:2_000]) else OWN_SCRIPT
            yield make.at(rule, name, name if name == "cmdclass" else f'"{name}"')
    running = {package.name for listing in packages.earlier for package in listing.packages if package.script}
    new = {one.name: one for one in file.head.packages if one.script and one.name not in running}
    if new:
        first = next(iter(new.values()))
        yield make.of(SCRIPT_RUNS, first, others=_others(list(new)))


def _others(names: Sequence[str]) -> str:
    """Name what one finding also stands for: a lock file often brings many alike."""
    if len(names) == 1:
        return ""
    more = f" and {len(names) - 1 - MOST_NAMED} more" if len(names) - 1 > MOST_NAMED else ""
    return f" So it is with {', '.join(f'`{plain(name)}`' for name in names[1 : MOST_NAMED + 1])}{more}."


def _sources(make: Findings, file: Listed) -> Iterator[Finding]:
    """Tell of packages that moved, of new ones from a place that the lock file never named, and of new indexes."""
    earlier: dict[str, set[tuple[SourceKind, str]]] = {}
    for package in file.base.packages:
        earlier.setdefault(package.name, set()).add((package.source, package.host))
    hosts = {package.host for package in file.base.packages}
    moved: dict[tuple[str, str], dict[str, Package]] = {}
    for package in file.head.packages:
        places = earlier.get(package.name)
        if package.public or package.source is SourceKind.PATH:
            continue
        if places is not None and (package.source, package.host) in places:
            continue
        if places is None and (not file.had_base or not package.locked or package.host in hosts or file.base.broken):
            continue  # a new one in a manifest is told of with the whole change
        was = ", ".join(sorted(_place(*place) for place in places)) if places else "nowhere"
        moved.setdefault((was, _place(package.source, package.host)), {}).setdefault(package.name, package)
    for (was, now), named in moved.items():
        yield make.of(SOURCE, next(iter(named.values())), before=was, now=now, others=_others(list(named)))
    for address in dict.fromkeys(file.head.indexes):
        if address not in file.base.indexes:
            clear = ", unencrypted at that" if address.startswith("http:") else ""
            yield make.at(INDEX, without_user(address), address, how=clear)


def _place(kind: SourceKind, host: str) -> str:
    return f"{WHAT[kind]} at `{plain(host)}`" if host else WHAT[kind]


def _hashes(make: Findings, file: Listed) -> Iterator[Finding]:
    earlier = {version_of(package): package for package in file.base.packages if package.integrity}
    for package in _once(file.head.packages):
        was = earlier.get(version_of(package))
        if was is None or (was.source, was.host) != (package.source, package.host):
            continue
        if any(
            not package.integrity[key] & was.integrity[key] for key in package.integrity.keys() & was.integrity.keys()
        ):
            yield make.of(INTEGRITY, package)


def _once(packages: Iterator[Package] | Sequence[Package]) -> Iterator[Package]:
    seen: set[Version] = set()
    for package in packages:
        if version_of(package) not in seen:
            seen.add(version_of(package))
            yield package


def _disagreeing(packages: Packages) -> Iterator[Finding]:
    """Tell what a manifest newly requires and its lock file, changed too, does not hold."""
    files = {file.path: file for file in packages.files}
    for file in packages.files:
        folder, slash, name = file.path.rpartition("/")
        locks = [files[path] for lock in LOCKS.get(name, ()) if (path := f"{folder}{slash}{lock}") in files]
        locks = [lock for lock in locks if lock.head.packages]
        make = Findings(file)
        before_ = {(package.name, package.requirement) for package in file.base.packages}
        for package in _once(file.head.packages):
            if package.public and package.used and (package.name, package.requirement) not in before_:
                yield from (found for lock in locks if (found := _mismatch(make, file, lock, package)))


def _mismatch(make: Findings, file: Listed, lock: Listed, package: Package) -> Finding | None:
    held = [one.version for one in lock.head.packages if _same(one, package)]
    if any(_fits(package, version) is not False for version in held):
        return None
    return make.of(
        MISMATCH,
        package,
        manifest=plain(file.path),
        asked=plain(package.requirement or "it"),
        lock=f"`{plain(lock.path)}`",
        held=f"holds {plain(', '.join(held[:NAMED]))}" if held else "does not hold it",
    )


def _same(one: Package, other: Package) -> bool:
    return one.name.lower() == other.name.lower()


def _fits(package: Package, version: str) -> bool | None:
    if package.ecosystem == GO:
        return package.version == version
    if package.ecosystem == NPM and not version:
        return None
    return satisfies(package.ecosystem, package.requirement, version)
