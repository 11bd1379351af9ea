"""From what git gave to what each file is, what could not be read, and what has to be scanned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from review.checks.rules import SCANNED_LANGUAGES
from review.diff.attributes import Attributes
from review.diff.change import read_diff
from review.diff.classify import kind_of, language_of
from review.diff.fragments import fetched_from_patch
from review.models import Change, FetchedChange, FileKind, PullRequest, ScanTarget, Side
from review.policy import Policy

NOT_TEXT = frozenset({FileKind.BINARY, FileKind.SUBMODULE, FileKind.SYMLINK, FileKind.LFS_POINTER})

BOT = "pull requests opened by bots get the security check only (`review.bots` in the policy changes that)"
DRAFT = "drafts get the security check only, until they are ready for review (`review.drafts` changes that)"
TURNED_OFF = "the policy turned the model's review off (`review.model`)"


@dataclass(frozen=True, slots=True)
class Survey:
    """The change with what is known before anything is scanned; every mapping is by path at head.

    `unread` maps a path to the reason why its diff or its bytes cannot be trusted to be whole. `scan_targets` are head
    versions. `not_asked` is the reason why no model reads this pull request, None when one may. `marked`
    are files that `.gitattributes` calls generated or vendored.
    """

    change: Change
    kinds: Mapping[str, FileKind]
    languages: Mapping[str, str | None]
    unread: Mapping[str, str]
    scan_targets: tuple[ScanTarget, ...]
    not_asked: str | None = None
    marked: frozenset[str] = frozenset()


def survey(fetched: FetchedChange, pull_request: PullRequest | None, policy: Policy) -> Survey:
    """Parse and classify the change; raise MalformedDiff when a bare patch is no diff at all.

    No filter of the policy and no mark such as generated or vendored keeps a file from being scanned.
    """
    if not fetched.tree and fetched.patch:
        fetched = fetched_from_patch(fetched.patch)
    parsed = read_diff(fetched)
    change = Change(pull_request, fetched.base_sha, fetched.head_sha, parsed.diff, fetched.sources, fetched.history)
    attributes = Attributes.read(fetched.base_files)
    marks = {entry.path: attributes.of(entry.path) for entry in fetched.tree}
    kinds = {entry.path: kind_of(entry, fetched.sources.get(entry.path), marks[entry.path]) for entry in fetched.tree}
    languages = {path: language_of(path, _head(change, path)) for path in kinds}
    targets = (_target(change, path, Side.RIGHT, languages[path]) for path in kinds if kinds[path] not in NOT_TEXT)
    return Survey(
        change=change,
        kinds=kinds,
        languages=languages,
        unread={**parsed.broken, **fetched.unread},
        scan_targets=tuple(target for target in targets if target is not None),
        not_asked=why_not_asked(pull_request, policy),
        marked=frozenset(path for path in marks if marks[path].generated or marks[path].vendored),
    )


def base_targets(survey: Survey, paths: Collection[str]) -> tuple[ScanTarget, ...]:
    """Return the merge-base versions of `paths` that a scan reads, under their head paths and on the LEFT side."""
    old_paths = {file.path: file.old_path or file.path for file in survey.change.diff.files}
    targets = []
    for path in sorted(set(paths) & old_paths.keys()):
        source = survey.change.sources.get(path)
        language = language_of(old_paths[path], source.base if source else None)
        target = _target(survey.change, path, Side.LEFT, language)
        if target is not None:
            targets.append(target)
    return tuple(targets)


def _head(change: Change, path: str) -> bytes | None:
    source = change.sources.get(path)
    return source.head if source else None


def _target(change: Change, path: str, side: Side, language: str | None) -> ScanTarget | None:
    source = change.sources.get(path)
    if source is None or language not in SCANNED_LANGUAGES:
        return None
    content = source.head if side is Side.RIGHT else source.base
    return None if content is None else ScanTarget(path, side, language, content, source.fragment)


def why_not_asked(pull_request: PullRequest | None, policy: Policy) -> str | None:
    """Return why no model is to read the pull request, None when one may."""
    if not policy.asks_models:
        return TURNED_OFF
    if pull_request is not None and pull_request.author_is_bot and not policy.review_bots:
        return BOT
    if pull_request is not None and pull_request.draft and not policy.review_drafts:
        return DRAFT
    return None
