#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# "make run": starts the pool and lighttpd in RUN_DIR, sends them the sample
# page, prints the text and stays in the foreground until Ctrl-C.
#   PORT     8080        BIND     127.0.0.1
#   WORKERS  processors  RUN_DIR  build/run
#   ONESHOT  1: stop after the sample, with status 0 if it was recognized
set -eu
cd "$(dirname "$0")/.."
build=${B:-build}
PORT=${PORT:-8080} BIND=${BIND:-127.0.0.1} RUN_DIR=${RUN_DIR:-$build/run}
WORKERS=${WORKERS:-$(nproc)}
lighttpd=$(command -v lighttpd || echo /usr/sbin/lighttpd)
spawn=$(command -v spawn-fcgi || echo /usr/bin/spawn-fcgi)

mkdir -p "$RUN_DIR/spool"
RUN_DIR=$(cd "$RUN_DIR" && pwd)
# Held until the last process of this run is gone.
exec 9>"$RUN_DIR/lock"
flock -n 9 || {
	echo "make run: another one serves from $RUN_DIR; name another" \
		"RUN_DIR and PORT, or stop it" >&2
	exit 1
}
export OCR_PORT="$PORT" OCR_BIND="$BIND" OCR_RUN_DIR="$RUN_DIR" \
	OCR_SLOTS="$WORKERS"

pool='' server=''
stop() {
	trap - EXIT INT TERM
	[ -z "$server" ] || kill -INT "$server" 2>/dev/null || true
	[ -z "$pool" ] || kill -TERM "$pool" 2>/dev/null || true
	wait
	rm -f "$RUN_DIR/worker.sock" "$RUN_DIR/fcgi-worker.pid"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
	echo "make run: $1" >&2
	for log in "$RUN_DIR/error.log" "$RUN_DIR/worker.log"; do
		[ ! -s "$log" ] || { echo "--- $log" >&2; tail -5 "$log" >&2; }
	done
	exit 1
}

: >"$RUN_DIR/worker.log"
: >"$RUN_DIR/error.log"
# spawn-fcgi -n execs the pool: its pid is the master's.
"$spawn" -n -s "$RUN_DIR/worker.sock" -M 0660 -- \
	"$build/bin/fcgi-worker" -w "$WORKERS" 2>>"$RUN_DIR/worker.log" &
pool=$!
echo "$pool" >"$RUN_DIR/fcgi-worker.pid"
"$lighttpd" -D -m "$build/lib" -f lighttpd.conf 2>>"$RUN_DIR/error.log" &
server=$!

url=http://$BIND:$PORT
tries=0
until curl -fsS -o /dev/null "$url/healthz" 2>/dev/null &&
	[ -S "$RUN_DIR/worker.sock" ]; do
	kill -0 "$server" 2>/dev/null || fail "lighttpd did not start"
	kill -0 "$pool" 2>/dev/null || fail "the pool did not start"
	tries=$((tries + 1))
	[ $tries -le 300 ] || fail "no answer on $url"
	sleep 0.1
done

echo "recognizing tests/data/sample.png:"
curl -fsS --data-binary @tests/data/sample.png "$url/ocr" ||
	fail "the sample page was not recognized"
[ "${ONESHOT:-}" != 1 ] || exit 0

cat <<EOF
serving $WORKERS at once on $url, logs in $RUN_DIR; Ctrl-C stops.
try: curl --data-binary @page.png $url/ocr
EOF
# Either part's end ends both.
while kill -0 "$server" 2>/dev/null && kill -0 "$pool" 2>/dev/null; do
	sleep 1 &
	wait $! || true
done
fail "a part of the server stopped"
