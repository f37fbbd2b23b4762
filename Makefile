# SPDX-License-Identifier: BSD-3-Clause
# One Makefile, not recursive.  "make help" lists the targets.

PREFIX = /usr
DESTDIR =
B = build

# What "make run" installs, and what "make test" and "make lint" add.
# jansson: JSON, maintained and small, so that no string of a client
# is escaped by code of ours.  uthash: headers only, the usual hash table and
# lists of C programs.  libseccomp: writes the filters that confine workers.
# nettle: SHA-256 that works within them.  gmime: heads of form parts.
# poppler-glib and cairo, which comes with it: PDF; poppler-data: the character
# maps of PDFs in Chinese, Japanese and Korean; fonts-liberation: for PDFs
# without theirs; fontconfig: keeps what it knows of fonts where the pool, which
# may write nowhere, finds it.  openjp2: what decodes JPEG 2000 for poppler.
# heif: HEIC and AVIF; de265: what decodes HEIC for it.
PACKAGES = lighttpd spawn-fcgi libfcgi-dev libtesseract-dev libleptonica-dev \
	tesseract-ocr-eng tesseract-ocr-osd libjansson-dev uthash-dev \
	libseccomp-dev nettle-dev libgmime-3.0-dev libpoppler-glib-dev \
	poppler-data fonts-liberation fontconfig libheif-dev libde265-dev \
	libopenjp2-7-dev zlib1g-dev gcc \
	libc6-dev dpkg-dev xz-utils curl
# xmllint, pdftotext: what is written must be good for other programs.  yaml and
# jsonschema: answers against the schemas of openapi.yaml.  systemd: looks
# through its units.
TEST_PACKAGES = libcmocka-dev libcurl4-openssl-dev tesseract-ocr \
	tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-spa tesseract-ocr-ita \
	fonts-dejavu-core \
	libxml2-utils poppler-utils python3-yaml python3-jsonschema systemd procps
# From Debian 13 on, what encodes HEIC and AVIF is apart from libheif.
TEST_PACKAGES_IF_KNOWN = libheif-plugin-x265 libheif-plugin-aomenc
LINT_PACKAGES = clang clang-format cppcheck mandoc
# dpkg-buildpackage takes the compilers of both languages for granted.
DEB_PACKAGES = debhelper build-essential
# What a build of lighttpd takes; from Debian 13 on its ./configure has to be made.
LIGHTTPD_PACKAGES = libpcre2-dev zlib1g-dev autoconf automake libtool
# The second is libFuzzer and the sanitizers.
FUZZ_PACKAGES = clang libclang-rt-dev

CC = gcc
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wconversion -Wvla -Wformat=2 -Werror
HARDEN = -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
	-fstack-clash-protection \
	$(if $(filter x86_64,$(shell uname -m)),-fcf-protection)
CFLAGS = $(HARDEN)
JOBS = $(shell nproc)
SANITIZE =
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -pthread $(WARN) $(CFLAGS) $(SANITIZE) \
	-MMD -MP -I. -iquote fcgi-worker
LDFLAGS = -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed
.PHONY: all help deps test-deps lint-deps run test bench load lint analyze \
	format asan asan-lighttpd fuzz fuzzers fuzz-http deb install uninstall \
	clean run-tests run-http-fuzz objects
.DELETE_ON_ERROR:
Q = $(if $(V),,@)

# The module first: its sources wait for the network.
all: $B/lib/mod_ocr.so $B/bin/fcgi-worker

help:
	@echo 'make run      install what is missing, build, serve on PORT (8080)'
	@echo '              variables: PORT BIND WORKERS RUN_DIR ONESHOT=1'
	@echo 'make test     install what is missing, build, run all tests'
	@echo 'make asan     the tests under AddressSanitizer and UBSan'
	@echo 'make fuzz     each fuzz target for FUZZ_S seconds (60)'
	@echo 'make asan-lighttpd  the integration tests with lighttpd under them, too'
	@echo 'make fuzz-http  random clients of that one for FUZZ_HTTP_S seconds (600)'
	@echo 'make bench    figures of one page: name value unit'
	@echo 'make load     figures of thousands of clients, with and without mod_ocr'
	@echo 'make          build only; V=1 shows the commands'
	@echo 'make lint     format check, static analyzers, manual pages'
	@echo 'make format   format the sources'
	@echo 'make deb      Debian packages in build/deb; VERSION (0.1)'
	@echo 'make install  into DESTDIR and PREFIX (/usr)'
	@echo 'make clean    remove build/'
	@echo 'LIGHTTPD_SRC=DIR builds for the configured lighttpd tree in DIR, and'
	@echo '              tests with the lighttpd built there; set B=DIR too'

# What of apt-get's output is progress.
export APT_PROGRESS
define APT_PROGRESS
/^Need to get |^After this op/ { print "  " $$0 }
/^(Get:|Unpacking |Setting up )/ { sub(/:[0-9]*/, ""); n[$$1]++;
	if (n[$$1] % 50 == 1) print "  " n[$$1] ": " $$0 }
{ fflush() }
endef

# $(call install_packages,NAMES,IF_KNOWN): those of them that are not there
# yet.  The second are for releases of Debian that have them.
define install_packages
	@missing=; for p in $(1) $(2); do \
	    case ' $(2) ' in *" $$p "*) apt-cache show $$p >/dev/null 2>&1 \
	    || continue;; esac; \
	    dpkg-query -W -f '$${Status}' $$p 2>/dev/null \
	    | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	[ -z "$$missing" ] || { \
	    [ $$(id -u) -eq 0 ] || command -v sudo >/dev/null || { \
		echo "as root, install:$$missing" >&2; exit 1; }; \
	    echo "installing, which may take some minutes:$$missing"; \
	    log=$$(mktemp); { $$([ $$(id -u) -eq 0 ] || echo sudo) env \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
	    --no-install-recommends $$missing 2>&1 </dev/null || \
	    echo 'apt-get failed'; } | tee $$log | awk "$$APT_PROGRESS"; \
	    if grep -q '^apt-get failed' $$log; then \
	    grep -a '^E:\|^W:\|^sudo:\|^dpkg: error\|No space' $$log >&2 || \
	    tail -n 5 $$log >&2; ! grep -q '^E: Unable to locate\|404  Not' $$log || \
	    echo 'the lists of packages are old or missing: apt-get update' >&2; \
	    echo "package installation failed; all that apt-get said: $$log" >&2; \
	    exit 1; fi; rm -f $$log; }
endef

deps:
	$(call install_packages,$(PACKAGES))

test-deps: deps
	$(call install_packages,$(TEST_PACKAGES),$(TEST_PACKAGES_IF_KNOWN))

SERVE = env B=$B PORT='$(PORT)' BIND='$(BIND)' WORKERS='$(WORKERS)' \
	RUN_DIR='$(RUN_DIR)' ONESHOT='$(ONESHOT)' tests/serve.sh
# The last line is the script itself: whoever ends make ends that.
run:
	@$(SERVE) check
	@$(MAKE) --no-print-directory deps
	@[ -e $B/bin/fcgi-worker ] || echo 'building, which may take two minutes'
	@$(MAKE) $(if $(V),,-s) --no-print-directory -j$(shell nproc) all
	@exec $(SERVE)

test: test-deps
	@$(MAKE) --no-print-directory -j$(shell nproc) run-tests

# --- lighttpd's headers ----------------------------------------------------
# Debian ships none: take the source package of exactly the installed version.
ifdef LIGHTTPD_SRC
LIGHTTPD_TREE = $(LIGHTTPD_SRC)
$(LIGHTTPD_SRC)/config.h:
	@echo "LIGHTTPD_SRC=$(LIGHTTPD_SRC): run its ./configure first" >&2
	@false
else
LIGHTTPD_TREE = build/lighttpd
endif
APT_OPTIONS = -o Dir::Etc::SourceList=$(CURDIR)/build/apt/sources.list \
	-o Dir::Etc::SourceParts=/dev/null \
	-o Dir::State::Lists=$(CURDIR)/build/apt/lists \
	-o APT::Sandbox::User=

build/lighttpd/config.h: mod_ocr/debian_config.h
	@echo "lighttpd: fetching the source of the installed version"
	$Qrm -rf build/apt build/lighttpd && mkdir -p build/apt/lists/partial
	$Qapt-get indextargets 'Created-By: Packages' \
	    --format 'deb-src $$(REPO_URI) $$(RELEASE) $$(COMPONENT)' \
	    | sort -u >build/apt/sources.list
	$Qapt-get $(APT_OPTIONS) -qq update
	$Qcd build/apt && apt-get $(APT_OPTIONS) -qq --download-only source \
	    lighttpd=$$(dpkg-query -W -f '$${Version}' lighttpd)
	$Qdpkg-source --no-check -x build/apt/lighttpd_*.dsc build/lighttpd \
	    >build/apt/unpack.log
	$Q{ cat $< && dpkg-query -W -f '$${Version}' lighttpd | awk -F '[.~+-]' \
	    '{ printf "#define LIGHTTPD_VERSION_ID 0x%x%02x%02x\n", $$1, $$2, $$3 }'; } >$@

# --- programs --------------------------------------------------------------
MOD_SRC = $(wildcard mod_ocr/*.c)
# The files of the module that include lighttpd's headers.
GLUE_SRC = $(addprefix mod_ocr/,$(addsuffix .c,mod_ocr backend header_filter \
	local_client ocr_config pool_probe pool_watch preflight refusal_log reply \
	request_ctx reset_limit scheduler shutdown))
# What is the same on both sides: the scoreboard's layout, the types of images,
# what a query is, and what is in common/.
SHARED_SRC = fcgi-worker/base/bytes.c fcgi-worker/base/clock.c \
	fcgi-worker/shm/scoreboard.c \
	fcgi-worker/input/sniff.c fcgi-worker/http/query.c \
	$(wildcard fcgi-worker/common/*.c)
MOD_OBJ = $(MOD_SRC:%.c=$B/%.o)
GLUE_OBJ = $(GLUE_SRC:%.c=$B/%.o)
SHARED_OBJ = $(SHARED_SRC:%.c=$B/shared/%.o)
WORKER_SRC = $(wildcard fcgi-worker/*.c fcgi-worker/*/*.c)
WORKER_OBJ = $(WORKER_SRC:%.c=$B/%.o)
# The parts of each that know neither lighttpd nor main().
PURE_OBJ = $(filter-out $(GLUE_OBJ) %/main.o,$(MOD_OBJ) $(WORKER_OBJ))
WORKER_LIBS = -lfcgi -ltesseract -lleptonica -ljansson -lseccomp -lnettle \
	-lgmime-3.0 -lpoppler-glib -lcairo -lgobject-2.0 -lglib-2.0 -lheif -lz -lm

$(GLUE_OBJ): $(LIGHTTPD_TREE)/config.h
$(GLUE_OBJ): ALL_CFLAGS += -isystem $(LIGHTTPD_TREE) \
	-isystem $(LIGHTTPD_TREE)/src -DHAVE_CONFIG_H
$(MOD_OBJ) $(SHARED_OBJ): ALL_CFLAGS += -fPIC -fvisibility=hidden

$B/shared/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC $<"
	$Q$(CC) $(ALL_CFLAGS) -c -o $@ $<

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC $<"
	$Q$(CC) $(ALL_CFLAGS) -c -o $@ $<

# lighttpd finds all its modules in one directory: with -m $B/lib it would look
# there for mod_h2.so, too, and serve without HTTP/2 where that is missing.
ifndef LIGHTTPD_SRC
link_modules = $Qfor m in $(filter-out %/mod_ocr.so,$(wildcard \
	/usr/lib/lighttpd/*.so)); do ln -sf $$m $(@D)/; done
endif

$B/lib/mod_ocr.so: $(MOD_OBJ) $(SHARED_OBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"
	$Q$(CC) -shared $(LDFLAGS) $(CFLAGS) $(SANITIZE) -o $@ $^ -ljansson -lm
	$(link_modules)

# Libraries and their plugins are to find these here, see threads.c and hevc.c.
WORKER_LDFLAGS = $(LDFLAGS) -Wl,--export-dynamic-symbol=de265_*

$B/bin/fcgi-worker: $(WORKER_OBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"
	$Q$(CC) -pie $(WORKER_LDFLAGS) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ \
	    $(WORKER_LIBS)

$(WORKER_OBJ): ALL_CFLAGS += -fPIE
# The compiler does not tell what the assembler includes.
$B/fcgi-worker/handlers/openapi.o: fcgi-worker/openapi.yaml
# glib's headers are in a directory of their own; pkg-config comes with them.
system_headers = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(1)))
$B/fcgi-worker/http/multipart.o: ALL_CFLAGS += $(call system_headers,gmime-3.0)
$B/fcgi-worker/input/pdf_image.o: ALL_CFLAGS += $(call system_headers,cairo libopenjp2)
$B/fcgi-worker/input/pdf.o: ALL_CFLAGS += $(call system_headers,poppler-glib)
$B/tests/lib/typeset.o: ALL_CFLAGS += $(call system_headers,cairo-pdf)

# --- tests -----------------------------------------------------------------
TEST_LIB_OBJ = $(patsubst %.c,$B/%.o,$(wildcard tests/lib/*.c))
UNIT_TESTS = $(patsubst %.c,$B/%,$(wildcard tests/unit/*.c tests/unit/*/*.c))
INTEGRATION_TESTS = $(patsubst %.c,$B/%,$(wildcard tests/integration/*/test_*.c))
LOADS = $(patsubst %.c,$B/%,$(wildcard tests/load/*.c))
# Stands in for the pool where a test needs known times and sizes.
RESPONDER = $B/tests/load/responder
# The pool with a handler that tries what a worker must not.
ATTACKER = $B/tests/attacker/fcgi-worker
# Prints digests of files' pixels.
DIGEST = $B/tests/pixels/digest
# Stands between lighttpd and libc where a test needs time to pass quickly.
TIDY = $B/tests/preload/tidy.so
# Random clients of a whole server.
HTTP_FUZZ = $B/tests/load/http_fuzz
FUZZERS = $(patsubst %.c,$B/%,$(wildcard tests/fuzz/fuzz_*.c))
TESTS = $(UNIT_TESTS) $(FUZZERS) $(INTEGRATION_TESTS)

$(UNIT_TESTS): $B/%: $B/%.o $(PURE_OBJ)
	@echo "  LD $@"
	$Q$(CC) $(WORKER_LDFLAGS) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ \
	    $(WORKER_LIBS) -lcmocka

$(INTEGRATION_TESTS): $B/%: $B/%.o $(TEST_LIB_OBJ) $B/fcgi-worker/shm/scoreboard.o
	@echo "  LD $@"
	$Q$(CC) $(LDFLAGS) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ \
	    -lcurl -ljansson -lleptonica -lcairo -lheif -lz -lseccomp -lcmocka -lm

$(LOADS): $B/%: $B/%.o $(TEST_LIB_OBJ) $(PURE_OBJ)
	@echo "  LD $@"
	$Q$(CC) $(LDFLAGS) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ \
	    -lcurl $(WORKER_LIBS) -lcmocka

$(ATTACKER): $B/tests/attacker/index.o \
		$(filter-out %/handlers/index.o,$(WORKER_OBJ))
	@echo "  LD $@"
	$Q$(CC) -pie $(WORKER_LDFLAGS) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ \
	    $(WORKER_LIBS)

$(DIGEST): $B/tests/pixels/digest.o $(PURE_OBJ)
	@echo "  LD $@"
	$Q$(CC) $(WORKER_LDFLAGS) $(CFLAGS) $(SANITIZE) -pthread -o $@ $^ \
	    $(WORKER_LIBS)

$(TIDY): tests/preload/tidy.c Makefile
	@mkdir -p $(@D)
	@echo "  LD $@"
	$Q$(CC) $(ALL_CFLAGS) -fPIC -shared -o $@ $<

# Each runs once over its corpus; with FUZZER set, libFuzzer drives it.
FUZZER =
$(FUZZERS): $B/%: $B/%.o $(PURE_OBJ) $(if $(FUZZER),,$B/tests/fuzz/replay.o)
	@echo "  LD $@"
	$Q$(CC) $(WORKER_LDFLAGS) $(CFLAGS) $(SANITIZE) $(FUZZER) -pthread -o $@ $^ \
	    $(WORKER_LIBS)

# The module as it would be for another lighttpd: each must refuse to load.
$B/other-version/config.h: $(LIGHTTPD_TREE)/config.h
	@mkdir -p $(@D)
	$Qid=$$(sed -n 's/^#define LIGHTTPD_VERSION_ID //p' $<); \
	sed "s/^#define LIGHTTPD_VERSION_ID .*/#define LIGHTTPD_VERSION_ID $$((id - 1))/" \
	    $< >$@
$B/other-layout/config.h: $(LIGHTTPD_TREE)/config.h
	@mkdir -p $(@D)
	$Qsed '/^#define HAVE_SYS_UN_H/d' $< >$@
OTHER_MODULES = $B/other-version/mod_ocr.so $B/other-layout/mod_ocr.so
$(OTHER_MODULES): %/mod_ocr.so: %/config.h $(GLUE_SRC) \
		$(filter-out $(GLUE_OBJ),$(MOD_OBJ)) $(SHARED_OBJ)
	$Q$(CC) $(ALL_CFLAGS) -fPIC -fvisibility=hidden -shared -isystem $* \
	    -isystem $(LIGHTTPD_TREE) -isystem $(LIGHTTPD_TREE)/src \
	    -DHAVE_CONFIG_H -o $@ $(GLUE_SRC) $(filter %.o,$^) \
	    -ljansson -lm

# Unpacked, not installed: up to Debian 12, the package that has it would start
# a Prometheus server.
$B/promtool/usr/bin/promtool:
	$Qrm -rf $(@D) && mkdir -p $B/promtool
	$Qp=promtool; apt-cache show $$p >/dev/null 2>&1 || p=prometheus; \
	cd $B/promtool && apt-get -qq download $$p \
	    $(if $(filter 0,$(shell id -u)),-o APT::Sandbox::User=) && \
	    dpkg-deb --fsys-tarfile $${p}_*.deb | \
	    tar -x ./usr/bin/promtool && rm -f $${p}_*.deb

run-tests: all $(TESTS) $(OTHER_MODULES) $(RESPONDER) $(ATTACKER) $(DIGEST) \
		$(TIDY) $B/promtool/usr/bin/promtool
ifneq ($(wildcard $(LIGHTTPD_SRC)/src/lighttpd),)
	@cp -u $(LIGHTTPD_SRC)/src/.libs/*.so $B/lib/
	@LIGHTTPD=$(LIGHTTPD_SRC)/src/lighttpd OCR_BUILD=$B OCR_ASAN=$(OCR_ASAN) \
	    tests/run.sh $(TESTS)
else
	@OCR_BUILD=$B OCR_ASAN=$(OCR_ASAN) tests/run.sh $(TESTS)
endif

ASAN_CFLAGS = -O1 -g -fno-omit-frame-pointer
ASAN_SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=undefined
ASAN = CFLAGS='$(ASAN_CFLAGS)' SANITIZE='$(ASAN_SANITIZE)' \
	OCR_ASAN=$$($(CC) -print-file-name=libasan.so)
asan: test-deps
	@$(MAKE) --no-print-directory -j$(JOBS) run-tests B=build/asan $(ASAN)

# lighttpd itself under the sanitizers, too, with the libraries of Debian's
# build that its core and the shipped configuration use.  It adds to NULL and
# copies nothing from there, which two checks of UBSan would tell.
ASAN_TREE = build/lighttpd-asan
ASAN_TREE_CFLAGS = $(ASAN_CFLAGS) $(ASAN_SANITIZE) \
	-fno-sanitize=nonnull-attribute,pointer-overflow
ASAN_LIGHTTPD = B=build/asan-lighttpd LIGHTTPD_SRC=$(ASAN_TREE) $(ASAN)
$(ASAN_TREE)/src/lighttpd: build/lighttpd/config.h
	$(call install_packages,$(LIGHTTPD_PACKAGES))
	@echo "lighttpd: building it with the sanitizers"
	$Qrm -rf $(ASAN_TREE) && cp -a build/lighttpd $(ASAN_TREE)
	$Qcd $(ASAN_TREE) && export ASAN_OPTIONS=detect_leaks=0 && \
	    { [ -x configure ] || { mkdir -p m4 && autoreconf -fi; }; \
	    rm -f config.h; ./configure -q --disable-dependency-tracking --with-pcre2 \
	    --with-zlib CC=$(CC) CFLAGS='$(ASAN_TREE_CFLAGS)' \
	    LDFLAGS='$(ASAN_SANITIZE)' && $(MAKE) -s; } \
	    >../asan-lighttpd.log 2>&1 || { tail ../asan-lighttpd.log; exit 1; }

asan-lighttpd: test-deps $(ASAN_TREE)/src/lighttpd
	@$(MAKE) --no-print-directory -j$(JOBS) run-tests $(ASAN_LIGHTTPD) \
	    TESTS='$$(INTEGRATION_TESTS)'

FUZZ_HTTP_S = 600
FUZZ_HTTP_SEED =
fuzz-http: test-deps $(ASAN_TREE)/src/lighttpd
	@$(MAKE) --no-print-directory -j$(JOBS) run-http-fuzz $(ASAN_LIGHTTPD)

run-http-fuzz: all $(HTTP_FUZZ) $(RESPONDER) $(TIDY)
	@cp -u $(LIGHTTPD_SRC)/src/.libs/*.so $B/lib/
	@LIGHTTPD=$(LIGHTTPD_SRC)/src/lighttpd OCR_BUILD=$B OCR_ASAN=$(OCR_ASAN) \
	    LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks.supp:print_suppressions=0 \
	    $(HTTP_FUZZ) $(FUZZ_HTTP_S) $(FUZZ_HTTP_SEED)

# New inputs are kept in build/fuzz/corpus, what fails in build/fuzz.
# FUZZ_RUNS=0 only runs what is kept.
FUZZ_S = 60
FUZZ_RUNS = -1
FUZZ_NAMES = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz: test-deps
	$(call install_packages,$(FUZZ_PACKAGES))
	@$(MAKE) --no-print-directory -j$(shell nproc) fuzzers B=build/fuzz \
	    CC=clang WARN=-Wall \
	    CFLAGS='-O1 -g' SANITIZE=-fsanitize=fuzzer-no-link,address,undefined \
	    FUZZER=-fsanitize=fuzzer
	@set -e; for n in $(FUZZ_NAMES); do \
	    mkdir -p build/fuzz/corpus/$$n; echo "== $$n"; \
	    LSAN_OPTIONS=suppressions=tests/leaks.supp \
	    build/fuzz/tests/fuzz/fuzz_$$n -max_total_time=$(FUZZ_S) \
		-runs=$(FUZZ_RUNS) \
		-rss_limit_mb=2048 -timeout=20 -verbosity=0 \
		-print_final_stats=1 -artifact_prefix=build/fuzz/$$n- \
		$$(ls tests/fuzz/$$n.dict 2>/dev/null | sed 's/^/-dict=/') \
		build/fuzz/corpus/$$n tests/fuzz/corpus/$$n; done

fuzzers: $(FUZZERS)

bench: test-deps
	@$(MAKE) --no-print-directory all $(LOADS)
	@set -e; for b in bench formats throughput pool ends memory; do \
	    OCR_BUILD=$B $B/tests/load/$$b; done

load: test-deps
	@$(MAKE) --no-print-directory all $(LOADS)
	@OCR_BUILD=$B $B/tests/load/crowd
	@OCR_BUILD=$B $B/tests/load/gate

# --- care ------------------------------------------------------------------
FORMAT_VERSION = 14
SOURCES = $(shell find mod_ocr fcgi-worker tests -name '*.[ch]')

lint-deps:
	$(call install_packages,$(LINT_PACKAGES))

# What the analyzers of the two compilers find is an error.  gcc takes memory
# for lost that an array in a struct has, and does not know reallocarray; clang
# looks for both, too.
GCC_ANALYZER = -O1 -fanalyzer -fdiagnostics-path-format=none \
	-Wno-analyzer-malloc-leak -Wno-analyzer-mismatching-deallocation
CLANG_ANALYZER = -Xclang -analyzer-werror --analyzer-output text
ANALYZE = $(MAKE) --no-print-directory -k -j$(JOBS) objects
objects: $(MOD_OBJ) $(WORKER_OBJ)

analyze: deps lint-deps $(LIGHTTPD_TREE)/config.h
	@$(ANALYZE) B=build/analyze/gcc CFLAGS='$(GCC_ANALYZER)'
	@$(ANALYZE) B=build/analyze/clang CC='clang --analyze' \
	    CFLAGS='$(CLANG_ANALYZER)'

# Each release of clang-format lays out some lines in a way of its own, and each
# of the compilers takes other things for faults.
lint: lint-deps $(LIGHTTPD_TREE)/config.h
	$Qif clang-format --version | grep -q 'version $(FORMAT_VERSION)\.'; \
	then clang-format --dry-run -Werror $(SOURCES) && \
	    $(MAKE) --no-print-directory analyze; \
	else echo 'lint: format and analyzers are those of clang' \
	    '$(FORMAT_VERSION) and gcc of Debian 12 only'; fi
	$Qcppcheck -q -j$(JOBS) --include=/usr/include/uthash.h \
	    --include=/usr/include/utlist.h --suppress='*:/usr/include/*' \
	    --suppress='*:$(LIGHTTPD_TREE)/*' \
	    --std=c11 --error-exitcode=1 --inline-suppr \
	    --enable=warning,portability --suppress=missingIncludeSystem \
	    --suppress=normalCheckLevelMaxBranches \
	    -D__linux__ -DHAVE_CONFIG_H -I. -Ifcgi-worker -I$(LIGHTTPD_TREE) \
	    -I$(LIGHTTPD_TREE)/src fcgi-worker mod_ocr
	$Qtests/layers.sh
	$Qset -e; for m in $(wildcard */*.[58]); do mandoc -T lint -W warning $$m; done

format:
	$(call install_packages,clang-format)
	$Qclang-format -i $(SOURCES)

install: all
	install -D -m 755 $B/bin/fcgi-worker $(DESTDIR)$(PREFIX)/sbin/fcgi-worker
	install -D -m 644 $B/lib/mod_ocr.so \
	    $(DESTDIR)$(PREFIX)/lib/lighttpd/mod_ocr.so
	install -D -m 644 fcgi-worker/fcgi-worker.8 \
	    $(DESTDIR)$(PREFIX)/share/man/man8/fcgi-worker.8
	for u in socket service; do install -D -m 644 fcgi-worker/fcgi-worker.$$u \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system/fcgi-worker.$$u; done
	install -D -m 644 lighttpd.conf \
	    $(DESTDIR)$(PREFIX)/share/mod_ocr/lighttpd.conf
	install -D -m 644 mod_ocr/mod_ocr.5 \
	    $(DESTDIR)$(PREFIX)/share/man/man5/mod_ocr.5

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/sbin/fcgi-worker \
	    $(DESTDIR)$(PREFIX)/lib/lighttpd/mod_ocr.so \
	    $(DESTDIR)$(PREFIX)/share/man/man5/mod_ocr.5 \
	    $(DESTDIR)$(PREFIX)/share/man/man8/fcgi-worker.8 \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system/fcgi-worker.socket \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system/fcgi-worker.service
	rm -rf $(DESTDIR)$(PREFIX)/share/mod_ocr

# Built in a copy of the tree, since dpkg-buildpackage writes beside it; what
# the copy has compiled is kept for the next time.
DEB_TREE = build/deb/tree
DEB_SOURCES = LICENSE Makefile README.md debian fcgi-worker lighttpd.conf mod_ocr
VERSION = $(shell sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
deb: deps
	$(call install_packages,$(DEB_PACKAGES))
	@$(MAKE) --no-print-directory -s $(LIGHTTPD_TREE)/config.h
	@mkdir -p $(DEB_TREE)
	@cd $(DEB_TREE) && rm -rf $(DEB_SOURCES) ../*.deb
	@cp -a $(DEB_SOURCES) $(DEB_TREE)
	@{ echo 'mod-ocr ($(VERSION)) unstable; urgency=medium'; \
	    printf '\n  * Built from its source tree.\n\n'; \
	    sed -n '/^ -- /{s/  .*//;p;q}' debian/changelog | tr '\n' ' '; \
	    date -R | sed 's/^/ /'; } >$(DEB_TREE)/debian/changelog
	@echo "building the packages, version $(VERSION)"
	@cd $(DEB_TREE) && env -u MAKEFLAGS -u MAKELEVEL \
	    LIGHTTPD_SRC=$(abspath $(LIGHTTPD_TREE)) \
	    DEB_BUILD_OPTIONS='noautodbgsym parallel=$(shell nproc)' \
	    dpkg-buildpackage -b -us -uc -nc >../build.log 2>&1 || \
	    { tail -30 ../build.log; exit 1; }
	@ls build/deb/*.deb

clean:
	rm -rf build

-include $(MOD_OBJ:.o=.d) $(SHARED_OBJ:.o=.d) $(WORKER_OBJ:.o=.d) $(TEST_LIB_OBJ:.o=.d) \
	$(TESTS:=.d) $(LOADS:=.d) $B/tests/fuzz/replay.d \
	$B/tests/attacker/index.d $B/tests/pixels/digest.d
