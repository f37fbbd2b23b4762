/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tesseract_page: the page that Tesseract has recognized.  Walks its results
 * once, paragraph by paragraph and word by word, as Tesseract does for plain
 * text: where directions of writing are mixed, marks depend on the order of the
 * walk.
 */
#include "engine/tesseract_page.h"

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#include "engine/iterator.h"
#include "engine/resolution.h"
#include "engine/result_place.h"
#include "engine/word_reader.h"

/* A walk over Tesseract's results, and where on the page it is. */
struct walk {
	struct page *page;
	TessResultIterator *at;
	struct page_block *block;
	struct page_paragraph *paragraph;
	struct page_line *line;
	struct word_reader words;
};

/* Returns the type of the block that the iterator is at. */
static enum page_block_type
block_type(const TessResultIterator *it)
{
	switch (TessPageIteratorBlockType(result_place(it))) {
	case PT_FLOWING_TEXT:
		return PAGE_TEXT;
	case PT_HEADING_TEXT:
		return PAGE_HEADING;
	case PT_PULLOUT_TEXT:
		return PAGE_PULLOUT;
	case PT_CAPTION_TEXT:
		return PAGE_CAPTION;
	case PT_VERTICAL_TEXT:
		return PAGE_VERTICAL_TEXT;
	case PT_TABLE:
		return PAGE_TABLE;
	case PT_EQUATION:
		return PAGE_EQUATION;
	case PT_INLINE_EQUATION:
		return PAGE_INLINE_EQUATION;
	case PT_FLOWING_IMAGE:
	case PT_HEADING_IMAGE:
	case PT_PULLOUT_IMAGE:
		return PAGE_PICTURE;
	case PT_HORZ_LINE:
	case PT_VERT_LINE:
		return PAGE_RULE;
	case PT_NOISE:
		return PAGE_NOISE;
	default:
		return PAGE_UNKNOWN;
	}
}

/* Sets how the block is turned, and in which direction its text runs. */
static void
get_orientation(TessResultIterator *it, struct page_block *b)
{
	TessTextlineOrder order;
	TessWritingDirection direction = WRITING_DIRECTION_LEFT_TO_RIGHT;
	TessOrientation orientation = ORIENTATION_PAGE_UP;
	float skew;

	TessPageIteratorOrientation(TessResultIteratorGetPageIterator(it),
	    &orientation, &direction, &order, &skew);
	b->turns = (int)orientation;
	b->direction =
	    direction == WRITING_DIRECTION_TOP_TO_BOTTOM   ? PAGE_TOP_TO_BOTTOM
	    : direction == WRITING_DIRECTION_RIGHT_TO_LEFT ? PAGE_RIGHT_TO_LEFT
							   : PAGE_LEFT_TO_RIGHT;
}

/* Copies the outline of the block from Tesseract. */
static void
get_outline(struct walk *w)
{
	struct Pta *polygon = iterator_block_polygon(w->at);
	int n = polygon == NULL ? 0 : ptaGetCount(polygon);
	l_int32 x, y;

	if (n > 0)
		w->block->outline =
		    page_alloc(w->page, (size_t)n * sizeof(*w->block->outline));
	for (int i = 0; w->block->outline != NULL && i < n; i++) {
		ptaGetIPt(polygon, i, &x, &y);
		w->block->outline[i] = (struct page_point){x, y};
		w->block->points++;
	}
	ptaDestroy(&polygon);
}

/* Adds the block that w is at to the page, as w->block.  Returns 0, or -1
 * without memory. */
static int
add_block(struct walk *w)
{
	w->block = page_add_block(w->page);
	if (w->block == NULL)
		return -1;
	w->block->type = block_type(w->at);
	result_place_get_box(w->at, RIL_BLOCK, &w->block->box);
	get_orientation(w->at, w->block);
	get_outline(w);
	return w->page->failed ? -1 : 0;
}

/* Adds the paragraph that w is at to the block, as w->paragraph.  Returns 0, or
 * -1 without memory. */
static int
add_paragraph(struct walk *w)
{
	w->paragraph = page_add_paragraph(w->page, w->block);
	if (w->paragraph == NULL)
		return -1;
	result_place_get_box(w->at, RIL_PARA, &w->paragraph->box);
	w->paragraph->is_left_to_right = iterator_paragraph_is_ltr(w->at);
	return 0;
}

/* Adds the line that w is at to the paragraph, as w->line.  Returns 0, or -1
 * without memory. */
static int
add_line(struct walk *w)
{
	w->line = page_add_line(w->page, w->paragraph);
	if (w->line == NULL)
		return -1;
	result_place_get_box(w->at, RIL_TEXTLINE, &w->line->box);
	result_place_get_baseline(w->at, RIL_TEXTLINE, &w->line->baseline);
	iterator_row_attributes(
	    w->at, &w->line->height, &w->line->descenders, &w->line->ascenders);
	return 0;
}

/* Adds the paragraph whose first word w is at to the page, with its lines and
 * words.  Returns 0, or -1 without memory. */
static int
read_paragraph(struct walk *w)
{
	if (add_paragraph(w) == -1)
		return -1;
	do {
		if ((w->line == NULL ||
			result_place_begins(w->at, RIL_TEXTLINE)) &&
		    add_line(w) == -1)
			return -1;
		if (word_reader_add(&w->words, w->at, w->line) == -1)
			return -1;
	} while (TessResultIteratorNext(w->at, RIL_WORD) &&
		 !result_place_begins(w->at, RIL_PARA));
	return 0;
}

/*
 * Adds to the page the paragraph at which iterator stands; before that, its
 * block, if it is the first paragraph there.  A block without words gets no
 * paragraph.  Returns 0, or -1 without memory.
 */
static int
read_part(struct walk *w, const TessResultIterator *iterator)
{
	int rc = 0;

	if (iterator_is_at_end(iterator))
		return 0;
	w->at = TessResultIteratorCopy(iterator);
	w->line = NULL;
	if (result_place_begins(w->at, RIL_BLOCK) || w->block == NULL)
		rc = add_block(w);
	if (rc == 0 && !iterator_has_no_word(w->at))
		rc = read_paragraph(w);
	TessResultIteratorDelete(w->at);
	return rc;
}

/* Adds to w->page all that the iterator walks over, from where it stands.
 * Returns 0, or -1 without memory. */
static int
walk_results(struct walk *w, TessResultIterator *it)
{
	int rc;

	do
		rc = read_part(w, it);
	while (rc == 0 && TessResultIteratorNext(it, RIL_PARA));
	return rc;
}

int
tesseract_page_read(
    struct TessBaseAPI *api, const struct page_box *area, struct page *p)
{
	TessResultIterator *it = TessBaseAPIGetIterator(api);
	struct walk w = {.page = p};
	int rc;

	if (it == NULL)
		return -1;
	p->source = PAGE_RECOGNIZED;
	p->area = *area;
	p->scan_dpi = TessBaseAPIGetSourceYResolution(api);
	word_reader_begin(&w.words, p, api);
	/* The heights of letters are needed only to estimate the resolution. */
	w.words.measures = resolution_is_unknown(p->scan_dpi);
	rc = walk_results(&w, it);
	TessResultIteratorDelete(it);
	p->dpi = w.words.measures
		     ? resolution_estimate(&w.words.heights, p->scan_dpi)
		     : p->scan_dpi;
	return rc;
}

int
tesseract_page_read_apart(
    struct TessBaseAPI *api, struct page *p, struct page_block **blocks)
{
	TessResultIterator *it = TessBaseAPIGetIterator(api);
	struct page_block *blocks_before = p->blocks, *last_before = p->last;
	struct walk w = {.page = p};
	int rc;

	if (it == NULL)
		return -1;
	/* The walk appends to the lists of p, so those are empty meanwhile. */
	p->blocks = p->last = NULL;
	word_reader_begin(&w.words, p, api);
	rc = walk_results(&w, it);
	TessResultIteratorDelete(it);
	*blocks = p->blocks;
	p->blocks = blocks_before;
	p->last = last_before;
	return rc;
}
