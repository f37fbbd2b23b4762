/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which of two readings of a line is taken, word by word.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/engine/page.h"
#include "fcgi-worker/engine/recognizer_vote.h"

#define LETTER 10 /* pixels of its width */

/* Returns a line of words, of which each is TEXT/CONFIDENCE, or NULL for "". */
static struct page_line *
make_line(struct page *p, const char *text)
{
	struct page_line *line = page_alloc(p, sizeof(*line));
	char copy[256], *save = NULL;
	int x = 0;

	if (text[0] == '\0')
		return NULL;
	snprintf(copy, sizeof(copy), "%s", text);
	for (char *t = strtok_r(copy, " ", &save); t != NULL;
	     t = strtok_r(NULL, " ", &save)) {
		char *slash = strrchr(t, '/');
		struct page_word *w = page_add_word(p, line);

		w->confidence = (float)atoi(slash + 1);
		*slash = '\0';
		w->text = page_copy(p, t);
		w->blanks = w != line->words;
		w->box =
		    (struct page_box){x, 10, x + LETTER * (int)strlen(t), 40};
		x = w->box.right;
	}
	line->height = 30;
	line->box = (struct page_box){0, 10, x, 40};
	return line;
}

/* Makes a reading of words as in make_line; the letters have the confidence of
 * their word. */
static void
make_reading(struct line_reading *r, const char *text)
{
	char copy[256], *save = NULL;

	assert_int_equal(line_reading_open(r), 0);
	snprintf(copy, sizeof(copy), "%s", text);
	for (char *t = strtok_r(copy, " ", &save); t != NULL;
	     t = strtok_r(NULL, " ", &save)) {
		char *slash = strrchr(t, '/');
		double confidence = atoi(slash + 1) / 100.0;

		for (char *c = t; c < slash; c++, r->count++) {
			r->characters[r->count] =
			    (struct line_reading_character){
				.code = (unsigned char)*c,
				.x = LETTER * ((double)r->count + 0.5),
				.confidence = confidence,
				.space = c == t && c != copy ? 0.99 : 0,
				.begins_word = c == t};
			r->characters[r->count].text[0] = *c;
			r->confidence += confidence;
		}
	}
	if (r->count > 0)
		r->confidence /= (double)r->count;
}

/* Lets Tesseract's line and a second reading vote, and compares the words and
 * confidences of the result with expected. */
static void
check(const char *first, const char *second, const char *expected)
{
	struct page *p = page_create();
	uint8_t ink[LINE_IMAGE_HEIGHT * 400];
	const struct line_image image = {.ink = ink, .width = 400};
	struct line_reading reading;
	struct page_line *line;
	char got[256] = "";

	memset(ink, 1, sizeof(ink));
	make_reading(&reading, second);
	line = recognizer_vote(p, make_line(p, first), &reading, &image);
	for (struct page_word *w = line == NULL ? NULL : line->words; w;
	     w = w->next) {
		sprintf(got + strlen(got), "%s%s/%.0f",
		    w == line->words ? "" : " ", w->text,
		    (double)w->confidence);
		assert_int_equal(w->blanks, w != line->words);
		assert_true(w->box.left < w->box.right);
		assert_true(w->box.right <= line->box.right);
		if (w->next == NULL)
			assert_ptr_equal(w, line->last);
	}
	assert_string_equal(got, expected);
	line_reading_close(&reading);
	page_free(p);
}

static void
test_words(void **state)
{
	(void)state;
	/* Both read the same; the higher confidence counts. */
	check("Total/70 sum/95", "Total/90 sum/80", "Total/90 sum/95");
	/* A doubted word is replaced, a trusted one is not. */
	check("Totol/70 sun/95", "Total/90 sum/80", "Total/90 sun/95");
	/* A word is not replaced by one that is doubted more. */
	check("Total/70 sum/95", "Totol/75 sum/80", "Total/70 sum/95");
	/* The other reading has nothing where this word is. */
	check("x/40 Total/95", "Total/90", "Total/95");
	check("x/80 Total/95", "Total/90", "x/80 Total/95");
	/* One word of the line is two words in the other reading. */
	check("Totalsun/70 of/95", "Total/90 sum/90 of/95",
	    "Total/90 sum/90 of/95");
	/* A number was cut in two. */
	check("12/95 34/95 Total/95", "1234/90 Total/90", "1234/95 Total/95");
}

static void
test_lines(void **state)
{
	(void)state;
	check("", "Total/90 sum/80", "Total/90 sum/80");
	check("", "Total/50", "");
	check("", "", "");
	check("Total/95 x/30", "", "Total/95");
	check("x/30", "", "");
	/* The readings have nothing in common; the surer one is taken. */
	check("qqqq/40 ww/40", "Total/90 sum/90", "Total/90 sum/90");
	check("Total/95 sum/95", "qqqq/70 ww/70", "Total/95 sum/95");
}

/* The box of a word is where its ink is. */
static void
test_place(void **state)
{
	struct page *p = page_create();
	uint8_t ink[LINE_IMAGE_HEIGHT * 100] = {0};
	const struct line_image image = {.ink = ink, .width = 100};
	struct line_reading reading;
	struct page_line *line;

	(void)state;
	for (int y = 12; y < 30; y++)
		memset(ink + y * 100 + 3, 1, 25);
	make_reading(&reading, "abc/90 de/80");
	line = recognizer_vote(p, NULL, &reading, &image);
	assert_non_null(line);
	assert_int_equal(line->words->box.left, 3);
	assert_int_equal(line->words->box.top, 12);
	assert_int_equal(line->words->box.right, 28);
	assert_int_equal(line->words->box.bottom, 30);
	assert_true(line->baseline.is_known);
	line_reading_close(&reading);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_place),
	};

	return cmocka_run_group_tests_name(
	    "recognizer_vote", tests, NULL, NULL);
}
