"""Database migrations that cannot be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from review.models import FileStatus, Finding, Line, LineKind, Severity
from review.whole_change.parts import Part, Parts, told

MAX_CALL = 2_000
MOST_CALLS = 50  # of one file
PLACE = re.compile(
    r"(?:^|/)(?:migrations?|migrate|versions|alembic|flyway)/|(?:^|/)V[0-9][^/]*__[^/]*\.sql$", re.IGNORECASE
)
UP_FILE = re.compile(r"\.up\.sql$")
# Django: https://docs.djangoproject.com/en/5.2/ref/migration-operations/#runpython
RUN = re.compile(r"\b(?:migrations\.)?(RunPython|RunSQL)\(")
# Alembic and Sequelize, Knex, TypeORM: a way back that does nothing.
EMPTY_DOWN = re.compile(
    r"^( *)def (?:downgrade|down)\([^()\n]{0,200}\)[^:\n]{0,50}:\n"
    r"(?:\1 +(?:\"\"\"[^\"\n]{0,200}\"\"\"|#[^\n]{0,200})\n){0,5}"
    r"\1 +(?:pass|raise NotImplementedError[^\n]{0,200})\n(?!\n{0,5}\1 +\S)|"
    r"^[^\n]{0,80}\bdown\b[^\n{;]{0,200}\{\s{0,20}\}|"
    r"^ *def down\n\s{0,20}(?:raise ActiveRecord::IrreversibleMigration[^\n]{0,200}\n\s{0,20})?end",
    re.MULTILINE,
)
DOES = re.compile(r"\b(?:op\.|queryInterface\.|queryRunner\.|knex\.|create_table|add_column|remove_column|execute)")
DROP = re.compile(r"\s*(?:alter\s+table\s+\S{1,200}\s+)?drop\s+(?:table|column)\b", re.IGNORECASE)

TITLE = "The migration has no way back"
RUN_MESSAGE = (
    "`{call}` is given nothing to undo it, so that a roll-back stops here. `{noop}` says that nothing need be undone."
)
DOWN_MESSAGE = "What leads back is empty, so that a roll-back leaves the schema as the new code made it."
PAIR_MESSAGE = "`{path}` comes without its `.down.sql`, so that a roll-back stops here."
DROP_TITLE = "The migration drops data, with no way back"
DROP_MESSAGE = (
    "What is dropped is gone when the release is rolled back, and code that still runs during the deployment fails."
)


def irreversible(parts: Parts) -> tuple[Finding, ...]:
    """Tell of each new migration that nothing leads back from; one finding a file."""
    paths = {part.path for part in parts.every}
    return tuple(
        finding
        for part in parts.every
        if part.file.status is FileStatus.ADDED and (PLACE.search(part.path) or UP_FILE.search(part.path))
        for finding in islice(_of(part, paths), 1)
    )


def _of(part: Part, paths: set[str]) -> Iterator[Finding]:
    lines = list(part.lines(LineKind.ADDED))
    if part.path.endswith(".sql"):
        yield from _sql(part, lines, paths)
        return
    text = "\n".join(line.text for line in lines) + "\n"
    if part.language == "python" and "migrations" in text:
        yield from _django(part, lines, text)
    if (match := EMPTY_DOWN.search(text)) and DOES.search(text):
        yield _told(TITLE, DOWN_MESSAGE, part, lines, text, match.start())


def _django(part: Part, lines: Sequence[Line], text: str) -> Iterator[Finding]:
    for match in islice(RUN.finditer(text), MOST_CALLS):
        arguments = _arguments(text, match.end())
        if arguments is not None and not _leads_back(arguments):
            message = RUN_MESSAGE.format(call=match[1], noop=f"migrations.{match[1]}.noop")
            yield _told(TITLE, message, part, lines, text, match.start())


def _leads_back(arguments: list[str]) -> bool:
    given = [one for one in arguments if one.strip()]
    named = any(re.match(r"\s*reverse_(?:code|sql)\s*=", one) for one in given)
    return named or sum(not re.match(r"\s*\w+\s*=[^=]", one) for one in given) > 1


def _arguments(text: str, start: int) -> list[str] | None:
    """Return the arguments of the call that opens before `start`, None for one too long or too odd to tell."""
    depth, quote, found, begun = 1, "", list[str](), start
    for at in range(start, min(len(text), start + MAX_CALL)):
        char = text[at]
        if quote:
            quote = "" if char == quote and text[at - 1] != "\\" else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 1:
            found.append(text[begun:at])
            begun = at + 1
        if depth == 0:
            return [*found, text[begun:at]]
    return None


def _sql(part: Part, lines: Sequence[Line], paths: set[str]) -> Iterator[Finding]:
    back = re.sub(r"\.up\.sql$", ".down.sql", part.path)
    if part.path.endswith(".down.sql") or "/undo/" in part.path:
        return
    if back != part.path and back not in paths and lines:
        message = PAIR_MESSAGE.format(path=part.path.replace("`", "'"))
        yield told("migration", Severity.MEDIUM, "correctness", TITLE, message, part, lines[0])
    if back == part.path:
        for line in lines:
            if DROP.match(line.text):
                yield told("migration", Severity.MEDIUM, "correctness", DROP_TITLE, DROP_MESSAGE, part, line)


def _told(title: str, message: str, part: Part, lines: Sequence[Line], text: str, at: int) -> Finding:
    return told("migration", Severity.MEDIUM, "correctness", title, message, part, lines[text.count("\n", 0, at)])
