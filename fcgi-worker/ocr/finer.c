/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * finer: decides by the height of the words that were read on a page whether it
 * is to be read once more, and by their confidence which reading is better.  It
 * concerns only pages of PDFs, whose resolution can be chosen: a picture has a
 * fixed number of pixels.
 */
#include "ocr/finer.h"

#include <math.h>

#include "base/clock.h"
#include "base/options.h"
#include "engine/engine.h"
#include "engine/page.h"
#include "input/pdf_frame.h"
#include "input/rotate.h"
#include "shm/own_entry.h"

/* Heights of a letter x, in pixels: if it is less than SMALL, words are small;
 * if it is WANTED, they are read best. */
#define SMALL 18
#define WANTED 27
/* A page's resolution is multiplied by at most this. */
#define FACTOR_MAX 3
/* The resolution that Tesseract is told for such a page. */
#define LAYOUT_DPI 300

/* Returns the number of characters of text, which is UTF-8. */
static size_t
count_letters(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* Called with each word of a page. */
typedef void visit_word(
    void *context, const struct page_line *line, const struct page_word *word);

/* Calls visit for each word of p. */
static void
visit_words(const struct page *p, visit_word *visit, void *context)
{
	for (const struct page_block *b = p->blocks; b != NULL; b = b->next)
		for (const struct page_paragraph *g = b->paragraphs; g != NULL;
		     g = g->next)
			for (const struct page_line *l = g->lines; l != NULL;
			     l = l->next)
				for (const struct page_word *w = l->words;
				     w != NULL; w = w->next)
					visit(context, l, w);
}

/* What is known of the words of a page. */
struct words {
	unsigned heights[SMALL]; /* how many have an x of that height */
	unsigned small, count;
	size_t letters;
	double confidence; /* of all letters: the sum of their percentages */
};

/* visit_words() calls this for each word: counts its letters, how sure they
 * are, and how high a letter x is in it. */
static void
add_word(
    void *context, const struct page_line *line, const struct page_word *word)
{
	struct words *words = context;
	size_t letters = count_letters(word->text);
	/* The height of a letter x; descenders are negative. */
	float x_height = line->height - line->ascenders + line->descenders;

	words->letters += letters;
	words->confidence += (double)letters * (double)word->confidence;
	if (x_height < 1)
		return;
	words->count++;
	if (x_height < SMALL) {
		words->heights[(int)x_height]++;
		words->small++;
	}
}

/* Returns the median height of an x on the page, in pixels, or 0 if most words
 * are not small. */
static int
median_if_small(const struct words *words)
{
	unsigned lower = 0;
	int height = 0;

	if (2 * words->small <= words->count)
		return 0;
	while (2 * lower < words->count)
		lower += words->heights[height++];
	return height;
}

/*
 * Whether the request leaves open how finely t is drawn, and t has been
 * recognized once and for its words.
 */
static bool
may_be_drawn_finer(const struct page_task *t, const struct params *params)
{
	return t->result != NULL && t->result->source == PAGE_RECOGNIZED &&
	       t->coarse == NULL && params->dpi == 0 &&
	       params->region.width == 0 &&
	       params->psm != ENGINE_PSM_ORIENTATION;
}

/*
 * Whether the deadline leaves time for pages_left pages like that of t if each
 * is read twice: at the resolution of t, and at that resolution multiplied by
 * factor.
 */
static bool
has_time(const struct page_task *t, unsigned pages_left, double factor)
{
	uint64_t deadline = own_entry_deadline_ms(), now = clock_now_ms();
	/* Reading takes as much longer as there are more pixels. */
	double page_ms = t->read_ms * (1 + factor * factor);

	if (deadline == 0)
		return true;
	return deadline > now &&
	       (double)(deadline - now) > page_ms * pages_left;
}

/* Makes pix the image of t that is to be read next.  Keeps the image and the
 * result that t had as the coarse ones. */
static void
set_finer_image(struct page_task *t, struct Pix *pix)
{
	t->coarse = t->result;
	t->coarse_pix = t->page.pix;
	t->result = NULL;
	t->page.pix = pix;
	t->page.layout_dpi = LAYOUT_DPI;
	t->state = PAGE_TASK_PENDING;
}

bool
finer_draw(struct page_task *t, const struct pages *d, const struct ocr_job *j)
{
	struct words words = {.count = 0};
	struct pdf_finer wanted;
	struct Pix *pix;
	double factor;
	int height;

	if (!may_be_drawn_finer(t, j->params))
		return false;
	visit_words(t->result, add_word, &words);
	height = median_if_small(&words);
	if (height == 0)
		return false;
	factor = fmin((double)WANTED / height, FACTOR_MAX);
	wanted = (struct pdf_finer){.before = image_dpi(t->page.pix),
	    .letters_read = words.letters,
	    .max_pixels = j->options->max_pixels};
	wanted.dpi = wanted.before * factor;
	if (!has_time(t, d->chosen - j->document->count, factor)) {
		j->response->is_hurried |=
		    pages_has_finer(d, &t->page, &wanted);
		return false;
	}
	pix = pages_draw_finer(d, &t->page, &wanted);
	if (pix != NULL)
		pix = rotate_clockwise(pix, t->degrees);
	if (pix == NULL)
		return false;
	set_finer_image(t, pix);
	return true;
}

/* Returns the sum of the confidences of all letters of p. */
static double
total_confidence(const struct page *p)
{
	struct words words = {.count = 0};

	visit_words(p, add_word, &words);
	return words.confidence;
}

void
finer_keep_better(struct page_task *t)
{
	struct page *coarse = t->coarse;
	struct Pix *pix = t->coarse_pix;

	if (coarse == NULL)
		return;
	t->coarse = NULL;
	t->coarse_pix = NULL;
	if (t->result == NULL ||
	    total_confidence(coarse) > total_confidence(t->result)) {
		page_free(t->result);
		image_free_page(t->page.pix);
		problem_clear(&t->problem);
		t->result = coarse;
		t->page.pix = pix;
	} else {
		page_free(coarse);
		image_free_page(pix);
	}
}
