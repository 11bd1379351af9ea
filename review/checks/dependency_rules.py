"""What the check of dependencies can say, and the finding that says it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from review.checks.severity import severity_in
from review.models import Finding, Location, Severity
from review.packages.changed import Listed
from review.packages.package import Package
from review.packages.places import Places

NAME = "dependencies"
CATEGORY = "dependencies"
LONGEST = 200
_USER = re.compile(r"//[^/@\s]*+@")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding; title and message are filled in by name."""

    id: str
    severity: Severity
    cwe: tuple[str, ...]
    confidence: float
    title: str
    message: str


VULNERABLE = Rule(
    "known-vulnerability",
    Severity.MEDIUM,
    ("CWE-1395",),
    0.95,
    "`{package}` has {many}",
    "{told} {todo}",
)
MALICIOUS = Rule(
    "malicious-package",
    Severity.CRITICAL,
    ("CWE-506", "CWE-829"),
    0.95,
    "`{package}` is known to be malicious",
    "{told} Remove it; where it was ever installed, take every secret that could be read there for stolen.",
)
LOOK_ALIKE = Rule(
    "look-alike-package",
    Severity.MEDIUM,
    ("CWE-829", "CWE-506"),
    0.6,
    "The name `{package}` looks like `{other}`",
    "It is one slip of the pen away from the well-known `{other}`, and names like that are registered to be installed "
    "by mistake. If `{other}` is meant, write that; if not, see who publishes this one.",
)
SCRIPT_RUNS = Rule(
    "install-script-added",
    Severity.LOW,
    ("CWE-829",),
    0.8,
    "`{package}` runs a script when it is installed",
    "Whatever the script does is done on every machine that installs the package, with that user's rights. See what it "
    "does, or install without scripts.{others}",
)
OWN_SCRIPT = Rule(
    "install-script-added",
    Severity.LOW,
    ("CWE-829",),
    0.8,
    "`{package}` runs when the project is installed",
    "It runs on every machine that installs the project, with that user's rights. See that everybody wants that.",
)
LOADING_SCRIPT = Rule(
    "install-script-added",
    Severity.MEDIUM,
    ("CWE-829", "CWE-494"),
    0.7,
    "`{package}` runs when the project is installed, and loads or hides code",
    "It runs on every machine that installs the project, and fetches or unpacks what nobody reviewed. Keep what it "
    "needs in the repository or in a pinned package.",
)
SOURCE = Rule(
    "package-source-changed",
    Severity.MEDIUM,
    ("CWE-829", "CWE-494"),
    0.8,
    "`{package}` comes from elsewhere now",
    "It came from {before} and comes from {now} now: no index vouches for what is there. Take it from the index, "
    "or say why this place is to be trusted.{others}",
)
INDEX = Rule(
    "package-index-added",
    Severity.MEDIUM,
    ("CWE-829", "CWE-427"),
    0.7,
    "Packages may come from another index now",
    "`{package}` is asked for packages{how}. Where two indexes are asked, whoever registers a name of yours in the "
    "public one may be installed instead. Bind each package to its index.",
)
INTEGRITY = Rule(
    "integrity-changed",
    Severity.HIGH,
    ("CWE-494", "CWE-345"),
    0.9,
    "The hash of `{package}` changed, its version did not",
    "A published version does not change: what would be installed is not what was before. Find out why, and do not "
    "install it until then.",
)
MISMATCH = Rule(
    "lock-disagrees",
    Severity.LOW,
    ("CWE-1104",),
    0.8,
    "`{package}` is not locked as it is required",
    "`{manifest}` requires {asked}, {lock} {held}. An install then fails, or takes what nobody reviewed. Write the "
    "lock file anew.",
)


def plain(text: str) -> str:
    """Return outside words as a part of one line of ours, without what could pass for markup."""
    kept = "".join(letter if letter.isprintable() and letter not in "`<>[]" else " " for letter in text[: LONGEST * 2])
    kept = " ".join(kept.split())
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def without_user(text: str) -> str:
    """Leave names and passwords out of addresses: they are a secret, and the finding of another check."""
    return _USER.sub("//", text)


class Findings:
    """Makes the findings of one file."""

    def __init__(self, file: Listed) -> None:
        self._file = file
        self._places: Places | None = None

    @property
    def places(self) -> Places:
        """Return where things stand in the file; worked out when the first is asked for."""
        if self._places is None:
            self._places = Places(self._file.text)
        return self._places

    def of(self, rule: Rule, package: Package, severity: Severity | None = None, **words: str) -> Finding:
        """Return a finding on a package."""
        start, end = self.places.of(package)
        named = f"{package.name} {package.version}".strip()
        return self._made(rule, (start, end), named, severity, {"package": plain(named), **words})

    def at(self, rule: Rule, what: str, needle: str, **words: str) -> Finding:
        """Return a finding on the line that holds `needle`."""
        line = self.places.line_of(needle)
        return self._made(rule, (line, line), what, None, {"package": plain(what), **words})

    def _made(
        self, rule: Rule, lines: tuple[int, int], named: str, severity: Severity | None, words: dict[str, str]
    ) -> Finding:
        return Finding(
            source=NAME,
            rule_id=rule.id,
            severity=severity_in(self._file.path, severity or rule.severity),
            category=CATEGORY,
            cwe=rule.cwe,
            confidence=rule.confidence,
            title=rule.title.format(**words),
            message=rule.message.format(**words).strip(),
            location=Location(self._file.path, *lines),
            # Who a finding is hangs on this, and two versions of a package must not be one.
            evidence=without_user(self.places.text(*lines) if lines != (1, 1) else named),
            suggestion=None,
            fingerprint="",
            fate=None,
        )
