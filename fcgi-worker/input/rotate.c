/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rotate: rotates pages by right angles and mirrors them, by leptonica: as a
 * camera was held (the orientation that exif.c or a TIFF gives), or as a
 * request wants it.
 */
#include "input/rotate.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>

struct Pix *
rotate_clockwise(struct Pix *pix, int degrees)
{
	PIX *out;

	if (pix == NULL || degrees == 0)
		return pix;
	out = pixRotateOrth(pix, degrees / 90);
	pixDestroy(&pix);
	return out;
}

struct Pix *
rotate_orient(struct Pix *pix, unsigned orientation)
{
	/*
	 * What makes a page of each orientation upright: it is rotated first,
	 * then mirrored.
	 */
	static const struct {
		int degrees;
		bool mirrored;
	} table[] = {{0, false}, {0, false}, {0, true}, {180, false},
	    {180, true}, {90, true}, {90, false}, {270, true}, {270, false}};
	PIX *out;

	out = rotate_clockwise(pix, table[orientation].degrees);
	/* pixFlipLR() can work in place. */
	if (out != NULL && table[orientation].mirrored)
		pixFlipLR(out, out);
	return out;
}
