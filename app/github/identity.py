"""Who we are on GitHub: only marks made by this account and this App count as ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """The App and its bot account. `user_id` is None where the server does not tell: then the login is compared.

    Nobody can copy that login: no account that people register may hold a bracket in its name.
    """

    app_id: int
    slug: str
    user_id: int | None

    def is_us(self, user_id: int, login: str) -> bool:
        """Say whether an author is our own bot account."""
        return login == self.login if self.user_id is None else user_id == self.user_id

    @property
    def login(self) -> str:
        """Return the name under which comments appear."""
        return f"{self.slug}[bot]"
