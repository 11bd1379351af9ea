"""GraphQL enforces the same permissions, with errors inside a 200."""

from __future__ import annotations

from tests.stand_in.answers import Json
from tests.stand_in_tests.conftest import Scene

RESOLVE = "mutation($id:ID!){resolveReviewThread(input:{threadId:$id}){thread{isResolved}}}"
MINIMIZE = (
    "mutation($id:ID!){minimizeComment(input:{subjectId:$id, classifier:OUTDATED}){minimizedComment{isMinimized}}}"
)
THREADS = """query($owner:String!,$name:String!,$number:Int!){repository(owner:$owner,name:$name){
  pullRequest(number:$number){reviewThreads(first:100){nodes{id isResolved}}}}}"""


async def ask(scene: Scene, query: str, **variables: object) -> Json:
    """Ask one question."""
    answer = await scene.call("POST", scene.github.graphql_url, {"query": query, "variables": variables})
    assert answer.status_code == 200
    value: Json = answer.json()
    return value


async def thread(scene: Scene) -> str:
    """Return the id of a new thread."""
    await scene.review({"path": "a.txt", "line": 10, "side": "RIGHT", "body": "x"}, event="COMMENT", body="b")
    found = await ask(scene, THREADS, owner="octo-org", name="demo", number=1)
    return str(found["data"]["repository"]["pullRequest"]["reviewThreads"]["nodes"][0]["id"])


async def test_resolving_a_thread_needs_write_access_to_contents(scene: Scene) -> None:
    wanted = await thread(scene)
    assert (await ask(scene, RESOLVE, id=wanted))["errors"][0]["type"] == "FORBIDDEN"
    scene.installation.permissions["contents"] = "write"
    scene.headers.clear()
    assert (await ask(scene, RESOLVE, id=wanted))["data"]["resolveReviewThread"]["thread"]["isResolved"] is True


async def test_a_comment_can_be_minimised(scene: Scene) -> None:
    made = (await scene.call("POST", f"{scene.path}/issues/1/comments", {"body": "x"})).json()
    answer = await ask(scene, MINIMIZE, id=made["node_id"])
    assert answer["data"]["minimizeComment"]["minimizedComment"]["isMinimized"] is True
    assert scene.github.issue_comments(scene.pull)[0].minimized == "OUTDATED"


async def test_the_viewer_is_the_bot(scene: Scene) -> None:
    assert (await ask(scene, "query{viewer{login}}"))["data"]["viewer"]["login"] == "diffdiver[bot]"
