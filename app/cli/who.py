"""`diffdiver who`: who knows of something in a local repository, and the files and symbols that speak of it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click
import orjson

from app import log
from app.cli import output
from app.git.branch import mined_of
from app.git.local import LocalRepository
from app.index.local import facts_of_tree
from app.shown import clean
from review.knowledge.concepts import Concepts, FoundFile, FoundSymbol, concepts_of
from review.knowledge.people import named
from review.knowledge.who import Found, FoundPerson
from review.knowledge.who import who as found_for
from review.models.mined import Mined
from review.report.wording import count

SCHEMA_VERSION = 1
MOST_SHOWN = 8  # files and symbols, as text
NOTHING = "nothing here speaks of that"
NOBODY = "nobody: there is no history, or nobody changed these files"
PEOPLE, FILES, SYMBOLS = "People", "Files", "Symbols"
PERSON = "  {name}: {share:.0%} of what was found"
KNOWS = "      {path}: {share:.0%} of its changes of late, {commits}, the last {day}"


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--repo", type=click.Path(path_type=Path), default=Path(), help="A repository; default: this folder.")
@click.option("--rev", default="HEAD", show_default=True, help="The commit that is asked.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def who(words: tuple[str, ...], repo: Path, rev: str, form: str) -> None:
    """Show who knows of WORDS: people by the files they changed, the later the more, and the files and symbols."""
    log.configure("ERROR")
    question = " ".join(words)
    found = asyncio.run(_found(question, repo, rev))
    if form == "json":
        output.write(orjson.dumps(_json(question, found), option=orjson.OPT_INDENT_2))
    else:
        output.write(_text(found).encode("utf-8", "replace"))


async def _found(question: str, repo: Path, rev: str) -> Found:
    concepts, mined = await read(repo, rev)
    return found_for(question, concepts, mined, max(mined.times) if mined and mined.times else 0)


async def read(repo: Path, rev: str) -> tuple[Concepts, Mined | None]:
    """Read what a question is answered from; raise UsageError when there is no repository or no such revision."""
    repository = await LocalRepository.open(repo)
    commit = await repository.resolve(rev)
    mined = await mined_of(repo, commit)
    facts = await facts_of_tree(repo, commit)
    return concepts_of(facts), mined


def _json(question: str, found: Found) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "question": clean(question),
        "people": [_person(one) for one in found.people],
        "files": [{"path": clean(one.path), "score": round(one.score, 3), "words": one.words} for one in found.files],
        "symbols": [
            {"path": clean(one.path), "name": clean(one.name), "line": one.line, "doc": clean(one.doc)}
            for one in found.symbols
        ],
    }


def _person(one: FoundPerson) -> dict[str, object]:
    files = [
        {"path": clean(file.path), "share": round(file.share, 3), "commits": file.commits, "last": _day(file.last)}
        for file in one.files
    ]
    return {
        "name": clean(named(one.name)),
        "login": one.login or None,
        "share": round(one.share, 3),
        "last": _day(one.last),
        "files": files,
    }


def _text(found: Found) -> str:
    if not found.files and not found.symbols:
        return NOTHING
    lines = [PEOPLE, *(line for one in found.people for line in _person_lines(one))]
    if not found.people:
        lines.append(f"  {NOBODY}")
    lines += ["", FILES, *map(_file_line, found.files[:MOST_SHOWN])]
    if found.symbols:
        lines += ["", SYMBOLS, *map(_symbol_line, found.symbols[:MOST_SHOWN])]
    return "\n".join(lines)


def _person_lines(one: FoundPerson) -> list[str]:
    name = clean(named(one.name)) + (f" ({one.login})" if one.login else "")
    told = [
        KNOWS.format(
            path=clean(file.path), share=file.share, commits=count(file.commits, "commit"), day=_day(file.last)
        )
        for file in one.files
    ]
    return [PERSON.format(name=name, share=one.share), *told]


def _file_line(one: FoundFile) -> str:
    return f"  {clean(one.path)}  {one.score:.1f}"


def _symbol_line(one: FoundSymbol) -> str:
    doc = f"  {clean(one.doc)}" if one.doc else ""
    return f"  {clean(one.path)}:{one.line}  {clean(one.name)}{doc}"


def _day(seconds: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
