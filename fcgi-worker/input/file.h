/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file: the pages of one file, whatever kind it is of.
 */
#ifndef FCGI_WORKER_INPUT_FILE_H
#define FCGI_WORKER_INPUT_FILE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "input/image.h"
#include "input/pdf_pages.h"

struct heic;
struct image_encoded;
struct input_format;
struct text_layer;

struct input_file {
	const struct input_format *format; /* its reader */
	enum sniff_type type;
	unsigned count; /* pages */
	struct image image;
	struct bytes bytes;   /* borrowed */
	struct pdf_pages pdf; /* all 0 unless it is a PDF */
	struct heic *heic;
	size_t max_pixels;
	int dpi;	/* of pages, for a PDF at most; 0: as the file says */
	int layout_dpi; /* of the last page read, see input_file_page */
	bool has_gap;	/* of the last page read, see input_file_page */
};

/*
 * Finds out the type of bytes, and whether each page is within max_pixels if
 * their head says how large it is.  dpi is the resolution that pages are to
 * have, or 0.  On IMAGE_OK the caller ends with input_file_close and keeps the
 * bytes until then; otherwise there is nothing to close.
 */
enum image_result input_file_open(struct input_file *s,
    const struct bytes *bytes, size_t max_pixels, int dpi);

/* Frees what s holds. */
void input_file_close(struct input_file *s);

/*
 * Checks the size of a page, counted from 0, before it is decoded.  Returns
 * IMAGE_OK, the limit that the size exceeds, or IMAGE_BROKEN.
 */
enum image_result input_file_measure(const struct input_file *s, unsigned page);

/*
 * Decodes or renders a page, counted from 0, whose size is within the limits.
 * On IMAGE_OK and IMAGE_DAMAGED the page is in *out, to be freed with
 * image_free_page.  On IMAGE_DAMAGED, s->has_gap says whether a part is surely
 * missing in every viewer.  s->layout_dpi becomes 0; or, if the page was drawn
 * more finely only because its letters are small, the resolution that would
 * suit letters of that size.
 */
enum image_result input_file_page(
    struct input_file *s, unsigned page, struct Pix **out);

/*
 * Whether a page, counted from 0, shows more if it is drawn once more, as
 * finely as wanted says.  False if the caller of input_file_open gave a
 * resolution.
 */
bool input_file_has_finer(
    const struct input_file *s, unsigned page, const struct pdf_finer *wanted);

/*
 * Draws the page as finely as wanted says.  Returns what input_file_page
 * returns; or IMAGE_UNSUPPORTED if input_file_has_finer is false.
 */
enum image_result input_file_finer(const struct input_file *s, unsigned page,
    const struct pdf_finer *wanted, struct Pix **out);

/*
 * Finds the encoded bytes of a page, counted from 0, in the file.  Returns
 * whether a PDF can hold them in that encoding; only then out is filled.
 */
bool input_file_encoded(
    const struct input_file *s, unsigned page, struct image_encoded *out);

/*
 * Reads the text that a page, counted from 0, has beside its image.  For a
 * scan, checks only with_scans what of its text is seen.  Returns what
 * text_layer_read returns, or IMAGE_UNSUPPORTED when files of this kind have no
 * text.
 */
enum image_result input_file_layer(struct input_file *s, unsigned page,
    bool with_scans, struct text_layer *layer);

/* Loads what the libraries need, before the process confines itself. */
void input_file_init(void);

#endif
