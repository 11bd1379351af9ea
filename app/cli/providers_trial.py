"""A tiny question to each model, for real: the whole way from key to answer, and what to do where it breaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.shown import clean
from providers.base import Attempt, Kind, Question
from providers.budget import Budget, Budgeted, Priced
from providers.chain import Chain
from providers.errors import AllProvidersFailed, BudgetExceeded, Failure, PriceUnknown, ProviderError, ProviderFailure
from providers.memory.ledger import MemoryLedger
from providers.reasons import MICRO, usd
from providers.routed import candidate
from providers.state import Cap

MOST = 30_000  # micro-dollars for each model at the very worst; what is really spent is a fraction of it
TIMEOUT_S = 30.0
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {"sum": {"type": "integer"}},
    "required": ["sum"],
    "additionalProperties": False,
}
SYSTEM = 'You are asked whether you can be reached. Answer with one JSON object, such as {"sum": 5}, and nothing else.'
ADVICE: Mapping[str, str] = {
    Failure.TIMEOUT: "see whether the service or server is busy or down, and whether {url} is right",
    Failure.CONNECTION: "check {url}, the network, and the proxy if there is one",
    Failure.SERVER: "the service has trouble of its own: try again later",
    Failure.OVERLOADED: "the service has trouble of its own: try again later",
    Failure.RATE_LIMITED: "the key may ask no more for now: others are asked meanwhile",
    Failure.QUOTA: "the account has no credit or quota left: add some, or raise its limit",
    Failure.AUTH: "the key is refused: check {key}, and that the account may use this model",
    Failure.UNKNOWN_MODEL: "this account or server has no such model: check {model}, and {url}",
    Failure.REFUSED: "the model would not answer: others are asked meanwhile",
    Failure.CUT_OFF: "it answers, and needs more room than it was given here; nothing to do if reviews succeed",
    Failure.CONTEXT_TOO_LONG: "its window is too small for any review: name another in {model}",
    Failure.MALFORMED: "it answers, but not in JSON: check {url}; a larger model may do it",
    Failure.BAD_REQUEST: "it does not take such requests: check {url}, and what the catalog says it can do",
    Failure.SCHEMA_REJECTED: "it does not take our schema: say what it can do in the file of DIFFDIVER_CATALOG",
}
OTHER = "see the text"
ENDS = {True: "ok", False: "fail", None: "skipped"}
NO_PRICE = "its price is unknown: give it in the file of DIFFDIVER_CATALOG, or name it: diffdiver providers test {name}"


@dataclass(frozen=True, slots=True)
class Tried:
    """How it went with one model; `todo` is empty when there is nothing to do, `ok` None when nobody was asked."""

    provider: str
    model: str
    ok: bool | None
    said: str
    todo: str = ""
    attempts: tuple[Attempt, ...] = ()


async def try_all(links: Sequence[Priced], named: Sequence[str], variables: Mapping[str, str]) -> Sequence[Tried]:
    """Ask every link, all at once; `variables` maps a provider's name to the base name of its variables.

    A model without a price is asked when its provider is named or it runs on this machine, and left alone otherwise.
    """
    return await asyncio.gather(*(_try(link, link.name in named, variables[link.name]) for link in links))


def as_text(tried: Sequence[Tried]) -> str:
    """Return a line for each, with what to do beneath it."""
    return "\n".join(line for one in tried for line in _lines(one))


def as_json(tried: Sequence[Tried]) -> dict[str, object]:
    """Return the same for programs."""
    rows = [
        {
            "provider": one.provider,
            "model": clean(one.model),
            "ok": one.ok,
            "said": clean(one.said),
            "todo": one.todo or None,
            "latency_ms": sum(attempt.latency_ms for attempt in one.attempts),
            "cost_usd": None if cost is None else cost / MICRO,
        }
        for one, cost in ((one, _cost(one.attempts)) for one in tried)
    ]
    return {"schema_version": 1, "ok": all(one.ok is not False for one in tried), "tested": rows}


def _lines(one: Tried) -> Iterator[str]:
    name = f"{one.provider} {clean(one.model)}".strip()
    yield f"{ENDS[one.ok]:9}{name}: {clean(one.said)}"
    if one.todo:
        yield f"{'':9}-> {one.todo}"


async def _try(link: Priced, named: bool, variable: str) -> Tried:
    if link.model.price is None and not (named or candidate(link).local):
        return Tried(link.name, link.model.name, None, "not asked", NO_PRICE.format(name=link.name))
    budget = Budget(MemoryLedger(), (Cap("test", "once", MOST),), allow_unknown_price=True)
    try:
        answered = await Chain([Budgeted(link, budget)]).complete(_question(), timeout=TIMEOUT_S)
    except AllProvidersFailed as error:
        return Tried(link.name, link.model.name, False, *_why(error.causes[-1][1], variable), error.attempts)
    last = answered.attempts[-1]
    first = "" if last.first_token_ms is None else f", first word after {last.first_token_ms / 1000:.1f} s"
    cost = _cost(answered.attempts)
    said = (
        f"answered in {last.latency_ms / 1000:.1f} s{first}, cost {'unknown' if cost is None else f'{usd(cost)} USD'}"
    )
    return Tried(link.name, link.model.name, True, said, "", answered.attempts)


def _question() -> Question:
    return Question(Kind.TRIAGE, SYSTEM, "What is 2 + 3?", SCHEMA, 200, _accepted)


def _accepted(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _why(error: ProviderError, variable: str) -> tuple[str, str]:
    if isinstance(error, ProviderFailure):
        names = {"key": f"{variable}_API_KEY", "url": f"{variable}_BASE_URL", "model": f"{variable}_MODEL"}
        return str(error), ADVICE.get(error.failure, OTHER).format(**names)
    if isinstance(error, BudgetExceeded | PriceUnknown):
        return f"not asked: at worst it would cost more than {usd(MOST)} USD", "name a cheaper model"
    return str(error), OTHER


def _cost(attempts: Sequence[Attempt]) -> int | None:
    costs = [attempt.cost for attempt in attempts if attempt.cost is not None]
    return sum(costs) if len(costs) == len(attempts) else None
