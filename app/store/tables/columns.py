"""Column types that take outside text as it comes, and the columns that every family shares."""

from __future__ import annotations

import re

from sqlalchemy import BigInteger, Column, Integer, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.store import clock

# Constraints need names for Alembic to change them later, on both databases.
# https://alembic.sqlalchemy.org/en/latest/naming.html
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(?:\\|u([0-9a-f]{4}))")
_TO_ESCAPE = re.compile("[\\\\\ud800-\udfff]")


class SafeText(TypeDecorator[str]):
    """Text from anywhere: NUL (PostgreSQL refuses it) and lone surrogates (neither stores them) become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Replace what no database can hold."""
        return None if value is None else _UNSTORABLE.sub("\ufffd", str(value))


class PathText(TypeDecorator[str]):
    r"""A path of any bytes, there and back: a lone surrogate is kept as `\udcff`, a backslash as two."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Escape what no database can hold."""
        if value is None:
            return None
        return _TO_ESCAPE.sub(lambda char: "\\\\" if char[0] == "\\" else f"\\u{ord(char[0]):04x}", value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        """Undo the escapes."""
        if value is None:
            return None
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", value)


def identity() -> Column[int]:
    """Return a primary key that the database counts up."""
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


def created_ms() -> Column[int]:
    """Return the column that tells when the row was inserted, by database time."""
    return Column("created_ms", BigInteger, nullable=False, default=clock.now())


def updated_ms() -> Column[int]:
    """Return the column that tells when the row last changed; an upsert has to set it itself."""
    return Column("updated_ms", BigInteger, nullable=False, default=clock.now(), onupdate=clock.now())
