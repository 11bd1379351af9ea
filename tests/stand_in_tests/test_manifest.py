"""The manifest flow takes what GitHub takes and gives the App once."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import orjson

from tests.stand_in.answers import Json
from tests.stand_in_tests.conftest import Scene

MANIFEST: Json = {
    "name": "Ours",
    "url": "https://example.com",
    "hook_attributes": {"url": "https://example.com/webhook", "active": True},
    "redirect_url": "http://127.0.0.1:1/setup",
    "public": False,
    "default_events": ["pull_request", "check_run"],
    "default_permissions": {"pull_requests": "write", "checks": "write"},
}


async def post(scene: Scene, manifest: Json, page: str = "/settings/apps/new?state=s1") -> httpx.Response:
    """Post the form as a browser does."""
    return await scene.http.post(scene.github.url + page, data={"manifest": orjson.dumps(manifest).decode()})


async def test_a_code_becomes_the_app_once(scene: Scene) -> None:
    answer = await post(scene, MANIFEST, "/organizations/octo-org/settings/apps/new?state=s1")
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (answer.status_code, back["state"]) == (302, ["s1"])
    made = await scene.http.post(f"/app-manifests/{back['code'][0]}/conversions")
    assert made.status_code == 201, made.text
    assert made.json()["owner"]["login"] == "octo-org"
    assert made.json()["pem"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert len(made.json()["webhook_secret"]) == 40
    assert (await scene.http.post(f"/app-manifests/{back['code'][0]}/conversions")).status_code == 404


async def test_the_webhook_secret_may_come_back_null(scene: Scene) -> None:
    scene.github.world.manifest_secrets = False
    code = parse_qs(urlsplit((await post(scene, MANIFEST)).headers["location"]).query)["code"][0]
    assert (await scene.http.post(f"/app-manifests/{code}/conversions")).json()["webhook_secret"] is None


WRONG: tuple[tuple[Json, str], ...] = (
    ({"webhook_secret": "x"}, "unknown field webhook_secret"),
    ({"hook_attributes": {"url": "https://example.com", "secret": "x"}}, "unknown field hook_attributes.secret"),
    ({"default_events": ["installation"]}, "installation cannot be subscribed to"),
    ({"default_events": ["merge_group"]}, "merge_group needs a permission for merge_queues"),
    ({"url": ""}, "url is required"),
)


async def test_a_manifest_that_github_refuses_is_refused(scene: Scene) -> None:
    for wrong, said in WRONG:
        answer = await post(scene, MANIFEST | wrong)
        assert answer.status_code == 422, wrong
        assert said in answer.text
    assert len(scene.github.faults_found) == len(WRONG)
