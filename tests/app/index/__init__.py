"""The index by blob."""
