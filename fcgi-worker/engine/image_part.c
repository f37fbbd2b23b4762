/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_part: a part of a page's image.  The whole image is not copied.
 */
#include "engine/image_part.h"

#include <leptonica/allheaders.h>

#include "engine/box.h"

struct Pix *
image_part(struct Pix *pix, const struct page_box *area)
{
	int w = box_width(area), h = box_height(area);
	BOX *box;
	PIX *part;

	if (area->left == 0 && area->top == 0 && w == pixGetWidth(pix) &&
	    h == pixGetHeight(pix))
		return pixClone(pix);
	box = boxCreate(area->left, area->top, w, h);
	part = box == NULL ? NULL : pixClipRectangle(pix, box, NULL);
	boxDestroy(&box);
	return part;
}
