"""The models that may be asked: configured once, and put under the caps of each review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.errors import UsageError
from app.settings import Settings
from providers.base import Provider, warm
from providers.budget import Budget, Priced, budgeted
from providers.catalog import shipped_catalog
from providers.chain import Chain
from providers.configured import configured
from providers.errors import Misconfigured
from providers.state import Cap, Ledger
from review.models import PullRequest
from review.policy import Policy


@dataclass(frozen=True, slots=True)
class Models:
    """The configured providers, in the order of asking, and the ledger that their cost is booked on."""

    links: Sequence[Priced]
    ledger: Ledger

    @property
    def configured(self) -> bool:
        """Say whether there is anybody to ask; if not, there is no review check and no nagging."""
        return bool(self.links)

    def under(self, caps: tuple[Cap, ...], policy: Policy) -> Provider | None:
        """Return the chain under these caps, or None when there is nobody to ask."""
        if not self.links:
            return None
        budget = Budget(self.ledger, caps, allow_unknown_price=policy.allow_unknown_prices)
        return Chain(budgeted(self.links, budget))

    async def warm(self) -> None:
        """Import the SDKs of the configured providers, and of no others."""
        for link in self.links:
            await warm(link)

    async def close(self) -> None:
        """Close the providers' connections."""
        await Chain(self.links).close()


def models(settings: Settings, ledger: Ledger) -> Models:
    """Build what the settings name; raise UsageError for what is wrong in them."""
    values = {name: value.get_secret_value() for name, value in settings.provider_values.items()}
    try:
        return Models(configured(shipped_catalog(), settings.providers, values), ledger)
    except Misconfigured as error:
        raise UsageError(str(error)) from error


def caps(policy: Policy, pull_request: PullRequest, installation_id: int) -> tuple[Cap, ...]:
    """Return the three caps that hold for one review of a pull request; days are counted in UTC."""
    place = f"{pull_request.repository_id}/{pull_request.number}"
    return (
        Cap(f"review:{place}/{pull_request.head_sha}", "once", policy.budget_per_review),
        Cap(f"pull_request:{place}", "once", policy.budget_per_pull_request),
        Cap(f"installation:{installation_id}", datetime.now(UTC).date().isoformat(), policy.budget_per_day),
    )
