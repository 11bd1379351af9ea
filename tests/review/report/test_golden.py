"""Whole reviews, word for word, as they stand on GitHub. `UPDATE_GOLDEN=1` writes them anew for a person to read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from review.models import Concluded
from tests.review.findings.test_sanitise import what_acts
from tests.review.report import told

REVIEWS = Path(__file__).parents[2] / "samples" / "reviews"
STORIES: dict[str, Callable[[], Concluded]] = {
    "busy": told.busy,
    "second_push": told.second_push,
    "clean": told.clean,
    "advised": told.advised,
}


def posted(concluded: Concluded) -> str:
    """Return everything that would be posted, one after the other."""
    parts = []
    for comment in concluded.review.comments:
        lines = f"{comment.start_line}-{comment.line}" if comment.start_line else f"{comment.line}"
        parts.append(f"======== comment on {comment.path}:{lines} ({comment.side})\n{comment.body}\n")
    parts.append(f"======== summary comment\n{concluded.review.summary or '(none)'}\n")
    for check in concluded.review.checks:
        parts.append(f"======== check run {check.name}: {check.conclusion}\n{check.title}\n\n{check.summary}\n")
        parts += [f"{a.level} {a.path}:{a.start_line}-{a.end_line} {a.title}\n" for a in check.annotations]
    return "\n".join(parts)


@pytest.mark.parametrize("name", STORIES)
def test_a_whole_review_reads_as_it_was_last_read_by_a_person(name: str) -> None:
    """Comments, summary and check runs equal the golden file."""
    told_now = posted(STORIES[name]())
    golden = REVIEWS / f"{name}.md"
    if "UPDATE_GOLDEN" in os.environ:
        golden.write_text(told_now, encoding="utf-8")
    assert told_now == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STORIES)
def test_what_we_post_holds_nothing_that_acts(name: str) -> None:
    """No text of ours is a link, an image, HTML or a mention either."""
    review = STORIES[name]().review
    texts = [comment.body for comment in review.comments] + [check.summary for check in review.checks]
    assert [text for text in [*texts, review.summary or ""] if what_acts(text)] == []
