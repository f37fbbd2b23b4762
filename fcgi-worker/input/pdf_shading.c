/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_shading: keeps poppler 22.12, which Debian 12 has, from filling an area
 * without end.  poppler divides a shading whose colors are a function of the
 * place into cells of ten pixels.  It asks cairo how long ten pixels across and
 * ten down are in the shading's own space, and moves on by these lengths.  But
 * in a space that is rotated by 45 degrees one of them is 0, and in one that is
 * mirrored one is negative.  So this function of cairo's is interposed here,
 * see base/interposition.h.
 */
#include <cairo.h>
#include <math.h>
#include <stdbool.h>

#include "base/interposition.h"

/*
 * The sides of a cell, in pixels.  Nobody else asks cairo for just these
 * lengths.
 */
#define CELL 10.0

static void (*real_transform)(const cairo_matrix_t *, double *, double *);

/* Finds cairo's own function. */
INTERPOSITION_START static void
find_transform(void)
{
	interposition_find(&real_transform, "cairo_matrix_transform_distance");
}

/* Whether x and y are both CELL. */
static bool
is_cell(double x, double y)
{
	return x >= CELL && x <= CELL && y >= CELL && y <= CELL;
}

/*
 * poppler calls this in place of cairo's function.  For the sides of a cell,
 * returns those of the rectangle around the cell in the other space.  They are
 * above 0 even if that space is rotated or mirrored; if it is neither, they are
 * what cairo returns.
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
