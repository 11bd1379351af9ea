"""The bot and its stand-in on SQLite, and the log as it is written."""

from __future__ import annotations

from tests.app.conftest import logged
from tests.app.work.conftest import bot, sqlite
from tests.stand_in.fixtures import github

__all__ = ["bot", "github", "logged", "sqlite"]
