"""What a process pays for: an SDK is imported when its provider is asked, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

BUILT = """
import sys
from providers.chain import Chain
from providers.configured import configured
from providers.catalog import shipped_catalog
chain = Chain(configured(shipped_catalog(), "", {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}))
assert len(chain.links) == 4
"""
ASKED = """
import asyncio
from dataclasses import replace
from providers.base import Question
from providers.catalog import build
from providers.errors import ProviderFailure
provider = build(shipped_catalog()["{name}"], api_key="k", base_url="http://127.0.0.1:9/v1")
try:
    asyncio.run(provider.complete(Question("k", "s", "u", {{}}, 9, bool), timeout=30))
except ProviderFailure as failure:
    assert failure.failure == "connection", failure
"""
SHOWN = "print(*sorted({'openai', 'anthropic', 'httpx2'} & set(sys.modules)))"


def loaded(code: str) -> list[str]:
    run = subprocess.run([sys.executable, "-c", code + SHOWN], capture_output=True, text=True, check=True)
    return run.stdout.split()


def test_building_the_chain_imports_no_sdk() -> None:
    assert loaded(BUILT) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_asking_one_provider_imports_its_sdk_only(name: str) -> None:
    assert loaded(BUILT + ASKED.format(name=name)) == sorted([name, "httpx2"])
