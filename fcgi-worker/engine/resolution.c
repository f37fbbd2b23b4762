/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resolution: estimates the resolution of a page as Tesseract does for its
 * layout: by the height that three in four letters do not exceed.  Tesseract
 * prints its estimate and keeps it to itself.
 */
#include "engine/resolution.h"

/* What Tesseract assumes when it is told none. */
#define UNKNOWN_DPI 70
/* The resolution, in dots per inch, for each pixel of the height of letters. */
#define DPI_A_HEIGHT 12.5

bool
resolution_is_unknown(int dpi)
{
	return dpi <= UNKNOWN_DPI;
}

void
resolution_add(struct resolution *r, int top, int bottom)
{
	if (bottom <= top || (long)bottom - top >= RESOLUTION_HEIGHTS)
		return;
	r->heights[bottom - top]++;
	r->count++;
}

int
resolution_estimate(const struct resolution *r, int dpi)
{
	unsigned passed = 0;
	int height = 0;

	/* Finds the height that three in four letters do not exceed. */
	while (height < RESOLUTION_HEIGHTS - 1 && 4 * passed < 3 * r->count)
		passed += r->heights[++height];
	if (r->count == 0 || height * DPI_A_HEIGHT < dpi)
		return dpi;
	return (int)(height * DPI_A_HEIGHT);
}
