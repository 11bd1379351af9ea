"""The advisories on what a change adds: asked for once a day, beside the scan, and never a reason to wait or to block.

What is known of a public package is no secret of the repository that uses it, so answers are kept for all of them
together, under the number 0 that no repository has.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

import orjson
import structlog

from app.advisories.answer import Answer, NotAnswered
from app.advisories.local_copy import LocalCopy
from app.advisories.service import Service
from app.errors import AppError
from app.facts.store import Facts
from app.settings import Settings
from app.work.compute import Compute
from review.models import Change, Severity
from review.models.advisory import Advisories, Advisory
from review.packages.changed import Version, to_look_up
from review.packages.reading import reader_of

DEADLINE_S = 10.0
EVERYBODY = 0
DAY_S = 86_400

NOT_LOOKED_UP = (
    "advisories could not be looked up: {why}. What is known of {many} that this change adds is not checked."
)
SWITCHED_OFF = (
    "advisories are not looked up here (`DIFFDIVER_OSV_URL`): what is known of {many} that this change adds is not "
    "checked."
)
LEFT_OUT = "{many} more than one look-up takes were not looked up in the advisories."
SLOW = "the answer took longer than {seconds:.0f} seconds"

log = structlog.get_logger(__name__)


class Source(Protocol):
    """Somebody who knows advisories."""

    @property
    def name(self) -> str:
        """Return what tells this source from others."""

    async def look_up(self, versions: Sequence[Version], answer: Answer) -> None:
        """Put into `answer` what is known of these versions; raise NotAnswered where it stays incomplete."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """Who is asked, None for nobody, where answers are kept, None for nowhere, and who hears of what was not had."""

    source: Source | None
    facts: Facts | None = None
    deadline_s: float = DEADLINE_S
    clock: Callable[[], float] = time.time
    said: Callable[[str], None] = lambda _notice: None

    async def __call__(self, compute: Compute, change: Change, private: tuple[str, ...]) -> Advisories:
        """Return what is known of the packages that the change adds; what could not be had is said, never raised."""
        found = await self._found(compute, change, private)
        for notice in found.notices:
            self.said(notice)
        return found

    async def _found(self, compute: Compute, change: Change, private: tuple[str, ...]) -> Advisories:
        if not any(reader_of(file.path) for file in change.diff.files):
            return Advisories()
        try:
            versions, more = await compute(to_look_up, change, private)
        except AppError as error:
            return Advisories(notices=(NOT_LOOKED_UP.format(why=str(error).rstrip("."), many="the packages"),))
        notices = (LEFT_OUT.format(many=_count(more)),) if more else ()
        if not versions:
            return Advisories()
        if self.source is None:
            return Advisories(notices=(SWITCHED_OFF.format(many=_count(len(versions))), *notices))
        answer = Answer()
        why = await self._asked(self.source, versions, answer)
        missing = len(versions) - len(answer.whole)
        if why:
            log.warning("advisories not looked up", why=why, packages=missing)
            notices = (NOT_LOOKED_UP.format(why=why, many=_count(missing)), *notices)
        return Advisories({version: told for version, told in answer.found.items() if told}, notices)

    async def _asked(self, source: Source, versions: Sequence[Version], answer: Answer) -> str:
        """Fill the answer from what is kept and what is asked; return why it is not whole, or nothing."""
        producer = f"osv:{int(self.clock()) // DAY_S}:{_digest(source.name)[:12]}"
        await self._known(producer, versions, answer)
        asked = [version for version in versions if version not in answer.whole]
        why = ""
        try:
            async with asyncio.timeout(self.deadline_s):
                if asked:
                    await source.look_up(asked, answer)
        except TimeoutError:
            why = SLOW.format(seconds=self.deadline_s)
        except NotAnswered as error:
            why = str(error)
        if self.facts is not None:
            fresh = {_key(each): _kept(answer.found[each]) for each in asked if each in answer.whole}
            await self.facts.keep(EVERYBODY, producer, fresh)
        return why

    async def _known(self, producer: str, versions: Sequence[Version], answer: Answer) -> None:
        if self.facts is None:
            return
        keys = {_key(version): version for version in versions}
        for key, value in (await self.facts.find(EVERYBODY, producer, keys)).items():
            answer.tell(keys[key], _read(value))


def look_up_of(settings: Settings, facts: Facts | None = None) -> LookUp:
    """Return the look-up that the settings ask for: a local copy before the service, which needs the network."""
    if settings.osv_dir is not None:
        return LookUp(LocalCopy(settings.osv_dir), facts)
    return LookUp(Service(settings.osv_url) if settings.osv_url else None, facts)


def _count(many: int) -> str:
    return "1 package" if many == 1 else f"{many} packages"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _key(version: Version) -> str:
    return _digest("\0".join(version))


def _kept(advisories: tuple[Advisory, ...]) -> bytes:
    return orjson.dumps([asdict(one) for one in advisories])


def _read(value: bytes) -> tuple[Advisory, ...]:
    return tuple(
        Advisory(
            one["id"],
            tuple(one["aliases"]),
            one["summary"],
            Severity(one["severity"]),
            tuple(one["fixed"]),
            one["malicious"],
        )
        for one in orjson.loads(value)
    )
