"""The catalog: who can be asked, where, for how much, and how to build a provider from an entry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from providers.address import Address, checked
from providers.anthropic import AnthropicProvider
from providers.budget import Priced
from providers.catalog_file import EntryTable, ModelTable, PriceTable
from providers.errors import Misconfigured
from providers.model import LongInput, Model, Price, Structured, TokenLimit
from providers.openai import OpenAIProvider

# A new wire format is one file and one line here.
WIRES: Mapping[str, Callable[[str, Model, Address, str | None], Priced]] = {
    "openai": OpenAIProvider,
    "anthropic": AnthropicProvider,
}

NOT_TOML = "the provider catalog is not TOML: {error}"
WRONG = "the provider catalog is wrong: {places}"
NO_MODEL = "{name} has no default model: set {variable} to the model to ask"
NO_KEY = "{name} needs a key: set {variable}"
BAD_KEY = "the key in {variable} holds white space or characters no key has; was it copied in full?"


@dataclass(frozen=True, slots=True)
class Entry:
    """One provider; `env` is the base name of its three variables, `fallback` the capabilities of unlisted models."""

    name: str
    wire: str
    base_url: str
    env: str
    needs_key: bool
    default_model: str | None
    models: Mapping[str, Model]
    fallback: Model

    @property
    def key_variable(self) -> str:
        """Return the name of the variable that holds the key."""
        return f"{self.env}_API_KEY"

    @property
    def url_variable(self) -> str:
        """Return the name of the variable that replaces the base URL."""
        return f"{self.env}_BASE_URL"

    @property
    def model_variable(self) -> str:
        """Return the name of the variable that replaces the default model."""
        return f"{self.env}_MODEL"


Catalog = Mapping[str, Entry]


def shipped_catalog() -> Catalog:
    """Return the catalog that comes with Diffdiver."""
    return load_catalog(files("providers").joinpath("catalog.toml").read_text("utf-8"))


def load_catalog(text: str) -> Catalog:
    """Read a catalog, in the file's order; raise Misconfigured naming every wrong place."""
    try:
        tables = tomllib.loads(text)
        entries = TypeAdapter(dict[str, EntryTable]).validate_python(tables)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(NOT_TOML.format(error=error)) from error
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise Misconfigured(WRONG.format(places=places)) from error
    return {name: _entry(name, table) for name, table in entries.items()}


def build(
    entry: Entry,
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    model: str | None = None,
    allow_http: bool = False,
) -> Priced:
    """Build the entry's provider; raise Misconfigured when it lacks a key or a model, or its address is not safe.

    A model that the catalog does not list is asked with the entry's capabilities, at an unknown price.
    """
    name = model or entry.default_model
    if not name:
        raise Misconfigured(NO_MODEL.format(name=entry.name, variable=entry.model_variable))
    known = entry.models.get(name, replace(entry.fallback, name=name))
    address = checked(entry.name, base_url or entry.base_url, allow_http=allow_http)
    return WIRES[entry.wire](entry.name, known, address, _key(entry, api_key))


def _key(entry: Entry, api_key: str | None) -> str | None:
    key = (api_key or "").strip()
    if not key and entry.needs_key:
        raise Misconfigured(NO_KEY.format(name=entry.name, variable=entry.key_variable))
    if not all("!" <= character <= "~" for character in key):
        raise Misconfigured(BAD_KEY.format(variable=entry.key_variable))
    return key or None


def _entry(name: str, table: EntryTable) -> Entry:
    fallback = Model(
        name="",
        structured=Structured(table.structured),
        token_limit=TokenLimit(table.token_limit),
        temperature=table.temperature,
    )
    models = {model: _model(model, own, fallback) for model, own in table.models.items()}
    return Entry(name, table.wire, table.base_url, table.env, table.needs_key, table.default_model, models, fallback)


def _model(name: str, own: ModelTable, fallback: Model) -> Model:
    return Model(
        name=name,
        price=_price(own.price) if own.price is not None else None,
        window=own.window,
        max_output=own.max_output,
        structured=Structured(own.structured) if own.structured else fallback.structured,
        token_limit=TokenLimit(own.token_limit) if own.token_limit else fallback.token_limit,
        temperature=fallback.temperature if own.temperature is None else own.temperature,
    )


def _price(table: PriceTable) -> Price:
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
