"""The languages that are read: one file each, and one line here. Names are those of `review.diff.languages`.

Where a name covers two dialects, the one that reads a text with fewer errors is taken.
"""

from __future__ import annotations

from collections.abc import Mapping

from review.code.languages.bash import BASH
from review.code.languages.c import C
from review.code.languages.cpp import CPP
from review.code.languages.csharp import CSHARP
from review.code.languages.css import CSS
from review.code.languages.go import GO
from review.code.languages.html import HTML
from review.code.languages.java import JAVA
from review.code.languages.javascript import JAVASCRIPT
from review.code.languages.json import JSON
from review.code.languages.kotlin import KOTLIN
from review.code.languages.lua import LUA
from review.code.languages.php import PHP
from review.code.languages.python import PYTHON
from review.code.languages.reading import Reading
from review.code.languages.ruby import RUBY
from review.code.languages.rust import RUST
from review.code.languages.scala import SCALA
from review.code.languages.sql import SQL
from review.code.languages.swift import SWIFT
from review.code.languages.terraform import TERRAFORM
from review.code.languages.toml import TOML
from review.code.languages.typescript import TSX, TYPESCRIPT
from review.code.languages.yaml import YAML

LANGUAGES: Mapping[str, tuple[Reading, ...]] = {
    "bash": (BASH,),
    "c": (C, CPP),  # a `.h` may be either
    "cpp": (CPP,),
    "csharp": (CSHARP,),
    "css": (CSS,),
    "go": (GO,),
    "html": (HTML,),
    "java": (JAVA,),
    "javascript": (JAVASCRIPT,),
    "json": (JSON,),
    "kotlin": (KOTLIN,),
    "lua": (LUA,),
    "php": (PHP,),
    "python": (PYTHON,),
    "ruby": (RUBY,),
    "rust": (RUST,),
    "scala": (SCALA,),
    "sql": (SQL,),
    "swift": (SWIFT,),
    "terraform": (TERRAFORM,),
    "toml": (TOML,),
    "typescript": (TYPESCRIPT, TSX),  # neither reads all of the other: `<T>x`, `<T />`
    "yaml": (YAML,),
}
