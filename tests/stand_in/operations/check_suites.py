"""Check suites: one for each App and commit, made when first needed."""

from __future__ import annotations

from asyncio import to_thread

from tests.stand_in.accounts import App
from tests.stand_in.answers import Answer, Json, answer, not_found
from tests.stand_in.call import Call, Operation, reads, writes
from tests.stand_in.operations.commits import resolved
from tests.stand_in.posted import CheckSuite
from tests.stand_in.repository import Repository
from tests.stand_in.store import World
from tests.stand_in.views import posted, repository


def suite_of(world: World, app: App, target: Repository, sha: str) -> CheckSuite:
    """Return the App's suite of a commit, made now if there is none."""
    for suite in list(world.check_suites.values()):
        if suite.app is app and suite.repository is target and suite.head_sha == sha:
            return suite
    made = CheckSuite(world.new_id(), target, app, sha, world.clock.stamp())
    world.check_suites[made.id] = made
    return made


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
    kept: Json = {"auto_trigger_checks": (call.body or {}).get("auto_trigger_checks", [])}
    return answer({"preferences": kept, "repository": repository.short(call.world, target)})


OPERATIONS = (
    Operation("checks/get-suite", _get, reads("checks")),
    Operation("checks/list-suites-for-ref", _list, reads("checks")),
    Operation("checks/set-suites-preferences", _preferences, writes("checks")),
)
