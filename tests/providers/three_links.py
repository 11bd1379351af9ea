"""A chain of three real adapters over three real servers, each under guard and budget, and one question to it."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from time import monotonic

from providers.address import checked
from providers.base import Completion, Provider, Question, close
from providers.budget import Budget, Budgeted, Priced
from providers.catalog import WIRES, shipped_catalog
from providers.chain import Chain
from providers.errors import AllProvidersFailed, Failure
from providers.guarded import Guard, Guarded
from providers.memory.breakers import MemoryBreakers
from providers.memory.buckets import MemoryBuckets
from providers.memory.ledger import MemoryLedger
from providers.model import Model
from providers.state import Cap, Target
from tests.providers.asking import KEY, SCHEMA, accepts_json
from tests.providers.bill import charged
from tests.providers.failures import Kind, Variant
from tests.stand_in.provider_wires import Asked
from tests.stand_in.providers import ProviderStandIn
from tests.stand_in.serving import App, Message, Receive, Send, serving

for sdk in ("openai", "anthropic"):
    importlib.import_module(sdk)  # seconds on a busy machine, which no test's deadline should pay

NAMES = ("a", "b", "c")
CAP = Cap("review:1", "once", 100_000)
GOOD: Mapping[str, object] = {"findings": []}
SMALLER = Question("review", "You review code.", "print(1)", SCHEMA, 200, accepts_json)
WHOLE = replace(SMALLER, user="print(1)\n" * 20, smaller=SMALLER)
CATALOG = shipped_catalog()
NOBODY = "http://127.0.0.1:9"  # discard: nobody listens


class Server:
    """A stand-in of one link; `requests` counts what reached it, also what it never answered."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.always: str | None = None
        self.requests = 0
        self.url = ""
        self.refuses = False
        self.stand_in = ProviderStandIn(self._answer, key=KEY)

    async def app(self, scope: Message, receive: Receive, send: Send) -> None:
        """Count a request and pass it on."""
        self.requests += scope["type"] == "http"
        inner: App = self.stand_in.app
        await inner(scope, receive, send)

    def befall(self, kind: Kind | None, times: int | None) -> None:
        """Forget what was, and fail so the next `times` times (None: always)."""
        self.stand_in.faults = [] if kind is None else kind.faults(times)
        self.stand_in.rejects = set(kind.rejects) if kind is not None else set()
        self.stand_in.spent.clear()
        self.stand_in.log.clear()
        text = None if kind is None else kind.text
        self.always = text if times is None else None
        self.texts = [] if text is None or times is None else [text] * times
        self.requests = 0
        self.refuses = kind is not None and not kind.sent

    def _answer(self, asked: Asked) -> object:
        if self.always is not None:
            return self.always
        return self.texts.pop() if self.texts else GOOD


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question: the answer or what stopped it, requests by link, money, alerts, seconds."""

    answer: Completion | None
    error: AllProvidersFailed | None
    requests: Mapping[str, int]
    outcomes: Mapping[str, list[str]]
    charged: int
    settled: int
    unsettled: int
    alerts: list[tuple[Target, Failure]]
    took: float


@dataclass(slots=True)
class ThreeLinks:
    """The three servers, and the way to ask them."""

    servers: list[Server]
    chain: Callable[[Sequence[Provider]], Provider] = Chain

    async def ask(
        self, variant: Variant, kinds: Mapping[int, Kind], *, times: int | None = None, deadline: float = 20.0
    ) -> Outcome:
        """Ask a question while links fail as `kinds` says, by position, all of the time or the first few times."""
        for position, server in enumerate(self.servers):
            server.befall(kinds.get(position), times)
        ledger, alerts = MemoryLedger(), list[tuple[Target, Failure]]()
        guard = Guard(MemoryBreakers(), MemoryBuckets(), lambda target, failure: alerts.append((target, failure)))
        budget = Budget(ledger, (CAP,))
        links = [Guarded(Budgeted(self.adapter(position, variant), budget), guard) for position in range(3)]
        chain, started = self.chain(links), monotonic()
        answer, error = None, None
        try:
            answer = await chain.complete(WHOLE, timeout=deadline)
        except AllProvidersFailed as failed:
            error = failed
        took = monotonic() - started
        await close(chain)
        attempts = answer.attempts if answer is not None else error.attempts if error is not None else ()
        return Outcome(
            answer=answer,
            error=error,
            requests={name: server.requests for name, server in zip(NAMES, self.servers, strict=True)},
            outcomes={name: [one.outcome for one in attempts if one.provider == name] for name in NAMES},
            charged=sum(sum(charged(server.stand_in).values()) for server in self.servers),
            settled=ledger.spent(CAP),
            unsettled=ledger.unsettled,
            alerts=alerts,
            took=took,
        )

    def adapter(self, position: int, variant: Variant) -> Priced:
        """Return the adapter of a link, as it is asked now."""
        server = self.servers[position]
        url = NOBODY if server.refuses else server.url + ("/v1" if variant.wire == "openai" else "")
        entry = CATALOG[variant.wire]
        model: Model = replace(entry.models[entry.default_models[0]], stream=variant.streamed)
        return WIRES[variant.wire](NAMES[position], model, checked(NAMES[position], url), KEY)


@asynccontextmanager
async def three_links() -> AsyncIterator[ThreeLinks]:
    """Serve three stand-ins."""
    servers = [Server() for _ in NAMES]
    async with AsyncExitStack() as stack:
        for server in servers:
            server.url = await stack.enter_async_context(serving(server.app))
        yield ThreeLinks(servers)
