"""The graph in the forms of other programs, with hostile names in them."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from review.graph import exports
from review.graph.coupling import modules
from review.graph.graph import Graph
from review.graph.view import Level, View, find, view
from tests.review.graph.made import graph_of, label

HOSTILE = 'a"]; click n0 "javascript:x" \n<script>&\x00\u2028.py'
FILES = {
    HOSTILE: "def end(): pass\nend()\n",
    "\udcff/deep/er.py": "def f(): pass\n",
    "b.py": "import c\nfrom c import g\ndef f(): g()\n",
    "c.py": "import b\ndef g(): h()\ndef h(): pass\n",
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(FILES)


def shown(graph: Graph, level: Level = Level.MODULE, limit: int = 100, focus: str = "") -> View:
    found = view(graph, level, limit, focus)
    assert found is not None
    return found


def test_d3_links_name_nodes(graph: Graph) -> None:
    drawn = json.loads(exports.d3(shown(graph, Level.SYMBOL)))
    ids = {each["id"] for each in drawn["nodes"]}
    assert {"b.py:f", "c.py:g", "c.py:h", f"{HOSTILE}:end"} <= ids
    assert ("b.py:f", "c.py:g", "call", 0.9) in {
        (each["source"], each["target"], each["kind"], each["confidence"]) for each in drawn["links"]
    }


def test_cytoscape_edges_lead_to_nodes(graph: Graph) -> None:
    elements = json.loads(exports.cytoscape(shown(graph)))["elements"]
    ids = {each["data"]["id"] for each in elements["nodes"]}
    assert len(ids) == 4
    assert {(each["data"]["source"] in ids, each["data"]["target"] in ids) for each in elements["edges"]} == {
        (True, True)
    }


def test_a_treemap_has_each_file_once_with_its_lines(graph: Graph) -> None:
    tree = json.loads(exports.treemap(modules(graph)))
    waiting, found = [tree], {}
    while waiting:
        node = waiting.pop()
        waiting += node.get("children", [])
        if "path" in node:
            found[node["path"]] = node["value"]
    assert found == {HOSTILE: 2, "\udcff/deep/er.py": 1, "b.py": 3, "c.py": 3}


def test_graphml_is_well_formed_whatever_the_names_are(graph: Graph) -> None:
    root = ElementTree.fromstring(exports.graphml(shown(graph)))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(root.findall(f".//{space}node")) == 4
    assert len(root.findall(f".//{space}edge")) == 2


def test_graphml_has_nothing_that_a_terminal_obeys() -> None:
    made = exports.graphml(shown(graph_of({"a\x9b31m\x7f\x1b.py": "x = 1\n"}))).decode()
    assert "a?31m??.py" in made


def test_d3_tells_overloads_apart() -> None:
    """Control: with the label alone as id a link leads to the last of its name."""
    made = graph_of({"A.java": "class A { void f() {} void f(int a) {} void f(long a) {} void g() { f(); } }\n"})
    drawn = json.loads(exports.d3(shown(made, Level.SYMBOL)))
    ids = [each["id"] for each in drawn["nodes"]]
    assert len(set(ids)) == len(ids) == 5
    assert {"A.java:A.f", "A.java:A.f#2", "A.java:A.f#3"} <= set(ids)
    (link,) = drawn["links"]
    (target,) = [each for each in drawn["nodes"] if each["id"] == link["target"]]
    assert target["fan_in"] == 1


def test_mermaid_shows_names_without_its_own_signs(graph: Graph) -> None:
    """Control: the name as it is would end its node and add a click action."""
    lines = exports.mermaid(shown(graph)).split("\n")
    assert lines[0] == "flowchart LR"
    assert all(re.fullmatch(r'  n\d+\["[\w./:@$?-]+"\]|  n\d+ (-->|-\.->) n\d+|', each) for each in lines[1:])


def test_mermaid_stays_small() -> None:
    many = graph_of({f"m{n}.py": "import m0\n" for n in range(exports.MAX_MERMAID + 50)})
    assert exports.mermaid(shown(many, limit=1000)).count('["') == exports.MAX_MERMAID


def test_a_very_deep_path_is_no_error() -> None:
    deep = graph_of({"/".join("d" * 3000) + "/x.py": "x = 1\n"})
    assert exports.treemap(modules(deep)).count(b'"children"') == exports.MAX_FOLDERS + 1


def test_a_view_is_bounded_and_says_what_it_left_out(graph: Graph) -> None:
    small = shown(graph, limit=1)
    assert (len(small.nodes), small.left_out) == (1, 3)


def test_a_focus_shows_what_is_near_it(graph: Graph) -> None:
    assert [each.label for each in shown(graph, Level.SYMBOL, focus="c.py:h").nodes] == ["c.py:h", "c.py:g", "b.py:f"]
    assert {each.label for each in shown(graph, focus="b.py").nodes} == {"b.py", "c.py"}
    assert view(graph, Level.MODULE, 10, "nothing") is None


def test_nodes_are_found_by_path_and_name(graph: Graph) -> None:
    assert [label(graph, each) for each in find(graph, "f")] == ["b.py:f", "\udcff/deep/er.py:f"]
    assert [label(graph, each) for each in find(graph, "b.py:f")] == ["b.py:f"]
    assert [label(graph, each) for each in find(graph, "c.py")] == ["c.py"]
