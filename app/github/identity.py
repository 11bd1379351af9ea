"""Who we are on GitHub: only marks made by this account and this App count as ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """The App and its bot account; ids are compared, names only shown, because names can be copied."""

    app_id: int
    slug: str
    user_id: int

    @property
    def login(self) -> str:
        """Return the name under which comments appear."""
        return f"{self.slug}[bot]"
