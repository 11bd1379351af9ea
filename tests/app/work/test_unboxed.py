"""A worker without a sandbox does not start by itself; where the operator allows it, every check run says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.analyzers import sandbox, semgrep
from app.analyzers.sandbox import NOT_INSTALLED, Sandbox
from app.errors import UsageError
from app.settings import load
from app.work.compute import InProcess
from app.work.review import Reviewer, Timings, review_change
from app.work.worker_tools import open_tools
from review.models import Knowledge
from review.policy import Policy
from tests.review.made import fetched, new_file

NO_BOX = Sandbox(None, NOT_INSTALLED)


async def test_the_security_check_says_that_there_was_no_sandbox(tmp_path: Path) -> None:
    unboxed = replace(semgrep.find(None), box=NO_BOX)
    change, knowledge = fetched(new_file("a.py", "x = 1")), Knowledge(b"k", models_configured=False)
    reviewer = Reviewer(InProcess(), unboxed, tmp_path)
    done = await review_change(reviewer, change, None, Policy(), knowledge, None, Timings())
    (check,) = done.concluded.review.checks
    assert "ran without a sandbox" in check.summary
    assert NOT_INSTALLED in check.summary


async def test_a_worker_that_must_have_one_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "probe", lambda: NO_BOX)
    monkeypatch.setattr("app.analyzers.engine.probe", lambda: NO_BOX)
    with pytest.raises(UsageError, match="no sandbox for the scan engine"):
        async with open_tools(load(data_dir=tmp_path, sandbox="required")):
            pass
