#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Installs Debian packages that are not installed yet, as root or with sudo.
#   install_packages.sh NAME…          installs those of them that are missing
#   install_packages.sh --check NAME…  installs nothing: prints which are
#                                      missing, and fails if there are any
# A name that ends in a question mark is passed over where this release of Debian
# does not have that package.
set -u

check=
if [ "${1:-}" = --check ]; then
	check=1
	shift
fi
if ! command -v dpkg-query >/dev/null; then
	[ -n "$check" ] || {
		echo "no Debian: install these, or what matches them: $*" >&2
		exit 1
	}
	exit 0
fi

installed=" $(dpkg-query -W -f '${Status} ${Package}\n' |
	sed -n 's/.* ok installed //p' | tr '\n' ' ')"
missing=
for name; do
	case $installed in *" ${name%\?} "*) continue ;; esac
	case $name in
	*\?)
		name=${name%\?}
		apt-cache show "$name" >/dev/null 2>&1 || continue
		;;
	esac
	missing="$missing $name"
done
[ -n "$missing" ] || exit 0
if [ -n "$check" ]; then
	echo "these packages are missing:$missing" >&2
	exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
	as_root=
elif command -v sudo >/dev/null; then
	as_root=sudo
else
	echo "as root, install:$missing" >&2
	exit 1
fi

# Prints the lines of apt-get's output that show progress.
progress() {
	awk '
	/^Need to get |^After this op/ { print "  " $0 }
	/^(Get:|Unpacking |Setting up )/ {
		sub(/:[0-9]*/, "")
		if (++n[$1] % 50 == 1) print "  " n[$1] ": " $0
	}
	{ fflush() }'
}

echo "installing, which may take some minutes:$missing"
log=$(mktemp)
# shellcheck disable=SC2086
{
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
		--no-install-recommends $missing 2>&1 </dev/null ||
		echo 'apt-get failed'
} | tee "$log" | progress
if grep -q '^apt-get failed' "$log"; then
	grep -a '^E:\|^W:\|^sudo:\|^dpkg: error\|No space' "$log" >&2 ||
		tail -n 5 "$log" >&2
	! grep -q '^E: Unable to locate\|404  Not' "$log" ||
		echo 'the lists of packages are old or missing: apt-get update' >&2
	echo "package installation failed; all that apt-get said: $log" >&2
	exit 1
fi
rm -f "$log"
