"""A thousand writes that GitHub carried out, or will, though we got no answer: none is done twice, none is missing."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import structlog

from app.errors import Retryable
from app.github import journal, transport
from app.github.auth import AppAuth
from app.github.markers import Kind
from app.github.publish_summary import RESOLVED_SUMMARY
from app.store.database import Database
from app.store.jobs import JobState
from review.models import Annotation, CheckRun, Conclusion, Review
from tests.app.github.conftest import BASE, HEAD, Bot, Scene, comment_on, settings_for
from tests.app.work.settling import Workers
from tests.stand_in.faults import Fault, Faults
from tests.stand_in.github import GitHubStandIn

SEED = 20_261_121
SCENES, ROUNDS, AMBIGUOUS = 18, 8, 1_000
CHANCE, LATE_CHANCE = 0.6, 0.02
WAIT_S, LATE_S = 3.0, 4.0
AT_ONCE = 4
NAMES = ("diffdiver/security", "diffdiver/review")
ANY = re.compile("")
# What makes something, and so makes it again when it is sent again.
MAKING = re.compile(r"/(check-runs|reviews|comments)$")


@dataclass
class Ambiguous(Faults):
    """Faults after the effect, by chance, on every kind of write to a repository; each counted by its operation."""

    chances: dict[str, random.Random] = field(default_factory=dict)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    late: int = 0
    asleep: bool = False

    def take(self, method: str, path: str) -> Fault | None:
        if method == "GET" or "/repos/" not in path or self.asleep:
            return None
        name = path.split("/")[3]  # a sequence for each repository, as they go side by side
        chance = self.chances.setdefault(name, random.Random(f"{SEED} {name}"))
        if chance.random() > CHANCE:
            return None
        self.met[method, re.sub(r"\d+", "N", path.split("/", 4)[-1])] += 1
        if MAKING.search(path) and chance.random() < LATE_CHANCE:
            self.late += 1
            return Fault(method, ANY, delay=LATE_S)
        if chance.random() < 0.5:
            return Fault(method, ANY, after=True, reset=True)
        return Fault(method, ANY, after=True, status=chance.choice((500, 502, 503, 504)))


@asynccontextmanager
async def _crowd(github: GitHubStandIn, database: Database, count: int) -> AsyncIterator[list[Workers]]:
    """Give several pull requests, each in an installation of its own, so that no rate limit stands in the way."""
    app = github.create_app()
    auth = AppAuth(settings_for(github, app))
    async with AsyncExitStack() as opened:
        found = []
        for number in range(count):
            repository = github.add_repository(f"octo/shop{number}", files=BASE)
            installation = github.install(app, [repository])
            github.commit(repository, "topic", HEAD, parent=github.sha(repository, "main"))
            scene = Scene(github, app, installation, repository, github.open_pull_request(repository))
            client = await opened.enter_async_context(auth.installation_client(installation.id, repository.id))
            bot = Bot(scene, database, client, await auth.identity(client), None)  # type: ignore[arg-type]  # later
            found.append(Workers(scene, database, auth, bot))
            await found[-1].know()
        yield found


def _review(number: int) -> Review:
    """Return what is said in a round: new comments, another summary, annotations in three batches."""
    notes = tuple(Annotation("b.py", n % 60 + 1, n % 60 + 1, "warning", f"note {n}", "Look.") for n in range(120))
    checks = (
        CheckRun(NAMES[0], Conclusion.FAILURE, f"round {number}", "Text.", notes if number % 3 == 0 else ()),
        CheckRun(NAMES[1], Conclusion.NEUTRAL, f"round {number}", "Text."),
    )
    return Review(tuple(comment_on(n) for n in range(1, 2 * number + 3)), _summary(number), checks)


def _summary(number: int) -> str | None:
    return f"Round {number}." if number % 4 != 3 else None


async def _until_done(work: Callable[[], Awaitable[object]]) -> None:
    """Try again as the queue does, without its waits."""
    for _ in range(40):
        try:
            await work()
        except Retryable as error:
            last = error
            continue
        return
    raise AssertionError(f"never done: {last}")


async def _rounds(workers: Workers, rounds: int, review_in: Callable[[int], Review] = _review) -> None:
    for number in range(rounds):

        async def work(number: int = number) -> None:
            bot = await workers.take_over()
            publisher = bot.publisher(attempt=number + 1)
            await publisher.start(NAMES)
            if number % 5 == 4:
                await publisher.cancel("Superseded by a newer head")
            else:
                await publisher.publish(review_in(number))
            await workers.done(bot)

        await _until_done(work)


def _lost(workers: Workers, rounds: int) -> list[str]:
    """Return what is missing or wrong at the end."""
    github, pull = workers.scene.github, workers.scene.pull
    published = [number for number in range(rounds) if number % 5 != 4]
    wrong = []
    lines = {comment.line for comment in github.comments(pull)}
    wrong += [f"comment on {n}" for n in range(1, 2 * published[-1] + 3) if n not in lines]
    said = [comment.body.split("\n\n<!--")[0] for comment in github.issue_comments(pull)]
    if said != [_summary(published[-1]) or RESOLVED_SUMMARY]:
        wrong.append(f"summary {said}")
    for number in range(rounds):
        for check in _review(number).checks:
            end = check.conclusion.value if number in published else "cancelled"
            runs = [r for r in workers.runs() if r.name == check.name and _attempt(r.external_id) == number + 1]
            notes = [note["title"] for run in runs[:1] for note in run.annotations]
            right = [note.title for note in check.annotations] if number in published else []
            if not runs or runs[0].conclusion != end or notes != right:
                wrong.append(f"{check.name} of round {number}: {[run.conclusion for run in runs]}, {len(notes)} notes")
    return wrong


def _attempt(external_id: str) -> int:
    return int(external_id.rsplit("/", 1)[-1])


def _copies(workers: Workers) -> int:
    """Return how many check runs there are beyond one a key: they cannot be deleted, only told to say the same."""
    runs = workers.runs()
    return len(runs) - len({run.external_id for run in runs})


@pytest.fixture
def faults(github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch) -> Ambiguous:
    """Let faults fall from now on; no answer is waited for for long."""
    monkeypatch.setattr(transport, "TIMEOUT", httpx.Timeout(WAIT_S))
    made = Ambiguous()
    github.world.faults = made
    return made


@pytest.fixture
async def database(tmp_path: Path, _sqlite_migrated: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{shutil.copy(_sqlite_migrated, tmp_path / 'writes.db')}")
    yield opened
    await opened.close()


@pytest.mark.slow
async def test_a_thousand_lost_answers_double_nothing_and_lose_nothing(
    github: GitHubStandIn, database: Database, faults: Ambiguous
) -> None:
    async with _crowd(github, database, SCENES) as crowd:
        few = asyncio.Semaphore(AT_ONCE)  # a machine under load answers late by itself

        async def one(workers: Workers) -> None:
            async with few:
                await _rounds(workers, ROUNDS)

        await asyncio.gather(*(one(workers) for workers in crowd))
        faults.asleep = True
        await asyncio.sleep(LATE_S)
        for workers in crowd:
            assert (await workers.settle()).state is JobState.DONE
        doubled = [twin for workers in crowd for twin in workers.twins()]
        lost = [what for workers in crowd for what in _lost(workers, ROUNDS)]
        copies = sum(_copies(workers) for workers in crowd)
    structlog.get_logger().info("ambiguous writes", count=sum(faults.met.values()), late=faults.late, kinds=faults.met)
    assert sum(faults.met.values()) >= AMBIGUOUS, faults.met
    assert {method for method, _ in faults.met} == {"POST", "PATCH", "DELETE"}
    assert (doubled, lost) == ([], [])
    assert copies <= faults.late, "only what arrives after it was looked for is there twice"


@pytest.mark.slow
async def test_sending_again_without_looking_doubles(
    github: GitHubStandIn, database: Database, faults: Ambiguous, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: the same faults, met by sending again."""

    async def send_again(send: Callable[[], Awaitable[object]], *_find: object) -> object:
        try:
            return await send()
        except Retryable:
            return await send()

    monkeypatch.setattr(journal, "send_or_find", send_again)
    monkeypatch.setattr("app.github.publish_summary._keep_first", _keep_all)
    async with _crowd(github, database, 3) as crowd:
        await asyncio.gather(*(_rounds(workers, 3, _without_comments) for workers in crowd))
        runs = sum(_copies(workers) for workers in crowd)
        summaries = sum(len(_summaries(workers)) - 1 for workers in crowd)
    assert runs > 0
    assert summaries > 0


def _without_comments(number: int) -> Review:
    """Leave the review out: GitHub's own fence would hold against sending it again."""
    return Review((), f"Round {number}.", _review(number).checks)


async def _keep_all(_edge: object, standing: list[int], *_rest: object, **_named: object) -> int:
    return standing[0]


def _summaries(workers: Workers) -> list[str]:
    comments = workers.scene.github.issue_comments(workers.scene.pull)
    return [c.body for c in comments if workers.bot.marks.read(Kind.SUMMARY, c.body)]
