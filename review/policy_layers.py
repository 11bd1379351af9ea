"""One policy file, laid over what the weaker ones said: what counts of it, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from review.models import Severity
from review.policy_classes import ClassLevel, Level, class_name, level_for, looser, merged, nearest_class
from review.policy_keys import CLASS, CLASSES, HINT, KEYS, PATH_KEYS, Key, WrongValue, nearest
from review.policy_paths import MATCH, PathPolicy, Setting, also_for, laid_over
from review.policy_settings import Policy, with_value
from review.policy_yaml import PATHS, Entry, entries

NOT_OF_PATHS = " here (it holds for all paths alike)"
UNKNOWN_KEY = "{source}, line {line}: unknown key `{key}`{hint}; ignored."
WRONG_VALUE = "{source}, line {line}: `{key}` {why}; ignored."
NO_MATCH = "{source}, line {line}: `{key}` does not say which files it is for (`match`); ignored."
TWICE = "{source}, line {line}: `{key}` is set twice; the first one counts."
NOT_TRUSTED = (
    "{source}, line {line}: `{key}` would loosen what the default branch or the organisation set; ignored. "
    "Change it on the default branch."
)


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
class Entered:
    """What counts in a layer: its keys and their values as written, each key once; `notices` is what was wrong."""

    layer: PolicyLayer
    known: tuple[tuple[Entry, Key], ...]
    notices: list[str]

    def wrong(self, form: str, entry: Entry, **more: object) -> None:
        """Say what is wrong with an entry."""
        self.notices.append(form.format(source=self.layer.source, line=entry.line, key=entry.name, **more))

    def of(self, item: int) -> tuple[tuple[Entry, Key], ...]:
        """Return the keys of one entry of `paths`, with 0 those outside of them: what holds others comes last."""
        found = [one for one in self.known if one[0].item == item]
        return tuple(sorted(found, key=lambda one: (one[1] is KEYS[PATHS], one[1] is KEYS[CLASSES])))


def entered(layer: PolicyLayer) -> Entered:
    """Read the keys of a file; raise PolicyError when it is none at all."""
    known: dict[tuple[int, str], tuple[Entry, Key]] = {}
    told = Entered(layer, (), [])
    for entry in entries(layer.text, KEYS):
        key = _key_of(entry)
        named = (entry.item, _class_of(entry) or entry.key)
        if key is None:
            told.wrong(UNKNOWN_KEY, entry, hint=_hint_for(entry))
        elif named in known:
            told.wrong(TWICE, entry)
        else:
            known[named] = (entry, key)
    return replace(told, known=tuple(known.values()))


def _key_of(entry: Entry) -> Key | None:
    """Return the key that an entry sets, None for no key of ours."""
    if entry.key.startswith(CLASS):
        return KEYS[CLASSES] if class_name(entry.key.removeprefix(CLASS)) else None
    return (PATH_KEYS if entry.item else KEYS).get(entry.key)


def _hint_for(entry: Entry) -> str:
    """Return a hint naming the key that was probably meant, or nothing."""
    if entry.key.startswith(CLASS):
        meant = nearest_class(entry.key.removeprefix(CLASS))
        return HINT.format(name=CLASS + meant) if meant else ""
    if entry.item and entry.key in KEYS:
        return NOT_OF_PATHS
    return nearest(entry.key, PATH_KEYS if entry.item else ())


def with_layer(policy: Policy, read: Entered, origins: dict[str, str]) -> Policy:
    """Lay a file over the policy, and note in `origins` which fields are from it."""
    for entry, key in read.of(0):
        value = _value(entry, key, [getattr(policy, key.field)], read)
        changed = None if value is None else _changed(policy, entry, key, value, read)
        if changed is not None:
            policy = changed
            origins[key.field] = read.layer.source
    return policy


def _changed(policy: Policy, entry: Entry, key: Key, value: object, read: Entered) -> Policy | None:
    if key is KEYS[PATHS]:
        return replace(policy, paths=laid_over(policy.paths, _paths(entry, policy, read), trusted=read.layer.trusted))
    if key is KEYS[CLASSES]:
        level = _level(entry, value, policy, (), read)
        return None if level is None else replace(policy, classes=merged(policy.classes, [level]))
    return with_value(policy, key.field, value)


def _value(entry: Entry, key: Key, held: Sequence[object], read: Entered) -> object | None:
    """Return the value if it counts in this layer, else None, having said why where that is news.

    `held` are the values that it may not loosen, unless the layer is trusted.
    """
    if read.layer.gate_only and key.looser is None:
        return None
    try:
        value = key.read(entry.value)
    except WrongValue as error:
        read.wrong(WRONG_VALUE, entry, why=error)
        return None
    if not read.layer.trusted and key.looser is not None and any(key.looser(one, value) for one in held):
        read.wrong(NOT_TRUSTED, entry)
        return None
    return value


def _class_of(entry: Entry) -> str:
    return (class_name(entry.key.removeprefix(CLASS)) or "") if entry.key.startswith(CLASS) else ""


def _level(
    entry: Entry, value: object, policy: Policy, alike: Sequence[PathPolicy], read: Entered
) -> ClassLevel | None:
    """Return the level of a class, None where it would loosen that of the policy or of a path `alike`."""
    name, level = _class_of(entry), value if isinstance(value, Severity) else None
    held: list[Level] = [level_for(name, policy.classes, policy.fail_on)]
    for one in alike:
        general = one.value("fail_on")
        held.append(level_for(name, one.classes, general if isinstance(general, Severity) else policy.fail_on))
    if not read.layer.trusted and any(looser(one, level) for one in held):
        read.wrong(NOT_TRUSTED, entry)
        return None
    return ClassLevel(name, level, tightens=not read.layer.trusted)


def _paths(paths: Entry, policy: Policy, read: Entered) -> tuple[PathPolicy, ...]:
    """Return the entries of `paths` that say which files they are for, in their order."""
    many = len(paths.value) if isinstance(paths.value, tuple) else 0
    found = (_path(replace(paths, key="", item=item), policy, read) for item in range(1, many + 1))
    return tuple(one for one in found if one is not None)


def _path(whole: Entry, policy: Policy, read: Entered) -> PathPolicy | None:
    known = read.of(whole.item)
    match = next(((entry, key) for entry, key in known if key.field == MATCH), None)
    if match is None:
        read.wrong(NO_MATCH, replace(whole, line=known[0][0].line if known else whole.line))
        return None
    patterns = _value(*match, (), read)
    if not isinstance(patterns, tuple):
        return None
    alike = also_for(policy.paths, patterns)
    settings: list[Setting] = []
    classes: list[ClassLevel] = []
    for entry, key in known:
        held = [getattr(policy, key.field, None), *(one.value(key.field) for one in alike)]
        value = None if key.field == MATCH else _value(entry, key, held, read)
        if value is not None and key is not KEYS[CLASSES]:
            settings.append((key.field, value))
        elif value is not None and (level := _level(entry, value, policy, alike, read)) is not None:
            classes.append(level)
    return PathPolicy(patterns, tuple(settings), tuple(classes))
