"""Read the last merges of any repository and compare every file's line map with git's.

Usage: python -m tests.diffs REPOSITORY [--merges N]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from pathlib import Path

from app.errors import UsageError
from app.git.errors import GitFailed
from app.git.local import LocalRepository
from review.diff.change import read_diff
from review.diff.paths import display
from tests.diffs.replay import mismatches

SHOWN = 20


async def heads(repository: LocalRepository, count: int) -> list[list[str]]:
    """Return [commit, first parent, …] of the last merges, or of the last commits where nothing is merged."""
    for only in (["--merges"], []):
        out = await repository.git.run("rev-list", "--parents", f"--max-count={count}", *only, "HEAD", "--")
        found = [line.split(" ") for line in out.decode("ascii").split("\n") if line]
        if found:
            print(f"{len(found)} {'merges' if only else 'commits'} of {repository.path}")
            return found
    return []


async def compare(path: Path, count: int) -> int:
    """Print what was compared; return the number of mismatches."""
    repository = await LocalRepository.open(path)
    totals: Counter[str] = Counter()
    wrong: list[str] = []
    for commit, *parents in await heads(repository, count):
        started = time.perf_counter()
        fetched = await repository.change(parents[0] if parents else None, commit)
        read = time.perf_counter()
        parsed = read_diff(fetched)
        totals["git_ms"] += round((read - started) * 1000)
        totals["parse_ms"] += round((time.perf_counter() - read) * 1000)
        wrong += (f"{commit[:12]} {display(line)}" for line in mismatches(fetched, parsed))
        totals.update(file.status.value for file in parsed.diff.files)
        totals.update(
            files=len(parsed.diff.files),
            binary=sum(file.binary for file in parsed.diff.files),
            unread=len(fetched.unread),
            added=sum(file.added for file in parsed.diff.files),
            removed_lines=sum(file.removed for file in parsed.diff.files),
        )
    print("  ".join(f"{name} {number:,}" for name, number in totals.items()))
    print(f"mismatches {len(wrong)}")
    for line in wrong[:SHOWN]:
        print(" ", line)
    return len(wrong)


def main() -> int:
    """Return 0 when everything agrees, 1 when not, 2 when the repository cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tests.diffs", description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--merges", type=int, default=300, metavar="N")
    options = parser.parse_args()
    try:
        return 1 if asyncio.run(compare(options.repository, options.merges)) else 0
    except (UsageError, GitFailed) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
