"""What code says to a parser: whether it still parses, and which definitions stand where."""
