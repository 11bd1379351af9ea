"""The manifest flow: a form with an App's description becomes a code, and the code an App."""

from __future__ import annotations

import secrets

import orjson

from tests.stand_in.accounts import Account, App
from tests.stand_in.answers import Json
from tests.stand_in.keys import key
from tests.stand_in.store import World

CODE_SECONDS = 3600
# https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
_FIELDS = {
    "name": str, "url": str, "hook_attributes": dict, "redirect_url": str, "callback_urls": list, "setup_url": str,
    "description": str, "public": bool, "default_events": list, "default_permissions": dict,
    "request_oauth_on_install": bool, "setup_on_update": bool,
}  # fmt: skip
_HOOK_FIELDS = {"url", "active"}
_LEVELS = {"read", "write", "admin"}
# These come to every App without being asked for and cannot be subscribed to.
_UNASKED = {"installation", "installation_repositories", "installation_target", "github_app_authorization", "ping"}
# Which permission an event needs: https://docs.github.com/en/webhooks/webhook-events-and-payloads
_EVENT_NEEDS = {
    "check_run": ("checks",), "check_suite": ("checks",), "create": ("contents",), "delete": ("contents",),
    "issue_comment": ("issues", "pull_requests"), "issues": ("issues",), "label": ("metadata", "issues"),
    "merge_group": ("merge_queues",), "meta": (), "member": ("members", "metadata"), "pull_request": ("pull_requests",),
    "pull_request_review": ("pull_requests",), "pull_request_review_comment": ("pull_requests",),
    "pull_request_review_thread": ("pull_requests",), "push": ("contents",), "repository": ("metadata",),
    "status": ("statuses",), "workflow_run": ("actions",),
}  # fmt: skip
_MAX_NAME = 34


def problems(manifest: object) -> list[str]:
    """Return everything GitHub would refuse in a manifest."""
    if not isinstance(manifest, dict):
        return ["the manifest is no JSON object"]
    found = [f"unknown field {name}" for name in manifest if name not in _FIELDS]
    for name, kind in _FIELDS.items():
        if name in manifest and not isinstance(manifest[name], kind):
            found.append(f"{name} must be a {kind.__name__}")
    if found:
        return found
    return _missing(manifest) + _hook(manifest) + _access(manifest)


def _missing(manifest: Json) -> list[str]:
    found = [] if manifest.get("url") else ["url is required"]
    if len(manifest.get("name", "")) > _MAX_NAME:
        found.append(f"name is too long (maximum is {_MAX_NAME} characters)")
    return found + ([] if manifest.get("redirect_url") else ["redirect_url is required here: the code goes there"])


def _hook(manifest: Json) -> list[str]:
    hook = manifest.get("hook_attributes")
    if hook is None:
        return []
    found = [f"unknown field hook_attributes.{name}" for name in hook if name not in _HOOK_FIELDS]
    return found + ([] if hook.get("url") else ["hook_attributes.url is required"])


def _access(manifest: Json) -> list[str]:
    permissions = manifest.get("default_permissions", {})
    found = [f"permission {name}: {level}?" for name, level in permissions.items() if level not in _LEVELS]
    for event in manifest.get("default_events", []):
        needs = _EVENT_NEEDS.get(event)
        if event in _UNASKED or needs is None:
            found.append(f"default_events: {event} cannot be subscribed to")
        elif needs and "metadata" not in needs and not any(name in permissions for name in needs):
            found.append(f"default_events: {event} needs a permission for {' or '.join(needs)}")
    return found


def accept(world: World, owner: Account, manifest: Json, webhook_secret: bool) -> str:
    """Keep a sound manifest and return the code that it can be fetched with, once and for an hour."""
    code = secrets.token_hex(20)
    world.manifests[code] = {
        "manifest": manifest,
        "owner": owner.login,
        "webhook_secret": webhook_secret,
        "expires_at": world.clock.now() + CODE_SECONDS,
    }
    return code


def parse(text: str) -> object:
    """Read the form's `manifest` field; None for what is no JSON."""
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return value


def register(world: World, form: Json) -> App:
    """Register the App of an accepted manifest; its webhook secret is null if the form asked for that."""
    manifest = form["manifest"]
    hook = manifest.get("hook_attributes") or {}
    return new_app(
        world,
        name=manifest.get("name") or "unnamed",
        owner=world.account(form["owner"]),
        webhook_url=hook.get("url"),
        webhook_secret=secrets.token_hex(20) if form["webhook_secret"] else None,
        permissions={"metadata": "read", **manifest.get("default_permissions", {})},
        events=tuple(manifest.get("default_events", ())),
    )


def new_app(
    world: World,
    *,
    name: str,
    owner: Account,
    webhook_url: str | None,
    webhook_secret: str | None,
    permissions: dict[str, str],
    events: tuple[str, ...],
) -> App:
    """Register an App with a key of its own and a bot account."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split()) or "app"
    pem, public_key = key(len(world.apps))
    made = App(
        id=world.new_id(), slug=slug, name=name, owner=owner, bot=world.account(f"{slug}[bot]", "Bot"), pem=pem,
        public_key=public_key, webhook_secret=webhook_secret, webhook_url=webhook_url,
        client_id="Iv23" + secrets.token_hex(8), client_secret=secrets.token_hex(20), permissions=permissions,
        events=events, created_at=world.clock.stamp(),
    )  # fmt: skip
    world.apps[made.id] = made
    return made
