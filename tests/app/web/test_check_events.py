"""The receiver knows which App it is: our check runs are done again, other Apps' events are dropped."""

from __future__ import annotations

import pytest

from app.github.markers import check_key
from tests.app.web.bot import Bot

SHA = "a" * 40


@pytest.mark.parametrize(("app_id", "status"), [(1, "accepted"), (2, "ignored")])
async def test_only_our_own_check_runs_are_heard(bot: Bot, app_id: int, status: str) -> None:
    run = {"head_sha": SHA, "external_id": check_key(22, SHA, "diffdiver/security", 1), "app": {"id": app_id}}
    payload = {
        "action": "rerequested",
        "installation": {"id": 11},
        "repository": {"id": 22, "full_name": "octo/repo"},
        "check_run": run,
    }
    response = await bot.deliver(payload, "check_run")
    assert (response.status_code, response.json()["status"]) == (202, status)
