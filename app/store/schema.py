"""Bringing the tables from one revision to another, inside the caller's transaction."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

SCRIPTS = "app.store:migrations"

# Any constant, as long as every process takes the same: the first to have it migrates, the others find it done.
# SQLite needs none: a write transaction is the only one there is.
_ADVISORY_LOCK = 0x6469666664697665


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Upgrade to a revision; a process that comes second waits for the first and then has nothing to do."""
    _lock(connection)
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Go back to a revision; `base` drops everything."""
    _lock(connection)
    command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """Return the revision the tables are at."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """Return the newest revision there is."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
