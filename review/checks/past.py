"""Secrets that commits of the pull request added and the head no longer shows: whoever fetched them has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from review.checks.leaks import Leak, leaks
from review.checks.wrapped import holds_secret_object
from review.models import History, PastLines, Source

NAMED = "{commit}:{path}"  # as git names a file in a commit
_SHORT = 10


def past_leaks(
    history: History, sources: Mapping[str, Source], takes_assignments: Callable[[str], bool]
) -> Iterator[tuple[PastLines, int, Leak]]:
    """Yield each leak once, where it was added first, with its line there; what head or base hold is told elsewhere.

    Raises PartlyRead for a file that is made of nothing else.
    """
    known: set[str] = set()
    for past in history.past:
        text = "\n".join(line for _, line in past.lines)
        in_secret = holds_secret_object(text.encode("utf-8", "surrogateescape"))
        for leak in leaks(text, past.path, generic=takes_assignments(past.path), in_secret=in_secret):
            if leak.value not in known and not _stands(leak.value, sources):
                known.add(leak.value)
                yield past, past.lines[text.count("\n", 0, leak.start)][0], leak


def _stands(value: str, sources: Mapping[str, Source]) -> bool:
    raw = value.encode("utf-8", "surrogateescape")
    return any(raw in side for source in sources.values() for side in (source.base, source.head) if side is not None)


def named(past: PastLines) -> str:
    """Return the file and its commit as git writes both, which is no path of the head: nothing can be shown there."""
    return NAMED.format(commit=past.commit[:_SHORT], path=past.path)
