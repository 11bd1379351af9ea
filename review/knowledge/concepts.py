"""Concepts of a repository: the words of its files, weighed by how few files speak them, linked to files and symbols.

No question goes further than from words to files and symbols, and from those to the people who changed them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, log1p, sqrt

from review.knowledge.words import terms_of, words_of
from review.models.code import Definition, DefinitionKind, FileFacts

# How much one mention counts, by where it stands.
PATH, NAME, DOC, WORD = 4.0, 3.0, 2.0, 1.0
FOLDER_PART = 0.5  # of PATH, for a word of a folder
TEST_PART = 0.5  # of a test's score: it speaks of what others do
MOST_DEFINITIONS = 2_000  # of a file
MOST_TERMS = 400  # of a file, those that weigh most
MOST_FILES, MOST_SYMBOLS = 20, 20
MOST_QUERY = 12  # words of a question


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that speaks of what was asked; `words` are those of the question it has."""

    path: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundSymbol:
    """A definition whose name or first sentence speaks of what was asked."""

    path: str
    name: str
    line: int
    doc: str
    score: float


@dataclass(frozen=True, slots=True)
class Concepts:
    """The terms of the files of one commit: `postings` give, for each, the number of a file and its weight there."""

    paths: tuple[str, ...]
    postings: Mapping[str, Mapping[int, float]]
    symbols: Mapping[str, tuple[tuple[int, str, int, str], ...]]

    def find(self, question: str) -> tuple[tuple[FoundFile, ...], tuple[FoundSymbol, ...]]:
        """Return the files and symbols that speak of it, the most first."""
        words = tuple(dict.fromkeys(words_of(question)))[:MOST_QUERY]
        files = self._files(words)
        return files, self._symbols(words, {file.path: file.score for file in files})

    def rarity(self, term: str) -> float:
        """Return how much a term tells apart: next to nothing for one that every file has, but never 0."""
        return log((2 + len(self.paths)) / (1 + len(self.postings.get(term, ()))))

    def _files(self, words: Sequence[str]) -> tuple[FoundFile, ...]:
        scores: dict[int, float] = defaultdict(float)
        had: dict[int, list[str]] = defaultdict(list)
        for term in terms_of(words):
            rarity = self.rarity(term)
            for file, weight in self.postings.get(term, {}).items():
                scores[file] += rarity * weight
                if " " not in term:
                    had[file].append(term)
        whole = sum(self.rarity(word) for word in words if word in self.postings) or 1.0
        # A file with all the words comes before one that says one of them often.
        ranked = {
            file: score * (sum(self.rarity(word) for word in had[file]) / whole) ** 2 for file, score in scores.items()
        }
        best = sorted(ranked, key=lambda file: (-ranked[file], self.paths[file]))[:MOST_FILES]
        return tuple(FoundFile(self.paths[file], ranked[file], tuple(had[file])) for file in best if ranked[file] > 0)

    def _symbols(self, words: Sequence[str], files: Mapping[str, float]) -> tuple[FoundSymbol, ...]:
        scores: dict[tuple[int, str, int, str], float] = defaultdict(float)
        for term in terms_of(words):
            for symbol in self.symbols.get(term, ()):
                scores[symbol] += self.rarity(term)
        most = max(files.values(), default=0.0) or 1.0
        ranked = {one: score * (1 + files.get(self.paths[one[0]], 0.0) / most) for one, score in scores.items()}
        best = sorted(ranked, key=lambda one: (-ranked[one], self.paths[one[0]], one[2], one[1]))[:MOST_SYMBOLS]
        return tuple(FoundSymbol(self.paths[one[0]], one[1], one[2], one[3], ranked[one]) for one in best)


def concepts_of(facts: Mapping[str, FileFacts], others: Collection[str] = ()) -> Concepts:
    """Link the terms of the files; of `others`, such as documents, only the path speaks."""
    paths = tuple(sorted({*facts, *others}))
    postings: dict[str, dict[int, float]] = defaultdict(dict)
    symbols: dict[str, list[tuple[int, str, int, str]]] = defaultdict(list)
    for number, path in enumerate(paths):
        known = facts.get(path)
        for term, weight in _weights(path, known).items():
            postings[term][number] = weight
        for one in _told(known):
            for term in set(terms_of(words_of(_last(one)))) | set(terms_of(words_of(one.doc))):
                symbols[term].append((number, one.name, one.line, one.doc))
    return Concepts(paths, postings, {term: tuple(found) for term, found in symbols.items()})


def _weights(path: str, facts: FileFacts | None) -> dict[str, float]:
    """Return the terms of a file with their weights, which do not grow with its length."""
    counts: dict[str, float] = defaultdict(float)
    folder, _, base = path.rpartition("/")
    _add(counts, words_of(base.partition(".")[0]), PATH)
    for part in folder.split("/"):
        _add(counts, words_of(part), PATH * FOLDER_PART)
    for one in _told(facts):
        _add(counts, words_of(_last(one)), NAME)
        _add(counts, words_of(one.doc), DOC)
    for spoken, count in facts.words if facts else ():
        for each in words_of(spoken):
            counts[each] += WORD * count
    weights = {term: log1p(count) for term, count in counts.items()}
    best = sorted(weights, key=lambda term: (-weights[term], term))[:MOST_TERMS]
    length = sqrt(sum(weights[term] ** 2 for term in best)) or 1.0
    kept = TEST_PART if facts and any(one.test for one in facts.definitions) else 1.0
    return {term: kept * weights[term] / sqrt(length) for term in best}


def _add(counts: dict[str, float], words: Sequence[str], weight: float) -> None:
    for term in terms_of(words):
        counts[term] += weight


def _told(facts: FileFacts | None) -> Iterable[Definition]:
    found = facts.definitions[:MOST_DEFINITIONS] if facts else ()
    return (one for one in found if one.kind is not DefinitionKind.KEY)


def _last(one: Definition) -> str:
    return one.name.rpartition(".")[2]
