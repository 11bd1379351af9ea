"""The HTTP client under an SDK: no redirects, fixed headers, and no proxy between us and this machine."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING

from providers.address import Address

if TYPE_CHECKING:  # httpx2 takes 0.2 s to import: only a process that really asks pays for it
    import httpx2

# What a provider needs. The SDKs would also tell it our operating system and Python version, and every provider the
# OPENAI_ORG_ID, OPENAI_CUSTOM_HEADERS and ANTHROPIC_CUSTOM_HEADERS of the environment.
# By `x-stainless-raw-response` the SDKs themselves know, from the request, that the bytes are asked for.
SENT_HEADERS = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-type", "content-length", "anthropic-version"}
    | {"x-stainless-raw-response"}
)
USER_AGENT = "diffdiver"
# A provider that says "come back tomorrow" is believed no further than this.
LONGEST_WAIT_S = 86_400.0


def http_client(address: Address, api_key: str) -> httpx2.AsyncClient:
    """Make the client for one provider: its key goes to its address and nowhere else."""
    import httpx2

    from providers.bounded import bound_errors

    async def only_ours(request: httpx2.Request) -> None:
        for name in [name for name in request.headers if name.lower() not in SENT_HEADERS]:
            del request.headers[name]
        request.headers["user-agent"] = USER_AGENT
        request.headers["authorization"] = f"Bearer {api_key}"  # both SDKs send it so

    # The proxy variables are obeyed, except for this machine: a proxy would read keys and code in clear.
    return httpx2.AsyncClient(
        verify=_trust(address),
        follow_redirects=False,
        trust_env=not address.loopback,
        # As many connections as there are calls, which buckets limit: one waiting here would look slow to the breakers.
        limits=httpx2.Limits(),
        event_hooks={"request": [only_ours], "response": [bound_errors]},
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read how many seconds a provider asks us to wait, in any of the three forms in use; None when it does not say.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after; a date is compared with the answer's own `date`.
    """
    if (milliseconds := _seconds(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _seconds(value)
    if seconds is not None or value is None:
        return seconds
    until, now = http_date(value), http_date(headers.get("date"))
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT_S)


def _trust(address: Address) -> ssl.SSLContext | bool:
    """Trust the usual authorities; nobody where TLS is never spoken, since reading the usual ones takes 40 ms."""
    if address.loopback and address.url.startswith("http:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return True


def _seconds(value: str | None) -> float | None:
    try:
        seconds = float(value) if value is not None else None
    except ValueError:
        return None
    if seconds is None or not isfinite(seconds):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT_S)


def http_date(value: str | None) -> datetime | None:
    """Read a date as HTTP writes it, None when it is none: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7."""
    try:
        date = parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    return date if date is not None and date.tzinfo is not None else None
