"""The web half stays small: the heavy libraries belong to the worker."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.web.bot import NO_REDIS

FORBIDDEN = {"githubkit", "openai", "anthropic", "sklearn", "alembic", "unidiff", "asyncpg", "jinja2"}
MAX_MEGABYTES = 120  # resident; a target of the project

SCRIPT = """
import asyncio, json, resource, sys
import app.cli.web
from app.settings import load
from app.web.server import receiver

async def main():
    async with receiver(load()):
        pass

asyncio.run(main())
status = open("/proc/self/status").read()
peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps({"modules": sorted({name.partition(".")[0] for name in sys.modules}), "megabytes": peak}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_imports_no_heavy_library_and_stays_below_its_memory(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "GITHUB_APP_ID": "1",
        "GITHUB_PRIVATE_KEY": "k",
        "GITHUB_WEBHOOK_SECRET": "s",
        "DATABASE_URL": sqlite_url,
        "REDIS_URL": NO_REDIS,
        "DIFFDIVER_DATA_DIR": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert not FORBIDDEN & set(told["modules"])
    assert told["megabytes"] < MAX_MEGABYTES
