"""What of a history cannot be read."""

from __future__ import annotations

from review.errors import ReviewError


class MalformedLog(ReviewError):
    """The stream is not what `git log` prints in our format, or was cut off: nothing of it is kept."""


class MalformedMined(ReviewError):
    """Kept bytes are damaged or of another version: mine again."""
