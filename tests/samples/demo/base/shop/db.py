"""Orders in SQLite."""

import sqlite3


def connect(path: str = "shop.db") -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return connection


def order(connection: sqlite3.Connection, number: int) -> sqlite3.Row | None:
    return connection.execute("SELECT * FROM orders WHERE number = ?", (number,)).fetchone()
