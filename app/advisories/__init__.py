"""Looking packages up in OSV: over its HTTP API, or in a local copy of its data."""
