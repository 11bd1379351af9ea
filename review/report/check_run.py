"""What a completed check run says below its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from review.checks.owasp import NAMES
from review.findings.sanitise import BODY_LIMIT, fit, sanitise_line
from review.models import CheckRun, Coverage, CoverageStatus, Finding, ModelUsage, Severity
from review.models.surroundings import NO_SURROUNDINGS, Surroundings
from review.report.render import line_annotations
from review.report.summary import account, gap_list, listed
from review.report.surroundings import surroundings_lines
from review.report.wording import count, fate_text
from review.score import of_review
from review.verdict import OPEN, Verdict

SECURITY = "diffdiver/security"
REVIEW = "diffdiver/review"
FINDINGS = "### Findings"
CLOSED = "### Not counted"
NOTICES = "### Policy file"
PACKAGES = "### Packages"
MACHINE = "### The machine"
KEPT_BACK = "### Kept from the model"
MOST_NOTICES = 10
NOT_APPLICABLE = "{files} have nothing that a check reads, such as deleted files, links and binaries."
WHAT_SECURITY_IS = (
    "Rules, secrets and invisible characters, on every file of the change. Only what the change brings in counts; "
    "no model has a say here."
)
WHAT_REVIEW_IS = "A model's advice, kept only where the code supports it. It never blocks a merge."
SCORE = "**Security score {value}** of 100{classes}."
MORE = "\nAnd more: the list was cut."


def security_run(
    verdict: Verdict,
    findings: Sequence[Finding],
    coverage: Sequence[Coverage],
    fail_on: Severity,
    notices: Sequence[str] = (),
    unknown: Sequence[str] = (),
    machine: Sequence[str] = (),
) -> CheckRun:
    """Return `diffdiver/security` with an annotation for each finding that stands, and what the team must be told.

    `unknown` says which packages could not be looked up, `machine` what the machine lacked.
    """
    what = f"{WHAT_SECURITY_IS}\n\n{_scored(findings)}"
    told = (*_noticed(notices), *_noticed(unknown, PACKAGES), *_noticed(machine, MACHINE))
    text = "\n".join([_text(what, findings, coverage, ()), *told])
    return CheckRun(SECURITY, verdict.conclusion, verdict.title, text, line_annotations(findings, fail_on))


def review_run(
    verdict: Verdict,
    findings: Sequence[Finding],
    coverage: Sequence[Coverage],
    usage: Sequence[ModelUsage],
    notices: Sequence[str] = (),
    around: Surroundings = NO_SURROUNDINGS,
) -> CheckRun:
    """Return `diffdiver/review`; `notices` say what was kept from the model."""
    told = (*surroundings_lines(around), *_noticed(notices, KEPT_BACK))
    text = "\n".join([_text(WHAT_REVIEW_IS, findings, coverage, usage), *told])
    return CheckRun(REVIEW, verdict.conclusion, verdict.title, text)


def _scored(findings: Sequence[Finding]) -> str:
    found = of_review(findings)
    classes = ", ".join(f"{NAMES.get(name, name)} {many}" for name, many in found.classes.items())
    return SCORE.format(value=found.value, classes=f": {classes}" if classes else "")


def _text(what: str, findings: Sequence[Finding], coverage: Sequence[Coverage], usage: Sequence[ModelUsage]) -> str:
    gaps = [one for one in coverage if one.status is CoverageStatus.INCOMPLETE]
    end = "\n".join([*gap_list(gaps), *_unread_types(coverage), *account(findings, usage)])
    return fit(chain([what], _listed(findings)), BODY_LIMIT - len(end) - 1, MORE) + "\n" + end


def _noticed(notices: Sequence[str], heading: str = NOTICES) -> Iterator[str]:
    if notices:
        yield from ("", heading, "")
    for notice in notices[:MOST_NOTICES]:
        yield f"- {sanitise_line(notice)}"


def _unread_types(coverage: Sequence[Coverage]) -> Iterator[str]:
    read = {one.path for one in coverage if one.status is not CoverageStatus.NOT_APPLICABLE}
    unread = {one.path for one in coverage} - read
    if unread:
        yield ""
        yield NOT_APPLICABLE.format(files=count(len(unread), "file"))


def _listed(findings: Sequence[Finding]) -> Iterator[str]:
    standing = [one for one in findings if one.fate and one.fate.kind in OPEN]
    closed = [one for one in findings if one.fate and one.fate.kind not in OPEN]
    for title, group in ((FINDINGS, standing), (CLOSED, closed)):
        if group:
            yield from ("", title, "")
        for finding in group:
            told = [fate_text(finding.fate), *_decided(finding)]
            yield " · ".join([listed(finding), *map(sanitise_line, told)])


def _decided(finding: Finding) -> Iterator[str]:
    """Give what more than `fail_on` decided, where that is not already why there is no comment or one."""
    if finding.gate_reason and (finding.fate is None or finding.gate_reason not in finding.fate.reason):
        yield finding.gate_reason
