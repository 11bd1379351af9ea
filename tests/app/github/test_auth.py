"""The App's credentials: read once, scoped down, renewed once, shown never."""

from __future__ import annotations

import asyncio
import logging
import traceback
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.errors import Retryable, Terminal, UsageError
from app.github.auth import AppAuth
from app.github.errors import Denied, RateLimited, Unauthorized
from app.settings import Settings, load
from tests.app.github.conftest import Scene, make_scene, settings_for
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.keys import key


def _settings(**values: object) -> Settings:
    return load(github_app_id=1, github_webhook_secret="s", **values)


def _pkcs8(pem: str) -> str:
    private = load_pem_private_key(pem.encode(), None)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private.private_bytes(*form).decode()


PKCS1 = key(0)[0]
KEYS = {
    "PKCS#1": PKCS1,
    "PKCS#8": _pkcs8(PKCS1),
    "escaped line breaks": PKCS1.replace("\n", "\\n"),
    "blank lines around": f"\n\n{PKCS1}\n",
}


@pytest.mark.parametrize("pem", KEYS.values(), ids=KEYS.keys())
def test_a_private_key_is_taken_in_every_form_operators_paste(pem: str) -> None:
    AppAuth(_settings(github_private_key=pem))


def test_a_private_key_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(PKCS1)
    AppAuth(_settings(github_private_key_path=path))


def test_an_unreadable_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.pem cannot be read"):
        AppAuth(_settings(github_private_key_path=tmp_path / "missing.pem"))


@pytest.mark.parametrize("text", ["nonsense", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"])
def test_a_broken_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(UsageError, match="not an RSA private key") as caught:
        AppAuth(_settings(github_private_key=text))
    assert "AAAA" not in "".join(traceback.format_exception(caught.value))


def test_missing_credentials_name_the_variables() -> None:
    with pytest.raises(UsageError, match="GITHUB_APP_ID"):
        AppAuth(load())
    with pytest.raises(UsageError, match="GITHUB_PRIVATE_KEY"):
        AppAuth(_settings())


async def test_a_review_token_is_for_one_repository_and_named_permissions(scene: Scene, auth: AppAuth) -> None:
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        await client.pull_request(scene.name, 1)
    assert scene.github.requests[0].body == {
        "repository_ids": [scene.repository.id],
        "permissions": {"checks": "write", "contents": "read", "pull_requests": "write"},
    }


async def test_the_git_token_can_only_read_contents(scene: Scene, auth: AppAuth) -> None:
    token = await auth.token(scene.installation.id, scene.repository.id)
    body = {"repository_ids": [scene.repository.id], "permissions": {"contents": "read"}}
    assert scene.github.requests[0].body == body
    assert scene.github.world.tokens[token].permissions == {"contents": "read"}


async def test_a_token_is_asked_for_once_by_concurrent_users(scene: Scene, auth: AppAuth) -> None:
    await asyncio.gather(*(auth.token(scene.installation.id, scene.repository.id) for _ in range(5)))
    assert len(scene.github.requests) == 1


async def test_a_fresh_token_replaces_a_refused_one(scene: Scene, auth: AppAuth) -> None:
    old = await auth.token(scene.installation.id, scene.repository.id)
    new = await auth.fresh_token(scene.installation.id, scene.repository.id)
    assert new != old
    assert await auth.token(scene.installation.id, scene.repository.id) == new


async def test_an_expired_token_costs_one_401_and_one_new_token(scene: Scene, auth: AppAuth) -> None:
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        await client.pull_request(scene.name, 1)
        scene.github.expire_tokens()
        start = len(scene.github.requests)
        await client.pull_request(scene.name, 1)
    statuses = [(logged.operation, logged.status) for logged in scene.github.requests[start:]]
    assert [status for _, status in statuses] == [401, 201, 200]


async def test_a_second_401_is_the_operators_to_mend(scene: Scene, auth: AppAuth) -> None:
    scene.github.fault("GET", "/pulls/1$", status=401, times=None)
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        with pytest.raises(Unauthorized, match="credentials"):
            await client.pull_request(scene.name, 1)
    assert sum(logged.path.endswith("/pulls/1") for logged in scene.github.requests) == 2


async def test_a_permission_not_granted_is_told_to_the_user(github: GitHubStandIn) -> None:
    app = github.create_app()
    repository = github.add_repository("octo/shop", files={"a": "b"})
    installation = github.install(app, [repository], permissions={"contents": "read", "metadata": "read"})
    auth = AppAuth(settings_for(github, app))
    async with auth.installation_client(installation.id, repository.id) as client:
        with pytest.raises(Terminal, match="has not granted"):
            await client.pull_request("octo/shop", 1)


async def test_a_removed_installation_ends_the_job(scene: Scene, auth: AppAuth) -> None:
    scene.github.uninstall(scene.installation)
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        with pytest.raises(Denied):
            await client.pull_request(scene.name, 1)


async def test_the_bot_account_is_known_by_number_and_asked_once(scene: Scene, auth: AppAuth) -> None:
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        identity = await auth.identity(client)
        asked = len(scene.github.requests)
        assert await auth.identity(client) is identity
    assert (identity.app_id, identity.user_id) == (scene.app.id, scene.app.bot.id)
    assert identity.login == scene.app.bot.login
    assert len(scene.github.requests) == asked


@pytest.mark.slow
async def test_no_secret_is_in_logs_reprs_or_exceptions(
    scene: Scene, auth: AppAuth, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = await auth.token(scene.installation.id, scene.repository.id)
    scene.github.fault("GET", "/pulls/1$", reset=True, times=3)
    scene.github.fault("GET", "/pulls/2$", status=403, retry_after=9)
    said = [repr(auth), repr(auth._tokens), repr(auth._credential)]
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        said += [repr(client), repr(client._transport._credential)]
        for number, kind in ((1, Retryable), (2, RateLimited), (3, Denied)):
            with pytest.raises(kind) as caught:
                await client.pull_request(scene.name, number)
            said += traceback.format_exception(caught.value)
    secrets = [token, *scene.github.world.tokens, scene.app.pem.split("\n")[5]]
    assert not [secret for secret in secrets if secret in "".join(said) + caplog.text]


async def test_enterprise_server_is_reached_below_its_own_base(tmp_path: Path) -> None:
    async with GitHubStandIn.running(tmp_path, enterprise=True) as github:
        scene = make_scene(github)
        auth = AppAuth(settings_for(github, scene.app))
        async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
            assert (await client.pull_request(scene.name, 1)).number == 1
            answer = await client.graphql("query { viewer { login } }", {})
        assert answer["viewer"]["login"] == scene.app.bot.login  # type: ignore[index]  # GraphQL answers any JSON
        assert github.faults_found == []


async def test_where_the_server_does_not_tell_our_number_our_login_counts(scene: Scene, auth: AppAuth) -> None:
    scene.github.fault("GET", r"/users/", status=404)
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        identity = await auth.identity(client)
    assert identity.user_id is None
    assert identity.is_us(4711, scene.app.bot.login)
    assert not identity.is_us(scene.app.bot.id, "somebody")
