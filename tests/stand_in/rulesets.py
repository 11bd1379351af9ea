"""Rulesets: rules for branches by name, in force or only tried out, as GitHub tells of them branch by branch."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.stand_in.answers import Json

ALL, DEFAULT = "~ALL", "~DEFAULT_BRANCH"


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Some rules for the branches that fit a pattern; only `active` ones hold, `evaluate` and `disabled` do not.

    https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch
    """

    id: int
    source: str
    rules: tuple[Json, ...]
    branches: tuple[str, ...] = (ALL,)
    enforcement: str = "active"

    def holds(self, branch: str, default_branch: str) -> bool:
        """Say whether the rules are in force on a branch, there or not."""
        names = [default_branch if name == DEFAULT else name for name in self.branches]
        fits = any(name == ALL or fnmatchcase(branch, name.removeprefix("refs/heads/")) for name in names)
        return fits and self.enforcement == "active"

    def shown(self) -> list[Json]:
        """Return the rules as the branch's listing has them."""
        info = {"ruleset_source_type": "Repository", "ruleset_source": self.source, "ruleset_id": self.id}
        return [rule | info for rule in self.rules]


def pull_requests(*, resolved: bool) -> Json:
    """Return the rule that changes come by pull request, and whether its conversations must be resolved."""
    parameters = {
        "dismiss_stale_reviews_on_push": False,
        "require_code_owner_review": False,
        "require_last_push_approval": False,
        "required_approving_review_count": 1,
        "required_review_thread_resolution": resolved,
    }
    return {"type": "pull_request", "parameters": parameters}
