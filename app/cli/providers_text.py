"""The configured models in words and as JSON: how each does and what it took."""

from __future__ import annotations

from collections.abc import Iterator

from app.cli.providers_look import Look
from app.shown import clean
from app.store.spending import Spending
from providers.budget import Priced
from providers.model import Price
from providers.reasons import MICRO, usd
from providers.routed import candidate
from providers.routing import breaker_of
from providers.state import Breaker, BreakerState, Figures, Target

SCHEMA_VERSION = 1
NONE = "no provider is configured: `diffdiver doctor` says what to set"
NOT_LATELY = "not asked"
UNKNOWN = "unknown"

Json = dict[str, object]


def as_text(look: Look) -> str:
    """Return a few lines for each model, then what cannot be asked or was not looked at."""
    blocks = ["\n".join(_block(look, link)) for link in look.links]
    ends = [*(clean(why) for why in look.away.values()), *map(clean, look.notes)]
    if not blocks and not look.away:
        blocks = [NONE]
    return "\n\n".join([*blocks, *(["\n".join(ends)] if ends else [])])


def as_json(look: Look) -> Json:
    """Return the same for programs; an amount nobody knows is None."""
    return {
        "schema_version": SCHEMA_VERSION,
        "providers": [_row(look, link) for link in look.links],
        "away": {name: clean(why) for name, why in look.away.items()},
        "notes": [clean(note) for note in look.notes],
    }


def _block(look: Look, link: Priced) -> Iterator[str]:
    model, target = link.model, _target(link)
    yield f"{link.name} {clean(model.name)} ({model.tier}, {model.speed}{', here' if candidate(link).local else ''})"
    yield f"    state    {_state(breaker_of(look.health.breakers, target)) if look.health.known else UNKNOWN}"
    yield f"    lately   {_lately(look, target) if look.health.known else UNKNOWN}"
    yield f"    today    {UNKNOWN if look.today is None else _spent(look.today.get(target))}"
    yield f"    price    {_price(model.price)}"
    window, most = (UNKNOWN if tokens is None else f"{tokens:,}" for tokens in (model.window, model.max_output))
    yield f"    window   {window} tokens, of answer {most}"


def _target(link: Priced) -> Target:
    return Target(link.name, link.model.name)


def _state(breaker: Breaker | None) -> str:
    if breaker is None:
        return "well"
    whose = "" if breaker.target.model else "the whole provider, "
    if breaker.state is BreakerState.HALF_OPEN:
        return f"to be tried again: {whose}{breaker.cause}"
    return f"left alone for another {breaker.wait_s:.0f} s: {whose}{breaker.cause}"


def _known(look: Look, target: Target) -> tuple[Figures, str, Figures] | None:
    """Return the sum over all kinds, and the kind that was asked most with its own figures."""
    by_kind = {kind: known[target] for kind, known in look.health.figures.items() if target in known}
    asked = {kind: figures for kind, figures in by_kind.items() if figures.calls >= 1}
    if not asked:
        return None
    total = Figures(sum(one.calls for one in asked.values()), sum(one.failures for one in asked.values()))
    busiest = max(asked, key=lambda kind: asked[kind].calls)
    return total, busiest, asked[busiest]


def _lately(look: Look, target: Target) -> str:
    known = _known(look, target)
    if known is None:
        return NOT_LATELY
    total, kind, busiest = known
    told = f"{total.success or 0:.0%} of {total.calls:.0f} calls answered"
    half, most = busiest.latency_p50_ms, busiest.latency_p95_ms
    if half is not None and most is not None:
        told += f"; {kind}: half within {half / 1000:.1f} s, 95 of 100 within {most / 1000:.1f} s"
    return told


def _spent(spent: Spending | None) -> str:
    if spent is None:
        return NOT_LATELY
    parts = [f"{spent.calls} call{'' if spent.calls == 1 else 's'}", f"{spent.succeeded} answered"]
    if spent.cached:
        parts.append(f"{spent.cached} more from the cache")
    parts.append(f"{usd(spent.cost)} USD")
    if spent.unpriced:
        parts.append(f"{spent.unpriced} at an unknown cost")
    if spent.estimate_error is not None:
        parts.append(f"estimated {spent.estimate_error:+.0%}")
    return ", ".join(parts)


def _price(price: Price | None) -> str:
    if price is None:
        return UNKNOWN
    cached = "" if price.cache_read is None else f", {_dollars(price.cache_read)} cached"
    return f"{_dollars(price.fresh_input)} in{cached}, {_dollars(price.output)} out, USD a million tokens"


def _dollars(micro: int) -> str:
    return f"{micro / MICRO:.6f}".rstrip("0").rstrip(".")


def _row(look: Look, link: Priced) -> Json:
    model, target = link.model, _target(link)
    breaker, known = breaker_of(look.health.breakers, target), _known(look, target)
    return {
        "provider": link.name,
        "model": clean(model.name),
        "tier": model.tier,
        "speed": model.speed,
        "local": candidate(link).local,
        "window": model.window,
        "max_output": model.max_output,
        "price": _price_row(model.price),
        "breaker": (BreakerState.CLOSED if breaker is None else breaker.state) if look.health.known else None,
        "cause": None if breaker is None else breaker.cause,
        "wait_s": 0 if breaker is None else round(breaker.wait_s, 1),
        "lately": None if known is None else {"calls": round(known[0].calls, 1), "success": known[0].success},
        "kinds": {kind: _figures(found[target]) for kind, found in look.health.figures.items() if target in found},
        "today": None if look.today is None else _spent_row(look.today.get(target)),
    }


def _figures(figures: Figures) -> Json:
    return {
        "calls": round(figures.calls, 1),
        "success": figures.success,
        "latency_p50_ms": figures.latency_p50_ms,
        "latency_p95_ms": figures.latency_p95_ms,
        "cost_usd": None if figures.cost is None else figures.cost / MICRO,
        "bytes_per_token": figures.bytes_per_token,
    }


def _price_row(price: Price | None) -> Json | None:
    if price is None:
        return None
    kinds = ("fresh_input", "cache_read", "cache_write", "output")
    amounts = {kind: getattr(price, kind) for kind in kinds}
    return {kind: None if amount is None else amount / MICRO for kind, amount in amounts.items()}


def _spent_row(spent: Spending | None) -> Json:
    if spent is None:
        return {"calls": 0, "succeeded": 0, "cache_hits": 0, "cost_usd": 0.0, "unpriced": 0}
    return {
        "calls": spent.calls,
        "succeeded": spent.succeeded,
        "cache_hits": spent.cached,
        "cost_usd": spent.cost / MICRO,
        "unpriced": spent.unpriced,
        "latency_p50_ms": spent.latency_p50_ms,
        "latency_p95_ms": spent.latency_p95_ms,
        "estimate_error": spent.estimate_error,
    }
