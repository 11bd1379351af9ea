"""The stand-in's own reading of a diff."""

from __future__ import annotations

from pathlib import Path

from tests.stand_in import git
from tests.stand_in.commits import LINK, SUBMODULE, Content, Entry, commit
from tests.stand_in.diffs import DiffFile, render
from tests.stand_in.lines import Anchor, Commentable


def changed(path: Path) -> dict[str, DiffFile]:
    """Return the diff of main and topic by path."""
    base, head = git.resolve(path, "refs/heads/main"), git.resolve(path, "refs/heads/topic")
    assert base
    assert head
    return {file.path: file for file in render(path, base, head)}


def test_every_kind_of_change_is_one_file(tmp_path: Path) -> None:
    repository = tmp_path / "r.git"
    git.create(repository, "main")
    text = "".join(f"{n}\n" for n in range(50))
    before: dict[str, Content] = {
        "old.txt": text,
        "link": "file\n",
        "bin": b"\0\1",
        "same.txt": "x\n",
        "mode.sh": "x\n",
        "tail": "no newline",
    }
    after: dict[str, Content] = {
        "old.txt": None,
        "new name.txt": text + "more\n",
        "link": Entry(b"target", LINK),
        "bin": b"\0\2",
        "tab\there.txt": "diff --git a/x b/x\n@@ -1 +1 @@\n",
        "sub": Entry(b"1" * 40, SUBMODULE),
        "mode.sh": Entry(b"x\n", "100755"),
        "tail": "other",
    }
    start = commit(repository, "main", before)
    commit(repository, "topic", after, parent=start)
    files = changed(repository)
    assert {path: file.status for path, file in files.items()} == {
        "new name.txt": "renamed", "link": "changed", "bin": "modified", "tab\there.txt": "added", "sub": "added",
        "mode.sh": "modified", "tail": "modified",
    }  # fmt: skip
    assert files["new name.txt"].previous == "old.txt"
    assert files["bin"].patch is None
    assert (files["tail"].additions, files["tail"].deletions) == (1, 1)
    assert files["tab\there.txt"].additions == 2
    shown = Commentable(list(files.values()))
    assert shown.hunk(Anchor("tab\there.txt", 2)) is not None
    assert shown.hunk(Anchor("bin", 1)) is None


def test_lines_end_at_lf_only(tmp_path: Path) -> None:
    repository = tmp_path / "r.git"
    git.create(repository, "main")
    start = commit(repository, "main", {"a": "1\n"})
    commit(repository, "topic", {"a": "1\n2\u2028still 2\r\x0c\n3\n"}, parent=start)
    file = changed(repository)["a"]
    assert file.additions == 2
    assert file.hunks[0].until(3, "RIGHT").endswith("+3")
