"""Healing check runs: those that nobody concludes any more, and those that a delayed request made or changed later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from app.github.check_bodies import COMPLETED, concluded, copied
from app.github.journal import Answered, body_hash
from app.github.markers import CheckName, Kind, read_check_key
from app.github.payloads import Run
from app.github.publish_checks import CONCLUSION_SUFFIX
from app.github.target import Edge
from app.store.outbox import Write
from review.models import CheckRun, Conclusion

NOBODY = "nobody was at work on this check run"
LATE = "a delayed request had changed what this check run says"
COPY = "a second check run of the same key"


@dataclass(frozen=True, slots=True)
class Told:
    """What is true of a check run; `finished`: of a review that came to its end, so that it holds against any other."""

    check: CheckRun
    finished: bool


Truth = Callable[[CheckName], Awaitable[Told]]
Allowed = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class CheckSettling:
    """Settles the check runs of some heads; `allowed` raises when a review is at work there after all.

    `again` holds the keys of conclusions whose full text is to be said again.
    """

    edge: Edge
    truth: Truth
    allowed: Allowed
    again: set[str] = field(default_factory=set)

    async def settle(self, head_sha: str) -> None:
        """Have the runs of a commit tell the truth, and the later twins of each the same."""
        target = self.edge.target
        runs = await self.edge.client.check_runs(target.repository, head_sha, self.edge.marks.identity.app_id)
        ours = sorted(
            ((run.external_id or "", run.id, run, name) for run in runs if (name := self._name(run)) is not None),
            key=lambda one: one[:2],
        )
        for key, group in groupby(ours, key=lambda one: one[0]):
            same = list(group)
            await self._settle(key, same[0][3], [run for _, _, run, _ in same])

    def _name(self, run: Run) -> CheckName | None:
        name = read_check_key(run.external_id)
        mine = name is not None and name.repository_id == self.edge.target.repository_id
        return name if mine and name is not None and name.head_sha == run.head_sha else None

    async def _settle(self, key: str, name: CheckName, runs: Sequence[Run]) -> None:
        first, *twins = runs
        told = await self.truth(name)
        check = replace(told.check, name=first.name)
        if first.status != COMPLETED:
            await self._conclude(key, name, first, check, NOBODY)
        elif told.finished and first.conclusion != check.conclusion.value:
            await self._conclude(key, name, first, check, LATE)
        else:
            check = replace(check, conclusion=_known(first.conclusion) or check.conclusion)
        if told.finished and (first.status, first.conclusion) != (COMPLETED, check.conclusion.value):
            self.again.add(key + CONCLUSION_SUFFIX)
        for twin in twins:
            if (twin.status, twin.conclusion) != (COMPLETED, check.conclusion.value):
                await self._copy(key, name, twin, check.conclusion)

    async def _conclude(self, key: str, name: CheckName, run: Run, check: CheckRun, why: str) -> None:
        await self.allowed()
        body = concluded(check)
        # Not the hash of what a review says: one that comes back to this run writes its own text.
        write = self._write(key + CONCLUSION_SUFFIX, name, run, check.conclusion, body_hash(body))
        await self.edge.journal.plan(write)
        await self.edge.client.update_check_run(self.edge.target.repository, run.id, body, repeatable=True)
        done = Answered(write, f"settled as {check.conclusion.value}: {why}", run.id)
        await self.edge.journal.close(done, ended=[key])

    async def _copy(self, key: str, name: CheckName, twin: Run, conclusion: Conclusion) -> None:
        await self.allowed()
        body = concluded(copied(twin.name, conclusion))
        await self.edge.client.update_check_run(self.edge.target.repository, twin.id, body, repeatable=True)
        write = self._write(key, name, twin, conclusion, "")
        await self.edge.journal.note(Answered(write, f"settled as {conclusion.value}: {COPY}", twin.id))

    def _write(self, key: str, name: CheckName, run: Run, conclusion: Conclusion, digest: str) -> Write:
        where = replace(self.edge.target, head_sha=name.head_sha, attempt=name.attempt)
        said = {"conclusion": conclusion.value}
        return replace(self.edge, target=where).write(Kind.CHECK, key, digest, name=run.name, said=said)


def _known(conclusion: str | None) -> Conclusion | None:
    """Return a conclusion of GitHub's as ours; it has some that we never give, such as `stale`."""
    return Conclusion(conclusion) if conclusion in {one.value for one in Conclusion} else None
