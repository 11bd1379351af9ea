"""The models that may be asked, and what stands around them: choice, health, rates, money, cache, recording."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog

from app.settings import Settings
from app.work.ensembles import Fence, ensembled
from app.work.links import Links, links
from app.work.shared import Shared
from providers.base import Completion, Provider, Question, close, warm
from providers.budget import Budget, Budgeted, Overdraft, Priced
from providers.cached import Cached
from providers.chain import Chain
from providers.configured import named
from providers.errors import Failure, NobodyAllowed, ProviderError
from providers.flights import Flights
from providers.guarded import Guard, Guarded
from providers.health import Health
from providers.hedged import usual
from providers.recording import Recording
from providers.routed import Routed, allowed
from providers.state import Cap, Ledger, Target
from review.policy import Policy

LOOK_AGAIN_S = 60.0
HOUR_S = 3600
NONE_ALLOWED = "`review.providers` allows none of the configured providers"
AWAY = "no configured provider can be asked: {why}"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms one review asks.

    `tenant` binds answers that are kept, such as "installation:7". `write` is given every answer as a line, None when
    nothing is written down.
    """

    policy: Policy
    caps: tuple[Cap, ...]
    tenant: str
    fence: Fence
    write: Callable[[str], None] | None = None


@dataclass(slots=True)
class Models:
    """The configured models, in the order of their configuration; one for as long as its process lives.

    `away` names those that are configured and cannot be asked now, `find` looks for them again. `explicit` is the
    operator's order of providers, if there is one; `hedge` asks a second model when the first is unusually slow.
    """

    links: Sequence[Priced]
    ledger: Ledger
    shared: Shared = field(default_factory=Shared)
    explicit: tuple[str, ...] = ()
    hedge: bool = False
    away: Mapping[str, str] = field(default_factory=dict)
    find: Callable[[], Awaitable[Links]] | None = None
    _flights: Flights = field(default_factory=Flights, repr=False)
    _guard: Guard = field(init=False, repr=False)
    _health: Health = field(init=False, repr=False)
    _looked: float = field(default_factory=time.monotonic, repr=False)

    def __post_init__(self) -> None:
        self._guard = Guard(self.shared.breakers, self.shared.buckets, _alert)
        self._health = self._healthy()

    @property
    def configured(self) -> bool:
        """Say whether there is anybody to ask, now or later; if not, there is no review check and no nagging."""
        return bool(self.links or self.away)

    def under(self, terms: Terms) -> Provider | None:
        """Return whom a review asks on these terms; None when nobody is configured.

        When the policy allows none of those that are, or none of them is there, the provider says so when asked.
        """
        if not self.configured:
            return None
        links = allowed(self.links, terms.policy.providers)
        if not links:
            why = NONE_ALLOWED if self.links else AWAY.format(why="; ".join(self.away.values()))
            return _Nobody(NobodyAllowed(why))
        budget = self._budget(terms)
        guarded = tuple(Guarded(Budgeted(link, budget), self._guard) for link in links)
        provider = ensembled(guarded, terms.policy, terms.fence, partial(self._chained, terms=terms))
        return Recording(provider, terms.write) if terms.write is not None else provider

    async def warm(self) -> None:
        """Import the SDKs of the configured providers, and of no others."""
        for link in self.links:
            await warm(link)

    async def look_again(self) -> None:
        """Look for those that were away, if there are any and a minute has passed; a worker's chore."""
        if not self.away or self.find is None or time.monotonic() - self._looked < LOOK_AGAIN_S:
            return
        self._looked = time.monotonic()
        found = await self.find()
        known = {_target(link): link for link in self.links}
        self.links = tuple(known.get(_target(link), link) for link in found.available)
        for name in self.away.keys() - found.away.keys():
            log.info("provider found", provider=name)
        self.away = found.away
        self._health = self._healthy()

    async def close(self) -> None:
        """Close the providers' connections."""
        for link in self.links:
            await close(link)

    def _healthy(self) -> Health:
        return Health(self.shared.breakers, [_target(link) for link in self.links])

    def _budget(self, terms: Terms) -> Budget:
        return Budget(
            self.ledger,
            terms.caps,
            allow_unknown_price=terms.policy.allow_unknown_prices,
            per_call=terms.policy.budget_per_call,
            bytes_per_token=self._health.bytes_per_token,
            alarm=_alarm,
        )

    def _chained(self, links: Sequence[Priced], *, terms: Terms) -> Provider:
        """Make one provider of these: the one that suits a question best first, and none for what was answered."""
        routed = Routed(
            links,
            self._health,
            explicit=self.explicit,
            unpriced=terms.policy.allow_unknown_prices,
            chain=partial(Chain, usual=usual(self.shared.breakers)) if self.hedge else Chain,
        )
        hours = terms.policy.cache_hours
        if not hours:
            return routed
        targets = [_target(link) for link in links]
        answers, flights = self.shared.answers, self._flights
        return Cached(routed, answers, terms.tenant, targets, seconds=hours * HOUR_S, flights=flights)


@dataclass(frozen=True, slots=True)
class _Nobody:
    """A provider that only says why nobody is asked."""

    error: ProviderError
    name: str = "nobody"

    async def complete(self, question: Question, *, timeout: float) -> Completion:  # noqa: ARG002  # nobody is asked
        raise self.error


def tenant(installation_id: int) -> str:
    """Return what binds an installation's answers to it."""
    return f"installation:{installation_id}"


async def configured_models(settings: Settings, ledger: Ledger, shared: Shared | None = None) -> Models:
    """Look for the models that the settings name; raise UsageError for what is wrong in them."""
    found = await links(settings)
    return Models(
        found.available,
        ledger,
        shared or Shared(),
        explicit=named(settings.providers),
        hedge=settings.hedge,
        away=found.away,
        find=partial(links, settings),
    )


def _target(link: Priced) -> Target:
    return Target(link.name, link.model.name)


def _alert(target: Target, failure: Failure) -> None:
    """Tell the operator what nobody else can mend."""
    log.error("a provider needs the operator", provider=target.provider, model=target.model, failure=failure.value)


def _alarm(overdraft: Overdraft) -> None:
    """Tell the operator that a price or an estimate of ours is wrong."""
    target = overdraft.target
    log.error(
        "an answer cost more than was reserved for it",
        provider=target.provider,
        model=target.model,
        reserved_microusd=overdraft.reserved,
        cost_microusd=overdraft.cost,
    )
