"""What the history and the graph show to be left out of a change, as advice with its evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime

from review.anomaly.place import first_place
from review.findings.sanitise import code_line
from review.graph.impact import ApiBreak, ApiChange, Impact
from review.models import FileDiff, Finding, Severity
from review.models.mined import MissingPartner
from review.report.wording import count

SOURCE = "anomaly"
SURE = 0.7  # of a caller that somebody is told to look at
MOST = 2  # of a kind
MOST_NAMED = 3

PARTNER = "A file that nearly always changes along is not in this change"
PARTNER_TEXT = (
    "{path} and {partner} changed together in {support} of the last {commits} commits that touched {path}, the last "
    "time on {day} ({ids}). This change leaves {partner} as it is. If that is right, nothing is to do."
)
CYCLE = "The change makes modules import each other in a circle"
CYCLE_TEXT = "From now on these import each other: {modules}. What is loaded first sees the others half made."
CALLERS = {
    ApiBreak.REMOVED: "Something is removed that is still called",
    ApiBreak.RENAMED: "Something is renamed that is still called by its old name",
    ApiBreak.SIGNATURE: "What a call must give changes, and callers stay as they are",
}
CALLERS_TEXT = "{name} was {what}, and {callers} outside of this change {call} it: {places}."
WHAT = {ApiBreak.REMOVED: "removed", ApiBreak.RENAMED: "renamed", ApiBreak.SIGNATURE: "given another signature"}


def left_out(missing: Iterable[MissingPartner], files: Collection[FileDiff]) -> Iterator[Finding]:
    """Tell of files that nearly always change along with a changed one."""
    by_path = {file.path: file for file in files} | {file.old_path: file for file in files if file.old_path}
    for one in list(missing)[:MOST]:
        file, partner = by_path.get(one.path), one.partner
        if file is None:
            continue
        message = PARTNER_TEXT.format(
            path=code_line(one.path),
            partner=code_line(partner.path),
            support=partner.support,
            commits=partner.commits,
            day=datetime.fromtimestamp(partner.last, UTC).date().isoformat(),
            ids=", ".join(f"`{commit[:10]}`" for commit in one.together),
        )
        confidence = round(min(partner.support / partner.commits, 0.9), 2)
        yield _finding("left-out-of-change", Severity.INFO, PARTNER, message, file, confidence)


def circles(impact: Impact, files: Collection[FileDiff]) -> Iterator[Finding]:
    """Tell of import cycles that the change closes."""
    by_path = {file.path: file for file in files}
    for cycle in impact.cycles[:MOST]:
        file = next((by_path[path] for path in cycle if path in by_path), None)
        if file is not None:
            shown = ", ".join(map(code_line, cycle[: MOST_NAMED * 2])) + (
                " and more" if len(cycle) > MOST_NAMED * 2 else ""
            )
            yield _finding("import-cycle", Severity.LOW, CYCLE, CYCLE_TEXT.format(modules=shown), file, 0.7)


def callers_left(impact: Impact, files: Collection[FileDiff]) -> Iterator[Finding]:
    """Tell of public definitions that are gone or called otherwise, and of who still calls them as they were."""
    by_path = {file.path: file for file in files} | {file.old_path: file for file in files if file.old_path}
    told = 0
    for change in impact.api:
        outside = [one for one in change.callers if one.place.path not in by_path and one.confidence >= SURE]
        file = by_path.get(change.before.path)
        if not outside or file is None or told == MOST:
            continue
        told += 1
        places = ", ".join(code_line(f"{one.place.path}:{one.line}") for one in outside[:MOST_NAMED])
        more = f" and {len(outside) - MOST_NAMED} more" if len(outside) > MOST_NAMED else ""
        message = CALLERS_TEXT.format(
            name=code_line(change.before.name),
            what=WHAT[change.kind],
            callers=count(len(outside), "caller"),
            call="calls" if len(outside) == 1 else "call",
            places=places + more,
        )
        severity = Severity.LOW if change.kind is ApiBreak.SIGNATURE else Severity.MEDIUM
        confidence = round(outside[0].confidence * (0.7 if change.kind is ApiBreak.SIGNATURE else 0.9), 2)
        yield _finding("callers-left-behind", severity, CALLERS[change.kind], message, file, confidence, change)


def _finding(
    rule: str,
    severity: Severity,
    title: str,
    message: str,
    file: FileDiff,
    confidence: float,
    change: ApiChange | None = None,
) -> Finding:
    return Finding(
        source=SOURCE,
        rule_id=rule,
        severity=severity,
        category=SOURCE,
        cwe=(),
        confidence=confidence,
        title=title,
        message=message,
        location=first_place(file, change.before.line if change else None),
        evidence="",
        suggestion=None,
        fingerprint="",
    )
