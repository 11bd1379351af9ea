"""Check suites: what they add up to, and whether they are made with every push."""

from __future__ import annotations

from asyncio import to_thread

from tests.stand_in.answers import Answer, Json, answer, not_found
from tests.stand_in.call import Call, Operation, reads, writes
from tests.stand_in.operations.commits import resolved
from tests.stand_in.views import posted, repository


async def _get(call: Call) -> Answer:
    found = call.world.check_suites.get(call.number("check_suite_id"))
    if found is None or found.repository is not call.repository():
        raise not_found()
    return answer(await to_thread(posted.check_suite, call.world, found))


async def _list(call: Call) -> Answer:
    target = call.repository()
    sha = await to_thread(resolved, target, call.params["ref"])
    suites = [s for s in list(call.world.check_suites.values()) if s.repository is target and s.head_sha == sha]
    return call.page(suites, lambda s: posted.check_suite(call.world, s), "check_suites")


async def _preferences(call: Call) -> Answer:
    target = call.repository()
    for setting in (call.body or {}).get("auto_trigger_checks", []):
        key = (target.id, setting["app_id"])
        (call.world.suites_off.discard if setting["setting"] else call.world.suites_off.add)(key)
    kept: Json = {"auto_trigger_checks": (call.body or {}).get("auto_trigger_checks", [])}
    return answer({"preferences": kept, "repository": repository.short(call.world, target)})


OPERATIONS = (
    Operation("checks/get-suite", _get, reads("checks")),
    Operation("checks/list-suites-for-ref", _list, reads("checks")),
    Operation("checks/set-suites-preferences", _preferences, writes("checks")),
)
