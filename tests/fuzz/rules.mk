# SPDX-License-Identifier: BSD-3-Clause
# How the fuzz targets are built and run.  Without FUZZER each is a test that
# runs once over its corpus; with it, libFuzzer drives it.

.PHONY: fuzz fuzzers fuzz-http run-http-fuzz

FUZZER ?=
FUZZERS = $(patsubst %.c,$B/%,$(wildcard tests/fuzz/fuzz_*.c))
# A program of random clients of a whole server.
HTTP_FUZZ = $B/tests/load/http_fuzz

$(FUZZERS): $B/%: $B/%.o $(PURE_OBJ) $(if $(FUZZER),,$B/tests/fuzz/replay.o)
	$(call link,$(WORKER_LIBS),$(WORKER_LDFLAGS) $(FUZZER))

fuzzers: $(FUZZERS)

# New inputs are kept in build/fuzz/corpus, what fails in build/fuzz.
# FUZZ_RUNS=0 only runs what is kept.
FUZZ_S ?= 60
FUZZ_RUNS ?= -1
FUZZ_NAMES = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
# These draw PDFs, which a library may take without an end for, and end their
# process by a deadline then, as a worker does (deadline.h, test_pdf_limits).  So
# libFuzzer has to go on with another process.  What else takes long is found by a
# deadline of processor's time, too; that of libFuzzer, which other programs use up
# as well, is for what waits.
FUZZ_DRAW = image kept pdf
DRAWERS = $(FUZZ_DRAW:%=$B/tests/fuzz/fuzz_%)
$(DRAWERS:=.o): ALL_CFLAGS += $(call system_headers,poppler-glib)
$(DRAWERS): ALL_LDFLAGS += -Wl,--wrap=poppler_page_render \
	-Wl,--wrap=pdf_splash_draw
# Two checks would take a library of clang's for C++.
FUZZ_BUILD = B=build/fuzz CC=clang WARN=-Wall WERROR=1 HARDEN= \
	CFLAGS='-O1 -g -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION' \
	SANITIZE='-fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize=vptr,function' FUZZER=-fsanitize=fuzzer
#: make fuzz     each fuzz target for FUZZ_S seconds (60)
fuzz: test-deps
	$(install_packages) $(FUZZ_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) fuzzers $(FUZZ_BUILD)
	@set -e; for n in $(FUZZ_NAMES); do \
	    mkdir -p build/fuzz/corpus/$$n; echo "== $$n"; \
	    LSAN_OPTIONS=suppressions=tests/leaks.supp \
	    build/fuzz/tests/fuzz/fuzz_$$n -max_total_time=$(FUZZ_S) \
		-runs=$(FUZZ_RUNS) \
		$$(case "$(FUZZ_RUNS) $(FUZZ_DRAW) " in -1*" $$n "*) \
		    echo -fork=1 -ignore_timeouts=0 -ignore_ooms=0;; esac) \
		-rss_limit_mb=2048 -timeout=60 -verbosity=0 \
		-print_final_stats=1 -artifact_prefix=build/fuzz/$$n- \
		$$(ls tests/fuzz/$$n.dict 2>/dev/null | sed 's/^/-dict=/') \
		build/fuzz/corpus/$$n tests/fuzz/corpus/$$n; done

FUZZ_HTTP_S ?= 600
FUZZ_HTTP_SEED ?=
#: make fuzz-http  random clients of a server under the sanitizers, for
#:               FUZZ_HTTP_S seconds (600)
fuzz-http: test-deps build/lighttpd-asan/src/lighttpd
	@$(MAKE) --no-print-directory -j$(JOBS) run-http-fuzz $(ASAN_LIGHTTPD)

run-http-fuzz: all $(HTTP_FUZZ) $(RESPONDER) $(PRELOADS)
	@cp --remove-destination $(LIGHTTPD_SRC)/src/.libs/*.so $B/lib/
	@LIGHTTPD=$(LIGHTTPD_SRC)/src/lighttpd OCR_BUILD=$B OCR_ASAN=$(OCR_ASAN) \
	    LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks.supp:print_suppressions=0 \
	    $(HTTP_FUZZ) $(FUZZ_HTTP_S) $(FUZZ_HTTP_SEED)

-include $B/tests/fuzz/replay.d
