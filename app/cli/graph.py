"""`diffdiver graph`: which code of a repository depends on which, as figures or for a program that draws."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from app import log, settings
from app.cli import output
from app.cli.audit import repository_of
from app.cli.store import store
from app.errors import UsageError
from app.index.blobs import Progress
from app.index.local import facts_of_tree
from app.shown import clean
from app.store.components import NO_FINDING, ComponentSpending, by_component
from review.graph import exports
from review.graph.building import build
from review.graph.coupling import modules
from review.graph.graph import Graph, Module
from review.graph.summary import Summary, summary
from review.graph.view import Level, Node, View, view

SCHEMA_VERSION = 1
LEVELS = tuple(each.value for each in Level)
FORMATS = ("text", "json", "d3", "treemap", "cytoscape", "graphml", "mermaid")
SHOWN = 10  # rows of each list of the text
NODES = 300
LIMIT_HELP = f"Rows of a list (default {SHOWN}), or nodes of what is drawn ({NODES})."
MAX_NODES = 20_000

NOT_FOUND = "the graph has no file and no definition named {name!r}: give a path, a name, or path:name"
NO_FOLDER = "the graph has no file and no folder named {name!r}: a treemap has a focus on one of them"
USAGE_NOT_SHOWN = "--usage needs --format text or json, and no --focus"
NO_CODE = "{rev} has no file of a language that is read"
READING = "read {done} of {files} files"
BUILDING = "building the graph of {files} files"
NOTHING_SPENT = "  nothing is recorded for this repository"
NOT_PLACED = "(reviews without a finding)"


@click.command()
@click.option("--repo", "folder", default=".", type=click.Path(path_type=Path), help="The repository; it may be bare.")
@click.option("--rev", default="HEAD", show_default=True, help="The commit to read.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--level", type=click.Choice(LEVELS), default=LEVELS[0], show_default=True)
@click.option("--focus", default="", help="Only what is near this path, name, or path:name; of a treemap, a folder.")
@click.option("--limit", type=click.IntRange(1, MAX_NODES), help=LIMIT_HELP)
@click.option("--usage", metavar="OWNER/NAME", help="With text or json: what reviews of it cost, by component.")
def graph(folder: Path, rev: str, form: str, level: str, focus: str, limit: int | None, usage: str | None) -> None:
    """Show which files and definitions depend on which: cycles, what stands highest, what is coupled most.

    The files of the commit are read, not those on disk. Formats other than text and json are for programs that draw:
    D3 (force and treemap), Cytoscape, GraphML, Mermaid; they hold the nodes with the highest PageRank, the treemap all
    files. With a focus, json is what d3 is.
    """
    log.configure("ERROR")
    summed = form in ("text", "json") and not focus
    if usage is not None and not summed:
        raise UsageError(USAGE_NOT_SHOWN)
    made = _graph(folder, rev)
    if summed:
        spending = None if usage is None else asyncio.run(_spending(usage))
        found = summary(made, limit or SHOWN)
        output.write(_json(found, spending) if form == "json" else _text(found, spending))
        return
    output.write(_drawn(made, form, Level(level), focus, limit or NODES))


def _graph(folder: Path, rev: str) -> Graph:
    facts = asyncio.run(facts_of_tree(folder, rev, _report))
    if not facts:
        raise UsageError(NO_CODE.format(rev=rev))
    click.echo(BUILDING.format(files=len(facts)), err=True)
    return build(facts)


async def _report(progress: Progress) -> None:
    click.echo(READING.format(done=progress.done, files=progress.files), err=True)


async def _spending(name: str) -> Sequence[ComponentSpending]:
    async with store(settings.load()) as database, database.read() as tx:
        return await by_component(tx, await repository_of(tx, name))


def _drawn(made: Graph, form: str, level: Level, focus: str, limit: int) -> bytes:
    if form == "treemap":
        return exports.treemap(_below(modules(made), focus))
    shown = view(made, level, limit, focus)
    if shown is None:
        raise UsageError(NOT_FOUND.format(name=focus))
    if form == "cytoscape":
        return exports.cytoscape(shown)
    if form == "graphml":
        return exports.graphml(shown)
    if form == "mermaid":
        return exports.mermaid(shown).encode("utf-8", "backslashreplace")
    return exports.d3(shown) if form in ("d3", "json") else "\n".join(_near(shown)).encode("utf-8", "backslashreplace")


def _below(files: Sequence[Module], focus: str) -> Sequence[Module]:
    folder = focus.rstrip("/")
    found = [each for each in files if not folder or each.path == focus or each.path.startswith(f"{folder}/")]
    if not found:
        raise UsageError(NO_FOLDER.format(name=focus))
    return found


def _near(shown: View) -> Iterator[str]:
    for at, node in enumerate(shown.nodes):
        yield f"{clean(node.label)}  line {node.line}, {node.fan_in} in, {node.fan_out} out"
        for link in shown.links:
            if link.source == at:
                target = clean(shown.nodes[link.target].label)
                yield f"  {link.kind.value}s {target}  {link.confidence:.2f}, line {link.line}"


def _json(found: Summary, spending: Sequence[ComponentSpending] | None) -> bytes:
    content: dict[str, object] = {"schema_version": SCHEMA_VERSION, **asdict(found)}
    content |= {name: _shares(content[name]) for name in ("calls", "imports")}
    if spending is not None:
        content["usage"] = [asdict(each) for each in spending]
    return exports.as_json(content)


def _shares(counts: object) -> Mapping[str, int]:
    return {f"{sure / 100:.2f}": many for sure, many in counts.items()} if isinstance(counts, dict) else {}


def _text(found: Summary, spending: Sequence[ComponentSpending] | None) -> bytes:
    lines = [
        f"{found.files} files, {found.definitions} definitions",
        f"calls by confidence: {_counts(found.calls)}",
        f"imports by confidence: {_counts(found.imports)}",
        f"import cycles: {found.cycle_count}",
        *(
            f"  {len(each)} files: {', '.join(map(clean, each[:SHOWN]))}{' ...' if len(each) > SHOWN else ''}"
            for each in found.cycles
        ),
        "files by PageRank:",
        *(f"  {_ranked(each)} in, {each.fan_out} out" for each in found.highest_files),
        "definitions by PageRank:",
        *(f"  {_ranked(each)} callers" for each in found.highest_definitions),
        "most coupled files:",
        *(
            f"  {clean(each.path)}  {each.afferent} depend on it, it depends on {each.efferent}, "
            f"instability {each.instability:.2f}, cohesion {each.cohesion:.2f}"
            for each in found.most_coupled
        ),
        "files on most paths between others:",
        *(f"  {each.between:.4f}  {clean(each.path)}" for each in found.most_between),
        *_spent(spending),
    ]
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _ranked(node: Node) -> str:
    return f"{node.rank:.4f}  {clean(node.label)}  {node.fan_in}"


def _counts(counts: Mapping[int, int]) -> str:
    return ", ".join(f"{sure / 100:.2f}: {many}" for sure, many in counts.items()) or "none"


def _spent(spending: Sequence[ComponentSpending] | None) -> Iterator[str]:
    if spending is None:
        return
    yield "spent on reviews, by the components that they found something in:"
    for each in spending:
        unpriced = f", {each.unpriced} calls of unknown price" if each.unpriced else ""
        name = NOT_PLACED if each.component == NO_FINDING else clean(each.component)
        yield f"  {name}  ${each.cost / 1_000_000:.4f}, {each.tokens} tokens, {each.reviews} reviews{unpriced}"
    if not spending:
        yield NOTHING_SPENT
