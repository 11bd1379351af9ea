"""A copy of OSV's data on this machine, for networks that are closed: https://google.github.io/osv.dev/data/

The folder holds, for each ecosystem by OSV's name, `NAME/all.zip` as OSV exports it, or the same unpacked into `NAME/`.
"""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from app.advisories.answer import Answer, NotAnswered
from review.packages.changed import Version
from review.packages.documents import items, table, word
from review.packages.package import NUGET, PYPI
from review.packages.pip import normalised
from review.packages.records import advisory_of, affects, together

ARCHIVE = "all.zip"
RECORD_BYTES = 5 * 1024 * 1024
NO_COPY = "the local copy has nothing for {ecosystem}"
UNREADABLE = "the local copy for {ecosystem} cannot be read ({error})"

Record = Mapping[str, object]


@dataclass(slots=True)
class LocalCopy:
    """The folder, and which records name which package: worked out once for each ecosystem and export."""

    folder: Path
    _indexes: dict[str, tuple[int, Mapping[str, Sequence[str]]]] = field(default_factory=dict)
    _building: dict[str, asyncio.Task[Mapping[str, Sequence[str]]]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return what tells this source of advisories from others; another export is another source."""
        return f"{self.folder}:{max((_changed(each) for each in self._exports()), default=0)}"

    async def look_up(self, versions: Sequence[Version], answer: Answer) -> None:
        """Put into `answer` what is known of these versions; raise NotAnswered where it stays incomplete."""
        missing = []
        for ecosystem in dict.fromkeys(version[0] for version in versions):
            some = [version for version in versions if version[0] == ecosystem]
            try:
                index = await self._index(ecosystem)
                await asyncio.to_thread(self._find, ecosystem, index, some, answer)
            except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                missing.append(UNREADABLE.format(ecosystem=ecosystem, error=type(error).__name__))
            except NotAnswered as error:
                missing.append(str(error))
        if missing:
            raise NotAnswered("; ".join(missing))

    async def _index(self, ecosystem: str) -> Mapping[str, Sequence[str]]:
        """Return the index; reading a whole export takes seconds, and goes on when who waits for it gives up."""
        changed = await asyncio.to_thread(_changed, self._export(ecosystem))
        if not changed:
            raise NotAnswered(NO_COPY.format(ecosystem=ecosystem))
        known = self._indexes.get(ecosystem)
        if known is not None and known[0] == changed:
            return known[1]
        building = self._building.get(ecosystem)
        if building is None:
            building = asyncio.ensure_future(asyncio.to_thread(self._read_names, ecosystem))
            building.add_done_callback(lambda _: self._building.pop(ecosystem, None))
            self._building[ecosystem] = building
        index = await asyncio.shield(building)
        self._indexes[ecosystem] = (changed, index)
        return index

    def _read_names(self, ecosystem: str) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for place, record in self._records(ecosystem, None):
            for value in items(record.get("affected")):
                package = table(table(value).get("package"))
                places = found.setdefault(_plain(ecosystem, word(package.get("name"))), [])
                if not places or places[-1] != place:
                    places.append(place)
        return found

    def _find(
        self, ecosystem: str, index: Mapping[str, Sequence[str]], versions: Sequence[Version], answer: Answer
    ) -> None:
        wanted = {place for version in versions for place in index.get(_plain(ecosystem, version[1]), ())}
        records = dict(self._records(ecosystem, wanted)) if wanted else {}
        for version in versions:
            near = (records[place] for place in index.get(_plain(ecosystem, version[1]), ()) if place in records)
            known = (advisory_of(record, version) for record in near if affects(record, version))
            answer.tell(version, together(one for one in known if one is not None))

    def _records(self, ecosystem: str, wanted: set[str] | None) -> Iterator[tuple[str, Record]]:
        """Yield the records of an export with their names in it, or those that are wanted alone."""
        export = self._export(ecosystem)
        if export.is_dir():
            names = sorted(wanted) if wanted is not None else sorted(each.name for each in export.glob("*.json"))
            for name in names:
                path = export / name
                if path.stat().st_size <= RECORD_BYTES:
                    yield name, _record(path.read_bytes())
            return
        with zipfile.ZipFile(export) as archive:
            for info in archive.infolist():
                if info.file_size <= RECORD_BYTES and (wanted is None or info.filename in wanted):
                    yield info.filename, _record(archive.read(info))

    def _export(self, ecosystem: str) -> Path:
        folder = self.folder / ecosystem
        return folder / ARCHIVE if (folder / ARCHIVE).is_file() else folder

    def _exports(self) -> list[Path]:
        try:
            return [self._export(each.name) for each in self.folder.iterdir() if each.is_dir()]
        except OSError:
            return []


def _record(content: bytes) -> Record:
    try:
        return table(orjson.loads(content))
    except orjson.JSONDecodeError:
        return {}


def _changed(export: Path) -> int:
    try:
        return export.stat().st_mtime_ns
    except OSError:
        return 0


def _plain(ecosystem: str, name: str) -> str:
    if ecosystem == PYPI:
        return normalised(name)
    return name.lower() if ecosystem == NUGET else name
