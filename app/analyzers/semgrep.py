"""The scan: one run of the engine's native command over all targets of a change, in its box, under its limits.

The native command is the engine under the name `osemgrep`; it gives the findings of the ordinary CLI without that one's
two seconds of Python imports. The CLI is the oracle of tests/app/analyzers/test_parity.py.
"""

from __future__ import annotations

import asyncio
import math
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.analyzers.answer import Asked, read_answer, unscanned
from app.analyzers.engine import VERSION, Engine, find
from app.analyzers.layout import Layout, lay_out
from app.analyzers.process import MIB, Limits, run
from review.models import ScanReport, ScanTarget

__all__ = ["VERSION", "Engine", "find", "scan", "unscanned"]

# By the clock on the wall, which a busy machine stretches: the slowest rule takes 1 s on 8,500 lines of ordinary code.
RULE_TIMEOUT_S = 10
MAX_MEMORY_MIB = 1500
OUTPUT_LIMIT = 64 * MIB
# A minor heap of 2M words, 16 MiB: the engine makes garbage so fast that collecting less often saves a seventh of its
# time. Address space is set aside for as many heaps as there may be domains: for the usual 128 that would be 2 GiB.
# https://ocaml.org/manual/runtime.html#s:ocamlrun-options
GARBAGE_COLLECTION = "s=2M,d=4"

CANNOT_START = "the scan engine could not be started"
OUT_OF_TIME = "the scan did not finish in its time"
TOO_MUCH = "the scan engine's answer was too large to read"
DIED = "the scan engine died"

# The flags are what issue 2 and reference/spikes.md section 2 ask for: no network, no suppression by the author of the
# change, no size limit (the native command drops larger files without a word), parallelism by workers and not here.
FLAGS = (
    *("scan", "--experimental", "--config", "../rules.json", "--json", "--quiet"),
    *("--metrics=off", "--disable-version-check", "--disable-nosem", "--no-git-ignore"),
    *("--max-target-bytes", "0", "--timeout", str(RULE_TIMEOUT_S), "--timeout-threshold", "3"),
    *("--max-memory", str(MAX_MEMORY_MIB), "-j", "1", "--"),
)


async def scan(
    engine: Engine,
    targets: Sequence[ScanTarget],
    rules: Sequence[Mapping[str, object]],
    *,
    scratch: Path,
    deadline: float,
    heard: Callable[[bytes], None] = lambda _answer: None,
) -> ScanReport:
    """Scan all targets with all rules in one run that ends within `deadline` seconds from now.

    Never raises for what the targets hold: what was not read to the end is a gap. `scratch` is an existing folder; what
    is written there is removed again, whatever happens. `heard` is given the engine's answer as it wrote it.
    """
    if not targets or not rules:
        return ScanReport(engine.name, (), ())
    root = Path(tempfile.mkdtemp(prefix="scan-", dir=scratch))
    writing = asyncio.create_task(asyncio.to_thread(lay_out, targets, rules, engine.core, root=root))
    try:
        return await _run(engine, await asyncio.shield(writing), deadline, heard)
    finally:
        await asyncio.wait({writing})  # a cancelled caller does not stop the thread, which may still be writing
        shutil.rmtree(root, ignore_errors=True)


async def _run(engine: Engine, layout: Layout, deadline: float, heard: Callable[[bytes], None]) -> ScanReport:
    asked = Asked(engine.name, layout.targets)
    argv, env = _command(engine, layout)
    limits = Limits(cpu_seconds=math.ceil(deadline) + 1)
    try:
        done = await run(argv, env=env, cwd=layout.code, timeout=deadline, limits=limits, output_limit=OUTPUT_LIMIT)
    except OSError:
        return unscanned(asked.engine, targets=layout.targets.values(), reason=CANNOT_START)
    if done.timed_out or done.truncated:
        return unscanned(asked.engine, layout.targets.values(), OUT_OF_TIME if done.timed_out else TOO_MUCH)
    if done.returncode < 0 or not done.stdout:
        return unscanned(asked.engine, layout.targets.values(), DIED)
    heard(done.stdout)
    return read_answer(done.stdout, asked)


def _command(engine: Engine, layout: Layout) -> tuple[Sequence[str], Mapping[str, str]]:
    """Return the command and its whole environment, in the box where there is one."""
    inside = Path("/scan") if engine.box.program else layout.root
    home = Path("/tmp") if engine.box.program else layout.home  # noqa: S108  # the box's own
    argv = (str(inside / "tools" / "osemgrep"), *FLAGS, *layout.targets)
    env = _environment(tools=inside / "tools", home=home, authority=inside / "authority.pem")
    binds = {engine.core.parent: engine.core.parent, layout.root: inside}
    boxed = engine.box.wrap(argv, binds=binds, env=env, cwd=inside / "code")
    return boxed, {} if engine.box.program else env


def _environment(*, tools: Path, home: Path, authority: Path) -> Mapping[str, str]:
    return {
        "PATH": str(tools),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LC_ALL": "C.UTF-8",
        "OCAMLRUNPARAM": GARBAGE_COLLECTION,
        "SSL_CERT_FILE": str(authority),
        "SEMGREP_SEND_METRICS": "off",
        "SEMGREP_ENABLE_VERSION_CHECK": "0",
        "SEMGREP_INTEGRATION_NAME": "diffdiver",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.bareRepository",
        "GIT_CONFIG_VALUE_0": "explicit",
    }
