"""A command from a comment: read again from GitHub, allowed by GitHub's word on the account, and carried out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import LeaseLost
from app.github.auth import AppAuth
from app.github.client import Client
from app.github.errors import Denied, NotFound
from app.github.guard import LEASE_LOST, Guard
from app.github.journal import Journal
from app.github.markers import Marks
from app.github.payloads import Comment
from app.github.publish_reply import Answering, publish_reply
from app.github.target import Edge, Target
from app.intake import command
from app.intake.command import LINE, Command, Verb
from app.intake.intent import KnownRepository
from app.store import accepted, commands, jobs, leases
from app.store.accepted import Known, Risk
from app.store.commands import About
from app.store.leases import Lease
from app.work import command_text, risks
from app.work.memory import Memory
from review.models import PullRequest

# Of an account on a pull request; what is beyond is not even asked about.
AN_HOUR = 10
USER = "User"
# "maintain" is shown as write, "triage" as read, roles of one's own as what they rest on:
# https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
MAY_WRITE = frozenset({"admin", "write"})
DONE_BEFORE = "it was carried out before"
TOO_MANY = "the account gave too many commands on this pull request within an hour"
GONE = "the comment was deleted"
NOT_AS_WRITTEN = "the comment is not as a person of this account first wrote it"
NOT_ALLOWED = "the account may not write here"
NOT_OPEN = "the pull request is not open"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """A command that is to be followed; `thread_id` is the line comment that it answers."""

    command: Command
    about: About
    login: str
    url: str
    thread_id: int | None


@dataclass(frozen=True, slots=True)
class CommandJob:
    """The handler of jobs of the kind `command`; app/intake/handlers/comments.py makes their subjects."""

    memory: Memory
    auth: AppAuth

    async def __call__(self, lease: Lease) -> None:
        """Do what the comment asks, if who wrote it may ask that; else nothing, without a word."""
        about = About.of(lease.subject)
        known, why_not = await self.memory.repository(about.repository_id)
        why_not = why_not or await self._refused(about, lease)
        if known is None or why_not:
            log.info("command not followed", reason=why_not)
            return
        async with self.auth.installation_client(known.installation_id, known.id) as client:
            said = await self._said(client, known, about)
            if said is None:
                return
            pull_request = await client.pull_request(known.full_name, about.number)
            if pull_request.state != "open" or pull_request.repository_id != known.id:
                log.info("command not followed", reason=NOT_OPEN)
                return
            answer = await self._carried_out(said, lease, known)
            if answer:
                await publish_reply(
                    await self._edge(client, lease, pull_request),
                    Answering(about.place, about.comment_id, said.thread_id),
                    answer,
                )

    async def _refused(self, about: About, lease: Lease) -> str:
        """Return why the command is not even looked at, "" when it is."""
        async with self.memory.database.read() as tx:
            job = await jobs.find(tx, lease.job_id)
            if job is not None and job.done_generation > 0:
                return DONE_BEFORE
            return TOO_MANY if await commands.before(tx, about, lease.job_id) >= AN_HOUR else ""

    async def _said(self, client: Client, known: KnownRepository, about: About) -> Said | None:
        """Read the comment and ask GitHub about its author; None, which is logged, unless all is as it should be."""
        comment = await _comment(client, known, about)
        asked = command.read(comment.body) if comment is not None else None
        if comment is None or asked is None or comment.user is None or not _as_written(comment, about):
            log.info("command not followed", reason=GONE if comment is None else NOT_AS_WRITTEN)
            return None
        login = comment.user.login
        if not await _may_write(client, known.full_name, login, about.account_id):
            log.info("command not followed", reason=NOT_ALLOWED, account=about.account_id)
            return None
        return Said(asked, about, login, comment.html_url, comment.in_reply_to_id)

    async def _carried_out(self, said: Said, lease: Lease, known: KnownRepository) -> str:
        """Do it and return what to answer, "" for nothing; of a try that got no further, what it left."""
        async with self.memory.database.begin() as tx:
            if not await leases.look(tx, lease):
                raise LeaseLost(LEASE_LOST)
            answer = await commands.answer_of(tx, said.about)
            if answer is None:
                fingerprint, answer = await _done(tx, said, known)
                await commands.record(tx, said.about, fingerprint, answer)
                log.info("command followed", verb=said.command.verb.value, account=said.about.account_id)
        return answer

    async def _edge(self, client: Client, lease: Lease, pull_request: PullRequest) -> Edge:
        guard = Guard(lease.hold)
        marks = Marks(await self.memory.key("marker"), await self.auth.identity(client))
        target = Target(pull_request.repository, pull_request.repository_id, pull_request.number, pull_request.head_sha)
        return Edge(client.guarded(guard.leaving), Journal(self.memory.database, lease), marks, target, guard)


async def _comment(client: Client, known: KnownRepository, about: About) -> Comment | None:
    """Return the comment, None when it was deleted; raise NotFound when the repository itself is not there."""
    read = client.review_comment if about.place == LINE else client.comment
    try:
        return await read(known.full_name, about.comment_id)
    except NotFound:
        if (await client.repository(known.full_name)).id != known.id:
            raise
    return None


def _as_written(comment: Comment, about: About) -> bool:
    """Say whether the person whom GitHub named wrote it themselves, and nobody changed the command since.

    The times of a comment do not tell: those of a line comment differ from the start.
    """
    author = comment.user
    if author is None or author.type != USER or comment.performed_via_github_app is not None:
        return False
    return author.id == about.account_id and command.digest(comment.body) == about.digest


async def _may_write(client: Client, repository: str, login: str, account_id: int) -> bool:
    """Say whether the account may write; a name can change hands, so the number in the answer must be the same."""
    try:
        found = await client.permission(repository, login)
    except Denied:
        return False
    return found.user is not None and found.user.id == account_id and found.permission in MAY_WRITE


async def _done(tx: AsyncConnection, said: Said, known: KnownRepository) -> tuple[str, str]:
    """Do what is asked; return the fingerprint it was about, if any, and what to answer."""
    match said.command.verb:
        case Verb.ACCEPT:
            return await _accept(tx, said, known)
        case Verb.REVIEW:
            subject = f"{said.about.repository_id}/{said.about.number}"
            await jobs.raise_wanted(tx, "review", subject, known.installation_id, redo=True)
            return "", ""
        case Verb.HELP:
            return "", command_text.GRAMMAR
        case Verb.UNCLEAR:
            return "", command_text.UNCLEAR


async def _accept(tx: AsyncConnection, said: Said, known: KnownRepository) -> tuple[str, str]:
    about, asked = said.about, said.command
    if asked.fingerprint:
        found = await accepted.found(tx, about.repository_id, asked.fingerprint, about.number)
        if len({one.fingerprint for one in found}) != 1:
            name, many = asked.fingerprint, len(found) > 0
            return "", command_text.several(name, found) if many else command_text.unknown(name)
    elif said.thread_id is not None:
        answered = await accepted.found_at(tx, about.repository_id, about.number, said.thread_id)
        if answered is None:
            return "", ""  # between people, or with another bot
        found = [answered]
    else:
        return "", command_text.UNCLEAR
    await _take(tx, said, known, found)
    return found[0].fingerprint, command_text.accepted(said.login, found, asked.reason)


async def _take(tx: AsyncConnection, said: Said, known: KnownRepository, found: Sequence[Known]) -> None:
    about = said.about
    for one in found:
        risk = Risk(
            about.repository_id, about.number, one.fingerprint, one.path, said.command.reason,
            about.account_id, said.login, said.url,
        )  # fmt: skip
        actor = f"user:{about.account_id} {said.login}"
        await risks.take(tx, risk, actor, known.full_name, known.installation_id)
