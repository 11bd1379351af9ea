"""Is the check that gates a merge taken from us alone? A rule without a source takes it from anybody who may write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.doctor.outcome import Outcome, ok, skipped, warn
from app.errors import AppError, UsageError
from app.github.auth import AppAuth
from app.github.payloads import Installation, Repository
from app.github.required import Required
from app.settings import Settings
from app.shown import clean
from review.report.check_run import REVIEW, SECURITY

NAME = "required checks"
OURS = (SECURITY, REVIEW)
# What the App has anyway; nothing is asked for that it has no other use for.
PERMISSIONS = {"metadata": "read", "contents": "read"}
MOST_INSTALLATIONS, MOST_REPOSITORIES, SHOWN = 10, 30, 5
NOT_READ = "could not be read: {why}"
BY_HAND = (
    "look by hand: repository Settings, Rules (or Branches), the required status check {check}: its source should be "
    "this App, not any source"
)
PIN = (
    "Settings, Rules (or Branches) of each: remove the required status check and add it again with this App as its "
    "source; else another App or user with write access can report it green"
)


async def check(settings: Settings) -> Sequence[Outcome]:
    """Read the rules of the installed repositories' default branches; the first few are enough to see the habit."""
    if settings.github_app_id is None:
        return [skipped(NAME, "the App is not registered yet")]
    try:
        return [_judged(settings.github_app_id, await _rules(AppAuth(settings)))]
    except UsageError:
        return [skipped(NAME, "not looked at: see the GitHub App above")]
    except AppError as error:
        return [skipped(NAME, NOT_READ.format(why=clean(str(error))), BY_HAND.format(check=SECURITY))]


async def _rules(auth: AppAuth) -> Mapping[str, Sequence[Required]]:
    async with auth.app_client() as app:
        installed = [one for one in await app.installations() if not one.suspended_at]
    found: dict[str, Sequence[Required]] = {}
    for installation in installed[:MOST_INSTALLATIONS]:
        found |= await _of(auth, installation, MOST_REPOSITORIES - len(found))
    return found


async def _of(auth: AppAuth, installation: Installation, most: int) -> Mapping[str, Sequence[Required]]:
    async with auth.installation_client(installation.id, None, PERMISSIONS) as client:
        some: Sequence[Repository] = (await client.repositories())[: max(0, most)]
        return {one.full_name: await client.required_checks(one.full_name, one.default_branch) for one in some}


def _judged(app_id: int, found: Mapping[str, Sequence[Required]]) -> Outcome:
    ours = {name: [one for one in checks if one.name in OURS] for name, checks in found.items()}
    open_ = [name for name, checks in ours.items() if any(one.app_id is None for one in checks)]
    foreign = [name for name, checks in ours.items() if any(one.app_id not in (None, app_id) for one in checks)]
    if open_:
        return warn(NAME, f"taken from any source in {_some(open_)}", PIN)
    if foreign:
        return warn(NAME, f"taken from another App in {_some(foreign)}", PIN)
    gated = [name for name, checks in ours.items() if checks]
    if not gated:
        return ok(NAME, f"required nowhere in {len(found)} looked at, so that they gate no merge")
    return ok(NAME, f"taken from this App alone in {_some(gated)}")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(clean(name) for name in names[:SHOWN]) + more
