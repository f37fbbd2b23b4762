/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file: the pages of one file.  Each kind of file is a row of one table.  The
 * type of the bytes is found out once and chooses the row.
 */
#include "input/file.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/wiped_heap.h"
#include "input/heic.h"
#include "input/image_encoded.h"
#include "input/pdf.h"
#include "input/pdf_complaints.h"
#include "input/pdf_draw.h"
#include "input/pdf_fonts.h"
#include "input/pdf_frame.h"
#include "input/pdf_objects.h"
#include "input/pdf_states.h"
#include "input/pdf_words.h"
#include "input/text_layer.h"

/* The resolution at which the text of a PDF is measured, and most pages are
 * drawn. */
#define USUAL_DPI 300

/* A kind of file, and the functions that read it. */
struct input_format {
	bool (*matches)(enum sniff_type);
	/*
	 * Sets the file's count of pages.  If it fails, the caller calls close.
	 */
	enum image_result (*open)(struct input_file *, const struct bytes *);
	/* NULL: open has looked at every page. */
	enum image_result (*measure)(const struct input_file *, unsigned page);
	enum image_result (*page)(
	    struct input_file *, unsigned page, struct Pix **out);
	void (*close)(struct input_file *);
};

static bool
is_pdf(enum sniff_type type)
{
	return type == SNIFF_PDF;
}

/* Opens what libqpdf makes of the PDF bytes, into s.  Returns whether that has
 * pages; otherwise s is as it was. */
static bool
open_renewed(struct input_file *s, const struct bytes *bytes)
{
	struct bytes renewed;
	struct pdf *pdf;

	if (pdf_objects_renew_tree(bytes, &renewed) == -1)
		return false;
	if (pdf_open(&pdf, &renewed) != PDF_OK) {
		free((void *)(uintptr_t)renewed.data);
		return false;
	}
	pdf_close(s->pdf);
	s->pdf = pdf;
	s->mended = renewed;
	s->is_looked_into = s->is_renewed = true;
	return true;
}

/*
 * Opens the PDF bytes into s.  If poppler finds no pages in it or not the first
 * one, libqpdf may, so that poppler finds them in what that makes of it.
 */
static enum pdf_result
open_or_mend(struct input_file *s, const struct bytes *bytes)
{
	enum pdf_result rc = pdf_open(&s->pdf, bytes);
	bool has_pages = rc == PDF_OK && pdf_has_page(s->pdf, 0);

	if (rc != PDF_OK)
		s->pdf = NULL;
	if (!has_pages && rc != PDF_ENCRYPTED && open_renewed(s, bytes))
		return PDF_OK;
	return rc;
}

/* Opens a PDF into s.  Returns IMAGE_OK, IMAGE_ENCRYPTED or IMAGE_BROKEN. */
static enum image_result
open_pdf(struct input_file *s, const struct bytes *bytes)
{
	switch (open_or_mend(s, bytes)) {
	case PDF_OK:
		break;
	case PDF_ENCRYPTED:
		return IMAGE_ENCRYPTED;
	default:
		return IMAGE_BROKEN;
	}
	s->count = pdf_count(s->pdf);
	return IMAGE_OK;
}

/*
 * Checks how large the page would be at the lowest resolution.  Returns what
 * input_file_measure does.
 */
static enum image_result
measure_pdf(const struct input_file *s, unsigned page)
{
	struct pdf_frame frame;

	if (pdf_frame_measure(s->pdf, page, PDF_FRAME_LEAST_DPI, &frame) == -1)
		return IMAGE_BROKEN;
	return image_check_size(&frame.size, s->max_pixels);
}

/*
 * Draws a page of the PDF, counted from 0, with the resolution and size of
 * frame.  On IMAGE_OK the picture is in *out, and also on IMAGE_DAMAGED, which
 * means that something on the page may be missing.  On any other result *out is
 * not to be used.
 */
static enum image_result
draw_pdf_page(const struct input_file *s, unsigned page,
    const struct pdf_frame *frame, struct Pix **out)
{
	struct pdf_canvas canvas = {.max_pixels = s->max_pixels};
	struct sniff_size refused;
	enum image_result rc;
	int drawn;

	*out = image_create(&frame->size, &canvas.pixels, &canvas.stride);
	if (*out == NULL)
		return IMAGE_NO_MEMORY;
	drawn = pdf_draw(s->pdf, page, frame, &canvas, &refused);
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
	rc = image_check_size(&refused, s->max_pixels);
	return rc == IMAGE_OK ? IMAGE_NO_MEMORY : rc;
}

/*
 * Draws a page of the PDF, counted from 0, at the resolution that was asked
 * for; if none was, at one that shows everything on the page.  On IMAGE_OK and
 * IMAGE_DAMAGED the picture is in *out.  Sets s->layout_dpi if the page is
 * drawn larger only for its small letters.
 */
static enum image_result
pdf_page(struct input_file *s, unsigned page, struct Pix **out)
{
	struct pdf_frame frame;
	enum image_result result;
	int rc;

	/* s->dpi is the resolution that was asked for, or 0. */
	frame.is_for_letters = false;
	if (s->dpi == 0)
		rc = pdf_frame_choose(
		    s->pdf, page, s->max_pixels, IMAGE_MAX_SIDE, &frame);
	else
		rc = pdf_frame_fit(s->pdf, page, s->dpi, s->max_pixels,
		    IMAGE_MAX_SIDE, &frame);
	if (rc == -1)
		return IMAGE_BROKEN;
	/* Tesseract is told the usual resolution then. */
	if (frame.is_for_letters)
		s->layout_dpi = USUAL_DPI;
	result = image_check_size(&frame.size, s->max_pixels);
	return result == IMAGE_OK ? draw_pdf_page(s, page, &frame, out)
				  : result;
}

/* Closes what reads the words and fonts of the PDF; the PDF itself stays open.
 */
static void
close_words(struct input_file *s)
{
	pdf_fonts_close(s->fonts);
	s->fonts = NULL;
	pdf_words_close(s->words);
	s->words = NULL;
}

/* Closes the PDF and what reads it, and frees its mended copy. */
static void
close_pdf(struct input_file *s)
{
	close_words(s);
	pdf_close(s->pdf);
	s->pdf = NULL;
	free((void *)(uintptr_t)s->mended.data);
	s->mended.data = NULL;
}

/*
 * If poppler has just left out what follows an operator of a page, makes a
 * mended copy of the PDF, which poppler draws completely, and opens it in place
 * of s->pdf.  Returns whether it did; then the caller reads the page again.
 * Tries this only once for each file, since all pages are mended at once.
 */
static bool
mend_pdf(struct input_file *s)
{
	struct pdf *mended;

	if (!pdf_complaints_take_stop() || s->pdf == NULL || s->is_looked_into)
		return false;
	s->is_looked_into = true;
	if (pdf_states_mend(&s->bytes, s->count, &s->mended) == -1)
		return false;
	if (pdf_open(&mended, &s->mended) != PDF_OK)
		return false;
	if (pdf_count(mended) != s->count) {
		pdf_close(mended);
		return false;
	}
	close_words(s);
	pdf_close(s->pdf);
	s->pdf = mended;
	return true;
}

static bool
is_heif(enum sniff_type type)
{
	return type == SNIFF_HEIC || type == SNIFF_AVIF;
}

/*
 * Opens a HEIC or AVIF file into s, as one page.  Returns IMAGE_OK,
 * IMAGE_BROKEN, or the limit that its size exceeds.
 */
static enum image_result
open_heif(struct input_file *s, const struct bytes *bytes)
{
	struct sniff_size size;

	s->heic = heic_open(bytes);
	if (s->heic == NULL)
		return IMAGE_BROKEN;
	s->count = 1;
	size = heic_size(s->heic);
	return image_check_size(&size, s->max_pixels);
}

/*
 * Decodes the only page of a HEIC or AVIF file; so its number is ignored.  On
 * IMAGE_OK the picture is in *out.
 */
static enum image_result
heif_page(struct input_file *s, unsigned page, struct Pix **out)
{
	const struct sniff_size size = heic_size(s->heic);
	uint32_t *pixels;
	size_t stride;

	(void)page;
	*out = image_create(&size, &pixels, &stride);
	if (*out == NULL)
		return IMAGE_NO_MEMORY;
	if (heic_draw(s->heic, pixels, stride) == 0) {
		*out = image_flatten(*out, s->dpi);
		return *out == NULL ? IMAGE_NO_MEMORY : IMAGE_OK;
	}
	image_free_page(*out);
	return IMAGE_BROKEN;
}

static void
close_heif(struct input_file *s)
{
	heic_close(s->heic);
	s->heic = NULL;
}

/* Whether files of this type may go to image.c, the last reader to be asked. */
static bool
is_image(enum sniff_type type)
{
	return type != SNIFF_UNKNOWN;
}

/* Opens an image file into s.  Returns what image_open does. */
static enum image_result
open_image(struct input_file *s, const struct bytes *bytes)
{
	const struct image_limits limits = {s->max_pixels, IMAGE_PAGES_MAX};
	enum image_result rc = image_open(&s->image, bytes, s->type, &limits);

	s->count = s->image.count;
	return rc;
}

static enum image_result
measure_page(const struct input_file *s, unsigned page)
{
	return image_measure(&s->image, page);
}

/*
 * Decodes a page of an image file, and gives it the resolution that was asked
 * for, if any.  Returns what image_page does.
 */
static enum image_result
decode_page(struct input_file *s, unsigned page, struct Pix **out)
{
	enum image_result rc = image_page(&s->image, page, out);

	if (s->dpi != 0 && (rc == IMAGE_OK || rc == IMAGE_DAMAGED))
		image_set_dpi(*out, s->dpi);
	return rc;
}

static void
close_image(struct input_file *s)
{
	image_close(&s->image);
}

/* The first kind that matches is taken. */
static const struct input_format formats[] = {
    {is_pdf, open_pdf, measure_pdf, pdf_page, close_pdf},
    {is_heif, open_heif, NULL, heif_page, close_heif},
    {is_image, open_image, measure_page, decode_page, close_image},
};

/*
 * Returns the format of files of this type, or NULL if they are not supported.
 */
static const struct input_format *
find_format(enum sniff_type type)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (formats[i].matches(type))
			return &formats[i];
	return NULL;
}

/*
 * Returns rc; but IMAGE_NO_MEMORY instead of a broken or damaged file if memory
 * was refused.  Libraries without memory say that the file is broken, or leave
 * out a part of it.
 */
static enum image_result
no_memory_if_refused(enum image_result rc)
{
	return (rc == IMAGE_BROKEN || rc == IMAGE_DAMAGED) &&
		       wiped_heap_has_refused()
		   ? IMAGE_NO_MEMORY
		   : rc;
}

enum image_result
input_file_open(
    struct input_file *s, const struct bytes *bytes, size_t max_pixels, int dpi)
{
	enum image_result rc;

	*s = (struct input_file){
	    .bytes = *bytes, .max_pixels = max_pixels, .dpi = dpi};
	s->type = sniff_type(bytes);
	s->format = find_format(s->type);
	if (s->format == NULL)
		return IMAGE_UNSUPPORTED;
	wiped_heap_forget_refusals();
	rc = no_memory_if_refused(s->format->open(s, bytes));
	if (rc != IMAGE_OK)
		s->format->close(s);
	return rc;
}

void
input_file_close(struct input_file *s)
{
	s->format->close(s);
}

enum image_result
input_file_measure(const struct input_file *s, unsigned page)
{
	return s->format->measure == NULL ? IMAGE_OK
					  : s->format->measure(s, page);
}

/*
 * Returns what the caller is told when a reader ended with rc: rc, or
 * IMAGE_NO_MEMORY if that was the cause.  Frees the page in *out if the caller
 * does not get it.
 */
static enum image_result
page_result(enum image_result rc, struct Pix **out)
{
	enum image_result result = no_memory_if_refused(rc);

	if (rc == IMAGE_DAMAGED && result != rc)
		image_free_page(*out);
	return result;
}

/* Reads a page as input_file_page does, but does not mend the PDF. */
static enum image_result
read_page(struct input_file *s, unsigned page, struct Pix **out)
{
	enum image_result rc;

	s->layout_dpi = 0;
	wiped_heap_forget_refusals();
	rc = page_result(s->format->page(s, page, out), out);
	/* A new tree may name a page that is none: such a page has no text. */
	if (rc == IMAGE_OK && s->is_renewed)
		rc = IMAGE_DAMAGED;
	/*
	 * poppler also complains of things that no viewer needs, so for a PDF
	 * each complaint is looked at.
	 */
	s->has_gap =
	    rc == IMAGE_DAMAGED &&
	    (s->type != SNIFF_PDF ||
		pdf_complaints_have_gap(
		    s->mended.data == NULL ? &s->bytes : &s->mended, page));
	return rc;
}

enum image_result
input_file_page(struct input_file *s, unsigned page, struct Pix **out)
{
	enum image_result rc = read_page(s, page, out);

	if (!mend_pdf(s))
		return rc;
	if (rc == IMAGE_OK || rc == IMAGE_DAMAGED)
		image_free_page(*out);
	return read_page(s, page, out);
}

/*
 * Chooses a frame in which page is drawn more finely, as wanted says.  Returns
 * whether there is one; then it is in *frame.
 */
static bool
choose_finer(const struct input_file *s, unsigned page,
    const struct pdf_finer *wanted, struct pdf_frame *frame)
{
	return s->pdf != NULL && s->dpi == 0 &&
	       pdf_frame_choose_finer(
		   s->pdf, page, wanted, IMAGE_MAX_SIDE, frame) == 0;
}

bool
input_file_has_finer(
    const struct input_file *s, unsigned page, const struct pdf_finer *wanted)
{
	struct pdf_frame frame;

	return choose_finer(s, page, wanted, &frame);
}

enum image_result
input_file_finer(const struct input_file *s, unsigned page,
    const struct pdf_finer *wanted, struct Pix **out)
{
	struct pdf_frame frame;

	if (!choose_finer(s, page, wanted, &frame))
		return IMAGE_UNSUPPORTED;
	wiped_heap_forget_refusals();
	return page_result(draw_pdf_page(s, page, &frame, out), out);
}

bool
input_file_encoded(
    const struct input_file *s, unsigned page, struct image_encoded *out)
{
	return image_encoded_find(&s->bytes, s->type, page, s->count, out);
}

/*
 * Reads the text that the PDF has for a page into layer, at the resolution that
 * was asked for or the usual one.  On IMAGE_OK the caller frees layer with
 * text_layer_free.
 */
static enum image_result
read_layer(struct input_file *s, unsigned page, bool with_scans,
    struct text_layer *layer)
{
	const struct bytes *pdf =
	    s->mended.data == NULL ? &s->bytes : &s->mended;
	struct text_layer_scale scale = {s->dpi, s->max_pixels, IMAGE_MAX_SIDE};
	struct text_layer_source source = {
	    .pdf = s->pdf, .with_scans = with_scans};

	if (scale.dpi == 0)
		scale.dpi = USUAL_DPI * pdf_unit(s->pdf, page);
	/*
	 * The words and fonts are opened when they are first needed.
	 * poppler-cpp counts bytes in an int, and reads no larger file.
	 */
	if (s->words == NULL && pdf->size <= INT_MAX) {
		s->words = pdf_words_open(pdf->data, pdf->size);
		s->fonts = pdf_fonts_open(pdf);
	}
	source.words = s->words;
	source.fonts = s->fonts;
	return text_layer_read(&source, page, &scale, layer);
}

enum image_result
input_file_layer(struct input_file *s, unsigned page, bool with_scans,
    struct text_layer *layer)
{
	enum image_result rc;

	if (s->pdf == NULL)
		return IMAGE_UNSUPPORTED;
	rc = read_layer(s, page, with_scans, layer);
	if (!mend_pdf(s))
		return rc;
	if (rc == IMAGE_OK)
		text_layer_free(layer);
	return read_layer(s, page, with_scans, layer);
}

void
input_file_init(void)
{
	image_silence();
	pdf_draw_init();
	pdf_words_init();
	heic_init();
}
