"""How many tokens a question is: at most, for what is reserved, and as a rule, for what is shown before the call.

No provider's own count can be had offline, so both go by what the text is made of.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache

from providers.base import Question
from providers.unchanged import Schema, once_a_schema

# Diffs and code measure 3.0 to 3.5 bytes a token with the tokenizers that can be had.
TYPICAL_BYTES_PER_TOKEN = 3.2
# A learned rate is a mean: single questions are denser by so much.
SPREAD = 1.25
# A lower rate was learned from tiny questions, where what a provider puts around them is most of it.
LEAST_BYTES_PER_TOKEN = 0.75
# What a provider puts around a question: roles, and its own words about the schema or the tool.
FRAMING_TOKENS = 1_000
TYPICAL_FRAMING_TOKENS = 30
# Answers rarely come near their limit.
TYPICAL_OUTPUT_SHARE = 4

# What a byte is to a tokenizer. The common letters are those that every tokenizer pairs with most others.
_SPACE = b" "
_COMMON = b"abcdefghilmnoprstuy"
_RARE = b"jkqvwxzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKS = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_REST = bytes(set(range(256)) - set(_SPACE + _COMMON + _RARE + _MARKS))  # digits, line ends, bytes beyond ASCII
_LETTER, _ALONE, _MARK, _OTHER = b"a", b"A", b".", b"0"
_CLASSES = bytes.maketrans(
    _COMMON + _RARE + _MARKS + _REST,
    _LETTER * len(_COMMON) + _ALONE * len(_RARE) + _MARK * len(_MARKS) + _OTHER * len(_REST),
)


def safe_tokens(text: str) -> int:
    """Return a count of tokens that no tokenizer is known to pass on real text.

    Every byte is a token of its own, which none over bytes can pass, but: common letters join (two for three, the first
    of a run alone), four spaces are one, and a space joins what follows it unless that is a digit, a line end or a byte
    beyond ASCII. Measured against eight vocabularies (cl100k, o200k, an old Claude, DeepSeek, Gemma 3, Llama 2 and 3,
    Qwen 3) on code, prose, lock files, minified code, base64, hexadecimal, random letters and other alphabets: 35 to
    100 % of the count. What gets past it is made for it: a few letters repeated, 11 % with any vocabulary of today, and
    characters that some expand when they normalise. Settling counts what was really used.
    """
    classes = text.encode("utf-8", "surrogatepass").translate(_CLASSES).replace(_SPACE * 4, _OTHER)
    letters, spaces = classes.count(_LETTER), classes.count(_SPACE)
    runs = 1 + sum(classes.count(before + _LETTER) for before in (_SPACE, _ALONE, _MARK, _OTHER))
    spaces_alone = 1 + sum(classes.count(_SPACE + after) for after in (_SPACE, _OTHER))
    return len(classes) - letters - spaces + -(-(2 * letters + runs) // 3) + spaces_alone


def sent_bytes(question: Question) -> int:
    """Return how many bytes of a question are sent; the schema counts, since it is sent too."""
    return sum(_size(text) for text in (question.system, question.user, _text(question.schema)))


def typical_tokens(question: Question, bytes_per_token: float | None = None) -> int:
    """Return how many tokens a question is as a rule, by what is known of the model's tokens or else by the usual."""
    rate = bytes_per_token or TYPICAL_BYTES_PER_TOKEN
    return math.ceil(sent_bytes(question) / rate) + TYPICAL_FRAMING_TOKENS


def worst_tokens(question: Question, bytes_per_token: float | None = None) -> int:
    """Return how many tokens a question is at most; what was learned of the model can only raise it."""
    safe = _safe_tokens_again(question.system) + safe_tokens(question.user) + _safe_tokens_again(_text(question.schema))
    if bytes_per_token:
        safe = max(safe, math.ceil(sent_bytes(question) * SPREAD / max(bytes_per_token, LEAST_BYTES_PER_TOKEN)))
    return safe + FRAMING_TOKENS


def typical_output(limit: int) -> int:
    """Return how many tokens an answer has as a rule when it may have `limit`."""
    return -(-limit // TYPICAL_OUTPUT_SHARE)


# Many questions in a row have the same system text and the same schema.
_safe_tokens_again = lru_cache(maxsize=32)(safe_tokens)


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


@once_a_schema
def _text(schema: Schema) -> str:
    return json.dumps(dict(schema))
