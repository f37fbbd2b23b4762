/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs with small letters: as letters of a font they have a size, by which the
 * page is drawn; as shapes they show how small they are when they are read.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/reading.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

static const char text[] = "Invoice number 48213 of March 2024\n"
			   "Delivery of seven wooden chairs\n"
			   "Total amount payable 1296 dollars\n"
			   "Please transfer within thirty days\n"
			   "Thank you very much for your order\n";

static struct server *server;

static int
setup(void **state)
{
	const char *args[] = {"--threads", "2", NULL};
	const struct server_options options = {
	    .workers = 1,
	    .worker_args = args,
	};

	(void)state;
	server = server_start(&options);
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	return server_stop(server);
}

/* Posts so many pages with the text of that size, and checks that all of it is
 * read, at a resolution between least and most. */
static void
assert_read(const char *path, double size, bool outlined, size_t pages,
    int least, int most)
{
	const char *const texts[] = {text, text, text};
	const struct typeset style = {"Liberation Serif", size,
	    .outlined = outlined, .width = 240, .height = 160};
	char want[sizeof(text)], *got;
	struct page_file pdf;
	json_t *json;

	assert_int_equal(typeset_pdf(texts, pages, &style, &pdf), 0);
	json = reading_json(server->port, path, &pdf);
	got = strdup(json_string_value(json_object_get(json, "text")));
	reading_squeeze(got);
	memcpy(want, text, sizeof(text));
	reading_squeeze(want);
	for (size_t i = 0, at = 0; i < pages; i++, at += strlen(want) + 1)
		if (strlen(got) < at ||
		    strncmp(got + at, want, strlen(want)) != 0)
			fail_msg("%g, page %zu: %s", size, i, got);
	if (reading_number(json, "dpi") < least ||
	    reading_number(json, "dpi") > most)
		fail_msg("%g: %d dpi", size, reading_number(json, "dpi"));
	free(got);
	json_decref(json);
	page_file_clear(&pdf);
}

#define NEVER "/ocr?format=json&layer=never"

static void
test_letters(void **state)
{
	(void)state;
	assert_read(NEVER, 10, false, 1, 300, 300);
	/* Letters of 6 points and more are drawn and read once. */
	assert_read(NEVER, 6, false, 1, 300, 300);
	assert_read(NEVER, 4, false, 1, 449, 451);
	assert_read(NEVER, 2.5, false, 1, 719, 721);
}

static void
test_shapes(void **state)
{
	(void)state;
	assert_read("/ocr?format=json", 10, true, 1, 300, 300);
	assert_read("/ocr?format=json", 4, true, 1, 600, 900);
	assert_read("/ocr?format=json", 2.5, true, 1, 600, 900);
	assert_read("/ocr?format=json", 2.5, true, 3, 600, 900);
	/* The resolution that was asked for counts. */
	assert_read("/ocr?format=json&dpi=300", 4, true, 1, 300, 300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_letters),
	    cmocka_unit_test(test_shapes),
	};

	return server_report(cmocka_run_group_tests_name(
	    "small_letters", tests, setup, teardown));
}
