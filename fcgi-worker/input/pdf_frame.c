/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_frame: how finely a page of a PDF file is drawn, and how many pixels it
 * then has.  It draws nothing.
 */
#include "input/pdf_frame.h"

#include <cairo.h>
#include <math.h>
#include <poppler.h>

#include "input/pdf_document.h"
#include "input/pdf_image_limit.h"
#include "input/pdf_marks.h"
#include "input/pdf_resolution.h"
#include "input/pdf_survey.h"

/* A page is drawn again only if its resolution grows by this factor. */
#define LEAST_GAIN 1.25

/*
 * Sets frame for a page of width x height points at dpi.  Returns 0, or -1 if
 * the page would have no pixel.
 */
static int
set_frame(double width, double height, double dpi, struct pdf_frame *frame)
{
	/*
	 * Without the 0.01, rounding errors could add a pixel: 888.0000001 is
	 * to be 888.
	 */
	double x = ceil(width * dpi / PDF_POINTS - 0.01);
	double y = ceil(height * dpi / PDF_POINTS - 0.01);

	/* A NaN fails both comparisons. */
	if (!(x >= 1) || !(y >= 1))
		return -1;
	frame->dpi = dpi;
	frame->size.width = (uint32_t)fmin(x, UINT32_MAX);
	frame->size.height = (uint32_t)fmin(y, UINT32_MAX);
	return 0;
}

/* The most that a frame may have. */
struct limit {
	size_t pixels;
	uint32_t side; /* pixels of the longer side */
};

/*
 * Sets frame for a page of width x height points at dpi, or at the highest
 * lower resolution that keeps it within the limit.  Returns 0, or -1 if the
 * page would have no pixel.
 */
static int
fit_frame(double width, double height, double dpi, const struct limit *limit,
    struct pdf_frame *frame)
{
	/* set_frame rounds up, so the limits are lowered by a pixel a side. */
	dpi = fmin(dpi, PDF_POINTS * (limit->side - 1) / fmax(width, height));
	dpi = fmin(dpi, PDF_POINTS * (sqrt((double)limit->pixels + 1) - 1) /
			    sqrt(width * height));
	if (set_frame(width, height, dpi, frame) == -1)
		return -1;
	/*
	 * On a page that is very long and narrow, rounding up may add more than
	 * that.
	 */
	if ((double)frame->size.width * frame->size.height <=
	    (double)limit->pixels)
		return 0;
	return set_frame(width, height, dpi / 2, frame);
}

/*
 * Gets the size of a page, in points.  Returns 0, or -1 if the page is broken.
 */
static int
get_size(const struct pdf *pdf, unsigned page, double *width, double *height)
{
	PopplerPage *p = pdf_get_page(pdf, page);

	if (p == NULL)
		return -1;
	poppler_page_get_size(p, width, height);
	g_object_unref(p);
	return 0;
}

int
pdf_frame_measure(
    const struct pdf *pdf, unsigned page, double dpi, struct pdf_frame *frame)
{
	double width, height;

	if (get_size(pdf, page, &width, &height) == -1)
		return -1;
	return set_frame(width, height, dpi, frame);
}

int
pdf_frame_fit(const struct pdf *pdf, unsigned page, double dpi,
    size_t max_pixels, uint32_t max_side, struct pdf_frame *frame)
{
	double width, height;

	if (get_size(pdf, page, &width, &height) == -1)
		return -1;
	return fit_frame(
	    width, height, dpi, &(struct limit){max_pixels, max_side}, frame);
}

/*
 * Finds out what is on p, without drawing it.  width and height are those of
 * the page in its units, unit the length of a unit in points.  Masks of up to
 * max_pixels are decoded.  The survey only listens to what poppler asks of
 * cairo, so the surface has one pixel.
 */
static void
survey_page(PopplerPage *p, double width, double height, double unit,
    size_t max_pixels, struct pdf_survey *out)
{
	cairo_surface_t *surface =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
	cairo_t *cairo = cairo_create(surface);

	*out = (struct pdf_survey){.cairo = cairo,
	    .area = width * height,
	    .unit = unit,
	    .coverage = {.width = width, .height = height}};
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

/*
 * Finds out what is on a page, counted from 0, and which resolution shows it.
 * Returns 0, or -1 when the page is broken.
 */
static int
find_needs(
    const struct pdf *pdf, unsigned page, size_t max_pixels, struct needs *out)
{
	PopplerPage *p = pdf_get_page(pdf, page);

	if (p == NULL)
		return -1;
	poppler_page_get_size(p, &out->width, &out->height);
	pdf_marks_hide(p);
	survey_page(p, out->width, out->height, pdf_unit(pdf, page), max_pixels,
	    &out->found);
	g_object_unref(p);
	out->dpi = pdf_resolution_choose(&out->found, out->width, out->height);
	return 0;
}

int
pdf_frame_choose(const struct pdf *pdf, unsigned page, size_t max_pixels,
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
pdf_frame_choose_finer(const struct pdf *pdf, unsigned page,
    const struct pdf_finer *wanted, uint32_t max_side, struct pdf_frame *frame)
{
	const struct limit limit = {wanted->max_pixels, max_side};
	struct needs n;
	double dpi;

	if (find_needs(pdf, page, wanted->max_pixels, &n) == -1)
		return -1;
	dpi = fmin(
	    wanted->dpi, pdf_resolution_most(&n.found, wanted->letters_read));
	/*
	 * Boxes of words are given in pixels, at a resolution that is a whole
	 * number.
	 */
	if (fit_frame(n.width, n.height, dpi, &limit, frame) == -1 ||
	    set_frame(n.width, n.height, floor(frame->dpi), frame) == -1)
		return 1;
	return frame->dpi < wanted->before * LEAST_GAIN;
}

double
pdf_frame_filled(const struct pdf *pdf, unsigned page)
{
	PopplerPage *p = pdf_get_page(pdf, page);
	struct pdf_survey found;
	double width, height;

	if (p == NULL)
		return 0;
	poppler_page_get_size(p, &width, &height);
	/* With 0 pixels allowed, no mask is decoded: that would not tell more.
	 * Patterns get no memory for their cells either, so poppler draws what
	 * is in each cell at its place on the page. */
	survey_page(p, width, height, pdf_unit(pdf, page), 0, &found);
	g_object_unref(p);
	return pdf_coverage_share(&found.coverage);
}
