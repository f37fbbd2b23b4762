/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pages at / and /status in a browser: what people see and do.  What the
 * window looked like is kept as PNG.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/browser.h"
#include "tests/lib/dir.h"
#include "tests/lib/drawing.h"
#include "tests/lib/exif_image.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"
#include "tests/lib/typeset.h"

#define PAGES 4
#define TABS 40

static struct page_file letter, slow, scan;
static int tls_port;

/* Opens a page and adds checks.js to it. */
static void
open_address(const char *url)
{
	char *checks =
	    process_read_file("tests/integration/browser/checks.js", NULL);

	assert_non_null(checks);
	browser_resize(1280, 900, false);
	browser_go(url);
	json_decref(browser_run(checks));
	free(checks);
}

static void
open_page(const char *path)
{
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s",
	    server_fixture->port, path);
	open_address(url);
}

static void
open_index(void)
{
	open_page("/");
	browser_wait("return one('#languages-list input')");
}

/* Chooses a file of this name, as somebody does in the dialog. */
static void
choose(const struct page_file *file, const char *name)
{
	const char *path = server_path(server_fixture, name);

	assert_int_equal(page_file_write(file, path), 0);
	browser_type("#choose-files", path);
}

static void
open_and_read(const struct page_file *file, const char *name)
{
	open_index();
	choose(file, name);
	browser_wait("return one('.file.done')");
}

/* A check, whose call this is, has nothing to say. */
static void
check(const char *call)
{
	char script[256], *wrong;

	snprintf(script, sizeof(script), "return checks.%s", call);
	wrong = browser_text(script);
	if (wrong[0] != '\0')
		fail_msg("%s: %s", call, wrong);
	free(wrong);
}

/* The element shows the words, within a time. */
static void
shows(const char *css, const char *words)
{
	char script[256];

	snprintf(script, sizeof(script),
	    "return checks.text('%s').includes('%s')", css, words);
	browser_wait(script);
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

/* What stands out when the window is wide or narrow, light or dark. */
static void
shoot_all(const char *name)
{
	static const struct {
		const char *suffix;
		int width, height;
		bool dark;
	} windows[] = {
	    {"wide-light", 1280, 900, false},
	    {"wide-dark", 1280, 900, true},
	    {"narrow-light", 360, 740, false},
	    {"narrow-dark", 360, 740, true},
	};
	char file[128];

	for (size_t i = 0; i < 4; i++) {
		browser_resize(
		    windows[i].width, windows[i].height, windows[i].dark);
		check("fits()");
		snprintf(file, sizeof(file), "%s-%s", name, windows[i].suffix);
		browser_shoot(file);
	}
	browser_resize(1280, 900, false);
}

/* axe finds nothing, in light and dark. */
static void
is_accessible(const char *what)
{
	static bool said;

	for (int dark = 0; dark < 2; dark++) {
		char *found;

		browser_resize(1280, 900, dark);
		found = browser_axe();
		if (found != NULL && found[0] != '\0')
			fail_msg("%s: %s", what, found);
		if (found == NULL && !said)
			print_message(
			    "NOT TESTED: axe-core, which npm fetches, "
			    "is not there\n");
		said = said || found == NULL;
		free(found);
	}
}

static void
test_reads_a_file(void **state)
{
	(void)state;
	open_index();
	shoot_all("empty");
	is_accessible("empty");
	choose(&letter, "letter.png");
	browser_wait("return one('.file.done')");
	shows(".words", "Dear Sir or Madam,");
	shows(".words", "which you have\\nasked for in your letter");
	shows(".file-status", "1 page");
	shows("#announce", "letter.png is read");
	is_accessible("letter");
	shoot_all("letter");
}

static void
test_boxes_are_over_the_words(void **state)
{
	(void)state;
	open_and_read(&letter, "letter.png");
	browser_wait("return one('.scan').complete");
	check("boxes()");
	browser_resize(360, 740, false);
	check("boxes()");
}

/* The page's picture that the server draws is there, and boxes are over its
 * words. */
static void
is_drawn(void)
{
	browser_wait("return one('.paper:not(.drawn) .scan')?.complete");
	check("boxes()");
}

/* A browser shows no PDF on a page: the server draws what is looked at. */
static void
test_pictures_of_a_pdf(void **state)
{
	static const char *const texts[] = {
	    "The first page of two\nhas two lines.\n",
	    "Here is the second one,\nwhich is set elsewhere:\n\nbelow.\n"};
	static const struct typeset style = {.font = "DejaVu Sans",
	    .size = 16,
	    .width = 400,
	    .height = 300,
	    .dpi = 72};
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 2, &style, &file), 0);
	open_and_read(&file, "two.pdf");
	is_drawn();
	browser_click("[aria-label=\"Next page\"]");
	shows(".words", "which is set elsewhere");
	is_drawn();
	browser_shoot("pdf");
	browser_click(".zoom");
	check("boxes()");
	browser_shoot("pdf-large");
	browser_resize(360, 740, false);
	check("boxes()");
	browser_shoot("pdf-large-narrow");
	browser_click(".zoom");
	check("boxes()");
	check("fits()");
	page_file_clear(&file);
}

/* The same of a TIFF file, and of a photo as phones keep it. */
static void
test_pictures_of_what_a_browser_cannot_show(void **state)
{
	struct page_file tiff, photo;

	(void)state;
	assert_int_equal(page_repeat(&letter, 2, &tiff), 0);
	open_and_read(&tiff, "two.tif");
	is_drawn();
	browser_click("[aria-label=\"Next page\"]");
	shows(".which", "Page 2 of 2");
	is_drawn();
	shoot_all("tiff");
	assert_int_equal(exif_image_shoot(&letter, false, 6, &photo), 0);
	open_and_read(&photo, "IMG_0043.HEIC");
	is_drawn();
	page_file_clear(&tiff);
	page_file_clear(&photo);
}

/* A scan that lies on its side is drawn upright. */
static void
test_picture_turned_upright(void **state)
{
	struct page_file side, file;

	(void)state;
	assert_int_equal(exif_image_turn(&letter, 90, &side), 0);
	assert_int_equal(typeset_scan(&side, 1, 150, &file), 0);
	open_index();
	browser_click("#upright");
	choose(&file, "side.pdf");
	browser_wait("return one('.file.done')");
	shows(".words", "Dear Sir or Madam,");
	is_drawn();
	page_file_clear(&side);
	page_file_clear(&file);
}

/* How many pictures the page has asked for. */
static double
pictures_asked(void)
{
	return browser_number(
	    "return performance.getEntriesByType('resource').filter("
	    "(r) => r.name.includes('format=jpeg')).length");
}

/* Only what is looked at is asked for, and once. */
static void
test_pictures_are_asked_for_when_seen(void **state)
{
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_scan(&letter, 3, 150, &file), 0);
	open_and_read(&file, "three.pdf");
	is_drawn();
	assert_true(pictures_asked() == 1);
	browser_click("[aria-label=\"Next page\"]");
	is_drawn();
	assert_true(pictures_asked() == 2);
	browser_click("[aria-label=\"Previous page\"]");
	is_drawn();
	assert_true(pictures_asked() == 2);
	page_file_clear(&file);
}

/* A page that lies on its side. */
static void
test_turned_upright(void **state)
{
	PIX *pix = pixReadMem(letter.data, letter.len);
	PIX *turned = pixRotate90(pix, 1);
	struct page_file file;

	(void)state;
	assert_int_equal(page_encode(turned, PAGE_PNG, &file), 0);
	open_index();
	browser_click("#upright");
	choose(&file, "side.png");
	browser_wait("return one('.file.done') && one('.scan').complete");
	shows(".words", "Dear Sir or Madam,");
	browser_wait("return one('.scan').style.transform.includes('270')");
	check("boxes()");
	browser_shoot("upright");
	pixDestroy(&pix);
	pixDestroy(&turned);
	page_file_clear(&file);
}

static void
test_words_are_marked_in_both(void **state)
{
	(void)state;
	open_and_read(&letter, "letter.png");
	hover(".word", 4);
	check("marked(4)");
	browser_shoot("marked");
	hover(".box", 20);
	check("marked(20)");
}

static void
test_reads_a_part_again(void **state)
{
	json_t *from, *to;

	(void)state;
	open_and_read(&letter, "letter.png");
	from = browser_run("return checks.place('.box', 0)");
	to = browser_run("return checks.place('.box', 3)");
	browser_drag((int)json_integer_value(json_array_get(from, 0)) - 50,
	    (int)json_integer_value(json_array_get(from, 1)) - 15,
	    (int)json_integer_value(json_array_get(to, 0)) + 60,
	    (int)json_integer_value(json_array_get(to, 1)) + 14);
	json_decref(from);
	json_decref(to);
	browser_shoot("part-chosen");
	browser_click(".region-bar .primary");
	shows(".part-text", "Dear Sir or Madam,");
	check("text('.part-text').includes('enclosed') ? 'too much' : ''");
	browser_shoot("part-read");
}

static void
test_pages_appear_as_they_finish(void **state)
{
	(void)state;
	open_index();
	choose(&slow, "slow.tif");
	shows(".file-status", "Reading page 2 of 4");
	browser_wait("return one('.file.active') && one('.words .word')");
	shows(".which", "Page 1 of 4");
	browser_shoot("pages-progress");
	browser_wait("return one('.file.done')");
	shows(".file-status", "4 pages");
	browser_click("[aria-label=\"Next page\"]");
	shows(".which", "Page 2 of 4");
	is_drawn();
	browser_shoot("pages-drawn");
}

static void
test_cancel_frees_the_slot(void **state)
{
	int64_t left =
	    status_number(server_fixture->port, "totals.aborted_running");

	(void)state;
	open_index();
	choose(&scan, "noise.pnm");
	server_fixture_wait("running", 1);
	browser_shoot("waiting");
	browser_click(".end");
	shows(".file-status", "Cancelled");
	server_fixture_wait("totals.aborted_running", left + 1);
	server_fixture_wait("running", 0);
	choose(&letter, "letter.png");
	browser_wait("return one('.file.done')");
}

static void
test_says_its_place_in_the_queue(void **state)
{
	int fds[2];

	(void)state;
	open_index();
	fds[0] = server_fixture_hold();
	fds[1] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", 1);
	choose(&letter, "letter.png");
	shows(".file-status", "number 2 in the queue");
	shows(".wait", "number 2 in the queue");
	browser_shoot("queued");
	server_fixture_drain(fds, 2);
	browser_wait("return one('.file.done')");
}

static void
test_pasted_and_dropped(void **state)
{
	(void)state;
	open_index();
	check("paste('A pasted screenshot')");
	browser_wait("return one('.file.done')");
	shows(".words", "A pasted screenshot");
	check("drop('notes.txt')");
	shows(".file.failed .file-status", "no picture or PDF");
}

/* The file that is downloaded, from its first bytes. */
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
	open_and_read(&letter, "letter.png");
	browser_download_to(server_fixture->dir);
	downloads("text", "letter.txt", "Dear Sir or Madam,");
	downloads("pdf", "letter.pdf", "%PDF-");
	downloads("hocr", "letter.html", "<?xml");
	downloads("json", "letter.json", "{");
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
	open_and_read(&letter, "letter.png");
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
	shows(".part-text", "Dear Sir or Madam,");
	tab_to("words");
	browser_press(KEY_RIGHT, false);
	browser_press(KEY_RIGHT, false);
	check("marked(1)");
	shows("#announce", "Sir, ");
}

static void
test_a_file_that_is_no_picture(void **state)
{
	struct page_file text = {(unsigned char *)"no picture", 10};

	(void)state;
	open_index();
	choose(&text, "notes.txt");
	shows(".failure h2", "no picture or PDF that can be read");
	shows(".failure", "Choose a PDF or a picture");
	is_accessible("failure");
	shoot_all("failure");
}

/* Chooses a file, which fails with the words and the advice. */
static void
fails(const char *title, const char *advice)
{
	choose(&letter, "letter.png");
	shows(".failure h2", title);
	shows(".failure", advice);
}

/* One request runs, and one waits, until they are drained. */
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
	open_index();
	fill_queue(fds);
	fails("waiting here already", "Wait until some are finished");
	server_fixture_drain(fds, 2);
	browser_click(".failure .primary");
	browser_wait("return one('.file.done')");
}

static void
test_503(void **state)
{
	int fds[2];

	(void)state;
	open_index();
	fill_queue(fds);
	fails("The server is busy", "Try again in");
	check("text('.failure').includes('Retry-After') ? 'for programs' : ''");
	browser_shoot("busy");
	server_fixture_drain(fds, 2);
}

static void
test_504_and_more_time(void **state)
{
	int fd;

	(void)state;
	open_index();
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
	open_index();
	assert_int_equal(server_stop(server_fixture), 0);
	server_fixture = NULL;
	check("paste('Nobody reads this')");
	shows(".failure h2", "The server cannot be reached");
}

/* Where there is no picture, words stand where they are on the page. */
static void
test_no_picture(void **state)
{
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_scan(&letter, 2, 150, &file), 0);
	open_and_read(&file, "two.pdf");
	is_drawn();
	assert_int_equal(server_stop(server_fixture), 0);
	server_fixture = NULL;
	browser_click("[aria-label=\"Next page\"]");
	shows(".sheet .hint", "cannot be shown here");
	assert_true(browser_is("return all('.overlay text').length > 10"));
	browser_shoot("no-picture");
	page_file_clear(&file);
}

static void
test_status_page(void **state)
{
	int fd;

	(void)state;
	open_page("/status");
	shows("#ready", "ready");
	shows("#workers", "idle");
	fd = server_fixture_hold();
	browser_wait("return checks.text('#figures').includes('1 of 1 slot')");
	server_fixture_drain(&fd, 1);
	is_accessible("status");
	shoot_all("status");
}

/* A lighttpd that wants a password and passes /scan/ on to the server. */
static const char proxy_conf[] =
    "server.modules = ( \"mod_auth\", \"mod_authn_file\", \"mod_proxy\" )\n"
    "server.document-root = \"/nonexistent\"\n"
    "server.bind = \"127.0.0.1\"\n"
    "server.port = %d\n"
    "auth.backend = \"plain\"\n"
    "auth.backend.plain.userfile = \"%s\"\n"
    "auth.require = ( \"/\" => ( \"method\" => \"basic\",\n"
    "  \"realm\" => \"OCR\", \"require\" => \"valid-user\" ) )\n"
    "proxy.server = ( \"/scan/\" => (( \"host\" => \"127.0.0.1\",\n"
    "  \"port\" => %d )) )\n"
    "proxy.header = ( \"map-urlpath\" => ( \"/scan/\" => \"/\" ) )\n";

static void
write_text(const char *name, const char *format, ...)
{
	FILE *f = fopen(server_path(server_fixture, name), "we");
	va_list ap;

	assert_non_null(f);
	va_start(ap, format);
	vfprintf(f, format, ap);
	va_end(ap);
	assert_int_equal(fclose(f), 0);
}

/* Starts it on a port; its process id. */
static pid_t
start_proxy(int port)
{
	char conf[256], users[256];
	const char *argv[] = {"/usr/sbin/lighttpd", "-D", "-f", conf, NULL};
	const struct process_spec spec = {
	    .argv = argv, .listen_fd = -1, .out = -1, .err = -1};
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	pid_t pid;

	snprintf(conf, sizeof(conf), "%s",
	    server_path(server_fixture, "proxy.conf"));
	snprintf(
	    users, sizeof(users), "%s", server_path(server_fixture, "users"));
	write_text("users", "anna:secret\n");
	write_text("proxy.conf", proxy_conf, port, users, server_fixture->port);
	pid = process_spawn(&spec);
	assert_true(pid > 0);
	while (http_status(port, "/scan/") != 401)
		assert_true(process_now_ms() < end);
	return pid;
}

static void
test_behind_a_prefix_and_a_password(void **state)
{
	int port = server_free_port();
	pid_t proxy = start_proxy(port);
	char url[64];

	(void)state;
	snprintf(
	    url, sizeof(url), "http://anna:secret@127.0.0.1:%d/scan/", port);
	open_address(url);
	browser_wait("return one('#languages-list input')");
	snprintf(url, sizeof(url), "127.0.0.1:%d/scan/ocr", port);
	browser_click(".programs summary");
	shows("#example", url);
	choose(&slow, "slow.tif");
	shows(".file-status", "Reading page 2 of 4");
	browser_wait("return one('.file.done')");
	browser_shoot("programs");
	process_kill(proxy);
}

/* The same server on another port, with a certificate that it made itself. */
static void
test_over_tls(void **state)
{
	char url[64];

	(void)state;
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", tls_port);
	open_address(url);
	browser_wait("return one('#languages-list input')");
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/ocr", tls_port);
	browser_click(".programs summary");
	shows("#example", url);
	choose(&slow, "slow.tif");
	shows(".file-status", "Reading page 2 of 4");
	browser_wait("return one('.file.done')");
	assert_true(browser_is("return isSecureContext"));
	assert_true(browser_is("return performance.getEntriesByType('resource')"
			       ".every((r) => r.nextHopProtocol === 'h2')"));
}

/* A page of this text, as an image. */
static void
typeset_page(const char *text, struct page_file *file)
{
	static const struct typeset style = {.font = "DejaVu Sans",
	    .size = 13,
	    .width = 460,
	    .height = 260,
	    .dpi = 150};

	assert_int_equal(typeset_image(text, &style, PAGE_PNG, file), 0);
}

/* Somebody whose browser is in German need not choose that. */
static void
test_a_letter_in_german(void **state)
{
	struct page_file file;

	(void)state;
	typeset_page("Sehr geehrte Frau Müller,\n"
		     "für Ihre Grüße aus Köln danke ich Ihnen herzlich.\n"
		     "Die Gebühr von 12,50 € überweisen wir bis Ende März.\n"
		     "Mit freundlichen Grüßen, Jürgen Weiß\n",
	    &file);
	browser_speak("de-DE,de");
	open_index();
	shows("#languages-value", "English, German");
	choose(&file, "brief.png");
	browser_wait("return one('.file.done')");
	shows(".words", "Sehr geehrte Frau Müller,");
	shows(".words", "für Ihre Grüße aus Köln");
	shoot_all("german");
	browser_speak("en-US,en");
	page_file_clear(&file);
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
	open_index();
	choose(&file, "hebrew.pdf");
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
	check("marked(1)");
	browser_press(KEY_RIGHT, false);
	check("marked(0)");
	check("fits()");
	browser_shoot("right-to-left");
	page_file_clear(&file);
}

/* What a phone takes: 12 million pixels that lie on their side, which the file
 * says. */
static void
test_a_photo(void **state)
{
	struct drawing *d = drawing_begin(3024, 4032);
	struct page_file upright, photo;

	(void)state;
	drawing_font(d, "Liberation Sans", 90);
	drawing_text(d, 300, 600, "Opening hours of the museum");
	drawing_text(d, 300, 800, "Monday to Friday from nine to five");
	drawing_text(d, 300, 1000, "Closed on public holidays");
	drawing_picture(d, 800, 1800, 1400, 7);
	assert_int_equal(drawing_end(d, 0, &upright), 0);
	assert_int_equal(exif_image_hold(&upright, 6, PAGE_JPEG, &photo), 0);
	open_index();
	browser_resize(390, 844, false);
	choose(&photo, "IMG_0042.jpg");
	browser_wait("return one('.file.done') && one('.scan').complete");
	shows(".words", "Opening hours of the museum");
	assert_true(browser_is("return one('.scan').naturalWidth === 3024"));
	check("fits()");
	browser_shoot("photo-narrow");
	json_decref(browser_run("one('.paper').scrollIntoView()"));
	browser_shoot("photo-narrow-image");
	json_decref(browser_run("one('.words').scrollIntoView()"));
	browser_shoot("photo-narrow-text");
	browser_resize(1280, 900, true);
	browser_shoot("photo-wide-dark");
	page_file_clear(&upright);
	page_file_clear(&photo);
}

static void
test_a_scan_of_twelve_pages(void **state)
{
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_scan(&letter, 12, 150, &file), 0);
	open_index();
	choose(&file, "scan.pdf");
	shows(".which", "Page 1 of 12");
	browser_wait("return one('.file.active') && one('.words .word')");
	browser_shoot("scan-progress");
	browser_wait("return one('.file.done')");
	shows(".file-status", "12 pages");
	shows(".words", "Dear Sir or Madam,");
	shoot_all("scan");
	page_file_clear(&file);
}

static int
make_pages(void)
{
	struct page_file page;

	if (typeset_letter(false, &letter) < 0 || page_slow(8, 1, &page) < 0 ||
	    page_repeat(&page, PAGES, &slow) < 0 ||
	    page_grain(2500, 3500, 1, &scan) < 0)
		return -1;
	page_file_clear(&page);
	return 0;
}

/* Chromium connects ahead of its requests, and for such a connection lighttpd
 * waits when it ends, as for any that may still send one. */
#define AHEAD "server.max-read-idle := 5\n"

static char with_tls[1024];
static struct server_options ordinary = {.workers = 1, .conf = with_tls};
static struct server_options few_each = {
    .workers = 1, .conf = AHEAD "ocr.client-limit := 1"};
static struct server_options few_all = {
    .workers = 1, .conf = AHEAD "ocr.queue-limit := 1\nocr.client-limit := 10"};
static struct server_options hasty = {
    .workers = 1, .conf = AHEAD "ocr.timeout := 1"};

/* Makes a key with its certificate, and the lines of a port that has it. */
static int
prepare_tls(void)
{
	static char dir[DIR_MAX];
	char script[512];
	const char *argv[] = {"sh", "-euc", script, NULL};
	struct process_result r;

	if (dir_make(dir) < 0)
		return -1;
	snprintf(script, sizeof(script),
	    "cd %s; openssl req -x509 -newkey rsa:2048 -nodes -days 2 "
	    "-subj /CN=localhost -keyout key -out cert; cat key cert >pem",
	    dir);
	if (process_run(argv, SERVER_FIXTURE_MS, &r) < 0 || r.status != 0)
		return -1;
	process_result_clear(&r);
	tls_port = server_free_port();
	snprintf(with_tls, sizeof(with_tls),
	    AHEAD "server.modules := ( \"mod_openssl\" ) + server.modules\n"
		  "$SERVER[\"socket\"] == \"127.0.0.1:%d\" {\n"
		  "ssl.engine = \"enable\"\nssl.pemfile = \"%s/pem\"\n}\n",
	    tls_port, dir);
	return 0;
}

static int
open_server(void **state)
{
	*state = &ordinary;
	return server_fixture_setup(state);
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
	    cmocka_unit_test(test_downloads),
	    cmocka_unit_test(test_reads_a_part_again),
	    cmocka_unit_test(test_pages_appear_as_they_finish),
	    cmocka_unit_test(test_cancel_frees_the_slot),
	    cmocka_unit_test(test_says_its_place_in_the_queue),
	    cmocka_unit_test(test_pasted_and_dropped),
	    cmocka_unit_test(test_keyboard_alone),
	    cmocka_unit_test(test_a_file_that_is_no_picture),
	    cmocka_unit_test(test_status_page),
	    cmocka_unit_test(test_behind_a_prefix_and_a_password),
	    cmocka_unit_test(test_over_tls),
	    cmocka_unit_test(test_a_letter_in_german),
	    cmocka_unit_test(test_right_to_left),
	    cmocka_unit_test(test_a_photo),
	    cmocka_unit_test(test_a_scan_of_twelve_pages),
	};
	const struct CMUnitTest refusals[] = {
	    SERVER_FIXTURE_TEST(test_429, &few_each),
	    SERVER_FIXTURE_TEST(test_503, &few_all),
	    SERVER_FIXTURE_TEST(test_504_and_more_time, &hasty),
	    cmocka_unit_test_setup(test_no_server, open_server),
	    cmocka_unit_test_setup(test_no_picture, open_server),
	};
	int failed;

	if (!browser_is_there()) {
		print_message("NOT TESTED: the page, since Chromium and its "
			      "driver are not installed\n");
		return 0;
	}
	if (make_pages() < 0 || prepare_tls() < 0 || browser_open() < 0)
		return 1;
	failed = cmocka_run_group_tests_name(
	    "page", tests, open_server, server_fixture_teardown);
	failed += cmocka_run_group_tests_name(
	    "refusals on the page", refusals, NULL, NULL);
	browser_close();
	return server_report(failed);
}
