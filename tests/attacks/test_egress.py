"""Row 36: a redirect takes no token and no code to another host; what is fetched is fetched from where we were told."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from app.git import remote as remote_module
from providers.address import checked
from providers.errors import Misconfigured
from tests.app.work.bot import CLEAN, Bot
from tests.attacks.evidence import gate

LINK_LOCAL = "http://169.254.169.254/latest/meta-data/"


class Elsewhere:
    """A server that nobody should come to; it notes who does, and with what."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                self.send_response(404)
                self.end_headers()

            do_POST = do_GET  # noqa: N815  # the library's name
            do_PATCH = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("status", [301, 302, 308])
async def test_a_redirect_of_the_api_is_not_followed_to_another_host(
    status: int, bot: Bot, elsewhere: Elsewhere
) -> None:
    """Whichever request is redirected, nothing arrives there, least of all a token; the gate is not green."""
    pull = bot.open(CLEAN)
    where = LINK_LOCAL if status == 301 else f"{elsewhere.url}/x"
    for path in (r"/access_tokens$", r"/pulls/\d+$", r"/contents/", r"/compare/", r"/check-runs"):
        fault = bot.github.fault(None, path, times=None, status=status, headers={"location": where})
        await bot.review(pull)
        bot.github.reset_faults()
        assert fault.hits, path
        assert gate(bot, pull) != "success", path
    assert elsewhere.seen == []


async def test_a_redirect_of_git_is_not_followed_to_another_host(bot: Bot, elsewhere: Elsewhere) -> None:
    pull = bot.open(CLEAN)
    fault = bot.github.fault(
        None, r"\.git/info/refs", times=None, status=302, headers={"location": f"{elsewhere.url}/x.git/info/refs"}
    )
    await bot.review(pull)
    assert fault.hits
    assert elsewhere.seen == []
    assert gate(bot, pull) != "success"


async def test_control_git_itself_would_follow_it(
    bot: Bot, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = remote_module.Remote.config
    monkeypatch.setattr(remote_module.Remote, "config", lambda self: {**real(self), "http.followRedirects": "true"})
    bot.github.fault(
        None, r"\.git/info/refs", times=None, status=302, headers={"location": f"{elsewhere.url}/x.git/info/refs"}
    )
    await bot.review(bot.open(CLEAN))
    assert elsewhere.seen


@pytest.mark.parametrize("url", [
    "http://169.254.169.254/v1", "http://metadata.google.internal/v1", "http://[fd00:ec2::254]/v1",
    "http://10.0.0.1/v1", "http://localhost.evil.example/v1", "http://127.0.0.1.evil.example/v1",
    "http://2130706433/v1", "http://0x7f000001/v1", "https://user:key@api.example.com/v1", "file:///etc/passwd",
    "gopher://127.0.0.1/", "ftp://x/v1", "//evil.example/v1",
])  # fmt: skip
def test_a_provider_s_address_is_over_tls_or_this_machine(url: str) -> None:
    with pytest.raises(Misconfigured):
        checked("openai", url)
