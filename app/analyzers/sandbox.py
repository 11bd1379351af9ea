"""A box around a program: no network, no host files, no environment. Bubblewrap where the kernel lets us have it.

Flags: https://manpages.debian.org/bookworm/bubblewrap/bwrap.1.en.html
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.errors import UsageError

PROBE_TIMEOUT_S = 5.0
SYSTEM_LINKS = (Path("/lib"), Path("/lib64"), Path("/lib32"))
SYSTEM_FOLDERS = (Path("/usr/lib"), Path("/usr/lib64"), Path("/usr/lib32"))

OPTIONAL = "optional"
NO_SANDBOX = (
    "no sandbox for the scan engine: {reason}. Mend that, or set DIFFDIVER_SANDBOX=optional to scan strangers' code "
    "with resource limits only; every check run then says so."
)
UNBOXED = (
    "The scan engine ran without a sandbox, with resource limits only ({reason}). What it found holds; whoever runs "
    "Diffdiver should install one."
)
NOT_INSTALLED = "bubblewrap is not installed (Debian, Ubuntu: apt install bubblewrap)"
NOT_ALLOWED = "bubblewrap cannot make namespaces here; in a container, allow unprivileged user namespaces"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What can be had here: `program` is bwrap, or None when only resource limits hold; `reason` says why."""

    program: Path | None
    reason: str = ""

    @property
    def name(self) -> str:
        """Return the word that `doctor` and the reports use."""
        return "bubblewrap" if self.program else "none"

    def wrap(
        self, argv: Sequence[str], *, binds: Mapping[Path, Path], env: Mapping[str, str], cwd: Path
    ) -> tuple[str, ...]:
        """Return the command that runs `argv` in the box; without bubblewrap that is `argv` itself.

        `binds` maps a path outside to its place inside, read-only; `cwd` is a path inside. The runner has already made
        a session of its own, so bwrap makes none: the group kill must reach the child.
        """
        if self.program is None:
            return tuple(argv)
        return (
            str(self.program),
            *("--unshare-all", "--die-with-parent", "--clearenv", "--cap-drop", "ALL"),
            *(part for name, value in env.items() for part in ("--setenv", name, value)),
            *_system(),
            *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108  # inside the box
            *(part for outside, inside in binds.items() for part in ("--ro-bind", str(outside), str(inside))),
            *("--chdir", str(cwd), "--"),
            *argv,
        )


def insist(box: Sandbox, sandbox: str) -> None:
    """Raise UsageError when there is no box and the operator has not said that it may be so."""
    if box.program is None and sandbox != OPTIONAL:
        raise UsageError(NO_SANDBOX.format(reason=box.reason))


def _system() -> tuple[str, ...]:
    """Bind the shared libraries of the system and nothing else of it."""
    folders = [part for path in SYSTEM_FOLDERS if path.is_dir() for part in ("--ro-bind", str(path), str(path))]
    links: list[str] = []
    for path in SYSTEM_LINKS:
        if path.is_symlink():
            links += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            links += ["--ro-bind", str(path), str(path)]
    return (*folders, *links)


@lru_cache(maxsize=4)
def probe(program: str = "bwrap") -> Sandbox:
    """Try the box once and remember whether it works: user namespaces are often forbidden inside containers."""
    found, true = shutil.which(program), shutil.which("true")
    if found is None or true is None:
        return Sandbox(None, NOT_INSTALLED)
    box, inner = Sandbox(Path(found)), Path(true).resolve()
    argv = box.wrap(["/probe"], binds={inner: Path("/probe")}, env={}, cwd=Path("/"))
    try:
        done = subprocess.run(argv, env={}, capture_output=True, timeout=PROBE_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Sandbox(None, NOT_ALLOWED)
    return box if done.returncode == 0 else Sandbox(None, NOT_ALLOWED)
