"""What a path is, as far as risk goes: code, test, prose, configuration, dependencies, migration, security."""

from __future__ import annotations

import re
from enum import StrEnum

MOST_PATH = 1_000  # characters that are looked at, from the end


class Kind(StrEnum):
    """The kinds; a path has the first that fits in the order of `kind_of`."""

    TEST = "test"
    PROSE = "documentation"
    MIGRATION = "migration"
    PIPELINE = "pipeline"
    DEPENDENCIES = "dependencies"
    CONFIGURATION = "configuration"
    CODE = "code"


_TEST = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|testdata|fixtures|__snapshots__)/|(?:^|/)(?:test_|conftest)"
    r"|[._-](?:tests?|spec)\.[a-z]{1,5}$|[a-z]Tests?\.[a-z]{1,6}$|\.(?:snap|t)$"
)
_PROSE = re.compile(
    r"(?:^|/)(?:docs?|documentation|changelogs?|changes|newsfragments|news|man)/"
    r"|\.(?:md|mdx|rst|txt|adoc|po|pot|\d|html?|png|svg|jpe?g|gif)$"
    r"|(?:^|/)(?:CHANGELOG|CHANGES|HISTORY|NEWS|AUTHORS|CONTRIBUTORS|THANKS|README|LICENSE|COPYING)[^/]{0,20}$",
    re.IGNORECASE,
)
_MIGRATION = re.compile(
    r"(?:^|/)(?:migrations?|migrate|alembic|schema)/|\.sql$|(?:^|/)schema\.[a-z]{1,6}$", re.IGNORECASE
)
_PIPELINE = re.compile(
    r"^\.(?:github|circleci|gitlab|azure-pipelines|buildkite|travis)(?:/|[^/]{0,20}\.ya?ml$)|(?:^|/)\.?(?:ci|appveyor)[./]"
    r"|(?:^|/)(?:Jenkinsfile|Dockerfile|\.pre-commit-config\.yaml)",
)
_DEPENDENCIES = re.compile(
    r"(?:^|/)(?:package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|composer\.(?:json|lock)"
    r"|Gemfile(?:\.lock)?|[^/]{1,60}\.gemspec|pyproject\.toml|setup\.(?:py|cfg)|poetry\.lock|Pipfile(?:\.lock)?|pom\.xml"
    r"|build\.gradle(?:\.kts)?|requirements[^/]{0,40}\.(?:txt|in)|tox\.ini)$"
)
_CONFIGURATION = re.compile(
    r"\.(?:ya?ml|toml|ini|cfg|conf|json5?|properties|env|cmake|am|ac|m4|mk|in)$"
    r"|(?:^|/)(?:Makefile|CMakeLists\.txt|\.[a-z]{2,20}(?:rc|ignore|attributes|config))$"
)
_SECURITY = re.compile(
    r"auth(?!or(?!i))|passw|secret|crypt|token|session|permission|privile|login|oauth|saml|ldap|\btls|ssl|csrf|cors|sanit|escap"
    r"|certif|signature|sandbox|security|\bacl",
    re.IGNORECASE,
)
_BY_PATH = (
    (Kind.TEST, _TEST),
    (Kind.DEPENDENCIES, _DEPENDENCIES),
    (Kind.PIPELINE, _PIPELINE),
    (Kind.PROSE, _PROSE),
    (Kind.MIGRATION, _MIGRATION),
    (Kind.CONFIGURATION, _CONFIGURATION),
)


def kind_of(path: str) -> Kind:
    """Tell what a path is."""
    looked_at = path[-MOST_PATH:]
    return next((kind for kind, pattern in _BY_PATH if pattern.search(looked_at)), Kind.CODE)


def is_sensitive(path: str) -> bool:
    """Say whether a path speaks of what guards something."""
    return _SECURITY.search(path[-MOST_PATH:]) is not None
