"""Estimates beside what calls cost, overdrafts, and reviews that wait for a new budget.

Only adds, and everything with a default: workers of the version before go on beside it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.migrations.shorthand import big, json, small

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ESTIMATES = ("first_token_ms", "estimated_input", "estimated_cost")


def upgrade() -> None:
    """Add columns and a table."""
    op.add_column("ledger", sa.Column("overdraft", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    for column in ESTIMATES:
        op.add_column("completions", big(column, nullable=True))
    op.create_table(
        "postponed",
        big("repository_id"),
        small("number"),
        big("installation_id"),
        json("accounts"),
        big("resume_ms"),
        big("created_ms"),
        sa.PrimaryKeyConstraint("repository_id", "number", name="pk_postponed"),
    )
    op.create_index("ix_postponed_resume_ms", "postponed", ["resume_ms"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("postponed")
    for column in reversed(ESTIMATES):
        op.drop_column("completions", column)
    op.drop_column("ledger", "overdraft")
