"""Errors of the review, by what the caller can do about them."""

from __future__ import annotations


class ReviewError(Exception):
    """Root of everything `review` raises on purpose."""


class MalformedDiff(ReviewError):
    """A diff, or one file's part of it, cannot be parsed: that file is incomplete, the others go on."""


class PolicyError(ReviewError):
    """A policy file cannot be read at all: keep the last good one."""


class UnusableAnswer(ReviewError):
    """A model's answer holds nothing that can be salvaged: ask again or ask another."""
