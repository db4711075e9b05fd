#!/usr/bin/env bash
# `make run` in a clean clone, in an empty directory, must end in a working sign-in page; and leave no process behind.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
pid=
finish() {
  [ -n "$pid" ] && kill -INT -- "-$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
git clone --quiet . "$work/clone"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# In a group of its own, as a terminal would start it.
setsid make -C "$work/clone" run RUN_ARGS="--demo --data $work/data --port $port" >"$work/log" 2>&1 &
pid=$!
page() { python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=5).read().decode())' "http://127.0.0.1:$port$1" 2>/dev/null; }
for _ in $(seq 600); do
  if page /readyz >/dev/null; then break; fi
  kill -0 "$pid" 2>/dev/null || { echo "make run ended by itself:" >&2; cat "$work/log" >&2; exit 1; }
  sleep 0.5
done
# The whole page first: `page | grep -q` would end the page's printer at the first hit, and pipefail would call that a failure.
sign_in=$(page /sign-in) || { echo "the sign-in page does not answer:" >&2; cat "$work/log" >&2; exit 1; }
[[ $sign_in == *'name="password"'* ]] || { echo "no sign-in form on the page:" >&2; echo "$sign_in" >&2; exit 1; }
kill -INT -- "-$pid"
for _ in $(seq 60); do kill -0 -- "-$pid" 2>/dev/null || break; sleep 0.5; done
if pgrep -f "$work/data" >/dev/null; then echo "processes were left behind:" >&2; pgrep -af "$work/data" >&2; exit 1; fi
pid=
echo "make run on a fresh clone: a working sign-in page, and nothing left behind."
