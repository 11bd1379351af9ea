"""Labels of a repository and of a pull request."""

from __future__ import annotations

from tests.stand_in.answers import Answer, Refused, answer, not_found
from tests.stand_in.call import Call, Operation, reads, writes
from tests.stand_in.repository import PullRequest
from tests.stand_in.views import pull_request


def _shown(call: Call, pull: PullRequest) -> Answer:
    return answer([pull_request.label(call.world, pull.repository, name) for name in pull.labels])


async def _list(call: Call) -> Answer:
    pull = call.pull_request("issue_number")
    return call.page(pull.labels, lambda name: pull_request.label(call.world, pull.repository, name))


async def _add(call: Call) -> Answer:
    pull, asked = call.pull_request("issue_number"), call.body
    labels = asked.get("labels", []) if isinstance(asked, dict) else asked or []
    for label in labels:
        name = label["name"] if isinstance(label, dict) else label
        kept = {"id": call.world.new_id(), "name": name, "color": "ededed", "description": None}
        pull.repository.labels.setdefault(name.lower(), kept)
        if name not in pull.labels:
            pull.labels.append(name)
    return _shown(call, pull)


async def _remove(call: Call) -> Answer:
    pull, name = call.pull_request("issue_number"), call.params["name"]
    if name not in pull.labels:
        raise Refused(404, "Label does not exist")
    pull.labels.remove(name)
    return _shown(call, pull)


async def _create(call: Call) -> Answer:
    repository, asked = call.repository(), call.body
    if asked["name"].lower() in repository.labels:
        error = {"resource": "Label", "code": "already_exists", "field": "name"}
        raise Refused(422, "Validation Failed", [error])
    kept = {"id": call.world.new_id(), "color": "ededed", "description": None} | asked
    repository.labels[asked["name"].lower()] = kept
    return answer(pull_request.label(call.world, repository, asked["name"]), 201)


async def _get(call: Call) -> Answer:
    repository = call.repository()
    kept = repository.labels.get(call.params["name"].lower())
    if kept is None:
        raise not_found()
    return answer(pull_request.label(call.world, repository, kept["name"]))


_READ, _WRITE = reads("issues", "pull_requests"), writes("issues", "pull_requests")
OPERATIONS = (
    Operation("issues/list-labels-on-issue", _list, _READ),
    Operation("issues/add-labels", _add, _WRITE),
    Operation("issues/remove-label", _remove, _WRITE),
    Operation("issues/create-label", _create, _WRITE),
    Operation("issues/get-label", _get, _READ),
)
