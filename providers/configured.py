"""Which providers an operator has configured, in which order, each with its models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from providers.budget import Priced
from providers.catalog import Catalog, Entry, build
from providers.errors import Misconfigured
from providers.model import Model

UNKNOWN = "unknown provider {name!r} in DIFFDIVER_PROVIDERS: {hint}"
BAD_MODEL = "{variable} holds a name with white space or control characters: separate several models by commas"

# By provider, the models that its server was found to have.
Found = Mapping[str, Sequence[Model]]


def variables(catalog: Catalog) -> tuple[str, ...]:
    """Return the names of every variable that `configured` reads."""
    names = [(entry.key_variable, entry.url_variable, entry.model_variable) for entry in catalog.values()]
    return tuple(dict.fromkeys(name for three in names for name in three))


def configured(
    catalog: Catalog,
    order: str,
    values: Mapping[str, str],
    *,
    found: Found | None = None,
    allow_http: bool = False,
) -> tuple[Priced, ...]:
    """Build, in order, one provider for each model of those that `chosen` returns.

    `values` maps variable names to their values; `found` are the models of the servers that were asked for them
    (`providers.discovery`): one whose models nobody knows yet is left out. Raises Misconfigured for whatever a chosen
    provider lacks.
    """
    return tuple(
        build(
            entry,
            api_key=values.get(entry.key_variable),
            base_url=values.get(entry.url_variable),
            model=model,
            allow_http=allow_http,
        )
        for entry in chosen(catalog, order, values)
        for model in _models(entry, values, found or {})
    )


def named(order: str) -> tuple[str, ...]:
    """Return the names in an operator's order, such as "openai, ollama", each once."""
    return tuple(dict.fromkeys(name.strip().lower() for name in order.split(",") if name.strip()))


def chosen(catalog: Catalog, order: str, values: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the providers named in `order` ("openai, ollama"), or, when it is empty, every one that is set up.

    Set up means: has its key; or, where none is needed, its address or its model. Raises Misconfigured for a name that
    is not in the catalog.
    """
    if names := named(order):
        return tuple(_known(catalog, name) for name in names)
    return tuple(entry for entry in catalog.values() if _is_set_up(entry, values))


def named_models(entry: Entry, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the models to ask: the operator's, or else the catalog's; none when nobody says."""
    names = [name.strip() for name in values.get(entry.model_variable, "").split(",") if name.strip()]
    if not all("!" <= character <= "~" for name in names for character in name):
        raise Misconfigured(BAD_MODEL.format(variable=entry.model_variable))
    return tuple(dict.fromkeys(names)) or entry.default_models


def _models(entry: Entry, values: Mapping[str, str], found: Found) -> Sequence[Model]:
    if names := named_models(entry, values):
        return [entry.model(name) for name in names]
    if entry.discover:
        return found.get(entry.name, ())
    raise entry.no_model()


def _is_set_up(entry: Entry, values: Mapping[str, str]) -> bool:
    if entry.needs_key:
        return bool(values.get(entry.key_variable))
    return bool(values.get(entry.url_variable) or values.get(entry.model_variable) or entry.default_models)


def _known(catalog: Catalog, name: str) -> Entry:
    if name in catalog:
        return catalog[name]
    near = get_close_matches(name, catalog, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(catalog)}"
    raise Misconfigured(UNKNOWN.format(name=name, hint=hint))
