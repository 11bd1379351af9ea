"""The tables, one file per family; a change here needs a migration, and a test compares the two."""

from app.store.tables.account import accepted_risks, feedback, findings, reviews
from app.store.tables.columns import metadata
from app.store.tables.known import installations, pull_requests, repositories, spent
from app.store.tables.money import completions, ledger, postponed, reservations
from app.store.tables.work import counters, deliveries, delivery_jobs, jobs, watermarks
from app.store.tables.writes import audit, keys, outbox

__all__ = [
    "accepted_risks",
    "audit",
    "completions",
    "counters",
    "deliveries",
    "delivery_jobs",
    "feedback",
    "findings",
    "installations",
    "jobs",
    "keys",
    "ledger",
    "metadata",
    "outbox",
    "postponed",
    "pull_requests",
    "repositories",
    "reservations",
    "reviews",
    "spent",
    "watermarks",
]
