"""The class of the OWASP Top 10 (2021) that a check's finding belongs to: https://owasp.org/Top10/"""

from __future__ import annotations

from collections.abc import Mapping

from review.checks import rules

NAMES: Mapping[str, str] = {
    "A01:2021": "Broken access control",
    "A02:2021": "Cryptographic failures",
    "A03:2021": "Injection",
    "A04:2021": "Insecure design",
    "A05:2021": "Security misconfiguration",
    "A06:2021": "Vulnerable and outdated components",
    "A07:2021": "Identification and authentication failures",
    "A08:2021": "Software and data integrity failures",
    "A09:2021": "Security logging and monitoring failures",
    "A10:2021": "Server-side request forgery",
}
OTHER = "other"
# Of the checks that are not scan rules: what each looks for is of one class.
OF_CHECK: Mapping[str, str] = {
    "secrets": "A07:2021",
    "unicode": "A08:2021",
    "suppressions": "A05:2021",
    "tree": "A08:2021",
    "dependencies": "A06:2021",
}


def owasp_class(source: str, rule_id: str) -> str:
    """Return the class of a finding of this check and rule, such as "A03:2021"; "other" for one that names none."""
    if source in OF_CHECK:
        return OF_CHECK[source]
    try:
        return rules.rule(rule_id).owasp
    except KeyError:  # of a model, or of a rule that an older version had
        return OTHER
