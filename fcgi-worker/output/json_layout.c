/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_layout: blocks, paragraphs, lines and words of a recognized page, as
 * JSON. Reads Tesseract's results through its iterators and changes nothing.
 */
#include "output/json_layout.h"

#include <stdbool.h>
#include <tesseract/capi.h>

#include "base/utf8.h"

/*
 * What Tesseract takes when nobody says.  It then estimates the resolution for
 * its layout as is done below, by the height that three in four blobs have at
 * most, prints it and keeps it to itself.
 */
#define UNKNOWN_DPI 70
#define DPI_A_HEIGHT 12.5
#define HEIGHTS 192 /* up to 2400 dpi */

enum { LEVEL_BLOCK, LEVEL_PARAGRAPH, LEVEL_LINE, LEVELS };

static const struct {
	TessPageIteratorLevel level;
	const char *children;
} levels[LEVELS] = {
    {RIL_BLOCK, "paragraphs"},
    {RIL_PARA, "lines"},
    {RIL_TEXTLINE, "words"},
};

/* x, not negative, with one decimal. */
static double
one_decimal(double x)
{
	return (double)(long)(x * 10 + 0.5) / 10;
}

double
json_layout_confidence(const struct json_layout_sum *sum)
{
	if (sum->words == 0)
		return 0;
	return one_decimal(sum->confidence / (double)sum->words);
}

static json_t *
make_box(const TessPageIterator *it, TessPageIteratorLevel level)
{
	int x0 = 0, y0 = 0, x1 = 0, y1 = 0;

	TessPageIteratorBoundingBox(it, level, &x0, &y0, &x1, &y1);
	return json_pack("[iiii]", x0, y0, x1, y1);
}

/* Whether the block holds text, as Tesseract's own renderers see it. */
static bool
is_text(const TessPageIterator *it)
{
	TessPolyBlockType type = TessPageIteratorBlockType(it);

	return type != PT_FLOWING_IMAGE && type != PT_HEADING_IMAGE &&
	       type != PT_PULLOUT_IMAGE && type != PT_HORZ_LINE &&
	       type != PT_VERT_LINE && type != PT_NOISE;
}

/*
 * Open an element of each level that has none.  open[n] is where elements
 * of level n go, NULL when none of the level above is open.
 */
static int
open_levels(const TessPageIterator *it, json_t *open[LEVELS + 1])
{
	json_t *element, *children;
	int n;

	for (n = 0; n < LEVELS; n++) {
		if (open[n + 1] != NULL)
			continue;
		children = json_array();
		element = json_pack("{s:o,s:o}", "bbox",
		    make_box(it, levels[n].level), levels[n].children,
		    children);
		if (json_array_append_new(open[n], element) == -1)
			return -1;
		open[n + 1] = children;
	}
	return 0;
}

/*
 * Close the levels that end before the current word.  It may be empty and
 * still be the one that begins a block.
 */
static void
close_levels(const TessPageIterator *it, json_t *open[LEVELS + 1])
{
	int n = 0;

	while (
	    n < LEVELS && !TessPageIteratorIsAtBeginningOf(it, levels[n].level))
		n++;
	for (; n < LEVELS; n++)
		open[n + 1] = NULL;
}

static int
add_word(TessResultIterator *ri, const TessPageIterator *it,
    json_t *open[LEVELS + 1], struct json_layout_sum *sum)
{
	char *text = TessResultIteratorGetUTF8Text(ri, RIL_WORD);
	double confidence;
	json_t *word;

	if (text == NULL || text[0] == '\0') {
		TessDeleteText(text);
		return 0;
	}
	confidence = TessResultIteratorConfidence(ri, RIL_WORD);
	sum->confidence += confidence;
	sum->words++;
	word = json_pack("{s:o,s:o,s:f}", "text", utf8_json(text), "bbox",
	    make_box(it, RIL_WORD), "confidence", one_decimal(confidence));
	TessDeleteText(text);
	if (open_levels(it, open) == -1) {
		json_decref(word);
		return -1;
	}
	return json_array_append_new(open[LEVELS], word);
}

json_t *
json_layout_blocks(struct TessBaseAPI *api, struct json_layout_sum *sum)
{
	json_t *open[LEVELS + 1] = {NULL}, *blocks = json_array();
	TessResultIterator *ri = TessBaseAPIGetIterator(api);
	const TessPageIterator *it;
	int rc = 0;

	if (ri == NULL || blocks == NULL)
		goto out;
	open[0] = blocks;
	it = TessResultIteratorGetPageIteratorConst(ri);
	do {
		close_levels(it, open);
		if (is_text(it))
			rc = add_word(ri, it, open, sum);
	} while (rc == 0 && TessResultIteratorNext(ri, RIL_WORD));
	if (rc != 0) {
		json_decref(blocks);
		blocks = NULL;
	}
out:
	if (ri != NULL)
		TessResultIteratorDelete(ri);
	return blocks;
}

/* The height of the letter at it, or 0 when it has none to count: Tesseract
 * does not promise that a bottom is below its top. */
static int
letter_height(const TessPageIterator *it)
{
	int left, top, right, bottom;

	if (!TessPageIteratorBoundingBox(
		it, RIL_SYMBOL, &left, &top, &right, &bottom) ||
	    bottom <= top || (long)bottom - top >= HEIGHTS)
		return 0;
	return bottom - top;
}

int
json_layout_dpi(struct TessBaseAPI *api)
{
	unsigned heights[HEIGHTS] = {0}, count = 0, passed = 0;
	int dpi = TessBaseAPIGetSourceYResolution(api), height = 0;
	TessResultIterator *ri =
	    dpi > UNKNOWN_DPI ? NULL : TessBaseAPIGetIterator(api);
	const TessPageIterator *it;

	if (ri == NULL)
		return dpi;
	it = TessResultIteratorGetPageIteratorConst(ri);
	do {
		height = letter_height(it);
		heights[height]++;
		count += height > 0;
	} while (TessResultIteratorNext(ri, RIL_SYMBOL));
	TessResultIteratorDelete(ri);
	for (height = 0; height < HEIGHTS - 1 && 4 * passed < 3 * count;)
		passed += heights[++height];
	if (count == 0 || height * DPI_A_HEIGHT < dpi)
		return dpi;
	return (int)(height * DPI_A_HEIGHT);
}
