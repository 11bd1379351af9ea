"""The table of our scan rules by language and OWASP class; `python -m tests.rules_table` writes it anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from review.checks.owasp import NAMES
from review.checks.rules import FAMILIES, rule, rules_for

PLACE = Path(__file__).parents[1] / "review" / "checks" / "rules" / "README.md"
CLASSES = tuple(NAMES)
MARKUP = "settings and manifests run no code of their own that could have it"
SHELL = "a script has no such thing"
# Why a cell is empty: by family and class, or by class alone for every family.
EMPTY: Mapping[tuple[str, str], str] = {
    ("", "A06:2021"): "known vulnerabilities are looked up by package and version, not by a pattern in code",
    ("", "A04:2021"): "a design is not in a line of code; the few rules there are catch missing limits",
    ("bash", "A09:2021"): SHELL,
    ("bash", "A10:2021"): "an address in a variable is what scripts are for; nobody unknown sends it",
    ("dockerfile", "A03:2021"): MARKUP,
    ("dockerfile", "A09:2021"): MARKUP,
    ("dockerfile", "A10:2021"): MARKUP,
    ("generic", "A08:2021"): "nginx loads nothing by itself",
    ("generic", "A09:2021"): "log formats are a matter of taste",
    ("terraform", "A03:2021"): MARKUP,
    ("rust", "A09:2021"): "log injection alone fires on every service and is worth no comment",
    ("yaml", "A10:2021"): MARKUP,
}


def table() -> str:
    """Return the whole page; raise KeyError for an empty cell that nobody explains."""
    families = sorted(set(FAMILIES.values()))
    counts = {family: Counter(rule(str(each["id"])).owasp for each in rules_for([family])) for family in families}
    empty = {(family, name): _why(family, name) for family in families for name in CLASSES if not counts[family][name]}
    notes = list(dict.fromkeys(empty.values()))
    rows = []
    for family, count in counts.items():
        cells = [str(count[name] or f"– {notes.index(empty[family, name]) + 1}") for name in CLASSES]
        rows.append(f"| {family} | {' | '.join(cells)} | {count.total()} |")
    sums = [sum(count[name] for count in counts.values()) for name in CLASSES]
    lines = [
        "# Scan rules",
        "",
        "Our own, written from the CWE definitions and the frameworks' documentation: a YAML file a language and kind",
        "of weakness, each rule with code of its own in `tests/samples/rules/` that must match and code that must not.",
        "`generic` is nginx, `c` also C++. This page is made by `python -m tests.rules_table`; a test compares it.",
        "",
        "The rules of `c` and `swift` are regular expressions over text: the engine's own parsers leave gaps in 15 to",
        "37 % of ordinary files of these, and a gap makes the check incomplete. `review/checks/mask.py` takes comments",
        "out of the code first, and out of literals all that has the shape of code.",
        "",
        f"| language | {' | '.join(name.partition(':')[0] for name in CLASSES)} | all |",
        "|---" * (len(CLASSES) + 2) + "|",
        *rows,
        f"| **all** | {' | '.join(map(str, sums))} | {sum(sums)} |",
        "",
        *(f"- {name.partition(':')[0]}: {title}" for name, title in NAMES.items()),
        "",
        "Why a cell is empty:",
        "",
        *(f"{number}. {reason}" for number, reason in enumerate(notes, 1)),
    ]
    return "\n".join(lines) + "\n"


def _why(family: str, name: str) -> str:
    return EMPTY.get((family, name)) or EMPTY["", name]


if __name__ == "__main__":
    PLACE.write_text(table(), encoding="utf-8")
