#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds the packages as versions 0.1 and 0.2, and does with them what an
# administrator does, on a Debian with systemd in a container: the README's commands,
# a PHP site beside them, reloads and restarts under load, a language, an upgrade,
# rotated logs, a lighttpd that does not start with ocr, a reboot, a purge.
#   packages.sh [bookworm|trixie]
# Without a name, it is this machine's Debian, where the packages are then built; for
# another one, they are built in a container of it.
set -o pipefail
cd "$(dirname "$0")/../.." || exit
. tests/deploy/script.sh
tests/deploy/engine.sh start

name=ocr-packages-$$
load_clients=4

clean_up() {
	if [ "$1" -ne 0 ] && docker inspect "$name" >/dev/null 2>&1; then
		docker exec "$name" sh -c 'journalctl --no-pager -n 40;
			tail -n 20 /var/log/lighttpd/error.log \
			/var/log/fcgi-worker/fcgi-worker.log' >&2 || true
	fi
	docker rm -f "$name" >/dev/null 2>&1 || true
	docker image rm -f "$name" >/dev/null 2>&1 || true
}

# Runs a command in the container as root, in the directory of the packages.
box() {
	docker exec -w /root/deb "$name" bash -euc "$1"
}

# Waits for a command of the container to succeed.
until_true() {
	until_succeeds box "$1"
}

# --- building ---------------------------------------------------------------
build_here() {
	make deb VERSION="$1" >"$work/log" || {
		tail -n 30 "$work/log" >&2
		fail "make deb VERSION=$1"
	}
	mkdir "$work/$1"
	cp build/deb/*.deb "$work/$1"
}

# build_in IMAGE builds the packages in a container of that image.
build_in() {
	tar -c --exclude=./build --exclude=./.git . |
		docker run -i --rm --name "$name" "$1" sh -euc '
		mkdir -p /src && tar -x -C /src && cd /src
		{ apt-get update -qq &&
		make deb VERSION=0.1 && mkdir /debs && mv build/deb/*.deb /debs &&
		make deb VERSION=0.2 && mv build/deb/*.deb /debs; } >/log 2>&1 ||
		{ tail -n 30 /log >&2; exit 1; }
		tar -c -C /debs .' >"$work/debs.tar"
	for v in 0.1 0.2; do
		mkdir "$work/$v"
		tar -xf "$work/debs.tar" -C "$work/$v" --wildcards "*_${v}_*"
	done
}

# --- a Debian with systemd --------------------------------------------------
boot() {
	docker build -q -t "$name" - >/dev/null 2>"$work/log" <<-EOF || {
		FROM debian:$1-slim
		RUN rm -f /usr/sbin/policy-rc.d && \
		    echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/unsafe-io && \
		    apt-get update -qq && \
		    apt-get install -y -qq --no-install-recommends \
		    systemd systemd-sysv curl >/dev/null
		STOPSIGNAL SIGRTMIN+3
		CMD ["/sbin/init"]
	EOF
		cat "$work/log" >&2
		fail "no image of $1 with systemd"
	}
	docker run -d --name "$name" --cap-add SYS_ADMIN \
		-v /sys/fs/cgroup:/sys/fs/cgroup --tmpfs /run --tmpfs /run/lock \
		--security-opt seccomp=unconfined "$name" >/dev/null
	wait_for_boot
	docker exec "$name" mkdir /root/deb
	docker cp -q "$work/0.1/." "$name:/root/deb"
	docker cp -q tests/data/sample.png "$name:/root/deb/page.png"
	docker cp -q tests/data/sample.txt "$name:/root/deb"
	docker cp -q "$work/load" "$name:/usr/local/bin/load"
	docker exec "$name" chown -R root:root /root/deb
}

wait_for_boot() {
	local end=$(($(date +%s) + wait_s))
	until docker exec "$name" systemctl is-system-running 2>/dev/null |
		grep -q running; do
		[ "$(date +%s)" -lt $end ] || {
			docker exec "$name" systemctl --failed --no-pager >&2 || true
			fail "the Debian has not booted within $wait_s s"
		}
		sleep 0.2
	done
}

# Each client sends the page again and again until there is /tmp/stop.  Each request is
# a line: status, exit status of curl, whether the text is right.
cat >"$work/load" <<'EOF'
#!/bin/bash
cd /root/deb
client() {
	until [ -e /tmp/stop ]; do
		rm -f "/tmp/text.$1"
		codes=$(curl -s -m 60 -o "/tmp/text.$1" --data-binary @page.png \
			-w '%{http_code} %{exitcode}' 127.0.0.1/ocr)
		cmp -s "/tmp/text.$1" sample.txt && right=right || right=other
		echo "$codes $right"
		# Such a request is refused at once; this keeps it from coming a thousand times a second.
		case $codes in 000*) sleep 0.05 ;; esac
	done
}
rm -f /tmp/stop
for i in $(seq "$1"); do client "$i" & done
wait
EOF
chmod 755 "$work/load"

load_start() {
	docker exec "$name" load $load_clients >"$work/requests" &
	load=$!
	# The load has begun when answers come.
	local end=$(($(date +%s) + wait_s))
	until [ "$(wc -l <"$work/requests")" -ge $load_clients ]; do
		[ "$(date +%s)" -lt $end ] || fail "no answers to the load"
		sleep 0.1
	done
}

# load_stop WHAT REGEX ends the load; every request must match.
load_stop() {
	docker exec "$name" touch /tmp/stop
	wait "$load"
	local n bad
	n=$(wc -l <"$work/requests")
	bad=$(grep -Evc "^($2)\$" "$work/requests" || true)
	step "$1: $n requests: $(sort "$work/requests" | uniq -c |
		sed 's/^ *//' | paste -sd';' | sed 's/;/, /g')"
	[ "$bad" -eq 0 ] || fail "$1: $bad of $n requests were lost or refused"
}

answered='200 0 right'
# The ways in which a request may be refused: with a reason, and at once.
told='503 0 other'
refused='000 7 other'

# --- what an administrator does ---------------------------------------------
recognize() {
	until_true 'curl -fsS -o /dev/null localhost/readyz'
	box 'curl -fsS --data-binary @page.png localhost/ocr | cmp - sample.txt'
}

check_other_site() {
	until_true "curl -fsS localhost/index.php | grep -q 'PHP says 42'"
}

# Runs the commands of the README as they stand there, except the build.
readme_commands() {
	sed -n '/^### By packages/,/^[*][*]/s/^    //p' README.md |
		grep -v '^make deb' >"$work/commands"
	[ "$(grep -c . "$work/commands")" -eq 3 ] ||
		fail "README.md has other than three commands to install"
	docker exec "$name" apt-get update -qq
	local line
	while read -r line; do
		case $line in curl*) until_true 'curl -fsS localhost/readyz' ;; esac
		box "export DEBIAN_FRONTEND=noninteractive; $line" \
			</dev/null >"$work/out" 2>"$work/err" || {
			tail -n 20 "$work/out" "$work/err" >&2
			fail "README.md: $line"
		}
	done <"$work/commands"
	cmp "$work/out" tests/data/sample.txt || fail "README.md: another text"
}

# PHP is started by lighttpd, and then by a service of its own: beside the first,
# lighttpd has no reload that goes on accepting.
install_php() {
	box 'DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends php-cgi php-fpm logrotate >/dev/null 2>&1
	echo "<?php echo \"PHP says \", 6 * 7;" >/var/www/html/index.php
	lighttpd-enable-mod fastcgi-php
	systemctl reload lighttpd' >/dev/null
	check_other_site
	recognize
	box 'lighttpd-disable-mod fastcgi-php; lighttpd-enable-mod fastcgi-php-fpm
	systemctl reload lighttpd' >/dev/null
	check_other_site
	recognize
}

# To clients elsewhere, these are paths of the other site.
check_local_paths() {
	local path
	box 'curl -fsS localhost/status | grep \"slots\" >/dev/null
		curl -fsS localhost/metrics | grep ^ocr_ >/dev/null
		[ "$(curl -s -o /dev/null -w "%{http_code}" localhost/headers)" = 404 ]
		curl -fsS -D - -o /dev/null localhost/readyz |
			grep -i "^server: lighttpd.$" >/dev/null
		curl -fsS "$(hostname -I | cut -d" " -f1)/readyz" >/dev/null'
	for path in status metrics headers; do
		[ "$(box "curl -s -o /dev/null -w '%{http_code}' \
			\"\$(hostname -I | cut -d' ' -f1)/$path\"")" = 404 ] ||
			fail "/$path is there for others, too"
	done
}

# lighttpd has everything that Debian's file suggests, and nothing that contradicts
# it.
check_flags() {
	box 'cp -a /etc/lighttpd /tmp/before
	sed -i -E "s/^( *)#( ?\"|server\.)/\1\2/
		s/(\"url-path-(2f-decode|dotseg-remove)\" *=> )\"enable\"/\1\"disable\"/" \
		/etc/lighttpd/lighttpd.conf
	lighttpd -tt -f /etc/lighttpd/lighttpd.conf
	if grep -E "^ *#( ?\"|server\.)" /etc/lighttpd/lighttpd.conf; then exit 1; fi
	cp -a /tmp/before/lighttpd.conf /etc/lighttpd/lighttpd.conf' >/dev/null ||
		fail "-tt fails with all flags of lighttpd.conf"
}

reload_under_load() {
	load_start
	for _ in $(seq 20); do
		box 'systemctl reload lighttpd'
		sleep 0.3
	done
	load_stop "20 × reload" "$answered"
	check_other_site
}

# This is done five times; the limit of systemd, five starts in ten seconds, is not
# tested, and reset-failed sets its count back.
restart_often() {
	load_start
	for _ in $(seq 5); do
		box 'systemctl reset-failed lighttpd; systemctl restart lighttpd'
		sleep 1
	done
}

restart_under_load() {
	restart_often
	load_stop "5 × restart" "$answered|$told|$refused"
}

# These are the socket units of the README.
enable_sockets() {
	sed -n '/^<!-- packages.sh: sockets/,/^```$/p' README.md |
		grep -v '^<!--\|^```' >"$work/sockets"
	[ -s "$work/sockets" ] || fail "README.md has no socket units"
	docker cp -q "$work/sockets" "$name:/root/sockets"
	box 'bash -eu /root/sockets >/dev/null 2>&1'
	until_true 'systemctl is-active lighttpd.socket'
	recognize
}

restart_with_sockets() {
	restart_often
	load_stop "5 × restart with socket units" "$answered|$told"
}

install_language() {
	[ "$(box 'curl -s -o /dev/null -w "%{http_code}" --data-binary @page.png \
		"localhost/ocr?lang=deu"')" = 422 ] || fail "deu is there already"
	load_start
	box 'apt-get install -y -qq tesseract-ocr-deu >/dev/null 2>&1'
	until_true 'curl -fsS --data-binary @page.png "localhost/ocr?lang=deu"'
	load_stop "apt-get install tesseract-ocr-deu" "$answered"
}

upgrade() {
	docker cp -q "$work/0.2/." "$name:/root/deb"
	load_start
	box 'apt-get install -y ./*_0.2_*.deb >/tmp/upgrade 2>&1 || {
		cat /tmp/upgrade >&2; exit 1; }'
	load_stop "upgrade to 0.2" "$answered"
	box 'for p in lighttpd-mod-ocr fcgi-worker; do
		[ "$(dpkg-query -W -f "\${Version}" $p)" = 0.2 ]; done
		fcgi-worker --status --scoreboard /run/fcgi-worker/worker.board' \
		>/dev/null || fail "0.2 does not run"
	recognize
	check_other_site
}

# Where the page is enabled it takes /, and nothing else of other sites.
check_page() {
	box '! curl -fsS localhost/ | grep "<title>Text from pictures"' >/dev/null ||
		fail "the page takes / without being enabled"
	box 'lighttpd-enable-mod ocr-page && systemctl reload lighttpd' >/dev/null
	until_true 'curl -fsS localhost/ | grep -q "<title>Text from pictures"'
	box 'script=$(curl -fsS localhost/ | grep -o "assets/page[.][^\"]*js")
		curl -fsS --compressed "localhost/$script" | grep -q SPDX
		curl -fsS -H "Accept: text/html" localhost/status | grep -q assets/' ||
		fail "the page lacks parts"
	check_other_site
}

# Other services' callers are answered where their paths are enabled, and nowhere
# else.
check_callers() {
	box '[ "$(curl -s -o /dev/null -w "%{http_code}" localhost/version)" = 404 ]' ||
		fail "/version is there without being enabled"
	box 'lighttpd-enable-mod ocr-callers && systemctl reload lighttpd' >/dev/null
	until_true 'curl -fsS localhost/version | grep -q Tika'
	box 'curl -fsS -H "Accept: text/plain" -T page.png localhost/tika' \
		>/dev/null || fail "no caller of Tika is answered"
	check_other_site
}

rotate_log() {
	box 'cd /var/log/fcgi-worker; [ -s fcgi-worker.log ]
		[ "$(stat -c %U:%G:%a .)" = fcgi-worker:adm:2750 ]
		logrotate -f /etc/logrotate.d/fcgi-worker; [ -s fcgi-worker.log.1 ]'
	recognize
	until_true 'grep -q "\"event\":\"request\"" /var/log/fcgi-worker/fcgi-worker.log'
}

# lighttpd changes, so that it does not start with ocr any more.
check_trigger() {
	box 'sed -i "s/^ocr.shutdown-timeout.*/ocr.slots = 0/" \
		/etc/lighttpd/conf-available/09-ocr.conf
	apt-get install -y --reinstall lighttpd >/tmp/reinstall 2>&1
	grep "does not start with ocr, which has been disabled" /tmp/reinstall
	[ ! -e /etc/lighttpd/conf-enabled/09-ocr.conf ]' >/dev/null ||
		fail "a lighttpd that does not start with ocr keeps it"
	check_other_site
	box 'sed -i "s/^ocr.slots = 0/ocr.shutdown-timeout = 120/" \
		/etc/lighttpd/conf-available/09-ocr.conf
	lighttpd-enable-mod ocr && systemctl reload lighttpd' >/dev/null
	recognize
}

reboot() {
	docker restart -t 60 "$name" >/dev/null
	wait_for_boot
	recognize
	check_other_site
}

# Without ocr, the same lighttpd serves on.
purge() {
	local pid
	pid=$(box 'systemctl show -P MainPID lighttpd')
	box 'apt-get purge -y -qq lighttpd-mod-ocr fcgi-worker >/tmp/purge 2>&1
		systemctl is-active lighttpd' >/dev/null || fail "purge"
	until_true '[ "$(curl -s -o /dev/null -w "%{http_code}" \
		localhost/readyz)" = 404 ]'
	[ "$(box 'systemctl show -P MainPID lighttpd')" = "$pid" ] ||
		fail "the purge has ended lighttpd"
	check_other_site
	box 'find / -xdev \( -path /proc -o -path /sys -o -path /root -o \
		-path /tmp \) -prune -o \( -name "*mod_ocr*" -o -name "*mod-ocr*" -o \
		-name "*fcgi-worker*" -o -name "*09-ocr*" -o -name 10-ocr.conf \) \
		-print; find /run -name "*ocr*" -o -name "*fcgi-worker*"' \
		>"$work/left"
	[ ! -s "$work/left" ] || fail "purge leaves $(cat "$work/left")"
}

administer() {
	boot "$1"
	step "booted"
	readme_commands
	step "the README's three commands"
	check_local_paths
	install_php
	check_flags
	step "beside a PHP site, with all of Debian's flags"
	check_page
	check_callers
	step "the page at /"
	reload_under_load
	restart_under_load
	enable_sockets
	restart_with_sockets
	install_language
	upgrade
	rotate_log
	check_trigger
	step "log rotated, ocr disabled where lighttpd does not start with it"
	reboot
	step "rebooted"
	purge
	docker rm -f "$name" >/dev/null
	docker image rm -f "$name" >/dev/null
	echo "packages: on $1 installed, served, reloaded, upgraded and purged"
}

here=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
suite=${1:-$here}
if [ "$suite" = "$here" ]; then
	build_here 0.1
	build_here 0.2
else
	build_in "$(tests/deploy/engine.sh prepared "$suite")"
fi
step "built for $suite"
administer "$suite"
