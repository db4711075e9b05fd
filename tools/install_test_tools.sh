#!/usr/bin/env bash
# What the tests use beside Python: a Chromium and GNU gettext. Fetches what is missing, where it can:
# `install_test_tools.sh BIN` with BIN the environment's programs.
set -euo pipefail
bin=$1
export DEBIAN_FRONTEND=noninteractive

have_browser() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        command -v google-chrome >/dev/null || have_playwright_browser
}

have_playwright_browser() {
    "$bin/python" - <<'PYTHON'
import pathlib, sys
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    sys.exit(not pathlib.Path(playwright.chromium.executable_path).exists())
PYTHON
}

can_apt() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    if [ -z "${updated:-}" ]; then
        apt-get -qq update >/dev/null 2>&1 || echo "apt-get update did not work; going on with the lists there are." >&2
        updated=yes
    fi
    apt-get -qq install -y --no-install-recommends "$@" >/dev/null 2>&1
}

if ! command -v msgfmt >/dev/null; then
    if ! can_apt || ! apt_install gettext; then
        echo "GNU gettext is not installed and could not be fetched; the tests that run msgfmt are skipped and say so." >&2
    fi
fi

if ! have_browser; then
    echo "Fetching a browser for the tests." >&2
    if ! { can_apt && { apt_install chromium-headless-shell || apt_install chromium; }; }; then
        if can_apt; then # what Playwright's own Chromium needs of the system
            "$bin/python" -m playwright install-deps chromium >/dev/null 2>&1 || true
        fi
        if ! "$bin/python" -m playwright install chromium >&2; then
            echo "No browser: neither apt nor Playwright could fetch one. Install chromium, or set CHROMIUM to one." >&2
            exit 1
        fi
    fi
fi
