/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_draw: draws a page of a PDF file by poppler and cairo.  If cairo leaves
 * out letters or may cover them, the page is drawn by Splash instead.  This
 * knows nothing of leptonica.
 */
#include "input/pdf_draw.h"

#include <cairo.h>
#include <glib.h>
#include <poppler.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/bytes.h"
#include "base/wiped_heap.h"
#include "input/glyph_hiding.h"
#include "input/group_blends.h"
#include "input/jpeg_gaps.h"
#include "input/pdf_complaints.h"
#include "input/pdf_document.h"
#include "input/pdf_image_limit.h"
#include "input/pdf_marks.h"
#include "input/pdf_plain_ends.h"
#include "input/pdf_splash.h"
#include "input/pdf_unmarked.h"

/* Draws p on white by cairo.  Returns 0, or -1 if cairo failed. */
static int
draw_by_cairo(PopplerPage *p, const struct pdf_frame *frame, uint32_t *pixels,
    size_t stride)
{
	cairo_surface_t *surface;
	cairo_status_t status;
	cairo_t *cairo;

	surface = cairo_image_surface_create_for_data((unsigned char *)pixels,
	    CAIRO_FORMAT_RGB24, (int)frame->size.width, (int)frame->size.height,
	    (int)stride);
	cairo = cairo_create(surface);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, frame->dpi / PDF_POINTS, frame->dpi / PDF_POINTS);
	poppler_page_render(p, cairo);
	cairo_surface_flush(surface);
	status = cairo_status(cairo);
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS ? 0 : -1;
}

/* Whether nothing was drawn on canvas. */
static bool
is_white(const struct pdf_frame *frame, const struct pdf_canvas *canvas)
{
	for (size_t y = 0; y < frame->size.height; y++) {
		const uint32_t *row =
		    canvas->pixels + y * (canvas->stride / sizeof(*row));

		for (size_t x = 0; x < frame->size.width; x++)
			if ((row[x] & 0xffffff) != 0xffffff)
				return false;
	}
	return true;
}

/* Whether poppler finds text on the page. */
static bool
has_text(PopplerPage *p)
{
	char *text = poppler_page_get_text(p);
	bool has_some = text != NULL && text[0] != '\0';

	g_free(text);
	return has_some;
}

/*
 * Whether cairo has left out letters, as it does with all that follow a letter
 * whose font it cannot use.  drawn is what draw_by_cairo returned.
 */
static bool
lacks_letters(PopplerPage *p, int drawn, const struct pdf_frame *frame,
    const struct pdf_canvas *canvas)
{
	if (glyph_hiding_are_hidden())
		return false;
	return drawn == -1 || pdf_complaints_have_font() ||
	       (is_white(frame, canvas) && has_text(p));
}

/*
 * Whether cairo may have drawn p wrong.  drawn is what draw_by_cairo returned.
 */
static bool
is_doubtful(PopplerPage *p, int drawn, const struct pdf_frame *frame,
    const struct pdf_canvas *canvas)
{
	return (group_blends_are_there() && !canvas->is_compared) ||
	       lacks_letters(p, drawn, frame, canvas);
}

/*
 * Returns the document for Splash, or NULL if Splash cannot open it.  It is
 * opened at the first call, from a copy without marks if that can be made, and
 * stays open with pdf.
 */
static struct pdf_splash *
open_splash(const struct pdf *pdf)
{
	struct splash_document *o = pdf->splash;
	struct bytes bytes;

	if (o->is_opened)
		return o->splash;
	o->is_opened = true;
	bytes.data = g_bytes_get_data(pdf->bytes, &bytes.size);
	if (pdf_unmarked_make(&bytes, pdf_count(pdf), &o->unmarked) == 0)
		o->splash = pdf_splash_open(o->unmarked.data, o->unmarked.size);
	if (o->splash == NULL)
		o->splash = pdf_splash_open(bytes.data, bytes.size);
	return o->splash;
}

/* Forgets the complaints about what was drawn before. */
static void
forget_complaints(void)
{
	pdf_complaints_forget();
	jpeg_gaps_take_failure();
}

/*
 * Draws page again, by Splash.  Returns 0, or -1 if that failed.  Forgets the
 * complaints about the first drawing.
 */
static int
draw_by_splash(const struct pdf *pdf, unsigned page,
    const struct pdf_frame *frame, const struct pdf_canvas *canvas)
{
	const struct pdf_splash_part part = {frame->dpi, (int)frame->size.width,
	    (int)frame->size.height, canvas->pixels,
	    (ptrdiff_t)(canvas->stride / sizeof(*canvas->pixels))};
	struct pdf_splash *splash;

	/* A lack of memory in cairo does not matter if Splash succeeds. */
	wiped_heap_forget_refusals();
	splash = open_splash(pdf);
	if (splash == NULL)
		return -1;
	forget_complaints();
	if (pdf_splash_draw(splash, (int)page, &part) == -1)
		return -1;
	pdf_complaints_forgive_fonts();
	return 0;
}

/* Returns how often word is in b. */
static size_t
count_words(const struct bytes *b, const char *word)
{
	const unsigned char *at = b->data, *end = b->data + b->size;
	size_t length = strlen(word), count = 0;

	while ((at = memmem(at, (size_t)(end - at), word, length)) != NULL) {
		at += length;
		count++;
	}
	return count;
}

/*
 * Whether a stream of pdf may be cut off: it begins, but does not end.  A whole
 * stream has the word "stream" twice, the second time in "endstream".
 */
static bool
may_lack_end(const struct pdf *pdf)
{
	struct bytes b;

	b.data = g_bytes_get_data(pdf->bytes, &b.size);
	return count_words(&b, "stream") != 2 * count_words(&b, "endstream");
}

int
pdf_draw(const struct pdf *pdf, unsigned page, const struct pdf_frame *frame,
    const struct pdf_canvas *canvas, struct sniff_size *refused)
{
	/*
	 * For a transparency group, poppler asks for an image as large as the
	 * page, rounded up.  That must not be refused.
	 */
	uint64_t group_pixels = ((uint64_t)frame->size.width + 2) *
				((uint64_t)frame->size.height + 2);
	PopplerPage *p = pdf_get_page(pdf, page);
	int rc;

	*refused = (struct sniff_size){0, 0};
	if (p == NULL)
		return -1;
	pdf_image_limit_begin(group_pixels > canvas->max_pixels
				  ? group_pixels
				  : canvas->max_pixels);
	pdf_marks_hide(p);
	forget_complaints();
	group_blends_forget();
	pdf_plain_ends_forget();
	rc = draw_by_cairo(p, frame, canvas->pixels, canvas->stride);
	if (pdf_image_limit_is_ok() && is_doubtful(p, rc, frame, canvas))
		rc = draw_by_splash(pdf, page, frame, canvas);
	if (jpeg_gaps_take_failure())
		pdf_complaints_add_gap();
	*refused = pdf_image_limit_end();
	g_object_unref(p);
	if (refused->width > 0 || rc == -1)
		return -1;
	return pdf_complaints_have_damage() ||
	       (pdf_complaints_have_length() && may_lack_end(pdf));
}

/* A page with a letter in one of the fonts that every reader has. */
static const char letter[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 16 16]/Contents 4 0 R"
    "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    ">>>>>>endobj\n"
    "4 0 obj<</Length 30>>stream\n"
    "BT /F 12 Tf 2 2 Td (A) Tj ET  \n"
    "endstream endobj\n"
    "trailer<</Root 1 0 R>>\n";

void
pdf_draw_init(void)
{
	static const struct bytes bytes = {
	    (const unsigned char *)letter, sizeof(letter) - 1};
	const struct pdf_frame frame = {.dpi = PDF_POINTS, .size = {16, 16}};
	uint32_t pixels[16 * 16];
	const struct pdf_canvas canvas = {
	    .pixels = pixels, .stride = sizeof(pixels) / 16, .max_pixels = 1};
	struct sniff_size refused;
	struct pdf *pdf;

	pdf_complaints_listen();
	/*
	 * Drawing a letter loads the files that poppler and cairo read from
	 * disk.
	 */
	if (pdf_open(&pdf, &bytes) != PDF_OK)
		return;
	pdf_draw(pdf, 0, &frame, &canvas, &refused);
	pdf_close(pdf);
}
