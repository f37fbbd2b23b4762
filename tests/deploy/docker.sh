#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Starts the containers by Compose, as their user does, and looks at the sizes of
# the images, the sample page, what the containers may do, WORKERS, languages chosen
# at build and in a mounted directory, --scale, TLS with a password, and the logs.
#   DEBIAN  the release of the images         trixie
#   IMAGE   the images' names begin with it   mod_ocr-test; they are kept, so that
#                                             the next run builds only what changed
cd "$(dirname "$0")/../.." || exit
. tests/deploy/script.sh
: "${DEBIAN:=trixie}" "${IMAGE:=mod_ocr-test}"
export DEBIAN IMAGE
wait_s=120
# The most megabytes beyond the base image; with all that apt would install they
# were 290 and 83.
worker_mb=174
lighttpd_mb=50

docker info >/dev/null 2>&1 || tests/deploy/engine.sh start
if docker compose version >/dev/null 2>&1; then
	compose="docker compose"
else
	compose=docker-compose
fi

# This does what -p does; Compose names after it what it makes.
export COMPOSE_PROJECT_NAME=ocr-test-$$
export PORT=0
files="-f docker/compose.yaml"
compose() {
	# shellcheck disable=SC2086
	$compose $files "$@"
}

clean_up() {
	if [ "$1" -ne 0 ]; then
		[ ! -s "$work/log" ] || tail -30 "$work/log" >&2
		compose logs --tail 20 >&2 || true
	fi
	compose down -v -t 10 >/dev/null 2>&1 || true
}

quietly() {
	"$@" >"$work/log" 2>&1 || return 1
	: >"$work/log"
}

container() {
	compose ps -q "$1"
}

inspect() {
	docker inspect -f "$2" "$(container "$1")"
}

start() {
	quietly compose up -d
	for service in worker lighttpd; do
		end=$(($(date +%s) + wait_s))
		until [ "$(inspect $service '{{.State.Health.Status}}')" = healthy ]; do
			[ "$(date +%s)" -lt $end ] ||
				fail "$service is not healthy after $wait_s s"
			sleep 0.2
		done
	done
	address=$(compose port lighttpd 8080)
}

stop() {
	quietly compose down -v -t 10
}

# post QUERY [FILE] posts a page to the service.
post() {
	curl -sS --data-binary "@${2:-tests/data/sample.png}" \
		"http://$address/ocr?$1"
}

reads() {
	post "$1" >"$work/text"
	diff tests/data/sample.txt "$work/text" || fail "wrong text for ?$1"
}

# --- sizes -----------------------------------------------------------------
build() {
	quietly compose build || fail "the images were not built"
}

bytes() {
	docker image inspect -f '{{.Size}}' "$1"
}

check_size() {
	over=$((($(bytes "$IMAGE-$1") - $(bytes "debian:$DEBIAN-slim")) / 1000000))
	echo "docker: $1 is $over MB over debian:$DEBIAN-slim (at most $2)"
	[ $over -le "$2" ] || fail "the image $IMAGE-$1 is too large"
}

# --- what a container may do -----------------------------------------------
check_limits() {
	[ "$(inspect "$1" '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}')" = \
		"true [ALL] [no-new-privileges:true]" ] ||
		fail "$1 may do too much"
	[ "$(inspect "$1" '{{.HostConfig.Memory}}')" -gt 0 ] ||
		fail "$1 has no limit of memory"
	[ "$(inspect "$1" '{{.HostConfig.PidsLimit}}')" -gt 0 ] ||
		fail "$1 has no limit of processes"
	[ "$(inspect "$1" '{{range .HostConfig.Ulimits}}{{.Name}} {{.Hard}}{{end}}')" = \
		"core 0" ] || fail "$1 may leave core files"
	inspect "$1" '{{range .HostConfig.Tmpfs}}{{println .}}{{end}}' |
		sed '/^$/d' >"$work/tmpfs"
	[ -s "$work/tmpfs" ] || fail "$1 has no tmpfs"
	! grep -v 'size=' "$work/tmpfs" || fail "$1 has a tmpfs without a size"
	[ "$(docker exec "$(container "$1")" id -u)" -ne 0 ] ||
		fail "$1 runs as root"
	! docker exec "$(container "$1")" sh -c 'command -v gcc make' ||
		fail "$1 has build tools"
}

# lighttpd's limit on all bodies leaves room in the file system that they are in.
check_spool() {
	limit_kb=$(docker exec "$(container lighttpd)" \
		lighttpd -p -f /etc/mod_ocr/lighttpd.conf |
		sed -n 's/.*ocr.spool-limit *= *\([0-9]*\).*/\1/p' | tail -1)
	size_kb=$(docker exec "$(container lighttpd)" \
		df -k --output=size /run/mod_ocr/spool | tail -1)
	[ "$limit_kb" -gt 0 ] && [ "$limit_kb" -lt "$size_kb" ] ||
		fail "ocr.spool-limit $limit_kb kB, the spool has $size_kb kB"
}

# The pool logs nothing but JSON; lighttpd logs its start and notes.
check_logs() {
	compose logs --no-color >"$work/logs" 2>&1
	sed -n 's/^[a-z]*[-_]*worker[-_]1 *| //p' "$work/logs" >"$work/worker"
	sed -n 's/^[a-z]*[-_]*lighttpd[-_]1 *| //p' "$work/logs" >"$work/lighttpd"
	grep -q '"event":"request"' "$work/worker" && [ -s "$work/lighttpd" ] ||
		fail "the logs say nothing"
	! grep -v '^{"time":' "$work/worker" || fail "noise in the worker's log"
	! grep -v -e 'server started' -e '\[note\]' -e '"event":"refused"' \
		"$work/lighttpd" ||
		fail "noise in lighttpd's log"
}

# --- the tests -------------------------------------------------------------
test_default() {
	build
	check_size worker $worker_mb
	check_size lighttpd $lighttpd_mb
}

# Without a name, Compose names a project after the folder of its file, "docker".
test_name() {
	mkdir "$work/docker"
	cp docker/compose.yaml "$work/docker"
	sed "s/=mod_ocr\$/=$COMPOSE_PROJECT_NAME/" docker/.env >"$work/docker/.env"
	(
		name=$COMPOSE_PROJECT_NAME
		unset COMPOSE_PROJECT_NAME
		files="-f $work/docker/compose.yaml"
		quietly compose up --no-start
		docker volume inspect "${name}_socket" >/dev/null ||
			fail "docker/.env does not name the project"
		stop
	)
}

test_options() {
	LANGUAGES="deu eng" WORKERS=3 STATUS=enable CORS_ORIGIN=https://example.org
	export LANGUAGES WORKERS STATUS CORS_ORIGIN
	build
	start
	case $address in
	127.0.0.1:*) ;;
	*) fail "published on $address, although BIND is not set" ;;
	esac
	# deu is the first language, and reads the English sample, too.
	reads "lang=eng"
	post "format=json" | grep -q '"languages": *\["deu"\]' ||
		fail "the first of LANGUAGES is not the default"
	curl -fsS "http://$address/status" | grep -q '"slots": *3' ||
		fail "WORKERS=3 is not three slots"
	curl -fsSI "http://$address/healthz" |
		grep -q "^Access-Control-Allow-Origin: $CORS_ORIGIN" ||
		fail "CORS_ORIGIN is not in the answers"
	curl -fsS "http://$address/" | grep -q '<title>Text from pictures' &&
		curl -fsS --compressed "http://$address/$(curl -fsS "http://$address/" |
			grep -o 'assets/page[.][^"]*js')" | grep -q SPDX ||
		fail "the page at / lacks parts"
	# The page becomes a PDF and is read again, which needs temporary files and fonts.
	post "lang=eng&format=pdf" >"$work/page.pdf"
	post "lang=eng" "$work/page.pdf" | diff tests/data/sample.txt - ||
		fail "wrong text of a PDF"
	! curl -sSI "http://$address/healthz" | grep -i '^server:.*[0-9]' ||
		fail "the server tells its version"
	for service in worker lighttpd; do check_limits $service; done
	check_spool
	check_logs
}

# A second pool cannot have the socket: the command fails, a sentence says what to
# do instead, and the first pool goes on.
test_scale() {
	! compose up -d --scale worker=2 >"$work/log" 2>&1 ||
		fail "--scale worker=2 succeeded"
	compose logs worker 2>&1 | grep -q "set WORKERS=N for more workers" ||
		fail "nothing says why --scale is refused"
	: >"$work/log"
	reads "lang=eng"
	stop
}

# Models that no package has come from a directory; and TLS asks for a password.
test_mounts() {
	mkdir "$work/tessdata" "$work/secrets"
	docker run --rm --entrypoint cat "$IMAGE-worker" \
		/usr/share/tesseract-ocr/5/tessdata/eng.traineddata \
		>"$work/tessdata/own.traineddata"
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 \
		-subj /CN=localhost -addext subjectAltName=DNS:localhost \
		-keyout "$work/secrets/key.pem" -out "$work/secrets/cert.pem" \
		2>"$work/log"
	printf 'anna:%s\n' "$(openssl passwd -6 secret)" >"$work/secrets/htpasswd"
	# The README says that the group of both services must be able to read them.
	chgrp -R 970 "$work/secrets"
	chmod 750 "$work/secrets"
	chmod 640 "$work/secrets"/*
	chmod 755 "$work" "$work/tessdata"
	TESSDATA=$work/tessdata SECRETS=$work/secrets OCR_LANG=own
	export TESSDATA SECRETS OCR_LANG
	files="$files -f docker/compose.tessdata.yaml -f docker/compose.tls.yaml"
	start
	port=${address##*:}
	tls() {
		curl -sS --cacert "$work/secrets/cert.pem" \
			--resolve "localhost:$port:127.0.0.1" "$@"
	}
	[ "$(tls -o /dev/null -w '%{http_code}' \
		"https://localhost:$port/languages")" = 401 ] ||
		fail "no password was asked for"
	[ "$(tls -o /dev/null -w '%{http_code}' \
		"https://localhost:$port/readyz")" = 200 ] ||
		fail "/readyz asks for a password"
	tls -f -u anna:secret "https://localhost:$port/languages" |
		tr -d ' \n' >"$work/languages"
	grep -q '"own"' "$work/languages" && ! grep -q '"eng"' "$work/languages" ||
		fail "not the languages of the directory: $(cat "$work/languages")"
	tls -f -u anna:secret --data-binary @tests/data/sample.png \
		"https://localhost:$port/ocr" | diff tests/data/sample.txt - ||
		fail "wrong text by the model of the directory"
	check_logs
	! curl -s -o "$work/plain" "http://$address/readyz" ||
		! grep -q ready "$work/plain" || fail "served without TLS"
	stop
}

test_default
test_name
test_options
test_scale
test_mounts
echo "docker: containers of both images serve as the README says, on debian:$DEBIAN-slim"
