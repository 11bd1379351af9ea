"""The operations of GitHub's API that the stand-in knows: one file a family, one line each in this list."""

from __future__ import annotations

from collections.abc import Mapping

from tests.stand_in.call import Operation
from tests.stand_in.operations import (
    apps,
    check_runs,
    check_suites,
    code_scanning,
    comments,
    commits,
    contents,
    deliveries,
    issue_comments,
    labels,
    manifests,
    pulls,
    reactions,
    repositories,
    reviews,
)

OPERATIONS: Mapping[str, Operation] = {
    operation.id: operation
    for family in (
        apps,
        check_runs,
        check_suites,
        code_scanning,
        comments,
        commits,
        contents,
        deliveries,
        issue_comments,
        labels,
        manifests,
        pulls,
        reactions,
        repositories,
        reviews,
    )
    for operation in family.OPERATIONS
}
