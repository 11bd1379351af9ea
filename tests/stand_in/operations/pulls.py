"""Pull requests and their files and commits."""

from __future__ import annotations

from asyncio import to_thread

from tests.stand_in.answers import Answer, answer
from tests.stand_in.call import Call, Operation, reads, writes
from tests.stand_in.lines import MAX_FILES
from tests.stand_in.operations.commits import as_diff
from tests.stand_in.views import account, pull_request, repository

_EDITABLE = ("title", "body", "state")
MAX_COMMITS = 250


async def _list(call: Call) -> Answer:
    state, head, base = (call.query.get(name) for name in ("state", "head", "base"))
    pulls = [
        p
        for p in call.world.pull_requests_of(call.repository())
        if (state == "all" or p.state == (state or "open"))
        and (base is None or p.base_ref == base)
        and (head is None or head == f"{p.head_login}:{p.head_ref}")
    ]
    if call.query.get("sort") == "updated":
        pulls.sort(key=lambda p: p.updated_at, reverse=True)
    if call.query.get("direction") == "asc":
        pulls.reverse()
    return call.page(pulls, lambda p: pull_request.summary(call.world, p))


async def _get(call: Call) -> Answer:
    pull = call.pull_request()
    files = await to_thread(call.world.diff, pull.repository, pull.merge_base, pull.head_sha)
    if call.accepts("diff"):
        return await to_thread(as_diff, pull.repository, pull.merge_base, pull.head_sha, files)
    return answer(pull_request.full(call.world, pull))


async def _update(call: Call) -> Answer:
    pull = call.pull_request()
    for name in _EDITABLE:
        if name in (call.body or {}):
            setattr(pull, name, call.body[name])
    pull.closed_at = call.world.clock.stamp() if pull.state == "closed" else None
    pull.updated_at = call.world.clock.stamp()
    return answer(pull_request.full(call.world, pull))


async def _files(call: Call) -> Answer:
    pull = call.pull_request()
    files = await to_thread(call.world.diff, pull.repository, pull.merge_base, pull.head_sha)
    return call.page(files[:MAX_FILES], lambda f: pull_request.file(call.world, pull.repository, pull.head_sha, f))


async def _commits(call: Call) -> Answer:
    pull = call.pull_request()
    span = f"{pull.base_sha}..{pull.head_sha}"
    commits = await to_thread(repository.commits, call.world, pull.repository, "--reverse", span)
    return call.page(commits[:MAX_COMMITS], lambda c: c)


async def _reviewers(call: Call) -> Answer:
    pull = call.pull_request()
    users = [account.user(call.world, call.world.account(login)) for login in pull.requested_reviewers]
    return answer({"users": users, "teams": []})


async def _request_reviewers(call: Call) -> Answer:
    pull = call.pull_request()
    wanted = (call.body or {}).get("reviewers", [])
    pull.requested_reviewers += [login for login in wanted if login not in pull.requested_reviewers]
    return answer(pull_request.summary(call.world, pull), 201)


_READ, _WRITE = reads("pull_requests"), writes("pull_requests")
OPERATIONS = (
    Operation("pulls/list", _list, _READ),
    Operation("pulls/get", _get, _READ),
    Operation("pulls/update", _update, _WRITE),
    Operation("pulls/list-files", _files, _READ),
    Operation("pulls/list-commits", _commits, _READ),
    Operation("pulls/list-requested-reviewers", _reviewers, _READ),
    Operation("pulls/request-reviewers", _request_reviewers, _WRITE),
)
