#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fetches the source of the installed lighttpd, since Debian has no package of its
# headers, and writes the config.h that they include.
#   lighttpd_headers.sh DIR CONFIG  puts the tree into DIR, with a config.h made
#                                   of the file CONFIG and the version, and what
#                                   was downloaded into a directory apt beside it
# Neither the sources that apt is configured with nor its lists are changed.
set -eu
tree=$1
config=$(realpath "$2")
version=$(dpkg-query -W -f '${Version}' lighttpd)
work=$(dirname "$tree")/apt

echo "lighttpd: fetching the source of the installed version"
rm -rf "$work" "$tree"
mkdir -p "$work/lists/partial"
work=$(realpath "$work")
tree=$(realpath "$tree")
# shellcheck disable=SC2016
apt-get indextargets 'Created-By: Packages' \
	--format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' |
	sort -u >"$work/sources.list"

# apt-get with sources and lists of its own, which leaves the caches to another
# that may run.
apt_get() {
	apt-get -o Dir::Etc::SourceList="$work/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State::Lists="$work/lists" \
		-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
		-o APT::Sandbox::User= "$@"
}
apt_get -qq update
cd "$work"
apt_get -qq --download-only source lighttpd="$version"
dpkg-source --no-check -x lighttpd_*.dsc "$tree" >unpack.log

{
	cat "$config"
	echo "$version" | awk -F '[.~+-]' \
		'{ printf "#define LIGHTTPD_VERSION_ID 0x%x%02x%02x\n", $1, $2, $3 }'
} >"$tree/config.h"
