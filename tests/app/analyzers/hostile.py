"""Runs of the engine with a guard left out, so that a guard's test can show what it is for."""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.analyzers import semgrep
from app.analyzers.engine import Engine
from app.analyzers.layout import Layout, lay_out
from app.analyzers.sandbox import Sandbox
from app.analyzers.semgrep import FLAGS
from review.models import ScanReport, ScanTarget, Side

EVAL: Mapping[str, object] = {
    "id": "py-eval",
    "languages": ["python"],
    "severity": "ERROR",
    "message": "m",
    "pattern": "eval(...)",
}


def python(content: str | bytes, path: str = "a.py", side: Side = Side.RIGHT) -> ScanTarget:
    raw = content.encode() if isinstance(content, str) else content
    return ScanTarget(path, side, "python", raw)


async def scan(targets: Sequence[ScanTarget], scratch: Path, *rules: Mapping[str, object]) -> ScanReport:
    return await semgrep.scan(semgrep.find(None), targets, rules or (EVAL,), scratch=scratch, deadline=60)


def laid_out(targets: Sequence[ScanTarget], scratch: Path) -> Layout:
    return lay_out(targets, [EVAL], semgrep.find(None).core, root=Path(tempfile.mkdtemp(dir=scratch)))


def gone(pid: int) -> bool:
    """Wait for the end of a process that is no child of ours; say whether it came within five seconds."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 5)[0])
    finally:
        os.close(process)


def unguarded(targets: Sequence[ScanTarget], scratch: Path, *without: str) -> dict[str, Any]:  # Any: the engine's JSON
    """Run the engine as `scan` does but without some flags; a flag's value goes with it."""
    layout = laid_out(targets, scratch)
    flags = list(FLAGS)
    for flag in without:
        at = flags.index(flag)
        del flags[at : at + (2 if flags[at + 1].isdigit() else 1)]
    env = {"PATH": str(layout.tools), "HOME": str(layout.home), "SSL_CERT_FILE": str(layout.root / "authority.pem")}
    argv = [str(layout.tools / "osemgrep"), *flags, *layout.targets]
    done = subprocess.run(argv, cwd=layout.code, env=env, capture_output=True, check=False, timeout=60)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def fake_engine(folder: Path, script: str) -> Engine:
    """Make an engine of a shell script, outside of any sandbox."""
    core = folder / "fake-core"
    core.write_text("#!/bin/sh\n" + script)
    core.chmod(0o755)
    return Engine(core, "0", Sandbox(None))


def cli(folder: Path, *arguments: str, home: Path) -> dict[str, Any]:
    """Run the ordinary command line program of the same installation, its network use switched off."""
    program = semgrep.find(None).core.parents[5] / "bin" / "semgrep"
    env = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "SEMGREP_SEND_METRICS": "off",
        "SEMGREP_ENABLE_VERSION_CHECK": "0",
        "LC_ALL": "C.UTF-8",
    }
    quiet = ("--json", "--quiet", "--metrics=off", "--disable-version-check", "--jobs", "1")
    done = subprocess.run(
        [program, "scan", *quiet, *arguments], cwd=folder, env=env, capture_output=True, check=False, timeout=300
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
