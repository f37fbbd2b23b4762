#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the files that lighttpd sends for the pages at / and /status.

web_assets.py FROM TO

FROM has the pages, and in assets/ what they use.  TO gets each file twice: as it
is in plain/, and compressed in gzip/.  An asset has the digest of its content in
its name, as in assets/page.0123456789abcdef.js, so that a browser may keep it for
good: when the content changes, so does the name.
"""
import functools
import gzip
import hashlib
import pathlib
import re
import shutil
import sys

source, target = map(pathlib.Path, sys.argv[1:])

# How pages and modules refer to an asset; the file itself is the second group.
REFERENCE = re.compile(rb'"(assets/|\./)([\w-]+\.\w+)"')


def with_digests(file):
    """The content of a file, with the names that the assets it uses will have."""
    return REFERENCE.sub(
        lambda m: b'"%s%s"' % (m[1], asset(m[2].decode())[0].encode()),
        file.read_bytes())


# The names of the assets that an asset uses are in its content, so they are found
# first.  Modules that import each other in a circle cannot be named in this way.
@functools.cache
def asset(name):
    """The name with the digest, and the content."""
    file = source / "assets" / name
    content = with_digests(file)
    digest = hashlib.sha256(content).hexdigest()[:16]
    return f"{file.stem}.{digest}{file.suffix}", content


def write(name, content):
    for folder, data in (("plain", content),
                         ("gzip", gzip.compress(content, 9, mtime=0))):
        file = target / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


shutil.rmtree(target, ignore_errors=True)
for file in sorted((source / "assets").iterdir()):
    name, content = asset(file.name)
    write(f"assets/{name}", content)
for file in sorted(source.glob("*.html")):
    write(file.name, with_digests(file))
