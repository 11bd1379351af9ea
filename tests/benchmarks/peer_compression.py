"""The leading open-source reviewer's own compression of a change, run as shipped in its own environment.

PR-Agent decides by `get_pr_diff`: the whole diff with more context where it fits the budget, else whole files, those of
the repository's main languages first and the largest first, as many as fit, without hunks that only remove. By its
setting `enable_large_pr_chunking` (off as shipped) it also cuts a file that does not fit; that is `get_pr_multi_diffs`,
here with the whole budget in one call. It is given what GitHub would give it: each file's patch with three lines of
context, both versions, and the repository's bytes by language. Its tokenizer, o200k_base, comes with its installation.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review.diff.header import read_header
from review.diff.split import split_files
from review.models import FetchedChange, FileStatus
from tests.benchmarks.peer import _installed

WAYS = ("as shipped", "with chunking")
EDITS = {FileStatus.ADDED: "ADDED", FileStatus.REMOVED: "DELETED", FileStatus.RENAMED: "RENAMED"}
# One JSON object a line in, one a line out. The last rows keep 1,500 tokens of the window free for the answer, so that
# exactly the budget is left for the diff.
SERVE = """
import json, os, sys
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import litellm
folder = os.path.join(os.path.dirname(litellm.__file__), "litellm_core_utils", "tokenizers")
os.environ["TIKTOKEN_CACHE_DIR"] = folder
from pr_agent.algo.file_filter import filter_ignored
from pr_agent.algo.language_handler import build_language_file_matcher
from pr_agent.algo.pr_processing import OUTPUT_BUFFER_TOKENS_SOFT_THRESHOLD, get_pr_diff, get_pr_multi_diffs
from pr_agent.algo.token_handler import TokenHandler
from pr_agent.algo.types import EDIT_TYPE, FilePatchInfo
from pr_agent.config_loader import get_settings
from pr_agent.log import setup_logger
setup_logger("ERROR")
MODEL = "gpt-4o"
get_settings().set("config.model", MODEL)
count = TokenHandler(model=MODEL).count_tokens
language_of = build_language_file_matcher(get_settings().language_extension_map_org)

class Provider:
    def __init__(self, files, sizes):
        self.files, self.sizes = files, sizes
    def get_diff_files(self):
        made = [FilePatchInfo(base, head, patch, name, edit_type=EDIT_TYPE[edit], old_filename=old)
                for base, head, patch, name, old, edit in self.files]
        return filter_ignored(made)
    def get_languages(self):
        found = {}
        for path, size in self.sizes.items():
            language = language_of(path)
            if language:
                found[language] = found.get(language, 0) + size
        return found

def compressed(asked):
    provider = Provider(asked["files"], asked["sizes"])
    result = []
    for budget in asked["budgets"]:
        get_settings().set("config.max_model_tokens", budget + OUTPUT_BUFFER_TOKENS_SOFT_THRESHOLD)
        shipped = get_pr_diff(provider, TokenHandler(model=MODEL), MODEL, add_line_numbers_to_hunks=True)
        chunks = get_pr_multi_diffs(provider, TokenHandler(model=MODEL), MODEL, max_calls=1, add_line_numbers=True)
        result.append([shipped, "\\n".join(chunks)])
    return result

for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps([count(text) for text in asked["count"]] if "count" in asked else compressed(asked)), file=out,
          flush=True)
"""

_FILE = re.compile(r"^## File: '(.*)'$")
_NEW = re.compile(r"^(\d+) \+")


@dataclass(frozen=True, slots=True)
class Shown:
    """What reaches a model: the added lines by path, how many removed ones, and the tokens of it all."""

    added: frozenset[tuple[str, int]]
    removed: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Peer:
    """The peer's process; one question at a time."""

    process: subprocess.Popen[str]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text."""
        counted: list[int] = self._ask({"count": list(texts)})
        return counted

    def compressed(
        self, change: FetchedChange, sizes: Mapping[str, int], budgets: Sequence[int]
    ) -> list[tuple[Shown, ...]]:
        """Return what it would send, for each budget in each of `WAYS`."""
        answer = self._ask({"files": list(_files(change)), "sizes": dict(sizes), "budgets": list(budgets)})
        return [tuple(self._shown(text) for text in texts) for texts in answer]

    def _shown(self, text: str) -> Shown:
        added, removed, path, new = set(), 0, "", False
        for row in text.split("\n"):
            if match := _FILE.match(row):
                path = match[1]
            elif row in ("__new hunk__", "__old hunk__"):
                new = row == "__new hunk__"
            elif new and (match := _NEW.match(row)):
                added.add((path, int(match[1])))
            elif not new and row.startswith("-"):
                removed += 1
        return Shown(frozenset(added), removed, self.count([text])[0])

    def _ask(self, question: Mapping[str, object]) -> Any:  # what the process answers is checked where it is used
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def compressing(home: Path) -> Iterator[Peer]:
    """Run the peer's process for the length of the block; raise NoPeer when it cannot be had."""
    command = [str(_installed()), "-c", SERVE]
    settings = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    with (
        (home / "peer.log").open("w") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=home, env=settings, text=True
        ) as process,
    ):
        yield Peer(process)


def _files(change: FetchedChange) -> Iterator[tuple[str, str, str, str, str | None, str]]:
    """Yield each text file as GitHub's API tells it: base, head, hunks, path, old path, what happened."""
    bodies = {read_header(one.header).path: one.body for one in split_files(change.patch)}
    for entry in change.tree:
        body, source = bodies.get(entry.path, b""), change.sources.get(entry.path)
        if body and change.counts.get(entry.path) is not None:
            base, head = (source.base, source.head) if source else (None, None)
            texts = (_text(base), _text(head), _text(body).removesuffix("\n"))
            yield *texts, entry.path, entry.old_path, EDITS.get(entry.status, "MODIFIED")


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")
