#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# "make run": starts the pool and lighttpd in RUN_DIR, sends them the sample
# page, prints the text and stays in the foreground until Ctrl-C, or until it
# or the make that started it is told to end.
#   PORT     8080        BIND     127.0.0.1
#   WORKERS  processors  RUN_DIR  build/run
#   CORS_ORIGIN  another origin whose pages may call from a browser, or *
#   ONESHOT  1: stop after the sample, with status 0 if it was recognized
# serve.sh check only looks whether that can work, which make does before it
# installs and builds.
set -eu
cd "$(dirname "$0")/.."
build=${B:-build}
PORT=${PORT:-8080} BIND=${BIND:-127.0.0.1} RUN_DIR=${RUN_DIR:-$build/run}
WORKERS=${WORKERS:-$(nproc)}
lighttpd=$(command -v lighttpd || echo /usr/sbin/lighttpd)
spawn=$(command -v spawn-fcgi || echo /usr/bin/spawn-fcgi)

refuse() {
	echo "make run: $*" >&2
	exit 1
}

# Whether $1 is a number from $2 to $3.
is_number() {
	case $1 in '' | *[!0-9]* | ??????*) return 1 ;; esac
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

# These faults could not be guessed from what lighttpd or the pool would say.
check_variables() {
	is_number "$PORT" 1 65535 ||
		refuse "PORT=$PORT: a number from 1 to 65535 is needed"
	is_number "$WORKERS" 1 1024 ||
		refuse "WORKERS=$WORKERS: a number from 1 to 1024 is needed"
	BIND=${BIND#[}
	BIND=${BIND%]}
	case $BIND in
	*[!0-9a-fA-F:.]* | '') false ;;
	*:*) getent ahostsv6 "$BIND" >/dev/null ;;
	*.*.*.*) getent ahostsv4 "$BIND" >/dev/null ;;
	*) false ;;
	esac || refuse "BIND=$BIND: an address is needed, as 127.0.0.1 (this" \
		"machine alone), 0.0.0.0 (all of IPv4), ::1 or ::"
	case ${CORS_ORIGIN:-} in
	'' | '*') ;;
	*[!]a-z0-9._:/[-]* | *://*/*) false ;;
	http://?* | https://?*) ;;
	*) false ;;
	esac || refuse "CORS_ORIGIN=$CORS_ORIGIN: an origin is needed, as" \
		"https://example.com, or *"
}

# A user cannot change what root has built.
check_tree() {
	[ -e "$build" ] || return 0
	foreign=$(find "$build" -maxdepth 2 ! -writable -print -quit 2>/dev/null)
	[ -z "$foreign" ] ||
		refuse "$foreign belongs to $(stat -c %U "$foreign") and you are" \
			"$(id -un): hand it over by \"sudo chown -R $(id -un)" \
			"$build\", or have it removed by \"sudo make clean\""
}

# Finds a process that listens on the port already before anything is built: bind()
# would find it only after that.
check_port() {
	taken=$(awk -v port="$(printf %04X "$PORT")" '
		$4 == "0A" { n = split($2, a, ":"); if (a[n] == port) print a[1] }
		' /proc/net/tcp /proc/net/tcp6 2>/dev/null) || true
	for address in $taken; do
		case $BIND,$address in
		127.0.0.1,0100007F | *.*,00000000 | *,00000000000000000000000000000000) ;;
		::1,00000000000000000000000001000000 | 0.0.0.0,???????? | ::,*) ;;
		*) continue ;;
		esac
		refuse_port
	done
}

refuse_port() {
	refuse "port $PORT of $BIND is taken by another program: stop it, or" \
		"take another port: make run PORT=$((PORT % 65535 + 1))"
}

check_variables
check_tree
if [ "${1:-}" = check ]; then
	check_port
	exit 0
fi

mkdir -p "$RUN_DIR/spool"
RUN_DIR=$(cd "$RUN_DIR" && pwd)
# The lock is held until the last process of this run is gone.
exec 9>"$RUN_DIR/lock"
flock -n 9 || refuse "another one serves from $RUN_DIR; name another RUN_DIR" \
	"and PORT, or stop it"
case $BIND in
*:*) host="[$BIND]" ;;
*) host=$BIND ;;
esac
export OCR_PORT="$PORT" OCR_BIND="$host" OCR_RUN_DIR="$RUN_DIR" \
	OCR_SLOTS="$WORKERS" OCR_WEB="$(cd "$build/web" && pwd)" \
	OCR_CORS_ORIGIN="${CORS_ORIGIN:-}"
case $BIND in
0.0.0.0) url=http://127.0.0.1:$PORT ;;
::) url=http://[::1]:$PORT ;;
*) url=http://$host:$PORT ;;
esac

# make passes only SIGTERM on.  Which signals it catches changes when it got another
# one and waits for this script; and it is gone when it was killed.
watch_make() {
	[ "$(cat "/proc/$PPID/comm" 2>/dev/null)" = make ] || return 0
	sed -n 's/^SigCgt:/make &/p' "/proc/$PPID/status" 2>/dev/null || true
}
make_catches=$(watch_make)

pool='' server='' pause=''
stop() {
	trap - EXIT
	trap '' INT TERM HUP
	# lighttpd ends first, so that it answers the clients whose pages are being read.
	[ -z "$pause" ] || kill "$pause" 2>/dev/null || true
	[ -z "$server" ] || kill -TERM "$server" 2>/dev/null || true
	[ -z "$server" ] || wait "$server" 2>/dev/null || true
	[ -z "$pool" ] || kill -TERM "$pool" 2>/dev/null || true
	wait
	rm -f "$RUN_DIR/worker.sock" "$RUN_DIR/worker.sock.board" \
		"$RUN_DIR/fcgi-worker.pid" "$RUN_DIR/lighttpd.pid"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
	echo "make run: $1" >&2
	for log in "$RUN_DIR/error.log" "$RUN_DIR/worker.log"; do
		[ ! -s "$log" ] || { echo "--- $log" >&2; tail -5 "$log" >&2; }
	done
	exit 1
}

rest() {
	sleep "$1" &
	pause=$!
	wait "$pause" || true
	pause=''
	[ "$(watch_make)" = "$make_catches" ] || exit 143
}

: >"$RUN_DIR/worker.log"
: >"$RUN_DIR/error.log"
rm -f "$RUN_DIR/lighttpd.pid"
# spawn-fcgi -n becomes the pool, so its number is the master's.
"$spawn" -n -s "$RUN_DIR/worker.sock" -M 0660 -- \
	"$build/bin/fcgi-worker" -w "$WORKERS" 2>>"$RUN_DIR/worker.log" &
pool=$!
echo "$pool" >"$RUN_DIR/fcgi-worker.pid"
"$lighttpd" -D -m "$build/lib" -f lighttpd.conf 2>>"$RUN_DIR/error.log" &
server=$!

# lighttpd writes its number when it has the port; before that, another program may
# answer there.
tries=0
until [ "$(cat "$RUN_DIR/lighttpd.pid" 2>/dev/null)" = "$server" ] &&
	[ -S "$RUN_DIR/worker.sock" ] &&
	curl -fsS --noproxy '*' -o /dev/null "$url/healthz" 2>/dev/null; do
	if ! kill -0 "$server" 2>/dev/null; then
		! grep -q 'bind.*Address already in use' "$RUN_DIR/error.log" ||
			refuse_port
		fail "lighttpd did not start"
	fi
	kill -0 "$pool" 2>/dev/null || fail "the pool did not start"
	tries=$((tries + 1))
	[ $tries -le 300 ] || fail "no answer on $url"
	rest 0.1
done

echo "recognizing tests/data/sample.png:"
curl -fsS --noproxy '*' --data-binary @tests/data/sample.png "$url/ocr" ||
	fail "the sample page was not recognized"
[ "${ONESHOT:-}" != 1 ] || exit 0

cat <<EOF
serving $WORKERS at once on $url, logs in $RUN_DIR; Ctrl-C stops.
open $url in a browser, or curl --data-binary @page.png $url/ocr
EOF
# When one of the two ends, the other one is ended.
while kill -0 "$server" 2>/dev/null && kill -0 "$pool" 2>/dev/null; do
	rest 1
done
fail "a part of the server stopped"
