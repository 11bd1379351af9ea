"""An operator's own scan rules: in the form of ours, checked key by key, and handed to a review as values."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from review.checks.own_rule import WrongRule, part_of, read_rule
from review.checks.rules import PARTS, SCANNED_LANGUAGES, rules_for
from review.models.rule import Rule

MAX_RULES = 2_000

IN_FILE = "{file}: {what}"
IN_RULE = "{file}, rule `{rule}`: {what}"
NOT_YAML = "line {line} is not YAML: {what}"
NO_RULES = "must hold `rules` with a list of rules"
TWICE = "this id stands twice in the folder"
OURS = "this id is that of one of Diffdiver's own rules: choose another, such as one that begins with `own-`"
TOO_MANY = f"there are more than {MAX_RULES} rules"


@dataclass(frozen=True, slots=True)
class OwnRules:
    """Rules by id: what each says of its matches, and as the engine reads it."""

    described: Mapping[str, Rule] = field(default_factory=dict)
    written: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def rules_for(self, languages: Collection[str]) -> tuple[Mapping[str, object], ...]:
        """Return the rules for these languages, in a fixed order, as the engine reads them."""
        wanted = sorted(id_ for id_, rule in self.described.items() if set(rule.languages) & set(languages))
        return tuple(self.written[id_] for id_ in wanted)

    def digest(self, language: str) -> str:
        """Name the rules for a language: another text for whatever may change an answer, "" for no rule."""
        rules = self.rules_for([language])
        return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:20] if rules else ""

    def of(self, ids: Collection[str]) -> Mapping[str, Rule]:
        """Return what the rules with these ids say of themselves, without those that are not of these."""
        return {id_: self.described[id_] for id_ in sorted(set(ids) & self.described.keys())}


NONE = OwnRules()


@dataclass(frozen=True, slots=True)
class Reading:
    """The rules that can be used, and what is wrong in the files, for people to read."""

    rules: OwnRules
    wrong: tuple[str, ...]


def read_rules(files: Mapping[str, str]) -> Reading:
    """Read rule files by name, such as "payments/amounts.yaml"; `parts.yaml` is for its folder what it is for ours."""
    described: dict[str, Rule] = {}
    written: dict[str, Mapping[str, object]] = {}
    wrong: list[str] = []
    taken = {str(each["id"]) for each in rules_for(SCANNED_LANGUAGES)}
    loaded = {name: _load(name, files[name], wrong) for name in sorted(files)}
    for name, document in loaded.items():
        if document is None or name.rpartition("/")[2] == PARTS:
            continue
        parts = loaded.get(name.rpartition("/")[0] + "/" + PARTS if "/" in name else PARTS) or {}
        for number, raw in enumerate(_rules(name, document, wrong), 1):
            try:
                rule, form = read_rule(raw, parts)
                _check_id(rule.id, described, taken)
            except WrongRule as error:
                wrong.append(IN_RULE.format(file=name, rule=_called(raw, number), what=error))
            else:
                described[rule.id], written[rule.id] = rule, form
    if len(described) > MAX_RULES:
        wrong.append(TOO_MANY)
    return Reading(OwnRules(described, written), tuple(wrong))


def _load(name: str, text: str, wrong: list[str]) -> Mapping[str, object] | None:
    try:
        loaded = yaml.load(text, Loader=yaml.CSafeLoader)  # CSafeLoader is the safe loader, in C
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = str(getattr(error, "problem", None) or "unreadable characters")
        wrong.append(
            IN_FILE.format(file=name, what=NOT_YAML.format(line=mark.line + 1 if mark else 1, what=what[:200]))
        )
        return None
    if not isinstance(loaded, dict):
        wrong.append(IN_FILE.format(file=name, what=NO_RULES))
        return None
    return {str(key): value for key, value in loaded.items()}


def _rules(name: str, document: Mapping[str, object], wrong: list[str]) -> Sequence[object]:
    rules = document.get("rules")
    if not isinstance(rules, list) or len(document) > 1:
        wrong.append(IN_FILE.format(file=name, what=NO_RULES + _instead(document)))
        return ()
    return rules


def _instead(document: Mapping[str, object]) -> str:
    """Name the first key that has no place there, if there is one."""
    other = next((key for key in document if key != "rules"), None)
    if other is None:
        return ""
    close = difflib.get_close_matches(other, ["rules"], n=1)
    return f" and nothing else, not `{other[:100]}`" + (" (did you mean `rules`?)" if close else "")


def _check_id(id_: str, described: Collection[str], taken: Collection[str]) -> None:
    if id_ in described:
        raise WrongRule(TWICE)
    if id_ in taken:
        raise WrongRule(OURS)


def _called(raw: object, number: int) -> str:
    id_ = part_of(raw, "id")
    return id_[:100] if isinstance(id_, str) else f"number {number}"
