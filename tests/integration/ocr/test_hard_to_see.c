/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quality=high reads what is hard to see, most of which standard misses.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/drawing.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

/* The table of times on a terminal. */
#define ROWS 16
#define COLUMNS 4
#define TIME_MAX 8
#define TERMINAL_HEIGHT (60 + 22 * ROWS)

static void
draw_heading(struct drawing *d)
{
	drawing_font(d, "DejaVu Sans", 26);
	drawing_text(d, 60, 60, "Ordinary heading printed in black");
}

static void
draw_lines(struct drawing *d)
{
	drawing_text(d, 60, 140, "Payment within fourteen days of delivery");
	drawing_text(d, 60, 190, "Goods remain property of the seller");
}

/* Draws small print, whose letters without ascenders are lower than 5
 * pixels. */
static void
draw_small(struct drawing *d)
{
	drawing_font(d, "DejaVu Sans", 8);
	draw_lines(d);
}

static void
draw_faint(struct drawing *d)
{
	draw_heading(d);
	drawing_ink(d, 0.72);
	draw_lines(d);
}

/* Draws orange, which is as light as the gray of faint text. */
static void
draw_colored(struct drawing *d)
{
	draw_heading(d);
	drawing_color(d, 1, 0.7, 0.25);
	draw_lines(d);
}

/* Draws white words, each in a dark field of its own. */
static void
draw_inverted(struct drawing *d)
{
	static const char *const words[] = {"Payment", "within", "fourteen",
	    "days", "of", "delivery", "Goods", "remain", "property", "of",
	    "the", "seller"};

	draw_heading(d);
	drawing_font(d, "DejaVu Sans", 20);
	for (int i = 0; i < 12; i++) {
		double x = 30 + 145 * (i % 6), y = 100 + 100 * (i / 6);

		drawing_ink(d, 0.15);
		drawing_fill(d, x, y, 130, 40);
		drawing_ink(d, 1);
		drawing_text(d, x + 10, y + 27, words[i]);
	}
}

/* Draws light letters in bands of one color, beside each other and white
 * paper. */
static void
draw_in_bands(struct drawing *d)
{
	draw_heading(d);
	drawing_font(d, "DejaVu Sans", 20);
	drawing_color(d, 0.69, 0.12, 0.18);
	drawing_fill(d, 0, 100, 920, 70);
	drawing_color(d, 0.12, 0.42, 0.72);
	drawing_fill(d, 0, 170, 920, 70);
	drawing_color(d, 0.96, 0.85, 0.85);
	drawing_text(d, 60, 142, "Payment within fourteen days of delivery");
	drawing_color(d, 0.6, 0.8, 0.95);
	drawing_text(d, 60, 212, "Goods remain property of the seller");
}

/* Draws dark letters on a background from dark to light, like an evening
 * sky. */
static void
draw_on_photo(struct drawing *d)
{
	draw_heading(d);
	drawing_font(d, "DejaVu Sans", 30);
	for (int x = 0; x < 42; x++)
		for (int y = 0; y < 8; y++) {
			drawing_ink(d, 0.35 + 0.6 * x / 42 + 0.01 * (y % 3) +
					   0.01 * (x * 7 % 5));
			drawing_fill(d, 40 + 20 * x, 90 + 20 * y, 20, 20);
		}
	drawing_ink(d, 0.12);
	draw_lines(d);
}

/* Counts how many of the different words of draw_lines are in text. */
static int
count_seller_words(const char *text)
{
	static const char *const words[] = {"Payment", "within", "fourteen",
	    "days", "delivery", "Goods", "remain", "property", "seller"};
	int n = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		n += strstr(text, words[i]) != NULL;
	return n;
}

/*
 * high reads small, faint, colored and inverted text, text in bands and on a
 * photo, most of which standard misses.
 */
static void
test_hard_to_see(void **state)
{
	static const struct {
		const char *name;
		void (*draw)(struct drawing *);
		int least; /* of 9 words */
	} kinds[] = {
	    {"small", draw_small, 8},
	    {"faint", draw_faint, 9},
	    {"colored", draw_colored, 9},
	    {"inverted", draw_inverted, 8},
	    {"in_bands", draw_in_bands, 9},
	    {"on_photo", draw_on_photo, 8},
	};
	struct page_file page;
	char *text;
	int n;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct drawing *d = drawing_begin(920, 320);

		kinds[i].draw(d);
		assert_int_equal(drawing_end(d, 0, &page), 0);
		text = reading_post(server_fixture->port, "/ocr", &page);
		n = count_seller_words(text);
		free(text);
		text = reading_post(
		    server_fixture->port, "/ocr?quality=high", &page);
		print_message("words_%s_of_9: standard %d, high %d\n",
		    kinds[i].name, n, count_seller_words(text));
		if (count_seller_words(text) < kinds[i].least)
			fail_msg("%s: %s", kinds[i].name, text);
		assert_true(count_seller_words(text) >= n);
		free(text);
		page_file_clear(&page);
	}
}

/* Writes the time of a departure into text. */
static void
write_time(char text[TIME_MAX], int row, int column)
{
	snprintf(text, TIME_MAX, "%02d:%02d", (7 * row + 5 * column) % 24,
	    (13 * row + 29 * column) % 60);
}

/* Draws a terminal with a table of times, its top at y. */
static void
draw_terminal(struct drawing *d, double y)
{
	static const char *const places[ROWS] = {"Harbour", "Station", "Market",
	    "Airport", "Castle", "Museum", "Bridge", "Garden", "Tower",
	    "School", "Library", "Hospital", "Park", "Mill", "Church",
	    "Theatre"};
	char text[TIME_MAX];

	drawing_ink(d, 0);
	drawing_fill(d, 0, y, 700, TERMINAL_HEIGHT);
	drawing_ink(d, 0.92);
	drawing_font(d, "Liberation Mono", 18);
	for (int row = 0; row < ROWS; row++) {
		drawing_text(d, 20, y + 40 + 22 * row, places[row]);
		for (int k = 0; k < COLUMNS; k++) {
			write_time(text, row, k);
			drawing_text(d, 180 + 110 * k, y + 40 + 22 * row, text);
		}
	}
}

/* Draws a page that is a terminal. */
static void
draw_dark_page(struct page_file *page)
{
	struct drawing *d = drawing_begin(700, TERMINAL_HEIGHT);

	draw_terminal(d, 0);
	assert_int_equal(drawing_end(d, 0, page), 0);
}

/* Draws a white page with a terminal between two paragraphs. */
static void
draw_dark_window(struct page_file *page)
{
	struct drawing *d = drawing_begin(920, 2 * 320 + TERMINAL_HEIGHT);

	for (int i = 0; i < 2; i++) {
		drawing_ink(d, 0);
		drawing_font(d, "DejaVu Serif", 22);
		for (int row = 0; row < 8; row++)
			drawing_text(d, 60,
			    50 + 34 * row + i * (320 + TERMINAL_HEIGHT),
			    "Payment is due within fourteen days of delivery.");
	}
	draw_terminal(d, 320);
	assert_int_equal(drawing_end(d, 0, page), 0);
}

/* Counts how many of the terminal's times are in text, from which it removes
 * the blanks first: one may be read beside a colon, which is as wide as a
 * digit. */
static int
count_times(char *text)
{
	char time[TIME_MAX], *end = text;
	int n = 0;

	for (const char *c = text; *c != '\0'; c++)
		if (*c != ' ')
			*end++ = *c;
	*end = '\0';
	for (int row = 0; row < ROWS; row++)
		for (int k = 0; k < COLUMNS; k++) {
			write_time(time, row, k);
			n += strstr(text, time) != NULL;
		}
	return n;
}

/* high reads light text on a page that is dark all over, and in a window. */
static void
test_terminal(void **state)
{
	static const struct {
		const char *name;
		void (*draw)(struct page_file *);
		int least; /* of ROWS times COLUMNS */
	} kinds[] = {
	    {"page", draw_dark_page, 48},
	    {"window", draw_dark_window, 48},
	};
	struct page_file page;
	char *standard, *high;
	int n;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		kinds[i].draw(&page);
		standard = reading_post(server_fixture->port, "/ocr", &page);
		high = reading_post(
		    server_fixture->port, "/ocr?quality=high", &page);
		n = count_times(high);
		print_message("times_%s_of_%d: standard %d, high %d\n",
		    kinds[i].name, ROWS * COLUMNS, count_times(standard), n);
		if (n < kinds[i].least)
			fail_msg("%s: %s", kinds[i].name, high);
		free(standard);
		free(high);
		page_file_clear(&page);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hard_to_see),
	    cmocka_unit_test(test_terminal),
	};

	return server_report(cmocka_run_group_tests_name("hard_to_see", tests,
	    server_fixture_setup, server_fixture_teardown));
}
