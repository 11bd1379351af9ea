"""No order of deliveries, workers, crashes and orders loses a delivery, doubles a holder or forgets a write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.store import leases, outbox, waiting
from app.store.tables import jobs as jobs_table
from tests.proofs.machine import ENDS, Work

SHORT = settings(
    max_examples=8,
    stateful_step_count=25,
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=False,
    phases=[Phase.generate],  # making a failure small takes minutes; take this away to see it small
    suppress_health_check=list(HealthCheck),
)
LONG = settings(SHORT, max_examples=60, stateful_step_count=40)
SEARCH = settings(SHORT, max_examples=30, stateful_step_count=25)


@pytest.fixture
def machine(_sqlite_migrated: Path) -> type[Work]:
    return type("Machine", (Work,), {"migrated": _sqlite_migrated})


@pytest.mark.parametrize("profile", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)], ids=["short", "long"])
def test_nothing_is_lost_and_nobody_works_beside_another(machine: type[Work], profile: Any) -> None:
    run_state_machine_as_test(machine, settings=profile)


async def _nothing(*_: object) -> None: ...


async def _yes(*_: object) -> bool:
    return True


GUARDS = {
    "the fence of a lease": (leases, "_held", lambda lease: jobs_table.c.id == lease.job_id),
    "the time of a lease": (leases, "ready", lambda: jobs_table.c.wanted_generation > jobs_table.c.done_generation),
    "the fence of a write": (outbox, "holds", _yes),
    "the settling of deliveries": (waiting, "settle", _nothing),
    "the linking of deliveries": (waiting, "add", _nothing),
}


@pytest.mark.slow
@pytest.mark.parametrize("guard", GUARDS)
def test_without_a_guard_the_machine_turns_red(
    machine: type[Work], guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control."""
    module, name, broken = GUARDS[guard]
    monkeypatch.setattr(module, name, broken)
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        run_state_machine_as_test(machine, settings=SEARCH)


def test_the_machine_knows_every_way_a_lease_ends() -> None:
    """A new way has to be added to the machine too."""
    ways = {"finish", "again", "defer", "retry", "fail", "quarantine", "hand_back"}
    assert ways <= set(ENDS)
    assert ways <= {name for name in vars(leases) if not name.startswith("_")}
