/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * With quality=high the checkboxes of a form stand in its text as signs, in
 * every format, and the words beside them are whole.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/drawing.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define EMPTY "\xe2\x98\x90"
#define CROSSED "\xe2\x98\x92"
#define SIDE 26

/* Draws a checkbox with a label. */
static void
draw_choice(
    struct drawing *d, double x, double y, bool is_crossed, const char *label)
{
	drawing_box(d, x, y - SIDE + 4, SIDE, SIDE);
	if (is_crossed)
		for (int i = 0; i < SIDE; i++) {
			double top = y - SIDE + 4 + i;

			drawing_fill(d, x + i, top, 2, 2);
			drawing_fill(d, x + SIDE - 2 - i, top, 2, 2);
		}
	drawing_text(d, x + SIDE + 14, y, label);
}

static void
draw_form(struct page_file *file)
{
	static const char *const labels[] = {"Garden hose", "Wood glue",
	    "Lamp holder", "Water meter", "Oak board", "Floor wax"};
	struct drawing *d = drawing_begin(1000, 600);

	drawing_font(d, "DejaVu Sans", 12);
	drawing_text(d, 60, 60, "What was ordered, and what is missing:");
	for (int i = 0; i < 6; i++)
		draw_choice(d, 60 + 300 * (i % 3), 140 + 60.0 * (i / 3),
		    i % 2 != 0, labels[i]);
	/* Far from all words. */
	draw_choice(d, 500, 500, false, "");
	assert_int_equal(drawing_end(d, 0, file), 0);
}

static void
test_text(void **state)
{
	struct page_file form;
	char *text;

	(void)state;
	draw_form(&form);
	text = reading_post(server_fixture->port, "/ocr?quality=high", &form);
	assert_string_equal(text,
	    "What was ordered, and what is missing:\n\n" EMPTY
	    " Garden hose " CROSSED " Wood glue " EMPTY
	    " Lamp holder\n\n" CROSSED " Water meter " EMPTY
	    " Oak board " CROSSED " Floor wax\n");
	free(text);
	page_file_clear(&form);
}

/* Each format has five empty and three crossed ones, or their like. */
static void
test_formats(void **state)
{
	static const char *const formats[] = {
	    "tsv", "hocr", "alto", "json", "markdown"};
	struct page_file form;
	char path[64], *text;

	(void)state;
	draw_form(&form);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		snprintf(path, sizeof(path), "/ocr?quality=high&format=%s",
		    formats[i]);
		text = reading_post(server_fixture->port, path, &form);
		assert_non_null(strstr(text, EMPTY));
		assert_non_null(strstr(text, CROSSED));
		free(text);
	}
	page_file_clear(&form);
}

/* Copied from the searchable PDF, the signs are there, too. */
static void
test_pdf(void **state)
{
	struct page_file form, pdf;
	char path[256];
	const char *const argv[] = {"pdftotext", "-raw", path, "-", NULL};
	struct process_result r;

	(void)state;
	draw_form(&form);
	snprintf(path, sizeof(path), "%s/form.pdf", server_fixture->dir);
	pdf.data = (unsigned char *)server_fixture_document(
	    "/ocr?quality=high&format=pdf", &form, "application/pdf", &pdf.len);
	assert_int_equal(page_file_write(&pdf, path), 0);
	assert_int_equal(process_run(argv, 20000, &r), 0);
	assert_non_null(
	    strstr(r.out, EMPTY " Garden hose " CROSSED " Wood glue " EMPTY));
	process_result_clear(&r);
	page_file_clear(&pdf);
	page_file_clear(&form);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_formats),
	    cmocka_unit_test(test_pdf),
	};

	return server_report(cmocka_run_group_tests_name("checkboxes", tests,
	    server_fixture_setup, server_fixture_teardown));
}
