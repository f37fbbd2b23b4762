/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files on their way through a browser: they are chosen, pasted, queued, read,
 * cancelled, refused and downloaded.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/browser.h"
#include "tests/lib/drawing.h"
#include "tests/lib/exif_image.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"
#include "tests/lib/typeset.h"
#include "tests/lib/web_page.h"

#define PAGES 4

static struct page_file slow, scan;

static struct server_options few_each = {
    .workers = 1, .conf = WEB_PAGE_AHEAD "ocr.client-limit := 1"};
static struct server_options few_all = {.workers = 1,
    .conf = WEB_PAGE_AHEAD "ocr.queue-limit := 1\nocr.client-limit := 10"};
static struct server_options hasty = {
    .workers = 1, .conf = WEB_PAGE_AHEAD "ocr.timeout := 1"};

static void
test_pages_appear_as_they_finish(void **state)
{
	(void)state;
	web_page_open_index();
	web_page_choose(&slow, "slow.tif");
	web_page_shows(".file-status", "Reading page 2 of 4");
	browser_wait("return one('.file.active') && one('.words .word')");
	web_page_shows(".which", "Page 1 of 4");
	browser_shoot("pages-progress");
	browser_wait("return one('.file.done')");
	web_page_shows(".file-status", "4 pages");
	browser_click("[aria-label=\"Next page\"]");
	web_page_shows(".which", "Page 2 of 4");
	web_page_assert_drawn();
	browser_shoot("pages-drawn");
}

static void
test_cancel_frees_the_slot(void **state)
{
	int64_t left =
	    status_number(server_fixture->port, "totals.aborted_running");

	(void)state;
	web_page_open_index();
	web_page_choose(&scan, "noise.pnm");
	server_fixture_wait("running", 1);
	browser_shoot("waiting");
	browser_click(".end");
	web_page_shows(".file-status", "Cancelled");
	server_fixture_wait("totals.aborted_running", left + 1);
	server_fixture_wait("running", 0);
	web_page_choose(&web_page_letter, "letter.png");
	browser_wait("return one('.file.done')");
}

static void
test_says_its_place_in_the_queue(void **state)
{
	int fds[2];

	(void)state;
	web_page_open_index();
	fds[0] = server_fixture_hold();
	fds[1] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", 1);
	web_page_choose(&web_page_letter, "letter.png");
	web_page_shows(".file-status", "number 2 in the queue");
	web_page_shows(".wait", "number 2 in the queue");
	browser_shoot("queued");
	server_fixture_drain(fds, 2);
	browser_wait("return one('.file.done')");
}

static void
test_pasted_and_dropped(void **state)
{
	(void)state;
	web_page_open_index();
	web_page_check("paste('A pasted screenshot')");
	browser_wait("return one('.file.done')");
	web_page_shows(".words", "A pasted screenshot");
	web_page_check("drop('notes.txt')");
	web_page_shows(".file.failed .file-status", "no picture or PDF");
}

/* Opens the n-th file of the list, which has to show the words. */
static void
opens(int n, const char *words)
{
	char css[64];

	snprintf(css, sizeof(css), ".file:nth-child(%d) .file-open", n);
	browser_click(css);
	web_page_shows(".words", words);
	snprintf(
	    css, sizeof(css), ".file:nth-child(%d) [aria-current=true]", n);
	web_page_shows(css, "1 page");
}

/* Checks the sentence that the page has for a request's progress; standing is
 * the progress, as the text of a JavaScript object. */
static void
assert_says(const char *standing, const char *want)
{
	char script[384], *got;

	snprintf(script, sizeof(script),
	    "return import(checks.asset('sentences')).then("
	    "({ progress }) => progress(%s, 1))",
	    standing);
	got = browser_text(script);
	if (strcmp(got, want) != 0)
		fail_msg("%s: %s", standing, got);
	free(got);
}

static void
test_says_how_long_it_takes(void **state)
{
	(void)state;
	web_page_open_index();
	assert_says("{state: 'queued', position: 3, left_ms: 4000}",
	    "Waiting, number 3 in the queue, about 4 s left");
	assert_says("{state: 'running', page: 2, pages: 4, left_ms: 65000}",
	    "Reading page 2 of 4, about 65 s left");
	assert_says("{state: 'running', page: 2, pages: 40, left_ms: 240000}",
	    "Reading page 2 of 40, about 4 min left");
	assert_says("{state: 'running', page: 1, pages: 1}", "Reading");
	assert_says("null", "Sent, waiting for the server");
}

/* Two files at a time, each with a result of its own. */
static void
test_several_in_a_row(void **state)
{
	int fd;

	(void)state;
	web_page_open_index();
	fd = server_fixture_hold();
	web_page_check("dropPictures('The first one', 'Another one', "
		       "'Something third')");
	server_fixture_wait("queued", 2);
	web_page_shows(".file:last-child", "Waiting for its turn");
	web_page_shows(".wait", "in the queue");
	web_page_check("states() === 'active active waiting' ? '' : "
		       "checks.states()");
	browser_shoot("several");
	server_fixture_drain(&fd, 1);
	/* The first file is shown, whichever is read first. */
	web_page_shows(".words", "The first one");
	browser_wait("return checks.states() === 'done done done'");
	web_page_shows(".words", "The first one");
	opens(3, "Something third");
	opens(2, "Another one");
	opens(1, "The first one");
	web_page_assert_accessible("several files");
	web_page_shoot("several-done");
	/* The next file takes the place of the one that is taken away. */
	browser_click(".file:first-child .end");
	web_page_shows(".words", "Another one");
	web_page_check("states() === 'done done' ? '' : checks.states()");
}

/* Two files are chosen in the dialog, and one follows while they are shown; a
 * file that fails holds up none of them. */
static void
test_chosen_together(void **state)
{
	struct page_file text = {(unsigned char *)"no picture", 10};
	char paths[2 * DIR_MAX];
	size_t used;

	(void)state;
	web_page_open_index();
	used = (size_t)snprintf(paths, sizeof(paths), "%s\n",
	    server_path(server_fixture, "notes.txt"));
	snprintf(paths + used, sizeof(paths) - used, "%s",
	    server_path(server_fixture, "letter.png"));
	assert_int_equal(page_file_write(&web_page_letter, paths + used), 0);
	assert_int_equal(
	    page_file_write(&text, server_path(server_fixture, "notes.txt")),
	    0);
	browser_type("#choose-files", paths);
	browser_wait("return checks.states() === 'failed done'");
	web_page_shows(".failure h2", "no picture or PDF");
	opens(2, "Dear Sir or Madam,");
	web_page_check("dropPictures('A late one')");
	browser_wait("return checks.states() === 'failed done done'");
	web_page_shows(".words", "A late one");
	opens(2, "Dear Sir or Madam,");
}

/* Downloads the joined document in the format; the file of this name must begin
 * with these bytes. */
static void
downloads(const char *format, const char *name, const char *begin)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	char script[128], *text = NULL;

	snprintf(script, sizeof(script), "one('.joined select').value = '%s'",
	    format);
	json_decref(browser_run(script));
	browser_click(".joined .button");
	/* The browser makes an empty file first. */
	while ((text == NULL || *text == '\0') && process_now_ms() < end) {
		free(text);
		text =
		    process_read_file(server_path(server_fixture, name), NULL);
	}
	if (text == NULL || strncmp(text, begin, strlen(begin)) != 0)
		fail_msg("%s: %.80s", name, text ? text : "is not there");
	free(text);
	browser_wait("return !one('.joined .button').disabled");
}

static void
test_downloads(void **state)
{
	(void)state;
	web_page_read(&web_page_letter, "letter.png");
	browser_download_to(server_fixture->dir);
	downloads("text", "letter.txt", "Dear Sir or Madam,");
	downloads("pdf", "letter.pdf", "%PDF-");
	downloads("hocr", "letter.html", "<?xml");
	downloads("json", "letter.json", "{");
	downloads("markdown", "letter.md", "Dear Sir or Madam,");
	downloads("alto", "letter.xml", "<?xml");
	downloads("tsv", "letter.tsv", "level\t");
	/* The list has these files and no others. */
	assert_true(
	    browser_is("return all('.joined select option').length === 7"));
}

static void
test_a_file_that_is_no_picture(void **state)
{
	struct page_file text = {(unsigned char *)"no picture", 10};

	(void)state;
	web_page_open_index();
	web_page_choose(&text, "notes.txt");
	web_page_shows(".failure h2", "no picture or PDF that can be read");
	web_page_shows(".failure", "Choose a PDF or a picture");
	/* There is no button, since the same file would fail again. */
	web_page_shows(".failure .primary", "Choose another file");
	assert_true(browser_is("return one('.again').hidden"));
	web_page_check(
	    "text('.failure').includes('first bytes') ? 'for programs' : ''");
	web_page_assert_accessible("failure");
	web_page_shoot("failure");
}

/* In a browser that is in German, the language need not be chosen. */
static void
test_a_letter_in_german(void **state)
{
	struct page_file file;

	(void)state;
	web_page_typeset(
	    "Sehr geehrte Frau Müller,\n"
	    "für Ihre Grüße aus Köln danke ich Ihnen herzlich.\n"
	    "Die Gebühr von 12,50 € überweisen wir bis Ende März.\n"
	    "Mit freundlichen Grüßen, Jürgen Weiß\n",
	    &file);
	browser_speak("de-DE,de");
	web_page_open_index();
	web_page_shows("#languages-value", "English, German");
	web_page_choose(&file, "brief.png");
	browser_wait("return one('.file.done')");
	web_page_shows(".words", "Sehr geehrte Frau Müller,");
	web_page_shows(".words", "für Ihre Grüße aus Köln");
	web_page_shoot("german");
	browser_speak("en-US,en");
	page_file_clear(&file);
}

/* A photo as a phone takes it: 12 million pixels, and EXIF says that it lies on
 * its side. */
static void
test_a_photo(void **state)
{
	struct drawing *d = drawing_begin(3024, 4032);
	char path[DIR_MAX];
	struct page_file upright, photo;

	(void)state;
	drawing_font(d, "Liberation Sans", 90);
	drawing_text(d, 300, 600, "Opening hours of the museum");
	drawing_text(d, 300, 800, "Monday to Friday from nine to five");
	drawing_text(d, 300, 1000, "Closed on public holidays");
	drawing_picture(d, 800, 1800, 1400, 7);
	assert_int_equal(drawing_end(d, 0, &upright), 0);
	assert_int_equal(exif_image_hold(&upright, 6, PAGE_JPEG, &photo), 0);
	snprintf(path, sizeof(path), "%s",
	    server_path(server_fixture, "IMG_0042.jpg"));
	assert_int_equal(page_file_write(&photo, path), 0);
	browser_touch(true);
	web_page_open_index();
	browser_resize(390, 844, false);
	web_page_shows("#camera", "Take a photo");
	web_page_shows("#drop-title", "Choose files, or take a photo");
	browser_shoot("phone");
	browser_type("#camera-files", path);
	browser_wait("return one('.file.done') && one('.scan').complete");
	web_page_shows(".words", "Opening hours of the museum");
	assert_true(browser_is("return one('.scan').naturalWidth === 3024"));
	web_page_check("fits()");
	browser_shoot("photo-narrow");
	json_decref(browser_run("one('.paper').scrollIntoView()"));
	browser_shoot("photo-narrow-image");
	json_decref(browser_run("one('.words').scrollIntoView()"));
	browser_shoot("photo-narrow-text");
	browser_resize(1280, 900, true);
	browser_shoot("photo-wide-dark");
	browser_touch(false);
	web_page_open_index();
	assert_true(browser_is("return one('#camera').hidden"));
	page_file_clear(&upright);
	page_file_clear(&photo);
}

static void
test_a_scan_of_twelve_pages(void **state)
{
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_scan(&web_page_letter, 12, 150, &file), 0);
	web_page_open_index();
	web_page_choose(&file, "scan.pdf");
	web_page_shows(".which", "Page 1 of 12");
	browser_wait("return one('.file.active') && one('.words .word')");
	browser_shoot("scan-progress");
	browser_wait("return one('.file.done')");
	web_page_shows(".file-status", "12 pages");
	web_page_shows(".words", "Dear Sir or Madam,");
	web_page_shoot("scan");
	page_file_clear(&file);
}

/* Chooses the letter, which cannot be read; the page must show the title and
 * the advice. */
static void
fails(const char *title, const char *advice)
{
	web_page_choose(&web_page_letter, "letter.png");
	web_page_shows(".failure h2", title);
	web_page_shows(".failure", advice);
}

/* Sends two requests, of which one runs and one waits, until they are
 * drained. */
static void
fill_queue(int fds[2])
{
	fds[0] = server_fixture_hold();
	fds[1] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", 1);
}

static void
test_429(void **state)
{
	int fds[2];

	(void)state;
	web_page_open_index();
	fill_queue(fds);
	fails("waiting here already", "Wait until some are finished");
	assert_true(browser_is("return !one('.again').hidden"));
	server_fixture_drain(fds, 2);
	browser_click(".failure .primary");
	browser_wait("return one('.file.done')");
}

static void
test_503(void **state)
{
	int fds[2];

	(void)state;
	web_page_open_index();
	fill_queue(fds);
	fails("The server is busy", "Try again in");
	web_page_check(
	    "text('.failure').includes('Retry-After') ? 'for programs' : ''");
	browser_shoot("busy");
	server_fixture_drain(fds, 2);
}

static void
test_504_and_more_time(void **state)
{
	int fd;

	(void)state;
	web_page_open_index();
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	fd = server_fixture_post("/headers?timeout=60", "", 10);
	server_fixture_wait("running", 1);
	fails("There was not enough time", "Try again with more time");
	server_fixture_drain(&fd, 1);
	browser_click(".failure .primary");
	browser_wait("return one('.file.done')");
}

static void
test_no_server(void **state)
{
	(void)state;
	web_page_open_index();
	assert_int_equal(server_stop(server_fixture), 0);
	server_fixture = NULL;
	web_page_check("paste('Nobody reads this')");
	web_page_shows(".failure h2", "The server cannot be reached");
}

static int
make_pages(void)
{
	struct page_file page;

	if (page_slow(8, 1, &page) < 0 ||
	    page_repeat(&page, PAGES, &slow) < 0 ||
	    page_noise(2500, 3500, 1, &scan) < 0)
		return -1;
	page_file_clear(&page);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pages_appear_as_they_finish),
	    cmocka_unit_test(test_several_in_a_row),
	    cmocka_unit_test(test_chosen_together),
	    cmocka_unit_test(test_downloads),
	    cmocka_unit_test(test_cancel_frees_the_slot),
	    cmocka_unit_test(test_says_its_place_in_the_queue),
	    cmocka_unit_test(test_says_how_long_it_takes),
	    cmocka_unit_test(test_pasted_and_dropped),
	    cmocka_unit_test(test_a_file_that_is_no_picture),
	    cmocka_unit_test(test_a_letter_in_german),
	    cmocka_unit_test(test_a_photo),
	    cmocka_unit_test(test_a_scan_of_twelve_pages),
	};
	const struct CMUnitTest alone[] = {
	    SERVER_FIXTURE_TEST(test_429, &few_each),
	    SERVER_FIXTURE_TEST(test_503, &few_all),
	    SERVER_FIXTURE_TEST(test_504_and_more_time, &hasty),
	    cmocka_unit_test_setup(test_no_server, web_page_setup),
	};
	int failed;

	if (!web_page_is_possible())
		return 0;
	if (make_pages() < 0 || web_page_begin() < 0)
		return 1;
	failed = cmocka_run_group_tests_name(
	    "uploads", tests, web_page_setup, server_fixture_teardown);
	failed += cmocka_run_group_tests_name(
	    "uploads, servers of their own", alone, NULL, NULL);
	browser_close();
	return server_report(failed);
}
