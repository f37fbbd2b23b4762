/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * picture: a page as JPEG.  It has the page's pixels and nothing else of the
 * file: no EXIF, comments or thumbnails.
 */
#include "output/picture.h"

#include <leptonica/allheaders.h>

#include "engine/image_part.h"

/*
 * With this quality letters stay sharp, and a page of 1600 pixels has some 300
 * KB.
 */
#define QUALITY 80

/*
 * Converts pix to have no palette and at least 8 bits a pixel.  Frees pix and
 * returns the result; NULL without memory, or for NULL.
 */
static PIX *
unpack_pixels(PIX *pix)
{
	PIX *full = NULL;

	if (pix != NULL && pixGetColormap(pix) != NULL)
		full = pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC);
	else if (pix != NULL)
		full = pixClone(pix);
	pixDestroy(&pix);
	if (full == NULL || pixGetDepth(full) >= 8)
		return full;
	pix = pixConvertTo8(full, 0);
	pixDestroy(&full);
	return pix;
}

/*
 * Scales pix down to width, if it is wider and width is not 0.  Returns pix
 * itself, or frees it and returns the scaled page; NULL without memory, or for
 * NULL.
 */
static PIX *
shrink_to(PIX *pix, unsigned width)
{
	PIX *small;
	double height;

	if (pix == NULL || width == 0 || (unsigned)pixGetWidth(pix) <= width)
		return pix;
	height = (double)pixGetHeight(pix) * width / pixGetWidth(pix);
	small = pixScaleToSize(
	    pix, (int)width, height < 1 ? 1 : (int)(height + 0.5));
	pixDestroy(&pix);
	return small;
}

int
picture_add(struct buffer *out, const struct page *p, unsigned width)
{
	PIX *pix =
	    shrink_to(unpack_pixels(image_part(p->image, &p->area)), width);
	l_uint8 *data = NULL;
	size_t size = 0;
	int rc = -1;

	if (pix != NULL) {
		/*
		 * leptonica would write the file's text as a comment of the
		 * JPEG.  If pix is p->image itself, that does not need the
		 * text, either.
		 */
		pixSetText(pix, NULL);
		rc = pixWriteMemJpeg(&data, &size, pix, QUALITY, 0) == 0 ? 0
									 : -1;
	}
	if (rc == 0)
		buffer_add(out, data, size);
	lept_free(data);
	pixDestroy(&pix);
	return rc;
}
