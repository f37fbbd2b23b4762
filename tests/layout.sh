#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fails when the README's code layout and the tree tell different stories.
set -eu
cd "$(dirname "$0")/.."
status=0
for f in mod_ocr/*.c fcgi-worker/*.c; do
	grep -q "\`${f##*/}\`" README.md || {
		echo "README.md: the code layout lacks $f" >&2
		status=1
	}
done
for f in $(sed -n '/^## Code layout/,/^## /p' README.md |
	grep -o '`[a-z0-9_]*\.c`' | tr -d '`' | sort -u); do
	[ -e "mod_ocr/$f" ] || [ -e "fcgi-worker/$f" ] || {
		echo "README.md: the code layout names $f, which is not there" >&2
		status=1
	}
done
exit $status
