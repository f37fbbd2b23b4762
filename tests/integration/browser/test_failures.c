/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files that are not read, or not as a whole: the page says in sentences what
 * is wrong and what to do.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/browser.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/web_page.h"

static struct page_file large;

/* A request may have half a megabyte, a million pixels a page, and two
 * pages. */
static const char *const limits[] = {
    "--max-pixels=1000000", "--max-pages=2", NULL};
static struct server_options strict = {.workers = 1,
    .worker_args = limits,
    .conf = WEB_PAGE_AHEAD "ocr.body-limit := 500"};

/* Chooses a file that cannot be read; the page must show the title, the advice
 * and a button. */
static void
fails(const struct page_file *file, const char *name, const char *title,
    const char *advice, const char *button)
{
	web_page_choose(file, name);
	web_page_shows(".file:last-child.failed .file-status", title);
	browser_click(".file:last-child .file-open");
	web_page_shows(".failure h2", title);
	web_page_shows(".failure p", advice);
	web_page_shows(".failure .primary", button);
	/* Screen readers are told of it, too. */
	web_page_shows("#announce", title);
	web_page_shows("#announce", advice);
	web_page_check("text('.failure').includes('=') ? 'for programs' : ''");
}

/* The browser has not sent all of the file when the answer comes. */
static void
test_413(void **state)
{
	(void)state;
	web_page_open_index();
	fails(&large, "noise.pnm", "This file is too large.",
	    "The largest file is 512 KB. Send fewer pages",
	    "Choose another file");
	web_page_assert_accessible("too large");
	web_page_shoot("too-large");
}

static void
test_422(void **state)
{
	static const char *const texts[] = {"One\n", "Two\n", "Three\n"};
	struct page_file file;

	(void)state;
	web_page_open_index();
	assert_int_equal(page_file_read("tests/data/encrypted.pdf", &file), 0);
	fails(&file, "locked.pdf", "This PDF wants a password.",
	    "Save it without a password", "Choose another file");
	page_file_clear(&file);
	assert_int_equal(page_text("A page.\n", PAGE_PNG, &file), 0);
	file.len = PAGE_NO_ROWS;
	fails(&file, "cut.png", "This file is damaged.",
	    "Open it in another program and save it again",
	    "Choose another file");
	page_file_clear(&file);
	assert_int_equal(page_blank(2000, 2000, &file), 0);
	fails(&file, "wide.png", "This picture is too large.",
	    "Make it smaller, or cut it into several", "Choose another file");
	page_file_clear(&file);
	assert_int_equal(page_tiff(texts, 3, &file), 0);
	fails(&file, "three.tif", "This document has too many pages.",
	    "At most 2 pages of a document are read. Choose some in “Pages”.",
	    "Try again");
	browser_type("#pages", "2-3");
	browser_click(".failure .primary");
	browser_wait("return one('.file:last-child.done')");
	web_page_shows(".words", "Two");
	page_file_clear(&file);
	web_page_shoot("refused");
}

/* The language was removed while the page was open. */
static void
test_a_language_that_is_not_there(void **state)
{
	(void)state;
	web_page_open_index();
	json_decref(browser_run("one('#languages-list input').value = 'tlh'"));
	fails(&web_page_letter, "letter.png",
	    "A language that was chosen is not installed.",
	    "Choose other languages", "Try again");
	web_page_shows(".failure .hint", "Not installed: tlh");
}

/* Makes three pages, the second of which cannot be decoded. */
static void
make_damaged(struct page_file *file)
{
	PIX *text = pixRead("tests/data/sample.png");
	PIX *gray = pixConvertTo8(text, 0);
	PIXA *pages = pixaCreate(3);

	for (int i = 0; i < 3; i++)
		pixaAddPix(pages, gray, L_COPY);
	assert_int_equal(
	    pixaWriteMemMultipageTiff(&file->data, &file->len, pages), 0);
	/* Nothing but a white edge is above the damage. */
	memset(file->data + file->len / 3 + 64, 0xff, 64);
	pixaDestroy(&pages);
	pixDestroy(&gray);
	pixDestroy(&text);
}

/* The other pages are shown, and can be had in every format. */
static void
test_a_damaged_page_among_others(void **state)
{
	struct page_file file;

	(void)state;
	make_damaged(&file);
	web_page_read(&file, "scan.tif");
	web_page_shows(".file-status", "3 pages, 1 damaged");
	web_page_shows(".words", "mod_ocr reads the pages");
	browser_click("[aria-label=\"Next page\"]");
	web_page_shows(".failure h2", "This page is damaged.");
	assert_true(browser_is("return one('.part-button').disabled"));
	web_page_assert_accessible("damaged page");
	web_page_shoot("damaged-page");
	browser_click("[aria-label=\"Next page\"]");
	web_page_shows(".words", "mod_ocr reads the pages");
	json_decref(browser_run("one('.joined select').value = 'pdf'"));
	browser_click(".joined .button");
	browser_wait("return one('#announce').textContent === "
		     "'Searchable PDF is downloaded.'");
	page_file_clear(&file);
}

/* Makes a PDF with the sample as a JPEG, the last third of which is missing. */
static void
make_cut(struct page_file *file)
{
	static const char entries[] =
	    "/Type/XObject/Subtype/Image/Width 1000/Height 200"
	    "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode";
	PIX *text = pixRead("tests/data/sample.png");
	PIX *gray = pixConvertTo8(text, 0);
	struct pdf_maker m = {.count = 0};
	l_uint8 *jpeg;
	size_t size;

	assert_int_equal(pixWriteMem(&jpeg, &size, gray, IFF_JFIF_JPEG), 0);
	pdf_maker_begin(&m);
	pdf_maker_add(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_maker_add(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	pdf_maker_add(&m, 3,
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 80]/Contents 4 0 R"
	    "/Resources<</XObject<</Scan 5 0 R>>>>>>");
	pdf_maker_add_text(&m, 4, "q 400 0 0 80 0 0 cm /Scan Do Q");
	pdf_maker_add_stream(&m, 5, entries, jpeg, size - size / 3);
	pdf_maker_end(&m, "/Root 1 0 R");
	*file = m.file;
	lept_free(jpeg);
	pixDestroy(&gray);
	pixDestroy(&text);
}

/* What is left of a page is shown, and can be had in every format. */
static void
test_a_page_in_part(void **state)
{
	struct page_file file;

	(void)state;
	make_cut(&file);
	web_page_read(&file, "cut.pdf");
	web_page_shows(".file-status", "1 page, 1 damaged");
	web_page_shows(".words", "that are sent over HTTP");
	web_page_shows(".damage",
	    "A part of this page is damaged; this is what is left of it.");
	assert_false(browser_is("return one('.part-button').disabled"));
	web_page_assert_accessible("page in part");
	json_decref(browser_run("one('.joined select').value = 'pdf'"));
	browser_click(".joined .button");
	browser_wait("return one('#announce').textContent === "
		     "'Searchable PDF is downloaded.'");
	page_file_clear(&file);
}

/* Checks what the page says of an answer with this status and these members. */
static void
assert_says(int status, const char *members, const char *what, const char *want)
{
	char script[1024], *got;

	snprintf(script, sizeof(script),
	    "return Promise.all(['sentences', 'service'].map((name) =>"
	    "import(checks.asset(name))))"
	    ".then(([{ explain }, { Failure }]) =>"
	    "String(explain(new Failure(%d, %s)).%s))",
	    status, members, what);
	got = browser_text(script);
	if (strcmp(got, want) != 0)
		fail_msg("%s of %d %s: %s", what, status, members, got);
	free(got);
}

/* A server in front of ours may answer in its place, with anything. */
static void
test_answers_of_others(void **state)
{
	static const char again[] =
	    "Try again; if that does not help, ask who runs this server.";

	(void)state;
	web_page_open_index();
	assert_says(
	    413, "{}", "todo", "Send fewer pages, or a smaller picture.");
	assert_says(500, "{detail: [{loc: 1}]}", "todo", again);
	assert_says(500, "{detail: [{loc: 1}]}", "detail", "");
	assert_says(500, "Object(null)", "todo", again);
	assert_says(500, "Object('no')", "title",
	    "The server could not finish this file.");
	assert_says(418, "{title: 7, type: 7}", "title",
	    "This file could not be read.");
	assert_says(418, "{type: 'constructor'}", "title",
	    "This file could not be read.");
	assert_says(500, "{detail: '<html><b>No</b></html>'}", "detail", "");
	assert_says(500, "{detail: 'Out\\n\\tof \\u202epaper\\0.'}", "detail",
	    "Out of paper .");
	assert_says(
	    500, "{detail: 'x'.repeat(100000)}", "detail.length", "301");
	assert_says(400, "{detail: 'x '.repeat(100000)}", "todo.length", "301");
	assert_says(504, "{detail: 'It was late. Ask with timeout=SECONDS.'}",
	    "detail", "It was late.");
	assert_says(413,
	    "{type: 'urn:mod_ocr:problem:answer-too-large', limit_bytes: 9}",
	    "todo", "Choose fewer pages in “Pages”, or another format.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_language_that_is_not_there),
	    cmocka_unit_test(test_a_damaged_page_among_others),
	    cmocka_unit_test(test_a_page_in_part),
	    cmocka_unit_test(test_answers_of_others),
	};
	const struct CMUnitTest limited[] = {
	    SERVER_FIXTURE_TEST(test_413, &strict),
	    SERVER_FIXTURE_TEST(test_422, &strict),
	};
	int failed;

	if (!web_page_is_possible())
		return 0;
	if (page_noise(2500, 3500, 1, &large) < 0 || web_page_begin() < 0)
		return 1;
	failed = cmocka_run_group_tests_name(
	    "failures", tests, web_page_setup, server_fixture_teardown);
	failed += cmocka_run_group_tests_name(
	    "failures, servers with limits", limited, NULL, NULL);
	browser_close();
	return server_report(failed);
}
