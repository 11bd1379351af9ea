"""`diffdiver doctor`: looks at the installation, changes nothing, and says what to do about each fault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from app.doctor import (
    address,
    advisories,
    data_dir,
    github,
    programs,
    providers,
    registration,
    required,
    rules,
    stores,
    work,
)
from app.doctor.outcome import Outcome
from app.settings import Settings

Group = Callable[[Settings], Awaitable[Sequence[Outcome]]]

# The one list, in the order of the report.
GROUPS: tuple[Group, ...] = (
    registration.check,
    address.check,
    data_dir.check,
    stores.check,
    work.check,
    programs.check,
    rules.check,
    advisories.check,
    providers.check,
    github.check,
    required.check,
)


async def examine(settings: Settings) -> tuple[Outcome, ...]:
    """Run every group at once and return the outcomes in the order of the list."""
    groups = await asyncio.gather(*(group(settings) for group in GROUPS))
    return tuple(outcome for group in groups for outcome in group)
