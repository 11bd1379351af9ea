"""Reviews are taken all or not at all, for lines that GitHub shows."""

from __future__ import annotations

from tests.stand_in.answers import Json
from tests.stand_in_tests.conftest import Scene


def comment(line: int, side: str = "RIGHT", path: str = "a.txt", **more: object) -> Json:
    """Build a comment."""
    return {"path": path, "line": line, "side": side, "body": "see", **more}


ACCEPTED = (
    (comment(10), "line ten"),
    (comment(11), "and more"),
    (comment(10, "LEFT"), "line 10"),
    (comment(30, "LEFT"), "line 30"),
    (comment(7), "line 7"),
    (comment(14, "RIGHT"), "line 13"),
    (comment(12, start_line=10, start_side="RIGHT"), "line 11"),
    (comment(1, path="new.txt"), "1"),
    (comment(1, "LEFT", path="gone.txt"), "x"),
)
REFUSED = (
    comment(1),
    comment(6),
    comment(15),
    comment(40),
    comment(1, "RIGHT", path="gone.txt"),
    comment(1, path="unchanged.txt"),
    comment(31, start_line=10, start_side="RIGHT"),
    comment(10, start_line=11, start_side="RIGHT"),
)


async def test_a_line_in_a_hunk_is_accepted(scene: Scene) -> None:
    answer = await scene.review(*(place for place, _ in ACCEPTED), event="COMMENT", body="all")
    assert answer.status_code == 200, answer.text
    assert [posted.code for posted in scene.github.comments(scene.pull)] == [code for _, code in ACCEPTED]
    assert scene.github.faults_found == []


async def test_one_refused_line_loses_the_whole_review(scene: Scene) -> None:
    for place in REFUSED:
        answer = await scene.review(comment(10), place, event="COMMENT", body="all")
        assert answer.status_code == 422, place
        assert answer.json()["errors"] in (["Line could not be resolved"], ["Path could not be resolved"])
    assert scene.github.comments(scene.pull) == []
    assert scene.github.reviews(scene.pull) == []


async def test_a_file_past_20000_lines_takes_no_comment(scene: Scene) -> None:
    scene.github.commit(scene.repository, "topic", {"big.txt": "x\n" * 20_001})
    assert (await scene.review(comment(1, path="big.txt"), event="COMMENT", body="b")).status_code == 422
    assert (await scene.review(comment(1, path="new.txt"), event="COMMENT", body="b")).status_code == 200


async def test_nothing_after_20000_lines_in_all_takes_a_comment(scene: Scene) -> None:
    files = {f"b{n}.txt": "x\n" * 9_000 for n in range(3)}
    scene.github.commit(scene.repository, "topic", files)
    assert (await scene.review(comment(1, path="b1.txt"), event="COMMENT", body="b")).status_code == 200
    assert (await scene.review(comment(1, path="b2.txt"), event="COMMENT", body="b")).status_code == 422
    assert (await scene.review(comment(1, path="new.txt"), event="COMMENT", body="b")).status_code == 422


async def test_a_pending_review_is_seen_by_its_author_alone_until_submitted(scene: Scene) -> None:
    made = (await scene.review(comment(10), body="all")).json()
    assert made["state"] == "PENDING"
    assert (await scene.call("GET", f"{scene.pull_path}/comments")).json() == []
    assert [r["id"] for r in (await scene.call("GET", f"{scene.pull_path}/reviews")).json()] == [made["id"]]
    path = f"{scene.pull_path}/reviews/{made['id']}"
    assert len((await scene.call("GET", f"{path}/comments")).json()) == 1
    submitted = await scene.call("POST", f"{path}/events", {"event": "COMMENT"})
    assert submitted.json()["state"] == "COMMENTED"
    assert len((await scene.call("GET", f"{scene.pull_path}/comments")).json()) == 1


async def test_a_user_has_one_pending_review(scene: Scene) -> None:
    await scene.review(comment(10))
    second = await scene.review(comment(11))
    assert second.status_code == 422
    assert second.json()["errors"] == ["User can only have one pending review per pull request"]
    [review] = scene.github.reviews(scene.pull, pending=True)
    assert (await scene.call("DELETE", f"{scene.pull_path}/reviews/{review.id}")).status_code == 200
    assert (await scene.review(comment(11))).status_code == 200


async def test_a_submitted_review_cannot_be_deleted(scene: Scene) -> None:
    made = (await scene.review(comment(10), event="COMMENT", body="all")).json()
    assert (await scene.call("DELETE", f"{scene.pull_path}/reviews/{made['id']}")).status_code == 422


async def test_a_body_has_at_most_65536_characters(scene: Scene) -> None:
    assert (await scene.review(event="COMMENT", body="x" * 65_536)).status_code == 200
    assert (await scene.review(event="COMMENT", body="x" * 65_537)).status_code == 422
    long = await scene.call("POST", f"{scene.path}/issues/1/comments", {"body": "x" * 65_537})
    assert long.status_code == 422


async def test_what_the_bot_posts_belongs_to_the_bot(scene: Scene) -> None:
    user = (await scene.review(event="COMMENT", body="all")).json()["user"]
    assert (user["login"], user["type"], user["id"]) == ("diffdiver[bot]", "Bot", scene.app.bot.id)


async def test_the_single_comment_endpoint_says_which_line_it_refuses(scene: Scene) -> None:
    body = {"body": "see", "commit_id": scene.pull.head_sha, "path": "a.txt", "line": 1, "side": "RIGHT"}
    refused = await scene.call("POST", f"{scene.pull_path}/comments", body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"] == "pull_request_review_thread.line must be part of the diff"
    made = await scene.call("POST", f"{scene.pull_path}/comments", body | {"line": 10})
    assert made.status_code == 201
    path = f"{scene.pull_path}/comments/{made.json()['id']}/replies"
    reply = await scene.call("POST", path, {"body": "answer"})
    assert reply.json()["in_reply_to_id"] == made.json()["id"]
    edited = await scene.call("PATCH", f"{scene.path}/pulls/comments/{made.json()['id']}", {"body": "new"})
    assert edited.json()["body"] == "new"
    assert (await scene.call("DELETE", f"{scene.path}/pulls/comments/{made.json()['id']}")).status_code == 204


async def test_a_comment_is_outdated_after_a_push_and_its_commit_still_takes_one(scene: Scene) -> None:
    old = scene.pull.head_sha
    await scene.review(comment(10), event="COMMENT", body="all")
    scene.github.commit(scene.repository, "topic", {"new.txt": "other\n"})
    [shown] = (await scene.call("GET", f"{scene.pull_path}/comments")).json()
    assert (shown["line"], shown["original_line"], shown["commit_id"]) == (None, 10, old)
    assert (await scene.review(comment(2, path="new.txt"), commit_id=old, event="COMMENT", body="b")).status_code == 200
    assert (await scene.review(comment(2, path="new.txt"), event="COMMENT", body="b")).status_code == 422


async def test_a_commit_of_another_branch_takes_none(scene: Scene) -> None:
    other = scene.github.commit(
        scene.repository, "side", {"a.txt": "x"}, parent=scene.github.sha(scene.repository, "main")
    )
    assert (await scene.review(comment(1), commit_id=other, event="COMMENT", body="b")).status_code == 422
