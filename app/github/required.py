"""What a branch requires before a merge: which checks, from whom, and whether conversations must be resolved.

GitHub takes a required check from anybody unless the rule names an App as its source.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, TypeAdapter

ANY = -1
PULL_REQUEST = "pull_request"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Check(_Answer):
    context: str
    integration_id: int | None = None


class _Parameters(_Answer):
    required_status_checks: tuple[_Check, ...] = ()
    required_review_thread_resolution: bool = False


class Rule(_Answer):
    """A rule in force on a branch, as far as it is about required checks and conversations."""

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


def threads_must_be_resolved(rules: Collection[Rule]) -> bool:
    """Say whether a ruleset in force lets nobody merge while a conversation is open; False also means not known.

    The endpoint names only rules of rulesets that are enforced. Classic branch protection can ask for the same, and
    shows it to administrators alone (https://docs.github.com/en/rest/branches/branch-protection): that stays unknown,
    and the policy can say it instead (`review.threads_must_be_resolved: true`).
    """
    asking = (rule.parameters for rule in rules if rule.type == PULL_REQUEST)
    return any(one is not None and one.required_review_thread_resolution for one in asking)
