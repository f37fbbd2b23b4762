/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_repair: makes a page better with lines that were found by their shapes.
 * It has the rules by which a new reading of a line is kept; it recognizes
 * nothing itself.  What another recognizer reads is weighed in
 * recognizer_vote.c.
 */
#include "engine/line_repair.h"

#include <stdlib.h>
#include <string.h>

#include "engine/box.h"
#include "engine/found_lines.h"
#include "engine/line_insertion.h"
#include "engine/misread_rules.h"
#include "engine/reread_choice.h"
#include "engine/strays.h"
#include "engine/word_account.h"

/* In percents: a line is not read again if all its words are trusted at least
 * this much. */
#define TRUSTED 80
/* A line that is trusted at least this much on the whole is seldom read any
 * better. */
#define LINE_TRUSTED 88
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
/* A word is plain if it has at least this many letters and digits, and is
 * trusted at least as much as TRUSTED says. */
#define PLAIN_LETTERS 3
/* A page with fewer plain words may be one of signs that look like letters. */
#define PLAIN_LEAST 3
/* A shape that is lower than this, in heights of other lines, is no line. */
#define HEIGHT_LEAST 0.55
/*
 * The budget for reading places that look like missed lines.  Each place costs
 * one, and each that turned out to be new text earns three, since a photo or a
 * pattern has many such places.
 */
#define BUDGET 20

struct repair {
	struct page *page;
	const struct line_repair_reader *reader;
	struct found_lines lines;
	int usual_height; /* of the found lines that have words */
	bool is_doubtful; /* enough is doubted that words are read again */
	bool had_bars;	  /* rules had been read as bars in words */
	unsigned plain;	  /* words on it that are plain */
	int budget;	  /* how many places may still be read, see BUDGET */
};

/* Returns the account of the words of c. */
static struct word_account
account_of(const struct found_line *c)
{
	struct word_account a = word_account_begin();

	for (struct page_spot *s = c->first; s != NULL; s = s->next)
		word_account_add(&a, s->word);
	return a;
}

/* Puts the words of new_line in the place of the words of c. */
static void
replace_words(
    struct repair *r, const struct found_line *c, struct page_line *new_line)
{
	struct page_word **at;

	/* new_line goes where the first word was.  So that word is unlinked
	 * last: then the link that new_line gets is not within a word of c. */
	for (struct page_spot *s = c->first->next; s != NULL; s = s->next)
		page_spot_unlink_word(s);
	new_line->words->blanks = c->first->word->blanks;
	at = page_spot_unlink_word(c->first);
	page_spot_put_words(c->first, at, new_line);
	for (struct page_spot *s = c->first->next; s != NULL; s = s->next)
		page_spot_unlink_if_empty(r->page, s);
}

/* --- what is kept --- */

/* Whether word has only characters that rules and dots look like. */
static bool
is_rule(const struct page_word *w)
{
	const char *text = page_letters(w);

	return text[strspn(text, "|_-=~. ")] == '\0' && strpbrk(text, "|_=~");
}

/* Whether w is trusted at least as much as *context says, in percents, and is
 * not a rule. */
static bool
is_credible(void *context, const struct page_word *w)
{
	const double *least = context;

	return (double)w->confidence >= *least && !is_rule(w);
}

/* Takes out the words of line that are trusted less than trust_least, in
 * percents, or that are rules.  Returns the account of those that stay. */
static struct word_account
drop_words(struct page_line *line, double trust_least)
{
	page_spot_filter_words(line, is_credible, &trust_least);
	return word_account_of_line(line);
}

/* Returns a divided by b, but at most 1; also 1 if b is 0. */
static double
share_of(unsigned a, unsigned b)
{
	return b == 0 || a >= b ? 1 : (double)a / b;
}

/* Whether the words of c should be read again: they are doubted, or cover too
 * little of the line.  a is the account of c. */
static bool
is_doubtful(const struct repair *r, const struct word_account *a,
    const struct found_line *c)
{
	return (r->is_doubtful && a->least < TRUSTED &&
		   a->trust < LINE_TRUSTED) ||
	       a->covered < REPAIR_COVERED * box_width(c->box);
}

/* Returns how many different bytes text has. */
static unsigned
count_different(const char *text)
{
	unsigned n = 0;

	for (const char *c = text; *c != '\0'; c++)
		n += memchr(text, *c, (size_t)(c - text)) == NULL;
	return n;
}

/* Whether w is a word and not a row of signs that look like letters. */
static bool
is_plain(const struct page_word *w)
{
	unsigned all = 0, alnum = 0;

	word_account_count_characters(page_letters(w), &all, &alnum);
	return alnum >= PLAIN_LETTERS && (double)w->confidence >= TRUSTED &&
	       count_different(page_letters(w)) >= PLAIN_LETTERS;
}

/* Returns how many words of line are plain. */
static unsigned
count_plain(const struct page_line *line)
{
	unsigned n = 0;

	for (const struct page_word *w = line->words; w != NULL; w = w->next)
		n += is_plain(w);
	return n;
}

/*
 * Whether the new line is text: it has a plain word, or the page has enough of
 * them to be a page of text.
 */
static bool
is_text(const struct repair *r, const struct page_line *line)
{
	return count_plain(line) > 0 || r->plain >= PLAIN_LEAST;
}

/* Whether the new reading of a line is kept on the whole.  new_account is the
 * account of the words that it has, old_account that of the words before.  Of
 * the two readings, the one with fewer letters counts for less. */
static bool
is_better(const struct word_account *new_account,
    const struct word_account *old_account)
{
	return new_account->trust *
		   share_of(new_account->all, old_account->all) >=
	       (old_account->trust + GAIN) *
		   share_of(old_account->all, new_account->all);
}

/* Whether line, a new reading of c, cuts one of its words short. */
static bool
cuts_word(const struct found_line *c, const struct page_line *line)
{
	for (const struct page_spot *s = c->first; s != NULL; s = s->next)
		if (word_account_is_cut(s->word, line))
			return true;
	return false;
}

/*
 * Reads again c, a found line whose words are doubted, and puts the new words
 * in their place if they are trusted more, all of them or some.
 */
static void
reread_words(struct repair *r, const struct found_line *c)
{
	struct word_account old = account_of(c), new;
	struct page_line *line = r->reader->read(r->reader->context, c->box);

	if (line == NULL)
		return;
	new = drop_words(line, WORD_LEAST);
	if (new.all == 0)
		return;
	if (r->reader->trusts_alike)
		reread_choice_make(c->first, line);
	if (is_better(&new, &old) && is_text(r, line) && !cuts_word(c, line)) {
		r->plain += count_plain(line);
		strays_give_way(r->page, r->lines.strays, line);
		if (line->words != NULL)
			replace_words(r, c, line);
	}
}

/* Whether the page, which is the context, has no word in the place of w. */
static bool
is_missing(void *context, const struct page_word *w)
{
	const struct page *p = context;

	return !page_spot_has_word_at(p, &w->box);
}

/* Whether a new line, where the page has no words, is trusted to be text. */
static bool
is_trusted(const struct page_line *line)
{
	struct word_account all = word_account_of_line(line);

	return all.all > 0 && 2 * all.alnum >= all.all &&
	       all.trust >= (all.all > 2 ? NEW_LEAST : NEW_SHORT_LEAST);
}

/* Whether the found line c, where there are no words, is large enough to be a
 * line that was missed. */
static bool
is_missed(const struct repair *r, const struct found_line *c)
{
	return box_min(box_height(c->box), box_width(c->box)) >=
	       HEIGHT_LEAST * r->usual_height;
}

/* Reads a found line that has no words on the page, if it looks like text that
 * was missed, and puts it into the page if it is trusted.  Returns 0, or -1
 * without memory. */
static int
read_missed(struct repair *r, const struct found_line *c)
{
	struct page_line *line;

	if (!is_missed(r, c))
		return 0;
	/* Each place costs one, and new text earns three: see BUDGET. */
	r->budget--;
	line = r->reader->read(r->reader->context, c->box);
	if (line == NULL || !is_trusted(line))
		return 0;
	if (drop_words(line, NEW_WORD_LEAST).all == 0 || !is_text(r, line))
		return 0;
	/* The words that are on the page already are left out of the line. */
	strays_give_way(r->page, r->lines.strays, line);
	page_spot_filter_words(line, is_missing, r->page);
	if (!is_trusted(line))
		return 0;
	r->plain += count_plain(line);
	r->budget += 3;
	return line_insertion_put(r->page, line);
}

/* Whether so many letters are doubted that the page is no clean print. */
static bool
is_doubtful_page(const struct repair *r)
{
	unsigned trusted = 0, doubted = 0, alnum = 0;

	for (size_t i = 0; i < r->lines.spot_count; i++) {
		const struct page_word *w = r->lines.spots[i].word;

		word_account_count_characters(page_letters(w),
		    (double)w->confidence < TRUSTED ? &doubted : &trusted,
		    &alnum);
	}
	return doubted > CLEAN * (trusted + doubted);
}

/* Whether box has the shape of a line, and not of a letter or a piece of a
 * picture. */
static bool
is_long(const struct page_box *box)
{
	return box_width(box) > 2 * box_height(box);
}

/*
 * Reads the places that look like missed lines, until the budget is used up.
 * Those that have the shape of a line come first.  Returns 0, or -1 without
 * memory.
 */
static int
read_all_missed(struct repair *r)
{
	r->budget = BUDGET;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < r->lines.count && r->budget > 0; i++) {
			const struct found_line *c = &r->lines.list[i];

			if (c->first == NULL && is_long(c->box) != round &&
			    read_missed(r, c) == -1)
				return -1;
		}
	return 0;
}

/*
 * Reads again the lines whose words are doubted, and then the places that look
 * like missed lines, as far as the budget goes.  Takes out strays that are
 * rules, if the page is doubtful or rules were read as words.  Returns 0, or -1
 * without memory.
 */
static int
repair_page(struct repair *r)
{
	struct word_account a;

	r->usual_height = found_lines_usual_height(&r->lines);
	r->is_doubtful = is_doubtful_page(r);
	/* How many plain words a page has tells text from signs: see is_text.
	 */
	for (size_t i = 0; i < r->lines.spot_count; i++)
		r->plain += is_plain(r->lines.spots[i].word);
	for (size_t i = 0; i < r->lines.count; i++) {
		const struct found_line *c = &r->lines.list[i];

		if (c->first == NULL)
			continue;
		a = account_of(c);
		if (is_doubtful(r, &a, c))
			reread_words(r, c);
	}
	if (read_all_missed(r) == -1)
		return -1;
	if (r->is_doubtful || r->had_bars)
		strays_drop_rules(r->page, r->lines.strays, TRUSTED);
	return 0;
}

int
line_repair_page(struct page *p, const struct line_finder *found,
    const struct line_finder *others, const struct line_repair_reader *reader)
{
	struct repair r = {.page = p, .reader = reader};
	int rc;

	r.had_bars = misread_rules_take_out(p, &found->rules, TRUSTED) > 0;
	rc = found_lines_collect(p, found, others, &r.lines);
	if (rc == 0)
		rc = repair_page(&r);
	found_lines_free(&r.lines);
	return rc;
}

/* Adds to doubts the lines of r that were missed or whose words are doubted. */
static void
add_doubted_lines(const struct repair *r, struct line_finder *doubts)
{
	for (size_t i = 0; i < r->lines.count; i++) {
		const struct found_line *c = &r->lines.list[i];
		struct word_account a = account_of(c);

		if (c->first == NULL ? is_missed(r, c) : is_doubtful(r, &a, c))
			doubts->boxes[doubts->count++] = *c->box;
	}
}

/* Adds to doubts the words of r that are doubted and on no line. */
static void
add_doubted_strays(const struct repair *r, struct line_finder *doubts)
{
	for (struct page_spot *s = r->lines.strays; s != NULL; s = s->next)
		if ((double)s->word->confidence < TRUSTED)
			doubts->boxes[doubts->count++] = s->word->box;
}

int
line_repair_find_doubts(
    struct page *p, const struct line_finder *found, struct line_finder *doubts)
{
	struct repair r = {.page = p};
	/* NULL: there are no lines of another kind. */
	int rc = found_lines_collect(p, found, NULL, &r.lines);

	*doubts = (struct line_finder){.boxes = NULL};
	if (rc == 0)
		doubts->boxes = calloc(r.lines.count + r.lines.spot_count + 1,
		    sizeof(*doubts->boxes));
	if (doubts->boxes == NULL)
		rc = -1;
	if (rc == 0) {
		r.usual_height = found_lines_usual_height(&r.lines);
		r.is_doubtful = is_doubtful_page(&r);
		add_doubted_lines(&r, doubts);
		if (r.is_doubtful)
			add_doubted_strays(&r, doubts);
	}
	found_lines_free(&r.lines);
	return rc;
}
