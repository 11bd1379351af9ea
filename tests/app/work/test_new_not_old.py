"""What a change makes worse is found wherever it stands; what only moved is not."""

from __future__ import annotations

import pytest

from tests.app.work.bot import SECURITY, Bot

TOP = "import subprocess\nimport shlex\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
SHOW = '@app.get("/print")\ndef show():\n    printer = {value}\n'
LONG = "".join(f"    step_{number} = {number}\n" for number in range(30))
PRINT = '    subprocess.run("lp " + printer, shell=True)\n    return "ok"\n'
GUARDED, OPEN = 'shlex.quote(request.args["printer"])', 'request.args["printer"]'


def web(value: str) -> str:
    return TOP + SHOW.format(value=value) + LONG + PRINT


def onto(bot: Bot, **files: str) -> None:
    """Put files onto the base branch."""
    named = {f"{name}.py": text for name, text in files.items()}
    bot.github.commit(bot.repository, "main", named, parent=bot.github.sha(bot.repository, "main"))


@pytest.mark.slow
async def test_a_guard_taken_away_far_from_the_sink_is_told_where_it_stood(bot: Bot) -> None:
    onto(bot, web=web(GUARDED))
    pull = bot.open({"web.py": web(OPEN)})
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure"}
    ((path, _, code),) = bot.comments(pull)
    assert (path, code) == ("web.py", f"    printer = {OPEN}")
    (comment,) = bot.github.comments(pull)
    assert "`web.py:42`, which the diff does not show" in comment.body, "the sink's own line is named"


@pytest.mark.slow
@pytest.mark.parametrize("kept", [True, False])
async def test_code_that_moved_to_another_file_is_not_new(kept: bool, bot: Bot) -> None:
    onto(bot, web=web(OPEN), other="x = 1\n")
    moved: dict[str, str | bytes | None] = {"other.py": web(OPEN).replace("/print", "/again")}
    pull = bot.open({**moved, **({} if kept else {"web.py": TOP})})
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure" if kept else "success"}
    assert bool(bot.comments(pull)) is kept
