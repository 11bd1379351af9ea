"""No text from outside can do anything in a comment but be read."""

from __future__ import annotations

import json
import random
import re
import time
import unicodedata
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from review.findings.sanitise import CUT, code_block, code_line, sanitise, sanitise_line

SAMPLES = Path(__file__).parents[2] / "samples"
GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TEXTS_PER_EXAMPLE = 120
EXAMPLES = 100  # times TEXTS_PER_EXAMPLE: 12,000 texts

# Written from GitHub's documentation, not from the sanitiser: what its renderer would act on in a text node.
ACTS = {
    "mention": re.compile(r"(?<![A-Za-z0-9_`])@[A-Za-z0-9]"),
    "email": re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.[A-Za-z]"),
    "link": re.compile(r"(?:https?|ftp)://\S|\bwww\.\S|(?:mailto|xmpp):\S+@", re.IGNORECASE),
    "reference": re.compile(r"#[0-9]|\bgh-[0-9]", re.IGNORECASE | re.ASCII),
    "commit": re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])"),
    "math": re.compile(r"\$"),
}
FOLD = re.compile(r"<details>\n<summary>[A-Za-z0-9 ,:'-]+</summary>\n")
FORBIDDEN_TOKENS = {"link_open", "image", "html_inline", "html_block", "table_open"}
ACTING_FENCES = {"suggestion", "math", "mermaid", "geojson", "topojson", "stl"}

FRAGMENTS = [
    "@octocat", "&#64;octocat", "&commat;x", "&#x40;y", "\\@z", "#123", "GH-7", "owner/repo#4", "closes #9",
    "/approve", "@bot merge", "![i](https://e.example/p.png)", "[t](https://e.example)", "[r]",
    "[r]: https://e.example", "<img src=x>", "<!-- h -->", "<picture>", "</details>", "https://e.example/x",
    "www.e.example", "mail@e.example", "<https://e.example>", "```suggestion", "```", "````", "~~~", "~~~mermaid",
    "`", "``", "`a`", "\\`", "\\", "\\\\", "|", "|-|", "a | b", "-", "- ", "--", "===", "1. ", "# ", "> ", "    ",
    "\t", "  ", " ", "\n", "\n\n", "\r", "*", "**", "_", "__x__", "~~", "!", "[", "]", "(", ")", "&", "&amp;",
    "&lt;b&gt;", "&#10;", "&#32;", "&#96;", "&NewLine;", "&zwnj;", "&#57344;", ":", ":-", "+", "=", "$x$", "$`y`$",
    "\u202e", "\u200b", "\U000e0041", "\ue000", "\ue001", "\u2028", "\x00", "\x1b[31m", "\udcff", "\u00a0", "\u3000",
    "1234567", "deadbeef", "[^1]", "[ ] task", "prose", "é", "⚠\ufe0f", "[](x)", "[ ](x)", "![](x)", "http:",
    "//e.example", "[![a](b)](c)", "&", "#", "@", "/",
]  # fmt: skip
SEEDS = st.integers(0, 2**64)


def hostile(seed: int, count: int) -> list[str]:
    """Return `count` texts of fragments and stray characters; a batch per example, drawing each costs too much."""
    source = random.Random(seed)
    stray = [lambda: source.choice(FRAGMENTS)] * 5 + [
        lambda: chr(source.choice([source.randrange(128), source.randrange(0x3100)]))
    ]
    return ["".join(source.choice(stray)() for _ in range(source.randrange(1, 14))) for _ in range(count)]


def flattened(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in [token, *(flattened(token.children or []))]]


def text_nodes(token: Token) -> list[str]:
    """Join what a renderer puts into one text node: references are found there, across escapes and entities."""
    nodes = [""]
    for child in token.children or []:
        if child.type in {"text", "text_special"}:
            nodes[-1] += child.content
        else:
            nodes.append("")
    return nodes


def only_folds(blocks: list[str]) -> bool:
    """Say whether all raw HTML is what folds a text, each opened and closed, around words and no markup."""
    depths = accumulate(
        1 if FOLD.fullmatch(one) else -1 if one.strip() == "</details>" else -len(blocks) for one in blocks
    )
    depth = list(depths)
    return not depth or (depth[-1] == 0 and min(depth) >= 0)


def what_acts(markdown: str) -> set[str]:
    """Name everything in `markdown` that GitHub would act on."""
    tokens = flattened(GFM.parse(markdown))
    acts = {token.type for token in tokens if token.type in FORBIDDEN_TOKENS}
    acts -= {"html_block"} if only_folds([token.content for token in tokens if token.type == "html_block"]) else set()
    acts |= {token.info for token in tokens if token.type == "fence" and token.info in ACTING_FENCES}
    nodes = [node for token in tokens if token.type == "inline" for node in text_nodes(token)]
    acts |= {name for name, pattern in ACTS.items() if any(pattern.search(node) for node in nodes)}
    acts |= {"command"} if re.search(r"^[/@][A-Za-z]+", markdown, re.MULTILINE) else set()
    hidden = {c for c in markdown if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}}
    return acts | {f"invisible {ord(char):x}" for char in hidden - {"\t"}}


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None)
@given(SEEDS)
def test_twelve_thousand_hostile_texts_render_to_nothing_that_acts(seed: int) -> None:
    """Images, links, HTML, mentions, references, commands, math, diagrams, suggestions: none is left."""
    for text in hostile(seed, TEXTS_PER_EXAMPLE):
        safe = sanitise(text)
        assert what_acts(safe) == set(), (text, safe)
        assert sanitise(safe) == safe, text
        safe.encode()


@pytest.mark.slow
@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(SEEDS)
def test_a_line_stays_one_safe_line_wherever_we_put_it(seed: int) -> None:
    """Titles and paths stand inside our own bold and lists and cannot get out of them."""
    for text in hostile(seed, 20):
        line, path = sanitise_line(text), code_line(text)
        assert "\n" not in line + path
        assert what_acts(f"**High · {line}**\n\n- {path}: {line}") == set(), text
        assert what_acts(code_block(text)) - {"command"} == set(), text


def test_a_letter_that_only_folds_to_a_latin_one_hides_no_reference() -> None:
    """The Kelvin sign is a k to a pattern that ignores case, and no word character to GitHub."""
    assert what_acts(sanitise("\u212adeadbeef \u212agh-1 \u017fdeadbeef")) == set()


def test_a_long_number_that_begins_a_line_is_no_list_but_may_be_a_commit() -> None:
    """Seven digits are enough for a reference to a commit, and no list is that long."""
    assert what_acts(sanitise("prose\r12345671. item")) == set()


def test_the_oracle_sees_what_the_sanitiser_removes() -> None:
    """The check above is able to fail: each hostile fragment left raw is seen."""
    raw = [
        "@octocat",
        "&#64;octocat",
        "#123",
        "GH-7",
        "![i](https://e.example)",
        "<b>",
        "https://e.example",
        "/approve",
    ]
    raw += [
        "```suggestion\nx\n```",
        "~~~mermaid\nx\n~~~",
        "a | b\n-|-\nc | d",
        "1234567",
        "$x$",
        "\u202e",
        "<!-- x -->",
        "</details>",
        "<details>\n<summary><b>x</b></summary>\n\nx\n\n</details>\n",
        "<details>\n<summary>x</summary>\n\n@octocat\n\n</details>\n",
    ]
    assert [text for text in raw if not what_acts(text)] == []


@pytest.mark.parametrize(("text", "safe"), [
    ("Uses `eval` on *user* input.", "Uses `eval` on *user* input."),
    ("Why:\n\n- first\n- second", "Why:\n\n- first\n- second"),
    ("ask @octocat, or #12.", "ask `@octocat`, or `#12`."),
    ("**@octocat**", "**`@octocat`**"),
    ("see [the docs](https://e.example/a) now", "see the docs now"),
    ("![pixel](https://e.example/p.png)", "pixel"),
    ("List<String> & co", "List&lt;String> &amp; co"),
    ("/approve", "`/approve`"),
    ("# Title", "\\# Title"),
    ("1. first\n2. second", "1. first\n2. second"),
    ("&#49;. not a list", "1\\. not a list"),
    ("snake_case_name", "snake_case_name"),
    ("a\u202eb", "a\\\\u{202e}b"),
    ("```python\nx = 1\n```", "```python\nx = 1\n```"),
    ("```suggestion\nx\n```", "```\nx\n```"),
    ("~~~\n```\n~~~", "````\n```\n````"),
    ("```js\nnever closed", "```js\nnever closed\n```"),
])  # fmt: skip
def test_prose_stays_readable(text: str, safe: str) -> None:
    """What is harmless stays as it was; what is not still says what it said."""
    assert sanitise(text) == safe


def test_a_fenced_line_is_no_command_to_another_bot() -> None:
    """Bots that read raw text find no command at the start of a line; the code keeps its shape."""
    assert sanitise("```\n/approve\n  x\n```") == "```\n /approve\n   x\n```"


def test_every_known_injection_comes_out_harmless() -> None:
    """The corpus of injections, whole, as block and as line."""
    lines = (SAMPLES / "injections.jsonl").read_text(encoding="utf-8").split("\n")
    texts = [json.loads(line)["text"] for line in lines if line]
    assert len(texts) >= 100
    assert [text for text in texts if what_acts(sanitise(text)) or what_acts(sanitise_line(text))] == []


def test_size_is_capped_on_a_line_boundary_with_a_notice() -> None:
    """A long text ends in whole lines and says that it was cut; cutting twice changes nothing."""
    text = "a line of @text\n" * 10_000
    safe = sanitise(text)
    assert len(safe) <= 60_000
    assert safe.endswith("`@text`\n\n" + CUT)
    assert sanitise(safe) == safe


def test_a_cut_title_stays_balanced() -> None:
    """Cutting a line never leaves half a code span."""
    assert what_acts("**" + sanitise_line("`code @x` " * 200) + "** @") == set()


@pytest.mark.parametrize(
    "unit", ["`", "`a``b```c", "[", "[](", "\\", "&#64;", "![a](b", "* ", "@", "\u202e", "```\n", "> ", "*a **b "]
)
def test_work_is_linear(unit: str) -> None:
    """A full-size text of any one shape takes well under a second."""
    text = unit * (60_000 // len(unit))
    start = time.perf_counter()
    sanitise(text)
    assert time.perf_counter() - start < 1.5
