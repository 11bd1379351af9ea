"""Which models would be asked, and at what price? Nobody is; only servers of one's own are asked which they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from app.catalog import catalog_at
from app.doctor.outcome import Outcome, fail, ok, skipped, warn
from app.errors import UsageError
from app.settings import Settings
from app.work.links import Links, links
from providers.budget import Priced
from providers.catalog import Catalog
from providers.model import Price

NAME = "providers"
NONE = "none configured: the security check does its work alone"
SET_ONE = (
    "for the review check set the key of one, such as OPENAI_API_KEY or ANTHROPIC_API_KEY, or OLLAMA_BASE_URL; "
    "deploy/env.example lists them"
)
MEND = "correct what is named; see deploy/env.example"
NO_PRICE = (
    "a model without a known price is not asked. Either give its price in the file of DIFFDIVER_CATALOG (a server of "
    'your own: price = {{ input = "0", output = "0" }} under [{name}]), or let it be asked at any price with '
    "budget.allow_unknown_prices in the policy"
)
UNUSED = "{variable} is set, but DIFFDIVER_PROVIDERS leaves {name} out"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Build what the settings name, in the order of asking."""
    try:
        found = await links(settings)
    except UsageError as error:
        return [fail(NAME, str(error), MEND)]
    if not found.configured:
        return [skipped(NAME, NONE, SET_ONE)]
    return [_outcome(found, settings)]


def _outcome(found: Links, settings: Settings) -> Outcome:
    catalog, values = catalog_at(settings.catalog), settings.provider_values
    told = "; ".join([*_asked(found.available, catalog, values), *_unused(found, settings, catalog)])
    priceless = [link.name for link in found.available if link.model.price is None]
    todo = [*found.away.values(), *([NO_PRICE.format(name=priceless[0])] if priceless else ())]
    return warn(NAME, told or "none can be asked now", "; ".join(todo)) if todo else ok(NAME, told)


def _asked(available: Sequence[Priced], catalog: Catalog, values: Mapping[str, object]) -> Iterator[str]:
    for name, of_one in groupby(available, key=lambda link: link.name):
        key = "key set" if catalog[name].key_variable in values else "no key"
        models = ", ".join(f"{link.model.name} ({_price(link.model.price)})" for link in of_one)
        yield f"{name} ({key}): {models}"


def _price(price: Price | None) -> str:
    if price is None:
        return "price unknown"
    return f"{_dollars(price.fresh_input)} in, {_dollars(price.output)} out, USD a million tokens"


def _dollars(micro: int) -> str:
    return f"{micro / 1_000_000:.6f}".rstrip("0").rstrip(".")


def _unused(found: Links, settings: Settings, catalog: Catalog) -> Iterator[str]:
    """Name the keys that are set for nothing."""
    asked = {link.name for link in found.available} | set(found.away)
    for entry in catalog.values() if settings.providers else ():
        if entry.name not in asked and entry.key_variable in settings.provider_values:
            yield UNUSED.format(variable=entry.key_variable, name=entry.name)
