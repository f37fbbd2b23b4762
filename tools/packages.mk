# SPDX-License-Identifier: BSD-3-Clause
# Which of Debian's packages a target needs, and how they are installed.

.PHONY: deps test-deps

install_packages = @tools/install_packages.sh

# What building and serving needs:
# - lighttpd, spawn-fcgi: the server, and a way to start the pool
# - tesseract-ocr-eng, -osd: the models of English, and of which way is up
# - libgmime-3.0-dev: reads the headers of form parts
# - libpoppler-glib-dev: draws the pages of PDFs; it brings cairo
# - libpoppler-cpp-dev: finds the text of PDFs
# - poppler-data: the character maps of PDFs in Chinese, Japanese and Korean
# - fonts-liberation: for PDFs that embed no fonts
# - fontconfig: caches what it knows of fonts, which workers cannot do
# - libheif-dev, libde265-dev: read HEIC and AVIF; the second decodes HEIC
# - libopenjp2-7-dev: decodes JPEG 2000, for poppler, too
# - libqpdf-dev: reads what poppler does not, and changes a PDF without drawing it
# - libtiff-dev, libjpeg-dev, libpng-dev, libwebp-dev: decode what leptonica does
#   not decode, or decodes wrongly
# - python3-yaml: makes openapi.json of openapi.yaml
PACKAGES = $(FIRST_PACKAGES) lighttpd spawn-fcgi tesseract-ocr-eng tesseract-ocr-osd \
	libgmime-3.0-dev libpoppler-glib-dev libpoppler-cpp-dev poppler-data \
	fonts-liberation fontconfig libheif-dev libde265-dev libopenjp2-7-dev \
	libqpdf-dev libtiff-dev libjpeg-dev libpng-dev libwebp-dev zlib1g-dev \
	python3-yaml g++ dpkg-dev xz-utils curl $(PACKAGES_IF_KNOWN:=\?)
# What most files need: "make run" compiles those while the other packages are
# being installed.
# - libjansson-dev: reads and writes JSON
# - uthash-dev: hash tables and lists, in headers only
# - nettle-dev: SHA-256, fast where the processor has it; Debian's lighttpd uses it
# - libseccomp-dev: writes the filters that confine workers
FIRST_PACKAGES = gcc libc6-dev libjansson-dev uthash-dev nettle-dev libleptonica-dev \
	libtesseract-dev libseccomp-dev libfcgi-dev
# ONNX Runtime runs the models of quality=best; Debian has it from 13 on.
PACKAGES_IF_KNOWN = libonnxruntime-dev
# What tests need:
# - libxml2-utils, poppler-utils: xmllint and pdftotext read what was written
# - python3-jsonschema: checks answers against the schemas of openapi.yaml
# - python3-requests: an example of the README uses it
# - systemd: checks its units
# - chromium: opens the pages, by TLS, too
TEST_PACKAGES = libcmocka-dev libcurl4-openssl-dev tesseract-ocr \
	tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-spa tesseract-ocr-ita \
	fonts-dejavu-core \
	libxml2-utils poppler-utils qpdf python3-jsonschema python3-requests systemd \
	procps lighttpd-mod-openssl openssl chromium chromium-driver
# What encodes HEIC and AVIF; Debian 12 has it in libheif itself.
TEST_PACKAGES_IF_KNOWN = libheif-plugin-x265 libheif-plugin-aomenc
# evhttp, the HTTP server of libevent, with which mod_ocr is compared.
LOAD_PACKAGES = libevent-dev
LINT_PACKAGES = clang clang-format cppcheck mandoc
# dpkg-buildpackage takes the compilers of both languages for granted.
DEB_PACKAGES = debhelper build-essential
# What a build of lighttpd needs.  The source of Debian 13 has no ./configure, which
# autoconf makes.
LIGHTTPD_PACKAGES = libpcre2-dev zlib1g-dev autoconf automake libtool
# libclang-rt-dev has libFuzzer and the sanitizers.
FUZZ_PACKAGES = clang libclang-rt-dev

deps:
	$(install_packages) $(PACKAGES)

test-deps:
	$(install_packages) $(PACKAGES) $(TEST_PACKAGES) $(TEST_PACKAGES_IF_KNOWN:=\?)
