"""The one list of handlers: an event's name and the function that turns its payload into an intent."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.intake.handlers import installation, installation_repositories, ping, pull_request
from app.intake.intent import Intent
from app.intake.payload import Payload

Handler = Callable[[Payload], Intent]

HANDLERS: Mapping[str, Handler] = {
    "installation": installation.handle,
    "installation_repositories": installation_repositories.handle,
    "ping": ping.handle,
    "pull_request": pull_request.handle,
}
