"""Which files are tests: what they hold meets no user's data, so a gate need not close for most of it."""

from __future__ import annotations

import re

from review.models import Severity

_TEST_CODE = re.compile(
    r"(?:^|/)(?:tests?|specs?|testdata|test_data|fixtures?|__tests__|__mocks__)/|"
    r"[._-](?:test|tests|spec)\.\w+$|(?:^|/)(?:test_[^/]*|conftest)\.py$"
)


def severity_in(path: str, severity: Severity) -> Severity:
    """Return the severity of a rule in this file: high is medium in tests; critical, which can run code, stays."""
    is_test = _TEST_CODE.search(path.lower()) is not None
    return Severity.MEDIUM if is_test and severity is Severity.HIGH else severity
