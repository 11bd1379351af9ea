"""Years of history for a database: deliveries that are done, and reviews with their findings and writes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import Database

PART = 100_000
HOUR_MS = 3_600_000
YEAR_MS = 365 * 24 * HOUR_MS
# None is the number of a repository or pull request that a benchmark uses: these are the others.
FIRST = 1_000_000
NUMBERS = "WITH RECURSIVE numbers(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM numbers WHERE i < {last}) "
# An id without order, as GitHub's are: rows in order would flatter every index.
HASHED = {"postgresql": "md5(CAST(i AS TEXT))", "sqlite": "lower(hex(randomblob(16)))"}
NOW_MS = {
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
    "sqlite": "CAST(strftime('%s', 'now') AS INTEGER) * 1000",
}
DELIVERIES = (
    "INSERT INTO deliveries (id, event, action, installation_id, repository_id, payload_sha256, state, received_ms, "
    "done_ms) SELECT {hashed}, 'pull_request', 'synchronize', 1, {repository}, {hashed}, 'done', {then}, {then} "
    "FROM numbers",
)
# 1,000 repositories, one review of each pull request, two findings and three writes in it.
REVIEWS = (
    "INSERT INTO pull_requests (id, repository_id, number, state, draft, base_ref, base_sha, head_ref, head_sha, "
    "created_ms, updated_ms) SELECT {id}, {repository}, i, 'open', {no}, 'main', {hashed}, 'topic', {hashed}, {then}, "
    "{then} FROM numbers",
    "INSERT INTO jobs (id, kind, subject, installation_id, wanted_generation, done_generation, fence, attempts, state, "
    "created_ms, updated_ms) SELECT {id}, 'review', CAST({repository} AS TEXT) || '/' || CAST(i AS TEXT), 1, 3, 3, 3, "
    "0, 'done', {then}, {then} FROM numbers",
    "INSERT INTO reviews (id, pull_request_id, repository_id, number, head_sha, base_sha, attempt, job_id, fence, "
    "state, security, started_ms, finished_ms) SELECT {id}, {id}, {repository}, i, {hashed}, {hashed}, 1, {id}, 1, "
    "'finished', 'failure', {then}, {then} FROM numbers",
    *(
        "INSERT INTO findings (review_id, repository_id, number, source, rule_id, severity, category, cwe, confidence, "
        "title, path, start_line, end_line, side, fingerprint, fingerprint_version, fate, fate_reason, created_ms) "
        "SELECT {id}, {repository}, i, 'semgrep', 'python.sql', 'high', 'injection', '[]', 1.0, 'A query from text', "
        "'shop/orders.py', 10, 12, 'RIGHT', {hashed}, 1, 'posted', '', {then} FROM numbers",
    )
    * 2,
    *(
        "INSERT INTO outbox (key, kind, repository_id, number, head_sha, target, body_hash, state, fence, remote_id, "
        "members, created_ms, updated_ms) SELECT '"
        + kind
        + "' || {hashed}, '"
        + kind
        + "', {repository}, i, {hashed}, "
        "'{{}}', {hashed}, 'done', 1, CAST(i AS TEXT), '[]', {then}, {then} FROM numbers"
        for kind in ("check", "review", "summary")
    ),
    "INSERT INTO audit (at_ms, actor, action, repository_id, number, target, reason) SELECT {then}, 'worker', "
    "'review.create', {repository}, i, 'repos/octo/repo', 'review' FROM numbers",
)


async def fill(database: Database, deliveries: int, reviews: int) -> None:
    """Insert so many rows, spread over the last year, in a few transactions."""
    await _insert(database, DELIVERIES, deliveries)
    await _insert(database, REVIEWS, reviews)
    async with database.begin() as tx:
        await tx.execute(text("ANALYZE"))  # as PostgreSQL's autovacuum does by itself


async def _insert(database: Database, statements: Sequence[str], count: int) -> None:
    for first in range(0, count, PART):
        async with database.begin() as tx:
            for statement in statements:
                await _run(tx, statement, first + 1, min(first + PART, count))


async def _run(tx: AsyncConnection, statement: str, first: int, last: int) -> None:
    dialect = tx.dialect.name
    values = {
        "hashed": HASHED[dialect],
        "then": f"({NOW_MS[dialect]} - {HOUR_MS} - CAST(i AS BIGINT) * 7919 * 1000 % {YEAR_MS})",
        "repository": f"({FIRST} + i % 1000)",
        "id": f"({FIRST} + i)",
        "no": "false" if dialect == "postgresql" else "0",
    }
    numbers = NUMBERS.format(first=first, last=last)
    insert, _, select = statement.partition(" SELECT ")
    whole = f"{insert} {numbers}SELECT {select}" if dialect == "postgresql" else f"{numbers}{insert} SELECT {select}"
    await tx.exec_driver_sql(whole.format(**values))
