"""A measured figure beside its target, and the one table that shows them."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in words that name the unit; `target` is empty for what only explains another figure."""

    name: str
    target: str
    measured: str
    command: str
    reached: bool | None = None


def spread(values: Sequence[float], unit: str = "ms") -> str:
    """Return median and 90th percentile."""
    return f"{statistics.median(values):.0f} {unit} (p90 {ninetieth(values):.0f})"


def ninetieth(values: Sequence[float]) -> float:
    """Return the 90th percentile."""
    return percentile(values, 90)


def percentile(values: Sequence[float], part: int) -> float:
    """Return the smallest value that `part` in a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * part // 100) - 1]


def distribution(values: Sequence[float], unit: str = "ms", digits: int = 0) -> str:
    """Return median, 90th and 99th percentile."""
    median, p90, p99 = (percentile(values, part) for part in (50, 90, 99))
    return f"median {median:.{digits}f}, p90 {p90:.{digits}f}, p99 {p99:.{digits}f} {unit}"


def load() -> str:
    """Return the machine's load, without which no time means much."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def show(figures: Sequence[Figure]) -> None:
    """Print the table."""
    console = Console(width=140)
    table = Table(title=f"Figures ({load()} at the end)", title_justify="left")
    for heading in ("figure", "target", "measured", "command"):
        table.add_column(heading, overflow="fold")
    colours = {True: "green", False: "red", None: ""}
    for each in figures:
        table.add_row(each.name, each.target, f"[{c}]{each.measured}[/]" if (c := colours[each.reached]) else
                      each.measured, each.command)  # fmt: skip
    console.print(table)
