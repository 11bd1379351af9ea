"""Pytest fixtures of the stand-in; a conftest takes them over by importing them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stand_in.github import GitHubStandIn


@pytest.fixture
async def github(tmp_path: Path) -> AsyncIterator[GitHubStandIn]:
    """Run a stand-in, and fail the test if any request broke GitHub's description of its API."""
    async with GitHubStandIn.running(tmp_path / "github") as running:
        yield running
        assert running.faults_found == []
