"""One matter, one comment: what models say again of other places is said once, with every place in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from review.findings.merging import WORD
from review.models import Finding

ALIKE = 0.75  # share of common words from which two titles speak of one matter wherever they stand
LEAST_WORDS = 3  # a shorter title says too little to tell matters apart
MOST_WORDS = 30
MOST_PLACES = 20  # of one matter; who has that many is not helped by more


def cluster(ordered: Sequence[Finding], may_join: Callable[[Finding, Finding], bool]) -> dict[Finding, Finding]:
    """Map each finding that says again what an earlier one says of another place to that one.

    `ordered` has those first that may lead; `may_join(finding, lead)` has the last word.
    """
    titles = [_words(finding.title) for finding in ordered]
    common = Counter(word for words in titles for word in words)
    into: dict[int, int] = {}  # by number: the hash of a finding takes in all its texts
    leads: dict[tuple[str, str], list[int]] = defaultdict(list)
    joined: Counter[int] = Counter()
    for number, finding in enumerate(ordered):
        keys = [(finding.category, word) for word in _telling(titles[number], common)]
        near = dict.fromkeys(lead for key in keys for lead in leads[key] if joined[lead] < MOST_PLACES)
        alike = (lead for lead in near if _alike(titles[number], titles[lead]))
        lead = next((lead for lead in alike if may_join(finding, ordered[lead])), None)
        if lead is None:
            for key in keys:
                leads[key].append(number)
            continue
        into[number] = lead
        joined[lead] += 1
    return {ordered[number]: ordered[lead] for number, lead in into.items()}


def _words(title: str) -> frozenset[str]:
    return frozenset(WORD.findall(title.lower())[:MOST_WORDS])


def _telling(words: frozenset[str], common: Counter[str]) -> Iterator[str]:
    """Give the rarest words, so many that two titles that are alike share one of them.

    Of two sets with that share of common words, each misses less than a quarter of the other's.
    """
    if len(words) < LEAST_WORDS:
        return
    rarest = sorted(words, key=lambda word: (common[word], word))
    yield from rarest[: len(words) - int(ALIKE * len(words)) + 1]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other) > 0
