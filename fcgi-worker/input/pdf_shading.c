/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_shading: keeps poppler 22.12, which Debian 12 has, from filling an area
 * without end.  It divides a shading whose colors are a function of the place
 * into cells of ten pixels, asks cairo how far ten pixels across and down are
 * in the shading's own space, and goes on by that.  In a space that is turned
 * by 45 degrees one of them is 0, in one that is mirrored less.  So this
 * function of cairo's is interposed here, see base/interposition.h.
 */
#include <cairo.h>
#include <math.h>
#include <stdbool.h>

#include "base/interposition.h"

/* What nobody else asks for; the sides of a cell, in pixels. */
#define CELL 10.0

static void (*real_transform)(const cairo_matrix_t *, double *, double *);

/* Finds cairo's own function. */
INTERPOSITION_START static void
find_transform(void)
{
	interposition_find(&real_transform, "cairo_matrix_transform_distance");
}

static bool
is_cell(double x, double y)
{
	return x >= CELL && x <= CELL && y >= CELL && y <= CELL;
}

/*
 * For the sides of a cell, gives those of the rectangle around the cell in the
 * other space, which are above 0 even if that space is turned or mirrored.  If
 * it is neither, cairo gives the same.
 */
INTERPOSED void
cairo_matrix_transform_distance(const cairo_matrix_t *m, double *x, double *y)
{
	if (!is_cell(*x, *y)) {
		real_transform(m, x, y);
		return;
	}
	*x = CELL * (fabs(m->xx) + fabs(m->xy));
	*y = CELL * (fabs(m->yx) + fabs(m->yy));
}
