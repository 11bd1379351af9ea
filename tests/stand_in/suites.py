"""Check suites: one for each App and commit, made with every push unless the App had that switched off."""

from __future__ import annotations

from tests.stand_in.accounts import App, allows
from tests.stand_in.posted import CheckSuite
from tests.stand_in.repository import Repository
from tests.stand_in.store import World


def suite_of(world: World, app: App, target: Repository, sha: str) -> CheckSuite:
    """Return the App's suite of a commit, made now if there is none."""
    for suite in list(world.check_suites.values()):
        if suite.app is app and suite.repository is target and suite.head_sha == sha:
            return suite
    made = CheckSuite(world.new_id(), target, app, sha, world.clock.stamp())
    world.check_suites[made.id] = made
    return made


def pushed(world: World, target: Repository, sha: str) -> None:
    """Make the suites that a push brings: https://docs.github.com/en/rest/guides/using-the-rest-api-to-interact-with-checks."""
    for installation in list(world.installations.values()):
        app = installation.app
        wanted = not installation.suspended_at and (target.id, app.id) not in world.suites_off
        if wanted and world.covers(installation, target) and allows(installation.permissions, "checks", "write"):
            suite_of(world, app, target, sha)


def empty(world: World, target: Repository) -> list[CheckSuite]:
    """Return the suites of a repository that no check run was ever made in."""
    filled = {run.suite.id for run in list(world.check_runs.values())}
    return [s for s in list(world.check_suites.values()) if s.repository is target and s.id not in filled]
