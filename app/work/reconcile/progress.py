"""How far the sweep of one installation has come, so that a pause, a limit or a lost worker does not start it anew."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import watermarks

FULL_EVERY_MS = 86_400_000
# Clocks differ, and lists lag behind: what changed that long before the last round is looked at once more.
MARGIN_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Progress:
    """A round over the repositories in the order of their ids; times are epoch milliseconds by database time.

    `repository` is the last one that is done with, 0 between two rounds; `page` is the last page done with of the one
    that is under way, `paged`. `since`: what did not change after this is passed over, 0 in a full round.
    """

    repository: int = 0
    page: int = 0
    paged: int = 0
    began: int = 0
    since: int = 0
    last: int = 0
    last_full: int = 0

    def round(self, now_ms: int, *, full: bool) -> Progress:
        """Return where to go on, or the beginning of a new round; `full` makes this round a full one."""
        under_way = self.repository or self.page
        if under_way and not (full and self.since):
            return self
        if full or now_ms - self.last_full >= FULL_EVERY_MS:
            return replace(self, repository=0, page=0, began=now_ms, since=0)
        return replace(self, repository=0, page=0, began=now_ms, since=max(1, self.last - MARGIN_MS))

    def page_of(self, repository: int) -> int:
        """Return the last page of a repository that is done with."""
        return self.page if self.paged == repository else 0

    def read(self, repository: int, page: int) -> Progress:
        """Return the progress with a page done with."""
        return replace(self, paged=repository, page=page)

    def passed(self, repository: int) -> Progress:
        """Return the progress with a repository done with."""
        return replace(self, repository=repository, page=0)

    def over(self) -> Progress:
        """Return the progress with the round done."""
        full = self.last_full if self.since else self.began
        return replace(self, repository=0, page=0, last=self.began, last_full=full)


async def load(tx: AsyncConnection, installation_id: int) -> Progress:
    """Return how far the installation's sweep has come."""
    return Progress(*[await watermarks.read(tx, _name(installation_id, field.name)) for field in fields(Progress)])


async def save(tx: AsyncConnection, installation_id: int, progress: Progress) -> None:
    """Record how far the installation's sweep has come."""
    for field, value in zip(fields(Progress), astuple(progress), strict=True):
        await watermarks.put(tx, _name(installation_id, field.name), value)


def _name(installation_id: int, field: str) -> str:
    return f"sweep/{installation_id}/{field}"
