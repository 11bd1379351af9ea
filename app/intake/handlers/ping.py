"""`ping`: GitHub says hello when a webhook is set up."""

from __future__ import annotations

from app.intake.intent import Intent
from app.intake.payload import Payload


def handle(_payload: Payload, _app_id: int | None) -> Intent:
    """Ask for nothing."""
    return Intent(ignored="a ping asks for nothing")
