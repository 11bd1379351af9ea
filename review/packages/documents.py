"""JSON, TOML, YAML, XML and lines out of hostile bytes: bounded in size and depth, linear, nothing constructed.

`Broken` is raised for what its own package manager cannot read either, `Refused` for what that one may read, and this
does not: the first is nobody's package, the second may hide one.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

import yaml

MAX_BYTES = 10 * 1024 * 1024
MAX_SLOW_BYTES = 5 * 1024 * 1024  # of TOML and YAML, which take a second for each megabyte or two
MAX_DEPTH = 60
MAX_ELEMENTS = 200_000

TOO_LARGE = "it is larger than {most} MB"
TOO_DEEP = "it is nested too deep"
ALIAS = "it holds YAML anchors"
DOCTYPE = "it holds a document type"
DOTTED = "it holds a name of more than 12 dotted parts"

# tomllib works out every beginning of a dotted key: a long one takes quadratic time.
_DOTTED = re.compile(r"(?:\.[ \t]{0,9}+[\w\"'-]++[ \t]{0,9}+){13}")


class Broken(ValueError):
    """The bytes are not of the format; the text says why."""


class Refused(ValueError):
    """The bytes may be of the format, and are not read; the text says why."""


@dataclass(slots=True)
class Element:
    """One XML element; names keep their prefix, `text` is what stands directly in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, *path: str) -> list[Element]:
        """Return the elements along a path of names."""
        found = [self]
        for tag in path:
            found = [child for each in found for child in each.children if child.tag == tag]
        return found

    def first(self, *path: str) -> str:
        """Return the text of the first element along a path, empty where there is none."""
        return next((each.text.strip() for each in self.all(*path)), "")

    def walk(self) -> list[Element]:
        """Return this element and all below it, in the order of the file."""
        found, waiting = [], [self]
        while waiting:
            each = waiting.pop()
            found.append(each)
            waiting += reversed(each.children)
        return found


def text_of(content: bytes, most: int = MAX_BYTES) -> str:
    """Return the text as package managers decode it: UTF-8, without a mark, wrong bytes replaced."""
    if len(content) > most:
        raise Refused(TOO_LARGE.format(most=most // 1024 // 1024))
    return content.decode("utf-8", "replace").removeprefix("\ufeff")


def lines_of(content: bytes) -> list[str]:
    """Return the lines, without their ends."""
    return [line.rstrip("\r") for line in text_of(content).split("\n")]


def json_of(content: bytes) -> dict[str, object]:
    """Return a JSON object; numbers stay texts, and of two equal keys the last counts, as everywhere."""
    try:
        # orjson refuses lone surrogates, which JavaScript reads: a way to hide.
        read = json.loads(text_of(content), parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise Refused(TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise Broken(f"line {error.lineno} is not JSON") from None
    return table(read)


def toml_of(content: bytes) -> dict[str, object]:
    """Return a TOML document."""
    text = text_of(content, MAX_SLOW_BYTES)
    if _DOTTED.search(text):
        raise Refused(DOTTED)
    try:
        return tomllib.loads(text, parse_float=str)
    except RecursionError:
        raise Refused(TOO_DEEP) from None
    except tomllib.TOMLDecodeError as error:
        raise Broken(f"it is not TOML: {str(error)[:80]}") from None
    except ValueError:  # a number of thousands of digits
        raise Broken("it is not TOML") from None


def yaml_of(content: bytes) -> dict[str, object]:
    """Return a YAML document of mappings, lists and texts; raise Refused for anchors, which can unfold without end."""
    root: list[object] = []
    open_: list[tuple[object, list[object]]] = [(root, root)]  # a collection, and its items in a row
    text = text_of(content, MAX_SLOW_BYTES)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            _take(event, open_)
    except yaml.YAMLError:
        raise Broken("it is not YAML") from None
    return table(root[0]) if root else {}


def _take(event: yaml.Event, open_: list[tuple[object, list[object]]]) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise Refused(ALIAS)
    if isinstance(event, yaml.ScalarEvent):
        open_[-1][1].append(event.value)
    elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        if len(open_) > MAX_DEPTH:
            raise Refused(TOO_DEEP)
        made: object = {} if isinstance(event, yaml.MappingStartEvent) else []
        open_[-1][1].append(made)
        open_.append((made, [] if isinstance(made, dict) else made))  # type: ignore[arg-type]  # a new list of objects
    elif isinstance(event, yaml.CollectionEndEvent):
        made, items = open_.pop()
        if isinstance(made, dict):
            pairs = zip(items[::2], items[1::2], strict=False)
            made.update({key: value for key, value in pairs if isinstance(key, str)})


def xml_of(content: bytes) -> Element:
    """Return the root of an XML document; a document type, and with it every entity, is refused."""
    if len(content) > MAX_BYTES:
        raise Refused(TOO_LARGE.format(most=MAX_BYTES // 1024 // 1024))
    tree = _Tree()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = tree.doctype
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Broken("it is not XML") from None
    return tree.root.children[0] if tree.root.children else tree.root


class _Tree:
    def __init__(self) -> None:
        self.root = Element("", {})
        self.open = [self.root]
        self.count = 0

    def doctype(self, *_: object) -> NoReturn:
        raise Refused(DOCTYPE)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise Refused(TOO_DEEP)
        made = Element(tag, attributes)
        self.open[-1].children.append(made)
        self.open.append(made)

    def end(self, _: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        if len(self.open[-1].text) < MAX_DEPTH * 10:  # no name, version or address is longer
            self.open[-1].text += text


def table(value: object) -> dict[str, object]:
    """Return a value that should be a table, an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """Return a value that should be a list, an empty one where it is none."""
    return value if isinstance(value, list) else []


def word(value: object) -> str:
    """Return a value that should be a text, an empty one where it is none."""
    return value if isinstance(value, str) else ""
