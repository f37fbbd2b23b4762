# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# How the scripts of this folder end, fail and wait.  Each of them reads this file at
# the top of the tree; the file does nothing by itself.
# A script replaces the function clean_up, which gets the status that the script
# ends with; $work is a directory of its own, which is removed after that.
set -eu
work=$(mktemp -d)
wait_s=60
begun=$(date +%s)

clean_up() { :; }

finish() {
	status=$?
	trap - EXIT INT TERM
	clean_up $status
	rm -rf "$work"
	exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
	echo "$(basename "$0" .sh): $*" >&2
	exit 1
}

# Says how far the script is, and after how long.
step() {
	echo "  $(($(date +%s) - begun)) s: $*"
}

# Runs a command until it succeeds, which has to be within $wait_s seconds.
until_succeeds() {
	end=$(($(date +%s) + wait_s))
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt $end ] || fail "not within $wait_s s: $*"
		sleep 0.1
	done
}
