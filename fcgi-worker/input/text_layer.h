/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_layer: the text that a page of a PDF has, if that is what is seen on it.
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

/* Lengths in pixels, from the top left corner of the page's image. */
struct text_layer_word {
	double left, top, right, bottom;
	double font_size;     /* in points */
	int turns;	      /* right angles clockwise from upright */
	bool has_blank;	      /* behind it */
	bool is_unmapped;     /* nothing says which letters its codes are */
	const uint32_t *text; /* Unicode, in the order in which it is seen */
	size_t length;	      /* at least 1 */
};

struct text_layer {
	struct sniff_size size; /* of the page's image */
	double dpi;
	bool is_trusted; /* the words are those that are seen on the page */
	bool is_seen;	 /* they are seen; there may be others, in images */
	bool has_hidden; /* if is_seen: there are others that are not */
	struct text_layer_word *words;
	size_t count;
	uint32_t *letters; /* of all words */
};

/* How finely a page is to be measured: at dpi, or as finely as limits allow. */
struct text_layer_scale {
	double dpi;
	size_t max_pixels;
	uint32_t max_side;
};

/* A PDF, as each library has it open; the last two may be NULL. */
struct text_layer_source {
	const struct pdf *pdf;
	struct pdf_words *words;
	struct pdf_fonts *fonts;
	bool with_scans; /* find out what is seen on scans, too */
};

/* Reads the text that a page of source, counted from 0, brings along.  Returns
 * IMAGE_OK, with layer, to be freed with text_layer_free, which has no words if
 * the page has no text; IMAGE_NO_MEMORY, or IMAGE_BROKEN. */
enum image_result text_layer_read(const struct text_layer_source *source,
    unsigned page, const struct text_layer_scale *scale,
    struct text_layer *layer);

/* Frees what layer holds. */
void text_layer_free(struct text_layer *layer);

#endif
