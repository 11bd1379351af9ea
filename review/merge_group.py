"""What is said on a commit of the merge queue: the gate's verdict on its code, and where the advice is to be found."""

from __future__ import annotations

from review.models import CheckRun, Conclusion, PullRequest, Review
from review.report.check_run import REVIEW, SECURITY

# A verdict of the gate; the other conclusions say that there is none.
GATES = frozenset({Conclusion.SUCCESS, Conclusion.FAILURE, Conclusion.SKIPPED})
SAME_TITLE = "The same files as pull request {number}, which has the verdict: {conclusion}"
SAME_TEXT = (
    "The merge queue's commit holds exactly the files of {head}, the head of pull request {number}. Its "
    "`diffdiver/security` check was concluded as {conclusion}, and that holds here too; the findings are listed there."
)
ADVICE_TITLE = "Not asked in the merge queue: pull request {number} has the review"
ADVICE_TEXT = "A model reads a change once, in its pull request. In the merge queue only the deterministic checks run."


def same_verdict(pull_request: PullRequest, conclusion: Conclusion) -> CheckRun:
    """Return the security check of a commit that holds the same files as the pull request's head."""
    told = {"number": pull_request.number, "head": pull_request.head_sha, "conclusion": conclusion.value}
    return CheckRun(SECURITY, conclusion, SAME_TITLE.format(**told), SAME_TEXT.format(**told))


def review_of(security: CheckRun, number: int, *, models_configured: bool) -> Review:
    """Return what is published on the queue's commit: check runs alone, and no advice where nobody could give any."""
    advice = CheckRun(REVIEW, Conclusion.SKIPPED, ADVICE_TITLE.format(number=number), ADVICE_TEXT)
    return Review(comments=(), summary=None, checks=(security, advice) if models_configured else (security,))
