/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resolution: estimates the resolution of a page by the heights of its letters.
 */
#ifndef FCGI_WORKER_ENGINE_RESOLUTION_H
#define FCGI_WORKER_ENGINE_RESOLUTION_H

#include <stdbool.h>

#define RESOLUTION_HEIGHTS 192 /* up to 2400 dpi */

/* How many letters there are of each height. */
struct resolution {
	unsigned heights[RESOLUTION_HEIGHTS];
	unsigned count;
};

/* Whether dpi, the resolution that Tesseract used, is only what it assumes when
 * it is told none. */
bool resolution_is_unknown(int dpi);

/*
 * Counts a letter with that top and bottom.  A letter without height, or with
 * its bottom above its top, which Tesseract may return, is not counted.
 */
void resolution_add(struct resolution *r, int top, int bottom);

/* Returns the resolution that the heights of the letters of r suggest; dpi if
 * that is higher, or if r has no letters. */
int resolution_estimate(const struct resolution *r, int dpi);

#endif
