/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Columns as Markdown: one follows the other, and words that were divided at
 * the end of a line are whole, also where the column ends there.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/drawing.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

#define LINE 36 /* from one to the next */
#define LEFT 100

/* A heading over all columns; a NULL ends the lines of each. */
struct sheet {
	const char *heading;
	const char *columns[3][16];
	int count, width; /* of columns, from one to the next */
};

static const struct sheet two = {"The harbour in winter",
    {{"When the last ships had left the har-",
	 "bour, the keeper of the lighthouse be-",
	 "gan to write down what he saw. Ice cov-",
	 "ered the piers, and a well-known cap-",
	 "tain walked over it to the island.", "",
	 "Nobody had done that before him. From",
	 "1914 to 1918 the winters had been mild,",
	 "and the water was open from Novem-", NULL},
	{"ber to March. Now it was a road, and",
	    "the merchants of both towns sent sled-",
	    "ges across, laden with flour and tim-",
	    "ber and with letters for the post-",
	    "master, who read them to everybody.", "",
	    "In April the ice broke within a single",
	    "night. The keeper heard it and got up;",
	    "in the morning there were waves again.", NULL}},
    2, 560};

static const struct sheet three = {"Notes from the garden",
    {{"Beans are sown in the", "first week of May, when",
	 "the soil is warm. A rain-", "bow of flowers follows in",
	 "June, and the gardener", "counts them every morn-", NULL},
	{"ing. Peas are earlier, as", "they do not mind the cold.",
	    "They climb along strings", "and want water when the",
	    "weather is dry. A fence of", "sticks is enough for them", NULL},
	{"to hold on to. Carrots are", "slow, and many a begin-",
	    "ner believes that nothing", "will come of them. In Aug-",
	    "ust they are pulled from", "the earth and eaten raw.", NULL}},
    3, 420};

static void
draw(const struct sheet *s, struct page_file *file)
{
	struct drawing *d = drawing_begin(2 * LEFT + s->count * s->width, 700);

	drawing_font(d, "Liberation Serif", 52);
	drawing_text(d, LEFT, 120, s->heading);
	drawing_font(d, "Liberation Serif", 27);
	for (int i = 0; i < s->count; i++)
		for (int k = 0; s->columns[i][k] != NULL; k++)
			drawing_text(d, LEFT + i * s->width, 220 + LINE * k,
			    s->columns[i][k]);
	assert_int_equal(drawing_end(d, 0, file), 0);
}

/* Posts the page; the answer must have these words in this order. */
static void
assert_found(const struct page_file *page, const char *path, const char *want)
{
	char *text = reading_post(server_fixture->port, path, page);

	if (strstr(text, want) == NULL)
		fail_msg("%s: %s", path, text);
	free(text);
}

/* Draws the sheet, on which standard and high must both find each text of
 * want. */
static void
assert_order(const struct sheet *s, const char *const *want)
{
	struct page_file page;

	draw(s, &page);
	for (; *want != NULL; want++) {
		assert_found(&page, "/ocr?format=markdown", *want);
		assert_found(&page, "/ocr?format=markdown&quality=high", *want);
	}
	page_file_clear(&page);
}

static void
test_two(void **state)
{
	static const char *const want[] = {
	    "# The harbour in winter\n\n"
	    "When the last ships had left the harbour, the keeper of the "
	    "lighthouse began to write down what he saw. Ice covered the "
	    "piers, and a well-known captain walked over it to the island.\n\n"
	    "Nobody had done that before him. From 1914 to 1918 the winters "
	    "had been mild, and the water was open from November to March. "
	    "Now it was a road, and the merchants of both towns sent sledges "
	    "across, laden with flour and timber and with letters for the "
	    "postmaster, who read them to everybody.\n\n"
	    "In April the ice broke within a single night. The keeper heard "
	    "it and got up; in the morning there were waves again.\n",
	    NULL};

	(void)state;
	assert_order(&two, want);
}

/* Tesseract decides where paragraphs end in such narrow columns. */
static void
test_three(void **state)
{
	static const char *const want[] = {"# Notes from the garden\n\nBeans",
	    "A rainbow of flowers follows in June, and the gardener counts "
	    "them every morning. Peas are earlier, as",
	    "A fence of sticks is enough for them\n\n"
	    "to hold on to. Carrots are slow, and many a beginner believes "
	    "that nothing will come of them. In August they are pulled",
	    NULL};

	(void)state;
	assert_order(&three, want);
}

/* The same holds for the text that a PDF has; nothing of it is recognized. */
static void
test_embedded(void **state)
{
	static const char text[] =
	    "When the last ships had left the har-\n"
	    "bour, the keeper of the lighthouse be-\n"
	    "gan to write. The water was open from Novem-\n"
	    "ber to March. Now it was a road, and the\n"
	    "merchants of both towns sent their sled-\n"
	    "ges across, laden with flour and timber.\n";
	static const struct typeset style = {"DejaVu Serif", 12, .columns = 2,
	    .width = 700, .height = 200, .dpi = 150};
	const char *const texts[] = {text};
	struct page_file pdf;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 1, &style, &pdf), 0);
	assert_found(&pdf, "/ocr?format=markdown&layer=only",
	    "had left the harbour, the keeper of the lighthouse began to "
	    "write. The water was open from November to March. Now it was a "
	    "road, and the merchants of both towns sent their sledges across, "
	    "laden");
	page_file_clear(&pdf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two),
	    cmocka_unit_test(test_three),
	    cmocka_unit_test(test_embedded),
	};

	return server_report(cmocka_run_group_tests_name(
	    "columns", tests, server_fixture_setup, server_fixture_teardown));
}
