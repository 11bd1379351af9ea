"""What a worker opens when it starts and closes when it ends."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.advisories.look_up import look_up_of
from app.analyzers import own_rules, semgrep
from app.analyzers.sandbox import insist
from app.facts.store import Facts
from app.github.account import DatabaseAccount
from app.github.auth import AppAuth
from app.settings import Settings
from app.store.database import Database
from app.store.ledger import DatabaseLedger
from app.work.compute import Pool
from app.work.expiring import Expiring
from app.work.index_job import clones_of
from app.work.kinds import BACKGROUND, HEAL, Kinds, kinds
from app.work.memory import Memory
from app.work.models import configured_models
from app.work.publishing import DryRun, ToGitHub
from app.work.resuming import Resuming
from app.work.retention import Retention
from app.work.review import Reviewer
from app.work.runner import Runner
from app.work.shared import link_to_redis, shared_on
from app.work.worker import Chore


@dataclass(frozen=True, slots=True)
class Tools:
    """An open worker: the database, the runner of its jobs, and what is to be done now and then."""

    database: Database
    runner: Runner
    chores: tuple[Chore, ...]


@asynccontextmanager
async def open_tools(settings: Settings, *, dry_run: DryRun | None = None) -> AsyncIterator[Tools]:
    """Open everything a job needs; raise UsageError for what is wrong in the settings or missing on the machine.

    With `dry_run` nothing is published; what would have been is in it afterwards.
    """
    async with AsyncExitStack() as opened:
        engine = semgrep.find(settings.semgrep)
        insist(engine.box, settings.sandbox)
        scratch = _empty(settings.data_dir / "scratch" / str(os.getpid()))
        opened.callback(shutil.rmtree, scratch, ignore_errors=True)
        own = await own_rules.load(settings.rules_dir, engine, scratch)
        database = await Database.open(settings.database)
        opened.push_async_callback(database.close)
        auth = AppAuth(settings, DatabaseAccount(database))
        await database.migrate()
        facts = await Facts.open(settings.database, database)
        opened.push_async_callback(facts.close)
        ledger = DatabaseLedger(database)
        link = link_to_redis(settings)
        opened.push_async_callback(link.close)
        available = await configured_models(settings, ledger, shared_on(link))
        opened.push_async_callback(available.close)
        compute = Pool(settings.compute_processes)
        opened.callback(compute.close)
        await asyncio.gather(compute.warm(), available.warm())
        memory = Memory(database)
        known = kinds(
            settings,
            memory,
            auth,
            available,
            Reviewer(compute, engine, scratch, facts=facts, advisories=look_up_of(settings, facts), own=own),
            dry_run or ToGitHub(memory, auth),
            scratch,
        )
        chores = (
            ledger.sweep,
            known.reconcile.raise_due,
            *_on_the_database(database, settings, facts),
            available.look_again,
        )
        yield Tools(database, _runner(database, settings, known), chores)


def _runner(database: Database, settings: Settings, known: Kinds) -> Runner:
    return Runner(
        database,
        known.handlers,
        owner=f"{socket.gethostname()}/{os.getpid()}",
        concurrency=settings.worker_concurrency,
        give_up=known.give_up,
        heal=HEAL,
        background=BACKGROUND,
        lease_ms=int(settings.lease_s * 1000),
    )


def _on_the_database(database: Database, settings: Settings, facts: Facts) -> tuple[Chore, ...]:
    """Return what nothing but the calendar asks for."""
    resuming = Resuming(database, int(settings.quiet_every_s * 1000))
    return (Retention(database, settings, facts, clones_of(settings)).turn, resuming.turn, Expiring(database).turn)


def _empty(folder: Path) -> Path:
    """Make an empty folder that only we can read; what a killed worker of the same number left is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder
