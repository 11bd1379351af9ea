"""What is sent about a check run: begun, concluded, as the copy of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.github import wording
from review.models import Annotation, CheckRun, Conclusion

STARTED_TITLE = "Review in progress"
STARTED_SUMMARY = "Diffdiver is reading this change."
CANCELLED_SUMMARY = "This run was stopped before it could judge the change."
TWIN_TITLE = "A copy of this commit's other run of this check"
TWIN_SUMMARY = "Made twice by accident: it says the same as the first run of this name, which has the details."
COMPLETED = "completed"
# At most three; https://docs.github.com/en/rest/checks/runs#create-a-check-run has the limits of their texts.
REVIEW_AGAIN = "review_again"
ACTIONS = (
    {"label": "Review again", "description": "Reviews the newest commit once more.", "identifier": REVIEW_AGAIN},
)


def begun(name: str, head_sha: str, external_id: str) -> Mapping[str, object]:
    """Return the body that makes a run."""
    return {
        "name": name,
        "head_sha": head_sha,
        "external_id": external_id,
        "status": "in_progress",
        "output": {"title": STARTED_TITLE, "summary": STARTED_SUMMARY},
    }


def concluded(check: CheckRun, annotations: Sequence[Annotation] = ()) -> Mapping[str, object]:
    """Return the body that concludes a run, with the annotations that are still to be sent."""
    return {
        "status": COMPLETED,
        "conclusion": check.conclusion.value,
        "output": output(check, annotations),
        "actions": list(ACTIONS),
    }


def copied(name: str, conclusion: Conclusion) -> CheckRun:
    """Return what a later twin of a run says."""
    return CheckRun(name, conclusion, TWIN_TITLE, TWIN_SUMMARY)


def cancelled(name: str, title: str) -> CheckRun:
    """Return what a run says that was given up."""
    return CheckRun(name, Conclusion.CANCELLED, title, CANCELLED_SUMMARY)


def output(check: CheckRun, annotations: Sequence[Annotation]) -> dict[str, object]:
    """Return what a run shows, cut to what GitHub takes."""
    shown: dict[str, object] = {"title": wording.title(check.title), "summary": wording.output(check.summary)}
    if annotations:
        shown["annotations"] = [_annotation(annotation) for annotation in annotations]
    return shown


def _annotation(annotation: Annotation) -> dict[str, object]:
    return {
        "path": annotation.path,
        "start_line": annotation.start_line,
        "end_line": annotation.end_line,
        "annotation_level": annotation.level,
        "title": wording.title(annotation.title),
        "message": wording.output(annotation.message, wording.MAX_ANNOTATION_BYTES),
    }
