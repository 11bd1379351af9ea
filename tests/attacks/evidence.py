"""What an attack left behind: everything posted, everything written, every process started."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.store import tables
from tests.app.work.bot import SECURITY, Bot
from tests.stand_in.repository import PullRequest

# Put together here: no scanner of this repository shall take it for a real one.
SAMPLE_SECRET = "gh" + "p_" + "x7Kq2mZ9rT4vB8nL3wY6cD1fH5jS0aPgUeQi"
MARKER = re.compile(r"\s*<!-- diffdiver:v1 [^>]*-->\s*\Z")


def bodies(bot: Bot, pull: PullRequest) -> list[str]:
    """Return every Markdown text that stands on GitHub, without our own marks."""
    comments = [comment.body for comment in bot.github.comments(pull)]
    reviews = [review.body for review in bot.github.reviews(pull)]
    runs = [text for run in bot.github.check_runs(pull) for text in (run.summary, run.text) if text]
    return [MARKER.sub("", text) for text in (*comments, *bot.summaries(pull), *reviews, *runs)]


def posted(bot: Bot, pull: PullRequest) -> str:
    """Return all that stands on GitHub about a pull request as one text: titles and annotations too."""
    plain = [[run.title, run.annotations] for run in bot.github.check_runs(pull)]
    places = [(comment.path, comment.line) for comment in bot.github.comments(pull)]
    return "\n".join([*bodies(bot, pull), json.dumps([plain, places], ensure_ascii=False)])


def gate(bot: Bot, pull: PullRequest) -> str | None:
    return bot.conclusions(pull).get(SECURITY)


def annotated(bot: Bot, pull: PullRequest) -> set[str]:
    """Return the paths of the security check's annotations, but for suppressions: those are no scan."""
    runs = [run for run in bot.github.check_runs(pull) if run.name == SECURITY]
    return {str(one["path"]) for one in runs[-1].annotations if "to look away" not in str(one)}


async def found(bot: Bot, pull: PullRequest) -> list[tuple[Any, ...]]:
    """Return the deterministic findings on record, without what differs between any two reviews."""
    kept = [
        column
        for column in tables.findings.c
        if column.name not in {"id", "review_id", "number", "comment_id", "created_ms"}
    ]
    query = select(*kept).where(tables.findings.c.number == pull.number, tables.findings.c.source != "model")
    async with bot.database.read() as tx:
        return [tuple(map(str, row)) for row in (await tx.execute(query.order_by(tables.findings.c.id))).all()]


def written(bot: Bot) -> Iterator[bytes]:
    """Give the bytes of every file the bot owns: database with its log, data directory."""
    for path in bot.folder.parent.rglob("*"):
        if path.is_file() and "github" not in path.relative_to(bot.folder.parent).parts:
            yield path.read_bytes()


@dataclass(frozen=True)
class Started:
    """A process: its whole command, environment and folder."""

    argv: tuple[str, ...]
    env: dict[str, str] | None
    cwd: str

    @property
    def text(self) -> str:
        return "\n".join([*self.argv, *(f"{name}={value}" for name, value in (self.env or {}).items())])


def record_processes(monkeypatch: pytest.MonkeyPatch, bot: Bot) -> list[Started]:
    """Note each process that the bot starts; the stand-in's own are told apart by their folder."""
    started: list[Started] = []
    original = subprocess.Popen.__init__

    def noting(self: Any, args: Sequence[Any], *rest: Any, **named: Any) -> None:
        cwd = str(named.get("cwd") or "")
        if cwd.startswith(str(bot.folder)):
            started.append(Started(tuple(map(str, args)), named.get("env"), cwd))
        original(self, args, *rest, **named)

    monkeypatch.setattr(subprocess.Popen, "__init__", noting)
    return started


def left_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
