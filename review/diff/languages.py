"""Which language a file is in, by semgrep's names."""

from __future__ import annotations

import re

# Names as semgrep writes them: https://semgrep.dev/docs/supported-languages
_BY_EXTENSION = {
    "bash": "sh bash zsh ksh bats",
    "c": "c h",
    "clojure": "clj cljs cljc edn",
    "cpp": "cc cpp cxx c++ hh hpp hxx ino",
    "csharp": "cs csx",
    "css": "css scss",
    "dart": "dart",
    "elixir": "ex exs",
    "go": "go",
    "html": "html htm xhtml",
    "java": "java",
    "javascript": "js jsx mjs cjs",
    "json": "json jsonc ipynb webmanifest",
    "julia": "jl",
    "kotlin": "kt kts",
    "lua": "lua",
    "ocaml": "ml mli",
    "php": "php php3 php4 php5 phtml tpl",
    "python": "py pyi pyw",
    "r": "r",
    "ruby": "rb rake gemspec ru",
    "rust": "rs",
    "scala": "scala sc sbt",
    "solidity": "sol",
    "sql": "sql",
    "swift": "swift",
    "terraform": "tf tfvars hcl",
    "toml": "toml",
    "typescript": "ts tsx mts cts",
    "vue": "vue",
    "xml": "xml plist svg xsd xsl",
    "yaml": "yaml yml",
}
_BY_NAME = {
    "bash": ".bashrc .bash_profile .profile .zshrc .envrc PKGBUILD",
    "dockerfile": "Dockerfile Containerfile",
    "json": ".eslintrc .babelrc .prettierrc composer.lock Pipfile.lock",
    "python": "SConstruct SConscript wscript",
    "ruby": "Rakefile Gemfile Vagrantfile Podfile Fastfile Brewfile",
    "yaml": ".clang-format .clang-tidy",
}
_BY_INTERPRETER = {
    "bash": "sh bash zsh dash ksh ash",
    "javascript": "node nodejs bun",
    "typescript": "deno ts-node tsx",
    "lua": "lua luajit",
    "php": "php",
    "python": "python pypy uv",
    "r": "Rscript",
    "ruby": "ruby jruby",
}
_SHEBANG = re.compile(rb"#![ \t]*(\S+)(?:[ \t]+([^\n]*))?")
_SHEBANG_LIMIT = 256
_VERSION = re.compile(r"[\d.]+$")
_NGINX_ENDINGS = (".nginx", ".nginx.conf", ".nginxconf")
_NGINX_SITES = frozenset({"sites-available", "sites-enabled"})
_DOCKERFILE = re.compile(r"(?:.*\.)?(?:Dockerfile|Containerfile)(?:\..+)?", re.IGNORECASE | re.DOTALL)


def _inverted(table: dict[str, str]) -> dict[str, str]:
    return {word: language for language, words in table.items() for word in words.split()}


_EXTENSIONS = _inverted(_BY_EXTENSION)
_NAMES = _inverted(_BY_NAME)
_INTERPRETERS = _inverted(_BY_INTERPRETER)


def language_of(path: str, head: bytes | None) -> str | None:
    """Tell the language by file name, then extension, then the interpreter its first line names; None if unknown.

    "generic" is the settings of nginx, which the engine has no parser for.
    """
    name = path.rsplit("/", 1)[-1]
    if name in _NAMES:
        return _NAMES[name]
    if _DOCKERFILE.fullmatch(name):
        return "dockerfile"
    if _is_of_nginx(path):
        return "generic"
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return _EXTENSIONS.get(extension) or _by_shebang(head or b"")


def _is_of_nginx(path: str) -> bool:
    *folders, name = path.lower().split("/")
    if name.endswith(_NGINX_ENDINGS) or (name.startswith("nginx") and ".conf" in name):
        return True
    return any("nginx" in each for each in folders) and (".conf" in name or folders[-1] in _NGINX_SITES)


def _by_shebang(head: bytes) -> str | None:
    match = _SHEBANG.match(head[:_SHEBANG_LIMIT])
    if match is None:
        return None
    words = (match[1] + b" " + (match[2] or b"")).decode("utf-8", "replace").split()
    program = words[0].rsplit("/", 1)[-1]
    if program == "env":
        program = next((word for word in words[1:] if not word.startswith("-") and "=" not in word), "")
    return _INTERPRETERS.get(_VERSION.sub("", program.rsplit("/", 1)[-1]))
