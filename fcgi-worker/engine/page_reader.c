/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_reader: the page that Tesseract has recognized.  Walks its results once,
 * paragraph by paragraph and word by word, as its own plain text is made: where
 * directions of writing are mixed, marks depend on the way one comes.
 */
#include "engine/page_reader.h"

#include <leptonica/allheaders.h>
#include <string.h>
#include <tesseract/capi.h>

#include "engine/iterator.h"
#include "engine/resolution.h"

/* The walk, and where it is. */
struct walk {
	struct page *page;
	TessResultIterator *at;
	struct page_block *block;
	struct page_paragraph *paragraph;
	struct page_line *line;
	struct resolution heights;
	const char *language; /* of the last word */
	double rating_factor;
	bool keeps_blanks;
	bool measures; /* letters, to estimate the resolution */
};

static const TessPageIterator *
place(const TessResultIterator *it)
{
	return TessResultIteratorGetPageIteratorConst(it);
}

static bool
is_first_of(const TessResultIterator *it, TessPageIteratorLevel level)
{
	return TessPageIteratorIsAtBeginningOf(place(it), level);
}

static void
get_box(const TessResultIterator *it, TessPageIteratorLevel level,
    struct page_box *box)
{
	TessPageIteratorBoundingBox(
	    place(it), level, &box->left, &box->top, &box->right, &box->bottom);
}

static void
get_baseline(const TessResultIterator *it, TessPageIteratorLevel level,
    struct page_baseline *b)
{
	b->is_known = TessPageIteratorBaseline(
	    place(it), level, &b->x1, &b->y1, &b->x2, &b->y2);
}

static enum page_block_type
block_type(const TessResultIterator *it)
{
	switch (TessPageIteratorBlockType(place(it))) {
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

static int
add_block(struct walk *w)
{
	w->block = page_add_block(w->page);
	if (w->block == NULL)
		return -1;
	w->block->type = block_type(w->at);
	get_box(w->at, RIL_BLOCK, &w->block->box);
	get_orientation(w->at, w->block);
	get_outline(w);
	return w->page->failed ? -1 : 0;
}

static int
add_paragraph(struct walk *w)
{
	w->paragraph = page_add_paragraph(w->page, w->block);
	if (w->paragraph == NULL)
		return -1;
	get_box(w->at, RIL_PARA, &w->paragraph->box);
	w->paragraph->is_left_to_right = iterator_paragraph_is_ltr(w->at);
	return 0;
}

static int
add_line(struct walk *w)
{
	w->line = page_add_line(w->page, w->paragraph);
	if (w->line == NULL)
		return -1;
	get_box(w->at, RIL_TEXTLINE, &w->line->box);
	get_baseline(w->at, RIL_TEXTLINE, &w->line->baseline);
	iterator_row_attributes(
	    w->at, &w->line->height, &w->line->descenders, &w->line->ascenders);
	return 0;
}

/* Where choices are added. */
struct choices {
	struct page *page;
	struct page_choice **end;
};

static struct page_choice *
add_choice(struct choices *c, int kind)
{
	struct page_choice *new = page_alloc(c->page, sizeof(*new));

	if (new == NULL)
		return NULL;
	new->kind = kind;
	*c->end = new;
	c->end = &new->next;
	return new;
}

static void
add_letter(void *choices)
{
	add_choice(choices, PAGE_CHOICE_LETTER);
}

static void
add_step(void *choices)
{
	add_choice(choices, PAGE_CHOICE_STEP);
}

static void
add_text(void *choices, const char *text, float confidence)
{
	struct choices *c = choices;
	struct page_choice *new = add_choice(c, PAGE_CHOICE_TEXT);

	if (new == NULL)
		return;
	new->confidence = confidence;
	new->text = page_copy(c->page, text);
}

/* The text of it at level, or NULL without memory. */
static const char *
copy_text(
    struct page *p, const TessResultIterator *it, TessPageIteratorLevel level)
{
	char *text = TessResultIteratorGetUTF8Text(it, level);
	const char *copy = page_copy(p, text == NULL ? "" : text);

	TessDeleteText(text);
	return copy;
}

static struct page_symbol *
add_symbol(struct page *p, const TessResultIterator *it)
{
	struct page_symbol *s = page_alloc(p, sizeof(*s));
	struct choices c = {p, s == NULL ? NULL : &s->choices};
	const struct iterator_visitor v = {add_letter, add_step, add_text, &c};

	if (s == NULL)
		return NULL;
	s->text = copy_text(p, it, RIL_SYMBOL);
	s->confidence = TessResultIteratorConfidence(it, RIL_SYMBOL);
	get_box(it, RIL_SYMBOL, &s->box);
	iterator_symbol_choices(it, p->choice_mode, &v);
	return s;
}

/* Measure the letters of the word, and keep them where that was asked for. */
static void
read_symbols(struct walk *w, struct page_word *word)
{
	struct page_symbol **end = &word->symbols;
	TessResultIterator *it = TessResultIteratorCopy(w->at);
	struct page_box box;

	do {
		box = (struct page_box){0, 0, 0, 0};
		get_box(it, RIL_SYMBOL, &box);
		resolution_add(&w->heights, box.top, box.bottom);
		if (!w->page->has_symbols)
			continue;
		*end = add_symbol(w->page, it);
		if (*end == NULL)
			break;
		end = &(*end)->next;
	} while (TessResultIteratorNext(it, RIL_SYMBOL) &&
		 !is_first_of(it, RIL_WORD));
	TessResultIteratorDelete(it);
}

static enum page_direction
word_direction(const TessResultIterator *it)
{
	static const enum page_direction directions[] = {
	    PAGE_NEUTRAL, PAGE_LEFT_TO_RIGHT, PAGE_RIGHT_TO_LEFT, PAGE_MIXED};

	return directions[iterator_word_direction(it) & 3];
}

static void
read_font(struct walk *w, struct page_word *word)
{
	BOOL bold = FALSE, italic = FALSE, other[4];
	int id;

	word->font = page_copy(
	    w->page, TessResultIteratorWordFontAttributes(w->at, &bold, &italic,
			 &other[0], &other[1], &other[2], &other[3],
			 &word->font_size, &id));
	word->is_bold = bold;
	word->is_italic = italic;
}

/* Most words are of the language of the one before. */
static const char *
word_language(struct walk *w)
{
	const char *language = TessResultIteratorWordRecognitionLanguage(w->at);

	if (language != NULL &&
	    (w->language == NULL || strcmp(language, w->language) != 0))
		w->language = page_copy(w->page, language);
	return language == NULL ? NULL : w->language;
}

/*
 * The bytes of the mark of a direction, U+200E or U+200F, that text begins
 * with: Tesseract puts one before a word that changes the direction.
 */
static unsigned
mark_size(const char *text)
{
	return strncmp(text, "\u200e", 3) == 0 ||
		       strncmp(text, "\u200f", 3) == 0
		   ? 3
		   : 0;
}

static int
add_word(struct walk *w)
{
	struct page *p = w->page;
	bool is_first = w->line->words == NULL;
	struct page_word *word = page_add_word(p, w->line);
	struct choices c = {p, word == NULL ? NULL : &word->choices};
	const struct iterator_visitor v = {add_letter, add_step, add_text, &c};

	if (word == NULL)
		return -1;
	word->text = copy_text(p, w->at, RIL_WORD);
	word->mark = word->text == NULL ? 0 : mark_size(word->text);
	word->blanks = w->keeps_blanks
			   ? (unsigned)iterator_blanks_before_word(w->at)
			   : !is_first;
	word->confidence = TessResultIteratorConfidence(w->at, RIL_WORD);
	word->direction = word_direction(w->at);
	word->language = word_language(w);
	get_box(w->at, RIL_WORD, &word->box);
	get_baseline(w->at, RIL_WORD, &word->baseline);
	read_font(w, word);
	if (w->measures || p->has_symbols)
		read_symbols(w, word);
	if (p->choice_mode > 0 && !p->has_symbols)
		iterator_word_choices(
		    w->at, p->choice_mode, w->rating_factor, &v);
	return p->failed ? -1 : 0;
}

/* Read the paragraph that w is at the first word of. */
static int
read_paragraph(struct walk *w)
{
	if (add_paragraph(w) == -1)
		return -1;
	do {
		if ((w->line == NULL || is_first_of(w->at, RIL_TEXTLINE)) &&
		    add_line(w) == -1)
			return -1;
		if (add_word(w) == -1)
			return -1;
	} while (TessResultIteratorNext(w->at, RIL_WORD) &&
		 !is_first_of(w->at, RIL_PARA));
	return 0;
}

/* Read what paragraphs stands at: a paragraph, or a block without any. */
static int
read_part(struct walk *w, const TessResultIterator *paragraphs)
{
	int rc = 0;

	if (iterator_is_at_end(paragraphs))
		return 0;
	w->at = TessResultIteratorCopy(paragraphs);
	w->line = NULL;
	if (is_first_of(w->at, RIL_BLOCK) || w->block == NULL)
		rc = add_block(w);
	if (rc == 0 && !iterator_has_no_word(w->at))
		rc = read_paragraph(w);
	TessResultIteratorDelete(w->at);
	return rc;
}

/* Take over the variables of api that say what a page is to hold. */
static void
read_variables(TessBaseAPI *api, struct walk *w)
{
	BOOL fonts = FALSE, boxes = FALSE, blanks = FALSE;
	int mode = 0;

	TessBaseAPIGetBoolVariable(api, "hocr_font_info", &fonts);
	TessBaseAPIGetBoolVariable(api, "hocr_char_boxes", &boxes);
	TessBaseAPIGetBoolVariable(api, "preserve_interword_spaces", &blanks);
	TessBaseAPIGetIntVariable(api, "lstm_choice_mode", &mode);
	TessBaseAPIGetDoubleVariable(
	    api, "lstm_rating_coefficient", &w->rating_factor);
	w->page->has_fonts = fonts;
	w->page->has_symbols = boxes;
	w->page->choice_mode = mode;
	w->keeps_blanks = blanks;
}

/* Walk over what api has recognized. */
static int
walk(struct walk *w, TessResultIterator *it)
{
	int rc;

	do
		rc = read_part(w, it);
	while (rc == 0 && TessResultIteratorNext(it, RIL_PARA));
	return rc;
}

int
page_reader_read(
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
	read_variables(api, &w);
	w.measures = resolution_is_unknown(p->scan_dpi);
	rc = walk(&w, it);
	TessResultIteratorDelete(it);
	p->dpi = w.measures ? resolution_estimate(&w.heights, p->scan_dpi)
			    : p->scan_dpi;
	return rc;
}

int
page_reader_read_apart(
    struct TessBaseAPI *api, struct page *p, struct page_block **blocks)
{
	TessResultIterator *it = TessBaseAPIGetIterator(api);
	struct page_block *first = p->blocks, *last = p->last;
	struct walk w = {.page = p};
	int rc;

	if (it == NULL)
		return -1;
	p->blocks = p->last = NULL;
	read_variables(api, &w);
	rc = walk(&w, it);
	TessResultIteratorDelete(it);
	*blocks = p->blocks;
	p->blocks = first;
	p->last = last;
	return rc;
}
