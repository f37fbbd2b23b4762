# SPDX-License-Identifier: BSD-3-Clause
# One make for the whole tree, not recursive.  "make help" lists the targets.
# This file says what both programs are built of.  The files that it includes say
# which packages that takes, how the compiler is called, and how the programs are
# tested, checked by lint and installed.

PREFIX ?= /usr
DESTDIR ?=
B ?= build
# One more than there are processors: at first one waits for lighttpd's source.
JOBS ?= $(shell echo $$(($$(nproc) + 1)))
Q = $(if $(V),,@)

.PHONY: all web help run ahead models clean
.DELETE_ON_ERROR:

# The module first: its sources wait for the network.
all: $B/lib/mod_ocr.so $B/bin/fcgi-worker web

help:
	@sed -n 's/^#: //p' $(filter %Makefile %.mk,$(MAKEFILE_LIST))

include tools/packages.mk tools/compile.mk

# --- the server from this tree -----------------------------------------------
#: make run      install what is missing, build, serve on PORT (8080);
#:               variables: PORT BIND WORKERS RUN_DIR CORS_ORIGIN ONESHOT=1
#: make          build only; V=1 shows the commands, WERROR=1 makes warnings errors;
#:               LIGHTTPD_SRC=DIR builds for the configured lighttpd tree in DIR, and
#:               tests with the lighttpd built there; then also set B, which is the
#:               directory of what is built (build)
SERVE = env B=$B PORT='$(PORT)' BIND='$(BIND)' WORKERS='$(WORKERS)' \
	RUN_DIR='$(RUN_DIR)' CORS_ORIGIN='$(CORS_ORIGIN)' ONESHOT='$(ONESHOT)' \
	tests/serve.sh
# The script takes the place of the last line's shell, so that whoever ends make
# ends the script, too.
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

# Compiles the files whose packages are installed.  It says nothing of the others:
# the make that comes after it compiles them, or says why it cannot.
ahead:
	@nice $(MAKE) -ks all >/dev/null 2>&1 || true

# --- programs ------------------------------------------------------------------
# LIGHTTPD_TREE is the tree with lighttpd's headers; LIGHTTPD_SRC is given by who
# has a tree of their own.
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
GLUE_SRC = $(addprefix mod_ocr/,$(addsuffix .c,mod_ocr answer_headers \
	answer_partition answer_range backend body_reader chunk_reader client_key \
	client_watch config_check config_keys connect_watch cors h2_body \
	head_watch kept_body linger local_client local_reply ocr_config \
	pool_probe pool_watch refusal_log replay reply request_ctx request_end \
	request_key request_state request_status request_table reset_limit \
	shared_answer shutdown single_flight single_flight_takeover spool_watch \
	start_check store store_answer store_eviction store_memory store_reader \
	store_writer timer upload_digest upload_drain web_files worker_headers \
	worker_stream))

# What both programs are linked from: the scoreboard's layout, the types of
# images, what a query is, and what is in common/.
SHARED_SRC = fcgi-worker/base/bytes.c fcgi-worker/base/clock.c \
	fcgi-worker/shm/scoreboard.c \
	fcgi-worker/shm/scoreboard_report.c fcgi-worker/input/sniff.c \
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
$(MOD_OBJ) $(SHARED_OBJ): ALL_CFLAGS += -fPIC -fvisibility=hidden -fno-plt $(LTO)
$(WORKER_OBJ): ALL_CFLAGS += -fPIE

# lighttpd finds all its modules in one directory: with -m $B/lib it would look
# there for mod_h2.so, too, and serve without HTTP/2 where that is missing.
$B/lib/mod_ocr.so: $(MOD_OBJ) $(SHARED_OBJ)
	$(call link,-ljansson -lnettle -lm,-shared $(ALL_LDFLAGS) $(LTO))
ifndef LIGHTTPD_SRC
	$Qfor m in $(filter-out %/mod_ocr.so,$(wildcard /usr/lib/lighttpd/*.so)); do \
	    ln -sf $$m $(@D)/; done
endif

# Libraries and their plugins find these functions in the program instead of their
# own; ocr/library_threads.c, input/hevc.c, engine/line_png.c and engine/openmp.c say why.
WORKER_LDFLAGS = -Wl,--export-dynamic-symbol=de265_* \
	-Wl,--export-dynamic-symbol=GOMP_* \
	-Wl,--export-dynamic-symbol=pixWriteMem \
	-Wl,--export-dynamic-symbol=pthread_getaffinity_np $(ALL_LDFLAGS)
WORKER_LIBS = -lfcgi -ltesseract -lleptonica -ljansson -lseccomp -lnettle \
	-lgmime-3.0 -lpoppler-glib -lpoppler-cpp -lcairo -lgobject-2.0 -lglib-2.0 -lheif \
	-lopenjp2 -lqpdf -ltiff -ljpeg -lpng16 -lwebp -lwebpdemux -lz -lm -lstdc++ \
	$(if $(ONNX),-lonnxruntime)
$B/bin/fcgi-worker: $(WORKER_OBJ)
	$(call link,$(WORKER_LIBS),-pie $(WORKER_LDFLAGS))

# The page at /.  The names of its other files have digests of what is in them, so
# index.html stands for all of them.
web: $B/web/plain/index.html
$B/web/plain/index.html: tools/web_assets.py $(wildcard web/*.html web/assets/*)
	$Q$< web $B/web

#: make models   get what quality=best needs, with npm, into MODELS (build/models)
MODELS ?= build/models
models:
	$Qtools/models.sh $(MODELS)

# The assembler includes both files into openapi.c.  The compiler knows neither
# that the object depends on them nor where they are.
$B/fcgi-worker/handlers/openapi.o: fcgi-worker/openapi.yaml $B/openapi.json
$B/fcgi-worker/handlers/openapi.o: ALL_CFLAGS += -Wa,-I$B
$B/openapi.json: fcgi-worker/openapi.yaml tools/openapi_json.py
	$(make_directory)
	$Qtools/openapi_json.py $< >$@
$B/fcgi-worker/http/multipart.o: ALL_CFLAGS += $(call system_headers,gmime-3.0)
$B/fcgi-worker/input/glyph_hiding.o $B/fcgi-worker/input/pdf_survey.o \
$B/fcgi-worker/input/pdf_image_limit.o $B/fcgi-worker/input/pdf_resolution.o \
$B/fcgi-worker/input/pdf_shading.o $B/fcgi-worker/input/group_blends.o \
$B/fcgi-worker/input/pdf_coverage.o $B/fcgi-worker/input/pdf_plain_ends.o: \
	ALL_CFLAGS += $(call system_headers,cairo libopenjp2)
$B/fcgi-worker/engine/onnx_session.o: \
	ALL_CFLAGS += $(call system_headers,libonnxruntime)
$B/fcgi-worker/input/jp2.o $B/fcgi-worker/input/pdf_jpx.o: \
	ALL_CFLAGS += $(call system_headers,libopenjp2)
$B/fcgi-worker/input/pdf_words.o $B/fcgi-worker/input/pdf_splash.o: \
	ALL_CFLAGS += $(call system_headers,poppler-cpp)
$B/fcgi-worker/input/pdf_marks.o $B/fcgi-worker/input/pdf_complaints.o \
$B/fcgi-worker/input/pdf.o $B/fcgi-worker/input/pdf_draw.o \
$B/fcgi-worker/input/pdf_frame.o: \
	ALL_CFLAGS += $(call system_headers,poppler-glib)

-include $(MOD_OBJ:.o=.d) $(SHARED_OBJ:.o=.d) $(WORKER_OBJ:.o=.d)
# These are missing where only the programs are built, as for images and packages.
-include tests/rules.mk tools/lint.mk tools/packaging.mk

#: make clean    remove what was built
clean:
	rm -rf build compile_commands.json
