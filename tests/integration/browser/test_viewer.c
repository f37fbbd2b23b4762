/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One page as a browser shows it: its image with the boxes of its words, and
 * its text beside it.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/browser.h"
#include "tests/lib/exif_image.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"
#include "tests/lib/web_page.h"

#define TABS 40

static void
test_reads_a_file(void **state)
{
	(void)state;
	web_page_open_index();
	web_page_shoot("empty");
	web_page_assert_accessible("empty");
	web_page_choose(&web_page_letter, "letter.png");
	browser_wait("return one('.file.done')");
	web_page_shows(".words", "Dear Sir or Madam,");
	web_page_shows(".words", "which you have\\nasked for in your letter");
	web_page_shows(".file-status", "1 page");
	web_page_shows("#announce", "letter.png is read");
	web_page_assert_accessible("letter");
	web_page_shoot("letter");
}

static void
test_boxes_are_over_the_words(void **state)
{
	(void)state;
	web_page_read(&web_page_letter, "letter.png");
	browser_wait("return one('.scan').complete");
	web_page_check("boxes()");
	browser_resize(360, 740, false);
	web_page_check("boxes()");
}

/* A browser shows no PDF within a page, so the server draws the page that is
 * looked at. */
static void
test_pictures_of_a_pdf(void **state)
{
	static const char *const texts[] = {
	    "The first page of two\nhas two lines.\n",
	    "Here is the second one,\nwhich is set elsewhere:\n\nbelow.\n"};
	struct page_file file;

	(void)state;
	web_page_typeset_pdf(texts, 2, &file);
	web_page_read(&file, "two.pdf");
	web_page_assert_drawn();
	browser_click("[aria-label=\"Next page\"]");
	web_page_shows(".words", "which is set elsewhere");
	web_page_assert_drawn();
	browser_shoot("pdf");
	browser_click(".zoom");
	web_page_check("boxes()");
	browser_shoot("pdf-large");
	browser_resize(360, 740, false);
	web_page_check("boxes()");
	browser_shoot("pdf-large-narrow");
	web_page_assert_accessible("enlarged");
	browser_resize(360, 740, false);
	browser_click(".zoom");
	web_page_check("boxes()");
	web_page_check("fits()");
	page_file_clear(&file);
}

/* The server also draws a TIFF file, and a photo in the format of phones. */
static void
test_pictures_of_what_a_browser_cannot_show(void **state)
{
	struct page_file tiff, photo;

	(void)state;
	assert_int_equal(page_repeat(&web_page_letter, 2, &tiff), 0);
	web_page_read(&tiff, "two.tif");
	web_page_assert_drawn();
	browser_click("[aria-label=\"Next page\"]");
	web_page_shows(".which", "Page 2 of 2");
	web_page_assert_drawn();
	web_page_shoot("tiff");
	assert_int_equal(
	    exif_image_shoot(&web_page_letter, false, 6, &photo), 0);
	web_page_read(&photo, "IMG_0043.HEIC");
	web_page_assert_drawn();
	page_file_clear(&tiff);
	page_file_clear(&photo);
}

/* A scan that lies on its side is drawn upright. */
static void
test_picture_turned_upright(void **state)
{
	struct page_file side, file;

	(void)state;
	assert_int_equal(exif_image_turn(&web_page_letter, 90, &side), 0);
	assert_int_equal(typeset_scan(&side, 1, 150, &file), 0);
	web_page_open_index();
	browser_click("#upright");
	web_page_choose(&file, "side.pdf");
	browser_wait("return one('.file.done')");
	web_page_shows(".words", "Dear Sir or Madam,");
	web_page_assert_drawn();
	page_file_clear(&side);
	page_file_clear(&file);
}

/* Returns how many pictures the page has got. */
static double
pictures_given(void)
{
	return browser_number(
	    "return performance.getEntriesByType('resource').filter("
	    "(r) => r.name.includes('format=jpeg') && r.responseStatus === "
	    "200).length");
}

/* A picture is asked for when it is looked at, and only once. */
static void
test_pictures_are_asked_for_when_seen(void **state)
{
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_scan(&web_page_letter, 3, 150, &file), 0);
	web_page_read(&file, "three.pdf");
	web_page_assert_drawn();
	assert_true(pictures_given() == 1);
	browser_click("[aria-label=\"Next page\"]");
	web_page_assert_drawn();
	assert_true(pictures_given() == 2);
	browser_click("[aria-label=\"Previous page\"]");
	web_page_assert_drawn();
	assert_true(pictures_given() == 2);
	page_file_clear(&file);
}

/* Where there is no picture, the words stand where they are on the page. */
static void
test_no_picture(void **state)
{
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_scan(&web_page_letter, 2, 150, &file), 0);
	web_page_read(&file, "two.pdf");
	web_page_assert_drawn();
	assert_int_equal(server_stop(server_fixture), 0);
	server_fixture = NULL;
	browser_click("[aria-label=\"Next page\"]");
	web_page_shows(".sheet .hint", "cannot be shown here");
	assert_true(browser_is("return all('.overlay text').length > 10"));
	browser_shoot("no-picture");
	page_file_clear(&file);
}

/* A page that lies on its side is shown upright. */
static void
test_turned_upright(void **state)
{
	PIX *pix = pixReadMem(web_page_letter.data, web_page_letter.len);
	PIX *turned = pixRotate90(pix, 1);
	struct page_file file;

	(void)state;
	assert_int_equal(page_encode(turned, PAGE_PNG, &file), 0);
	web_page_open_index();
	browser_click("#upright");
	web_page_choose(&file, "side.png");
	browser_wait("return one('.file.done') && one('.scan').complete");
	web_page_shows(".words", "Dear Sir or Madam,");
	browser_wait("return one('.scan').style.transform.includes('270')");
	web_page_check("boxes()");
	browser_shoot("upright");
	pixDestroy(&pix);
	pixDestroy(&turned);
	page_file_clear(&file);
}

/* Moves the mouse over the n-th of the elements. */
static void
hover(const char *css, int n)
{
	char script[128];
	json_t *at;

	snprintf(
	    script, sizeof(script), "return checks.place('%s', %d)", css, n);
	at = browser_run(script);
	browser_hover((int)json_integer_value(json_array_get(at, 0)),
	    (int)json_integer_value(json_array_get(at, 1)));
	json_decref(at);
}

static void
test_words_are_marked_in_both(void **state)
{
	(void)state;
	web_page_read(&web_page_letter, "letter.png");
	hover(".word", 4);
	web_page_check("marked(4)");
	browser_shoot("marked");
	hover(".box", 20);
	web_page_check("marked(20)");
}

static void
test_reads_a_part_again(void **state)
{
	json_t *from, *to;

	(void)state;
	web_page_read(&web_page_letter, "letter.png");
	from = browser_run("return checks.place('.box', 0)");
	to = browser_run("return checks.place('.box', 3)");
	browser_drag((int)json_integer_value(json_array_get(from, 0)) - 50,
	    (int)json_integer_value(json_array_get(from, 1)) - 15,
	    (int)json_integer_value(json_array_get(to, 0)) + 60,
	    (int)json_integer_value(json_array_get(to, 1)) + 14);
	json_decref(from);
	json_decref(to);
	browser_shoot("part-chosen");
	web_page_assert_accessible("a part that is chosen");
	browser_click(".region-bar .primary");
	web_page_shows(".part-text", "Dear Sir or Madam,");
	web_page_assert_accessible("a part that was read");
	web_page_check(
	    "text('.part-text').includes('enclosed') ? 'too much' : ''");
	browser_shoot("part-read");
}

/* Presses Tab until the focus has the name. */
static void
tab_to(const char *name)
{
	for (int i = 0; i < TABS; i++) {
		char *focus = browser_text("return checks.focus()");
		bool found = strstr(focus, name) != NULL;

		free(focus);
		if (found)
			return;
		browser_press(KEY_TAB, false);
	}
	fail_msg("Tab does not reach %s", name);
}

static void
test_keyboard_alone(void **state)
{
	(void)state;
	web_page_read(&web_page_letter, "letter.png");
	tab_to("choose");
	tab_to("Language");
	browser_press(KEY_ENTER, false);
	browser_wait("return one('#languages').open");
	browser_press(KEY_TAB, false);
	browser_press(" ", false);
	browser_wait("return !one('#languages-list input').checked");
	browser_press(" ", false);
	browser_wait("return one('#languages-list input').checked");
	browser_press(KEY_ESCAPE, false);
	browser_wait("return !one('#languages').open");
	tab_to("pages");
	tab_to("upright");
	tab_to("file-open");
	tab_to("again");
	tab_to("end");
	tab_to("part-button");
	browser_press(KEY_ENTER, false);
	browser_wait("return checks.focus() === 'region'");
	for (int i = 0; i < 40; i++)
		browser_press(i % 2 ? KEY_LEFT : KEY_UP, false);
	for (int i = 0; i < 30; i++)
		browser_press(KEY_RIGHT, true);
	browser_press(KEY_ENTER, false);
	web_page_shows(".part-text", "Dear Sir or Madam,");
	tab_to("words");
	browser_press(KEY_RIGHT, false);
	browser_press(KEY_RIGHT, false);
	web_page_check("marked(1)");
	web_page_shows("#announce", "Sir, ");
}

/* The text of a PDF in Hebrew; the arrows follow the reading. */
static void
test_right_to_left(void **state)
{
	static const char *const texts[] = {
	    "\xd7\x9d\xd7\x95\xd7\x9c\xd7\xa9 "
	    "\xd7\x9d\xd7\x9c\xd7\x95\xd7\xa2\n"
	    "\xd7\xa8\xd7\xa4\xd7\xa1 \xd7\x91\xd7\x95\xd7\x98\n"};
	static const struct typeset style = {.font = "DejaVu Sans",
	    .size = 20,
	    .width = 300,
	    .height = 150,
	    .dpi = 72};
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 1, &style, &file), 0);
	web_page_open_index();
	web_page_choose(&file, "hebrew.pdf");
	browser_wait("return one('.file.done')");
	browser_wait("return all('.word').length >= 4");
	assert_true(browser_is(
	    "return getComputedStyle(one('.words p')).direction === 'rtl'"));
	assert_true(browser_is("return place('.word', 0) > place('.word', 1);"
			       "function place(css, n) {"
			       "return checks.place(css, n)[0]; }"));
	json_decref(browser_run("one('.words').focus()"));
	browser_press(KEY_LEFT, false);
	browser_press(KEY_LEFT, false);
	web_page_check("marked(1)");
	browser_press(KEY_RIGHT, false);
	web_page_check("marked(0)");
	web_page_check("fits()");
	browser_shoot("right-to-left");
	page_file_clear(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reads_a_file),
	    cmocka_unit_test(test_boxes_are_over_the_words),
	    cmocka_unit_test(test_pictures_of_a_pdf),
	    cmocka_unit_test(test_pictures_of_what_a_browser_cannot_show),
	    cmocka_unit_test(test_picture_turned_upright),
	    cmocka_unit_test(test_pictures_are_asked_for_when_seen),
	    cmocka_unit_test(test_turned_upright),
	    cmocka_unit_test(test_words_are_marked_in_both),
	    cmocka_unit_test(test_reads_a_part_again),
	    cmocka_unit_test(test_keyboard_alone),
	    cmocka_unit_test(test_right_to_left),
	};
	const struct CMUnitTest alone[] = {
	    cmocka_unit_test_setup(test_no_picture, web_page_setup),
	};
	int failed;

	if (!web_page_is_possible())
		return 0;
	if (web_page_begin() < 0)
		return 1;
	failed = cmocka_run_group_tests_name(
	    "viewer", tests, web_page_setup, server_fixture_teardown);
	failed += cmocka_run_group_tests_name(
	    "viewer, servers of their own", alone, NULL, NULL);
	browser_close();
	return server_report(failed);
}
