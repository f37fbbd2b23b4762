/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What can be done with what was read: checked, read again in part or with
 * other options, copied and downloaded.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/browser.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"
#include "tests/lib/web_page.h"

#define PAGES 4

static struct page_file slow;

/* Drags the middle of an element by so many pixels of the window. */
static void
drag(const char *css, int dx, int dy)
{
	char script[128];
	json_t *at;
	int x, y;

	snprintf(script, sizeof(script), "return checks.place('%s', 0)", css);
	at = browser_run(script);
	x = (int)json_integer_value(json_array_get(at, 0));
	y = (int)json_integer_value(json_array_get(at, 1));
	json_decref(at);
	browser_drag(x, y, x + dx, y + dy);
}

/* Returns one side of the frame around the part, in percent of the page. */
static double
frame(const char *side)
{
	char script[128];

	snprintf(script, sizeof(script),
	    "return parseFloat(one('.region').style.%s)", side);
	return browser_number(script);
}

static void
test_the_frame_is_moved_and_pulled(void **state)
{
	double left, width;

	(void)state;
	web_page_read(&web_page_letter, "letter.png");
	browser_click(".part-button");
	web_page_shows(".sheet .hint", "Move the frame");
	left = frame("left");
	width = frame("width");
	drag(".region", 60, 10);
	assert_true(frame("left") > left + 5);
	assert_true(frame("width") == width);
	left = frame("left");
	drag(".region-corner", 40, 30);
	assert_true(frame("width") > width + 3);
	assert_true(frame("left") == left);
	browser_shoot("part-moved");
	browser_press(KEY_ESCAPE, false);
	web_page_shows(".sheet .hint", "Drag over a part");
}

/* On a phone the text comes before the page, and a part that was read is in
 * sight wherever the frame was. */
static void
test_on_a_phone(void **state)
{
	(void)state;
	web_page_read(&web_page_letter, "letter.png");
	browser_resize(360, 740, false);
	assert_true(browser_is("return one('.words').getBoundingClientRect()"
			       ".top < one('.paper').getBoundingClientRect()"
			       ".top"));
	browser_click(".part-button");
	browser_click(".region-bar .primary");
	browser_wait("return one('.part-text')");
	assert_true(browser_is("const r = one('.part').getBoundingClientRect();"
			       "return r.top > -2 && r.top < innerHeight"));
	web_page_check("fits()");
	browser_shoot("part-narrow");
}

/* At the end of a long text the page is still seen beside it. */
static void
test_the_page_stays_in_sight(void **state)
{
	static const struct typeset style = {.font = "DejaVu Sans",
	    .size = 6,
	    .width = 400,
	    .height = 560,
	    .dpi = 72};
	char text[2048] = "";
	const char *const texts[] = {text};
	struct page_file file;

	(void)state;
	for (int i = 0; i < 60; i++)
		strcat(text, "A line of a long list\n");
	assert_int_equal(typeset_pdf(texts, 1, &style, &file), 0);
	web_page_read(&file, "long.pdf");
	web_page_assert_drawn();
	json_decref(browser_run("all('.word').at(-1).scrollIntoView()"));
	assert_true(
	    browser_is("const r = one('.paper').getBoundingClientRect();"
		       "return r.top >= 0 && r.bottom <= innerHeight"));
	web_page_check("boxes()");
	browser_shoot("long");
	page_file_clear(&file);
}

/* Words in another alphabet are doubtful: where they are counted, the marks are
 * explained and it says what may help; nothing covers the words on the page. */
static void
test_doubtful_words(void **state)
{
	struct page_file file;

	(void)state;
	web_page_typeset("Съешь же ещё этих мягких\n"
			 "французских булок,\n"
			 "да выпей чаю. Широкая электрификация\n"
			 "южных губерний даст мощный толчок\n",
	    &file);
	web_page_read(&file, "pangram.png");
	browser_wait("return one('.sample')");
	assert_true(
	    browser_is("return all('.box').every("
		       "(e) => getComputedStyle(e).stroke === 'none')"));
	web_page_shows(".advice", "language");
	browser_click(".next-doubt");
	browser_wait("return one('mark.word.current') && one('.box.current')");
	web_page_assert_accessible("doubtful words");
	web_page_shoot("doubtful");
	page_file_clear(&file);
}

/* Returns whether a request of the page had this in its query. */
static bool
has_asked(const char *query)
{
	char script[192];

	snprintf(script, sizeof(script),
	    "return performance.getEntriesByType('resource').some("
	    "(r) => r.name.includes('%s'))",
	    query);
	return browser_is(script);
}

/* A changed option has no effect until the button is pressed. */
static void
test_read_again_with_other_options(void **state)
{
	(void)state;
	web_page_read(&web_page_letter, "letter.png");
	assert_true(
	    browser_is("return one('.again').textContent === 'Read again'"));
	browser_click("#languages summary");
	browser_click("#languages-list input[value=deu]");
	web_page_shows(".again", "Read with new options");
	browser_press(KEY_ESCAPE, false);
	browser_resize(360, 740, false);
	web_page_check("fits()");
	browser_shoot("options-changed");
	browser_click(".again");
	browser_wait("return one('.file.done')");
	assert_true(
	    browser_is("return one('.again').textContent === 'Read again'"));
	/* The option that was chosen, and after it the one that is always
	 * chosen. */
	assert_true(has_asked("lang=deu%2Beng"));
	assert_false(has_asked("quality="));
	browser_type("#quality", "High");
	browser_click(".again");
	browser_wait("return one('.file.done')");
	assert_true(has_asked("quality=high"));
}

/* If a document is cancelled, the pages that have been read stay. */
static void
test_cancelled_within_a_document(void **state)
{
	(void)state;
	web_page_open_index();
	web_page_choose(&slow, "slow.tif");
	browser_wait("return one('.file.active') && one('.words .word')");
	web_page_shows(".tools", "Copy text so far");
	assert_true(browser_is("return one('.joined .button').disabled"));
	browser_click(".end");
	browser_wait("return one('.file.cancelled')");
	assert_true(browser_is("return one('.pager').hidden || "
			       "!one('.which').textContent.includes('of 4')"));
	json_decref(browser_run("one('.joined select').value = 'json'"));
	browser_click(".joined .button");
	browser_wait("return !one('.joined .button').disabled");
	assert_true(has_asked("ocr?pages=1"));
}

/* All pages are copied, without what programs put between them. */
static void
test_copies_all_pages(void **state)
{
	static const char *const texts[] = {
	    "The first page.\n", "Another one.\n"};
	struct page_file file;
	char *copied;

	(void)state;
	web_page_typeset_pdf(texts, 2, &file);
	browser_permit("clipboardReadWrite");
	web_page_read(&file, "two.pdf");
	web_page_shows(".tools", "Copy all text");
	browser_click(".tools .copy");
	web_page_shows(".tools", "Copied");
	copied = browser_text("return navigator.clipboard.readText()");
	assert_string_equal(copied, "The first page.\n\nAnother one.\n");
	web_page_shows(".tools", "Copy all text");
	free(copied);
	page_file_clear(&file);
}

static void
test_a_download_that_takes_its_time(void **state)
{
	(void)state;
	web_page_read(&slow, "slow.tif");
	json_decref(browser_run("one('.joined select').value = 'pdf'"));
	browser_click(".joined .button");
	web_page_shows(".making", "Searchable PDF: Reading page 2 of 4");
	browser_shoot("making");
	browser_click(".making .button");
	browser_wait("return one('.making').textContent === ''");
	assert_true(browser_is("return !one('.joined .button').disabled"));
	server_fixture_wait("running", 0);
}

static int
make_pages(void)
{
	struct page_file page;

	if (page_slow(14, 1, &page) < 0 || page_repeat(&page, PAGES, &slow) < 0)
		return -1;
	page_file_clear(&page);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_frame_is_moved_and_pulled),
	    cmocka_unit_test(test_on_a_phone),
	    cmocka_unit_test(test_the_page_stays_in_sight),
	    cmocka_unit_test(test_doubtful_words),
	    cmocka_unit_test(test_read_again_with_other_options),
	    cmocka_unit_test(test_cancelled_within_a_document),
	    cmocka_unit_test(test_copies_all_pages),
	    cmocka_unit_test(test_a_download_that_takes_its_time),
	};
	int failed;

	if (!web_page_is_possible())
		return 0;
	if (make_pages() < 0 || web_page_begin() < 0)
		return 1;
	failed = cmocka_run_group_tests_name(
	    "result", tests, web_page_setup, server_fixture_teardown);
	browser_close();
	return server_report(failed);
}
