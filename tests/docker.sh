#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Builds the images, starts both services, posts the sample page and compares
# the text.  PORT: where to serve (a port the engine chooses).
set -eu
cd "$(dirname "$0")/.."
project=ocr-test-$$
port=${PORT:-0}
wait_s=120

if docker compose version >/dev/null 2>&1; then
	compose="docker compose"
else
	compose=docker-compose
fi
compose() {
	PORT=$port $compose -p "$project" -f docker/compose.yaml "$@"
}

finish() {
	status=$?
	trap - EXIT INT TERM
	[ $status -eq 0 ] || compose logs --tail 20 >&2 || true
	compose down -v -t 10 >/dev/null 2>&1 || true
	rm -f "$got"
	exit $status
}
got=$(mktemp)
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

wait_healthy() {
	end=$(($(date +%s) + wait_s))
	until [ "$(docker inspect -f '{{.State.Health.Status}}' "$1")" = healthy ]; do
		[ "$(date +%s)" -lt $end ] || {
			echo "$1 is not healthy after $wait_s s" >&2
			return 1
		}
		sleep 0.2
	done
}

compose build >"$got" 2>&1 || {
	tail -30 "$got" >&2
	exit 1
}
compose up -d
for service in worker lighttpd; do
	wait_healthy "$(compose ps -q $service)"
done
address=$(compose port lighttpd 8080)
curl -fsS --data-binary @tests/data/sample.png \
	"http://127.0.0.1:${address##*:}/ocr" >"$got"
diff tests/data/sample.txt "$got"
# There and back as a PDF, which needs temporary files and fonts.
curl -fsS --data-binary @tests/data/sample.png \
	"http://127.0.0.1:${address##*:}/ocr?format=pdf" |
	curl -fsS --data-binary @- "http://127.0.0.1:${address##*:}/ocr" >"$got"
diff tests/data/sample.txt "$got"
for service in worker lighttpd; do
	user=$(docker exec "$(compose ps -q $service)" id -u)
	[ "$user" -ne 0 ] || {
		echo "$service runs as root" >&2
		exit 1
	}
	if docker exec "$(compose ps -q $service)" sh -c 'command -v gcc make'; then
		echo "$service has build tools" >&2
		exit 1
	fi
done
echo "docker: the sample page was recognized on port ${address##*:}"
