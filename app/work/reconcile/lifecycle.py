"""What GitHub lists of installations and repositories, told to the inbox as the events that should have told it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import orjson
import structlog

from app.errors import Terminal
from app.github.app_client import AppClient
from app.github.auth import LISTING_PERMISSIONS, AppAuth
from app.github.errors import NotFound
from app.github.payloads import Installation, Repository
from app.intake.intent import KnownRepository
from app.intake.router import route
from app.store import installations, sweeping
from app.store.database import Database
from app.store.inbox import Inbox

# A list that shifts while it is read may leave one out, so each that is missing is asked for; no more than these a run.
ASKED_FOR = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """Brings what is known of installations and repositories in line with GitHub's lists."""

    database: Database
    auth: AppAuth

    async def installations(self, app: AppClient, listed: Sequence[Installation]) -> None:
        """Learn of installations that came, were suspended or resumed, or went, where the event was lost."""
        async with self.database.read() as tx:
            known = await sweeping.known_installations(tx)
        for one in listed:
            if (action := _action(one, known.get(one.id))) is not None:
                await self._tell("installation", action, {"installation": _installation(one)})
        gone = [number for number, state in known.items() if state != "deleted" and number not in _ids(listed)]
        for number in gone[:ASKED_FOR]:
            if await _is_gone(app, number):
                self.auth.forget(number)
                await self._tell("installation", "deleted", {"installation": {"id": number}})

    async def repositories(self, app: AppClient, installation_id: int, listed: Sequence[Repository]) -> None:
        """Learn of repositories that came, went or were renamed."""
        async with self.database.read() as tx:
            known = await sweeping.known_repositories(tx, installation_id)
        gone = [(number, name) for number, name in known.items() if number not in _ids(listed)]
        removed = [
            {"id": number, "full_name": name}
            for number, name in gone[:ASKED_FOR]
            if not await _covers(app, installation_id, name)
        ]
        if removed:
            about = {"installation": {"id": installation_id}, "repositories_removed": removed}
            await self._tell("installation_repositories", "removed", about)
        seen = [
            KnownRepository(r.id, installation_id, r.full_name, r.default_branch or None, r.private) for r in listed
        ]
        async with self.database.begin() as tx:
            await installations.save_repositories(tx, seen)

    async def _tell(self, event: str, action: str, about: Mapping[str, object]) -> None:
        document = {"action": action, **about}
        log.info("learned from a list what no event told of", event_name=event, action=action)
        told = route(f"listed-{uuid.uuid4()}", event, orjson.dumps(document), document)
        await Inbox(self.database).accept(*told)


def _action(listed: Installation, known: str | None) -> str | None:
    """Return the event that leads from what is known to what is listed, None when they agree."""
    if listed.suspended_at:
        return None if known == "suspended" else "suspend"
    if known == "active":
        return None
    return "unsuspend" if known == "suspended" else "created"


def _installation(listed: Installation) -> dict[str, object]:
    account = listed.account
    return {"id": listed.id, "account": {"login": account.login, "type": account.type} if account else None}


def _ids(listed: Sequence[Installation] | Sequence[Repository]) -> Collection[int]:
    return {one.id for one in listed}


async def _is_gone(app: AppClient, installation_id: int) -> bool:
    """Ask for a token, which only an installation that is there can give."""
    try:
        await app.installation_token(installation_id, {"permissions": dict(LISTING_PERMISSIONS)})
    except NotFound:
        return True
    except Terminal:
        return False
    return False


async def _covers(app: AppClient, installation_id: int, repository: str) -> bool:
    found = await app.repository_installation(repository)
    return found is not None and found.id == installation_id
