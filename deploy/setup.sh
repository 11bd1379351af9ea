#!/usr/bin/env bash
# Set up the project: .venv (the application, its tests, the `diffdiver` command) and .semgrep (the scan engine, apart).
# Repeatable: does nothing when the locks have not changed. Everything is installed from locks with hashes.
set -euo pipefail
cd "$(dirname "$0")/.."

missing() { printf 'setup: %s\n' "$@" >&2; exit 1; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    missing "Python 3.11 or newer is needed, and neither python3 nor python3.11 to python3.14 is one." \
            "On Debian 12: apt install python3 python3-venv. Elsewhere: make setup PYTHON=/path/to/python3"
}

sync_venv() { # directory, lock, options of uv
    "$python" -m venv "$1"
    [ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/locks/uv.lock
    VIRTUAL_ENV="$1" .venv/bin/uv pip sync --quiet --require-hashes "${@:3}" "$2"
}

python=$(find_python)
command -v git >/dev/null || missing "git is needed and was not found. On Debian: apt install git"
"$python" -c 'import venv, ensurepip' 2>/dev/null || missing \
    "$python cannot make virtual environments: its venv module is not installed." \
    "On Debian: apt install python3-venv (or python3.X-venv for another Python)"

# uv brings its own list of authorities; a machine behind a company's proxy needs the machine's, where it has one.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    export UV_SYSTEM_CERTS=true
fi

stamp=$(cat requirements.lock deploy/locks/*.lock pyproject.toml deploy/setup.sh | cksum; "$python" --version)
if [ "$(cat .venv/.stamp 2>/dev/null)" = "$stamp" ] && [ "$(cat .semgrep/.stamp 2>/dev/null)" = "$stamp" ]; then
    exit 0
fi

echo "setup: installing the application into .venv" >&2
# uv leaves compiling to the first start, where PYTHONDONTWRITEBYTECODE makes every start pay: seconds each time.
sync_venv .venv requirements.lock --compile-bytecode
VIRTUAL_ENV=.venv .venv/bin/uv pip install --quiet --no-deps --no-build-isolation --offline --editable .
.venv/bin/python -m compileall -q app review providers
echo "setup: installing the scan engine into .semgrep" >&2
sync_venv .semgrep deploy/locks/semgrep.lock
printf '%s' "$stamp" > .venv/.stamp
printf '%s' "$stamp" > .semgrep/.stamp
echo "setup: done; the command is .venv/bin/diffdiver" >&2
