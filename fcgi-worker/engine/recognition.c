/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recognition: has Tesseract read an image, levels it first if its lines are
 * askew, and makes the page better if the quality asks for that.  Knows nothing
 * of requests and languages.
 */
#include "engine/recognition.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <tesseract/capi.h>

#include "engine/ink.h"
#include "engine/osd.h"
#include "engine/page_improvement.h"
#include "engine/page_marks.h"
#include "engine/region.h"
#include "engine/reread.h"
#include "engine/skew.h"
#include "engine/tesseract_page.h"

/*
 * Tells Tesseract, which asks this between words, whether to stop.  From the
 * first time it asks, it can be stopped.
 */
static bool
is_cancelled(void *recognition, int words)
{
	struct recognition *r = recognition;

	(void)words;
	atomic_store(&r->is_blind, false);
	return atomic_load(&r->cancelled);
}

/*
 * Recognizes the region of the image that r->api was given, or all of it if
 * region has no width.  Returns 0, or -1 if that failed or was cancelled.
 */
static int
recognize_region(struct recognition *r, const struct value_region *region)
{
	ETEXT_DESC *monitor = TessMonitorCreate();
	int rc;

	TessMonitorSetCancelFunc(monitor, is_cancelled);
	TessMonitorSetCancelThis(monitor, r);
	/* Tesseract cannot be stopped until it first calls is_cancelled. */
	atomic_store(&r->is_blind, true);
	if (region->width > 0)
		rc = region_read(r->api, region, monitor);
	else
		rc = TessBaseAPIRecognize(r->api, monitor) == 0 ? 0 : -1;
	atomic_store(&r->is_blind, false);
	TessMonitorDelete(monitor);
	/*
	 * A run that was cancelled, even too late, may have found blanks
	 * instead of words.
	 */
	return atomic_load(&r->cancelled) ? -1 : rc;
}

/* Finds out which way up area, a box of the image, is, and writes that into p.
 * Returns 0, or -1 when there is too little text to tell. */
static int
read_orientation(
    struct recognition *r, const struct page_box *area, struct page *p)
{
	TessBaseAPISetRectangle(r->api, area->left, area->top,
	    area->right - area->left, area->bottom - area->top);
	p->area = *area;
	return osd_describe(r->api, &p->orientation);
}

/* Whether the request leaves it to Tesseract to find lines on a page. */
static bool
finds_lines(const struct recognition *r)
{
	return r->psm == PSM_AUTO || r->psm == PSM_AUTO_OSD ||
	       r->psm == PSM_SINGLE_COLUMN || r->psm == PSM_SINGLE_BLOCK ||
	       r->psm == PSM_SPARSE_TEXT || r->psm == PSM_SPARSE_TEXT_OSD;
}

/* Whether Tesseract has found a block on the page, with words or without. */
static bool
has_blocks(struct TessBaseAPI *api)
{
	TessResultIterator *it = TessBaseAPIGetIterator(api);
	int left, top, right, bottom;
	bool found = it != NULL && TessPageIteratorBoundingBox(
				       TessResultIteratorGetPageIterator(it),
				       RIL_BLOCK, &left, &top, &right, &bottom);

	TessResultIteratorDelete(it);
	return found;
}

/*
 * Reads a region of the image that r->api was given into p; area is its box.
 * If no block was found on a whole image, reads it a second time, as the
 * tesseract command does: by then Tesseract has taken the rules out of its copy
 * of the image, and may find columns that it could not find between them.
 * Returns 0, or -1.
 */
static int
recognize_and_read(struct recognition *r, const struct value_region *region,
    const struct page_box *area, struct page *p)
{
	if (recognize_region(r, region) == -1 ||
	    tesseract_page_read(r->api, area, p) == -1)
		return -1;
	if (region->width > 0 || !finds_lines(r) || has_blocks(r->api))
		return 0;
	return recognize_region(r, region) == -1 ||
		       tesseract_page_read(r->api, area, p) == -1
		   ? -1
		   : 0;
}

/*
 * Reads a region of the image that r->api was given into p.  area is its box,
 * and dpi the resolution of the image.  At a resolution above r->most_dpi,
 * letters would be so tiny on paper that Tesseract would take them for specks:
 * so Tesseract is told of r->most_dpi, but the page keeps dpi.  Returns 0, or
 * -1.
 */
static int
recognize_at(struct recognition *r, const struct value_region *region, int dpi,
    const struct page_box *area, struct page *p)
{
	if (dpi > r->most_dpi)
		TessBaseAPISetSourceResolution(r->api, r->most_dpi);
	if (recognize_and_read(r, region, area, p) == -1)
		return -1;
	if (dpi > r->most_dpi)
		p->scan_dpi = p->dpi = dpi;
	return 0;
}

void
recognition_set_mode(const struct recognition *r)
{
	char dpi[16];

	TessBaseAPISetPageSegMode(r->api, (TessPageSegMode)r->psm);
	snprintf(dpi, sizeof(dpi), "%d", r->dpi);
	TessBaseAPISetVariable(r->api, "user_defined_dpi", dpi);
}

/* Whether more is done than the tesseract command does. */
static bool
improves(const struct recognition *r)
{
	return finds_lines(r) && r->quality != QUALITY_STANDARD;
}

void
recognition_set_pitch(const struct recognition *r)
{
	/* true: all text is taken for proportional, without a look. */
	TessBaseAPISetVariable(
	    r->api, "textord_all_prop", improves(r) ? "true" : "false");
}

/* Reads again those lines of p that were missed or doubted; pix is the image of
 * p.  Returns 0, or -1 if that failed or the request was cancelled. */
static int
improve_page(struct recognition *r, struct Pix *pix, const struct ink *ink,
    struct page_marks *marks, struct page *p)
{
	ETEXT_DESC *monitor = TessMonitorCreate();
	struct reread reread = {r->api, monitor, pix, p};
	int rc;

	TessMonitorSetCancelFunc(monitor, is_cancelled);
	TessMonitorSetCancelThis(monitor, r);
	/*
	 * Tesseract's own result, which p has a copy of, need not be in memory
	 * while lines are found.
	 */
	TessBaseAPIClear(r->api);
	rc = page_improvement_make(&reread, ink, marks,
	    r->quality == QUALITY_BEST ? r->second : NULL, r->lang);
	recognition_set_mode(r);
	TessMonitorDelete(monitor);
	return atomic_load(&r->cancelled) || p->failed ? -1 : rc;
}

/* Reads the region of pix into p; in mode 0 only its orientation.  area is the
 * box of the region.  If tables are wanted, finds the ink of the region, and
 * the tables.  Returns 0, or -1. */
static int
read_plainly(struct recognition *r, struct Pix *pix,
    const struct value_region *region, const struct page_box *area,
    struct ink *ink, struct page *p)
{
	TessBaseAPISetInputName(r->api, NULL);
	TessBaseAPISetImage2(r->api, pix);
	if (TessBaseAPIGetPageSegMode(r->api) == PSM_OSD_ONLY)
		return read_orientation(r, area, p);
	if (recognize_at(r, region, pixGetYRes(pix), area, p) == -1)
		return -1;
	if (!finds_lines(r) || !r->finds_tables)
		return 0;
	return ink_find(ink, pix, area) == -1
		   ? -1
		   : page_improvement_find_tables(ink, p);
}

/*
 * Reads the region of pix into p, as read_plainly() does, and reads again what
 * was read badly.  ink is the ink of the region; if it is empty, finds the ink
 * first.  Takes marks out of it.  Tesseract looks for light text by reading
 * each doubted word a second time, so it does that only if the ink has dark
 * areas.  Returns 0, or -1.
 */
static int
read_improved(struct recognition *r, struct Pix *pix,
    const struct value_region *region, const struct page_box *area,
    struct ink *ink, struct page *p)
{
	struct page_marks marks;
	bool inverts_before;
	int rc = ink_find(ink, pix, area);

	if (rc == -1)
		return -1;
	pix = page_marks_take_out(pix, ink, r->lang, &marks);
	inverts_before = reread_set_inverts(r->api, false);
	reread_set_inverts(r->api, inverts_before && ink->has_dark);
	rc = pix == NULL ? -1 : 0;
	TessBaseAPISetInputName(r->api, NULL);
	if (rc == 0)
		TessBaseAPISetImage2(r->api, pix);
	if (rc == 0)
		rc = recognize_at(r, region, pixGetYRes(pix), area, p);
	/* Lines are read again as they are: their crops are dark on light. */
	reread_set_inverts(r->api, false);
	if (rc == 0)
		rc = improve_page(r, pix, ink, &marks, p);
	reread_set_inverts(r->api, inverts_before);
	pixDestroy(&pix);
	page_marks_free(&marks);
	return rc;
}

/* Reads the region of pix into p in the way that the quality asks for.  area is
 * the box of the region.  Returns 0, or -1. */
static int
read_area(struct recognition *r, struct Pix *pix,
    const struct value_region *region, const struct page_box *area,
    struct ink *ink, struct page *p)
{
	return improves(r) ? read_improved(r, pix, region, area, ink, p)
			   : read_plainly(r, pix, region, area, ink, p);
}

/* Reads the leveled image into p.  Returns 0, or -1. */
static int
read_leveled_image(
    struct recognition *r, const struct skew *leveled, struct page *p)
{
	/* A region without a width is all of the image. */
	const struct value_region all = {0, 0, 0, 0};
	const struct page_box area = {
	    0, 0, pixGetWidth(leveled->pix), pixGetHeight(leveled->pix)};
	struct ink ink = {NULL};
	int rc = read_area(r, leveled->pix, &all, &area, &ink, p);

	ink_free(&ink);
	return rc;
}

/*
 * If the lines in area, a box of pix, are askew, turns a copy of that part
 * until they are level, and reads the copy into p.  ink is the ink of that
 * part; if it is empty, finds the ink first.  Returns 1 if p was read.  Returns
 * 0, with p as it was, if the lines are level already, the ink could not be
 * found or nothing was read.  Returns -1 if reading failed; p can only be freed
 * then.
 */
static int
read_leveled(struct recognition *r, struct Pix *pix,
    const struct page_box *area, struct ink *ink, struct page *p)
{
	const struct page before = *p;
	struct skew leveled;
	int rc;

	if (ink_find(ink, pix, area) == -1 || !skew_level(pix, ink, &leveled))
		return 0;
	p->blocks = p->last = NULL;
	p->tables = p->last_table = NULL;
	rc = read_leveled_image(r, &leveled, p);
	if (rc == 0 && !page_is_blank(p)) {
		skew_unturn_page(&leveled, p);
		p->area = *area;
		rc = 1;
	} else if (rc == 0) {
		/* What was read goes, but p->chunks stays: it owns all memory
		 * of the page, also what was added meanwhile. */
		p->blocks = before.blocks;
		p->last = before.last;
		p->tables = before.tables;
		p->last_table = before.last_table;
		p->area = before.area;
		p->dpi = before.dpi;
	}
	TessBaseAPIClear(r->api);
	pixDestroy(&leveled.pix);
	return rc;
}

/* Tesseract finds lines better where the text is dark.  So this returns an
 * image with dark text in area, a box: another reference to pix, or an inverted
 * gray copy of it.  It is to be freed with pixDestroy.  Sets ink to the ink of
 * area.  Returns NULL without memory. */
static PIX *
make_dark_on_light(PIX *pix, const struct page_box *area, struct ink *ink)
{
	PIX *gray;

	if (ink_find(ink, pix, area) == -1)
		return NULL;
	if (!ink->is_inverted)
		return pixClone(pix);
	gray = pixConvertTo8(pix, 0);
	if (gray != NULL)
		pixInvert(gray, gray);
	return gray;
}

/* Reads the region of pix into p, as read_plainly() does, and makes it better:
 * the text is made dark, lines are made level, and what was read badly is read
 * again.  Returns 0, or -1. */
static int
read_with_care(struct recognition *r, struct Pix *pix,
    const struct value_region *region, const struct page_box *area,
    struct page *p)
{
	struct ink ink = {NULL};
	PIX *dark = make_dark_on_light(pix, area, &ink);
	int rc = dark == NULL ? -1 : read_leveled(r, dark, area, &ink, p);

	/* After 1 the page is read already, with its lines made level. */
	if (rc == 0)
		rc = read_improved(r, dark, region, area, &ink, p);
	pixDestroy(&dark);
	ink_free(&ink);
	return rc == -1 ? -1 : 0;
}

/* Reads the region of pix into p as the tesseract command does.  area is the
 * box of the region.  A page that is blank to the command may have lines that
 * are askew: makes them level, and reads the page once more.  Returns 0, or -1.
 */
static int
read_as_command(struct recognition *r, struct Pix *pix,
    const struct value_region *region, const struct page_box *area,
    struct page *p)
{
	struct ink ink = {NULL};
	int rc = read_plainly(r, pix, region, area, &ink, p);

	if (rc == 0 && finds_lines(r) && page_is_blank(p))
		rc = read_leveled(r, pix, area, &ink, p);
	ink_free(&ink);
	return rc == -1 ? -1 : 0;
}

int
recognition_read(struct recognition *r, struct Pix *pix,
    const struct value_region *region, struct page *p)
{
	struct page_box area = {0, 0, pixGetWidth(pix), pixGetHeight(pix)};

	p->image = pix;
	p->quality = r->quality;
	p->width = (uint32_t)area.right;
	p->height = (uint32_t)area.bottom;
	if (region->width > 0)
		area = (struct page_box){(int)region->x, (int)region->y,
		    (int)(region->x + region->width),
		    (int)(region->y + region->height)};
	return improves(r) ? read_with_care(r, pix, region, &area, p)
			   : read_as_command(r, pix, region, &area, p);
}
