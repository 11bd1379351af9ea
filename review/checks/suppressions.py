"""Comments and files that tell a scanner to look away: never obeyed here, and said when they are new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from review.checks.check import CheckResult, Subject, added_lines, read_texts
from review.models import FileDiff, FileStatus, Finding, LineKind, Location, Severity

NAME = "suppressions"
CATEGORY = "suppression"
CWE = ("CWE-693",)  # protection mechanism failure
MAX_LINE = 2_000  # characters of a line that are looked at
EVIDENCE_CHARS = 200

TITLE = "A comment tells {tool} to look away"
MESSAGE = (
    "From here on {tool} passes over what it would report on this code. Diffdiver does not obey such comments; other "
    "gates do. Say beside it why that is safe, or mend what it hides."
)
FILE_TITLE = "A file tells {tool} what not to look at"
FILE_MESSAGE = (
    "What `{name}` names, {tool} passes over in the whole repository. Diffdiver does not obey it; other gates do. See "
    "that no more is left out than has to be."
)


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool, and how code tells it to pass something over; `security` when that is all it looks for."""

    name: str
    comment: str
    security: bool = True


# Each written as the tool's own documentation has it; what follows a comment sign or stands in an attribute.
_TOOLS = (
    _Tool("semgrep", r"\bnosem(?:grep)?\b"),
    _Tool("Bandit or gosec", r"#\s{0,3}nosec\b"),
    _Tool("Ruff's security rules", r"#\s{0,3}(?:ruff:\s{0,3})?noqa:[\s\w,]{0,80}\bS\d{3}\b"),
    _Tool("Ruff and flake8", r"#\s{0,3}(?:(?:ruff|flake8):\s{0,3})noqa\b(?!:)|#\s{0,3}noqa\b(?!:)", security=False),
    _Tool("ESLint", r"\beslint-disable(?:-next-line|-line)?\b", security=False),
    _Tool("gosec", r"//\s{0,3}nosec\b|//\s{0,3}nolint:[\w,]{0,60}\bgosec\b"),
    _Tool("golangci-lint", r"//\s{0,3}nolint\b(?![:\w,]{0,60}gosec)", security=False),
    _Tool("SonarQube", r"\bNOSONAR\b"),
    _Tool("CodeQL", r"\b(?:codeql|lgtm)\s{0,3}\["),
    _Tool("Brakeman", r"\bbrakeman:ignore\b"),
    _Tool("RuboCop's security rules", r"#\s{0,3}rubocop:(?:disable|todo)\s[^\n]{0,80}\bSecurity/"),
    _Tool("SpotBugs", r"@SuppressFBWarnings\b"),
    _Tool("PHP_CodeSniffer", r"\bphpcs:(?:ignore|disable)\b|@codingStandardsIgnore", security=False),
    _Tool("gitleaks", r"\bgitleaks:allow\b"),
    _Tool("TruffleHog", r"\btrufflehog:ignore\b"),
    _Tool("detect-secrets", r"\bpragma:\s{0,3}(?:allowlist|whitelist)(?:\s{1,3}nextline)?\s{1,3}secret\b"),
    _Tool("Checkov", r"\b(?:checkov|bridgecrew):skip="),
    _Tool("Trivy", r"\b(?:trivy|tfsec):ignore\b"),
    _Tool("KICS", r"\bkics-scan\s{1,3}(?:ignore|disable)"),
    _Tool("hadolint", r"\bhadolint\s{1,3}(?:global\s{1,3})?ignore="),
    _Tool("zizmor", r"\bzizmor:\s{0,3}ignore\["),
    _Tool("kube-linter", r"\bignore-check\.kube-linter\.io/"),
    _Tool("Snyk", r"\bdeepcode\s{1,3}ignore\b|\bfile\s{1,3}deepcode\s{1,3}ignore\b"),
    _Tool("Roslyn analyzers", r"#pragma\s{1,3}warning\s{1,3}disable\s{1,3}(?:CA|SCS|S)\d{4}"),
    _Tool("rustc and Clippy", r"#!?\[allow\([^)\]]{0,80}(?:unsafe_code|clippy::[\w]{0,30}unsafe)", security=False),
)
_SEEN = tuple((tool, re.compile(tool.comment)) for tool in _TOOLS)
# Without one of these no comment of those tools can be there: what most files are done with.
_WORDS = (
    *("nosem", "nosec", "noqa", "eslint-disable", "nolint", "NOSONAR", "codeql", "lgtm", "brakeman:ignore", "rubocop:"),
    *("SuppressFBWarnings", "phpcs:", "codingStandardsIgnore", "gitleaks:allow", "trufflehog:ignore", "pragma"),
    *("checkov:", "bridgecrew:", "trivy:ignore", "tfsec:ignore", "kics-scan", "hadolint", "zizmor:", "kube-linter"),
    *("deepcode", "[allow("),
)

_FILES = {
    ".semgrepignore": "semgrep",
    ".bandit": "Bandit",
    ".gitleaksignore": "gitleaks",
    ".trivyignore": "Trivy",
    ".trivyignore.yaml": "Trivy",
    ".tfsecignore": "tfsec",
    ".snyk": "Snyk",
    ".checkov.yaml": "Checkov",
    ".checkov.yml": "Checkov",
    ".eslintignore": "ESLint",
    ".secrets.baseline": "detect-secrets",
    ".trufflehogignore": "TruffleHog",
    ".hadolint.yaml": "hadolint",
    ".nsprc": "better-npm-audit",
    "osv-scanner.toml": "OSV-Scanner",
    "brakeman.ignore": "Brakeman",
}


class SuppressionsCheck:
    """What the change newly tells other scanners to pass over."""

    name = NAME

    def run(self, subject: Subject) -> CheckResult:
        """Read the added lines of every text file, and the names of files that scanners read."""
        return read_texts(subject, NAME, _of_file)


def _of_file(file: FileDiff) -> Iterator[Finding]:
    name = file.path.rpartition("/")[2]
    if (reader := _FILES.get(name)) is not None and file.added and file.status is not FileStatus.RENAMED:
        first = next((line.new for line in added_lines(file) if line.new is not None), 1)
        title, message = FILE_TITLE.format(tool=reader), FILE_MESSAGE.format(name=name, tool=reader)
        yield _finding("suppression-file", Severity.LOW, title, message, Location(file.path, first, first), "")
        return
    added = [line for line in added_lines(file) if line.new is not None]
    text = "\n".join(line.text for line in added)
    if not any(word in text for word in _WORDS):
        return
    removed = Counter(tool for line in _removed(file) for tool in _in(line))
    for line in added:
        for tool in _in(line.text):
            removed[tool] -= 1
            if removed[tool] >= 0:  # it was there before, on these lines or near them
                continue
            severity = Severity.LOW if tool.security else Severity.INFO
            title, message = TITLE.format(tool=tool.name), MESSAGE.format(tool=tool.name)
            at = Location(file.path, line.new or 1, line.new or 1)
            yield _finding("suppression-comment", severity, title, message, at, line.text.strip()[:EVIDENCE_CHARS])


def _in(text: str) -> Iterator[_Tool]:
    text = text[:MAX_LINE]
    if any(word in text for word in _WORDS):
        yield from (tool for tool, pattern in _SEEN if pattern.search(text))


def _removed(file: FileDiff) -> Iterator[str]:
    return (line.text for hunk in file.hunks for line in hunk.lines if line.kind is LineKind.REMOVED)


def _finding(rule_id: str, severity: Severity, title: str, message: str, location: Location, evidence: str) -> Finding:
    return Finding(
        source=NAME,
        rule_id=rule_id,
        severity=severity,
        category=CATEGORY,
        cwe=CWE,
        confidence=0.9,
        title=title,
        message=message,
        location=location,
        evidence=evidence,
        suggestion=None,
        fingerprint="",
        fate=None,
    )
