"""What a look-up gathers, also when it ends early."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.errors import AppError
from review.models.advisory import Advisory
from review.packages.changed import Version


class NotAnswered(AppError):
    """Advisories could not be looked up, or not all of them; the text says why."""


@dataclass(slots=True)
class Answer:
    """Advisories by version as they come in; `whole` names those of which everything could be had."""

    found: dict[Version, tuple[Advisory, ...]] = field(default_factory=dict)
    whole: set[Version] = field(default_factory=set)

    def tell(self, version: Version, advisories: tuple[Advisory, ...], *, whole: bool = True) -> None:
        """Note what is known of a version; no advisory at all is knowledge too."""
        self.found[version] = advisories
        if whole:
            self.whole.add(version)
