"""Tell what a commit is from its words: a fix, a revert, or a program's work."""

from __future__ import annotations

import re

from review.history.log import LoggedCommit
from review.models.mined import Mark

WIDE_FILES = 30  # more than these say nothing of what belongs together
SWEEPING_FILES = 200
SWEEPING_SHARE = 0.2  # of the files there are, when the commit is also a wide one
MOST_BODY = 4_000  # characters that are looked at

# https://www.conventionalcommits.org ; a commit that names another kind is no fix, whatever else it says
_KIND = re.compile(r"(?P<kind>[a-z]{2,12})(?:\([^()]{0,60}\))?!?: ", re.IGNORECASE)
_FIX_KINDS = frozenset({"fix", "bugfix", "hotfix", "bug", "security"})
_OTHER_KINDS = frozenset(
    ("feat", "docs", "doc", "style", "refactor", "perf", "test", "tests", "build", "ci", "chore", "deps", "revert")
)
_FIX = re.compile(
    r"\b(?:fix|fixes|fixed|fixing|fixup|bug|bugs|bugfix|bugfixes|hotfix|regression|regressions)\b", re.IGNORECASE
)
# https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
_FIXES_ISSUE = re.compile(r"\bfix(?:es|ed)? (?:[\w.-]{1,40}/[\w.-]{1,100})?#[0-9]", re.IGNORECASE)
_NO_DEFECT = re.compile(
    r"\b(?:typos?|misspell\w{0,6}|spelling|grammar|lint|linting|linter|flake8|pep8|pylint|mypy|whitespace|indentation"
    r"|formatting|wording|broken links?|dead links?|typing|type hints?|annotations?)\b",
    re.IGNORECASE,
)
_REVERT = re.compile(r"(?:revert|reverts|reverted)\b[:\s]|revert\([^()]{0,60}\)!?: ", re.IGNORECASE)
_REVERTED = re.compile(r"\b[Tt]his reverts commit ([0-9a-f]{7,64})\b")
_BOT_NAMES = frozenset(
    (
        *("dependabot", "dependabot-preview", "renovate", "renovate bot", "greenkeeper", "github-actions"),
        *("github actions", "pre-commit-ci", "mergify", "imgbot", "allcontributors", "weblate", "snyk", "depfu"),
        *("travis ci", "codecov"),
    )
)
_BOT = re.compile(r"\[bot\]|[-_ ](?:bot|robot)$|^(?:bot|robot)[-_]", re.IGNORECASE)


def marks_of(commit: LoggedCommit, present: int) -> Mark:
    """Return what a commit is; `present` is how many files there were before it."""
    marks = Mark(0)
    if is_revert(commit):
        marks |= Mark.REVERT
    elif is_fix(commit):
        marks |= Mark.FIX
    if is_bot(commit.name, commit.mail):
        marks |= Mark.BOT
    if commit.size > WIDE_FILES:
        marks |= Mark.WIDE
        if commit.size > min(SWEEPING_FILES, SWEEPING_SHARE * present):
            marks |= Mark.SWEEPING
    return marks


def is_fix(commit: LoggedCommit) -> bool:
    """Say whether the commit says that it mends a defect."""
    kind = _KIND.match(commit.subject)
    named = kind["kind"].lower() if kind else ""
    if named in _OTHER_KINDS or _NO_DEFECT.search(commit.subject):
        return False
    if named in _FIX_KINDS or _FIX.search(commit.subject):
        return True
    return _FIXES_ISSUE.search(commit.body[:MOST_BODY]) is not None


def is_revert(commit: LoggedCommit) -> bool:
    """Say whether the commit takes another one back."""
    return _REVERT.match(commit.subject) is not None or reverted_id(commit) is not None


def reverted_id(commit: LoggedCommit) -> str | None:
    """Return the id, perhaps abbreviated, of the commit that this one says it takes back."""
    match = _REVERTED.search(commit.body[:MOST_BODY])
    return match[1] if match else None


def is_bot(name: str, mail: str) -> bool:
    """Say whether an author is a program."""
    user = mail.partition("@")[0].rpartition("+")[2]
    return any(one.strip().lower() in _BOT_NAMES or _BOT.search(one) for one in (name.strip(), user))
