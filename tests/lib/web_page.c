/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * web_page: the pages at / and /status in a browser.
 */
#include "tests/lib/web_page.h"

#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/browser.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

struct page_file web_page_letter;

bool
web_page_is_possible(void)
{
	if (browser_is_there())
		return true;
	print_message("NOT TESTED: the page, since Chromium and its driver are "
		      "not installed\n");
	return false;
}

int
web_page_begin(void)
{
	if (typeset_letter(false, &web_page_letter) < 0)
		return -1;
	return browser_open();
}

void
web_page_go(const char *url)
{
	char *checks =
	    process_read_file("tests/integration/browser/checks.js", NULL);

	assert_non_null(checks);
	browser_resize(1280, 900, false);
	browser_go(url);
	json_decref(browser_run(checks));
	free(checks);
}

int
web_page_setup(void **state)
{
	static struct server_options options = {
	    .workers = 1, .conf = WEB_PAGE_AHEAD};

	*state = &options;
	return server_fixture_setup(state);
}

void
web_page_open(const char *path)
{
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s",
	    server_fixture->port, path);
	web_page_go(url);
}

void
web_page_open_index(void)
{
	web_page_open("/");
	browser_wait("return one('#languages-list input')");
}

void
web_page_choose(const struct page_file *file, const char *name)
{
	const char *path = server_path(server_fixture, name);

	assert_int_equal(page_file_write(file, path), 0);
	browser_type("#choose-files", path);
}

void
web_page_read(const struct page_file *file, const char *name)
{
	web_page_open_index();
	web_page_choose(file, name);
	browser_wait("return one('.file.done')");
}

void
web_page_check(const char *call)
{
	char script[256], *wrong;

	snprintf(script, sizeof(script), "return checks.%s", call);
	wrong = browser_text(script);
	if (wrong[0] != '\0')
		fail_msg("%s: %s", call, wrong);
	free(wrong);
}

void
web_page_shows(const char *css, const char *words)
{
	char script[256];

	snprintf(script, sizeof(script),
	    "return checks.text('%s').includes('%s')", css, words);
	browser_wait(script);
}

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

void
web_page_shoot(const char *name)
{
	char file[128];

	for (size_t i = 0; i < 4; i++) {
		browser_resize(
		    windows[i].width, windows[i].height, windows[i].dark);
		web_page_check("fits()");
		snprintf(file, sizeof(file), "%s-%s", name, windows[i].suffix);
		browser_shoot(file);
	}
	browser_resize(1280, 900, false);
}

void
web_page_assert_accessible(const char *what)
{
	static bool said;

	for (size_t i = 0; i < 4; i++) {
		char *found;

		browser_resize(
		    windows[i].width, windows[i].height, windows[i].dark);
		found = browser_axe();
		if (found != NULL && found[0] != '\0')
			fail_msg("%s, %s: %s", what, windows[i].suffix, found);
		if (found == NULL && !said)
			print_message(
			    "NOT TESTED: axe-core, which npm fetches, "
			    "is not there\n");
		said = said || found == NULL;
		free(found);
	}
	browser_resize(1280, 900, false);
}

void
web_page_assert_drawn(void)
{
	browser_wait("return one('.paper:not(.drawn) .scan')?.complete");
	web_page_check("boxes()");
}

void
web_page_typeset(const char *text, struct page_file *file)
{
	static const struct typeset style = {.font = "DejaVu Sans",
	    .size = 13,
	    .width = 460,
	    .height = 260,
	    .dpi = 150};

	assert_int_equal(typeset_image(text, &style, PAGE_PNG, file), 0);
}

void
web_page_typeset_pdf(const char *const *texts, size_t n, struct page_file *file)
{
	static const struct typeset style = {.font = "DejaVu Sans",
	    .size = 16,
	    .width = 400,
	    .height = 300,
	    .dpi = 72};

	assert_int_equal(typeset_pdf(texts, n, &style, file), 0);
}
