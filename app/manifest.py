"""The App manifest as GitHub takes it: `app.yml` with this installation's addresses filled in."""

from __future__ import annotations

from pathlib import Path

import yaml

from app.errors import UsageError

# In a checkout app.yml lies beside the package; in a wheel it lies inside it.
PLACES = (Path(__file__).parent.parent / "app.yml", Path(__file__).parent / "app.yml")


def manifest(public_url: str) -> dict[str, object]:
    """Return the manifest to post; raise UsageError when app.yml is not there."""
    for place in PLACES:
        if place.is_file():
            break
    else:
        raise UsageError(f"app.yml was not found beside {Path(__file__).parent}: reinstall diffdiver")
    document: dict[str, object] = yaml.safe_load(place.read_text("utf-8"))
    base = public_url.rstrip("/")
    document["url"] = base
    document["redirect_url"] = f"{base}/setup/callback"
    document["hook_attributes"] = {"url": f"{base}/webhook", "active": True}
    return document
