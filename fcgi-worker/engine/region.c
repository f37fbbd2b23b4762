/* SPDX-License-Identifier: BSD-3-Clause */
/* region: recognizes a part of a page, and works around a fault of Tesseract.
 */
#include "engine/region.h"

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

int
region_read(struct TessBaseAPI *api, const struct value_region *region,
    struct ETEXT_DESC *monitor)
{
	/*
	 * When the region is as wide as the page, Tesseract cuts its lines from
	 * the image of the whole page, but at the heights that they have in the
	 * region.  So it is given the region's image as that of the page while
	 * it reads.
	 */
	PIX *page = pixClone(TessBaseAPIGetInputImage(api)), *part = NULL;
	BOX *box = boxCreate((int)region->x, (int)region->y, (int)region->width,
	    (int)region->height);
	int rc = -1;

	if (page != NULL && box != NULL)
		part = pixClipRectangle(page, box, NULL);
	if (part != NULL) {
		TessBaseAPISetRectangle(api, (int)region->x, (int)region->y,
		    (int)region->width, (int)region->height);
		/* Each call takes ownership of the image that it is given. */
		TessBaseAPISetInputImage(api, part);
		rc = TessBaseAPIRecognize(api, monitor) == 0 ? 0 : -1;
		TessBaseAPISetInputImage(api, page);
	} else {
		pixDestroy(&page);
	}
	boxDestroy(&box);
	return rc;
}
