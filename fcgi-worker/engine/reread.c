/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reread: reads one line of a page again, alone.  Which lines are read again,
 * whether the new reading is better, and what it replaces, is decided in
 * line_repair.c.
 */
#include "engine/reread.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <tesseract/capi.h>

#include "engine/line_crop.h"
#include "engine/tesseract_page.h"

/* The resolutions that Tesseract accepts. */
#define DPI_MIN 70
#define DPI_MAX 2400

/* From the pixels of a line that was read to those of the page. */
struct mapping {
	struct line_crop_scale scale;
	int left, top;
};

static int
map_x(const struct mapping *m, int x)
{
	return m->left + (int)lround((x - LINE_CROP_BORDER) / m->scale.x);
}

static int
map_y(const struct mapping *m, int y)
{
	return m->top + (int)lround((y - LINE_CROP_BORDER) / m->scale.y);
}

static void
map_box(const struct mapping *m, struct page_box *b)
{
	*b = (struct page_box){map_x(m, b->left), map_y(m, b->top),
	    map_x(m, b->right), map_y(m, b->bottom)};
}

/* Moves b from the image of a line to its place on the page. */
static void
map_baseline(const struct mapping *m, struct page_baseline *b)
{
	b->x1 = map_x(m, b->x1);
	b->y1 = map_y(m, b->y1);
	b->x2 = map_x(m, b->x2);
	b->y2 = map_y(m, b->y2);
}

/* Moves line, which was read in a scaled part of the page, to its place on the
 * page, with its words and letters. */
static void
map_line(const struct mapping *m, struct page_line *line)
{
	map_box(m, &line->box);
	map_baseline(m, &line->baseline);
	line->height /= (float)m->scale.y;
	line->descenders /= (float)m->scale.y;
	line->ascenders /= (float)m->scale.y;
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		map_box(m, &w->box);
		map_baseline(m, &w->baseline);
		for (struct page_symbol *s = w->symbols; s; s = s->next)
			map_box(m, &s->box);
	}
}

/* Tells Tesseract the resolution of a line scaled by scale, from which it
 * counts the sizes of fonts in points. */
static void
set_resolution(const struct reread *r, double scale)
{
	double dpi = r->page->scan_dpi * scale;
	char text[16];

	snprintf(text, sizeof(text), "%d",
	    dpi < DPI_MIN   ? DPI_MIN
	    : dpi > DPI_MAX ? DPI_MAX
			    : (int)dpi);
	TessBaseAPISetVariable(r->api, "user_defined_dpi", text);
}

#define INVERTS "tessedit_do_invert"

bool
reread_set_inverts(struct TessBaseAPI *api, bool inverts)
{
	BOOL before = FALSE;

	TessBaseAPIGetBoolVariable(api, INVERTS, &before);
	TessBaseAPISetVariable(api, INVERTS, inverts ? "1" : "0");
	return before;
}

void
reread_begin(const struct reread *r)
{
	TessBaseAPISetPageSegMode(r->api, PSM_SINGLE_LINE);
}

/* Returns the first line in b or the blocks behind it, or NULL if they have
 * none. */
static struct page_line *
first_line(struct page_block *b)
{
	for (; b != NULL; b = b->next)
		if (b->paragraphs != NULL && b->paragraphs->lines != NULL)
			return b->paragraphs->lines;
	return NULL;
}

/* Reads framed, the image of a line with a border, which was scaled by scale.
 * Returns the line, mapped by m to pixels of the page, or NULL.  Frees framed,
 * which may be NULL. */
static struct page_line *
read_framed(
    const struct reread *r, PIX *framed, const struct mapping *m, double scale)
{
	struct page_block *blocks = NULL;
	struct page_line *line = NULL;

	if (framed == NULL)
		return NULL;
	TessBaseAPISetImage2(r->api, framed);
	set_resolution(r, scale);
	if (TessBaseAPIRecognize(r->api, r->monitor) == 0 &&
	    tesseract_page_read_apart(r->api, r->page, &blocks) == 0)
		line = first_line(blocks);
	TessBaseAPIClear(r->api);
	pixDestroy(&framed);
	if (line != NULL)
		map_line(m, line);
	return line;
}

struct page_line *
reread_image(const struct reread *r, struct Pix *pix, double scale)
{
	const struct mapping m = {{1, 1}, 0, 0};
	PIX *gray = pixConvertTo8(pix, 0);

	return read_framed(
	    r, gray == NULL ? NULL : line_crop_frame(gray), &m, scale);
}

struct page_line *
reread_line(const struct reread *r, const struct page_box *box)
{
	struct mapping m = {{1, 1}, box->left, box->top};
	PIX *pix = line_crop_cut(r->pix, box, &m.scale);

	return read_framed(r, pix, &m, m.scale.y);
}
