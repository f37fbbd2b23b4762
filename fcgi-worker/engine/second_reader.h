/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * second_reader: the networks that find and read lines for quality=best, beside
 * Tesseract.
 */
#ifndef FCGI_WORKER_ENGINE_SECOND_READER_H
#define FCGI_WORKER_ENGINE_SECOND_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/line_finder.h"
#include "engine/page.h"
#include "engine/reread.h"
#include "engine/text_map.h"

struct second_reader;

/* The names of the files in the directory of the models. */
#define SECOND_READER_DETECTOR "ch_PP-OCRv4_det_infer.onnx"
#define SECOND_READER_RECOGNIZER "ch_PP-OCRv4_rec_infer.onnx"
#define SECOND_READER_DICTIONARY "ppocr_keys_v1.txt"

/*
 * Loads the models of directory, and runs each once.  To find lines, a page is
 * reduced so that its longer side has at most side pixels.  Returns the reader,
 * or NULL with the reason in error.  Forked
 * children and several threads at once may use it.
 */
struct second_reader *second_reader_open(
    const char *directory, int side, char *error, size_t size);

/* Frees s; NULL is allowed. */
void second_reader_close(struct second_reader *s);

/* Whether its recognizer reads the languages lang, joined by +. */
bool second_reader_knows(const char *lang);

/* The lines of one page, and what reads them; the pointers are borrowed. */
struct second_reading {
	const struct second_reader *reader;
	const struct reread *reread;
	struct text_boxes boxes; /* one along each line that was found */
	struct line_finder
	    found;	     /* the same lines, as upright boxes around them */
	bool has_recognizer; /* the reader's recognizer knows the languages */
};

/*
 * Finds lines in area, a box of the page of s->reread, with the detector of
 * s->reader: those near the boxes of doubts, which are sorted by their tops.
 * Sets s->boxes and s->found.  shapes has the lines that were found by the
 * shapes of letters; these keep clear of the rules of tables.  Tesseract would
 * read a rule as a letter: so, unless s has a recognizer, a line across a rule
 * is left out if shapes has its text, too.  Returns 0, or -1.  Whatever the
 * result, end with second_reading_end.
 */
int second_reading_begin(struct second_reading *s, const struct page_box *area,
    const struct line_finder *shapes, const struct line_finder *doubts);
void second_reading_end(struct second_reading *s);

/*
 * Reads the line in box, one of s->found.  Returns it, in pixels of the page
 * and not yet a part of it.  Returns NULL if it has no words, or memory ran
 * out, with page.failed set then.
 */
struct page_line *second_reading_line(
    const struct second_reading *s, const struct page_box *box);

#endif
