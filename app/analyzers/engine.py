"""Where the scan engine is, and whether it is the version that was tested: its command line has no stable contract."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.analyzers.sandbox import Sandbox, probe
from app.errors import UsageError

VERSION = "1.182.0"
PLACE = ".semgrep"
CORE = "semgrep-core"
IN_ENVIRONMENT = (f"lib/python3*/site-packages/semgrep/bin/{CORE}", f"semgrep/bin/{CORE}", CORE)
VERSION_TIMEOUT_S = 10.0

HOW = f"install it apart from Diffdiver: python3 -m venv {PLACE} && {PLACE}/bin/pip install semgrep=={VERSION}"
NOT_AT_SETTING = "DIFFDIVER_SEMGREP={setting} holds no semgrep engine; " + HOW
NOT_FOUND = f"semgrep was not found (DIFFDIVER_SEMGREP, {PLACE} beside Diffdiver, PATH); " + HOW
WRONG_VERSION = "semgrep at {place} is {found}, Diffdiver needs exactly {wanted}; " + HOW


@dataclass(frozen=True, slots=True)
class Engine:
    """A scan engine that may be started: the native program, its version, and the box it runs in."""

    core: Path
    version: str
    box: Sandbox

    @property
    def sandbox(self) -> str:
        """Return "bubblewrap" or "none", for `doctor` and the reports."""
        return self.box.name

    @property
    def name(self) -> str:
        """Return what a report calls it."""
        return f"semgrep {self.version}"


def find(setting: str | None, *, box: Sandbox | None = None) -> Engine:
    """Return the engine at `setting`, else beside the project, else on PATH.

    `setting` is a virtual environment, a `semgrep` script or the native program. Raises UsageError with what to do when
    there is none or its version is another. `box` overrides the probed sandbox.
    """
    wrong: list[str] = []
    for core in _candidates(setting):
        found = _version(core)
        if found == VERSION:
            return Engine(core, found, probe() if box is None else box)
        wrong.append(WRONG_VERSION.format(place=core, found=found or "of an unknown version", wanted=VERSION))
    if wrong:
        raise UsageError(wrong[0])
    raise UsageError(NOT_AT_SETTING.format(setting=setting) if setting else NOT_FOUND)


def _candidates(setting: str | None) -> Iterator[Path]:
    if setting:
        yield from _cores_at(Path(setting).expanduser())
        return
    yield from _cores_at(Path(__file__).resolve().parents[2] / PLACE)
    yield from _cores_at(Path(sys.prefix).parent / PLACE)
    for name in ("semgrep", CORE):
        if on_path := shutil.which(name):
            yield from _cores_at(Path(on_path))


def _cores_at(place: Path) -> Iterator[Path]:
    if place.is_file():
        real = place.resolve()
        if place.name == CORE or real.name == CORE:
            yield real
            return
        place = real.parent.parent  # a script lives in the bin folder of its environment
    for pattern in IN_ENVIRONMENT:
        yield from sorted(found.resolve() for found in place.glob(pattern) if found.is_file())


@lru_cache(maxsize=16)
def _version(core: Path) -> str | None:
    """Read the version from the package metadata beside the program, else ask the program itself."""
    for metadata in core.parents[2].glob("semgrep-*.dist-info"):
        return metadata.name.removeprefix("semgrep-").removesuffix(".dist-info")
    try:
        asked = subprocess.run(
            [core, "-version"], env={}, capture_output=True, text=True, timeout=VERSION_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.rpartition(" ")[2].strip() or None
