"""How long a review takes to know what its repository says around a change, once that is indexed.

python -m tests.benchmarks around GIT_DIR BASE HEAD
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from pathlib import Path

from app.git.branch import mined_of
from app.git.local import LocalRepository
from app.index.local import facts_of_tree
from review.graph import stored
from review.graph.building import build
from review.history import encoding
from review.models.surroundings import KnownRepository
from review.policy import Policy
from review.surroundings.surround import surround
from review.survey import Survey, survey
from tests.benchmarks.figures import Figure, show
from tests.review.made import PULL_REQUEST

RUNS = 7
GOAL_MS = 300
COMMAND = "python -m tests.benchmarks around GIT_DIR BASE HEAD"


async def prepared(repository: Path, base: str, head: str) -> tuple[Survey, KnownRepository]:
    """Return the change, and what an index of its base would have kept."""
    opened = await LocalRepository.open(repository)
    start, end = await opened.resolve(base), await opened.resolve(head)
    graph = stored.encode(build(await facts_of_tree(repository, start)))
    mined = await mined_of(repository, start)
    known = KnownRepository(int(time.time()), graph, encoding.encode(mined) if mined is not None else None)
    return survey(await opened.change(start, end), PULL_REQUEST, Policy()), known


def main(repository: Path, base: str, head: str) -> None:
    change, known = asyncio.run(prepared(repository, base, head))
    took = []
    for _ in range(RUNS):
        begun = time.process_time()
        surround(change, known)
        took.append(1000 * (time.process_time() - begun))
    files = len(change.change.diff.files)
    size = sum(len(source.head or b"") for source in change.change.sources.values()) // 1000
    median = statistics.median(took)
    said = f"{median:.0f} ms CPU (most {max(took):.0f})"
    show([Figure(f"around a change of {files} files, {size} KB", f"{GOAL_MS} ms", said, COMMAND, median <= GOAL_MS)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
