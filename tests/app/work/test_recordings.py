"""Recordings quote code: only their owner reads them, and they go when the code's owner does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.errors import UsageError
from app.work.recordings import Recordings, new_recording, replaying
from providers.base import Completion, Question
from providers.recording import Recording
from providers.scripted import ScriptedProvider

QUESTION = Question("review", "system", "user", {}, 100, bool)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def record(write: object, answer: str = "text") -> Completion:
    return await Recording(ScriptedProvider([answer]), write).complete(QUESTION, timeout=9)  # type: ignore[arg-type]  # as given


async def test_what_is_written_can_be_replayed(tmp_path: Path) -> None:
    first = await record(new_recording(tmp_path / "a.jsonl"))
    assert await replaying(tmp_path / "a.jsonl").complete(QUESTION, timeout=9) == first
    assert mode(tmp_path / "a.jsonl") == 0o600


async def test_a_new_recording_replaces_the_one_before(tmp_path: Path) -> None:
    for answer in ("old", "new"):
        await record(new_recording(tmp_path / "a.jsonl"), answer)
    assert (await replaying(tmp_path / "a.jsonl").complete(QUESTION, timeout=9)).text == "new"


def test_a_file_that_cannot_be_written_is_told_of_before_anybody_is_asked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written: No such file or directory"):
        new_recording(tmp_path / "nowhere" / "a.jsonl")


def test_a_full_disk_is_told_of() -> None:
    write = new_recording(Path("/dev/full"))
    with pytest.raises(UsageError, match="cannot be written: No space left on device"):
        write("a line")


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "cannot be read: No such file"), (b"\xff\xfe", "it is not UTF-8"), (b"\n{}\n", r"a\.jsonl: line 2: ")],
)
def test_a_file_that_is_no_recording_is_named_with_the_reason(tmp_path: Path, content: bytes | None, why: str) -> None:
    if content is not None:
        (tmp_path / "a.jsonl").write_bytes(content)
    with pytest.raises(UsageError, match=why):
        replaying(tmp_path / "a.jsonl")


async def test_a_worker_keeps_one_file_a_review_in_a_folder_of_its_own(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path / "recordings")
    await record(recordings.writer(7, 40, 3, 99))
    await record(recordings.writer(7, 40, 3, 99), "again")
    path = tmp_path / "recordings" / "7" / "40-3-99.jsonl"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert len(path.read_text().rstrip("\n").split("\n")) == 2
    assert list(tmp_path.rglob("*.jsonl")) == [path]


async def test_that_it_cannot_be_written_costs_the_file_and_not_the_review(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where the folder should be")
    write = Recordings(tmp_path / "recordings").writer(7, 40, 3, 99)
    with capture_logs() as logs:
        assert (await record(write)).text == "text"
        await record(write)
    assert [entry["event"] for entry in logs] == ["not recorded"], "once, and not for every question"


async def test_an_installation_is_forgotten_alone(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path)
    for installation in (7, 77):
        await record(recordings.writer(installation, 40, 3, 99))
    recordings.forget(7)
    assert [path.parent.name for path in tmp_path.rglob("*.jsonl")] == ["77"]
    recordings.forget(8)


async def test_what_is_older_than_may_be_kept_goes(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path)
    for review in (1, 2):
        await record(recordings.writer(7, 40, 3, review))
    os.utime(tmp_path / "7" / "40-3-1.jsonl", (0, 0))
    assert recordings.expire(180) == 1
    assert [path.name for path in tmp_path.rglob("*.jsonl")] == ["40-3-2.jsonl"]
