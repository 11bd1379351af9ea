"""An App about itself: its installations and their tokens."""

from __future__ import annotations

from collections.abc import Iterable

from tests.stand_in import auth
from tests.stand_in.accounts import Installation, allows
from tests.stand_in.answers import Answer, Refused, answer, not_found
from tests.stand_in.call import Call, Operation
from tests.stand_in.clock import stamp
from tests.stand_in.repository import Repository
from tests.stand_in.views import account, repository

MAX_TOKEN_REPOSITORIES = 500


async def _app(call: Call) -> Answer:
    shown = account.app(call.world, call.actor.app)
    return answer(shown | {"installations_count": len(_mine(call))})


def _mine(call: Call) -> list[Installation]:
    mine = [i for i in list(call.world.installations.values()) if i.app is call.actor.app and not i.deleted]
    return sorted(mine, key=lambda i: i.id)


async def _installations(call: Call) -> Answer:
    return call.page(_mine(call), lambda i: account.installation(call.world, i))


async def _repository_installation(call: Call) -> Answer:
    target = call.repository()
    for installation in _mine(call):
        if call.world.covers(installation, target):
            return answer(account.installation(call.world, installation))
    raise not_found()


async def _token(call: Call) -> Answer:
    installation = next((i for i in _mine(call) if i.id == call.number("installation_id")), None)
    if installation is None:
        raise not_found()
    if installation.suspended_at:
        raise Refused(403, "This installation has been suspended")
    asked = call.body or {}
    permissions = _permissions(installation, asked.get("permissions"))
    chosen = _chosen(call, installation, asked.get("repositories"), asked.get("repository_ids"))
    token = auth.issue(call.world, installation, permissions, None if chosen is None else {r.id for r in chosen})
    value = {
        "token": token.value,
        "expires_at": stamp(token.expires_at),
        "permissions": permissions,
        "repository_selection": "selected" if chosen or installation.repository_ids is not None else "all",
        **({"repositories": [repository.short(call.world, r) for r in chosen]} if chosen else {}),
    }
    return answer(value, 201)


def _permissions(installation: Installation, asked: dict[str, str] | None) -> dict[str, str]:
    if not asked:
        return dict(installation.permissions)
    if not all(allows(installation.permissions, name, level) for name, level in asked.items()):
        raise Refused(422, "The permissions requested are not granted to this installation.")
    return dict(asked)


def _chosen(
    call: Call, installation: Installation, names: Iterable[str] | None, ids: Iterable[int] | None
) -> list[Repository] | None:
    if not names and not ids:
        return None
    wanted_names, wanted_ids = {n.lower() for n in names or ()}, set(ids or ())
    covered = [r for r in list(call.world.repositories.values()) if call.world.covers(installation, r)]
    chosen = [r for r in covered if r.name.lower() in wanted_names or r.id in wanted_ids]
    asked = len(wanted_names) + len(wanted_ids)
    if asked > MAX_TOKEN_REPOSITORIES or len(chosen) < asked:
        message = (
            "There is at least one repository that does not exist or is not accessible to the parent installation."
        )
        raise Refused(422, message)
    return chosen


async def _repositories(call: Call) -> Answer:
    token = call.actor.token
    assert token is not None
    covered = [r for r in list(call.world.repositories.values()) if call.world.covers(token.installation, r)]
    mine = [r for r in covered if not r.deleted and (token.repository_ids is None or r.id in token.repository_ids)]
    return call.page(mine, lambda r: repository.short(call.world, r), "repositories")


async def _rate_limit(call: Call) -> Answer:
    token = call.actor.token
    core = call.world.limits.state(token.installation.id if token else call.actor.app.id)
    same = dict.fromkeys(("core", "search", "graphql"), core)
    return answer({"resources": same, "rate": core})


OPERATIONS = (
    Operation("apps/get-authenticated", _app, by="app"),
    Operation("apps/list-installations", _installations, by="app"),
    Operation("apps/get-repo-installation", _repository_installation, by="app"),
    Operation("apps/create-installation-access-token", _token, by="app"),
    Operation("apps/list-repos-accessible-to-installation", _repositories),
    Operation("rate-limit/get", _rate_limit, by="either"),
)
