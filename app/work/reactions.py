"""What readers' thumbs say of our line comments, heard when a pull request is closed: all have had their say then."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from app.errors import Deferred, Retryable, Terminal
from app.github.client import Client
from app.github.payloads import Comment, Reactions
from app.store import outcomes
from app.store.database import Database
from app.store.outcomes import Outcome
from review.models import PullRequest

log = structlog.get_logger(__name__)


async def hear(database: Database, client: Client, pull_request: PullRequest) -> None:
    """Record the reactions to our comments on models' findings: one listing, none where no comment of ours counts.

    Done again it changes nothing, unless people changed their minds. Whether a thread was resolved is not there: REST
    does not show it. What GitHub does not show now is not asked for again; only a rate limit comes back later.
    """
    async with database.read() as tx:
        ours = await outcomes.commented(tx, pull_request)
    if not ours:
        return
    told = {comment.id: _said(comment.reactions) for comment in await _listed(client, pull_request)}
    said = {row: outcome for comment_id, row in ours.items() if (outcome := told.get(comment_id)) is not None}
    if said:
        async with database.begin() as tx:
            await outcomes.reacted(tx, said)


async def _listed(client: Client, pull_request: PullRequest) -> Sequence[Comment]:
    try:
        return await client.review_comments(pull_request.repository, pull_request.number)
    except Deferred:
        raise
    except (Retryable, Terminal) as error:
        log.info("reactions not heard", error=str(error)[:200])
        return ()


def _said(reactions: Reactions | None) -> Outcome | None:
    """Return what most thumbs say; as many up as down say nothing."""
    if reactions is None or reactions.up == reactions.down:
        return None
    return Outcome.LIKED if reactions.up > reactions.down else Outcome.DISLIKED
