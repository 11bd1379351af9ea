"""A secret that a pull request's own commits added and took out again is leaked all the same."""

from __future__ import annotations

import pytest

from tests.app.work.bot import CLEAN, SECURITY, Bot

# No real key: its checksum is wrong, which lowers the confidence alone.
TOKEN = "ghp_" + "Zk3vQ8wLx1TnB7yRcD5mFg2HsJ9pUa4EoV6i"


@pytest.mark.slow
@pytest.mark.parametrize("nothing_left", [False, True])
async def test_a_secret_that_was_added_and_removed_again_shuts_the_gate(nothing_left: bool, bot: Bot) -> None:
    github, repository = bot.github, bot.repository
    leaking = {"deploy.py": f'token = "{TOKEN}"\n', **({} if nothing_left else CLEAN)}
    github.commit(repository, "topic", leaking, parent=github.sha(repository, "main"))
    github.commit(repository, "topic", {"deploy.py": None if nothing_left else "token = read()\n"})
    pull = github.open_pull_request(repository)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure"}
    (run,) = github.check_runs(pull)
    said = f"{run.title} {run.summary} {' '.join(bot.summaries(pull))}"
    assert "deploy.py" in said
    assert TOKEN not in str([said, *(one.body for one in github.comments(pull))])
