/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * repair: makes a page better with lines that were found by their shapes.  The
 * rule by which a reading is kept is here; nothing is recognized.
 */
#include "engine/repair.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* In percents: a line whose words are all trusted as much is not read again. */
#define TRUSTED 80
/* What of the width of a line its words have to cover to be trusted. */
#define COVERED 0.4
/* A page with fewer doubted letters, as a share, is clean print. */
#define CLEAN 0.06
/* By how much a new reading must be trusted more. */
#define GAIN 3
/* The least trust in a word that replaces others, and in one that is new. */
#define WORD_LEAST 20
#define NEW_WORD_LEAST 40
/* The least trust in a line where there was none, and in one or two letters. */
#define NEW_LEAST 70
#define NEW_SHORT_LEAST 85
/* What is lower than this, in heights of other lines, is no line. */
#define HEIGHT_LEAST 0.55

/* A word of the page, and where it is. */
struct spot {
	struct page_block *block;
	struct page_paragraph *paragraph;
	struct page_line *line;
	struct page_word *word;
	struct spot *next; /* of the same found line */
};

/* A found line, and the words that the engine read there. */
struct candidate {
	const struct page_box *box;
	struct spot *first, *last;
};

struct repair {
	struct page *page;
	const struct repair_reader *reader;
	struct spot *spots;
	size_t spot_count;
	struct candidate *candidates;
	size_t candidate_count;
	int usual_height; /* of found lines with words */
	bool is_doubtful; /* enough of it that words are read again */
};

/* --- boxes and texts --- */

static int
width(const struct page_box *b)
{
	return b->right - b->left;
}

static int
height(const struct page_box *b)
{
	return b->bottom - b->top;
}

static int
min(int a, int b)
{
	return a < b ? a : b;
}

static int
max(int a, int b)
{
	return a > b ? a : b;
}

static int
overlap_x(const struct page_box *a, const struct page_box *b)
{
	return max(0, min(a->right, b->right) - max(a->left, b->left));
}

static int
overlap_y(const struct page_box *a, const struct page_box *b)
{
	return max(0, min(a->bottom, b->bottom) - max(a->top, b->top));
}

static void
extend(struct page_box *a, const struct page_box *b)
{
	a->left = min(a->left, b->left);
	a->top = min(a->top, b->top);
	a->right = max(a->right, b->right);
	a->bottom = max(a->bottom, b->bottom);
}

/* Whether most of the lower one of both is beside the other. */
static bool
is_same_row(const struct page_box *a, const struct page_box *b)
{
	return 2 * overlap_y(a, b) > min(height(a), height(b));
}

/* How many characters text has, and how many of them are letters or digits. */
static void
count_characters(const char *text, unsigned *all, unsigned *alnum)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if ((*c & 0xc0) == 0x80)
			continue;
		(*all)++;
		/* U+00A0 to U+00BF and U+2000 to U+2FFF are signs. */
		*alnum += (*c >= '0' && *c <= '9') ||
			  ((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z') ||
			  (*c >= 0xc3 && *c != 0xe2);
	}
}

/* What is known of some words. */
struct account {
	unsigned all, alnum; /* characters */
	double trust;	     /* in percents, by character */
	double least;	     /* of a word */
	int covered;	     /* pixels of width */
};

static void
account_add(struct account *a, const struct page_word *w)
{
	unsigned before = a->all;

	count_characters(page_letters(w), &a->all, &a->alnum);
	if (a->all > 0)
		a->trust = (a->trust * before +
			       (double)w->confidence * (a->all - before)) /
			   a->all;
	if ((double)w->confidence < a->least)
		a->least = (double)w->confidence;
	a->covered += width(&w->box);
}

static struct account
account_of(const struct candidate *c)
{
	struct account a = {.least = 100};

	for (struct spot *s = c->first; s != NULL; s = s->next)
		account_add(&a, s->word);
	return a;
}

/* --- which words stand on which found line --- */

/* The first block of text from b on: rules have a word, too, which is blank. */
static struct page_block *
text_block(struct page_block *b)
{
	while (b != NULL && !page_is_text(b))
		b = b->next;
	return b;
}

static size_t
count_words(const struct page *p)
{
	size_t n = 0;

	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
			for (struct page_line *l = a->lines; l; l = l->next)
				for (struct page_word *w = l->words; w != NULL;
				     w = w->next)
					n++;
	return n;
}

/* The found line that most of box is on, or NULL. */
static struct candidate *
find_candidate(struct repair *r, const struct page_box *box)
{
	long area = (long)width(box) * height(box), most = area / 2, common;
	struct candidate *best = NULL, *c = r->candidates;

	/* They are sorted by their tops. */
	for (; c < r->candidates + r->candidate_count; c++) {
		if (c->box->top >= box->bottom)
			break;
		common = (long)overlap_x(c->box, box) * overlap_y(c->box, box);
		if (common > most) {
			most = common;
			best = c;
		}
	}
	return best;
}

static void
add_spot(struct repair *r, const struct spot *spot)
{
	struct candidate *c = find_candidate(r, &spot->word->box);
	struct spot *s = &r->spots[r->spot_count++];

	*s = *spot;
	if (c == NULL)
		return;
	if (c->last == NULL)
		c->first = s;
	else
		c->last->next = s;
	c->last = s;
}

static void
add_spots(struct repair *r)
{
	struct spot s = {.block = text_block(r->page->blocks)};

	for (; s.block != NULL; s.block = text_block(s.block->next))
		for (s.paragraph = s.block->paragraphs; s.paragraph != NULL;
		     s.paragraph = s.paragraph->next)
			for (s.line = s.paragraph->lines; s.line != NULL;
			     s.line = s.line->next)
				for (s.word = s.line->words; s.word != NULL;
				     s.word = s.word->next)
					add_spot(r, &s);
}

static int
compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

/* The height of the found lines, of those with words if there are some. */
static int
usual_height(const struct repair *r)
{
	int *heights = calloc(r->candidate_count + 1, sizeof(*heights));
	size_t n = 0, with_words = 0;
	int usual;

	if (heights == NULL)
		return 0;
	for (size_t i = 0; i < r->candidate_count; i++)
		with_words += r->candidates[i].first != NULL;
	for (size_t i = 0; i < r->candidate_count; i++)
		if (with_words <= 3 || r->candidates[i].first != NULL)
			heights[n++] = height(r->candidates[i].box);
	qsort(heights, n, sizeof(*heights), compare);
	usual = heights[n / 2];
	free(heights);
	return usual;
}

/* --- putting words in --- */

/* Take the word out of its line.  Returns where it was linked. */
static struct page_word **
unlink_word(const struct spot *s)
{
	struct page_word **at = &s->line->words, *before = NULL;

	for (; *at != s->word; at = &(*at)->next)
		before = *at;
	*at = s->word->next;
	if (s->line->last == s->word)
		s->line->last = before;
	else if (before == NULL)
		s->word->next->blanks = s->word->blanks;
	return at;
}

/* Take what has no words any more out of the page. */
static void
unlink_if_empty(struct page *p, const struct spot *s)
{
	struct page_line **l = &s->paragraph->lines, *line = NULL;
	struct page_paragraph **a = &s->block->paragraphs, *paragraph = NULL;
	struct page_block **b = &p->blocks, *block = NULL;

	if (s->line->words != NULL)
		return;
	for (; *l != NULL && *l != s->line; l = &(*l)->next)
		line = *l;
	if (*l == NULL)
		return; /* It was taken out with another word. */
	*l = s->line->next;
	if (s->paragraph->last == s->line)
		s->paragraph->last = line;
	if (s->paragraph->lines != NULL)
		return;
	for (; *a != s->paragraph; a = &(*a)->next)
		paragraph = *a;
	*a = s->paragraph->next;
	if (s->block->last == s->paragraph)
		s->block->last = paragraph;
	if (s->block->paragraphs != NULL)
		return;
	for (; *b != s->block; b = &(*b)->next)
		block = *b;
	*b = s->block->next;
	if (p->last == s->block)
		p->last = block;
}

/* Make what surrounds the line of s large enough. */
static void
extend_boxes(const struct spot *s)
{
	extend(&s->paragraph->box, &s->line->box);
	extend(&s->block->box, &s->line->box);
}

/* The box around the words of line. */
static struct page_box
words_box(const struct page_line *line)
{
	struct page_box box = line->words->box;

	for (struct page_word *w = line->words; w != NULL; w = w->next)
		extend(&box, &w->box);
	return box;
}

/* Put the words of new into the line of s at the place at, which is a link. */
static void
put_words(const struct spot *s, struct page_word **at, struct page_line *new)
{
	struct page_line *line = s->line;
	bool is_whole = line->words == NULL;

	new->last->next = *at;
	if (*at == NULL)
		line->last = new->last;
	else if ((*at)->blanks == 0)
		(*at)->blanks = 1;
	*at = new->words;
	if (is_whole) {
		line->box = new->box;
		line->baseline = new->baseline;
		line->height = new->height;
		line->descenders = new->descenders;
		line->ascenders = new->ascenders;
	} else {
		line->box = words_box(line);
	}
	extend_boxes(s);
}

/* Put new in the place of the words of c. */
static void
replace(struct repair *r, const struct candidate *c, struct page_line *new)
{
	struct page_word **at;

	/* The first one comes last: nothing of c is before it. */
	for (struct spot *s = c->first->next; s != NULL; s = s->next)
		unlink_word(s);
	new->words->blanks = c->first->word->blanks;
	at = unlink_word(c->first);
	put_words(c->first, at, new);
	for (struct spot *s = c->first->next; s != NULL; s = s->next)
		unlink_if_empty(r->page, s);
}

/* --- where a line that was missed is read --- */

/* The line that is nearest above or below box, in its column. */
struct anchor {
	struct spot at; /* without a word */
	bool is_above;
	long distance;
};

static int
gap_x(const struct page_box *a, const struct page_box *b)
{
	return max(a->left - b->right, b->left - a->right);
}

/*
 * Whether box is a cell of the row that line is: as near to a word of it as
 * those are to each other.
 */
static bool
is_cell(const struct page_line *line, const struct page_box *box)
{
	int widest = 2 * height(box), nearest = INT_MAX;

	if (!is_same_row(&line->box, box))
		return false;
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		nearest = min(nearest, gap_x(&w->box, box));
		if (w->next != NULL)
			widest = max(widest, gap_x(&w->box, &w->next->box));
	}
	return 2 * nearest <= 3 * widest;
}

static void
weigh_anchor(
    struct anchor *best, const struct spot *s, const struct page_box *box)
{
	const struct page_box *l = &s->line->box;
	int above = box->top + box->bottom - l->top - l->bottom;
	long distance = labs((long)above) / 2;

	if (is_cell(s->line, box))
		distance = 0;
	else if (overlap_x(l, box) == 0)
		/* What it does not stand under counts less. */
		distance += 10L * height(box) + gap_x(l, box);
	if (best->at.line != NULL && distance >= best->distance)
		return;
	*best = (struct anchor){*s, above >= 0, distance};
}

static struct anchor
find_anchor(const struct page *p, const struct page_box *box)
{
	struct anchor best = {.distance = 0};
	struct spot s = {.block = text_block(p->blocks)};

	for (; s.block != NULL; s.block = text_block(s.block->next))
		for (s.paragraph = s.block->paragraphs; s.paragraph != NULL;
		     s.paragraph = s.paragraph->next)
			for (s.line = s.paragraph->lines; s.line != NULL;
			     s.line = s.line->next)
				weigh_anchor(&best, &s, box);
	return best;
}

/* The line before that of s in its paragraph, or NULL. */
static struct page_line *
line_before(const struct spot *s)
{
	struct page_line *l = s->paragraph->lines;

	if (l == s->line)
		return NULL;
	while (l->next != s->line)
		l = l->next;
	return l;
}

/* Go on from the anchor over what is left of box in the same row. */
static void
pass_row(struct anchor *a, const struct page_box *box)
{
	struct page_line *l;

	if (is_cell(a->at.line, box))
		return;
	if (a->is_above) {
		while ((l = a->at.line->next) != NULL &&
		       is_same_row(&l->box, box) && l->box.left < box->left)
			a->at.line = l;
		return;
	}
	while ((l = line_before(&a->at)) != NULL && is_same_row(&l->box, box) &&
	       l->box.left > box->left)
		a->at.line = l;
	l = line_before(&a->at);
	if (l != NULL) {
		a->at.line = l;
		a->is_above = true;
	}
}

static bool
is_near(const struct page_line *line, const struct page_line *new)
{
	int gap = max(
	    new->box.top - line->box.bottom, line->box.top - new->box.bottom);

	return gap < 2 * height(&new->box) &&
	       overlap_x(&line->box, &new->box) > 0;
}

/* A paragraph of its own for new, in a block behind or before that of a. */
static struct page_paragraph *
add_block(struct page *p, const struct anchor *a, const struct page_line *new)
{
	struct page_block *b = page_alloc(p, sizeof(*b)), **at = &p->blocks;
	struct page_paragraph *paragraph;

	if (b == NULL)
		return NULL;
	b->type = PAGE_TEXT;
	b->direction = PAGE_LEFT_TO_RIGHT;
	b->box = new->box;
	paragraph = page_add_paragraph(p, b);
	if (paragraph == NULL)
		return NULL;
	paragraph->box = new->box;
	paragraph->is_left_to_right =
	    a->at.paragraph == NULL || a->at.paragraph->is_left_to_right;
	while (*at != NULL && *at != a->at.block)
		at = &(*at)->next;
	if (*at != NULL && a->is_above)
		at = &(*at)->next;
	b->next = *at;
	*at = b;
	if (b->next == NULL)
		p->last = b;
	return paragraph;
}

static void
append_line(struct page_paragraph *a, struct page_line *new)
{
	new->next = NULL;
	if (a->last == NULL)
		a->lines = new;
	else
		a->last->next = new;
	a->last = new;
}

/* Put new beside the anchor, as a line of the same paragraph. */
static void
put_line(const struct anchor *a, struct page_line *new)
{
	struct spot s = a->at;

	if (a->is_above) {
		new->next = s.line->next;
		s.line->next = new;
		if (s.paragraph->last == s.line)
			s.paragraph->last = new;
	} else {
		new->next = s.line;
		s.paragraph->lines = new;
	}
	s.line = new;
	extend_boxes(&s);
}

/* Whether the anchor has nothing of its block behind it, or before it. */
static bool
is_at_edge(const struct anchor *a)
{
	const struct spot *s = &a->at;

	if (a->is_above)
		return s->line->next == NULL && s->paragraph->next == NULL;
	return s->line == s->paragraph->lines &&
	       s->paragraph == s->block->paragraphs;
}

/* Put new, which was missed, where it is read.  Returns 0, or -1. */
static int
insert(struct repair *r, struct page_line *new)
{
	struct anchor a = find_anchor(r->page, &new->box);
	struct page_paragraph *own;
	struct page_word **at;

	if (a.at.line != NULL)
		pass_row(&a, &new->box);
	if (a.at.line == NULL ||
	    (is_at_edge(&a) && !is_near(a.at.line, new) &&
		!is_same_row(&a.at.line->box, &new->box))) {
		own = add_block(r->page, &a, new);
		if (own == NULL)
			return -1;
		append_line(own, new);
		return 0;
	}
	if (!is_same_row(&a.at.line->box, &new->box)) {
		put_line(&a, new);
		return 0;
	}
	at = &a.at.line->words;
	while (*at != NULL && (*at)->box.left < new->box.left)
		at = &(*at)->next;
	new->words->blanks = at != &a.at.line->words;
	put_words(&a.at, at, new);
	return 0;
}

/* --- what is kept --- */

/* Whether word is nothing but what rules and dots look like. */
static bool
is_rule(const struct page_word *w)
{
	const char *text = page_letters(w);

	return text[strspn(text, "|_-=~. ")] == '\0' && strpbrk(text, "|_=~");
}

/* Take the words of line out that are trusted less.  Returns what is left. */
static struct account
drop_words(struct page_line *line, double least)
{
	struct page_word **at = &line->words, *w;
	struct account a = {.least = 100};

	line->last = NULL;
	while ((w = *at) != NULL) {
		if ((double)w->confidence < least || is_rule(w)) {
			*at = w->next;
			continue;
		}
		account_add(&a, w);
		line->last = w;
		at = &w->next;
	}
	if (line->words != NULL)
		line->box = words_box(line);
	return a;
}

static double
share(unsigned a, unsigned b)
{
	return b == 0 || a >= b ? 1 : (double)a / b;
}

/* Whether the words of c had better be read again. */
static bool
is_doubtful(
    const struct repair *r, const struct account *a, const struct candidate *c)
{
	return (r->is_doubtful && a->least < TRUSTED) ||
	       a->covered < COVERED * width(c->box);
}

static void
reread_words(struct repair *r, const struct candidate *c)
{
	struct account old = account_of(c), new;
	struct page_line *line = r->reader->read(r->reader->context, c->box);
	if (line == NULL)
		return;
	new = drop_words(line, WORD_LEAST);
	if (new.all > 0 && new.trust * share(new.all, old.all) >=
			       (old.trust + GAIN) * share(old.all, new.all))
		replace(r, c, line);
}

static int
read_missed(struct repair *r, const struct candidate *c)
{
	struct page_line *line;
	struct account all = {.least = 100};

	if (min(height(c->box), width(c->box)) < HEIGHT_LEAST * r->usual_height)
		return 0;
	line = r->reader->read(r->reader->context, c->box);
	if (line == NULL)
		return 0;
	for (struct page_word *w = line->words; w != NULL; w = w->next)
		account_add(&all, w);
	if (all.trust < (all.all > 2 ? NEW_LEAST : NEW_SHORT_LEAST) ||
	    2 * all.alnum < all.all)
		return 0;
	return drop_words(line, NEW_WORD_LEAST).all == 0 ? 0 : insert(r, line);
}

/* Whether so many letters are doubted that the page is no clean print. */
static bool
is_doubtful_page(const struct repair *r)
{
	unsigned all = 0, doubted = 0, alnum = 0;

	for (size_t i = 0; i < r->spot_count; i++) {
		const struct page_word *w = r->spots[i].word;

		count_characters(page_letters(w),
		    (double)w->confidence < TRUSTED ? &doubted : &all, &alnum);
	}
	return doubted > CLEAN * (all + doubted);
}

static int
repair(struct repair *r)
{
	struct account a;

	r->usual_height = usual_height(r);
	r->is_doubtful = is_doubtful_page(r);
	for (size_t i = 0; i < r->candidate_count; i++) {
		const struct candidate *c = &r->candidates[i];

		if (c->first == NULL)
			continue;
		a = account_of(c);
		if (is_doubtful(r, &a, c))
			reread_words(r, c);
	}
	for (size_t i = 0; i < r->candidate_count; i++)
		if (r->candidates[i].first == NULL &&
		    read_missed(r, &r->candidates[i]) == -1)
			return -1;
	return 0;
}

int
repair_page(struct page *p, const struct line_finder *found,
    const struct repair_reader *reader)
{
	struct spot *spots = calloc(count_words(p) + 1, sizeof(*spots));
	struct candidate *candidates =
	    calloc(found->count + 1, sizeof(*candidates));
	struct repair r = {.page = p,
	    .reader = reader,
	    .spots = spots,
	    .candidates = candidates};
	int rc = -1;

	if (spots != NULL && candidates != NULL) {
		for (size_t i = 0; i < found->count; i++)
			candidates[r.candidate_count++].box = &found->boxes[i];
		add_spots(&r);
		rc = repair(&r);
	}
	free(spots);
	free(candidates);
	return rc;
}
