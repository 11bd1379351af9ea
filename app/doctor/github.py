"""Does GitHub know the App as app.yml describes it, is it installed, and do the clocks agree?"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from email.utils import parsedate_to_datetime

import httpx

from app.doctor.outcome import Outcome, fail, ok, skipped, warn
from app.errors import AppError, UsageError
from app.github.auth import AppAuth
from app.github.payloads import App, Installation
from app.github.publish_sarif import PERMISSIONS as PERMISSIONS_OF_SCANNING
from app.github.transport import ACCEPT_JSON, API_VERSION, connect
from app.manifest import manifest
from app.settings import Settings

APP = "GitHub App"
PERMISSIONS = "App permissions"
EVENTS = "App events"
INSTALLATIONS = "installations"
CLOCK = "clock"
# What a feature needs that not everybody wants: code scanning, which `code_scanning: true` in the policy asks for.
OPTIONAL = PERMISSIONS_OF_SCANNING
LEVELS = {"read": 1, "write": 2, "admin": 3}
# GitHub refuses an App's token that expires more than ten minutes ahead; ours lasts nine and is dated back by one.
# https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
MAX_SKEW_S = 30.0
SHOWN = 5

NOT_REGISTERED = "the App is not registered yet"
RECHECK = "mend what is named and run `diffdiver doctor` again"
GRANT = (
    "App settings, Permissions & events: set {missing}, save; then each installation's owner accepts the request "
    "(account settings, Applications)"
)
TAKE_BACK = "App settings, Permissions & events: set {extra} back; Diffdiver does not use more"
SUBSCRIBE = "App settings, Permissions & events, Subscribe to events: tick {missing}"
INSTALL = "App settings, Install App: choose the account and its repositories"
ACCEPT = "the owner accepts the App's new permissions (account settings, Applications, Review request)"
UNSUSPEND = "if that is not wanted, its owner ends the suspension (account settings, Applications, Configure)"
SET_CLOCK = "set this machine's clock (for example: timedatectl set-ntp true); GitHub refuses tokens from the future"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Ask GitHub as the App; reads only."""
    if settings.github_app_id is None:
        return [skipped(APP, NOT_REGISTERED)]
    try:
        auth = AppAuth(settings)
    except UsageError as error:
        return [fail(APP, str(error), RECHECK)]
    clock = await _clock(auth.api_url)
    try:
        async with auth.app_client() as client:
            app, installed = await client.app(), await client.installations()
    except AppError as error:
        return [fail(APP, str(error), RECHECK), *clock]
    wanted = manifest("https://example.invalid")
    permissions, events = wanted["default_permissions"], wanted["default_events"]
    assert isinstance(permissions, dict)  # noqa: S101  # app.yml is ours, and a test holds its form
    assert isinstance(events, list)  # noqa: S101
    return [
        ok(APP, f"{app.slug} (App {app.id}) at {auth.api_url}"),
        _permissions(app, permissions),
        _events(app, events),
        _installations(installed, permissions),
        *clock,
    ]


def lacking(wanted: Mapping[str, str], granted: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is wanted and not granted, as "name: level"; a higher level includes the lower."""
    return tuple(
        f"{name}: {level}"
        for name, level in sorted(wanted.items())
        if name != "metadata" and LEVELS.get(granted.get(name, ""), 0) < LEVELS.get(level, 1)
    )


def _permissions(app: App, wanted: Mapping[str, str]) -> Outcome:
    if missing := ", ".join(lacking(wanted, app.permissions)):
        return fail(PERMISSIONS, f"missing: {missing}", GRANT.format(missing=missing))
    if extra := ", ".join(lacking(app.permissions, {**OPTIONAL, **wanted})):
        return warn(PERMISSIONS, f"more than needed: {extra}", TAKE_BACK.format(extra=extra))
    return ok(PERMISSIONS, ", ".join(f"{name}: {level}" for name, level in sorted(wanted.items())))


def _events(app: App, wanted: Collection[str]) -> Outcome:
    if missing := ", ".join(sorted(set(wanted) - set(app.events))):
        return fail(EVENTS, f"not subscribed to: {missing}", SUBSCRIBE.format(missing=missing))
    return ok(EVENTS, ", ".join(sorted(wanted)))


def _installations(installed: Sequence[Installation], wanted: Mapping[str, str]) -> Outcome:
    if not installed:
        return warn(INSTALLATIONS, "none: nobody has installed the App", INSTALL)
    suspended = [one for one in installed if one.suspended_at]
    behind = [one for one in installed if not one.suspended_at and lacking(wanted, one.permissions)]
    found = f"{len(installed)}, of which {len(suspended)} suspended" if suspended else str(len(installed))
    if behind:
        return warn(INSTALLATIONS, f"{found}; permissions not accepted yet by {_names(behind)}", ACCEPT)
    if suspended:
        return warn(INSTALLATIONS, f"{found}: {_names(suspended)}", UNSUSPEND)
    return ok(INSTALLATIONS, f"{found}: {_names(installed)}")


def _names(some: Sequence[Installation]) -> str:
    names = [one.account.login if one.account else str(one.id) for one in some]
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


async def _clock(api_url: str) -> Sequence[Outcome]:
    """Compare with GitHub's clock. Asked without a token: a refusal is dated too, and a wrong clock makes for one."""
    headers = {"Accept": ACCEPT_JSON, "X-GitHub-Api-Version": API_VERSION}
    try:
        async with connect(api_url, httpx.create_ssl_context()) as http:
            before = time.time()
            response = await http.get("/app", headers=headers)
            return clock((before + time.time()) / 2, response.headers.get("date", ""))
    except httpx.HTTPError:
        return [skipped(CLOCK, "GitHub could not be reached")]


def clock(now: float, date: str) -> Sequence[Outcome]:
    """Judge this machine's time against an HTTP date, which counts whole seconds; nothing without a date."""
    try:
        theirs = parsedate_to_datetime(date).timestamp() + 0.5
    except ValueError:
        return [skipped(CLOCK, "the answer is not dated")]
    skew = now - theirs
    if abs(skew) > MAX_SKEW_S:
        return [fail(CLOCK, f"{abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'} GitHub", SET_CLOCK)]
    return [ok(CLOCK, f"within {max(1.0, abs(skew)):.0f} s of GitHub's")]
