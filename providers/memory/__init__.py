"""The state protocols within one process: for local reviews, for tests, and while Redis is away."""
