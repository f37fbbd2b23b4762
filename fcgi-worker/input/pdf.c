/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf: the pages of a PDF file as pixels.  It uses poppler and
 * cairo, and knows nothing of leptonica.
 */
#include "input/pdf.h"

#include <cairo.h>
#include <glib.h>
#include <math.h>
#include <poppler.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/wiped_heap.h"
#include "input/glyph_hiding.h"
#include "input/pdf_complaints.h"
#include "input/pdf_image_limit.h"
#include "input/pdf_marks.h"
#include "input/pdf_resolution.h"
#include "input/pdf_splash.h"
#include "input/pdf_survey.h"
#include "input/pdf_unmarked.h"
#include "input/pdf_user_unit.h"

#define POINTS 72.0
/* A page is not drawn again for less. */
#define LEAST_GAIN 1.25

/* The same document for Splash, poppler's other renderer, opened when needed.
 */
struct splash_document {
	struct pdf_splash *splash;
	struct bytes unmarked; /* of it; no data: those of the document */
	bool is_opened;
};

struct pdf {
	PopplerDocument *document;
	GBytes *bytes;
	float *units; /* of its pages, in points; NULL: a point each */
	struct splash_document *splash;
};

enum pdf_result
pdf_open(struct pdf **pdf, const struct bytes *bytes)
{
	struct pdf *p = g_new0(struct pdf, 1);
	enum pdf_result rc = PDF_BROKEN;
	GError *error = NULL;

	p->splash = g_new0(struct splash_document, 1);
	p->bytes = g_bytes_new_static(bytes->data, bytes->size);
	p->document = poppler_document_new_from_bytes(p->bytes, NULL, &error);
	if (p->document != NULL &&
	    poppler_document_get_n_pages(p->document) > 0) {
		p->units = pdf_user_unit_read(bytes, pdf_count(p));
		*pdf = p;
		return PDF_OK;
	}
	if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
		rc = PDF_ENCRYPTED;
	g_clear_error(&error);
	pdf_close(p);
	return rc;
}

void
pdf_close(struct pdf *pdf)
{
	if (pdf == NULL)
		return;
	g_clear_object(&pdf->document);
	g_bytes_unref(pdf->bytes);
	free(pdf->units);
	pdf_splash_close(pdf->splash->splash);
	free((void *)(uintptr_t)pdf->splash->unmarked.data);
	g_free(pdf->splash);
	g_free(pdf);
}

unsigned
pdf_count(const struct pdf *pdf)
{
	return (unsigned)poppler_document_get_n_pages(pdf->document);
}

static PopplerPage *
get_page(const struct pdf *pdf, unsigned page)
{
	return poppler_document_get_page(pdf->document, (int)page);
}

double
pdf_unit(const struct pdf *pdf, unsigned page)
{
	return pdf->units == NULL ? 1 : pdf->units[page];
}

/*
 * Sets the frame of a page of width x height points at dpi.  Returns 0, or -1
 * if it would have no pixel.
 */
static int
set_frame(double width, double height, double dpi, struct pdf_frame *frame)
{
	/*
	 * A hundredth of a pixel is taken off, so that a page of 888.0000001
	 * has 888.
	 */
	double x = ceil(width * dpi / POINTS - 0.01);
	double y = ceil(height * dpi / POINTS - 0.01);

	/* A NaN fails both comparisons. */
	if (!(x >= 1) || !(y >= 1))
		return -1;
	frame->dpi = dpi;
	frame->size.width = (uint32_t)fmin(x, UINT32_MAX);
	frame->size.height = (uint32_t)fmin(y, UINT32_MAX);
	return 0;
}

/* What a frame may have. */
struct limit {
	size_t pixels;
	uint32_t side;
};

/*
 * Sets the frame of a page of width x height points at dpi, or at as much less
 * as keeps it within the limit.  Returns 0, or -1 as set_frame does.
 */
static int
fit_frame(double width, double height, double dpi, const struct limit *limit,
    struct pdf_frame *frame)
{
	/* set_frame rounds up, so a pixel is left on each side. */
	dpi = fmin(dpi, POINTS * (limit->side - 1) / fmax(width, height));
	dpi = fmin(dpi, POINTS * (sqrt((double)limit->pixels + 1) - 1) /
			    sqrt(width * height));
	if (set_frame(width, height, dpi, frame) == -1)
		return -1;
	/* Rounding up adds more to a page that is very long and narrow. */
	if ((double)frame->size.width * frame->size.height <=
	    (double)limit->pixels)
		return 0;
	return set_frame(width, height, dpi / 2, frame);
}

int
pdf_measure(
    const struct pdf *pdf, unsigned page, double dpi, struct pdf_frame *frame)
{
	PopplerPage *p = get_page(pdf, page);
	double width, height;

	if (p == NULL)
		return -1;
	poppler_page_get_size(p, &width, &height);
	g_object_unref(p);
	return set_frame(width, height, dpi, frame);
}

int
pdf_fit(const struct pdf *pdf, unsigned page, double dpi, size_t max_pixels,
    uint32_t max_side, struct pdf_frame *frame)
{
	PopplerPage *p = get_page(pdf, page);
	double width, height;

	if (p == NULL)
		return -1;
	poppler_page_get_size(p, &width, &height);
	g_object_unref(p);
	return fit_frame(
	    width, height, dpi, &(struct limit){max_pixels, max_side}, frame);
}

/*
 * Finds out what is on p, without drawing it.  area is that of the page in
 * square units, unit their length in points, and masks of up to max_pixels are
 * decoded.  Only what poppler asks cairo for is of interest, so the surface has
 * one pixel.
 */
static void
survey_page(PopplerPage *p, double area, double unit, size_t max_pixels,
    struct pdf_survey *out)
{
	cairo_surface_t *surface =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
	cairo_t *cairo = cairo_create(surface);

	*out = (struct pdf_survey){.cairo = cairo, .area = area, .unit = unit};
	pdf_image_limit_begin(max_pixels);
	pdf_survey_begin(out);
	poppler_page_render(p, cairo);
	pdf_survey_begin(NULL);
	pdf_image_limit_end();
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
}

/* What decides how finely a page is drawn. */
struct needs {
	double width, height;
	double dpi;
	struct pdf_survey found;
};

/* Finds out what is on a page, and which resolution shows it.  Returns 0, or -1
 * when the page is broken. */
static int
find_needs(
    const struct pdf *pdf, unsigned page, size_t max_pixels, struct needs *out)
{
	PopplerPage *p = get_page(pdf, page);

	if (p == NULL)
		return -1;
	poppler_page_get_size(p, &out->width, &out->height);
	pdf_marks_hide(p);
	survey_page(p, out->width * out->height, pdf_unit(pdf, page),
	    max_pixels, &out->found);
	g_object_unref(p);
	out->dpi = pdf_resolution_choose(&out->found, out->width, out->height);
	return 0;
}

int
pdf_choose_frame(const struct pdf *pdf, unsigned page, size_t max_pixels,
    uint32_t max_side, struct pdf_frame *frame)
{
	struct needs n;

	if (find_needs(pdf, page, max_pixels, &n) == -1)
		return -1;
	frame->is_for_letters = pdf_resolution_is_for_letters(&n.found, n.dpi);
	return fit_frame(n.width, n.height, n.dpi,
	    &(struct limit){max_pixels, max_side}, frame);
}

int
pdf_choose_finer_frame(const struct pdf *pdf, unsigned page,
    const struct pdf_finer *wanted, uint32_t max_side, struct pdf_frame *frame)
{
	const struct limit limit = {wanted->max_pixels, max_side};
	struct needs n;
	double dpi;

	if (find_needs(pdf, page, wanted->max_pixels, &n) == -1)
		return -1;
	dpi = fmin(
	    wanted->dpi, pdf_resolution_most(&n.found, wanted->letters_read));
	/* Places of words are told in pixels of a whole number an inch. */
	if (fit_frame(n.width, n.height, dpi, &limit, frame) == -1 ||
	    set_frame(n.width, n.height, floor(frame->dpi), frame) == -1)
		return 1;
	return frame->dpi < wanted->before * LEAST_GAIN;
}

void
pdf_points(const struct pdf *pdf, unsigned page, double *width, double *height)
{
	PopplerPage *p = get_page(pdf, page);

	*width = *height = 1;
	if (p == NULL)
		return;
	poppler_page_get_size(p, width, height);
	g_object_unref(p);
}

/* Returns the length from a to b, in any order, between 0 and limit. */
static double
overlap_of(double a, double b, double limit)
{
	return fmax(fmin(fmax(a, b), limit) - fmax(fmin(a, b), 0), 0);
}

double
pdf_filled(const struct pdf *pdf, unsigned page)
{
	PopplerPage *p = get_page(pdf, page);
	double width, height, area = 0;
	GList *images;

	if (p == NULL)
		return 0;
	poppler_page_get_size(p, &width, &height);
	/* Nothing has to be decoded to find out what is where. */
	pdf_image_limit_begin(0);
	images = poppler_page_get_image_mapping(p);
	pdf_image_limit_end();
	for (const GList *i = images; i != NULL; i = i->next) {
		const PopplerImageMapping *m = i->data;

		area += overlap_of(m->area.x1, m->area.x2, width) *
			overlap_of(m->area.y1, m->area.y2, height);
	}
	poppler_page_free_image_mapping(images);
	g_object_unref(p);
	return fmin(area / (width * height), 1);
}

/* Draws p on white by cairo.  Returns 0, or -1. */
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
	cairo_scale(cairo, frame->dpi / POINTS, frame->dpi / POINTS);
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

static bool
has_text(PopplerPage *p)
{
	char *text = poppler_page_get_text(p);
	bool has_some = text != NULL && text[0] != '\0';

	g_free(text);
	return has_some;
}

/*
 * Whether cairo has left out letters, as it does with all that follow one whose
 * font it cannot work with.
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

/* Returns the document for Splash, which stays open with pdf, or NULL. */
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

/* Draws page again, by Splash instead of cairo.  Returns 0, or -1. */
static int
draw_by_splash(const struct pdf *pdf, unsigned page,
    const struct pdf_frame *frame, const struct pdf_canvas *canvas)
{
	const struct pdf_splash_part part = {frame->dpi, (int)frame->size.width,
	    (int)frame->size.height, canvas->pixels,
	    (ptrdiff_t)(canvas->stride / sizeof(*canvas->pixels))};
	struct pdf_splash *splash;

	/* It does not matter that cairo had no memory, if Splash has. */
	wiped_heap_forget_refusals();
	splash = open_splash(pdf);
	if (splash == NULL)
		return -1;
	pdf_complaints_forget();
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
 * Whether a stream of pdf may be cut off: it begins, but does not end.  Of both
 * words the second one has the first one in it.
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
	/* For a transparency group, poppler asks for an image as large as the
	 * page, rounded up, which must not be refused. */
	uint64_t group_pixels = ((uint64_t)frame->size.width + 2) *
				((uint64_t)frame->size.height + 2);
	PopplerPage *p = get_page(pdf, page);
	int rc;

	*refused = (struct sniff_size){0, 0};
	if (p == NULL)
		return -1;
	pdf_image_limit_begin(group_pixels > canvas->max_pixels
				  ? group_pixels
				  : canvas->max_pixels);
	pdf_marks_hide(p);
	pdf_complaints_forget();
	rc = draw_by_cairo(p, frame, canvas->pixels, canvas->stride);
	if (pdf_image_limit_is_ok() && lacks_letters(p, rc, frame, canvas))
		rc = draw_by_splash(pdf, page, frame, canvas);
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
pdf_init(void)
{
	static const struct bytes bytes = {
	    (const unsigned char *)letter, sizeof(letter) - 1};
	const struct pdf_frame frame = {.dpi = POINTS, .size = {16, 16}};
	uint32_t pixels[16 * 16];
	const struct pdf_canvas canvas = {pixels, sizeof(pixels) / 16, 1};
	struct sniff_size refused;
	struct pdf *pdf;

	pdf_complaints_listen();
	/* Drawing a letter loads what poppler and cairo read from disk. */
	if (pdf_open(&pdf, &bytes) != PDF_OK)
		return;
	pdf_draw(pdf, 0, &frame, &canvas, &refused);
	pdf_close(pdf);
}
