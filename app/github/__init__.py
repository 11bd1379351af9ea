"""GitHub's API: who we are there, what we read, and what we publish, each write at most once."""
