/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_resolution: chooses the resolution that a page of a PDF is rendered at,
 * from that of its images and from the size of its letters.  Renders nothing
 * itself.
 */
#include "input/pdf_resolution.h"

#include <math.h>

#define POINTS 72.0
/* The resolution for letters, and for pictures that are drawn as shapes. */
#define USUAL_DPI 300.0
#define LOWEST_DPI 150.0
/* The highest resolution for a picture that is only a part of a page. */
#define PART_DPI 600.0
/* The longer side of A3.  Larger pages are photos with a point a pixel. */
#define LARGE_POINTS 1191.0
/* Letters smaller than this, in points, need more than the usual resolution. */
#define SMALL 6.0
/* Up to this many shapes may be lines and boxes; more may be letters. */
#define SHAPES 30
/*
 * More than a few letters: at least FEW_LETTERS, and at least one in FEW of
 * those on the page.
 */
#define FEW 50
#define FEW_LETTERS 10

/*
 * Returns the smallest size, in points, for which more than a few letters are
 * of that size or smaller.  Returns SMALL if the page has only a few letters.
 */
static double
least_size(const struct pdf_survey *s)
{
	size_t seen = 0;

	for (int half_points = 0; half_points < PDF_SURVEY_SIZES;
	     half_points++) {
		seen += s->sizes[half_points];
		if (seen >= FEW_LETTERS && seen >= s->letters / FEW)
			return fmax(half_points / 2.0, 0.25);
	}
	return SMALL;
}

/*
 * Returns the resolution that the letters of the page need, or 0 if it has
 * none.
 */
static double
letters_dpi(const struct pdf_survey *s)
{
	return s->letters == 0 ? 0
			       : fmax(USUAL_DPI * s->unit,
				     USUAL_DPI * SMALL / least_size(s));
}

/* Returns the resolution that the contents of the page need, or 0 if it is
 * empty. */
static double
needed_dpi(const struct pdf_survey *s)
{
	bool is_scan = s->images_area >= s->area * PDF_SURVEY_FILLED;
	double usual_dpi = USUAL_DPI * s->unit;
	double part_dpi = fmin(s->finest, PART_DPI * s->unit);
	double dpi = s->filling; /* dpi of an image that fills the page, or 0 */

	/* A scan may consist of strips, or of a page and parts cut out of it.
	 */
	if (is_scan)
		dpi = fmax(dpi, part_dpi);
	dpi = fmax(dpi, letters_dpi(s));
	if (s->letters == 0 && s->shapes > SHAPES)
		dpi = fmax(dpi, usual_dpi);
	/* Other pictures are drawn at the usual resolution at least. */
	if (!is_scan && s->finest > 0)
		dpi = fmax(dpi, usual_dpi);
	if (!is_scan)
		dpi = fmax(dpi, part_dpi);
	return dpi;
}

double
pdf_resolution_choose(const struct pdf_survey *s, double width, double height)
{
	double lowest =
	    fmax(width, height) * s->unit > LARGE_POINTS ? POINTS : LOWEST_DPI;
	double dpi = needed_dpi(s);

	return dpi > 0 ? fmax(dpi, lowest * s->unit) : USUAL_DPI * s->unit;
}

bool
pdf_resolution_is_for_letters(const struct pdf_survey *s, double dpi)
{
	return s->letters > 0 && letters_dpi(s) >= dpi;
}

double
pdf_resolution_most(const struct pdf_survey *s, size_t letters_read)
{
	bool is_scan = s->images_area >= s->area * PDF_SURVEY_FILLED;

	/*
	 * At least half of what was read were letters of a font, which were
	 * drawn as finely as their size needs.
	 */
	if (2 * s->letters >= letters_read)
		return 0;
	/*
	 * Anything else that was read is in pictures, and the finest of these
	 * sets the limit; or it is drawn as shapes, whose size is unknown.
	 */
	return s->images_area > 0 && (is_scan || s->shapes <= SHAPES)
		   ? s->finest
		   : INFINITY;
}
