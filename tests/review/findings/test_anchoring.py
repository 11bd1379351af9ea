"""Code moves, is renamed, indented anew and copied between what a model read and what is there: its quote decides."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.conclude import conclude
from review.diff.lines import commentable
from review.findings.anchor import Place
from review.findings.claim import Claim
from review.findings.evidence import Evidence
from review.judge import judge
from review.models import Answer, Location, ReviewComment, Side
from review.pack import pack
from review.policy import Policy
from review.survey import Survey
from tests.review.made import CLEAN_SCAN, knowledge, surveyed

PATH = "shop/cart.py"
TWIN = "shop/twin.py"
# Names of which one begins another, and lines of which one holds another: where a careless comparison goes wrong.
NAMES = ("item", "item_1", "item_10", "price", "prices", "my_price")
FORMS = (
    "total = {0}", "total = {0} + {1}", "if {0} > {1}:", "send({0}, {1})", "return {0}", "{0}.close()",
    "for {0} in {1}:", "grand_total = {0}", "# {0} stands for {1}", "}}", "", "x = -{0}",
)  # fmt: skip
TOKEN = re.compile(r"\w+|[^\w\s]")
FULL = settings(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))

lines_of_code = st.builds(
    lambda depth, form, one, two: ("    " * depth + form.format(one, two)).rstrip(),
    st.integers(0, 3), st.sampled_from(FORMS), st.sampled_from(NAMES), st.sampled_from(NAMES),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A change as it is now, and a claim about it as it was."""

    base: tuple[str, ...]
    head: tuple[str, ...]
    twin: tuple[str, ...]
    quote: str
    start: int
    end: int

    def text(self, side: Side) -> tuple[str, ...]:
        return self.base if side is Side.LEFT else self.head


def shift(draw: st.DrawFn, code: list[str]) -> list[str]:
    at = draw(st.integers(0, len(code)))
    return code[:at] + draw(st.lists(lines_of_code, min_size=1, max_size=6)) + code[at:]


def drop(draw: st.DrawFn, code: list[str]) -> list[str]:
    at = draw(st.integers(0, len(code)))
    return code[:at] + code[at + draw(st.integers(1, 4)) :]


def rename(draw: st.DrawFn, code: list[str]) -> list[str]:
    old, new = draw(st.sampled_from(NAMES)), draw(st.sampled_from((*NAMES, "renamed")))
    return [re.sub(rf"\b{old}\b", new, line) for line in code]


def indent(draw: st.DrawFn, code: list[str]) -> list[str]:
    at, by = draw(st.integers(0, len(code))), draw(st.sampled_from(("\t", "  ", "        ")))
    return [by + line.lstrip() if number >= at and line else line for number, line in enumerate(code)]


def duplicate(draw: st.DrawFn, code: list[str]) -> list[str]:
    at, to = draw(st.integers(0, len(code))), draw(st.integers(0, len(code)))
    return code[:to] + code[at : at + draw(st.integers(1, 5))] + code[to:]


MUTATIONS = (shift, drop, rename, indent, duplicate)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a file, the head a model read, its claim about some lines of it, and the head that is there now."""
    base = draw(st.lists(lines_of_code, min_size=1, max_size=25))
    head = shift(draw, base)
    start = draw(st.integers(1, len(head)))
    end = min(len(head), start + draw(st.sampled_from((0, 0, 0, 1, 2))))
    quote = "\n".join(head[start - 1 : end])
    now = head
    for mutation in draw(st.lists(st.sampled_from(MUTATIONS), max_size=3)):
        now = mutation(draw, now)
    off = draw(st.sampled_from((0, 0, 1, -1, 3, 40)))
    return Case(tuple(base), tuple(now), tuple(head), quote, max(0, start + off), max(0, end + off))


def patch(path: str, base: tuple[str, ...], head: tuple[str, ...]) -> str:
    body = difflib.unified_diff(base, head, f"a/{path}", f"b/{path}", lineterm="", n=3)
    text = "".join(f"{line}\n" for line in body)
    return f"diff --git a/{path} b/{path}\n{text}" if text else ""


def answer(case: Case) -> str:
    said = {
        "path": PATH, "start_line": case.start, "end_line": case.end, "quoted_code": case.quote,
        "category": "correctness", "severity": "high", "title": "The total is wrong",
        "message": "An empty cart raises ZeroDivisionError here.", "why": "The page answers 500.",
        "suggestion": None, "confidence": 0.9,
    }  # fmt: skip
    return json.dumps({"findings": [said]})


def comments(case: Case) -> tuple[Survey, tuple[ReviewComment, ...]]:
    """Return the line comments of the whole review, beside the change; the code stands in a second file too."""
    survey = surveyed(patch(PATH, case.base, case.head), patch(TWIN, (), case.twin))
    made = pack(survey, CLEAN_SCAN, knowledge(), Policy())
    judgement = judge(survey, made, [Answer(one.id, answer(case), "m", False) for one in made.prompts[:1]], {})
    return survey, conclude(survey, made, judgement, knowledge(), Policy(), ()).review.comments


def tokens(lines: tuple[str, ...] | list[str]) -> list[list[str]]:
    return [found for line in lines if (found := TOKEN.findall(line))]


def says(lines: tuple[str, ...], quote: str) -> bool:
    """Say whether these lines are the quote, or whether their one line holds it; of words, none is cut in two."""
    there, wanted = tokens(lines), tokens(quote.split("\n"))
    if there == wanted:
        return True
    return len(there) == len(wanted) == 1 and any(
        there[0][at : at + len(wanted[0])] == wanted[0] for at in range(len(there[0]))
    )


def spots(case: Case, survey: Survey, side: Side, *, changed: bool) -> Iterator[range]:
    """Find the quote, independently of the code under test: every run of shown lines that equals it to the token."""
    wanted = tokens(case.quote.split("\n"))
    for file in survey.change.diff.files:
        for hunk in file.hunks if file.path == PATH else ():
            shown = [
                (number, line.old is None or line.new is None)
                for line in hunk.lines
                if (number := line.new if side is Side.RIGHT else line.old) is not None and line.text.strip()
            ]
            for at in range(len(shown) - len(wanted) + 1):
                run = shown[at : at + len(wanted)]
                same = tokens([case.text(side)[number - 1] for number, _ in run]) == wanted
                if same and (not changed or any(touched for _, touched in run)):
                    yield range(run[0][0], run[-1][0] + 1)


def check(case: Case) -> bool:
    """Hold what was posted against the code, and return whether anything was."""
    survey, posted = comments(case)
    accepted = commentable(survey.change.diff)
    for one in posted:
        first = one.start_line or one.line
        assert accepted[one.path].accepts(Location(one.path, first, one.line, one.side)), "GitHub would refuse it"
        assert one.path == PATH, "another file"
        assert says(case.text(one.side)[first - 1 : one.line], case.quote), "not the quoted code"
        named = [spot for spot in spots(case, survey, Side.RIGHT, changed=False) if touches(spot, case)]
        assert not named or range(first, one.line + 1) in named, "the quote stands at the named lines"
    added = list(spots(case, survey, Side.RIGHT, changed=True))
    if len(added) > 1 and posted:
        assert touches(range(posted[0].start_line or posted[0].line, posted[0].line + 1), case), "guessed"
    lone = len(added) == 1 == len(list(spots(case, survey, Side.RIGHT, changed=False)))
    assert posted or not lone or part_of_others(case, added[0]) or not proves(case), "lost"
    return bool(posted)


def touches(spot: range, case: Case) -> bool:
    return spot.start <= case.end and case.start < spot.stop


def part_of_others(case: Case, spot: range) -> bool:
    """Say whether another line holds the quote as a part: then nobody may guess."""
    bare = " ".join(case.quote.split())
    return any(bare in " ".join(line.split()) for number, line in enumerate(case.head, 1) if number not in spot)


def proves(case: Case) -> bool:
    return sum(char.isalnum() for char in case.quote) >= 3


def run(examples: int) -> int:
    """Check as many cases, and return in how many a comment was posted."""
    posted = []
    settings(FULL, max_examples=examples)(given(cases())(lambda case: posted.append(check(case))))()
    return sum(posted)


def test_no_comment_stands_on_a_wrong_line_whatever_happens_to_the_code() -> None:
    assert run(60) > 12, "control: it is not silent"


@pytest.mark.slow
def test_no_comment_stands_on_a_wrong_line_in_three_thousand_changes() -> None:
    assert run(3_000) > 600


def test_control_a_reviewer_that_trusts_the_model_s_numbers_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusting(claim: Claim, files: object) -> Evidence:
        return Evidence(Place(Side.RIGHT, max(claim.start_line, 1), max(claim.end_line, 1), True, claim.quoted_code))

    monkeypatch.setattr("review.judge.weigh", trusting)
    moved = Case(("a = 1",), ("b = 2", "a = 1", "total = price"), (), "total = price", 2, 2)
    with pytest.raises(AssertionError, match="not the quoted code"):
        check(moved)


def test_a_part_of_a_line_cuts_no_word_in_two() -> None:
    """The longer name stands at the line that the model named, the quoted one below it."""
    case = Case(("a = 1",), ("total = item_1", "total = item"), (), "total = item", 1, 1)
    (one,) = comments(case)[1]
    assert one.line == 2


def test_an_anchor_is_only_ever_taken_from_the_file_that_the_claim_names() -> None:
    """The quote stands once, in the other file: nothing is said."""
    case = Case(("a = 1",), ("a = 2",), ("total = price + prices",), "total = price + prices", 1, 1)
    assert comments(case)[1] == ()
