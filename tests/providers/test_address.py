"""Where a provider may be."""

from __future__ import annotations

import traceback

import pytest

from providers.address import checked
from providers.catalog import build, shipped_catalog
from providers.errors import Misconfigured

CATALOG = shipped_catalog()


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("https://api.example.com/v1", False),
        ("http://localhost:11434/v1", True),
        ("http://127.3.2.1/v1", True),
        ("http://[::1]:8000/v1", True),
    ],
)
def test_tls_or_this_machine(url: str, loopback: bool) -> None:
    assert (checked("p", url).url, checked("p", url).loopback) == (url, loopback)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/v1",
        "http://localhost.example.com/v1",
        "http://169.254.169.254/latest",
        "http://127.0.0.1.example.com",
        "ftp://api.example.com",
        "file:///etc/passwd",
        "api.example.com/v1",
        "https://",
        "https://[::1",
        "https://h:99999/v1",
        "https://h:hunter2/v1",
        "https://user:hunter2@api.example.com/v1",
        "https://api.example.com/v1?key=hunter2",
        "https://api.example.com/v1#hunter2",
    ],
)
def test_anything_else_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        checked("p", url)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("url", "model", "stays"),
    [
        ("http://localhost:11434/v1", "qwen3-coder:30b", True),
        ("http://localhost:11434/v1", "gpt-oss:120b-cloud", False),
        ("http://localhost:11434/v1", "glm-5:cloud", False),
        ("http://localhost:11434/v1", "cloudy", True),
        ("https://ollama.example.com/v1", "qwen3-coder:30b", False),
    ],
)
def test_what_stays_on_this_machine(url: str, model: str, stays: bool) -> None:
    """A policy's `local` counts on it; Ollama passes names that end in cloud on to its vendor."""
    assert checked("p", url).keeps(model) is stays
    assert build(CATALOG["ollama"], base_url=url, model=model).local is stays  # type: ignore[attr-defined]


def test_plain_http_elsewhere_only_on_demand() -> None:
    assert not checked("p", "http://10.0.0.7:8000/v1", allow_http=True).loopback
