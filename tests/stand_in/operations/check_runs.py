"""Check runs and their annotations."""

from __future__ import annotations

from asyncio import to_thread
from urllib.parse import quote

from tests.stand_in import git
from tests.stand_in.answers import Answer, Json, Refused, answer, invalid, not_found
from tests.stand_in.call import Call, Operation, reads, writes
from tests.stand_in.operations.commits import resolved
from tests.stand_in.posted import CheckRun
from tests.stand_in.suites import suite_of
from tests.stand_in.views import posted

# https://docs.github.com/en/rest/checks/runs: the rest of its limits are in the description.
MAX_MESSAGE_BYTES = 64 * 1024
MAX_TITLE = 255
MAX_SAME_NAME = 1_000


async def _create(call: Call) -> Answer:
    """Create a check run on a commit of the repository, in this App's suite for it."""
    repository, asked = call.repository(), call.body
    sha = await to_thread(git.resolve, repository.path, asked["head_sha"])
    if sha is None or sha != asked["head_sha"]:
        raise Refused(422, f"No commit found for SHA: {asked['head_sha']}")
    _check_output(asked.get("output") or {})
    suite = suite_of(call.world, call.actor.app, repository, sha)
    made = CheckRun(
        id=call.world.new_id(), suite=suite, name=asked["name"], status="queued", conclusion=None,
        started_at=asked.get("started_at") or call.world.clock.stamp(), completed_at=None, external_id="",
        details_url=None,
    )  # fmt: skip
    _apply(call, made, asked)
    call.world.check_runs[made.id] = made
    _forget_oldest(call, made)
    return answer(posted.check_run(call.world, made), 201)


def _forget_oldest(call: Call, made: CheckRun) -> None:
    same = [r for r in list(call.world.check_runs.values()) if r.suite is made.suite and r.name == made.name]
    for old in same[:-MAX_SAME_NAME]:
        del call.world.check_runs[old.id]


def _check_output(output: Json) -> None:
    if len(output.get("title") or "") > MAX_TITLE:
        raise invalid("CheckRun", "title", f"title is too long (maximum is {MAX_TITLE} characters)")
    for annotation in output.get("annotations", ()):
        _check_annotation(annotation)


def _check_annotation(annotation: Json) -> None:
    for name in ("message", "raw_details"):
        if len((annotation.get(name) or "").encode()) > MAX_MESSAGE_BYTES:
            raise invalid("CheckAnnotation", name, f"{name} exceeds 64 KB")
    if len(annotation.get("title") or "") > MAX_TITLE:
        raise invalid("CheckAnnotation", "title", f"title is too long (maximum is {MAX_TITLE} characters)")
    start, end = annotation["start_line"], annotation["end_line"]
    if end < start:
        raise invalid("CheckAnnotation", "end_line", "end_line must not be before start_line")
    if start != end and ("start_column" in annotation or "end_column" in annotation):
        raise invalid("CheckAnnotation", "start_column", "columns are only for annotations on one line")


def _apply(call: Call, run: CheckRun, asked: Json) -> None:
    """Take over what was sent; a conclusion completes the run, annotations are added to those before."""
    for name in ("name", "external_id", "details_url", "started_at", "status", "conclusion", "actions"):
        if name in asked:
            setattr(run, name, asked[name])
    if "conclusion" in asked:
        run.status = "completed"
        run.completed_at = asked.get("completed_at") or call.world.clock.stamp()
    elif asked.get("status") in ("queued", "in_progress"):
        run.conclusion = run.completed_at = None
    output = asked.get("output") or {}
    for name in ("title", "summary", "text"):
        if name in output:
            setattr(run, name, output[name])
    run.annotations += output.get("annotations", [])
    run.history.append(asked)


def _run(call: Call) -> CheckRun:
    found = call.world.check_runs.get(call.number("check_run_id"))
    if found is None or found.suite.repository is not call.repository():
        raise not_found()
    return found


async def _update(call: Call) -> Answer:
    run, asked = _run(call), call.body
    if run.suite.app is not call.actor.app:
        message = (
            f"Invalid app_id `{call.actor.app.id}` - check run can only be modified by the GitHub App that created it."
        )
        raise Refused(403, message)
    _check_output(asked.get("output") or {})
    _apply(call, run, asked)
    return answer(posted.check_run(call.world, run))


async def _get(call: Call) -> Answer:
    return answer(posted.check_run(call.world, _run(call)))


async def _list(call: Call) -> Answer:
    """List the runs of a commit: by default only the newest of each name."""
    repository = call.repository()
    sha = await to_thread(resolved, repository, call.params["ref"])
    runs = [r for r in list(call.world.check_runs.values()) if r.suite.repository is repository and r.head_sha == sha]
    for name, value in (("check_name", "name"), ("status", "status")):
        if name in call.query:
            runs = [r for r in runs if getattr(r, value) == call.query[name]]
    if "app_id" in call.query:
        runs = [r for r in runs if str(r.suite.app.id) == call.query["app_id"]]
    if call.query.get("filter", "latest") == "latest":
        runs = list({(r.suite.id, r.name): r for r in runs}.values())
    return call.page(runs[::-1], lambda r: posted.check_run(call.world, r), "check_runs")


async def _annotations(call: Call) -> Answer:
    run = _run(call)
    start = f"{call.world.url}/{run.suite.repository.full_name}/blob/{run.head_sha}"
    nothing = dict.fromkeys(("start_column", "end_column", "title", "raw_details"))
    return call.page(run.annotations, lambda a: nothing | a | {"blob_href": f"{start}/{quote(a['path'])}"})


OPERATIONS = (
    Operation("checks/create", _create, writes("checks")),
    Operation("checks/update", _update, writes("checks")),
    Operation("checks/get", _get, reads("checks")),
    Operation("checks/list-for-ref", _list, reads("checks")),
    Operation("checks/list-annotations", _annotations, reads("checks")),
)
