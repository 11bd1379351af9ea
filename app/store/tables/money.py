"""Money, in integer micro-dollars: what may be spent, what is promised, what was spent on which call."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, text

from app.store.tables.columns import SafeText, created_ms, identity, metadata

ledger = Table(
    "ledger",
    metadata,
    Column("scope", SafeText, primary_key=True),
    Column("period", SafeText, primary_key=True),
    Column("cap", BigInteger, nullable=False),  # as of the last reservation
    Column("reserved", BigInteger, nullable=False),
    Column("settled", BigInteger, nullable=False),
    # How much of what is settled is above what was reserved for it; the server's default is for older workers.
    Column("overdraft", BigInteger, nullable=False, default=0, server_default=text("0")),
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
    Column("first_token_ms", BigInteger),
    Column("estimated_input", BigInteger),  # before the call, as `cost_microusd` and the tokens are after it
    Column("estimated_cost", BigInteger),
    Column("outcome", SafeText, nullable=False),
    Column("detail", SafeText, nullable=False),
    created_ms(),
    Index(None, "created_ms"),
)

# Reviews whose questions were left unasked until a budget of a day or a month is a new one.
postponed = Table(
    "postponed",
    metadata,
    Column("repository_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("installation_id", BigInteger, nullable=False),
    Column("accounts", JSON, nullable=False),  # [[scope, period], ...], those that had begun anew when it was made
    Column("resume_ms", BigInteger, nullable=False, index=True),
    created_ms(),
)
