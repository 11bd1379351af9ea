"""A whole review whose model brings code: what GitHub is asked to offer for one click, and what not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.errors import Terminal
from app.work.rescan import rescan
from providers.base import Kind, Question
from review.findings.sanitise import code_block
from review.policy import Policy
from review.suggestions import FAILED
from tests.app.work.bot import REVIEW, SECURITY, Bot, scripted
from tests.app.work.test_review_job import EDITED, answer, claim
from tests.review.made_suggestions import suggesting, surveyed

CODE = "    return sum(rows) / len(rows)"
FIXED = "    return sum(rows) / max(1, len(rows))"
OFFERED = f"```suggestion\n{FIXED}\n```"


async def reviewed(bot: Bot, suggestion: str, **fields: object) -> str:
    """Return the comments of a review in which a model suggests this for the division."""

    def said(question: Question) -> str:
        return answer({**claim(CODE, 7), "suggestion": suggestion, **fields}) if question.kind == Kind.REVIEW else "{}"

    bot.providers = [scripted(said)]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "neutral"}
    (comment,) = bot.github.comments(pull)
    assert (comment.line, comment.start_line) == (7, None), "control: the finding itself is always said"
    return str(comment.body)


@pytest.mark.slow
async def test_proven_code_is_offered_for_the_lines_of_the_comment(bot: Bot) -> None:
    assert OFFERED in await reviewed(bot, FIXED.strip())


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "    return sum(rows",
        "    import subprocess\n    return subprocess.run(request.args['x'], shell=True)",
        "    return eval(request.args['rows'])",
        "    # ... existing code ...",
    ],
)
async def test_code_that_breaks_something_is_nowhere_to_be_read(bot: Bot, code: str) -> None:
    body = await reviewed(bot, code)
    assert "suggestion\n" not in body
    assert code.strip() not in body


@pytest.mark.slow
async def test_code_for_other_lines_than_the_quoted_ones_is_shown_and_not_offered(bot: Bot) -> None:
    body = await reviewed(bot, FIXED, start_line=6)
    assert "```suggestion" not in body
    assert code_block(FIXED) in body


async def test_a_trial_that_dies_costs_the_suggestion_and_not_the_review() -> None:
    """A parser of hostile text may take its process with it."""

    class Dying:
        async def __call__(self, step: Callable[..., object], /, *args: object, **kwargs: object) -> object:
            raise Terminal("the step died")

    engine, scratch = None, None  # never reached
    (one,) = await rescan(Dying(), engine, scratch, surveyed(), [suggesting("        return 0")], Policy())  # type: ignore[arg-type]
    assert (one.suggestion, one.proven, one.unproven) == ("        return 0", False, FAILED)
