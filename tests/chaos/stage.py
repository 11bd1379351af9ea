"""The run's machine: every process and every link between them, up for the length of a block."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.state.valkey import find_server
from tests import databases
from tests.chaos import processes
from tests.chaos.faults import Saboteur
from tests.chaos.points import Traps, telling_callers
from tests.chaos.processes import Child
from tests.chaos.proxy import Link, Upstream
from tests.chaos.scenery import Scenery
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.providers import ProviderStandIn
from tests.stand_in.server import application
from tests.stand_in.serving import serving
from tests.stand_in.threaded import ThreadedServer

WEBS = ("web-1", "web-2")
DISK = "size=24m"
READY_S = 60.0
MINE = ("DIFFDIVER_", "OPENAI_", "ANTHROPIC_", "GITHUB_", "DATABASE_URL", "REDIS_URL")


@dataclass(frozen=True, slots=True)
class Casting:
    """How big the stage is, and what the bot is run by."""

    seed: int
    workers: int
    repositories: int
    lease_s: float
    unguarded: bool
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """Return the module that runs a process of the bot."""
        return "tests.chaos.unguarded" if self.unguarded else "tests.chaos.process"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a run plays on."""

    scenery: Scenery
    saboteur: Saboteur
    database_url: str
    children: Mapping[str, Child]
    notices: tuple[str, ...]


@asynccontextmanager
async def built(root: Path, casting: Casting) -> AsyncIterator[Stage]:
    """Start everything, wait until the bot is ready, and in the end leave nothing behind."""
    processes.adopt_orphans()
    async with AsyncExitStack() as stack:
        yield await _Building(root, casting, stack).stage()


@dataclass
class _Building:
    root: Path
    casting: Casting
    stack: AsyncExitStack
    links: dict[str, Link] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    disks: dict[str, Path] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    async def stage(self) -> Stage:
        workers = [f"worker-{number + 1}" for number in range(self.casting.workers)]
        postgresql, database_url, socket_of_it = await self._postgresql()
        redis_port = self._redis()
        traps = Traps()
        github, server = self._github(traps)
        ports = {name: _free_port() for name in WEBS}
        hooks = await self._link("webhook", _any_of(ports.values()))
        repositories, seed = self.casting.repositories, self.casting.seed
        scenery = await asyncio.to_thread(
            Scenery.build, github, f"http://127.0.0.1:{hooks.port}/webhook", repositories, seed
        )
        common = self._common(scenery) | await self._model()
        for name in (*WEBS, *workers):
            to_postgresql = await self._link(f"postgresql-{name}", lambda: asyncio.open_unix_connection(socket_of_it))
            to_redis = await self._link(f"redis-{name}", _tcp(redis_port))
            to_github = await self._link(f"github-{name}", _tcp(int(server.url.rpartition(":")[2])))
            traps.callers[to_github.port] = name
            self._child(
                name,
                common
                | {
                    "DATABASE_URL": f"postgresql://diffdiver@127.0.0.1:{to_postgresql.port}/chaos",
                    "REDIS_URL": f"redis://127.0.0.1:{to_redis.port}/0",
                    "GITHUB_API_URL": f"http://127.0.0.1:{to_github.port}",
                    "GITHUB_SERVER_URL": f"http://127.0.0.1:{to_github.port}",
                    "DIFFDIVER_PORT": str(ports.get(name, 0)),
                    "DIFFDIVER_DATA_DIR": str(self._data_dir(name)),
                    "DIFFDIVER_OSV_URL": "off",  # nothing of a test leaves this machine
                    "DIFFDIVER_SANDBOX": "optional",  # a bare machine has none
                },
            )
        # Last in, first out: the processes end while all that they are connected to still stands.
        self.stack.push_async_callback(self._end)
        for name in (*WEBS, *workers):
            self.children[name].start()
        await self._ready(ports.values(), workers)
        saboteur = Saboteur(
            traps,
            {name: self.children[name] for name in workers},
            {name: self.children[name] for name in WEBS},
            self.children["redis"],
            f"redis://127.0.0.1:{redis_port}/0",
            postgresql,
            {name: link for name, link in self.links.items() if not name.startswith("github-web")},
            self.disks,
            self.casting.lease_s,
        )
        return Stage(scenery, saboteur, database_url, self.children, tuple(self.notices))

    # Servers

    async def _postgresql(self) -> tuple[databases.Server, str, str]:
        server = databases.Server(durable=True)
        self.stack.callback(server.remove)
        server.start()
        url = await databases.create(server.url, "chaos")
        folder = server.url.rpartition("host=")[2]
        return server, await databases.migrated(url), f"{folder}/.s.PGSQL.5432"

    def _redis(self) -> int:
        folder, port = self.root / "redis", _free_port()
        folder.mkdir()
        options = {"bind": "127.0.0.1", "port": str(port), "dir": str(folder), "appendonly": "yes", "save": ""}
        argv = [find_server(), *(part for name, value in options.items() for part in (f"--{name}", value))]
        redis = self.children["redis"] = Child("redis", argv, self.root / "redis.log")
        self.stack.push_async_callback(redis.end)
        redis.start()
        return port

    def _github(self, traps: Traps) -> tuple[GitHubStandIn, ThreadedServer]:
        github = GitHubStandIn(self.root / "github")
        github.world.faults = traps
        server = ThreadedServer()
        self.stack.callback(server.stop)
        github.world.url = server.url
        server.start(telling_callers(application(github.world)))
        return github, server

    async def _model(self) -> dict[str, str]:
        answers = ProviderStandIn(lambda _asked: {"findings": []}, key=None)
        url = await self.stack.enter_async_context(serving(answers.app))
        return {"DIFFDIVER_PROVIDERS": "openai", "OPENAI_API_KEY": "sk-stand-in", "OPENAI_BASE_URL": f"{url}/v1"}

    # The bot

    def _common(self, scenery: Scenery) -> dict[str, str]:
        app = scenery.app
        kept = {name: value for name, value in os.environ.items() if not name.startswith(MINE)}
        return kept | {
            "GITHUB_APP_ID": str(app.id),
            "GITHUB_PRIVATE_KEY": app.pem,
            "GITHUB_WEBHOOK_SECRET": str(app.webhook_secret),
            "DIFFDIVER_LEASE_S": str(self.casting.lease_s),
            "DIFFDIVER_COMPUTE_PROCESSES": "1",
            "DIFFDIVER_WORKER_CONCURRENCY": "3",
            **self.casting.settings,
        }

    def _child(self, name: str, environment: Mapping[str, str]) -> None:
        half = "web" if name in WEBS else "worker"
        argv = [sys.executable, "-m", self.casting.module, half]
        self.children[name] = Child(name, argv, self.root / f"{name}.log", environment)

    async def _end(self) -> None:
        """End the bot's processes, all at once; say who did not end by itself."""
        bot = [child for name, child in self.children.items() if name != "redis"]
        for child, ended in zip(bot, await asyncio.gather(*(child.end() for child in bot)), strict=True):
            if not ended:
                print(f"{child.name} was still there {processes.DRAIN_S:.0f} s after it was told to end")

    def _data_dir(self, name: str) -> Path:
        """Return a folder, for a worker on a small disk of its own where this machine lets us make one."""
        folder = self.root / name
        folder.mkdir()
        if name in WEBS:
            return folder
        try:
            subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", str(folder)], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            self.notices.append(f"no full disk for {name}: a small file system cannot be mounted here")
            return folder
        self.stack.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=False)
        self.disks[name] = folder
        return folder

    async def _link(self, name: str, upstream: Upstream) -> Link:
        link = Link(name, upstream)
        await link.open()
        self.stack.push_async_callback(link.close)
        self.links[name] = link
        return link

    async def _ready(self, ports: Iterable[int], workers: list[str]) -> None:
        async with asyncio.timeout(READY_S), httpx.AsyncClient(trust_env=False) as client:
            for port in ports:
                while True:
                    with suppress(httpx.HTTPError):
                        if (await client.get(f"http://127.0.0.1:{port}/readyz")).is_success:
                            break
                    await asyncio.sleep(0.1)
            for name in workers:
                while "worker ready" not in self.children[name].log.read_text():
                    await asyncio.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _tcp(port: int) -> Upstream:
    return lambda: asyncio.open_connection("127.0.0.1", port)


def _any_of(ports: Iterable[int]) -> Upstream:
    """Go round the ports, past those where nobody listens."""
    turn = itertools.cycle(list(ports))

    async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        with suppress(OSError):
            return await asyncio.open_connection("127.0.0.1", next(turn))
        return await asyncio.open_connection("127.0.0.1", next(turn))

    return connect


def keep_logs(root: Path, target: Path) -> None:
    """Copy the processes' logs to a folder that outlives the run."""
    target.mkdir(parents=True, exist_ok=True)
    for log in root.glob("*.log"):
        shutil.copy(log, target / log.name)
