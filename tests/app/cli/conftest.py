"""An environment with nothing set but the data directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.app import embedded


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Take away every variable that this machine may have set; return an empty data directory."""
    for info in Settings.model_fields.values():
        for name in getattr(info.validation_alias, "choices", ()):
            monkeypatch.delenv(str(name), raising=False)
    for provider in ("OPENAI", "ANTHROPIC"):
        monkeypatch.delenv(f"{provider}_API_KEY", raising=False)
    monkeypatch.setenv("DIFFDIVER_OSV_URL", "off")  # nothing of a test leaves this machine
    with embedded.short_directory() as directory:
        monkeypatch.setenv("DIFFDIVER_DATA_DIR", str(directory))
        yield directory
