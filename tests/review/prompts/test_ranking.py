"""Risk, not size, decides what is read first."""

from __future__ import annotations

from review.models import Line, LineKind, Severity
from review.prompts.ranking import risk


def added(*texts: str) -> list[Line]:
    return [Line(LineKind.ADDED, None, number, text) for number, text in enumerate(texts, 1)]


def test_a_small_change_to_a_permission_check_goes_before_a_large_rename() -> None:
    rename = added(*["value = other_value"] * 1_000)
    assert risk("app/permissions.py", added("return user.is_admin"), ()) > risk("app/model.py", rename, ())


def test_sensitive_code_raises_the_risk_by_kind_not_by_count() -> None:
    one = risk("a.py", added("subprocess.run(x)"), ())
    many = risk("a.py", added(*["subprocess.run(x)"] * 2), ())
    other = risk("a.py", added("subprocess.run(x)", "cursor.execute('SELECT a FROM b')"), ())
    assert round(other - many, 6) == 10
    assert many - one < 3


def test_a_deterministic_finding_nearby_raises_the_risk_by_its_severity() -> None:
    lines = added("x = 1")
    plain, low, critical = (risk("a.py", lines, near) for near in ((), (Severity.LOW,), (Severity.CRITICAL,)))
    assert plain < low < critical


def test_tests_and_prose_come_last() -> None:
    lines = added("x = 1")
    assert risk("docs/a.md", lines, ()) < risk("tests/test_a.py", lines, ()) < risk("a.py", lines, ())


def test_control_what_only_begins_like_prose_does_not() -> None:
    lines = added("x = 1")
    for path in ("documents.py", "src/docker_client.go", "license_check.py"):
        assert risk(path, lines, ()) == risk("a.py", lines, ()), path
    assert risk("Dockerfile", lines, ()) > risk("LICENSE", lines, ())
