"""The list of checks, and what all of them keep to."""

from __future__ import annotations

from review.checks import CHECKS
from review.models import FileKind
from tests.review.checks.subjects import subject


def test_the_list_holds_each_check_once() -> None:
    assert [check.name for check in CHECKS] == ["semgrep", "secrets", "unicode", "suppressions", "tree", "dependencies"]


def test_every_check_accounts_for_every_changed_file() -> None:
    files = {"a.py": (None, "x\n"), "gone.py": ("x\n", None), "logo.png": (None, ""), "unread.py": ("a", "b")}
    made = subject(files, kinds={"logo.png": FileKind.BINARY}, unread={"unread.py": "the fetch failed"})
    for check in CHECKS:
        result = check.run(made)
        assert [row.path for row in result.coverage] == list(files)
        assert {row.check for row in result.coverage} == {check.name}
