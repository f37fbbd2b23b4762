#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs the README's two commands in a Debian with nothing installed, until the text
# of the sample page is there, and measures that as a multiple of the time in which
# apt-get installs the same packages in another one.
#   bare.sh [bookworm|trixie]    bookworm
#   TURNS=1                      how often both are done, in turns; their medians
#                                are compared, since the speed of a mirror varies
#   RATIO_MAX=1.3                fails if it took longer than that; for a machine
#                                that does nothing else
cd "$(dirname "$0")/../.." || exit
. tests/deploy/script.sh
tests/deploy/engine.sh start
suite=${1:-bookworm}
name=ocr-bare-$$

clean_up() {
	docker rm -f "$name" >/dev/null 2>&1 || true
	[ "$1" -eq 0 ] || tail -n 30 "$work/out" >&2 || true
}

# The first two commands of the README's section.
commands=$(sed -n '/^## Run it/,/^## /s/^    //p' README.md | head -n 2 |
	sed 's/^make run.*/make run ONESHOT=1/')
case $commands in
apt-get*'make run ONESHOT=1') ;;
*) fail "README.md begins with other commands: $commands" ;;
esac

# Runs $1 in a bare Debian with the tree in it; $seconds is the time it took.
in_bare_debian() {
	docker run -d --name "$name" -w /src "debian:$suite-slim" sleep infinity \
		>/dev/null
	tar -c --exclude=./build --exclude=./.git . | docker exec -i "$name" tar -x
	begun=$(date +%s.%N)
	docker exec -e DEBIAN_FRONTEND=noninteractive "$name" sh -euc "$1" \
		>"$work/out" 2>&1
	seconds=$(awk "BEGIN { printf \"%.1f\", $(date +%s.%N) - $begun }")
	docker rm -f "$name" >/dev/null
}

# Prints the median of the numbers in the file $1, which has one on each line.
median() {
	sort -n "$1" | awk '{ n[NR] = $1 }
		END { print (n[int((NR + 1) / 2)] + n[int(NR / 2) + 1]) / 2 }'
}

turn=0
while [ $turn -lt "${TURNS:-1}" ]; do
	turn=$((turn + 1))
	# shellcheck disable=SC2016
	in_bare_debian 'apt-get update && apt-get install -y make
		missing=$(make -n deps | sed "s/\.sh/& --check/" | sh 2>&1 | sed "s/.*://")
		apt-get install -y --no-install-recommends $missing'
	echo "$seconds" >>"$work/installing"
	in_bare_debian "$commands"
	echo "$seconds" >>"$work/all"
	tail -n "$(wc -l <tests/data/sample.txt)" "$work/out" |
		cmp - tests/data/sample.txt || fail "another text"
done
installing=$(median "$work/installing")
all=$(median "$work/all")
ratio=$(awk "BEGIN { printf \"%.2f\", $all / $installing }")
echo "bare: on $suite the first text after $all s, $ratio × the" \
	"$installing s that packages took (medians of $turn)"
[ -z "${RATIO_MAX:-}" ] ||
	awk "BEGIN { exit !($ratio <= $RATIO_MAX) }" || fail "that is too long"
