/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * misread_rules: upright rules that the engine read together with a word.  What
 * is not beside a rule that was found stays as it is.
 */
#include "engine/misread_rules.h"

#include <string.h>

#include "engine/box.h"
#include "engine/page_spot.h"

/* In percents: letters that are trusted less were not read well, rule or no
 * rule. */
#define SURE 94

bool
misread_rules_is_left(const char *text)
{
	return strcmp(text, "|") == 0 || strcmp(text, "[") == 0;
}

bool
misread_rules_is_right(const char *text)
{
	return strcmp(text, "|") == 0 || strcmp(text, "]") == 0;
}

/*
 * Returns an upright rule along most of the height of box that is near x: no
 * farther away than box is high.  x is in box or at one of its sides.  Returns
 * NULL if there is none.
 */
static const struct page_box *
find_rule(const struct rules *rules, const struct page_box *box, int x)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct page_box *r = &rules->list[i];

		if (box_height(r) > box_width(r) &&
		    2 * box_overlap_y(r, box) > box_height(box) &&
		    r->right > x - box_height(box) &&
		    r->left < x + box_height(box))
			return r;
	}
	return NULL;
}

/* Takes the first letter out of w: Tesseract read the rule for a letter. */
static void
take_first(struct page_word *w, const struct page_box *rule)
{
	w->text++;
	if (w->symbols != NULL)
		w->symbols = w->symbols->next;
	if (rule->right < w->box.right)
		w->box.left = box_max(w->box.left, rule->right);
}

/* Takes the last letter out of w: Tesseract read the rule for a letter. */
static void
take_last(struct page *p, struct page_word *w, const struct page_box *rule)
{
	size_t length = strlen(w->text) - 1;
	char *text = page_alloc(p, length + 1);
	struct page_symbol **s = &w->symbols;

	if (text == NULL)
		return;
	w->text = memcpy(text, w->text, length);
	while (*s != NULL && (*s)->next != NULL)
		s = &(*s)->next;
	*s = NULL;
	if (rule->left > w->box.left)
		w->box.right = box_min(w->box.right, rule->left);
}

/* Whether w has no letter but bars and brackets. */
static bool
is_bar(const struct page_word *w)
{
	return w->text[strspn(w->text, "|[]")] == '\0';
}

static bool
begins_with_bar(const struct page_word *w)
{
	return misread_rules_is_left((char[]){w->text[0], '\0'});
}

static bool
ends_with_bar(const struct page_word *w)
{
	return misread_rules_is_right(w->text + strlen(w->text) - 1);
}

/* Whether w stands in brackets, as an interval or a mark does. */
static bool
is_bracketed(const struct page_word *w)
{
	return w->text[0] == '[' && w->text[strlen(w->text) - 1] == ']';
}

/*
 * Cuts bars and brackets off the ends of w, which has other letters, too, where
 * a line drawn beside w was taken for them.  From then on w is trusted as much
 * as its letters, if those are sure.  Returns false, and leaves w as it was, if
 * no such line is beside w or a bar may be a letter; otherwise true, even if
 * nothing had to be cut off.
 */
static bool
cut_off_bars(struct page *p, struct page_word *w, const struct rules *rules)
{
	const struct page_box *left = find_rule(rules, &w->box, w->box.left);
	const struct page_box *right = find_rule(rules, &w->box, w->box.right);

	/* The text may begin with the mark of a direction, and choices, which
	 * are of all letters, cannot be cut. */
	if ((left == NULL && right == NULL) || w->mark > 0 ||
	    w->choices != NULL)
		return false;
	/* A pair of brackets may be two rules, or real; a bar without a rule
	 * beside it is a letter. */
	if (is_bracketed(w) || (begins_with_bar(w) && left == NULL) ||
	    (ends_with_bar(w) && right == NULL))
		return false;
	while (left != NULL && begins_with_bar(w))
		take_first(w, left);
	while (right != NULL && ends_with_bar(w) && !p->failed)
		take_last(p, w, right);
	if (w->letters_confidence >= SURE)
		w->confidence = w->letters_confidence;
	return true;
}

/*
 * Takes bars and brackets out of the line of s where rules, the lines drawn on
 * the page, were taken for them.  Looks only at words that are trusted less
 * than least percents.  Returns how many of these stand beside a drawn line,
 * including words that were nothing but bars and are gone: more than 0 tells
 * the caller that drawn lines disturbed the reading.
 */
static size_t
take_out_of_line(struct page *p, struct page_spot *s, const struct rules *rules,
    double least)
{
	struct page_word *next;
	size_t n = 0;

	for (s->word = s->line->words; s->word != NULL; s->word = next) {
		struct page_word *w = s->word;
		int middle = (w->box.left + w->box.right) / 2;

		next = w->next;
		if ((double)w->confidence >= least)
			continue;
		if (!is_bar(w)) {
			n += cut_off_bars(p, w, rules);
		} else if (find_rule(rules, &w->box, middle) != NULL) {
			page_spot_take_out(p, s); /* takes out s->word */
			n++;
		}
	}
	return n;
}

size_t
misread_rules_take_out(struct page *p, const struct rules *rules, double least)
{
	struct page_spot s = {.block = page_spot_text_block(p->blocks)};
	size_t n = 0;

	/* take_out_of_line() may take out s.line, and what holds it.  Each
	 * still points to the next one, so the loops go on from there. */
	for (; s.block != NULL; s.block = page_spot_text_block(s.block->next))
		for (s.paragraph = s.block->paragraphs; s.paragraph != NULL;
		     s.paragraph = s.paragraph->next)
			for (s.line = s.paragraph->lines; s.line != NULL;
			     s.line = s.line->next)
				n += take_out_of_line(p, &s, rules, least);
	return n;
}
