"""Set-up mode: who holds the printed link registers the App once, against GitHub's own manifest flow."""

from __future__ import annotations

import html
import re
import stat
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest

from app import credentials
from app.intake.signature import sign
from app.settings import load
from app.web.server import WebApp
from tests.app.web.bot import NO_REDIS, live
from tests.stand_in.fixtures import github
from tests.stand_in.github import GitHubStandIn

__all__ = ["github"]

PUBLIC = "https://bot.example.com"


@dataclass
class Visitor:
    """Somebody with a browser and the link from the terminal."""

    http: httpx.AsyncClient
    github: GitHubStandIn
    token: str

    async def begin(self, organization: str = "") -> httpx.Response:
        """Open the link and say who is to own the App."""
        page = await self.http.get("/setup", params={"token": self.token})
        assert page.status_code == 200, page.text
        return await self.http.post("/setup", data={"token": hidden(page.text)["token"], "organization": organization})

    async def confirm(self, page: httpx.Response) -> Mapping[str, str]:
        """Press the button, and GitHub's; return the query that GitHub sends the browser back with."""
        answer = await self.http.post(action(page.text), data=hidden(page.text))
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == f"{PUBLIC}/setup/callback"
        return {name: values[0] for name, values in parse_qs(back.query).items()}

    async def register(self, organization: str = "") -> httpx.Response:
        """Go the whole way."""
        return await self.http.get("/setup/callback", params=await self.confirm(await self.begin(organization)))


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form, as a browser posts them."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in fields}


def action(page: str) -> str:
    """Return where the form goes."""
    found = re.search(r'<form method="post" action="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


@pytest.fixture
def environment(github: GitHubStandIn, tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set what an operator sets before the registration; return the data directory."""
    data_dir = tmp_path / "data"
    for name, value in {
        "GITHUB_API_URL": github.api_url,
        "GITHUB_SERVER_URL": github.url,
        "DIFFDIVER_PUBLIC_URL": f"{PUBLIC}/",
        "DATABASE_URL": sqlite_url,
        "REDIS_URL": NO_REDIS,
        "DIFFDIVER_DATA_DIR": str(data_dir),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("GITHUB_APP_ID", "GITHUB_PRIVATE_KEY", "GITHUB_PRIVATE_KEY_PATH", "GITHUB_WEBHOOK_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return data_dir


@asynccontextmanager
async def set_up(github: GitHubStandIn, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Visitor]:
    """Start the web half without credentials."""
    async with live(WebApp(load())) as http:
        printed = re.search(r"/setup\?token=(\S+)", capsys.readouterr().err)
        assert printed is not None
        yield Visitor(http, github, printed[1])


@pytest.fixture
async def visitor(
    environment: Path,
    github: GitHubStandIn,
    capsys: pytest.CaptureFixture[str],
) -> AsyncIterator[Visitor]:
    async with set_up(github, capsys) as started:
        yield started


async def test_before_the_registration_deliveries_are_refused_for_now(visitor: Visitor) -> None:
    answers = [await visitor.http.post("/webhook", content=b"{}"), await visitor.http.get("/readyz")]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "set-up link" in answers[0].json()["error"]
    assert (await visitor.http.get("/healthz")).status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "é"])
async def test_only_the_printed_link_opens_the_set_up(visitor: Visitor, token: str) -> None:
    shown = await visitor.http.get("/setup", params={"token": token})
    posted = await visitor.http.post("/setup", data={"token": token})
    assert (shown.status_code, posted.status_code) == (403, 403)
    assert visitor.token not in shown.text + posted.text


async def test_a_personal_account_registers_the_app(visitor: Visitor, environment: Path) -> None:
    done = await visitor.register()
    assert done.status_code == 200, done.text
    (app,) = visitor.github.world.apps.values()
    assert (app.owner.type, app.webhook_url) == ("User", f"{PUBLIC}/webhook")
    assert f"{visitor.github.url}/apps/{app.slug}/installations/new" in done.text
    stored = credentials.load(environment)
    assert stored is not None
    assert (stored.github_app_id, stored.github_private_key.get_secret_value()) == (app.id, app.pem)
    assert app.pem not in done.text
    assert app.webhook_secret
    assert app.webhook_secret not in done.text


async def test_an_organisation_registers_the_app(visitor: Visitor) -> None:
    assert (await visitor.register("octo-org")).status_code == 200
    (app,) = visitor.github.world.apps.values()
    assert (app.owner.login, app.owner.type) == ("octo-org", "Organization")


@pytest.mark.parametrize("name", ["octo org", "../settings", "-octo", "a" * 101, "<script>"])
async def test_what_is_no_organisation_is_refused(visitor: Visitor, name: str) -> None:
    page = await visitor.begin(name)
    assert page.status_code == 400
    assert "<script>" not in page.text


async def test_the_manifest_asks_for_what_app_yml_says_and_is_accepted(visitor: Visitor) -> None:
    page = await visitor.begin()
    posted = orjson.loads(hidden(page.text)["manifest"])
    assert posted["redirect_url"] == f"{PUBLIC}/setup/callback"
    assert posted["hook_attributes"] == {"url": f"{PUBLIC}/webhook", "active": True}
    await visitor.confirm(page)
    assert visitor.github.faults_found == []


async def test_an_answer_with_another_state_is_refused_and_harms_nothing(visitor: Visitor) -> None:
    back = await visitor.confirm(await visitor.begin())
    for state in ("", "guessed", "é"):
        wrong = await visitor.http.get("/setup/callback", params={**back, "state": state})
        assert wrong.status_code == 403
    assert (await visitor.http.get("/setup/callback", params=back)).status_code == 200


async def test_a_state_works_once(visitor: Visitor) -> None:
    back = await visitor.confirm(await visitor.begin())
    wrong_code = {**back, "code": "0" * 40}
    assert (await visitor.http.get("/setup/callback", params=wrong_code)).status_code == 502
    assert (await visitor.http.get("/setup/callback", params=back)).status_code == 403


async def test_beginning_again_makes_the_earlier_state_void(visitor: Visitor) -> None:
    earlier = await visitor.confirm(await visitor.begin())
    await visitor.begin()
    assert (await visitor.http.get("/setup/callback", params=earlier)).status_code == 403


@pytest.mark.parametrize("code", ["", "../../apps", "a b", "x" * 300])
async def test_a_code_of_another_form_is_never_sent_to_github(visitor: Visitor, code: str) -> None:
    back = await visitor.confirm(await visitor.begin())
    asked = len(visitor.github.requests)
    answer = await visitor.http.get("/setup/callback", params={**back, "code": code})
    assert (answer.status_code, len(visitor.github.requests)) == (400, asked)


async def test_the_credentials_are_readable_by_their_owner_only(visitor: Visitor, environment: Path) -> None:
    await visitor.register()
    assert stat.S_IMODE(credentials.path_in(environment).stat().st_mode) == 0o600
    assert stat.S_IMODE(environment.stat().st_mode) == 0o700


async def test_once_registered_the_webhook_works_and_the_set_up_is_gone(visitor: Visitor) -> None:
    """Without a restart."""
    back = await visitor.confirm(await visitor.begin())
    await visitor.http.get("/setup/callback", params=back)
    for path, params in (("/setup", {"token": visitor.token}), ("/setup/callback", dict(back))):
        assert (await visitor.http.get(path, params=params)).status_code == 404
    (app,) = visitor.github.world.apps.values()
    named = {"X-GitHub-Event": "ping", "X-GitHub-Delivery": "1"}
    for secret, status in ((app.webhook_secret or "", 202), ("another", 401)):
        signed = {"X-Hub-Signature-256": sign(secret.encode(), b"{}")}
        assert (await visitor.http.post("/webhook", content=b"{}", headers=named | signed)).status_code == status


async def test_without_a_webhook_secret_from_github_one_is_made_and_told_of(
    visitor: Visitor, environment: Path
) -> None:
    visitor.github.world.manifest_secrets = False
    done = await visitor.register()
    stored = credentials.load(environment)
    assert stored is not None
    assert re.fullmatch(r"[0-9a-f]{64}", stored.github_webhook_secret.get_secret_value())
    assert "GitHub sent no webhook secret" in done.text
    assert stored.github_webhook_secret.get_secret_value() not in done.text


async def test_without_a_public_url_the_page_says_what_to_set(
    environment: Path,
    github: GitHubStandIn,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DIFFDIVER_PUBLIC_URL")
    async with set_up(github, capsys) as visitor:
        pages = [
            await visitor.http.get("/setup", params={"token": visitor.token}),
            await visitor.http.post("/setup", data={"token": visitor.token}),
        ]
    assert [page.status_code for page in pages] == [409, 409]
    assert all("DIFFDIVER_PUBLIC_URL" in page.text for page in pages)


async def test_credentials_that_cannot_be_stored_are_told_of(visitor: Visitor, environment: Path) -> None:
    environment.write_text("a file where the directory should be")
    done = await visitor.register()
    assert done.status_code == 500
    assert "could not be stored" in done.text
    (app,) = visitor.github.world.apps.values()
    assert app.pem not in done.text


async def test_a_bot_that_cannot_start_after_the_registration_says_why(
    visitor: Visitor, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "http://user:pw@nowhere")
    done = await visitor.register()
    assert done.status_code == 500
    assert "REDIS_URL" in done.text
    assert "pw@" not in done.text
    assert credentials.load(environment) is not None
    again = await visitor.http.get("/setup", params={"token": visitor.token})
    assert again.status_code == 403


async def test_the_pages_are_neither_kept_nor_framed_nor_scripted(visitor: Visitor) -> None:
    headers = (await visitor.http.get("/setup", params={"token": visitor.token})).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
