"""Where the engine is found, and that only the tested version is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.analyzers.engine import VERSION, find
from app.analyzers.sandbox import Sandbox
from app.errors import UsageError

BOX = Sandbox(None)


def environment(root: Path, version: str) -> Path:
    """Make a virtual environment as pip leaves it, with a program that does nothing."""
    site = root / "lib" / "python3.12" / "site-packages"
    core = site / "semgrep" / "bin" / "semgrep-core"
    core.parent.mkdir(parents=True)
    core.write_text("#!/bin/sh\n")
    core.chmod(0o755)
    (site / f"semgrep-{version}.dist-info").mkdir()
    script = root / "bin" / "semgrep"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    return core


@pytest.mark.parametrize("place", ["", "bin/semgrep", "lib/python3.12/site-packages/semgrep/bin/semgrep-core"])
def test_the_setting_may_be_an_environment_its_script_or_the_program(place: str, tmp_path: Path) -> None:
    core = environment(tmp_path / "venv", VERSION)
    engine = find(str(tmp_path / "venv" / place), box=BOX)
    assert (engine.core, engine.version) == (core.resolve(), VERSION)


def test_a_link_to_the_script_leads_to_its_environment(tmp_path: Path) -> None:
    """As pipx and uv install tools."""
    core = environment(tmp_path / "venv", VERSION)
    (tmp_path / "semgrep").symlink_to(tmp_path / "venv" / "bin" / "semgrep")
    assert find(str(tmp_path / "semgrep"), box=BOX).core == core.resolve()


def test_another_version_is_refused_with_what_to_install(tmp_path: Path) -> None:
    environment(tmp_path / "venv", "1.99.0")
    with pytest.raises(UsageError, match=rf"1\.99\.0.*exactly {VERSION}.*pip install semgrep=={VERSION}"):
        find(str(tmp_path / "venv"), box=BOX)


def test_a_setting_that_holds_no_engine_is_refused_and_nothing_else_is_tried(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"DIFFDIVER_SEMGREP=.*holds no semgrep"):
        find(str(tmp_path), box=BOX)


def test_without_metadata_the_program_is_asked(tmp_path: Path) -> None:
    core = environment(tmp_path / "venv", VERSION)
    (core.parents[2] / f"semgrep-{VERSION}.dist-info").rmdir()
    core.write_text(f"#!/bin/sh\necho semgrep-core version: {VERSION}\n")
    assert find(str(core), box=BOX).version == VERSION


def test_a_program_that_does_not_run_is_of_an_unknown_version(tmp_path: Path) -> None:
    core = environment(tmp_path / "venv", VERSION)
    (core.parents[2] / f"semgrep-{VERSION}.dist-info").rmdir()
    core.chmod(0o644)
    with pytest.raises(UsageError, match="unknown version"):
        find(str(tmp_path / "venv"), box=BOX)


def test_without_a_setting_the_place_beside_the_project_comes_first() -> None:
    engine = find(None)
    assert ".semgrep" in engine.core.parts
    assert engine.sandbox in {"bubblewrap", "none"}
    assert engine.name == f"semgrep {VERSION}"
