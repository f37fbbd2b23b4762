# SPDX-License-Identifier: BSD-3-Clause
# How accuracy is measured: on pages that are drawn for it, or on others.

.PHONY: accuracy

# ACCURACY has the real server read pages and scores the readings; DRAW draws pages.
ACCURACY = $B/tests/accuracy/accuracy
ACCURACY_OBJ = $(patsubst %,$B/tests/accuracy/%.o,accuracy page_set reader score)

DRAW = $B/tests/accuracy/draw
DRAW_OBJ = $(patsubst %,$B/tests/accuracy/%.o,canvas draw noise sheet \
	sheet_media sheet_office sheet_prose texts)

$B/tests/accuracy/score.o: ALL_CFLAGS += $(call system_headers,glib-2.0)
$B/tests/unit/accuracy/test_score: $B/tests/accuracy/score.o

$(ACCURACY): $(ACCURACY_OBJ) $(TEST_LIB_OBJ) $B/fcgi-worker/shm/scoreboard.o
	$(call link,-lcurl -ljansson -lleptonica -lcairo -lheif -lz -lseccomp \
	    -lnettle -lcmocka -lglib-2.0 -lm,$(ALL_LDFLAGS))

$(DRAW_OBJ): ALL_CFLAGS += $(call system_headers,cairo)
$(DRAW): $(DRAW_OBJ) $B/tests/lib/dice.o
	$(call link,-lcairo -lfontconfig -lleptonica -lm,$(ALL_LDFLAGS))

# The pages that are drawn need these packages besides those of the tests.
ACCURACY_PACKAGES = tesseract-ocr-rus fonts-lato fonts-open-sans \
	fonts-crosextra-carlito fonts-crosextra-caladea fonts-paratype
DRAWN = $B/accuracy/tune $B/accuracy/judge
$(DRAWN:=.drawn): $B/accuracy/%.drawn: $(DRAW) $(wildcard tests/accuracy/text/*)
	@echo "  DRAW $*"
	$Qrm -rf $B/accuracy/$* && mkdir -p $B/accuracy/$*
	$Q$(DRAW) $* $B/accuracy/$*
	$Qtouch $@

PAGES ?= $(DRAWN)
QUALITIES ?=
#: make accuracy how much of the text of pages is read, and what it costs;
#:               PAGES=DIR: of NAME.png, .jpg or .tif with NAME.txt, if not those
#:               that are drawn; QUALITIES="standard high": all, if not given
accuracy: test-deps
	$(install_packages) $(ACCURACY_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) all $(ACCURACY) \
	    $(patsubst %,%.drawn,$(filter $(DRAWN),$(PAGES)))
	@$(OCR_MODELS) OCR_BUILD=$B $(ACCURACY) -q '$(QUALITIES)' $(PAGES)

-include $(ACCURACY_OBJ:.o=.d) $(DRAW_OBJ:.o=.d)
