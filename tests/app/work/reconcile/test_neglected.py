"""Which pull requests are looked after once more, decided from what GitHub lists and what we know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.github.payloads import Pull
from app.store.jobs import JobState
from app.store.sweeping import Standing
from app.work.reconcile.neglected import RETRIED_AFTER_MS, from_before, neglected

INSTALLED = datetime(2026, 11, 1, tzinfo=UTC)
PULL = Pull.model_validate(
    {
        "number": 7,
        "title": "",
        "state": "open",
        "base": {"ref": "main", "sha": "b" * 40, "repo": {"id": 1, "full_name": "octo/shop"}},
        "head": {"ref": "topic", "sha": "a" * 40},
        "created_at": INSTALLED + timedelta(days=1),
    }
)
BEFORE = PULL.model_copy(update={"created_at": INSTALLED - timedelta(days=1)})
REVIEWED = Standing("a" * 40, "main", "open", False, finished=True, job=JobState.DONE)
UNFINISHED = replace(REVIEWED, finished=False)
AT_ANOTHER_HEAD = replace(UNFINISHED, head_sha="c" * 40)


def test_one_that_nobody_knows_is_neglected_and_one_that_is_reviewed_is_not() -> None:
    assert neglected(PULL, Standing())
    assert not neglected(PULL, REVIEWED)


@pytest.mark.parametrize("standing", [UNFINISHED, AT_ANOTHER_HEAD])
def test_a_head_without_a_finished_review_is_neglected(standing: Standing) -> None:
    assert neglected(PULL, standing)


@pytest.mark.parametrize("job", [JobState.WAITING, JobState.RUNNING, JobState.QUARANTINED])
def test_what_is_under_way_or_put_away_is_left_alone(job: JobState) -> None:
    assert not neglected(PULL, replace(AT_ANOTHER_HEAD, job=job))


@pytest.mark.parametrize("changed", [{}, {"base_ref": "release"}, {"draft": True}, {"head_sha": None}])
def test_what_failed_for_good_is_tried_once_a_day(changed: dict[str, object]) -> None:
    failed = replace(UNFINISHED, job=JobState.FAILED, **changed)  # type: ignore[arg-type]  # fields of it
    assert not neglected(PULL, replace(failed, idle_ms=RETRIED_AFTER_MS - 1))
    assert neglected(PULL, replace(failed, idle_ms=RETRIED_AFTER_MS))


def test_what_failed_at_another_head_is_tried_at_this_one() -> None:
    assert neglected(PULL, replace(AT_ANOTHER_HEAD, job=JobState.FAILED))


@pytest.mark.parametrize("read", [{"base_ref": "release"}, {"draft": True}, {"state": "closed"}])
def test_another_base_a_reopening_and_an_end_of_drafting_are_noticed(read: dict[str, object]) -> None:
    assert neglected(PULL, replace(REVIEWED, **read))  # type: ignore[arg-type]  # fields of it


def test_only_what_was_there_before_us_and_did_not_move_since_is_from_before() -> None:
    assert from_before(BEFORE, Standing(), INSTALLED)
    assert from_before(BEFORE, UNFINISHED, INSTALLED)
    assert not from_before(BEFORE, AT_ANOTHER_HEAD, INSTALLED), "somebody pushed since we first saw it"
    assert not from_before(PULL, Standing(), INSTALLED)
    assert not from_before(BEFORE, Standing(), None), "GitHub does not say when we were installed"
