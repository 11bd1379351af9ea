"""Row 33: the merge queue is neither a way around the gate nor left waiting for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.intake.router import route
from app.store.database import Database
from app.store.inbox import Inbox
from tests.app.work.bot import CLEAN, SECURITY, VULNERABLE
from tests.app.work.life import Life
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.queueing import MergeGroup

SAMPLES = Path(__file__).parent.parent / "samples" / "webhook_examples.json"
(EXAMPLES,) = (entry["examples"] for entry in json.loads(SAMPLES.read_text()) if entry["name"] == "merge_group")
MERGED_MEANWHILE = {"notes.txt": "Something else.\n"}


@pytest.fixture
async def life(github: GitHubStandIn, sqlite: Database, tmp_path: Path) -> Life:
    (tmp_path / "data").mkdir()
    life = Life(github, sqlite, tmp_path / "data")
    await life.installed()
    return life


def about(life: Life, payload: dict[str, Any], group: MergeGroup) -> dict[str, Any]:
    """Return GitHub's own example with the numbers and the commit of this scene, all else as it is."""
    repository = payload["repository"] | {"id": life.repository.id, "full_name": life.repository.full_name}
    queued = payload["merge_group"] | {"head_sha": group.head_sha}
    return payload | {
        "repository": repository,
        "installation": {"id": life.installation.id},
        "merge_group": queued,
    }


@pytest.mark.slow
@pytest.mark.parametrize("payload", EXAMPLES, ids=["first", "second"])
async def test_both_example_payloads_end_in_a_completed_check_on_the_queue_s_commit(
    life: Life, payload: dict[str, Any]
) -> None:
    """What they say of the queue's branch and base is not this scene's: only the commit is followed, and looked up."""
    group = life.github.queue(life.open(VULNERABLE))
    told, intent = route("guid", "merge_group", b"", about(life, payload, group), life.app.id)
    await Inbox(life.database).accept(told, intent)
    await life.rest()
    assert life.verdicts(group) == {SECURITY: "failure"}
    assert [run.status for run in life.runs(group)] == ["completed"]


@pytest.mark.slow
async def test_code_that_comes_in_by_the_queue_s_own_merge_is_scanned(life: Life) -> None:
    """The pull request is clean and green; what lies before it in the queue is not."""
    clean = life.open(CLEAN)
    await life.review(clean)
    assert life.conclusions(clean) == {SECURITY: "success"}
    main = life.github.sha(life.repository, "main")
    life.github.commit(life.repository, "bad", VULNERABLE, parent=main)
    before = life.github.queue(life.github.open_pull_request(life.repository, head="bad"))
    group = life.github.queue(clean, behind=before)
    await life.hear("merge_group", "checks_requested", merge_group=group)
    await life.rest()
    assert life.verdicts(group) == {SECURITY: "failure"}


@pytest.mark.slow
async def test_control_the_same_pull_request_without_it_is_green_in_the_queue(life: Life) -> None:
    clean = life.open(CLEAN)
    await life.review(clean)
    life.github.commit(life.repository, "main", MERGED_MEANWHILE)
    group = life.github.queue(clean)
    await life.hear("merge_group", "checks_requested", merge_group=group)
    await life.rest()
    assert life.verdicts(group) == {SECURITY: "success"}


@pytest.mark.slow
async def test_a_branch_named_like_a_queue_s_entry_brings_no_verdict_on_a_pull_request_s_head(life: Life) -> None:
    """Whoever may push names a branch so that the change seems to be in its base already."""
    pull = life.open(VULNERABLE)
    await life.review(pull)
    forged = MergeGroup(life.repository, pull, pull.head_sha, pull.head_sha)
    (life.repository.path / forged.ref).parent.mkdir(parents=True)
    (life.repository.path / forged.ref).write_text(f"{pull.head_sha}\n")
    await life.hear("merge_group", "checks_requested", merge_group=forged)
    await life.rest()
    assert {run.conclusion for run in life.runs(forged)} == {"failure"}
