"""The account of every review, and money."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.migrations.shorthand import big, identity, json, small, text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _accepted_risks()
    _feedback()
    _ledger()
    _reservations()
    _reviews()
    _completions()
    _findings()


def downgrade() -> None:
    """Drop them, those that refer to others first."""
    for table in ("findings", "completions", "reviews", "reservations", "ledger", "feedback", "accepted_risks"):
        op.drop_table(table)


def _accepted_risks() -> None:
    op.create_table(
        "accepted_risks",
        identity(),
        big("repository_id"),
        small("number", nullable=True),
        text("fingerprint"),
        small("fingerprint_version"),
        text("path"),
        text("reason"),
        big("accepted_by_id"),
        big("expires_ms", nullable=True),
        big("created_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_accepted_risks"),
    )
    op.create_index("ix_accepted_risks_repository_id_fingerprint", "accepted_risks", ["repository_id", "fingerprint"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        identity(),
        big("repository_id"),
        small("number"),
        text("fingerprint"),
        big("comment_id", nullable=True),
        big("actor_id"),
        text("kind"),
        text("detail", nullable=True),
        big("created_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_repository_id_fingerprint", "feedback", ["repository_id", "fingerprint"])


def _ledger() -> None:
    op.create_table(
        "ledger",
        text("scope"),
        text("period"),
        big("cap"),
        big("reserved"),
        big("settled"),
        sa.PrimaryKeyConstraint("scope", "period", name="pk_ledger"),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_ledger_reserved_not_negative")),
    )


def _reservations() -> None:
    op.create_table(
        "reservations",
        text("id"),
        json("accounts"),
        big("amount"),
        big("cost", nullable=True),
        text("state"),
        big("expires_ms"),
        big("created_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_reservations"),
    )
    op.create_index("ix_reservations_state_expires_ms", "reservations", ["state", "expires_ms"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        identity(),
        big("pull_request_id"),
        big("repository_id"),
        small("number"),
        text("head_sha"),
        text("base_sha", nullable=True),
        small("attempt"),
        big("job_id", nullable=True),
        big("fence", nullable=True),
        text("state"),
        text("reason", nullable=True),
        text("security", nullable=True),
        text("review", nullable=True),
        json("coverage", nullable=True),
        json("timings", nullable=True),
        big("cost_microusd", nullable=True),
        json("report", nullable=True),
        big("started_ms"),
        big("finished_ms", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.ForeignKeyConstraint(
            ["pull_request_id"],
            ["pull_requests.id"],
            name="fk_reviews_pull_request_id_pull_requests",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "repository_id", "number", "head_sha", "attempt", name="uq_reviews_repository_id_number_head_sha_attempt"
        ),
    )
    op.create_index("ix_reviews_pull_request_id", "reviews", ["pull_request_id"])
    op.create_index("ix_reviews_repository_id_head_sha", "reviews", ["repository_id", "head_sha"])
    op.create_index("ix_reviews_security", "reviews", ["security"])


def _completions() -> None:
    op.create_table(
        "completions",
        identity(),
        big("review_id", nullable=True),
        big("installation_id", nullable=True),
        big("repository_id", nullable=True),
        small("number", nullable=True),
        text("provider"),
        text("model"),
        text("kind"),
        big("fresh_input", nullable=True),
        big("cache_read", nullable=True),
        big("cache_write", nullable=True),
        big("output", nullable=True),
        big("cost_microusd", nullable=True),
        big("latency_ms"),
        text("outcome"),
        text("detail"),
        big("created_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_completions"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name="fk_completions_review_id_reviews", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_completions_created_ms", "completions", ["created_ms"])
    op.create_index("ix_completions_review_id", "completions", ["review_id"])


def _findings() -> None:
    op.create_table(
        "findings",
        identity(),
        big("review_id"),
        big("repository_id"),
        small("number"),
        text("source"),
        text("rule_id"),
        text("severity"),
        text("category"),
        json("cwe"),
        sa.Column("confidence", sa.Float(), nullable=False),
        text("title"),
        text("path"),
        small("start_line"),
        small("end_line"),
        text("side"),
        text("fingerprint"),
        small("fingerprint_version"),
        text("fate"),
        text("fate_reason"),
        big("comment_id", nullable=True),
        big("created_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name="fk_findings_review_id_reviews", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_findings_repository_id_number_fingerprint", "findings", ["repository_id", "number", "fingerprint"]
    )
    op.create_index("ix_findings_review_id", "findings", ["review_id"])
