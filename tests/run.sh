#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs each test program given, all of them whatever fails, and ends with the
# sum.  Status 0 only if every program passed.
set -u
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.supp:print_suppressions=0"
passed=0 failed=0
for t; do
	begin=$(date +%s)
	echo "== $t"
	if "$t" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		bad="${bad:-} $t"
	fi
	echo "== $t: $(($(date +%s) - begin)) s"
done
[ $failed -eq 0 ] || echo "failed:$bad"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
