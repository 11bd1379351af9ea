"""Why a change has its risk, in words with the numbers; paths are hostile and stand as inline code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from review.findings.sanitise import code_line
from review.report.wording import count
from review.risk.change import Changed, Structure
from review.risk.kinds import Kind, is_sensitive, kind_of
from review.risk.past import FilePast, Past

LEAST = 0.02  # of the sum; less is nothing worth saying
MOST_PATH = 120

SIZE = "changes {lines} in {files}"
ONLY_ADDS, ONLY_REMOVES = "nearly only adds lines", "nearly only removes lines"
FIXED_LATELY = "touches {path}, fixed {times} in 90 days"
FIXED = "touches {path}, fixed {times} in a year"
FIX_SHARE = "{fixes} of the last year's {commits} commits to these files were fixes"
REVERTED = "{times} a commit to these files was reverted before"
FOLDER = "{reverted} of {commits} commits to these folders were reverted"
NEW = "its author has not changed these files before"
OWN = "its author wrote {own} of {commits} commits to these files"
OLD = "touches {path}, which is {years} years old"
GAPS = "leaves {path} as it is, which nearly always changes with these files"
SENSITIVE = "touches {path}, which by its name guards something"
PIPELINE = "touches the pipeline, dependencies or a migration: {path}"
REMOVES = "its title speaks of removing or disabling something"
ATTEMPTS = "its title speaks of a default, a pin or another attempt"
TESTS = "changes tests too"
NO_TESTS = "changes code and no test"
COMPLEX = "changes {function}, with a cyclomatic complexity of {complexity}"
NEEDED = "{path} is needed by {files}"


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of safe Markdown, and how much it adds to the sum."""

    text: str
    adds: float


# Terms that say the same in other words: only the first of them that has something to say is told.
_SAME = (("size", "files"), ("fixes", "fix_share"), ("reverted", "folder"), ("new_author", "own"))


def reasons_of(parts: Mapping[str, float], changed: Changed, past: Past, structure: Structure) -> tuple[Reason, ...]:
    """Return what raises the risk, the most first."""
    merged = {name: part for name, part in parts.items() if part >= LEAST}
    found = []
    for names in (*_SAME, *((name,) for name in parts if not any(name in same for same in _SAME))):
        adds = sum(merged.get(name, 0.0) for name in names)
        text = next((text for name in names if name in merged and (text := _TEXTS[name](changed, past, structure))), "")
        if text:
            found.append(Reason(text, adds))
    return tuple(sorted(found, key=lambda one: (-one.adds, one.text)))


def _size(changed: Changed, _past: Past, _structure: Structure) -> str:
    return SIZE.format(
        lines=count(sum(one.lines for one in changed.files), "line"), files=count(len(changed.files), "file")
    )


def _one_sided(changed: Changed, _past: Past, _structure: Structure) -> str:
    added = sum(one.added for one in changed.files)
    return ONLY_ADDS if 2 * added > sum(one.lines for one in changed.files) else ONLY_REMOVES


def _fixes(_changed: Changed, past: Past, _structure: Structure) -> str:
    most = _most(past, lambda one: (one.recent_fixes, one.fixes))
    if most is None or not most.fixes:
        return ""
    text, number = (FIXED_LATELY, most.recent_fixes) if most.recent_fixes else (FIXED, most.fixes)
    return text.format(path=_code(most.path), times=_times(number))


def _fix_share(_changed: Changed, past: Past, _structure: Structure) -> str:
    fixes, commits = sum(one.fixes for one in past.files), sum(one.year for one in past.files)
    return FIX_SHARE.format(fixes=fixes, commits=commits) if fixes else ""


def _reverted(_changed: Changed, past: Past, _structure: Structure) -> str:
    return REVERTED.format(times=_times(past.reverted)) if past.reverted else ""


def _folder(_changed: Changed, past: Past, _structure: Structure) -> str:
    return FOLDER.format(reverted=past.folder_reverted, commits=past.folder_commits) if past.folder_reverted else ""


def _own(_changed: Changed, past: Past, _structure: Structure) -> str:
    return OWN.format(own=past.own, commits=past.commits) if past.commits else ""


def _age(_changed: Changed, past: Past, _structure: Structure) -> str:
    oldest = _most(past, lambda one: (one.age, 0))
    years = int(oldest.age / 365) if oldest else 0
    return OLD.format(path=_code(oldest.path), years=years) if oldest and years > 1 else ""


def _gaps(_changed: Changed, past: Past, _structure: Structure) -> str:
    return GAPS.format(path=_code(past.gaps[0])) if past.gaps else ""


def _sensitive(changed: Changed, _past: Past, _structure: Structure) -> str:
    return SENSITIVE.format(path=_code(next(one.path for one in changed.files if is_sensitive(one.path))))


def _pipeline(changed: Changed, _past: Past, _structure: Structure) -> str:
    kinds = (Kind.PIPELINE, Kind.MIGRATION, Kind.DEPENDENCIES)
    return PIPELINE.format(path=_code(next(one.path for one in changed.files if kind_of(one.path) in kinds)))


def _tests(changed: Changed, _past: Past, _structure: Structure) -> str:
    kinds = {kind_of(one.path) for one in changed.files}
    if Kind.TEST in kinds:
        return TESTS
    return NO_TESTS if Kind.CODE in kinds else ""


def _complexity(_changed: Changed, _past: Past, structure: Structure) -> str:
    return COMPLEX.format(function=_code(structure.function), complexity=structure.complexity)


def _dependents(_changed: Changed, _past: Past, structure: Structure) -> str:
    return NEEDED.format(path=_code(structure.needed), files=count(structure.dependents or 0, "file"))


def _constant(text: str) -> Callable[[Changed, Past, Structure], str]:
    return lambda _changed, _past, _structure: text


_TEXTS: Mapping[str, Callable[[Changed, Past, Structure], str]] = {
    "size": _size,
    "files": _size,
    "no_code": _constant(""),
    "tests": _tests,
    "pipeline": _pipeline,
    "sensitive": _sensitive,
    "one_sided": _one_sided,
    "removes": _constant(REMOVES),
    "attempts": _constant(ATTEMPTS),
    "fix_share": _fix_share,
    "fixes": _fixes,
    "reverted": _reverted,
    "folder": _folder,
    "own": _own,
    "new_author": _constant(NEW),
    "age": _age,
    "gaps": _gaps,
    "complexity": _complexity,
    "dependents": _dependents,
}


def _most(past: Past, key: Callable[[FilePast], tuple[float, float]]) -> FilePast | None:
    return max(past.files, key=lambda one: (key(one), one.path), default=None)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _code(path: str) -> str:
    return code_line(path, MOST_PATH)
