"""detect-secrets as a library: its plugins on single lines, nothing else of it.

No settings, file reads, plugin discovery, processes or verification: `analyze_string` is a regular expression over a
string. Importing the first plugin takes half a second (it pulls in `requests`), so it happens only where the literal
text of a format stands in the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Protocol

# Plugins whose expressions can take quadratic time or fire on ordinary code are left out: formats.py has their kinds.
ANCHORS: Mapping[str, tuple[str, ...]] = {
    "aws.AWSKeyDetector": ("AKIA", "ASIA", "ABIA", "ACCA"),
    "azure_storage_key.AzureStorageKeyDetector": ("AccountKey=",),
    "gitlab_token.GitLabTokenDetector": (
        *("glpat-", "gldt-", "glft-", "glsoat-", "glrt-", "glptt-", "glagent-", "gloas-", "glcbt-", "glimt-"),
        "GR1348941",
    ),
    # Headers that begin with "alg", "typ" or "kid": the plugin itself starts at any base64 of a brace and a quote.
    "jwt.JwtTokenDetector": ("eyJhbGci", "eyJ0eXAi", "eyJraWQi"),
    "openai.OpenAIDetector": ("T3BlbkFJ",),
    "pypi_token.PypiTokenDetector": ("pypi-AgE",),
    "slack.SlackDetector": ("xoxa-", "xoxb-", "xoxp-", "xoxo-", "xoxs-", "xoxr-", "hooks.slack.com/services/T"),
    "square_oauth.SquareOAuthDetector": ("sq0csp-",),
    "stripe.StripeDetector": ("sk_live_", "rk_live_"),
}
KINDS: Mapping[str, str] = {
    "aws.AWSKeyDetector": "AWS access key",
    "azure_storage_key.AzureStorageKeyDetector": "Azure storage key",
    "gitlab_token.GitLabTokenDetector": "GitLab token",
    "jwt.JwtTokenDetector": "JSON Web Token",
    "openai.OpenAIDetector": "OpenAI key",
    "pypi_token.PypiTokenDetector": "PyPI token",
    "slack.SlackDetector": "Slack token",
    "square_oauth.SquareOAuthDetector": "Square OAuth secret",
    "stripe.StripeDetector": "Stripe key",
}
CHUNK = 2048
OVERLAP = 512


class _Plugin(Protocol):
    def analyze_string(self, string: str) -> Iterator[str]: ...


def live(text: str) -> tuple[str, ...]:
    """Return the plugins whose format can be in the text at all."""
    return tuple(name for name, anchors in ANCHORS.items() if any(anchor in text for anchor in anchors))


def values(name: str, line: str) -> Iterator[str]:
    """Yield the secrets that one plugin sees in a line; a long line is read in overlapping pieces."""
    for start in range(0, max(len(line) - OVERLAP, 1), CHUNK - OVERLAP):
        piece = line[start : start + CHUNK]
        if any(anchor in piece for anchor in ANCHORS[name]):
            yield from _plugin(name).analyze_string(piece)


@cache
def _plugin(name: str) -> _Plugin:
    module, _, detector = name.partition(".")
    plugin: _Plugin = getattr(import_module(f"detect_secrets.plugins.{module}"), detector)()
    return plugin
