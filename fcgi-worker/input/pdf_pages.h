/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_pages: the pages of a PDF file, as pictures and as text.  If poppler
 * cannot read the file as it was sent, they are those of a mended copy.
 */
#ifndef FCGI_WORKER_INPUT_PDF_PAGES_H
#define FCGI_WORKER_INPUT_PDF_PAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "input/image.h"
#include "input/pdf_frame.h"

struct pdf;
struct pdf_fonts;
struct pdf_short_images;
struct pdf_words;
struct text_layer;

/* If all is 0, no PDF is open. */
struct pdf_pages {
	unsigned count;
	bool is_renewed;     /* poppler could not find the pages */
	bool is_looked_into; /* mending the PDF was tried */
	struct bytes sent;   /* borrowed */
	struct bytes
	    mended; /* the PDF as it is read; no data: as it was sent */
	struct pdf *pdf;
	struct pdf_words *words;	       /* opened when first needed */
	struct pdf_fonts *fonts;	       /* as the words */
	struct pdf_short_images *short_images; /* as the words */
	size_t max_pixels;
	int dpi; /* that was asked for, or 0 */
};

/*
 * Opens the PDF bytes, which are borrowed.  dpi is the resolution that pages
 * are to have, or 0.  Returns IMAGE_OK, IMAGE_ENCRYPTED or IMAGE_BROKEN.  The
 * caller ends with pdf_pages_close in each case.
 */
enum image_result pdf_pages_open(
    struct pdf_pages *p, const struct bytes *bytes, size_t max_pixels, int dpi);

/* Closes the PDF and what reads it, and frees its mended copy. */
void pdf_pages_close(struct pdf_pages *p);

/* Returns the bytes that are read, those that were sent or the mended ones,
 * which are valid until pdf_pages_close. */
const struct bytes *pdf_pages_bytes(const struct pdf_pages *p);

/*
 * If poppler has just left out what follows an operator of a page, makes a
 * mended copy of the PDF, which poppler draws completely, and opens it in place
 * of the other one.  Returns whether it did; then the caller reads the page
 * again.  Tries this only once for each file, since all pages are mended at
 * once.  If no PDF is open, only forgets what poppler has left out.
 */
bool pdf_pages_mend(struct pdf_pages *p);

/*
 * Checks how large a page, counted from 0, would be at the lowest resolution.
 * Returns IMAGE_OK, the limit that the size exceeds, or IMAGE_BROKEN.
 */
enum image_result pdf_pages_measure(const struct pdf_pages *p, unsigned page);

/*
 * Draws a page, counted from 0, at the resolution that was asked for; if none
 * was, at one that shows everything on the page.  On IMAGE_OK the picture is in
 * *out, to be freed with image_free_page, and also on IMAGE_DAMAGED, which
 * means that something on the page may be missing.  On any other result *out is
 * not to be used.  If the page is drawn more finely only for its small letters,
 * sets *layout_dpi to the resolution that would suit letters of that size.
 */
enum image_result pdf_pages_draw(const struct pdf_pages *p, unsigned page,
    int *layout_dpi, struct Pix **out);

/*
 * Whether a part of a page, counted from 0, is surely missing in every viewer.
 * drawn is what pdf_pages_draw, which was the last to draw, has returned for
 * it.
 */
bool pdf_pages_have_gap(
    struct pdf_pages *p, unsigned page, enum image_result drawn);

/*
 * Chooses a frame in which a page, counted from 0, is drawn more finely, as
 * wanted says.  Returns whether there is one; then it is in *frame.  There is
 * none if a resolution was asked for, or no PDF is open.
 */
bool pdf_pages_choose_finer(const struct pdf_pages *p, unsigned page,
    const struct pdf_finer *wanted, struct pdf_frame *frame);

/*
 * Draws a page, counted from 0, with the resolution and size of frame.  Returns
 * what pdf_pages_draw returns.
 */
enum image_result pdf_pages_draw_frame(const struct pdf_pages *p, unsigned page,
    const struct pdf_frame *frame, struct Pix **out);

/*
 * Reads the text that the PDF has for a page, counted from 0, into layer, at
 * the resolution that was asked for or the usual one; may mend the PDF.  For a
 * scan, checks only with_scans what of its text is seen.  Returns what
 * text_layer_read returns.  On IMAGE_OK the caller frees layer with
 * text_layer_free.
 */
enum image_result pdf_pages_read_layer(struct pdf_pages *p, unsigned page,
    bool with_scans, struct text_layer *layer);

#endif
