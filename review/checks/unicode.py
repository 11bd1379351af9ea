"""Characters that hide or bend code, in added lines, in new paths and in the pull request's title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from review.checks.characters import Danger, Seen, escaped, name_of, seen_in
from review.checks.check import CheckResult, Subject, added_lines, read_texts
from review.models import (
    Fate,
    FateKind,
    FileDiff,
    FileStatus,
    Finding,
    LineKind,
    Location,
    PullRequest,
    Severity,
)

NAME = "unicode"
CATEGORY = "hidden-characters"
NEW_PATHS = frozenset({FileStatus.ADDED, FileStatus.RENAMED, FileStatus.COPIED})
TITLE_PATH = ".github"  # where GitHub's own runner puts an annotation that belongs to no file
NAMED = 5  # characters named in one message
EVIDENCE_CHARS = 200
BEFORE_CHARS = 60

IN_LINE = "This line"
IN_PATH = "This path"
IN_TITLE = "The pull request's title"
STOOD_BEFORE = "the same line stood in the file before"


@dataclass(frozen=True, slots=True)
class _Rule:
    severity: Severity
    confidence: float
    title: str
    message: str


RULES: Mapping[Danger, _Rule] = {
    Danger.BIDI: _Rule(
        Severity.HIGH,
        0.95,
        "Text is shown in another order than it is read",
        "{place} holds bidirectional controls ({what}): a reader sees other code than the compiler (CVE-2021-42574). "
        "Remove them; where text needs them, write them as escapes.",
    ),
    Danger.TAG: _Rule(
        Severity.HIGH,
        0.95,
        "Invisible tag characters",
        "{place} holds tag characters ({what}) that no one sees and that can carry text to a language model. "
        "Remove them.",
    ),
    Danger.SELECTOR: _Rule(
        Severity.MEDIUM,
        0.8,
        "Variation selectors outside of an emoji",
        "{place} holds variation selectors ({what}) where they select nothing; a run of them can carry hidden data. "
        "Remove them.",
    ),
    Danger.INVISIBLE: _Rule(
        Severity.MEDIUM,
        0.8,
        "Invisible characters",
        "{place} holds characters that show nothing ({what}): names and strings can differ that look the same. Remove "
        "them, or write them as escapes.",
    ),
    Danger.PRIVATE: _Rule(
        Severity.LOW,
        0.6,
        "Characters without a meaning of their own",
        "{place} holds private-use characters ({what}), which show as anything or nothing. Write them as escapes.",
    ),
    Danger.LOOKALIKE: _Rule(
        Severity.MEDIUM,
        0.7,
        "A word mixes letters that look alike",
        "{place} holds {what}, which mixes Latin letters with look-alikes of another script, so it is not the name it "
        "seems to be. Type it in one script.",
    ),
}
CWE = ("CWE-1007",)


class UnicodeCheck:
    """Hidden, bidirectional and look-alike characters that the change brings in."""

    name = NAME

    def run(self, subject: Subject) -> CheckResult:
        """Read added lines and new paths of every text file, and the title."""
        read = read_texts(subject, NAME, _in_lines)
        paths = (finding for file in subject.change.diff.files for finding in _in_path(file))
        return CheckResult((*_in_title(subject.change.pull_request), *paths, *read.findings), read.coverage)


def _in_title(pull_request: PullRequest | None) -> Iterator[Finding]:
    if pull_request is not None:
        yield from _findings(pull_request.title, seen_in(pull_request.title), Location(TITLE_PATH, 1, 1), IN_TITLE)


def _in_path(file: FileDiff) -> Iterator[Finding]:
    if file.status in NEW_PATHS:
        yield from _findings(file.path, seen_in(file.path), Location(file.path, 1, 1), IN_PATH)


def _in_lines(file: FileDiff) -> Iterator[Finding]:
    removed: set[str] | None = None
    for line in added_lines(file):
        if line.new is None or line.text.isascii():
            continue
        seen = list(seen_in(line.text, at_file_start=line.new == 1))
        if not seen:
            continue
        removed = _removed(file) if removed is None else removed
        fate = Fate(FateKind.PRE_EXISTING, STOOD_BEFORE) if line.text.strip() in removed else None
        yield from _findings(line.text, seen, Location(file.path, line.new, line.new), IN_LINE, fate)


def _removed(file: FileDiff) -> set[str]:
    return {line.text.strip() for hunk in file.hunks for line in hunk.lines if line.kind is LineKind.REMOVED}


def _findings(
    text: str, seen: Iterable[Seen], location: Location, place: str, fate: Fate | None = None
) -> Iterator[Finding]:
    """Yield one finding per kind of danger, however many of its characters the text holds."""
    by_danger: dict[Danger, list[Seen]] = {}
    for each in seen:
        by_danger.setdefault(each.danger, []).append(each)
    for danger, found in by_danger.items():
        rule = RULES[danger]
        yield Finding(
            source=NAME,
            rule_id=f"unicode-{danger}",
            severity=rule.severity,
            category=CATEGORY,
            cwe=CWE,
            confidence=rule.confidence,
            title=rule.title,
            message=rule.message.format(place=place, what=_named(danger, found)),
            location=location,
            evidence=_evidence(text, found[0].start),
            suggestion=None,
            fingerprint="",
            fate=fate,
        )


def _named(danger: Danger, found: list[Seen]) -> str:
    distinct = list(dict.fromkeys(each.text for each in found))
    if danger is Danger.LOOKALIKE:
        named = [f"`{escaped(word[: NAMED * 8])}`" for word in distinct[:NAMED]]
    else:
        named = [name_of(char) for char in distinct[:NAMED]]
    more = len(distinct) - len(named)
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _evidence(text: str, start: int) -> str:
    """Return the escaped text around the first place; of a long line, only that."""
    first = max(start - BEFORE_CHARS, 0) if len(text) > EVIDENCE_CHARS else 0
    return escaped(text[first : first + EVIDENCE_CHARS].removesuffix("\r"))
