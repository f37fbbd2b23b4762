/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rules of repair: which lines are read again, which readings are kept, and
 * where on the page they are put.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/engine/line_repair.h"
#include "fcgi-worker/output/text.h"

#define WIDTH 12  /* of a letter */
#define HEIGHT 20 /* of a line */

/* What can be read in a box, and whether it was read. */
struct line_reading {
	struct page_box box;
	const char *text; /* words, each with /CONFIDENCE */
	unsigned times;
};

struct readings {
	struct page *page;
	struct line_reading *list;
	size_t count;
};

/* Fills a line at x, y with words, of which each is TEXT/CONFIDENCE. */
static void
fill_line(struct page *p, struct page_line *l, const char *text, int x, int y)
{
	char copy[256], *save = NULL;

	snprintf(copy, sizeof(copy), "%s", text);
	for (char *t = strtok_r(copy, " ", &save); t != NULL;
	     t = strtok_r(NULL, " ", &save)) {
		char *slash = strrchr(t, '/');
		struct page_word *w = page_add_word(p, l);

		w->confidence = (float)atoi(slash + 1);
		*slash = '\0';
		w->text = page_copy(p, t);
		w->blanks = w != l->words;
		w->box = (struct page_box){
		    x, y, x + WIDTH * (int)strlen(t), y + HEIGHT};
		x = w->box.right + WIDTH;
	}
	l->box = (struct page_box){
	    l->words->box.left, y, l->last->box.right, y + HEIGHT};
}

static struct page_paragraph *
add_paragraph(struct page *p)
{
	struct page_block *b = page_add_block(p);
	struct page_paragraph *a = page_add_paragraph(p, b);

	b->type = PAGE_TEXT;
	b->box = a->box = (struct page_box){10000, 10000, 0, 0};
	a->is_left_to_right = true;
	return a;
}

/* Adds a line as in fill_line, and extends the boxes of its paragraph and block
 * to it. */
static void
add_line(
    struct page *p, struct page_paragraph *a, const char *text, int x, int y)
{
	struct page_line *l = page_add_line(p, a);
	struct page_box *box;

	fill_line(p, l, text, x, y);
	for (int i = 0; i < 2; i++) {
		box = i == 0 ? &a->box : &p->last->box;
		box->left = l->box.left < box->left ? l->box.left : box->left;
		box->top = y < box->top ? y : box->top;
		box->right =
		    l->box.right > box->right ? l->box.right : box->right;
		box->bottom =
		    y + HEIGHT > box->bottom ? y + HEIGHT : box->bottom;
	}
}

/* Returns the line that the list of readings has for the box, or NULL if it has
 * no text; counts the call. */
static struct page_line *
read_box(void *context, const struct page_box *box)
{
	struct readings *r = context;

	for (size_t i = 0; i < r->count; i++) {
		struct line_reading *a = &r->list[i];
		struct page_line *l;

		if (memcmp(&a->box, box, sizeof(*box)) != 0)
			continue;
		a->times++;
		if (a->text == NULL)
			return NULL;
		l = page_alloc(r->page, sizeof(*l));
		fill_line(r->page, l, a->text, box->left + 4, box->top + 4);
		return l;
	}
	fail_msg("a box was read that was not found");
	return NULL;
}

/* The box of a found line around letters at x, y, and what can be read
 * there. */
#define FOUND(x, y, letters, text)                                             \
	{                                                                      \
		{(x)-4, (y)-4, (x) + (letters)*WIDTH + 4, (y) + HEIGHT + 4},   \
		    text, 0                                                    \
	}

/* Repairs p, where these rules and the boxes of the list were found, and
 * compares its text with want. */
static void
check_ruled(struct page *p, const struct rules *rules,
    struct line_reading *list, size_t count, const char *want)
{
	struct page_box boxes[64];
	struct readings readings = {p, list, count};
	const struct line_finder found = {.boxes = boxes,
	    .count = count,
	    .letter_height = HEIGHT,
	    .rules = *rules};
	const struct line_repair_reader reader = {read_box, &readings, false};
	struct buffer out = {0};

	for (size_t i = 0; i < count; i++)
		boxes[i] = list[i].box;
	assert_int_equal(line_repair_page(p, &found, NULL, &reader), 0);
	text_add_page(&out, p);
	assert_string_equal(out.data, want);
	buffer_free(&out);
}

static void
check(struct page *p, struct line_reading *list, size_t count, const char *want)
{
	const struct rules none = {NULL, 0};

	check_ruled(p, &none, list, count, want);
}

/* What is trusted is not even read again. */
static void
test_trusted(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[] = {
	    FOUND(100, 100, 15, "Anything/99 else/99"),
	    FOUND(100, 140, 15, "Better/99 words/99"),
	};

	(void)state;
	add_line(p, a, "Trusted/90 words/80", 100, 100);
	add_line(p, a, "Retter/30 words/90", 100, 140);
	check(p, list, 2, "Trusted words\nBetter words\n");
	assert_int_equal(list[0].times, 0);
	assert_int_equal(list[1].times, 1);
	page_free(p);
}

/* Nor is what is doubted only for a rule beside it. */
static void
test_rule_beside(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct page_box rule = {94, 0, 97, 400};
	const struct rules rules = {&rule, 1};
	struct line_reading list[] = {
	    FOUND(100, 100, 9, "Wood/99 glue/99"),
	    FOUND(100, 140, 9, "Sand/99 paper/99"),
	};

	(void)state;
	add_line(p, a, "[Wood/30 glue/96", 100, 100);
	a->lines->words->letters_confidence = 95;
	add_line(p, a, "[5and/30 paper/90", 100, 140);
	a->last->words->letters_confidence = 20;
	check_ruled(p, &rules, list, 2, "Wood glue\nSand paper\n");
	assert_int_equal(list[0].times, 0);
	assert_int_equal(list[1].times, 1);
	page_free(p);
}

/* A line is not read again for one word if it is trusted as a whole. */
static void
test_trusted_line(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[] = {
	    FOUND(100, 100, 30, "Anything/99 else/99 incontrovertible/99"),
	    FOUND(100, 140, 15, "Better/99 words/99"),
	};

	(void)state;
	add_line(p, a, "Trusted/96 ward/60 incontrovertible/96", 100, 100);
	add_line(p, a, "Retter/30 words/90", 100, 140);
	check(p, list, 2, "Trusted ward incontrovertible\nBetter words\n");
	assert_int_equal(list[0].times, 0);
	page_free(p);
}

/* A clean page with one odd word stays as it is. */
static void
test_clean_page(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[11];
	char want[512] = "";

	(void)state;
	for (int i = 0; i < 11; i++) {
		add_line(p, a,
		    i == 5 ? "odd/30 incontrovertible/90"
			   : "wellknown/95 incontrovertible/90",
		    100, 100 + 40 * i);
		list[i] = (struct line_reading)FOUND(
		    100, 100 + 40 * i, 20, "old/99 incontrovertible/99");
		strcat(want, i == 5 ? "odd incontrovertible\n"
				    : "wellknown incontrovertible\n");
	}
	check(p, list, 11, want);
	page_free(p);
}

/* A reading is kept if it is trusted more and not shorter. */
static void
test_kept(void **state)
{
	static const struct {
		const char *before, *reading, *after;
	} table[] = {
	    {"T0tal/40 due/90", "Total/95 due/96", "Total due\n"},
	    {"T0tal/70 due/70", "Tofal/71 due/71", "T0tal due\n"},
	    {"T0tal/40 due/90", "due/99", "T0tal due\n"},
	    {"T0tal/40 due/90", "Total/95 due/96 x/5 |/90", "Total due\n"},
	    {"T0tal/40 due/90", NULL, "T0tal due\n"},
	    {"rn/10", "||/99", "rn\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct page *p = page_create();
		struct line_reading list[] = {
		    FOUND(100, 100, 9, table[i].reading)};

		add_line(p, add_paragraph(p), table[i].before, 100, 100);
		check(p, list, 1, table[i].after);
		page_free(p);
	}
}

/* Each word is the one that is trusted more, if the two readings are trusted by
 * the same measure; a new one only if it is clearly trusted more. */
static void
test_words(void **state)
{
	static const struct {
		bool alike;
		const char *before, *reading, *after;
	} table[] = {
	    {true, "good/85 bed/30 turn/60", "gaad/70 bad/95 tum/95",
		"good bad tum\n"},
	    {false, "good/85 bed/30 turn/60", "gaad/70 bad/95 tum/95",
		"gaad bad tum\n"},
	    {true, "good/90 bed/30", "gaad/40 bad/60", "good bad\n"},
	    {true, "good/90 bed/56", "gaad/40 bad/60", "good bed\n"},
	    {true, "good/90 be/30 d/30", "gaad/40 bead/60", "good be d\n"},
	    {true, "good/90 bead/30", "gaad/40 be/60 d/60", "good bead\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct page *p = page_create();
		struct line_reading list[] = {
		    FOUND(100, 100, 14, table[i].reading)};
		struct readings readings = {p, list, 1};
		const struct line_finder found = {
		    .boxes = &list[0].box, .count = 1, .letter_height = HEIGHT};
		const struct line_repair_reader reader = {
		    read_box, &readings, table[i].alike};
		struct buffer out = {0};

		add_line(p, add_paragraph(p), table[i].before, 100, 100);
		assert_int_equal(line_repair_page(p, &found, NULL, &reader), 0);
		text_add_page(&out, p);
		assert_string_equal(out.data, table[i].after);
		buffer_free(&out);
		page_free(p);
	}
}

/* A found line may cover a part of one line of the engine's, or of two. */
static void
test_parts(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[] = {
	    FOUND(100, 100, 5, "Chair/95"),
	    FOUND(400, 100, 5, "12.50/95"),
	    FOUND(100, 140, 14, "one/95 line/95"),
	};

	(void)state;
	add_line(p, a, "Chajr/50", 100, 100);
	fill_line(p, a->lines, "12,5O/40", 400, 100);
	add_line(p, a, "cne/30", 100, 140);
	add_line(p, a, "l1ne/30", 148, 142);
	check(p, list, 3, "Chair 12.50\none line\n");
	assert_int_equal(a->lines->box.right, 400 + 5 * WIDTH);
	assert_null(a->lines->next->next);
	assert_ptr_equal(a->last, a->lines->next);
	page_free(p);
}

/* What was missed is put where it is read. */
static void
test_missed(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p), *b;
	struct line_reading list[] = {
	    FOUND(100, 20, 5, "Title/95"),
	    FOUND(400, 100, 5, "12.50/95"),
	    FOUND(100, 140, 5, "Table/95"),
	    FOUND(700, 140, 6, "column/95"),
	    FOUND(250, 180, 2, "17/95"),
	    FOUND(100, 500, 6, "Footer/95"),
	};

	(void)state;
	add_line(p, a, "Chair/95", 100, 100);
	add_line(p, a, "Stool/95", 100, 180);
	fill_line(p, a->last, "9.99/95", 400, 180);
	a->box.right = p->last->box.right = 400 + 4 * WIDTH;
	/* Tesseract reads a rule as a blank word; that is no neighbor. */
	b = add_paragraph(p);
	add_line(p, b, "-/95", 250, 160);
	p->last->type = PAGE_RULE;
	b = add_paragraph(p);
	add_line(p, b, "second/95", 700, 100);
	add_line(p, b, "goes/95", 700, 180);
	check(p, list, 6,
	    "Title\n\nChair 12.50\nTable\nStool 17 9.99\n\n"
	    "Footer\n\nsecond\ncolumn\ngoes\n");
	/* The page around it is large enough. */
	assert_int_equal(a->lines->box.right, 400 + 5 * WIDTH);
	assert_true(a->box.right >= 400 + 5 * WIDTH);
	page_free(p);
}

/* A text beside running text is no part of its lines, however near it is. */
static void
test_beside_a_column(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[] = {
	    FOUND(390, 60, 4, "Name/95"),
	    FOUND(390, 100, 4, "Date/95"),
	};

	(void)state;
	for (int y = 20; y < 180; y += 40)
		add_line(p, a, "words/95 that/95 fill/95 lines/95", 100, y);
	add_line(p, a, "end/95", 100, 180);
	check(p, list, 2,
	    "words that fill lines\nwords that fill lines\n"
	    "words that fill lines\nwords that fill lines\nend\n\n"
	    "Name\nDate\n");
	page_free(p);

	/* A text beside labels belongs to their rows. */
	p = page_create();
	a = add_paragraph(p);
	for (int y = 20; y < 180; y += 40)
		add_line(p, a, "Mineral/95 water/95", 200, y);
	check(p, list, 2,
	    "Mineral water\nMineral water Name\nMineral water Date\n"
	    "Mineral water\n");
	page_free(p);

	/* In a table a text at that place is in a cell. */
	p = page_create();
	a = add_paragraph(p);
	for (int y = 20; y < 180; y += 40) {
		add_line(p, a, "Chair/95", 100, y);
		fill_line(p, a->last, "9.99/95", 312, y);
		a->box.right = p->last->box.right = a->last->box.right;
	}
	check(p, list, 2,
	    "Chair 9.99\nChair 9.99 Name\nChair 9.99 Date\nChair 9.99\n");
	page_free(p);
}

/* A word belongs to the found line that fits it, not to a higher one around
 * it. */
static void
test_overlapping_lines(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[] = {
	    FOUND(100, 60, 8, "Birthday/99"),
	    FOUND(100, 100, 16, "14/99 de/99 marzo/99"),
	};

	(void)state;
	list[0].box.bottom = 130;
	add_line(p, a, "Birthday/95", 100, 60);
	add_line(p, a, "14/95 de/95 marzo/95", 100, 100);
	check(p, list, 2, "Birthday\n14 de marzo\n");
	assert_int_equal(list[1].times, 0);
	page_free(p);
}

/* A part of a line that has words already does not get them twice. */
static void
test_doubles(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[] = {
	    FOUND(100, 60, 24, "answered/99 by/99 everybody/99"),
	    FOUND(124, 61, 4, "swer/95"),
	};

	(void)state;
	add_line(p, a, "answered/95 by/95 everybody/95", 100, 60);
	check(p, list, 2, "answered by everybody\n");
	assert_int_equal(list[1].times, 1);
	page_free(p);
}

/*
 * Tesseract may read a rule and what is beside it as a word, which stands on no
 * found line.  Such a word gives way to a reading of the same place that is
 * trusted more.
 */
static void
test_strays(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[] = {
	    FOUND(100, 100, 6, "Gloves/95"),
	    FOUND(100, 140, 4, "Hose/85"),
	    FOUND(100, 180, 5, "Chair/95"),
	    FOUND(100, 220, 2, "nu/97"),
	    FOUND(124, 220, 2, "be/97"),
	    FOUND(100, 260, 11, "Total:/97 12.50/97"),
	};

	(void)state;
	add_line(p, a, "[Gloves_________[/40", 100, 100);
	add_line(p, a, "Hosepipe-fittings/90", 100, 140);
	add_line(p, a, "Chajr/30", 100, 180);
	add_line(p, a, "hair_______________|/50", 112, 180);
	/* Of a word whose letters were found apart nothing gets lost. */
	add_line(p, a, "number_______/90", 100, 220);
	add_line(p, a, "Total:12.50__________________/90", 100, 260);
	add_line(p, a, "Stools/95 |____|/10", 100, 300);
	check(p, list, 6,
	    "Gloves\nHosepipe-fittings\nChair\nnumber_______\n"
	    "Total: 12.50\nStools\n");
	page_free(p);
}

/* After a while, no more is tried of what looks like lines but has no words. */
static void
test_patience(void **state)
{
	struct page *p = page_create();
	struct line_reading list[60];
	unsigned times = 0;

	(void)state;
	for (int i = 0; i < 60; i++)
		list[i] = (struct line_reading)FOUND(100, 100 + 40 * i, 8,
		    i == 5 ? "Genuine/95 words/95" : "pattern/50");
	check(p, list, 60, "Genuine words\n");
	for (int i = 0; i < 60; i++)
		times += list[i].times;
	assert_in_range(times, 20, 30);
	page_free(p);
}

/* Before patience ends with pieces of a picture, a line below it was read. */
static void
test_lines_first(void **state)
{
	struct page *p = page_create();
	struct line_reading list[60];

	(void)state;
	for (int i = 0; i < 59; i++)
		list[i] =
		    (struct line_reading)FOUND(100, 100 + 40 * i, 2, "ab/50");
	list[59] = (struct line_reading)FOUND(
	    100, 100 + 40 * 59, 11, "Genuine/95 words/95");
	check(p, list, 60, "Genuine words\n");
	page_free(p);
}

/* A reading where nothing was read before has to be better. */
static void
test_not_invented(void **state)
{
	struct page *p = page_create();
	struct line_reading list[] = {
	    FOUND(100, 20, 8, "picture/60"),
	    FOUND(100, 60, 2, "ab/80"),
	    FOUND(100, 100, 9, "--+*/95 ::/95"),
	    FOUND(100, 140, 9, "||/99 __/99"),
	    FOUND(100, 180, 9, NULL),
	    FOUND(100, 220, 9, "Genuine/95 x/10"),
	};

	(void)state;
	check(p, list, 6, "Genuine\n");
	page_free(p);
}

/* On a page without a plain word, signs that look like letters are left out. */
static void
test_signs(void **state)
{
	struct page *p = page_create();
	struct page_paragraph *a = add_paragraph(p);
	struct line_reading list[] = {
	    FOUND(100, 100, 1, "O/95"),
	    FOUND(100, 140, 6, "OOO/99 OO/99"),
	    FOUND(100, 180, 3, "O0O/99"),
	};

	(void)state;
	add_line(p, a, "Q/40", 100, 100);
	check(p, list, 3, "Q\n");
	page_free(p);
	/* With words around them such signs are read. */
	p = page_create();
	a = add_paragraph(p);
	add_line(p, a, "Grades/95 from/95 March/95", 400, 100);
	add_line(p, a, "Q/40", 100, 100);
	for (size_t i = 0; i < 3; i++)
		list[i].times = 0;
	check(p, list, 3, "Grades from March\nO\nOOO OO\nO0O\n");
	page_free(p);
}

/* Returns how many doubts line_repair_find_doubts() finds on a page of one
 * line, where a second line of this height was found, or for 0 none; *top
 * becomes the top of the last one. */
static size_t
count_doubts(const char *text, int height, int *top)
{
	struct page *p = page_create();
	struct page_box boxes[] = {
	    {96, 96, 96 + 14 * WIDTH, 124}, {96, 136, 196, 136 + height}};
	const struct line_finder found = {
	    .boxes = boxes, .count = height > 0 ? 2 : 1};
	struct line_finder doubts;
	size_t count;

	add_line(p, add_paragraph(p), text, 100, 100);
	assert_int_equal(line_repair_find_doubts(p, &found, &doubts), 0);
	count = doubts.count;
	*top = count > 0 ? doubts.boxes[count - 1].top : 0;
	line_finder_free(&doubts);
	page_free(p);
	return count;
}

static void
test_doubts(void **state)
{
	int top;

	(void)state;
	assert_int_equal(count_doubts("Trusted/95 words/90", 0, &top), 0);
	/* A dash is not a line that was missed. */
	assert_int_equal(count_doubts("Trusted/95 words/90", 8, &top), 0);
	assert_int_equal(count_doubts("Trusted/95 words/90", 28, &top), 1);
	assert_int_equal(top, 136);
	assert_int_equal(count_doubts("Retter/30 words/90", 0, &top), 1);
	assert_int_equal(top, 96);
	/* Most of the line was not read. */
	assert_int_equal(count_doubts("The/95", 0, &top), 1);
	/* A doubted word that is on no line. */
	assert_int_equal(
	    count_doubts("Trusted/95 words/90 aside/40", 0, &top), 1);
	assert_int_equal(top, 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_trusted),
	    cmocka_unit_test(test_rule_beside),
	    cmocka_unit_test(test_trusted_line),
	    cmocka_unit_test(test_clean_page),
	    cmocka_unit_test(test_kept),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_missed),
	    cmocka_unit_test(test_beside_a_column),
	    cmocka_unit_test(test_overlapping_lines),
	    cmocka_unit_test(test_doubles),
	    cmocka_unit_test(test_strays),
	    cmocka_unit_test(test_patience),
	    cmocka_unit_test(test_lines_first),
	    cmocka_unit_test(test_not_invented),
	    cmocka_unit_test(test_signs),
	    cmocka_unit_test(test_doubts),
	};

	return cmocka_run_group_tests_name("repair", tests, NULL, NULL);
}
