"""What is published when a change could not be reviewed at all: never green, always with the reason."""

from __future__ import annotations

from review.findings.sanitise import sanitise_line
from review.models import CheckRun, Conclusion, Review
from review.report.check_run import REVIEW, SECURITY

TITLE = "Could not be reviewed"
TEXT = "Diffdiver could not read this change, so it cannot say that it is safe.\n\n{reason}"


def unreviewed(reason: str, *, models_configured: bool) -> Review:
    """Return check runs that say why; the gate stays shut, the advice is neutral."""
    text = TEXT.format(reason=sanitise_line(reason))
    runs = [CheckRun(SECURITY, Conclusion.FAILURE, TITLE, text)]
    if models_configured:
        runs.append(CheckRun(REVIEW, Conclusion.NEUTRAL, TITLE, text))
    return Review(comments=(), summary=None, checks=tuple(runs))
