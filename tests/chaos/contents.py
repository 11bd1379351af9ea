"""What the pull requests hold: one small file each, with findings that say of themselves which they are."""

from __future__ import annotations

import hashlib
import random
import re

START = {"README.md": "# Shop\n", "shop/web.py": "from flask import Flask\n\napp = Flask(__name__)\n"}
TOKEN = re.compile(r"pl_\d+_\d+")
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def token(pull: int, number: int) -> str:
    """Name a finding so that its line tells it from every other; short, as a long word might be a secret itself."""
    return f"pl_{pull}_{number}"


def file_of(pull: int, flavour: str, revision: int, findings: tuple[int, ...]) -> tuple[str, str]:
    """Return path and text of the one file of a pull request at one of its pushes."""
    if flavour == "code":
        return f"shop/page_{pull}.py", _code(pull, revision, findings)
    return f"deploy/shop_{pull}.env", _settings(pull, revision, findings)


def _code(pull: int, revision: int, findings: tuple[int, ...]) -> str:
    lines = ["import subprocess", "", "from flask import Flask, request", "", "app = Flask(__name__)", ""]
    for number in findings:
        name = token(pull, number)
        lines += ["", f'@app.get("/{number}")', f"def page_{number}():"]
        lines += [f'    subprocess.run("lp " + request.args["{name}"], shell=True)', '    return "ok"', ""]
    return "\n".join([*lines, "", f"REVISION = {revision}", ""])


def _settings(pull: int, revision: int, findings: tuple[int, ...]) -> str:
    lines = [f"REVISION={revision}"]
    for number in findings:
        name = token(pull, number)
        chosen = random.Random(hashlib.sha256(name.encode()).hexdigest())
        lines.append(f"{name}_KEY=AKIA{''.join(chosen.choice(_BASE32) for _ in range(16))}")
    return "\n".join([*lines, ""])
