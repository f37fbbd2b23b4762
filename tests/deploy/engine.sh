#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Provides a Docker engine for the tests from Debian's packages alone, so that no
# registry of images has to be reachable.
#   engine.sh start           an engine that answers, and the bare images
#                             debian:bookworm-slim and debian:trixie-slim
#   engine.sh daemon          the engine alone, and what makes the images
#   engine.sh prepared SUITE  prints the name of an image of that Debian in
#                             which all packages for "make test" and "make lint"
#                             are installed; made if it is not there
#   engine.sh stop            ends the engine, if it was started here
# An engine that answers already is used as it is.  Otherwise dockerd is started
# with its data, log and pid in ENGINE_DIR (/var/tmp/mod_ocr-engine), where the
# images stay for the next time.
set -eu
cd "$(dirname "$0")/../.."
dir=${ENGINE_DIR:-/var/tmp/mod_ocr-engine}
suites='bookworm trixie'
wait_s=60

fail() {
	echo "engine.sh: $1" >&2
	[ ! -s "${2:-}" ] || tail -5 "$2" >&2
	exit 1
}

answers() {
	docker info >/dev/null 2>&1
}

# Installs those of the packages that are missing.
install_packages() {
	missing=
	for p; do
		dpkg -s "$p" >/dev/null 2>&1 || missing="$missing $p"
	done
	[ -n "$missing" ] || return 0
	[ "$(id -u)" -eq 0 ] || fail "root is needed to install:$missing"
	# shellcheck disable=SC2086
	{
		apt-get update -qq &&
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
				-o DPkg::Lock::Timeout=600 \
				--no-install-recommends $missing
	} >"$dir/apt.log" 2>&1 ||
		fail "these packages could not be installed:$missing" "$dir/apt.log"
}

# Prints the Debians of which there is no bare image.
missing_images() {
	for suite in $suites; do
		docker image inspect "debian:$suite-slim" >/dev/null 2>&1 || echo "$suite"
	done
}

start_daemon() {
	answers && return 0
	install_packages docker.io docker-compose iptables
	# The package may have started it as a service.
	answers && return 0
	[ "$(id -u)" -eq 0 ] || fail "no engine answers, and root is needed to start one"
	setsid dockerd --data-root "$dir/data" --pidfile "$dir/docker.pid" \
		>"$dir/dockerd.log" 2>&1 </dev/null &
	pid=$!
	echo $pid >"$dir/dockerd.pid"
	end=$(($(date +%s) + wait_s))
	until answers; do
		kill -0 $pid 2>/dev/null || fail "dockerd ended" "$dir/dockerd.log"
		[ "$(date +%s)" -lt $end ] ||
			fail "dockerd does not answer after $wait_s s" "$dir/dockerd.log"
		sleep 0.2
	done
}

# Installs what makes the images, if one is missing.
install_tools() {
	[ -z "$(missing_images)" ] || install_packages debootstrap
}

# make_root SUITE makes a bare Debian, like the registry's image of the same name.
make_root() {
	script=/usr/share/debootstrap/scripts/$1
	root=$dir/root-$1
	rm -rf "$root"
	# An older debootstrap may not know a later suite, which it can treat like sid.
	[ -e "$script" ] || ln -s sid "$script"
	debootstrap --variant=minbase "$1" "$root" >"$dir/debootstrap-$1.log" 2>&1 || return 1
	# Packages come from where this machine has its own, also security updates.
	sources=/etc/apt/sources.list.d/debian.sources
	if [ -e $sources ]; then
		sed -E "s/\<(bookworm|trixie)\>/$1/g" $sources >"$root$sources"
		: >"$root/etc/apt/sources.list"
	fi
	echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
	tar -C "$root" -c . | docker import -c 'CMD ["bash"]' - "debian:$1-slim" >/dev/null
	rm -rf "$root"
}

make_images() {
	missing=$(missing_images)
	[ -n "$missing" ] || return 0
	[ "$(id -u)" -eq 0 ] || fail "root is needed to make the images of debian"
	for suite in $missing; do
		make_root "$suite" &
	done
	wait
	for suite in $(missing_images); do
		fail "debian:$suite-slim could not be made" "$dir/debootstrap-$suite.log"
	done
}

# The name of the image has a digest of the lists of packages, so that a changed
# list makes another image.
prepare() {
	packages=$(awk '/PACKAGES.* =/ { on = 1 } on { print } !/\\$/ { on = 0 }' \
		tools/packages.mk)
	image=mod_ocr-test-$1:$(echo "$packages" | sha256sum | cut -c1-12)
	if ! docker image inspect "$image" >/dev/null 2>&1; then
		name=mod_ocr-prepare-$$
		mkdir -p "$dir/archives-$1/partial"
		docker create --name $name -w /src \
			-v "$dir/archives-$1:/var/cache/apt/archives" "debian:$1-slim" sh -ec '
			apt-get update -qq
			apt-get install -y -qq --no-install-recommends make
			make test-deps lint-deps' >/dev/null
		tar -c Makefile tools | docker cp - $name:/src >/dev/null
		if docker start -a $name >"$dir/prepare-$1.log" 2>&1; then
			docker commit $name "$image" >/dev/null
			docker rm $name >/dev/null
		else
			docker rm $name >/dev/null
			fail "the packages could not be installed" "$dir/prepare-$1.log"
		fi
	fi
	echo "$image"
}

stop() {
	[ -e "$dir/dockerd.pid" ] || return 0
	pid=$(cat "$dir/dockerd.pid")
	# The number may belong to another process by now.
	if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ]; then
		kill -TERM "$pid"
		end=$(($(date +%s) + wait_s))
		while [ -e "/proc/$pid/comm" ]; do
			[ "$(date +%s)" -lt $end ] || fail "dockerd does not end"
			sleep 0.2
		done
	fi
	rm -f "$dir/dockerd.pid"
}

mkdir -p "$dir"
case ${1:-} in
start)
	start_daemon
	install_tools
	make_images
	docker version --format 'engine {{.Server.Version}}'
	;;
daemon)
	start_daemon
	install_tools
	;;
prepared)
	case " $suites " in *" ${2:-} "*) ;; *) fail "SUITE is one of: $suites" ;; esac
	start_daemon
	install_tools
	make_images
	prepare "$2"
	;;
stop)
	stop
	;;
*)
	fail "usage: engine.sh start | daemon | prepared SUITE | stop"
	;;
esac
