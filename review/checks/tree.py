"""What git's tree tells before any line is read: links, submodules, programs, large and executable files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from review.checks.check import WITHOUT_TEXT, CheckResult, Subject, added_lines, not_applicable
from review.models import Coverage, CoverageStatus, FileDiff, FileStatus, Finding, Location, Severity, Side

NAME = "tree"
CATEGORY = "repository-content"
EXECUTABLE, LINK, SUBMODULE = "100755", "120000", "160000"
LARGE_BYTES = 5_000_000
HEAD_BYTES = 64

# What runs when it is opened or loaded, by its first bytes: https://man7.org/linux/man-pages/man5/elf.5.html and alike.
PROGRAMS: Mapping[bytes, str] = {
    b"\x7fELF": "a Linux program or library",
    b"MZ": "a Windows program or library",
    b"\xfe\xed\xfa\xce": "a macOS program",
    b"\xfe\xed\xfa\xcf": "a macOS program",
    b"\xce\xfa\xed\xfe": "a macOS program",
    b"\xcf\xfa\xed\xfe": "a macOS program",
    b"\xca\xfe\xba\xbe": "a Java class or macOS program",
    b"\x00asm": "a WebAssembly program",
    b"!<arch>\n": "a library archive",
    b"dex\n": "an Android program",
}
PROGRAM_SUFFIXES = {".jar": "a Java archive", ".war": "a Java archive", ".pyc": "compiled Python", ".pyd": "a library"}
NOT_ALONE_RUN = re.compile(rb"#!|\x7fELF")
# Files that decide more than what the program does, and what each decides.
GUARDS = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (r"^\.github/(?:workflows/[^/]+\.ya?ml|actions/.+/action\.ya?ml)$", "what runs on GitHub, with which rights"),
        (
            r"^(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines|cloudbuild|appveyor|\.travis|\.drone)\.ya?ml$",
            "the build",
        ),
        (r"^(?:Jenkinsfile|\.circleci/config\.yml|\.buildkite/.+\.ya?ml)$", "the build"),
        (r"^(?:\.github/|docs/)?CODEOWNERS$", "who has to approve what"),
        (r"^\.github/diffdiver\.ya?ml$", "how Diffdiver reviews (this pull request, as it was before)"),
        (r"^(?:\.github/)?(?:dependabot\.ya?ml|renovate\.json5?)$", "how dependencies are updated"),
        (r"^\.gitmodules$", "where submodules come from"),
        (r"^(?:\.pre-commit-config\.yaml|\.husky/.+|\.githooks/.+|lefthook\.ya?ml)$", "what runs at each commit"),
        (r"^(?:\.vscode/(?:tasks|launch|settings)\.json|\.devcontainer/.+)$", "what runs when the folder is opened"),
    )
)


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    severity: Severity
    cwe: tuple[str, ...]
    title: str
    message: str


LINK_OUT = _Rule(
    "link-out-of-the-repository",
    Severity.MEDIUM,
    ("CWE-59",),
    "A symbolic link leads out of the repository",
    "It points to `{what}`: whatever follows links here, such as an archiver, a server or a build, reads or writes "
    "what lies there on its own machine. Point it inside the repository, or leave it out.",
)
NEW_SUBMODULE = _Rule(
    "submodule-moved",
    Severity.LOW,
    ("CWE-829",),
    "Code from another repository changes",
    "The submodule is at another commit now, whose code is not part of this change and was not scanned. Look at what "
    "came with it.",
)
PROGRAM = _Rule(
    "program-added",
    Severity.LOW,
    ("CWE-506", "CWE-829"),
    "A compiled program is added",
    "This is {what}: nobody can review what it does. Build it from source where it is needed, or say where it is from "
    "and keep its checksum.",
)
NOW_EXECUTABLE = _Rule(
    "made-executable",
    Severity.INFO,
    ("CWE-732",),
    "The file becomes executable",
    "Its mode is {what} now. See that it is meant to be run.",
)
LARGE = _Rule(
    "large-file-added",
    Severity.INFO,
    (),
    "A large file is added",
    "It has {what}, which every clone carries from now on, also after it is removed again. Large files are better kept "
    "in Git LFS or beside the repository.",
)
GUARDED = _Rule(
    "guarded-file",
    Severity.INFO,
    ("CWE-829",),
    "The change touches what guards the repository",
    "This file decides {what}. Look at it as at a change of rights.",
)


class TreeCheck:
    """What the change brings in that no line of code shows."""

    name = NAME

    def run(self, subject: Subject) -> CheckResult:
        """Look at every entry of the tree, whatever its kind."""
        files = subject.change.diff.files
        findings = tuple(finding for file in files for finding in _of_file(file, subject))
        return CheckResult(findings, tuple(_row(file, subject) for file in files))


def _row(file: FileDiff, subject: Subject) -> Coverage:
    """Say that a text was looked at; that of a binary its name and first bytes were is no reading of it."""
    missing = not_applicable(file, subject, WITHOUT_TEXT, NAME)
    return missing or Coverage(file.path, NAME, CoverageStatus.SCANNED)


def _of_file(file: FileDiff, subject: Subject) -> Iterator[Finding]:
    for pattern, what in GUARDS:
        if pattern.search(file.path):
            yield _finding(GUARDED, file, what)
            break
    if file.status is FileStatus.REMOVED:
        return
    source = subject.change.sources.get(file.path)
    head = b"" if source is None or source.head is None else source.head
    if file.new_mode == LINK:
        yield from _link(file, head)
    elif file.new_mode == SUBMODULE:
        if file.status is not FileStatus.ADDED:  # a new one stands in .gitmodules
            yield _finding(NEW_SUBMODULE, file)
    else:
        yield from _content(file, head)


def _link(file: FileDiff, head: bytes) -> Iterator[Finding]:
    target = next((line.text for line in added_lines(file)), head.decode("utf-8", "replace"))
    if target and _leaves(file.path.count("/"), target):
        yield _finding(LINK_OUT, file, target.replace("`", "'")[:200])


def _leaves(depth: int, target: str) -> bool:
    """Say whether a link so many folders deep points out of the repository."""
    if target.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", target):
        return True
    for part in target.replace("\\", "/").split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return False


def _content(file: FileDiff, head: bytes) -> Iterator[Finding]:
    added = file.status in {FileStatus.ADDED, FileStatus.COPIED}
    if (added or file.binary) and (what := _program(file.path, head)) is not None:
        yield _finding(PROGRAM, file, what)
    elif file.new_mode == EXECUTABLE and file.old_mode not in {EXECUTABLE, None} and not NOT_ALONE_RUN.match(head):
        yield _finding(NOW_EXECUTABLE, file, file.new_mode)
    if added and len(head) > LARGE_BYTES:
        yield _finding(LARGE, file, f"{len(head) / 1e6:.0f} MB")


def _program(path: str, head: bytes) -> str | None:
    first = head[:HEAD_BYTES]
    known = next((what for suffix, what in PROGRAM_SUFFIXES.items() if path.lower().endswith(suffix)), None)
    if known is not None:
        return known
    return next((what for magic, what in PROGRAMS.items() if first.startswith(magic) and b"\0" in first), None)


def _finding(rule: _Rule, file: FileDiff, what: str = "") -> Finding:
    line = next((line.new for line in added_lines(file) if line.new is not None), None)
    removed = file.status is FileStatus.REMOVED
    return Finding(
        source=NAME,
        rule_id=rule.id,
        severity=rule.severity,
        category=CATEGORY,
        cwe=rule.cwe,
        confidence=0.9,
        title=rule.title,
        message=rule.message.format(what=what),
        location=Location(file.path, line or 1, line or 1, Side.LEFT if removed else Side.RIGHT),
        evidence="",
        suggestion=None,
        fingerprint="",
        fate=None,
    )
