"""GitHub's answers become our models, and nothing of them stays behind."""

from __future__ import annotations

import sys
from collections.abc import Callable

import httpx
import pytest

from app.github.parsing import many, one
from app.github.payloads import COMMENTS, Run

ANSWERS = 1000


@pytest.mark.parametrize(
    ("read", "body"),
    [
        (lambda answer: one(Run, answer), '{{"id": 1, "name": "x", "head_sha": "{0:040x}", "status": "queued"}}'),
        (lambda answer: many(COMMENTS, answer), '[{{"id": 1, "body": "See {0:040x}"}}]'),
    ],
    ids=["an object", "a list"],
)
def test_what_answers_said_is_not_kept_for_the_life_of_the_process(
    read: Callable[[httpx.Response], object], body: str
) -> None:
    """Left to itself pydantic keeps 16,384 short values: head commits and ids, a few of them new with every review."""
    read(_answer(body.format(0)))
    before = sys.getallocatedblocks()
    for number in range(1, ANSWERS):
        read(_answer(body.format(number)))
    assert sys.getallocatedblocks() - before < ANSWERS / 4


def _answer(body: str) -> httpx.Response:
    return httpx.Response(200, content=body.encode(), request=httpx.Request("GET", "http://github.test/x"))
