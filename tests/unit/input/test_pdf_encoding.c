/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An encoding that numbers the shapes of a font is told from one that names
 * letters, whatever codes it claims to begin with.
 */
#include "tests/lib/test.h"

#include <stdbool.h>
#include <stdio.h>

#include "fcgi-worker/input/pdf_encoding.h"

/* Checks whether a font whose encoding has these differences is found to name
 * its letters by numbers. */
static void
assert_numbered(const char *differences, bool is_numbered)
{
	qpdf_data q = qpdf_init();
	char text[256];

	snprintf(text, sizeof(text), "<</Encoding<</Differences[%s]>>>>",
	    differences);
	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	qpdf_empty_pdf(q);
	if (pdf_encoding_is_numbered(q, qpdf_oh_parse(q, text)) != is_numbered)
		fail_msg("%s", differences);
	qpdf_cleanup(&q);
}

static void
test_names(void **state)
{
	(void)state;
	assert_numbered("40 /g1 /g2 /g3", true);
	assert_numbered("40 /a /b /g3", false);
	assert_numbered("40 /u1 /uni0041 /afii10017", false);
	/* These are the codes themselves. */
	assert_numbered("40 /g40 /g29 /g42", false);
	assert_numbered("", false);
}

/* The greatest code, and those behind it, are no numbers that the names stand
 * for; counting them must not go below nothing. */
static void
test_beyond(void **state)
{
	(void)state;
	assert_numbered("2147483647 /g1 /g2 /g3", true);
	assert_numbered("99999999999 /g1 /g2 /g3", true);
	assert_numbered("-1 /g1 /a /b", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_beyond),
	};

	return cmocka_run_group_tests_name("pdf_encoding", tests, NULL, NULL);
}
