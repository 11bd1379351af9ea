"""What is written to GitHub, who wrote what and why, and the keys our marks are made with."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, LargeBinary, Table, text

from app.store.tables.columns import SafeText, created_ms, identity, metadata, updated_ms

outbox = Table(
    "outbox",
    metadata,
    identity(),
    Column("key", SafeText, nullable=False, unique=True),
    Column("kind", SafeText, nullable=False),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer),
    Column("head_sha", SafeText),
    Column("target", JSON, nullable=False),
    Column("body_hash", SafeText, nullable=False),
    Column("state", SafeText, nullable=False),  # planned, begun, done, refused, dropped
    Column("fence", BigInteger, nullable=False),
    Column("remote_id", SafeText),
    Column("members", JSON, nullable=False, default=list),
    created_ms(),
    updated_ms(),
    Index(None, "repository_id", "number"),
)

# What may have been sent and is not answered; few, however many writes there were.
_PLANNED = text("state = 'planned'")
Index("ix_outbox_planned", outbox.c.updated_ms, sqlite_where=_PLANNED, postgresql_where=_PLANNED)
# Check runs that are under way.
_BEGUN = text("state = 'begun'")
Index("ix_outbox_begun", outbox.c.updated_ms, sqlite_where=_BEGUN, postgresql_where=_BEGUN)

audit = Table(
    "audit",
    metadata,
    identity(),
    Column("at_ms", BigInteger, nullable=False, index=True),
    Column("actor", SafeText, nullable=False),
    Column("action", SafeText, nullable=False),
    Column("installation_id", BigInteger),
    Column("repository_id", BigInteger),
    Column("number", Integer),
    Column("target", SafeText, nullable=False),
    Column("key", SafeText),
    Column("reason", SafeText, nullable=False),
    Index(None, "repository_id", "number"),
)

keys = Table(
    "keys",
    metadata,
    Column("name", SafeText, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    created_ms(),
)
