#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs "make run" on this machine, on ports and in directories of its own.
# Impossible values are refused with a sentence, an answer of a stranger on the port
# is no success, nothing stays behind, whichever process is told to stop, and what
# keeps packages from being installed is said.
cd "$(dirname "$0")/../.." || exit
. tests/deploy/script.sh
started=''

clean_up() {
	[ -z "$started" ] || kill -KILL "$started" 2>/dev/null || true
	[ -z "${stranger:-}" ] || kill "$stranger" 2>/dev/null || true
	[ "$1" -eq 0 ] || tail -n 20 "$work"/*.out >&2 || true
}

until_true() {
	until_succeeds eval "$1"
}

# Prints a port that nobody has at this moment.
free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# Expects that what make runs first refuses this at once, with the sentence $1.
refused() {
	pattern=$1
	shift
	if env RUN_DIR="$work/run" "$@" >"$work/refused.out" 2>&1; then
		fail "$* succeeded"
	fi
	grep -q -e "$pattern" "$work/refused.out" ||
		fail "$* does not say \"$pattern\""
	[ ! -e "$work/run" ] || fail "$* started something"
}

wrong_values() {
	for port in 0 65536 80a -1 99999999999; do
		refused "PORT=$port: a number from 1 to 65535" \
			PORT="$port" tests/serve.sh check
	done
	for workers in 0 1025 many; do
		refused "WORKERS=$workers: a number from 1 to 1024" \
			WORKERS="$workers" tests/serve.sh check
	done
	for bind in localhost 127.0.0.256 ::g 1; do
		refused "BIND=$bind: an address is needed" \
			BIND="$bind" tests/serve.sh check
	done
	refused "WORKERS=0: a number" make run ONESHOT=1 WORKERS=0
}

# A server that answers 200 to everything, and keeps what it is sent.
start_stranger() {
	cat >"$work/stranger.py" <<-'EOF'
		import http.server, sys
		class Handler(http.server.BaseHTTPRequestHandler):
		    def do_GET(self):
		        self.answer()
		    def do_POST(self):
		        open(sys.argv[1], "w").close()
		        self.answer()
		    def answer(self):
		        self.send_response(200)
		        self.send_header("Content-Length", "0")
		        self.end_headers()
		    def log_message(self, *a):
		        pass
		server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
		print(server.server_address[1], flush=True)
		server.serve_forever()
	EOF
	python3 "$work/stranger.py" "$work/posted" >"$work/port" &
	stranger=$!
	until_true '[ -s "$work/port" ]'
}

taken_port() {
	start_stranger
	port=$(cat "$work/port")
	refused "port $port of 127.0.0.1 is taken" make run ONESHOT=1 PORT="$port"
	# The same happens if the port was taken only after the first look.
	if PORT=$port RUN_DIR=$work/late ONESHOT=1 tests/serve.sh \
		>"$work/late.out" 2>&1; then
		fail "a stranger's answer counted"
	fi
	grep -q "port $port of 127.0.0.1 is taken" "$work/late.out" ||
		fail "bind's error is not told"
	kill -0 "$stranger" || fail "the stranger was stopped"
	[ ! -e "$work/posted" ] || fail "the stranger was sent the page"
	nothing_stays "$work/late"
	kill "$stranger"
	wait "$stranger" 2>/dev/null || true
	stranger=''
}

# Neither processes nor their files are left, and the lock is free.
nothing_stays() {
	until_true "flock -n '$1/lock' true"
	for f in worker.sock worker.sock.board fcgi-worker.pid lighttpd.pid; do
		[ ! -e "$1/$f" ] || fail "$f stayed behind"
	done
}

# $1 says which process is told to stop, make or the script; $2 by which signal.
stopped_by() {
	run=$work/$1-$2
	port=$(free_port)
	# A process that a shell starts by & ignores SIGINT.
	env --default-signal=INT make run PORT="$port" BIND="$3" \
		RUN_DIR="$run" WORKERS=1 \
		>"$run.out" 2>&1 &
	started=$!
	until_true "grep -q '^open ' '$run.out' || ! kill -0 $started"
	grep -qF "http://$4:$port/ocr" "$run.out" || fail "BIND=$3 does not serve"
	grep -qF "$(head -1 tests/data/sample.txt)" "$run.out" || fail "no text"
	pids="$(cat "$run/lighttpd.pid" "$run/fcgi-worker.pid")"
	script=$(cat "/proc/$started/task/$started/children")
	case $1 in
	make) kill -"$2" "$started" ;;
	script) kill -"$2" $script ;;
	esac
	until_true "! kill -0 $started"
	started=''
	for pid in $pids $script; do
		until_true "! kill -0 $pid"
	done
	nothing_stays "$run"
}

# Expects that the reason $1 of apt-get is shown for a package that does not exist.
not_installed() {
	pattern=$1
	shift
	if "$@" make deps PACKAGES=$absent >"$work/deps.out" 2>&1; then
		fail "make deps succeeded: $*"
	fi
	grep -q -e "$pattern" "$work/deps.out" ||
		fail "make deps does not say \"$pattern\""
}

missing_packages() {
	absent=sl
	! dpkg -s $absent >/dev/null 2>&1 || absent=cowsay
	# The only network is a loopback without an address.
	not_installed 'E: Failed to fetch' unshare -n
	not_installed 'E: You don.t have enough free space' unshare -m sh -c \
		'mount -t tmpfs -o size=4k none /var/cache/apt/archives
		mkdir /var/cache/apt/archives/partial && exec "$@"' sh
	if [ -z "$(command -v sudo)" ]; then
		not_installed "as root, install: $absent" \
			setpriv --reuid=65534 --regid=65534 --clear-groups
	fi
}

# Root has built the tree, and another user runs it.
other_user() {
	mkdir "$work/tree"
	cp -a Makefile fcgi-worker mod_ocr tests tools lighttpd.conf "$work/tree"
	mkdir -p "$work/tree/build/bin"
	cp build/bin/fcgi-worker "$work/tree/build/bin"
	chmod 755 "$work" "$work/tree"
	refused "belongs to root and you are nobody" env -C "$work/tree" setpriv \
		--reuid=65534 --regid=65534 --clear-groups make run ONESHOT=1
}

make >"$work/build.out" 2>&1 || fail "the build failed"
if [ "$(id -u)" -eq 0 ]; then
	missing_packages
	other_user
else
	echo "make_run: NOT TESTED as a user: what root alone can bring about"
fi
wrong_values
taken_port
stopped_by make TERM ::1 '[::1]'
stopped_by make HUP 127.0.0.1 127.0.0.1
stopped_by make INT 127.0.0.1 127.0.0.1
stopped_by make KILL 127.0.0.1 127.0.0.1
stopped_by script TERM 0.0.0.0 127.0.0.1
stopped_by script INT 127.0.0.1 127.0.0.1
stopped_by script HUP :: '[::1]'
make run PORT="$(free_port)" RUN_DIR="$work/once" ONESHOT=1 \
	>"$work/once.out" 2>&1 || fail "make run ONESHOT=1"
nothing_stays "$work/once"
echo "make_run: wrong values and taken ports are refused, nothing stays behind"
