"""Bringing what is known of a repository to one change."""
