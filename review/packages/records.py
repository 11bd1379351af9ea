"""OSV's records as advisories, and which versions they concern: https://ossf.github.io/osv-schema/

A record is outside text like all the rest: what does not have the form that is asked for says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from review.models.advisory import Advisory
from review.models.finding import Severity
from review.packages.changed import Version
from review.packages.cvss import base_score
from review.packages.documents import items, table, word
from review.packages.package import MAX_NAME, NUGET, PYPI
from review.packages.pip import normalised
from review.packages.versions import Key, key_of

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
MALICIOUS = "MAL-"  # https://github.com/ossf/malicious-packages
NO_RECORD = "its description could not be had"
MOST = 50  # of aliases and of fixed versions
_LABELS = {
    "CRITICAL": Severity.CRITICAL,
    "HIGH": Severity.HIGH,
    "MODERATE": Severity.MEDIUM,
    "MEDIUM": Severity.MEDIUM,
    "LOW": Severity.LOW,
}


def bare(advisory_id: str) -> Advisory:
    """Return what is known of a record of which only the id could be had."""
    malicious = advisory_id.startswith(MALICIOUS)
    return Advisory(advisory_id, (), NO_RECORD, Severity.CRITICAL if malicious else Severity.MEDIUM, (), malicious)


def advisory_of(record: Mapping[str, object], asked: Version) -> Advisory | None:
    """Return a record as an advisory on this package, None when it is withdrawn or about others."""
    name = word(record.get("id"))
    concerned = list(_concerned(record, asked))
    if not ID.fullmatch(name) or record.get("withdrawn") or not concerned:
        return None
    malicious = name.startswith(MALICIOUS) or any(
        word(alias).startswith(MALICIOUS) for alias in items(record.get("aliases"))
    )
    fixed = (word(event.get("fixed")) for one in concerned for _, event in _events(one))
    return Advisory(
        name,
        tuple(alias for one in items(record.get("aliases"))[:MOST] if ID.fullmatch(alias := word(one))),
        word(record.get("summary"))[:500] or word(record.get("details"))[:500],
        Severity.CRITICAL if malicious else _severity(record, concerned),
        tuple(dict.fromkeys(version for version in fixed if 0 < len(version) < MAX_NAME))[:MOST],
        malicious,
    )


def affects(record: Mapping[str, object], asked: Version) -> bool:
    """Say whether a record concerns this version: it is listed, or lies in a range whose order is known."""
    version = asked[2]
    for one in _concerned(record, asked):
        listed = {word(each) for each in items(one.get("versions"))}
        if version in listed or f"v{version}" in listed or version.removeprefix("v") in listed:
            return True
        if any(_in_range(asked, events) for events in _ranges(one)):
            return True
    return False


def together(advisories: Iterator[Advisory]) -> tuple[Advisory, ...]:
    """Return the advisories, those that are one vulnerability under several names as one: the worst that is said."""
    kept: list[Advisory] = []
    for one in sorted(advisories, key=lambda each: (not each.malicious, not each.id.startswith("GHSA-"), each.id)):
        names = {one.id, *one.aliases}
        for index, other in enumerate(kept):
            if names & {other.id, *other.aliases}:
                kept[index] = _joined(other, one)
                break
        else:
            kept.append(one)
    return tuple(kept)


def _joined(first: Advisory, second: Advisory) -> Advisory:
    worst = min(first.severity, second.severity, key=lambda severity: severity.rank)
    names = dict.fromkeys((*first.aliases, second.id, *second.aliases))
    return Advisory(
        first.id,
        tuple(name for name in names if name != first.id),
        first.summary or second.summary,
        worst,
        tuple(dict.fromkeys((*first.fixed, *second.fixed))),
        first.malicious or second.malicious,
    )


def _concerned(record: Mapping[str, object], asked: Version) -> Iterator[dict[str, object]]:
    ecosystem, name, _ = asked
    for value in items(record.get("affected")):
        package = table(table(value).get("package"))
        # Some ecosystems have parts, such as "Debian:12".
        if word(package.get("ecosystem")).partition(":")[0] == ecosystem and _same(
            ecosystem, word(package.get("name")), name
        ):
            yield table(value)


def _same(ecosystem: str, one: str, other: str) -> bool:
    if ecosystem == PYPI:
        return normalised(one) == normalised(other)
    return one.lower() == other.lower() if ecosystem == NUGET else one == other


def _ranges(affected: Mapping[str, object]) -> Iterator[list[dict[str, object]]]:
    for value in items(affected.get("ranges")):
        if word(table(value).get("type")) in ("SEMVER", "ECOSYSTEM"):
            yield [table(event) for event in items(table(value).get("events"))]


def _events(affected: Mapping[str, object]) -> Iterator[tuple[int, dict[str, object]]]:
    for number, events in enumerate(_ranges(affected)):
        yield from ((number, event) for event in events)


def _in_range(asked: Version, events: list[dict[str, object]]) -> bool:
    """Follow the events in the order of their versions, as the schema's own evaluation does."""
    ecosystem, _, version = asked
    own = key_of(ecosystem, version)
    order: list[tuple[Key, str]] = []
    if own is None:
        return False
    inside = False
    for event in events:
        for kind in ("introduced", "fixed", "last_affected"):
            if kind not in event:
                continue
            text = word(event[kind])
            if kind == "introduced" and text == "0":
                inside = True
                continue
            key = key_of(ecosystem, text)
            if key is None:
                return False
            order.append((key, kind))
    try:
        return _follow(own, sorted(order), inside)
    except TypeError:  # versions that cannot be compared with each other
        return False


def _follow(own: Key, order: list[tuple[Key, str]], inside: bool) -> bool:
    for key, kind in order:
        if kind == "introduced":
            inside = inside or own >= key
        elif (kind == "fixed" and own >= key) or (kind == "last_affected" and own > key):
            inside = False
    return inside


def _severity(record: Mapping[str, object], concerned: list[dict[str, object]]) -> Severity:
    """Return the publisher's own word, else that of a CVSS vector, else medium."""
    places = [record, *concerned]
    words = (
        word(table(place.get(key)).get("severity")).upper()
        for place in places
        for key in ("database_specific", "ecosystem_specific")
    )
    label = next((one for one in words if one in _LABELS), None)
    if label is not None:
        return _LABELS[label]
    vectors = (word(table(one).get("score")) for place in places for one in items(place.get("severity")))
    scores = [score for vector in vectors if (score := base_score(vector)) is not None]
    return of_score(max(scores)) if scores else Severity.MEDIUM


def of_score(score: float) -> Severity:
    """Return the severity of a CVSS score: https://www.first.org/cvss/v3.1/specification-document#5"""
    bounds = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
    return next((severity for least, severity in bounds if score >= least), Severity.INFO)
