"""`diffdiver web` refuses to start with what cannot work, in one line and exit status 2."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.__main__ import main

REGISTERED = {"GITHUB_APP_ID": "7", "GITHUB_PRIVATE_KEY": "canary-key", "GITHUB_WEBHOOK_SECRET": "canary-hook"}
NO_SECRET = {"GITHUB_APP_ID": "7", "GITHUB_PRIVATE_KEY": "canary-key"}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (NO_SECRET, "GITHUB_WEBHOOK_SECRET is not"),
        ({"GITHUB_APP_ID": "7"}, "GITHUB_WEBHOOK_SECRET is not"),
        ({"DIFFDIVER_PORT": "x"}, "wrong setting: DIFFDIVER_PORT"),
        (REGISTERED | {"DATABASE_URL": "mysql://u:canary-pw@h/d"}, "DATABASE_URL must look like"),
        (REGISTERED | {"REDIS_URL": "http://u:canary-pw@h"}, "REDIS_URL must look like"),
    ],
    ids=["no webhook secret", "App id alone", "port", "database", "Redis"],
)
def test_what_cannot_work_ends_with_2_and_one_clear_line(
    environment: Mapping[str, str],
    said: str,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["diffdiver", "web", "--port", "0"][: 2 if "DIFFDIVER_PORT" in environment else 4])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    last = capsys.readouterr().err.rstrip("\n").split("\n")[-1]
    assert last.startswith("diffdiver: ")
    assert said in last
    assert "canary" not in last


@pytest.mark.slow
def test_it_serves_until_it_is_told_to_stop(data_dir: Path) -> None:
    """In set-up mode, as a process of its own: the link is on the terminal, SIGTERM ends it."""
    command = [sys.executable, "-m", "app", "web", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        seen = []
        for line in process.stderr:
            seen.append(line)
            if "Uvicorn running" in line:
                break
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
    assert re.search(r"/setup\?token=\S{20}", "".join(seen))
