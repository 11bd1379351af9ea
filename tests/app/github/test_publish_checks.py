"""Check runs: one of each name on a head, concluded once, with every annotation once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete

from app.github.errors import RateLimited, Unavailable
from app.store.tables import outbox
from review.models import Annotation, CheckRun, Conclusion, Review
from tests.app.github.conftest import Bot, lease_for
from tests.stand_in.posted import CheckRun as Posted

NAMES = ("diffdiver/security", "diffdiver/review")
SECURITY = CheckRun("diffdiver/security", Conclusion.FAILURE, "1 finding", "One finding at or above high.")
REVIEW = CheckRun("diffdiver/review", Conclusion.NEUTRAL, "2 findings", "Two findings.")
BOTH = Review((), None, (SECURITY, REVIEW))
CREATE, UPDATE, LIST = r"/check-runs$", r"/check-runs/\d+$", r"/commits/\w+/check-runs$"


def _runs(bot: Bot) -> list[Posted]:
    return bot.scene.github.check_runs(bot.scene.pull)


def _said(bot: Bot) -> list[tuple[str, str, str | None]]:
    return sorted((run.name, run.status, run.conclusion) for run in _runs(bot))


def _with(count: int) -> Review:
    notes = tuple(Annotation("b.py", n + 1, n + 1, "warning", f"note {n}", "Look.") for n in range(count))
    return Review((), None, (replace(SECURITY, annotations=notes),))


def _noted(run: Posted) -> list[str]:
    return [note["title"] for note in run.annotations]


CONCLUDED = [("diffdiver/review", "completed", "neutral"), ("diffdiver/security", "completed", "failure")]


async def test_runs_begin_in_progress_and_end_with_a_conclusion(bot: Bot) -> None:
    publisher = bot.publisher()
    ids = await publisher.start(NAMES)
    assert _said(bot) == [(name, "in_progress", None) for name in sorted(NAMES)]
    published = await publisher.publish(BOTH)
    assert _said(bot) == CONCLUDED
    assert published.check_ids == ids == {run.name: run.id for run in _runs(bot)}
    assert {run.head_sha for run in _runs(bot)} == {bot.scene.pull.head_sha}


async def test_a_clean_pull_request_costs_five_requests(bot: Bot) -> None:
    start, publisher = len(bot.scene.github.requests), bot.publisher()
    await publisher.start(NAMES)
    await publisher.publish(BOTH)
    asked = ["POST checks/create"] * 2 + ["GET checks/list-for-ref"] + ["PATCH checks/update"] * 2
    assert bot.scene.asked(start) == asked


async def test_a_job_that_starts_again_goes_on_with_the_same_runs(bot: Bot) -> None:
    await bot.publisher().start(NAMES)
    start, publisher = len(bot.scene.github.requests), bot.publisher()
    await publisher.start(NAMES)
    assert bot.scene.asked(start) == []
    await publisher.publish(BOTH)
    assert _said(bot) == CONCLUDED


async def test_publishing_the_same_again_writes_nothing(bot: Bot) -> None:
    await bot.publisher().publish(BOTH)
    start = len(bot.scene.github.requests)
    await bot.publisher().publish(BOTH)
    assert bot.scene.asked(start) == []


async def test_a_new_attempt_has_runs_of_its_own(bot: Bot) -> None:
    await bot.publisher().publish(BOTH)
    await bot.publisher(attempt=2).start(NAMES)
    assert len(_runs(bot)) == 4


@pytest.mark.slow
@pytest.mark.parametrize("fault", [{"status": 502}, {"reset": True}], ids=["502", "reset"])
@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
@pytest.mark.parametrize(("method", "path"), [("POST", CREATE), ("PATCH", UPDATE)], ids=["create", "update"])
async def test_a_lost_answer_leaves_one_run_of_each_name(
    bot: Bot, method: str, path: str, after: bool, fault: dict[str, int]
) -> None:
    bot.scene.github.fault(method, path, after=after, **fault)  # type: ignore[arg-type]  # one of two keywords
    await bot.publisher().publish(BOTH)
    assert _said(bot) == CONCLUDED


@pytest.mark.slow
async def test_what_was_half_begun_is_found_by_starting_again(bot: Bot) -> None:
    bot.scene.github.fault("POST", CREATE, after=True, status=502)
    bot.scene.github.fault("GET", LIST, status=502, times=3)
    with pytest.raises(Unavailable):
        await bot.publisher().start(NAMES)
    await bot.publisher().publish(BOTH)
    assert _said(bot) == CONCLUDED


async def test_a_run_not_on_record_is_found_after_writing_and_its_twin_tells_the_same(bot: Bot) -> None:
    await bot.publisher().start(NAMES)
    async with bot.database.begin() as tx:
        await tx.execute(delete(outbox))
    published = await bot.publisher().publish(BOTH)
    assert {(run.name, run.conclusion) for run in _runs(bot)} == {(name, end) for name, _, end in CONCLUDED}
    assert set(published.check_ids.values()) == {run.id for run in _runs(bot)[:2]}


@pytest.mark.parametrize("count", [0, 1, 50, 51, 100, 120])
async def test_every_annotation_arrives_once_and_in_order(bot: Bot, count: int) -> None:
    await bot.publisher().publish(_with(count))
    (run,) = _runs(bot)
    assert _noted(run) == [f"note {n}" for n in range(count)]
    assert run.conclusion == "failure"


async def test_the_conclusion_comes_with_the_last_batch(bot: Bot) -> None:
    await bot.publisher().publish(_with(120))
    (run,) = _runs(bot)
    assert ["conclusion" in sent for sent in run.history] == [False, False, False, True]


@pytest.mark.slow
@pytest.mark.parametrize("fault", [{"status": 502}, {"reset": True}], ids=["502", "reset"])
@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
@pytest.mark.parametrize("batch", [0, 1, 2])
async def test_a_batch_whose_answer_is_lost_is_neither_repeated_nor_missing(
    bot: Bot, batch: int, after: bool, fault: dict[str, int]
) -> None:
    bot.scene.github.fault("PATCH", UPDATE, after=after, skip=batch, **fault)  # type: ignore[arg-type]  # one of two
    await bot.publisher().publish(_with(120))
    (run,) = _runs(bot)
    assert _noted(run) == [f"note {n}" for n in range(120)]
    assert run.conclusion == "failure"


@pytest.mark.parametrize("batch", [0, 1, 2])
async def test_publishing_again_goes_on_behind_the_batches_that_arrived(bot: Bot, batch: int) -> None:
    bot.scene.github.fault("PATCH", UPDATE, skip=batch, status=429, retry_after=5)
    with pytest.raises(RateLimited):
        await bot.publisher().publish(_with(120))
    assert _runs(bot)[0].conclusion is None
    await bot.publisher().publish(_with(120))
    (run,) = _runs(bot)
    assert _noted(run) == [f"note {n}" for n in range(120)]
    assert run.conclusion == "failure"


async def test_a_superseded_run_ends_as_cancelled_and_says_why(bot: Bot) -> None:
    await bot.publisher().start(NAMES)
    await bot.publisher().cancel("A newer head is being reviewed")
    assert {(run.status, run.conclusion, run.title) for run in _runs(bot)} == {
        ("completed", "cancelled", "A newer head is being reviewed")
    }


async def test_cancelling_leaves_a_verdict_as_it_is(bot: Bot) -> None:
    publisher = bot.publisher()
    await publisher.start(NAMES)
    await publisher.publish(Review((), None, (SECURITY,)))
    await publisher.cancel("A newer head is being reviewed")
    assert _said(bot) == [
        ("diffdiver/review", "completed", "cancelled"),
        ("diffdiver/security", "completed", "failure"),
    ]


async def test_cancelling_what_never_began_does_nothing(bot: Bot) -> None:
    await bot.publisher().cancel("A newer head is being reviewed")
    assert _runs(bot) == []


async def test_the_same_name_of_another_app_is_not_ours(bot: Bot) -> None:
    github = bot.scene.github
    await bot.publisher().start(NAMES)
    other = github.create_app("Imitator")
    for run in _runs(bot):
        run.suite.app = other
    async with bot.database.begin() as tx:
        await tx.execute(delete(outbox))
    await bot.publisher().publish(BOTH)
    theirs = [run for run in _runs(bot) if run.suite.app is other]
    assert [run.status for run in theirs] == ["in_progress", "in_progress"]


async def test_output_past_githubs_limits_is_cut(bot: Bot) -> None:
    long = replace(SECURITY, title="t" * 400, summary="é" * 60_000)
    await bot.publisher().publish(Review((), None, (long,)))
    (run,) = _runs(bot)
    assert len((run.summary or "").encode()) <= 65_535
    assert len(run.title or "") == 255


async def test_runs_left_open_on_an_earlier_head_are_cancelled_when_the_next_begins(bot: Bot) -> None:
    old = bot.scene.pull.head_sha
    await bot.publisher().start(NAMES)
    bot.scene.github.commit(bot.scene.repository, "topic", {"c.py": "more\n"})
    await bot.publisher().start(NAMES)
    assert {run.conclusion for run in bot.scene.github.check_runs(old)} == {"cancelled"}
    assert {run.status for run in _runs(bot)} == {"in_progress"}


async def test_earlier_heads_are_looked_at_only_once(bot: Bot) -> None:
    """Here the runs of the first head were never made: its worker died before its request arrived."""
    bot.scene.github.fault("POST", CREATE, status=429, times=2, retry_after=9)
    with pytest.raises(RateLimited):
        await bot.publisher().start(NAMES)
    for text in ("one\n", "two\n"):
        bot.scene.github.commit(bot.scene.repository, "topic", {"c.py": text})
        start = len(bot.scene.github.requests)
        publisher = bot.publisher()
        await publisher.start(NAMES)
        asked = bot.scene.asked(start)
        await publisher.publish(BOTH)
    assert sorted(asked) == ["GET checks/list-for-ref", "POST checks/create", "POST checks/create"]


async def test_an_earlier_head_that_cannot_be_closed_does_not_stop_the_next(bot: Bot) -> None:
    old = bot.scene.pull.head_sha
    await bot.publisher().start(NAMES)
    bot.scene.github.commit(bot.scene.repository, "topic", {"c.py": "more\n"})
    bot.scene.github.fault("GET", f"/commits/{old}/check-runs$", status=404)
    await bot.publisher().start(NAMES)
    assert len(_runs(bot)) == 2


async def test_a_worker_that_lost_its_lease_cancels_nothing(bot: Bot) -> None:
    await bot.publisher().start(NAMES)
    await lease_for(bot.database, bot.lease.subject, bot.scene.installation.id)
    await bot.publisher().cancel("A newer head is being reviewed")
    assert {run.status for run in _runs(bot)} == {"in_progress"}


async def test_a_concluded_run_offers_to_review_again(bot: Bot) -> None:
    """Within GitHub's limits: https://docs.github.com/en/rest/checks/runs#create-a-check-run."""
    await bot.publisher().publish(BOTH)
    for run in _runs(bot):
        (action,) = run.actions
        assert action["identifier"] == "review_again"
        assert len(action["identifier"]) <= 20
        assert len(action["label"]) <= 20
        assert len(action["description"]) <= 40


async def test_a_run_under_way_offers_nothing(bot: Bot) -> None:
    await bot.publisher().start(NAMES)
    assert [run.actions for run in _runs(bot)] == [[], []]


async def test_a_run_that_github_has_no_more_is_made_anew(bot: Bot) -> None:
    """GitHub keeps a thousand runs of one name; the oldest go."""
    await bot.publisher().start(NAMES)
    gone = _runs(bot)[0]
    del bot.scene.github.world.check_runs[gone.id]
    await bot.publisher().publish(BOTH)
    assert _said(bot) == CONCLUDED


async def test_a_run_that_was_ended_by_somebody_else_gets_our_verdict_once(bot: Bot) -> None:
    """GitHub itself ends a run as `stale` after two weeks."""
    await bot.publisher().start(NAMES)
    for run in _runs(bot):
        run.status, run.conclusion = "completed", "stale"
    await bot.publisher().publish(BOTH)
    start = len(bot.scene.github.requests)
    await bot.publisher().publish(BOTH)
    assert _said(bot) == CONCLUDED
    assert bot.scene.asked(start) == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", [{"status": 502}, {"reset": True}], ids=["502", "reset"])
@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
async def test_a_lost_answer_to_a_twins_conclusion_leaves_it_concluded(
    bot: Bot, after: bool, fault: dict[str, int]
) -> None:
    await bot.publisher().start(NAMES[:1])
    async with bot.database.begin() as tx:
        await tx.execute(delete(outbox))
    bot.scene.github.fault("PATCH", UPDATE, skip=1, after=after, **fault)  # type: ignore[arg-type]  # one of two
    await bot.publisher().publish(Review((), None, (SECURITY,)))
    assert [(run.status, run.conclusion) for run in _runs(bot)] == [("completed", "failure")] * 2
    assert "twice by accident" in (_runs(bot)[1].summary or "")
