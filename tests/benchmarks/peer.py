"""The leading open-source reviewer's webhook receiver, in an environment of its own outside the repository.

PR-Agent (https://github.com/qodo-ai/pr-agent) asks for Python 3.12. Its GitHub App server verifies the signature,
starts a background task in its own process and stores nothing; the event sent is one that it ignores.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.payloads import SECRET
from tests.demo.processes import free_port, running, wait_for

VERSION = "0.49.0"
NAME = f"PR-Agent {VERSION}'s receiver"
PATH = "/api/v1/github_webhooks"
IGNORED = "star"
INSTALL_S = 900
# The default of its log is DEBUG; at INFO to a file it does less than as shipped. It logs to stdout, which is a pipe.
SERVE = """
import os, sys, uvicorn
os.dup2(2, 1)
from pr_agent.log import setup_logger
from pr_agent.servers import github_app
setup_logger("INFO")
uvicorn.run(github_app.app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
"""


class NoPeer(Exception):
    """The peer cannot be had here; the text says why."""


@contextmanager
def serving(root: Path) -> Iterator[int]:
    """Run the peer's server for the length of the block and yield its port."""
    python = _installed()
    port = free_port()
    log = root / "peer.log"
    settings = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(root),
        "GITHUB__WEBHOOK_SECRET": SECRET,
        "GITHUB__DEPLOYMENT_TYPE": "app",
        "GITHUB__APP_ID": "1",
        "GITHUB__PRIVATE_KEY": "unused",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }
    with running("the peer", [str(python), "-c", SERVE, str(port)], log, settings) as process:
        wait_for(f"http://127.0.0.1:{port}/", process, log)
        yield port


def _installed() -> Path:
    """Return the interpreter that has the peer, installing it on first use."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "diffdiver-benchmarks" / "pr-agent"
    python = folder / "bin" / "python"
    if _has_peer(python):
        return python
    maker = _python()
    try:
        subprocess.run([maker, "-m", "venv", "--clear", folder], check=True, capture_output=True, timeout=120)
        wanted = [str(python), "-m", "pip", "install", "--quiet", f"pr-agent=={VERSION}"]
        subprocess.run(wanted, check=True, capture_output=True, timeout=INSTALL_S)
    except (subprocess.SubprocessError, OSError) as error:
        raise NoPeer(f"pr-agent could not be installed: {error}") from error
    return python


def _has_peer(python: Path) -> bool:
    asked = "import importlib.metadata as m; print(m.version('pr-agent'))"
    try:
        found = subprocess.run([python, "-c", asked], capture_output=True, text=True, timeout=60)
    except OSError:
        return False
    return found.stdout.strip() == VERSION


def _python() -> str:
    named = shutil.which("python3.12")
    managed = sorted(map(str, (Path.home() / ".pyenv" / "versions").glob("3.12*/bin/python")))
    for found in filter(None, (named, *managed)):
        # pyenv puts a python3.12 on PATH that only says which versions there are.
        if subprocess.run([found, "--version"], capture_output=True).returncode == 0:
            return found
    raise NoPeer("it needs Python 3.12, and there is no python3.12 on PATH")
