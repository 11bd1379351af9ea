"""deploy/env.example lists what the settings read, no more and no less, with the true defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import AliasChoices

from app.settings import Settings
from providers.catalog import shipped_catalog
from providers.configured import variables

EXAMPLE = Path(__file__).parent.parent.parent / "deploy" / "env.example"
PROVIDERS = set(variables(shipped_catalog()))


def example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text().split("\n") if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def names() -> dict[str, set[str]]:
    """Return each field's accepted variable names; the providers' are the catalog's own."""
    found = {}
    for field, info in Settings.model_fields.items():
        if isinstance(info.validation_alias, AliasChoices):
            found[field] = {str(choice) for choice in info.validation_alias.choices}
    return found


def test_every_setting_is_listed_and_nothing_else() -> None:
    listed = set(example())
    assert [field for field, accepted in names().items() if not accepted & listed] == []
    assert listed <= set().union(PROVIDERS, *names().values())


def test_only_the_providers_variables_have_no_field_of_their_own() -> None:
    assert set(Settings.model_fields) - set(names()) == {"provider_values"}


@pytest.mark.parametrize(("name", "value"), sorted(example().items()))
def test_the_default_shown_is_the_default(name: str, value: str) -> None:
    if name in PROVIDERS:
        assert value == "", "no provider is set up by default"
        return
    field = next(field for field, accepted in names().items() if name in accepted)
    default = Settings.model_fields[field].default
    shown = str(Path(value).expanduser()) if value.startswith("~") else value
    written = f"{default:g}" if isinstance(default, float) else str(default)
    written = written.lower() if isinstance(default, bool) else written
    assert shown == ("" if default is None else written)
