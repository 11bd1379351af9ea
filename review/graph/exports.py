"""A view of the graph in the forms that other programs draw. Names are hostile text: each form has its own escapes."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from itertools import count
from typing import TypedDict
from xml.sax.saxutils import escape, quoteattr

from review.graph.graph import Module
from review.graph.view import Node, View

MAX_MERMAID = 200  # nodes: what is drawn beyond cannot be read
MAX_LABEL = 80
LIKELY = 0.7  # confidence from which an arrow of Mermaid is not dashed
MAX_FOLDERS = 100  # inside of each other; what is deeper is in the name

_SHOWN = re.compile(r"[^\w./:@$-]")
# https://www.w3.org/TR/xml/#charsets, without what a terminal obeys: \x7f to \x9f, which XML allows and discourages.
_NO_XML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEYS = (
    ("path", "string"), ("name", "string"), ("kind", "string"), ("language", "string"), ("line", "int"),
    ("lines", "int"), ("rank", "double"), ("between", "double"), ("fan_in", "int"), ("fan_out", "int"),
    ("cycle", "int"),
)  # fmt: skip
_LINK_KEYS = (("kind", "string"), ("confidence", "double"), ("line", "int"), ("count", "int"))


class Tree(TypedDict, total=False):
    """A folder with its children, or a file with its lines as its value: what d3.hierarchy reads."""

    name: str
    children: list[Tree]
    value: int
    path: str
    language: str
    rank: float


def d3(shown: View) -> bytes:
    """Return `{nodes, links}` of a D3 force layout; links name their nodes by `id`.

    That is the label, with `#2` and so on for others of that label, as overloads are.
    """
    ids = _ids(shown.nodes)
    nodes = [{"id": name, **_about(each)} for name, each in zip(ids, shown.nodes, strict=True)]
    links = [{**asdict(each), "source": ids[each.source], "target": ids[each.target]} for each in shown.links]
    return as_json({"nodes": nodes, "links": links, "left_out": shown.left_out})


def _ids(nodes: Sequence[Node]) -> Sequence[str]:
    labels = {each.label for each in nodes}
    ids = {label: _numbered(label, labels) for label in labels}
    return [next(ids[each.label]) for each in nodes]


def _numbered(label: str, labels: Collection[str]) -> Iterator[str]:
    yield label
    yield from (name for number in count(2) if (name := f"{label}#{number}") not in labels)


def cytoscape(shown: View) -> bytes:
    """Return `{elements: {nodes, edges}}` as Cytoscape.js reads it."""
    nodes = [{"data": {"id": f"n{at}", "label": each.label, **_about(each)}} for at, each in enumerate(shown.nodes)]
    edges = [
        {"data": {**asdict(each), "id": f"e{at}", "source": f"n{each.source}", "target": f"n{each.target}"}}
        for at, each in enumerate(shown.links)
    ]
    return as_json({"elements": {"nodes": nodes, "edges": edges}})


def treemap(modules: Sequence[Module]) -> bytes:
    """Return the folders with their files, each as large as it has lines."""
    root = Tree(name="", children=[])
    folders: dict[str, Tree] = {"": root}
    for each in modules:
        parts = each.path.split("/")
        shallow = min(len(parts) - 1, MAX_FOLDERS)
        folder, name = "/".join(parts[:shallow]), "/".join(parts[shallow:])
        leaf = Tree(name=name, value=max(each.lines, 1), path=each.path, language=each.language, rank=each.rank)
        _folder(folders, folder)["children"].append(leaf)
    return as_json(root)


def _folder(folders: dict[str, Tree], path: str) -> Tree:
    """Return a folder, made with all above it where it is not there."""
    missing: list[str] = []
    while path not in folders:
        missing.append(path)
        path = path.rpartition("/")[0]
    for each in reversed(missing):
        made = Tree(name=each.rpartition("/")[2], children=[])
        folders[each.rpartition("/")[0]]["children"].append(made)
        folders[each] = made
        path = each
    return folders[path]


def graphml(shown: View) -> bytes:
    """Return GraphML, http://graphml.graphdrawing.org/specification.html."""
    return "\n".join(_graphml(shown)).encode("utf-8", "replace") + b"\n"


def _graphml(shown: View) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for domain, prefix, keys in (("node", "n", _KEYS), ("edge", "e", _LINK_KEYS)):
        for name, kind in keys:
            yield f'<key id="{prefix}_{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>'
    yield '<key id="n_label" for="node" attr.name="label" attr.type="string"/>'
    yield '<graph edgedefault="directed">'
    for at, node in enumerate(shown.nodes):
        values = "".join(_data(f"n_{name}", getattr(node, name)) for name, _ in _KEYS)
        yield f'<node id="n{at}">{_data("n_label", node.label)}{values}</node>'
    for link in shown.links:
        values = "".join(_data(f"e_{name}", getattr(link, name)) for name, _ in _LINK_KEYS)
        yield f'<edge source="n{link.source}" target="n{link.target}">{values}</edge>'
    yield "</graph></graphml>"


def _data(key: str, value: object) -> str:
    return f"<data key={quoteattr(key)}>{escape(_NO_XML.sub('?', str(value)))}</data>"


def mermaid(shown: View) -> str:
    """Return a Mermaid flow chart of the first nodes; all that could be syntax in a name is a question mark."""
    lines = ["flowchart LR"]
    drawn = min(len(shown.nodes), MAX_MERMAID)
    lines += (f'  n{at}["{_label(node.label)}"]' for at, node in enumerate(shown.nodes[:drawn]))
    arrows = ((each, "-->" if each.confidence >= LIKELY else "-.->") for each in shown.links)
    lines += (
        f"  n{each.source} {arrow} n{each.target}" for each, arrow in arrows if max(each.source, each.target) < drawn
    )
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    """Keep the end of a long name; `end` and the like are no keywords between quotes."""
    return _SHOWN.sub("?", text if len(text) <= MAX_LABEL else f"...{text[-MAX_LABEL:]}")


def _about(node: Node) -> dict[str, object]:
    return {name: getattr(node, name) for name, _ in _KEYS}


def as_json(value: object) -> bytes:
    """Return JSON in ASCII, so that no lone surrogate or line separator of a name reaches the reader raw."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")
