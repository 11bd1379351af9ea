"""The stand-in answers in GitHub's shape and knows what it was asked."""

from __future__ import annotations

from tests.stand_in.rulesets import DEFAULT, pull_requests
from tests.stand_in_tests.conftest import Scene

READABLE = (
    "/installation/repositories",
    "/repos/octo-org/demo",
    "/repos/octo-org/demo/commits",
    "/repos/octo-org/demo/commits/topic",
    "/repos/octo-org/demo/compare/main...topic",
    "/repos/octo-org/demo/contents/a.txt?ref=topic",
    "/repos/octo-org/demo/contents/",
    "/repos/octo-org/demo/git/trees/topic?recursive=1",
    "/repos/octo-org/demo/collaborators/octocat/permission",
    "/repos/octo-org/demo/pulls",
    "/repos/octo-org/demo/pulls/1",
    "/repos/octo-org/demo/pulls/1/files",
    "/repos/octo-org/demo/pulls/1/commits",
    "/repos/octo-org/demo/pulls/1/comments",
    "/repos/octo-org/demo/pulls/1/reviews",
    "/repos/octo-org/demo/pulls/1/requested_reviewers",
    "/repos/octo-org/demo/issues/1",
    "/repos/octo-org/demo/issues/1/comments",
    "/repos/octo-org/demo/issues/1/labels",
    "/repos/octo-org/demo/commits/topic/check-runs",
    "/repos/octo-org/demo/commits/topic/check-suites",
    "/repos/octo-org/demo/branches/main",
    "/repos/octo-org/demo/rules/branches/main",
    "/users/octocat",
    "/rate_limit",
)


async def test_every_answer_has_the_shape_that_github_describes(scene: Scene) -> None:
    scene.github.world.check_answers = True
    await scene.call("POST", f"{scene.path}/issues/1/labels", {"labels": ["bug"]})
    await scene.call("POST", f"{scene.path}/issues/1/comments", {"body": "hello"})
    await scene.call("POST", f"{scene.path}/check-runs", {"name": "ours", "head_sha": scene.pull.head_sha})
    await scene.review({"path": "a.txt", "line": 10, "side": "RIGHT", "body": "here"}, event="COMMENT", body="all")
    scene.github.react(scene.github.comments(scene.pull)[0], "-1")
    scene.github.add_ruleset(scene.repository, pull_requests(resolved=True))
    for path in READABLE:
        answer = await scene.call("GET", path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
    # Not /app/installations: the description wants its accounts to be user and enterprise at once.
    for path in ("/app", "/repos/octo-org/demo/installation", "/app/hook/deliveries"):
        assert (await scene.as_app("GET", path)).status_code == 200
    assert scene.github.faults_found == []
    assert scene.github.world.answer_faults == []


async def test_a_branch_has_the_rules_of_the_rulesets_that_are_in_force_on_it(scene: Scene) -> None:
    for branches, enforcement in (((DEFAULT,), "active"), (("release/*",), "active"), (("main",), "evaluate")):
        scene.github.add_ruleset(
            scene.repository, pull_requests(resolved=True), branches=branches, enforcement=enforcement
        )
    for branch, count in (("main", 1), ("release%2F1", 1), ("topic", 0)):
        rules = (await scene.call("GET", f"{scene.path}/rules/branches/{branch}")).json()
        assert [rule["type"] for rule in rules] == ["pull_request"] * count, branch


async def test_a_line_comment_counts_the_reactions_of_people(scene: Scene) -> None:
    await scene.review({"path": "a.txt", "line": 10, "side": "RIGHT", "body": "x"}, event="COMMENT", body="b")
    (ours,) = scene.github.comments(scene.pull)
    for content, user in (("+1", "mona"), ("+1", "mona"), ("+1", "hubot"), ("-1", "mona")):
        scene.github.react(ours, content, user=user)
    (shown,) = (await scene.call("GET", f"{scene.pull_path}/comments")).json()
    assert [shown["reactions"][content] for content in ("total_count", "+1", "-1", "eyes")] == [3, 2, 1, 0]
    assert len((await scene.call("GET", f"{scene.path}/pulls/comments/{ours.id}/reactions")).json()) == 3


async def test_an_unknown_endpoint_is_a_fault_of_the_test(scene: Scene) -> None:
    assert (await scene.call("GET", "/repos/octo-org/demo/nothing")).status_code == 404
    assert scene.github.faults_found == ["GET /repos/octo-org/demo/nothing: no such endpoint in the description"]


async def test_a_body_that_the_description_forbids_is_refused_and_remembered(scene: Scene) -> None:
    answer = await scene.call("POST", f"{scene.path}/check-runs", {"name": "ours", "head_sha": "x", "state": "done"})
    assert answer.status_code == 422
    assert "'state' was unexpected" in scene.github.faults_found[0]


async def test_a_request_without_the_api_version_is_remembered(scene: Scene) -> None:
    del scene.http.headers["X-GitHub-Api-Version"]
    assert (await scene.call("GET", scene.path)).status_code == 200
    assert any("X-GitHub-Api-Version is None" in fault for fault in scene.github.faults_found)


async def test_more_than_100_a_page_is_remembered(scene: Scene) -> None:
    await scene.call("GET", f"{scene.pull_path}/files?per_page=101")
    assert "per_page: at most 100" in scene.github.faults_found[0]


async def test_lists_come_in_pages_linked_by_a_header(scene: Scene) -> None:
    first = await scene.call("GET", f"{scene.pull_path}/files?per_page=2")
    assert [f["filename"] for f in first.json()] == ["a.txt", "gone.txt"]
    second = await scene.call("GET", first.links["next"]["url"])
    assert [f["filename"] for f in second.json()] == ["new.txt"]
    assert first.links["last"]["url"] == first.links["next"]["url"]
    assert "next" not in second.links


async def test_a_pull_request_counts_its_change(scene: Scene) -> None:
    pull = (await scene.call("GET", scene.pull_path)).json()
    assert (pull["additions"], pull["deletions"], pull["changed_files"], pull["commits"]) == (4, 3, 3, 1)
    assert pull["head"]["sha"] == scene.github.sha(scene.repository, "refs/pull/1/head")


async def test_a_deleted_fork_leaves_a_pull_request_without_head_repository(scene: Scene) -> None:
    fork = scene.github.fork(scene.repository, "someone")
    scene.github.commit(fork, "theirs", {"b.txt": "b\n"}, parent=scene.github.sha(fork, "main"))
    pull = scene.github.open_pull_request(scene.repository, head="theirs", head_repository=fork, user="someone")
    scene.github.delete_repository(fork)
    shown = (await scene.call("GET", f"{scene.path}/pulls/{pull.number}")).json()
    assert shown["head"]["repo"] is None
    assert scene.github.sha(scene.repository, f"refs/pull/{pull.number}/head") == shown["head"]["sha"]


async def test_a_force_push_moves_the_head(scene: Scene) -> None:
    before = scene.pull.head_sha
    start = scene.github.sha(scene.repository, "main")
    after = scene.github.commit(scene.repository, "topic", {"a.txt": "short\n"}, parent=start)
    assert before != after == scene.pull.head_sha
    assert (await scene.call("GET", scene.pull_path)).json()["head"]["sha"] == after


async def test_a_diff_past_300_files_is_refused_with_406(scene: Scene) -> None:
    files = {f"many/{n}.txt": "x\n" for n in range(301)}
    scene.github.commit(scene.repository, "topic", files)
    answer = await scene.call("GET", scene.pull_path, Accept="application/vnd.github.v3.diff")
    assert answer.status_code == 406
    assert answer.json()["errors"][0]["code"] == "too_large"


async def test_the_diff_is_gits_own(scene: Scene) -> None:
    answer = await scene.call("GET", scene.pull_path, Accept="application/vnd.github.diff")
    assert answer.text.startswith("diff --git a/a.txt b/a.txt\n")
    assert "+and more\n" in answer.text


async def test_the_contents_api_gives_raw_bytes_on_request(scene: Scene) -> None:
    path = f"{scene.path}/contents/new.txt?ref={scene.pull.head_sha}"
    assert (await scene.call("GET", path, Accept="application/vnd.github.raw+json")).content == b"1\n2\n"
    assert (await scene.call("GET", f"{scene.path}/contents/.github/none.yml")).status_code == 404


async def test_compare_names_the_merge_base(scene: Scene) -> None:
    start = scene.github.sha(scene.repository, "main")
    scene.github.commit(scene.repository, "main", {"later.txt": "x\n"})
    compared = (await scene.call("GET", f"{scene.path}/compare/main...topic")).json()
    assert compared["merge_base_commit"]["sha"] == start
    assert compared["status"] == "diverged"
    assert [f["filename"] for f in compared["files"]] == ["a.txt", "gone.txt", "new.txt"]
