#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs examples/haproxy/haproxy.cfg in front of two hosts, which are network
# namespaces with a lighttpd and a pool each.  One of them is cut off during 500
# uploads of 5 KB and 500 of 200 KB, whose clients repeat them; each upload gets its
# text.  HAProxy and the clients have a namespace that leads nowhere else.  This
# needs root.
#   OCR_BUILD    the build that is tested   build
#   OCR_UPLOADS  uploads of each size       500
cd "$(dirname "$0")/../.." || exit
. tests/deploy/script.sh
B=${OCR_BUILD:-build}
each=${OCR_UPLOADS:-500}
port=8000

[ "$(id -u)" -eq 0 ] || {
	echo "haproxy: network namespaces need root" >&2
	exit 1
}
for tool in haproxy ip curl; do
	command -v $tool >/dev/null || {
		echo "haproxy: $tool is missing: apt-get install haproxy iproute2 curl" >&2
		exit 1
	}
done

chmod 755 "$work"
pids=

clean_up() {
	[ "$1" -eq 0 ] || tail -n 20 "$work"/*.log "$work"/*/*.log >&2 || true
	for pid in $pids; do kill "$pid" 2>/dev/null || true; done
	# shellcheck disable=SC2086
	[ -z "$pids" ] || wait $pids 2>/dev/null || true
	for name in proxy a b; do
		ip netns del "ocr-$name-$$" 2>/dev/null || true
	done
}

# until_true SENTENCE COMMAND... waits for the command, or fails with the sentence.
until_true() {
	what=$1
	shift
	end=$(($(date +%s) + wait_s))
	until "$@"; do
		[ "$(date +%s)" -lt $end ] || fail "$what, after $wait_s s"
		sleep 0.1
	done
}

# host NAME NETWORK makes a namespace with a pool and a lighttpd in it.
host() {
	run="$work/$1"
	mkdir -m 755 "$run" "$run/spool"
	ip netns add "ocr-$1-$$"
	ip -n "ocr-proxy-$$" link add "to-$1" type veth \
		peer name eth0 netns "ocr-$1-$$"
	ip -n "ocr-proxy-$$" addr add "$2.1/30" dev "to-$1"
	ip -n "ocr-proxy-$$" link set "to-$1" up
	ip -n "ocr-$1-$$" addr add "$2.2/30" dev eth0
	ip -n "ocr-$1-$$" link set eth0 up
	ip -n "ocr-$1-$$" link set lo up
	spawn-fcgi -n -s "$run/worker.sock" -M 0660 -- \
		"$B/bin/fcgi-worker" -w 2 --log "$run/worker.log" \
		>"$run/spawn.log" 2>&1 &
	pids="$pids $!"
	OCR_RUN_DIR=$run OCR_SLOTS=2 ip netns exec "ocr-$1-$$" \
		lighttpd -D -m "$PWD/$B/lib" -f "$work/lighttpd.conf" \
		>"$run/lighttpd.log" 2>&1 &
	pids="$pids $!"
}

in_proxy() {
	ip netns exec "ocr-proxy-$$" "$@"
}

answers() {
	[ "$(in_proxy curl -s -m 2 -o /dev/null -w '%{http_code}' "$1/readyz")" = 200 ]
}

# One upload of a client that repeats; its status and its text become files.
upload='curl --no-progress-meter --retry 20 --retry-delay 1 --retry-all-errors --max-time 120 \
	--data-binary "@$1/$2.png" -o "$1/$2.$3.txt" -w "%{http_code}\n" \
	"http://127.0.0.1:$4/ocr?region=0,0,640,60&psm=7" >"$1/$2.$3.code"'
uploads() {
	seq "$each" | in_proxy xargs -P 20 -I {} sh -c "$upload" upload \
		"$work" "$1" {} $port 2>>"$work/curl.log"
}

answered() {
	find "$work" -name '*.code' -size +0 | wc -l
}

has_answered() {
	[ "$(answered)" -ge "$1" ]
}

# Makes a page of that size: bytes behind its end are not looked at.
page() {
	cp tests/data/sample.png "$work/$1.png"
	truncate -s "$2" "$work/$1.png"
}

cat lighttpd.conf - >"$work/lighttpd.conf" <<CONF
ocr.client-key = "X-Forwarded-For"
CONF
page small 5120
page large 204800
ip netns add "ocr-proxy-$$"
ip -n "ocr-proxy-$$" link set lo up
host a 10.203.1
host b 10.203.2
ip netns exec "ocr-proxy-$$" haproxy -db -f examples/haproxy/haproxy.cfg \
	>"$work/haproxy.log" 2>&1 &
pids="$pids $!"
for url in 10.203.1.2:8080 10.203.2.2:8080 127.0.0.1:$port; do
	until_true "$url is not ready" answers $url
done
in_proxy curl -fsS --data-binary @"$work/small.png" -o "$work/expected" \
	"http://127.0.0.1:$port/ocr?region=0,0,640,60&psm=7"
[ -s "$work/expected" ] || fail "the page has no text"

uploads small &
small=$!
uploads large &
large=$!
until_true "nothing is answered" has_answered $((each / 5))
ip -n "ocr-b-$$" link set eth0 down
cut=$(answered)
[ "$cut" -lt $each ] || fail "the uploads ended before the host was cut off"
wait $small || true
wait $large || true

good=0
for size in small large; do
	for i in $(seq "$each"); do
		[ "$(cat "$work/$size.$i.code")" = 200 ] &&
			cmp -s "$work/expected" "$work/$size.$i.txt" &&
			good=$((good + 1))
	done
done
repeated=$(grep -c 'Will retry' "$work/curl.log" || true)
served=$(grep -c '"event":"request"' "$work/b/worker.log")
grep -q 'hosts/b is DOWN' "$work/haproxy.log" ||
	fail "HAProxy did not notice that host b was cut off"
[ "$served" -gt 0 ] || fail "host b served nothing before it was cut off"
[ $good -eq $((2 * each)) ] ||
	fail "$good of $((2 * each)) uploads have their text"
echo "haproxy: $good x 200 with the right text; host b was cut off after $cut, repeated by clients: $repeated"
