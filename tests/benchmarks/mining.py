"""Time, memory and size of mining a history, the time of its queries, and how often changes are told they lack a file.

Usage: python -m tests.benchmarks.mining [GIT_DIR ...]

Without a repository one of 50,000 commits is made. The first mining runs in a process of its own, so that its peak
memory is its own. The replay asks, for each of the last 300 commits that is no merge, what is missing in it, knowing
only earlier ones; "right" is a file that was told missing and changed in one of the next five commits.
"""

from __future__ import annotations

import asyncio
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from app.git.branch import mined_of, read_branch
from app.git.local import LocalRepository
from app.work.compute import InProcess
from review.history.churn import churn_of, fixes_of, hot
from review.history.encoding import decode, encode
from review.history.log import ARGUMENTS, LoggedCommit, read_log
from review.history.mining import Miner
from review.history.owners import owners_of
from review.history.partners import missing_partners, partners_of
from review.models.mined import Mined
from tests.app.git.branches import Made, grow
from tests.app.git.repositories import Repository
from tests.benchmarks.figures import Figure, distribution, load, show

COMMAND = "python -m tests.benchmarks.mining"
COMMITS = 50_000
REPLAYED, LOOKED_AHEAD, HOTTEST, PUSHES = 300, 5, 30, 10
TIP = "0" * 40


def made(folder: Path) -> Path:
    """Make a repository of so many commits of one to five files."""
    chance = random.Random(4)
    repository = Repository.create(folder / "made.git")
    paths = [f"package{n % 90}/module_{n}.py" for n in range(6_000)]

    def files(number: int) -> dict[str, bytes | None]:
        return {paths[int(chance.paretovariate(0.4)) % len(paths)]: b"%d" % number for _ in range(chance.randint(1, 5))}

    grow(repository, [Made(files(n), name=b"Author %d" % (n % 700)) for n in range(COMMITS)])
    return repository.path


def first(git_dir: Path) -> tuple[float, float, float]:
    """Mine all in a process of its own; return its seconds, those of them on a processor, and its MiB."""
    argv = [sys.executable, "-m", "tests.benchmarks.mining", "--first", str(git_dir)]
    seconds, busy, mebibytes = subprocess.run(argv, capture_output=True, check=True, text=True).stdout.split()
    return float(seconds), float(busy), float(mebibytes)


def print_first(git_dir: Path) -> None:
    """Mine, and print what it took."""
    start = time.perf_counter()
    assert asyncio.run(mined_of(git_dir)) is not None
    # Not ru_maxrss: that begins with what the parent had.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert peak is not None
    print(time.perf_counter() - start, _busy(), int(peak[1]) / 1024)


def _busy() -> float:
    """Return the seconds on a processor of this process and the children that ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


async def pushes(git_dir: Path) -> tuple[list[float], list[float]]:
    """Return the milliseconds that mining takes for each of the last pushes of one commit, and those on a processor."""
    repository = await LocalRepository.open(git_dir)
    listed = await repository.git.run("rev-list", "--first-parent", f"--max-count={PUSHES + 1}", "HEAD")
    tips = listed.decode("ascii").split()[::-1]
    taken, busy = [], []
    async with repository.reader() as git:
        kept = await read_branch(git, tips[0], git.directory, InProcess())
        for tip in tips[1:]:
            start, used = time.perf_counter(), _busy()
            kept = await read_branch(git, tip, git.directory, InProcess(), kept)
            taken.append((time.perf_counter() - start) * 1000)
            busy.append((_busy() - used) * 1000)
    return taken, busy


def queries(mined: Mined) -> dict[str, float]:
    """Return the milliseconds on a processor of each query for the files that changed most often."""
    paths = [mined.names[file] for file, _ in Counter(mined.touched).most_common(HOTTEST)]
    now = max(mined.times)
    asked: dict[str, Callable[[], object]] = {
        "missing_partners": lambda: missing_partners(mined, paths),
        "owners_of": lambda: owners_of(mined, paths, now),
        "hot": lambda: hot(mined, paths, now),
        "churn_of (each)": lambda: [churn_of(mined, path, now) for path in paths],
        "partners_of (each)": lambda: [partners_of(mined, path) for path in paths],
        "fixes_of (each)": lambda: [fixes_of(mined, path) for path in paths],
    }
    taken = {}
    for name, ask in asked.items():
        start = time.process_time()
        ask()
        taken[name] = (time.process_time() - start) * 1000 / (HOTTEST if "each" in name else 1)
    return taken


def replay(git_dir: Path) -> tuple[int, int, int, int]:
    """Return how many commits were replayed and told something, and how many tellings there were and were right."""
    argv = ["git", f"--git-dir={git_dir}", *ARGUMENTS, "HEAD", "--"]
    logged = list(read_log([subprocess.run(argv, capture_output=True, check=True).stdout]))
    miner = Miner()
    for one in logged[:-REPLAYED]:
        miner.add(one)
    told, tellings, right = 0, 0, 0
    for number in range(max(0, len(logged) - REPLAYED), len(logged)):
        missing = missing_partners(miner.mined(TIP), _paths(logged[number : number + 1]))
        later = _paths(logged[number + 1 : number + 1 + LOOKED_AHEAD])
        told += bool(missing)
        tellings += len(missing)
        right += sum(one.partner.path in later for one in missing)
        miner.add(logged[number])
    return min(len(logged), REPLAYED), told, tellings, right


def _paths(commits: Sequence[LoggedCommit]) -> set[str]:
    return {change.path for one in commits for change in one.changes}


def measured(git_dir: Path) -> list[Figure]:
    """Measure one repository."""
    name = git_dir.parent.name if git_dir.name in ("repo", ".git") else git_dir.name
    seconds, busy, mebibytes = first(git_dir)
    mined = asyncio.run(mined_of(git_dir))
    assert mined is not None
    kept = encode(mined)
    start = time.perf_counter()
    decode(kept)
    decoding = (time.perf_counter() - start) * 1000
    push, push_busy = asyncio.run(pushes(git_dir))
    pushed = f"{distribution(push)}; on a processor {distribution(push_busy)}"
    asked = queries(mined)
    commits, told, tellings, right = replay(git_dir)
    size = f"{len(mined.times)} commits, {sum(mined.present)} files, {len(mined.touched)} touches"
    return [
        Figure(
            f"{name}: first mining",
            "60 s",
            f"{seconds:.1f} s ({busy:.1f} on a processor), {mebibytes:.0f} MiB; {size}",
            COMMAND,
            seconds <= 60,
        ),
        Figure(f"{name}: kept", "", f"{len(kept) / 1e6:.2f} MB, decoded in {decoding:.0f} ms", COMMAND),
        Figure(f"{name}: a push of one commit", "200 ms", pushed, COMMAND, statistics.median(push) <= 200),
        Figure(
            f"{name}: queries for {HOTTEST} files",
            "50 ms",
            ", ".join(f"{query} {taken:.1f} ms" for query, taken in asked.items()),
            COMMAND,
            max(asked.values()) <= 50,
        ),
        Figure(
            f"{name}: changes told of a missing file",
            "3 %",
            f"{told / commits:.1%} of {commits} commits; {right} of {tellings} tellings right",
            COMMAND,
            told / commits <= 0.03,
        ),
    ]


def main() -> None:
    """Measure the repositories named, or one that is made."""
    if sys.argv[1:2] == ["--first"]:
        print_first(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        repositories = [Path(argument) for argument in sys.argv[1:]] or [made(Path(folder))]
        print(load(), file=sys.stderr)
        show([figure for git_dir in repositories for figure in measured(git_dir)])


if __name__ == "__main__":
    main()
