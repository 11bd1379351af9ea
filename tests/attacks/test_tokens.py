"""Row 3: what a child process can see, and what a token may do."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from app.analyzers.sandbox import probe
from app.github.auth import GIT_PERMISSIONS, REVIEW_PERMISSIONS
from tests.app.analyzers.test_sandbox import inside
from tests.app.work.bot import VULNERABLE, Bot, scripted
from tests.attacks.evidence import record_processes

SECRET_NAMES = (
    "GITHUB_PRIVATE_KEY", "GITHUB_WEBHOOK_SECRET", "GITHUB_TOKEN", "OPENAI_API_KEY", "ANTHROPIC_API_KEY",
    "DATABASE_URL", "REDIS_URL", "AWS_SECRET_ACCESS_KEY", "DIFFDIVER_PRIVATE_KEY", "SSH_AUTH_SOCK", "HTTP_PROXY",
    "GIT_ASKPASS", "GIT_CONFIG_PARAMETERS", "GIT_DIR", "GIT_SSH_COMMAND", "LD_PRELOAD_CANARY", "PYTHONSTARTUP",
)  # fmt: skip


async def test_no_child_inherits_a_secret(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 3: environments and command lines of every git and of the engine hold none of the planted canaries."""
    for name in SECRET_NAMES:
        monkeypatch.setenv(name, f"canary-{name}" if name != "HTTP_PROXY" else "")
    bot.providers = [scripted(lambda _: '{"findings": []}')]
    started = record_processes(monkeypatch, bot)
    await bot.review(bot.open(VULNERABLE))
    assert len(started) > 5
    for one in started:
        assert one.env is not None, "an environment of its own, never ours"
        assert "canary-" not in one.text
        assert bot.app.pem.split("\n")[3] not in one.text


@pytest.mark.slow
async def test_the_token_of_git_is_in_no_other_child_and_on_no_command_line(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 3: only a fetch is given it, and in its environment alone."""
    started = record_processes(monkeypatch, bot)
    await bot.review(bot.open(VULNERABLE))
    carried = [
        base64.b64encode(f"x-access-token:{token}".encode()).decode() for token in bot.github.world.tokens
    ] + list(bot.github.world.tokens)
    holding = [one for one in started if any(token in one.text for token in carried)]
    assert holding, "control: git does get it"
    assert all("fetch" in one.argv for one in holding)
    assert not any(token in part for one in started for part in one.argv for token in carried)


@pytest.mark.slow
async def test_every_token_is_for_one_repository_and_what_it_needs(bot: Bot) -> None:
    """Row 3: the body of every token request names the repository and the permissions."""
    await bot.review(bot.open(VULNERABLE))
    asked = [one.body for one in bot.github.requests if one.path.endswith("/access_tokens")]
    assert asked
    for body in asked:
        assert isinstance(body, dict)
        assert body["repository_ids"] == [bot.repository.id]
        assert body["permissions"] in (dict(REVIEW_PERMISSIONS), dict(GIT_PERMISSIONS))
        assert body["permissions"].get("contents") == "read", "nothing of ours can push"
    for token in bot.github.world.tokens.values():
        assert token.repository_ids == {bot.repository.id}


def test_files_of_the_host_cannot_be_read_from_inside_the_analyzer(tmp_path: Path) -> None:
    """Row 3: key files, another process's environment, our own code and data."""
    box = probe()
    if box.program is None:
        pytest.skip(f"no sandbox on this machine: {box.reason}")
    key = tmp_path / "app.pem"
    key.write_text("canary-key")
    for hidden in (
        str(key),
        "/etc/passwd",
        str(Path(__file__)),
        str(Path.home()),
        "/proc/1/root/etc/passwd",
        "/root",
        "/var",
        "/home",
    ):
        done = inside(box, "/usr/bin/cat", hidden)
        assert done.returncode != 0, hidden
        assert "canary" not in done.stdout
    assert "canary" not in inside(box, "/usr/bin/sh", "-c", "cat /proc/*/environ 2>/dev/null").stdout
