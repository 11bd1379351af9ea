"""The models that the settings name, those included that a server of one's own was just found to have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog import catalog_at
from app.errors import UsageError
from app.settings import Settings
from providers.budget import Priced
from providers.configured import configured
from providers.discovery import discovered
from providers.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Links:
    """The providers that can be asked, in order; and by name why a configured one cannot be now, in words."""

    available: tuple[Priced, ...]
    away: Mapping[str, str]

    @property
    def configured(self) -> bool:
        """Say whether anybody is meant to be asked, even if nobody can be now."""
        return bool(self.available or self.away)


async def links(settings: Settings) -> Links:
    """Look for the models of one's own servers and build what the settings name; asks no model anything.

    Raises UsageError for what is wrong in the settings. Calling it again finds servers that were away.
    """
    catalog = catalog_at(settings.catalog)
    values = provider_values(settings)
    try:
        found = await discovered(catalog, settings.providers, values)
        return Links(configured(catalog, settings.providers, values, found=found.models), found.away)
    except Misconfigured as error:
        raise UsageError(str(error)) from error


def provider_values(settings: Settings) -> dict[str, str]:
    """Return the providers' variables in clear: for building providers, and for nothing that is shown."""
    return {name: value.get_secret_value() for name, value in settings.provider_values.items()}
