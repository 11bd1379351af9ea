"""Row 37: whatever fails, with whatever in its message, no credential is in a log line, the database or a check."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence

import pytest
import structlog

from app.errors import Retryable, Terminal
from app.git.scratch import Scratch
from app.github.client import Client
from app.github.publish import Publisher
from app.work.compute import InProcess
from app.work.memory import Memory
from providers.scripted import ScriptedProvider
from tests.app.work.bot import CLEAN, Bot, scripted
from tests.attacks.evidence import gate, posted, written
from tests.attacks.test_secrets import ONE_LINE, PEM, leaked

CANARIES = " ".join([
    ONE_LINE["classic"], ONE_LINE["long installation"], ONE_LINE["anthropic"], ONE_LINE["openai"],
    ONE_LINE["fine-grained"], ONE_LINE["json web token"], f"Authorization: Bearer {ONE_LINE['installation']}", PEM,
])  # fmt: skip
STEPS: tuple[tuple[type, str], ...] = (
    (Client, "pull_request"), (Client, "merge_base"), (Client, "file"), (Memory, "begin"), (Publisher, "start"),
    (Scratch, "change"), (InProcess, "__call__"), (ScriptedProvider, "complete"), (Publisher, "publish"),
    (Memory, "remember"),
)  # fmt: skip
# A bug may strike anywhere; of the failures that have a name, some places are enough.
FAILURES = ((RuntimeError, STEPS), (Terminal, STEPS[1::4]), (Retryable, STEPS[::4]))


@pytest.mark.slow
@pytest.mark.parametrize(("failure", "steps"), FAILURES, ids=["bug", "terminal", "retryable"])
async def test_a_failure_at_every_step_leaves_no_credential_anywhere(
    failure: Callable[[str], Exception], steps: Sequence[tuple[type, str]], bot: Bot, logged: io.StringIO
) -> None:
    bot.providers = [scripted(lambda _: '{"findings": []}')]
    main, said = bot.github.sha(bot.repository, "main"), list[str]()
    for kind, name in steps:
        branch = f"{kind.__name__}-{name}".replace("_", "")

        async def fail(*_: object, **__: object) -> None:
            try:
                raise ValueError(CANARIES)
            except ValueError as cause:
                raise failure(f"it broke: {CANARIES}") from cause

        bot.github.commit(bot.repository, branch, CLEAN, parent=main)
        pull = bot.github.open_pull_request(bot.repository, head=branch)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kind, name, fail)
            await bot.review(pull)
        assert gate(bot, pull) != "success" or (kind, name) in {
            (ScriptedProvider, "complete"), (Memory, "remember"), (Publisher, "publish")
        }, (kind, name)  # fmt: skip
        said.append(posted(bot, pull))
    assert "it broke" in logged.getvalue(), "control: the failures are told of"
    assert leaked(logged.getvalue()) == []
    assert leaked("\n".join(said)) == []
    assert leaked(b"".join(written(bot))) == []


def test_control_without_the_redactor_they_would_all_be_there(
    logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.log.redact", lambda value, depth=0: value)
    structlog.get_logger("attack").warning(f"it broke: {CANARIES}")
    assert len(leaked(logged.getvalue())) > 6


def test_a_value_cannot_make_a_line_of_its_own(logged: io.StringIO) -> None:
    """CR, LF, NEL, U+2028 and terminal escapes from a title stay inside one JSON string."""
    forged = 'x"\n{"level": "info", "event": "review published"}\r\n\x1b[2K\u2028\u0085{"event": "y"}\0'
    structlog.get_logger("attack").warning("title", title=forged, **{"k\ney": forged})
    lines = [line for line in logged.getvalue().split("\n") if line]
    assert len(lines) == 1
    assert json.loads(lines[0])["title"] == forged
    assert "\x1b" not in lines[0]
