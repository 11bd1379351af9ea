"""The web half: webhooks in, health and metrics out."""
