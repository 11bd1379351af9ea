"""Can GitHub reach this server under the address that it was given?"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from app.doctor.outcome import Outcome, fail, ok, skipped, warn
from app.settings import Settings

NAME = "public URL"
SET = "set DIFFDIVER_PUBLIC_URL to the address under which GitHub reaches this server, such as https://bot.example.com"
USE_TLS = "put a TLS proxy in front and use its https:// address: deliveries carry private code"
NOT_PUBLIC = "use an address that GitHub can reach, or a tunnel to this machine"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Look at the form of the address; nothing is sent to it."""
    return [_address(settings.public_url, registered=settings.has_credentials)]


def _address(url: str | None, *, registered: bool) -> Outcome:
    if not url:
        if registered:
            return skipped(NAME, "not set; only the registration needs it")
        return fail(NAME, "not set, and the App cannot be registered without it", SET)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return fail(NAME, "DIFFDIVER_PUBLIC_URL is no http(s) address", SET)
    shown = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
    if _is_private(parts.hostname):
        return warn(NAME, f"{shown} is not reachable from the internet", NOT_PUBLIC)
    if parts.scheme == "http":
        return warn(NAME, f"{shown} is not encrypted", USE_TLS)
    return ok(NAME, shown)


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
