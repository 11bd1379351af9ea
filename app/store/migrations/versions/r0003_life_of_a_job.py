"""A job's crashes and redos, what is to be published, rate limits over all workers, periodic work, counters.

Only adds, and everything with a default: workers of the version before go on beside it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.migrations.shorthand import big, json, small, text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and tables."""
    zero = sa.text("0")
    op.add_column("jobs", sa.Column("redo_generation", sa.BigInteger(), nullable=False, server_default=zero))
    op.add_column("jobs", sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("jobs", sa.Column("crashes", sa.Integer(), nullable=False, server_default=zero))
    op.add_column("jobs", sa.Column("superseded", sa.Integer(), nullable=False, server_default=zero))
    op.add_column("jobs", sa.Column("wanted_ms", sa.BigInteger(), nullable=True))
    op.add_column("jobs", sa.Column("started_ms", sa.BigInteger(), nullable=True))
    for table, state in (("jobs", "quarantined"), ("outbox", "planned"), ("outbox", "begun")):
        where = sa.text(f"state = '{state}'")
        op.create_index(f"ix_{table}_{state}", table, ["updated_ms"], sqlite_where=where, postgresql_where=where)
    op.add_column("repositories", sa.Column("suites_off", sa.Boolean(), nullable=True))
    op.add_column("reviews", json("planned", nullable=True))
    op.add_column("reviews", text("terms", nullable=True))
    op.add_column("reviews", sa.Column("generation", sa.BigInteger(), nullable=False, server_default=zero))
    op.add_column("reviews", sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_reviews_started_ms", "reviews", ["started_ms"])
    op.create_table(
        "spent",
        big("installation_id"),
        text("kind"),
        big("slot_ms"),
        small("amount"),
        sa.PrimaryKeyConstraint("installation_id", "kind", "slot_ms", name="pk_spent"),
    )
    op.create_table(
        "watermarks",
        text("name"),
        big("value"),
        big("updated_ms"),
        sa.PrimaryKeyConstraint("name", name="pk_watermarks"),
    )
    op.create_table("counters", text("name"), big("value"), sa.PrimaryKeyConstraint("name", name="pk_counters"))


def downgrade() -> None:
    """Take them away again."""
    for table in ("counters", "watermarks", "spent"):
        op.drop_table(table)
    op.drop_index("ix_reviews_started_ms", "reviews")
    for column in ("quiet", "generation", "terms", "planned"):
        op.drop_column("reviews", column)
    op.drop_column("repositories", "suites_off")
    op.drop_index("ix_outbox_begun", "outbox")
    op.drop_index("ix_outbox_planned", "outbox")
    op.drop_index("ix_jobs_quarantined", "jobs")
    for column in ("started_ms", "wanted_ms", "superseded", "crashes", "quiet", "redo_generation"):
        op.drop_column("jobs", column)
