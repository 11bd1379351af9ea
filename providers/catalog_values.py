"""From the tables of the catalog's file to our own values."""

from __future__ import annotations

from decimal import Decimal

from providers.catalog_file import EntryTable, ModelTable, PriceTable, RateTable
from providers.model import UNLIMITED, LongInput, Model, Price
from providers.state import Rate


def fallback_of(table: EntryTable) -> Model:
    """Return what is taken of a model of this provider that has no table of its own."""
    return Model(
        name="",
        price=_price(table.price),
        structured=table.structured,
        token_limit=table.token_limit,
        temperature=table.temperature,
        stream=table.stream,
        prompt_cache_key=table.prompt_cache_key,
        rate=_rate(table.rate) or UNLIMITED,
    )


def model_of(name: str, own: ModelTable, fallback: Model) -> Model:
    """Return a model by its own table and, for what that leaves out, its provider's."""
    return Model(
        name=name,
        price=_price(own.price) or fallback.price,
        window=own.window,
        max_output=own.max_output,
        structured=own.structured or fallback.structured,
        token_limit=own.token_limit or fallback.token_limit,
        temperature=_either(own.temperature, fallback.temperature),
        stream=_either(own.stream, fallback.stream),
        prompt_cache_key=_either(own.prompt_cache_key, fallback.prompt_cache_key),
        tier=own.tier,
        speed=own.speed,
        strengths=tuple(own.strengths),
        rate=_rate(own.rate) or fallback.rate,
    )


def _either(own: bool | None, fallback: bool) -> bool:
    return fallback if own is None else own


def _rate(table: RateTable | None) -> Rate | None:
    if table is None:
        return None
    return Rate(table.requests_per_minute, table.tokens_per_minute, table.concurrent)


def _price(table: PriceTable | None) -> Price | None:
    if table is None:
        return None
    surcharge = table.long_input
    return Price(
        fresh_input=_micro(table.input),
        output=_micro(table.output),
        cache_read=None if table.cache_read is None else _micro(table.cache_read),
        cache_write=None if table.cache_write is None else _micro(table.cache_write),
        long_input=LongInput(surcharge.above, surcharge.input_percent, surcharge.output_percent) if surcharge else None,
    )


def _micro(dollars: Decimal) -> int:
    return int(dollars * 1_000_000)
