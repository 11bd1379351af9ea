"""What was made of a snapshot is replaced in one step, and told apart from what another version wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.index import kept
from app.index.kept import About, Made

ABOUT = About("c" * 40, 2, 1, "", "x")


def test_it_is_read_back_with_what_it_was_made_of(tmp_path: Path) -> None:
    kept.write(tmp_path, "graph", Made(ABOUT, b"\n\0old"))
    kept.write(tmp_path, "graph", Made(ABOUT, b"\n\0new"))
    assert kept.read(tmp_path, "graph") == Made(ABOUT, b"\n\0new")
    assert kept.read_about(tmp_path, "graph") == ABOUT
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    assert kept.read(tmp_path, "graph") is None
    assert kept.read_about(tmp_path, "graph") is None


@pytest.mark.parametrize("content", [b"", b"graph", b"[]\nx", b'{"commit": 1}\nx', b"{" * 10_000 + b"\nx", b"\xff\nx"])
def test_another_version_s_file_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "graph").write_bytes(content)
    assert kept.read(tmp_path, "graph") is None
    assert kept.read_about(tmp_path, "graph") is None


def test_what_cannot_be_read_is_not_known(tmp_path: Path) -> None:
    """A review asks for it, and must not fail over it."""
    (tmp_path / "graph").mkdir()
    assert kept.read(tmp_path, "graph") is None
    assert kept.read_about(tmp_path, "graph") is None
