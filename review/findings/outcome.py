"""Whether people changed the code that an earlier finding was about: the only thing that tells of its worth unasked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from review.findings.fingerprint import MODEL
from review.models import Change, EarlierFinding, FateKind, Finding, Side, Source
from review.prompts.redaction import REDACTED
from review.prompts.shown import visible

DIGITS = 32
MOST_LINES = 50  # of a finding; more are a region, and some line of it changes in any push
MOST_EARLIER = 100

Key = tuple[str, str]


def code_digest(finding: Finding) -> str:
    """Return what the code of a model's finding is recognised by later, "" where it cannot be.

    No secret is in it: what was redacted is not recognised again, and a model sees nothing else.
    """
    where = finding.location
    plain = _plain(finding.evidence.split("\n"))
    if finding.source != MODEL or where.side is Side.LEFT or REDACTED in finding.evidence or not any(plain):
        return ""
    return _digest(plain) if where.end_line - where.start_line < MOST_LINES else ""


def fixed(
    earlier: Sequence[EarlierFinding], findings: Sequence[Finding], read: Collection[str], change: Change
) -> tuple[Key, ...]:
    """Return the posted findings, by fingerprint and path, whose code is gone and that nobody says any more.

    Only in a file of `read`, which a model read to its end, or of which nothing is left. Where something else of the
    same kind is said about that file it may be the same in other words, so that nothing is concluded.
    """
    said = {(one.location.path, one.category) for one in findings if not _dropped(one)}
    files = _Files(change.sources)
    gone = []
    for one in earlier[:MOST_EARLIER]:
        if not (one.posted and one.code) or (one.path, one.category) in said:
            continue
        there = change.sources.get(one.path)
        readable = there is None or there.head is None or one.path in read
        if readable and not files.hold(one, [one.path] if there is not None else list(change.sources)):
            gone.append((one.fingerprint, one.path))
    return tuple(dict.fromkeys(gone))


def _dropped(finding: Finding) -> bool:
    return finding.fate is not None and finding.fate.kind is FateKind.SUPPRESSED


def _plain(lines: Sequence[str]) -> list[str]:
    """Return the lines as a model sees them, with their white space evened out."""
    return [" ".join(visible(line).split()) for line in lines]


def _digest(plain: Sequence[str]) -> str:
    code = "\n".join(line for line in plain if line)
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


class _Files:
    """The heads of the changed files, each looked through once for each length of a finding."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._plain: dict[str, list[str]] = {}
        self._digests: dict[tuple[str, int], frozenset[str]] = {}

    def hold(self, one: EarlierFinding, paths: Sequence[str]) -> bool:
        """Say whether the finding's code still stands in one of these files."""
        return any(one.code in self._windows(path, one.lines) for path in paths)

    def _windows(self, path: str, length: int) -> frozenset[str]:
        key = path, length
        if key not in self._digests:
            self._digests[key] = frozenset(self._hashed(self._lines(path), length))
        return self._digests[key]

    def _hashed(self, lines: Sequence[str], length: int) -> Iterator[str]:
        for start in range(len(lines) - length + 1):
            if lines[start]:
                yield _digest(lines[start : start + length])

    def _lines(self, path: str) -> list[str]:
        if path not in self._plain:
            head = self._sources[path].head or b""
            self._plain[path] = _plain(head.decode("utf-8", "surrogateescape").split("\n"))
        return self._plain[path]
