"""The faults: one method a kind, each counted when it has really befallen somebody."""

from __future__ import annotations

import asyncio
import functools
import random
import re
import signal
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.chaos.plan import WEIGHTS, Strike
from tests.chaos.points import READS, WRITES, Trap, Traps
from tests.chaos.processes import Child
from tests.chaos.proxy import Link
from tests.databases import Server
from tests.stand_in.faults import Fault

ANYTHING = re.compile("")
# Which servers the bad links lead to; connections to GitHub are short, so one is waited for.
_LINKS = {"github": 5, "postgresql": 2, "redis": 2, "webhook": 1}
CONNECTED_WITHIN_S = 10.0
LOOK_S = 0.004
MOST_WAITING = 40
# Writes that come with every review, and those that are rare: a trap at a rare one may wait for long.
COMMON = ("begin a check", "conclude a check", "create a review", "submit a review")


@dataclass
class Saboteur:
    """Does harm to a running bot. `counts` holds what befell somebody, `details` where."""

    traps: Traps
    workers: Mapping[str, Child]
    webs: Mapping[str, Child]
    redis: Child
    redis_url: str
    postgresql: Server
    links: Mapping[str, Link]
    disks: Mapping[str, Path]
    lease_s: float
    counts: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _restarting: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.traps.sprung = self._sprung

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds that this machine can do."""
        return tuple(kind for kind in WEIGHTS if kind != "disk full" or self.disks)

    def strike(self, strike: Strike) -> None:
        """Begin one fault; what waits for its moment or lasts goes on by itself."""
        rng = random.Random(strike.seed)
        act = _KINDS.get(strike.kind)
        if act is None:
            self._lay(strike.kind, rng)
        else:
            task = asyncio.create_task(act(self, rng))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def cease(self) -> None:
        """Stop all harm: forget what waits, and let what lasts come to its end."""
        self.traps.clear()
        await asyncio.gather(*self._under_way)

    def _note(self, kind: str, where: str, many: int | bool = True) -> None:
        if many:
            self.counts[kind] += 1
            self.details[f"{kind}: {where}"] += 1

    def _sprung(self, kind: str, point: str) -> None:
        # Called in the stand-in's thread.
        self._loop.call_soon_threadsafe(self._note, kind, point)

    # At named points

    def _lay(self, kind: str, rng: random.Random) -> None:
        """Lay a trap; the oldest of too many goes."""
        del self.traps.traps[: max(0, len(self.traps.traps) - MOST_WAITING)]
        writes, anywhere = (*COMMON, *COMMON, *WRITES), (*COMMON, *COMMON, *WRITES, *READS)
        only_writes = kind in ("worker killed before a write", "worker killed after a write", "github reset after")
        point = rng.choice(writes if only_writes or kind == "github 5xx after" else anywhere)
        self.traps.traps.append(Trap(kind, point, self._spring(kind, rng)))

    def _spring(self, kind: str, rng: random.Random) -> Callable[[int], Fault | None]:
        pause_s = self.lease_s * rng.uniform(1.3, 2.2)
        wait, status = {"retry-after": str(rng.randint(1, 2))}, rng.choice((500, 502, 503))
        faults = {
            "worker killed before a write": Fault(None, ANYTHING, reset=True),
            "worker killed after a write": Fault(None, ANYTHING, reset=True, after=True),
            "github 5xx before": Fault(None, ANYTHING, status=status),
            "github 5xx after": Fault(None, ANYTHING, status=status, after=True),
            "github reset after": Fault(None, ANYTHING, reset=True, after=True),
            "github 401": Fault(None, ANYTHING, status=401),
            "github 403": Fault(None, ANYTHING, status=403, headers=wait),
            "github 429": Fault(None, ANYTHING, status=429, headers=wait),
        }

        def spring(port: int) -> Fault | None:
            worker = self.workers.get(self.traps.callers[port])
            if worker is not None and kind.startswith("worker killed"):
                worker.signal(signal.SIGKILL)
            elif worker is not None and kind == "worker stopped at a request":
                self._loop.call_soon_threadsafe(worker.pause, pause_s)
            return faults.get(kind)

        return spring

    # At any time

    async def _worker_killed(self, rng: random.Random) -> None:
        self._note("worker killed", "anywhere", self._one(rng).signal(signal.SIGKILL))

    async def _worker_stopped(self, rng: random.Random) -> None:
        self._note("worker stopped", "anywhere", self._one(rng).pause(self.lease_s * rng.uniform(1.3, 2.2)))

    async def _worker_terminated(self, rng: random.Random) -> None:
        self._note("worker terminated", "anywhere", self._one(rng).signal(signal.SIGTERM))

    async def _web_killed(self, rng: random.Random) -> None:
        name = rng.choice(sorted(self.webs))
        self._note("web killed", name, self.webs[name].signal(signal.SIGKILL))

    async def _clock_jump(self, rng: random.Random) -> None:
        there, back = rng.choice(((signal.SIGUSR1, signal.SIGUSR2), (signal.SIGUSR2, signal.SIGUSR1)))
        worker, long_s = self._one(rng), rng.uniform(2, 6)
        pid = worker.pid
        if pid is None or _ignores(pid, there):
            return
        self._note("clock jump", "an hour ahead" if there == signal.SIGUSR1 else "an hour back", worker.signal(there))
        await asyncio.sleep(long_s)
        if worker.pid == pid:  # a new one has the right time
            worker.signal(back)

    async def _disk_full(self, rng: random.Random) -> None:
        name, long_s = rng.choice(sorted(self.disks)), rng.uniform(1, 4)
        file = self.disks[name] / "filled by the chaos run"
        try:
            with file.open("wb", buffering=0) as full, suppress(OSError):
                for size in (1 << 20, 1 << 12, 1):
                    with suppress(OSError):
                        while True:
                            full.write(bytes(size))
        except OSError:
            return
        self._note("disk full", name)
        await asyncio.sleep(long_s)
        file.unlink()

    async def _redis_killed(self, _rng: random.Random) -> None:
        self._note("redis killed", "anywhere", self.redis.signal(signal.SIGKILL))

    async def _redis_wiped(self, _rng: random.Random) -> None:
        client = Redis.from_url(self.redis_url)
        try:
            await client.flushall()
            self._note("redis wiped", "anywhere")
        except (RedisError, OSError):
            return  # it was killed a moment ago
        finally:
            await client.aclose()

    async def _postgresql_restarted(self, _rng: random.Random) -> None:
        async with self._restarting:
            # SIGQUIT is its immediate shutdown: nothing is flushed, every connection breaks.
            await asyncio.to_thread(self.postgresql.stop, signal.SIGQUIT)
            self.postgresql.start()
            self._note("postgresql restarted", "anywhere")

    async def _link_slow(self, rng: random.Random) -> None:
        each_s, for_s = rng.uniform(0.05, 0.6), rng.uniform(0.5, 3)
        if link := await self._link(rng):
            self._note("link slow", _kind(link), link.delay(each_s, for_s))

    async def _link_reset(self, rng: random.Random) -> None:
        if link := await self._link(rng):
            self._note("link reset", _kind(link), link.reset())

    async def _truncated(self, rng: random.Random) -> None:
        if link := await self._link(rng):
            link.truncate(functools.partial(self._note, "answer truncated", _kind(link)))

    async def _half_open(self, rng: random.Random) -> None:
        for_s = rng.uniform(2, 12)
        if link := await self._link(rng):
            self._note("link half open", _kind(link), link.half_open(for_s))

    def _one(self, rng: random.Random) -> Child:
        return self.workers[rng.choice(sorted(self.workers))]

    async def _link(self, rng: random.Random) -> Link | None:
        """Choose a server and wait until somebody is connected to it."""
        to, wait_s = rng.choices(tuple(_LINKS), tuple(_LINKS.values()))[0], rng.uniform(0, 0.3)
        await asyncio.sleep(wait_s)
        for _ in range(int(CONNECTED_WITHIN_S / LOOK_S)):
            busy = [name for name in sorted(self.links) if _kind(link := self.links[name]) == to and link.busy]
            if busy:
                return self.links[rng.choice(busy)]
            await asyncio.sleep(LOOK_S)
        return None


def _kind(link: Link) -> str:
    return link.name.partition("-")[0]


def _ignores(pid: int, number: signal.Signals) -> bool:
    """Say whether a signal would end the process: it has only just been started and minds none yet."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().split("\n"):
            if line.startswith("SigCgt:"):
                return not int(line.split()[1], 16) >> (number - 1) & 1
    return True


_KINDS: Mapping[str, Callable[[Saboteur, random.Random], Coroutine[None, None, None]]] = {
    "worker killed": Saboteur._worker_killed,
    "worker stopped": Saboteur._worker_stopped,
    "worker terminated": Saboteur._worker_terminated,
    "web killed": Saboteur._web_killed,
    "redis killed": Saboteur._redis_killed,
    "redis wiped": Saboteur._redis_wiped,
    "postgresql restarted": Saboteur._postgresql_restarted,
    "link slow": Saboteur._link_slow,
    "link reset": Saboteur._link_reset,
    "answer truncated": Saboteur._truncated,
    "link half open": Saboteur._half_open,
    "clock jump": Saboteur._clock_jump,
    "disk full": Saboteur._disk_full,
}
