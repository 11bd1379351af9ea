"""The stand-in as a standing server: `python -m tests.stand_in --root DIR --port N`.

Prints where everything is as one line of JSON on stdout, then serves until it is interrupted or its stdin, if that is
a pipe given with --until-eof, is closed.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

import orjson

from tests.stand_in.control import Controlled, coordinates
from tests.stand_in.github import GitHubStandIn


def main() -> None:
    """Serve one stand-in with its control until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.stand_in", description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="folder for the repositories")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--enterprise", action="store_true", help="answer as an Enterprise Server, below /api/v3")
    parser.add_argument("--until-eof", action="store_true", help="end when stdin is closed")
    options = parser.parse_args()
    github = GitHubStandIn(options.root, enterprise=options.enterprise)
    server = github.start(options.port, Controlled(github))
    print(orjson.dumps(coordinates(github)).decode(), flush=True)
    _wait(until_eof=options.until_eof)
    server.stop()


def _wait(*, until_eof: bool) -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    if until_eof:
        threading.Thread(target=_at_eof, args=(stopped,), daemon=True).start()
    stopped.wait()


def _at_eof(stopped: threading.Event) -> None:
    sys.stdin.buffer.read()
    stopped.set()


if __name__ == "__main__":
    main()
