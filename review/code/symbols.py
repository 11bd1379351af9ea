"""The definitions of a file, and the one around a line, as its parser sees them.

Where there is no grammar or the code does not parse there may be none: `review.findings.symbol` guesses without one.
Hostile code can take a parser many seconds, or its process: ask only in a step that a review can do without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from review.code.facts import facts_of
from review.code.grammars import parse, table
from review.code.languages.reading import Grammar

if TYPE_CHECKING:
    from tree_sitter import Node, Query

MAX_NAME = 200
MAX_SYMBOLS = 20_000  # of one file; more is data
MAX_DEPTH = 30  # names of a dotted name


@dataclass(frozen=True, slots=True)
class Symbol:
    """One definition: its dotted name, outermost first, what it is, and its inclusive lines with decorators.

    `line` is the one with its name, below its decorators. `kind` is one of function, type, module and key,
    the last being a key of a JSON or YAML document that spans several lines.
    """

    name: str
    kind: str
    start: int
    end: int
    line: int


def enclosing(code: bytes, language: str | None, line: int) -> Symbol | None:
    """Return the innermost definition around `line` (from 1); None for none, or where the language has no grammar."""
    return innermost(symbols(code, language), line)


def innermost(found: Sequence[Symbol], line: int) -> Symbol | None:
    """Return the innermost of a file's definitions around `line`, so that many lines cost one parse."""
    around = [symbol for symbol in found if symbol.start <= line <= symbol.end]
    return max(around, key=lambda symbol: (symbol.start, -symbol.end), default=None)


def symbols(code: bytes, language: str | None) -> tuple[Symbol, ...]:
    """Return all definitions of a file in its order, each before those inside it."""
    parsed = parse(code, language)
    if parsed is None or language is None:
        return ()
    from tree_sitter import QueryCursor

    if parsed.grammar.module not in _DEFINITIONS:
        return _of_facts(code, language)
    if parsed.tree.root_node.is_error:  # nothing in it holds together, and asking takes quadratic time
        return ()
    captured = QueryCursor(_query(parsed.grammar)).captures(parsed.tree.root_node)
    found = [(node, kind) for kind, nodes in captured.items() for node in nodes]
    found.sort(key=lambda each: (each[0].start_byte, -each[0].end_byte))
    return _named(found[:MAX_SYMBOLS])


def _of_facts(code: bytes, language: str) -> tuple[Symbol, ...]:
    """Return the definitions of the languages that have none of their own below."""
    facts = facts_of(code, language)
    read = facts.definitions if facts is not None else ()
    return tuple(Symbol(one.name, one.kind.value, one.start, one.end, one.line) for one in read)


def _named(found: Sequence[tuple[Node, str]]) -> tuple[Symbol, ...]:
    """Give each definition the names of those around it."""
    named: list[Symbol] = []
    around: list[tuple[int, str]] = []  # where each open definition ends, and its dotted name
    for node, kind in found:
        while around and node.start_byte >= around[-1][0]:
            around.pop()
        label = _label(node)
        own = _text(label)
        if label is None or not own:
            continue
        name = f"{around[-1][1]}.{own}" if around and len(around) < MAX_DEPTH else own
        whole = _whole(node)
        named.append(Symbol(name, kind, whole.start_point.row + 1, _last_row(node) + 1, label.start_point.row + 1))
        around.append((node.end_byte, name))
    return tuple(named)


def _last_row(node: Node) -> int:
    end = node.end_point
    return end.row - 1 if end.column == 0 and end.row > node.start_point.row else end.row


def _whole(node: Node) -> Node:
    """Return the definition with what stands before it and belongs to it: decorators, `export`, a template's types."""
    while node.parent is not None and node.parent.type in _WRAPPERS:
        node = node.parent
    return node


def _label(node: Node) -> Node | None:
    """Return the node that names a definition; in C it stands inside pointers, arrays and parameters."""
    label = node
    for _ in range(MAX_DEPTH):
        fields = (child for field in _NAME_FIELDS if (child := label.child_by_field_name(field)) is not None)
        inner = next(fields, None)
        if inner is None and (label == node or label.type == "parenthesized_declarator"):
            inner = next((child for child in label.named_children if child.type in _NAMES), None)
        if inner is None:
            break
        label = inner
        if label.type in _NAMES_WHOLE:
            break
    return None if label == node else label


def _text(label: Node | None) -> str:
    if label is None or label.text is None:
        return ""
    return " ".join(label.text[:MAX_NAME].decode("utf-8", "replace").strip("\"'").split())


_WRAPPERS = frozenset(("decorated_definition", "export_statement", "template_declaration", "lexical_declaration"))
_NAME_FIELDS = ("name", "declarator", "property", "key", "type")
_NAMES_WHOLE = frozenset(("qualified_identifier", "generic_type", "scoped_type_identifier"))
_NAMES = frozenset((
    "identifier", "simple_identifier", "type_identifier", "function_declarator", "pointer_declarator",
))  # fmt: skip

_C = """
(function_definition) @function
[(struct_specifier body: (_)) (union_specifier body: (_)) (enum_specifier body: (_))] @type
"""
_JAVASCRIPT = """
[(function_declaration) (generator_function_declaration) (method_definition)] @function
(variable_declarator value: [(arrow_function) (function_expression) (generator_function)]) @function
(pair value: [(arrow_function) (function_expression)]) @function
(class_declaration) @type
"""
_DEFINITIONS: Mapping[str, str] = {
    "tree_sitter_bash": "(function_definition) @function",
    "tree_sitter_c": _C,
    "tree_sitter_cpp": _C + "(class_specifier body: (_)) @type (namespace_definition) @module",
    "tree_sitter_c_sharp": """
        [(method_declaration) (constructor_declaration) (destructor_declaration) (local_function_statement)
         (property_declaration) (operator_declaration)] @function
        [(class_declaration) (interface_declaration) (struct_declaration) (record_declaration)
         (enum_declaration)] @type
        (namespace_declaration) @module
    """,
    "tree_sitter_go": "[(function_declaration) (method_declaration)] @function (type_spec) @type",
    "tree_sitter_java": """
        [(method_declaration) (constructor_declaration) (compact_constructor_declaration)] @function
        [(class_declaration) (interface_declaration) (enum_declaration) (record_declaration)
         (annotation_type_declaration)] @type
    """,
    "tree_sitter_javascript": _JAVASCRIPT + "(field_definition value: (arrow_function)) @function",
    "tree_sitter_json": "(pair value: [(object) (array)]) @key",
    "tree_sitter_kotlin": """
        (function_declaration) @function
        [(class_declaration) (object_declaration)] @type
    """,
    "tree_sitter_php": """
        [(function_definition) (method_declaration)] @function
        [(class_declaration) (interface_declaration) (trait_declaration) (enum_declaration)] @type
    """,
    "tree_sitter_python": "(function_definition) @function (class_definition) @type",
    "tree_sitter_rust": """
        [(function_item) (function_signature_item) (macro_definition)] @function
        [(struct_item) (enum_item) (union_item) (trait_item) (impl_item)] @type
        (mod_item body: (_)) @module
    """,
    "tree_sitter_typescript": _JAVASCRIPT
    + """
        [(function_signature) (method_signature) (abstract_method_signature)] @function
        (public_field_definition value: (arrow_function)) @function
        [(abstract_class_declaration) (interface_declaration) (enum_declaration) (type_alias_declaration)] @type
        [(internal_module) (module)] @module
    """,
}


@cache
def _query(grammar: Grammar) -> Query:
    from tree_sitter import Query

    return Query(table(grammar), _DEFINITIONS[grammar.module])
