"""The settings that hold for one pull request, merged key by key from layers of policy files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from review.errors import PolicyError
from review.policy_classes import looser
from review.policy_keys import NOBODY
from review.policy_layers import PolicyLayer, entered, with_layer
from review.policy_paths import PathPolicy
from review.policy_settings import BY_FIELD, Policy, with_value

__all__ = ["FILE", "LEFT_OUT", "Policy", "PolicyLayer", "PolicyReading", "read_policy"]

FILE = ".github/diffdiver.yml"
DEFAULT_SOURCE = "default"
PRIVATE = "private"  # the same for names of packages
PROVIDERS = "providers"  # the word by which even a broken file shows that it names them
LEFT_OUT = "; it is left out and the other layers hold."
UNREADABLE = "{source}: cannot be read ({why})" + LEFT_OUT
NOBODY_ASKED = "{source}: it seems to say which providers may be asked, so none is until it can be read."


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
            read = entered(layer)
        except PolicyError as error:
            notices.append(UNREADABLE.format(source=layer.source, why=error))
            unreadable.append(layer.source)
            if PROVIDERS in layer.text:
                notices.append(NOBODY_ASKED.format(source=layer.source))
            continue
        policy = with_layer(policy, read, origins)
        notices += read.notices
    if any(layer.trusted and layer.source in unreadable for layer in layers):
        policy = _not_looser_than_default(policy, origins)
    if any(layer.source in unreadable and PROVIDERS in layer.text for layer in layers):
        policy = replace(policy, providers=(NOBODY,))  # code that has left cannot be called back
    if any(layer.source in unreadable and PRIVATE in layer.text for layer in layers):
        policy = replace(policy, private_packages=("*",))  # nor a name
    return PolicyReading(policy, origins, tuple(notices), tuple(unreadable))


def _not_looser_than_default(policy: Policy, origins: dict[str, str]) -> Policy:
    """Take back what was loosened: the layer that cannot be read may have forbidden it."""
    default = Policy()
    for field, key in BY_FIELD.items():
        before = getattr(default, field)
        if key.looser is not None and key.looser(before, getattr(policy, field)):
            policy = with_value(policy, field, before)
            origins[field] = DEFAULT_SOURCE
    classes = tuple(one for one in policy.classes if not looser(default.fail_on, one.level))
    return replace(policy, classes=classes, paths=tuple(_path_not_looser(one, default) for one in policy.paths))


def _path_not_looser(own: PathPolicy, default: Policy) -> PathPolicy:
    kept = tuple((field, value) for field, value in own.settings if not _loosens(field, value, default))
    levels = tuple(one for one in own.classes if not looser(default.fail_on, one.level))
    return replace(own, settings=kept, classes=levels)


def _loosens(field: str, value: object, default: Policy) -> bool:
    check = BY_FIELD[field].looser
    return check is not None and check(getattr(default, field), value)
