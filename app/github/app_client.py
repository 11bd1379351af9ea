"""What the App asks for itself, with its JWT: who it is, where it is installed, and its hook's deliveries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from app.github.errors import NotFound
from app.github.parsing import many, one
from app.github.payloads import (
    DELIVERIES,
    INSTALLATIONS,
    App,
    HookDelivery,
    HookDeliveryDetail,
    Installation,
    InstallationToken,
)
from app.github.transport import Transport


class AppClient:
    """Requests under /app; https://docs.github.com/en/rest/apps."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def app(self) -> App:
        """Return the App as GitHub knows it: slug, permissions, events."""
        return one(App, await self._transport.read("/app"))

    async def installations(self) -> tuple[Installation, ...]:
        """Return every installation."""
        return tuple(
            [i async for page in self._transport.pages("/app/installations") for i in many(INSTALLATIONS, page)]
        )

    async def repository_installation(self, repository: str) -> Installation | None:
        """Return the installation that covers a repository, None when there is none."""
        try:
            return one(Installation, await self._transport.read(f"/repos/{repository}/installation"))
        except NotFound:
            return None

    async def installation_token(self, installation_id: int, body: Mapping[str, object]) -> InstallationToken:
        """Make a token; a lost answer costs nothing but an unused token, so this is repeated."""
        path = f"/app/installations/{installation_id}/access_tokens"
        return one(InstallationToken, await self._transport.write("POST", path, body, repeatable=True))

    async def deliveries(self, *, failed: bool = False) -> AsyncIterator[HookDelivery]:
        """Yield the deliveries of the last days, newest first; stop reading where enough is known.

        With `failed`, those alone that the receiver did not take; an older Enterprise Server yields all of them.
        """
        async for page in self._transport.pages("/app/hook/deliveries", {"status": "failure"} if failed else None):
            for delivery in many(DELIVERIES, page):
                yield delivery

    async def delivery(self, delivery_id: int) -> HookDeliveryDetail:
        """Return one delivery with its payload."""
        return one(HookDeliveryDetail, await self._transport.read(f"/app/hook/deliveries/{delivery_id}"))

    async def redeliver(self, delivery_id: int) -> None:
        """Ask GitHub to send a delivery again; it keeps its GUID."""
        await self._transport.write("POST", f"/app/hook/deliveries/{delivery_id}/attempts")
