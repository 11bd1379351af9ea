"""The whole composition that a review asks, on its real stores, and a question of the usual size."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from app.state.redis_link import open_link
from app.state.valkey import command, socket_path, wait_ready
from app.store.database import Database
from app.store.ledger import DatabaseLedger
from app.work.ask import question_of
from app.work.ensembles import Fence
from app.work.models import Models, Terms
from app.work.shared import shared_on
from providers.address import checked
from providers.base import Provider, Question
from providers.budget import Priced
from providers.catalog import WIRES, shipped_catalog
from providers.memory.ledger import MemoryLedger
from providers.state import Cap, Ledger
from review.models import Prompt
from review.policy import Policy
from review.prompts.schema import answer_schema
from review.prompts.templates import MAX_OUTPUT_TOKENS, SYSTEM
from tests.benchmarks.model_server import KEY
from tests.benchmarks.receiver import databases

SQLITE, MEMORY = "SQLite", "memory"
PLENTY = 10**12
FENCE = Fence(b"k" * 32, "7")
# As many accounts as a review has; none of them is ever full here.
CAPS = tuple(
    Cap(scope, period, PLENTY)
    for scope, period in (
        ("review:7/1/abc", "once"),
        ("pull_request:7/1", "once"),
        ("repository:7", "2026-11-21"),
        ("installation:3", "2026-11-21"),
        ("installation:3", "2026-11"),
    )
)
CODE_BYTES, SMALLER_BYTES = 24_000, 6_000  # what fits into one question of a review, and a part of it
ROW = "{0}+|    total += rows[{0}].price * rows[{0}].count  # the sum of line {0}\n"


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody to ask, and the links that stand behind it."""

    provider: Provider
    models: Models


def question(number: int) -> Question:
    """Return one question of a review; no two numbers give the same."""
    return question_of(_prompt(number, CODE_BYTES, _prompt(number, SMALLER_BYTES, None)))


def links_to(wire: str, url: str, *, streamed: bool) -> tuple[Priced, ...]:
    """Return the default models of OpenAI or Anthropic, at a server that speaks for both."""
    entry = shipped_catalog()[wire]
    address = checked(wire, f"{url}/v1" if wire == "openai" else url)
    models = [replace(entry.models[name], stream=streamed) for name in entry.default_models]
    return tuple(WIRES[entry.wire](wire, model, address, KEY) for model in models)


@contextmanager
def ledgers() -> Iterator[Mapping[str, str]]:
    """Yield every kind of ledger there is, and what `composed` takes for it."""
    with databases() as found:
        yield dict(found) | {MEMORY: MEMORY}


@contextmanager
def redis_server(folder: Path) -> Iterator[None]:
    """Run the embedded Redis of an installation whose data directory this is."""
    process = subprocess.Popen(command(folder), stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@asynccontextmanager
async def composed(folder: Path, links: tuple[Priced, ...], ledger: str) -> AsyncIterator[Asking]:
    """Put the whole composition around the links: Redis for health, rates and answers, and a ledger.

    That is one in `memory`, one in `SQLite`, in a file in the folder, or one at a database's URL.
    """
    await wait_ready(folder)
    link = open_link(None, socket_path(folder))
    async with _ledger(folder, ledger) as money:
        models = Models(links, money, shared_on(link))
        await models.warm()
        # A tenant of its own: what another run kept in the same Redis is not found.
        provider = models.under(Terms(Policy(), CAPS, f"benchmark:{uuid4()}", FENCE))
        assert provider is not None
        try:
            yield Asking(provider, models)
        finally:
            await models.close()
            await link.close()


@asynccontextmanager
async def _ledger(folder: Path, place: str) -> AsyncIterator[Ledger]:
    if place == MEMORY:
        yield MemoryLedger()
        return
    database = await Database.open(f"sqlite:///{folder / 'ledger.db'}" if place == SQLITE else place)
    await database.migrate()
    try:
        yield DatabaseLedger(database)
    finally:
        await database.close()


def _prompt(number: int, size: int, smaller: Prompt | None) -> Prompt:
    code = "".join(ROW.format(row) for row in range(number % 1000, number % 1000 + size // len(ROW)))
    return Prompt(
        id=str(number),
        kind="review",
        system=SYSTEM,
        user=f"Review the diff below, number {number}.\n\n{code}\n",
        schema=answer_schema(Policy().categories),
        max_output_tokens=MAX_OUTPUT_TOKENS,
        paths=("app/orders.py",),
        smaller=smaller,
        language="python",
        share=33_000,
    )
