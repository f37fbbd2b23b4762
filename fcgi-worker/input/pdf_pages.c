/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_pages: the pages of a PDF file.  Chooses how finely they are drawn, and
 * makes a mended copy of a file of which poppler leaves something out.
 */
#include "input/pdf_pages.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "input/pdf.h"
#include "input/pdf_complaints.h"
#include "input/pdf_draw.h"
#include "input/pdf_fonts.h"
#include "input/pdf_objects.h"
#include "input/pdf_plain_ends.h"
#include "input/pdf_short_images.h"
#include "input/pdf_states.h"
#include "input/pdf_words.h"
#include "input/text_layer.h"

/* The resolution at which the text of a PDF is measured, and most pages are
 * drawn. */
#define USUAL_DPI 300

/* Opens what libqpdf makes of the PDF bytes, into p.  Returns whether that has
 * pages; otherwise p is as it was. */
static bool
open_renewed(struct pdf_pages *p, const struct bytes *bytes)
{
	struct bytes renewed;
	struct pdf *pdf;

	if (pdf_objects_renew_tree(bytes, &renewed) == -1)
		return false;
	if (pdf_open(&pdf, &renewed) != PDF_OK) {
		free((void *)(uintptr_t)renewed.data);
		return false;
	}
	pdf_close(p->pdf);
	p->pdf = pdf;
	p->mended = renewed;
	p->is_looked_into = p->is_renewed = true;
	return true;
}

/*
 * Opens the PDF bytes into p.  If poppler finds no pages in it or not the first
 * one, libqpdf may, so that poppler finds them in what that makes of it.
 */
static enum pdf_result
open_or_mend(struct pdf_pages *p, const struct bytes *bytes)
{
	enum pdf_result rc = pdf_open(&p->pdf, bytes);
	bool has_pages = rc == PDF_OK && pdf_has_page(p->pdf, 0);

	if (rc != PDF_OK)
		p->pdf = NULL;
	if (!has_pages && rc != PDF_ENCRYPTED && open_renewed(p, bytes))
		return PDF_OK;
	return rc;
}

enum image_result
pdf_pages_open(
    struct pdf_pages *p, const struct bytes *bytes, size_t max_pixels, int dpi)
{
	*p = (struct pdf_pages){
	    .sent = *bytes, .max_pixels = max_pixels, .dpi = dpi};
	switch (open_or_mend(p, bytes)) {
	case PDF_OK:
		break;
	case PDF_ENCRYPTED:
		return IMAGE_ENCRYPTED;
	default:
		return IMAGE_BROKEN;
	}
	p->count = pdf_count(p->pdf);
	return IMAGE_OK;
}

/* Closes what reads the words, the fonts and the images' lengths of the PDF;
 * the PDF itself stays open. */
static void
close_words(struct pdf_pages *p)
{
	pdf_short_images_close(p->short_images);
	p->short_images = NULL;
	pdf_fonts_close(p->fonts);
	p->fonts = NULL;
	pdf_words_close(p->words);
	p->words = NULL;
}

static void
free_mended(struct pdf_pages *p)
{
	free((void *)(uintptr_t)p->mended.data);
	p->mended.data = NULL;
}

void
pdf_pages_close(struct pdf_pages *p)
{
	close_words(p);
	pdf_close(p->pdf);
	p->pdf = NULL;
	free_mended(p);
}

const struct bytes *
pdf_pages_bytes(const struct pdf_pages *p)
{
	return p->mended.data == NULL ? &p->sent : &p->mended;
}

bool
pdf_pages_mend(struct pdf_pages *p)
{
	struct pdf *mended;

	if (!pdf_complaints_take_stop() || p->pdf == NULL || p->is_looked_into)
		return false;
	p->is_looked_into = true;
	if (pdf_states_mend(&p->sent, p->count, &p->mended) == -1)
		return false;
	if (pdf_open(&mended, &p->mended) != PDF_OK) {
		free_mended(p);
		return false;
	}
	if (pdf_count(mended) != p->count) {
		pdf_close(mended);
		free_mended(p);
		return false;
	}
	close_words(p);
	pdf_close(p->pdf);
	p->pdf = mended;
	return true;
}

enum image_result
pdf_pages_measure(const struct pdf_pages *p, unsigned page)
{
	struct pdf_frame frame;

	if (pdf_frame_measure(p->pdf, page, PDF_FRAME_LEAST_DPI, &frame) == -1)
		return IMAGE_BROKEN;
	return image_check_size(&frame.size, p->max_pixels);
}

enum image_result
pdf_pages_draw_frame(const struct pdf_pages *p, unsigned page,
    const struct pdf_frame *frame, struct Pix **out)
{
	struct pdf_canvas canvas = {.max_pixels = p->max_pixels};
	struct sniff_size refused;
	enum image_result rc;
	int drawn;

	*out = image_create(&frame->size, &canvas.pixels, &canvas.stride);
	if (*out == NULL)
		return IMAGE_NO_MEMORY;
	drawn = pdf_draw(p->pdf, page, frame, &canvas, &refused);
	if (drawn >= 0) {
		*out = image_finish(*out, (int)(frame->dpi + 0.5));
		if (*out == NULL)
			return IMAGE_NO_MEMORY;
		return drawn == 0 ? IMAGE_OK : IMAGE_DAMAGED;
	}
	image_free_page(*out);
	if (refused.width == 0)
		return IMAGE_BROKEN;
	/* An image on the page was refused for its size, or had no memory. */
	rc = image_check_size(&refused, p->max_pixels);
	return rc == IMAGE_OK ? IMAGE_NO_MEMORY : rc;
}

enum image_result
pdf_pages_draw(
    const struct pdf_pages *p, unsigned page, int *layout_dpi, struct Pix **out)
{
	struct pdf_frame frame;
	enum image_result result;
	int rc;

	frame.is_for_letters = false;
	if (p->dpi == 0)
		rc = pdf_frame_choose(
		    p->pdf, page, p->max_pixels, IMAGE_MAX_SIDE, &frame);
	else
		rc = pdf_frame_fit(p->pdf, page, p->dpi, p->max_pixels,
		    IMAGE_MAX_SIDE, &frame);
	if (rc == -1)
		return IMAGE_BROKEN;
	/* Tesseract is told the usual resolution then. */
	if (frame.is_for_letters)
		*layout_dpi = USUAL_DPI;
	result = image_check_size(&frame.size, p->max_pixels);
	return result == IMAGE_OK ? pdf_pages_draw_frame(p, page, &frame, out)
				  : result;
}

bool
pdf_pages_have_gap(struct pdf_pages *p, unsigned page, enum image_result drawn)
{
	if (drawn != IMAGE_OK && drawn != IMAGE_DAMAGED)
		return false;
	/* poppler also complains of things that no viewer needs, so each
	 * complaint is looked at. */
	if (drawn == IMAGE_DAMAGED &&
	    pdf_complaints_have_gap(pdf_pages_bytes(p), page))
		return true;
	/* To look at the data of images takes time, and is hardly ever needed.
	 */
	if (!pdf_plain_ends_are_there())
		return false;
	if (p->short_images == NULL)
		p->short_images = pdf_short_images_open(pdf_pages_bytes(p));
	return pdf_short_images_are_on(p->short_images, page);
}

bool
pdf_pages_choose_finer(const struct pdf_pages *p, unsigned page,
    const struct pdf_finer *wanted, struct pdf_frame *frame)
{
	return p->pdf != NULL && p->dpi == 0 &&
	       pdf_frame_choose_finer(
		   p->pdf, page, wanted, IMAGE_MAX_SIDE, frame) == 0;
}

/* Reads the text of a page as pdf_pages_read_layer does, but does not mend the
 * PDF. */
static enum image_result
read_layer(struct pdf_pages *p, unsigned page, bool with_scans,
    struct text_layer *layer)
{
	const struct bytes *pdf = pdf_pages_bytes(p);
	struct text_layer_scale scale = {p->dpi, p->max_pixels, IMAGE_MAX_SIDE};
	struct text_layer_source source = {
	    .pdf = p->pdf, .with_scans = with_scans};

	if (scale.dpi == 0)
		scale.dpi = USUAL_DPI * pdf_unit(p->pdf, page);
	/*
	 * The words and fonts are opened when they are first needed.
	 * poppler-cpp counts bytes in an int, and reads no larger file.
	 */
	if (p->words == NULL && pdf->size <= INT_MAX) {
		p->words = pdf_words_open(pdf->data, pdf->size);
		p->fonts = pdf_fonts_open(pdf);
	}
	source.words = p->words;
	source.fonts = p->fonts;
	return text_layer_read(&source, page, &scale, layer);
}

enum image_result
pdf_pages_read_layer(struct pdf_pages *p, unsigned page, bool with_scans,
    struct text_layer *layer)
{
	enum image_result rc = read_layer(p, page, with_scans, layer);

	if (!pdf_pages_mend(p))
		return rc;
	if (rc == IMAGE_OK)
		text_layer_free(layer);
	return read_layer(p, page, with_scans, layer);
}
