"""What is measured of a function and of a change: one list each, in the order in which vectors hold their values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from review.anomaly.called import CallClass


class Family(StrEnum):
    """What a model looks at; each has a model of its own, so that long code does not hide strange code."""

    COMPLEXITY = "complexity"
    STYLE = "style"
    SHAPE = "shape"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Feature:
    """One measure, and the words for it. A `share` is between 0 and 1; all others are counts, compared by logarithm."""

    family: Family
    words: str
    share: bool = False


_COMPLEXITY = (
    "lines",
    "parameters",
    "cyclomatic complexity",
    "cognitive complexity",
    "levels of nesting",
    "calls",
    "different callees",
)
_STYLE_COUNTS = (
    "characters of its name",
    "characters of its longest line",
    "characters of a line on average",
    "characters of an identifier on average",
    "characters of its longest string",
)
_STYLE_SHARES = (
    "share of the file's functions with another style of name",
    "share of comment lines",
    "share of blank lines",
    "share of characters in strings",
    "share of digits",
    "share of signs",
    "share of characters outside ASCII",
    "share of identifiers of one letter",
)
_SHAPE = (
    *(f"calls that {one.value}" for one in CallClass),
    "strings like encoded data",
    "characters written as escapes",
    "bits a character in its most random string",
)
_CHANGE_COUNTS = (
    "files",
    "folders",
    "top folders",
    "kinds of files",
    "files in the largest folder",
    "new files",
    "earlier changes of its files on average",
    "days since its files changed, the longest",
)
_CHANGE_SHARES = (
    "share of all earlier changes that its author made",
    "share of new files",
    "share of the earlier changes of its files that its author made",
    "share of its files that its author never changed",
    "share of its files that never changed together with another of them",
)

FUNCTION_FEATURES: Final = (
    *(Feature(Family.COMPLEXITY, words) for words in _COMPLEXITY),
    *(Feature(Family.STYLE, words) for words in _STYLE_COUNTS),
    *(Feature(Family.STYLE, words, share=True) for words in _STYLE_SHARES),
    *(Feature(Family.SHAPE, words) for words in _SHAPE),
)
CHANGE_FEATURES: Final = (
    *(Feature(Family.CHANGE, words) for words in _CHANGE_COUNTS),
    *(Feature(Family.CHANGE, words, share=True) for words in _CHANGE_SHARES),
)


def features_of(family: Family) -> tuple[Feature, ...]:
    """Return the list that a vector of the family's model is a part of."""
    return CHANGE_FEATURES if family is Family.CHANGE else FUNCTION_FEATURES


def columns_of(family: Family) -> range:
    """Return where the family's values stand in a vector: side by side."""
    held = [index for index, feature in enumerate(features_of(family)) if feature.family is family]
    return range(held[0], held[-1] + 1)
