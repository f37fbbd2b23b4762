#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Does literally what the README's section "Deploy it" says, in a bare Debian with
# systemd whose lighttpd serves another site, and checks what it promises: the pool
# is alive and says why when it is not, its log is written and rotated, the gate
# serves, a language is added, and everything is there after a reboot.
#   readme.sh                    Debian 12 and 13
#   readme.sh bookworm           one of them
# A block of the README that is run has the line <!-- readme.sh: NAME --> before
# it; all of them have to be run.
cd "$(dirname "$0")/../.." || exit
. tests/deploy/script.sh
[ ! -x tests/deploy/engine.sh ] || tests/deploy/engine.sh start

name=ocr-readme-$$

clean_up() {
	if [ "$1" -ne 0 ] && docker inspect "$name" >/dev/null 2>&1; then
		docker exec "$name" sh -c 'journalctl --no-pager -n 30
			tail -n 10 /var/log/lighttpd/error.log \
			    /var/log/fcgi-worker.log' >&2 || true
	fi
	docker rm -f "$name" >/dev/null 2>&1 || true
}

# --- the README's blocks ----------------------------------------------------
# Each block becomes a file of its name in $work/blocks.
extract() {
	mkdir -p "$work/blocks"
	awk -v dir="$work/blocks" '
		/^<!-- readme.sh: [a-z]* -->$/ { name = $3; next }
		name != "" && /^```sh$/ { file = dir "/" name; printf "" >file; next }
		file != "" && /^```$/ { close(file); file = name = ""; next }
		file != "" { print >file }' README.md
	ls "$work/blocks" | sort >"$work/there"
	: >"$work/run"
}

# Runs a block in the container as root, in the directory of the sources.
block() {
	echo "$1" >>"$work/run"
	box "$(cat "$work/blocks/$1")"
}

box() {
	docker exec -w /root/mod_ocr "$name" sh -euc "$1"
}

# Waits for a command of the container to succeed.
until_true() {
	until_succeeds box "$1"
}

# --- a Debian ---------------------------------------------------------------
# The packages are in an image of their own, which the engine keeps until the list
# of the README or that of tools/packages.mk changes.
prepare_image() {
	rm -rf "$work/image"
	mkdir "$work/image"
	cp -r "$work/blocks/packages" Makefile tools "$work/image"
	cat >"$work/image/Dockerfile" <<-EOF
		FROM debian:$1-slim
		RUN rm -f /usr/sbin/policy-rc.d && apt-get update -qq && \
		    apt-get install -y -qq --no-install-recommends systemd \
		    systemd-sysv dbus lighttpd perl logrotate curl >/dev/null
		WORKDIR /root/mod_ocr
		COPY Makefile packages ./
		COPY tools tools
		RUN sh -eux packages >/dev/null && \
		    apt-get install -y -qq -d tesseract-ocr-deu >/dev/null
		STOPSIGNAL SIGRTMIN+3
		CMD ["/sbin/init"]
	EOF
	echo packages >>"$work/run"
	docker build -q -t "ocr-readme:$1" "$work/image" >/dev/null \
		2>"$work/log" || {
		tail -n 30 "$work/log" >&2
		fail "no image of $1 with the packages"
	}
}

boot() {
	docker run -d --name "$name" --hostname ocr --cap-add SYS_ADMIN \
		-v /sys/fs/cgroup:/sys/fs/cgroup --tmpfs /run --tmpfs /run/lock \
		--security-opt seccomp=unconfined \
		--add-host ocr.example.com:127.0.0.1 \
		--add-host www.example.com:127.0.0.1 \
		"ocr-readme:$1" >/dev/null
	until_true 'systemctl is-system-running | grep -q running'
	tar -c --exclude=./build --exclude=./.git . |
		docker exec -i -w /root/mod_ocr "$name" tar -x
	box 'echo "another site" >/var/www/html/index.html'
	other_site
}

other_site() {
	until_true 'curl -fsS http://www.example.com/index.html |
		grep -qx "another site"'
}

# --- what has to hold -------------------------------------------------------
# The block "try" ends with the sample's text.
serves() {
	until_true 'curl -fsS http://ocr.example.com/readyz'
	block try >"$work/got" 2>"$work/log"
	tail -n "$(wc -l <tests/data/sample.txt)" "$work/got" |
		diff tests/data/sample.txt - || fail "the sample was not read"
	other_site
}

logged() {
	until_true "grep -q '$1' /var/log/fcgi-worker.log"
}

# The user of the pool may not write there, or there is no such language.
says_why_it_is_dead() {
	sed 's|/var/log/fcgi-worker.log|/root/pool.log|' "$work/blocks/pool" \
		>"$work/bad"
	if docker exec "$name" sh -c "$(sed '/--status/d' "$work/bad")" \
		>"$work/got" 2>&1; then
		fail "a pool without a log was started"
	fi
	grep -q -e '--log: "/root/pool.log": Permission denied' "$work/got" ||
		fail "the check does not name the log: $(cat "$work/got")"
	# Without the check, the reason is in syslog and in the log.
	box "$(sed -n '/^spawn-fcgi/,/fcgi-worker.log/p' "$work/bad")" \
		>/dev/null 2>&1 || true
	until_true 'journalctl -t fcgi-worker | grep -e "/root/pool.log.*denied"'
	box "$(sed -n '/^spawn-fcgi/,/fcgi-worker.log/{s/$/ -l tlh/;s/\\ -l tlh$/\\/;p}' \
		"$work/blocks/pool")" >/dev/null 2>&1 || true
	logged '"cannot start".*tlh'
	box 'rm -f /run/fcgi-worker.pid; : >/var/log/fcgi-worker.log'
}

by_spawn_fcgi() {
	block pool >"$work/got"
	grep -q 'spawned successfully' "$work/got" || fail "no pool was spawned"
	logged '"event":"ready"'
	block status | grep -q idle || fail "--status shows no worker"
	# It runs as the user that it was to have, and it is still there.
	box 'test "$(stat -c %U /proc/$(cat /run/fcgi-worker.pid))" = ocr'
}

by_lighttpd() {
	block gate
	serves
	logged '"event":"request".*"handler":"ocr".*"status":200'
	box 'grep -q "ocr.scoreboard.*in use" /var/log/lighttpd/error.log'
	box 'test -z "$(grep -i warning /var/log/lighttpd/error.log)"' ||
		fail "lighttpd warns: $(box 'cat /var/log/lighttpd/error.log')"
	ip=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$name")
	box 'test 404 = $(curl -s -o /dev/null -w "%{http_code}" \
	    http://ocr.example.com/headers)'
	for path in status metrics; do
		box "curl -fsS -o /dev/null http://ocr.example.com/$path"
		box "test 403 = \$(curl -s -o /dev/null -w '%{http_code}' \
		    -H 'Host: ocr.example.com' http://$ip/$path)" ||
			fail "/$path is there for others"
	done
}

by_unit() {
	block unit 2>"$work/got"
	box 'systemctl is-active ocr-pool && test "$(stat -c %U \
	    /proc/$(systemctl show -P MainPID ocr-pool))" = ocr' >/dev/null
	serves
	# A pool that cannot start says so to systemctl, and in the journal.
	box 'mkdir /run/systemd/system/ocr-pool.service.d
	sed -n "/^ExecStart=/{s/^/[Service]\nExecStart=\n/;s/$/ -l tlh/;p}" \
	    /etc/systemd/system/ocr-pool.service \
	    >/run/systemd/system/ocr-pool.service.d/tlh.conf
	systemctl daemon-reload'
	if box 'systemctl restart ocr-pool' 2>/dev/null; then
		fail "systemd started a pool without its language"
	fi
	until_true 'journalctl -u ocr-pool | grep "fcgi-worker: --lang: .tlh. is"'
	box 'rm -r /run/systemd/system/ocr-pool.service.d
	systemctl daemon-reload; systemctl reset-failed ocr-pool
	systemctl restart ocr-pool'
	serves
}

rotates() {
	block logrotate
	box 'logrotate -f /etc/logrotate.d/fcgi-worker' || fail "logrotate"
	box 'test -s /var/log/fcgi-worker.log.1'
	box 'curl -fsS -o /dev/null -H "X-Request-Id: rotated" \
	    --data-binary @tests/data/sample.png http://ocr.example.com/ocr'
	logged '"id":"rotated"'
}

speaks() {
	german='curl -s --data-binary @tests/data/sample.png http://ocr.example.com/ocr?lang=deu'
	box "$german" | grep -q 'apt-get install tesseract-ocr-deu' ||
		fail "the 422 does not name the package"
	block language >"$work/log" 2>&1 || {
		tail "$work/log" >&2
		fail "the language was not added"
	}
	# A reload takes a moment, in which the pool of before serves.
	until_true "$german | grep -q 'a thousand clients'"
	until_true 'curl -fsS http://ocr.example.com/languages | grep -q deu'
}

deploy() {
	extract
	prepare_image "$1"
	step "$1: the packages are there"
	boot "$1"
	block build >"$work/log" 2>&1 || {
		tail -n 30 "$work/log" >&2
		fail "the build failed"
	}
	step "$1: built and installed"
	block places
	says_why_it_is_dead
	by_spawn_fcgi
	step "$1: the pool is alive by spawn-fcgi, and says why when it is not"
	by_lighttpd
	step "$1: the gate serves beside another site"
	by_unit
	rotates
	speaks
	step "$1: the unit serves, logs are rotated, a language was added"
	docker restart -t 20 "$name" >/dev/null
	serves
	step "$1: all is there after a reboot"
	sort -u "$work/run" | diff "$work/there" - ||
		fail "these blocks of the README are not run"
	docker rm -f "$name" >/dev/null
}

[ $# -gt 0 ] || set -- bookworm trixie
for suite; do
	deploy "$suite"
done
echo "readme: \"Deploy it\" holds as it stands on $*, $(($(date +%s) - begun)) s"
