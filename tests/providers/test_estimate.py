"""What is reserved holds for text of every kind; what is shown beforehand is near the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.base import Question
from providers.estimate import (
    FRAMING_TOKENS,
    LEAST_BYTES_PER_TOKEN,
    TYPICAL_FRAMING_TOKENS,
    safe_tokens,
    sent_bytes,
    typical_tokens,
    worst_tokens,
)
from providers.model import Model, Price

# The most that any of eight vocabularies makes of it: cl100k, o200k, an old Claude, DeepSeek, Gemma 3, Llama 2 and 3,
# Qwen 3; counted with their own tokenizers.
MEASURED = {
    "code": (
        "async def settle(self, reservation: str, cost: int) -> int:\n"
        '    """Replace the reservation."""\n'
        "    if reservation not in self._open:\n        return 0\n",
        43,
    ),
    "camelCase": ("const userAccountManager = new HttpRequestFactoryBuilder().withTimeoutMs(3000);\n", 21),
    "prose": (
        "A signed webhook becomes a durable row; a worker fetches the change with git and asks a budgeted question.",
        24,
    ),
    "indentation": (
        "if a:\n\t\t\t\t\tb()\n                        c()\n                            d()\n",
        22,
    ),
    "lock file": (
        "    --hash=sha256:5b9ad2f1c7de0a6e4b0f2b7f0de5a1c6f2a4c1b0d9e8f7a6b5c4d3e2f1a0b9c8 \\\n",
        72,
    ),
    "minified": ("!function(e,t){var n=t[0];for(;r<i;)a[r++]^=o(n,s)>>>1;return{q:e,z:n}}(x,y);", 51),
    "base64": ("9bFlIkpYt5HfavHYMD5hzcS7hsPRxCcQPDRMQYnrLx571dR+RG/OwqPYEXNhEOV4", 51),
    "hexadecimal": ("1bcccea696762e6116c6e9c92d99bf358c2e0718822ce47ca8c74107e66cb0e4", 59),
    "digits": ("3141592653589793238462643383279502884197", 41),
    "spaced digits": ("1 2 3 4 5 6 7 8 9 0 1 2 3 4 5", 30),
    "random letters": ("mntyyawoixzhsdkaaauramvgnxaqhyoprhlhvhyojanrudfuxjdxkxwqnqvg", 37),
    "letters that never pair": ("zqxjkvwq" * 8, 48),
    "one-letter words": ("j j s p q m s b p h x z m n v f l r w y v x l c o v q d y f", 30),
    "spaced marks": ("( ) { } [ ] = + - ( ) { }", 13),
    "line ends": ("\r\n\r\n\n\n\n\r\n", 9),
    "Chinese": ("审查每个拉取请求并报告安全问题,绝不超出预算。", 24),
    "Russian": ("Проверяет каждый запрос и никогда не тратит больше.", 25),
    "emoji": ("🔒🧪🚀🪲🧯🦀", 22),
}


@pytest.mark.parametrize(("text", "most"), MEASURED.values(), ids=MEASURED)
def test_no_vocabulary_makes_more_tokens_of_a_text_than_are_reserved(text: str, most: int) -> None:
    assert safe_tokens(text) >= most


def test_a_flat_rate_would_be_passed() -> None:
    """Control: three bytes a token, right for code, is too few for half of the kinds."""
    passed = [kind for kind, (text, most) in MEASURED.items() if len(text.encode()) / 3 < most]
    assert len(passed) >= len(MEASURED) / 2
    assert "code" not in passed


@pytest.mark.parametrize("kind", ["code", "camelCase", "prose", "indentation"])
def test_ordinary_text_is_not_reserved_byte_by_byte(kind: str) -> None:
    text, most = MEASURED[kind]
    assert safe_tokens(text) < len(text.encode()) * 0.85
    assert safe_tokens(text) < most * 4


def test_a_text_is_never_reserved_for_much_more_than_its_bytes() -> None:
    for text, _ in MEASURED.values():
        assert safe_tokens(text) <= len(text.encode()) + 2
    assert safe_tokens("") <= 2


def test_a_path_of_any_bytes_does_not_stop_the_count(question: Question) -> None:
    assert safe_tokens("\udc80") >= 3
    assert worst_tokens(replace(question, user="\udc80")) > 0


def test_everything_that_is_sent_counts(question: Question) -> None:
    for longer in (
        replace(question, system=question.system + "é" * 30),
        replace(question, user=question.user + "é" * 30),
        replace(question, schema={**question.schema, "é" * 10: 1}),  # escaped to six letters each
    ):
        assert sent_bytes(longer) >= sent_bytes(question) + 60
        assert worst_tokens(longer) >= worst_tokens(question) + 60
        assert typical_tokens(longer) > typical_tokens(question)


def test_what_a_provider_puts_around_a_question_counts_too(question: Question) -> None:
    empty = replace(question, system="", user="", schema={})
    assert worst_tokens(empty) >= FRAMING_TOKENS
    assert typical_tokens(empty) >= TYPICAL_FRAMING_TOKENS


def test_what_was_learned_of_a_model_moves_what_is_expected_of_it(question: Question) -> None:
    long = replace(question, user="def f(x): return x\n" * 500)
    assert typical_tokens(long, 6.0) < typical_tokens(long) < typical_tokens(long, 1.5)


def test_what_was_learned_of_a_model_only_ever_raises_what_is_reserved(question: Question) -> None:
    long = replace(question, user="def f(x): return x\n" * 500)
    assert worst_tokens(long, 6.0) == worst_tokens(long)
    assert worst_tokens(long, 0.9) > sent_bytes(long) / 0.9
    assert worst_tokens(long, 0.01) == worst_tokens(long, LEAST_BYTES_PER_TOKEN), "tiny questions teach nothing"


def test_the_typical_cost_is_below_the_worst_and_unknown_without_a_price(question: Question) -> None:
    model = Model("m", Price(fresh_input=100_000, output=500_000))
    typical, worst = model.typical_cost(question), model.worst_cost(question)
    assert typical is not None
    assert worst is not None
    assert 0 < typical < worst
    assert Model("m").typical_cost(question) is None
