"""Line comments: one review created pending, compared with what stands, then submitted; each comment once.

GitHub lets an account have one pending review per pull request. That is the fence: two workers cannot both get from
"nothing stands yet" to "submitted" without one of them seeing the other's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from app.errors import Retryable
from app.github import wording
from app.github.bisect import refused_among
from app.github.errors import NotFound, Refused
from app.github.journal import Answered, body_hash
from app.github.markers import Kind, comment_key, review_key
from app.github.payloads import PullReview
from app.github.target import Edge
from app.github.together import all_of
from app.store.outbox import PLANNED, REFUSED, Write
from review.models import ReviewComment

# Undocumented by GitHub; failures were seen from 32 comments in one review, and pages break above 200.
COMMENTS_PER_REVIEW = 25
COMMENTS_PER_PUBLISH = 50
MAX_ROUNDS = 12
REVIEW_BODY = "Diffdiver: what it found, each at its line."
NOT_SETTLED = "reviews of this pull request keep changing under us"

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class LineComments:
    """The line comments of one publication; `standing` maps keys to comment ids, `refused` holds keys."""

    edge: Edge
    wanted: dict[str, ReviewComment] = field(default_factory=dict)
    standing: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    async def publish(self, comments: Sequence[ReviewComment]) -> None:
        """Bring every comment to its line, or to `refused`; costs no request when there is nothing to do."""
        self._want(comments)
        await self._recover()
        for _ in range(MAX_ROUNDS):
            batch = self._left()[:COMMENTS_PER_REVIEW]
            if not batch:
                return
            await self._post(batch)
        raise Retryable(NOT_SETTLED)

    async def _recover(self) -> None:
        """Bring reviews whose answer was never seen to their end, those of earlier heads too, and close their rows."""
        target = self.edge.target
        rows = await self.edge.journal.of(target.repository_id, target.number, Kind.REVIEW, PLANNED)
        if not rows:
            return
        await self._settle()
        left = (
            Write(row.key, row.kind, target.repository_id, target.number, row.head_sha, row.target, "") for row in rows
        )
        await self.edge.journal.close(*(Answered(write, "review of an earlier try settled") for write in left))

    def ids(self) -> dict[tuple[str, str], int]:
        """Return the comment ids by fingerprint and path, of what was wanted and stands."""
        return {(c.fingerprint, c.path): self.standing[key] for key, c in self.wanted.items() if key in self.standing}

    def refused_comments(self) -> tuple[ReviewComment, ...]:
        """Return the comments that are not on their lines, in order."""
        return tuple(comment for key, comment in self.wanted.items() if key in self.refused)

    def _want(self, comments: Sequence[ReviewComment]) -> None:
        target = self.edge.target
        for comment in comments:
            key = comment_key(target.repository_id, target.number, comment.fingerprint, comment.path)
            self.wanted.setdefault(key, comment)
        over = list(self.wanted)[COMMENTS_PER_PUBLISH:]
        # GitHub's JSON cannot name a path that is not UTF-8.
        unsayable = [key for key, c in self.wanted.items() if any("\ud800" <= char <= "\udfff" for char in c.path)]
        self.refused.update(over, unsayable)

    def _left(self) -> list[str]:
        return [key for key in self.wanted if key not in self.standing and key not in self.refused]

    async def _post(self, batch: list[str]) -> None:
        """Create one pending review and bring it to its end; or learn why that cannot be."""
        await self.edge.guard.require_head()
        write = self._write(batch)
        await self.edge.journal.plan(write)
        body = self._body(write.key)
        try:
            review = await self.edge.send_or_find(
                lambda: self._create(write.key, batch), lambda: self._pending(write.key)
            )
        except Refused as refused:
            log.warning("review refused", errors=refused.errors, comments=len(batch))
            if not await self._settle():
                await self._sift(batch)
            await self.edge.journal.close(Answered(write, "review refused", state=REFUSED))
            return
        submitted = await self._finish(review.id, body)
        reason = "review submitted" if submitted else "review deleted: its comments stand already"
        await self.edge.journal.close(Answered(write, reason, review.id))

    async def _create(self, key: str, batch: Sequence[str]) -> PullReview:
        target = self.edge.target
        comments = [self._comment(member) for member in batch]
        return await self.edge.client.create_review(
            target.repository, target.number, target.head_sha, self._body(key), comments
        )

    async def _sift(self, batch: list[str]) -> None:
        """Find out which comments GitHub refuses, with pending reviews that nobody sees and that go at once."""
        await self.edge.guard.require_head()

        async def accepted(part: Sequence[str]) -> bool:
            key = self._write(part).key
            try:
                review = await self.edge.send_or_find(lambda: self._create(key, part), lambda: self._pending(key))
            except Refused:
                return False
            await self.edge.client.delete_review(self.edge.target.repository, self.edge.target.number, review.id)
            return True

        self.refused.update(await refused_among(batch, accepted))
        # A trial that arrived late is in the way of those after it, and may hold what was thought refused.
        if await self._settle():
            self.refused -= self.standing.keys()

    # Pending reviews

    async def _settle(self) -> bool:
        """Bring every pending review of ours to its end; say whether there was one."""
        target = self.edge.target
        reviews = await self.edge.client.reviews(target.repository, target.number)
        pending = [r for r in reviews if r.state == "PENDING" and self.edge.marks.is_ours(r)]
        for review in pending:
            await self._finish(review.id, review.body or "", ours=self._of_this_head(review))
        return bool(pending)

    async def _pending(self, key: str) -> PullReview | None:
        """Return the review with this key, if creating it went through though its answer was lost."""
        reviews = await self.edge.client.reviews(self.edge.target.repository, self.edge.target.number)
        ours = (review for review in reviews if self.edge.marks.is_ours(review))
        return next((r for r in ours if self.edge.marks.read(Kind.REVIEW, r.body) == key), None)

    def _of_this_head(self, review: PullReview) -> bool:
        target = self.edge.target
        start = review_key(target.repository_id, target.number, target.head_sha, target.attempt)
        return (self.edge.marks.read(Kind.REVIEW, review.body) or "").startswith(start)

    async def _finish(self, review_id: int, body: str, *, ours: bool = True) -> bool:
        """Submit a pending review if all it says is wanted here and not said yet, else delete it; say which."""
        target = self.edge.target
        submitted, inside = await all_of(
            [
                self.edge.client.review_comments(target.repository, target.number),
                self.edge.client.comments_of_review(target.repository, target.number, review_id),
            ]
        )
        said: dict[str, int] = {}
        for number, key in self.edge.marks.own(Kind.COMMENT, submitted).items():
            said.setdefault(key, number)  # of twins the first stays
        saying = {key: number for number, key in self.edge.marks.own(Kind.COMMENT, inside).items()}
        self.standing |= said
        already = {key for key in saying if said.get(key, saying[key]) != saying[key]}
        if not saying or already or not ours or not saying.keys() <= self.wanted.keys():
            return await self._taken_back(review_id)
        await self.edge.guard.require_head()
        if not await self._submitted(review_id, body):
            return False
        self.standing |= saying
        return True

    async def _submitted(self, review_id: int, body: str) -> bool:
        """Submit; when GitHub says no or nothing, the review's own state tells. False when it was deleted."""
        target, client = self.edge.target, self.edge.client

        async def send() -> bool:
            await client.submit_review(target.repository, target.number, review_id, body)
            return True

        async def find() -> bool | None:
            review = await client.review(target.repository, target.number, review_id)
            return None if review.state == "PENDING" else True

        try:
            return await self.edge.send_or_find(send, find)
        except Refused:
            if await find():
                return True
            raise
        except NotFound:
            return False

    async def _taken_back(self, review_id: int) -> bool:
        target = self.edge.target
        try:
            await self.edge.client.delete_review(target.repository, target.number, review_id)
        except Refused:
            # A twin submitted it meanwhile: its comments stand, and the next round sees them.
            log.info("review already submitted", review=review_id)
        return False

    # What is sent

    def _write(self, batch: Sequence[str]) -> Write:
        target = self.edge.target
        part = body_hash({"members": list(batch)})[:12]
        key = review_key(target.repository_id, target.number, target.head_sha, target.attempt, part)
        return self.edge.write(Kind.REVIEW, key, part, members=tuple(batch))

    def _body(self, key: str) -> str:
        return f"{REVIEW_BODY}\n\n{self.edge.marks.sign(Kind.REVIEW, key)}"

    def _comment(self, key: str) -> Mapping[str, object]:
        comment = self.wanted[key]
        body = f"{wording.body(comment.body)}\n\n{self.edge.marks.sign(Kind.COMMENT, key)}"
        said = {"path": comment.path, "line": comment.line, "side": comment.side.value, "body": body}
        if comment.start_line is None or comment.start_line == comment.line:
            return said
        return said | {"start_line": comment.start_line, "start_side": comment.side.value}
