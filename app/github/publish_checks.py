"""Our check runs on one head: begun, completed or cancelled, each once however often it is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.github.check_bodies import COMPLETED, begun, cancelled, concluded, copied, output
from app.github.errors import NotFound
from app.github.journal import Answered, body_hash
from app.github.markers import Kind, check_key
from app.github.payloads import CheckApp, Run
from app.github.target import Edge, Target
from app.github.together import all_of
from app.store.outbox import BEGUN, DONE, Row, Write
from review.models import CheckRun, Conclusion

# https://docs.github.com/en/rest/checks/runs#update-a-check-run : "maximum of 50 per API request"
ANNOTATIONS_PER_REQUEST = 50
CONCLUSION_SUFFIX = "/concluded"
_MADE = (BEGUN, DONE)


@dataclass(slots=True)
class Checks:
    """The check runs of one head and attempt. `_twins` are later copies of a run, which get its conclusion too."""

    edge: Edge
    _runs: dict[str, Run] = field(default_factory=dict)
    _twins: dict[str, tuple[Run, ...]] = field(default_factory=dict)

    async def start(self, names: Sequence[str]) -> Mapping[str, int]:
        """See to it that a run of each name exists, one that is there already as it is; return their ids by name."""
        keys = {name: self._key(name) for name in names if name not in self._runs}
        rows = await self.edge.journal.find(*keys.values()) if keys else {}
        for name, key in keys.items():
            if (row := rows.get(key)) is not None and row.state in _MADE and row.remote_id is not None:
                self._runs[name] = self._known(name, row.remote_id)
        left = [name for name in keys if name not in self._runs]
        if left:
            await self._begin(left, look_first=any(keys[name] in rows for name in left))
        return {name: self._runs[name].id for name in names}

    async def _begin(self, names: Sequence[str], *, look_first: bool) -> None:
        writes = {name: self._create_write(name) for name in names}
        await self.edge.journal.plan(*writes.values())
        if look_first:
            self._adopt(await self._listed())
        missing = [name for name in names if name not in self._runs]
        self._runs |= dict(zip(missing, await all_of([self._created(name) for name in missing]), strict=True))
        if missing:
            # GitHub has no fence for check runs: whoever comes later stands back behind the first.
            self._adopt(await self._listed())
            await all_of([self._mirror(name) for name in missing])
        await self.edge.journal.close(
            *(Answered(write, "check run begun", self._runs[name].id, BEGUN) for name, write in writes.items())
        )

    async def complete(self, checks: Sequence[CheckRun], notice: str = "") -> Mapping[str, int]:
        """Conclude each run with its output; return the ids by name. `notice` is added to every summary."""
        await self.start([check.name for check in checks])
        said = [replace(check, summary=f"{check.summary}\n\n{notice}" if notice else check.summary) for check in checks]
        writes = [self._complete_write(check) for check in said]
        before = await self.edge.journal.find(*(write.key for write in writes))
        open_ = [(c, w) for c, w in zip(said, writes, strict=True) if not _same(before.get(w.key), w)]
        if open_:
            await self.edge.journal.plan(*(write for _, write in open_))
            await all_of([self._completed(check, fresh=write.key not in before) for check, write in open_])
            await self.edge.journal.close(
                *(Answered(w, f"concluded {c.conclusion.value}: {c.title}", self._runs[c.name].id) for c, w in open_),
                ended=[self._key(check.name) for check, _ in open_],
            )
        return {check.name: self._runs[check.name].id for check in checks}

    async def cancel_earlier(self, title: str) -> None:
        """Cancel what was begun on other heads or at earlier attempts and never concluded: nobody comes back to it."""
        target = self.edge.target
        rows = await self.edge.journal.of(target.repository_id, target.number, Kind.CHECK)
        concluded = {row.key.removesuffix(CONCLUSION_SUFFIX) for row in rows if row.state == DONE and _concludes(row)}
        left: dict[Target, list[str]] = {}
        for row in rows:
            if not _concludes(row) and row.key not in concluded:
                begun = replace(target, head_sha=str(row.head_sha), attempt=int(str(row.target["attempt"])))
                left.setdefault(begun, []).append(str(row.target["name"]))
        left.pop(target, None)
        for earlier, names in left.items():
            await Checks(replace(self.edge, target=earlier)).cancel(title, names)

    async def cancel(self, title: str, names: Sequence[str] = ()) -> None:
        """Conclude as cancelled every run of ours that exists here and is not concluded.

        `names` are runs known to have been begun: those that turn out to need nothing are recorded as closed, so that
        nobody looks for them again.
        """
        self._adopt(await self._listed())
        runs = {name: cancelled(name, title) for name in {*self._runs, *names}}
        left = [runs[name] for name, run in self._runs.items() if run.status != COMPLETED]
        await self.complete(left)
        over = [self._complete_write(runs[name]) for name in names if runs[name] not in left]
        if over:
            await self.edge.journal.plan(*over)
            await self.edge.journal.close(
                *(Answered(write, "nothing left to cancel") for write in over),
                ended=[self._key(name) for name in names],
            )

    # One run

    async def _created(self, name: str) -> Run:
        target = self.edge.target
        body = begun(name, target.head_sha, self._key(name))

        async def find() -> Run | None:
            return next((run for run in await self._listed() if run.external_id == self._key(name)), None)

        return await self.edge.send_or_find(lambda: self.edge.client.create_check_run(target.repository, body), find)

    async def _completed(self, check: CheckRun, *, fresh: bool) -> None:
        """Conclude a run; one that GitHub has no more (it keeps a thousand of a name) is made anew."""
        try:
            await self._sent(check, fresh=fresh)
        except NotFound:
            del self._runs[check.name]
            await self._begin([check.name], look_first=True)
            await self._sent(check, fresh=False)
        await self._mirror(check.name)

    async def _sent(self, check: CheckRun, *, fresh: bool) -> None:
        """Send what is missing of a run: its annotations in batches, the conclusion with the last."""
        run = self._runs[check.name]
        sent = 0 if fresh else (await self._now(run)).output.annotations_count
        rest = list(check.annotations[sent:])
        while len(rest) > ANNOTATIONS_PER_REQUEST:
            batch, rest = rest[:ANNOTATIONS_PER_REQUEST], rest[ANNOTATIONS_PER_REQUEST:]
            sent += len(batch)
            await self._update(run, {"output": output(check, batch)}, sent)
            await self.edge.guard.require_head()
        body = concluded(check, rest)
        await self._update(run, body, sent + len(rest), check.conclusion)
        self._runs[check.name] = run.model_copy(update={"status": COMPLETED, "conclusion": check.conclusion.value})

    async def _update(
        self, run: Run, body: Mapping[str, object], annotations: int, conclusion: Conclusion | None = None
    ) -> None:
        """Send one update; if its answer is lost, send it again only when the run shows no trace of it."""
        repository = self.edge.target.repository

        async def send() -> bool:
            await self.edge.client.update_check_run(repository, run.id, body, repeatable=False)
            return True

        async def find() -> bool | None:
            now = await self._now(run)
            there = conclusion is None or (now.status == COMPLETED and now.conclusion == conclusion.value)
            return True if there and now.output.annotations_count >= annotations else None

        await self.edge.send_or_find(send, find)

    async def _mirror(self, name: str) -> None:
        """Give the twins of a concluded run its conclusion: whichever of them a gate reads, it reads the truth."""
        run = self._runs[name]
        if run.status != COMPLETED or run.conclusion is None:
            return
        body = concluded(copied(name, Conclusion(run.conclusion)))
        for twin in self._twins.pop(name, ()):
            if twin.status != COMPLETED:
                await self.edge.client.update_check_run(self.edge.target.repository, twin.id, body, repeatable=True)

    # What is there

    def _adopt(self, listed: Sequence[Run]) -> None:
        """Take the first run of each key as the run, the later ones as its twins."""
        for name in {run.name for run in listed}:
            ours = sorted((run for run in listed if run.external_id == self._key(name)), key=lambda run: run.id)
            if ours:
                self._runs[name], self._twins[name] = ours[0], tuple(ours[1:])

    async def _listed(self) -> tuple[Run, ...]:
        target = self.edge.target
        return await self.edge.client.check_runs(target.repository, target.head_sha, self.edge.marks.identity.app_id)

    async def _now(self, run: Run) -> Run:
        return await self.edge.client.check_run(self.edge.target.repository, run.id)

    def _key(self, name: str) -> str:
        target = self.edge.target
        return check_key(target.repository_id, target.head_sha, name, target.attempt)

    def _create_write(self, name: str) -> Write:
        return self.edge.write(Kind.CHECK, self._key(name), body_hash({"status": "in_progress"}), name=name)

    def _complete_write(self, check: CheckRun) -> Write:
        body = {"conclusion": check.conclusion.value, "output": output(check, check.annotations)}
        key, said = self._key(check.name) + CONCLUSION_SUFFIX, {"conclusion": check.conclusion.value}
        return self.edge.write(Kind.CHECK, key, body_hash(body), name=check.name, said=said)

    def _known(self, name: str, run_id: int) -> Run:
        """Return a run that we made earlier, without asking: what it says does not matter before it is concluded."""
        app = CheckApp(id=self.edge.marks.identity.app_id)
        sha, key = self.edge.target.head_sha, self._key(name)
        return Run(id=run_id, name=name, head_sha=sha, status="in_progress", external_id=key, app=app)


def _concludes(row: Row) -> bool:
    return row.key.endswith(CONCLUSION_SUFFIX)


def _same(row: Row | None, write: Write) -> bool:
    return row is not None and row.state == DONE and row.body_hash == write.body_hash
