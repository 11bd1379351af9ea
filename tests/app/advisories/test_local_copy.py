"""A copy of OSV's data on this machine gives the same answers, and asks nobody."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from app.advisories.local_copy import LocalCopy
from app.advisories.look_up import LookUp, look_up_of
from app.settings import load
from app.work.compute import InProcess
from review.models.advisory import Advisories
from tests.app.advisories.osv import LEFT, RECORD
from tests.review.checks.subjects import subject

OTHER = {**RECORD, "id": "GHSA-other", "affected": [{"package": {"ecosystem": "npm", "name": "right"}}]}


@pytest.fixture(params=["zip", "json"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    npm = tmp_path / "npm"
    npm.mkdir()
    records = {"GHSA-a.json": json.dumps(RECORD), "GHSA-b.json": json.dumps(OTHER), "broken.json": "{"}
    if request.param == "zip":
        with zipfile.ZipFile(npm / "all.zip", "w") as archive:
            for name, text in records.items():
                archive.writestr(name, text)
    else:
        for name, text in records.items():
            (npm / name).write_text(text)
    return tmp_path


async def answer(look_up: LookUp, **versions: str) -> Advisories:
    text = json.dumps({"dependencies": versions}, indent=1)
    return await look_up(InProcess(), subject({"package.json": (None, text)}).change, ())


async def test_versions_in_a_range_are_found_and_the_others_not(folder: Path) -> None:
    look_up = look_up_of(load(osv_dir=folder))
    found = await answer(look_up, left="1.2.0", right="1.0.0")
    assert [one.id for one in found.found[LEFT]] == [RECORD["id"]]
    assert (set(found.found), found.notices) == ({LEFT}, ())
    assert (await answer(look_up, left="1.2.5")).found == {}


async def test_another_export_is_another_source(folder: Path) -> None:
    copy = LocalCopy(folder)
    before = copy.name
    assert (await answer(LookUp(copy), left="1.2.0")).found
    export = copy._export("npm")
    if export.is_dir():
        (export / "GHSA-a.json").unlink()
    else:
        with zipfile.ZipFile(export, "w") as archive:
            archive.writestr("x.json", "{}")
    assert copy.name != before
    assert (await answer(LookUp(copy), left="1.2.0")).found == {}


async def test_an_ecosystem_that_is_not_there_or_not_readable_is_said(tmp_path: Path) -> None:
    (notice,) = (await answer(LookUp(LocalCopy(tmp_path / "gone")), left="1.2.0")).notices
    assert "the local copy has nothing for npm" in notice
    (tmp_path / "npm").mkdir()
    (tmp_path / "npm" / "all.zip").write_bytes(b"no archive at all")
    (notice,) = (await answer(LookUp(LocalCopy(tmp_path)), left="1.2.0")).notices
    assert "cannot be read (BadZipFile)" in notice
