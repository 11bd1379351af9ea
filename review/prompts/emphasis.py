"""What to look at most closely: by the categories a policy asks for, and by the languages and kinds of files shown.

The words are ours and fixed. Which of them stand in a question follows from its own files and the policy alone, so that
the same question is asked again after a push elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from review.models.category import STYLE
from review.policy import Policy
from review.prompts.packing import Piece
from review.prompts.ranking import is_test

MOST_LANGUAGES = 3  # with more, each says less

KINDS_HEAD = "What each category is about:"
CODE_HEAD = "Where such code goes wrong:"
LINE = "- {name}: {words}."

KINDS: Mapping[str, str] = {
    "correctness": (
        "results that are wrong for empty, null, zero, negative or boundary input; inverted or lost conditions; errors "
        "swallowed; state left half changed; a removed check that a caller relied on"
    ),
    "security": (
        "input that reaches a query, command, path, template, URL or deserializer; a missing or weaker check of who "
        "may do this; personal data or secrets in logs and answers"
    ),
    "concurrency": (
        "a check and an act on shared state that another can come between; locks missing or taken in another order; "
        "blocking calls in asynchronous code; results never awaited; work done twice on a retry"
    ),
    "resources": (
        "files, connections, locks, timers or listeners that some path leaves open; growth without a bound; waiting "
        "without a timeout"
    ),
    "api-misuse": (
        "arguments in the wrong order or unit; ignored results and errors; a changed function whose callers still "
        "follow the old contract"
    ),
    "performance": (
        "a query or request in a loop, or work that grows with the square of the input, where the input can be large"
    ),
    "tests": "tests that cannot fail, assert the wrong thing, or depend on time or order",
    "documentation": "comments, messages and documentation that this change makes false",
    STYLE: (
        "names that mislead, dead or doubled code, needless complexity; three findings at most, severity low or info, "
        "after all others"
    ),
}

# By the names of `review.diff.languages`.
LANGUAGES: Mapping[str, str] = {
    "bash": (
        "unquoted expansions, failures that `set -e` does not see, an empty variable in a path that is removed, words "
        "that are run again by `eval`"
    ),
    "c": (
        "sizes and terminators of buffers, overflow and sign of lengths, use after free, unchecked results, leaks on "
        "error paths"
    ),
    "cpp": (
        "references, iterators and views that outlive what they point to, use after a move, missing virtual "
        "destructors, mixed signedness"
    ),
    "csharp": (
        "`async void`, `.Result`, objects not disposed, LINQ that is run twice, null where a value is read, kinds of "
        "`DateTime`"
    ),
    "dockerfile": "secrets that stay in a layer, running as root, downloads that nobody verifies",
    "go": (
        "`err` shadowed or ignored, writes to a nil map, `defer` in a loop, goroutines that leak or race, slices that "
        "share one array, bodies not closed"
    ),
    "java": (
        "`==` on boxed values and strings, `equals` without `hashCode`, streams not closed, unsynchronized shared "
        "state, swallowed exceptions, integer overflow"
    ),
    "javascript": (
        "promises not awaited, falsy 0 and empty string, numbers sorted as text, prototype keys from input, listeners "
        "and effects without an end"
    ),
    "kotlin": "`!!` and platform types, blocking calls in `suspend` functions, coroutines in the wrong scope",
    "php": (
        "loose comparison, `strpos` at 0 against false, unescaped output, `unserialize` and `include` on input, "
        "missing array keys"
    ),
    "python": (
        "mutable defaults and class attributes, 0 or an empty string taken for missing, generators read twice, "
        "coroutines not awaited, late binding in closures, naive datetimes"
    ),
    "ruby": (
        "nil where a method is called, mass assignment, `send` and `constantize` on input, a query per row, `rescue` "
        "that hides errors"
    ),
    "rust": (
        "`unwrap`, indexing and arithmetic that panic on input, casts that cut off, locks held across `await`, broken "
        "promises of `unsafe`"
    ),
    "solidity": "calls out before state is settled, missing checks of the sender, rounding, unbounded loops",
    "swift": "forced unwrapping, closures that keep their owner alive, views changed off the main thread",
    "terraform": "networks and storage open to everybody, wildcard permissions, changes that destroy and create anew",
    "typescript": (
        "`any`, `as` and `!` that hide another shape, promises not awaited, falsy 0 and empty string, unions with a "
        "case left out"
    ),
}

TESTS = ("tests", "can they fail for the right reason; what would endanger users in other code is harmless here")
PROSE = ("prose", "report only what the code that you see contradicts")
MIGRATIONS = (
    "migrations",
    "rows there already, locks on large tables, data that is lost, code of the version before still running, no way "
    "back",
)
PIPELINES = (
    "pipelines",
    "who can start them, which token and secrets they hold then, and input from outsiders in a command",
)

_PROSE = re.compile(r"\.(?:md|markdown|rst|adoc|txt)$", re.IGNORECASE)
_MIGRATION = re.compile(r"(?:^|/)(?:migrations?|migrate|alembic)/|\.sql$", re.IGNORECASE)
_PIPELINE = re.compile(
    r"(?:^|/)(?:\.github/(?:workflows|actions)/|\.circleci/|\.gitlab-ci[^/]*$|Jenkinsfile|azure-pipelines[^/]*$)"
)


def kinds(policy: Policy) -> str:
    """Say what the categories that the policy asks for are about: the same for every question of a repository."""
    lines = [LINE.format(name=name, words=KINDS[name]) for name in categories(policy) if name in KINDS]
    return "\n".join([KINDS_HEAD, *lines])


def categories(policy: Policy) -> tuple[str, ...]:
    """Return the categories that a question allows."""
    return (*policy.categories, STYLE) if policy.style else policy.categories


def closely(pieces: Sequence[Piece], languages: Mapping[str, str | None]) -> str:
    """Say what goes wrong in code like this, by its languages and the kinds of its files; "" when nothing is known."""
    lines = [LINE.format(name=name, words=words) for name, words in _about(pieces, languages)]
    return "\n".join([CODE_HEAD, *lines]) if lines else ""


def _about(pieces: Sequence[Piece], languages: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    sizes: Counter[str] = Counter()
    for piece in pieces:
        sizes[languages.get(piece.path) or ""] += piece.tokens
    most = sorted((name for name in sizes if name in LANGUAGES), key=lambda name: (-sizes[name], name))
    for name in sorted(most[:MOST_LANGUAGES]):
        yield name, LANGUAGES[name]
    paths = [piece.path for piece in pieces]
    for kind, matches in ((TESTS, is_test), (PROSE, _PROSE.search), (MIGRATIONS, _MIGRATION.search)):
        if any(map(matches, paths)):
            yield kind
    if any(map(_PIPELINE.search, paths)):
        yield PIPELINES
