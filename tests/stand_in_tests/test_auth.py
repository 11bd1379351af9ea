"""Credentials, permissions and scopes are enforced as on GitHub."""

from __future__ import annotations

import pytest

from tests.stand_in.keys import key
from tests.stand_in_tests.conftest import Scene


async def test_a_request_without_credential_is_refused(scene: Scene) -> None:
    assert (await scene.http.get(scene.path)).status_code == 401


@pytest.mark.parametrize(
    "claims", [{"exp": -1}, {"exp": 660}, {"iat": 30}], ids=["expired", "more than ten minutes", "issued in the future"]
)
async def test_an_app_jwt_must_be_timely(scene: Scene, claims: dict[str, float]) -> None:
    assert (await scene.as_app("GET", "/app", **claims)).status_code == 401


async def test_an_app_jwt_must_be_signed_by_the_apps_key(scene: Scene) -> None:
    forged = scene.jwt(key=key(5)[0])
    answer = await scene.http.get("/app", headers={"Authorization": f"Bearer {forged}"})
    assert answer.status_code == 401
    assert (await scene.as_app("GET", "/app")).json()["slug"] == "diffdiver"


async def test_a_token_is_of_the_long_form_and_stops_working_after_an_hour(scene: Scene) -> None:
    token = await scene.token()
    assert token.startswith(f"ghs_{scene.app.id}_")
    assert len(token) == 520
    assert (await scene.call("GET", scene.path)).status_code == 200
    scene.github.world.clock.advance(3601)
    answer = await scene.call("GET", scene.path)
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


async def test_a_missing_permission_is_403(scene: Scene) -> None:
    token = await scene.token(permissions={"pull_requests": "read"})
    scene.headers["Authorization"] = f"Bearer {token}"
    answer = await scene.review(event="COMMENT", body="no")
    assert (answer.status_code, answer.json()["message"]) == (403, "Resource not accessible by integration")
    assert (await scene.call("GET", scene.pull_path)).status_code == 200


async def test_a_token_cannot_be_given_more_than_the_installation_has(scene: Scene) -> None:
    path = f"/app/installations/{scene.installation.id}/access_tokens"
    assert (await scene.as_app("POST", path, {"permissions": {"contents": "write"}})).status_code == 422


async def test_a_repository_outside_is_404(scene: Scene) -> None:
    other = scene.github.add_repository("octo-org/other", files={"a": "b"})
    assert (await scene.call("GET", f"/repos/{other.full_name}")).status_code == 404
    scene.installation.repository_ids = None
    assert (await scene.call("GET", f"/repos/{other.full_name}")).status_code == 200
    scene.headers["Authorization"] = f"Bearer {await scene.token(repository_ids=[scene.repository.id])}"
    assert (await scene.call("GET", f"/repos/{other.full_name}")).status_code == 404


async def test_a_suspended_installation_is_shut_out(scene: Scene) -> None:
    await scene.call("GET", scene.path)
    scene.github.suspend(scene.installation)
    assert (await scene.call("GET", scene.path)).status_code == 403
    scene.github.uninstall(scene.installation)
    assert (await scene.call("GET", scene.path)).status_code == 401


async def test_every_answer_carries_the_rate_limit(scene: Scene) -> None:
    remaining = [int((await scene.call("GET", scene.path)).headers["x-ratelimit-remaining"]) for _ in range(2)]
    assert remaining[0] - remaining[1] == 1


async def test_more_than_80_creations_a_minute_are_a_violation_and_refused_if_enforced(scene: Scene) -> None:
    path = f"{scene.path}/issues/1/comments"
    for _ in range(80):
        assert (await scene.call("POST", path, {"body": "x"})).status_code == 201
    assert scene.github.world.limits.violations == []
    scene.github.world.limits.enforced = True
    answer = await scene.call("POST", path, {"body": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (403, "60")
    assert len(scene.github.world.limits.violations) == 1
