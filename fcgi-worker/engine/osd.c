/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * osd: finds out which way up a page is, with a Tesseract handle of its own:
 * the models of most languages lack that part.  page_task.c turns the page.
 */
#include "engine/osd.h"

#include <stdio.h>
#include <stdlib.h>
#include <tesseract/capi.h>

/*
 * The least confidence in an orientation.  On pages with 6 lines, in 11 fonts
 * and layouts, the right orientation had 1.3 to 26; most pages are upright.
 */
#define SURE 1.0

struct osd {
	TessBaseAPI *api;
};

struct osd *
osd_open(const char *tessdata)
{
	struct osd *c = calloc(1, sizeof(*c));

	if (c == NULL || (c->api = TessBaseAPICreate()) == NULL ||
	    TessBaseAPIInit3(c->api, tessdata, "osd") != 0) {
		osd_close(c);
		return NULL;
	}
	return c;
}

void
osd_close(struct osd *c)
{
	if (c == NULL)
		return;
	TessBaseAPIDelete(c->api);
	free(c);
}

int
osd_read(struct osd *c, struct Pix *pix)
{
	float confidence = 0, script_confidence = 0;
	const char *script = NULL;
	int degrees = 0;

	TessBaseAPISetImage2(c->api, pix);
	if (!TessBaseAPIDetectOrientationScript(
		c->api, &degrees, &confidence, &script, &script_confidence) ||
	    (double)confidence < SURE)
		degrees = 0;
	TessBaseAPIClear(c->api);
	return (360 - degrees) % 360;
}

int
osd_describe(struct TessBaseAPI *api, struct page_orientation *out)
{
	/* The script's name belongs to Tesseract, whatever capi.h says. */
	const char *script = NULL;

	if (!TessBaseAPIDetectOrientationScript(api, &out->degrees,
		&out->confidence, &script, &out->script_confidence))
		return -1;
	snprintf(out->script, sizeof(out->script), "%s",
	    script == NULL ? "" : script);
	out->is_known = true;
	return 0;
}
