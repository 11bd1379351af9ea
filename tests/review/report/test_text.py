"""The view in a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from review.models import Change, Concluded
from review.report.text import text
from tests.review.report import told


def printed(concluded: Concluded, change: Change, *, width: int = 100, color: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=color, color_system="truecolor" if color else None
    )
    with console.capture() as capture:
        console.print(text(concluded, change))
    return capture.get()


def test_each_finding_stands_over_its_code() -> None:
    """Severity, title, place, the lines with their numbers, what breaks, who says so."""
    concluded, survey = told.local()
    shown = printed(concluded, survey.change)
    assert " HIGH  SQL query built from request data\nshop/orders.py:8-9\n" in shown
    assert ">  8 |     query = f\"SELECT * FROM orders WHERE customer = '{name}'\"" in shown
    assert "A customer named" in shown
    assert "semgrep · python.sql-injection · CWE-89" in shown


def test_the_end_says_the_conclusions_the_files_and_the_cost() -> None:
    """In the last lines, where a terminal shows them."""
    concluded, survey = told.local()
    end = printed(concluded, survey.change)[-400:]
    assert "diffdiver/security: failure, 1 finding at or above high" in end
    assert "2 of 2 files read to the end. 5 findings: 1 there before this change, 4 reported." in end
    assert "cost 0.0014 USD" in end


def test_what_was_not_read_is_listed() -> None:
    """With the check and the reason."""
    _, survey = told.local()
    assert "cart.py (semgrep: the scan engine ran out of time)" in printed(told.second_push(), survey.change)


def test_severities_have_colours_when_the_console_has() -> None:
    """And none when it has not."""
    concluded, survey = told.local()
    assert "\x1b[" in printed(concluded, survey.change, color=True)
    assert "\x1b[" not in printed(concluded, survey.change)


def test_a_secret_s_line_is_not_printed_again() -> None:
    """A finding without evidence shows no code."""
    concluded, survey = told.local()
    secret = replace(concluded.findings[0], evidence="")
    assert "SELECT" not in printed(replace(concluded, findings=(secret,)), survey.change)


@pytest.mark.parametrize("width", [20, 80, 200])
def test_nothing_from_outside_reaches_the_terminal_s_control(width: int) -> None:
    """No escape sequence, no markup, no lone surrogate."""
    concluded, survey = told.odd()
    shown = printed(concluded, survey.change, width=width)
    assert shown.isascii() or not any(char in shown for char in "\x1b\u202e\x00")
    assert "\x1b" not in shown
    shown.encode()
