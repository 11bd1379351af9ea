"""Orders in SQLite."""

import sqlite3


def connect(path: str = "shop.db") -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return connection


def order(connection: sqlite3.Connection, number: int) -> sqlite3.Row | None:
    return connection.execute("SELECT * FROM orders WHERE number = ?", (number,)).fetchone()


def page(connection: sqlite3.Connection, first: int, size: int = 20) -> list[sqlite3.Row]:
    """Return `size` orders, beginning with the `first`, counted from 1."""
    query = "SELECT * FROM orders ORDER BY number LIMIT ? OFFSET ?"
    return connection.execute(query, (size, first)).fetchall()
