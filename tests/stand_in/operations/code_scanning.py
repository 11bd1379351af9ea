"""Code scanning: analyses are taken as they come and kept for tests to read."""

from __future__ import annotations

from tests.stand_in.answers import Answer, answer
from tests.stand_in.call import Call, Operation, writes


async def _upload(call: Call) -> Answer:
    target = call.repository()
    body = call.body or {}
    call.world.analyses[(target.id, body["commit_sha"], body["ref"])] = body["sarif"]
    return answer({"id": f"{call.world.new_id():x}", "url": f"{call.world.url}/repos/sarifs"}, 202)


OPERATIONS = (Operation("code-scanning/upload-sarif", _upload, writes("security_events")),)
