"""What tells other scanners to look away is said once, when it is new, and never obeyed."""

from __future__ import annotations

from review.checks.suppressions import _TOOLS, SuppressionsCheck
from review.models import CoverageStatus, Severity
from tests.review.checks.subjects import new, subject

COMMENTS = {
    "semgrep": "eval(x)  # nosemgrep: rule",
    "Bandit or gosec": "eval(x)  # nosec B307",
    "Ruff's security rules": "eval(x)  # noqa: E501, S307",
    "Ruff and flake8": "eval(x)  # noqa",
    "ESLint": "eval(x) // eslint-disable-line no-eval",
    "gosec": "exec.Command(x) //nolint:gosec,errcheck",
    "golangci-lint": "x() //nolint:errcheck",
    "SonarQube": "eval(x); // NOSONAR",
    "CodeQL": "eval(x) // lgtm[js/eval]",
    "Brakeman": "# brakeman:ignore",
    "RuboCop's security rules": "eval(x) # rubocop:disable Security/Eval",
    "SpotBugs": '@SuppressFBWarnings("SQL")',
    "PHP_CodeSniffer": "eval($x); // phpcs:ignore",
    "gitleaks": "x = 1  # gitleaks:allow",
    "TruffleHog": "x = 1  # trufflehog:ignore",
    "detect-secrets": "x = 1  # pragma: allowlist secret",
    "Checkov": "#checkov:skip=CKV_AWS_20:public",
    "Trivy": "#trivy:ignore:AVD-AWS-0086",
    "KICS": "# kics-scan ignore-line",
    "hadolint": "# hadolint ignore=DL3006",
    "zizmor": "- uses: x # zizmor: ignore[unpinned-uses]",
    "kube-linter": "ignore-check.kube-linter.io/run-as-non-root: x",
    "Snyk": "// deepcode ignore Sqli: x",
    "Roslyn analyzers": "#pragma warning disable CA3001",
    "rustc and Clippy": "#![allow(unsafe_code)]",
}
ORDINARY = (
    "# we say no second time",
    "nosecond = 1",
    "// nolints here",
    "the eslint documentation",
    "#pragma once",
    "#[allow(dead_code)]",
    "x = 'NOSONARS'",
)


def test_each_tools_comment_is_told_once() -> None:
    assert [tool.name for tool in _TOOLS] == list(COMMENTS)
    for name, line in COMMENTS.items():
        found = new(SuppressionsCheck().run(subject({"a.py": (None, f"x\n{line}\n")})))
        assert [(one.location.start_line, one.title) for one in found] == [(2, f"A comment tells {name} to look away")]


def test_ordinary_lines_are_left_alone() -> None:
    result = SuppressionsCheck().run(subject({"a.py": (None, "\n".join(ORDINARY))}))
    assert result.findings == ()
    assert {row.status for row in result.coverage} == {CoverageStatus.SCANNED}


def test_one_that_stood_in_the_file_is_not_new_when_its_line_changes_or_moves() -> None:
    files = {"a.py": ("a = eval(x)  # nosec\nb = 1\n", "b = 1\nc = 2\na = eval(y)  # nosec\n")}
    assert new(SuppressionsCheck().run(subject(files))) == []


def test_a_file_of_exceptions_is_told_by_name() -> None:
    (found,) = new(SuppressionsCheck().run(subject({"sub/.semgrepignore": (None, "*.py\n")})))
    assert (found.rule_id, found.severity, found.location.path) == (
        "suppression-file",
        Severity.LOW,
        "sub/.semgrepignore",
    )
