"""The settings that hold for one pull request, merged key by key from layers of policy files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from review.errors import PolicyError
from review.models import Severity
from review.models.category import CATEGORIES
from review.policy_keys import KEYS, NOBODY, Ensemble, Key, OnIncomplete, Threads, WrongValue, nearest
from review.policy_yaml import Entry, entries

FILE = ".github/diffdiver.yml"
DEFAULT_SOURCE = "default"
PRIVATE = "private"  # the same for names of packages
PROVIDERS = "providers"  # the word by which even a broken file shows that it names them
LEFT_OUT = "; it is left out and the other layers hold."
UNREADABLE = "{source}: cannot be read ({why})" + LEFT_OUT
UNKNOWN_KEY = "{source}, line {line}: unknown key `{key}`{hint}; ignored."
WRONG_VALUE = "{source}, line {line}: `{key}` {why}; ignored."
TWICE = "{source}, line {line}: `{key}` is set twice; the first one counts."
NOBODY_ASKED = "{source}: it seems to say which providers may be asked, so none is until it can be read."
NOT_TRUSTED = (
    "{source}, line {line}: `{key}` would loosen what the default branch or the organisation set; ignored. "
    "Change it on the default branch."
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a team decided; the defaults are those that hold with no file at all. Money is in micro-dollars.

    `ignore` are gitignore-style patterns of files the model does not read, `guidelines` paths or patterns of files that
    tell how code is wanted here, `minimum_severity` is the least severity of model findings that deserves a line
    comment, `language` is that of the model's texts, `style` lets it speak of style too. `providers` are those that may
    be asked, "local" being every one on the bot's own machine; empty means all. `ensemble` is how many models a
    question is put to; a vote asks `voters`, and keeps what `votes` of them report. For `cache_hours` an answer is
    given again to the same question, never with 0. `threads_must_be_resolved` says whether open conversations hold up a
    merge here: only verified advice becomes one then. "auto" asks GitHub, and counts what it does not show as no.
    `code_scanning` gives the scan to GitHub code scanning too.
    Nothing here but `fail_on` and `on_incomplete` reaches the security check, and `private_packages`, patterns of names
    that are looked up nowhere and like no other.
    """

    fail_on: Severity = Severity.HIGH
    on_incomplete: OnIncomplete = OnIncomplete.FAIL
    model_review: bool = True
    providers: tuple[str, ...] = ()
    ensemble: Ensemble = Ensemble.ONE
    voters: int = 3
    votes: int = 2
    second_opinion: bool = True
    threads_must_be_resolved: Threads = Threads.AUTO
    review_drafts: bool = False
    review_bots: bool = False
    ignore: tuple[str, ...] = ()
    guidelines: tuple[str, ...] = ()
    max_line_comments: int = 5
    max_deterministic_comments: int = 25
    categories: tuple[str, ...] = CATEGORIES
    minimum_severity: Severity = Severity.LOW
    instructions: str = ""
    language: str = "English"
    suggestions: bool = True
    style: bool = False
    cache_hours: int = 24
    code_scanning: bool = False
    budget_per_call: int = 250_000
    budget_per_review: int = 100_000
    budget_per_pull_request: int = 1_000_000
    budget_per_repository_day: int = 5_000_000
    budget_per_day: int = 10_000_000
    budget_per_month: int = 100_000_000
    allow_unknown_prices: bool = False
    private_packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyLayer:
    """One policy file. `trusted` means default branch or organisation: only there may a key loosen a gate or a cap.

    `gate_only` takes nothing but such keys from it: for the default branch's file when the base branch is another one,
    whose own file then gives the review settings. Layers go from weakest to strongest.
    """

    source: str
    text: str
    trusted: bool
    gate_only: bool = False


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """The policy, where each of its fields came from, and what was wrong in the files, for people to read.

    `unreadable` names the layers left out whole: give their last good text instead, if there is one, and read again.
    """

    policy: Policy
    origins: Mapping[str, str]
    notices: tuple[str, ...]
    unreadable: tuple[str, ...] = ()


def read_policy(layers: Sequence[PolicyLayer]) -> PolicyReading:
    """Merge `layers` over the defaults; a wrong key costs that key, an unreadable file costs that file."""
    policy, notices, unreadable = Policy(), list[str](), list[str]()
    origins = dict.fromkeys(Policy.__dataclass_fields__, DEFAULT_SOURCE)
    # Trusted layers first: a looser value is only visible as looser once all of them have spoken.
    for layer in sorted(layers, key=lambda layer: not layer.trusted):
        try:
            known = _known(layer, notices)
        except PolicyError as error:
            notices.append(UNREADABLE.format(source=layer.source, why=error))
            unreadable.append(layer.source)
            if PROVIDERS in layer.text:
                notices.append(NOBODY_ASKED.format(source=layer.source))
            continue
        for entry, key in known:
            value = _value(entry, key, layer, policy, notices)
            if value is not None:
                policy = _with(policy, key, value)
                origins[key.field] = layer.source
    if any(layer.trusted and layer.source in unreadable for layer in layers):
        policy = _not_looser_than_default(policy, origins)
    if any(layer.source in unreadable and PROVIDERS in layer.text for layer in layers):
        policy = replace(policy, providers=(NOBODY,))  # code that has left cannot be called back
    if any(layer.source in unreadable and PRIVATE in layer.text for layer in layers):
        policy = replace(policy, private_packages=("*",))  # nor a name
    return PolicyReading(policy, origins, tuple(notices), tuple(unreadable))


def _known(layer: PolicyLayer, notices: list[str]) -> list[tuple[Entry, Key]]:
    known: dict[str, tuple[Entry, Key]] = {}
    for entry in entries(layer.text, KEYS):
        key = KEYS.get(entry.key)
        if key is None:
            hint = nearest(entry.key)
            notices.append(UNKNOWN_KEY.format(source=layer.source, line=entry.line, key=entry.key, hint=hint))
        elif entry.key in known:
            notices.append(TWICE.format(source=layer.source, line=entry.line, key=entry.key))
        else:
            known[entry.key] = (entry, key)
    return list(known.values())


def _value(entry: Entry, key: Key, layer: PolicyLayer, policy: Policy, notices: list[str]) -> object | None:
    """Return the value if it counts in this layer, else None, having said why where that is news."""
    if layer.gate_only and key.looser is None:
        return None
    try:
        value = key.read(entry.value)
    except WrongValue as error:
        notices.append(WRONG_VALUE.format(source=layer.source, line=entry.line, key=entry.key, why=error))
        return None
    if not layer.trusted and key.looser is not None and key.looser(getattr(policy, key.field), value):
        notices.append(NOT_TRUSTED.format(source=layer.source, line=entry.line, key=entry.key))
        return None
    return value


def _with(policy: Policy, key: Key, value: object) -> Policy:
    # mypy cannot see that the key's reader gives its field's type; tests/review/test_policy.py does.
    return replace(policy, **{key.field: value})  # type: ignore[arg-type]


def _not_looser_than_default(policy: Policy, origins: dict[str, str]) -> Policy:
    """Take back what was loosened: the layer that cannot be read may have forbidden it."""
    default = Policy()
    for key in KEYS.values():
        before = getattr(default, key.field)
        if key.looser is not None and key.looser(before, getattr(policy, key.field)):
            policy = _with(policy, key, before)
            origins[key.field] = DEFAULT_SOURCE
    return policy
