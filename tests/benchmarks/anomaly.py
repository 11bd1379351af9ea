"""How often ordinary past changes get an anomaly comment, how many planted ones do, and what training and scoring cost.

Usage: python -m tests.benchmarks.anomaly GIT_DIR [...]

"By any check" also runs the whole pipeline on the variants as files, with its rules, and counts what they say of the
same kind of weakness.

Each repository is trained on as it was some landed changes ago, and the later ones are reviewed: a landed change is a
commit of the first-parent line that changes source code, so a merged pull request, or a squashed one. Then each planted
variant is spliced into one of those real changes; what the named patterns say of all
those changes without it is false.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from app.git.branch import mined_of
from app.git.local import LocalRepository
from review.anomaly.features import Measured, functions_of
from review.anomaly.kept import load as load_models
from review.anomaly.kept import train
from review.anomaly.model import Models
from review.anomaly.named import named
from review.anomaly.past import change_of, changes_of
from review.anomaly.patterns.hidden import BUILT_FILES
from review.anomaly.unusual import unusual
from review.code.facts import facts_of
from review.diff.classify import language_of
from review.models import Finding
from review.models.code import FileFacts
from review.models.mined import Mined
from review.policy import Policy
from review.survey import Survey, survey
from tests.benchmarks.figures import Figure, load, show
from tests.review.anomaly.planted import Plant, beside, plants, spliced
from tests.review.made import new_file

COMMAND = "python -m tests.benchmarks.anomaly"
SNAPSHOT, REVIEWED = 60, 40  # landed changes back, and of them reviewed
MAX_BYTES = 400_000
AROUND = {
    "py": (("import requests, ssl, jwt", ""), ()),
    "go": (("package main", 'import ("net/http"; "crypto/tls")', "func f() {"), ("}",)),
    "php": (("<?php",), ()),
}
RUN_BY_NAME = {"package.json", "setup.py", "extconf.rb", "postinstall.js"}
UNVERIFIED = {"CWE-295", "CWE-347", "CWE-345"}
ORDINARY, PRECISION, RECALL = 0.05, 0.95, 0.85


@dataclass(frozen=True, slots=True)
class Replayed:
    """A repository's later changes with what was said of each."""

    name: str
    surveys: list[Survey]
    named: list[tuple[Finding, ...]]
    unusual: list[tuple[Finding, ...]]
    trained: str
    scored_ms: float

    @property
    def told(self) -> int:
        """Return how many changes got any comment."""
        return sum(bool(one or other) for one, other in zip(self.named, self.unusual, strict=True))


def git(git_dir: Path, *argv: str, given: bytes | None = None) -> bytes:
    return subprocess.run(["git", f"--git-dir={git_dir}", *argv], input=given, capture_output=True, check=True).stdout


def blobs(git_dir: Path, revision: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every file of a language."""
    listed = git(git_dir, "ls-tree", "-r", "-z", "-l", revision).decode("utf-8", "surrogateescape").split("\0")
    chosen = {}
    for entry in filter(None, listed):
        about, path = entry.split("\t", 1)
        mode, _, blob, size = about.split()
        if mode.startswith("100") and size.isdigit() and int(size) <= MAX_BYTES and language_of(path, None):
            chosen[path] = blob
    answer = git(git_dir, "cat-file", "--batch", given="\n".join(chosen.values()).encode())
    at = 0
    for path in chosen:
        end = answer.index(b"\n", at)
        length = int(answer[at:end].rpartition(b" ")[2])
        yield path, answer[end + 1 : end + 1 + length]
        at = end + 2 + length


def facts(path: str, content: bytes) -> FileFacts | None:
    language = language_of(path, content)
    return facts_of(content, language, fragile=True) if language else None


def measured(git_dir: Path, revision: str) -> list[Measured]:
    """Measure every function of a tree."""
    return [
        function
        for path, content in blobs(git_dir, revision)
        if (known := facts(path, content)) is not None
        for function in functions_of(path, content, known)
    ]


async def surveys(git_dir: Path, commits: Sequence[tuple[str, str]], most: int) -> list[Survey]:
    """Survey landed changes, those of no source file left out."""
    repository = await LocalRepository.open(git_dir)
    found: list[Survey] = []
    for commit, parent in commits:
        one = survey(await repository.change(parent, commit), None, Policy())
        if any(one.languages.get(file.path) in SOURCES and file.added for file in one.change.diff.files):
            found.append(one)
        if len(found) == most:
            break
    return found


SOURCES = {"python", "javascript", "typescript", "go", "php", "ruby", "bash", "java", "rust", "c", "cpp"}


def replay(git_dir: Path) -> Replayed:
    """Train on a past tree, and review what landed since, the oldest first."""
    listed = git(git_dir, "rev-list", "--first-parent", "--parents", f"--max-count={SNAPSHOT * 4}", "HEAD").decode()
    landed = [(commit, parents[0]) for commit, *parents in map(str.split, listed.split("\n")[:-1]) if parents]
    later = asyncio.run(surveys(git_dir, landed, SNAPSHOT))[::-1]
    base = later[0].change.base_sha
    assert base is not None
    mined = asyncio.run(mined_of(git_dir, base))
    assert mined is not None
    start = time.process_time()
    functions = measured(git_dir, base)
    read = time.process_time() - start
    changes = changes_of(mined)
    kept = train(functions, changes, max(mined.times))
    took = time.process_time() - start - read
    models = load_models(kept)
    trained = f"{len(functions)} functions, {len(changes)} changes: read in {read:.1f} s, trained in {took:.1f} s"
    reviewed = later[-REVIEWED:]
    said, taken = [], 0.0
    for one in reviewed:
        known = head_facts(one)
        author, when = git(git_dir, "log", "-1", "--format=%an%x00%ct", str(one.change.head_sha)).decode().split("\0")
        start = time.process_time()
        said.append(judged(one, models, known, mined, author, int(when)))
        taken += time.process_time() - start
    name = git_dir.parent.name if git_dir.name in ("repo", ".git") else git_dir.name
    return Replayed(
        name, reviewed, [named(one) for one in reviewed], said, f"{trained}, kept {len(kept) / 1e6:.2f} MB",
        taken * 1000 / max(len(reviewed), 1),
    )  # fmt: skip


def judged(
    one: Survey, models: Models, known: dict[str, FileFacts], mined: Mined, author: str, when: int
) -> tuple[Finding, ...]:
    return unusual(one, models, known, change_of(mined, one.change.diff.files, author, when))


def head_facts(one: Survey) -> dict[str, FileFacts]:
    """Return the facts of the changed files at head."""
    sources = {path: source.head for path, source in one.change.sources.items() if source.head is not None}
    return {path: known for path, head in sources.items() if (known := facts(path, head)) is not None}


def planted(replayed: Sequence[Replayed]) -> tuple[list[tuple[Plant, set[str]]], int, int]:
    """Splice each variant into a change of its own as far as there are enough; return what was said of each.

    Also how many findings all the changes had without, and how many changes those were.
    """
    pool = [(survey, set(found)) for one in replayed for survey, found in zip(one.surveys, one.named, strict=True)]
    used: set[tuple[int, str]] = set()
    turn = cycle(range(len(pool)))
    seen = []
    for plant in plants():
        place, path = _place(plant, pool, used, turn)
        host = pool[place][0]
        changed, lines = spliced(host, plant, path) if path else beside(host, plant)
        found = [one for one in named(changed) if one.location.path == (path or plant.path)]
        seen.append((plant, {one.rule_id for one in found if one.location.start_line in lines}))
    return seen, sum(len(found) for _, found in pool), len(pool)


def by_rules(missed: Sequence[Plant]) -> int:
    """Return how many of the variants that switch a verification off are found by our rules instead."""
    patches = []
    chosen = [plant for plant in missed if plant.rule == "verification-off"]
    for number, plant in enumerate(chosen):
        folder, _, name = plant.path.rpartition("/")
        before, after = AROUND.get(name.rpartition(".")[2], ((), ()))
        patches.append(new_file(f"{folder}/{number}/{name}".lstrip("/"), *before, *plant.lines, *after))
    argv = [sys.executable, "-m", "app", "review", "--diff", "-", "--no-model", "--format", "json"]
    said = subprocess.run(argv, input="".join(patches).encode(), capture_output=True, check=False).stdout
    weak = {one["path"] for one in json.loads(said)["findings"] if set(one["cwe"]) & UNVERIFIED}
    return len(weak)


def _place(
    plant: Plant, pool: Sequence[tuple[Survey, set[Finding]]], used: set[tuple[int, str]], turn: Iterator[int]
) -> tuple[int, str]:
    """Return a change with a file of the same kind, and its path; "" to add a file of its own to the next change."""
    first = next(turn)
    for place in (*range(first, len(pool)), *range(first)):
        for file in pool[place][0].change.diff.files:
            if (place, file.path) not in used and file.added and _alike(plant.path, file.path):
                used.add((place, file.path))
                return place, file.path
    return first, ""


def _alike(planned: str, path: str) -> bool:
    name, other = planned.rpartition("/")[2], path.rpartition("/")[2]
    if BUILT_FILES.search(path):
        return False
    if name in RUN_BY_NAME or other in RUN_BY_NAME:
        return name == other
    tests = "test" in planned or "spec" in planned
    return name.rpartition(".")[2] == other.rpartition(".")[2] and tests == ("test" in path or "spec" in path)


def figures(replayed: Sequence[Replayed]) -> list[Figure]:
    rows = []
    for one in replayed:
        by_rule = Counter(found.rule_id for all_ in (*one.named, *one.unusual) for found in all_)
        said = ", ".join(f"{rule} {count}" for rule, count in sorted(by_rule.items()))
        rows.append(
            Figure(f"{one.name}: ordinary changes told of", "", f"{one.told} of {len(one.surveys)} ({said})", COMMAND)
        )
        rows.append(Figure(f"{one.name}: cost", "", f"{one.trained}; {one.scored_ms:.0f} ms a change", COMMAND))
    told, count = sum(one.told for one in replayed), sum(len(one.surveys) for one in replayed)
    share = told / max(count, 1)
    said = f"{share:.1%}: {told} of {count}"
    rows.append(Figure("ordinary changes told of", f"{ORDINARY:.0%}", said, COMMAND, share <= ORDINARY))
    seen, false, hosts = planted(replayed)
    right = sum(plant.rule in rules for plant, rules in seen)
    recall, precision = right / len(seen), right / max(right + false, 1)
    missed = ", ".join(f"{plant.rule}:{plant.path}" for plant, rules in seen if plant.rule not in rules)
    every = right + by_rules([plant for plant, rules in seen if plant.rule not in rules])
    return [
        *rows,
        Figure(
            "planted variants found by any check",
            f"{RECALL:.0%}",
            f"{every / len(seen):.1%}: {every} of {len(seen)}",
            COMMAND,
            every / len(seen) >= RECALL,
        ),
        Figure(
            "planted variants found by their class",
            f"{RECALL:.0%}",
            f"{recall:.1%}: {right} of {len(seen)}; missed: {missed}",
            COMMAND,
            recall >= RECALL,
        ),
        Figure(
            "of all named findings, right",
            f"{PRECISION:.0%}",
            f"{precision:.1%}: {false} false in {hosts} changes without plants",
            COMMAND,
            precision >= PRECISION,
        ),
    ]


def main() -> None:
    """Measure the repositories named."""
    print(load(), file=sys.stderr)
    show(figures([replay(Path(argument)) for argument in sys.argv[1:]]))


if __name__ == "__main__":
    main()
