"""Credentials that expire: the App's JWT and the installation tokens made with it, kept in memory only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pydantic import SecretStr

from app.github.clock import TRUE, Clock
from app.github.payloads import InstallationToken

# https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
JWT_BACKDATED_S = 60
JWT_LIFE_S = 540
JWT_KEPT_S = 240.0
# A token lives an hour; a tenth of it is left unused, so that no work begins on one about to die.
USED_SHARE = 0.9

Mint = Callable[[int, Mapping[str, object]], Awaitable[InstallationToken]]


class AppCredential:
    """The App's own JWT, signed here; holds the key as an object that prints nothing."""

    def __init__(self, app_id: int, key: RSAPrivateKey, clock: Clock = TRUE) -> None:
        self._app_id = app_id
        self._key = key
        self._clock = clock
        self._made: tuple[SecretStr, float] | None = None

    async def value(self) -> SecretStr:
        """Return a JWT with some minutes left to live."""
        if self._made is None or time.monotonic() - self._made[1] > self._clock.real(JWT_KEPT_S):
            now = int(self._clock.now())
            claims = {"iat": now - JWT_BACKDATED_S, "exp": now + JWT_LIFE_S, "iss": str(self._app_id)}
            self._made = SecretStr(jwt.encode(claims, self._key, algorithm="RS256")), time.monotonic()
        return self._made[0]

    def refused(self, value: SecretStr) -> None:
        """Forget the JWT if it is still the one that was refused."""
        if self._made is not None and self._made[0] == value:
            self._made = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may do: one repository (None: all of the installation) and no more permissions than named."""

    installation_id: int
    repository_id: int | None
    permissions: tuple[tuple[str, str], ...]

    def request(self) -> dict[str, object]:
        """Return the body of the token request."""
        body: dict[str, object] = {"permissions": dict(self.permissions)}
        return body if self.repository_id is None else body | {"repository_ids": [self.repository_id]}


@dataclass(slots=True)
class _Slot:
    """One scope's token and when to stop using it, by this machine's monotonic clock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    token: SecretStr | None = None
    until: float = 0.0


class InstallationTokens:
    """Every token in use, one per scope; `mint` asks GitHub for one."""

    def __init__(self, mint: Mint, clock: Clock = TRUE) -> None:
        self._mint = mint
        self._clock = clock
        self._slots: dict[Scope, _Slot] = {}

    async def get(self, scope: Scope) -> SecretStr:
        """Return a token that lives on for a while; concurrent callers share one request."""
        slot = self._slots.setdefault(scope, _Slot())
        async with slot.lock:
            if slot.token is None or time.monotonic() >= slot.until:
                made = await self._mint(scope.installation_id, scope.request())
                left = self._clock.real(made.expires_at.timestamp() - self._clock.now())
                slot.token, slot.until = made.token, time.monotonic() + left * USED_SHARE
            return slot.token

    def drop(self, scope: Scope, token: SecretStr) -> None:
        """Forget a refused token, unless a newer one has already taken its place."""
        slot = self._slots.get(scope)
        if slot is not None and slot.token == token:
            slot.token = None

    def drop_installation(self, installation_id: int) -> None:
        """Forget every token of an installation that was suspended or removed."""
        self._slots = {scope: slot for scope, slot in self._slots.items() if scope.installation_id != installation_id}


@dataclass(frozen=True, slots=True)
class InstallationCredential:
    """One scope's token as a client sends it."""

    tokens: InstallationTokens
    scope: Scope

    async def value(self) -> SecretStr:
        """Return the token to send now."""
        return await self.tokens.get(self.scope)

    def refused(self, value: SecretStr) -> None:
        """Forget a token that GitHub answered 401 to."""
        self.tokens.drop(self.scope, value)
