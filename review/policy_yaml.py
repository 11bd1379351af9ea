"""A policy file's text as dotted keys with their lines, whoever wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

import yaml

from review.errors import PolicyError

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
MAX_ENTRIES = 2_000
MAX_ITEMS = 1_000  # of a list: more is too many for every key
PATHS = "paths"
MAX_PATHS = 100

TOO_LARGE = f"it is larger than {MAX_BYTES // 1024} KiB"
TOO_DEEP = f"it is nested more than {MAX_DEPTH} levels deep"
TOO_MANY = f"it holds more than {MAX_ENTRIES} keys"
NOT_TEXT = "it is not valid Unicode text"
NOT_MAPPING = "it is not a list of keys with values"
NOT_YAML = "line {line} is not YAML: {what}"
BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value (a scalar, or a tuple for a list; None when it is neither) and its line, from 1.

    `item` is the number, from 1, of the entry of `paths` that holds it, 0 outside of them.
    """

    key: str
    value: object
    line: int
    item: int = 0

    @property
    def name(self) -> str:
        """Return how messages call the key."""
        return f"{PATHS}[{self.item}].{self.key}".rstrip(".") if self.item else self.key


def entries(text: str, known: Collection[str]) -> tuple[Entry, ...]:
    """Return the file's keys in order, sections joined by dots; raise PolicyError when it is no policy file at all.

    Nothing is constructed from tags and no alias is expanded: only nodes are read, and only as deep as `known` goes.
    """
    try:
        if len(text.encode()) > MAX_BYTES:
            raise PolicyError(TOO_LARGE)
        _check_depth(text)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except UnicodeEncodeError:
        raise PolicyError(NOT_TEXT) from None
    except yaml.YAMLError as error:
        raise PolicyError(_why(error)) from None
    if root is None:
        return ()
    if not isinstance(root, yaml.MappingNode):
        raise PolicyError(NOT_MAPPING)
    sections = {key.partition(".")[0] for key in known if "." in key}
    found = tuple(islice(_walk(root, "", sections), MAX_ENTRIES + 1))
    if len(found) > MAX_ENTRIES:
        raise PolicyError(TOO_MANY)
    return found


def _check_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise PolicyError(TOO_DEEP)


def _walk(node: yaml.MappingNode, prefix: str, sections: Collection[str], item: int = 0) -> Iterator[Entry]:
    for name, value in node.value:
        key = prefix + (name.value if isinstance(name, yaml.ScalarNode) else "?")
        if isinstance(value, yaml.MappingNode) and not prefix and key in sections:
            yield from _walk(value, key + ".", sections, item)
            continue
        yield Entry(key[:100], _plain(value), name.start_mark.line + 1, item)
        if key == PATHS and not item and isinstance(value, yaml.SequenceNode):
            yield from _items(value, sections)


def _items(node: yaml.SequenceNode, sections: Collection[str]) -> Iterator[Entry]:
    """Yield the keys of each entry of `paths`, unless there are too many to count at all."""
    if len(node.value) > MAX_PATHS:
        return
    for number, item in enumerate(node.value, 1):
        if isinstance(item, yaml.MappingNode):
            yield from _walk(item, "", sections, number)


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_scalar(item) if isinstance(item, yaml.ScalarNode) else None for item in node.value[:MAX_ITEMS])
    return None


def _scalar(node: yaml.ScalarNode) -> object:
    """Read booleans and whole numbers; all else stays text, which money amounts also read exactly."""
    kind, value = node.tag.rpartition(":")[2], str(node.value)
    if kind == "bool":
        return BOOLEANS.get(value.lower(), value)
    if kind == "int" and value.lstrip("+-").isdecimal() and len(value) <= 18:
        return int(value)
    return None if kind == "null" else value


def _why(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    what = str(getattr(error, "problem", None) or "unreadable characters")[:200]
    return NOT_YAML.format(line=mark.line + 1 if mark else 1, what=what)
