"""Redis killed, stopped, wiped or full of somebody else's data: every version goes on in its process and comes back."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from app.state import valkey
from app.state.answers import KEYS, RedisAnswers
from app.state.breakers import RedisBreakers
from app.state.buckets import RedisBuckets
from app.state.redis_link import PATIENCE_S, RedisLink, open_link
from providers.base import OK
from providers.errors import Failure
from providers.state import Rate, Result, Target
from tests.app import embedded
from tests.app.conftest import Lines
from tests.app.state.conftest import Clock

LUNA = Target("openai", "luna")
GOOD, REFUSED = Result("review", OK, 1000), Result("review", Failure.AUTH, 10)
ONE = Rate(concurrent=1)


class Server(embedded.Unsteady):
    """A real server that can be killed, stopped and started again, and a worker's three versions on it."""

    def __init__(self, folder: Path, client: Redis | None = None) -> None:
        super().__init__(folder)
        self.clock = Clock()  # of the link's patience with a Redis that is away
        self.client = client or Redis(unix_socket_path=str(valkey.socket_path(folder)))
        self.link = RedisLink(self.client, clock=self.clock)
        self.breakers = RedisBreakers(self.link)
        self.buckets = RedisBuckets(self.link)
        self.answers = RedisAnswers(self.link)

    async def put(self, key: str, name: Any, value: Any) -> None:
        """Write what somebody else might into a cell."""
        await cast("Awaitable[int]", self.client.hset(key, name, value))

    async def asked(self) -> int:
        """Return how often the scripts and the cache were asked of the server."""
        stats = await self.client.info("commandstats")
        return sum(stats.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("evalsha", "mget"))

    async def use(self) -> None:
        """Use all that is shared, as a question does."""
        assert await self.breakers.admit(LUNA) == 0
        turn = await self.buckets.take("k", ONE, 100, hold_s=60)
        assert turn.id
        await self.answers.keep("7:a", b"x", seconds=60)
        assert await self.answers.find(["7:a"]) == ("7:a", b"x")
        await self.breakers.record(LUNA, GOOD)
        await self.buckets.give_back("k", turn, tokens=50)
        assert (await self.breakers.figures([LUNA], "review"))[LUNA].success == 1
        assert await self.breakers.breakers() == []
        assert await self.answers.forget("7:") >= 1


@pytest.fixture
def folder() -> Iterator[Path]:
    with embedded.short_directory() as directory:
        yield directory


@pytest.fixture
async def server(folder: Path) -> AsyncIterator[Server]:
    server = Server(folder)
    await server.start()
    yield server
    server.kill()
    await server.link.close()


@pytest.fixture
def running(redis: Redis) -> Server:
    """The session's server, for what does not harm it."""
    return Server(Path("unused"), redis)


@pytest.fixture
def down(folder: Path) -> Server:
    """A server that was never started."""
    return Server(folder)


async def test_without_a_server_each_process_goes_by_what_it_sees(down: Server) -> None:
    await down.use()
    assert down.link.away
    await down.link.close()


async def test_killed_and_started_again_it_is_used_again(server: Server) -> None:
    await server.use()
    server.kill()
    await server.use()
    await server.start()
    server.clock.now += 5
    await server.use()
    assert not server.link.away
    assert await server.asked() > 0


async def test_what_was_open_stays_open_while_redis_is_away(server: Server) -> None:
    await server.breakers.record(LUNA, REFUSED)
    server.kill()
    assert 110 < await server.breakers.admit(LUNA) <= 121
    assert [breaker.cause for breaker in await server.breakers.breakers()] == [Failure.AUTH]


async def test_limits_hold_within_the_process_while_redis_is_away(server: Server) -> None:
    held = await server.buckets.take("k", ONE, 0, hold_s=60)
    server.kill()
    assert not (await server.buckets.take("k", ONE, 0, hold_s=60)).id
    await server.buckets.give_back("k", held)
    assert (await server.buckets.take("k", ONE, 0, hold_s=60)).id


async def test_a_redis_that_says_nothing_is_given_up_soon_and_then_left_alone(server: Server) -> None:
    await server.use()
    server.signal(signal.SIGSTOP)
    asking: list[Callable[[], object]] = [
        lambda: server.breakers.admit(LUNA),
        lambda: server.buckets.take("other", Rate(), 0, hold_s=60),
        lambda: server.answers.find(["7:a"]),
    ]
    started = time.monotonic()
    await asyncio.gather(*(ask() for ask in asking * 20))  # type: ignore[call-overload]  # coroutines of three kinds
    first = time.monotonic() - started
    await server.use()
    server.signal(signal.SIGCONT)
    before = await server.asked()
    await server.use()
    assert await server.asked() == before, "it is left alone for some seconds"
    server.clock.now += 5
    await server.use()
    assert await server.asked() > before
    assert first >= PATIENCE_S, "control: it did not answer"


async def test_after_an_outage_one_call_looks_and_the_others_do_not_wait(server: Server) -> None:
    server.signal(signal.SIGSTOP)
    await server.breakers.admit(LUNA)
    server.clock.now += 5
    looking = asyncio.create_task(server.answers.find(["7:a"]))
    await asyncio.sleep(0)
    await server.breakers.admit(LUNA)
    assert not looking.done()
    server.signal(signal.SIGCONT)
    assert await looking is None


async def test_wiped_it_starts_afresh(running: Server) -> None:
    await running.breakers.record(LUNA, REFUSED)
    await running.buckets.take("k", ONE, 0, hold_s=60)
    await running.client.flushall()
    await running.client.script_flush()
    await running.use()
    assert not running.link.away


GARBAGE = [b"", b"nonsense", b"\xff\x00", b"[]", b"null", b"{}", b'{"switch":{"until":"soon"}}']
GARBAGE += [b'{"switch":{"cause":"auth","until":1e308}}', b'{"recent":{"at":NaN,"calls":-1e999,"faults":1e308}}']
GARBAGE += [b'{"kinds":{"review":{"calls":NaN}}}', b'{"paused_until":1e300,"places":[[1]]}']
GARBAGE += [b'{"places":[["x",9e99,9e99,-9]],"requests":{"limit":1e-300,"left":-9e99}}']


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_in_a_cell_stops_nobody_and_is_overwritten(running: Server, garbage: bytes) -> None:
    for key, name in [("diffdiver:health", "openai luna"), ("diffdiver:health", "openai "), ("diffdiver:rates", "k")]:
        await running.put(key, name, garbage)
    assert await running.breakers.admit(LUNA) == 0
    assert (await running.buckets.take("k", ONE, 100, hold_s=60)).id
    for _ in range(2):
        await running.breakers.record(LUNA, GOOD)
    await running.breakers.figures([LUNA], "review")
    assert await running.breakers.breakers() == []
    assert not running.link.away


async def test_a_latency_out_of_this_world_is_read_as_long(running: Server) -> None:
    histogram = b'{"kinds":{"review":{"at":9e99,"calls":3,"latency":[[-99999,1.0],[99999999999999999999999,2.0]]}}}'
    await running.put("diffdiver:health", "openai luna", histogram)
    figures = (await running.breakers.figures([LUNA], "review"))[LUNA]
    assert figures.latency_p95_ms == 2**25


async def test_names_that_are_not_ours_are_shown_without_harm(running: Server) -> None:
    cell = b'{"switch":{"cause":"<img onerror=x>","until":1.0}}'
    await running.put("diffdiver:health", b"\xff\xfe evil", cell)
    (breaker,) = await running.breakers.breakers()
    assert breaker.cause == ""


async def test_a_key_of_another_type_is_taken_over(running: Server) -> None:
    for key in ("diffdiver:health", "diffdiver:rates", KEYS + "7:b"):
        await cast("Awaitable[int]", running.client.lpush(key, "not ours"))
    assert await running.breakers.breakers() == []
    await running.use()
    assert not running.link.away
    assert await running.answers.find(["7:b"]) is None


async def test_a_redis_that_refuses_writes_is_no_outage_of_the_review(server: Server) -> None:
    await server.client.config_set("min-replicas-to-write", 1)
    await server.use()
    assert server.link.away


async def test_an_outage_is_told_once_and_its_end_too(folder: Path, lines: Lines) -> None:
    server = Server(folder)
    for _ in range(3):
        await server.use()
        server.clock.now += 5
    await server.start()
    await server.use()
    server.kill()
    await server.link.close()
    told = [(line["level"], line["event"]) for line in lines()]
    assert told == [
        ("warning", "Redis is unreachable, each process goes by what it sees itself"),
        ("info", "Redis is back"),
    ]


async def test_an_answer_comes_although_the_loop_itself_was_held_up(redis_url: str, redis: Redis) -> None:
    """A long computation between question and answer is not Redis's fault."""
    link = open_link(redis_url, Path("unused"))
    await link.ask(lambda client: client.ping())
    asking = asyncio.create_task(link.ask(lambda client: client.ping()))
    await asyncio.sleep(0)
    time.sleep(PATIENCE_S * 1.2)  # what holds up the loop
    assert await asking
    assert not link.away
    await link.close()


@pytest.mark.slow
async def test_a_call_that_was_given_up_leaves_no_answer_to_the_next(server: Server) -> None:
    await server.answers.keep("7:a", b"mine", seconds=60)
    server.signal(signal.SIGSTOP)
    assert await server.answers.find(["7:a"]) is None
    server.signal(signal.SIGCONT)
    server.clock.now += 5
    assert await server.answers.find(["7:b"]) is None
    assert await server.answers.find(["7:a"]) == ("7:a", b"mine")


async def test_what_is_kept_meanwhile_is_short_lived(down: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []

    async def keep(key: str, answer: bytes, *, seconds: int) -> None:
        kept.append(seconds)

    monkeypatch.setattr(down.answers._meanwhile, "keep", keep)
    await down.answers.keep("7:a", b"x", seconds=86_400)
    assert kept == [600]
    await down.link.close()


@pytest.mark.parametrize(
    ("url", "checked"), [("redis://h:6379/3", False), ("rediss://u:p%40ss@h:6380/0", True), ("unix:///x", False)]
)
async def test_every_form_of_address_is_understood(url: str, checked: bool) -> None:
    link = open_link(url, Path("unused"))
    options = link._client.connection_pool.connection_kwargs
    assert options.get("ssl_check_hostname", False) is checked
    assert options.get("password") == ("p@ss" if checked else None)
    await link.close()


async def test_without_an_address_it_is_the_embedded_servers_socket(server: Server, folder: Path) -> None:
    link = open_link(None, valkey.socket_path(folder))
    assert await link.ask(lambda client: client.ping())
    await link.close()
