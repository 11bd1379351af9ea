"""The operator's folder: read once, tried by the engine, and a fault in it stops the start with its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.analyzers import own_rules, semgrep
from app.analyzers.own_rules import MAX_BYTES, MAX_FILES
from app.errors import UsageError
from review.checks.own_rules import NONE

RULES = """\
rules:
  - id: own-float-amount
    languages: [python]
    message: Amounts are whole cents.
    metadata: {title: Float for money, category: own-amounts, severity: high, confidence: 0.9}
    pattern: amount(float($X))
  - id: own-go-amount
    languages: [go]
    message: Amounts are whole cents.
    metadata: {title: Float for money, category: own-amounts, severity: low, confidence: 0.9}
    pattern: amount(float64($X))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "rules"
    made.mkdir()
    (made / "money.yaml").write_text(RULES)
    return made


async def wrong(folder: Path, scratch: Path) -> str:
    with pytest.raises(UsageError) as raised:
        await own_rules.load(folder, semgrep.find(None), scratch)
    return str(raised.value)


async def test_no_folder_is_no_rule(tmp_path: Path) -> None:
    assert await own_rules.load(None, semgrep.find(None), tmp_path) is NONE


async def test_rules_of_a_folder_and_of_those_in_it_are_read_and_tried(folder: Path, tmp_path: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "more.yml").write_text(RULES.replace("own-", "own-more-"))
    (folder / "notes.txt").write_text("nothing")
    (folder / ".hidden.yaml").write_text("no rules")
    own = await own_rules.load(folder, semgrep.find(None), tmp_path)
    assert sorted(own.described) == ["own-float-amount", "own-go-amount", "own-more-float-amount", "own-more-go-amount"]
    assert {each.name for each in tmp_path.iterdir()} == {"rules"}, "what was tried is removed"


@pytest.mark.parametrize(("pattern", "said"), [
    ("amount(((", "Invalid pattern for Go"),
    ("'[}'", "Invalid pattern for Go"),
])  # fmt: skip
async def test_a_broken_pattern_is_found_by_the_engine_and_named(
    folder: Path, tmp_path: Path, pattern: str, said: str
) -> None:
    (folder / "money.yaml").write_text(RULES.replace("amount(float64($X))", pattern))
    told = await wrong(folder, tmp_path)
    assert f"rule `own-go-amount`: the scan engine refuses it: {said}" in told
    assert "own-float-amount" not in told, "control: the other rule is good"


async def test_every_fault_is_named_at_once_up_to_ten(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.yaml").write_text("rules: [{id: own-x, patern: y}]")
    (folder / "worse.yaml").write_text("rules: [" + ", ".join("x" for _ in range(15)) + "]")
    told = await wrong(folder, tmp_path)
    assert "bad.yaml, rule `own-x`: `patern` is no key of a rule (did you mean `pattern`?)" in told
    assert told.endswith("and 6 more")


async def test_a_folder_that_is_none_and_files_that_cannot_be_read_are_named(folder: Path, tmp_path: Path) -> None:
    assert "nowhere is no folder that can be read (No such file or directory)" in await wrong(
        folder / "nowhere", tmp_path
    )
    assert "is no folder" in await wrong(folder / "money.yaml", tmp_path)
    (folder / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (folder / "latin.yaml").write_bytes(b"\xff")
    told = await wrong(folder, tmp_path)
    assert "large.yaml: is larger than 256 KiB" in told
    assert "latin.yaml: cannot be read (it is not UTF-8)" in told
    for number in range(MAX_FILES):
        (folder / f"{number}.yaml").write_text("rules: []")
    assert "more than 500 files" in await wrong(folder, tmp_path)


async def test_an_engine_that_cannot_try_them_stops_the_start(folder: Path, tmp_path: Path) -> None:
    broken = replace(semgrep.find(None), core=tmp_path / "no-engine-here")
    with pytest.raises(UsageError, match="could not try the rules"):
        await own_rules.load(folder, broken, tmp_path)
