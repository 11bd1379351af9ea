"""The breakers and figures of every model and provider, over cells wherever they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from providers.errors import Failure
from providers.kept import switch as switches
from providers.kept import tally as tallies
from providers.kept import vitals as rules
from providers.kept.cells import Cells
from providers.kept.vitals import Vitals
from providers.state import Breaker, BreakerState, Figures, Result, Target

# What may be told to people: a shared store is not ours alone.
CAUSES = frozenset(Failure) | {rules.SLOW}


class KeptBreakers:
    """Satisfies `providers.state.Breakers`. A provider's own breaker is the one of its target without a model."""

    def __init__(self, cells: Cells[Vitals]) -> None:
        self._cells = cells

    async def admit(self, target: Target) -> float:
        """Return 0 when the target may be asked now, else after how many seconds to ask for admission again.

        Whoever is let through records how it went, with the outcome `NOT_ADMITTED` when nothing was sent in the end:
        until then, or for a minute, nobody else may try a half-open target.
        """

        def step(values: Sequence[Vitals], now: float) -> tuple[Sequence[Vitals], float]:
            provider, model, waits = rules.admitted(values[0], values[1], now)
            return (provider, model), waits

        return await self._cells.change(_names(target), step)

    async def record(self, target: Target, result: Result) -> None:
        """Count a call for its kind's figures and for both breakers."""

        def step(values: Sequence[Vitals], now: float) -> tuple[Sequence[Vitals], None]:
            return rules.recorded(values[0], values[1], result, now), None

        await self._cells.change(_names(target), step)

    async def figures(self, targets: Sequence[Target], kind: str) -> Mapping[Target, Figures]:
        """Return what calls of this kind were like lately; empty figures where nobody knows."""

        def step(values: Sequence[Vitals], now: float) -> tuple[Sequence[Vitals], list[Figures]]:
            return values, [tallies.figures(value.kinds.get(kind, tallies.EMPTY), now) for value in values]

        names = [_name(target) for target in targets]
        return dict(zip(targets, await self._cells.change(names, step), strict=True)) if names else {}

    async def breakers(self) -> Sequence[Breaker]:
        """Return every breaker that is not closed, sorted by target."""
        values, now = await self._cells.all()
        shown = [_shown(name, value, now) for name, value in values.items()]
        return sorted((breaker for breaker in shown if breaker.state is not BreakerState.CLOSED), key=_by_target)


def _names(target: Target) -> list[str]:
    return [_name(Target(target.provider, "")), _name(target)]


def _name(target: Target) -> str:
    return f"{target.provider} {target.model}"


def _shown(name: str, vitals: Vitals, now: float) -> Breaker:
    provider, _, model = name.partition(" ")
    switch = vitals.switch
    cause = switch.cause if switch.cause in CAUSES else ""
    waits = switches.wait(switch, now)
    return Breaker(Target(provider, model), switches.state(switch, now), cause, waits)


def _by_target(breaker: Breaker) -> Target:
    return breaker.target
