"""How much of a large change reaches a model at an equal token budget, side by side with the leading open reviewer.

Usage: python -m tests.benchmarks compression REPOSITORY [...] [--most 40] [--each]

Takes git repositories of this machine, with history. Of each the newest large changes along its first parents
(`tests.benchmarks.faults`) are packed as a review packs them and compressed by PR-Agent
(`tests.benchmarks.peer_compression`), without which nothing is measured. A budget is the tokens of all that a change
brings into the questions together: for us the diff and what stands around it, for PR-Agent its diff. The fixed words of
each question, which are ours as often as there are questions, do not count. Both are counted by one tokenizer
(o200k_base). Our own packing counts by an estimate: it is given the room that spends the same.

Two figures: the share of changed lines (added and removed, in text files) that reach a model, and the share of the
lines that later proved faulty. `mean` is over changes, `all` over lines. No scan engine is asked, so that its findings,
which draw our packing to their lines, are missing.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.git.local import LocalRepository
from review.models import FetchedChange, Knowledge, LineKind, ScanReport
from review.pack import choose, pack
from review.policy import Policy
from review.prompts.context import Context
from review.prompts.packing import QUESTION_TOKENS, Piece, Room
from review.prompts.templates import Setting, render
from review.survey import Survey, survey
from tests.benchmarks.faults import LEAST_CHANGED, History, Step, is_test
from tests.benchmarks.peer import VERSION, NoPeer
from tests.benchmarks.peer_compression import WAYS, Peer, Shown, compressing

COMMAND = "python -m tests.benchmarks compression REPOSITORY [...]"
BUDGETS = (8_000, 32_000)
MOST = 40
TRIES = 12  # to spend the budget as nearly as may be
KEY = b"k" * 32
NOBODY = Knowledge(KEY, models_configured=False)
SCANNED = ScanReport("none", (), ())
REVIEWERS = ("ours", *(f"PR-Agent {way}" for way in WAYS))

Spots = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Case:
    """One change: what it changed, what proved faulty, and what each of `REVIEWERS` shows, by budget."""

    repository: str
    step: Step
    changed: int
    faulty: Spots
    shown: tuple[tuple[Shown, ...], ...]

    def lines(self, budget: int, reviewer: int) -> float:
        """Return the share of changed lines."""
        shown = self.shown[budget][reviewer]
        return (len(shown.added) + shown.removed) / self.changed

    def faults(self, budget: int, reviewer: int) -> float:
        """Return the share of faulty lines."""
        return len(self.shown[budget][reviewer].added & self.faulty) / len(self.faulty)


def cases(path: Path, most: int, peer: Peer) -> Iterator[Case]:
    """Yield the large changes of a repository, compressed by everybody."""
    history = History(path)
    for step in history.large(most):
        change = asyncio.run(_read(path, step))
        surveyed = survey(change, None, Policy())
        added = {
            (file.path, line.new)
            for file in surveyed.change.diff.files
            for hunk in file.hunks
            for line in hunk.lines
            if line.kind is LineKind.ADDED and line.new is not None
        }
        changed = sum(file.added + file.removed for file in surveyed.change.diff.files)
        if changed < LEAST_CHANGED:  # most of it only moved files
            continue
        marked = frozenset((name, number) for name, numbers in history.faulty(step).items() for number in numbers)
        theirs = peer.compressed(change, history.sizes(step.commit), BUDGETS)
        ours = [_ours(surveyed, budget, peer) for budget in BUDGETS]
        shown = tuple((mine, *others) for mine, others in zip(ours, theirs, strict=True))
        yield Case(path.resolve().name, step, changed, marked & added, shown)


async def _read(path: Path, step: Step) -> FetchedChange:
    return await (await LocalRepository.open(path)).change(step.parent, step.commit)


def _ours(surveyed: Survey, budget: int, peer: Peer) -> Shown:
    """Pack with as much room as the budget pays for."""
    findings = pack(surveyed, SCANNED, NOBODY, Policy()).findings
    context = Context(sources=surveyed.change.sources)
    setting = Setting(KEY, "local", Policy(), None, (), surveyed.languages, 1, context)
    best, estimate = Shown(frozenset(), 0, 0), float(budget)
    for _ in range(TRIES):
        questions = ceil(estimate / QUESTION_TOKENS)
        room = Room(questions, int(estimate / questions))
        chosen = choose(surveyed, findings, Policy(), room)
        users = [render(pieces, findings, setting, None).user for pieces in chosen.questions]
        shown = _shown(chosen.questions, sum(peer.count([user[user.index("<<<") :] for user in users])))
        if best.tokens < shown.tokens <= budget:
            best = shown
        if not chosen.left or 0.97 * budget < shown.tokens <= budget:
            break
        estimate *= min(1.5, max(0.7, 0.985 * budget / max(1, shown.tokens)))
    return best


def _shown(questions: Sequence[Sequence[Piece]], tokens: int) -> Shown:
    lines = [
        (piece.path, line) for pieces in questions for piece in pieces for hunk in piece.hunks for line in hunk.lines
    ]
    added = frozenset((path, line.new) for path, line in lines if line.kind is LineKind.ADDED and line.new is not None)
    return Shown(added, sum(line.kind is LineKind.REMOVED for _, line in lines), tokens)


def show(found: Sequence[Case], *, each: bool) -> None:
    """Print both figures for each budget, and on request every change."""
    console = Console(width=150, highlight=False)
    judged = [case for case in found if case.faulty]
    proved = sum(len(case.faulty) for case in judged)
    changed = sum(case.changed for case in found)
    console.print(
        f"{len(found)} large changes, {changed:,} changed lines; {proved:,} lines of {len(judged)} proved faulty"
    )
    for number, budget in enumerate(BUDGETS):
        if each:
            _print_each(console, judged, number)
        table = Table(title=f"{budget:,} tokens", title_justify="left")
        heads = (
            "",
            "tokens used",
            "changed lines: mean",
            "all",
            "faulty lines: mean",
            "all",
            "all, no tests",
            "found any",
        )
        for heading in heads:
            table.add_column(heading, justify="left" if not heading else "right")
        for reviewer, name in enumerate(REVIEWERS):
            table.add_row(name, *_row(found, judged, number, reviewer))
        console.print(table)


def _row(found: Sequence[Case], judged: Sequence[Case], budget: int, reviewer: int) -> tuple[str, ...]:
    used = statistics.median(case.shown[budget][reviewer].tokens for case in found)
    reached = sum(case.lines(budget, reviewer) * case.changed for case in found)
    lines = statistics.mean(case.lines(budget, reviewer) for case in found)
    if not judged:
        return f"{used:.0f}", f"{lines:.1%}", f"{reached / sum(case.changed for case in found):.1%}", "", "", "", ""
    hits = sum(len(case.shown[budget][reviewer].added & case.faulty) for case in judged)
    code = [spot for case in judged for spot in case.faulty if not is_test(spot[0])]
    code_hits = sum(
        not is_test(path)
        for case in judged
        for path, number in case.faulty & case.shown[budget][reviewer].added
    )  # fmt: skip
    return (
        f"{used:.0f}",
        f"{lines:.1%}",
        f"{reached / sum(case.changed for case in found):.1%}",
        f"{statistics.mean(case.faults(budget, reviewer) for case in judged):.1%}",
        f"{hits / sum(len(case.faulty) for case in judged):.1%}",
        f"{code_hits / max(1, len(code)):.1%}",
        f"{sum(case.faults(budget, reviewer) > 0 for case in judged)} of {len(judged)}",
    )


def _print_each(console: Console, judged: Sequence[Case], budget: int) -> None:
    for case in judged:
        shares = "  ".join(
            f"{case.lines(budget, one):4.0%} {case.faults(budget, one):4.0%}" for one in range(len(REVIEWERS))
        )
        title = case.step.message.split("\n", 1)[0][:50]
        console.print(f"{case.step.commit[:9]} {case.changed:6} {len(case.faulty):4}  {shares}  {title}", markup=False)


def main(arguments: Sequence[str]) -> int:
    """Compress, compare and print; return 1 when the peer cannot be had."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=MOST, help="changes of each repository")
    parser.add_argument("--each", action="store_true", help="print every change that has faulty lines")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="diffdiver-compression-") as home, compressing(Path(home)) as peer:
            found = [case for path in options.repositories for case in cases(path, options.most, peer)]
    except NoPeer as error:
        print(f"PR-Agent {VERSION}: {error}", file=sys.stderr)
        return 1
    show(found, each=options.each)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
