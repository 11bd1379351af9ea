"""Every manifest and lock file gives its packages, in OSV's names, and no bytes make a reader raise or wait."""

from __future__ import annotations

import time

import pytest

from review.packages.package import Package, SourceKind
from review.packages.reading import packages_of, reader_of
from tests.index_hosts import CRATES, GEMS, NPM, PACKAGIST

INDEX, URL, GIT, PATH = SourceKind.INDEX, SourceKind.URL, SourceKind.GIT, SourceKind.PATH


def told(path: str, text: str) -> list[tuple[str, str, str, SourceKind, str]]:
    listing = packages_of(path, text.encode())
    assert (listing.broken, listing.refused) == ("", "")
    return [(one.ecosystem, one.name, one.version, one.source, one.host) for one in listing.packages]


def only(path: str, text: str) -> Package:
    (package,) = packages_of(path, text.encode()).packages
    return package


def test_a_package_json_gives_requirements_sources_and_install_scripts() -> None:
    text = """{"scripts": {"postinstall": "node x.js", "test": "jest"},
      "dependencies": {"a": "^1.0.0", "b": "1.2.3", "c": "github:o/c", "d": "o/d#v1", "e": "file:../e",
        "f": "https://e.example/f.tgz", "g": "npm:real@2.0.0", "h": "workspace:*", "i": "git+ssh://git@e.example/i.git"},
      "devDependencies": {"@s/j": "~2"}, "peerDependencies": {"k": "1.0.0"}}"""
    assert told("web/package.json", text) == [
        ("npm", "a", "", INDEX, ""),
        ("npm", "b", "1.2.3", INDEX, ""),
        ("npm", "c", "", GIT, "github.com"),
        ("npm", "d", "", GIT, "github.com"),
        ("npm", "e", "", PATH, ""),
        ("npm", "f", "", URL, "e.example"),
        ("npm", "real", "2.0.0", INDEX, ""),
        ("npm", "h", "", PATH, ""),
        ("npm", "i", "", GIT, "e.example"),
        ("npm", "@s/j", "", INDEX, ""),
    ]
    assert packages_of("package.json", text.encode()).scripts == {"postinstall": "node x.js"}


def test_package_locks_of_all_three_versions_are_read_and_both_halves_of_the_second() -> None:
    old = '"dependencies": {"a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0"}}}}'
    new = f""""packages": {{"": {{"name": "me"}}, "packages/w": {{"version": "9.9.9"}},
      "node_modules/a": {{"version": "1.0.0", "resolved": "https://{NPM}/a/-/a-1.0.0.tgz",
        "integrity": "sha512-AA==", "hasInstallScript": true}},
      "node_modules/a/node_modules/@s/c": {{"version": "3.0.0", "resolved": "https://npm.corp.example/@s/c/-/c.tgz"}},
      "node_modules/w": {{"resolved": "packages/w", "link": true}},
      "node_modules/g": {{"version": "1.0.0", "resolved": "git+ssh://git@github.com/o/g.git#abc"}}}}"""
    assert told("package-lock.json", f"{{{old}}}") == [
        ("npm", "a", "1.0.0", INDEX, ""),
        ("npm", "b", "2.0.0", INDEX, ""),
    ]
    expected = [
        ("npm", "a", "1.0.0", INDEX, ""),
        ("npm", "@s/c", "3.0.0", INDEX, "npm.corp.example"),
        ("npm", "g", "1.0.0", GIT, "github.com"),
    ]
    assert told("npm-shrinkwrap.json", f"{{{new}}}") == expected
    both = packages_of("package-lock.json", f"{{{new}, {old}}}".encode()).packages
    assert [one.name for one in both] == ["a", "@s/c", "g", "b"]
    assert (both[0].script, both[0].integrity, both[0].locked) == (True, {"sha512": frozenset({"AA=="})}, True)


def test_yarn_and_pnpm_locks_are_read_in_their_old_and_new_forms() -> None:
    classic = f"""# yarn lockfile v1
a@^1.0.0, a@~1.0:
  version "1.0.1"
  resolved "https://{NPM}/a/-/a-1.0.1.tgz#1234"
  integrity sha512-AA==
  dependencies:
    b "^2"

"@s/b@npm:@t/real@^2":
  version "2.0.0"
  resolved "http://e.example/b.tgz"
"""
    assert told("yarn.lock", classic) == [
        ("npm", "a", "1.0.1", INDEX, ""),
        ("npm", "@t/real", "2.0.0", URL, "e.example"),
    ]
    berry = """__metadata: {version: 8, cacheKey: 10}
"a@npm:^1.0.0":
  version: 1.0.1
  resolution: "a@npm:1.0.1"
  checksum: 10c0/ff
"me@workspace:.": {version: 0.0.0-use.local, resolution: "me@workspace:."}
"@s/g@https://github.com/o/g.git":
  version: 1.0.0
  resolution: "@s/g@https://github.com/o/g.git#commit=abc"
"""
    assert told("yarn.lock", berry) == [("npm", "a", "1.0.1", INDEX, ""), ("npm", "@s/g", "1.0.0", GIT, "github.com")]
    for keys in (("/a/1.0.0", "/@s/b/2.0.0_peer"), ("/a@1.0.0", "/@s/b@2.0.0(p@1)"), ("a@1.0.0", "'@s/b@2.0.0'")):
        pnpm = "packages:\n" + "".join(f"  {key}:\n    resolution: {{integrity: sha512-AA==}}\n" for key in keys)
        assert told("pnpm-lock.yaml", pnpm) == [("npm", "a", "1.0.0", INDEX, ""), ("npm", "@s/b", "2.0.0", INDEX, "")]


def test_requirement_files_are_read_with_hashes_addresses_and_indexes() -> None:
    index = "--index" + "-url"
    text = f"""# c
{index} https://pip.corp.example/simple
Flask_Login==0.6.3 ; python_version > "3" --hash=sha256:AA \\
    --hash=sha256:bb  # two
requests[socks]>=2,<3
b==1.*
c @ git+https://github.com/o/c@main
-e ./local
git+https://github.com/o/d.git#egg=d_d
-r other.txt
"""
    assert told("requirements-dev.txt", text) == [
        ("PyPI", "flask-login", "0.6.3", INDEX, ""),
        ("PyPI", "requests", "", INDEX, ""),
        ("PyPI", "b", "", INDEX, ""),
        ("PyPI", "c", "", GIT, "github.com"),
        ("PyPI", "local", "", PATH, ""),
        ("PyPI", "d-d", "", GIT, "github.com"),
    ]
    listing = packages_of("requirements/base.in", text.encode())
    assert listing.indexes == ("https://pip.corp.example/simple",)
    assert listing.packages[0].integrity == {"sha256": frozenset({"aa", "bb"})}
    assert packages_of("setup.py", b"setup(cmdclass={'install': Mine})").scripts == {"cmdclass": "{'install': Mine})"}


def test_pyproject_and_the_locks_of_python_are_read() -> None:
    project = """[project]
dependencies = ["a==1.0", "b>=2", "u"]
optional-dependencies = {x = ["c @ https://e.example/c.whl"]}
[dependency-groups]
dev = ["d~=1.0", {include-group = "x"}]
[build-system]
requires = ["hatchling==1.2"]
[tool.uv.sources]
u = {git = "https://github.com/o/u"}
[tool.poetry.dependencies]
python = "^3.11"
e = "^1.2"
f = {git = "https://github.com/o/f.git"}
[[tool.poetry.source]]
url = "https://pip.corp.example/simple"
"""
    assert told("pyproject.toml", project) == [
        ("PyPI", "a", "1.0", INDEX, ""),
        ("PyPI", "b", "", INDEX, ""),
        ("PyPI", "u", "", GIT, "github.com"),
        ("PyPI", "c", "", URL, "e.example"),
        ("PyPI", "d", "", INDEX, ""),
        ("PyPI", "hatchling", "1.2", INDEX, ""),
        ("PyPI", "e", "", INDEX, ""),
        ("PyPI", "f", "", GIT, "github.com"),
    ]
    assert packages_of("pyproject.toml", project.encode()).indexes == ("https://pip.corp.example/simple",)
    poetry = '[[package]]\nname="a"\nversion="1"\nfiles=[{file="a.whl", hash="sha256:aa"}]\n'
    assert only("poetry.lock", poetry).integrity == {"a.whl": frozenset({"sha256:aa"})}
    assert told(
        "poetry.lock", '[[package]]\nname="g"\nversion="1"\nsource={type="git", url="https://e.example/g"}\n'
    ) == [("PyPI", "g", "1", GIT, "e.example")]
    uv = """[[package]]
name = "me"
version = "0"
source = { editable = "." }
[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pip.corp.example/simple" }
"""
    assert told("uv.lock", uv) == [("PyPI", "a", "1.0", INDEX, "pip.corp.example")]
    assert told("Pipfile", '[packages]\na = "==1.0"\nb = {git = "https://e.example/b"}') == [
        ("PyPI", "a", "1.0", INDEX, ""),
        ("PyPI", "b", "", GIT, "e.example"),
    ]
    assert told(
        "Pipfile.lock", '{"default": {"a": {"version": "==1.0", "index": "pypi", "hashes": ["sha256:a"]}}}'
    ) == [("PyPI", "a", "1.0", INDEX, "")]


def test_go_and_cargo_are_read() -> None:
    mod = """module example.com/me
require e.example/one v1.2.3 // indirect
require (
\te.example/two/v2 v2.0.0
\te.example/three v0.1.0
)
replace e.example/three => ../three
replace e.example/one => e.example/fork v1.2.4
exclude ( e.example/x v1.0.0 )
"""
    assert told("go.mod", mod) == [
        ("Go", "e.example/two/v2", "2.0.0", INDEX, ""),
        ("Go", "e.example/three", "", PATH, ""),
        ("Go", "e.example/one", "", URL, "e.example/fork"),
        ("Go", "e.example/fork", "1.2.4", INDEX, ""),
    ]
    sums = only("go.sum", "e.example/one v1.2.3 h1:AA=\ne.example/one v1.2.3/go.mod h1:BB=\n")
    assert (sums.version, sums.used, set(sums.integrity)) == ("1.2.3", False, {"module", "/go.mod"})
    cargo = """[dependencies]
a = "1.2"
b = { version = "=1.0.0", package = "real-b" }
c = { git = "https://github.com/o/c" }
d = { path = "../d" }
w = { workspace = true }
[target.'cfg(unix)'.dev-dependencies]
e = "2"
"""
    assert told("Cargo.toml", cargo) == [
        (CRATES, "a", "", INDEX, ""),
        (CRATES, "real-b", "1.0.0", INDEX, ""),
        (CRATES, "c", "", GIT, "github.com"),
        (CRATES, "d", "", PATH, ""),
        (CRATES, "e", "", INDEX, ""),
    ]
    lock = f"""[[package]]
name = "me"
version = "0.1.0"
[[package]]
name = "a"
version = "1.2.9"
source = "registry+https://github.com/rust-lang/{CRATES}-index"
checksum = "aa"
[[package]]
name = "p"
version = "1.0.0"
source = "registry+https://cargo.corp.example/index"
"""
    assert told("Cargo.lock", lock) == [
        (CRATES, "a", "1.2.9", INDEX, ""),
        (CRATES, "p", "1.0.0", INDEX, "cargo.corp.example"),
    ]


def test_maven_and_gradle_are_read() -> None:
    pom = """<?xml version="1.0"?><project xmlns="http://maven.apache.org/POM/4.0.0">
<properties><v.a>1.2</v.a></properties>
<parent><groupId>g</groupId><artifactId>p</artifactId><version>3</version><relativePath/></parent>
<dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>${v.a}</version></dependency>
<dependency><groupId>g</groupId><artifactId>b</artifactId><version>[1,2)</version></dependency></dependencies>
<build><plugins><plugin><artifactId>c</artifactId><version>1</version></plugin></plugins></build>
<repositories><repository><url>http://repo.corp.example/m2</url></repository></repositories></project>"""
    assert told("pom.xml", pom) == [
        ("Maven", "g:p", "3", INDEX, ""),
        ("Maven", "g:a", "1.2", INDEX, ""),
        ("Maven", "g:b", "", INDEX, ""),
        ("Maven", "org.apache.maven.plugins:c", "1", INDEX, ""),
    ]
    assert packages_of("pom.xml", pom.encode()).indexes == ("http://repo.corp.example/m2",)
    build = """dependencies {
  implementation 'g:a:1.2'
  testImplementation("g:b:2.+")  // 'g:no:1'
  api group: 'g', name: 'c', version: '3'
}
repositories { maven { url = uri("https://repo.corp.example/m2") } }"""
    names = [("Maven", "g:a", "1.2", INDEX, ""), ("Maven", "g:b", "", INDEX, ""), ("Maven", "g:c", "3", INDEX, "")]
    assert told("app/build.gradle.kts", build) == names
    assert packages_of("build.gradle", build.encode()).indexes == ("https://repo.corp.example/m2",)
    assert told("gradle.lockfile", "# x\ng:a:1.2=runtimeClasspath\nempty=") == [("Maven", "g:a", "1.2", INDEX, "")]
    catalogue = (
        '[versions]\nv="1.2"\n[libraries]\na={module="g:a", version.ref="v"}\nb="g:b:2"\nc={group="g", name="c"}'
    )
    assert told("gradle/libs.versions.toml", catalogue) == [
        ("Maven", "g:a", "1.2", INDEX, ""),
        ("Maven", "g:b", "2", INDEX, ""),
        ("Maven", "g:c", "", INDEX, ""),
    ]


def test_bundler_composer_and_nuget_are_read() -> None:
    gemfile = f"""source "https://{GEMS}"
source "https://gems.corp.example"
gem "a", "1.2.3"
gem "b", "~> 1.2", ">= 1.2.1", git: "https://github.com/o/b.git"
gem "c", path: "../c"
"""
    assert told("Gemfile", gemfile) == [
        ("RubyGems", "a", "1.2.3", INDEX, ""),
        ("RubyGems", "b", "", GIT, "github.com"),
        ("RubyGems", "c", "", PATH, ""),
    ]
    assert packages_of("Gemfile", gemfile.encode()).indexes == ("https://gems.corp.example",)
    lock = f"""GIT
  remote: https://github.com/o/b.git
  specs:
    b (1.2.5)
      a (~> 1)

GEM
  remote: https://{GEMS}/
  specs:
    a (1.2.3-x86_64-linux)

CHECKSUMS
  a (1.2.3) sha256=aa
"""
    assert told("Gemfile.lock", lock) == [
        ("RubyGems", "b", "1.2.5", GIT, "github.com"),
        ("RubyGems", "a", "1.2.3", INDEX, ""),
    ]
    composer = '{"require": {"php": ">=8", "O/a": "^1.0"}, "repositories": [{"url": "https://php.corp.example"}]}'
    assert told("composer.json", composer) == [("Packagist", "o/a", "", INDEX, "")]
    locked = """{"packages": [
      {"name": "o/a", "version": "v1.0.2", "notification-url": "https://INDEX/downloads/",
       "source": {"url": "https://github.com/o/a.git", "reference": "abc"}},
      {"name": "o/p", "version": "1.0", "source": {"url": "https://git.corp.example/o/p.git", "reference": "d"}}]}"""
    assert told("composer.lock", locked.replace("INDEX", PACKAGIST)) == [
        ("Packagist", "o/a", "v1.0.2", INDEX, ""),
        ("Packagist", "o/p", "1.0", GIT, "git.corp.example"),
    ]
    project = '<Project><ItemGroup><PackageReference Include="A.B" Version="1.2.3" /><PackageReference Include="C">'
    project += "<Version>[2.0,3.0)</Version></PackageReference></ItemGroup></Project>"
    assert told("src/App.csproj", project) == [("NuGet", "A.B", "1.2.3", INDEX, ""), ("NuGet", "C", "", INDEX, "")]
    assert told("packages.config", '<packages><package id="A" version="1.0" /></packages>') == [
        ("NuGet", "A", "1.0", INDEX, "")
    ]
    assert told("Directory.Packages.props", '<Project><PackageVersion Include="A" Version="1.0"/></Project>') == [
        ("NuGet", "A", "1.0", INDEX, "")
    ]
    nuget = '{"dependencies": {"net8.0": {"A": {"type": "Direct", "resolved": "1.0.0", "contentHash": "x=="}}}}'
    assert told("packages.lock.json", nuget) == [("NuGet", "A", "1.0.0", INDEX, "")]


PATHS = (
    "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "requirements.txt", "setup.py", "Pipfile",
    "Pipfile.lock", "pyproject.toml", "poetry.lock", "uv.lock", "go.mod", "go.sum", "Cargo.toml", "Cargo.lock",
    "pom.xml", "build.gradle", "gradle.lockfile", "libs.versions.toml", "Gemfile", "Gemfile.lock", "composer.json",
    "composer.lock", "a.csproj", "packages.config", "packages.lock.json", "Directory.Packages.props",
)  # fmt: skip


SHAPES = [
    b"", b"\x00\xff\xfe", b"\xef\xbb\xbf{}", b"null", b"[]", b'"x"', b"{" * 50_000, b"[" * 50_000, b"<a>" * 50_000,
    b'{"dependencies": []}', b'{"dependencies": {"a": null, "b": {"version": []}}}',
    b'{"packages": [1, {"name": 3}]}',
    b'{"packages": {"node_modules/": {}}}', b"[package]\nname=1", b"package = 1", b"[[package]]\nsource = 1",
    b"packages:\n  a: [b]\n", b"__metadata: 1\na: 2\n", b"dependencies = 1\n[tool]\npoetry = 2",
    b"<a", b"<Project/>",
    b"a: &a [1]\nb: *a\n__metadata: 1", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b'{"n": ' + b"9" * 9_000 + b"}",
    b"x" * 300_000, b"a " * 150_000, b"." * 300_000, b"a." * 150_000, b"a==" * 60_000, b"gem 'a'" * 40_000,
    b"'a:b:" * 60_000, b"\\\n" * 100_000, b'"' * 200_000, b"- " * 5_000, b"((((" * 50_000, b"@" * 200_000,
    b"git+" * 80_000, b"=" * 200_000, b"#" * 200_000, b" " * 300_000, b"a.b" * 30_000 + b" = 1",
    b"\"a\".'b'." * 20_000,
    b"url" * 80_000, b"group: 'a', name: 'b'" * 10_000, b"${" * 100_000, b"cmdclass=" * 30_000,
]  # fmt: skip


def test_hostile_bytes_do_not_raise() -> None:
    for path in PATHS:
        assert reader_of(path) is not None
        for shape in SHAPES:
            packages_of(path, shape[:1_500])


@pytest.mark.slow
def test_hostile_bytes_do_not_take_long() -> None:
    for path in PATHS:
        for shape in SHAPES:
            start = time.process_time()
            packages_of(path, shape)
            assert time.process_time() - start < 2, "0.16 s at most on a quiet machine"


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("pom.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><project>&b;</project>", "document type"),
        ("pnpm-lock.yaml", b"a: &a [1]\nb: *a\n", "anchors"),
        ("package.json", b'{"a": ' + b"[" * 100_000, "nested"),
        ("pyproject.toml", b"a." * 40 + b"b = 1", "dotted"),
        ("Cargo.lock", b"#" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_a_package_manager_might_read_and_we_do_not_is_refused_with_the_reason(
    path: str, content: bytes, why: str
) -> None:
    listing = packages_of(path, content)
    assert why in listing.refused
    assert not listing.packages


def test_what_no_package_manager_reads_is_broken_and_what_it_reads_loosely_is_not() -> None:
    for path, content in (("package.json", b"{{ x }}"), ("Cargo.toml", b"= 1"), ("pom.xml", b"<a>"), ("a.csproj", b"")):
        listing = packages_of(path, content)
        assert listing.broken, path
        assert not listing.refused
    # A lone surrogate, a wrong byte and a repeated key are all fine with JavaScript: nothing hides behind them.
    sly = b'{"x": "\\ud800", "y": "\xff", "dependencies": {}, "dependencies": {"a": "1.0.0"}}'
    assert [one.name for one in packages_of("package.json", sly).packages] == ["a"]
