"""The catalog: who can be asked, where, for how much, and how to build a provider from an entry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from providers.address import Address, checked
from providers.anthropic import AnthropicProvider
from providers.budget import Priced
from providers.catalog_errors import wrong_places
from providers.catalog_file import EntryTable, ProviderName
from providers.catalog_values import fallback_of, model_of
from providers.errors import Misconfigured
from providers.model import Model
from providers.openai import OpenAIProvider

# A new wire format is one file and one line here.
WIRES: Mapping[str, Callable[[str, Model, Address, str | None], Priced]] = {
    "openai": OpenAIProvider,
    "anthropic": AnthropicProvider,
}
# Half of an old price under half of a new one would be a wrong price.
WHOLE = frozenset({"price", "rate"})

NOT_TOML = "the provider catalog is not TOML: {error}"
WRONG = "the provider catalog is wrong: {places}"
NO_WIRE = "{name}.wire: there are {wires}"
NO_MODEL = "{name} has no default model: set {variable} to the model to ask{known}"
KNOWN = " (the catalog lists {names})"
NO_KEY = "{name} needs a key: set {variable}"
NO_URL = "{name} has no address of its own: set {variable}"
BAD_KEY = "the key in {variable} holds white space or characters no key has; was it copied in full?"


@dataclass(frozen=True, slots=True)
class Entry:
    """One provider; `env` is the base name of its three variables, `fallback` is what is taken of unlisted models.

    `discover` means that, without a model, the server is asked which ones it has.
    """

    name: str
    wire: str
    base_url: str | None
    env: str
    needs_key: bool
    default_models: tuple[str, ...]
    models: Mapping[str, Model]
    fallback: Model
    discover: bool = False
    allow_http: bool = False

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
        """Return the name of the variable that replaces the default models."""
        return f"{self.env}_MODEL"

    def model(self, name: str) -> Model:
        """Return the model of this name; one that is not listed has an unknown price unless all models share one."""
        return self.models.get(name) or replace(self.fallback, name=name)

    def address(self, base_url: str | None = None, *, allow_http: bool = False) -> Address:
        """Return where it is; raise Misconfigured when nobody says or it is not safe."""
        url = base_url or self.base_url
        if not url:
            raise Misconfigured(NO_URL.format(name=self.name, variable=self.url_variable))
        return checked(self.name, url, allow_http=allow_http or self.allow_http)

    def no_model(self) -> Misconfigured:
        """Return the error that nobody says which model to ask."""
        known = KNOWN.format(names=", ".join(self.models)) if self.models else ""
        return Misconfigured(NO_MODEL.format(name=self.name, variable=self.model_variable, known=known))


Catalog = Mapping[str, Entry]


def shipped_catalog(own: str = "") -> Catalog:
    """Return the catalog that comes with Diffdiver, with an operator's own file, given as text, laid over it."""
    return load_catalog(files("providers").joinpath("catalog.toml").read_text("utf-8"), own)


def load_catalog(text: str, own: str = "") -> Catalog:
    """Read a catalog, in the file's order, with `own` over it; raise Misconfigured naming every wrong place."""
    try:
        tables = tomllib.loads(text)
        merged = _merged(tables, tomllib.loads(own))
        entries = TypeAdapter(dict[ProviderName, EntryTable]).validate_python(merged)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(NOT_TOML.format(error=error)) from error
    except ValidationError as error:
        raise Misconfigured(WRONG.format(places=wrong_places(error, tables))) from error
    return {name: _entry(name, table) for name, table in entries.items()}


def build(
    entry: Entry,
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    model: str | Model | None = None,
    allow_http: bool = False,
) -> Priced:
    """Build the entry's provider; raise Misconfigured when it lacks a key or a model, or its address is not safe.

    Without a model it is the first of the default ones.
    """
    if isinstance(model, str) or model is None:
        name = model or next(iter(entry.default_models), None)
        if not name:
            raise entry.no_model()
        model = entry.model(name)
    address = entry.address(base_url, allow_http=allow_http)
    return WIRES[entry.wire](entry.name, model, address, key_of(entry, api_key))


def key_of(entry: Entry, api_key: str | None) -> str | None:
    """Return the key as it is sent, or None where none is needed; raise Misconfigured when it cannot be one."""
    key = (api_key or "").strip()
    if not key and entry.needs_key:
        raise Misconfigured(NO_KEY.format(name=entry.name, variable=entry.key_variable))
    if not all("!" <= character <= "~" for character in key):
        raise Misconfigured(BAD_KEY.format(variable=entry.key_variable))
    return key or None


def _merged(under: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Lay one file over another, table by table."""
    merged = dict(under)
    for key, value in over.items():
        below = under.get(key)
        both = isinstance(below, dict) and isinstance(value, dict) and key not in WHOLE
        merged[key] = _merged(below, value) if both else value  # type: ignore[arg-type]  # both are tables
    return merged


def _entry(name: str, table: EntryTable) -> Entry:
    if table.wire not in WIRES:
        raise Misconfigured(WRONG.format(places=NO_WIRE.format(name=name, wires=", ".join(WIRES))))
    fallback = fallback_of(table)
    return Entry(
        name=name,
        wire=table.wire,
        base_url=table.base_url,
        env=table.env,
        needs_key=table.needs_key,
        default_models=tuple(dict.fromkeys(table.default_models)),
        models={model: model_of(model, own, fallback) for model, own in table.models.items()},
        fallback=fallback,
        discover=table.discover,
        allow_http=table.allow_http,
    )
