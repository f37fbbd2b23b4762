/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ALTO documents: what is mended in the pages that Tesseract writes.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/output/alto.h"

static void
gives(unsigned page, const char *text, const char *expected)
{
	struct buffer out = {0};

	alto_add_page(&out, page, text);
	assert_string_equal(out.data, expected);
	buffer_free(&out);
}

static void
test_ids_are_told_apart(void **state)
{
	(void)state;
	gives(0, "<Page ID=\"page_0\"> <String ID=\"string_0\"/>",
	    "<Page ID=\"page_0\"> <String ID=\"string_0\"/>");
	gives(2, "<Page ID=\"page_2\"> <String ID=\"string_0\"/>",
	    "<Page ID=\"page_2\"> <String ID=\"page_2_string_0\"/>");
}

static void
test_confidences_are_fractions(void **state)
{
	(void)state;
	gives(0, "<String WC=\"0.96\"/>", "<String WC=\"0.96\"/>");
	gives(0, "<String WC=\"0.5\"/>", "<String WC=\"0.05\"/>");
	gives(0, "<String WC=\"0.100\"/>", "<String WC=\"1.00\"/>");
	gives(0, "<String WC=\"0.0\"/>", "<String WC=\"0.00\"/>");
}

static void
test_text_stays(void **state)
{
	static const char text[] =
	    "<String CONTENT=\"ID=&quot;1&quot; WC=&quot;0.7&quot;\"/> ";

	(void)state;
	gives(1, text, text);
	gives(1, "", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ids_are_told_apart),
	    cmocka_unit_test(test_confidences_are_fractions),
	    cmocka_unit_test(test_text_stays),
	};

	return cmocka_run_group_tests_name("alto", tests, NULL, NULL);
}
