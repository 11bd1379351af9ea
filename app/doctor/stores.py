"""Do the database and Redis answer?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.doctor.outcome import Outcome, fail, ok, skipped, warn
from app.errors import AppError, UsageError
from app.settings import Settings
from app.state import valkey
from app.store.connection import sqlite_file
from app.store.database import HEAD, Database
from app.work.queue import ArqWakeUps, redis_settings

DATABASE = "database"
REDIS = "Redis"
PATIENCE_S = 10.0
SQLITE = "sqlite:///"
CHECK_DATABASE = "check DATABASE_URL, and that the server runs and lets this user in"
CHECK_REDIS = "check REDIS_URL, and that the server runs; until then reviews start late, by the sweeper alone"
NEWER = "it was made by a newer Diffdiver: run that version, or restore a backup"
STARTED = "it runs while `diffdiver up` does"
RESTART = "stop `diffdiver up`, look at its log, and start it again"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Ask both; nothing is created, migrated or started."""
    return [await _database(settings.database), await _redis(settings)]


async def _database(url: str) -> Outcome:
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return ok(DATABASE, f"{file} will be made at the first start")
    try:
        async with asyncio.timeout(PATIENCE_S):
            database = await Database.open(url)
            try:
                revision, kind = await database.revision(), database.dialect
            finally:
                await database.close()
    except TimeoutError:
        return fail(DATABASE, f"no answer within {PATIENCE_S:.0f} seconds", CHECK_DATABASE)
    except AppError as error:
        return fail(DATABASE, str(error), CHECK_DATABASE)
    return _at(revision, f"{kind}{f' in {file}' if file else ''}")


def _at(revision: str | None, where: str) -> Outcome:
    if revision is None:
        return ok(DATABASE, f"{where}: empty, the tables will be made at the first start")
    if revision > HEAD:
        return fail(DATABASE, f"{where}: at revision {revision}, this version knows {HEAD}", NEWER)
    if revision < HEAD:
        return ok(DATABASE, f"{where}: at revision {revision}, will be brought to {HEAD} at the next start")
    return ok(DATABASE, f"{where}: at revision {revision}")


async def _redis(settings: Settings) -> Outcome:
    embedded = settings.redis_url is None
    try:
        socket = valkey.socket_path(settings.data_dir)
        if embedded:
            server = valkey.find_server()
            if not socket.exists():
                return skipped(REDIS, f"embedded ({server}), not running now", STARTED)
        url = settings.redis_url.get_secret_value() if settings.redis_url else None
        wakeups = ArqWakeUps(redis_settings(url, socket))
    except UsageError as error:
        return fail(REDIS, str(error), "set REDIS_URL, or mend what is named")
    try:
        async with asyncio.timeout(PATIENCE_S):
            await wakeups.ping()
    except TimeoutError:
        return fail(REDIS, f"no answer within {PATIENCE_S:.0f} seconds", CHECK_REDIS)
    except AppError as error:
        # A socket that nobody answers on is what a killed server leaves behind.
        return warn(REDIS, f"embedded: {error}", RESTART) if embedded else fail(REDIS, str(error), CHECK_REDIS)
    finally:
        await wakeups.close()
    return ok(REDIS, "embedded, answers" if embedded else "answers")
