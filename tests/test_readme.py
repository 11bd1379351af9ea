"""The README tells what is there: its commands, files and policy keys exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from app.cli import COMMANDS
from review.policy import Policy, PolicyLayer, read_policy

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_two_commands_are_shown_and_are_targets() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert {"demo", "test"} <= set(re.findall(r"\bmake (\w+)", README)) <= targets


def test_every_diffdiver_command_shown_exists_and_every_command_is_shown() -> None:
    shown = set(re.findall(r"`?diffdiver (\w+)", README)) - {"review"} | {"review"}
    assert set(COMMANDS) <= shown
    assert set(re.findall(r"`diffdiver (\w+)", README)) <= set(COMMANDS)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_file_it_links_to_is_there(link: str) -> None:
    assert (ROOT / link).is_file()


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m (tests\.\S+?)`", README))))
def test_every_program_behind_a_figure_is_there(module: str) -> None:
    path = ROOT / module.replace(".", "/")
    assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


def test_the_policy_shown_is_the_default_with_every_key() -> None:
    shown = re.search(r"```yaml\n(.*?)```", README, re.S)
    assert shown is not None
    reading = read_policy([PolicyLayer("README", shown[1], trusted=True)])
    assert reading.notices == ()
    assert reading.policy == Policy()
    assert yaml.safe_load(shown[1])["fail_on"] == "high"
