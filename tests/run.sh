#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs each test program given, all of them whatever fails, and ends with the
# sum.  Status 0 only if every program passed.
#
# There are three kinds of programs, which run in this order:
# - The unit tests, the fuzz targets and the programs named in side_by_side measure
#   neither short times nor what the machine has left.  One more of them runs at
#   once than there are processors, since many wait now and then.
# - Those named in waiting wait for limits of lighttpd's and of ours nearly all the
#   time, and measure that.  WAITING_AT_ONCE of them run at once (1): where nothing
#   else runs, as many as there are processors disturb each other little.
# - The others run one by one.
# A program that has not ended after TEST_LIMIT_S seconds (300) is ended and has
# failed.  Those named in slow get twice as many, and with sanitizers all four
# times as many.
set -u
side_by_side=' identity endurance stalls input memory attack resets troubles
	scoreboard handover restart canary contract clients examples bearer dropin errors web cors formats forms
	headers tika open_webui mistral docling nextcloud json ocr pdf answers limits
	view picture abi accuracy browsers viewer uploads addresses
	result failures pdf_signed pdf_kept pdf_joined pdf_labels pdf_of_image pdf_limits
	tables columns layer damage bad_page quality_choice store_dates store_tags '
waiting=' flight early_refusals deadline worker_headers full_spool store_recent
	timeout stopped slow_heads replay generations supervision operations tcp_pool
	hosts disk teardown store_generations shutdown default_share announce leaving
	answer_budget answer_limit body_pieces store_traces '
slow=' identity endurance reload hostile '
limit=${TEST_LIMIT_S:-300}
[ -z "${OCR_ASAN:-}" ] || limit=$((4 * limit))
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.supp:print_suppressions=0"

# A program's path as the name of a file.
key() {
	echo "$1" | tr / _
}

# Runs one program.
one() {
	begin=$(date +%s)
	seconds=$limit
	case $slow in *" ${1##*/test_} "*) seconds=$((2 * limit)) ;; esac
	echo "== $1"
	timeout --foreground -k 10 "$seconds" "$1" 2>&1
	status=$?
	[ $status -ne 124 ] || echo "$1 did not end within $seconds s"
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

# named LIST PROGRAM...: the programs whose names are in the list, in its order.
named() {
	list=$1
	shift
	for name in $list; do
		for t; do
			case $t in */integration/*/test_"$name") echo "$t" ;; esac
		done
	done
}

# at_once NUMBER FILE: runs the programs that the file lists, so many at once.
at_once() {
	xargs -r -P "$1" -n 1 "$0" --beside "$dir" <"$2"
}

# The named ones begin, since they take longest.
{
	named "$side_by_side" "$@"
	for t; do
		case $t in */unit/* | */fuzz/*) echo "$t" ;; esac
	done
} >"$dir/side_by_side"
named "$waiting" "$@" >"$dir/waiting"
at_once $(($(nproc) + 1)) "$dir/side_by_side"
at_once "${WAITING_AT_ONCE:-1}" "$dir/waiting"
for t; do
	cat "$dir/side_by_side" "$dir/waiting" | grep -qxF "$t" || {
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
