"""Changes out of git: plumbing commands only, nothing in a repository is obeyed."""
