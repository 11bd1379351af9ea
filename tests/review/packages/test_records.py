"""OSV's records as advisories, and which versions they concern."""

from __future__ import annotations

from typing import Any

from review.models import Severity
from review.packages.cvss import base_score
from review.packages.records import advisory_of, affects, of_score, together

ASKED = ("npm", "left", "1.2.0")


def record(**changed: Any) -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": "1.2.5"}, {"introduced": "2.0.0"}, {"last_affected": "2.1.0"}]
    ranges = [{"type": "SEMVER", "events": events}, {"type": "GIT", "events": [{"fixed": "abc"}]}]
    made = {
        "id": "GHSA-aaaa-bbbb-cccc",
        "aliases": ["CVE-2024-1", 7],
        "summary": "Bad parsing",
        "affected": [{"package": {"ecosystem": "npm", "name": "left"}, "ranges": ranges}],
        "database_specific": {"severity": "HIGH"},
    }
    return {**made, **changed}


def test_a_record_becomes_an_advisory_on_the_package_that_was_asked_for() -> None:
    one = advisory_of(record(), ASKED)
    assert one is not None
    assert (one.id, one.aliases, one.severity, one.fixed) == (
        "GHSA-aaaa-bbbb-cccc",
        ("CVE-2024-1",),
        Severity.HIGH,
        ("1.2.5",),
    )
    assert advisory_of(record(), ("npm", "right", "1.2.0")) is None
    assert advisory_of(record(withdrawn="2024-01-01T00:00:00Z"), ASKED) is None
    malicious = advisory_of(record(id="MAL-2024-1"), ASKED)
    assert malicious is not None
    assert (malicious.malicious, malicious.severity) == (True, Severity.CRITICAL)


def test_severity_is_the_publishers_word_then_the_vectors_then_medium() -> None:
    vector = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
    for changed, expected in (
        ({"database_specific": {"severity": "MODERATE"}, "severity": vector}, Severity.MEDIUM),
        ({"database_specific": {}, "severity": vector}, Severity.CRITICAL),
        ({"database_specific": None, "severity": [{"score": "CVSS:4.0/AV:N"}]}, Severity.MEDIUM),
    ):
        one = advisory_of(record(**changed), ASKED)
        assert one is not None
        assert one.severity is expected


def test_cvss_vectors_score_as_the_specification_has_them() -> None:
    for vector, score in (
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.0/AV:L/AC:H/PR:L/UI:N/S:U/C:N/I:N/A:L", 2.5),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:4.0/AV:N", None),
        ("CVSS:3.1/AV:N", None),
        ("/" * 1_000, None),
    ):
        assert base_score(vector) == score, vector
    assert [of_score(score) for score in (9.0, 8.9, 4.0, 0.1, 0.0)] == [*Severity]


def test_ranges_are_followed_as_the_schema_does_it() -> None:
    for version, expected in (
        ("0.0.1", True),
        ("1.2.5-rc.1", True),
        ("1.2.5", False),
        ("1.9.9", False),
        ("2.0.0", True),
        ("2.1.0", True),
        ("2.1.1", False),
        ("odd", False),
    ):
        assert affects(record(), ("npm", "left", version)) is expected, version
    listed = record(affected=[{"package": {"ecosystem": "Maven", "name": "g:a"}, "versions": ["1.0", "1.1"]}])
    assert affects(listed, ("Maven", "g:a", "1.1"))
    assert not affects(listed, ("Maven", "g:a", "1.2")), "the order of Maven's versions is not guessed"


def test_one_vulnerability_under_two_names_is_one_with_the_worst_that_is_said() -> None:
    first = advisory_of(record(), ASKED)
    second = advisory_of(
        record(id="OTHER-1", aliases=["CVE-2024-1"], database_specific={"severity": "CRITICAL"}), ASKED
    )
    assert first is not None
    assert second is not None
    (one,) = together(iter([second, first]))
    assert (one.id, one.severity, one.aliases) == (first.id, Severity.CRITICAL, ("CVE-2024-1", "OTHER-1"))


def test_records_without_the_form_say_nothing_and_do_not_raise() -> None:
    values: tuple[Any, ...] = (
        None,
        3,
        "x",
        [],
        {},
        [None],
        [{"package": 1}],
        [{"package": {"ecosystem": "npm", "name": "left"}, "ranges": 1}],
    )
    for value in values:
        for key in ("affected", "aliases", "severity", "database_specific", "id", "summary", "withdrawn"):
            made = record(**{key: value})
            advisory_of(made, ASKED)
            affects(made, ASKED)
    odd = [{"introduced": "x"}, {"fixed": 1}, 3]
    assert not affects(
        record(
            affected=[{"package": {"ecosystem": "npm", "name": "left"}, "ranges": [{"type": "SEMVER", "events": odd}]}]
        ),
        ASKED,
    )
