/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_coverage: the part of a page that images lie on, however they are turned,
 * cropped or drawn over each other.
 */
#include "input/pdf_coverage.h"

#include <math.h>
#include <stdbool.h>

/* A point that is outside of an image by at most this share of its side counts
 * as on it, since numbers are rounded. */
#define ROUNDING 1e-6

/* Cells, from first up to but without end. */
struct span {
	int first, end;
};

/* Returns the cells that an image may touch in one direction, in which the page
 * is side long.  The corners of the image are at place, place + dx, place + dy
 * and place + dx + dy. */
static struct span
span_of(double place, double dx, double dy, double side)
{
	double least = place + fmin(dx, 0) + fmin(dy, 0);
	double most = place + fmax(dx, 0) + fmax(dy, 0);
	double cells = PDF_COVERAGE_CELLS;

	return (struct span){
	    (int)fmin(fmax(floor(least / side * cells), 0), cells),
	    (int)fmin(fmax(ceil(most / side * cells), 0), cells)};
}

static bool
is_within(double share)
{
	return share >= -ROUNDING && share <= 1 + ROUNDING;
}

void
pdf_coverage_add(struct pdf_coverage *c, const cairo_matrix_t *m)
{
	struct span across = span_of(m->x0, m->xx, m->xy, c->width);
	struct span down = span_of(m->y0, m->yx, m->yy, c->height);
	cairo_matrix_t inverse = *m;

	if (!(c->width > 0) || !(c->height > 0) ||
	    cairo_matrix_invert(&inverse) != CAIRO_STATUS_SUCCESS)
		return;
	for (int row = down.first; row < down.end; row++) {
		for (int cell = across.first; cell < across.end; cell++) {
			double x = (cell + 0.5) / PDF_COVERAGE_CELLS * c->width;
			double y = (row + 0.5) / PDF_COVERAGE_CELLS * c->height;

			cairo_matrix_transform_point(&inverse, &x, &y);
			if (is_within(x) && is_within(y))
				c->rows[row] |= UINT64_C(1) << cell;
		}
	}
}

double
pdf_coverage_share(const struct pdf_coverage *c)
{
	int count = 0;

	for (int row = 0; row < PDF_COVERAGE_CELLS; row++)
		count += __builtin_popcountll(c->rows[row]);
	return (double)count / (PDF_COVERAGE_CELLS * PDF_COVERAGE_CELLS);
}
