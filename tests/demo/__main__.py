"""`make demo`: the whole path once, for real, on this machine and nothing else.

Starts the bot on its embedded stores and a stand-in for GitHub, opens a pull request there from a real git repository,
sends the signed webhook, waits for the review, and prints what was posted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.demo import sample
from tests.demo.processes import call, free_port, running, tail, wait_for
from tests.demo.show import show

REVIEW_TIMEOUT_S = 300.0
ANSWERS = Path(__file__).parent.parent / "samples" / "demo" / "answers.json"
NOTHING = '{"default": {"findings": []}}'
NAME = "acme/shop"
NO_KEY = (
    "No model is configured: a scripted stand-in answers the questions, {what}. "
    "Set OPENAI_API_KEY or ANTHROPIC_API_KEY for a real one."
)


def main() -> None:
    """Run the demo; exit with 1 if no review arrives."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--repo", type=Path, help="a git repository of yours; default: a small sample shop")
    parser.add_argument("--base", help="revision to compare with; default: the commit before --head")
    parser.add_argument("--head", help="revision to review; default: HEAD")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 110)
    with tempfile.TemporaryDirectory(prefix="diffdiver-demo-") as folder, ExitStack() as stack:
        root = Path(folder)
        proposal = sample.of(options.repo, options.base, options.head) if options.repo else sample.make(root / "shop")
        console.print(f"Reviewing {proposal.base[:10]}..{proposal.head[:10]} of {proposal.repository}", highlight=False)
        demo = Demo(root, stack, console)
        posted, timings, total_ms = demo.review(proposal, own_sample=options.repo is None)
        show(console, posted, timings, total_ms, pages=True)


class Demo:
    """The running processes and the one pull request."""

    def __init__(self, root: Path, stack: ExitStack, console: Console) -> None:
        self._root = root
        self._stack = stack
        self._console = console

    def review(self, proposal: sample.Proposal, *, own_sample: bool) -> tuple[dict[str, Any], dict[str, int], int]:
        """Open the pull request, wait for both checks, and return what was posted and where the time went."""
        github = self._github()
        control = github["control_url"]
        port = free_port()
        app = call("POST", f"{control}/apps", {"webhook_url": f"http://127.0.0.1:{port}/webhook"})
        bot_log = self._root / "bot.log"
        bot = self._bot(github, app, port, bot_log, self._models(own_sample))
        imported = call(
            "POST",
            f"{control}/repositories",
            {"full_name": NAME, "path": str(proposal.repository), "base": proposal.base, "head": proposal.head},
        )
        call("POST", f"{control}/installations", {"app_id": app["id"], "repositories": [NAME]})
        opened = {"repository": NAME, "title": proposal.title, "body": proposal.body}
        pull = call("POST", f"{control}/pull_requests", opened | {"base": imported["base"], "head": imported["head"]})
        wait_for(f"http://127.0.0.1:{port}/readyz", bot, bot_log)
        wait_for_worker(bot_log)
        start = time.monotonic()
        sent = call(
            "POST",
            f"{control}/deliveries",
            {"event": "pull_request", "action": "opened", "repository": NAME, "number": pull["number"]},
        )
        if sent["status_code"] != 202:
            raise SystemExit(f"demo: the delivery was answered with {sent['status_code']}: {sent['answer']}")
        posted = self._wait(f"{control}/posted?repository={NAME}&number={pull['number']}", bot_log)
        total_ms = round((time.monotonic() - start) * 1000)
        return posted, timings_of(bot_log), total_ms

    def _github(self) -> dict[str, Any]:
        argv = [sys.executable, "-m", "tests.stand_in", "--root", str(self._root / "github")]
        process = self._stack.enter_context(running("the stand-in", argv, self._root / "github.log"))
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"demo: the stand-in did not start:\n{tail(self._root / 'github.log')}")
        coordinates: dict[str, Any] = json.loads(line)
        return coordinates

    def _models(self, own_sample: bool) -> dict[str, str]:
        """Return the provider settings: the user's own, else a scripted stand-in."""
        if os.environ.get("OPENAI_API_KEY") or os.environ.get("ANTHROPIC_API_KEY"):
            return {}
        what = "as a model once did on this change" if own_sample else "and never finds anything"
        self._console.print(NO_KEY.format(what=what), style="yellow")
        answers = ANSWERS if own_sample else self._root / "answers.json"
        if not own_sample:
            answers.write_text(NOTHING)
        port = free_port()
        argv = [sys.executable, "-m", "tests.stand_in.providers", "--port", str(port), "--answers", str(answers)]
        self._stack.enter_context(running("the model", argv, self._root / "model.log"))
        return {
            "DIFFDIVER_PROVIDERS": "openai",
            "OPENAI_API_KEY": "sk-stand-in",
            "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1",
        }

    def _bot(self, github: dict[str, Any], app: dict[str, Any], port: int, log: Path, models: dict[str, str]) -> Any:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DIFFDIVER_")} | {
            "GITHUB_APP_ID": str(app["id"]),
            "GITHUB_PRIVATE_KEY": app["pem"],
            "GITHUB_WEBHOOK_SECRET": app["webhook_secret"],
            "GITHUB_API_URL": github["api_url"],
            "GITHUB_SERVER_URL": github["server_url"],
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "DIFFDIVER_DATA_DIR": str(self._root / "data"),
            "DIFFDIVER_OSV_URL": "off",  # nothing of a test leaves this machine
            "DIFFDIVER_SANDBOX": "optional",  # a bare machine has none
            "DIFFDIVER_PORT": str(port),
            **models,
        }
        argv = [sys.executable, "-m", "app", "up"]
        return self._stack.enter_context(running("the bot", argv, log, environment))

    def _wait(self, url: str, log: Path) -> dict[str, Any]:
        end = time.monotonic() + REVIEW_TIMEOUT_S
        while time.monotonic() < end:
            posted: dict[str, Any] = call("GET", url)
            runs = posted["check_runs"]
            if runs and all(run["status"] == "completed" for run in runs):
                return posted
            time.sleep(0.02)
        raise SystemExit(f"demo: no review arrived; the end of the bot's log:\n{tail(log)}")


def wait_for_worker(log: Path) -> None:
    """Return once the worker says that it listens."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if any(event.get("event") == "worker ready" for event in events(log)):
            return
        time.sleep(0.05)
    raise SystemExit(f"demo: the worker did not start; the end of the bot's log:\n{tail(log)}")


def timings_of(log: Path) -> dict[str, int]:
    """Return the stages' milliseconds from the bot's own log."""
    for _ in range(100):
        for event in events(log):
            if event.get("event") == "review published":
                timings: dict[str, int] = event["timings_ms"]
                return timings
        time.sleep(0.05)
    return {}


def events(log: Path) -> list[dict[str, Any]]:
    lines = log.read_text().split("\n")
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


if __name__ == "__main__":
    main()
