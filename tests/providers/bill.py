"""What the provider stand-in would charge for its answers, by the catalog's prices."""

from __future__ import annotations

from providers.base import Usage
from providers.catalog import shipped_catalog
from tests.stand_in.providers import ProviderStandIn

PRICES = {name: model.price for entry in shipped_catalog().values() for name, model in entry.models.items()}


def charged(stand_in: ProviderStandIn) -> dict[str, int]:
    """Return what each model's answers cost until now, in micro-dollars, those that nobody waited for included."""
    bill: dict[str, int] = {}
    for asked, spent in stand_in.spent:
        fresh = spent.input - spent.cache_read - spent.cache_write
        usage = Usage(fresh, spent.cache_read, spent.cache_write, spent.output)
        price = PRICES.get(asked.model)
        bill[asked.model] = bill.get(asked.model, 0) + ((price.cost(usage) if price else None) or 0)
    return bill
