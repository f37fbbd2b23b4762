/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_survey: what is on a page of a PDF.  poppler's interface tells of images
 * but not of their masks, and of text but not whether it is visible; what it
 * asks of cairo tells both.  A function of cairo's is defined here, too, as
 * others are in pdf_glyphs.c: a program's come before those of its libraries.
 */
#include "input/pdf_survey.h"

#include <dlfcn.h>
#include <math.h>

#define EXPORTED __attribute__((visibility("default")))
#define POINTS 72.0
/* What letters, or pictures that are drawn as shapes, are rendered at. */
#define USUAL_DPI 300.0
/* The finest for a picture that is only a part of a page. */
#define PART_DPI 600.0
/* Smaller letters need more, in points. */
#define SMALL 6.0
/* Of the page, the least that an image has to be for it to count. */
#define SPECK 0.01
/* The share of a page that images fill when it is a scan. */
#define FILLED 0.5
/* So many shapes may be lines and boxes; more may be letters. */
#define SHAPES 30
/* One in so many letters has to be small, and so many at least. */
#define FEW 50
#define FEW_LETTERS 10

static struct pdf_survey *survey;

static void (*real_fill)(cairo_t *);

/* Before anybody calls it, other constructors too. */
__attribute__((constructor(101))) static void
find_fill(void)
{
	*(void **)&real_fill = dlsym(RTLD_NEXT, "cairo_fill");
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
	double across, down, area, dpi;

	if (survey == NULL || width < 1 || height < 1)
		return;
	/* What is drawn is a square with sides of 1. */
	cairo_get_matrix(survey->cairo, &m);
	across = hypot(m.xx, m.yx);
	down = hypot(m.xy, m.yy);
	area = fmin(across * down, survey->area);
	if (!(area >= survey->area * SPECK))
		return;
	dpi = POINTS * fmax(width / across, height / down);
	survey->covered += area;
	survey->finest = fmax(survey->finest, dpi);
	if (area >= survey->area * FILLED)
		survey->filling = fmax(survey->filling, dpi);
}

void
pdf_survey_add_letters(cairo_t *cairo, int count)
{
	cairo_matrix_t font, m;
	double size;
	int half;

	cairo_get_font_matrix(cairo, &font);
	cairo_get_matrix(cairo, &m);
	cairo_matrix_multiply(&m, &font, &m);
	size = sqrt(fabs(m.xx * m.yy - m.xy * m.yx));
	if (!(size > 0) || count < 1)
		return;
	half = size * 2 < PDF_SURVEY_SIZES ? (int)(size * 2)
					   : PDF_SURVEY_SIZES - 1;
	survey->sizes[half] += (size_t)count;
	survey->letters += (size_t)count;
}

/* The size of the smallest letters that are more than a few, in points. */
static double
least_size(const struct pdf_survey *s)
{
	size_t seen = 0;

	for (int i = 0; i < PDF_SURVEY_SIZES; i++) {
		seen += s->sizes[i];
		if (seen >= FEW_LETTERS && seen >= s->letters / FEW)
			return fmax(i / 2.0, 0.25);
	}
	return SMALL;
}

double
pdf_survey_dpi(const struct pdf_survey *s)
{
	bool is_scan = s->covered >= s->area * FILLED;
	double usual = USUAL_DPI * s->unit;
	double part = fmin(s->finest, PART_DPI * s->unit);
	double dpi = s->filling;

	/* A scan may be of strips, or of a page and what is cut out of it. */
	if (is_scan)
		dpi = fmax(dpi, part);
	if (s->letters > 0)
		dpi = fmax(dpi, fmax(usual, USUAL_DPI * SMALL / least_size(s)));
	else if (s->shapes > SHAPES)
		dpi = fmax(dpi, usual);
	if (!is_scan)
		dpi = fmax(fmax(dpi, part), s->finest > 0 ? usual : 0);
	return dpi;
}

EXPORTED void
cairo_fill(cairo_t *cairo)
{
	if (survey == NULL) {
		real_fill(cairo);
		return;
	}
	survey->shapes++;
	cairo_new_path(cairo);
}
