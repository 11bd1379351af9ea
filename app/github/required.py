"""Who may report a required check: GitHub takes it from anybody unless the rule names an App as its source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, TypeAdapter

ANY = -1


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Check(_Answer):
    context: str
    integration_id: int | None = None


class _Parameters(_Answer):
    required_status_checks: tuple[_Check, ...] = ()


class Rule(_Answer):
    """A rule in force on a branch, as far as it is about required checks."""

    type: str
    parameters: _Parameters | None = None


class _ClassicCheck(_Answer):
    context: str
    app_id: int | None = None


class _ClassicChecks(_Answer):
    checks: tuple[_ClassicCheck, ...] = ()


class _Protection(_Answer):
    required_status_checks: _ClassicChecks | None = None


class Branch(_Answer):
    """A branch, as far as its classic protection is about required checks."""

    protection: _Protection | None = None


RULES: TypeAdapter[tuple[Rule, ...]] = TypeAdapter(tuple[Rule, ...])


@dataclass(frozen=True, slots=True)
class Required:
    """A check that must pass before a merge; `app_id` None: from whomever it comes."""

    name: str
    app_id: int | None


def required(rules: Collection[Rule], branch: Branch) -> tuple[Required, ...]:
    """Return every required check, of rulesets and of classic protection.

    https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch (metadata: read) and
    https://docs.github.com/en/rest/branches/branches#get-a-branch (contents: read)
    """
    checks = [check for rule in rules if rule.parameters for check in rule.parameters.required_status_checks]
    found = [Required(check.context, check.integration_id) for check in checks]
    if branch.protection is not None and branch.protection.required_status_checks is not None:
        classic = branch.protection.required_status_checks.checks
        found += [Required(check.context, None if check.app_id == ANY else check.app_id) for check in classic]
    return tuple(found)
