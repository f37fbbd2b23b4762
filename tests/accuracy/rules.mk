# SPDX-License-Identifier: BSD-3-Clause
# How accuracy is measured: over pages that are drawn for it, or others.

.PHONY: accuracy

# Scores readings, reads pages by the real server, draws pages.
ACCURACY = $B/tests/accuracy/accuracy
ACCURACY_OBJ = $(patsubst %,$B/tests/accuracy/%.o,accuracy page_set reader score)

$B/tests/accuracy/score.o: ALL_CFLAGS += $(call system_headers,glib-2.0)
$B/tests/unit/accuracy/test_score: $B/tests/accuracy/score.o

$(ACCURACY): $(ACCURACY_OBJ) $(TEST_LIB_OBJ) $B/fcgi-worker/shm/scoreboard.o
	$(call link,-lcurl -ljansson -lleptonica -lcairo -lheif -lz -lseccomp \
	    -lcmocka -lglib-2.0 -lm,$(ALL_LDFLAGS))

# The pages are scored as they come; the servers are those of the tests.
PAGES ?=
QUALITIES ?=
#: make accuracy PAGES=DIR  how much of the text of NAME.png, .jpg or .tif, as in
#:               NAME.txt, is read; QUALITIES="standard high": all, if not given
accuracy: test-deps
	@$(MAKE) --no-print-directory -j$(JOBS) all $(ACCURACY)
	@OCR_BUILD=$B $(ACCURACY) -q '$(QUALITIES)' $(PAGES)

-include $(ACCURACY_OBJ:.o=.d)
