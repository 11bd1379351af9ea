"""Small changes for tests of the review, made from patches as a person would write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from review.diff.fragments import fetched_from_patch
from review.models import FetchedChange, Finding, Knowledge, Location, PullRequest, ScanReport, Severity, Side, Source
from review.policy import Policy
from review.survey import Survey, survey

FENCE_KEY = b"a key that no author has, 32 byte"
CLEAN_SCAN = ScanReport(engine="test", matches=(), gaps=())

PULL_REQUEST = PullRequest(
    repository_id=7,
    repository="octo/shop",
    number=3,
    title="Add a discount",
    body="Customers asked for it.",
    author_id=11,
    author="mona",
    author_is_bot=False,
    state="open",
    draft=False,
    base_ref="main",
    base_sha="b" * 40,
    head_ref="discount",
    head_sha="a" * 40,
    head_repository_id=7,
    default_branch="main",
)

CART = """\
diff --git a/cart.py b/cart.py
--- a/cart.py
+++ b/cart.py
@@ -10,7 +10,9 @@ class Cart:
     def total(self):
         total = 0
         for item in self.items:
-            total += item.price
+            total += item.price * item.count
+        if self.discount:
+            total = total / (100 - self.discount)
         return total
\x20
     def clear(self):
"""


def new_file(path: str, *lines: str) -> str:
    """Return the patch that adds a file with these lines."""
    body = "".join(f"+{line}\n" for line in lines)
    header = f"diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n"
    return f"{header}@@ -0,0 +1,{len(lines)} @@\n{body}"


def removed_file(path: str, *lines: str) -> str:
    """Return the patch that removes a file with these lines."""
    body = "".join(f"-{line}\n" for line in lines)
    header = f"diff --git a/{path} b/{path}\ndeleted file mode 100644\n--- a/{path}\n+++ /dev/null\n"
    return f"{header}@@ -1,{len(lines)} +0,0 @@\n{body}"


def fetched(*patches: str) -> FetchedChange:
    return fetched_from_patch("".join(patches).encode("utf-8", "surrogateescape"))


def surveyed(
    *patches: str,
    pull_request: PullRequest | None = PULL_REQUEST,
    policy: Policy | None = None,
    sources: Mapping[str, tuple[str, str]] | None = None,
) -> Survey:
    """Survey the patches; `sources` are whole files, at the merge base and at head, in place of rebuilt ones."""
    change = fetched(*patches)
    whole = {path: Source(path, base.encode(), head.encode()) for path, (base, head) in (sources or {}).items()}
    return survey(replace(change, sources={**change.sources, **whole}), pull_request, policy or Policy())


def knowledge(*, models: bool = True) -> Knowledge:
    return Knowledge(fence_key=FENCE_KEY, models_configured=models)


def finding(path: str, line: int, code: str, **other: object) -> Finding:
    made = Finding(
        source="semgrep",
        rule_id="python.exec",
        severity=Severity.HIGH,
        category="security",
        cwe=("CWE-78",),
        confidence=1.0,
        title="A command is built from input",
        message="A command is built from input.",
        location=Location(path, line, line, Side.RIGHT),
        evidence=code,
        suggestion=None,
        fingerprint="",
    )
    return replace(made, **other)  # type: ignore[arg-type]  # tests name fields of Finding
