r"""Rules for given texts: their guards are asked here, where that is cheap and sure, and not by the engine.

A guard is a `pattern-regex` over the whole file, such as `(?s)\A.*WORD.*\z`, that keeps a rule from files that cannot
concern it. The engine takes 50 to 125 ms for one in a megabyte, and in a file of more than about 200 KB gives up on it
without a word, and on the rule with it: a megabyte of comments would hide every weakness. A search takes 10 ms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex

VERSION = 2  # whatever changes which rules are left changes this
Json = object
Rule = Mapping[str, Json]

ASKED_S = 0.5  # of one guard; one that takes longer counts as met, a refusal as not met, so that no rule is lost

_GUARD = re.compile(r"\(\?([a-z]*s[a-z]*)\)\\A(.*)\\z", re.DOTALL)
_HOLDS = re.compile(r"\.\*\??(.*)\.\*", re.DOTALL)
_LACKS = re.compile(r"\(\?!\.\*\??(.*)\)\.\*", re.DOTALL)
_ANY, _ALL = "pattern-either", "patterns"
_PLACES = frozenset({_ALL, _ANY, "pattern", "pattern-regex", "pattern-inside"})
_NEEDED = ("pattern-sources", "pattern-sinks")
_LISTS = (*_NEEDED, "pattern-sanitizers", "pattern-propagators")


def fitting(rules: Sequence[Rule], texts: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules that may match in one of the texts; a rule that all of them let pass comes without its guards.

    What the rules find is the same. For one text no guard is left.
    """
    found = (_fitting(rule, texts) for rule in rules)
    return tuple(rule for rule in found if rule is not None)


def _fitting(rule: Rule, texts: Sequence[str]) -> Rule | None:
    first, *others = [_rule(rule, text) for text in texts]
    if all(other == first for other in others):
        return first
    return rule


def _rule(rule: Rule, text: str) -> Rule | None:
    left = dict(rule)
    for key, value in rule.items():
        if key in (_ALL, _ANY):
            kept = _formula({key: value}, text)
            if kept is None:
                return None
            left = {name: each for name, each in left.items() if name != key} | kept
        elif key in _LISTS and isinstance(value, list):
            items = [kept for each in value if (kept := _formula(each, text)) is not None]
            if not items and key in _NEEDED:
                return None
            left[key] = items
    return {key: value for key, value in left.items() if value != []}


def _formula(node: Json, text: str) -> dict[str, Json] | None:
    """Return a part of a rule without guards; None when a guard says that it matches nowhere in the text."""
    if not isinstance(node, dict):
        return None
    left: dict[str, Json] = dict(node)
    if isinstance(every := node.get(_ALL), list):
        kept = [_part(each, text) for each in every]
        if any(each is None for each in kept):
            return None
        conditions = [each for each in kept if each]
        # Without a condition that says where to look the engine would refuse the rule, and all others with it.
        left[_ALL] = conditions if any(each.keys() & _PLACES for each in conditions) else every
    if isinstance(either := node.get(_ANY), list):
        some = [found for each in either if (found := _formula(each, text)) is not None]
        if not some:
            return None
        left[_ANY] = some
    guard = _guard(node)
    return None if guard is not None and not read(guard).holds(text) else left


def _part(node: Json, text: str) -> dict[str, Json] | None:
    """Return one of several conditions: {} for a guard that holds, None for one that does not."""
    if isinstance(node, dict):
        if (guard := _guard(node)) is not None:
            return {} if read(guard).holds(text) else None
        refused = node.get("pattern-not-regex")
        if isinstance(refused, str) and _is_guard(refused):
            return None if read(refused).holds(text, unsure=False) else {}
        if any(key in node for key in (_ALL, _ANY)):
            return _formula(node, text)
    return node if isinstance(node, dict) else None


def _guard(node: Mapping[str, Json]) -> str | None:
    regex = node.get("pattern-regex")
    return regex if isinstance(regex, str) and _is_guard(regex) else None


def _is_guard(expression: str) -> bool:
    return _GUARD.fullmatch(expression) is not None


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard as it is asked; `lacks` turns the answer round. None is one that cannot be asked here."""

    expression: regex.Pattern[str] | None
    lacks: bool

    def holds(self, text: str, *, unsure: bool = True) -> bool:
        """Say whether the text meets the guard; `unsure` is the answer where it cannot be asked or takes too long."""
        if self.expression is None:
            return unsure
        try:
            return (self.expression.search(text, timeout=ASKED_S, concurrent=True) is None) == self.lacks
        except TimeoutError:
            return unsure


@cache
def read(expression: str) -> Guard:
    """Read a guard; a plain one becomes a search for its word, which needs no way back through the file."""
    shape = _GUARD.fullmatch(expression)
    flags, body = (f"(?{shape[1]})", shape[2]) if shape else ("", expression)
    word, lacks = rf"\A(?:{body})\Z", False
    if plain := _LACKS.fullmatch(body):
        word, lacks = plain[1], True
    elif plain := _HOLDS.fullmatch(body):
        word = plain[1]
    for each, turned in ((word, lacks), (rf"\A(?:{body})\Z", False)):  # two conditions side by side look like one
        try:
            return Guard(regex.compile(flags + each, regex.ASCII), turned)
        except regex.error:
            continue
    return Guard(None, lacks)
