"""A description names issues as GitHub reads it: only of its own repository, and only where a reader sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.prompts.linked import MOST, linked
from tests.review.made import PULL_REQUEST


def named(body: str) -> list[tuple[int, bool]]:
    return [(link.number, link.closes) for link in linked(replace(PULL_REQUEST, body=body))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Fixes #12", [(12, True)]),
        ("resolved: #12.", [(12, True)]),
        ("See #13.", [(13, False)]),
        ("(#14)", [(14, False)]),
        ("See #13, closes #15", [(15, True), (13, False)]),
        ("closes Octo/Shop#8", [(8, True)]),
        ("https://github.com/octo/shop/issues/9", [(9, False)]),
        ("fixes https://git.example.org/octo/shop/issues/9#issuecomment-1", [(9, True)]),
        ("prefix #9", [(9, False)]),
        # not ours
        ("closes other/shop#5", []),
        ("https://github.com/other/shop/issues/9", []),
        ("this pull request is #3", []),
        # not a number of an issue
        ("color: #12abc &#39; x#5 a/#6 #0 #99999999999 GH-5", []),
        # not seen by who reads it
        ("<!-- fixes #4 -->", []),
        ("`#12`\n```\nfixes #4\n```", []),
        ("", []),
    ],
)
def test_a_description_names_issues(body: str, expected: list[tuple[int, bool]]) -> None:
    assert named(body) == expected


def test_the_title_counts_too() -> None:
    assert [link.number for link in linked(replace(PULL_REQUEST, title="Fix #21", body=""))] == [21]


def test_few_are_read_and_those_to_be_closed_first() -> None:
    assert named("#21 #22 #23 fixes #24") == [(24, True), (21, False)]
    assert MOST == 2


@pytest.mark.parametrize("part", ["fix ", "a/", "https://", "`", "```\n", "#", "a-", "1/", "fix\t", "https://a/"])
def test_a_hostile_description_comes_to_an_end(part: str) -> None:
    assert named(part * 20_000 + "#5") == []
