"""What is publicly known to be wrong with versions of packages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.models.finding import Severity


@dataclass(frozen=True, slots=True)
class Advisory:
    """One known vulnerability of a package. `fixed` are versions that mend it, in any order; all of it is outside text.

    `malicious` means that the package itself is the attack.
    """

    id: str
    aliases: tuple[str, ...]
    summary: str
    severity: Severity
    fixed: tuple[str, ...] = ()
    malicious: bool = False


@dataclass(frozen=True, slots=True)
class Advisories:
    """What a look-up gave: advisories by (ecosystem, name, version), and what people must be told of the look-up."""

    found: Mapping[tuple[str, str, str], tuple[Advisory, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
