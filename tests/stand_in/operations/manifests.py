"""The end of the manifest flow: a code becomes a registered App, once."""

from __future__ import annotations

from tests.stand_in.answers import Answer, answer, not_found
from tests.stand_in.call import Call, Operation
from tests.stand_in.manifest import register
from tests.stand_in.views import account


async def _convert(call: Call) -> Answer:
    form = call.world.manifests.pop(call.params["code"], None)
    if form is None or form["expires_at"] < call.world.clock.now():
        raise not_found()
    return answer(account.registered_app(call.world, register(call.world, form)), 201)


OPERATIONS = (Operation("apps/create-from-manifest", _convert, by="anyone"),)
