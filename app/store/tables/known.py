"""What is known of GitHub: hints from payloads and what was last read; GitHub stays the truth."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, UniqueConstraint

from app.store.tables.columns import SafeText, created_ms, identity, metadata, updated_ms

installations = Table(
    "installations",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", SafeText, nullable=False),
    Column("account_type", SafeText),
    Column("state", SafeText, nullable=False),  # active, suspended, deleted
    created_ms(),
    updated_ms(),
)

repositories = Table(
    "repositories",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("installation_id", BigInteger, nullable=False, index=True),
    Column("full_name", SafeText, nullable=False),
    Column("default_branch", SafeText),
    Column("private", Boolean),
    Column("removed", Boolean, nullable=False, default=False),
    Column("suites_off", Boolean),  # true once GitHub was told to make no empty check suites; NULL: not yet
    created_ms(),
    updated_ms(),
)

# Title and body stay on GitHub: a review reads them anew, and hostile text has nothing to do here.
pull_requests = Table(
    "pull_requests",
    metadata,
    identity(),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", SafeText, nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("author_id", BigInteger),
    Column("base_ref", SafeText, nullable=False),
    Column("base_sha", SafeText, nullable=False),
    Column("head_ref", SafeText, nullable=False),
    Column("head_sha", SafeText, nullable=False),
    Column("head_repository_id", BigInteger),
    created_ms(),
    updated_ms(),
    UniqueConstraint("repository_id", "number"),
    Index(None, "repository_id", "head_sha"),
)

# What each installation spent of GitHub's limits lately, in short slots of time, over all workers.
spent = Table(
    "spent",
    metadata,
    Column("installation_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", SafeText, primary_key=True),
    Column("slot_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("amount", Integer, nullable=False),
)
