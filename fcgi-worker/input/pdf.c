/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf: the pages of a PDF file as pixels.  The one place that uses poppler
 * and cairo; knows nothing of leptonica.
 */
#include "input/pdf.h"

#include <cairo.h>
#include <glib.h>
#include <math.h>
#include <poppler.h>

#include "input/pdf_image.h"
#include "base/bytes.h"

#define POINTS 72.0
#define USUAL_DPI 300.0
#define LOWEST_DPI 150.0
#define HIGHEST_DPI 600.0
/* The longer side of A3.  Larger pages are photos with a point a pixel. */
#define LARGE_POINTS 1191.0
/* The share of the page that an image fills for its resolution to count. */
#define FILLED 0.5

struct pdf {
	PopplerDocument *document;
	GBytes *bytes;
};

/* What poppler complained of: it draws what it can, and returns nothing. */
static unsigned complaints;

static void
on_message(
    const char *domain, GLogLevelFlags level, const char *message, void *data)
{
	(void)domain;
	(void)level;
	(void)message;
	(void)data;
	complaints++;
}

enum pdf_result
pdf_open(struct pdf **pdf, const struct bytes *bytes)
{
	struct pdf *p = g_new0(struct pdf, 1);
	enum pdf_result rc = PDF_BROKEN;
	GError *error = NULL;

	p->bytes = g_bytes_new_static(bytes->data, bytes->size);
	p->document = poppler_document_new_from_bytes(p->bytes, NULL, &error);
	if (p->document != NULL &&
	    poppler_document_get_n_pages(p->document) > 0) {
		*pdf = p;
		return PDF_GOOD;
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

/* Set the frame of a page of width x height points. */
static int
set_frame(double width, double height, double dpi, struct pdf_frame *frame)
{
	/* A hundredth less: 888.0000001 is a page of 888. */
	double x = ceil(width * dpi / POINTS - 0.01);
	double y = ceil(height * dpi / POINTS - 0.01);

	/* Not a number fails both. */
	if (!(x >= 1) || !(y >= 1))
		return -1;
	frame->dpi = dpi;
	frame->size.width = (uint32_t)fmin(x, UINT32_MAX);
	frame->size.height = (uint32_t)fmin(y, UINT32_MAX);
	return 0;
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

/* The image that fills most of the page, or NULL; *area in points. */
static const PopplerImageMapping *
largest_image(const GList *images, double *area)
{
	const PopplerImageMapping *m, *largest = NULL;
	double size;

	*area = 0;
	for (; images != NULL; images = images->next) {
		m = images->data;
		size = fabs(m->area.x2 - m->area.x1) *
		       fabs(m->area.y2 - m->area.y1);
		if (size > *area) {
			*area = size;
			largest = m;
		}
	}
	return largest;
}

/* The resolution of the image that fills p, or 0 when none does. */
static double
image_dpi(PopplerPage *p, double page_area)
{
	const PopplerImageMapping *m;
	struct sniff_size size;
	GList *images;
	double area;

	/* Nothing need be decoded to tell what is where and how large. */
	pdf_image_begin(0);
	images = poppler_page_get_image_mapping(p);
	m = largest_image(images, &area);
	pdf_image_begin(0);
	if (m != NULL && area >= page_area * FILLED)
		cairo_surface_destroy(poppler_page_get_image(p, m->image_id));
	size = pdf_image_end();
	poppler_page_free_image_mapping(images);
	if (size.width == 0)
		return 0;
	return POINTS * sqrt((double)size.width * size.height / area);
}

int
pdf_suit(const struct pdf *pdf, unsigned page, size_t max_pixels,
    uint32_t max_side, struct pdf_frame *frame)
{
	PopplerPage *p = get_page(pdf, page);
	double width, height, dpi, lowest;

	if (p == NULL)
		return -1;
	poppler_page_get_size(p, &width, &height);
	dpi = image_dpi(p, width * height);
	g_object_unref(p);
	lowest = fmax(width, height) > LARGE_POINTS ? POINTS : LOWEST_DPI;
	dpi = dpi > 0 ? fmin(fmax(dpi, lowest), HIGHEST_DPI) : USUAL_DPI;
	/* A pixel is left for rounding up. */
	dpi = fmin(dpi, POINTS * (max_side - 1) / fmax(width, height));
	dpi = fmin(dpi,
	    POINTS * (sqrt((double)max_pixels + 1) - 1) / sqrt(width * height));
	if (set_frame(width, height, dpi, frame) == -1)
		return -1;
	/* Of a page of extreme proportions rounding up adds more. */
	if ((double)frame->size.width * frame->size.height <=
	    (double)max_pixels)
		return 0;
	return set_frame(width, height, dpi / 2, frame);
}

static int
draw(PopplerPage *p, const struct pdf_frame *frame, uint32_t *pixels,
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

int
pdf_draw(const struct pdf *pdf, unsigned page, const struct pdf_frame *frame,
    const struct pdf_canvas *canvas, struct sniff_size *refused)
{
	/* What is drawn as a group is as large as the page, and rounded up. */
	uint64_t own = ((uint64_t)frame->size.width + 2) *
		       ((uint64_t)frame->size.height + 2);
	PopplerPage *p = get_page(pdf, page);
	int rc;

	*refused = (struct sniff_size){0, 0};
	if (p == NULL)
		return -1;
	pdf_image_begin(own > canvas->max_pixels ? own : canvas->max_pixels);
	complaints = 0;
	rc = draw(p, frame, canvas->pixels, canvas->stride);
	*refused = pdf_image_end();
	g_object_unref(p);
	if (refused->width > 0 || rc == -1)
		return -1;
	return complaints > 0;
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
	const struct pdf_frame frame = {POINTS, {16, 16}};
	uint32_t pixels[16 * 16];
	const struct pdf_canvas canvas = {pixels, sizeof(pixels) / 16, 1};
	struct sniff_size refused;
	struct pdf *pdf;

	g_log_set_default_handler(on_message, NULL);
	if (pdf_open(&pdf, &bytes) != PDF_GOOD)
		return;
	pdf_draw(pdf, 0, &frame, &canvas, &refused);
	pdf_close(pdf);
}
