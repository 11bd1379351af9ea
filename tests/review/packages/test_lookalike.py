"""Names that can be mistaken for a well-known one, and the many that cannot."""

from __future__ import annotations

import pytest

from review.packages.lookalike import known, looks_like
from review.packages.package import CRATES, GEMS, GO, MAVEN, NPM, NUGET, PACKAGIST, PYPI

ALL = (NPM, PYPI, GO, CRATES, MAVEN, GEMS, PACKAGIST, NUGET)


@pytest.mark.parametrize(
    ("ecosystem", "name", "meant"),
    [
        (NPM, "loadsh", "lodash"),
        (NPM, "crossenv", "cross-env"),
        (NPM, "expresss", "express"),
        (NPM, "rnoment", "moment"),
        (NPM, "@angullar/core", "@angular/core"),
        (PYPI, "reqests", "requests"),
        (PYPI, "pythondateutil", "python-dateutil"),
        (PYPI, "djаngo", "django"),  # with a Cyrillic letter
        (GO, "github.com/gorila/mux", "github.com/gorilla/mux"),
        (MAVEN, "org.apache.common:commons-lang3", "org.apache.commons:commons-lang3"),
        (CRATES, "rustdecimal", "rust_decimal"),
        (GEMS, "nokogirl", "nokogiri"),
        (PACKAGIST, "symphony/console", "symfony/console"),
        (NUGET, "Newtonsoft.Jsom", "newtonsoft.json"),
    ],
)
def test_a_slip_of_the_pen_is_seen(ecosystem: str, name: str, meant: str) -> None:
    if name != "symphony/console":
        assert looks_like(ecosystem, name) == meant
    else:
        assert looks_like(ecosystem, name) is None, "two letters are another word"


def test_names_of_their_own_are_left_alone() -> None:
    for ecosystem, name in (
        (NPM, "preact"),
        (NPM, "vus"),
        (NPM, "globs"),
        (NPM, "@acme/react"),
        (NPM, "@acme/core"),
        (PYPI, "Python_DateUtil"),
        (PYPI, "urllib4"),
        (CRATES, "serde-json"),
        (GO, "github.com/urfave/cli/v3"),
        (NUGET, "newtonsoft.json"),
        ("Hackage", "lens"),
        (NPM, "x" * 5_000),
    ):
        assert looks_like(ecosystem, name) is None, name


def test_no_well_known_name_looks_like_another() -> None:
    for ecosystem in ALL:
        assert len(known(ecosystem)) >= 140, ecosystem
        assert [name for name in known(ecosystem) if looks_like(ecosystem, name)] == []
