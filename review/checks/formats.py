"""Every kind of credential that shows by its format, the more particular before the more general.

Sources are the issuers' own pages on the tokens they give out. The tables are data, one row a kind.
"""

from __future__ import annotations

from review.checks.format import Format
from review.checks.formats_ai import AI
from review.checks.formats_cloud import CLOUD
from review.checks.formats_code import CODE
from review.checks.formats_keys import CONNECTION, CREDENTIALS, KEYS, LOGINS, PRIVATE_KEY
from review.checks.formats_services import SERVICES

__all__ = ["CONNECTION", "CREDENTIALS", "FORMATS", "PRIVATE_KEY", "Format"]

FORMATS: tuple[Format, ...] = (*CODE, *CLOUD, *SERVICES, *AI, *KEYS, *LOGINS)
