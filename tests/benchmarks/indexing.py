"""How many lines a second the facts of files are made, on one core, language by language.

Usage: python -m tests.benchmarks.indexing [FOLDER ...]

Without folders the standard library is read, which is Python alone. The goal is a million lines in 15 s on two cores.
"""

from __future__ import annotations

import sys
import sysconfig
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from review.code.facts import facts_of
from review.code.grammars import GRAMMARS
from review.diff.languages import language_of
from tests.benchmarks.figures import Figure, show

COMMAND = "python -m tests.benchmarks.indexing FOLDER"
GOAL = 33_334  # a million lines in 30 s of one core
MOST_FILES = 1_500  # of one language
QUICK_FILES = 150


def measure() -> list[Figure]:
    """Measure Python alone, in a few seconds."""
    return figures([Path(sysconfig.get_path("stdlib"))], QUICK_FILES, "python")


def figures(folders: Iterable[Path], most: int = MOST_FILES, only: str | None = None) -> list[Figure]:
    """Measure each language of the folders; no grammar that may crash is used."""
    return [_figure(language, codes) for language, codes in sorted(_codes(folders, most, only).items())]


def _codes(folders: Iterable[Path], most: int, only: str | None) -> dict[str, list[bytes]]:
    codes: dict[str, list[bytes]] = defaultdict(list)
    for folder in folders:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            language = language_of(path.name, None)
            if (
                language is not None
                and language in GRAMMARS
                and (only is None or language == only)
                and len(codes[language]) < most
            ):
                codes[language].append(path.read_bytes())
    return codes


def _figure(language: str, codes: list[bytes]) -> Figure:
    facts_of(b"", language)  # its grammar and its query are read once
    start = time.process_time()
    found = [facts for code in codes if (facts := facts_of(code, language)) is not None]
    seconds = max(time.process_time() - start, 0.001)
    lines = sum(facts.lines for facts in found)
    definitions = sum(len(facts.definitions) for facts in found)
    said = f"{lines / seconds:,.0f} lines a second ({lines:,} lines, {definitions:,} definitions)"
    target = f"{GOAL:,} lines a second"
    return Figure(f"facts of {language}, one core", target, said, COMMAND, lines / seconds >= GOAL)


if __name__ == "__main__":
    Console(stderr=True).print("CPU time of this process alone", style="dim")
    show(figures([Path(name) for name in sys.argv[1:]]) if len(sys.argv) > 1 else measure())
