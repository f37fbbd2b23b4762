/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_layer: the text that a PDF has for a page, if it is what is seen on the
 * page.
 */
#ifndef FCGI_WORKER_INPUT_TEXT_LAYER_H
#define FCGI_WORKER_INPUT_TEXT_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input/image.h"
#include "input/sniff.h"

struct pdf;
struct pdf_fonts;
struct pdf_words;

/*
 * A word.  Lengths are in pixels, from the top left corner of the page's image.
 */
struct text_layer_word {
	double left, top, right, bottom;
	double font_size;     /* in points */
	int turns;	      /* right angles clockwise from upright */
	bool has_blank;	      /* a blank follows */
	bool is_unmapped;     /* nothing says which letters its codes are */
	const uint32_t *text; /* Unicode, in visual order */
	size_t length;	      /* at least 1 */
};

struct text_layer {
	struct sniff_size size; /* of the page's image */
	double dpi;
	bool is_trusted; /* the words are all the text that is seen */
	bool is_seen;	 /* the words are seen; images may have others */
	bool has_hidden; /* if is_seen: hidden words were removed */
	struct text_layer_word *words;
	size_t count;
	uint32_t *letters; /* of all words */
};

/*
 * The resolution of a page: dpi or, if that is beyond the limits, what is
 * within.
 */
struct text_layer_scale {
	double dpi;
	size_t max_pixels;
	uint32_t max_side;
};

/* A PDF, as each library has it open.  words and fonts may be NULL. */
struct text_layer_source {
	const struct pdf *pdf;
	struct pdf_words *words;
	struct pdf_fonts *fonts;
	bool with_scans; /* scans are also checked for what is seen */
};

/*
 * Reads the text that the PDF has for a page, counted from 0, into layer.
 * Returns IMAGE_OK, and then layer is to be freed with text_layer_free; it has
 * no words if the page has no text.  Else returns IMAGE_NO_MEMORY or
 * IMAGE_BROKEN.
 */
enum image_result text_layer_read(const struct text_layer_source *source,
    unsigned page, const struct text_layer_scale *scale,
    struct text_layer *layer);

/* Frees what layer holds. */
void text_layer_free(struct text_layer *layer);

#endif
