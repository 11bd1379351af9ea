"""What is in the box, and what is not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from app.analyzers.sandbox import NOT_ALLOWED, NOT_INSTALLED, Sandbox, insist, probe
from app.errors import UsageError

TOOLS = Path("/usr/bin")


@pytest.fixture
def box() -> Sandbox:
    found = probe()
    if found.program is None:
        pytest.skip(f"no sandbox on this machine: {found.reason}")
    return found


def inside(box: Sandbox, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = box.wrap(argv, binds={TOOLS: TOOLS}, env=env, cwd=Path("/tmp"))
    return subprocess.run(command, capture_output=True, text=True, env={}, timeout=10, check=False)


def test_the_environment_inside_is_what_was_given(box: Sandbox) -> None:
    assert set(inside(box, "/usr/bin/env", A="1").stdout.split()) <= {"A=1", "PWD=/tmp"}


def test_host_files_are_not_there(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("canary")
    for hidden in (tmp_path / "key.pem", Path("/etc/passwd"), Path.home(), Path(__file__)):
        assert inside(box, "/usr/bin/ls", str(hidden)).returncode != 0


def test_there_is_no_network_but_an_own_loopback(box: Sandbox) -> None:
    devices = inside(box, "/usr/bin/cat", "/proc/net/dev").stdout
    assert [line.split(":")[0].strip() for line in devices.split("\n")[2:] if line] == ["lo"]


def test_other_processes_cannot_be_seen(box: Sandbox) -> None:
    pids = [name for name in inside(box, "/usr/bin/ls", "/proc").stdout.split() if name.isdigit()]
    assert len(pids) <= 3


def test_what_is_bound_cannot_be_written(box: Sandbox) -> None:
    assert inside(box, "/usr/bin/touch", "/usr/bin/new").returncode != 0


def test_without_bubblewrap_the_command_is_left_as_it_is() -> None:
    box = Sandbox(None, NOT_INSTALLED)
    assert box.wrap(["a", "b"], binds={}, env={}, cwd=Path("/")) == ("a", "b")
    assert box.name == "none"


def test_a_missing_program_is_named() -> None:
    assert probe("no-such-bwrap") == Sandbox(None, NOT_INSTALLED)


def test_a_bubblewrap_that_may_not_make_namespaces_is_no_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in most containers: it is installed, and the kernel refuses."""
    refusing = tmp_path / "refusing-bwrap"
    refusing.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert probe("refusing-bwrap") == Sandbox(None, NOT_ALLOWED)


def test_without_a_box_no_worker_starts_unless_the_operator_said_so() -> None:
    with pytest.raises(UsageError, match="DIFFDIVER_SANDBOX=optional"):
        insist(Sandbox(None, NOT_INSTALLED), "required")
    insist(Sandbox(None, NOT_INSTALLED), "optional")
    insist(Sandbox(Path("/usr/bin/bwrap")), "required")
