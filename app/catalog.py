"""The providers' catalog as this installation has it: ours, with the operator's file over it."""

from __future__ import annotations

from pathlib import Path

from app.errors import UsageError
from providers.catalog import Catalog, shipped_catalog
from providers.errors import Misconfigured


def catalog_at(own: Path | None) -> Catalog:
    """Return the catalog, with the file `own` over ours; raise UsageError naming what is wrong in it."""
    if own is None:
        return shipped_catalog()
    try:
        return shipped_catalog(own.expanduser().read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"DIFFDIVER_CATALOG: {own} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"DIFFDIVER_CATALOG: {own} is not UTF-8") from error
    except Misconfigured as error:
        raise UsageError(f"DIFFDIVER_CATALOG: in {own}, {error}") from error
