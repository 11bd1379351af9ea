"""The name that a language's facts are kept under: another one as soon as they would be read otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache
from importlib import metadata, resources

from review.code.languages import LANGUAGES

_CODE, _ANOMALY = "review.code", "review.anomaly"
# What the functions are measured with beside the facts: all of it that reads their text.
_MEASURING = ("beside.py", "called.py", "feature.py", "features.py", "literals.py")


@cache
def producer(language: str) -> str:
    """Return the name; in it are the language's queries and rules, its grammars' versions and our code around them."""
    readings = LANGUAGES[language]
    modules = sorted({"tree_sitter", *(reading.grammar.module for reading in readings)})
    told = "\n".join(
        [
            code_of(_CODE),
            code_of(_ANOMALY, _MEASURING),
            repr(readings),
            *(f"{module} {_version(module)}" for module in modules),
        ]
    )
    return f"syntax/{language}/{hashlib.sha256(told.encode()).hexdigest()[:16]}"


@cache
def code_of(package: str, only: Collection[str] = ()) -> str:
    """Return a digest of the modules of a package, or of some of them; without those of packages inside it."""
    digest = hashlib.sha256()
    for module in sorted(resources.files(package).iterdir(), key=lambda each: each.name):
        if module.name in only if only else module.name.endswith(".py"):
            digest.update(f"{module.name}\n".encode() + module.read_bytes())
    return digest.hexdigest()


def _version(module: str) -> str:
    return metadata.version(module.replace("_", "-"))
