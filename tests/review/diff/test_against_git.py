"""Property: what we read is what git says, to the byte, for any two trees."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from review.diff.change import ParsedDiff, read_diff
from review.diff.fragments import fetched_from_patch
from review.models import FetchedChange
from tests.diffs.replay import mismatches
from tests.review.diff.git_oracle import Files, Oracle

PAIRS_AT_ONCE = 50
BATCHES = 21  # 1,050 pairs

LINES = (
    b"", b"a", b"b", b"    return 1", b"- a", b"+ b", b"-- x", b"++ y", b"-- ", b"--- a/x", b"+++ b/x",
    b"@@ -1 +1 @@", b"@@ -1,9 +1,9 @@ def f():", b"diff --git a/x b/x", b"\\ No newline at end of file", b"\\",
    b"c\r", b"\r", b"\xff\xfe", b"caf\xe9", b"a\xe2\x80\xa8b", b"x\x0cy\x0bz", b"\xc2\x85", b"\x1c\x1d\x1e",
    b"From 0123", b"index 1..2", b"rename to q", b"def f():", b"class A:", b"\tt", b" ",
    b"Binary files a/x and b/x differ", b"GIT binary patch", b"0000000000000000000000000000000000000000",
    b"\xef\xbb\xbf",
)  # fmt: skip
PATHS = (
    b"a", b"b.py", b"d/e", b"d/f g", b"x b/x", b"ta\tb", b"new\nline", b'q"q', b"back\\s", b"\xff\xfe", b"-rf", b" s ",
    b"caf\xc3\xa9", b"c\rr", b"a/b/c", b"b/b", b"\x01", b"dev/null", b"rename from x", b"e\xcc\x81", b"\xe2\x80\xae.py",
)  # fmt: skip


class Choices:
    """Read decisions off drawn bytes: one draw a pair, where a strategy a line would cost a hundred."""

    def __init__(self, drawn: bytes) -> None:
        self.bytes: Iterator[int] = iter(drawn)

    def below(self, most: int) -> int:
        return next(self.bytes, 0) % most

    def content(self) -> list[bytes]:
        return [LINES[self.below(len(LINES))] for _ in range(self.below(14))]

    def edited(self, lines: list[bytes]) -> list[bytes]:
        lines = list(lines)
        for _ in range(self.below(5)):
            at = self.below(len(lines) + 1)
            kind = self.below(3)
            new = [LINES[self.below(len(LINES))]] * (kind != 0)
            lines[at : at + (kind != 1)] = new
        return lines

    def file(self, lines: list[bytes]) -> tuple[bytes, bytes]:
        kind = self.below(12)
        text = b"\n".join(lines) + (b"" if kind % 3 == 0 else b"\n")
        if kind == 10:
            return b"120000", text.replace(b"\0", b"") or b"t"
        return (b"100755" if kind == 11 else b"100644"), text + (b"\0" if kind == 9 else b"")


def pair(drawn: bytes) -> tuple[Files, Files]:
    """Make two trees that share most of their lines, as a change does."""
    choices = Choices(drawn)
    base: dict[bytes, tuple[bytes, bytes]] = {}
    head: dict[bytes, tuple[bytes, bytes]] = {}
    for _ in range(1 + choices.below(3)):
        path, lines, fate = (
            PATHS[choices.below(len(PATHS))],
            choices.content() * (1 + 7 * choices.below(2)),
            choices.below(6),
        )
        if fate != 0:
            base[path] = choices.file(lines)
        if fate == 2:
            path = PATHS[choices.below(len(PATHS))]
        if fate != 1:
            head[path] = choices.file(choices.edited(lines))
    return _without_clashes(base), _without_clashes(head)


def _without_clashes(files: Files) -> Files:
    """Leave out a file where another needs a folder of that name."""
    return {path: file for path, file in files.items() if not any(other.startswith(path + b"/") for other in files)}


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return Oracle.create(tmp_path_factory.mktemp("oracle") / "r.git")


@pytest.mark.slow
@settings(
    max_examples=BATCHES,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(st.lists(st.binary(min_size=20, max_size=90), min_size=PAIRS_AT_ONCE, max_size=PAIRS_AT_ONCE))
def test_every_line_and_every_byte_is_as_git_has_it(oracle: Oracle, drawn: list[bytes]) -> None:
    for fetched in oracle.changes([pair(one) for one in drawn]):
        parsed = read_diff(fetched)
        assert list(mismatches(fetched, parsed)) == []
        _the_patch_alone_gives_the_same(fetched, parsed)


def _the_patch_alone_gives_the_same(fetched: FetchedChange, whole: ParsedDiff) -> None:
    """`--diff FILE` sees no tree; it must find the same files and the same lines."""
    again = read_diff(fetched_from_patch(fetched.patch))
    assert again.broken == {}
    assert [(f.path, f.hunks) for f in again.diff.files] == [(f.path, f.hunks) for f in whole.diff.files]
