#!/usr/bin/env bash
# A virtual environment with pip: `make_venv.sh PYTHON DIRECTORY`. Debian keeps what venv needs in a package of its own.
set -euo pipefail
python=$1 venv=$2

make_it() { rm -rf "$venv" && "$python" -m venv "$venv" >/dev/null 2>&1; }

if make_it; then exit 0; fi
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    echo "Installing python$version-venv by apt." >&2
    apt-get -qq update >/dev/null 2>&1 || true
    apt-get -qq install -y --no-install-recommends "python$version-venv" >/dev/null 2>&1 ||
        apt-get -qq install -y --no-install-recommends python3-venv >/dev/null 2>&1 || true
    if make_it; then exit 0; fi
fi
# Without ensurepip, a pip of the system can fill the environment.
if "$python" -m pip --version >/dev/null 2>&1 && rm -rf "$venv" && "$python" -m venv --without-pip "$venv" &&
    "$python" -m pip --quiet --disable-pip-version-check --python "$venv/bin/python" install pip; then
    exit 0
fi
rm -rf "$venv"
echo "$python cannot make a virtual environment. Install python$version-venv (as root: apt-get install python$version-venv), then try again." >&2
exit 1
