"""The oracle must see each thing that can go wrong: what it cannot see is not proven."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from review.unreviewed import TITLE as GIVEN_UP
from tests.chaos.oracle import REVIEW, SECURITY, judge
from tests.chaos.plan import Act, Event, Way
from tests.chaos.scenery import Scenery
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.posted import CheckRun, CheckSuite, IssueComment, Review, ReviewComment
from tests.stand_in.repository import PullRequest
from tests.stand_in.store import Logged

NOW = "2026-11-21T00:00:00Z"
STALE_S = 8.0
OPENED = Event(Act.OPEN, 0, Way.LOST, findings=(0,), revision=1)


class Posting:
    """A pull request with one finding, and a bot that posts whatever a test has it post."""

    def __init__(self, scenery: Scenery) -> None:
        self.scenery = scenery
        self.world = scenery.github.world

    @property
    def pull(self) -> PullRequest:
        return self.scenery.pulls[0].made

    def check(self, name: str, conclusion: str | None, key: str = "1") -> CheckRun:
        suite = CheckSuite(self.world.new_id(), self.pull.repository, self.scenery.app, self.pull.head_sha, NOW)
        status = "completed" if conclusion else "in_progress"
        external_id = f"{name}/{self.pull.head_sha}/{key}"
        run = CheckRun(self.world.new_id(), suite, name, status, conclusion, NOW, None, external_id, None)
        self.world.check_runs[run.id] = run
        return run

    def comment(self, code: str, *, key: str = "k", state: str = "COMMENTED") -> ReviewComment:
        head, bot = self.pull.head_sha, self.scenery.app.bot
        review = Review(self.world.new_id(), self.pull, bot, "", state, head, NOW)
        body = f"text <!-- diffdiver:v1 kind=comment key={key} sig=0 -->"
        made = ReviewComment(
            self.world.new_id(), review, self.pull, bot, body, "f", head, 1, "RIGHT", None, None, f"@@\n+{code}",
            NOW, NOW,
        )  # fmt: skip
        self.world.reviews[review.id], self.world.review_comments[made.id] = review, made
        return made

    def summary(self) -> None:
        body = "text <!-- diffdiver:v1 kind=summary key=s sig=0 -->"
        number, bot = self.pull.number, self.scenery.app.bot
        made = IssueComment(self.world.new_id(), self.pull.repository, number, bot, body, NOW, NOW)
        self.world.issue_comments[made.id] = made

    def found(self) -> dict[str, int]:
        return {name: len(lines) for name, lines in judge(self.scenery, STALE_S).faults.items() if lines}


@pytest.fixture
async def posting(tmp_path: Path) -> Posting:
    """Everything as it should be."""
    made = Posting(Scenery.build(GitHubStandIn(tmp_path), "http://127.0.0.1:9/webhook", 1, 1))
    await made.scenery.play(OPENED)
    made.check(SECURITY, "failure")
    made.check(REVIEW, "success")
    made.comment("pl_0_0_KEY=...")
    return made


async def test_all_is_well_when_each_is_there_once(posting: Posting) -> None:
    posting.summary()
    assert posting.found() == {}


async def test_a_head_without_its_check_is_lost(posting: Posting) -> None:
    await posting.scenery.play(replace(OPENED, act=Act.PUSH, revision=2, findings=()))
    assert posting.found() == {"lost": 2}


async def test_a_finding_without_a_comment_is_lost(posting: Posting) -> None:
    posting.world.review_comments.clear()
    assert posting.found() == {"lost": 1}


async def test_a_head_whose_newest_run_is_cancelled_is_lost(posting: Posting) -> None:
    posting.check(REVIEW, "cancelled", key="2")
    assert posting.found() == {"lost": 1}


async def test_two_comments_on_one_finding_are_seen_whatever_their_keys(posting: Posting) -> None:
    posting.comment("pl_0_0_KEY=...", key="another")
    assert posting.found() == {"duplicated": 1}


async def test_two_summaries_are_seen(posting: Posting) -> None:
    posting.summary()
    posting.summary()
    assert posting.found() == {"duplicated": 1}


async def test_a_twin_with_the_same_conclusion_is_counted_and_no_fault(posting: Posting) -> None:
    posting.check(REVIEW, "success")
    assert judge(posting.scenery, STALE_S).noted["twins concluded alike"] == 1
    assert posting.found() == {}


async def test_a_twin_with_another_conclusion_is_a_fault(posting: Posting) -> None:
    posting.check(REVIEW, "neutral")
    assert posting.found() == {"duplicated": 1}


async def test_a_head_judged_twice_for_no_reason_is_a_fault(posting: Posting) -> None:
    posting.check(REVIEW, "success", key="2")
    assert posting.found() == {"duplicated": 1}


async def test_a_review_after_one_that_was_given_up_is_no_second_one(posting: Posting) -> None:
    posting.check(REVIEW, "neutral", key="0").title = GIVEN_UP
    posting.check(REVIEW, "success", key="2")
    assert posting.found() == {"duplicated": 1}, "control: the two with a verdict"
    for run in posting.world.check_runs.values():
        if run.external_id == f"{REVIEW}/{posting.pull.head_sha}/1":
            run.title = GIVEN_UP
    assert posting.found() == {}


async def test_a_run_left_in_progress_is_stuck(posting: Posting) -> None:
    posting.check(REVIEW, None)
    assert posting.found()["stuck"] == 1


async def test_a_pending_review_is_stuck(posting: Posting) -> None:
    posting.comment("pl_0_0_KEY=...", state="PENDING")
    assert posting.found() == {"stuck": 1}


async def test_green_for_a_vulnerable_head_is_a_wrong_verdict(posting: Posting) -> None:
    posting.check(SECURITY, "success", key="2")
    assert posting.found()["wrong_verdict"] == 1


async def test_a_comment_on_a_commit_that_was_never_a_head_is_wrong(posting: Posting) -> None:
    posting.comment("pl_0_0_KEY=...").commit_id = "0" * 40
    assert posting.found()["wrong_sha"] == 1


async def test_a_comment_where_nothing_was_planted_is_wrong(posting: Posting) -> None:
    posting.comment("REVISION=1", key="another")
    assert posting.found()["wrong_sha"] == 1


async def test_a_review_begun_long_after_its_head_was_gone_is_wrong(posting: Posting) -> None:
    old = posting.pull.head_sha
    await posting.scenery.play(replace(OPENED, act=Act.PUSH, revision=2))
    gone = posting.scenery.pulls[0].heads[-1][0]
    path = f"/repos/{posting.pull.repository.full_name}/pulls/1/reviews"
    for late_s in (STALE_S - 1, STALE_S + 1):
        asked = Logged("POST", path, {}, {"commit_id": old}, None, gone + late_s, 200, "pulls/create-review")
        posting.world.requests.append(asked)
    assert posting.found()["wrong_sha"] == 1
