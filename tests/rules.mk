# SPDX-License-Identifier: BSD-3-Clause
# How the tests are built and run.  run.sh says in which order they run.

.PHONY: test check run-tests asan asan-lighttpd bench bench-options load peers

# The parts of both programs that know neither lighttpd nor main().  line_png is
# left out: it replaces a function of leptonica's with which tests make pages.
PURE_OBJ = $(filter-out $(GLUE_OBJ) %/main.o %/line_png.o,$(MOD_OBJ) $(WORKER_OBJ))
TEST_LIB_OBJ = $(patsubst %.c,$B/%.o,$(wildcard tests/lib/*.c))
UNIT_TESTS = $(patsubst %.c,$B/%,$(wildcard tests/unit/*.c tests/unit/*/*.c))
INTEGRATION_TESTS = $(patsubst %.c,$B/%,$(wildcard tests/integration/*/test_*.c))
LOADS = $(filter-out $(EVHTTP),$(patsubst %.c,$B/%,$(wildcard tests/load/*.c)))
# The server that one would write with libevent in place of mod_ocr, which is
# compared with it.
EVHTTP = $B/tests/load/evhttp
# A pool whose requests take known times and whose answers have known sizes.
RESPONDER = $B/tests/load/responder
# The pool with a handler that tries what a worker must not do.
ATTACKER = $B/tests/attacker/fcgi-worker
# A program that prints digests of the pixels of files.
DIGEST = $B/tests/pixels/digest
# Libraries between lighttpd and libc: time passes quickly, a fork's child is late.
PRELOADS = $(addprefix $B/tests/preload/,tidy.so late_child.so)
include tests/fuzz/rules.mk tests/accuracy/rules.mk
TESTS = $(UNIT_TESTS) $(FUZZERS) $(INTEGRATION_TESTS)

$B/tests/lib/typeset.o $B/tests/lib/drawing.o: ALL_CFLAGS += $(call system_headers,cairo-pdf)

$B/tests/unit/input/test_clear_pictures.o: \
	ALL_CFLAGS += $(call system_headers,libopenjp2)
$B/tests/unit/engine/test_line_png: $B/fcgi-worker/engine/line_png.o
$(UNIT_TESTS): $B/%: $B/%.o $(PURE_OBJ)
	$(call link,$(WORKER_LIBS) -lcmocka,$(WORKER_LDFLAGS))

$(INTEGRATION_TESTS): $B/%: $B/%.o $(TEST_LIB_OBJ) $B/fcgi-worker/shm/scoreboard.o
	$(call link,-lcurl -ljansson -lleptonica -lcairo -lheif -lz -lseccomp \
	    -lnettle -lcmocka -lm,$(ALL_LDFLAGS))

$B/tests/integration/gate/test_store_dates: $B/mod_ocr/store_entry.o

$(LOADS): $B/%: $B/%.o $(TEST_LIB_OBJ) $(PURE_OBJ)
	$(call link,-lcurl $(WORKER_LIBS) -lcmocka,$(ALL_LDFLAGS))

$(EVHTTP): $B/tests/load/evhttp.o $B/tests/lib/measure.o $B/tests/lib/process.o
	$(call link,-levent_core -levent_extra -levent_pthreads -ltesseract \
	    -lleptonica,$(ALL_LDFLAGS))
$B/tests/load/evhttp.o: | libevent
.PHONY: libevent
libevent:
	@pkg-config --exists libevent_pthreads || { \
	    echo 'evhttp.c: "apt-get install libevent-dev" installs what it needs' \
	    >&2; exit 1; }

$(ATTACKER): $B/tests/attacker/index.o \
		$(filter-out %/handlers/index.o,$(WORKER_OBJ))
	$(call link,$(WORKER_LIBS),-pie $(WORKER_LDFLAGS))

$(DIGEST): $B/tests/pixels/digest.o $(PURE_OBJ)
	$(call link,$(WORKER_LIBS),$(WORKER_LDFLAGS))

$(PRELOADS): %.so: %.o
	$(call link,,-shared $(ALL_LDFLAGS))
$(PRELOADS:.so=.o): ALL_CFLAGS += -fPIC

# The module as it is built for other lighttpds; each must refuse to load.
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
	    -ljansson -lnettle -lm

# Unpacked, not installed: up to Debian 12, the package that has it would start
# a Prometheus server.
$B/promtool/usr/bin/promtool:
	$Qrm -rf $(@D) && mkdir -p $B/promtool
	$Qp=promtool; apt-cache show $$p >/dev/null 2>&1 || p=prometheus; \
	cd $B/promtool && apt-get -qq download $$p \
	    $(if $(filter 0,$(shell id -u)),-o APT::Sandbox::User=) && \
	    dpkg-deb --fsys-tarfile $${p}_*.deb | \
	    tar -x ./usr/bin/promtool && rm -f $${p}_*.deb

# The packages of npm that tests use, where npm is installed: axe-core, which looks
# for what keeps people with disabilities out, programs that read the contract, and
# Mistral's client.  Where they are missing, a test says so.  All builds share one
# copy.
NPM = build/npm
NPM_FILES = $(patsubst tests/npm/%,$(NPM)/%,$(wildcard tests/npm/*))
$(NPM)/%: tests/npm/%
	$(make_directory)
	$Qcp $< $@
$(NPM)/node_modules/.package-lock.json: $(NPM)/package.json $(NPM)/package-lock.json
	$Qif command -v npm >/dev/null; then cd $(NPM) && npm ci --silent \
	    --ignore-scripts --no-audit --no-fund && touch node_modules/.package-lock.json || \
	    echo "npm could not get the packages of tests/npm"; fi

#: make test     install what is missing, build, run all tests
test: test-deps
	@$(MAKE) --no-print-directory -j$(JOBS) run-tests

#: make check    all but the longest, for after each change; nothing is
#:               installed: what is missing is named
LONG_TESTS = accuracy addresses attack canary endurance flight goodput handover \
	hostile identity input memory quality reload resets restart scoreboard \
	spread stale_pixels stalls store store_faults store_kills store_lifetime \
	store_unkept table_cells threads troubles uploads view viewer
check:
	@tools/install_packages.sh --check $(PACKAGES) $(TEST_PACKAGES) \
	    $(TEST_PACKAGES_IF_KNOWN:=\?) || { echo 'make check: "make test-deps"' \
	    'installs them' >&2; exit 1; }
	@WAITING_AT_ONCE=$$(nproc) $(MAKE) --no-print-directory -j$(JOBS) run-tests \
	    TESTS='$(UNIT_TESTS) $(FUZZERS) $(filter-out \
	    $(addprefix %/test_,$(LONG_TESTS)),$(INTEGRATION_TESTS))'
	@echo 'not run, "make test" does: $(LONG_TESTS)'

#: make run-tests TESTS="build/tests/unit/http/test_body …"  build and run those
RUN = $(OCR_MODELS) OCR_BUILD=$B OCR_ASAN=$(OCR_ASAN)
# The directory into which "make models" got the models; without it, a test says so.
OCR_MODELS = $(if $(ONNX),$(if $(wildcard $(MODELS)/LICENSE),\
	OCR_MODELS=$(abspath $(MODELS))))
run-tests: all $(TESTS) $(OTHER_MODULES) $(RESPONDER) $(ATTACKER) $(DIGEST) \
		$(PRELOADS) $(ACCURACY) $(DRAW) $B/promtool/usr/bin/promtool \
		$(NPM_FILES) $(NPM)/node_modules/.package-lock.json
ifneq ($(wildcard $(LIGHTTPD_SRC)/src/lighttpd),)
	@cp --remove-destination $(LIGHTTPD_SRC)/src/.libs/*.so $B/lib/
	@LIGHTTPD=$(LIGHTTPD_SRC)/src/lighttpd $(RUN) tests/run.sh $(TESTS)
else
	@$(RUN) tests/run.sh $(TESTS)
endif

ASAN_CFLAGS = -O1 -g -fno-omit-frame-pointer
ASAN_SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=undefined
ASAN = CFLAGS='$(ASAN_CFLAGS)' HARDEN= SANITIZE='$(ASAN_SANITIZE)' WERROR=1 \
	OCR_ASAN=$$($(CC) -print-file-name=libasan.so)
#: make asan     the tests under AddressSanitizer and UBSan
asan: test-deps
	@$(MAKE) --no-print-directory -j$(JOBS) run-tests B=build/asan $(ASAN)

# lighttpd itself under the sanitizers, too, with the libraries of Debian's
# build that its core and the shipped configuration use.  lighttpd adds to NULL
# and copies nothing from there, which two checks of UBSan would report.
ASAN_TREE = build/lighttpd-asan
ASAN_TREE_CFLAGS = $(ASAN_CFLAGS) $(ASAN_SANITIZE) \
	-fno-sanitize=nonnull-attribute,pointer-overflow
ASAN_LIGHTTPD = B=build/asan-lighttpd LIGHTTPD_SRC=$(ASAN_TREE) $(ASAN)
$(ASAN_TREE)/src/lighttpd: build/lighttpd/config.h
	$(install_packages) $(LIGHTTPD_PACKAGES) libssl-dev
	@echo "lighttpd: building it with the sanitizers"
	$Qrm -rf $(ASAN_TREE) && cp -a build/lighttpd $(ASAN_TREE)
	$Qcd $(ASAN_TREE) && export ASAN_OPTIONS=detect_leaks=0 && \
	    { [ -x configure ] || { mkdir -p m4 && autoreconf -fi; }; \
	    rm -f config.h; ./configure -q --disable-dependency-tracking --with-pcre2 \
	    --with-zlib --with-openssl CC=$(CC) CFLAGS='$(ASAN_TREE_CFLAGS)' \
	    LDFLAGS='$(ASAN_SANITIZE)' && $(MAKE) -s; } \
	    >../asan-lighttpd.log 2>&1 || { tail ../asan-lighttpd.log; exit 1; }

#: make asan-lighttpd  the integration tests with lighttpd under them, too
asan-lighttpd: test-deps $(ASAN_TREE)/src/lighttpd
	@$(MAKE) --no-print-directory -j$(JOBS) run-tests $(ASAN_LIGHTTPD) \
	    TESTS='$$(INTEGRATION_TESTS)'

#: make bench    figures of one page: name value unit
bench: test-deps
	$(install_packages) $(LOAD_PACKAGES)
	@$(MAKE) --no-print-directory all $(LOADS) $(EVHTTP)
	@set -e; for b in bench formats throughput cost document kept pool ends memory; do \
	    OCR_BUILD=$B $B/tests/load/$$b; done

#: make bench-options  what a page costs with options of malloc, against none;
#:               OPTIONS="NAME=VALUE …": with other variables of the environment
OPTIONS ?= MALLOC_ARENA_MAX=1 GLIBC_TUNABLES=glibc.malloc.hugetlb=1 \
	MALLOC_TRIM_THRESHOLD_=268435456 MALLOC_MMAP_THRESHOLD_=33554432
bench-options: test-deps
	$(install_packages) $(LOAD_PACKAGES)
	@$(MAKE) --no-print-directory all $(LOADS) $(EVHTTP)
	@set -e; for o in $(OPTIONS); do echo "$$o"; \
	    OCR_BUILD=$B $B/tests/load/cost 5 8 $$o; done

#: make load     figures of thousands of clients, with and without mod_ocr
load: test-deps
	@$(MAKE) --no-print-directory all $(LOADS)
	@OCR_BUILD=$B $B/tests/load/crowd
	@OCR_BUILD=$B $B/tests/load/gate
	@OCR_BUILD=$B $B/tests/load/impatient
	@OCR_BUILD=$B $B/tests/load/store
	@OCR_BUILD=$B $B/tests/load/store_size
	@OCR_BUILD=$B $B/tests/load/storm
	@OCR_BUILD=$B $B/tests/load/spread
	@$(MAKE) --no-print-directory peers PEERS='$(PEERS_SHORT)'

#: make peers    the same work by mod_ocr and by what one would use instead: figures,
#:               PEERS="rounds=1 …" makes it shorter (tests/load/peers.c)
PEERS ?=
PEERS_SHORT = rounds=1 clients=2000 pages=300 documents=1 alone=10 patience=3 \
	seconds=3 out=$B
peers: test-deps
	$(install_packages) $(LOAD_PACKAGES)
	@$(MAKE) --no-print-directory all $(LOADS) $(EVHTTP)
	@OCR_BUILD=$B $B/tests/load/peers $(PEERS)

-include $(TEST_LIB_OBJ:.o=.d) $(TESTS:=.d) $(LOADS:=.d) $(EVHTTP:=.d) \
	$B/tests/attacker/index.d $B/tests/pixels/digest.d $(PRELOADS:.so=.d)
