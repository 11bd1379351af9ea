"""The scan report becomes findings: what is new at head, what was read, what was not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.checks.static import FRAGMENT, MOVED_HERE, NO_RULE, StaticCheck, may_have_stood
from review.models import CoverageStatus, FateKind, FileKind, Location, ScanGap, ScanMatch, Severity, Side
from review.models.scan import SYNTAX
from tests.review.checks.subjects import new, old, only, subject

RULE = "py-eval-dynamic"


def match(line: int, side: Side = Side.RIGHT, rule_id: str = RULE, path: str = "a.py", end: int = 0) -> ScanMatch:
    return ScanMatch(rule_id, path, side, line, end or line)


def gap(start: int | None, end: int | None, side: Side = Side.RIGHT, path: str = "a.py") -> ScanGap:
    return ScanGap(path, side, start, end, "not parsed")


def test_a_match_becomes_a_finding_that_says_what_its_rule_says() -> None:
    result = StaticCheck().run(subject({"a.py": (None, "x = 1\neval(x)\r\n")}, matches=(match(2),)))
    (finding,) = result.findings
    assert (finding.source, finding.rule_id, finding.severity) == ("semgrep", RULE, Severity.MEDIUM)
    assert (finding.category, finding.cwe, finding.confidence) == ("code-injection", ("CWE-95",), 0.5)
    assert finding.location == Location("a.py", 2, 2, Side.RIGHT)
    assert (finding.evidence, finding.fingerprint, finding.fate) == ("eval(x)", "", None)


def test_a_match_that_stands_at_the_base_too_is_old_even_if_it_moved_and_was_indented_anew() -> None:
    files = {"a.py": ("eval(x)\n", "\n\nif y:\n    eval(x)\n")}
    result = StaticCheck().run(subject(files, matches=(match(4), match(1, Side.LEFT))))
    assert new(result) == []
    assert [finding.fate.kind for finding in old(result) if finding.fate] == [FateKind.PRE_EXISTING]


def test_a_match_on_untouched_lines_is_new_when_the_base_had_none() -> None:
    """A sanitiser went away elsewhere in the file: the sink's own line did not change."""
    files = {"a.py": ("x = ok(x)\neval(x)\n", "eval(x)\n")}
    assert len(new(StaticCheck().run(subject(files, matches=(match(1),))))) == 1


def test_one_more_equal_match_than_before_makes_the_added_one_new() -> None:
    files = {"a.py": ("a\neval(x)\n", "eval(x)\na\neval(x)\n")}
    result = StaticCheck().run(subject(files, matches=(match(1), match(3), match(2, Side.LEFT))))
    assert [finding.location.start_line for finding in new(result)] == [1]
    assert [finding.location.start_line for finding in old(result)] == [3]


def test_equal_code_of_another_rule_or_another_file_does_not_make_a_match_old() -> None:
    files = {"a.py": ("eval(x)\n", "eval(x)\n\n"), "b.py": (None, "eval(x)\n")}
    matches = (match(1), match(1, Side.LEFT, rule_id="py-pickle-load"), match(1, path="b.py"))
    assert len(new(StaticCheck().run(subject(files, matches=matches)))) == 2


def test_a_match_that_moved_from_a_file_that_lost_it_is_old_once() -> None:
    files = {"a.py": ("x = 1\neval(x)\n", "x = 1\n"), "b.py": (None, "eval(x)\neval(x)\n"), "c.py": ("eval(x)\n", None)}
    matches = (match(2, Side.LEFT), match(1, path="b.py"), match(2, path="b.py"))
    made = subject(files, matches=matches)
    assert may_have_stood(made.scan, made.change) == ("a.py", "c.py")
    result = StaticCheck().run(made)
    assert (len(old(result)), len(new(result))) == (1, 1)
    assert [finding.fate.reason for finding in old(result) if finding.fate] == [MOVED_HERE]


def test_a_hard_coded_credential_leaves_no_evidence() -> None:
    files = {"a.py": (None, 'app.secret_key = "k3j4h5k3j4h5kj3h45"\n')}
    (finding,) = StaticCheck().run(subject(files, matches=(match(1, rule_id="py-hardcoded-credential"),))).findings
    assert "k3j4" not in repr(finding)


@pytest.mark.parametrize("path", ["tests/a.py", "src/test_a.py", "pkg/conftest.py", "src/a.spec.ts", "a_test.go"])
def test_what_is_high_is_medium_in_a_test_and_what_is_critical_stays(path: str) -> None:
    """A test's secret key opens nothing; what it runs with a shell runs on the machine of whoever tests."""
    matches = (
        match(1, rule_id="py-hardcoded-credential", path=path),
        match(2, rule_id="py-template-injection", path=path),
    )
    result = StaticCheck().run(subject({path: (None, "a\nb\n")}, matches=matches))
    assert [finding.severity for finding in result.findings] == [Severity.MEDIUM, Severity.CRITICAL]


@pytest.mark.parametrize("path", ["a.py", "src/contest/latest.py", "attest.py", "docs/conf.py", "testing.py"])
def test_what_is_high_stays_high_outside_of_tests(path: str) -> None:
    matches = (match(1, rule_id="py-hardcoded-credential", path=path),)
    (finding,) = StaticCheck().run(subject({path: (None, "a\n")}, matches=matches)).findings
    assert finding.severity is Severity.HIGH


def test_matches_and_gaps_of_unknown_paths_are_left_out() -> None:
    result = StaticCheck().run(
        subject({"a.py": (None, "x\n")}, matches=(match(1, path="z"),), gaps=(gap(1, 1, path="z"),))
    )
    assert (result.findings, only(result).status) == ((), CoverageStatus.SCANNED)


def test_a_scanned_file_is_scanned() -> None:
    row = only(StaticCheck().run(subject({"a.py": (None, "x\n")})))
    assert (row.check, row.status, row.reason) == ("semgrep", CoverageStatus.SCANNED, "")


@pytest.mark.parametrize("kind", [FileKind.BINARY, FileKind.SUBMODULE, FileKind.SYMLINK, FileKind.LFS_POINTER])
def test_what_holds_no_code_is_not_applicable(kind: FileKind) -> None:
    made = subject({"a": (None, "x")}, kinds={"a": kind}, languages={"a": None}, unread={"a": "why"})
    row = only(StaticCheck().run(made))
    assert row.status is CoverageStatus.NOT_APPLICABLE


def test_a_removed_file_is_not_applicable() -> None:
    assert only(StaticCheck().run(subject({"a.py": ("x\n", None)}))).status is CoverageStatus.NOT_APPLICABLE


def test_a_language_without_rules_is_not_applicable() -> None:
    row = only(StaticCheck().run(subject({"a.cob": (None, "x\n")}, languages={"a.cob": "cobol"})))
    assert (row.status, row.reason) == (CoverageStatus.NOT_APPLICABLE, NO_RULE)


def test_an_unread_file_is_incomplete_with_its_reason() -> None:
    row = only(StaticCheck().run(subject({"a.py": ("x\n", "y\n")}, unread={"a.py": "too large"})))
    assert (row.status, row.reason) == (CoverageStatus.INCOMPLETE, "too large")


def test_a_file_without_bytes_at_head_is_incomplete() -> None:
    made = subject({"a.py": ("x\n", "y\n")})
    emptied = type(made)(
        type(made.change)(None, "0", "1", made.change.diff, {}), made.kinds, made.languages, {}, made.scan
    )
    assert only(StaticCheck().run(emptied)).status is CoverageStatus.INCOMPLETE


def test_a_gap_over_the_whole_file_is_incomplete() -> None:
    assert only(StaticCheck().run(subject({"a.py": ("x\n", "y\n")}, gaps=(gap(None, None),)))).status is (
        CoverageStatus.INCOMPLETE
    )


TEMPLATE = "x\n{% if %}\ny\n"


def test_a_parse_gap_on_changed_lines_is_incomplete_and_names_them() -> None:
    row = only(
        StaticCheck().run(subject({"a.py": (TEMPLATE, "x\n{% for %}\ny\n")}, gaps=(gap(2, 2), gap(2, 2, Side.LEFT))))
    )
    assert (row.status, row.reason) == (CoverageStatus.INCOMPLETE, "not parsed (lines 2 to 2)")


def test_a_parse_gap_elsewhere_that_stood_at_the_base_does_not_count() -> None:
    gaps = (gap(3, 3), gap(2, 2, Side.LEFT))
    row = only(StaticCheck().run(subject({"a.py": (TEMPLATE, "z\nx\n{% if %}\ny\n")}, gaps=gaps)))
    assert row.status is CoverageStatus.SCANNED


def test_a_parse_gap_elsewhere_that_is_new_counts() -> None:
    """A quote opened above can blind the parser to lines that nobody touched."""
    row = only(StaticCheck().run(subject({"a.py": (TEMPLATE, "z\nx\n{% if %}\ny\n")}, gaps=(gap(3, 3),))))
    assert row.status is CoverageStatus.INCOMPLETE


@pytest.mark.parametrize(
    ("path", "text", "status"),
    [
        ("chart/templates/a.yaml", "{{- if .Values.on }}\nkind: Pod\n{{- end }}\n", CoverageStatus.NOT_APPLICABLE),
        ("roles/x/templates/a.yml", "{% if on %}\nkind: Pod\n{% endif %}\n", CoverageStatus.NOT_APPLICABLE),
        ("deploy/a.yaml", "kind: Pod\n  bad: [\n", CoverageStatus.INCOMPLETE),
        (".github/workflows/a.yml", "{{ on }}\njobs: [\n", CoverageStatus.INCOMPLETE),
        ("action.yml", "runs: ${{ x }}\n bad: [\n", CoverageStatus.INCOMPLETE),
    ],
)
def test_a_template_that_is_no_yaml_yet_is_nothing_to_scan(path: str, text: str, status: CoverageStatus) -> None:
    unparsed = ScanGap(path, Side.RIGHT, None, None, SYNTAX)
    made = replace(subject({path: (None, text)}, gaps=(unparsed,)), languages={path: "yaml"})
    assert only(StaticCheck().run(made)).status is status
    timed_out = replace(made.scan, gaps=(replace(unparsed, reason="a rule ran into its time limit on the file"),))
    assert only(StaticCheck().run(replace(made, scan=timed_out))).status is CoverageStatus.INCOMPLETE


def test_a_parse_gap_in_a_fragment_is_scanned_and_says_so() -> None:
    row = only(StaticCheck().run(subject({"a.py": (None, "x\n")}, gaps=(gap(1, 1),), fragment=True)))
    assert (row.status, row.reason) == (CoverageStatus.SCANNED, FRAGMENT)


def test_a_fragment_that_was_not_read_at_all_is_incomplete() -> None:
    row = only(StaticCheck().run(subject({"a.py": (None, "x\n")}, gaps=(gap(None, None),), fragment=True)))
    assert row.status is CoverageStatus.INCOMPLETE


@pytest.mark.parametrize(
    ("base", "head", "expected"),
    [
        ("eval(x)\n", "\nif y:\n    eval(x)\n", ("a.py",)),
        ("eval(\n  x)\n", "\n\neval(\n\n\tx)\n", ("a.py",)),
        ("eval(x)\n", "eval(y)\n\n", ()),
        (None, "eval(x)\n", ()),
    ],
)
def test_the_base_is_worth_a_scan_only_where_it_holds_the_code_that_matched(
    base: str | None, head: str, expected: tuple[str, ...]
) -> None:
    start = next(number for number, line in enumerate(head.split("\n"), 1) if "eval" in line)
    made = subject({"a.py": (base, head)}, matches=(match(start, end=head.count("\n")),))
    assert may_have_stood(made.scan, made.change) == expected


def test_the_base_of_a_file_with_a_gap_is_always_worth_a_scan() -> None:
    made = subject({"a.py": ("a\n", "b\n")}, gaps=(gap(1, 1),))
    assert may_have_stood(made.scan, made.change) == ("a.py",)


@pytest.mark.parametrize("line", ["eval(x)", "\teval( x )\r", "  eval(x)  # \udcff", "eval(x) + eval(x)"])
def test_no_match_that_is_old_is_missed_by_leaving_a_base_out(line: str) -> None:
    """Whatever the check itself takes for the same code, the choice of bases must see too."""
    files: dict[str, tuple[str | None, str | None]] = {"a.py": (f"a\n{line}\nb\n", f"\n\n    {line}\n")}
    made = subject(files, matches=(match(3), match(2, Side.LEFT)))
    assert old(StaticCheck().run(made)) != []
    assert may_have_stood(made.scan, made.change) == ("a.py",)
