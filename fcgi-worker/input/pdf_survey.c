/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_survey: finds out what is on a page of a PDF.  poppler's interface tells
 * of images but not of their masks, and of text but not whether it is visible.
 * What poppler asks cairo to draw tells both.  So cairo_fill is interposed
 * here, and other functions of cairo are in glyph_hiding.c; see
 * base/interposition.h.
 */
#include "input/pdf_survey.h"

#include <math.h>

#include "base/interposition.h"

#define POINTS 72.0
/* An image counts only if it covers at least this share of the page. */
#define SPECK 0.01

static struct pdf_survey *survey; /* NULL: none goes on */

static void (*real_fill)(cairo_t *);

/* Finds cairo's own function. */
INTERPOSITION_START static void
find_fill(void)
{
	interposition_find(&real_fill, "cairo_fill");
}

void
pdf_survey_begin(struct pdf_survey *s)
{
	survey = s;
}

bool
pdf_survey_is_on(void)
{
	return survey != NULL;
}

void
pdf_survey_add_image(int width, int height)
{
	cairo_matrix_t m;
	/* The sides of the image on the page, in units. */
	double across, down;
	double area, dpi;

	if (survey == NULL || width < 1 || height < 1)
		return;
	/*
	 * An image is drawn as a square with sides of 1, stretched by cairo's
	 * matrix.
	 */
	cairo_get_matrix(survey->cairo, &m);
	pdf_coverage_add(&survey->coverage, &m);
	across = hypot(m.xx, m.yx);
	down = hypot(m.xy, m.yy);
	area = fmin(across * down, survey->area);
	if (!(area >= survey->area * SPECK))
		return;
	dpi = POINTS * fmax(width / across, height / down);
	survey->images_area += area;
	survey->finest = fmax(survey->finest, dpi);
	if (area >= survey->area * PDF_SURVEY_FILLED)
		survey->filling = fmax(survey->filling, dpi);
}

void
pdf_survey_add_letters(cairo_t *cairo, int count)
{
	cairo_matrix_t font, m;
	double size; /* of a letter on the page, in its units */
	int half_points;

	cairo_get_font_matrix(cairo, &font);
	cairo_get_matrix(cairo, &m);
	cairo_matrix_multiply(&m, &font, &m);
	size = sqrt(fabs(m.xx * m.yy - m.xy * m.yx));
	if (!(size > 0) || count < 1)
		return;
	half_points = size * 2 < PDF_SURVEY_SIZES ? (int)(size * 2)
						  : PDF_SURVEY_SIZES - 1;
	survey->sizes[half_points] += (size_t)count;
	survey->letters += (size_t)count;
}

/*
 * poppler calls this in place of cairo's function.  Fills a shape or, during a
 * survey, only counts it.  Like cairo's own, it ends the path.
 */
INTERPOSED void
cairo_fill(cairo_t *cairo)
{
	if (survey == NULL) {
		real_fill(cairo);
		return;
	}
	survey->shapes++;
	cairo_new_path(cairo);
}
