"""The stand-in GitHub of a run: who acts there, what they did, and how the webhooks fared."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field

from tests.chaos import contents
from tests.chaos.plan import Act, Event, Way
from tests.stand_in import webhooks
from tests.stand_in.accounts import App
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.posted import Delivery
from tests.stand_in.repository import PullRequest, Repository

COPIES = 4
LATE_S = (0.5, 4.0)
RELEASE = "release"


@dataclass(slots=True)
class Pull:
    """A pull request, and its heads with the time each became one.

    `judged_again`: something happened for which one head is rightly judged more than once.
    """

    made: PullRequest
    heads: list[tuple[float, str]] = field(default_factory=list)
    judged_again: bool = False


@dataclass
class Scenery:
    """Acts out events. `planted` holds the findings of every commit."""

    github: GitHubStandIn
    app: App
    repositories: list[Repository]
    rng: random.Random
    pulls: dict[int, Pull] = field(default_factory=dict)
    planted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    sending: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    def build(cls, github: GitHubStandIn, webhook_url: str, repositories: int, seed: int) -> Scenery:
        """Make one App, and so many owners with a repository each that it is installed on."""
        app = github.create_app(webhook_url=webhook_url)
        made = []
        for number in range(repositories):
            repository = github.add_repository(f"owner{number}/shop", files=contents.START)
            github.push(repository, RELEASE, github.sha(repository, "main"))
            github.install(app, [repository])
            made.append(repository)
        return cls(github, app, made, random.Random(f"{seed} deliveries"))

    async def play(self, event: Event) -> None:
        """Let an event happen, and send what webhooks it has without waiting for the answers."""
        self.counts[event.act] += 1
        if event.act is Act.AGAIN:
            self._deliver_again(event)
            return
        await asyncio.to_thread(self._act, event)
        action = "edited" if event.act is Act.BASE else event.act.value
        self._deliver(action, self.pulls[event.pull].made, event.way)
        if event.act is Act.PUSH:
            for pull in self._on_branch(self.pulls[event.pull].made):
                self._deliver(action, pull, Way.SENT)

    def _act(self, event: Event) -> None:
        if event.act is Act.OPEN:
            self._open(event)
            return
        pull = self.pulls[event.pull]
        made = pull.made
        match event.act:
            case Act.PUSH:
                self._commit(made.repository, made.head_ref, event)
            case Act.TITLE:
                made.title = f"{made.title}."[-60:]
            case Act.BASE:
                made.base_ref = RELEASE if made.base_ref == "main" else "main"
                self.github.world.synchronise(made)
            case Act.DRAFT | Act.READY:
                made.draft = event.act is Act.DRAFT
            case Act.CLOSE:
                self.github.close(made)
            case Act.REOPEN:
                self.github.reopen(made)
        pull.judged_again |= event.act in (Act.BASE, Act.DRAFT, Act.READY)
        self._note_heads(made)

    def _open(self, event: Event) -> None:
        if event.twin_of is not None:
            first = self.pulls[event.twin_of].made
            base = "main" if first.base_ref == RELEASE else RELEASE
            made = self.github.open_pull_request(first.repository, base=base, head=first.head_ref)
            self.pulls[event.twin_of].judged_again = True
        else:
            repository = self.repositories[event.pull % len(self.repositories)]
            branch = f"topic-{event.pull}"
            self._commit(repository, branch, event, parent=self.github.sha(repository, "main"))
            made = self.github.open_pull_request(repository, head=branch)
        self.pulls[event.pull] = Pull(made, judged_again=event.twin_of is not None)
        self._note_heads(made)

    def _commit(self, repository: Repository, branch: str, event: Event, parent: str | None = None) -> None:
        owner = event.pull if event.twin_of is None else event.twin_of
        path, text = contents.file_of(owner, event.flavour, event.revision, event.findings)
        message = f"revision {event.revision} of {owner}"
        sha = self.github.commit(repository, branch, {path: text}, message=message, parent=parent)
        self.planted[sha] = tuple(contents.token(owner, number) for number in event.findings)

    def _note_heads(self, made: PullRequest) -> None:
        now = self.github.world.clock.now()
        for pull in self.pulls.values():
            if pull.made.repository is made.repository and (not pull.heads or pull.heads[-1][1] != pull.made.head_sha):
                pull.heads.append((now, pull.made.head_sha))

    def _on_branch(self, made: PullRequest) -> list[PullRequest]:
        near = (pull.made for pull in self.pulls.values() if pull.made.repository is made.repository)
        return [o for o in near if o is not made and o.head_ref == made.head_ref and o.state == "open"]

    # Webhooks

    def _deliver(self, action: str, pull: PullRequest, way: Way) -> None:
        self._start(self._sent(action, pull, way, self.rng.uniform(*LATE_S)))

    async def _sent(self, action: str, pull: PullRequest, way: Way, late_s: float) -> None:
        self.counts[f"webhooks {way.value}"] += 1
        delivery = await self.github.deliver("pull_request", action, pull_request=pull, lost=True)
        if way is Way.LOST:
            return
        if way is Way.LATE:
            await asyncio.sleep(late_s)
        copies = [self._copy(delivery) for _ in range(COPIES)] if way is Way.COPIES else []
        await asyncio.gather(*(webhooks.send(self.github.world, one) for one in (delivery, *copies)))

    def _deliver_again(self, event: Event) -> None:
        about = self.pulls[event.pull].made
        mine = [d for d in self.github.deliveries if d.payload.get("number") == about.number]
        mine = [d for d in mine if d.repository_id == about.repository.id]
        if mine:
            self._start(self._resent(self.rng.choice(mine)))

    async def _resent(self, delivery: Delivery) -> None:
        self.counts["webhooks delivered again"] += 1
        await webhooks.send(self.github.world, self._copy(delivery))

    def _copy(self, old: Delivery) -> Delivery:
        event = webhooks.Event(old.app, old.installation, old.event, old.payload)
        return webhooks.record(self.github.world, event, old.guid)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self.sending.add(task)
        task.add_done_callback(self.sending.discard)

    def undelivered(self) -> list[Delivery]:
        """Return one delivery for each GUID that no attempt brought through."""
        through = {d.guid for d in self.github.deliveries if d.status == "OK"}
        return list({d.guid: d for d in self.github.deliveries if d.guid not in through}.values())

    async def redeliver(self) -> int:
        """Deliver again what never came through, as a person at GitHub's page can; return how many."""
        left = self.undelivered()
        await asyncio.gather(*(webhooks.send(self.github.world, self._copy(one)) for one in left))
        return len(left)
