"""Money, in integer micro-dollars: what may be spent, what is promised, what was spent on which call."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table

from app.store.tables.columns import SafeText, created_ms, identity, metadata

ledger = Table(
    "ledger",
    metadata,
    Column("scope", SafeText, primary_key=True),
    Column("period", SafeText, primary_key=True),
    Column("cap", BigInteger, nullable=False),  # as of the last reservation
    Column("reserved", BigInteger, nullable=False),
    Column("settled", BigInteger, nullable=False),
    CheckConstraint("reserved >= 0", name="reserved_not_negative"),
)

reservations = Table(
    "reservations",
    metadata,
    Column("id", SafeText, primary_key=True),
    Column("accounts", JSON, nullable=False),  # [[scope, period], ...]
    Column("amount", BigInteger, nullable=False),
    Column("cost", BigInteger),
    Column("state", SafeText, nullable=False),  # open, settled, expired
    Column("expires_ms", BigInteger, nullable=False),
    created_ms(),
    Index(None, "state", "expires_ms"),
)

completions = Table(
    "completions",
    metadata,
    identity(),
    Column("review_id", BigInteger, ForeignKey("reviews.id", ondelete="SET NULL"), index=True),
    Column("installation_id", BigInteger),
    Column("repository_id", BigInteger),
    Column("number", Integer),
    Column("provider", SafeText, nullable=False),
    Column("model", SafeText, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("fresh_input", BigInteger),
    Column("cache_read", BigInteger),
    Column("cache_write", BigInteger),
    Column("output", BigInteger),
    Column("cost_microusd", BigInteger),  # NULL is unknown, never zero
    Column("latency_ms", BigInteger, nullable=False),
    Column("outcome", SafeText, nullable=False),
    Column("detail", SafeText, nullable=False),
    created_ms(),
    Index(None, "created_ms"),
)
