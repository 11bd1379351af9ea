"""Each function of a file as numbers: how hard it is, how it is written, and what of it matters to security."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from review.anomaly.called import CallClass, class_of
from review.anomaly.literals import Literals, literals_of
from review.anomaly.patterns.hidden import BUILT_FILES
from review.models.code import Call, Definition, DefinitionKind, FileFacts, Measures

MAX_TEXT = 60_000  # characters of one function that are looked at
LEAST_LINES = 3  # shorter ones have no shape to speak of
LEAST_NAMES = 3  # functions of a file before it has a style of names
_WORD = re.compile(r"[^\W\d]\w*")
_COMMENT = ("#", "//", "/*", "*", "--", ";", '"""', "'''")
_NO_MEASURES = Measures(0, 0, 1, 0, 0)
_SIGNS = frozenset("{}()[];,.:=<>!&|^~?+-*/%@$\\")
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|specs?|testdata|__tests__|e2e|fixtures?)/|(?:^|/)(?:test_[^/]*|conftest)\.py$|"
    r"(?:_test|\.test|\.spec|_spec|Tests?)\.\w+$"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One function with its values, in the order of `FUNCTION_FEATURES`; lines are inclusive, from 1."""

    path: str
    name: str
    language: str
    start: int
    end: int
    values: tuple[float, ...]


def is_measured(path: str) -> bool:
    """Say whether the functions of a file of this path are measured."""
    return not (_TESTS.search(path) or BUILT_FILES.search(path))


def functions_of(path: str, code: bytes, facts: FileFacts) -> tuple[Measured, ...]:
    """Measure the functions of a file; `facts` are those of `code`.

    Tests are written otherwise, and built files by no person: both are left out.
    """
    if not is_measured(path):
        return ()
    lines = code.decode("utf-8", "replace").split("\n")
    calls = _calls(facts)
    styles = Counter(_style(one.name) for one in facts.definitions if one.kind is DefinitionKind.FUNCTION)
    return tuple(
        Measured(
            path,
            one.name,
            facts.language,
            one.start,
            one.end,
            _values(one, lines[one.start - 1 : one.end], calls.get(index, ()), styles),
        )
        for index, one in enumerate(facts.definitions)
        if one.kind is DefinitionKind.FUNCTION and not one.test and one.end - one.start + 1 >= LEAST_LINES
    )


def _calls(facts: FileFacts) -> dict[int, list[Call]]:
    calls: dict[int, list[Call]] = {}
    for call in facts.calls:
        calls.setdefault(call.within, []).append(call)
    return calls


def _values(one: Definition, lines: Sequence[str], calls: Sequence[Call], styles: Counter[str]) -> tuple[float, ...]:
    text = "\n".join(lines)[:MAX_TEXT]
    code = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(_COMMENT))
    literals = literals_of(code)
    written = _written(one, lines, text, code, literals, styles)
    return (*_complexity(one, calls), *written, *_shape(calls, literals))


def _complexity(one: Definition, calls: Sequence[Call]) -> tuple[float, ...]:
    measures = one.measures or _NO_MEASURES
    return (
        one.end - one.start + 1,
        measures.parameters,
        measures.cyclomatic,
        measures.cognitive,
        measures.nesting,
        len(calls),
        len({(call.receiver, call.name) for call in calls}),
    )


def _written(
    one: Definition, lines: Sequence[str], text: str, code: str, literals: Literals, styles: Counter[str]
) -> tuple[float, ...]:
    stripped = [line.strip() for line in text.split("\n")]
    filled = [line for line in stripped if line]
    words = _WORD.findall(code)
    known = styles.total()
    size = max(sum(map(len, filled)), 1)
    return (
        len(_last(one.name)),
        max(map(len, lines), default=0),
        size / max(len(filled), 1),
        sum(map(len, words)) / max(len(words), 1),
        literals.longest,
        1 - styles[_style(one.name)] / known if known >= LEAST_NAMES else 0.0,
        sum(line.startswith(_COMMENT) for line in filled) / max(len(filled), 1),
        1 - len(filled) / len(stripped),
        min(literals.characters / size, 1.0),
        sum(map(str.isdigit, text)) / size,
        sum(map(_SIGNS.__contains__, text)) / size,
        0.0 if text.isascii() else sum(not each.isascii() for each in text) / size,
        sum(len(word) == 1 for word in words) / max(len(words), 1),
    )


def _shape(calls: Sequence[Call], literals: Literals) -> tuple[float, ...]:
    counted = Counter(map(class_of, calls))
    return (*(counted[kind] for kind in CallClass), literals.encoded, literals.escapes, literals.randomness)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _style(name: str) -> str:
    """Return how a name is written: what it consists of, not what it says."""
    last = _last(name).strip("_$")
    if "_" in last:
        return "UPPER_CASE" if last.isupper() else "snake_case"
    if last.islower() or not last:
        return "lower"
    return "PascalCase" if last[:1].isupper() else "camelCase"
