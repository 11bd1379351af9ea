"""What came in and what is to be done."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint, false, text

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
    # Server defaults, here and below: workers of an older version insert rows that do not name these columns.
    Column("redo_generation", BigInteger, nullable=False, default=0, server_default=text("0")),
    Column("quiet", Boolean, nullable=False, default=False, server_default=false()),
    Column("lease_until", BigInteger),
    Column("lease_owner", SafeText),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("crashes", Integer, nullable=False, default=0, server_default=text("0")),
    Column("superseded", Integer, nullable=False, default=0, server_default=text("0")),
    Column("not_before", BigInteger),
    Column("state", SafeText, nullable=False),  # waiting, running, done, failed, quarantined
    Column("last_error", SafeText),
    Column("wanted_ms", BigInteger, default=clock.now()),  # since when it is wanted and not done
    Column("started_ms", BigInteger),  # when the last lease was taken
    created_ms(),
    updated_ms(),
    UniqueConstraint("kind", "subject"),
    sqlite_autoincrement=True,  # a wake-up may outlive its row: an id must never come back
)

# The sweeper looks only at open rows, however many finished ones there are.
_OPEN = text("wanted_generation > done_generation")
Index("ix_jobs_open", jobs.c.updated_ms, sqlite_where=_OPEN, postgresql_where=_OPEN)
# A quarantined job counts as done, so that no worker takes it; operators look for it all the same.
_PUT_AWAY = text("state = 'quarantined'")
Index("ix_jobs_quarantined", jobs.c.updated_ms, sqlite_where=_PUT_AWAY, postgresql_where=_PUT_AWAY)

# Deliveries that wait for a generation of a job; the row goes when the job gets there.
delivery_jobs = Table(
    "delivery_jobs",
    metadata,
    Column("delivery_id", SafeText, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("job_id", BigInteger, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("generation", BigInteger, nullable=False),
    Index(None, "job_id", "generation"),
)

# How far a periodic job has come, by its name; the value is its own affair (mostly epoch milliseconds).
watermarks = Table(
    "watermarks",
    metadata,
    Column("name", SafeText, primary_key=True),
    Column("value", BigInteger, nullable=False),
    updated_ms(),
)

# What metrics count over all workers and restarts.
counters = Table(
    "counters",
    metadata,
    Column("name", SafeText, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
