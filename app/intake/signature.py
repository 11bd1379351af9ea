"""The signature of a delivery: checked on the raw bytes, before anything is parsed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

# https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
HEADER = "X-Hub-Signature-256"
PREFIX = "sha256="


def sign(secret: bytes, body: bytes) -> str:
    """Return the header value that GitHub sends for this body."""
    return PREFIX + hmac.new(secret, body, hashlib.sha256).hexdigest()


def verified(secrets: Sequence[bytes], body: bytes, header: str | None) -> bool:
    """Say whether one of the secrets signed the body; every secret is tried, in constant time each."""
    if header is None or not header.isascii():
        return False
    matches = [hmac.compare_digest(sign(secret, body), header) for secret in secrets]
    return any(matches)
