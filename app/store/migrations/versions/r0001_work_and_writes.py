"""What came in, what is to be done, what is known of GitHub, what is written there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.migrations.shorthand import big, identity, json, small, text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN = sa.text("wanted_generation > done_generation")


def upgrade() -> None:
    """Make the tables."""
    _audit()
    _deliveries()
    _installations()
    _jobs()
    _keys()
    _outbox()
    _pull_requests()
    _repositories()
    _delivery_jobs()


def downgrade() -> None:
    """Drop them, those that refer to others first."""
    for table in (
        "delivery_jobs",
        "repositories",
        "pull_requests",
        "outbox",
        "keys",
        "jobs",
        "installations",
        "deliveries",
        "audit",
    ):
        op.drop_table(table)


def _audit() -> None:
    op.create_table(
        "audit",
        identity(),
        big("at_ms"),
        text("actor"),
        text("action"),
        big("installation_id", nullable=True),
        big("repository_id", nullable=True),
        small("number", nullable=True),
        text("target"),
        text("key", nullable=True),
        text("reason"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at_ms", "audit", ["at_ms"])
    op.create_index("ix_audit_repository_id_number", "audit", ["repository_id", "number"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        text("id"),
        text("event"),
        text("action", nullable=True),
        big("installation_id", nullable=True),
        big("repository_id", nullable=True),
        text("payload_sha256"),
        text("state"),
        text("reason", nullable=True),
        big("received_ms"),
        big("done_ms", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_received_ms", "deliveries", ["received_ms"])


def _installations() -> None:
    op.create_table(
        "installations",
        big("id"),
        text("account"),
        text("account_type", nullable=True),
        text("state"),
        big("created_ms"),
        big("updated_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_installations"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        identity(),
        text("kind"),
        text("subject"),
        big("installation_id", nullable=True),
        big("wanted_generation"),
        big("done_generation"),
        big("lease_until", nullable=True),
        text("lease_owner", nullable=True),
        big("fence"),
        small("attempts"),
        big("not_before", nullable=True),
        text("state"),
        text("last_error", nullable=True),
        big("created_ms"),
        big("updated_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("kind", "subject", name="uq_jobs_kind_subject"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_open", "jobs", ["updated_ms"], sqlite_where=OPEN, postgresql_where=OPEN)


def _keys() -> None:
    op.create_table(
        "keys",
        text("name"),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        big("created_ms"),
        sa.PrimaryKeyConstraint("name", name="pk_keys"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        identity(),
        text("key"),
        text("kind"),
        big("repository_id"),
        small("number", nullable=True),
        text("head_sha", nullable=True),
        json("target"),
        text("body_hash"),
        text("state"),
        big("fence"),
        text("remote_id", nullable=True),
        json("members"),
        big("created_ms"),
        big("updated_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_repository_id_number", "outbox", ["repository_id", "number"])


def _pull_requests() -> None:
    op.create_table(
        "pull_requests",
        identity(),
        big("repository_id"),
        small("number"),
        text("state"),
        sa.Column("draft", sa.Boolean(), nullable=False),
        big("author_id", nullable=True),
        text("base_ref"),
        text("base_sha"),
        text("head_ref"),
        text("head_sha"),
        big("head_repository_id", nullable=True),
        big("created_ms"),
        big("updated_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_pull_requests"),
        sa.UniqueConstraint("repository_id", "number", name="uq_pull_requests_repository_id_number"),
    )
    op.create_index("ix_pull_requests_repository_id_head_sha", "pull_requests", ["repository_id", "head_sha"])


def _repositories() -> None:
    op.create_table(
        "repositories",
        big("id"),
        big("installation_id"),
        text("full_name"),
        text("default_branch", nullable=True),
        sa.Column("private", sa.Boolean(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        big("created_ms"),
        big("updated_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_repositories"),
    )
    op.create_index("ix_repositories_installation_id", "repositories", ["installation_id"])


def _delivery_jobs() -> None:
    op.create_table(
        "delivery_jobs",
        text("delivery_id"),
        big("job_id"),
        big("generation"),
        sa.PrimaryKeyConstraint("delivery_id", "job_id", name="pk_delivery_jobs"),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_delivery_jobs_delivery_id_deliveries", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_delivery_jobs_job_id_jobs", ondelete="CASCADE"),
    )
    op.create_index("ix_delivery_jobs_job_id_generation", "delivery_jobs", ["job_id", "generation"])
