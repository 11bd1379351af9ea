"""Something that another machine answers, run as it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.anomaly.patterns.decoded import ASSIGNED, MOST_NAMES
from review.anomaly.patterns.pattern import MAX_LINE, TEST, Added, Hit
from review.models import Severity

_FETCH = re.compile(
    r"\b(?:urlopen|requests\.(?:get|post)|httpx\.get|axios\.get|http\.Get|Net::HTTP\.get|URI\.open|DownloadString|"
    r"file_get_contents\s*\(\s*['\"]https?:)|(?<![\w.$])fetch\s*\(\s*['\"`]https?:"
)
# Without `assert`, `compile` and pipes: what was fetched is tested and parsed every day.
_RUN = re.compile(
    r"(?<![\w.$])(?:exec|eval|create_function|loadstring)\s*\(|\bnew\s+Function\s*\(|\bvm\.run\w+\s*\(|"
    r"\b(?:instance_eval|class_eval|pickle\.loads|marshal\.loads)\b|\b(?:iex|Invoke-Expression)\b|"
    r"\b(?:globalThis|window|global|builtins)\.(?:eval|Function)\s*\("
)

TITLE = "What another machine answers is run"
MESSAGE = (
    "What runs here is whatever another machine answers at the time: nobody can review it, and it can change after the "
    "merge. Keep the code itself in the repository, or check what is fetched against a known hash."
)


def fetched_and_run(added: Added) -> Iterator[Hit]:
    """Find an answer inside what runs, and a name of one that runs later in the same file; one a file."""
    if TEST.search(added.path):
        return  # tests take answers apart in any way: `outside_in_tests` looks at what they ask
    fetched: list[str] = []
    for number, whole in added.lines:
        text = whole[:MAX_LINE]
        run = _RUN.search(text)
        if run and (_FETCH.search(text, run.end() - 1) or any(re.search(rf"\b{name}\b", text) for name in fetched)):
            yield Hit("fetched-and-run", TITLE, MESSAGE, Severity.MEDIUM, 0.85, ("CWE-494",), number, number)
            return
        if len(fetched) < MOST_NAMES and _FETCH.search(text) and (name := ASSIGNED.search(text)):
            fetched.append(name[1])
