"""The only package that knows GitHub, git, processes, Redis and the database."""
