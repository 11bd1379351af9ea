"""Repositories, their branches, rules and collaborators; and the accounts behind them."""

from __future__ import annotations

from asyncio import to_thread

from tests.stand_in import git
from tests.stand_in.answers import Answer, Json, answer, not_found
from tests.stand_in.call import Call, Operation, reads
from tests.stand_in.views import account, repository

_ROLES = {"admin": "admin", "maintain": "write", "write": "write", "triage": "read", "read": "read", "none": "none"}


async def _get(call: Call) -> Answer:
    return answer(repository.full(call.world, call.repository()))


async def _permission(call: Call) -> Answer:
    """Answer with what a user may do: everyone reads a public repository."""
    shown, login = call.repository(), call.params["username"].lower()
    if login not in call.world.accounts:
        raise not_found()
    user = call.world.accounts[login]
    least = "none" if shown.private else "read"
    role = "admin" if user is shown.owner else shown.collaborators.get(login, least)
    grants = dict.fromkeys(("pull", "triage", "push", "maintain", "admin"), False)
    details = account.user(call.world, user) | {"role_name": role, "permissions": grants}
    return answer({"permission": _ROLES[role], "role_name": role, "user": details})


async def _branch(call: Call) -> Answer:
    shown, name = call.repository(), call.params["branch"]
    sha = git.resolve(shown.path, f"refs/heads/{name}")
    if sha is None:
        raise not_found()
    url = f"{call.world.api_url}/repos/{shown.full_name}/branches/{name}"
    commit = (await to_thread(repository.commits, call.world, shown, "-1", sha))[0]
    contexts = [
        c["context"] for rule in shown.rules for c in rule.get("parameters", {}).get("required_status_checks", ())
    ]
    checks: Json = {"enforcement_level": "off", "contexts": contexts, "checks": []}
    protection = {"url": f"{url}/protection", "enabled": bool(contexts), "required_status_checks": checks}
    return answer(
        {
            "name": name,
            "commit": commit,
            "_links": {"html": f"{call.world.url}/{shown.full_name}/tree/{name}", "self": url},
            "protected": bool(contexts),
            "protection": protection,
            "protection_url": f"{url}/protection",
        }
    )


async def _rules(call: Call) -> Answer:
    return call.page(call.repository().rules_of(call.params["branch"]), lambda rule: rule)


async def _user(call: Call) -> Answer:
    found = call.world.accounts.get(call.params["username"].lower())
    if found is None:
        raise not_found()
    return answer(account.public_user(call.world, found))


OPERATIONS = (
    Operation("repos/get", _get, reads("metadata")),
    Operation("repos/get-collaborator-permission-level", _permission, reads("metadata")),
    Operation("repos/get-branch", _branch, reads("contents")),
    Operation("repos/get-branch-rules", _rules, reads("metadata")),
    Operation("users/get-by-username", _user, by="anyone"),
)
