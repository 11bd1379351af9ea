"""The store as the operator's commands need it: there already, at the revision they know, and never made by looking."""

from __future__ import annotations

import os
import pwd
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.errors import UsageError
from app.settings import Settings
from app.store.connection import sqlite_file
from app.store.database import HEAD, Database

NOT_THERE = "there is no database in {path} yet: start `diffdiver up` or `diffdiver web` once, or check DATABASE_URL"
EMPTY = "the database has no tables yet: start `diffdiver up` or `diffdiver web` once, or check DATABASE_URL"
BEHIND = "the database is at revision {revision}, this version needs {head}: start `diffdiver up` or `web` of it once"


@asynccontextmanager
async def store(settings: Settings) -> AsyncIterator[Database]:
    """Open the database, and close it again; raise UsageError when there is none that can be read."""
    path = sqlite_file(settings.database)
    if path is not None and not path.exists():
        raise UsageError(NOT_THERE.format(path=path))
    database = await Database.open(settings.database)
    try:
        revision = await database.revision()
        if revision is None:
            raise UsageError(EMPTY)
        if revision < HEAD:
            raise UsageError(BEHIND.format(revision=revision, head=HEAD))
        yield database
    finally:
        await database.close()


def operator() -> str:
    """Return who runs this process, by the system's own account: a variable could say anything."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
