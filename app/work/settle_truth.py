"""What is true of a check run that nobody works on: from what we said last, from its review, from the pull request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.github.check_bodies import cancelled
from app.github.markers import CheckName, check_key
from app.github.publish_checks import CONCLUSION_SUFFIX
from app.github.settle_checks import Told
from app.store import heads, outbox, pull_requests, verdicts
from app.store.database import Database
from app.store.heads import Standing
from app.store.outbox import DONE, Row
from app.store.reviews import ReviewState
from app.store.verdicts import Attempt
from review.models import CheckRun, Conclusion, PullRequest
from review.report.check_run import SECURITY
from review.unreviewed import TEXT as WHY_NOT_REVIEWED
from review.unreviewed import TITLE as NOT_REVIEWED

FINISHED_TITLE = "The review is finished"
FINISHED = (
    "The review of this commit is finished with this conclusion. A request to GitHub got lost or was delayed on the "
    'way, so the details are not here; "Review again" brings them back.'
)
NEWER_HEAD = "Superseded by a newer head"
NEWER_RUN = "Superseded by a later run of this check"
NOT_OPEN = "The pull request is not open any more"
OTHERS = 'Another pull request with the same head is not scanned, or not clean. "Review again" has it looked at.'
OPENS = frozenset({Conclusion.SUCCESS, Conclusion.NEUTRAL, Conclusion.SKIPPED})
LOST = 'The worker that was at it was lost, and no other finished it. "Review again" has it tried once more.'


@dataclass(frozen=True, slots=True)
class DatabaseTruth:
    """Answers for the check runs on the heads of one pull request, as it is now."""

    database: Database
    pull_request: PullRequest

    async def __call__(self, name: CheckName) -> Told:
        """Return what is true of this run."""
        key = check_key(name.repository_id, name.head_sha, name.name, name.attempt) + CONCLUSION_SUFFIX
        async with self.database.read() as tx:
            said = (await outbox.find(tx, [key])).get(key)
            attempt = await verdicts.attempt(tx, name.repository_id, name.head_sha, name.attempt)
            open_there = await pull_requests.open_at(tx, name.repository_id, name.head_sha)
            made_for = (await heads.attempts(tx, name.repository_id, name.head_sha)).get(name.attempt)
            standings = await heads.standings(tx, name.repository_id, name.head_sha)
        conclusion = _said(said)
        if conclusion is Conclusion.CANCELLED:
            return Told(cancelled(name.name, self._over(name, attempt, open_there) or NEWER_RUN), finished=False)
        worse = (
            None if conclusion else _not_better([one for other, one in standings.items() if other != made_for], name)
        )
        if conclusion := conclusion or _concluded(attempt, name):
            if worse is not None and conclusion is not Conclusion.FAILURE:
                return Told(_not_reviewed(name.name, worse), finished=False)
            return Told(CheckRun(name.name, conclusion, FINISHED_TITLE, FINISHED), finished=True)
        if (why := self._over(name, attempt, open_there)) is not None:
            return Told(cancelled(name.name, why), finished=False)
        return Told(_not_reviewed(name.name, attempt.reason or LOST), finished=False)

    def _over(self, name: CheckName, attempt: Attempt, open_there: tuple[int, ...]) -> str | None:
        """Return why nobody waits for this run, None when somebody does."""
        pull = self.pull_request
        current = {*open_there} - {pull.number}  # what we have just read of our own is newer
        if pull.state == "open" and pull.head_sha == name.head_sha:
            current.add(pull.number)
        if not current:
            return NEWER_HEAD if pull.head_sha != name.head_sha else NOT_OPEN
        if attempt.state is ReviewState.SUPERSEDED or not attempt.newest:
            return NEWER_RUN
        return None


def _said(row: Row | None) -> Conclusion | None:
    """Return what we concluded last; a row of an older version does not tell."""
    if row is None or row.state != DONE:
        return None
    said = row.target.get("conclusion")
    return Conclusion(said) if said in {one.value for one in Conclusion} else None


def _concluded(attempt: Attempt, name: CheckName) -> Conclusion | None:
    if attempt.state is not ReviewState.FINISHED:
        return None
    return attempt.security if name.name == SECURITY else attempt.review


def _not_better(others: Sequence[Standing | None], name: CheckName) -> str | None:
    """Return why the gate stays shut whatever this review found: another pull request with this head, None for none."""
    if name.name != SECURITY or all(one is not None and one.security in OPENS for one in others):
        return None
    return OTHERS


def _not_reviewed(name: str, reason: str) -> CheckRun:
    """Return a shut gate, or advice that there is none."""
    conclusion = Conclusion.FAILURE if name == SECURITY else Conclusion.NEUTRAL
    return CheckRun(name, conclusion, NOT_REVIEWED, WHY_NOT_REVIEWED.format(reason=reason))
