"""What a chaos run will do: the same for the same seed, and enough of everything."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from tests.chaos.plan import WEIGHTS, Act, Event, Plan, Strike, Way

MANY = 3_400


def steps(seed: int) -> list[Event | Strike]:
    return list(islice(Plan(seed, 2_000, 0.6).steps(), MANY))


def test_the_same_seed_chooses_the_same_events_and_faults() -> None:
    assert steps(1) == steps(1)
    assert steps(1) != steps(2)


def test_two_thousand_events_come_with_a_thousand_faults_of_every_kind() -> None:
    faults = Counter(step.kind for step in steps(1) if isinstance(step, Strike))
    assert sum(isinstance(step, Event) for step in steps(1)) > 2_000
    assert faults.total() > 1_000
    assert faults.keys() == WEIGHTS.keys()
    assert len(WEIGHTS) >= 12


def test_every_act_and_every_way_of_a_webhook_is_in_it() -> None:
    events = [step for step in steps(1) if isinstance(step, Event)]
    assert {event.act for event in events} == set(Act)
    assert {event.way for event in events} == set(Way)


def test_at_least_half_of_the_pull_requests_have_findings() -> None:
    found: dict[int, bool] = {}
    for step in steps(1):
        if isinstance(step, Event):
            found[step.pull] = found.get(step.pull, False) or bool(step.findings)
    assert sum(found.values()) >= len(found) / 2


def test_nothing_happens_to_a_closed_pull_request_but_that_it_is_reopened() -> None:
    closed: set[int] = set()
    for step in steps(1):
        if not isinstance(step, Event) or step.act is Act.AGAIN:
            continue
        assert step.pull not in closed or step.act is Act.REOPEN
        closed ^= {step.pull} if step.act in (Act.CLOSE, Act.REOPEN) else set()
