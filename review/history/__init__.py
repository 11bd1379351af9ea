"""What the past of a repository says of the files that change: mined once from `git log`, then only added to."""
