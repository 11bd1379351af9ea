"""What the kernel tells of a process: resident memory, open files, processor time, children (man 5 proc)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

PROGRAMS = {"web": r"-m app web$", "worker": r"-m app worker$", "valkey": "valkey|redis"}
TICKS = os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    """Return VmRSS."""
    return _status(pid, "VmRSS") / 1024


def most_resident_mib(pid: int) -> float:
    """Return VmHWM, the most that was ever resident."""
    return _status(pid, "VmHWM") / 1024


def open_files(pid: int) -> int:
    """Return how many descriptors it holds."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def cpu_s(pid: int) -> float:
    """Return the processor time spent by now, its own only."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def children(pid: int) -> list[int]:
    """Return the direct children."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    """Return the whole tree below."""
    found: list[int] = []
    for child in children(pid):
        try:
            found += [child, *descendants(child)]
        except FileNotFoundError:  # it ended while we looked
            continue
    return found


def roles(supervisor: int) -> Mapping[str, int]:
    """Return the process of each role below `diffdiver up`."""
    found = {}
    for child in children(supervisor):
        command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        found.update({role: child for role, program in PROGRAMS.items() if re.search(program, command)})
    return found


def computing(worker: int) -> list[int]:
    """Return the worker's own pool of processes, which live as long as it does; not the programs that it runs."""
    return [pid for pid in descendants(worker) if b"multiprocessing.spawn" in _command(pid)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def _status(pid: int, name: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.split("\n") if line.startswith(f"{name}:"))
