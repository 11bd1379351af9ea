"""The bot and the stand-in GitHub, running for a benchmark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.change import Repository
from tests.demo.__main__ import events, wait_for_worker
from tests.demo.processes import call, free_port, running, wait_for

NAME = "acme/shop"
POLL_S = 0.01
TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot without models, and the control of the GitHub it listens to."""

    control: str
    log: Path
    process: subprocess.Popen[str]
    url: str
    secret: str
    settings: Mapping[str, str]

    def open(self, repository: Repository, number: int, name: str = NAME) -> int:
        """Open a pull request for one of the repository's heads and return its number."""
        branch = f"topic-{number}"
        self.push(repository, number, branch, name)
        opened = {"repository": name, "title": "Reports", "body": "", "base": "main", "head": branch}
        pull_request: int = call("POST", f"{self.control}/pull_requests", opened)["number"]
        return pull_request

    def push(self, repository: Repository, number: int, branch: str, name: str = NAME) -> None:
        """Push one of the repository's heads to a branch."""
        source = {"repository": name, "branch": branch, "path": str(repository.path), "sha": repository.heads[number]}
        call("POST", f"{self.control}/pushes", source)

    def deliver(self, number: int, action: str = "opened", name: str = NAME) -> None:
        """Send the webhook of the pull request."""
        event = {"event": "pull_request", "action": action, "repository": name, "number": number}
        sent = call("POST", f"{self.control}/deliveries", event)
        assert sent["status_code"] == 202, sent

    def posted(self, number: int, name: str = NAME) -> dict[str, Any]:
        """Return what was posted on the pull request by now."""
        posted: dict[str, Any] = call("GET", f"{self.control}/posted?repository={name}&number={number}")
        return posted

    def wait(self, number: int, name: str = NAME, timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
        """Return what was posted once every check run is completed."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            posted = self.posted(number, name)
            runs = posted["check_runs"]
            if runs and all(run["status"] == "completed" for run in runs):
                return posted
            time.sleep(POLL_S)
        raise SystemExit(f"no review arrived; the bot's log is {self.log.read_text()[-2000:]}")

    def published(self, count: int) -> list[dict[str, int]]:
        """Return the stages' milliseconds of every review so far, once there are `count` of them."""
        end = time.monotonic() + TIMEOUT_S
        while time.monotonic() < end:
            found = [event["timings_ms"] for event in events(self.log) if event.get("event") == "review published"]
            if len(found) >= count:
                return found
            time.sleep(POLL_S)
        raise SystemExit("the worker did not log every review")


@contextmanager
def started(
    root: Path, repository: Repository, names: Sequence[str] = (NAME,), extra: Mapping[str, str] | None = None
) -> Iterator[Bot]:
    """Run the stand-in with the repository in it, and the bot, for the length of the block.

    Every name is an installation of its own; `extra` is set in the bot's environment.
    """
    with ExitStack() as stack:
        argv = [sys.executable, "-m", "tests.stand_in", "--root", str(root / "github")]
        stand_in = stack.enter_context(running("the stand-in", argv, root / "github.log"))
        assert stand_in.stdout is not None
        github = json.loads(stand_in.stdout.readline())
        control, port = github["control_url"], free_port()
        app = call("POST", f"{control}/apps", {"webhook_url": f"http://127.0.0.1:{port}/webhook"})
        imported = {"path": str(repository.path), "base": repository.base, "head": repository.heads[0]}
        for name in names:
            call("POST", f"{control}/repositories", imported | {"full_name": name})
            call("POST", f"{control}/installations", {"app_id": app["id"], "repositories": [name]})
        settings = environment(root, port, app) | {
            "GITHUB_API_URL": github["api_url"],
            "GITHUB_SERVER_URL": github["server_url"],
            **(extra or {}),
        }
        log = root / "bot.log"
        process = stack.enter_context(running("the bot", [sys.executable, "-m", "app", "up"], log, settings))
        wait_for(f"http://127.0.0.1:{port}/readyz", process, log)
        wait_for_worker(log)
        yield Bot(control, log, process, f"http://127.0.0.1:{port}", app["webhook_secret"], settings)


def environment(root: Path, port: int, app: dict[str, Any]) -> dict[str, str]:
    """Return the bot's environment: an App, the embedded stores below `root`, no model."""
    mine = ("DIFFDIVER_", "OPENAI_", "ANTHROPIC_", "GITHUB_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return kept | {
        "GITHUB_APP_ID": str(app["id"]),
        "GITHUB_PRIVATE_KEY": app["pem"],
        "GITHUB_WEBHOOK_SECRET": app["webhook_secret"],
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "DIFFDIVER_DATA_DIR": str(root / "data"),
        "DIFFDIVER_OSV_URL": "off",  # nothing of a test leaves this machine
        "DIFFDIVER_SANDBOX": "optional",  # a bare machine has none
        "DIFFDIVER_PORT": str(port),
    }
