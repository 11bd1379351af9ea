"""Where a provider may be: over TLS, or on this machine."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from providers.errors import Misconfigured

# Names that Ollama, wherever it runs, passes on to its vendor: https://docs.ollama.com/cloud
PASSED_ON = re.compile(r"[:-]cloud$", re.IGNORECASE)

NO_HOST = "{name}: the base URL is not one: it needs a scheme and a host, as in https://api.example.com/v1"
NO_EXTRAS = "{name}: the base URL may not hold a user, a password, a query or a fragment; the key has its own setting"
NO_TLS = (
    "{name}: the base URL is not https, so source code and key would travel in clear. Use https, an address of this "
    "machine, or, in a network of your own, `allow_http = true` for this provider in the file of DIFFDIVER_CATALOG."
)


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL that was checked; `loopback` means this machine."""

    url: str
    loopback: bool

    def keeps(self, model: str) -> bool:
        """Say whether what is asked of this model here stays on this machine."""
        return self.loopback and not PASSED_ON.search(model)


def checked(name: str, base_url: str, *, allow_http: bool = False) -> Address:
    """Check a base URL or raise Misconfigured; the URL itself is not repeated, since it may hold a password."""
    try:
        parts = urlsplit(base_url.strip())
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise Misconfigured(NO_HOST.format(name=name)) from None  # its text repeats a part of the URL
    if parts.scheme not in ("http", "https") or not host:
        raise Misconfigured(NO_HOST.format(name=name))
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise Misconfigured(NO_EXTRAS.format(name=name))
    loopback = _is_loopback(host)
    if parts.scheme == "http" and not (loopback or allow_http):
        raise Misconfigured(NO_TLS.format(name=name))
    return Address(base_url.strip(), loopback)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
