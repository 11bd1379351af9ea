"""Publishing one review: comments on lines, the summary, the check runs; done once however often it is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog

from app.errors import Retryable, Superseded
from app.github.client import Client
from app.github.errors import Denied, Refused
from app.github.guard import Guard, StillCurrent, always
from app.github.identity import Identity
from app.github.journal import Journal
from app.github.markers import Marks
from app.github.publish_checks import Checks
from app.github.publish_comments import LineComments
from app.github.publish_sarif import publish_sarif
from app.github.publish_summary import publish_summary
from app.github.target import Edge, Published, Target
from app.github.together import both
from app.store.database import Database
from app.store.leases import Lease
from review.models import Review
from review.report.summary import with_refused

NOT_COMMENTED = "Nothing could be posted in the conversation, so this check run is all there is. {reason}"
EARLIER_HEAD = "Superseded by a newer head"

log = structlog.get_logger(__name__)


class Publisher:
    """Publishes to one target under one lease. After Retryable, publishing the same review again completes it."""

    def __init__(
        self,
        client: Client,
        database: Database,
        lease: Lease,
        identity: Identity,
        marker_key: bytes,
        target: Target,
        scanning: Client | None = None,
    ) -> None:
        guard = Guard(lease.hold)
        journal, marks = Journal(database, lease), Marks(marker_key, identity)
        self._edge = Edge(client.guarded(guard.leaving), journal, marks, target, guard)
        self._checks = Checks(self._edge)
        self._scanning = scanning.guarded(guard.leaving) if scanning is not None else None

    async def start(self, names: Sequence[str]) -> Mapping[str, int]:
        """Show that a review is under way: a check run of each name, in progress; return their ids."""
        ids, _ = await both(self._checks.start(names), self._cancel_earlier())
        return ids

    async def publish(self, review: Review, still_current: StillCurrent = always) -> Published:
        """Publish and return what stands now; raise Superseded, and write nothing more, once the head moved on.

        Comments first, as the summary tells which were refused; the check runs last, so that a gate opens only when
        all is said. Where GitHub takes no comments (a locked conversation), the check runs are concluded all the same.
        """
        await self._edge.journal.require_lease()
        self._edge.guard.follow(still_current)
        await self._edge.guard.require_head()
        lines = LineComments(self._edge)
        summary_id, denied = None, None
        try:
            await lines.publish(review.comments)
            refused = lines.refused_comments()
            summary = with_refused(review.summary, refused) if refused else review.summary
            summary_id = await publish_summary(self._edge, summary)
        except (Denied, Refused) as error:
            denied = str(error)
        notice = NOT_COMMENTED.format(reason=denied) if denied else ""
        await self._edge.guard.require_head()
        check_ids = await self._checks.complete(review.checks, notice)
        standing = lines.ids()
        missing = tuple((c.fingerprint, c.path) for c in review.comments if (c.fingerprint, c.path) not in standing)
        return Published(standing, missing, summary_id, check_ids, denied)

    async def offer(self, sarif: Mapping[str, object]) -> None:
        """Give the scan to code scanning, if this publisher was made with a client that may."""
        if self._scanning is not None:
            await publish_sarif(self._edge, self._scanning, sarif)

    async def cancel(self, title: str) -> None:
        """Conclude our open check runs on this head as cancelled; `title` says why.

        Does nothing when another worker has taken over: the runs are its own now.
        """
        with suppress(Superseded):
            await self._checks.cancel(title)

    async def cancel_all(self, title: str) -> None:
        """Conclude as cancelled what this pull request left open on other heads and at other attempts than this."""
        with suppress(Superseded):
            await self._checks.cancel_earlier(title)

    async def _cancel_earlier(self) -> None:
        """Close what was left open on earlier heads; a failure there is no reason not to review this one."""
        try:
            await self._checks.cancel_earlier(EARLIER_HEAD)
        except (Denied, Refused, Retryable) as error:
            log.warning("check runs of an earlier head left open", error=str(error))
