"""The program's own name and version, as reports and requests carry it."""

from __future__ import annotations

from importlib.metadata import version

VERSION = version("diffdiver")
USER_AGENT = f"diffdiver/{VERSION}"
