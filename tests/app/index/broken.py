"""A parser's process that does not start."""

raise SystemExit(3)
