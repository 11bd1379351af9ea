"""Issues and answers as people write them."""

from __future__ import annotations

from tests.stand_in_tests.conftest import Scene


async def test_an_issue_is_shown_as_github_describes_it(scene: Scene) -> None:
    scene.github.world.check_answers = True
    made = scene.github.open_issue(scene.repository, "Broken", "It breaks.")
    answer = await scene.call("GET", f"{scene.path}/issues/{made.number}")
    shown = answer.json()
    assert (answer.status_code, shown["title"], shown["body"]) == (200, "Broken", "It breaks.")
    assert shown["repository_url"].endswith("/repos/octo-org/demo")
    assert "pull_request" not in shown
    assert scene.github.world.answer_faults == []


async def test_a_pull_request_is_an_issue_that_says_so(scene: Scene) -> None:
    assert "pull_request" in (await scene.call("GET", f"{scene.path}/issues/{scene.pull.number}")).json()


async def test_issues_and_pull_requests_count_as_one(scene: Scene) -> None:
    made = scene.github.open_issue(scene.repository, "Broken")
    assert made.number == scene.pull.number + 1
    assert (await scene.call("GET", f"{scene.path}/issues/{made.number + 1}")).status_code == 404


async def test_an_issue_needs_the_permission(scene: Scene) -> None:
    made = scene.github.open_issue(scene.repository, "Broken")
    del scene.installation.permissions["issues"]
    del scene.installation.permissions["pull_requests"]
    assert (await scene.call("GET", f"{scene.path}/issues/{made.number}")).status_code == 403


async def test_people_answer_line_comments(scene: Scene) -> None:
    await scene.review({"path": "a.txt", "line": 10, "side": "RIGHT", "body": "x"}, event="COMMENT", body="b")
    (ours,) = scene.github.comments(scene.pull)
    scene.github.reply(ours, "No.", user="mona")
    newest = (await scene.call("GET", f"{scene.pull_path}/comments?sort=created&direction=desc&per_page=1")).json()
    assert [(one["body"], one["user"]["login"], one["in_reply_to_id"]) for one in newest] == [("No.", "mona", ours.id)]
    assert newest[0]["diff_hunk"].endswith(ours.code)
    assert scene.github.faults_found == []
