"""Private keys for Apps, made once a process: making one takes longer than most tests."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_made: list[tuple[str, str]] = []


def key(index: int) -> tuple[str, str]:
    """Return the private (PKCS#1, as GitHub sends it) and public PEM of the n-th App of a stand-in."""
    while len(_made) <= index:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        _made.append((pem.decode(), public.decode()))
    return _made[index]
