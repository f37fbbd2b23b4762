# SPDX-License-Identifier: BSD-3-Clause
# One make for the whole tree, not recursive.  "make help" lists the targets.
# This file has the packages and how both programs are built; the rules for
# tests, fuzzing, lint and packages are in the files that it includes.

PREFIX ?= /usr
DESTDIR ?=
B ?= build
# One more than there are processors: at first one waits for lighttpd's source.
JOBS ?= $(shell echo $$(($$(nproc) + 1)))
Q = $(if $(V),,@)

# What building and serving needs.
# jansson reads and writes JSON. uthash: hash tables and lists in headers only.
# libseccomp writes the filters that confine workers. nettle: SHA-256, fast where
# the processor has it; lighttpd of Debian uses it, too. gmime
# reads the headers of form parts. poppler-glib, and cairo, which comes with it,
# render PDFs, poppler-cpp finds their text; poppler-data: the character maps of
# PDFs in Chinese, Japanese and Korean; fonts-liberation: for PDFs that embed no
# fonts; fontconfig caches what it knows of fonts, which workers cannot do.
# openjp2 decodes JPEG 2000, for poppler, too. tiff, jpeg, png and webp decode
# what leptonica does not, or wrongly. qpdf reads what poppler does not, and
# keeps a PDF that is answered as one. heif reads HEIC and AVIF; de265 decodes
# HEIC for it.  python3-yaml makes openapi.json of openapi.yaml.
PACKAGES = $(FIRST_PACKAGES) lighttpd spawn-fcgi tesseract-ocr-eng tesseract-ocr-osd \
	libgmime-3.0-dev libpoppler-glib-dev libpoppler-cpp-dev poppler-data \
	fonts-liberation fontconfig libheif-dev libde265-dev libopenjp2-7-dev \
	libqpdf-dev libtiff-dev libjpeg-dev libpng-dev libwebp-dev zlib1g-dev \
	python3-yaml g++ dpkg-dev xz-utils curl $(PACKAGES_IF_KNOWN:=\?)
# What most files need, which "make run" compiles while the others are being
# installed.
FIRST_PACKAGES = gcc libc6-dev libjansson-dev uthash-dev nettle-dev libleptonica-dev \
	libtesseract-dev libseccomp-dev libfcgi-dev
# From Debian 13 on: what runs the models of quality=best.
PACKAGES_IF_KNOWN = libonnxruntime-dev
# xmllint and pdftotext read what was written.  jsonschema checks answers
# against the schemas of openapi.yaml.  An example of the README wants requests.
# systemd checks its units.  Chromium opens the page, by TLS, too.
TEST_PACKAGES = libcmocka-dev libcurl4-openssl-dev tesseract-ocr \
	tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-spa tesseract-ocr-ita \
	fonts-dejavu-core \
	libxml2-utils poppler-utils qpdf python3-jsonschema python3-requests systemd \
	procps lighttpd-mod-openssl openssl chromium chromium-driver
# From Debian 13 on, what encodes HEIC and AVIF is apart from libheif.
TEST_PACKAGES_IF_KNOWN = libheif-plugin-x265 libheif-plugin-aomenc
# What mod_ocr is compared with: a server that libevent's evhttp makes.
LOAD_PACKAGES = libevent-dev
LINT_PACKAGES = clang clang-format cppcheck mandoc
# dpkg-buildpackage takes the compilers of both languages for granted.
DEB_PACKAGES = debhelper build-essential
# What a build of lighttpd takes; from Debian 13 on its ./configure has to be made.
LIGHTTPD_PACKAGES = libpcre2-dev zlib1g-dev autoconf automake libtool
# The second is libFuzzer and the sanitizers.
FUZZ_PACKAGES = clang libclang-rt-dev

# Warnings are errors with WERROR=1.  HARDEN is apart from CFLAGS, so that
# "make CFLAGS=-O3" builds programs that are as hard to exploit.
ifeq ($(origin CC),default)
CC = gcc
endif
# Of C++ there is only what the interfaces of libraries for C lack.
ifeq ($(origin CXX),default)
CXX = $(subst clang,clang++,$(subst gcc,g++,$(CC)))
endif
WARN ?= -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wconversion -Wvla -Wformat=2
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection \
	$(if $(filter x86_64,$(shell uname -m)),-fcf-protection)
CFLAGS ?= -O2 -g
SANITIZE ?=
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -pthread $(WARN) $(if $(WERROR),-Werror) \
	$(HARDEN) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -MMD -MP -I. -iquote fcgi-worker
ALL_CXXFLAGS = -std=c++17 $(filter-out -std=c11 -Wstrict-prototypes \
	-Wmissing-prototypes,$(ALL_CFLAGS))
ALL_LDFLAGS = -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(LDFLAGS) \
	$(CFLAGS) $(SANITIZE) -pthread
# Libraries and their plugins are to find these in the program, see ocr/threads.c,
# input/hevc.c, engine/line_png.c and engine/openmp.c.
WORKER_LDFLAGS = -Wl,--export-dynamic-symbol=de265_* \
	-Wl,--export-dynamic-symbol=GOMP_* \
	-Wl,--export-dynamic-symbol=pixWriteMem \
	-Wl,--export-dynamic-symbol=pthread_getaffinity_np $(ALL_LDFLAGS)
WORKER_LIBS = -lfcgi -ltesseract -lleptonica -ljansson -lseccomp -lnettle \
	-lgmime-3.0 -lpoppler-glib -lpoppler-cpp -lcairo -lgobject-2.0 -lglib-2.0 -lheif \
	-lopenjp2 -lqpdf -ltiff -ljpeg -lpng16 -lwebp -lwebpdemux -lz -lm -lstdc++ \
	$(if $(ONNX),-lonnxruntime)

.PHONY: all web help deps test-deps run ahead install uninstall clean
.DELETE_ON_ERROR:

# The module first: its sources wait for the network.
all: $B/lib/mod_ocr.so $B/bin/fcgi-worker web

help:
	@sed -n 's/^#: //p' $(filter %Makefile %.mk,$(MAKEFILE_LIST))

# --- packages, and the server ------------------------------------------------
install_packages = @tools/install_packages.sh
#: make run      install what is missing, build, serve on PORT (8080);
#:               variables: PORT BIND WORKERS RUN_DIR CORS_ORIGIN ONESHOT=1
#: make          build only; V=1 shows the commands, WERROR=1 makes warnings errors;
#:               LIGHTTPD_SRC=DIR builds for the configured lighttpd tree in DIR, and
#:               tests with the lighttpd built there; set B=DIR too
deps:
	$(install_packages) $(PACKAGES)

test-deps:
	$(install_packages) $(PACKAGES) $(TEST_PACKAGES) $(TEST_PACKAGES_IF_KNOWN:=\?)

SERVE = env B=$B PORT='$(PORT)' BIND='$(BIND)' WORKERS='$(WORKERS)' \
	RUN_DIR='$(RUN_DIR)' CORS_ORIGIN='$(CORS_ORIGIN)' ONESHOT='$(ONESHOT)' \
	tests/serve.sh
# The last line is the script itself: whoever ends make ends that.
run:
	@$(SERVE) check
	@if tools/install_packages.sh --check $(PACKAGES) 2>/dev/null; then \
	    $(MAKE) --no-print-directory deps; \
	else \
	    tools/install_packages.sh $(FIRST_PACKAGES) && \
	    $(MAKE) --no-print-directory -j3 deps ahead; \
	fi
	@[ -e $B/bin/fcgi-worker ] || echo 'building, which may take two minutes'
	@$(MAKE) $(if $(V),,-s) --no-print-directory -j$(JOBS) all
	@exec $(SERVE)

# Compiles the files whose packages are there.  It is silent about the others:
# the make that comes after it compiles them, or says why it cannot.
ahead:
	@nice $(MAKE) -ks all >/dev/null 2>&1 || true

# --- programs ------------------------------------------------------------------
# LIGHTTPD_TREE has lighttpd's headers, LIGHTTPD_SRC a tree of the caller's.
ifdef LIGHTTPD_SRC
LIGHTTPD_TREE = $(LIGHTTPD_SRC)
$(LIGHTTPD_SRC)/config.h:
	@echo "LIGHTTPD_SRC=$(LIGHTTPD_SRC): run its ./configure first" >&2
	@false
else
LIGHTTPD_TREE = build/lighttpd
build/lighttpd/config.h: mod_ocr/debian_config.h
	$Qtools/lighttpd_headers.sh $(@D) $<
endif

MOD_SRC = $(wildcard mod_ocr/*.c)
# The files of the module that include lighttpd's headers.
GLUE_SRC = $(addprefix mod_ocr/,$(addsuffix .c,mod_ocr answer_headers backend \
	body_reader chunk_reader client_watch config_check config_keys \
	connect_watch flight h2_body head_watch header_filter kept_body linger \
	local_client local_reply ocr_config pool_probe pool_watch \
	preflight refusal_log reply request_ctx request_key request_state \
	request_status request_table reset_limit scheduler shared_answer \
	shutdown spool_watch store store_answer store_eviction store_reader \
	store_recent store_writer succession upload_digest upload_drain web \
	worker_stream))

# What both programs are linked from: the scoreboard's layout, the types of
# images, what a query is, and what is in common/.
SHARED_SRC = fcgi-worker/base/bytes.c fcgi-worker/base/clock.c \
	fcgi-worker/shm/scoreboard.c \
	fcgi-worker/shm/scoreboard_format.c fcgi-worker/input/sniff.c \
	fcgi-worker/http/query.c fcgi-worker/http/accept.c $(wildcard fcgi-worker/common/*.c)
# quality=best is built where ONNX Runtime is installed, as Debian 13 has it.
ONNX ?= $(if $(shell pkg-config --exists libonnxruntime 2>/dev/null && echo 1),1)
ONNX_OTHER = fcgi-worker/engine/$(if $(ONNX),onnx_absent,onnx_session).c
WORKER_SRC = $(filter-out $(ONNX_OTHER),$(wildcard fcgi-worker/*.c fcgi-worker/*/*.c))
MOD_OBJ = $(MOD_SRC:%.c=$B/%.o)
GLUE_OBJ = $(GLUE_SRC:%.c=$B/%.o)
SHARED_OBJ = $(SHARED_SRC:%.c=$B/shared/%.o)
WORKER_CXX_OBJ = $(patsubst %.cc,$B/%.o,$(wildcard fcgi-worker/*/*.cc))
WORKER_OBJ = $(WORKER_SRC:%.c=$B/%.o) $(WORKER_CXX_OBJ)

$(GLUE_OBJ): $(LIGHTTPD_TREE)/config.h
$(GLUE_OBJ): ALL_CFLAGS += -isystem $(LIGHTTPD_TREE) \
	-isystem $(LIGHTTPD_TREE)/src -DHAVE_CONFIG_H
$(MOD_OBJ) $(SHARED_OBJ): ALL_CFLAGS += -fPIC -fvisibility=hidden
$(WORKER_OBJ): ALL_CFLAGS += -fPIE

# Make itself says what it does and looks for the directory, so that a file takes
# no process but the compiler's.
make_directory = $(if $(wildcard $(@D)/.),,$(shell mkdir -p $(@D)))
define compile
	$(info CC $<)$(make_directory)
	$Q$(CC) $(ALL_CFLAGS) -c -o $@ $<
endef
# $(call link,LIBRARIES,FLAGS): a program, unless the flags say otherwise.
define link
	$(info LD $@)$(make_directory)
	$Q$(CC) $(2) -o $@ $(filter %.o,$^) $(1)
endef

$B/shared/%.o: %.c Makefile
	$(compile)
$B/%.o: %.c Makefile
	$(compile)
$B/%.o: %.cc Makefile
	$(info CXX $<)$(make_directory)
	$Q$(CXX) $(ALL_CXXFLAGS) -c -o $@ $<

# lighttpd finds all its modules in one directory: with -m $B/lib it would look
# there for mod_h2.so, too, and serve without HTTP/2 where that is missing.
$B/lib/mod_ocr.so: $(MOD_OBJ) $(SHARED_OBJ)
	$(call link,-ljansson -lnettle -lm,-shared $(ALL_LDFLAGS))
ifndef LIGHTTPD_SRC
	$Qfor m in $(filter-out %/mod_ocr.so,$(wildcard /usr/lib/lighttpd/*.so)); do \
	    ln -sf $$m $(@D)/; done
endif

$B/bin/fcgi-worker: $(WORKER_OBJ)
	$(call link,$(WORKER_LIBS),-pie $(WORKER_LDFLAGS))

# The page at /.  The names of its other files are known when they are made.
web: $B/web/plain/index.html
$B/web/plain/index.html: tools/web_assets.py $(wildcard web/*.html web/assets/*)
	$Q$< web $B/web

#: make models   get what quality=best needs, with npm, into MODELS (build/models)
MODELS ?= build/models
.PHONY: models
models:
	$Qtools/models.sh $(MODELS)

# The compiler does not tell what the assembler includes, nor looks there for it.
$B/fcgi-worker/handlers/openapi.o: fcgi-worker/openapi.yaml $B/openapi.json
$B/fcgi-worker/handlers/openapi.o: ALL_CFLAGS += -Wa,-I$B
$B/openapi.json: fcgi-worker/openapi.yaml tools/openapi_json.py
	$(make_directory)
	$Qtools/openapi_json.py $< >$@
# glib's headers are in a directory of their own; pkg-config comes with them.
system_headers = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(1)))
$B/fcgi-worker/http/multipart.o: ALL_CFLAGS += $(call system_headers,gmime-3.0)
$B/fcgi-worker/input/pdf_glyphs.o $B/fcgi-worker/input/pdf_survey.o \
$B/fcgi-worker/input/pdf_image.o $B/fcgi-worker/input/pdf_resolution.o: \
	ALL_CFLAGS += $(call system_headers,cairo libopenjp2)
$B/fcgi-worker/engine/onnx_session.o: \
	ALL_CFLAGS += $(call system_headers,libonnxruntime)
$B/fcgi-worker/input/jp2.o: ALL_CFLAGS += $(call system_headers,libopenjp2)
$B/fcgi-worker/input/pdf_words.o $B/fcgi-worker/input/pdf_splash.o: \
	ALL_CFLAGS += $(call system_headers,poppler-cpp)
$B/fcgi-worker/input/pdf_marks.o $B/fcgi-worker/input/pdf.o: \
	ALL_CFLAGS += $(call system_headers,poppler-glib)

-include $(MOD_OBJ:.o=.d) $(SHARED_OBJ:.o=.d) $(WORKER_OBJ:.o=.d)
# Not there where only the programs are built, as for images and packages.
-include tests/rules.mk tools/lint.mk tools/packaging.mk

#: make clean    remove what was built
clean:
	rm -rf build compile_commands.json
