"""Columns as the revisions write them; never change one, old revisions mean what they meant."""

from __future__ import annotations

import sqlalchemy as sa


def identity() -> sa.Column[int]:
    """Return a primary key that the database counts up."""
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Return a text column."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def small(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a column of 32-bit integers."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def big(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a column of 64-bit integers."""
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """Return a JSON column."""
    return sa.Column(name, sa.JSON(), nullable=nullable)
