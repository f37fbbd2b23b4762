#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fails where an include of the pool's folders points up: a folder may use those
# that stand before it; sandbox and common may use base alone, and the top all.
set -eu
cd "$(dirname "$0")/.."
grep -rHo '^#include "[^"]*"' fcgi-worker --include='*.[ch]' --include='*.cc' | awk -F '[:"]' '
BEGIN {
	n = split("base common sandbox shm http input engine output ocr handlers" \
	    " worker master", names, " ")
	for (i = 1; i <= n; i++) level[names[i]] = i
	level["."] = n + 1
}
function folder(path) { return path ~ "/" ? substr(path, 1, index(path, "/") - 1) : "." }
{
	from = folder(substr($1, length("fcgi-worker/") + 1))
	to = folder($3)
	if (!(from in level) || !(to in level))
		bad = bad "no folder of the pool: " $1 " includes " $3 "\n"
	else if (from != to && (level[to] > level[from] ||
	    ((from == "sandbox" || from == "common") && to != "base")))
		bad = bad $1 " includes " $3 ", which is above it\n"
}
END { printf "%s", bad; exit bad != "" }'
