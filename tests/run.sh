#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs each test program given, all of them whatever fails, and ends with the
# sum.  Status 0 only if every program passed.
#
# The unit tests, the fuzz targets and the programs named here measure neither
# time nor what the machine has left: they run first, as many at once as there
# are processors.  The others then run one by one.
#   TEST_LIMIT_S  after so many seconds a program is ended, and failed  1800
set -u
side_by_side=' identity input endurance attack contract dropin errors cors
	formats forms headers json ocr pdf answers limits memory view abi '
limit=${TEST_LIMIT_S:-1800}
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.supp:print_suppressions=0"

# A program's path as the name of a file.
key() {
	echo "$1" | tr / _
}

# Runs one program.
one() {
	begin=$(date +%s)
	echo "== $1"
	timeout --foreground -k 10 "$limit" "$1" 2>&1
	status=$?
	[ $status -ne 124 ] || echo "$1 did not end within $limit s"
	echo "== $1: $(($(date +%s) - begin)) s"
	return $status
}

# Runs one of several, and prints what it said in one piece.
if [ "${1:-}" = --beside ]; then
	log=$2/$(key "$3")
	one "$3" >"$log.log"
	echo $? >"$log.status"
	exec flock "$2/lock" cat "$log.log"
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Those to run side by side, the named ones first: they take longest.
beside() {
	for name in $side_by_side; do
		for t; do
			case $t in */integration/*/test_"$name") echo "$t" ;; esac
		done
	done
	for t; do
		case $t in */unit/* | */fuzz/*) echo "$t" ;; esac
	done
}
beside "$@" >"$dir/beside"
xargs -r -P "$(nproc)" -n 1 "$0" --beside "$dir" <"$dir/beside"
for t; do
	grep -qxF "$t" "$dir/beside" || {
		one "$t"
		echo $? >"$dir/$(key "$t").status"
	}
done

passed=0 failed=0 bad=
for t; do
	if [ "$(cat "$dir/$(key "$t").status")" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		bad="$bad $t"
	fi
done
[ $failed -eq 0 ] || echo "failed:$bad"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
