"""Which providers an operator has configured, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from providers.budget import Priced
from providers.catalog import Catalog, Entry, build
from providers.errors import Misconfigured

UNKNOWN = "unknown provider {name!r} in DIFFDIVER_PROVIDERS: {hint}"


def variables(catalog: Catalog) -> tuple[str, ...]:
    """Return the names of every variable that `configured` reads."""
    return tuple(
        name for entry in catalog.values() for name in (entry.key_variable, entry.url_variable, entry.model_variable)
    )


def configured(
    catalog: Catalog, order: str, values: Mapping[str, str], *, allow_http: bool = False
) -> tuple[Priced, ...]:
    """Build the providers named in `order` ("openai, ollama"), or, when it is empty, every one that is set up.

    `values` maps variable names to their values. Set up means: has its key, or, on one's own server, a model. Raises
    Misconfigured for a name that is not in the catalog and for whatever a named provider lacks.
    """
    names = [name.strip().lower() for name in order.split(",") if name.strip()]
    entries = [_known(catalog, name) for name in dict.fromkeys(names)]
    if not entries:
        entries = [entry for entry in catalog.values() if _is_set_up(entry, values)]
    return tuple(
        build(
            entry,
            api_key=values.get(entry.key_variable),
            base_url=values.get(entry.url_variable),
            model=values.get(entry.model_variable),
            allow_http=allow_http,
        )
        for entry in entries
    )


def _is_set_up(entry: Entry, values: Mapping[str, str]) -> bool:
    return bool(values.get(entry.key_variable if entry.needs_key else entry.model_variable))


def _known(catalog: Catalog, name: str) -> Entry:
    if name in catalog:
        return catalog[name]
    near = get_close_matches(name, catalog, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(catalog)}"
    raise Misconfigured(UNKNOWN.format(name=name, hint=hint))
