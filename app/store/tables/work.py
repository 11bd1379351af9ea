"""What came in and what is to be done."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, UniqueConstraint, text

from app.store import clock
from app.store.tables.columns import SafeText, created_ms, identity, metadata, updated_ms

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", SafeText, primary_key=True),
    Column("event", SafeText, nullable=False),
    Column("action", SafeText),
    Column("installation_id", BigInteger),
    Column("repository_id", BigInteger),
    Column("payload_sha256", SafeText, nullable=False),
    Column("state", SafeText, nullable=False),  # received, ignored, done
    Column("reason", SafeText),
    Column("received_ms", BigInteger, nullable=False, default=clock.now(), index=True),
    Column("done_ms", BigInteger),
)

jobs = Table(
    "jobs",
    metadata,
    identity(),
    Column("kind", SafeText, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("installation_id", BigInteger),
    Column("wanted_generation", BigInteger, nullable=False),
    Column("done_generation", BigInteger, nullable=False, default=0),
    Column("lease_until", BigInteger),
    Column("lease_owner", SafeText),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", BigInteger),
    Column("state", SafeText, nullable=False),  # waiting, running, done, failed
    Column("last_error", SafeText),
    created_ms(),
    updated_ms(),
    UniqueConstraint("kind", "subject"),
    sqlite_autoincrement=True,  # a wake-up may outlive its row: an id must never come back
)

# The sweeper looks only at open rows, however many finished ones there are.
_OPEN = text("wanted_generation > done_generation")
Index("ix_jobs_open", jobs.c.updated_ms, sqlite_where=_OPEN, postgresql_where=_OPEN)

# Deliveries that wait for a generation of a job; the row goes when the job gets there.
delivery_jobs = Table(
    "delivery_jobs",
    metadata,
    Column("delivery_id", SafeText, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("job_id", BigInteger, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("generation", BigInteger, nullable=False),
    Index(None, "job_id", "generation"),
)
