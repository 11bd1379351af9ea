"""A delivery is believed only when one of our secrets signed its raw bytes."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.signature import sign, verified

BODY = b"Hello, World!"
SECRET = b"It's a Secret to Everybody"
# https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
DOCUMENTED = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def test_the_documented_vector_is_accepted() -> None:
    assert sign(SECRET, BODY) == DOCUMENTED
    assert verified([SECRET], BODY, DOCUMENTED)


def test_both_secrets_are_accepted_during_a_rotation() -> None:
    assert verified([b"new", SECRET], BODY, DOCUMENTED)
    assert verified([SECRET, b"new"], BODY, DOCUMENTED)


def test_without_secrets_nothing_is_accepted() -> None:
    assert not verified([], BODY, DOCUMENTED)
    assert not verified([], BODY, sign(b"", BODY))


@pytest.mark.parametrize(
    "header",
    [None, "", "sha256=", DOCUMENTED.upper(), DOCUMENTED + "0", DOCUMENTED[7:], "sha256=é", " " + DOCUMENTED],
)
def test_any_other_header_is_refused(header: str | None) -> None:
    assert not verified([SECRET], BODY, header)


def test_a_sha1_signature_is_not_a_signature() -> None:
    digest = hmac.new(SECRET, BODY, hashlib.sha1).hexdigest()
    assert not verified([SECRET], BODY, "sha1=" + digest)


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_one_changed_byte_is_refused(body: bytes, place: int, change: int) -> None:
    if place >= len(body):
        return
    mutated = bytearray(body)
    mutated[place] ^= change
    assert not verified([SECRET], bytes(mutated), sign(SECRET, body))
