/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * source: the pages of one file, whatever kind it is of.
 */
#ifndef FCGI_WORKER_INPUT_FILE_H
#define FCGI_WORKER_INPUT_FILE_H

#include "input/image.h"

struct pdf;
struct photo;

struct source {
	unsigned count; /* pages */
	enum sniff_type type;
	struct image image;
	struct pdf *pdf;
	struct photo *photo;
	size_t max_pixels;
	int dpi; /* to render a PDF at; 0: as suits its pages */
};

/*
 * Find out what ${bytes} are and whether they are within ${max_pixels} a page,
 * as far as their head tells.  On IMAGE_GOOD the caller ends with source_close
 * and keeps the bytes until then; otherwise there is nothing to close.
 */
enum image_result source_open(struct source *s, const struct sniff_bytes *bytes,
    size_t max_pixels, int dpi);

/* Free what ${s} holds. */
void source_close(struct source *s);

/* Whether page ${page}, counted from 0, is within the limits. */
enum image_result source_check(const struct source *s, unsigned page);

/*
 * Decode or render page ${page}.  On IMAGE_GOOD and IMAGE_DAMAGED it is in
 * ${*out}, to be freed with image_free_page.
 */
enum image_result source_page(
    const struct source *s, unsigned page, struct Pix **out);

/* Load what the libraries need, before the process confines itself. */
void source_init(void);

#endif
